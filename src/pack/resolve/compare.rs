//! Comparisons: both sides typed, one question at most, or one and a column of the row that answers another.

use crate::catalog::{TableId, ValueType};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::language::ast::{CompareOp, Expr, ExprKind};

use super::super::condition::{Cond, Mention, NumberOp, Subject, Word, Words};
use super::Scope;
use super::term::Term;

impl Scope<'_> {
    /// A comparison, checked to look at one question at most.
    pub(super) fn comparison(
        &mut self,
        span: Span,
        left: &Expr,
        op: CompareOp,
        right: &Expr,
    ) -> Option<Cond> {
        let cond = match op {
            CompareOp::Equal => self.equal(span, left, right),
            CompareOp::NotEqual => self.equal(span, left, right).map(not),
            CompareOp::Less => self.relation(left, NumberOp::Less, right),
            CompareOp::LessOrEqual => self.relation(left, NumberOp::LessOrEqual, right),
            CompareOp::Greater => self.relation(right, NumberOp::Less, left),
            CompareOp::GreaterOrEqual => self.relation(right, NumberOp::LessOrEqual, left),
            CompareOp::In => self.inside(left, right),
            CompareOp::NotIn => self.inside(left, right).map(not),
            CompareOp::Includes => self.includes(left, right, Cond::HasAll),
            CompareOp::IncludesAny => self.includes(left, right, Cond::HasAny),
        }?;
        self.one_question(span, cond)
    }

    fn one_question(&mut self, span: Span, cond: Cond) -> Option<Cond> {
        let mut subjects: Vec<Subject> = cond
            .mentions()
            .into_iter()
            .filter_map(|mention| if let Mention::Subject(subject) = mention { Some(subject) } else { None })
            .collect();
        subjects.sort_unstable();
        subjects.dedup();
        // A column of a row has few values: each of them is a constant.
        let with_column = subjects.len() == 2
            && subjects.iter().filter(|subject| subject.column.is_some()).count() == 1
            && matches!(cond, Cond::Number(..) | Cond::Same(..));
        if subjects.len() > 1 && !with_column {
            let help = "compare each question with constants, facts or a column of the row that answers another, and join the parts with `and` or `or`";
            self.report(Code::TwoQuestions, span, "this comparison looks at more than one question", help);
            return None;
        }
        Some(cond)
    }

    fn relation(&mut self, left: &Expr, op: NumberOp, right: &Expr) -> Option<Cond> {
        let open = |side: &Expr| matches!(side.kind, ExprKind::Literal(_));
        let (a, b) = if open(left) {
            let b = self.number(right, None)?;
            (self.number(left, Some(b.1))?, b)
        } else {
            let a = self.number(left, None)?;
            let b = self.number(right, Some(a.1))?;
            (a, b)
        };
        if a.1 != b.1 {
            let message = format!("{} cannot be compared with {}", a.1.as_str(), b.1.as_str());
            // A literal is what is mended; what it is compared with says how.
            let wanted = if open(left) { b.1 } else { a.1 };
            let help = format!("write a quantity of {} like {}", wanted.as_str(), wanted.example());
            self.report(Code::TypeMismatch, left.span.to(right.span), message, help);
            return None;
        }
        Some(Cond::Number(a.0, op, b.0))
    }

    fn equal(&mut self, span: Span, left: &Expr, right: &Expr) -> Option<Cond> {
        let (a, b) = self.sides(left, right)?;
        match (a, b) {
            (Term::Number(..) | Term::Literal, Term::Number(..) | Term::Literal) => {
                self.relation(left, NumberOp::Equal, right)
            }
            (Term::Text(a), Term::Text(b)) => {
                for (row, name, at) in [(&a, &b, right), (&b, &a, left)] {
                    if let Word::Const(name) = name {
                        self.row_exists(row, name, at.span)?;
                    }
                }
                Some(Cond::Same(a, b))
            }
            (Term::Cond(cond), Term::YesNo(Word::Const(word)))
            | (Term::YesNo(Word::Const(word)), Term::Cond(cond)) => {
                Some(if word == "yes" { cond } else { not(cond) })
            }
            (Term::YesNo(a), Term::YesNo(b))
            | (Term::Choice(a, _), Term::Choice(b, _) | Term::Text(b))
            | (Term::Text(a), Term::Choice(b, _)) => Some(Cond::Same(a, b)),
            (Term::Choice(a, options), Term::Bare(word)) => {
                let word = self.option(&word, right.span, &options)?;
                Some(Cond::Same(a, Word::Const(word)))
            }
            (Term::Bare(word), Term::Choice(b, options)) => {
                let word = self.option(&word, left.span, &options)?;
                Some(Cond::Same(b, Word::Const(word)))
            }
            (Term::Text(a), Term::Bare(word)) => {
                self.row_exists(&a, &word, right.span)?;
                Some(Cond::Same(a, Word::Const(word)))
            }
            (Term::Bare(word), Term::Text(b)) => {
                self.row_exists(&b, &word, left.span)?;
                Some(Cond::Same(b, Word::Const(word)))
            }
            (a @ Term::Set(..), b @ Term::Bare(_)) | (a @ Term::Bare(_), b @ Term::Set(..)) => {
                self.mismatch(span, &a, &b)
            }
            (Term::Set(words, options), Term::List(list)) | (Term::List(list), Term::Set(words, options)) => {
                let list = Words::Const(self.list_of(list, options.as_deref())?);
                Some(Cond::And(vec![Cond::HasAll(words.clone(), list.clone()), Cond::HasAll(list, words)]))
            }
            (Term::Set(a, _), Term::Set(b, _)) => {
                Some(Cond::And(vec![Cond::HasAll(a.clone(), b.clone()), Cond::HasAll(b, a)]))
            }
            (Term::Bare(word), _) => {
                self.unknown_name(&word, left.span);
                None
            }
            (_, Term::Bare(word)) => {
                self.unknown_name(&word, right.span);
                None
            }
            (a, b) => self.mismatch(span, &a, &b),
        }
    }

    fn inside(&mut self, item: &Expr, set: &Expr) -> Option<Cond> {
        let (a, b) = self.sides(item, set)?;
        match (a, b) {
            (Term::Choice(word, options), Term::List(list)) => {
                Some(Cond::In(word, Words::Const(self.list_of(list, Some(&options))?)))
            }
            (Term::Text(word), Term::List(list)) => {
                let missing = list.iter().filter(|(name, at)| self.row_exists(&word, name, *at).is_none());
                if missing.count() > 0 {
                    return None;
                }
                Some(Cond::In(word, Words::Const(self.list_of(list, None)?)))
            }
            (Term::Choice(word, _) | Term::Text(word), Term::Set(words, _)) => Some(Cond::In(word, words)),
            (Term::Bare(word), Term::Set(words, Some(options))) => {
                let word = self.option(&word, item.span, &options)?;
                Some(Cond::In(Word::Const(word), words))
            }
            (Term::Bare(word), _) => {
                self.unknown_name(&word, item.span);
                None
            }
            (a, b) => self.mismatch(item.span.to(set.span), &a, &b),
        }
    }

    fn includes(&mut self, set: &Expr, items: &Expr, make: fn(Words, Words) -> Cond) -> Option<Cond> {
        let (a, b) = self.sides(set, items)?;
        match (a, b) {
            (Term::Set(words, options), Term::List(list)) => {
                let list = self.list_of(list, options.as_deref())?;
                Some(make(words, Words::Const(list)))
            }
            (Term::Set(words, options), Term::Bare(word)) => {
                let list = self.list_of(vec![(word, items.span)], options.as_deref())?;
                Some(make(words, Words::Const(list)))
            }
            (Term::Set(words, _), Term::Choice(word, _) | Term::Text(word)) => Some(Cond::In(word, words)),
            (Term::Set(a, _), Term::Set(b, _)) => Some(make(a, b)),
            (Term::List(list), Term::Choice(word, options)) => {
                Some(Cond::In(word, Words::Const(self.list_of(list, Some(&options))?)))
            }
            (Term::Bare(word), _) => {
                self.unknown_name(&word, set.span);
                None
            }
            (a, b) => self.mismatch(set.span.to(items.span), &a, &b),
        }
    }

    /// Both sides; a word that is an option of the other side is that option, whatever else it names.
    fn sides(&mut self, left: &Expr, right: &Expr) -> Option<(Term, Term)> {
        let a = self.term(left);
        let b = self.term(right);
        let (a, b) = (a?, b?);
        let is_option = |side: &Expr, other: &Term| match (&side.kind, other) {
            (ExprKind::Word(word), Term::Choice(_, options) | Term::Set(_, Some(options))) => {
                options.contains(word)
            }
            _ => false,
        };
        let bare = |side: &Expr| match &side.kind {
            ExprKind::Word(word) => Term::Bare(word.clone()),
            _ => Term::Bare(String::new()),
        };
        Some(match (is_option(left, &b), is_option(right, &a)) {
            (_, true) => (a, bare(right)),
            (true, false) => (bare(left), b),
            (false, false) => (a, b),
        })
    }

    /// A word that must be one of the options.
    pub(in crate::pack) fn option(&mut self, word: &str, span: Span, options: &[String]) -> Option<String> {
        if options.iter().any(|option| option == word) {
            return Some(word.to_owned());
        }
        let finding =
            Diagnostic::error(Code::UnknownOption, span, format!("`{word}` is not one of the options"));
        let near = nearest(word, options.iter().map(String::as_str));
        let all = if options.len() > 20 { String::new() } else { format!("one of: {}", options.join(", ")) };
        self.found.push(match near {
            None if !all.is_empty() => finding.help(all),
            near => finding.suggest(near),
        });
        None
    }

    fn list_of(&mut self, list: Vec<(String, Span)>, options: Option<&[String]>) -> Option<Vec<String>> {
        let Some(options) = options else {
            return Some(list.into_iter().map(|(word, _)| word).collect());
        };
        let words: Vec<Option<String>> =
            list.into_iter().map(|(word, span)| self.option(&word, span, options)).collect();
        words.into_iter().collect()
    }

    /// A row question compared with a word: the row must be there.
    fn row_exists(&mut self, word: &Word, name: &str, span: Span) -> Option<()> {
        let Word::Subject(subject) = word else { return Some(()) };
        let Some(ValueType::Row(table)) = self.subject_type(*subject) else { return Some(()) };
        self.row(*table, name, span)
    }

    /// A name that must be a row of the table.
    pub(in crate::pack) fn row(&mut self, table: TableId, name: &str, span: Span) -> Option<()> {
        let table = self.catalog.table(table);
        if table.find(name).is_some() {
            return Some(());
        }
        let finding =
            Diagnostic::error(Code::UnknownRow, span, format!("`{name}` is not in `{}`", table.name));
        self.found.push(finding.suggest(nearest(name, table.names())));
        None
    }

    fn mismatch(&mut self, span: Span, a: &Term, b: &Term) -> Option<Cond> {
        let message = format!("{} cannot be compared with {}", a.describe(), b.describe());
        self.report(Code::TypeMismatch, span, message, "both sides must be of one type");
        None
    }
}

fn not(cond: Cond) -> Cond {
    Cond::Not(Box::new(cond))
}
