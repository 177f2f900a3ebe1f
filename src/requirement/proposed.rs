//! The choice that somebody has made already: `proposed: ID`, or a list of ids of services, of their configurations, or of what
//! services were called before. A question of that name comes before it.

use crate::catalog::{Catalog, ServiceId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned, did_you_mean, meant};

use super::RawValue;

/// The key of a workload that holds it.
pub const KEY: &str = "proposed";

/// What somebody has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id as it was written.
    pub id: String,
    /// What it names: a service, or a configuration of one.
    pub first: ServiceId,
    /// The other configurations that had this name before.
    pub others: Vec<ServiceId>,
}

impl Choice {
    /// Everything that it names.
    pub fn named(&self) -> impl Iterator<Item = ServiceId> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The choices of a value, in order.
pub(super) fn read(
    value: &Spanned<RawValue>,
    catalog: &Catalog,
    found: &mut Diagnostics,
) -> Vec<Spanned<Choice>> {
    match &value.value {
        RawValue::Null => Vec::new(),
        RawValue::List(items) => items.iter().filter_map(|item| one(item, catalog, found)).collect(),
        _ => one(value, catalog, found).into_iter().collect(),
    }
}

fn one(value: &Spanned<RawValue>, catalog: &Catalog, found: &mut Diagnostics) -> Option<Spanned<Choice>> {
    let RawValue::Text(id) = &value.value else {
        let message = format!("`{KEY}` must be the id of a service, not {}", value.value.kind());
        let finding = Diagnostic::error(Code::WrongType, value.span, message);
        found.push(finding.help("write one id, or a list of ids; `fingerpost services` lists them"));
        return None;
    };
    match choice(catalog, id) {
        Ok(choice) => Some(Spanned::new(choice, value.span)),
        Err(unknown) => {
            found.push(Diagnostic { span: Some(value.span), ..unknown });
            None
        }
    }
}

/// The choice with an id as written.
///
/// # Errors
/// The catalog has no service, no configuration and no earlier name like that; the finding has no place.
pub fn choice(catalog: &Catalog, id: &str) -> Result<Choice, Diagnostic> {
    if let [first, others @ ..] = catalog.named(id).as_slice() {
        return Ok(Choice { id: id.to_owned(), first: *first, others: others.to_vec() });
    }
    let all = catalog.all_names();
    let near = meant(id, all.iter().map(String::as_str));
    let finding =
        Diagnostic::general(Code::UnknownService, format!("`{id}` is not a service of the catalog"));
    Err(match near.as_slice() {
        [] => finding.help("`fingerpost services` lists them"),
        names => finding.help(did_you_mean(names)),
    })
}
