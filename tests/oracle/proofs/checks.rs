//! Every verdict of `rules check` on small packs, found again by trying every requirement.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use fingerpost::diagnostic::Code;
use fingerpost::eval::{Winner, picked};
use fingerpost::graph::Target;
use fingerpost::logic::Truth;
use fingerpost::program::DatedRules;
use fingerpost::program::{EncodedAnswers, View};
use fingerpost::proof::check;

use crate::support::Known;

use super::{Small, encoded, every_sheet, small};

/// The codes that brute force decides here.
const DECIDED: &[Code] = &[
    Code::NeverReached,
    Code::MaskedArm,
    Code::NeverTrue,
    Code::AlwaysTrue,
    Code::AlwaysRejected,
    Code::IdleConstraint,
    Code::IdleFallback,
    Code::IdleConflict,
    Code::ContradictingAssumption,
    Code::MissingFact,
    Code::UnsoundRecommendation,
    Code::NoFitRegion,
    Code::UndecidedRegion,
];

type Found = BTreeSet<(Code, String)>;

/// How often something was seen to hold, and to fail.
type Seen = BTreeMap<String, (usize, usize)>;

fn count(seen: &mut Seen, subject: String, holds: bool) {
    let (yes, no) = seen.entry(subject).or_default();
    if holds { *yes += 1 } else { *no += 1 }
}

/// What was seen over all requirements.
#[derive(Default)]
struct Brute {
    passed: Seen,
    /// For arms: the guard where the node is passed; and whether the arm was taken.
    guards: Seen,
    taken: Seen,
    named: Seen,
    fits: Seen,
    binds: Seen,
    rejects: Seen,
    fallbacks: Seen,
    derivations: Seen,
    conflicts: Seen,
    guessed: Seen,
    found: Found,
}

fn holds(formula: &fingerpost::logic::Formula, known: &mut Known<'_>, view: View) -> Truth {
    known.look(view);
    known.truth(formula)
}

impl Brute {
    fn look(&mut self, dated: &DatedRules, encoded: &EncodedAnswers) {
        let pack = dated.pack();
        let mut known = Known::new(dated, encoded);
        let mut contradiction = false;
        for conflict in pack.conflicts() {
            let bound = holds(&conflict.formula, &mut known, View::Asserted) == Truth::True;
            count(&mut self.conflicts, conflict.name.clone(), bound);
            contradiction |= bound;
        }
        if contradiction {
            return;
        }
        for conflict in pack.conflicts() {
            let walked = holds(&conflict.formula, &mut known, View::Effective) == Truth::True;
            count(&mut self.guessed, conflict.name.clone(), walked);
        }
        for derivation in pack.derivations() {
            let truth = holds(&derivation.formula, &mut known, View::Effective);
            count(&mut self.derivations, format!("{} {truth:?}", derivation.name), true);
        }
        self.fallbacks(dated, encoded, &mut known);
        let outcome = self.walk(dated, &mut known);
        self.services(dated, encoded, outcome, &mut known);
    }

    fn fallbacks(&mut self, dated: &DatedRules, encoded: &EncodedAnswers, known: &mut Known<'_>) {
        for (id, question) in dated.pack().questions() {
            for at in 0..question.fallbacks.len() {
                self.fallbacks.entry(format!("{}.{}", question.name, at + 1)).or_default();
            }
            if encoded.code(id).is_none() {
                known.look(View::Effective);
                if let Some(standing) = known.standing(id) {
                    count(
                        &mut self.fallbacks,
                        format!("{}.{}", question.name, standing.id.index() + 1),
                        true,
                    );
                }
            }
        }
    }

    /// The outcome, by position.
    fn walk(&mut self, dated: &DatedRules, known: &mut Known<'_>) -> Option<usize> {
        let pack = dated.pack();
        let mut node = pack.graph().entry();
        loop {
            let name = &pack.nodes()[usize::from(index(&format!("{node:?}")))].name;
            count(&mut self.passed, name.clone(), true);
            let mut target = None;
            let mut stuck = false;
            for (at, arm) in pack.graph().arms(node).iter().enumerate() {
                let subject = format!("{name}.{}", at + 1);
                let truth =
                    arm.guard.as_ref().map_or(Truth::True, |guard| holds(guard, known, View::Effective));
                count(&mut self.guards, subject.clone(), truth == Truth::True);
                let takes = truth == Truth::True && target.is_none() && !stuck;
                count(&mut self.taken, subject, takes);
                stuck |= truth == Truth::Unknown && target.is_none();
                if takes {
                    target = Some(arm.target);
                }
            }
            match target {
                Some(Target::Node(next)) => node = next,
                Some(Target::Outcome(outcome)) => {
                    let at = usize::from(index(&format!("{outcome:?}")));
                    count(&mut self.passed, pack.outcomes()[at].name.clone(), true);
                    return Some(at);
                }
                None => return None,
            }
        }
    }

