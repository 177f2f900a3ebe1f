//! Random syntax trees that the grammar can write.

use fingerpost::diagnostic::{Sources, Span, Spanned};
use fingerpost::language::ast::{
    ArithmeticOp, Arm, Candidate, Case, Caveat, Companion, CompareOp, Conflict, Constraint, Derive, Expect,
    Expr, ExprKind, Fallback, FallbackKind, File, Forbid, Given, Grounds, Item, ItemKind, Name, Node, Offer,
    Outcome, PackHeader, Place, Prefer, ProviderCandidates, Quantifier, Question, Reference, Reject, Rows,
    Severity, ShortAnswer, ShortForm, Shorthand, SourceRef, Text, Type, TypeArgument,
};
use fingerpost::language::is_reserved;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// A whole file.
pub(super) fn file() -> impl Strategy<Value = File> {
    vec(item(), 0..6).prop_map(|items| File { items })
}

fn item() -> impl Strategy<Value = Item> {
    let kind = prop_oneof![
        pack(),
        reference(),
        question(),
        shorthand(),
        derive(),
        conflict(),
        constraint(),
        caveat().prop_map(ItemKind::Caveat),
        node(),
        outcome(),
        companion().prop_map(ItemKind::Companion),
        prefer().prop_map(ItemKind::First),
        prefer().prop_map(ItemKind::Prefer),
        forbid(),
        case(),
        severity(),
    ];
    (any::<bool>(), kind).prop_map(|(replace, kind)| Item {
        replace: replace.then(nowhere),
        kind,
        span: nowhere(),
    })
}

/// Any expression. The printer brackets whatever needs it.
pub(super) fn expr() -> impl Strategy<Value = Expr> {
    operand().prop_recursive(5, 40, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(ExprKind::List),
            boxed().prop_map(ExprKind::Not),
            vec(inner.clone(), 2..4).prop_map(ExprKind::Or),
            vec(inner.clone(), 2..4).prop_map(ExprKind::And),
            (boxed(), compare_op(), boxed()).prop_map(|(a, op, b)| ExprKind::Compare(a, op, b)),
            (boxed(), arithmetic_op(), boxed()).prop_map(|(a, op, b)| ExprKind::Arithmetic(a, op, b)),
            (boxed(), any::<bool>()).prop_map(|(a, is)| ExprKind::Answered(a, is)),
        ]
        .prop_map(placeless)
    })
}

fn operand() -> impl Strategy<Value = Expr> {
    prop_oneof![
        word().prop_map(ExprKind::Word),
        Just(ExprKind::Word("any".to_owned())),
        number().prop_map(ExprKind::Literal),
        text_expr().prop_map(ExprKind::Text),
    ]
    .prop_map(placeless)
}

fn compare_op() -> impl Strategy<Value = CompareOp> {
    use CompareOp::{
        Equal, Greater, GreaterOrEqual, In, Includes, IncludesAny, Less, LessOrEqual, NotEqual, NotIn,
    };
    select(vec![
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        In,
        NotIn,
        Includes,
        IncludesAny,
    ])
}

fn arithmetic_op() -> impl Strategy<Value = ArithmeticOp> {
    use ArithmeticOp::{Add, Divide, Multiply, Subtract};
    select(vec![Add, Subtract, Multiply, Divide])
}

/// A word that no place of the grammar reads as a keyword.
fn word() -> impl Strategy<Value = String> {
    "[a-e_][a-e0-9_]{0,3}([.-][a-e0-9_]{1,3}){0,2}".prop_filter("reserved", |word| !is_reserved(word))
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof!["-?[0-9]{1,3}(\\.[0-9]{1,2})?( (GiB|m|USD|vCPU))?", Just("2025-06-30".to_owned())]
}

fn text_expr() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~é\n]{0,8}", Just("\"\\\n#".to_owned())]
}

fn name() -> impl Strategy<Value = Name> {
    word().prop_map(spanned)
}

fn literal() -> impl Strategy<Value = Name> {
    number().prop_map(spanned)
}

fn date() -> impl Strategy<Value = Name> {
    Just(spanned("2026-11-23".to_owned()))
}

