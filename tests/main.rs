//! Integration tests: one binary; each module is a room of claims.

#![cfg(test)]

/// As the program: a naive evaluator asks for memory in very small pieces.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "cli")]
mod ask;
#[cfg(feature = "cli")]
mod assurance;
#[cfg(feature = "yaml")]
mod cases;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod compare;
#[cfg(feature = "cli")]
mod docs;
#[cfg(feature = "cli")]
mod editor;
#[cfg(feature = "yaml")]
mod embedded;
mod facade;
#[cfg(feature = "yaml")]
mod fuzzing;
#[cfg(feature = "cli")]
mod generated;
#[cfg(feature = "yaml")]
mod inquiry;
mod language;
mod layers;
#[cfg(feature = "yaml")]
mod lint;
mod money;
mod oracle;
#[cfg(feature = "yaml")]
mod packs;
mod properties;
#[cfg(feature = "yaml")]
mod reading;
#[cfg(feature = "cli")]
mod rendering;
#[cfg(feature = "yaml")]
mod replay;
mod rules;
mod stacking;
#[cfg(feature = "cli")]
mod support;
mod tiny;
mod words;
