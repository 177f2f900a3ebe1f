#![cfg(test)]
//! The one integration test binary: each module proves one thing about the crate.

mod language;
