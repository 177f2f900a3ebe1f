//! What people and programs read: one model, one renderer per format.
//!
//! Forms for people print the entries of `document`, which says what of the model is said, in which words and in which order.
//!
//! Takes an [`crate::eval::Evaluation`] or a look-up in the catalog, gives a plain model and its
//! text, JSON or Markdown. Knows nothing of how an answer was found.

pub mod adr;
pub mod brief;
mod build;
pub mod cases;
pub mod contrast;
pub mod diagnostics;
mod document;
pub mod escape;
pub mod graph;
pub mod json;
pub mod lookup;
pub mod markdown;
mod model;
#[cfg(feature = "cli")]
mod page;
mod phrase;
#[cfg(feature = "yaml")]
pub mod proof;
#[cfg(feature = "cli")]
pub mod questionnaire;
#[cfg(feature = "cli")]
pub mod requirement_file;
pub mod review;
mod sarif;
pub mod schema;
#[cfg(feature = "cli")]
pub mod text;
mod words;

pub use build::{Context, basis, build};
pub use model::{
    AlternativeRecord, AnswerRecord, AssumptionRecord, Basis, CatalogRecord, CaveatRecord, CompanionRecord,
    ConditionRecord, DiagnosticRecord, Document, Extent, FactRecord, FailedRecord, LimitRecord, MissRecord,
    OpenQuestionRecord, PackInfo, PackRecord, PlaceRecord, ProviderReport, ReasonRecord, RejectionRecord,
    RelatedRecord, RelaxationRecord, Report, RequirementRecord, RowRecord, SCHEMA, SizeRecord, SourceRecord,
    StepRecord, UnverifiedRecord, WinnerRecord,
};
pub use words::domain;
