//! Formulas and the tests at their leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Truth;

/// Index of a question in its pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QuestionId(pub(crate) u16);

impl QuestionId {
    /// The question at a position in the pack's list.
    pub(crate) fn nth(index: usize) -> Self {
        Self(invariant!(u16::try_from(index).ok(), "there are fewer questions than ids for them"))
    }

    /// The position in the pack's list of questions.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The most questions that one stack of packs may declare.
pub const MAX_QUESTIONS: usize = 256;

/// A set of questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionSet([u64; MAX_QUESTIONS / 64]);

impl QuestionSet {
    /// Adds a question.
    #[inline]
    pub fn insert(&mut self, question: QuestionId) {
        *invariant!(self.0.get_mut(question.index() / 64), "a set has a bit for every question") |=
            1 << (question.index() % 64);
    }

    /// Whether a question is in it.
    #[must_use]
    pub fn contains(&self, question: QuestionId) -> bool {
        let word = *invariant!(self.0.get(question.index() / 64), "a set has a bit for every question");
        word >> (question.index() % 64) & 1 == 1
    }

    /// Adds all questions of another set.
    pub fn extend(&mut self, other: Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    /// How many questions it has.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Takes a question out.
    pub fn remove(&mut self, question: QuestionId) {
        *invariant!(self.0.get_mut(question.index() / 64), "a set has a bit for every question") &=
            !(1 << (question.index() % 64));
    }

    /// The questions that are not in the other.
    #[must_use]
    pub fn without(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word &= !other);
        self
    }

    /// Whether some question is in both.
    #[must_use]
    pub fn meets(&self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(own, other)| own & other != 0)
    }

    /// Calls `f` with each of its questions, in order.
    #[inline]
    pub fn each(&self, mut f: impl FnMut(QuestionId)) {
        for (at, word) in (0..).zip(self.0) {
            let mut left = word;
            while left != 0 {
                f(QuestionId(
                    at * 64 + invariant!(u16::try_from(left.trailing_zeros()).ok(), "a word has few bits"),
                ));
                left &= left - 1;
            }
        }
    }

    /// Its questions, in order.
    pub fn iter(self) -> impl Iterator<Item = QuestionId> {
        (0..MAX_QUESTIONS).map(QuestionId::nth).filter(move |q| self.contains(*q))
    }
}

/// What is asked of one answer. Codes and masks are those of the question's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Op {
    /// There is an answer, and it is not `none`.
    Answered,
    /// The code is less than this.
    Below(i128),
    /// The code is this or more.
    AtLeast(i128),
    /// The code is this.
    Equals(i128),
    /// The code, taken as a bit, is in this mask.
    OneOf(u128),
    /// The set has all of these bits.
    HasAll(u128),
    /// The set has at least one of these bits.
    HasAny(u128),
    /// The set has no bit beyond these.
    Within(u128),
}

impl Op {
    /// The words of a choice that pass, one bit each.
    #[must_use]
    pub fn words(self) -> u128 {
        let below = |limit: i128| if limit >= 128 { u128::MAX } else { (1_u128 << limit.max(0)) - 1 };
        match self {
            Self::Answered => u128::MAX,
            Self::OneOf(mask) => mask,
            Self::Below(limit) => below(limit),
            Self::AtLeast(limit) => !below(limit),
            Self::Equals(code) if (0..128).contains(&code) => 1 << code,
            Self::Equals(_) | Self::HasAll(_) | Self::HasAny(_) | Self::Within(_) => 0,
        }
    }

    /// Whether a code passes.
    #[must_use]
    #[inline]
    pub fn holds(self, code: i128) -> bool {
        let bits = code.cast_unsigned();
        match self {
            Self::Answered => true,
            Self::Below(limit) => code < limit,
            Self::AtLeast(limit) => code >= limit,
            Self::Equals(value) => code == value,
            Self::OneOf(mask) => (0..128).contains(&code) && mask >> code & 1 == 1,
            Self::HasAll(mask) => bits & mask == mask,
            Self::HasAny(mask) => bits & mask != 0,
            Self::Within(mask) => bits & !mask == 0,
        }
    }
}

