//! Integration tests; each file is a room.

#![cfg(test)]

#[cfg(feature = "yaml")]
mod reading;
