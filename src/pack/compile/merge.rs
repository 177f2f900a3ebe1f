//! A stack of packs laid over each other.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::ast::{self, ItemKind};

use super::PackFiles;

/// The items that are left when all packs lie over each other, in order.
#[derive(Default)]
pub(super) struct Merged<'a> {
    pub(super) headers: Vec<&'a ast::PackHeader>,
    pub(super) references: Vec<&'a ast::Reference>,
    pub(super) questions: Vec<&'a ast::Question>,
    pub(super) shorthands: Vec<&'a ast::Shorthand>,
    pub(super) derivations: Vec<&'a ast::Derive>,
    pub(super) conflicts: Vec<&'a ast::Conflict>,
    pub(super) constraints: Vec<&'a ast::Constraint>,
    pub(super) caveats: Vec<&'a ast::Caveat>,
    pub(super) nodes: Vec<&'a ast::Node>,
    pub(super) outcomes: Vec<&'a ast::Outcome>,
    pub(super) companions: Vec<&'a ast::Companion>,
    pub(super) firsts: Vec<&'a ast::Prefer>,
    pub(super) preferences: Vec<&'a ast::Prefer>,
    pub(super) forbidden: Vec<&'a ast::Forbid>,
    pub(super) cases: Vec<&'a ast::Case>,
    pub(super) severities: Vec<&'a ast::Severity>,
}

/// What an item is known by: names of different kinds do not clash, except that questions,
/// short keys and derivations are used alike, and so are nodes and outcomes.
fn key(kind: &ItemKind) -> Option<(&'static str, &ast::Name)> {
    match kind {
        ItemKind::Reference(item) => Some(("reference", &item.name)),
        ItemKind::Question(item) => Some(("question", &item.name)),
        ItemKind::Shorthand(item) => Some(("question", &item.name)),
        ItemKind::Derive(item) => Some(("question", &item.name)),
        ItemKind::Conflict(item) => Some(("conflict", &item.name)),
        ItemKind::Constraint(item) => Some(("constraint", &item.name)),
        ItemKind::Caveat(item) => Some(("caveat", &item.name)),
        ItemKind::Node(item) => Some(("node", &item.name)),
        ItemKind::Outcome(item) => Some(("node", &item.name)),
        ItemKind::Companion(item) => Some(("companion", &item.service)),
        ItemKind::First(item) => Some(("first", &item.provider)),
        ItemKind::Prefer(item) => Some(("prefer", &item.provider)),
        ItemKind::Case(item) => Some(("case", &item.name)),
        ItemKind::Pack(_) | ItemKind::Forbid(_) | ItemKind::Severity(_) => None,
    }
}

/// Items of a pack and of those that lie over it, in all their files.
const MAX_PACK_ITEMS: usize = 50_000;

pub(super) fn merge<'a>(stack: &'a [PackFiles], found: &mut Diagnostics) -> Merged<'a> {
    let mut items: Vec<&ast::Item> = Vec::new();
    let mut places: BTreeMap<(&str, &str), (usize, usize, Span)> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    for (level, pack) in stack.iter().enumerate() {
        check_headed(pack, level, found);
        for item in pack.files.iter().flat_map(|file| &file.items) {
            if let ItemKind::Pack(header) = &item.kind {
                check_header(header, level, &names, found);
                names.push(&header.name.value);
            }
            let Some((kind, name)) = key(&item.kind) else {
                if let Some(replace) = item.replace {
                    let message = "this item has no name by which it could replace another";
                    let finding = Diagnostic::error(Code::NothingToReplace, replace.0, message);
                    found.push(finding.help("leave out `replace`"));
                }
                items.push(item);
                continue;
            };
            let before = places.get(&(kind, name.value.as_str())).copied();
            match (before, item.replace.is_some()) {
                (Some((at, lower, _)), true) if lower < level => {
                    items.splice(at..=at, [item]).for_each(drop);
                    places.insert((kind, &name.value), (at, level, name.span));
                }
                (None, false) => {
                    places.insert((kind, &name.value), (items.len(), level, name.span));
                    items.push(item);
                }
                (None | Some(_), true) => {
                    let message = format!("there is no {kind} `{}` in a pack below to replace", name.value);
                    let finding = Diagnostic::error(Code::NothingToReplace, name.span, message);
                    found.push(finding.help("leave out `replace`, or check the name"));
                }
                (Some((_, lower, span)), false) => {
                    let message = format!("`{}` is declared twice", name.value);
                    let finding =
                        Diagnostic::error(Code::DuplicateName, name.span, message).also(span, "first here");
                    let overlay = "write `replace` in front of it to replace the one of the pack below";
                    let same = "give one of them another name";
                    found.push(finding.help(if lower < level { overlay } else { same }));
                }
            }
        }
    }
    if let Some(one_more) = items.get(MAX_PACK_ITEMS) {
        let message = format!("the pack has more than {MAX_PACK_ITEMS} items");
        let finding = Diagnostic::error(Code::TooMany, one_more.span.0, message);
        found.push(finding.help("split the pack"));
    }
    items.truncate(MAX_PACK_ITEMS);
    sorted(items)
}

