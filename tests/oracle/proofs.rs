//! The proofs of `rules check` and the regions of `rules diff` against brute force: small packs, every requirement.

mod checks;
mod containers;
mod details;
mod diffs;
mod reading;

use fingerpost::catalog::{Value, ValueType};
use fingerpost::program::DatedRules;
use fingerpost::quantity::{Dimension, Quantity};
use fingerpost::requirement::EncodedAnswers;

use super::containers::World;
use super::judge::Stated;
use super::random::Random;
use super::rules::{Amount, Val};
use super::tiny::{Style, catalog, pack};

/// Requirements of one pack at most; packs with more are left out.
const MOST: usize = 6000;

/// A small pack, and the text that it is made from.
struct Small {
    world: World,
    text: String,
}

fn small(seed: u64) -> Option<Small> {
    let mut random = Random::seeded(seed);
    let facts = catalog(Style::Everything, &mut random);
    let text = pack(Style::Everything, &mut random);
    build(&facts, text)
}

fn build(facts: &[(String, String)], text: String) -> Option<Small> {
    let world = World::build(facts, &[("tiny.rules".to_owned(), text.clone())]).ok()?;
    Some(Small { world, text })
}

/// Every answer sheet over the questions of some worlds, contradictions included: amounts on both sides of every limit of any of them.
fn every_sheet(worlds: &[&World]) -> Option<Vec<Stated>> {
    let world = worlds[0];
    let mut all: Vec<Stated> = vec![Vec::new()];
    for (question, asked) in world.rules.questions.iter().enumerate() {
        let some: Vec<Val> = match &asked.value_type {
            ValueType::YesNo => vec![Val::Yes(false), Val::Yes(true)],
            ValueType::Choice(options) => options.iter().cloned().map(Val::Word).collect(),
            ValueType::Set(options) => {
                let member =
                    |mask: usize| options.iter().enumerate().filter(move |(at, _)| mask >> at & 1 == 1);
                let chosen = |mask| Val::Words(member(mask).map(|(_, word)| word.clone()).collect());
                (0..1 << options.len()).map(chosen).collect()
            }
            _ => {
                let mut near: Vec<i128> =
                    worlds.iter().flat_map(|world| world.near_limits(question)).copied().collect();
                if matches!(asked.value_type, ValueType::Quantity { dimension: Dimension::Memory, .. }) {
                    let byte = Dimension::Memory.scale();
                    // Derivations that nothing uses count too.
                    let around = |limit: i128| [limit - byte, limit, limit + byte];
                    near.extend((1..=4).flat_map(|gib: i128| around((gib << 30) * byte)));
                }
                near.sort_unstable();
                near.dedup();
                near.into_iter().map(|amount| Val::Amount(Amount::whole(amount))).collect()
            }
        };
        let answers: Vec<Option<Val>> = std::iter::once(None).chain(some.into_iter().map(Some)).collect();
        if all.len() * answers.len() > MOST {
            return None;
        }
        let longer = |before: Stated| {
            answers.iter().map(move |answer| {
                let mut with = before.clone();
                with.push(answer.clone());
                with
            })
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    Some(all)
}

/// The codes of answers.
fn encoded(dated: &DatedRules, stated: &Stated) -> EncodedAnswers {
    let pack = dated.pack();
    let mut encoded = EncodedAnswers::new(pack);
    for ((id, question), answer) in pack.questions().zip(stated) {
        let value = answer.as_ref().map(|answer| value(&question.value_type, answer));
        let code = value.map(|value| pack.encode(id, &value, dated.catalog()).expect("a legal answer"));
        encoded.set(id, code, pack, dated.catalog());
    }
    encoded
}

fn value(value_type: &ValueType, answer: &Val) -> Value {
    match (value_type, answer) {
        (_, Val::Yes(yes)) => Value::YesNo(*yes),
        (_, Val::Word(word)) => Value::Word(word.clone()),
        (ValueType::Set(options), Val::Words(words)) => {
            Value::Words(options.iter().filter(|option| words.contains(*option)).cloned().collect())
        }
        (ValueType::Quantity { dimension, .. }, Val::Amount(amount)) => {
            Value::Quantity(Quantity { dimension: *dimension, amount: super::containers::code(*amount) })
        }
        other => panic!("{other:?}"),
    }
}
