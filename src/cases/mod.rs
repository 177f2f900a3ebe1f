//! The cases of a pack against what the engine answers, and what they exercise of it.
//!
//! Takes a compiled pack with its cases, a catalog and a day, gives what became of each case, and what no evaluation exercised. Knows no
//! format, draws nothing, and proves nothing: that is `proof`.

mod coverage;

pub use coverage::{Coverage, Gap, Kind};

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ServiceId};
use crate::diagnostic::{Diagnostics, Span, Spanned};
use crate::eval::{self, Evaluation, Fitting, ProviderEvaluation, Winner};
use crate::pack::{Case, CompiledPack, Expect, Given, GivenValue, Reject};
use crate::program::{DatedRules, EncodedAnswers};
use crate::quantity::Date;
use crate::requirement::{RawEntry, RawRequirement, RawValue, check};

/// What became of the cases that were run.
#[derive(Clone, Debug)]
pub struct CaseRun<'p> {
    /// One for each case, in the order of the pack.
    pub results: Vec<CaseResult<'p>>,
    /// What they exercise together.
    pub coverage: Coverage,
}

/// What became of one case.
#[derive(Clone, Debug)]
pub struct CaseResult<'p> {
    /// The case.
    pub case: &'p Case,
    /// What differs from what it expects; empty when it holds.
    pub differences: Vec<Difference>,
}

/// Something that a case expects and that is not so.
#[derive(Clone, Debug)]
pub enum Difference {
    /// What is given is no valid requirement.
    Invalid(Diagnostics),
    /// The requirement does not allow the provider.
    NotAsked {
        /// Where it is expected.
        at: Span,
        /// The provider.
        provider: String,
    },
    /// Another answer, another form or another status.
    Answer {
        /// Where it is expected.
        at: Span,
        /// The provider.
        provider: String,
        /// What is expected; the form and the status only where the case names them.
        expected: Answered,
        /// What came out.
        found: Answered,
        /// The nodes passed, and the outcome.
        path: Vec<String>,
        /// What became of the service that is expected.
        why: Why,
    },
    /// A service that was to be rejected is not, or by other constraints.
    NotRejected {
        /// Where it is expected.
        at: Span,
        /// The service.
        service: String,
        /// The constraint that was to reject it.
        by: Option<String>,
        /// Those that did.
        others: Vec<String>,
    },
    /// A companion that does not come along.
    NotAlong {
        /// Where it is expected.
        at: Span,
        /// The companion.
        service: String,
        /// Those that do.
        others: Vec<String>,
    },
    /// A node or outcome that no walk passes.
    NotThrough {
        /// Where it is expected.
        at: Span,
        /// The node or outcome.
        name: String,
        /// Those that walks pass.
        others: Vec<String>,
    },
    /// A caveat that is not given.
    NotWarned {
        /// Where it is expected.
        at: Span,
        /// The caveat.
        name: String,
        /// Those that are.
        others: Vec<String>,
    },
}

/// An answer in words: `no_fit` and `undecided` stand for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The service, or the status where there is none.
    pub service: String,
    /// Its form.
    pub form: Option<String>,
    /// How settled it is.
    pub status: Option<String>,
}

/// What became of the service that a case expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It came out; its form or status differs.
    Itself,
    /// These constraints reject it.
    Rejected(Vec<String>),
    /// It would do, and others come before it.
    Behind,
    /// Nothing is to be said: the walk stopped, or no service was expected.
    Nothing,
}

