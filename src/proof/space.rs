//! The answer space: every question, parted as the programs of one or two packs part it.
//!
//! An [`Axis`] is one question. Its first variable says whether it is stated and, except for sets, with an answer of which
//! [`Cell`]; the words of a set are variables of their own, one for each [`Block`] of words that no rule tells apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{Value, ValueType};
use crate::diagnostic::Code;
use crate::logic::diagram::Variable;
use crate::logic::{Domain, QuestionId};
use crate::pack::ConstraintId;
use crate::program::{DatedRules, Stated, Tellers};
use crate::quantity::Dimension;

/// Everything that a requirement can say.
#[derive(Debug)]
pub(super) struct RequirementSpace {
    /// The questions, in the order in which diagrams ask them.
    pub(super) axes: Vec<Axis>,
    /// For each pack, how each of its questions is stated; none for what cannot be stated in both packs.
    pub(super) stated: Vec<Vec<Option<Stated>>>,
}

/// One question.
#[derive(Debug)]
pub(super) struct Axis {
    /// Its name.
    pub(super) name: String,
    /// Its id in each pack.
    pub(super) questions: Vec<QuestionId>,
    /// Its first variable.
    pub(super) first: Variable,
    /// What it can be answered with.
    pub(super) answers: Cells,
}

/// What a question can be answered with.
#[derive(Debug)]
pub(super) enum Cells {
    /// One of these: cell 0 of the variable is "not stated", the others follow in order.
    One(Vec<Cell>),
    /// Any of these words: a variable each after the first, whose two cells are "not stated" and "stated".
    Any(Vec<Block>),
}

/// Answers that no rule tells apart.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// What is in it.
    pub(super) members: Vec<Member>,
}

/// A word, a row, or a range of amounts.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its code in each pack; for a range, the smallest.
    pub(super) codes: Vec<i128>,
    /// The largest code of a range.
    pub(super) last: i128,
}

/// Words of a set that no rule tells apart. Its variable has the cells "none of them", "some" and "all"; a single word has no "some".
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The words, as bits, in each pack.
    pub(super) masks: Vec<u128>,
}

impl Block {
    /// How many words.
    pub(super) fn size(&self) -> u32 {
        self.masks.first().map_or(0, |mask| mask.count_ones())
    }

    /// How many cells its variable has.
    pub(super) fn cells(&self) -> usize {
        if self.size() > 1 { 3 } else { 2 }
    }
}

impl Axis {
    /// How a pack sees its answers: by one answer of each cell.
    fn stated(&self, pack: usize) -> Stated {
        match &self.answers {
            Cells::One(cells) => {
                let code = |cell: &Cell| {
                    let code = cell.members.first().and_then(|member| member.codes.get(pack));
                    *invariant!(code, "a cell has an answer in every pack")
                };
                Stated::One(self.first, cells.iter().map(code).collect())
            }
            Cells::Any(blocks) => {
                let words = |block: &Block| {
                    *invariant!(block.masks.get(pack), "a list of words is one in every pack")
                };
                Stated::Any(self.first, blocks.iter().map(words).collect())
            }
        }
    }
}

impl RequirementSpace {
    /// The requirements that can be written for all of these packs: one pack, or two that are compared.
    pub(super) fn new(packs: &[&DatedRules]) -> Self {
        let none = |dated: &&DatedRules| dated.pack().questions().map(|_| None).collect();
        let mut stated: Vec<Vec<Option<Stated>>> = packs.iter().map(none).collect();
        let tellers: Vec<Tellers> =
            packs.iter().map(|dated| dated.program().tellers(&apart(dated))).collect();
        let mut axes = Vec::new();
        let mut next: Variable = 0;
        for name in order(packs) {
            let Some(questions) = common(packs, &name) else { continue };
            let Some(answers) = cells(packs, &questions, &tellers) else { continue };
            let variables = match &answers {
                Cells::One(_) => 1,
                Cells::Any(blocks) => 1 + blocks.len(),
            };
            let question = Axis { name, questions, first: next, answers };
            for (pack, (stated, id)) in stated.iter_mut().zip(&question.questions).enumerate() {
                if let Some(slot) = stated.get_mut(id.index()) {
                    *slot = Some(question.stated(pack));
                }
            }
            axes.push(question);
            next = next.saturating_add(Variable::try_from(variables).unwrap_or(Variable::MAX));
        }
        Self { axes, stated }
    }

    /// How many cells each variable has.
    pub(super) fn arity(&self) -> Vec<usize> {
        let mut arity = Vec::new();
        for axis in &self.axes {
            match &axis.answers {
                Cells::One(cells) => arity.push(cells.len() + 1),
                Cells::Any(blocks) => {
                    arity.push(2);
                    arity.extend(blocks.iter().map(Block::cells));
                }
            }
        }
        arity
    }

