//! What a check looks for, one file for each kind.

mod answers;
mod candidates;
mod conditions;
mod configurations;
mod constraints;
mod facts;
mod graph;
mod names;
mod stack;

pub(super) use answers::without_service;
pub(super) use candidates::candidates;
pub(super) use conditions::conditions;
pub(super) use configurations::configurations;
pub(super) use constraints::constraints;
pub(super) use facts::facts;
pub(super) use graph::graph;
pub(super) use names::names;
pub(super) use stack::stack;
