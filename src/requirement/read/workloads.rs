//! From the root value of a document to workloads.

use std::collections::BTreeSet;

use super::entries::cost;
use super::intake::Intake;
use super::{MAX_SHARED_COPIES, MAX_WORKLOADS_PER_FILE};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::requirement::{RawEntry, RawRequirement, RawValue};

/// The top key that holds several workloads.
const SEVERAL: &str = "workloads";

impl Intake {
    /// Takes the workloads of one document; an empty one has none.
    pub(super) fn document(&mut self, root: Spanned<RawValue>) {
        match root.value {
            RawValue::Null => {}
            RawValue::Map(entries) => self.mapping(entries, root.span),
            RawValue::List(items) => self.each(items, &[]),
            other => self.not_a_mapping(&other, root.span),
        }
    }

    /// Takes what one line of JSON lines holds: a list is refused there.
    pub(super) fn line(&mut self, root: Spanned<RawValue>) {
        match root.value {
            RawValue::Map(entries) => self.mapping(entries, root.span),
            other => self.not_a_mapping(&other, root.span),
        }
    }

    /// One workload, or the several under `workloads` with the entries beside it.
    fn mapping(&mut self, mut entries: Vec<RawEntry>, span: Span) {
        let Some(at) = entries.iter().position(|entry| entry.key.value == SEVERAL) else {
            self.workload(entries, span);
            return;
        };
        let several = entries.remove(at);
        match several.value.value {
            RawValue::List(items) => self.each(items, &entries),
            other => {
                let message = format!("`{SEVERAL}` must be a list of mappings, and this is {}", other.kind());
                let error = Diagnostic::error(Code::WrongType, several.value.span, message);
                self.report(error.help("write one workload after each `-`"));
            }
        }
    }

    fn each(&mut self, items: Vec<Spanned<RawValue>>, shared: &[RawEntry]) {
        for item in items {
            if self.is_stopped() {
                return;
            }
            match item.value {
                RawValue::Map(entries) => {
                    if let Some(entries) = self.with_shared(entries, shared, item.span) {
                        self.workload(entries, item.span);
                    }
                }
                other => self.not_a_mapping(&other, item.span),
            }
        }
    }

    /// Adds the shared entries whose keys are not stated; none when that would be too many copies.
    fn with_shared(&mut self, own: Vec<RawEntry>, shared: &[RawEntry], place: Span) -> Option<Vec<RawEntry>> {
        if shared.is_empty() {
            return Some(own);
        }
        let stated: BTreeSet<&str> = own.iter().map(|entry| entry.key.value.as_str()).collect();
        let missing = shared.iter().filter(|entry| !stated.contains(entry.key.value.as_str()));
        let mut copies = Vec::new();
        for entry in missing {
            let left = MAX_SHARED_COPIES.saturating_sub(self.copies);
            self.copies += cost(&entry.value.value, left).0 + entry.key.value.len() / 64;
            if self.copies > MAX_SHARED_COPIES {
                let message = "the entries beside `workloads` become too many copies here";
                let error = Diagnostic::error(Code::TooMany, place, message);
                self.stop(error.help("share fewer entries, or split the file"));
                return None;
            }
            copies.push(entry.clone());
        }
        drop(stated);
        let mut entries = own;
        entries.append(&mut copies);
        Some(entries)
    }

    fn workload(&mut self, entries: Vec<RawEntry>, span: Span) {
        if self.workloads.len() < MAX_WORKLOADS_PER_FILE {
            self.workloads.push(RawRequirement { entries, span });
        } else {
            let message = format!("more than {MAX_WORKLOADS_PER_FILE} workloads in one file");
            self.stop(Diagnostic::error(Code::TooMany, span, message).help("split the file"));
        }
    }

    fn not_a_mapping(&mut self, value: &RawValue, span: Span) {
        let message = format!("a workload must be a mapping, and this is {}", value.kind());
        let error = Diagnostic::error(Code::WrongType, span, message);
        self.report(error.help("write keys with values, such as `kind: api`"));
    }
}
