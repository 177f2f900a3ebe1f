//! The decision graph as a picture, and the reference of rules.

use fingerpost::diagnostic::Sources;
use fingerpost::editor::reference;
use fingerpost::language;
use fingerpost::report::graph::{self, Neighbourhood, Picture};

use super::World;
use crate::tiny::{BASE, Stack};

fn drawn(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a buffer takes everything");
    String::from_utf8(out).expect("text")
}

fn whole(world: &World) -> Picture {
    graph::picture(&world.pack, &world.catalog, None, None).expect("the whole pack")
}

/// The numbers of an attribute, one for each element that has it.
fn numbers(svg: &str, element: &str, attribute: &str) -> Vec<f64> {
    let of = |part: &str| {
        let value = part.split_once(&format!(" {attribute}=\""))?.1.split('"').next()?;
        value.parse::<f64>().ok()
    };
    svg.split('<').filter(|part| part.starts_with(&format!("{element} x="))).filter_map(of).collect()
}

#[test]
fn boxes_do_not_overlap_and_every_arm_has_its_arrow() {
    let world = World::new();
    let picture = whole(&world);
    let svg = drawn(|out| graph::svg(out, &picture));
    let attribute = |name| numbers(&svg, "rect", name);
    let (x, y, width, height) = (attribute("x"), attribute("y"), attribute("width"), attribute("height"));
    assert_eq!(x.len(), picture.boxes.len());
    for a in 0..x.len() {
        for b in 0..a {
            let apart = x[a] + width[a] <= x[b]
                || x[b] + width[b] <= x[a]
                || y[a] + height[a] <= y[b]
                || y[b] + height[b] <= y[a];
            assert!(apart, "{} lies on {}", picture.boxes[a].name, picture.boxes[b].name);
        }
    }
    let arms: usize = world.pack.nodes().iter().map(|node| node.arms.len()).sum();
    assert_eq!(svg.matches("marker-end=").count(), arms);
    assert_eq!(picture.boxes.len(), world.pack.nodes().len() + world.pack.outcomes().len());
}

#[test]
fn text_stays_inside_its_box() {
    let world = World::new();
    let svg = drawn(|out| graph::svg(out, &whole(&world)));
    let width = numbers(&svg, "rect", "width")[0];
    for text in svg.split("<text ").skip(1) {
        let line = text.split_once('>').and_then(|(_, rest)| rest.split_once('<')).expect("a text").0;
        let line =
            line.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        // Helvetica is about half as wide as it is high.
        assert!(
            13.0 * 0.53 * f64::from(u32::try_from(line.chars().count()).expect("short")) <= width,
            "{line}"
        );
    }
}

#[test]
fn the_neighbourhood_of_a_node_is_as_deep_as_asked() {
    let stack = Stack::of(&[BASE]);
    let names = |around| {
        let picture = graph::picture(stack.pack(), &stack.catalog, Some(around), None)?;
        Some(picture.boxes.into_iter().map(|it| it.name).collect::<Vec<_>>())
    };
    assert_eq!(names(Neighbourhood { name: "pods", depth: 0 }).expect("pods"), ["pods"]);
    assert_eq!(names(Neighbourhood { name: "pods", depth: 1 }).expect("pods"), ["start_here", "pods"]);
    assert_eq!(
        names(Neighbourhood { name: "pods", depth: 2 }).expect("pods"),
        ["start_here", "boxes", "pods"]
    );
    assert!(names(Neighbourhood { name: "nothing", depth: 2 }).is_none());
    let near =
        graph::picture(stack.pack(), &stack.catalog, Some(Neighbourhood { name: "pods", depth: 1 }), None);
    let rows: Vec<_> =
        near.expect("pods").boxes[0].rows.iter().map(|row| (row.text.clone(), row.to)).collect();
    assert_eq!(rows, [("heavy -> boxes".to_owned(), None), ("otherwise".to_owned(), Some(1))]);
}

const SLY: &str = "\"><script>alert(1)</script>\\\" ]]> %% --> & `x` |y| [z](javascript:a) \u{1b}[31m";

fn sly_pack() -> String {
    let title = format!(
        "\"{}\"",
        SLY.replace('\\', "\\\\").replace('"', "\\\"").replace('{', "{{").replace('}', "}}")
    );
    BASE.replace("node start_here", &format!("node start_here {title}"))
        .replace("outcome pods", &format!("outcome pods {title}"))
        .replace("because \"light work needs no machines\"", &format!("because {title}"))
}

#[test]
fn texts_are_escaped_in_every_format() {
    let text = sly_pack();
    let stack = Stack::of(&[&text]);
    let picture = graph::picture(stack.pack(), &stack.catalog, None, None).expect("the whole pack");
    let svg = drawn(|out| graph::svg(out, &picture));
    assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script") && !svg.contains('\u{1b}'), "{svg}");
    let dot = drawn(|out| graph::dot(out, &picture));
    let label = dot.lines().find(|line| line.contains("start_here")).expect("the node");
    let unescaped = label.replace("\\\\", "").replace("\\\"", "");
    assert_eq!(unescaped.matches('"').count(), 2, "{label}");
    let mermaid = drawn(|out| graph::mermaid(out, &picture));
    let label = mermaid.lines().find(|line| line.contains("start_here")).expect("the node");
    assert!(label.matches('"').count() == 2 && !label.contains("<script") && !label.contains('`'), "{label}");
    let page = markdown(&text);
    assert!(!page.contains("<script") && !page.contains("[z](") && !page.contains('\u{1b}'), "{page}");
}

fn markdown(rules: &str) -> String {
    let (file, found) = language::parse(Sources::new().add("a.rules", rules), rules);
    assert!(found.is_empty(), "{found:?}");
    drawn(|out| reference(out, &[&file]))
}

#[test]
fn the_reference_has_every_part_of_a_pack() {
    let page = markdown(BASE);
    for part in [
        "# Rules of base 1.0.0",
        "### `gpus`",
        "- type: `integer 0..8`",
        "- assumed if unanswered: `other`",
        "- `heavy` is `gpus > 2 or memory > 16 GiB`",
        "1. `heavy`: to `boxes`",
        "- north: `north.pod`, then `north.box`",
        "- when `memory is answered`, the service needs `memory <= service.max_memory`",
        "- else: needs \\{memory\\}, \\{service\\} has \\{service.max_memory\\}",
        "- [The guide](https://example.org/guide): cited 3 times",
    ] {
        assert!(page.lines().any(|line| line == part), "{part}\n{page}");
    }
}

#[test]
fn the_reference_shows_what_replaces_an_item_and_not_what_it_replaces() {
    let overlay = "pack acme 2.0.0\n    extends base\n\nreplace outcome pods\n    north north.box\n    because \"ours\"\n";
    let files = [BASE, overlay].map(|text| language::parse(Sources::new().add("a.rules", text), text).0);
    let page = drawn(|out| reference(out, &[&files[0], &files[1]]));
    assert!(page.contains("because ours") && !page.contains("light work"), "{page}");
    assert!(page.starts_with("# Rules of base 1.0.0 + acme 2.0.0\n"), "{page}");
}
