//! Nodes, outcomes and preferences.

use std::collections::BTreeMap;

use crate::catalog::{ProviderId, ServiceId};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::graph::{Arm, DecisionGraph, NodeId, Openness, OutcomeId, Problem, Target};
use crate::language::ast;
use crate::language::print;
use crate::logic::{AnswerBox, QuestionId};

use super::super::condition::Cond;
use super::super::question::decode;
use super::super::{ArmText, Candidate, Companion, NodeText, Outcome};
use super::Compiler;

/// Arms of one node.
const MAX_ARMS: usize = 20_000;

impl Compiler<'_> {
    pub(super) fn provider(&mut self, name: &ast::Name) -> Option<ProviderId> {
        let provider = self.catalog.find_provider(&name.value);
        if provider.is_none() {
            let known: Vec<&str> =
                self.catalog.providers().map(|(_, provider)| provider.id.as_str()).collect();
            let message = format!("unknown provider `{}`", name.value);
            let finding = Diagnostic::error(Code::UnknownProvider, name.span, message);
            let near = nearest(&name.value, known.iter().copied());
            self.found.push(match near {
                Some(_) => finding.suggest(near),
                None => finding.help(format!(
                    "a provider ({}) or `with`, `warn`, `because`, `source`",
                    known.join(", ")
                )),
            });
        }
        provider
    }

    fn candidates(&mut self, provider: ProviderId, written: &[ast::Candidate]) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for candidate in written {
            let named = self.deployed(&candidate.service);
            let Some(first) = named.first().copied() else { continue };
            let service = self.catalog.service_of(first);
            let deployments = match named.as_slice() {
                [only] => self.catalog.configurations(*only).collect(),
                _ => named.clone(),
            };
            let is_wrong = |id: &ServiceId| {
                let service = self.catalog.service(*id);
                service.provider != provider || service.companion
            };
            if named.iter().any(is_wrong) {
                let message = format!("`{}` cannot be a candidate here", candidate.service.value);
                let finding = Diagnostic::error(Code::UnknownService, candidate.service.span, message);
                self.found
                    .push(finding.help("a candidate is a service of this provider, and not a companion"));
                continue;
            }
            let when = match &candidate.when {
                None => None,
                Some(when) => match self.scope(false).condition(when) {
                    None => continue,
                    Some(condition) => Some(self.binder(&self.formulas).formula(&condition)),
                },
            };
            let reason = candidate.reason.as_ref().map(|text| self.scope(true).template(text));
            let form = candidate.form.as_ref().map(|form| form.value.clone());
            candidates.push(Candidate {
                service,
                deployments,
                form,
                when,
                reason,
                span: candidate.service.span,
            });
        }
        candidates
    }

    /// For each provider the services that the fall-back considers, in order.
    pub(super) fn compile_preferences(&mut self) -> Vec<Vec<Candidate>> {
        let written = self.merged.preferences.clone();
        self.by_provider(&written)
    }

    /// For each provider the candidates that stand before all others in every outcome.
    pub(super) fn compile_firsts(&mut self) -> Vec<Vec<Candidate>> {
        let written = self.merged.firsts.clone();
        self.by_provider(&written)
    }

    fn by_provider(&mut self, written: &[&ast::Prefer]) -> Vec<Vec<Candidate>> {
        let mut all = vec![Vec::new(); self.catalog.providers().count()];
        for order in written {
            let Some(provider) = self.provider(&order.provider) else { continue };
            let candidates = self.candidates(provider, &order.services);
            *invariant!(all.get_mut(provider.index()), "a provider is one of the catalog") = candidates;
        }
        all
    }

    /// The companions that come along whatever the outcome is.
    pub(super) fn compile_companions(&mut self) -> Vec<Companion> {
        let written: Vec<&ast::Companion> = self.merged.companions.clone();
        written.into_iter().filter_map(|companion| self.everywhere(companion)).collect()
    }

    pub(super) fn compile_outcomes(
        &mut self,
        firsts: &[Vec<Candidate>],
        everywhere: &[Companion],
    ) -> Vec<Outcome> {
        let written: Vec<&ast::Outcome> = self.merged.outcomes.clone();
        let mut outcomes: Vec<Outcome> = written.into_iter().map(|outcome| self.outcome(outcome)).collect();
        for outcome in &mut outcomes {
            for (named, first) in outcome.candidates.iter_mut().zip(firsts) {
                named.splice(0..0, first.iter().cloned());
            }
            // What an outcome says of a companion itself comes before what is said everywhere.
            let named: Vec<ServiceId> =
                outcome.companions.iter().map(|companion| companion.service).collect();
            let others = everywhere.iter().filter(|companion| !named.contains(&companion.service));
            outcome.companions.extend(others.cloned());
        }
        outcomes
    }

    fn everywhere(&mut self, written: &ast::Companion) -> Option<Companion> {
        if written.reason.is_none() {
            self.missing(&written.service, "`for`", "say what it comes along for");
        }
        if written.sources.is_empty() {
            self.missing(
                &written.service,
                "`source`",
                "write `source REFERENCE \"section\"` or `source \"https://…\" read DATE`",
            );
        }
        self.companion(written)
    }

    fn outcome(&mut self, written: &ast::Outcome) -> Outcome {
        if written.grounds.because.is_none() {
            self.missing(&written.name, "`because`", "say why one ends up here");
        }
        if written.grounds.sources.is_empty() {
            self.missing(
                &written.name,
                "`source`",
                "write `source REFERENCE \"section\"` or `source \"https://…\" read DATE`",
            );
        }
        let mut candidates = vec![Vec::new(); self.catalog.providers().count()];
        for of_provider in &written.candidates {
            let Some(provider) = self.provider(&of_provider.provider) else { continue };
            let named = self.candidates(provider, &of_provider.candidates);
            let slot = invariant!(candidates.get_mut(provider.index()), "a provider is one of the catalog");
            if !slot.is_empty() {
                let message = format!("candidates of `{}` are named twice", of_provider.provider.value);
                let finding = Diagnostic::error(Code::RepeatedClause, of_provider.provider.span, message);
                self.found.push(finding.help("join them with `then`"));
            }
            *slot = named;
        }
        let companions =
            written.companions.iter().filter_map(|companion| self.companion(companion)).collect();
        let caveats = written.caveats.iter().filter_map(|caveat| self.caveat(caveat)).collect();
        let grounds = self.grounds(&written.grounds, false);
        Outcome {
            name: written.name.value.clone(),
            title: written.title.as_ref().map(|title| title.value.clone()),
            candidates,
            companions,
            caveats,
            grounds,
            span: written.name.span,
        }
    }

    fn companion(&mut self, written: &ast::Companion) -> Option<Companion> {
        let service = self.service(&written.service);
        let when = match &written.when {
            None => Some(Cond::Const(true)),
            Some(when) => self.scope(true).condition(when),
        };
        let reason = written.reason.as_ref().map(|text| self.scope(true).template(text));
        let sources = self.sources(&written.sources);
        Some(Companion { service: service?, when: when?, reason, sources, span: written.service.span })
    }

    /// The texts of the nodes, and the graph if there is nothing wrong with it.
    pub(super) fn compile_nodes(&mut self, outcomes: &[Outcome]) -> (Vec<NodeText>, Option<DecisionGraph>) {
        let written: Vec<&ast::Node> = self.merged.nodes.clone();
        let mut targets: BTreeMap<&str, Target> = BTreeMap::new();
        targets.extend(NodeId::of(&written).map(|(id, node)| (node.name.value.as_str(), Target::Node(id))));
        targets.extend(
            OutcomeId::of(outcomes).map(|(id, outcome)| (outcome.name.as_str(), Target::Outcome(id))),
        );
        let mut sound = true;
        let mut nodes = Vec::new();
        let mut texts = Vec::new();
        for node in &written {
            let (arms, text) = self.node(node, &targets);
            sound &= arms.len() == node.arms.len();
            nodes.push(arms);
            texts.push(text);
        }
        if !sound {
            return (texts, None);
        }
        let questions = &self.questions;
        let openness = |question: QuestionId| {
            #[expect(
                clippy::indexing_slicing,
                reason = "INVARIANT (own ids): formulas come from these questions"
            )]
            let question = &questions[question.index()];
            Openness { domain: question.domain(), may_be_absent: question.may_be_absent() }
        };
        match DecisionGraph::new(nodes, outcomes.len(), &openness) {
            Ok(graph) => (texts, Some(graph)),
            Err(problems) => {
                // What a broken derivation would say is not known: nothing is claimed about guards.
                let guards = self.derivations.len() == self.merged.derivations.len();
                let of_guards = |p: &Problem| matches!(p, Problem::Open(..) | Problem::DeadArm(..));
                for problem in problems.into_iter().filter(|problem| guards || !of_guards(problem)) {
                    let finding = self.problem(&problem, &texts, outcomes);
                    self.found.push(finding);
                }
                (texts, None)
            }
        }
    }

    fn node(&mut self, written: &ast::Node, targets: &BTreeMap<&str, Target>) -> (Vec<Arm>, NodeText) {
        let mut arms = Vec::new();
        let mut texts = Vec::new();
        if let Some(one_more) = written.arms.get(MAX_ARMS) {
            let message = format!("the node has more than {MAX_ARMS} arms");
            let finding = Diagnostic::error(Code::TooMany, one_more.keyword.0, message);
            self.found.push(finding.help("send some of them to another node"));
        }
        for arm in written.arms.iter().take(MAX_ARMS) {
            let guard = match &arm.guard {
                None => Some(None),
                Some(guard) => {
                    let condition = self.scope(false).condition(guard);
                    condition.map(|condition| Some(self.binder(&self.formulas).formula(&condition)))
                }
            };
            let target = targets.get(arm.target.value.as_str()).copied();
            if target.is_none() {
                let message = format!("there is no node or outcome `{}`", arm.target.value);
                let near = nearest(&arm.target.value, targets.keys().copied());
                self.found
                    .push(Diagnostic::error(Code::UnknownTarget, arm.target.span, message).suggest(near));
            }
            let grounds = self.grounds(&arm.grounds, false);
            let shown = arm.guard.as_ref().map(print::expression);
            let id = format!("{}.{}", written.name.value, texts.len() + 1);
            let span = arm.keyword.0.to(arm.target.span);
            texts.push(ArmText { id, guard: shown, grounds, span });
            if let (Some(guard), Some(target)) = (guard, target) {
                arms.push(Arm { guard, target });
            }
        }
        let title = written.title.as_ref().map(|title| title.value.clone());
        (arms, NodeText { name: written.name.value.clone(), title, arms: texts, span: written.name.span })
    }

    fn problem(&self, problem: &Problem, nodes: &[NodeText], outcomes: &[Outcome]) -> Diagnostic {
        let node = |id: &NodeId| nodes.get(id.index());
        let name = |id: &NodeId| node(id).map_or("", |node| node.name.as_str());
        let here = |id: &NodeId| node(id).map(|node| node.span);
        let at = |span: Option<Span>, code, message: String| match span {
            Some(span) => Diagnostic::error(code, span, message),
            None => Diagnostic::general(code, message),
        };
        match problem {
            Problem::Cycle(path) => {
                let mut names: Vec<&str> = path.iter().map(name).collect();
                names.extend(path.first().map(name));
                let message = format!("nodes that lead back to themselves: `{}`", names.join(" -> "));
                at(path.first().and_then(here), Code::Cycle, message)
                    .help("let one of these arms lead elsewhere")
            }
            Problem::Entries(entries) if entries.is_empty() => {
                let message = match nodes {
                    [] => "the pack has no node",
                    _ => "no node is the first: every one is led to by an arm",
                };
                let message = message.to_owned();
                at(nodes.first().map(|node| node.span), Code::NotOneEntry, message)
                    .help("a pack starts at the one node that no arm leads to")
            }
            Problem::Entries(entries) => {
                let names: Vec<&str> = entries.iter().map(name).collect();
                let message = format!("several nodes could be the first: `{}`", names.join("`, `"));
                at(entries.get(1).and_then(here), Code::NotOneEntry, message)
                    .help("let an arm lead to each node but one, or remove it")
            }
            Problem::Unreachable(Target::Node(id)) => {
                at(here(id), Code::Unreachable, format!("no arm leads to node `{}`", name(id)))
                    .help("remove it, or lead to it")
            }
            Problem::Unreachable(Target::Outcome(id)) => {
                let outcome = outcomes.get(id.index());
                let message =
                    format!("no arm leads to outcome `{}`", outcome.map_or("", |o| o.name.as_str()));
                at(outcome.map(|o| o.span), Code::Unreachable, message).help("remove it, or lead to it")
            }
            Problem::Open(id, space) => {
                let message = format!("some requirements take no arm of node `{}`", name(id));
                at(here(id), Code::OpenNode, message)
                    .help(format!("add `otherwise -> …`; for example {}", self.witness(space)))
            }
            Problem::DeadArm(id, arm) => {
                let span = node(id).map(|node| node.arm(*arm).span);
                at(span, Code::DeadArm, "no requirement takes this arm".to_owned())
                    .help("the arms before it cover all of it, or its guard cannot hold: move or remove it")
            }
        }
    }

    /// A requirement in a space, as YAML in braces: `{ gpu.count: 1, kubernetes: yes }`.
    fn witness(&self, space: &AnswerBox) -> String {
        let answers: Vec<String> = space
            .iter()
            .filter_map(|(id, region)| {
                let question = self.questions.get(id.index())?;
                let value = decode(region.example()?, &question.value_type, &self.texts, self.catalog)?;
                Some(format!("{}: {}", question.name, crate::pack::literal(&value)))
            })
            .collect();
        if answers.is_empty() {
            "`{}`, nothing answered".to_owned()
        } else {
            format!("`{{ {} }}`", answers.join(", "))
        }
    }
}
