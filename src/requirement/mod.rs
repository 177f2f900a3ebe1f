//! Requirements: placeholder doc.

mod sheet;
pub use sheet::{Free, Known, Open, Sheet, Standing, View, Views, whole};
