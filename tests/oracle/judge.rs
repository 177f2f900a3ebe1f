//! The naive evaluator: walks trees, three-valued, one requirement at a time.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use fingerpost::catalog::{Catalog, Fact, ProviderId, Row, ServiceId, TableId, ValueType};
use fingerpost::language::ast::{CompareOp, FallbackKind, Quantifier};
use fingerpost::quantity::Date;

use super::rules::{self, Amount, Candidate, Fallback, Note, Rules, Term, Tree, Val};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// A service that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fits {
    pub(crate) service: ServiceId,
    /// The configuration of it that does.
    pub(crate) configuration: ServiceId,
    /// Whether the outcome names it.
    pub(crate) is_named: bool,
    /// Whether nothing about it has to be found out.
    pub(crate) is_verified: bool,
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
#[derive(Debug)]
enum Got<'v> {
    Known(Cow<'v, Val>),
    /// A fact or a cell that is known within bounds only.
    Between(Option<Val>, Option<Val>),
    /// The answer is `none`.
    None,
    /// A question that nobody answered.
    Unknown,
    /// A fact that is not known.
    Doubt,
}

/// The rules with the facts of one day.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    pub(crate) rules: &'a Rules<'a>,
    services: Vec<Known>,
    /// The cells of the tables, by row and column; a blank one holds nothing.
    cells: BTreeMap<TableId, Vec<Vec<Known3>>>,
    /// Which rows of a constraint's table a configuration has, remembered: that is said by facts alone.
    rows: Mutex<Remembering>,
}

/// The rows of a configuration for a constraint.
type Remembering = BTreeMap<(ServiceId, usize, Having), Arc<[usize]>>;

/// Which rows count as those of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Having {
    /// All that it may have.
    Perhaps,
    /// Those that it surely has.
    Surely,
    /// Those that it has, with what is not known taken for a no.
    AtLeast,
    /// Those that it has, with what is not known taken for a yes.
    AtMost,
}

#[derive(Clone, Debug)]
struct Known {
    id: ServiceId,
    /// The service that it is a configuration of, or itself.
    of: ServiceId,
    /// What it is called: by its service, by itself, by earlier names.
    names: Vec<Val>,
    provider: Val,
    facts: Vec<Known3>,
}

/// What is known of a fact.
#[derive(Clone, Debug)]
enum Known3 {
    Is(Val),
    Between(Option<Val>, Option<Val>),
    Nothing,
}

fn cell(row: Row<'_>, column: usize) -> Known3 {
    match (row.bounds(column), row.value(column)) {
        (Some([least, most]), _) => Known3::Between(least.as_ref().map(Val::of), most.as_ref().map(Val::of)),
        (None, Some(value)) => Known3::Is(Val::of(&value)),
        (None, None) => Known3::Nothing,
    }
}

/// One value or none for every question.
pub(crate) type Stated = Vec<Option<Val>>;

