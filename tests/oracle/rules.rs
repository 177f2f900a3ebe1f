//! The rules of one pack as the oracle reads them: the parsed tree with its names looked up, nothing folded.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use fingerpost::catalog::{Catalog, ServiceId, TableId, Value, ValueType};
use fingerpost::language::ast::{
    self, ArithmeticOp, CompareOp, Expr, ExprKind, FallbackKind, ItemKind, Quantifier, TypeArgument,
};
use fingerpost::quantity::{Dimension, Quantity, UNLIMITED, parse};

/// A plain 1.
const ONE: i128 = Dimension::Number.scale();

/// An exact number: so many of the smallest unit of its dimension over a divisor, or more than any of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Amount {
    Finite { amount: i128, divisor: i128 },
    Unlimited,
}

impl Amount {
    pub(crate) fn whole(amount: i128) -> Self {
        if amount == UNLIMITED { Self::Unlimited } else { Self::Finite { amount, divisor: 1 } }
    }

    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Unlimited, Self::Unlimited) => Ordering::Equal,
            (Self::Unlimited, _) => Ordering::Greater,
            (_, Self::Unlimited) => Ordering::Less,
            (Self::Finite { amount: a, divisor: b }, Self::Finite { amount: c, divisor: d }) => {
                (a * d).cmp(&(c * b))
            }
        }
    }

    /// None where the result means nothing. One side of a product is a plain number, and so is what is divided by, or the quotient.
    pub(crate) fn combine(self, op: ArithmeticOp, other: Self) -> Option<Self> {
        let (Self::Finite { amount: a, divisor: b }, Self::Finite { amount: c, divisor: d }) = (self, other)
        else {
            return Some(Self::Unlimited);
        };
        let (amount, divisor) = match op {
            ArithmeticOp::Add => (a * d + c * b, b * d),
            ArithmeticOp::Subtract => (a * d - c * b, b * d),
            ArithmeticOp::Multiply => (a * c, b * d * ONE),
            ArithmeticOp::Divide if c == 0 => return None,
            ArithmeticOp::Divide => (a * d * ONE * c.signum(), b * c.abs()),
        };
        Some(Self::Finite { amount, divisor })
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Ordering::Equal
    }
}

/// A value: of an answer, a constant or a fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Val {
    Yes(bool),
    Amount(Amount),
    Word(String),
    Words(BTreeSet<String>),
}

impl Val {
    /// Whether it is a yes: of yes and no, or of a choice that has it among others.
    pub(crate) fn is_yes(&self) -> bool {
        match self {
            Self::Yes(yes) => *yes,
            Self::Word(word) => word == "yes",
            _ => false,
        }
    }

    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::YesNo(yes) => Self::Yes(*yes),
            Value::Quantity(quantity) => Self::Amount(Amount::whole(quantity.amount)),
            Value::Word(word) => Self::Word(word.clone()),
            Value::Words(words) => Self::Words(words.iter().cloned().collect()),
        }
    }
}

/// A condition.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Derived(usize),
    /// A question, or a column of its row.
    Answered(usize, Option<usize>),
    Compare(Term, CompareOp, Term),
    /// A `yes_no` term by itself.
    Holds(Term),
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(crate) enum Term {
    Constant(Val),
    Question(usize),
    Column(usize, usize),
    /// By the position of its key.
    Fact(usize),
    /// A fact of a companion.
    FactOf(ServiceId, usize),
    Service,
    Provider,
    /// The name of the row that is being looked at.
    Row,
    /// A column of it.
    Cell(usize),
    Condition(Box<Tree>),
    Arithmetic(Box<Term>, ArithmeticOp, Box<Term>),
}

#[derive(Clone, Debug)]
pub(crate) struct Fallback {
    pub(crate) kind: FallbackKind,
    /// None for `none`.
    pub(crate) value: Option<Val>,
    pub(crate) when: Option<Tree>,
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) value_type: ValueType,
    pub(crate) range: (Option<i128>, Option<i128>),
    pub(crate) fallbacks: Vec<Fallback>,
}

