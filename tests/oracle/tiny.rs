//! Small packs made at random, and every requirement that can be written for them.

use std::fmt::Write as _;
use std::thread;

use fingerpost::diagnostic::Code;

use super::agreement::{Bench, checked};
use super::completions::{Seen, disagreements};
use super::containers::World;
use super::random::Random;
use super::rules::{Amount, Val};
use fingerpost::catalog::ValueType;

const KEYS: &str = r#"
[providers]
p = { name = "P", long_name = "Provider P" }
q = { name = "Q", long_name = "Provider Q" }
[key.size]
title = "Size"
type = "integer"
meaning = "A size"
[key.ram]
title = "Ram"
type = "memory"
meaning = "A memory"
[key.modes]
title = "Modes"
type = "set"
of = ["slow", "fast", "loud"]
meaning = "Modes"
[key.fancy]
title = "Fancy"
type = "yes_no"
meaning = "Fancy or not"
[key.tier]
title = "Tier"
type = "choice"
of = ["low", "mid", "high"]
meaning = "A tier"
"#;

const SERVICES: [&str; 6] = ["p.a", "p.b", "p.c", "p.d", "q.a", "q.b"];
/// What may come along; of the last one nothing is recorded.
const COMPANIONS: [&str; 4] = ["p.along", "p.beside", "q.along", "q.mute"];
const MODES: [&str; 3] = ["slow", "fast", "loud"];
const COLOURS: [&str; 3] = ["red", "green", "blue"];
const TIERS: [&str; 3] = ["low", "mid", "high"];

/// Services with some facts known, some unknown, some unlimited, some not recorded.
pub(super) fn catalog(style: Style, random: &mut Random) -> Vec<(String, String)> {
    let mut files = vec![("facts.toml".to_owned(), KEYS.to_owned())];
    for id in SERVICES.into_iter().chain(COMPANIONS) {
        let companion = COMPANIONS.contains(&id);
        let mut text =
            format!("id = \"{id}\"\nname = \"{id}\"\nsummary = \"One.\"\ncompanion = {companion}\n");
        for key in ["size", "ram", "modes", "fancy", "tier"] {
            if id == "q.mute" {
                continue;
            }
            let value = match (random.below(10), key) {
                (0, _) if !companion => continue,
                (1, _) => "\"unknown\"".to_owned(),
                (2, "size" | "ram") if style == Style::Everything => "\"unlimited\"".to_owned(),
                (_, "size") => random.below(4).to_string(),
                (_, "ram") => format!("\"{} GiB\"", random.below(4)),
                (_, "modes") => {
                    let mut modes = random.some(&MODES, 3);
                    if modes.is_empty() && style == Style::Agreed {
                        modes.push(*random.pick::<&str>(&MODES));
                    }
                    format!("{modes:?}")
                }
                (_, "fancy") => random.chance(50).to_string(),
                _ => format!("{:?}", random.pick(&TIERS)),
            };
            write!(
                text,
                "[[fact]]\nkey = \"{key}\"\nvalue = {value}\nsource = \"https://example.org\"\nread = \"2026-01-01\"\nconfidence = \"high\"\n"
            )
            .unwrap();
        }
        files.push((format!("{}.toml", id.replace('.', "/")), text));
    }
    files
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    YesNo,
    Colour,
    Mode,
    Integer,
    Memory,
    Modes,
}

/// What packs may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Only what the two evaluators are known to mean the same by.
    Agreed,
    /// Everything: also `!=` and `not in` on what can be `none`, integers between whole numbers, unlimited facts
    /// and empty sets beside questions that nobody answered.
    Everything,
}

/// The questions of a pack, by kind; their names are their positions.
struct Asked {
    kinds: Vec<Kind>,
    style: Style,
}

impl Asked {
    fn name(at: usize) -> String {
        format!("q{at}")
    }