impl<'a> Judge<'a> {
    pub(crate) fn new(rules: &'a Rules<'a>, day: Date) -> Self {
        let catalog: &Catalog = rules.catalog;
        let known = |id: ServiceId| {
            let service = catalog.service(id);
            let of = service.of.unwrap_or(id);
            let value = |key| {
                // What a configuration says of a key itself hides what its service says, on every day.
                let own: Vec<&Fact> = service.facts().iter().filter(|fact| fact.key == key).collect();
                let facts = if own.is_empty() {
                    catalog.service(of).facts().iter().filter(|fact| fact.key == key).collect()
                } else {
                    own
                };
                let Some(fact) = facts.iter().find(|fact| fact.holds_on(day)) else {
                    let absent = catalog.key(key).if_absent.as_ref().filter(|_| facts.is_empty());
                    return absent.map_or(Known3::Nothing, |value| Known3::Is(Val::of(value)));
                };
                match (&fact.value, &fact.at_least, &fact.at_most) {
                    (Some(value), ..) => Known3::Is(Val::of(value)),
                    (None, None, None) => Known3::Nothing,
                    (None, least, most) => {
                        Known3::Between(least.as_ref().map(Val::of), most.as_ref().map(Val::of))
                    }
                }
            };
            let names = [&catalog.service(of).id, &service.id].into_iter().chain(&service.aliases);
            Known {
                id,
                of,
                names: names.map(|name| Val::Word(name.clone())).collect(),
                provider: Val::Word(catalog.provider(service.provider).id.clone()),
                facts: catalog.keys().map(|(key, _)| value(key)).collect(),
            }
        };
        let all = catalog
            .services()
            .flat_map(|(id, service)| std::iter::once(id).chain(service.configurations.iter().copied()));
        let cells = catalog.tables().map(|(id, table)| {
            let rows = (0..table.len()).map(|at| table.row(at).unwrap());
            let cells = |row: Row<'_>| (0..table.columns.len()).map(|column| cell(row, column)).collect();
            (id, rows.map(cells).collect())
        });
        let (services, cells) = (all.map(known).collect(), cells.collect());
        Self { rules, services, cells, rows: Mutex::default() }
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
        let ValueType::Row(id) = &self.rules().questions[question].value_type else { return Got::Unknown };
        let table = self.rules().catalog.table(*id);
        match self.answer(question, seen) {
            Got::Known(value) => {
                let Val::Word(name) = &*value else { return Got::None };
                match &self.judge.cells[id][table.find_like(name).unwrap()][column] {
                    Known3::Is(value) => Got::Known(Cow::Borrowed(value)),
                    Known3::Between(..) | Known3::Nothing => Got::None,
                }
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
                Known3::Is(value) => Got::Known(Cow::Borrowed(value)),
                Known3::Between(least, most) => Got::Between(least.clone(), most.clone()),
                Known3::Nothing => Got::Doubt,
            },
            Term::FactOf(companion, key) => match &self.judge.service(*companion).facts[*key] {
                Known3::Is(value) => Got::Known(Cow::Borrowed(value)),
                Known3::Between(least, most) => Got::Between(least.clone(), most.clone()),
                Known3::Nothing => Got::Doubt,
            },
            Term::Service => panic!("a service has several names"),
            Term::Provider => Got::Known(Cow::Borrowed(&service.unwrap().provider)),
            Term::Row => Got::Known(Cow::Owned(Val::Word(self.row().name().to_owned()))),
            // A blank cell is no value.
            Term::Cell(column) => {
                let (table, row) = self.row.get().expect("a row is being looked at");
                match &self.judge.cells[&table][row][*column] {
                    Known3::Is(value) => Got::Known(Cow::Borrowed(value)),
                    Known3::Between(least, most) => Got::Between(least.clone(), most.clone()),
                    Known3::Nothing => Got::None,
                }
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
                    (Got::None, _) | (_, Got::None) => Got::None,
                    (a, b) => panic!("what is known within bounds only is compared as it is: {a:?} {b:?}"),
                }
            }
        }
    }

    /// A comparison; none where it turns on something that is not known of a service or a table.
    fn compared(
        &self,
        (left, op, right): (&Term, CompareOp, &Term),
        seen: Seen,
        service: Option<&Known>,
    ) -> Option<Truth> {
        let sides = match (left, right) {
            (Term::Service, _) | (_, Term::Service) => {
                let names = &service.unwrap().names;
                let other = |term, name: &Val| match term {
                    &Term::Service => Got::Known(Cow::Owned(name.clone())),
                    term => self.value(term, seen, service),
                };
                let positive = match op {
                    CompareOp::NotEqual => CompareOp::Equal,
                    CompareOp::NotIn => CompareOp::In,
                    op => op,
                };
                let each: Vec<Option<Truth>> = names
                    .iter()
                    .map(|name| Self::sides(other(left, name), positive, other(right, name)))
                    .collect();
                let any = if each.contains(&Some(Truth::Yes)) { Some(Truth::Yes) } else { each[0] };
                return if positive == op {
                    any
                } else {
                    any.map(|truth| match truth {
                        Truth::Yes => Truth::No,
                        Truth::No => Truth::Yes,
                        Truth::Unknown => Truth::Unknown,
                    })
                };
            }
            _ => (self.value(left, seen, service), self.value(right, seen, service)),
        };
        let (given, asked) = sides;
        match (left, op, asked) {
            (Term::Cell(column), CompareOp::Includes, Got::Known(words)) => {
                Self::sides(given, op, Got::Known(Cow::Owned(self.spoken_of(*column, &words))))
            }
            (_, _, asked) => Self::sides(given, op, asked),
        }
    }

    /// Of words, those that the row that is being looked at can have in a column: a machine of one provider says nothing of the
    /// regions of another.
    fn spoken_of(&self, column: usize, words: &Val) -> Val {
        let (table, row) = self.row.get().expect("a row is being looked at");
        let table = self.rules().catalog.table(table);
        let (Some(scope), Val::Words(words)) = (&table.columns[column].scope, words) else {
            return words.clone();
        };
        let at = table.columns.iter().position(|column| column.name == scope.column).unwrap();
        let own = table.row(row).unwrap().cell(at);
        let is_own = |word: &&String| scope.words.iter().any(|[name, cell]| name == *word && cell == own);
        Val::Words(words.iter().filter(is_own).cloned().collect())
    }

    fn sides(left: Got<'_>, op: CompareOp, right: Got<'_>) -> Option<Truth> {
        match (left, right) {
            (Got::Unknown, _) | (_, Got::Unknown) => Some(Truth::Unknown),
            // `none` makes every comparison false; `!=` and `not in` are negations of one.
            (Got::None, _) | (_, Got::None) => {
                Some(Truth::from(matches!(op, CompareOp::NotEqual | CompareOp::NotIn)))
            }
            (Got::Doubt, _) | (_, Got::Doubt) => None,
            (Got::Known(a), Got::Known(b)) => Some(Truth::from(compare(&a, op, &b))),
            (Got::Between(least, most), Got::Known(b)) => {
                within(least, most, &|a| compare(a, op, &b), op, &b)
            }
            (Got::Known(a), Got::Between(least, most)) => {
                within(least, most, &|b| compare(&a, op, b), op, &a)
            }
            (Got::Between(..), Got::Between(..)) => panic!("two sides within bounds"),
        }
    }

    /// The truth of a condition, with what is not known of services and tables taken for what makes it come out as `toward`.
    fn leaning(&self, tree: &Tree, toward: bool, service: &Known) -> Truth {
        self.leaning_in(tree, toward, Seen::Binding, service)
    }

    fn leaning_in(&self, tree: &Tree, toward: bool, seen: Seen, service: &Known) -> Truth {
        match tree {
            Tree::Not(inner) => match self.leaning_in(inner, !toward, seen, service) {
                Truth::No => Truth::Yes,
                Truth::Unknown => Truth::Unknown,
                Truth::Yes => Truth::No,
            },
            Tree::All(parts) => all(parts, |part| self.leaning_in(part, toward, seen, service)),
            Tree::Any(parts) => any(parts, |part| self.leaning_in(part, toward, seen, service)),
            Tree::Compare(left, op, right) => {
                self.compared((left, *op, right), seen, Some(service)).unwrap_or(Truth::from(toward))
            }
            Tree::Holds(term) => match self.value(term, seen, Some(service)) {
                Got::Doubt => Truth::from(toward),
                _ => self.truth(tree, seen, Some(service)),
            },
            Tree::Derived(_) | Tree::Answered(..) => self.truth(tree, seen, Some(service)),
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
            Tree::All(parts) => all(parts, of),
            Tree::Any(parts) => any(parts, of),
            Tree::Derived(derivation) => of(&self.rules().derivations[*derivation]),
            Tree::Answered(question, column) => Truth::from(match column {
                _ if self.stated[*question].is_none() => false,
                None => true,
                Some(column) => matches!(self.column(*question, *column, seen), Got::Known(_)),
            }),
            Tree::Compare(left, op, right) => {
                self.compared((left, *op, right), seen, service).unwrap_or(Truth::Unknown)
            }
            Tree::Holds(term) => match self.value(term, seen, service) {
                Got::Unknown | Got::Doubt | Got::Between(..) => Truth::Unknown,
                Got::Known(value) => Truth::from(value.is_yes()),
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

    /// Why no configuration of a service fits, by the positions of the constraints: in their order, those that meet one stay, and
    /// one that nobody of those that are left meets is a reason.
    pub(crate) fn broken(&self, service: ServiceId) -> Vec<usize> {
        let mut left = self.configurations(service);
        let mut reasons = Vec::new();
        for at in 0..self.rules().constraints.len() {
            let kept: Vec<&Known> = left.iter().copied().filter(|one| !self.breaks(one, at)).collect();
            if kept.is_empty() {
                // What is asked of several companions is said once.
                let of = |at: usize| &self.rules().constraints[at];
                let is_said = |other: &usize| of(at).beside.is_some() && of(*other).name == of(at).name;
                if !reasons.iter().any(is_said) {
                    reasons.push(at);
                }
            } else {
                left = kept;
            }
        }
        reasons
    }

    /// The configurations of a service, or a service or configuration by itself.
    fn configurations(&self, service: ServiceId) -> Vec<&Known> {
        let own: Vec<&Known> =
            self.judge.services.iter().filter(|one| one.of == service && one.id != service).collect();
        if own.is_empty() { vec![self.judge.service(service)] } else { own }
    }

    fn breaks(&self, service: &Known, at: usize) -> bool {
        let constraint = &self.rules().constraints[at];
        let truth = |tree: &Tree| self.truth(tree, Seen::Binding, Some(service));
        is_about(constraint, service)
            && self.applies(service, at)
            && self.comes_along(service, constraint, false)
            && match (&constraint.need, &constraint.rows) {
                (None, _) => true,
                (Some(need), None) => truth(need) == Truth::No,
                (Some(need), Some(rows)) => self.rows_break(service, at, need, rows),
            }
    }

    /// Whether what is not known may break a constraint.
    fn may_break(&self, service: &Known, at: usize) -> bool {
        let constraint = &self.rules().constraints[at];
        let applies =
            constraint.when.as_ref().is_none_or(|when| self.leaning(when, true, service) == Truth::Yes);
        let fails = |tree: &Tree| self.leaning(tree, false, service) == Truth::No;
        is_about(constraint, service)
            && applies
            && self.comes_along(service, constraint, true)
            && match (&constraint.need, &constraint.rows) {
                (None, _) => true,
                (Some(need), None) => fails(need),
                (Some(need), Some(rows)) => {
                    let fails = |row: &usize| {
                        self.row.set(Some((rows.table, *row)));
                        fails(need)
                    };
                    match rows.quantifier {
                        Quantifier::Some => {
                            self.rows_of(service, at, rows, Having::AtLeast).iter().all(fails)
                        }
                        Quantifier::Every => {
                            self.rows_of(service, at, rows, Having::AtMost).iter().any(fails)
                        }
                    }
                }
            }
    }

    /// Whether the companion that a constraint is about surely comes along, or may; what is recommended counts for that, and so
    /// everything that stands in for an answer.
    fn comes_along(&self, service: &Known, constraint: &rules::Constraint, perhaps: bool) -> bool {
        let Some(beside) = &constraint.beside else { return true };
        let own = service.provider == Val::Word(beside.provider.clone());
        let along = beside.when.as_ref().is_none_or(|when| {
            let truth = if perhaps {
                self.leaning_in(when, true, Seen::All, service)
            } else {
                self.truth(when, Seen::All, Some(service))
            };
            truth == Truth::Yes
        });
        own && along
    }

    /// Whether no row can meet a need that some row has to meet, or some row surely fails one that all have to.
    fn rows_break(&self, service: &Known, at: usize, need: &Tree, rows: &rules::Rows) -> bool {
        let fails = |row: &usize| {
            self.row.set(Some((rows.table, *row)));
            self.truth(need, Seen::Binding, Some(service)) == Truth::No
        };
        match rows.quantifier {
            Quantifier::Some => self.rows_of(service, at, rows, Having::Perhaps).iter().all(fails),
            Quantifier::Every => self.rows_of(service, at, rows, Having::Surely).iter().any(fails),
        }
    }

    /// The rows of a constraint's table that a configuration has.
    fn rows_of(&self, service: &Known, at: usize, rows: &rules::Rows, having: Having) -> Arc<[usize]> {
        let key = (service.id, at, having);
        if let Some(known) = self.judge.rows.lock().unwrap().get(&key) {
            return known.clone();
        }
        let has = |row: &usize| {
            self.row.set(Some((rows.table, *row)));
            let Some(only) = &rows.only else { return true };
            match having {
                Having::Perhaps => self.truth(only, Seen::Binding, Some(service)) != Truth::No,
                Having::Surely => self.truth(only, Seen::Binding, Some(service)) == Truth::Yes,
                Having::AtLeast => self.leaning(only, false, service) != Truth::No,
                Having::AtMost => self.leaning(only, true, service) == Truth::Yes,
            }
        };
        let all: Arc<[usize]> = (0..self.rules().catalog.table(rows.table).len()).filter(has).collect();
        self.judge.rows.lock().unwrap().insert(key, all.clone());
        all
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

    /// Whether a configuration fits, with nothing left to be found out where that is asked.
    fn one_fits(&self, known: &Known, verified: bool) -> bool {
        let all = 0..self.rules().constraints.len();
        all.clone().all(|constraint| !self.breaks(known, constraint))
            && (!verified || all.into_iter().all(|constraint| !self.may_break(known, constraint)))
    }

    /// Whether a constraint refuses some configuration, or may.
    pub(crate) fn says_something(&self, at: usize) -> bool {
        self.judge.services.iter().any(|one| self.breaks(one, at) || self.may_break(one, at))
    }

    /// Whether a configuration breaks a constraint, by its position.
    pub(crate) fn is_broken(&self, configuration: ServiceId, at: usize) -> bool {
        self.breaks(self.judge.service(configuration), at)
    }

    /// Whether a row surely has all that a constraint looks for, and the service takes it.
    pub(crate) fn row_fits(&self, configuration: ServiceId, at: usize, row: usize) -> bool {
        let constraint = &self.rules().constraints[at];
        let rows = constraint.rows.as_ref().expect("a constraint that looks for rows");
        let service = Some(self.judge.service(configuration));
        self.row.set(Some((rows.table, row)));
        let holds = |tree: &Option<Tree>| {
            tree.as_ref().is_none_or(|tree| self.truth(tree, Seen::All, service) == Truth::Yes)
        };
        holds(&rows.only) && holds(&constraint.need)
    }

    /// Whether something is said beside an answer.
    pub(crate) fn is_said(&self, note: &Note, configuration: ServiceId) -> bool {
        let service = Some(self.judge.service(configuration));
        let truth = |tree: &Option<Tree>| {
            tree.as_ref().map_or(Truth::Yes, |tree| self.truth(tree, Seen::All, service))
        };
        let Some(rows) = &note.rows else { return truth(&note.when) == Truth::Yes };
        let count = self.rules().catalog.table(rows.table).len();
        let both = |row| {
            self.row.set(Some((rows.table, row)));
            (truth(&rows.only), truth(&note.when))
        };
        match rows.quantifier {
            Quantifier::Some => (0..count).any(|row| both(row) == (Truth::Yes, Truth::Yes)),
            Quantifier::Every => (0..count).all(|row| matches!(both(row), (Truth::No, _) | (_, Truth::Yes))),
        }
    }

    pub(crate) fn names(&self, candidate: &Candidate) -> bool {
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
        let all = all.flat_map(|(id, service)| match service.configurations.as_slice() {
            [] => vec![id],
            own => own.to_vec(),
        });
        all.filter(|id| !listed().any(|candidate| candidate.deployments.contains(id))).collect()
    }

    /// What comes out for a provider.
    pub(crate) fn verdict(&self, provider: ProviderId) -> Verdict {
        if self.walk().is_none() {
            return Verdict::Undecided;
        }
        self.fitting(provider).first().map_or(Verdict::NoFit, |first| Verdict::Service(first.service))
    }

    /// Every service that fits, each once, best first: what an outcome names comes before all others, and there what is verified
    /// before what is not. Nothing while the walk needs an answer.
    pub(crate) fn fitting(&self, provider: ProviderId) -> Vec<Fits> {
        let Some(outcome) = self.walk() else { return Vec::new() };
        let provider = &self.rules().catalog.provider(provider).id;
        let none = Vec::new();
        let named = self.rules().outcomes[outcome].get(provider).unwrap_or(&none);
        let preferred = self.rules().preferences.get(provider).unwrap_or(&none);
        let deployed = |list: &Vec<Candidate>| -> Vec<ServiceId> {
            let named = list.iter().filter(|candidate| self.names(candidate));
            named.flat_map(|candidate| candidate.deployments.iter().copied()).collect()
        };
        let others = self.unlisted(provider);
        let after: Vec<ServiceId> = deployed(preferred).into_iter().chain(others).collect();
        let mut all: Vec<Fits> = Vec::new();
        for (list, is_named) in [(deployed(named), true), (after, false)] {
            for is_verified in [true, false] {
                for one in &list {
                    let known = self.judge.service(*one);
                    let service = known.of;
                    if self.one_fits(known, is_verified) && !all.iter().any(|fits| fits.service == service) {
                        all.push(Fits { service, configuration: *one, is_named, is_verified });
                    }
                }
            }
        }
        all
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

/// The least of what parts come to, looking no further than a no.
fn all(parts: &[Tree], of: impl Fn(&Tree) -> Truth) -> Truth {
    let mut least = Truth::Yes;
    for part in parts {
        least = least.min(of(part));
        if least == Truth::No {
            break;
        }
    }
    least
}

/// The most of what parts come to, looking no further than a yes.
fn any(parts: &[Tree], of: impl Fn(&Tree) -> Truth) -> Truth {
    let mut most = Truth::No;
    for part in parts {
        most = most.max(of(part));
        if most == Truth::Yes {
            break;
        }
    }
    most
}

fn is_about(constraint: &rules::Constraint, service: &Known) -> bool {
    constraint.only.as_ref().is_none_or(|only| only.contains(&service.id) || only.contains(&service.of))
}

/// A comparison with something between two ends; none where they do not settle it. `other` is the other side.
fn within(
    least: Option<Val>,
    most: Option<Val>,
    holds: &dyn Fn(&Val) -> bool,
    op: CompareOp,
    other: &Val,
) -> Option<Truth> {
    if matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
        let Val::Amount(other) = other else { return None };
        let below = |val: &Val| matches!(val, Val::Amount(it) if it.compare(*other) == Ordering::Greater);
        let above = |val: &Val| matches!(val, Val::Amount(it) if it.compare(*other) == Ordering::Less);
        let outside = least.as_ref().is_some_and(below) || most.as_ref().is_some_and(above);
        return outside.then(|| Truth::from(op == CompareOp::NotEqual));
    }
    let is_set = |val: &Option<Val>| matches!(val, Some(Val::Words(_)));
    let (low, high) = if is_set(&least) || is_set(&most) {
        let low = holds(&least.unwrap_or(Val::Words(BTreeSet::new())));
        // What else it may have is any word.
        (low, most.map_or(!matches!(op, CompareOp::NotIn), |most| holds(&most)))
    } else {
        let low = least.unwrap_or(Val::Amount(Amount::whole(-(1 << 90))));
        (holds(&low), holds(&most.unwrap_or(Val::Amount(Amount::Unlimited))))
    };
    (low == high).then(|| Truth::from(low))
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
