//! One questionnaire from a partial answer sheet to its end, every claim on the way held against brute force.

use fingerpost::eval::{Status, evaluate};
use fingerpost::inquiry::{Inquiry, Need};
use fingerpost::logic::{QuestionId, QuestionSet};
use fingerpost::requirement::EncodedAnswers;

use super::brute::{Brute, differ};
use crate::oracle::{Bench, Random, Val, verdict};

/// Which of the useful questions comes next.
#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    Informative,
    Declared,
}

/// Who answers.
#[derive(Clone, Debug)]
pub(super) enum Person {
    /// Any legal answer; nothing to so many questions of a hundred.
    Anybody { unknown: usize },
    /// What a sheet says; nothing to all other questions.
    Knows(EncodedAnswers),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) walks: usize,
    /// Questions that were put, without lists and their details.
    pub(super) asked: usize,
    /// Lists of special needs that were put.
    pub(super) lists: usize,
    /// Special needs that were ticked.
    pub(super) ticked: usize,
    /// The most questions, lists and details of one walk.
    pub(super) most: usize,
    /// All questions, lists and details.
    put: usize,
    /// Ends at which brute force went through every completion; at the others it drew some.
    pub(super) exhausted: usize,
    /// Claims that brute force could not finish.
    unfinished: usize,
    problems: Vec<String>,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.walks += other.walks;
        self.asked += other.asked;
        self.lists += other.lists;
        self.ticked += other.ticked;
        self.most = self.most.max(other.most);
        self.put += other.put;
        self.exhausted += other.exhausted;
        self.unfinished += other.unfinished;
        self.problems.extend(other.problems);
    }

    #[track_caller]
    pub(super) fn is_flawless(&self) {
        let shown: Vec<&str> = self.problems.iter().take(10).map(String::as_str).collect();
        assert!(
            self.problems.is_empty(),
            "{} problems: {}\n{}",
            self.problems.len(),
            self.summary(),
            shown.join("\n")
        );
        assert!(self.unfinished * 1_000 <= self.asked + self.lists, "{}", self.summary());
    }

    /// The mean number of questions, lists and details of a walk, in hundredths.
    pub(super) fn mean(&self) -> String {
        let hundredths = (self.put * 100 + self.walks / 2) / self.walks;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    pub(super) fn summary(&self) -> String {
        format!(
            "{} walks ({} ends exhausted), {} questions, {} lists, {} ticks, mean {}, most {}, {} unfinished",
            self.walks,
            self.exhausted,
            self.asked,
            self.lists,
            self.ticked,
            self.mean(),
            self.most,
            self.unfinished
        )
    }
}

/// Questionnaires by what was answered and what is not known.
type Explored<'b> = Vec<((EncodedAnswers, Vec<QuestionId>), Inquiry)>;

fn listed(set: QuestionSet) -> Vec<QuestionId> {
    set.iter().collect()
}

#[derive(Clone)]
pub(super) struct Walkthrough<'b> {
    bench: &'b Bench<'b>,
    brute: std::rc::Rc<Brute<'b>>,
    inquiry: Inquiry,
    unknown: QuestionSet,
    offered: QuestionSet,
    asked: Vec<QuestionId>,
    person: Person,
    /// What was explored by walkthroughs that began alike.
    explored: std::rc::Rc<std::cell::RefCell<Explored<'b>>>,
    /// Whether special needs are asked for too, and the end is held against the naive evaluator.
    thorough: bool,
    tally: Tally,
}

impl<'b> Walkthrough<'b> {
    pub(super) fn new(bench: &'b Bench<'b>, encoded: EncodedAnswers, person: Person, thorough: bool) -> Self {
        let inquiry = Inquiry::new(&bench.dated, encoded, QuestionSet::default());
        let brute = std::rc::Rc::new(Brute::new(bench.world, &bench.dated));
        let (unknown, offered) = (QuestionSet::default(), QuestionSet::default());
        let tally = Tally::default();
        let explored = std::rc::Rc::default();
        Self { bench, brute, inquiry, unknown, offered, asked: Vec::new(), person, explored, thorough, tally }
    }

    /// A partial answer sheet more: some of the questions that are open are answered beforehand.
    pub(super) fn partly_answered(&self, random: &mut Random) -> Self {
        let mut partly = self.clone();
        for _ in 0..random.below(4) {
            let useful = partly.inquiry.questions();
            if !useful.is_empty() {
                let question = random.pick(useful).question;
                partly.answer(question, random);
            }
        }
        partly
    }