fn text() -> impl Strategy<Value = Text> {
    text_expr().prop_map(spanned)
}

fn grounds() -> impl Strategy<Value = Grounds> {
    let source = prop_oneof![
        (name(), of(text())).prop_map(|(name, section)| SourceRef::Reference(name, section)),
        (text(), of(date())).prop_map(|(url, read)| SourceRef::Url(url, read)),
    ];
    (of(text()), vec(source, 0..3)).prop_map(|(because, sources)| Grounds { because, sources })
}

fn pack() -> impl Strategy<Value = ItemKind> {
    (name(), of(date()), of(date()), of(name()), of(name()), of(name()), of(name())).prop_map(
        |(name, as_of, since, extends, workload, providers, walk)| {
            let version = spanned("1.0.0".to_owned());
            ItemKind::Pack(PackHeader { name, version, as_of, since, extends, workload, providers, walk })
        },
    )
}

fn reference() -> impl Strategy<Value = ItemKind> {
    (name(), text(), of(text()), of(date()))
        .prop_map(|(name, title, url, read)| ItemKind::Reference(Reference { name, title, url, read }))
}

fn question() -> impl Strategy<Value = ItemKind> {
    (name(), type_(), of(text()), of(text()), vec(fallback(), 0..3)).prop_map(
        |(name, type_, ask, help, fallbacks)| {
            ItemKind::Question(Question { name, type_, ask, help, fallbacks })
        },
    )
}

fn type_() -> impl Strategy<Value = Type> {
    let bounds = prop_oneof![
        (literal(), of(literal())).prop_map(|(from, to)| TypeArgument::Range(Some(from), to)),
        literal().prop_map(|to| TypeArgument::Range(None, Some(to))),
        Just(TypeArgument::None),
    ];
    let options =
        prop_oneof![vec(name(), 0..4).prop_map(TypeArgument::Options), name().prop_map(TypeArgument::Of),];
    prop_oneof![
        (select(vec!["yes_no", "text", "date"]), Just(TypeArgument::None)),
        (select(vec!["integer", "number", "memory", "cpu", "duration", "money"]), bounds),
        (select(vec!["choice", "set"]), options),
        (Just("row"), name().prop_map(TypeArgument::Of)),
    ]
    .prop_map(|(word, argument)| Type { word: spanned(word.to_owned()), argument })
}

fn fallback() -> impl Strategy<Value = Fallback> {
    let when = prop_oneof![
        (Just(FallbackKind::Must), expr().prop_map(Some)),
        (select(vec![FallbackKind::Default, FallbackKind::Assume]), of(expr())),
    ];
    (when, expr(), grounds()).prop_map(|((kind, when), value, grounds)| Fallback {
        kind,
        keyword: nowhere(),
        value,
        when,
        grounds,
    })
}

fn shorthand() -> impl Strategy<Value = ItemKind> {
    let answer = (name(), of(expr())).prop_map(|(question, value)| ShortAnswer { question, value });
    let form = (name(), vec(answer, 1..3)).prop_map(|(pattern, answers)| ShortForm { pattern, answers });
    (name(), vec(form, 0..3)).prop_map(|(name, forms)| ItemKind::Shorthand(Shorthand { name, forms }))
}

fn derive() -> impl Strategy<Value = ItemKind> {
    (name(), expr(), grounds())
        .prop_map(|(name, value, grounds)| ItemKind::Derive(Derive { name, value, grounds }))
}

fn conflict() -> impl Strategy<Value = ItemKind> {
    (name(), of(expr()), grounds())
        .prop_map(|(name, when, grounds)| ItemKind::Conflict(Conflict { name, when, grounds }))
}

fn constraint() -> impl Strategy<Value = ItemKind> {
    let offer = (text(), of(expr())).prop_map(|(text, only)| Offer { text, only });
    let texts = (of(text()), of(offer));
    (name(), of(rows()), of(expr()), of(expr()), texts, grounds()).prop_map(
        |(name, rows, when, need, (refuse, offer), grounds)| {
            ItemKind::Constraint(Constraint { name, rows, when, need, refuse, offer, grounds })
        },
    )
}