    fn services(
        &mut self,
        dated: &DatedRules,
        encoded: &EncodedAnswers,
        outcome: Option<usize>,
        known: &mut Known<'_>,
    ) {
        let pack = dated.pack();
        for (provider, declared) in dated.catalog().providers() {
            let picked = picked(dated, encoded, provider);
            match picked.winner() {
                Winner::NoFit => drop(self.found.insert((Code::NoFitRegion, declared.id.clone()))),
                Winner::Undecided => drop(self.found.insert((Code::UndecidedRegion, declared.id.clone()))),
                Winner::Service(_) => {}
            }
            let named = outcome.map(|at| (&pack.outcomes()[at].name, pack.outcomes()[at].of(provider)));
            let preferred = "prefer".to_owned();
            let fallen = named.map(|_| (&preferred, pack.preferences(provider)));
            for (place, candidates) in named.into_iter().chain(fallen) {
                for candidate in candidates {
                    let service = &dated.catalog().service(candidate.service).id;
                    let subject = format!("{place}.{service}");
                    let when = candidate
                        .when
                        .as_ref()
                        .map_or(Truth::True, |when| holds(when, known, View::Effective));
                    count(&mut self.named, subject.clone(), when == Truth::True);
                    let broken = dated.checks(candidate.service).iter().any(|check| {
                        holds(&check.when, known, View::Asserted) == Truth::True
                            && holds(dated.need(check), known, View::Asserted) == Truth::False
                    });
                    if when == Truth::True {
                        count(&mut self.fits, subject, !broken);
                    }
                }
            }
            let own = dated.catalog().services().filter(|(_, entry)| entry.provider == provider);
            for (service, entry) in own.filter(|(_, entry)| !entry.companion) {
                for constraint in pack.constraints() {
                    let when =
                        holds(&dated.bind(&constraint.when, service), known, View::Asserted) == Truth::True;
                    let need = holds(&dated.bind(&constraint.need, service), known, View::Asserted);
                    count(&mut self.binds, constraint.name.clone(), when);
                    count(&mut self.rejects, constraint.name.clone(), when && need == Truth::False);
                    let wins = picked.winner() == Winner::Service(service);
                    assert!(!(wins && when && need == Truth::False), "{} breaks a constraint", entry.id);
                    let missing = constraint.need.facts().into_iter().any(|fact| {
                        let holder = dated.catalog().service(fact.of.unwrap_or(service));
                        holder.fact(fact.key, dated.as_of()).is_none_or(|found| found.value.is_none())
                    });
                    if wins && when && need == Truth::Unknown && missing {
                        self.found.insert((Code::MissingFact, constraint.name.clone()));
                    }
                }
            }
        }
    }

    /// What a check must find.
    fn findings(mut self, dated: &DatedRules) -> Found {
        let pack = dated.pack();
        let places =
            pack.nodes().iter().map(|node| &node.name).chain(pack.outcomes().iter().map(|it| &it.name));
        for name in places.filter(|name| !self.passed.contains_key(*name)) {
            self.found.insert((Code::NeverReached, name.clone()));
        }
        for (subject, (taken, _)) in &self.taken {
            let (held, failed) = self.guards[subject];
            let (node, arm) = subject.rsplit_once('.').unwrap();
            let node = pack.nodes().iter().find(|it| it.name == node).unwrap();
            let guarded = node.arms[arm.parse::<usize>().unwrap() - 1].guard.is_some();
            let code = match (*taken, held, failed) {
                (0, 0, _) => Code::NeverTrue,
                (0, _, _) => Code::MaskedArm,
                (_, _, 0) if guarded => Code::AlwaysTrue,
                _ => continue,
            };
            self.found.insert((code, subject.clone()));
        }
        for (subject, (named, unnamed)) in &self.named {
            let fits = self.fits.get(subject).map_or(0, |(fits, _)| *fits);
            let conditional = conditional(dated, subject);
            let preferred = subject.starts_with("prefer.");
            if *named == 0 && !preferred {
                self.found.insert((Code::NeverTrue, subject.clone()));
                continue;
            }
            if *unnamed == 0 && conditional && !preferred {
                self.found.insert((Code::AlwaysTrue, subject.clone()));
            }
            if fits == 0 {
                self.found.insert((Code::AlwaysRejected, subject.clone()));
            }
        }
        for (name, (rejects, _)) in &self.rejects {
            if *rejects == 0 {
                self.found.insert((Code::IdleConstraint, name.clone()));
            }
        }
        for (subject, _) in self.fallbacks.iter().filter(|(_, (applies, _))| *applies == 0) {
            self.found.insert((Code::IdleFallback, subject.clone()));
        }
        for derivation in pack.derivations() {
            let seen = |truth: &str| self.derivations.contains_key(&format!("{} {truth}", derivation.name));
            let name = derivation.name.clone();
            match (seen("True"), seen("False"), seen("Unknown")) {
                (false, ..) => drop(self.found.insert((Code::NeverTrue, name))),
                (true, false, false) => drop(self.found.insert((Code::AlwaysTrue, name))),
                _ => {}
            }
        }
        for (name, _) in self.conflicts.iter().filter(|(_, (arises, _))| *arises == 0) {
            self.found.insert((Code::IdleConflict, name.clone()));
        }
        for (name, _) in self.guessed.iter().filter(|(_, (arises, _))| *arises > 0) {
            self.found.insert((Code::ContradictingAssumption, name.clone()));
        }
        self.found
    }
}

