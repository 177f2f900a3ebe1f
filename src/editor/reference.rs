//! A pack as a Markdown reference: what it asks, walks, names, refuses and warns of, and from where it knows; in the words of its files.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::language::ast::{
    Candidate, Case, Caveat, Companion, Conflict, Constraint, Derive, Expr, FallbackKind, File, Grounds,
    Item, ItemKind, Name, Node, Outcome, PackHeader, Prefer, Quantifier, Question, Reference, Rows,
    SourceRef, TypeArgument,
};
use crate::language::print::expression;
use crate::report::domain;
use crate::report::escape::{link, markdown, terminal};

/// Writes the reference of a stack of rule files, the lowest first; an item that another replaces is left out.
///
/// # Errors
/// Those of `out`.
pub fn reference(out: &mut dyn Write, files: &[&File]) -> io::Result<()> {
    let mut page = Page { out, items: in_force(files), cited: BTreeMap::new() };
    page.header()?;
    page.questions()?;
    page.conflicts()?;
    page.derivations()?;
    page.nodes()?;
    page.outcomes()?;
    page.companions()?;
    page.orders()?;
    page.constraints()?;
    page.caveats()?;
    page.sources()
}

/// The items that are left when later ones replace earlier ones of the same kind and name.
fn in_force<'a>(files: &[&'a File]) -> Vec<&'a Item> {
    let mut items: Vec<&Item> = Vec::new();
    for item in files.iter().flat_map(|file| &file.items) {
        let replaced = items.iter().position(|other| item.replace.is_some() && same(other, item));
        match replaced.and_then(|at| items.get_mut(at)) {
            Some(place) => *place = item,
            None => items.push(item),
        }
    }
    items
}

fn same(a: &Item, b: &Item) -> bool {
    let name = |item: &Item| match &item.kind {
        ItemKind::Question(it) => Some(it.name.value.clone()),
        ItemKind::Conflict(it) => Some(it.name.value.clone()),
        ItemKind::Constraint(it) => Some(it.name.value.clone()),
        ItemKind::Caveat(it) => Some(it.name.value.clone()),
        ItemKind::Node(it) => Some(it.name.value.clone()),
        ItemKind::Outcome(it) => Some(it.name.value.clone()),
        ItemKind::Reference(it) => Some(it.name.value.clone()),
        ItemKind::Derive(it) => Some(it.name.value.clone()),
        _ => None,
    };
    std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
        && name(a).is_some()
        && name(a) == name(b)
}

struct Page<'a, 'o> {
    out: &'o mut dyn Write,
    items: Vec<&'a Item>,
    /// How often each source is cited, by what is shown of it.
    cited: BTreeMap<String, usize>,
}

/// The items of one kind.
macro_rules! all {
    ($page:expr, $kind:ident) => {
        $page.items.iter().filter_map(|item| match &item.kind {
            ItemKind::$kind(it) => Some(it),
            _ => None,
        })
    };
}

