//! The choice that somebody has made already: `proposed: ID`, or a list of ids. A question of that name comes before it.

use crate::catalog::{Catalog, ServiceId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Spanned, nearest};

use super::RawValue;

/// The key of a workload that holds it.
pub const KEY: &str = "proposed";

/// The services of a value, in order.
pub(super) fn read(
    value: &Spanned<RawValue>,
    catalog: &Catalog,
    found: &mut Diagnostics,
) -> Vec<Spanned<ServiceId>> {
    match &value.value {
        RawValue::Null => Vec::new(),
        RawValue::List(items) => items.iter().filter_map(|item| one(item, catalog, found)).collect(),
        _ => one(value, catalog, found).into_iter().collect(),
    }
}

fn one(value: &Spanned<RawValue>, catalog: &Catalog, found: &mut Diagnostics) -> Option<Spanned<ServiceId>> {
    let RawValue::Text(id) = &value.value else {
        let message = format!("`{KEY}` must be the id of a service, not {}", value.value.kind());
        let finding = Diagnostic::error(Code::WrongType, value.span, message);
        found.push(finding.help("write one id, or a list of ids; `fingerpost services` lists them"));
        return None;
    };
    let service = catalog.find_service(id);
    if service.is_none() {
        let near = nearest(id, catalog.services().map(|(_, service)| service.id.as_str()));
        let message = format!("`{id}` is not a service of the catalog");
        let finding = Diagnostic::error(Code::UnknownService, value.span, message);
        found.push(match near {
            Some(_) => finding.suggest(near),
            None => finding.help("`fingerpost services` lists them"),
        });
    }
    service.map(|service| Spanned::new(service, value.span))
}