    fn declaration(&self, at: usize, random: &mut Random) -> String {
        let kind = match self.kinds[at] {
            Kind::YesNo => "yes_no",
            Kind::Colour => "choice of [red, green, blue]",
            Kind::Mode => "choice of [slow, fast, loud]",
            Kind::Integer => "integer 0..3",
            Kind::Memory => "memory",
            Kind::Modes => "set of [slow, fast, loud]",
        };
        let mut text = format!("question {}: {kind}\n    ask \"?\"\n", Self::name(at));
        if at > 0 {
            let mut whens = |word: &str, chance: usize| {
                if random.chance(chance) {
                    let value = self.value(at, random);
                    let when = self.condition(at, 1, false, random);
                    writeln!(text, "    {word} {value} when {when}\n        because \"so\"").unwrap();
                }
            };
            whens("must be", 25);
            whens("default", 25);
            whens("assume", 25);
        }
        match random.below(5) {
            0 => {}
            1 | 2 => writeln!(text, "    default {}", self.value(at, random)).unwrap(),
            3 => writeln!(text, "    assume {}\n        because \"so\"", self.value(at, random)).unwrap(),
            _ if self.style == Style::Agreed => {}
            _ => writeln!(text, "    default none").unwrap(),
        }
        text
    }

    /// A value as it is written in rules.
    fn value(&self, at: usize, random: &mut Random) -> String {
        match self.kinds[at] {
            Kind::YesNo => (*random.pick(&["yes", "no"])).to_owned(),
            Kind::Colour => (*random.pick(&COLOURS)).to_owned(),
            Kind::Mode => (*random.pick(&MODES)).to_owned(),
            Kind::Integer => random.below(4).to_string(),
            Kind::Memory => format!("{} GiB", random.below(4)),
            Kind::Modes => format!("[{}]", random.some(&MODES, 3).join(", ")),
        }
    }

    /// A condition over the questions before `limit`.
    fn condition(&self, limit: usize, depth: usize, service: bool, random: &mut Random) -> String {
        match random.below(if depth == 0 { 4 } else { 8 }) {
            0..=3 => self.test(random.below(limit), service, random),
            4 => format!("not ({})", self.condition(limit, depth - 1, service, random)),
            word => {
                let join = if word == 5 { "or" } else { "and" };
                let a = self.condition(limit, depth - 1, service, random);
                let b = self.condition(limit, depth - 1, service, random);
                format!("({a}) {join} ({b})")
            }
        }
    }

