//! The containers pack, and requirements for it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::OnceLock;

use fingerpost::catalog::{self, Catalog, CatalogFile, Value, ValueType};
use fingerpost::diagnostic::{Diagnostics, SourceId, Sources, Span, Spanned};
use fingerpost::language;
use fingerpost::pack::{self, CompiledPack, EMBEDDED, PackFiles};
use fingerpost::quantity::{Date, Dimension, UNLIMITED};
use fingerpost::requirement::{RawEntry, RawRequirement, RawValue};

use super::judge::Stated;
use super::random::Random;
use super::rules::{Amount, Question, Rules, Term, Tree, Val};

/// A pack as both sides see it: compiled, and as read from the parsed files.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sources: Sources,
    pub(crate) source: SourceId,
    pub(crate) catalog: &'static Catalog,
    pub(crate) pack: CompiledPack,
    pub(crate) rules: Rules<'static>,
    /// For each question, the amounts around what facts, ranges and rules mention.
    near: Vec<Vec<i128>>,
    /// The questions that some condition looks at.
    pub(crate) relevant: Vec<usize>,
}

impl World {
    /// Builds both sides from one text of rules.
    ///
    /// # Errors
    /// The findings of the compiler.
    pub(crate) fn build(
        catalog_files: &[(String, String)],
        rule_files: &[(String, String)],
    ) -> Result<Self, Diagnostics> {
        let mut sources = Sources::new();
        let mut files = Vec::new();
        for (path, text) in catalog_files {
            let source = sources.add(path.clone(), text.clone());
            files.push(CatalogFile { path, source, text });
        }
        let catalog: &'static Catalog = Box::leak(Box::new(catalog::load(&files)?));
        let mut parsed = PackFiles::default();
        for (path, text) in rule_files {
            let source = sources.add(path.clone(), text.clone());
            let (file, findings) = language::parse(source, text);
            assert!(findings.is_empty(), "{path}: {findings:?}\n{text}");
            parsed.files.push(file);
        }
        let pack = pack::compile(std::slice::from_ref(&parsed), catalog)?;
        let rules = Rules::read(&parsed.files, catalog);
        let source = sources.add("generated.yaml", "");
        let names = pack.questions().map(|(_, question)| &question.name);
        assert!(names.eq(rules.questions.iter().map(|question| &question.name)), "both sides count alike");
        let amounts = amounts(&rules);
        let near = rules.questions.iter().map(|question| near_limits(question, &amounts)).collect();
        let relevant = rules.relevant();
        Ok(Self { sources, source, catalog, pack, rules, near, relevant })
    }