impl Question {
    /// Whether an answer may be `unlimited`.
    pub(crate) fn may_be_unlimited(&self) -> bool {
        match self.value_type {
            ValueType::Quantity { dimension, .. } => {
                self.range.1.is_none() && !matches!(dimension, Dimension::Money | Dimension::Date)
            }
            _ => false,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    pub(crate) name: String,
    pub(crate) when: Option<Tree>,
    pub(crate) when_looks_at_service: bool,
    /// None for what can never be met.
    pub(crate) need: Option<Tree>,
    /// The rows of which some, or every one, has to meet the need.
    pub(crate) rows: Option<Rows>,
    /// For `forbid`, the services or configurations that it is about.
    pub(crate) only: Option<Vec<ServiceId>>,
    /// For what is asked of a companion, when that comes along.
    pub(crate) beside: Option<Beside>,
}

/// A companion that has to come along, for a constraint to apply.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    pub(crate) provider: String,
    pub(crate) when: Option<Tree>,
}

/// Rows of a table.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) quantifier: Quantifier,
    pub(crate) table: TableId,
    pub(crate) only: Option<Tree>,
}

#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) service: ServiceId,
    /// Its configurations, or those of them that are named.
    pub(crate) deployments: Vec<ServiceId>,
    pub(crate) when: Option<Tree>,
}

#[derive(Clone, Debug)]
pub(crate) struct Arm {
    pub(crate) guard: Option<Tree>,
    pub(crate) target: String,
}

/// What stands beside an answer: a caveat by its name, or a companion by its id.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// The outcome that it stands in; none where it may stand beside every answer.
    pub(crate) outcome: Option<String>,
    pub(crate) name: String,
    pub(crate) rows: Option<Rows>,
    pub(crate) when: Option<Tree>,
}

/// Candidates by the word of their provider.
pub(crate) type ByProvider = BTreeMap<String, Vec<Candidate>>;

/// One pack.
#[derive(Clone, Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) questions: Vec<Question>,
    pub(crate) derivations: Vec<Tree>,
    pub(crate) conflicts: Vec<Tree>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) nodes: BTreeMap<String, Vec<Arm>>,
    pub(crate) entry: String,
    pub(crate) outcomes: BTreeMap<String, ByProvider>,
    pub(crate) preferences: ByProvider,
    /// What comes before the candidates of every outcome.
    pub(crate) firsts: ByProvider,
    pub(crate) notes: Vec<Note>,
    /// The question that selects providers.
    pub(crate) providers: Option<usize>,
}

/// What names mean.
#[derive(Clone)]
struct Reader<'a> {
    catalog: &'a Catalog,
    questions: BTreeMap<String, usize>,
    types: Vec<ValueType>,
    derivations: BTreeMap<String, usize>,
    /// The word for the row that is being looked at, and its table.
    row: Option<(String, TableId)>,
    /// The word for the companion that is being looked at, and which it is.
    companion: Option<(String, ServiceId)>,
}

const DIMENSIONS: [Dimension; 6] = [
    Dimension::Number,
    Dimension::Memory,
    Dimension::Duration,
    Dimension::Cpu,
    Dimension::Money,
    Dimension::Date,
];