/// The lowest pack is missed when the whole stack is put together: without it there is no name.
fn check_headed(pack: &PackFiles, level: usize, found: &mut Diagnostics) {
    let mut items = pack.files.iter().flat_map(|file| &file.items).peekable();
    let first = items.peek().map(|item| item.span.0);
    if level == 0 || items.any(|item| matches!(item.kind, ItemKind::Pack(_))) {
        return;
    }
    let message = "this pack lies over another one and has no header";
    let finding = match first {
        Some(place) => Diagnostic::error(Code::PackHeader, place, message),
        None => Diagnostic::general(Code::PackHeader, message),
    };
    found.push(finding.help("write `pack NAME VERSION extends NAME` in one of its files"));
}

fn check_header(header: &ast::PackHeader, level: usize, below: &[&str], found: &mut Diagnostics) {
    let name = &header.name;
    match &header.extends {
        Some(base) if !below.contains(&base.value.as_str()) => {
            let message = format!("`{}` extends `{}`, which is not below it", name.value, base.value);
            let finding = Diagnostic::error(Code::PackHeader, base.span, message);
            let help = format!(
                "load it over `{0}`, as with `--pack {0}`: packs are given from the lowest to the highest",
                base.value
            );
            found.push(finding.help(help));
        }
        None if level > 0 => {
            let message = format!("`{}` lies over another pack and does not say which", name.value);
            let finding = Diagnostic::error(Code::PackHeader, name.span, message);
            found.push(finding.help(format!("write `extends {}`", below.first().copied().unwrap_or("NAME"))));
        }
        _ if below.len() > level => {
            let finding = Diagnostic::error(Code::PackHeader, name.span, "the pack has two headers");
            found.push(finding.help("keep one `pack` item"));
        }
        _ => {}
    }
}

fn sorted(items: Vec<&ast::Item>) -> Merged<'_> {
    let mut merged = Merged::default();
    for item in items {
        match &item.kind {
            ItemKind::Pack(item) => merged.headers.push(item),
            ItemKind::Reference(item) => merged.references.push(item),
            ItemKind::Question(item) => merged.questions.push(item),
            ItemKind::Shorthand(item) => merged.shorthands.push(item),
            ItemKind::Derive(item) => merged.derivations.push(item),
            ItemKind::Conflict(item) => merged.conflicts.push(item),
            ItemKind::Constraint(item) => merged.constraints.push(item),
            ItemKind::Caveat(item) => merged.caveats.push(item),
            ItemKind::Node(item) => merged.nodes.push(item),
            ItemKind::Outcome(item) => merged.outcomes.push(item),
            ItemKind::Companion(item) => merged.companions.push(item),
            ItemKind::First(item) => merged.firsts.push(item),
            ItemKind::Prefer(item) => merged.preferences.push(item),
            ItemKind::Forbid(item) => merged.forbidden.push(item),
            ItemKind::Case(item) => merged.cases.push(item),
            ItemKind::Severity(item) => merged.severities.push(item),
        }
    }
    merged
}