    /// The axis that a variable belongs to.
    pub(super) fn axis_of(&self, variable: Variable) -> Option<&Axis> {
        let after = self.axes.partition_point(|axis| axis.first <= variable);
        self.axes.get(after.checked_sub(1)?)
    }
}

/// The constraints that a pack leaves out of the proofs.
pub(super) fn apart(dated: &DatedRules) -> BTreeSet<ConstraintId> {
    let pack = dated.pack();
    let rules = pack.severities().iter().filter(|rule| rule.code == Code::NotProven);
    let named: Vec<&String> = rules.filter_map(|rule| rule.subject.as_ref()).collect();
    let all = pack.constraint_ids();
    all.filter(|(_, constraint)| named.contains(&&constraint.name)).map(|(id, _)| id).collect()
}

/// The ids of a question that all packs ask alike, and that requirements can state.
fn common(packs: &[&DatedRules], name: &str) -> Option<Vec<QuestionId>> {
    let id = |dated: &&DatedRules| {
        let question = dated.pack().find_question(name)?;
        (dated.pack().provider_variable() != Some(question)).then_some(question)
    };
    packs.iter().map(id).collect()
}

/// The names of all questions, in the order in which the programs come to them; the order decides how large diagrams become, and
/// nothing else. Last come those that rows of tables are held against together: each has many cells, and what was answered to one of
/// them has to be kept until the last is asked.
fn order(packs: &[&DatedRules]) -> Vec<String> {
    let (mut early, mut late) = (Vec::new(), BTreeSet::new());
    for dated in packs {
        let name = |question: QuestionId| dated.pack().question(question).name.clone();
        let of_rows = dated.program().needed_by(|index| dated.constraint(index).rows.is_some());
        // Derivations stand for no question.
        late.extend(of_rows.iter().filter(|id| id.index() < dated.pack().questions().count()).map(name));
        for name in dated.program().order().into_iter().map(name) {
            if !early.contains(&name) {
                early.push(name);
            }
        }
    }
    let (early, mut late): (Vec<String>, Vec<String>) =
        early.into_iter().partition(|name| !late.contains(name));
    // Words part rows the most and sets the least: of the rows that are left, only the words of all of them together matter then.
    let rank = |name: &String| {
        let of = packs.iter().find_map(|dated| Some((dated, dated.pack().find_question(name)?)));
        of.map(|(dated, id)| match dated.pack().question(id).value_type {
            ValueType::YesNo | ValueType::Choice(_) => 0,
            ValueType::Text | ValueType::Texts | ValueType::Row(_) => 1,
            ValueType::Quantity { .. } => 2,
            ValueType::Set(_) => 3,
        })
    };
    late.sort_by_key(rank);
    [early, late].concat()
}

fn cells(packs: &[&DatedRules], questions: &[QuestionId], tellers: &[Tellers]) -> Option<Cells> {
    let domains: Vec<&Domain> =
        packs.iter().zip(questions).map(|(dated, id)| dated.pack().question(*id).domain()).collect();
    let first = packs.first()?;
    let members = match domains.first()? {
        Domain::Range(..) if is_text(first, *questions.first()?) => words(packs, questions)?,
        Domain::Range(..) => ranges(packs, &domains, questions)?,
        Domain::Words(_) | Domain::Rows(_) => words(packs, questions)?,
        Domain::Set(_) => return blocks(packs, questions, tellers).map(Cells::Any),
    };
    let mut cells: Vec<Cell> = Vec::new();
    let mut places = BTreeMap::new();
    for member in members {
        let told = packs.iter().zip(questions).zip(&member.codes).zip(tellers);
        let told: Vec<_> = told
            .map(|(((dated, id), code), tellers)| dated.program().settled_elsewhere(*id, *code, tellers))
            .collect();
        let place = *places.entry(told).or_insert(cells.len());
        match cells.get_mut(place) {
            Some(cell) => cell.members.push(member),
            None => cells.push(Cell { members: vec![member] }),
        }
    }
    Some(Cells::One(cells))
}

fn is_text(dated: &DatedRules, question: QuestionId) -> bool {
    matches!(dated.pack().question(question).value_type, ValueType::Text | ValueType::Texts)
}