impl Reader<'_> {
    fn value_type(&self, type_: &ast::Type) -> ValueType {
        let quantity = |dimension, integer| ValueType::Quantity { dimension, integer };
        let words = || match &type_.argument {
            TypeArgument::Options(words) => words.iter().map(|word| word.value.clone()).collect(),
            TypeArgument::Of(name) => self.catalog.words(&name.value).unwrap(),
            other => panic!("no list of words: {other:?}"),
        };
        match type_.word.value.as_str() {
            "yes_no" => ValueType::YesNo,
            "text" => ValueType::Text,
            "integer" => quantity(Dimension::Number, true),
            "number" => quantity(Dimension::Number, false),
            "memory" => quantity(Dimension::Memory, false),
            "cpu" => quantity(Dimension::Cpu, false),
            "duration" => quantity(Dimension::Duration, false),
            "money" => quantity(Dimension::Money, false),
            "date" => quantity(Dimension::Date, false),
            "choice" => ValueType::Choice(words().into()),
            "set" => ValueType::Set(words().into()),
            "row" => match &type_.argument {
                TypeArgument::Of(name) => ValueType::Row(self.catalog.find_table(&name.value).unwrap()),
                other => panic!("no table: {other:?}"),
            },
            other => panic!("no such type: {other}"),
        }
    }

    /// A question, or a question and a column of its row.
    fn subject(&self, word: &str) -> Option<(usize, Option<usize>)> {
        if let Some(question) = self.questions.get(word) {
            return Some((*question, None));
        }
        let (name, column) = word.rsplit_once('.')?;
        let question = *self.questions.get(name)?;
        let ValueType::Row(table) = &self.types[question] else { return None };
        Some((question, Some(self.catalog.table(*table).column(column)?)))
    }

    /// A column of the row that is being looked at.
    fn cell(&self, word: &str) -> Option<(TableId, usize)> {
        let (variable, table) = self.row.as_ref()?;
        let column = word.strip_prefix(variable.as_str())?.strip_prefix('.')?;
        Some((*table, self.catalog.table(*table).column(column)?))
    }

    /// What is said of the companion that is being looked at: the position of the key; none for the companion itself.
    fn of_companion(&self, word: &str) -> Option<(ServiceId, Option<usize>)> {
        let (variable, companion) = self.companion.as_ref()?;
        if word == variable {
            return Some((*companion, None));
        }
        let key = word.strip_prefix(variable.as_str())?.strip_prefix('.')?;
        Some((*companion, Some(self.catalog.keys().position(|(_, known)| known.name == key).unwrap())))
    }

    fn type_of_word(&self, word: &str) -> Option<ValueType> {
        if let Some((_, key)) = self.of_companion(word) {
            return match key {
                None => self.type_of_word("service"),
                Some(at) => self.catalog.keys().nth(at).map(|(_, key)| key.value_type.clone()),
            };
        }
        match word {
            "service" => return self.catalog.words("service").map(|words| ValueType::Choice(words.into())),
            "service.provider" => {
                return self.catalog.words("provider").map(|words| ValueType::Choice(words.into()));
            }
            _ => {}
        }
        if let Some(key) = word.strip_prefix("service.") {
            return self.catalog.find_key(key).map(|key| self.catalog.key(key).value_type.clone());
        }
        if let Some((table, column)) = self.cell(word) {
            return Some(self.catalog.table(table).columns[column].value_type.clone());
        }
        let (question, column) = self.subject(word)?;
        match (&self.types[question], column) {
            (ValueType::Row(table), Some(column)) => {
                Some(self.catalog.table(*table).columns[column].value_type.clone())
            }
            (value_type, _) => Some(value_type.clone()),
        }
    }

    fn dimension(&self, expr: &Expr) -> Option<Dimension> {
        match &expr.kind {
            ExprKind::Word(word) => match self.type_of_word(word)? {
                ValueType::Quantity { dimension, .. } => Some(dimension),
                _ => None,
            },
            ExprKind::Arithmetic(left, op, right) => {
                let (a, b) = (self.dimension(left), self.dimension(right));
                match op {
                    ArithmeticOp::Divide if a.is_some() && a == b => Some(Dimension::Number),
                    ArithmeticOp::Multiply if a == Some(Dimension::Number) => b.or(a),
                    _ => a.or(b),
                }
            }
            _ => None,
        }
    }

    fn options(&self, expr: &Expr) -> Vec<String> {
        let ExprKind::Word(word) = &expr.kind else { return Vec::new() };
        match self.type_of_word(word) {
            Some(ValueType::Choice(options) | ValueType::Set(options)) => options.to_vec(),
            _ => Vec::new(),
        }
    }

    fn literal(text: &str, wanted: Option<Dimension>) -> Val {
        let read = |dimension| parse(text, dimension).ok();
        let quantity = wanted.and_then(read).or_else(|| DIMENSIONS.into_iter().find_map(read));
        quantity.map_or_else(
            || Val::Word(text.to_owned()),
            |quantity| Val::Amount(Amount::whole(quantity.amount)),
        )
    }

    /// A side of a comparison; a word that the other side can have is that word.
    fn term(&self, expr: &Expr, wanted: Option<Dimension>, options: &[String]) -> Term {
        match &expr.kind {
            ExprKind::Word(word) if options.contains(word) => Term::Constant(Val::Word(word.clone())),
            ExprKind::Word(word) => self.word(word),
            ExprKind::Literal(text) => Term::Constant(Self::literal(text, wanted)),
            ExprKind::Text(text) => Term::Constant(Val::Word(text.clone())),
            ExprKind::List(items) => {
                let word = |item: &Expr| match &item.kind {
                    ExprKind::Word(text) | ExprKind::Literal(text) | ExprKind::Text(text) => text.clone(),
                    other => panic!("no word: {other:?}"),
                };
                Term::Constant(Val::Words(items.iter().map(word).collect()))
            }
            ExprKind::Arithmetic(left, op, right) => {
                let scaling = matches!(op, ArithmeticOp::Multiply | ArithmeticOp::Divide);
                let hint = |other: &Expr| match self.dimension(other) {
                    Some(_) if scaling => Some(Dimension::Number),
                    found => found.or(wanted),
                };
                let (a, b) = (self.term(left, hint(right), &[]), self.term(right, hint(left), &[]));
                Term::Arithmetic(Box::new(a), *op, Box::new(b))
            }
            _ => Term::Condition(Box::new(self.tree(expr))),
        }
    }

    fn word(&self, word: &str) -> Term {
        match word {
            "yes" | "true" => return Term::Constant(Val::Yes(true)),
            "no" | "false" => return Term::Constant(Val::Yes(false)),
            "service" => return Term::Service,
            "service.provider" => return Term::Provider,
            _ => {}
        }
        match self.of_companion(word) {
            Some((companion, None)) => {
                return Term::Constant(Val::Word(self.catalog.service(companion).id.clone()));
            }
            Some((companion, Some(key))) => return Term::FactOf(companion, key),
            None => {}
        }
        if let Some(key) = word.strip_prefix("service.") {
            return Term::Fact(self.catalog.keys().position(|(_, known)| known.name == key).unwrap());
        }
        if self.row.as_ref().is_some_and(|(variable, _)| variable == word) {
            return Term::Row;
        }
        if let Some((_, column)) = self.cell(word) {
            return Term::Cell(column);
        }
        match self.subject(word) {
            Some((question, None)) => return Term::Question(question),
            Some((question, Some(column))) => return Term::Column(question, column),
            None => {}
        }
        match self.derivations.get(word) {
            Some(derivation) => Term::Condition(Box::new(Tree::Derived(*derivation))),
            None => Term::Constant(Val::Word(word.to_owned())),
        }
    }

    /// The same reader, which also knows the word for a row.
    fn with_row(&self, rows: Option<&ast::Rows>) -> Self {
        let table = |rows: &ast::Rows| self.catalog.find_table(&rows.table.value).unwrap();
        Self { row: rows.map(|rows| (rows.variable.value.clone(), table(rows))), ..self.clone() }
    }

    fn rows(&self, rows: &ast::Rows) -> Rows {
        let (_, table) = self.row.as_ref().unwrap();
        Rows { quantifier: rows.quantifier, table: *table, only: self.when(rows.only.as_ref()) }
    }

    fn tree(&self, expr: &Expr) -> Tree {
        let all = |parts: &[Expr]| parts.iter().map(|part| self.tree(part)).collect();
        match &expr.kind {
            ExprKind::Not(inner) => Tree::Not(Box::new(self.tree(inner))),
            ExprKind::And(parts) => Tree::All(all(parts)),
            ExprKind::Or(parts) => Tree::Any(all(parts)),
            ExprKind::Compare(left, op, right) => {
                let wanted = self.dimension(left).or_else(|| self.dimension(right));
                let a = self.term(left, wanted, &self.options(right));
                let b = self.term(right, wanted, &self.options(left));
                Tree::Compare(a, *op, b)
            }
            ExprKind::Answered(inner, yes) => {
                let ExprKind::Word(word) = &inner.kind else { panic!("no question: {inner:?}") };
                let (question, column) = self.subject(word).unwrap();
                let answered = Tree::Answered(question, column);
                if *yes { answered } else { Tree::Not(Box::new(answered)) }
            }
            _ => match self.term(expr, None, &[]) {
                Term::Condition(tree) => *tree,
                term => Tree::Holds(term),
            },
        }
    }

    fn caveat(&self, caveat: &ast::Caveat, outcome: Option<&String>) -> Note {
        let with_row = self.with_row(caveat.rows.as_ref());
        Note {
            outcome: outcome.cloned(),
            name: caveat.name.value.clone(),
            rows: caveat.rows.as_ref().map(|rows| with_row.rows(rows)),
            when: with_row.when(caveat.when.as_ref()),
        }
    }

    fn companion(&self, companion: &ast::Companion, outcome: Option<&String>) -> Note {
        Note {
            outcome: outcome.cloned(),
            name: companion.service.value.clone(),
            rows: None,
            when: self.when(companion.when.as_ref()),
        }
    }

    /// What a constraint asks of one companion; none where nobody ever recorded anything of that about it.
    fn beside(&self, constraint: &ast::Constraint, companion: &ast::Companion) -> Option<Constraint> {
        let it = self.catalog.find_service(&companion.service.value).unwrap();
        let rows = constraint.rows.as_ref().unwrap();
        let reader = Self { companion: Some((rows.variable.value.clone(), it)), ..self.clone() };
        let conditions = [&rows.only, &constraint.when].into_iter().flatten();
        let when = Tree::All(conditions.map(|condition| reader.tree(condition)).collect());
        let need = reader.when(constraint.need.as_ref());
        let service = self.catalog.service(it);
        let word = format!("{}.", rows.variable.value);
        let written = format!("{constraint:?}");
        let asked: Vec<_> =
            self.catalog.keys().filter(|(_, key)| written.contains(&format!("{word}{}", key.name))).collect();
        let says = asked.iter().any(|(key, _)| service.facts().iter().any(|fact| fact.key == *key));
        (asked.is_empty() || says).then(|| Constraint {
            name: constraint.name.value.clone(),
            when: Some(when),
            when_looks_at_service: false,
            need,
            rows: None,
            only: None,
            beside: Some(Beside {
                provider: self.catalog.provider(service.provider).id.clone(),
                when: self.when(companion.when.as_ref()),
            }),
        })
    }

    fn when(&self, expr: Option<&Expr>) -> Option<Tree> {
        expr.map(|expr| self.tree(expr))
    }

    /// The value of a fallback; none for `none` where that is no option.
    fn value(&self, question: usize, expr: &Expr) -> Option<Val> {
        let word = match &expr.kind {
            ExprKind::Word(word) | ExprKind::Literal(word) | ExprKind::Text(word) => Some(word.as_str()),
            _ => None,
        };
        let known = |options: &[String]| options.iter().any(|option| option == "none");
        match (&self.types[question], word) {
            (ValueType::Choice(options) | ValueType::Set(options), Some("none")) if !known(options) => None,
            (ValueType::Choice(_) | ValueType::Set(_), _) => match self.term(expr, None, &[]) {
                Term::Constant(Val::Words(words)) => Some(Val::Words(words)),
                _ if matches!(self.types[question], ValueType::Set(_)) => {
                    Some(Val::Words(word.map(str::to_owned).into_iter().collect()))
                }
                _ => word.map(|word| Val::Word(word.to_owned())),
            },
            (_, Some("none")) => None,
            (ValueType::YesNo, Some(word)) => Some(Val::Yes(matches!(word, "yes" | "true"))),
            (ValueType::Quantity { dimension, .. }, Some(text)) => {
                Some(Val::Amount(Amount::whole(parse(text, *dimension).unwrap().amount)))
            }
            (_, word) => word.map(|word| Val::Word(word.to_owned())),
        }
    }

    fn candidates(&self, written: &[ast::Candidate]) -> Vec<Candidate> {
        let candidate = |written: &ast::Candidate| {
            let named = self.catalog.named(&written.service.value);
            let of = |id: &ServiceId| self.catalog.service(*id).of.unwrap_or(*id);
            let own = |id: &ServiceId| self.catalog.service(*id).configurations.clone();
            let deployments =
                named.iter().flat_map(|id| if own(id).is_empty() { vec![*id] } else { own(id) }).collect();
            Candidate { service: of(&named[0]), deployments, when: self.when(written.when.as_ref()) }
        };
        written.iter().map(candidate).collect()
    }
}

