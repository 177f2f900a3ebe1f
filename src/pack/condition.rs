//! Resolved, type-checked conditions: names are ids, types agree, facts are still open.

use crate::catalog::{KeyId, ServiceId};
use crate::logic::QuestionId;

/// Index of a derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DerivationId(pub(super) u16);

impl DerivationId {
    /// The position in the pack's list of derivations.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a comparison looks at: a question, or a column of the row that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The question.
    pub question: QuestionId,
    /// The column, by index.
    pub column: Option<u16>,
}

/// A condition over questions and facts of the service being checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cond {
    /// `yes` or `no`.
    Const(bool),
    /// `not a`
    Not(Box<Cond>),
    /// `a and b`
    And(Vec<Cond>),
    /// `a or b`
    Or(Vec<Cond>),
    /// A derivation.
    Derived(DerivationId),
    /// `a is answered`
    Answered(Subject),
    /// A condition as the walk sees it: with what stands in for answers, though the rest binds on what is stated.
    Taken(Box<Cond>),
    /// Numbers or quantities of one dimension.
    Number(Num, NumberOp, Num),
    /// Two words that are equal.
    Same(Word, Word),
    /// A word that is in a set.
    In(Word, Words),
    /// A set that has all words of another.
    HasAll(Words, Words),
    /// A set that has any word of another.
    HasAny(Words, Words),
}

/// Comparisons of numbers; the others are their negations or have the sides swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberOp {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `=`
    Equal,
}

/// A number or quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Num {
    /// An amount, in the smallest unit of its dimension.
    Const(i128),
    /// A question or a column.
    Subject(Subject),
    /// A fact.
    Fact(FactRef),
    /// A column of the row that is being looked for.
    Cell(u16),
    /// `a + b`
    Add(Box<Num>, Box<Num>),
    /// `a - b`
    Subtract(Box<Num>, Box<Num>),
    /// `a * b`; at most one of them looks at a question.
    Multiply(Box<Num>, Box<Num>),
    /// `a / b`; the second does not look at a question.
    Divide(Box<Num>, Box<Num>),
}

/// One word: of a choice, a yes or no, a text, a row, a service or a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// As written.
    Const(String),
    /// A question or a column.
    Subject(Subject),
    /// A fact.
    Fact(FactRef),
    /// A column of the row that is being looked for.
    Cell(u16),
    /// The name of the row that is being looked for.
    Row,
    /// The id of the service.
    Service,
    /// The provider of the service.
    Provider,
}

/// Several words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// As written.
    Const(Vec<String>),
    /// A question or a column.
    Subject(Subject),
    /// A fact.
    Fact(FactRef),
    /// A column of the row that is being looked for.
    Cell(u16),
}

/// A fact of the service that is being checked, or of a companion that comes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactRef {
    /// The companion; none for the service itself.
    pub of: Option<ServiceId>,
    /// What is said of it.
    pub key: KeyId,
}

impl FactRef {
    /// A fact of the service that is being checked.
    #[must_use]
    pub fn own(key: KeyId) -> Self {
        Self { of: None, key }
    }

    /// Whose fact it is, where `service` is being checked.
    #[must_use]
    pub fn holder(self, service: ServiceId) -> ServiceId {
        self.of.unwrap_or(service)
    }
}

/// Anything that a condition mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mention {
    /// A question or a column.
    Subject(Subject),
    /// A fact.
    Fact(FactRef),
    /// A derivation.
    Derived(DerivationId),
    /// A column of the row that is being looked for.
    Cell(u16),
}

impl Cond {
    /// Everything that it mentions, in order of writing, repeats included.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        self.each_mention(&mut |mention| found.push(mention));
        found
    }

    /// Whether it looks at an answer, by itself or by a derivation.
    #[must_use]
    pub fn asks(&self) -> bool {
        let mut asks = false;
        self.each_mention(&mut |mention| {
            asks |= matches!(mention, Mention::Subject(_) | Mention::Derived(_));
        });
        asks
    }

    /// The facts that it looks at, in order of writing, repeats included.
    #[must_use]
    pub fn facts(&self) -> Vec<FactRef> {
        let mut found = Vec::new();
        self.each_mention(&mut |mention| {
            if let Mention::Fact(fact) = mention {
                found.push(fact);
            }
        });
        found
    }

    /// Whether it compares operands, and is not put together from other conditions.
    #[must_use]
    pub fn is_comparison(&self) -> bool {
        matches!(self, Self::Number(..) | Self::Same(..) | Self::In(..) | Self::HasAll(..) | Self::HasAny(..))
    }

    /// The first question that it looks at, or a column of its row.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        let mut first = None;
        self.each_mention(&mut |mention| first = first.or(subject_of(mention)));
        first
    }

    /// Tells of everything that it mentions, in order of writing, repeats included.
    pub(super) fn each_mention(&self, tell: &mut dyn FnMut(Mention)) {
        match self {
            Self::Const(_) => {}
            Self::Not(inner) | Self::Taken(inner) => inner.each_mention(tell),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each_mention(tell)),
            Self::Derived(id) => tell(Mention::Derived(*id)),
            Self::Answered(subject) => tell(Mention::Subject(*subject)),
            Self::Number(left, _, right) => {
                left.each_mention(tell);
                right.each_mention(tell);
            }
            Self::Same(left, right) => [left.mention(), right.mention()].into_iter().flatten().for_each(tell),
            Self::In(word, words) => [word.mention(), words.mention()].into_iter().flatten().for_each(tell),
            Self::HasAll(left, right) | Self::HasAny(left, right) => {
                [left.mention(), right.mention()].into_iter().flatten().for_each(tell);
            }
        }
    }
}

fn subject_of(mention: Mention) -> Option<Subject> {
    if let Mention::Subject(subject) = mention { Some(subject) } else { None }
}

impl Num {
    /// Tells of everything that it mentions, in order of writing.
    pub(super) fn each_mention(&self, tell: &mut dyn FnMut(Mention)) {
        match self {
            Self::Const(_) => {}
            Self::Subject(subject) => tell(Mention::Subject(*subject)),
            Self::Fact(key) => tell(Mention::Fact(*key)),
            Self::Cell(column) => tell(Mention::Cell(*column)),
            Self::Add(a, b) | Self::Subtract(a, b) | Self::Multiply(a, b) | Self::Divide(a, b) => {
                a.each_mention(tell);
                b.each_mention(tell);
            }
        }
    }

    /// The question that it looks at, or a column of its row.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        let mut first = None;
        self.each_mention(&mut |mention| first = first.or(subject_of(mention)));
        first
    }

    /// Whether it looks at a question.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.subject().is_some()
    }
}

impl Word {
    fn mention(&self) -> Option<Mention> {
        match self {
            Self::Subject(subject) => Some(Mention::Subject(*subject)),
            Self::Fact(key) => Some(Mention::Fact(*key)),
            Self::Cell(column) => Some(Mention::Cell(*column)),
            Self::Const(_) | Self::Row | Self::Service | Self::Provider => None,
        }
    }
}

impl Words {
    fn mention(&self) -> Option<Mention> {
        match self {
            Self::Subject(subject) => Some(Mention::Subject(*subject)),
            Self::Fact(key) => Some(Mention::Fact(*key)),
            Self::Cell(column) => Some(Mention::Cell(*column)),
            Self::Const(_) => None,
        }
    }
}
