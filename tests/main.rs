//! Integration tests: one binary; each module is a room of claims.

#![cfg(test)]

#[cfg(feature = "cli")]
mod cli;
mod language;
#[cfg(feature = "yaml")]
mod packs;
#[cfg(feature = "yaml")]
mod reading;
#[cfg(feature = "cli")]
mod rendering;
#[cfg(feature = "cli")]
mod support;
