//! The catalog as a page of Markdown: what there is, since when, and how the services differ at a glance.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::catalog::{Catalog, Confidence, Fact, Key, KeyId, Service, ServiceId};
use crate::program::DatedRules;
use crate::report::escape::{code, link, markdown};
use crate::report::words::domain;

/// Writes services by provider, with a table of the keys that the catalog puts in its headline, and companions apart.
///
/// # Errors
/// Those of `out`.
pub fn catalog(out: &mut dyn Write, dated: &DatedRules, ids: &[ServiceId]) -> io::Result<()> {
    let page = CatalogPage { dated, catalog: dated.catalog() };
    let services: Vec<&Service> = ids.iter().map(|id| page.catalog.service(*id)).collect();
    let facts = services.iter().flat_map(|service| service.facts());
    let sources: BTreeSet<&str> = facts.clone().map(|fact| fact.source.as_ref()).collect();
    writeln!(out, "# Catalog")?;
    writeln!(
        out,
        "\nFacts of {}: {} services and companions, {} facts from {} sources. `fingerpost facts ID` shows each fact with \
         its source,\n`fingerpost compare ID ID` puts services side by side, `--as-of` goes back in time.",
        dated.as_of(),
        services.len(),
        facts.count(),
        sources.len()
    )?;
    for (id, provider) in page.catalog.providers() {
        let of = |companion: bool| -> Vec<&Service> {
            let own = services.iter().filter(|s| s.provider == id && s.companion == companion);
            own.copied().collect()
        };
        let (main, companions) = (of(false), of(true));
        if main.is_empty() && companions.is_empty() {
            continue;
        }
        writeln!(out, "\n## {}", markdown(&provider.name))?;
        page.table(out, &main)?;
        for service in main {
            page.service(out, service)?;
        }
        list_companions(out, &companions)?;
    }
    Ok(())
}

struct CatalogPage<'a> {
    dated: &'a DatedRules,
    catalog: &'a Catalog,
}

impl CatalogPage<'_> {
    /// A row per service, a column per headline key.
    fn table(&self, out: &mut dyn Write, services: &[&Service]) -> io::Result<()> {
        let keys: Vec<(KeyId, &Key)> = self.catalog.keys().filter(|(_, key)| key.headline).collect();
        if services.is_empty() || keys.is_empty() {
            return Ok(());
        }
        let titles: Vec<String> = keys.iter().map(|(_, key)| markdown(&key.title)).collect();
        writeln!(out, "\n| | {} |", titles.join(" | "))?;
        writeln!(out, "|---|{}", "---|".repeat(keys.len()))?;
        for service in services {
            let cells: Vec<String> =
                keys.iter().map(|(key, _)| markdown(&self.shown(service, *key))).collect();
            writeln!(out, "| {} | {} |", code(&service.id), cells.join(" | "))?;
        }
        Ok(())
    }

    /// The value of the day; a question mark for what is not known.
    fn shown(&self, service: &Service, key: KeyId) -> String {
        let fact = service.fact(key, self.dated.as_of()).filter(|fact| !fact.is_unknown());
        fact.map_or_else(|| "?".to_owned(), Fact::said)
    }

    fn service(&self, out: &mut dyn Write, service: &Service) -> io::Result<()> {
        writeln!(out, "\n### {} {}", markdown(&service.name), code(&service.id))?;
        writeln!(out, "\n{}\n", markdown(&service.summary))?;
        self.stages(out, service)?;
        let facts = || service.facts().iter().filter(|fact| fact.holds_on(self.dated.as_of()));
        let sources: BTreeSet<&str> = facts().map(|fact| fact.source.as_ref()).collect();
        let unknown: Vec<&str> =
            facts().filter(|fact| fact.value.is_none()).map(|fact| self.title(fact)).collect();
        let low = |fact: &&Fact| fact.value.is_some() && fact.confidence == Confidence::Low;
        let low: Vec<&str> = facts().filter(low).map(|fact| self.title(fact)).collect();
        write!(out, "- {} facts from {} sources", facts().count(), sources.len())?;
        let oldest = facts().map(|fact| fact.read).min();
        oldest.map_or(Ok(()), |day| write!(out, ", the oldest read {day}"))?;
        writeln!(out)?;
        for (what, titles) in [("not known", unknown), ("of low confidence", low)] {
            if !titles.is_empty() {
                writeln!(out, "- {what}: {}", markdown(&titles.join(", ")))?;
            }
        }
        Ok(())
    }

    fn title(&self, fact: &Fact) -> &str {
        &self.catalog.key(fact.key).title
    }

    /// The first declared key over time, each value with its first day and its source.
    fn stages(&self, out: &mut dyn Write, service: &Service) -> io::Result<()> {
        let Some((key, declared)) = self.catalog.keys().next() else { return Ok(()) };
        let stages = service.facts().iter().filter(|fact| fact.key == key);
        let stage = |fact: &Fact| {
            let value = fact.said();
            let from = fact.from.map(|day| format!(" since {day}")).unwrap_or_default();
            format!("{}{from} ({})", markdown(&value), link(domain(&fact.source), &fact.source))
        };
        let stages: Vec<String> = stages.map(stage).collect();
        if stages.is_empty() {
            return Ok(());
        }
        writeln!(out, "- {}: {}", markdown(&declared.title), stages.join(", then "))
    }
}

/// What only comes beside another service, a line each.
fn list_companions(out: &mut dyn Write, companions: &[&Service]) -> io::Result<()> {
    if companions.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Companions\n")?;
    for service in companions {
        let (name, summary) = (markdown(&service.name), markdown(&service.summary));
        writeln!(out, "- **{name}** {}: {summary}", code(&service.id))?;
    }
    Ok(())
}