    /// How many questions may remain.
    pub(super) fn left(&self) -> usize {
        self.inquiry.questions().len()
    }

    /// The questions that were put, in order.
    pub(super) fn asked(&self) -> &[QuestionId] {
        &self.asked
    }

    /// The same, answered by somebody else. What is explored on the way is shared.
    pub(super) fn by(&self, person: Person) -> Self {
        Self { person, ..self.clone() }
    }

    /// The same, with special needs and the naive evaluator.
    pub(super) fn thorough(mut self) -> Self {
        self.thorough = true;
        self
    }

    pub(super) fn run(&mut self, order: Order, random: &mut Random) -> Tally {
        loop {
            self.questions(order, random);
            if !self.thorough || !self.needs(random) {
                break;
            }
        }
        self.settled(random);
        self.tally.walks = 1;
        self.tally.put += self.tally.asked + self.tally.lists;
        self.tally.most = self.tally.put;
        self.tally.clone()
    }

    fn questions(&mut self, order: Order, random: &mut Random) {
        loop {
            let mut useful = self.inquiry.questions().to_vec();
            if matches!(order, Order::Declared) {
                useful.sort_by_key(|useful| useful.question);
            }
            let Some(next) = useful.into_iter().next() else { return };
            if !next.proven {
                self.problem(next.question, "is asked without a proof");
            }
            self.worth_asking(next.question);
            self.tally.asked += 1;
            self.asked.push(next.question);
            if self.asked.len() > 100 {
                return self.problem(next.question, "and no end of it");
            }
            self.answer(next.question, random);
        }
    }

    fn problem(&mut self, question: QuestionId, what: &str) {
        let pack = &self.bench.world.pack;
        let stated = self.inquiry.encoded().stated();
        let stated: Vec<String> = stated
            .map(|other| format!("{} = {:?}", pack.question(other).name, self.inquiry.encoded().code(other)))
            .collect();
        self.tally.problems.push(format!("{} {what}: {}", pack.question(question).name, stated.join(", ")));
    }

    /// Some answer to it can change the result. What is tried for that does not change what the person says next.
    fn worth_asking(&mut self, question: QuestionId) {
        let mut random = Random::seeded(self.asked.len() as u64);
        match self.brute.can_change(self.inquiry.encoded(), self.unknown, question, &mut random) {
            Some(true) => {}
            Some(false) => self.problem(question, "cannot change the result"),
            None => self.tally.unfinished += 1,
        }
    }

    fn answer(&mut self, question: QuestionId, random: &mut Random) {
        let code = match &self.person {
            Person::Knows(encoded) => encoded.code(question),
            Person::Anybody { unknown } if random.chance(*unknown) => None,
            Person::Anybody { .. } => {
                let mut values = self.brute.values(question).to_vec();
                random.shuffle(&mut values);
                values.truncate(8);
                let encoded = self.inquiry.encoded();
                values
                    .into_iter()
                    .find(|code| !self.brute.contradicts(&self.brute.with(encoded, question, *code)))
            }
        };
        let encoded = self.inquiry.encoded();
        let fits = |code: &i128| !self.brute.contradicts(&self.brute.with(encoded, question, *code));
        if let Some(code) = code.filter(fits) {
            self.inquiry = self.inquiry.answered(question, code);
            return;
        }
        self.unknown.insert(question);
        // People who know little share long ways: what was explored for one is there for the next.
        let key = (encoded.clone(), listed(self.unknown));
        let mut explored = self.explored.borrow_mut();
        let known = explored.iter().find(|(before, _)| *before == key).map(|(_, inquiry)| inquiry.clone());
        self.inquiry = known.unwrap_or_else(|| {
            let next = self.inquiry.not_known(question);
            explored.push((key, next.clone()));
            next
        });
    }

    /// Puts the list of special needs; whether something was ticked.
    fn needs(&mut self, random: &mut Random) -> bool {
        let needs = self.inquiry.special_needs(self.offered);
        self.nothing_is_missing(&needs, random);
        if needs.is_empty() {
            return false;
        }
        self.tally.lists += 1;
        for need in needs.iter().filter(|need| need.proven) {
            self.worth_asking(need.question);
        }
        for need in &needs {
            self.offered.insert(need.question);
        }
        let ticked: Vec<QuestionId> = match &self.person {
            Person::Knows(encoded) => {
                needs.iter().map(|need| need.question).filter(|q| encoded.code(*q).is_some()).collect()
            }
            Person::Anybody { .. } => random.some(&needs, 2).into_iter().map(|need| need.question).collect(),
        };
        for question in &ticked {
            self.tally.ticked += 1;
            self.tally.put += 1;
            self.answer(*question, random);
        }
        !ticked.is_empty()
    }

