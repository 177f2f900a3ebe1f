//! The packs that come with the binary: they load, they say where everything is from, their cases hold and exercise
//! everything, and the lesson's table holds.

mod coverage;
mod files;
mod lesson;
mod sources;

pub(crate) use coverage::REFUSE_NOBODY;
