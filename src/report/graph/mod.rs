//! The decision graph of a pack as a picture: one model, one renderer per format.

mod dot;
mod mermaid;
#[cfg(feature = "cli")]
mod place;
#[cfg(feature = "cli")]
mod svg;

use std::collections::{BTreeMap, BTreeSet};

pub use dot::dot;
pub use mermaid::mermaid;
#[cfg(feature = "cli")]
pub use svg::{MAX_DRAWN, svg};

use crate::catalog::Catalog;
use crate::eval::Evaluation;
use crate::graph::{ArmId, NodeId, OutcomeId, Target};
use crate::pack::CompiledPack;

/// A graph, or a part of one, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it shows.
    pub title: String,
    /// Its boxes, in the order in which arms lead to them.
    pub boxes: Vec<Box>,
}

/// A node or an outcome.
#[derive(Clone, Debug)]
pub struct Box {
    /// Its name.
    pub name: String,
    /// What it asks, or what it stands for.
    pub title: Option<String>,
    /// Whether a walk ends here.
    pub is_outcome: bool,
    /// Whether the walk that is shown passes it.
    pub passed: bool,
    /// For a node its arms; for an outcome its candidates, provider by provider.
    pub rows: Vec<Row>,
}

/// An arm with the box that it leads to, or a list of candidates, which leads nowhere.
#[derive(Clone, Debug)]
pub struct Row {
    /// The guard as written, with its target where that is left out of the picture; or the services.
    pub text: String,
    /// The box that it leads to; none for candidates, and for what is left out of the picture.
    pub to: Option<usize>,
    /// Whether the walk that is shown takes it.
    pub taken: bool,
}

/// A part of a graph: everything at most so many arms away from a node or outcome.
#[derive(Clone, Copy, Debug)]
pub struct Neighbourhood<'a> {
    /// The node or outcome in the middle.
    pub name: &'a str,
    /// How many arms away.
    pub depth: usize,
}

/// The picture of a pack's graph, or of a part of it; none if the pack has nothing of that name.
#[must_use]
pub fn picture(
    pack: &CompiledPack,
    catalog: &Catalog,
    around: Option<Neighbourhood<'_>>,
    walk: Option<&Evaluation>,
) -> Option<Picture> {
    let all = walking_order(pack);
    let shown = match around {
        None => all,
        Some(around) => {
            let near = near(pack, &all, around)?;
            all.into_iter().filter(|target| near.contains(target)).collect()
        }
    };
    let places: BTreeMap<Target, usize> =
        shown.iter().enumerate().map(|(at, target)| (*target, at)).collect();
    let marks = Marks::of(walk);
    let boxes = shown.iter().map(|target| match target {
        Target::Node(id) => node_box(pack, *id, &places, &marks),
        Target::Outcome(id) => outcome_box(pack, catalog, *id, &marks),
    });
    let part = around.map(|around| format!(", around {}", around.name)).unwrap_or_default();
    Some(Picture { title: format!("{} {}{part}", pack.name(), pack.version()), boxes: boxes.collect() })
}

/// What walks pass.
struct Marks {
    passed: BTreeSet<Target>,
    taken: BTreeSet<(NodeId, ArmId)>,
}

impl Marks {
    fn of(walk: Option<&Evaluation>) -> Self {
        let providers = || walk.into_iter().flat_map(|walk| &walk.providers);
        let steps = || providers().flat_map(|provider| &provider.path);
        let nodes = steps()
            .map(|step| step.node)
            .chain(providers().filter_map(|provider| provider.conclusion.stuck()));
        let ends = providers().filter_map(|provider| provider.conclusion.outcome()).map(Target::Outcome);
        Self {
            passed: nodes.map(Target::Node).chain(ends).collect(),
            taken: steps().map(|step| (step.node, step.arm)).collect(),
        }
    }
}

/// Everything from the entry on, as arms lead to it: what an arm leads to comes before what the next one does.
fn walking_order(pack: &CompiledPack) -> Vec<Target> {
    let graph = pack.graph();
    let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
    let mut waiting = vec![Target::Node(graph.entry())];
    while let Some(target) = waiting.pop() {
        if !seen.insert(target) {
            continue;
        }
        order.push(target);
        if let Target::Node(id) = target {
            waiting.extend(graph.arms(id).iter().rev().map(|arm| arm.target));
        }
    }
    order
}

/// Everything near a node or outcome, in both directions; none if there is nothing of that name.
fn near(pack: &CompiledPack, all: &[Target], around: Neighbourhood<'_>) -> Option<BTreeSet<Target>> {
    let middle = all.iter().copied().find(|target| name(pack, *target) == around.name)?;
    let mut near = BTreeSet::from([middle]);
    for _ in 0..around.depth.min(all.len()) {
        let mut wider = near.clone();
        for node in all.iter().copied() {
            let Target::Node(id) = node else { continue };
            for arm in pack.graph().arms(id) {
                if near.contains(&node) {
                    wider.insert(arm.target);
                }
                if near.contains(&arm.target) {
                    wider.insert(node);
                }
            }
        }
        near = wider;
    }
    Some(near)
}

fn name(pack: &CompiledPack, target: Target) -> &str {
    match target {
        Target::Node(id) => &pack.node(id).name,
        Target::Outcome(id) => &pack.outcome(id).name,
    }
}

fn node_box(pack: &CompiledPack, id: NodeId, places: &BTreeMap<Target, usize>, marks: &Marks) -> Box {
    let node = pack.node(id);
    let rows = pack.graph().arms(id).iter().zip(ArmId::of(&node.arms)).map(|(arm, (at, text))| {
        let guard = text.guard.as_deref().unwrap_or("otherwise");
        let to = places.get(&arm.target).copied();
        // What is left out of the picture is named where its arrow would be.
        let text = match to {
            None => format!("{guard} -> {}", name(pack, arm.target)),
            Some(_) => guard.to_owned(),
        };
        Row { text, to, taken: marks.taken.contains(&(id, at)) }
    });
    Box {
        name: node.name.clone(),
        title: node.title.clone(),
        is_outcome: false,
        passed: marks.passed.contains(&Target::Node(id)),
        rows: rows.collect(),
    }
}

fn outcome_box(pack: &CompiledPack, catalog: &Catalog, id: OutcomeId, marks: &Marks) -> Box {
    let outcome = pack.outcome(id);
    let rows = catalog.providers().filter_map(|(provider, _)| {
        let mut names: Vec<&str> = Vec::new();
        for candidate in pack.own(id, provider) {
            let name = catalog.service(candidate.service).id.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| Row { text: names.join(", then "), to: None, taken: false })
    });
    Box {
        name: outcome.name.clone(),
        title: outcome.title.clone(),
        is_outcome: true,
        passed: marks.passed.contains(&Target::Outcome(id)),
        rows: rows.collect(),
    }
}

/// A text in lines of at most so many characters where it has blanks; at least one line.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            line.extend([if line.is_empty() { "" } else { " " }, word]);
        }
    }
    lines
}
