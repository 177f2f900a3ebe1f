#![doc = include_str!("../README.md")]
// Rooms in layer order; each uses only those above it. See `docs/architecture.md`.
#![cfg_attr(
    not(all(feature = "cli", feature = "internals")),
    allow(
        dead_code,
        unused_imports,
        unreachable_pub,
        reason = "some parts are asked for by the command line alone, and rooms are open to this project's own tests alone"
    )
)]

/// Rooms: open to the tests, benches and fuzzers of this project, closed to everybody else.
macro_rules! rooms {
    ($($(#[$attribute:meta])* $room:ident;)+) => {
        $(
            $(#[$attribute])*
            #[cfg(feature = "internals")]
            pub mod $room;

            $(#[$attribute])*
            #[cfg(not(feature = "internals"))]
            mod $room;
        )+
    };
}

#[macro_use]
mod invariant;
#[macro_use]
mod ids;

rooms! {
    diagnostic;
    quantity;
    logic;
    language;
    catalog;
    graph;
    pack;
    program;
    loader;
    requirement;
    eval;
    contrast;
    #[cfg(feature = "yaml")]
    proof;
    cases;
    inquiry;
    report;
}

mod facade;

pub use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
pub use crate::eval::{Origin, Status};
pub use crate::requirement::AnswerForm;
pub use crate::requirement::read::Format;
pub use facade::{
    Answer, AskedQuestion, Decision, Error, ProviderDecision, Questionnaire, Recommendation, Ruleset, ToAsk,
    Workload,
};

/// The report as data: what [`Decision::report`] gives and `fingerpost recommend --format json` prints. Fields may be added, never renamed.
pub mod model {
    pub use crate::report::{
        AlternativeRecord, AnswerRecord, AssumptionRecord, Basis, CatalogRecord, CaveatRecord,
        CompanionRecord, ConditionRecord, DiagnosticRecord, Document, FactRecord, FailedRecord, LimitRecord,
        MissRecord, OpenQuestionRecord, PackInfo, PackRecord, PlaceRecord, ProviderReport, ReasonRecord,
        RejectionRecord, RelatedRecord, RelaxationRecord, Report, RequirementRecord, RowRecord, SCHEMA,
        SizeRecord, SourceRecord, StepRecord, UnverifiedRecord, WinnerRecord,
    };
}

rooms! {
    #[cfg(feature = "cli")]
    editor;
}

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