impl<'a> Rules<'a> {
    /// Reads the files of one pack that is known to be right.
    pub(crate) fn read(files: &[ast::File], catalog: &'a Catalog) -> Self {
        let mut reader = Reader {
            catalog,
            questions: BTreeMap::new(),
            types: Vec::new(),
            derivations: BTreeMap::new(),
            row: None,
            companion: None,
        };
        let items = || files.iter().flat_map(|file| &file.items).map(|item| &item.kind);
        let mut derived = 0;
        for item in items() {
            match item {
                ItemKind::Question(question) => {
                    reader.questions.insert(question.name.value.clone(), reader.types.len());
                    let value_type = reader.value_type(&question.type_);
                    reader.types.push(value_type);
                }
                ItemKind::Derive(derive) => {
                    reader.derivations.insert(derive.name.value.clone(), derived);
                    derived += 1;
                }
                _ => {}
            }
        }
        let mut rules = Self {
            catalog,
            questions: Vec::new(),
            derivations: Vec::new(),
            conflicts: Vec::new(),
            constraints: Vec::new(),
            nodes: BTreeMap::new(),
            entry: String::new(),
            outcomes: BTreeMap::new(),
            preferences: BTreeMap::new(),
            firsts: BTreeMap::new(),
            notes: Vec::new(),
            providers: None,
        };
        let companions: Vec<&ast::Companion> = items()
            .filter_map(|item| if let ItemKind::Companion(it) = item { Some(it) } else { None })
            .collect();
        for item in items() {
            match item {
                ItemKind::Constraint(it)
                    if it.rows.as_ref().is_some_and(|it| it.table.value == "companions") =>
                {
                    let each = companions.iter().filter_map(|companion| reader.beside(it, companion));
                    rules.constraints.extend(each);
                }
                item => rules.add(item, &reader),
            }
        }
        for outcome in rules.outcomes.values_mut() {
            for (provider, firsts) in &rules.firsts {
                let named = outcome.entry(provider.clone()).or_default();
                *named = firsts.iter().chain(&*named).cloned().collect();
            }
        }
        items().for_each(|item| {
            if let ItemKind::Forbid(forbid) = item {
                rules.constraints.push(Constraint {
                    name: format!("forbid {}", forbid.service.value),
                    when: reader.when(forbid.when.as_ref()),
                    when_looks_at_service: false,
                    need: None,
                    rows: None,
                    beside: None,
                    only: Some(catalog.named(&forbid.service.value)),
                });
            }
        });
        let looks: Vec<bool> =
            rules.constraints.iter().map(|c| rules.looks_at_service(c.when.as_ref())).collect();
        for (constraint, looks) in rules.constraints.iter_mut().zip(looks) {
            constraint.when_looks_at_service = looks;
        }
        let targets: BTreeSet<&String> = rules.nodes.values().flatten().map(|arm| &arm.target).collect();
        rules.entry = rules.nodes.keys().find(|name| !targets.contains(name)).unwrap().clone();
        rules
    }