/// A test of one question, or of one column of the row that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// The question.
    pub question: QuestionId,
    /// The column, for questions answered by a row.
    pub column: Option<u16>,
    /// What is asked.
    pub op: Op,
}

/// A test of one question as a range of codes: the fast form of the common tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The test.
    pub test: Test,
    /// Whether it is to hold or to fail.
    pub holds: bool,
    /// The smallest code that passes the test.
    pub low: i128,
    /// The largest code that passes the test.
    pub high: i128,
    /// Whether something has to stand in when there is no answer: not for `is answered`.
    pub needs_answer: bool,
}

impl Literal {
    /// The literal that a formula is; none if it is not a test of a range, or its negation.
    fn of(formula: &Formula) -> Option<Self> {
        let (test, holds) = match formula {
            Formula::Test(test) => (*test, true),
            Formula::Not(inner) => match inner.as_ref() {
                Formula::Test(test) => (*test, false),
                _ => return None,
            },
            _ => return None,
        };
        let (low, high) = match test.op {
            Op::Answered => (i128::MIN + 1, i128::MAX),
            Op::Below(limit) => (i128::MIN + 1, limit.checked_sub(1)?),
            Op::AtLeast(limit) => (limit, i128::MAX),
            Op::Equals(value) => (value, value),
            Op::OneOf(_) | Op::HasAll(_) | Op::HasAny(_) | Op::Within(_) => return None,
        };
        let needs_answer = test.op != Op::Answered;
        test.column.is_none().then_some(Self { test, holds, low, high, needs_answer })
    }
}

/// A formula, ready to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Settled; `Unknown` stands for a fact that is not known.
    Const(Truth),
    /// One test.
    Test(Test),
    /// Negation.
    Not(Box<Formula>),
    /// Conjunction of literals.
    All(Box<[Literal]>),
    /// Conjunction.
    And(Box<[Formula]>),
    /// Disjunction.
    Or(Box<[Formula]>),
    /// A derivation that several formulas share.
    Shared(Arc<Formula>),
    /// A formula that is asked of the walk's answers, with what stands in for them, wherever it stands.
    Taken(Box<Formula>),
}

/// Where tests find their answers.
pub trait Answers {
    /// The truth of one test.
    fn test(&mut self, test: &Test) -> Truth;

    /// The truth of one test of the walk's answers.
    fn taken(&mut self, test: &Test) -> Truth;

    /// The truth of a conjunction of literals.
    fn all(&mut self, literals: &[Literal]) -> Truth {
        one_by_one(self, literals)
    }
}

/// The truth of a conjunction of literals, each tested by itself.
fn one_by_one<A: Answers + ?Sized>(answers: &mut A, literals: &[Literal]) -> Truth {
    let mut result = Truth::True;
    for literal in literals {
        match answers.test(&literal.test) {
            Truth::Unknown => result = Truth::Unknown,
            truth if truth != Truth::from(literal.holds) => return Truth::False,
            _ => {}
        }
    }
    result
}

/// The answers of the walk, where others are being looked at.
struct Walked<'a>(&'a mut dyn Answers);

impl Answers for Walked<'_> {
    fn test(&mut self, test: &Test) -> Truth {
        self.0.taken(test)
    }

    fn taken(&mut self, test: &Test) -> Truth {
        self.0.taken(test)
    }
}

/// How deep derivations may use each other before what they come to is remembered: most do not, and remembering has its price.
const REMEMBERED_FROM: usize = 3;

/// What derivations came to, by the formula that their uses share.
type Derived = BTreeMap<*const Formula, Truth>;

impl Formula {
    /// Its truth under some answers, left to right, as little as needed. A derivation that is used many times is looked at once.
    #[inline]
    pub fn truth<A: Answers>(&self, answers: &mut A) -> Truth {
        self.truth_at(answers, 0, &mut Derived::new())
    }