    /// The embedded containers pack.
    pub(crate) fn containers() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| {
            let under = |folder: &'static str| {
                let files = EMBEDDED.iter();
                files.filter_map(move |file| Some((file.path.strip_prefix(folder)?, file.text)))
            };
            let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
            let rules = under("containers/").filter(|(path, _)| !path.starts_with("cases/"));
            let files: Vec<_> = under("catalog/").map(owned).collect();
            Self::build(&files, &rules.map(owned).collect::<Vec<_>>()).expect("the embedded pack compiles")
        })
    }

    fn span(&self) -> Span {
        Span::new(self.source, 0, 0)
    }

    /// A requirement as a file would state it.
    pub(crate) fn raw(&self, answers: &[(usize, Val)]) -> RawRequirement {
        let entry = |(question, value): &(usize, Val)| {
            let question = &self.rules.questions[*question];
            RawEntry {
                key: Spanned::new(question.name.clone(), self.span()),
                value: Spanned::new(self.raw_value(value, &question.value_type), self.span()),
            }
        };
        RawRequirement { entries: answers.iter().map(entry).collect(), span: self.span() }
    }

    pub(crate) fn raw_value(&self, value: &Val, value_type: &ValueType) -> RawValue {
        match value {
            Val::Yes(yes) => RawValue::YesNo(*yes),
            Val::Word(word) => RawValue::Text(word.clone()),
            Val::Words(words) => {
                let item = |word: &String| Spanned::new(RawValue::Text(word.clone()), self.span());
                RawValue::List(words.iter().map(item).collect())
            }
            Val::Amount(amount) => {
                let ValueType::Quantity { dimension, .. } = value_type else { panic!("{value_type:?}") };
                let decimal = decimal(code(*amount), *dimension);
                match (amount, dimension) {
                    (Amount::Unlimited, _) => RawValue::Text("unlimited".to_owned()),
                    (_, Dimension::Number | Dimension::Cpu) => RawValue::Number(decimal),
                    (_, Dimension::Memory) => RawValue::Text(format!("{decimal} B")),
                    (_, Dimension::Duration) => RawValue::Text(format!("{decimal} s")),
                    (_, Dimension::Money) => RawValue::Text(format!("{decimal} USD")),
                    (_, other) => panic!("no question of the packs is a {other:?}"),
                }
            }
        }
    }

    /// The answers as people would write them.
    pub(crate) fn shown(&self, answers: &[(usize, Val)]) -> String {
        let mut text = String::from("{");
        for (question, value) in answers {
            let name = &self.rules.questions[*question].name;
            let separator = if text.len() > 1 { ", " } else { " " };
            let raw = self.raw_value(value, &self.rules.questions[*question].value_type);
            let shown = match &raw {
                RawValue::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
                RawValue::Number(text) | RawValue::Text(text) => text.clone(),
                _ => match value {
                    Val::Words(words) => {
                        format!("[{}]", words.iter().cloned().collect::<Vec<_>>().join(", "))
                    }
                    other => format!("{other:?}"),
                },
            };
            write!(text, "{separator}{name}: {shown}").unwrap();
        }
        text + " }"
    }

    pub(crate) fn stated(&self, answers: &[(usize, Val)]) -> Stated {
        let mut stated = vec![None; self.rules.questions.len()];
        for (question, value) in answers {
            let declared = &self.rules.questions[*question].value_type;
            stated[*question] = Some(in_words(value.clone(), declared));
        }
        stated
    }

    /// The value behind the engine's code of a question.
    pub(crate) fn decoded(&self, question: usize, code: i128) -> Val {
        if let ValueType::Quantity { .. } = self.rules.questions[question].value_type {
            return Val::Amount(Amount::whole(code));
        }
        let id = self.pack.find_question(&self.rules.questions[question].name).unwrap();
        let value: Value = self.pack.decode(id, code, self.catalog).unwrap();
        in_words(Val::of(&value), &self.rules.questions[question].value_type)
    }

    /// Amounts at, just below and just above everything that facts and rules mention.
    pub(crate) fn near_limits(&self, question: usize) -> &[i128] {
        &self.near[question]
    }

    /// Any legal value of a question.
    pub(crate) fn value(&self, question: usize, random: &mut Random) -> Val {
        let declared = &self.rules.questions[question];
        match &declared.value_type {
            ValueType::YesNo => Val::Yes(random.chance(50)),
            ValueType::Quantity { .. } if declared.may_be_unlimited() && random.chance(2) => {
                // `unlimited` is no number of the questions that are pure numbers in a file, but a text.
                Val::Amount(Amount::Unlimited)
            }
            ValueType::Quantity { .. } => {
                Val::Amount(Amount::whole(*random.pick(self.near_limits(question))))
            }
            ValueType::Choice(options) => Val::Word(random.pick(options).clone()),
            ValueType::Set(options) => {
                let most = if random.chance(10) { options.len() } else { 3 };
                Val::Words(random.some(options, most).into_iter().collect())
            }
            ValueType::Row(table) => {
                let table = self.catalog.table(*table);
                Val::Word(table.row(random.below(table.len())).unwrap().name().to_owned())
            }
            ValueType::Text | ValueType::Texts => {
                let known = ["nvidia-l4", "nvidia-t4", "nvidia-h100", "nvidia-a100", "acme-z9"];
                Val::Word((*random.pick(&known)).to_owned())
            }
        }
    }

    /// Answers to up to `most` questions, each once; half of them to those that steer.
    pub(crate) fn answers(&self, most: usize, random: &mut Random) -> Vec<(usize, Val)> {
        let count = random.below(most + 1);
        let mut answers: Vec<(usize, Val)> = Vec::new();
        while answers.len() < count {
            let question = if random.chance(50) {
                *random.pick(&self.relevant)
            } else {
                random.below(self.rules.questions.len())
            };
            if answers.iter().all(|(before, _)| *before != question) {
                answers.push((question, self.value(question, random)));
            }
        }
        answers
    }

    pub(crate) fn as_of(&self) -> Date {
        self.pack.as_of()
    }
}

