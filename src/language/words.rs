//! Words that mean something to the language itself.

/// Words that begin an item.
pub(super) const ITEMS: &[&str] = &[
    "pack",
    "reference",
    "question",
    "shorthand",
    "derive",
    "conflict",
    "constraint",
    "caveat",
    "node",
    "outcome",
    "prefer",
    "forbid",
    "case",
    "severity",
    "replace",
];

/// Words that begin a clause of some item; used to explain a clause that is not indented.
pub(super) const CLAUSES: &[&str] = &[
    "as_of",
    "ask",
    "assume",
    "because",
    "default",
    "expect",
    "extends",
    "given",
    "help",
    "must",
    "need",
    "otherwise",
    "providers",
    "walk",
    "read",
    "refuse",
    "reject",
    "say",
    "source",
    "then",
    "url",
    "warn",
    "when",
    "with",
    "workload",
];

/// Words that begin a type.
pub(super) const TYPES: &[&str] = &[
    "yes_no", "text", "date", "integer", "number", "memory", "cpu", "duration", "money", "choice", "set",
    "row",
];

/// Operators that are words.
pub(super) const OPERATORS: &[&str] = &["and", "or", "not", "in", "includes", "is"];

/// Words that join the parts of a clause.
const JOINTS: &[&str] =
    &["when", "otherwise", "because", "need", "refuse", "say", "then", "for", "as", "with", "by"];

/// Whether a word can be neither a name nor an operand, because the language reads it as an
/// operator or as the start of the next part of a clause.
///
/// Most keywords are not reserved (`default` and `source` are fine names); only those are that
/// can follow an expression or a name, where a missing operand would otherwise go unnoticed.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    OPERATORS.contains(&word) || JOINTS.contains(&word)
}

/// Whether a word is a unit that may follow a number after one blank, as in `32 GiB`.
///
/// ```
/// use fingerpost::language::is_unit;
/// assert!(is_unit("GiB") && is_unit("vCPU") && is_unit("USD"));
/// assert!(!is_unit("when"));
/// ```
#[must_use]
pub fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "B", "byte", "bytes", "kB", "MB", "GB", "TB", "PB", "EB", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "KiB",
        "MiB", "GiB", "TiB", "PiB", "EiB", "vCPU", "vCPUs", "vcpu", "core", "cores", "ms", "s", "sec",
        "second", "seconds", "m", "min", "minute", "minutes", "h", "hour", "hours", "d", "day", "days",
        "USD",
    ];
    UNITS.contains(&word)
}
