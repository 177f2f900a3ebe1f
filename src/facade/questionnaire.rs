//! The questionnaire: which answers still matter, asked one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::catalog::ProviderId;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span, nearest};
use crate::eval::Winner;
use crate::inquiry::{Changes, Need, Session, Step};
use crate::invariant::caught;
use crate::logic::QuestionId;
use crate::report::WinnerRecord;
use crate::requirement::{AnswerForm, RawRequirement, check, parse_answer};

use super::{Error, Ruleset, Workload};

/// A questionnaire on its way: it asks only what can still change the result, the most informative question first.
///
/// It owns all that it needs and is `Send + Sync + 'static`: a server can keep one for each visitor, and a thread can take it
/// over. A refused answer changes nothing.
///
/// ```
/// use fingerpost::{Ruleset, ToAsk};
///
/// let rules = Ruleset::embedded("containers")?;
/// let mut questions = rules.questionnaire()?;
/// loop {
///     match questions.to_ask() {
///         ToAsk::Question(question) if question.name == "kind" => questions.answer("kind", "batch")?,
///         ToAsk::Question(question) => questions.not_known(&question.name)?,
///         ToAsk::AnyOf(_) => questions.tick(&["gpu.count"])?,
///         ToAsk::Nothing => break,
///     }
/// }
/// let decision = rules.decide(&questions.workload("nightly")?)?;
/// assert_eq!(decision.workload().stated("kind"), Some("batch"));
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone)]
pub struct Questionnaire {
    rules: Ruleset,
    /// The files of the rules, and what was typed.
    sources: Sources,
    session: Session,
}

/// The rules that it is of.
impl fmt::Debug for Questionnaire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Questionnaire({:?})", self.rules)
    }
}

/// What a questionnaire puts next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToAsk {
    /// One question: [`Questionnaire::answer`] or [`Questionnaire::not_known`].
    Question(AskedQuestion),
    /// Special needs, of which any may apply: [`Questionnaire::tick`]. What is ticked is asked for next, or is answered
    /// by the tick where that says it all.
    AnyOf(Vec<AskedQuestion>),
    /// Nothing that is left to ask can change the result.
    Nothing,
}

/// A question with why it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Its name, as in a requirement file.
    pub name: String,
    /// How people are asked; the name where the rules say nothing.
    pub text: String,
    /// What it means, where the rules say so.
    pub help: Option<String>,
    /// How it is answered.
    pub form: AnswerForm,
    /// For each provider whose result the answer can change, by id, what can come out. Of a special need, not all of it is
    /// named.
    pub can_change: BTreeMap<String, BTreeSet<WinnerRecord>>,
}

impl Questionnaire {
    /// Starts from what a workload states, or from nothing.
    pub(super) fn start(rules: &Ruleset, known: Option<&Workload>) -> Result<Self, Error> {
        let mut sources = known.map_or_else(|| rules.sources().clone(), |known| known.sources().clone());
        let requirement = if let Some(known) = known {
            rules.check_own(known)?;
            known.requirement().clone()
        } else {
            let span = Span::new(sources.add("answers", ""), 0, 0);
            let raw = RawRequirement { entries: Vec::new(), span };
            let checked = caught(|| check(&raw, rules.dated())).map_err(Error::defect)?;
            checked.map_err(|found| Error::new(found, sources.clone()))?
        };
        let session = caught(|| Session::new(rules.dated(), requirement)).map_err(Error::defect)?;
        Ok(Self { rules: rules.clone(), sources, session })
    }

    /// What to ask next. It stays the same until something is answered.
    pub fn to_ask(&mut self) -> ToAsk {
        match self.session.step() {
            Step::Question { question, changes } => ToAsk::Question(self.asked(question, &changes)),
            Step::Needs(needs) => {
                ToAsk::AnyOf(needs.iter().map(|need| self.asked(need.question, &need.changes)).collect())
            }
            Step::Done => ToAsk::Nothing,
        }
    }

    /// Answers a question, by its full name, in the words of a requirement file: `yes`, `2 GiB`, `linux`, `http, grpc`; `none`
    /// takes an answer back. Any question may be answered at any time, not only the one that is put.
    ///
    /// # Errors
    /// The pack has no such question, the text is no answer to it, or it contradicts an earlier answer.
    ///
    /// ```
    /// let mut questions = fingerpost::Ruleset::embedded("containers")?.questionnaire()?;
    /// assert_eq!(questions.answer("memory", "lots").unwrap_err().codes(), ["wrong-type"]);
    /// questions.answer("memory", "2 GiB")?;
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    pub fn answer(&mut self, question: &str, text: &str) -> Result<(), Error> {
        let id = self.find(question)?;
        let declared = self.rules.dated().pack().question(id);
        let answered = caught(|| {
            let value = parse_answer(declared, text, &mut self.sources).map_err(Diagnostics::from)?;
            self.session.answer(id, value)
        });
        answered.map_err(Error::defect)?.map_err(|found| self.refused(found))
    }

