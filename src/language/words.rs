//! Words that mean something to the language itself.

/// Words that begin an item.
pub const ITEMS: &[&str] = &[
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
    "companion",
    "first",
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
    "every",
    "expect",
    "extends",
    "for",
    "given",
    "help",
    "must",
    "need",
    "offer",
    "otherwise",
    "providers",
    "walk",
    "read",
    "refuse",
    "reject",
    "say",
    "since",
    "some",
    "source",
    "then",
    "through",
    "url",
    "warn",
    "when",
    "where",
    "with",
    "workload",
];

/// Words that begin a type.
pub const TYPES: &[&str] = &[
    "yes_no", "text", "date", "integer", "number", "memory", "cpu", "duration", "money", "choice", "set",
    "row",
];

/// Operators that are words.
pub const OPERATORS: &[&str] = &["and", "or", "not", "in", "includes", "is"];

/// Words that begin the clauses of an item.
#[must_use]
pub fn clauses(item: &str) -> &'static [&'static str] {
    match item {
        "pack" => &["as_of", "extends", "workload", "providers", "walk"],
        "reference" => &["url", "read"],
        "question" => &["ask", "help", "default", "assume", "must", "when", "because", "source"],
        "derive" => &["because", "source"],
        "conflict" | "forbid" => &["when", "because", "source"],
        "constraint" => &["some", "every", "when", "need", "refuse", "offer", "because", "source"],
        "caveat" => &["some", "every", "when", "say", "source", "because"],
        "node" => &["when", "otherwise", "because", "source"],
        "outcome" => &["with", "warn", "when", "as", "for", "then", "say", "because", "source"],
        "prefer" | "first" => &["as", "when", "for", "then"],
        "companion" => &["when", "for", "source"],
        "case" => &[
            "as_of", "given", "expect", "reject", "with", "through", "warn", "as", "is", "by", "because",
            "source",
        ],
        _ => &[],
    }
}

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