/// The ranges between the numbers at which some rule of some pack cuts; none where what is measured is not the same in all of them.
fn ranges(packs: &[&DatedRules], domains: &[&Domain], questions: &[QuestionId]) -> Option<Vec<Member>> {
    let measured = |(dated, id): (&&DatedRules, &QuestionId)| match dated.pack().question(*id).value_type {
        ValueType::Quantity { dimension, integer } => Some((dimension, integer)),
        _ => None,
    };
    let measured: Vec<(Dimension, bool)> =
        packs.iter().zip(questions).map(measured).collect::<Option<_>>()?;
    let (dimension, _) = *measured.first()?;
    if measured.iter().any(|(other, _)| *other != dimension) {
        return None;
    }
    let (mut low, mut high) = (i128::MIN, i128::MAX);
    for domain in domains {
        let Domain::Range(least, most) = domain else { return None };
        (low, high) = (low.max(*least), high.min(*most));
    }
    let cuts = packs.iter().zip(questions).flat_map(|(dated, question)| dated.program().cuts(*question));
    let cuts = cuts.copied();
    // Whole numbers are cut at whole numbers only: nothing else can be stated.
    let step = dimension.step(measured.iter().all(|(_, integer)| *integer));
    let cuts = cuts.map(|cut| cut.saturating_add(step - 1).div_euclid(step).saturating_mul(step));
    let mut cuts: Vec<i128> = cuts.filter(|cut| low < *cut && *cut <= high).collect();
    cuts.push(low);
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().skip(1).map(|cut| cut - 1).chain([high]);
    let range = |(from, to): (&i128, i128)| Member { codes: vec![*from; domains.len()], last: to };
    (low <= high).then(|| cuts.iter().zip(ends).map(range).collect())
}

/// The words, texts or rows that all packs know, and for texts any other.
fn words(packs: &[&DatedRules], questions: &[QuestionId]) -> Option<Vec<Member>> {
    let mut members = Vec::new();
    let mut seen = BTreeSet::new();
    for (dated, question) in packs.iter().zip(questions) {
        let codes: Vec<i128> = match dated.pack().question(*question).domain() {
            Domain::Range(low, high) => (*low..=*high).collect(),
            Domain::Words(mask) => (0..128).filter(|code| mask >> code & 1 == 1).collect(),
            Domain::Rows(rows) => (0..rows.count()).filter_map(|row| i128::try_from(row).ok()).collect(),
            Domain::Set(_) => return None,
        };
        for code in codes {
            let value = dated.pack().decode(*question, code, dated.catalog());
            if seen.insert(value.as_ref().map(ToString::to_string))
                && let Some(codes) = encode(packs, questions, value.as_ref())
            {
                let last = codes.first().copied()?;
                members.push(Member { codes, last });
            }
        }
    }
    (!members.is_empty()).then_some(members)
}

/// The codes of a value in all packs; none stands for a text that no rule mentions.
fn encode(packs: &[&DatedRules], questions: &[QuestionId], value: Option<&Value>) -> Option<Vec<i128>> {
    let code = |(dated, question): (&&DatedRules, &QuestionId)| match value {
        Some(value) => dated.pack().encode(*question, value, dated.catalog()),
        None => is_text(dated, *question).then_some(-1),
    };
    packs.iter().zip(questions).map(code).collect()
}

/// The words of a set that all packs know, those together that every test takes or leaves together.
fn blocks(packs: &[&DatedRules], questions: &[QuestionId], tellers: &[Tellers]) -> Option<Vec<Block>> {
    let words =
        |(dated, question): (&&DatedRules, &QuestionId)| match &dated.pack().question(*question).value_type {
            ValueType::Set(words) => Some(words.clone()),
            _ => None,
        };
    let lists = packs.iter().zip(questions).map(words).collect::<Option<Vec<_>>>()?;
    let mut blocks: Vec<(Vec<bool>, Block)> = Vec::new();
    for word in lists.first()?.iter().take(128) {
        let bit = |list: &Arc<[String]>| {
            list.iter().position(|other| other == word).filter(|at| *at < 128).map(|at| 1_u128 << at)
        };
        let Some(bits) = lists.iter().map(bit).collect::<Option<Vec<u128>>>() else { continue };
        let tested = packs.iter().zip(questions).zip(&bits).zip(tellers);
        let tested = tested.flat_map(|(((dated, question), bit), tellers)| {
            dated.program().masks(*question, tellers).map(move |mask| mask & bit != 0)
        });
        let taken: Vec<bool> = tested.collect();
        match blocks.iter_mut().find(|(same, _)| *same == taken) {
            Some((_, block)) => block.masks.iter_mut().zip(bits).for_each(|(mask, bit)| *mask |= bit),
            None => blocks.push((taken, Block { masks: bits })),
        }
    }
    Some(blocks.into_iter().map(|(_, block)| block).collect())
}

impl RequirementSpace {
    /// How many cells a variable has.
    pub(super) fn cells(&self, variable: Variable) -> usize {
        let Some(axis) = self.axis_of(variable) else { return 0 };
        match &axis.answers {
            Cells::One(cells) => cells.len() + 1,
            Cells::Any(blocks) => {
                let at = usize::from(variable.saturating_sub(axis.first));
                at.checked_sub(1).map_or(2, |at| blocks.get(at).map_or(0, Block::cells))
            }
        }
    }
}