fn rows() -> impl Strategy<Value = Rows> {
    let quantifier = prop_oneof![Just(Quantifier::Some), Just(Quantifier::Every)];
    (quantifier, name(), name(), of(expr())).prop_map(|(quantifier, variable, table, only)| Rows {
        quantifier,
        variable,
        table,
        only,
    })
}

fn caveat() -> impl Strategy<Value = Caveat> {
    (name(), of(rows()), of(expr()), of(text()), grounds())
        .prop_map(|(name, rows, when, say, grounds)| Caveat { name, rows, when, say, grounds })
}

fn node() -> impl Strategy<Value = ItemKind> {
    let arm = (of(expr()), name(), grounds()).prop_map(|(guard, target, grounds)| Arm {
        keyword: nowhere(),
        guard,
        target,
        grounds,
    });
    (name(), of(text()), vec(arm, 0..4))
        .prop_map(|(name, title, arms)| ItemKind::Node(Node { name, title, arms }))
}

fn candidate() -> impl Strategy<Value = Candidate> {
    (name(), of(name()), of(expr()), of(text())).prop_map(|(service, form, when, reason)| Candidate {
        service,
        form,
        when,
        reason,
    })
}

fn outcome() -> impl Strategy<Value = ItemKind> {
    let candidates = (name(), vec(candidate(), 1..4))
        .prop_map(|(provider, candidates)| ProviderCandidates { provider, candidates });
    let companion = companion().prop_map(|companion| Companion { sources: Vec::new(), ..companion });
    let warning = caveat().prop_map(|caveat| Caveat { rows: None, grounds: Grounds::default(), ..caveat });
    (name(), of(text()), vec(candidates, 0..3), vec(companion, 0..3), vec(warning, 0..3), grounds()).prop_map(
        |(name, title, candidates, companions, caveats, grounds)| {
            ItemKind::Outcome(Outcome { name, title, candidates, companions, caveats, grounds })
        },
    )
}

fn companion() -> impl Strategy<Value = Companion> {
    (name(), of(expr()), of(text()), grounds()).prop_map(|(service, when, reason, grounds)| Companion {
        keyword: nowhere(),
        service,
        when,
        reason,
        sources: grounds.sources,
    })
}

fn prefer() -> impl Strategy<Value = Prefer> {
    (name(), vec(candidate(), 1..4)).prop_map(|(provider, services)| Prefer { provider, services })
}

fn forbid() -> impl Strategy<Value = ItemKind> {
    (name(), of(expr()), grounds())
        .prop_map(|(service, when, grounds)| ItemKind::Forbid(Forbid { service, when, grounds }))
}

fn severity() -> impl Strategy<Value = ItemKind> {
    (name(), of(name()), name(), grounds()).prop_map(|(code, subject, level, grounds)| {
        ItemKind::Severity(Severity { code, subject, level, grounds })
    })
}

fn case() -> impl Strategy<Value = ItemKind> {
    let given = (name(), expr()).prop_map(|(question, value)| Given { question, value });
    let expect = (name(), name(), of(name()), of(name()))
        .prop_map(|(provider, answer, form, status)| Expect { provider, answer, form, status });
    let reject = (name(), of(name())).prop_map(|(service, by)| Reject { service, by });
    let clauses = (vec(given, 0..3), vec(expect, 0..3), vec(reject, 0..3), vec(name(), 0..3));
    let places = (vec(name(), 0..3), vec(name(), 0..3));
    (text(), of(date()), clauses, places, grounds()).prop_map(
        |(name, as_of, (given, expect, reject, companions), (through, warns), grounds)| {
            ItemKind::Case(Case { name, as_of, given, expect, reject, companions, through, warns, grounds })
        },
    )
}

fn span() -> Span {
    Span::new(Sources::new().add("generated", ""), 0, 0)
}

fn nowhere() -> Place {
    Place(span())
}

fn spanned(value: String) -> Spanned<String> {
    Spanned::new(value, span())
}

fn placeless(kind: ExprKind) -> Expr {
    Expr { kind, span: span() }
}