impl<'a> Page<'a, '_> {
    fn header(&mut self) -> io::Result<()> {
        let headers: Vec<&PackHeader> = all!(self, Pack).collect();
        let names: Vec<String> =
            headers.iter().map(|it| format!("{} {}", it.name.value, it.version.value)).collect();
        writeln!(self.out, "# Rules of {}", markdown(&names.join(" + ")))?;
        writeln!(self.out)?;
        if let Some(day) = headers.iter().rev().find_map(|it| it.as_of.as_ref()) {
            writeln!(
                self.out,
                "With the facts of {}, unless another day is asked for.",
                markdown(&day.value)
            )?;
        }
        let cases = all!(self, Case).map(|case: &Case| &case.name).count();
        if cases > 0 {
            writeln!(self.out, "{cases} cases say what the rules must answer.")?;
        }
        Ok(())
    }

    fn heading(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n## {title}")
    }

    fn named(&mut self, name: &str, title: Option<&str>) -> io::Result<()> {
        let title = title.map(|title| format!(": {}", markdown(title))).unwrap_or_default();
        writeln!(self.out, "\n### {}{title}\n", code(name))
    }

    fn questions(&mut self) -> io::Result<()> {
        let questions: Vec<&Question> = all!(self, Question).collect();
        self.heading("Questions")?;
        for question in questions {
            self.named(&question.name.value, None)?;
            for text in question.ask.iter().chain(&question.help) {
                writeln!(self.out, "{}", markdown(&text.value))?;
            }
            writeln!(self.out, "\n- type: {}", code(&typed(question)))?;
            for fallback in &question.fallbacks {
                let kind = match fallback.kind {
                    FallbackKind::Must => "must be",
                    FallbackKind::Default => "if unanswered",
                    FallbackKind::Assume => "assumed if unanswered",
                };
                let value = code(&expression(&fallback.value));
                let when = fallback.when.as_ref().map(|when| format!(" when {}", condition(when)));
                let because = self.because(&fallback.grounds);
                writeln!(self.out, "- {kind}: {value}{}{because}", when.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    fn conflicts(&mut self) -> io::Result<()> {
        let conflicts: Vec<&Conflict> = all!(self, Conflict).collect();
        if conflicts.is_empty() {
            return Ok(());
        }
        self.heading("Answers that cannot be given together")?;
        writeln!(self.out)?;
        for it in conflicts {
            let when = it.when.as_ref().map(condition).unwrap_or_default();
            let because = self.because(&it.grounds);
            writeln!(self.out, "- {}: {when}{because}", code(&it.name.value))?;
        }
        Ok(())
    }

    fn derivations(&mut self) -> io::Result<()> {
        let derivations: Vec<&Derive> = all!(self, Derive).collect();
        if derivations.is_empty() {
            return Ok(());
        }
        self.heading("What follows from answers")?;
        writeln!(self.out)?;
        for it in derivations {
            let because = self.because(&it.grounds);
            writeln!(self.out, "- {} is {}{because}", code(&it.name.value), condition(&it.value))?;
        }
        Ok(())
    }

    fn nodes(&mut self) -> io::Result<()> {
        let nodes: Vec<&Node> = all!(self, Node).collect();
        self.heading("The walk")?;
        for node in nodes {
            self.named(&node.name.value, node.title.as_ref().map(|title| title.value.as_str()))?;
            for arm in &node.arms {
                let guard = arm.guard.as_ref().map_or("otherwise".to_owned(), condition);
                let because = self.because(&arm.grounds);
                writeln!(self.out, "1. {guard}: to {}{because}", code(&arm.target.value))?;
            }
        }
        Ok(())
    }

    fn outcomes(&mut self) -> io::Result<()> {
        let outcomes: Vec<&Outcome> = all!(self, Outcome).collect();
        self.heading("Outcomes")?;
        for it in outcomes {
            self.named(&it.name.value, it.title.as_ref().map(|title| title.value.as_str()))?;
            for provider in &it.candidates {
                let named: Vec<String> = provider.candidates.iter().map(candidate).collect();
                writeln!(self.out, "- {}: {}", markdown(&provider.provider.value), named.join(", then "))?;
            }
            for it in &it.companions {
                self.companion(it)?;
            }
            for it in &it.caveats {
                self.warning(it)?;
            }
            self.grounds(&it.grounds)?;
        }
        Ok(())
    }

    fn companions(&mut self) -> io::Result<()> {
        let companions: Vec<&Companion> = all!(self, Companion).collect();
        if companions.is_empty() {
            return Ok(());
        }
        self.heading("Companions of every outcome")?;
        writeln!(self.out)?;
        for it in companions {
            self.companion(it)?;
        }
        Ok(())
    }

    fn companion(&mut self, it: &Companion) -> io::Result<()> {
        let when = it.when.as_ref().map(|when| format!(" when {}", condition(when)));
        let reason = it.reason.as_ref().map(|reason| format!(": {}", markdown(&reason.value)));
        let sources = self.cited_behind(&it.sources);
        let (when, reason) = (when.unwrap_or_default(), reason.unwrap_or_default());
        writeln!(self.out, "- with {}{when}{reason}{sources}", code(&it.service.value))
    }

    /// What comes before the candidates of every outcome, and what is considered after them.
    fn orders(&mut self) -> io::Result<()> {
        let first = all!(self, First).map(|it| ("first", it));
        let orders: Vec<(&str, &Prefer)> = first.chain(all!(self, Prefer).map(|it| ("else", it))).collect();
        if orders.is_empty() {
            return Ok(());
        }
        self.heading("Before and after the candidates of an outcome")?;
        writeln!(self.out)?;
        for (word, it) in orders {
            let named: Vec<String> = it.services.iter().map(candidate).collect();
            writeln!(self.out, "- {word}, {}: {}", markdown(&it.provider.value), named.join(", then "))?;
        }
        Ok(())
    }

    fn constraints(&mut self) -> io::Result<()> {
        let constraints: Vec<&Constraint> = all!(self, Constraint).collect();
        self.heading("Constraints")?;
        for it in constraints {
            self.named(&it.name.value, None)?;
            let when =
                it.when.as_ref().map_or("always".to_owned(), |when| format!("when {}", condition(when)));
            let need = it.need.as_ref().map(condition).unwrap_or_default();
            writeln!(self.out, "- {when}, the service needs {need}{}", for_rows(it.rows.as_ref()))?;
            if let Some(refuse) = &it.refuse {
                writeln!(self.out, "- else: {}", markdown(&refuse.value))?;
            }
            self.grounds(&it.grounds)?;
        }
        Ok(())
    }

    fn caveats(&mut self) -> io::Result<()> {
        let caveats: Vec<&Caveat> = all!(self, Caveat).collect();
        if caveats.is_empty() {
            return Ok(());
        }
        self.heading("Caveats")?;
        for it in caveats {
            self.named(&it.name.value, None)?;
            self.warning(it)?;
            self.grounds(&it.grounds)?;
        }
        Ok(())
    }

    fn warning(&mut self, it: &Caveat) -> io::Result<()> {
        let when = it.when.as_ref().map_or("always".to_owned(), |when| format!("when {}", condition(when)));
        let say = it.say.as_ref().map(|say| markdown(&say.value)).unwrap_or_default();
        writeln!(self.out, "- warns {when}{}: {say}", for_rows(it.rows.as_ref()))
    }

    fn grounds(&mut self, grounds: &Grounds) -> io::Result<()> {
        if let Some(because) = &grounds.because {
            writeln!(self.out, "- because {}", markdown(&because.value))?;
        }
        for source in &grounds.sources {
            let cited = self.cite(source);
            writeln!(self.out, "- source: {cited}")?;
        }
        Ok(())
    }

    /// The reason and the sources of an arm or a fallback, behind it on the same line.
    fn because(&mut self, grounds: &Grounds) -> String {
        let because = grounds.because.as_ref().map(|it| format!(", because {}", markdown(&it.value)));
        format!("{}{}", because.unwrap_or_default(), self.cited_behind(&grounds.sources))
    }

    fn cited_behind(&mut self, sources: &[SourceRef]) -> String {
        let cited: Vec<String> = sources.iter().map(|source| self.cite(source)).collect();
        if cited.is_empty() { String::new() } else { format!(" ({})", cited.join("; ")) }
    }

    fn cite(&mut self, source: &SourceRef) -> String {
        match source {
            SourceRef::Reference(name, section) => {
                let reference = all!(self, Reference).find(|it: &&'a Reference| it.name.value == name.value);
                let title = reference.map_or(name.value.as_str(), |it| it.title.value.as_str()).to_owned();
                let url = reference.and_then(|it| it.url.as_ref()).map(|url| url.value.clone());
                let shown = url.map_or_else(|| markdown(&title), |url| link(&title, &url));
                *self.cited.entry(shown).or_insert(0) += 1;
                let section = section.as_ref().map(|section| format!(" {}", markdown(&section.value)));
                format!("{}{}", markdown(&name.value), section.unwrap_or_default())
            }
            SourceRef::Url(url, read) => {
                let address = url.value.strip_prefix("https://").unwrap_or(&url.value);
                let shown = link(domain(&url.value), &url.value);
                let read = read.as_ref().map(|read| format!(", read {}", markdown(&read.value)));
                *self.cited.entry(link(address, &url.value)).or_insert(0) += 1;
                format!("{shown}{}", read.unwrap_or_default())
            }
        }
    }

    fn sources(&mut self) -> io::Result<()> {
        self.heading("Sources")?;
        writeln!(self.out)?;
        for (source, count) in &self.cited {
            writeln!(self.out, "- {source}: cited {count} {}", if *count == 1 { "time" } else { "times" })?;
        }
        Ok(())
    }
}

fn typed(question: &Question) -> String {
    let word = &question.type_.word.value;
    let names = |names: &[Name]| names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    match &question.type_.argument {
        TypeArgument::None => word.clone(),
        TypeArgument::Options(options) => format!("{word} of [{}]", names(options)),
        TypeArgument::Of(name) => format!("{word} of {}", name.value),
        TypeArgument::Range(from, to) => {
            let bound = |bound: &Option<Name>| bound.as_ref().map(|it| it.value.clone()).unwrap_or_default();
            format!("{word} {}..{}", bound(from), bound(to))
        }
    }
}

/// `aws.ecs-fargate` as task when … (why this one)
fn candidate(candidate: &Candidate) -> String {
    let form = candidate.form.as_ref().map(|form| format!(" as {}", markdown(&form.value)));
    let when = candidate.when.as_ref().map(|when| format!(" when {}", condition(when)));
    let reason = candidate.reason.as_ref().map(|it| format!(" ({})", markdown(&it.value)));
    let parts = [form, when, reason].into_iter().flatten().collect::<String>();
    format!("{}{parts}", code(&candidate.service.value))
}

/// ` for some row of sizes where …`, or nothing
fn for_rows(rows: Option<&Rows>) -> String {
    let Some(rows) = rows else { return String::new() };
    let word = match rows.quantifier {
        Quantifier::Some => "some",
        Quantifier::Every => "every",
    };
    let only = rows.only.as_ref().map(|only| format!(" where {}", condition(only))).unwrap_or_default();
    format!(" for {word} {} of {}{only}", code(&rows.variable.value), code(&rows.table.value))
}

fn condition(expr: &Expr) -> String {
    code(&expression(expr))
}

/// A text as a code span, whatever is in it.
fn code(text: &str) -> String {
    let safe = terminal(text);
    let longest = safe.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{safe}`") } else { format!("{fence} {safe} {fence}") }
}
