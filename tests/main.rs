//! Integration tests: one binary; each module is a room of claims.

#![cfg(test)]

mod catalog;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod docs;
#[cfg(feature = "yaml")]
mod fuzzing;
mod language;
mod layers;
mod oracle;
#[cfg(feature = "yaml")]
mod packs;
mod properties;
#[cfg(feature = "yaml")]
mod reading;
#[cfg(feature = "cli")]
mod rendering;
mod rules;
mod stacking;
#[cfg(feature = "cli")]
mod support;
mod tiny;
#[cfg(feature = "yaml")]
mod trust;
