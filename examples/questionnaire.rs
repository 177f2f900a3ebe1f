//! A questionnaire in a program: it asks only what can still change the result, and a thread can hold it.
//!
//! `cargo run --example questionnaire`
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::collections::BTreeMap;
use std::thread;

use fingerpost::{Error, Questionnaire, Ruleset, ToAsk};

/// What this visitor would say; everything else is not known.
fn visitor() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("kind", "ml_inference"),
        ("gpu.count", "1"),
        ("gpu.model", "nvidia-l4"),
        ("scale_to_zero", "yes"),
    ])
}

/// Asks until nothing can change the result any more; gives what was asked.
fn ask(questions: &mut Questionnaire, visitor: &BTreeMap<&str, &str>) -> Result<Vec<String>, Error> {
    let mut asked = Vec::new();
    loop {
        match questions.to_ask() {
            ToAsk::Question(question) => {
                match visitor.get(question.name.as_str()) {
                    Some(answer) => questions.answer(&question.name, answer)?,
                    None => questions.not_known(&question.name)?,
                }
                asked.push(question.text);
            }
            ToAsk::AnyOf(needs) => {
                let named = needs.iter().map(|need| need.name.as_str());
                let ticked: Vec<&str> = named.filter(|name| visitor.contains_key(name)).collect();
                questions.tick(&ticked)?;
            }
            ToAsk::Nothing => return Ok(asked),
        }
    }
}

fn main() -> Result<(), Error> {
    let rules = Ruleset::embedded("containers")?;
    let mut questions = rules.questionnaire()?;
    let thread = thread::spawn(move || ask(&mut questions, &visitor()).map(|asked| (asked, questions)));
    let Ok(done) = thread.join() else { return Ok(()) };
    let (asked, questions) = done?;
    println!("asked {} questions, the first: {}", asked.len(), asked.first().map_or("none", String::as_str));
    for answer in rules.decide(&questions.workload("tags")?)?.providers() {
        println!("{}: {} ({})", answer.provider(), answer.service().unwrap_or("nothing"), answer.status());
    }
    Ok(())
}
