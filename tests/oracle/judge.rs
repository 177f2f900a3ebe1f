//! The naive evaluator: walks trees, three-valued, one requirement at a time.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;

use fingerpost::catalog::{Catalog, ProviderId, Row, ServiceId, TableId, ValueType};
use fingerpost::language::ast::{CompareOp, FallbackKind, Quantifier};
use fingerpost::quantity::Date;

use super::rules::{self, Candidate, Fallback, Rules, Term, Tree, Val};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// What comes out for one provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Service(ServiceId),
    NoFit,
    Undecided,
}

/// Which answers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// All of them: defaults and assumptions too.
    All,
    /// What is stated or derived.
    Binding,
}

/// What a term comes to.
enum Got<'v> {
    Known(Cow<'v, Val>),
    /// The answer is `none`.
    None,
    Unknown,
}

/// The rules with the facts of one day.
#[derive(Clone, Debug)]
pub(crate) struct Judge<'a> {
    pub(crate) rules: &'a Rules<'a>,
    services: Vec<Known>,
}

#[derive(Clone, Debug)]
struct Known {
    id: ServiceId,
    name: Val,
    provider: Val,
    facts: Vec<Option<Val>>,
}

/// One value or none for every question.
pub(crate) type Stated = Vec<Option<Val>>;

impl<'a> Judge<'a> {
    pub(crate) fn new(rules: &'a Rules<'a>, day: Date) -> Self {
        let catalog: &Catalog = rules.catalog;
        let known = |id: ServiceId| {
            let service = catalog.service(id);
            let holding = |key| service.facts().iter().find(|fact| fact.key == key && fact.holds_on(day));
            let value = |key| holding(key).and_then(|fact| fact.value.as_ref()).map(Val::of);
            Known {
                id,
                name: Val::Word(service.id.clone()),
                provider: Val::Word(catalog.provider(service.provider).id.clone()),
                facts: catalog.keys().map(|(key, _)| value(key)).collect(),
            }
        };
        Self { rules, services: catalog.services().map(|(id, _)| known(id)).collect() }
    }

    pub(crate) fn hear(&self, stated: Stated) -> Hearing<'_> {
        let count = self.rules.questions.len();
        let (standing, binds) =
            (RefCell::new(vec![Remembered::NotYet; count]), RefCell::new(vec![None; count]));
        let applies = RefCell::new(vec![None; self.rules.constraints.len()]);
        Hearing { judge: self, stated, standing, binds, applies, row: Cell::new(None) }
    }

    fn service(&self, id: ServiceId) -> &Known {
        self.services.iter().find(|known| known.id == id).unwrap()
    }
}

/// Which fallback of a question decides, once that has been asked.
#[derive(Clone, Copy, Debug)]
enum Remembered {
    NotYet,
    Position(usize),
    Nothing,
}

/// One requirement before one judge.
#[derive(Debug)]
pub(crate) struct Hearing<'j> {
    judge: &'j Judge<'j>,
    pub(crate) stated: Stated,
    /// The position of the deciding fallback, remembered.
    standing: RefCell<Vec<Remembered>>,
    /// Whether that one counts as derived, remembered.
    binds: RefCell<Vec<Option<bool>>>,
    /// Whether a constraint applies, remembered for those that do not look at the service there.
    applies: RefCell<Vec<Option<bool>>>,
    /// The row that is being looked at.
    row: Cell<Option<(TableId, usize)>>,
}

impl<'j> Hearing<'j> {
    fn rules(&self) -> &'j Rules<'j> {
        self.judge.rules
    }

    /// The first fallback whose condition holds decides.
    pub(crate) fn deciding(&self, question: usize) -> Option<(usize, &'j Fallback)> {
        let fallbacks = &self.rules().questions[question].fallbacks;
        let remembered = self.standing.borrow()[question];
        let position = match remembered {
            Remembered::Position(position) => position,
            Remembered::Nothing => return None,
            Remembered::NotYet => {
                let holds = |fallback: &Fallback| match &fallback.when {
                    None => true,
                    Some(when) => self.truth(when, Seen::All, None) == Truth::Yes,
                };
                let found = fallbacks.iter().position(holds);
                let remembered = found.map_or(Remembered::Nothing, Remembered::Position);
                self.standing.borrow_mut()[question] = remembered;
                found?
            }
        };
        Some((position, &fallbacks[position]))
    }