/// Runs the cases of a pack that are chosen.
#[must_use]
pub fn run_cases<'p>(
    pack: &'p CompiledPack,
    catalog: &Catalog,
    mut chosen: impl FnMut(&Case) -> bool,
) -> CaseRun<'p> {
    let mut days: BTreeMap<Date, Vec<(usize, &Case)>> = BTreeMap::new();
    for (at, case) in pack.cases().iter().filter(|case| chosen(case)).enumerate() {
        let day = case.as_of.unwrap_or(pack.as_of());
        days.entry(day).or_default().push((at, case));
    }
    let mut coverage = Coverage::new(pack, catalog);
    let mut results: BTreeMap<usize, CaseResult<'_>> = BTreeMap::new();
    // The rules of one day are large: no more than those are kept.
    for (day, cases) in days {
        let rules = DatedRules::new(pack, catalog, day);
        for (at, case) in cases {
            let differences = differences(&rules, case, &mut coverage);
            results.insert(at, CaseResult { case, differences });
        }
    }
    CaseRun { results: results.into_values().collect(), coverage }
}

fn differences(rules: &DatedRules, case: &Case, coverage: &mut Coverage) -> Vec<Difference> {
    match check(&requirement(case), rules) {
        Err(found) => vec![Difference::Invalid(found)],
        Ok(stated) => {
            let evaluation = eval::evaluate(rules, stated.encoded());
            coverage.add(rules, stated.encoded(), &evaluation);
            Comparison { dated: rules, encoded: stated.encoded(), evaluation: &evaluation }.differences(case)
        }
    }
}

/// What a case gives, as if a file had stated it: findings about it are at their place in the case.
fn requirement(case: &Case) -> RawRequirement {
    let entry = |given: &Given| RawEntry { key: given.question.clone(), value: raw_value(&given.value) };
    RawRequirement { entries: case.given.iter().map(entry).collect(), span: case.name.span }
}

fn raw_value(given: &Spanned<GivenValue>) -> Spanned<RawValue> {
    let value = match &given.value {
        GivenValue::Number(text) => RawValue::Number(text.clone()),
        GivenValue::Text(text) => RawValue::Text(text.clone()),
        GivenValue::List(items) => RawValue::List(items.iter().map(raw_value).collect()),
    };
    Spanned::new(value, given.span)
}

/// One evaluation, held against a case.
struct Comparison<'c> {
    dated: &'c DatedRules,
    encoded: &'c EncodedAnswers,
    evaluation: &'c Evaluation,
}

