//! Requirements that show a finding, written as files and run before anybody sees them.

use std::fmt::Write as _;

use crate::catalog::{ProviderId, ServiceId, Value, ValueType};
use crate::diagnostic::Sources;
use crate::graph::{ArmId, NodeId, OutcomeId};
use crate::logic::Truth;
use crate::pack::{ConstraintId, literal};
use crate::program::{Assignment, DatedRules, EncodedAnswers, End, Pick, Program, Trail};
use crate::quantity::{Dimension, Quantity};
use crate::requirement::read::{Format, read};
use crate::requirement::{self, Requirement};

use super::model::Label;
use super::paths::Path;
use super::space::{Axis, Cells, Member, RequirementSpace, apart};

/// A requirement that shows something, and what the evaluator says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The requirement, as a file.
    pub yaml: String,
    /// What was seen when it was run.
    pub seen: String,
}

/// What a requirement is claimed to show.
#[derive(Clone, Debug)]
pub(super) enum Claim {
    /// It is a sound requirement.
    Sound,
    /// The provider gets this answer.
    Answers(ProviderId, Label),
    /// The walk takes this arm.
    Takes(ProviderId, NodeId, ArmId),
    /// The walk passes this node.
    Passes(ProviderId, NodeId),
    /// The walk ends in this outcome.
    Reaches(ProviderId, OutcomeId),
    /// A configuration of the service breaks this constraint.
    Rejects(ProviderId, ServiceId, ConstraintId),
    /// The service is recommended, and this constraint could not be checked for the configuration.
    Unverified(ProviderId, ServiceId, ConstraintId),
}

/// The requirement of a path as a file, for the questions of the space that it states.
pub(super) fn yaml(space: &RequirementSpace, dated: &DatedRules, path: &Path) -> String {
    let cell = |variable: usize| {
        path.iter().find(|(other, _)| usize::from(*other) == variable).map_or(0, |(_, cell)| *cell)
    };
    let mut text = String::new();
    let mut lines = Vec::new();
    for axis in &space.axes {
        let first = usize::from(axis.first);
        let Some(at) = cell(first).checked_sub(1) else { continue };
        let value = match &axis.answers {
            Cells::One(cells) => {
                cells.get(at).and_then(|cell| cell.members.first()).map(|m| member(axis, dated, m))
            }
            Cells::Any(blocks) => {
                let chosen = |(at, block): (usize, &super::space::Block)| {
                    let mask = *invariant!(block.masks.first(), "a list of words is one in every pack");
                    match (cell(first + 1 + at), block.cells()) {
                        (0, _) => 0,
                        (1, 3) => mask & mask.wrapping_neg(),
                        _ => mask,
                    }
                };
                let bits = blocks.iter().enumerate().map(chosen).fold(0, |all, bits| all | bits);
                axis.questions
                    .first()
                    .and_then(|id| dated.pack().decode(*id, bits.cast_signed(), dated.catalog()))
                    .map(|value| written(&value))
            }
        };
        lines.extend(value.map(|value| (axis.questions.first(), format!("{}: {value}", axis.name))));
    }
    lines.sort_by_key(|(question, _)| *question);
    for (_, line) in lines {
        writeln!(text, "{line}").unwrap_or_default();
    }
    if text.is_empty() { "{}\n".to_owned() } else { text }
}

/// An answer of a cell: the roundest number of a range.
fn member(axis: &Axis, dated: &DatedRules, member: &Member) -> String {
    let code = *invariant!(member.codes.first(), "an answer has a code in every pack");
    let Some(id) = axis.questions.first() else { return String::new() };
    let value = match &dated.pack().question(*id).value_type {
        ValueType::Quantity { dimension, integer } => {
            let amount = round(*dimension, *integer, code, member.last);
            Some(Value::Quantity(Quantity { dimension: *dimension, amount }))
        }
        _ => dated.pack().decode(*id, code, dated.catalog()),
    };
    // A text that no rule mentions.
    value.map_or_else(|| other_text(axis, dated), |value| written(&value))
}

fn other_text(axis: &Axis, dated: &DatedRules) -> String {
    let unknown = |text: &String| {
        axis.questions.iter().all(|id| {
            dated.pack().encode(*id, &Value::Word(text.clone()), dated.catalog()).is_none_or(|code| code < 0)
        })
    };
    (0..1000)
        .map(|at| if at == 0 { "other".to_owned() } else { format!("other-{at}") })
        .find(unknown)
        .unwrap_or_default()
}