    /// Whether the deciding fallback follows from what is stated.
    fn derived(&self, question: usize) -> bool {
        if let Some(known) = self.binds.borrow()[question] {
            return known;
        }
        let derived = match self.deciding(question) {
            Some((
                _,
                Fallback { kind: FallbackKind::Must | FallbackKind::Default, when: Some(when), .. },
            )) => self.truth(when, Seen::Binding, None) == Truth::Yes,
            _ => false,
        };
        self.binds.borrow_mut()[question] = Some(derived);
        derived
    }

    /// Whether nobody answered a question and no default closes it.
    pub(crate) fn is_open(&self, question: usize) -> bool {
        self.stated[question].is_none()
            && self.deciding(question).is_none_or(|(_, fallback)| fallback.kind == FallbackKind::Assume)
    }

    fn answer(&self, question: usize, seen: Seen) -> Got<'_> {
        if let Some(stated) = &self.stated[question] {
            return Got::Known(Cow::Borrowed(stated));
        }
        match self.deciding(question) {
            Some((_, fallback)) if seen == Seen::All || self.derived(question) => match &fallback.value {
                Some(value) => Got::Known(Cow::Borrowed(value)),
                None => Got::None,
            },
            _ => Got::Unknown,
        }
    }

    /// A column of the row that answers a question; a blank cell is no value.
    fn column(&self, question: usize, column: usize, seen: Seen) -> Got<'_> {
        let ValueType::Row(table) = &self.rules().questions[question].value_type else { return Got::Unknown };
        let table = self.rules().catalog.table(*table);
        match self.answer(question, seen) {
            Got::Known(value) => {
                let Val::Word(name) = &*value else { return Got::None };
                let row = table.find(name).and_then(|at| table.row(at)).unwrap();
                row.value(column).map_or(Got::None, |cell| Got::Known(Cow::Owned(Val::of(&cell))))
            }
            other => other,
        }
    }

    fn value<'s>(&'s self, term: &'s Term, seen: Seen, service: Option<&'s Known>) -> Got<'s> {
        match term {
            Term::Constant(value) => Got::Known(Cow::Borrowed(value)),
            Term::Question(question) => self.answer(*question, seen),
            Term::Column(question, column) => self.column(*question, *column, seen),
            Term::Fact(key) => match &service.unwrap().facts[*key] {
                Some(value) => Got::Known(Cow::Borrowed(value)),
                None => Got::Unknown,
            },
            Term::Service => Got::Known(Cow::Borrowed(&service.unwrap().name)),
            Term::Provider => Got::Known(Cow::Borrowed(&service.unwrap().provider)),
            Term::Row => Got::Known(Cow::Owned(Val::Word(self.row().name().to_owned()))),
            // A blank cell is no value.
            Term::Cell(column) => {
                self.row().value(*column).map_or(Got::None, |cell| Got::Known(Cow::Owned(Val::of(&cell))))
            }
            Term::Condition(tree) => match self.truth(tree, seen, service) {
                Truth::Unknown => Got::Unknown,
                truth => Got::Known(Cow::Owned(Val::Yes(truth == Truth::Yes))),
            },
            Term::Arithmetic(left, op, right) => {
                match (self.value(left, seen, service), self.value(right, seen, service)) {
                    (Got::Known(a), Got::Known(b)) => match (&*a, &*b) {
                        (Val::Amount(a), Val::Amount(b)) => a
                            .combine(*op, *b)
                            .map_or(Got::Unknown, |sum| Got::Known(Cow::Owned(Val::Amount(sum)))),
                        _ => panic!("no numbers: {a:?} {b:?}"),
                    },
                    (Got::Unknown, _) | (_, Got::Unknown) => Got::Unknown,
                    _ => Got::None,
                }
            }
        }
    }

    fn truth(&self, tree: &Tree, seen: Seen, service: Option<&Known>) -> Truth {
        let of = |tree: &Tree| self.truth(tree, seen, service);
        match tree {
            Tree::Not(inner) => match of(inner) {
                Truth::No => Truth::Yes,
                Truth::Unknown => Truth::Unknown,
                Truth::Yes => Truth::No,
            },
            Tree::All(parts) => {
                let mut result = Truth::Yes;
                for part in parts {
                    match of(part) {
                        Truth::No => return Truth::No,
                        Truth::Unknown => result = Truth::Unknown,
                        Truth::Yes => {}
                    }
                }
                result
            }
            Tree::Any(parts) => {
                let mut result = Truth::No;
                for part in parts {
                    match of(part) {
                        Truth::Yes => return Truth::Yes,
                        Truth::Unknown => result = Truth::Unknown,
                        Truth::No => {}
                    }
                }
                result
            }
            Tree::Derived(derivation) => of(&self.rules().derivations[*derivation]),
            Tree::Answered(question, column) => Truth::from(match column {
                _ if self.stated[*question].is_none() => false,
                None => true,
                Some(column) => matches!(self.column(*question, *column, seen), Got::Known(_)),
            }),
            Tree::Compare(left, op, right) => {
                match (self.value(left, seen, service), self.value(right, seen, service)) {
                    (Got::Unknown, _) | (_, Got::Unknown) => Truth::Unknown,
                    (Got::Known(a), Got::Known(b)) => Truth::from(compare(&a, *op, &b)),
                    // `none` makes every comparison false; `!=` and `not in` are negations of one.
                    _ => Truth::from(matches!(op, CompareOp::NotEqual | CompareOp::NotIn)),
                }
            }
            Tree::Holds(term) => match self.value(term, seen, service) {
                Got::Unknown => Truth::Unknown,
                Got::Known(value) => Truth::from(*value == Val::Yes(true)),
                Got::None => Truth::No,
            },
        }
    }

    /// Whether what is stated or derived cannot hold together.
    pub(crate) fn is_contradiction(&self) -> bool {
        let holds = |tree: &Tree| self.truth(tree, Seen::Binding, None) == Truth::Yes;
        let broken_must = |question: usize, fallback: &Fallback| {
            fallback.kind == FallbackKind::Must
                && self.stated[question].is_some()
                && self.stated[question] != fallback.value
                && fallback.when.as_ref().is_some_and(&holds)
        };
        let questions = self.rules().questions.iter().enumerate();
        self.rules().conflicts.iter().any(holds)
            || questions
                .flat_map(|(at, q)| q.fallbacks.iter().map(move |f| (at, f)))
                .any(|(at, f)| broken_must(at, f))
    }

    /// The outcome that the walk ends at; none when an answer is missing.
    pub(crate) fn walk(&self) -> Option<&'j str> {
        self.path().1
    }

    /// The nodes that are passed with the arms taken, and the outcome; none when an answer is missing at the next node.
    pub(crate) fn path(&self) -> (Vec<(&'j str, usize)>, Option<&'j str>) {
        let rules = self.rules();
        let (mut at, mut path): (&str, Vec<(&str, usize)>) = (&rules.entry, Vec::new());
        while let Some(arms) = rules.nodes.get(at) {
            let mut next = None;
            for (number, arm) in arms.iter().enumerate() {
                match arm.guard.as_ref().map_or(Truth::Yes, |guard| self.truth(guard, Seen::All, None)) {
                    Truth::No => {}
                    Truth::Unknown => return (path, None),
                    Truth::Yes => {
                        next = Some((number, arm.target.as_str()));
                        break;
                    }
                }
            }
            let (number, target) = next.expect("some arm is taken");
            path.push((at, number));
            at = target;
        }
        (path, Some(at))
    }

    /// Every constraint that a service breaks, by position.
    pub(crate) fn broken(&self, service: ServiceId) -> Vec<usize> {
        let constraints = self.rules().constraints.iter().enumerate();
        let service = self.judge.service(service);
        constraints.filter(|(at, _)| self.breaks(service, *at)).map(|(at, _)| at).collect()
    }

    fn breaks(&self, service: &Known, at: usize) -> bool {
        let constraint = &self.rules().constraints[at];
        let truth = |tree: &Tree| self.truth(tree, Seen::Binding, Some(service));
        constraint.only.is_none_or(|only| only == service.id)
            && self.applies(service, at)
            && match (&constraint.need, &constraint.rows) {
                (None, _) => true,
                (Some(need), None) => truth(need) == Truth::No,
                (Some(need), Some(rows)) => self.rows_break(service, need, rows),
            }
    }

    /// Whether no row can meet a need that some row has to meet, or some row surely fails one that all have to.
    fn rows_break(&self, service: &Known, need: &Tree, rows: &rules::Rows) -> bool {
        let truth = |tree: &Tree| self.truth(tree, Seen::Binding, Some(service));
        let counts = |row| {
            self.row.set(Some((rows.table, row)));
            rows.only.as_ref().map_or(Truth::Yes, truth)
        };
        let mut all = 0..self.rules().catalog.table(rows.table).len();
        match rows.quantifier {
            Quantifier::Some => all.all(|row| counts(row) == Truth::No || truth(need) == Truth::No),
            Quantifier::Every => all.any(|row| counts(row) == Truth::Yes && truth(need) == Truth::No),
        }
    }

    fn row(&self) -> Row<'j> {
        let (table, row) = self.row.get().expect("a row is being looked at");
        self.rules().catalog.table(table).row(row).unwrap()
    }

    fn applies(&self, service: &Known, at: usize) -> bool {
        let constraint = &self.rules().constraints[at];
        let Some(when) = &constraint.when else { return true };
        if constraint.when_looks_at_service {
            return self.truth(when, Seen::Binding, Some(service)) == Truth::Yes;
        }
        if let Some(applies) = self.applies.borrow()[at] {
            return applies;
        }
        let applies = self.truth(when, Seen::Binding, None) == Truth::Yes;
        self.applies.borrow_mut()[at] = Some(applies);
        applies
    }

    pub(crate) fn fits(&self, service: ServiceId) -> bool {
        let known = self.judge.service(service);
        (0..self.rules().constraints.len()).all(|constraint| !self.breaks(known, constraint))
    }

    fn names(&self, candidate: &Candidate) -> bool {
        candidate.when.as_ref().is_none_or(|when| self.truth(when, Seen::All, None) == Truth::Yes)
    }

    /// The services that an outcome names for a provider, in order.
    pub(crate) fn named(&self, outcome: &str, provider: &str) -> Vec<ServiceId> {
        let candidates = self.rules().outcomes[outcome].get(provider).into_iter().flatten();
        candidates.filter(|candidate| self.names(candidate)).map(|candidate| candidate.service).collect()
    }

    /// The services of the fall-back for a provider, in order.
    pub(crate) fn preferred(&self, provider: &str) -> Vec<ServiceId> {
        let preferred = self.rules().preferences.get(provider).into_iter().flatten();
        preferred.filter(|candidate| self.names(candidate)).map(|candidate| candidate.service).collect()
    }

    /// The services that the fall-back does not name, in the order of their ids: they are considered last.
    pub(crate) fn unlisted(&self, provider: &str) -> Vec<ServiceId> {
        let listed = || self.rules().preferences.get(provider).into_iter().flatten();
        let own = |id: &str| {
            self.rules().catalog.provider(self.rules().catalog.find_provider(provider).unwrap()).id == id
        };
        let all = self.rules().catalog.services().filter(|(_, service)| !service.companion);
        let all = all.filter(|(_, service)| own(&self.rules().catalog.provider(service.provider).id));
        all.map(|(id, _)| id).filter(|id| !listed().any(|candidate| candidate.service == *id)).collect()
    }

    /// What comes out for a provider.
    pub(crate) fn verdict(&self, provider: ProviderId) -> Verdict {
        let Some(outcome) = self.walk() else { return Verdict::Undecided };
        let provider = &self.rules().catalog.provider(provider).id;
        let named = self.named(outcome, provider);
        let survivor = named.into_iter().find(|service| self.fits(*service));
        survivor
            .or_else(|| self.preferred(provider).into_iter().find(|service| self.fits(*service)))
            .or_else(|| self.unlisted(provider).into_iter().find(|service| self.fits(*service)))
            .map_or(Verdict::NoFit, Verdict::Service)
    }

    /// The providers that are asked for.
    pub(crate) fn providers(&self) -> Vec<ProviderId> {
        let asked = |word: &str| match self.rules().providers.map(|question| self.answer(question, Seen::All))
        {
            Some(Got::Known(value)) => match &*value {
                Val::Words(words) => words.contains(word),
                other => panic!("no set of providers: {other:?}"),
            },
            _ => true,
        };
        let all = self.rules().catalog.providers();
        all.filter(|(_, provider)| asked(&provider.id)).map(|(id, _)| id).collect()
    }
}

fn compare(a: &Val, op: CompareOp, b: &Val) -> bool {
    let order = || match (a, b) {
        (Val::Amount(a), Val::Amount(b)) => a.compare(*b),
        _ => panic!("no numbers: {a:?} {b:?}"),
    };
    let within = |item: &Val, set: &Val| match (item, set) {
        (Val::Word(word), Val::Words(words)) => words.contains(word),
        _ => panic!("no word in a list: {item:?} {set:?}"),
    };
    match op {
        CompareOp::Equal => a == b,
        CompareOp::NotEqual => a != b,
        CompareOp::Less => order() == Ordering::Less,
        CompareOp::LessOrEqual => order() != Ordering::Greater,
        CompareOp::Greater => order() == Ordering::Greater,
        CompareOp::GreaterOrEqual => order() != Ordering::Less,
        CompareOp::In => within(a, b),
        CompareOp::NotIn => !within(a, b),
        CompareOp::Includes | CompareOp::IncludesAny => match (a, b) {
            (Val::Words(set), Val::Words(items)) if op == CompareOp::Includes => items.is_subset(set),
            (Val::Words(set), Val::Words(items)) => !items.is_disjoint(set),
            _ => within(b, a),
        },
    }
}