    fn truth_at<A: Answers>(&self, answers: &mut A, depth: usize, derived: &mut Derived) -> Truth {
        match self {
            Self::Const(truth) => *truth,
            Self::Test(test) => answers.test(test),
            Self::Not(inner) => !inner.truth_at(answers, depth, derived),
            Self::All(literals) => answers.all(literals),
            Self::And(parts) => until(parts, Truth::False, |part| part.truth_at(answers, depth, derived)),
            Self::Or(parts) => until(parts, Truth::True, |part| part.truth_at(answers, depth, derived)),
            Self::Shared(inner) if depth < REMEMBERED_FROM => inner.truth_at(answers, depth + 1, derived),
            Self::Shared(inner) => {
                if let Some(known) = derived.get(&Arc::as_ptr(inner)) {
                    return *known;
                }
                let truth = inner.truth_at(answers, depth + 1, derived);
                derived.insert(Arc::as_ptr(inner), truth);
                truth
            }
            Self::Taken(inner) => inner.truth_at(&mut Walked(answers), depth, &mut Derived::new()),
        }
    }

    /// Whether something in it is not known whatever the answers are. Derivations look at answers alone.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        match self {
            Self::Const(truth) => *truth == Truth::Unknown,
            Self::Test(_) | Self::All(_) | Self::Shared(_) => false,
            Self::Not(inner) | Self::Taken(inner) => inner.is_doubtful(),
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::is_doubtful),
        }
    }

    /// The same with what is not known taken for what makes the whole come out as `outcome`.
    #[must_use]
    pub fn at_worst(&self, outcome: bool) -> Self {
        let each = |parts: &[Self]| parts.iter().map(|part| part.at_worst(outcome)).collect();
        match self {
            Self::Const(Truth::Unknown) => Self::Const(Truth::from(outcome)),
            Self::Const(_) | Self::Test(_) | Self::All(_) | Self::Shared(_) => self.clone(),
            Self::Not(inner) => Self::Not(Box::new(inner.at_worst(!outcome))),
            Self::Taken(inner) => Self::Taken(Box::new(inner.at_worst(outcome))),
            Self::And(parts) => Self::And(each(parts)),
            Self::Or(parts) => Self::Or(each(parts)),
        }
    }

    /// Calls `f` with every test in it; with those of a derivation once, however often it is used.
    pub fn each_test(&self, f: &mut dyn FnMut(&Test)) {
        self.each_test_once(f, &mut BTreeSet::new());
    }

    fn each_test_once(&self, f: &mut dyn FnMut(&Test), seen: &mut BTreeSet<*const Self>) {
        match self {
            Self::Const(_) => {}
            Self::Test(test) => f(test),
            Self::Not(inner) | Self::Taken(inner) => inner.each_test_once(f, seen),
            Self::All(literals) => literals.iter().for_each(|literal| f(&literal.test)),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each_test_once(f, seen)),
            Self::Shared(inner) => {
                if seen.insert(Arc::as_ptr(inner)) {
                    inner.each_test_once(f, seen);
                }
            }
        }
    }

    /// The same formula in the form that is evaluated fastest.
    #[must_use]
    pub fn compact(self) -> Self {
        let all = |parts: &[Self]| parts.iter().map(Literal::of).collect::<Option<Box<[Literal]>>>();
        let each = |parts: Box<[Self]>| parts.into_iter().map(Self::compact).collect();
        match self {
            Self::And(parts) => match all(&parts) {
                Some(literals) => Self::All(literals),
                None => Self::And(each(parts)),
            },
            Self::Or(parts) => Self::Or(each(parts)),
            Self::Not(inner) => match Literal::of(&inner) {
                Some(literal) => Self::All(Box::new([Literal { holds: !literal.holds, ..literal }])),
                None => Self::Not(Box::new(inner.compact())),
            },
            Self::Test(_) => match Literal::of(&self) {
                Some(literal) => Self::All(Box::new([literal])),
                None => self,
            },
            Self::Taken(inner) => Self::Taken(Box::new(inner.compact())),
            Self::Const(_) | Self::All(_) | Self::Shared(_) => self,
        }
    }
}

/// The truth of a list in which `settling` decides at once: `False` for `and`, `True` for `or`.
fn until(parts: &[Formula], settling: Truth, mut truth: impl FnMut(&Formula) -> Truth) -> Truth {
    let mut result = !settling;
    for part in parts {
        match truth(part) {
            truth if truth == settling => return settling,
            Truth::Unknown => result = Truth::Unknown,
            _ => {}
        }
    }
    result
}
