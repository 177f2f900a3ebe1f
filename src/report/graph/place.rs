//! Where boxes and arrows go: the layered layout of `layout-rs`, asked for coordinates only.

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend, Visible as _};
use layout::core::geometry::{Point, Position};
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;

/// A place or a size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Xy {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// An arrow between two boxes, by index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The space left free around boxes.
const AROUND: Xy = Xy { x: 90.0, y: 18.0 };

/// Where everything goes.
#[derive(Debug)]
pub(super) struct Places {
    /// The upper left corner of each box.
    pub(super) corners: Vec<Xy>,
    /// The points that each arrow passes between its boxes, with the control points that lead into them.
    pub(super) bends: Vec<Vec<(Xy, Xy)>>,
}

/// Places boxes of given sizes from left to right. The links must not make a cycle.
pub(super) fn place(sizes: &[Xy], links: &[Link]) -> Places {
    let mut graph = VisualGraph::new(Orientation::LeftToRight);
    let style = StyleAttr::simple();
    let handles: Vec<_> = sizes
        .iter()
        .map(|size| {
            let shape = ShapeKind::new_box("");
            let (size, middle) = (Point::new(size.x, size.y), Point::zero());
            let mut element = Element::create(shape, style.clone(), Orientation::LeftToRight, size);
            element.pos = Position::new(middle, size, middle, Point::new(AROUND.x, AROUND.y));
            graph.add_node(element)
        })
        .collect();
    for (number, link) in links.iter().enumerate() {
        if let (Some(from), Some(to)) = (handles.get(link.from), handles.get(link.to)) {
            graph.add_edge(Arrow::simple_with_properties("", number.to_string()), *from, *to);
        }
    }
    let mut arrows = Arrows(vec![Vec::new(); links.len()]);
    // The order of the boxes and links is kept: it is that of the rules.
    graph.do_it(false, true, false, &mut arrows);
    let corner = |handle| {
        let corner = graph.element(handle).position().bbox(false).0;
        Xy { x: corner.x, y: corner.y }
    };
    Places { corners: handles.iter().map(|handle| corner(*handle)).collect(), bends: arrows.0 }
}

/// Listens to the library drawing, and keeps the paths of arrows.
struct Arrows(Vec<Vec<(Xy, Xy)>>);

impl RenderBackend for Arrows {
    fn draw_rect(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {}

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}

    /// The first and the last point are at the boxes, and are replaced; those between are kept.
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        properties: Option<String>,
        _: &str,
    ) {
        let number = properties.and_then(|number| number.parse::<usize>().ok());
        let between = path.get(1..path.len().saturating_sub(1)).unwrap_or_default();
        if let Some(kept) = number.and_then(|number| self.0.get_mut(number)) {
            let xy = |point: Point| Xy { x: point.x, y: point.y };
            *kept = between.iter().map(|(control, point)| (xy(*control), xy(*point))).collect();
        }
    }

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}
