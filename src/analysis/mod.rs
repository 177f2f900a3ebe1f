//! What can be said about rules without a requirement: proofs over the whole answer space.
//!
//! Takes dated packs, gives findings, differences and the requirements that show them. Renders nothing.

#[cfg(feature = "yaml")]
pub mod rules;