    /// One comparison of one question.
    fn test(&self, at: usize, service: bool, random: &mut Random) -> String {
        let q = Self::name(at);
        if random.chance(15) {
            let not = if random.chance(50) { "not " } else { "" };
            return format!("{q} is {not}answered");
        }
        let order = if self.style == Style::Agreed && self.kinds[at] == Kind::Integer {
            *random.pick(&["<=", ">"])
        } else {
            *random.pick(&["<", "<=", ">", ">=", "=", "!="])
        };
        let same = *random.pick(&["=", "!="]);
        let inside = *random.pick(&["in", "not in"]);
        let modes = |random: &mut Random| random.some(&MODES, 2).join(", ");
        match (self.kinds[at], service && random.chance(70)) {
            (Kind::YesNo, false) => {
                let value = self.value(at, random);
                if random.chance(50) { q } else { format!("{q} {same} {value}") }
            }
            (Kind::YesNo, true) => format!("{q} {same} service.fancy"),
            (Kind::Colour, false) => match random.below(2) {
                0 => format!("{q} {same} {}", random.pick(&COLOURS)),
                _ => format!("{q} {inside} [{}, {}]", COLOURS[0], random.pick(&COLOURS[1..])),
            },
            (Kind::Colour, true) => format!("service.tier {inside} [low, {}]", random.pick(&TIERS[1..])),
            (Kind::Mode, false) => format!("{q} {same} {}", random.pick(&MODES)),
            (Kind::Mode, true) => match random.below(2) {
                0 => format!("{q} {inside} service.modes"),
                _ => format!("service.modes includes {q}"),
            },
            (Kind::Integer, false) => match random.below(3) {
                0 => format!("{q} + 1 {order} {}", random.below(5)),
                1 if self.style == Style::Agreed => format!("{q} * 2 {order} {}", 2 * random.below(4)),
                1 => format!("{q} * 2 {order} {}", random.below(7)),
                _ => format!("{q} {order} {}", random.below(4)),
            },
            (Kind::Integer, true) => match random.below(2) {
                0 => format!("{q} {order} service.size"),
                _ if self.style == Style::Agreed => format!("{q} + 1 {order} service.size"),
                _ => format!("service.size {order} {q} + 1"),
            },
            (Kind::Memory, false) => format!("{q} {order} {} GiB", random.below(4)),
            (Kind::Memory, true) => match random.below(2) {
                0 => format!("{q} + 1 GiB {order} service.ram"),
                _ => format!("service.ram {order} {q}"),
            },
            (Kind::Modes, false) => match random.below(4) {
                0 => format!("{q} {same} [{}]", modes(random)),
                1 => format!("{q} includes {}", random.pick(&MODES)),
                2 => format!("{q} includes [slow, {}]", random.pick(&MODES[1..])),
                _ => format!("{q} includes any [slow, {}]", random.pick(&MODES[1..])),
            },
            (Kind::Modes, true) => match random.below(4) {
                0 => format!("service.modes includes {q}"),
                1 => format!("{q} includes any service.modes"),
                2 => format!("{q} includes service.modes"),
                _ => format!("{q} {same} service.modes"),
            },
        }
    }
}

/// A pack that mostly compiles.
pub(super) fn pack(style: Style, random: &mut Random) -> String {
    let kinds = [Kind::YesNo, Kind::Colour, Kind::Mode, Kind::Integer, Kind::Memory, Kind::Modes];
    let count = 2 + random.below(3);
    let asked = Asked { kinds: (0..count).map(|_| *random.pick(&kinds)).collect(), style };
    let mut text = String::from("pack tiny 1.0.0\n    as_of 2026-01-01\n\n");
    for at in 0..count {
        text += &asked.declaration(at, random);
    }
    writeln!(text, "derive derived = {}", asked.condition(count, 1, false, random)).unwrap();
    if random.chance(40) {
        let when = asked.condition(count, 1, false, random);
        writeln!(text, "conflict clash\n    when {when}\n    because \"no\"").unwrap();
    }
    for at in 0..=random.below(3) {
        writeln!(text, "constraint c{at}").unwrap();
        if random.chance(60) {
            let service = random.chance(20);
            writeln!(text, "    when {}", asked.condition(count, 1, service, random)).unwrap();
        }
        let need = asked.condition(count, 1, true, random);
        writeln!(
            text,
            "    need {need}\n    refuse \"no\"\n    because \"no\"\n    source \"https://example.org\""
        )
        .unwrap();
    }
    if random.chance(60) {
        text += &companions(&asked, random);
    }
    if random.chance(30) {
        let when = asked.condition(count, 1, false, random);
        writeln!(text, "forbid {} when {when}\n    because \"no\"", random.pick(&SERVICES)).unwrap();
    }
    let nodes = 1 + random.below(3);
    for node in 0..nodes {
        writeln!(text, "node n{node}").unwrap();
        let guard = |random: &mut Random| match random.below(5) {
            0 => "derived".to_owned(),
            1 => "not derived".to_owned(),
            _ => asked.condition(count, 1, false, random),
        };
        let next = if node + 1 < nodes { format!("n{}", node + 1) } else { format!("o{node}x") };
        writeln!(text, "    when {} -> o{node}", guard(random)).unwrap();
        if random.chance(40) {
            writeln!(text, "    when {} -> o{node}", guard(random)).unwrap();
        }
        writeln!(text, "    otherwise -> {next}").unwrap();
    }
    let outcomes = (0..nodes).map(|node| format!("o{node}")).chain([format!("o{}x", nodes - 1)]);
    for outcome in outcomes {
        writeln!(text, "outcome {outcome}\n    because \"so\"\n    source \"https://example.org\"").unwrap();
        for (provider, services) in [("p", &SERVICES[..4]), ("q", &SERVICES[4..])] {
            let mut named = random.some(services, 3);
            random.shuffle(&mut named);
            let mut candidate = |service: &&str| {
                if random.chance(25) {
                    format!("{service} when {}", asked.condition(count, 0, false, random))
                } else {
                    (*service).to_owned()
                }
            };
            let named: Vec<String> = named.iter().map(&mut candidate).collect();
            if !named.is_empty() {
                writeln!(text, "    {provider} {}", named.join(" then ")).unwrap();
            }
        }
    }
    text + "prefer p p.b then p.a then p.d then p.c\nprefer q q.b then q.a\n"
}