fn near_limits(question: &Question, amounts: &[(Dimension, Vec<i128>)]) -> Vec<i128> {
    let ValueType::Quantity { dimension, integer } = question.value_type else { return Vec::new() };
    let one = dimension.scale();
    let step = match dimension {
        Dimension::Memory | Dimension::Duration => one,
        Dimension::Cpu => one / 1000,
        _ if integer => one,
        _ => 1,
    };
    let mentioned = amounts.iter().filter(|(d, _)| *d == dimension).flat_map(|(_, all)| all);
    let mentioned: Vec<i128> = mentioned.copied().collect();
    let mut limits = mentioned.clone();
    if mentioned.len() < 16 {
        // Small packs do sums: `memory + 1 GiB <= service.memory`.
        limits.extend(mentioned.iter().flat_map(|a| mentioned.iter().map(move |b| a - b)));
    }
    let mut near: BTreeSet<i128> = BTreeSet::from([0, one]);
    near.extend(limits.into_iter().flat_map(|limit| [limit - step, limit, limit + step]));
    let low = question.range.0.unwrap_or(0);
    let allowed = |amount: &i128| {
        *amount >= low
            && question.range.1.is_none_or(|high| *amount <= high)
            && (!integer || amount % one == 0)
    };
    let mut near: Vec<i128> = near.into_iter().filter(allowed).collect();
    near.extend(question.may_be_unlimited().then_some(UNLIMITED));
    near
}

/// An amount that can be stated.
pub(super) fn code(amount: Amount) -> i128 {
    match amount {
        Amount::Finite { amount, divisor: 1 } => amount,
        Amount::Unlimited => UNLIMITED,
        other @ Amount::Finite { .. } => panic!("no answer: {other:?}"),
    }
}

fn decimal(amount: i128, dimension: Dimension) -> String {
    let one = dimension.scale();
    let (whole, rest, places) = (amount / one, amount % one, one.ilog10() as usize);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:0places$}") }
}

fn amounts(rules: &Rules<'_>) -> Vec<(Dimension, Vec<i128>)> {
    let mut found: BTreeSet<(Dimension, i128)> = BTreeSet::new();
    for (_, service) in rules.catalog.services() {
        for fact in service.facts() {
            if let Some(Value::Quantity(quantity)) = &fact.value {
                found.insert((quantity.dimension, quantity.amount));
            }
        }
    }
    let fallbacks = rules.questions.iter().flat_map(|question| &question.fallbacks);
    let trees: Vec<&Tree> =
        rules.steering().into_iter().chain(fallbacks.filter_map(|f| f.when.as_ref())).collect();
    let mut constants = BTreeSet::new();
    for tree in trees {
        rules.each_term(tree, &mut |term| {
            if let Term::Constant(Val::Amount(Amount::Finite { amount, .. })) = term {
                constants.insert(*amount);
            }
        });
    }
    let dimensions: BTreeSet<Dimension> = rules
        .questions
        .iter()
        .filter_map(|question| match question.value_type {
            ValueType::Quantity { dimension, .. } => Some(dimension),
            _ => None,
        })
        .collect();
    let of = |dimension: Dimension| {
        let facts = found.iter().filter(|(d, _)| *d == dimension).map(|(_, amount)| *amount);
        let mut all: BTreeSet<i128> = facts.filter(|amount| *amount != UNLIMITED).collect();
        all.extend(&constants);
        (dimension, all.into_iter().collect())
    };
    dimensions.into_iter().map(of).collect()
}

/// A choice that has `yes` and `no` among its words is stated by them.
fn in_words(value: Val, value_type: &ValueType) -> Val {
    match (&value, value_type) {
        (Val::Yes(yes), ValueType::Choice(_)) => Val::Word(if *yes { "yes" } else { "no" }.to_owned()),
        _ => value,
    }
}
