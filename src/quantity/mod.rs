//! Numbers with units, exactly.
//!
//! Takes literals such as `512MiB`, `500m`, `1h30m` or `2025-06-30`, gives [`Quantity`]s. Knows
//! nothing of rules or providers. Every quantity is a whole number of the smallest unit of its
//! dimension in an `i128`: no floating point, so equal quantities are equal bytes. How small that
//! unit is [`Dimension::scale`] says, for each dimension, and nothing else does.

mod date;
mod literal;
mod show;

pub use date::Date;
pub use literal::{Refusal, parse};

/// What is measured. Quantities of different dimensions never compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// A pure number; base unit 1.
    Number,
    /// Memory or storage; base unit one byte. Binary (`GiB`) and decimal (`GB`) units are kept apart.
    Memory,
    /// Processors; base unit one vCPU. `500m` is half of one.
    Cpu,
    /// Time spans; base unit one second.
    Duration,
    /// US dollars; base unit one dollar. Kept to 10^-12 dollars, and less than 10^18 dollars.
    Money,
    /// A day; base unit one day since 1970-01-01.
    Date,
}

impl Dimension {
    /// The word of the rule language.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Memory => "memory",
            Self::Cpu => "cpu",
            Self::Duration => "duration",
            Self::Money => "money",
            Self::Date => "date",
        }
    }

    /// How many decimal places of its base unit are kept: millionths, and of money picodollars, for a cloud counts
    /// requests and gigabyte-seconds at prices far below a millionth of a dollar.
    const fn decimals(self) -> u32 {
        match self {
            Self::Money => 12,
            Self::Number | Self::Memory | Self::Cpu | Self::Duration | Self::Date => 6,
        }
    }

    /// How many of its smallest unit, in which amounts are counted, make one base unit.
    #[must_use]
    pub const fn scale(self) -> i128 {
        10_i128.pow(self.decimals())
    }

    /// How far neighbouring amounts lie apart, in the smallest unit: one of it, or one base unit where
    /// only whole numbers may be meant.
    #[must_use]
    pub const fn step(self, integer: bool) -> i128 {
        if integer { self.scale() } else { 1 }
    }

    /// Examples of how a quantity of this dimension is written, for help texts.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Number => "`2` or `0.5`",
            Self::Memory => "`512 MiB`, `4GiB` or `16 GB`",
            Self::Cpu => "`2`, `0.5` or `500m`",
            Self::Duration => "`90s`, `15min`, `1h30m` or `7d`",
            Self::Money => "`0.10 USD`",
            Self::Date => "`2025-06-30`",
        }
    }

    /// The same where only whole numbers may be meant, as for a count.
    #[must_use]
    pub fn example_of(self, integer: bool) -> &'static str {
        if integer { "`2` or `16`" } else { self.example() }
    }
}

/// The magnitude of "no limit", in the smallest unit of any dimension: 10^30. Every literal is smaller,
/// of money than 10^18 dollars and of anything else than 10^24 base units, and there is room to add and
/// scale without overflow.
pub const UNLIMITED: i128 = 1_000_000_000_000_000_000_000_000_000_000;

/// An exact amount of one dimension.
///
/// ```
/// use fingerpost::quantity::{Dimension, parse};
/// let binary = parse("32 GiB", Dimension::Memory)?;
/// let decimal = parse("32 GB", Dimension::Memory)?;
/// assert!(binary.amount > decimal.amount);
/// assert_eq!(binary.to_string(), "32 GiB");
/// # Ok::<(), fingerpost::quantity::Refusal>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    /// What is measured.
    pub dimension: Dimension,
    /// How much, in the smallest unit of its dimension; [`UNLIMITED`] stands for "no limit".
    pub amount: i128,
}

impl Quantity {
    /// More than every literal: "the platform sets no limit".
    #[must_use]
    pub fn unlimited(dimension: Dimension) -> Self {
        Self { dimension, amount: UNLIMITED }
    }

    /// Whether an amount of this dimension can be unlimited: all but dates and money.
    #[must_use]
    pub fn has_unlimited(dimension: Dimension) -> bool {
        !matches!(dimension, Dimension::Date | Dimension::Money)
    }

    /// So many base units.
    #[must_use]
    pub fn of_base_units(dimension: Dimension, base_units: i64) -> Self {
        Self { dimension, amount: i128::from(base_units) * dimension.scale() }
    }

    /// Whether it has no fraction of the base unit.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.amount % self.dimension.scale() == 0
    }
}