    fn add(&mut self, item: &ItemKind, reader: &Reader<'_>) {
        match item {
            ItemKind::Pack(header) => {
                assert!(header.walk.is_none(), "the oracle knows no question of the walk");
                let named = header.providers.as_ref().map(|name| reader.questions[&name.value]);
                self.providers = named.or(self.providers);
            }
            ItemKind::Question(written) => {
                let at = self.questions.len();
                self.questions.push(question(written, at, reader));
            }
            ItemKind::Derive(derive) => self.derivations.push(reader.tree(&derive.value)),
            ItemKind::Conflict(conflict) => {
                self.conflicts.push(reader.tree(conflict.when.as_ref().unwrap()));
            }
            ItemKind::Constraint(constraint) => {
                let with_row = reader.with_row(constraint.rows.as_ref());
                self.constraints.push(Constraint {
                    name: constraint.name.value.clone(),
                    when: reader.when(constraint.when.as_ref()),
                    when_looks_at_service: false,
                    need: with_row.when(constraint.need.as_ref()),
                    rows: constraint.rows.as_ref().map(|rows| with_row.rows(rows)),
                    beside: None,
                    only: None,
                });
            }
            ItemKind::Node(node) => {
                let arm = |arm: &ast::Arm| Arm {
                    guard: reader.when(arm.guard.as_ref()),
                    target: arm.target.value.clone(),
                };
                self.nodes.insert(node.name.value.clone(), node.arms.iter().map(arm).collect());
            }
            ItemKind::Caveat(caveat) => self.notes.push(reader.caveat(caveat, None)),
            ItemKind::Companion(companion) => self.notes.push(reader.companion(companion, None)),
            ItemKind::Outcome(outcome) => {
                let name = Some(&outcome.name.value);
                self.notes.extend(outcome.caveats.iter().map(|caveat| reader.caveat(caveat, name)));
                self.notes.extend(outcome.companions.iter().map(|one| reader.companion(one, name)));
                let named = outcome.candidates.iter();
                let named = named.map(|c| (c.provider.value.clone(), reader.candidates(&c.candidates)));
                self.outcomes.insert(outcome.name.value.clone(), named.collect());
            }
            ItemKind::First(first) => {
                self.firsts.insert(first.provider.value.clone(), reader.candidates(&first.services));
            }
            ItemKind::Prefer(prefer) => {
                self.preferences.insert(prefer.provider.value.clone(), reader.candidates(&prefer.services));
            }
            _ => {}
        }
    }

