//! Integration tests: one binary; each module is a room of claims.

#![cfg(test)]

mod catalog;
mod language;
mod layers;
#[cfg(feature = "yaml")]
mod reading;
mod rules;
mod stacking;
mod tiny;