/// The number of a range that people would write.
fn round(dimension: Dimension, integer: bool, low: i128, high: i128) -> i128 {
    let units: &[i128] = match dimension {
        Dimension::Memory => &[1 << 40, 1 << 30, 1 << 20, 1 << 10, 1],
        Dimension::Duration => &[86_400, 3600, 60, 1],
        Dimension::Date => &[1],
        Dimension::Number | Dimension::Cpu | Dimension::Money => &[1000, 100, 10, 1],
    };
    let one = dimension.scale();
    if dimension == Dimension::Date {
        return low.max(20_000 * one).min(high).max(low);
    }
    let up = |unit: i128| (low.max(1) + unit - 1).div_euclid(unit).saturating_mul(unit);
    let near = |value: &i128| (low..=high).contains(value) && (low <= 0 || *value <= low.saturating_mul(2));
    let fine = match dimension {
        _ if integer => Vec::new(),
        // Prices are of every size.
        Dimension::Money => (1..=one.ilog10()).map(|places| one / 10_i128.pow(places)).collect(),
        _ => vec![one / 10, one / 100, one / 1000, 1],
    };
    let units = units.iter().skip(usize::from(low <= 0)).map(|unit| unit * one).chain(fine);
    units.map(up).find(near).unwrap_or(low)
}

/// A value as YAML.
fn written(value: &Value) -> String {
    match value {
        Value::Word(word) => plain(word),
        Value::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| plain(word)).collect();
            format!("[{}]", words.join(", "))
        }
        Value::Quantity(quantity) if quantity.dimension == Dimension::Cpu => {
            quantity.to_string().trim_end_matches(" vCPU").to_owned()
        }
        other => literal(other),
    }
}

/// A word as it is, or in quotes where YAML would read something else.
fn plain(word: &str) -> String {
    let starts = word.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let simple = word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let special = ["yes", "no", "true", "false", "null", "on", "off", "none", "y", "n"];
    if starts && simple && !special.contains(&word.to_ascii_lowercase().as_str()) {
        word.to_owned()
    } else {
        invariant!(serde_json::to_string(word).ok(), "every text can be quoted")
    }
}

/// A requirement read from a file; none if it is not sound for the pack.
pub(super) fn requirement(dated: &DatedRules, yaml: &str) -> Option<Requirement> {
    let mut sources = Sources::new();
    let reading = read(sources.add("witness.yaml", yaml), yaml, Format::Yaml);
    let raw = reading.workloads.into_iter().next().filter(|_| reading.diagnostics.is_empty())?;
    requirement::check(&raw.ok()?, dated).ok()
}

/// What one provider gets.
fn label(dated: &DatedRules, provider: ProviderId, picked: Pick) -> Label {
    let Some(choice) = picked.choice else {
        return match picked.end {
            End::Outcome(_) => Label::NoFit,
            End::Stuck(_) => Label::Undecided,
        };
    };
    let deployed = dated.catalog().service(dated.program().service(choice.deployment)).id.clone();
    let candidate = dated.candidate(provider, picked.outcome(), choice.route);
    let form = candidate.and_then(|candidate| candidate.form.clone());
    Label::Service(deployed, form, dated.program().is_verified(choice.deployment))
}

/// A requirement in the walk of a provider, the way of that walk, and what comes out.
fn walked(dated: &DatedRules, requirement: &Requirement, provider: ProviderId) -> (Assignment, Trail, Pick) {
    let (program, mut trail) = (dated.program(), Trail::default());
    let mut assignment = program.assign(requirement.encoded());
    let picked = program.pick(&mut assignment, provider, &mut trail);
    (assignment, trail, picked)
}

/// What the program answers for a provider.
pub(super) fn answer(dated: &DatedRules, yaml: &str, provider: ProviderId) -> Label {
    let requirement = requirement(dated, yaml);
    requirement.map_or(Label::Contradiction, |requirement| came_out(dated, requirement.encoded(), provider))
}

