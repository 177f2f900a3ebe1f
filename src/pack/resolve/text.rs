//! Texts to templates.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::language::ast::Text;

use super::super::condition::FactRef;
use super::super::template::{Part, Piece, Template, pieces};
use super::Scope;

impl Scope<'_> {
    /// A text whose braces name known things; wrong ones are reported and left as they are.
    pub(in crate::pack) fn template(&mut self, text: &Text) -> Template {
        match pieces(&text.value) {
            Ok(pieces) => Template(pieces.into_iter().map(|piece| self.part(piece, text)).collect()),
            Err(why) => {
                self.report(Code::TemplateName, text.span, why, "a name in braces is filled in");
                Template(vec![Part::Text(text.value.clone())])
            }
        }
    }

    fn part(&mut self, piece: Piece, text: &Text) -> Part {
        let name = match piece {
            Piece::Text(text) => return Part::Text(text),
            Piece::Name(name) => name,
        };
        match self.of_companion(&name) {
            Some((None, companion)) => return Part::Text(self.catalog.service(companion).name.to_string()),
            Some((Some(key), companion)) => {
                if let Some(key) = self.catalog.find_key(key) {
                    return Part::Fact(FactRef { of: Some(companion), key });
                }
            }
            None => {}
        }
        if let Some(column) = self.row_column(&name) {
            return Part::Cell(column);
        }
        if self.row.is_some_and(|(variable, _)| variable == name) {
            return Part::Row;
        }
        if let Some(subject) = self.subject(&name) {
            return Part::Answer(subject);
        }
        let fact = name.strip_prefix("service.").and_then(|key| self.catalog.find_key(key));
        match fact {
            Some(key) if self.service => return Part::Fact(FactRef::own(key)),
            None if self.service && name == "service" => return Part::Service,
            _ => {}
        }
        let questions = self.question_names.keys().cloned();
        let facts = self.catalog.keys().map(|(_, key)| format!("service.{}", key.name));
        let known: Vec<String> = questions.chain(facts.filter(|_| self.service)).collect();
        let near = nearest(&name, known.iter().map(String::as_str));
        let finding = Diagnostic::error(
            Code::TemplateName,
            text.span,
            format!("`{{{name}}}` names nothing known here"),
        );
        let help = if self.service {
            "an answer, `service` or `service.FACT`"
        } else {
            "an answer; no service is known here"
        };
        self.found.push(if near.is_some() { finding.suggest(near) } else { finding.help(help) });
        Part::Text(format!("{{{name}}}"))
    }
}