/// What comes along, and a constraint on it.
fn companions(asked: &Asked, random: &mut Random) -> String {
    let (count, mut text) = (asked.kinds.len(), String::new());
    for id in COMPANIONS {
        let service = random.chance(40);
        let when = asked.condition(count, 1, service, random);
        writeln!(text, "companion {id}\n    when {when}\n    for \"so\"\n    source \"https://example.org\"")
            .unwrap();
    }
    writeln!(text, "constraint along\n    every way of companions").unwrap();
    if random.chance(50) {
        let when = asked.condition(count, 1, random.chance(20), random);
        writeln!(text, "    when {when}").unwrap();
    }
    let (own, other) = (asked.condition(count, 1, true, random), asked.condition(count, 1, true, random));
    let own = own.replace("service.", "way.");
    let need = if random.chance(50) { own } else { format!("({own}) or ({other})") };
    writeln!(
        text,
        "    need {need}\n    refuse \"no\"\n    because \"no\"\n    source \"https://example.org\""
    )
    .unwrap();
    text
}

/// A small pack of the kind that both evaluators mean the same by; none where the seed makes one that does not compile.
pub(super) fn small(seed: u64) -> Option<World> {
    let mut random = Random::seeded(seed);
    let facts = catalog(Style::Agreed, &mut random);
    let text = pack(Style::Agreed, &mut random);
    World::build(&facts, &[("tiny.rules".to_owned(), text)]).ok()
}

/// Every answer to a question, `None` among them for no answer; amounts one of each cell.
fn every_answer(world: &World, question: usize) -> Vec<Option<Val>> {
    let some: Vec<Val> = match &world.rules.questions[question].value_type {
        ValueType::YesNo => vec![Val::Yes(false), Val::Yes(true)],
        ValueType::Choice(options) => options.iter().cloned().map(Val::Word).collect(),
        ValueType::Set(options) => {
            let member = |mask: usize| options.iter().enumerate().filter(move |(at, _)| mask >> at & 1 == 1);
            (0..8).map(|mask| Val::Words(member(mask).map(|(_, word)| word.clone()).collect())).collect()
        }
        _ => {
            let near = world.near_limits(question);
            let stride = near.len().div_ceil(8);
            let last = near.last().filter(|_| near.len() % stride != 1 % stride);
            let some = near.iter().step_by(stride).chain(last);
            some.map(|&amount| Val::Amount(Amount::whole(amount))).collect()
        }
    };
    std::iter::once(None).chain(some.into_iter().map(Some)).collect()
}

/// Every requirement over the questions of a pack.
fn every_requirement(world: &World) -> Vec<Vec<(usize, Val)>> {
    let mut all = vec![Vec::new()];
    for question in 0..world.rules.questions.len() {
        let answers = every_answer(world, question);
        all = all
            .into_iter()
            .flat_map(|before: Vec<(usize, Val)>| {
                answers.iter().map(move |answer| {
                    let mut with = before.clone();
                    with.extend(answer.clone().map(|value| (question, value)));
                    with
                })
            })
            .collect();
    }
    all
}