    pub(crate) fn question(&self, name: &str) -> usize {
        self.questions.iter().position(|question| question.name == name).unwrap()
    }

    /// Calls `f` with every term of a tree; derivations are opened.
    pub(crate) fn each_term(&self, tree: &Tree, f: &mut dyn FnMut(&Term)) {
        match tree {
            Tree::Not(inner) => self.each_term(inner, f),
            Tree::All(parts) | Tree::Any(parts) => parts.iter().for_each(|part| self.each_term(part, f)),
            Tree::Derived(derivation) => self.each_term(&self.derivations[*derivation], f),
            Tree::Answered(question, _) => f(&Term::Question(*question)),
            Tree::Compare(left, _, right) => {
                self.terms_within(left, f);
                self.terms_within(right, f);
            }
            Tree::Holds(term) => self.terms_within(term, f),
        }
    }

    fn terms_within(&self, term: &Term, f: &mut dyn FnMut(&Term)) {
        f(term);
        match term {
            Term::Arithmetic(left, _, right) => {
                self.terms_within(left, f);
                self.terms_within(right, f);
            }
            Term::Condition(tree) => self.each_term(tree, f),
            _ => {}
        }
    }

    /// The questions that a tree mentions.
    pub(crate) fn mentioned(&self, tree: &Tree) -> BTreeSet<usize> {
        let mut mentioned = BTreeSet::new();
        self.each_term(tree, &mut |term| {
            if let Term::Question(question) | Term::Column(question, _) = term {
                mentioned.insert(*question);
            }
        });
        mentioned
    }

