//! What a name means, as Markdown.

use std::fmt::Write as _;

use crate::catalog::{Catalog, Fact, Service};
use crate::language::ast::{FallbackKind, Grounds, ItemKind, Question};
use crate::language::print;
use crate::report::escape::{link, markdown};

use super::Workspace;
use super::names::{Kind, Mention};

/// What `service.` knows beside the keys of the catalog.
pub(super) const PROVIDER: &str = "provider";

/// How many services or facts are listed.
const LISTED: usize = 40;

impl Workspace<'_> {
    /// What a name means; none where nothing is known of it.
    #[must_use]
    pub fn hover(&self, mention: &Mention) -> Option<String> {
        match mention.kind {
            Kind::Service => {
                let id = self.catalog.named(&mention.name).first().copied()?;
                Some(service(self.catalog, self.catalog.service(id)))
            }
            Kind::Fact => fact_key(self.catalog, &mention.name),
            Kind::Provider => {
                let id = self.catalog.find_provider(&mention.name)?;
                Some(format!("**{}**", markdown(&self.catalog.provider(id).name)))
            }
            _ => self.declared(mention),
        }
    }

    /// The item that declares a name, with what it says first.
    fn declared(&self, mention: &Mention) -> Option<String> {
        let item = self.declaration(mention.kind, &mention.name)?;
        let mut text = String::new();
        let mut grounds: Option<&Grounds> = None;
        match &item.kind {
            ItemKind::Question(it) => question(&mut text, it),
            ItemKind::Derive(it) => {
                fenced(&mut text, &format!("derive {} = {}", it.name.value, print::expression(&it.value)));
                grounds = Some(&it.grounds);
            }
            ItemKind::Node(it) => {
                titled(&mut text, "node", &it.name.value, it.title.as_ref().map(|t| t.value.as_str()));
            }
            ItemKind::Outcome(it) => {
                titled(&mut text, "outcome", &it.name.value, it.title.as_ref().map(|t| t.value.as_str()));
                for it in &it.candidates {
                    let services: Vec<&str> =
                        it.candidates.iter().map(|c| c.service.value.as_str()).collect();
                    let _ = writeln!(
                        text,
                        "- {}: {}",
                        markdown(&it.provider.value),
                        markdown(&services.join(", then "))
                    );
                }
                grounds = Some(&it.grounds);
            }
            ItemKind::Constraint(it) => {
                titled(&mut text, "constraint", &it.name.value, None);
                let when = it.when.as_ref().map(|when| format!("when {}\n", print::expression(when)));
                let need = it.need.as_ref().map(|need| format!("need {}", print::expression(need)));
                fenced(&mut text, &[when, need].into_iter().flatten().collect::<String>());
                grounds = Some(&it.grounds);
            }
            ItemKind::Caveat(it) => {
                titled(&mut text, "caveat", &it.name.value, it.say.as_ref().map(|say| say.value.as_str()));
            }
            ItemKind::Conflict(it) => {
                titled(&mut text, "conflict", &it.name.value, None);
                grounds = Some(&it.grounds);
            }
            ItemKind::Reference(it) => {
                titled(&mut text, "reference", &it.name.value, Some(&it.title.value));
                if let Some(url) = &it.url {
                    let _ = writeln!(text, "{}", link(&url.value, &url.value));
                }
            }
            ItemKind::Shorthand(it) => titled(&mut text, "shorthand", &it.name.value, None),
            _ => return None,
        }
        if let Some(because) = grounds.and_then(|grounds| grounds.because.as_ref()) {
            let _ = writeln!(text, "\nbecause {}", markdown(&because.value));
        }
        Some(text)
    }
}

fn titled(text: &mut String, word: &str, name: &str, title: Option<&str>) {
    let title = title.map(|title| format!(": {}", markdown(title))).unwrap_or_default();
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "**{word} {}**{title}\n", markdown(name));
}

/// Lines of the rule language; a fence longer than any in them.
fn fenced(text: &mut String, rules: &str) {
    let longest = rules.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(text, "{fence}rules\n{rules}\n{fence}");
}

fn question(text: &mut String, question: &Question) {
    titled(text, "question", &question.name.value, question.ask.as_ref().map(|ask| ask.value.as_str()));
    if let Some(help) = &question.help {
        let _ = writeln!(text, "{}\n", markdown(&help.value));
    }
    let header = print::file(&crate::language::ast::File {
        items: vec![crate::language::ast::Item {
            replace: None,
            kind: ItemKind::Question(Question {
                ask: None,
                help: None,
                fallbacks: Vec::new(),
                ..question.clone()
            }),
            span: question_place(question),
        }],
    });
    fenced(text, header.trim_end());
    for fallback in &question.fallbacks {
        let kind = match fallback.kind {
            FallbackKind::Must => "must be",
            FallbackKind::Default => "if unanswered",
            FallbackKind::Assume => "assumed if unanswered",
        };
        let when = fallback.when.as_ref().map(|when| format!(" when {}", print::expression(when)));
        let line = format!("{}{}", print::expression(&fallback.value), when.unwrap_or_default());
        let _ = writeln!(text, "- {kind}: {}", markdown(&line));
    }
}

fn question_place(question: &Question) -> crate::language::ast::Place {
    crate::language::ast::Place(question.name.span)
}

/// A fact with its source and the day on which it was read.
fn cited(fact: &Fact) -> String {
    let value = fact.value.as_ref().map_or_else(|| "not known".to_owned(), ToString::to_string);
    let host = fact.source.split('/').nth(2).unwrap_or(&fact.source);
    format!(
        "{}, {} read {}, {} confidence",
        markdown(&value),
        link(host, &fact.source),
        fact.read,
        fact.confidence.as_str()
    )
}

fn service(catalog: &Catalog, service: &Service) -> String {
    let mut text = format!(
        "**{}** ({})\n\n{}\n\n",
        markdown(&service.name),
        markdown(&service.id),
        markdown(&service.summary)
    );
    let current = service.facts().iter().filter(|fact| fact.until.is_none());
    for fact in current.take(LISTED) {
        let _ = writeln!(text, "- {}: {}", markdown(&catalog.key(fact.key).name), cited(fact));
    }
    text
}

fn fact_key(catalog: &Catalog, name: &str) -> Option<String> {
    if name == PROVIDER {
        return Some("The provider of the service that is being checked".to_owned());
    }
    let id = catalog.find_key(name)?;
    let key = catalog.key(id);
    let mut text = format!(
        "**{}**: {}\n\n{}\n\n",
        markdown(&key.title),
        key.value_type.describe(),
        markdown(&key.meaning)
    );
    let mut listed = 0;
    for (_, service) in catalog.services() {
        let current = service.facts().iter().filter(|fact| fact.key == id && fact.until.is_none());
        for fact in current.take(LISTED - listed) {
            let _ = writeln!(text, "- {}: {}", markdown(&service.id), cited(fact));
            listed += 1;
        }
    }
    Some(text)
}