/// The same for the codes of answers.
pub(super) fn came_out(dated: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Label {
    let program = dated.program();
    let mut assignment = program.assign(encoded);
    if program.conflicts(&assignment).next().is_some() {
        return Label::Contradiction;
    }
    if !program.asks_for(&assignment, provider) {
        return Label::NotAsked;
    }
    label(dated, provider, program.picked(&mut assignment, provider))
}

/// The same of a file; none where it is not sound for the pack.
pub(super) fn asked(
    dated: &DatedRules,
    yaml: &str,
    provider: ProviderId,
) -> Option<(Assignment, Trail, Pick)> {
    Some(walked(dated, &requirement(dated, yaml)?, provider))
}

/// The constraints by which a provider's service is rejected; none where the requirement is not sound.
pub(super) fn rejects(
    dated: &DatedRules,
    yaml: &str,
    provider: ProviderId,
    service: ServiceId,
) -> Option<Vec<ConstraintId>> {
    let (assignment, ..) = asked(dated, yaml, provider)?;
    Some(crate::eval::all_broken(dated, &assignment, service))
}

/// Whether a requirement shows what it is claimed to, and in a few words what was seen.
pub(super) fn seen(dated: &DatedRules, yaml: &str, claim: &Claim) -> Option<String> {
    let requirement = requirement(dated, yaml)?;
    let pack = dated.pack();
    let service = |id: ServiceId| dated.catalog().service(id).id.as_str();
    let constraint = |index: ConstraintId| dated.constraint(index).name.as_str();
    let word = |id: ProviderId| dated.catalog().provider(id).id.as_str();
    match claim {
        Claim::Sound => Some("a sound requirement".to_owned()),
        Claim::Answers(provider, expected) => {
            let found = answer(dated, yaml, *provider);
            (found == *expected).then(|| format!("{}: {found}", word(*provider)))
        }
        Claim::Takes(provider, id, arm) => {
            let (_, trail, _) = walked(dated, &requirement, *provider);
            let takes = trail.path().iter().any(|step| (step.node, step.arm) == (*id, *arm));
            let text = pack.node(*id);
            takes
                .then(|| format!("{}: `{}` takes `{}`", word(*provider), text.name, text.arm(*arm).opening()))
        }
        Claim::Passes(provider, id) => {
            let (_, trail, picked) = walked(dated, &requirement, *provider);
            let passes = picked.end == End::Stuck(*id) || trail.path().iter().any(|step| step.node == *id);
            passes.then(|| format!("{}: reaches `{}`", word(*provider), pack.node(*id).name))
        }
        Claim::Reaches(provider, id) => {
            let (_, _, picked) = walked(dated, &requirement, *provider);
            let name = &pack.outcome(*id).name;
            (picked.end == End::Outcome(*id)).then(|| format!("{}: ends in `{name}`", word(*provider)))
        }
        Claim::Rejects(provider, id, index) => {
            let (assignment, ..) = asked(dated, yaml, *provider)?;
            is_met(dated.program(), &assignment, *id, *index, Truth::False)
                .then(|| format!("{}: `{}` rejects {}", word(*provider), constraint(*index), service(*id)))
        }
        Claim::Unverified(provider, id, index) => {
            let (assignment, _, picked) = walked(dated, &requirement, *provider);
            let chosen = picked.choice.map(|choice| dated.program().service(choice.deployment));
            let open = chosen == Some(dated.catalog().service_of(*id))
                && is_met(dated.program(), &assignment, *id, *index, Truth::Unknown);
            open.then(|| {
                format!("{}: {}, `{}` unverified", word(*provider), service(*id), constraint(*index))
            })
        }
    }
}

/// Whether a claim is about what comes out, and a constraint that is left out of the proofs refuses a deployment of that provider, or
/// may: of such a requirement the proofs say nothing. Where the walk goes, and what other constraints say, no constraint changes.
pub(super) fn is_left_out(dated: &DatedRules, yaml: &str, claim: &Claim) -> bool {
    let (Claim::Answers(provider, _) | Claim::Unverified(provider, ..)) = claim else { return false };
    let Some((assignment, ..)) = asked(dated, yaml, *provider) else { return false };
    let apart = apart(dated);
    let refuses = |(index, met): (ConstraintId, Truth)| apart.contains(&index) && met != Truth::True;
    let own = dated.catalog().services().filter(|(_, service)| service.provider == *provider);
    own.flat_map(|(id, _)| dated.program().deployments_of(id))
        .any(|deployment| dated.program().binding(&assignment, deployment).any(refuses))
}

/// Whether a constraint binds a service, and one of its configurations meets it so: `False` where it breaks it, `Unknown` where
/// nobody knows.
fn is_met(
    program: &Program,
    assignment: &Assignment,
    service: ServiceId,
    constraint: ConstraintId,
    truth: Truth,
) -> bool {
    let so = |(index, met): (ConstraintId, Truth)| index == constraint && met == truth;
    program.deployments_of(service).any(|deployment| program.binding(assignment, deployment).any(so))
}