    fn looks_at_service(&self, tree: Option<&Tree>) -> bool {
        let mut looks = false;
        if let Some(tree) = tree {
            self.each_term(tree, &mut |term| {
                looks |= matches!(term, Term::Fact(_) | Term::Service | Term::Provider);
            });
        }
        looks
    }

    fn fallback_reads(&self, question: usize) -> BTreeSet<usize> {
        let whens = self.questions[question].fallbacks.iter().filter_map(|fallback| fallback.when.as_ref());
        whens.flat_map(|when| self.mentioned(when)).collect()
    }

    /// Every condition that can steer an answer, fallbacks left out.
    pub(crate) fn steering(&self) -> Vec<&Tree> {
        let arms = self.nodes.values().flatten().filter_map(|arm| arm.guard.as_ref());
        let named = self.outcomes.values().flat_map(BTreeMap::values).chain(self.preferences.values());
        let named = named.flatten().filter_map(|candidate| candidate.when.as_ref());
        let constraints = self.constraints.iter().flat_map(parts);
        arms.chain(named).chain(constraints).chain(&self.conflicts).collect()
    }

    /// The questions that can change an answer, each after those that its fallbacks look at.
    pub(crate) fn relevant(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let wanted: BTreeSet<usize> =
            self.steering().into_iter().flat_map(|tree| self.mentioned(tree)).collect();
        let musts = self.questions.iter().enumerate().filter(|(_, question)| {
            question.fallbacks.iter().any(|fallback| fallback.kind == FallbackKind::Must)
        });
        let wanted = wanted.into_iter().chain(musts.map(|(at, _)| at)).chain(self.providers);
        wanted.for_each(|question| self.visit(question, &mut order));
        order
    }

