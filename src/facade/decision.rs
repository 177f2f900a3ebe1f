//! What was decided about one workload.

use crate::catalog::ServiceId;
use crate::eval::{Conclusion, Evaluation, Fitting, ProviderEvaluation, Route, Status};
use crate::report::{self, Context, Document, SCHEMA};

use super::Workload;

/// What was decided about one workload: an answer for each provider that it allows.
///
/// ```
/// use fingerpost::{Answer, Format, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workload = rules.read("kind: web_app\nmemory: 4 TiB\nkubernetes: no\nserverless: yes\n", Format::Yaml).remove(0)?;
/// for decision in rules.decide(&workload)?.providers() {
///     match decision.answer() {
///         Answer::Recommended(it) => println!("{}: {}", decision.provider(), it.deployment),
///         Answer::NoFit { nearest } => println!("{}: nothing fits; nearest {nearest:?}", decision.provider()),
///         Answer::Undecided { ask } => println!("{}: answer {ask:?} first", decision.provider()),
///     }
/// }
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decision {
    workload: Workload,
    evaluation: Evaluation,
}

/// What can be the case on one provider. Ids are those of the catalog.
///
/// ```
/// use fingerpost::{Answer, Format, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workload = rules.read("{kind: batch, run_duration: 3 h}", Format::Yaml).remove(0)?;
/// let decision = rules.decide(&workload)?;
/// let Some(Answer::Recommended(on_aws)) = decision.provider("aws").map(|aws| aws.answer()) else { panic!("nothing fits") };
/// assert!(!on_aws.service.is_empty() && on_aws.deployment.starts_with(on_aws.service));
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'d> {
    /// A service is recommended.
    Recommended(Recommendation<'d>),
    /// No service meets the requirement.
    NoFit {
        /// The services that break the least, the nearest first.
        nearest: Vec<&'d str>,
    },
    /// The rules need an answer that nobody gave and nothing stands in for.
    Undecided {
        /// The questions to answer, by name.
        ask: Vec<&'d str>,
    },
}

/// A service that is recommended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommendation<'d> {
    /// The id of the service, such as `aws.ecs-fargate`.
    pub service: &'d str,
    /// The id of the configuration in which it fits, such as `aws.ecs-fargate.linux`; that of the service where it has none.
    pub deployment: &'d str,
    /// The name of the service.
    pub name: &'d str,
    /// Whether every fact that a constraint reads is known; otherwise the report says what has to be found out.
    pub is_verified: bool,
    /// Whether the decision graph named it; otherwise nothing that it named fits, and this was next in order of preference.
    pub is_on_path: bool,
    /// The configurations that would do as well, best first.
    pub alternatives: Vec<&'d str>,
}

/// The answer for one provider.
#[derive(Clone, Copy, Debug)]
pub struct ProviderDecision<'d> {
    decision: &'d Decision,
    evaluation: &'d ProviderEvaluation,
}

impl Decision {
    pub(super) fn new(workload: Workload, evaluation: Evaluation) -> Self {
        Self { workload, evaluation }
    }

    /// The workload.
    #[must_use]
    pub fn workload(&self) -> &Workload {
        &self.workload
    }

    /// An answer for each provider that the workload allows, in the order of the catalog.
    pub fn providers(&self) -> impl Iterator<Item = ProviderDecision<'_>> {
        self.evaluation.providers.iter().map(|evaluation| ProviderDecision { decision: self, evaluation })
    }

    /// The answer for one provider, by its id; none where the workload does not allow it.
    #[must_use]
    pub fn provider(&self, id: &str) -> Option<ProviderDecision<'_>> {
        self.providers().find(|provider| provider.provider() == id)
    }

    /// The whole report, as `fingerpost recommend --format json` prints it: one entry in `reports`, with each provider by its id.
    /// There `holds_while` has the limits of the answer, `rejected` what does not fit and why, `nearest` what comes near.
    ///
    /// ```
    /// use fingerpost::{Format, Ruleset};
    ///
    /// let rules = Ruleset::embedded("messaging")?;
    /// let workload = rules.read("{}", Format::Json).remove(0)?;
    /// let report = rules.decide(&workload)?.report();
    /// assert_eq!(report.schema, "fingerpost.report/1");
    /// assert_eq!(report.reports[0].workload, "workload");
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> Document {
        let rules = self.workload.rules();
        let context = Context { dated: rules.dated(), sources: self.workload.sources() };
        let (name, requirement) = (self.workload.name(), self.workload.requirement());
        Document {
            schema: SCHEMA.to_owned(),
            basis: rules.basis(),
            as_of: rules.day(),
            reports: vec![report::build(context, name, requirement, &self.evaluation)],
            failed: Vec::new(),
        }
    }

    fn id(&self, service: ServiceId) -> &str {
        &self.workload.rules().dated().catalog().service(service).id
    }
}

impl<'d> ProviderDecision<'d> {
    /// The id of the provider.
    #[must_use]
    pub fn provider(self) -> &'d str {
        let catalog = self.decision.workload.rules().dated().catalog();
        &catalog.provider(self.evaluation.provider).id
    }

    /// How settled the answer is.
    #[must_use]
    pub fn status(self) -> Status {
        self.evaluation.status
    }

    /// The id of the recommended service; none where there is none.
    #[must_use]
    pub fn service(self) -> Option<&'d str> {
        match self.answer() {
            Answer::Recommended(it) => Some(it.service),
            Answer::NoFit { .. } | Answer::Undecided { .. } => None,
        }
    }

    /// The answer.
    #[must_use]
    pub fn answer(self) -> Answer<'d> {
        let Self { decision, evaluation } = self;
        let recommended = match &evaluation.conclusion {
            Conclusion::Recommended(it) => it,
            Conclusion::Undecided(_) => {
                let pack = decision.workload.rules().dated().pack();
                let open = decision.evaluation.open.iter();
                let ask = open.map(|open| pack.question(open.question).name.as_str()).collect();
                return Answer::Undecided { ask };
            }
            Conclusion::NoFit(it) => {
                let nearest = it.nearest.iter().map(|miss| decision.id(miss.service)).collect();
                return Answer::NoFit { nearest };
            }
        };
        let Fitting { service, configuration, route, is_verified } = recommended.chosen;
        let others = recommended.alternatives.iter();
        Answer::Recommended(Recommendation {
            service: decision.id(service),
            deployment: decision.id(configuration),
            name: &decision.workload.rules().dated().catalog().service(service).name,
            is_verified,
            is_on_path: matches!(route, Route::Named(_)),
            alternatives: others.map(|other| decision.id(other.configuration)).collect(),
        })
    }
}