/// The number in `NodeId(3)`.
fn index(id: &str) -> u16 {
    id.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()
}

fn conditional(dated: &DatedRules, subject: &str) -> bool {
    let (place, service) = subject.split_once('.').unwrap();
    let outcome = dated.pack().outcomes().iter().find(|outcome| outcome.name == place);
    let candidates = outcome.into_iter().flat_map(|outcome| outcome.candidates.iter().flatten());
    candidates
        .filter(|candidate| dated.catalog().service(candidate.service).id == service)
        .any(|candidate| candidate.when.is_some())
}

/// What the check finds, as brute force names it: `undecided` by provider only.
fn found(dated: &DatedRules, text: &str) -> Found {
    let checked = check(dated).expect("a small pack is never too large");
    assert!(checked.disagreements.is_empty(), "{:?}\n{text}", checked.disagreements);
    let decided = checked.findings.into_iter().filter(|finding| DECIDED.contains(&finding.diagnostic.code));
    let name = |code: Code, subject: String| match code {
        Code::UndecidedRegion => subject.rsplit_once('.').map(|(_, provider)| provider.to_owned()).unwrap(),
        _ => subject,
    };
    decided.map(|finding| (finding.diagnostic.code, name(finding.diagnostic.code, finding.subject))).collect()
}

fn compare(small: &Small) -> Option<(usize, Found)> {
    let dated = DatedRules::new(&small.world.pack, small.world.catalog, small.world.as_of());
    let encoded_answers = every_sheet(&[&small.world])?;
    let mut brute = Brute::default();
    for stated in &encoded_answers {
        brute.look(&dated, &encoded(&dated, stated));
    }
    // Where every walk wants for an answer that nobody may give, nothing is named, and what is said of what comes after is empty.
    if brute.named.is_empty() {
        return None;
    }
    // Two candidates of one outcome may be the same service: they share a subject, so their counts mix.
    let expected = brute.findings(&dated);
    let found = found(&dated, &small.text);
    let only = |a: &Found, b: &Found| -> Vec<String> {
        a.difference(b).map(|(code, subject)| format!("{} {subject}", code.as_str())).collect()
    };
    assert!(
        found == expected,
        "only the check: {:?}\nonly brute force: {:?}\n{}",
        only(&found, &expected),
        only(&expected, &found),
        small.text
    );
    Some((encoded_answers.len(), found))
}

#[test]
fn every_verdict_of_a_check_is_that_of_brute_force() {
    const THREADS: u64 = 2;
    const PACKS: u64 = 300;
    let run = |thread: u64| {
        let (mut packs, mut encoded_answers, mut kinds) = (0, 0, BTreeMap::<Code, usize>::new());
        for seed in (thread..PACKS).step_by(2) {
            if let Some((count, found)) = small(seed).as_ref().and_then(compare) {
                packs += 1;
                encoded_answers += count;
                for (code, _) in found {
                    *kinds.entry(code).or_default() += 1;
                }
            }
        }
        (packs, encoded_answers, kinds)
    };
    let both = thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS).map(|at| scope.spawn(move || run(at))).collect();
        running.into_iter().map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    let packs: usize = both.iter().map(|half| half.0).sum();
    let encoded_answers: usize = both.iter().map(|half| half.1).sum();
    assert!(packs > 60 && encoded_answers > 10_000, "{packs} packs, {encoded_answers} requirements");
    // The packs have something to find: every kind but those that cannot happen.
    let impossible = [Code::UnsoundRecommendation];
    for code in DECIDED.iter().filter(|code| !impossible.contains(code)) {
        let seen: usize = both.iter().filter_map(|half| half.2.get(code)).sum();
        assert!(seen > 0, "no pack had a finding `{}`", code.as_str());
    }
}