    /// What rests on a default and is on no list changes nothing by itself, whatever its answer.
    fn nothing_is_missing(&mut self, needs: &[Need], random: &mut Random) {
        let pack = &self.bench.world.pack;
        let listed = |question: QuestionId| {
            needs.iter().any(|need| need.question == question)
                || self.offered.contains(question)
                || self.unknown.contains(question)
                || self.inquiry.encoded().code(question).is_some()
                || [pack.workload_question(), pack.providers_question()].contains(&Some(question))
        };
        let now = self.brute.result(self.inquiry.encoded());
        let missing: Vec<QuestionId> =
            pack.questions().map(|(question, _)| question).filter(|question| !listed(*question)).collect();
        for question in missing {
            let mut values = self.brute.values(question).to_vec();
            random.shuffle(&mut values);
            for code in values.into_iter().take(60) {
                let answered = self.brute.with(self.inquiry.encoded(), question, code);
                if !self.brute.contradicts(&answered) && differ(&self.brute.result(&answered), &now) {
                    self.problem(question, "could matter and is on no list");
                    break;
                }
            }
        }
    }

    /// The same comes out under every completion: by brute force, and in the words of the evaluation.
    fn settled(&mut self, random: &mut Random) {
        let encoded = self.inquiry.encoded().clone();
        let first = self.bench.world.pack.questions().next().unwrap().0;
        let last = self.asked.last().copied().unwrap_or(first);
        if !self.inquiry.outlook().iter().all(fingerpost::inquiry::Outlook::is_settled) {
            self.problem(last, "was the last question, and it is not settled");
        }
        // Every completion of every end would take minutes.
        let most = if self.thorough || random.chance(5) { 400 } else { 4 };
        match self.brute.is_unsettled(&encoded, self.unknown, most, random) {
            Some(true) => self.problem(last, "was the last question, and some completion differs"),
            Some(false) => self.tally.exhausted += 1,
            None => {}
        }
        if !self.thorough || self.unknown != QuestionSet::default() {
            return;
        }
        for answer in evaluate(&self.bench.dated, &encoded).providers {
            if answer.possible.len() != 1 || answer.status == Status::Provisional {
                self.problem(last, "was the last question, and the answer is provisional");
            }
        }
        if !self.naively_the_same(&encoded) {
            self.problem(last, "was the last question, and the naive evaluator says something else");
            let said = self.naively(&encoded);
            self.tally.problems.push(said);
        }
    }

    /// What the naive evaluator says, and what is said.
    fn naively(&self, encoded: &EncodedAnswers) -> String {
        let now: Vec<String> =
            self.inquiry.outlook().iter().map(|outlook| format!("{:?}", outlook.now)).collect();
        let world = self.bench.world;
        let answers: Vec<(usize, Val)> = encoded
            .stated()
            .filter_map(|question| {
                Some((question.index(), world.decoded(question.index(), encoded.code(question)?)))
            })
            .collect();
        format!("{} {now:?}", world.shown(&answers))
    }

    /// Whether the naive evaluator, which knows no codes, comes to the same; true for texts that have no code.
    fn naively_the_same(&self, encoded: &EncodedAnswers) -> bool {
        let world = self.bench.world;
        let value = |question: QuestionId| -> Option<(usize, Val)> {
            let code = encoded.code(question)?;
            world.pack.decode(question, code, world.catalog)?;
            Some((question.index(), world.decoded(question.index(), code)))
        };
        let answers: Vec<Option<(usize, Val)>> = encoded.stated().map(value).collect();
        let Some(answers) = answers.into_iter().collect::<Option<Vec<(usize, Val)>>>() else { return true };
        let hearing = self.bench.judge.hear(world.stated(&answers));
        let same = |outlook: &fingerpost::inquiry::Outlook| {
            hearing.verdict(outlook.provider) == verdict(outlook.now)
        };
        self.inquiry.outlook().iter().all(same)
    }
}
