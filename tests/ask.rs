//! `ask` as people and scripts meet it: prompts at a terminal, lines, and answers from a file.

mod lines;
mod record;
mod rules;
mod screen;
#[cfg(unix)]
mod terminal;
