//! Promise 2: every requirement gets one of the four statuses, and it fits what came out.

use fingerpost::eval::{Conclusion, Status, Winner, evaluate};

use super::agreement::{Bench, checked};
use super::containers::World;
use super::random::Random;

#[test]
fn every_requirement_gets_one_of_four_statuses_that_fits_what_came_out() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(41);
    for _ in 0..60 {
        let answers = world.answers(8, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let evaluation = evaluate(&bench.dated, requirement.encoded());
        assert_eq!(
            evaluation.providers.iter().map(|answer| answer.provider).collect::<Vec<_>>(),
            fingerpost::eval::providers(&bench.dated, requirement.encoded())
        );
        for answer in &evaluation.providers {
            let fits = match answer.status {
                Status::Decided | Status::Provisional | Status::Unverified => {
                    matches!(answer.winner(), Winner::Service(_))
                }
                Status::Undecided => answer.winner() == Winner::Undecided,
                Status::NoFit => {
                    answer.winner() == Winner::NoFit
                        && matches!(&answer.conclusion, Conclusion::NoFit(it) if !it.nearest.is_empty())
                }
            };
            assert!(fits, "{}: {:?} with {:?}", world.shown(&answers), answer.status, answer.winner());
        }
    }
}

#[test]
fn every_provisional_answer_names_a_question_that_could_change_it() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(41);
    for _ in 0..100 {
        let answers = world.answers(8, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let evaluation = evaluate(&bench.dated, requirement.encoded());
        for answer in evaluation.providers.iter().filter(|answer| answer.status == Status::Provisional) {
            let open = evaluation.open.iter().flat_map(|open| &open.possible);
            let listed = open.filter(|(provider, _)| *provider == answer.provider).count();
            assert!(listed > 0, "{}: {:?}", world.shown(&answers), answer.possible);
        }
    }
}