    /// Nobody knows the answer: what the rules assume stands, and the question is not put again. An answer that was given is
    /// taken back.
    ///
    /// # Errors
    /// The pack has no such question.
    pub fn not_known(&mut self, question: &str) -> Result<(), Error> {
        let id = self.find(question)?;
        caught(|| self.session.not_known(id)).map_err(Error::defect)
    }

    /// Says which of the special needs that are put apply: none of them, for an empty list. The others are not put again.
    ///
    /// # Errors
    /// One of them is not on the list that is put, or contradicts an earlier answer.
    pub fn tick(&mut self, questions: &[&str]) -> Result<(), Error> {
        let Step::Needs(needs) = self.session.step() else {
            let finding = Diagnostic::general(Code::UnknownQuestion, "no list of special needs is put");
            return Err(self.refused(finding.help("`to_ask` says what is put")));
        };
        let ticked =
            questions.iter().map(|name| self.on_the_list(name, &needs)).collect::<Result<Vec<_>, _>>()?;
        let taken = caught(|| self.session.ticked(&needs, &ticked)).map_err(Error::defect)?;
        taken.map_err(|found| self.refused(found))
    }

    /// Takes an answer back and puts its question next.
    ///
    /// # Errors
    /// The pack has no such question.
    pub fn edit(&mut self, question: &str) -> Result<(), Error> {
        let id = self.find(question)?;
        caught(|| self.session.edit(id)).map_err(Error::defect)
    }

    /// One step back, as it was before the last answer; false at the start.
    pub fn back(&mut self) -> bool {
        self.session.back()
    }

    /// How many questions there can still be at most, special needs aside.
    #[must_use]
    pub fn questions_left(&self) -> usize {
        self.session.left().0
    }

    /// The workload as it was answered so far, under a name unless it states its own. It can be decided at any time.
    ///
    /// # Errors
    /// None for answers that were taken: each was checked together with those before it.
    pub fn workload(&self, name: &str) -> Result<Workload, Error> {
        let answered = caught(|| self.session.answered()).map_err(Error::defect)?;
        let requirement = answered.map_err(|found| self.refused(found))?;
        Ok(Workload::new(&self.rules, name.to_owned(), requirement, &self.sources))
    }

    fn find(&self, name: &str) -> Result<QuestionId, Error> {
        let pack = self.rules.dated().pack();
        let asked = |question: &QuestionId| pack.provider_variable() != Some(*question);
        pack.find_question(name).filter(asked).ok_or_else(|| {
            let names = pack.questions().map(|(_, question)| question.name.as_str());
            let finding =
                Diagnostic::general(Code::UnknownQuestion, format!("`{name}` is not a question of the pack"));
            self.refused(finding.suggest(nearest(name, names)))
        })
    }

    fn on_the_list(&self, name: &str, needs: &[Need]) -> Result<QuestionId, Error> {
        let id = self.find(name)?;
        if needs.iter().any(|need| need.question == id) {
            return Ok(id);
        }
        let finding =
            Diagnostic::general(Code::UnknownQuestion, format!("`{name}` is not on the list that is put"));
        Err(self.refused(finding.help("`answer` takes an answer to any question")))
    }

    fn asked(&self, question: QuestionId, changes: &Changes) -> AskedQuestion {
        let declared = self.rules.dated().pack().question(question);
        let catalog = self.rules.dated().catalog();
        let can_change = |(provider, winners): (&ProviderId, &BTreeSet<Winner>)| {
            (
                catalog.provider(*provider).id.clone(),
                winners.iter().map(|winner| WinnerRecord::of(*winner, catalog)).collect(),
            )
        };
        AskedQuestion {
            name: declared.name.clone(),
            text: declared.ask.clone().unwrap_or_else(|| declared.name.clone()),
            help: declared.help.clone(),
            form: AnswerForm::of(declared),
            can_change: changes.iter().map(can_change).collect(),
        }
    }

    fn refused(&self, found: impl Into<Diagnostics>) -> Error {
        Error::new(found, self.sources.clone())
    }
}