impl Comparison<'_> {
    fn differences(&self, case: &Case) -> Vec<Difference> {
        let mut found: Vec<Difference> =
            case.expect.iter().filter_map(|expect| self.answer(expect)).collect();
        found.extend(case.reject.iter().filter_map(|reject| self.rejection(reject)));
        let (along, passed, given) = (self.companions(), self.passed(), self.caveats());
        for name in case.companions.iter().filter(|name| !along.contains(&name.value)) {
            let (at, service) = (name.span, name.value.clone());
            found.push(Difference::NotAlong { at, service, others: along.clone() });
        }
        for name in case.through.iter().filter(|name| !passed.contains(&name.value)) {
            let (at, name) = (name.span, name.value.clone());
            found.push(Difference::NotThrough { at, name, others: passed.clone() });
        }
        for name in case.warns.iter().filter(|name| !given.contains(&name.value)) {
            let (at, name) = (name.span, name.value.clone());
            found.push(Difference::NotWarned { at, name, others: given.clone() });
        }
        found
    }

    fn answer(&self, expect: &Expect) -> Option<Difference> {
        let (at, provider) = (expect.answer.span, expect.provider.clone());
        let catalog = self.dated.catalog();
        let asked = self.evaluation.providers.iter().find(|it| catalog.provider(it.provider).id == provider);
        let Some(asked) = asked else { return Some(Difference::NotAsked { at, provider }) };
        let expected = Answered {
            service: expect.answer.value.clone(),
            form: expect.form.clone(),
            status: expect.status.clone(),
        };
        let found = self.answered(asked);
        let same = |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        let wanted = catalog.named(&expected.service);
        let is_it = match asked.conclusion.chosen() {
            Some(chosen) => wanted.contains(&chosen.service) || wanted.contains(&chosen.configuration),
            None => expected.service == found.service,
        };
        if is_it && same(&expected.form, &found.form) && same(&expected.status, &found.status) {
            return None;
        }
        let why = self.why(asked, &expected.service);
        Some(Difference::Answer { at, provider, expected, found, path: self.path(asked), why })
    }

    fn answered(&self, asked: &ProviderEvaluation) -> Answered {
        let Some(Fitting { configuration, route, .. }) = asked.conclusion.chosen() else {
            return Answered { service: asked.status.as_str().to_owned(), form: None, status: None };
        };
        let candidate = self.dated.candidate(asked.provider, asked.conclusion.outcome(), route);
        Answered {
            service: self.id(configuration),
            form: candidate.and_then(|candidate| candidate.form.clone()),
            status: Some(asked.status.as_str().to_owned()),
        }
    }

    fn why(&self, asked: &ProviderEvaluation, service: &str) -> Why {
        let catalog = self.dated.catalog();
        let named = catalog.named(service);
        let Some(service) = named.first().map(|first| catalog.service_of(*first)) else {
            return Why::Nothing;
        };
        let by = self.rejected_by(asked, &named);
        let behind = asked.alternatives().iter().any(|other| other.service == service);
        match asked.winner() {
            Winner::Service(winner) if winner == service => Why::Itself,
            _ if !by.is_empty() => Why::Rejected(by),
            _ if behind => Why::Behind,
            _ => Why::Nothing,
        }
    }

    /// The constraints by which a service is rejected, or some configurations of it.
    fn rejected_by(&self, asked: &ProviderEvaluation, named: &[ServiceId]) -> Vec<String> {
        let catalog = self.dated.catalog();
        let mut all = Vec::new();
        for one in named.iter().filter(|one| catalog.service(**one).provider == asked.provider) {
            if catalog.service(*one).of.is_none() {
                let own = asked.rejected.iter().filter(|rejection| rejection.service == *one);
                all.extend(own.map(|rejection| rejection.constraint));
            } else {
                let program = self.dated.program();
                let mut assignment = program.assign(self.encoded);
                program.enter(&mut assignment, asked.provider);
                all.extend(crate::eval::all_broken(self.dated, &assignment, *one));
            }
        }
        all.into_iter().map(|constraint| self.dated.constraint(constraint).name.clone()).collect()
    }

    fn rejection(&self, reject: &Reject) -> Option<Difference> {
        let named = self.dated.catalog().named(&reject.service.value);
        let all = self.evaluation.providers.iter();
        let others: Vec<String> = all.flat_map(|asked| self.rejected_by(asked, &named)).collect();
        let by = reject.by.clone();
        let met = by.as_ref().map_or(!others.is_empty(), |by| others.contains(by));
        let (at, service) = (reject.service.span, reject.service.value.clone());
        (!met).then_some(Difference::NotRejected { at, service, by, others })
    }

    /// The nodes of a walk, and the outcome that it ends at.
    fn path(&self, asked: &ProviderEvaluation) -> Vec<String> {
        let pack = self.dated.pack();
        let node = |id: crate::graph::NodeId| pack.node(id).name.clone();
        let nodes = asked.path.iter().map(|step| node(step.node));
        let end = asked.conclusion.outcome().map(|outcome| pack.outcome(outcome).name.clone());
        nodes.chain(end).chain(asked.conclusion.stuck().map(node)).collect()
    }

    fn passed(&self) -> Vec<String> {
        distinct(self.evaluation.providers.iter().flat_map(|asked| self.path(asked)))
    }

    fn companions(&self) -> Vec<String> {
        let all = self.evaluation.providers.iter().flat_map(ProviderEvaluation::companions);
        distinct(all.map(|id| self.id(self.dated.pack().companion(*id).service)))
    }

    fn caveats(&self) -> Vec<String> {
        let all = self.evaluation.providers.iter().flat_map(ProviderEvaluation::caveats);
        distinct(all.map(|id| self.dated.pack().caveat(*id).name.clone()))
    }

    fn id(&self, service: ServiceId) -> String {
        self.dated.catalog().service(service).id.clone()
    }
}

/// Each name once, in the order of its first mention.
fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}