#[derive(Default)]
struct Sweep {
    compiled: u64,
    refused: Vec<String>,
    seen: Seen,
    problems: Vec<String>,
    /// Requirements for which the engine finds no relaxation, and brute force does.
    missed: Vec<String>,
}

fn sweep(style: Style, seeds: std::ops::Range<u64>) -> Sweep {
    let mut sweep = Sweep::default();
    for seed in seeds {
        let mut random = Random::seeded(seed);
        let facts = catalog(style, &mut random);
        let text = pack(style, &mut random);
        let world = match World::build(&facts, &[("tiny.rules".to_owned(), text.clone())]) {
            Ok(world) => world,
            Err(findings) => {
                let expected = [Code::DeadArm, Code::Unreachable, Code::Cycle];
                for finding in findings.iter().filter(|finding| !expected.contains(&finding.code)) {
                    sweep.refused.push(format!("seed {seed}: {}", finding.message));
                }
                continue;
            }
        };
        sweep.compiled += 1;
        let bench = Bench::on(&world, world.as_of());
        let mut requirements = every_requirement(&world);
        // Brute force over every completion of every requirement takes a while: some of them get it, all are compared.
        random.shuffle(&mut requirements);
        for (at, answers) in requirements.into_iter().enumerate() {
            let found = match checked(&bench, &answers) {
                Err(problem) => vec![problem],
                Ok(None) => continue,
                Ok(Some(requirement)) => {
                    let mut found = bench.disagreements(&answers, requirement.encoded(), &mut |_, _| {});
                    if at < 12 {
                        let before = sweep.seen.missed_relaxations;
                        let deep = disagreements(&bench, &answers, &requirement, 200, &mut sweep.seen);
                        found.extend(deep.unwrap_or_default());
                        if sweep.seen.missed_relaxations > before {
                            sweep.missed.push(format!("seed {seed}: {}\n{text}", world.shown(&answers)));
                        }
                    }
                    found
                }
            };
            sweep.seen.compared += 1;
            if !found.is_empty() {
                let shown = world.shown(&answers);
                sweep.problems.push(format!("seed {seed}: {shown}\n    {}\n{text}", found.join("\n    ")));
                break;
            }
        }
    }
    sweep
}

/// Compares on every requirement of so many packs; what brute force saw on the way.
fn all_agree(style: Style, packs: u64) -> Vec<String> {
    let halves = thread::scope(|scope| {
        let run = [0..packs / 2, packs / 2..packs].map(|seeds| scope.spawn(move || sweep(style, seeds)));
        run.map(|half| half.join().unwrap())
    });
    let problems: Vec<&String> = halves.iter().flat_map(|half| &half.problems).collect();
    let shown: Vec<&str> = problems.iter().take(25).map(|problem| problem.as_str()).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), shown.join("\n"));
    let refused: Vec<&String> = halves.iter().flat_map(|half| &half.refused).collect();
    assert!(refused.is_empty(), "refused for other reasons than dead arms: {refused:?}");
    let compiled: u64 = halves.iter().map(|half| half.compiled).sum();
    let compared: usize = halves.iter().map(|half| half.seen.compared).sum();
    assert!(compiled * 3 > packs && compared > 20_000, "{compiled} packs, {compared} requirements");
    halves.into_iter().flat_map(|half| half.missed).collect()
}

#[test]
fn both_evaluators_agree_on_every_requirement_of_small_packs() {
    drop(all_agree(Style::Agreed, 2000));
}

#[test]
fn every_smallest_relaxation_of_small_packs_is_found() {
    let missed = all_agree(Style::Agreed, 2000);
    assert!(missed.is_empty(), "{} missed, the first:\n{}", missed.len(), missed[0]);
}

#[test]
fn both_evaluators_agree_on_small_packs_that_use_everything() {
    drop(all_agree(Style::Everything, 2000));
}