    fn visit(&self, question: usize, order: &mut Vec<usize>) {
        if order.contains(&question) {
            return;
        }
        for read in self.fallback_reads(question) {
            self.visit(read, order);
        }
        order.push(question);
    }
}

/// The conditions of a constraint.
fn parts(c: &Constraint) -> Vec<&Tree> {
    let along = c.beside.as_ref().and_then(|beside| beside.when.as_ref());
    [c.when.as_ref(), c.need.as_ref(), along].into_iter().flatten().collect()
}

fn question(written: &ast::Question, at: usize, reader: &Reader<'_>) -> Question {
    let value_type = reader.types[at].clone();
    let fallback = |written: &ast::Fallback| Fallback {
        kind: written.kind,
        value: reader.value(at, &written.value),
        when: reader.when(written.when.as_ref()),
    };
    let end = |literal: &Option<ast::Name>| match &value_type {
        ValueType::Quantity { dimension, .. } => {
            let quantity: Option<Quantity> =
                literal.as_ref().map(|text| parse(&text.value, *dimension).unwrap());
            quantity.map(|quantity| quantity.amount)
        }
        _ => None,
    };
    let range = match &written.type_.argument {
        TypeArgument::Range(low, high) => (end(low), end(high)),
        _ => (None, None),
    };
    let fallbacks = written.fallbacks.iter().map(fallback).collect();
    Question { name: written.name.value.clone(), value_type, range, fallbacks }
}
