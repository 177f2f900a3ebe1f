//! A pack, its catalog and a day.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Sources};
use crate::eval;
use crate::invariant::caught;
use crate::loader::{Cases, Folder, is_wanted, load};
use crate::pack::{self, CompiledPack};
use crate::program::DatedRules;
use crate::quantity::Date;
use crate::report::{self, Basis};
use crate::requirement::read::{self, Format};

use super::{Decision, Error, Questionnaire, Workload};

/// A pack of rules with the facts of one day, compiled: the one thing that a caller holds.
///
/// It owns all that it needs and is `Send + Sync + 'static`; a clone is another handle to the same rules and costs nothing.
/// Loading is the expensive part: load once. It takes milliseconds for a pack of the library, and seconds for one with overlays,
/// or when the library was built with rules that were changed and not frozen again.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workloads = rules.read("kind: ml_inference\ngpu: nvidia-l4\nscale_to_zero: yes\n", Format::Yaml);
/// for workload in workloads {
///     let decision = rules.decide(&workload?)?;
///     assert_eq!(decision.provider("gcp").and_then(|answer| answer.service()), Some("gcp.cloud-run"));
/// }
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone)]
pub struct Ruleset(Arc<Inner>);

struct Inner {
    /// The name of the pack of the library, and what lies over it.
    lowest: String,
    overlays: Vec<Folder>,
    /// The files of the rules.
    sources: Sources,
    dated: DatedRules,
    warnings: Diagnostics,
}

/// The packs and the day: rules are too much to be printed.
impl fmt::Debug for Ruleset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ruleset({}, facts of {})", self.basis(), self.day())
    }
}

impl Ruleset {
    /// The names of the packs of the library, sorted.
    ///
    /// ```
    /// assert!(fingerpost::Ruleset::names().contains(&"containers"));
    /// ```
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        pack::embedded_names()
    }

    /// A pack of the library with its catalog, on the day on which its facts were read.
    ///
    /// # Errors
    /// The library has no pack of that name.
    ///
    /// ```
    /// let error = fingerpost::Ruleset::embedded("kontainers").unwrap_err();
    /// assert!(error.to_string().contains("one of: containers, messaging"), "{error}");
    /// ```
    pub fn embedded(name: &str) -> Result<Self, Error> {
        Self::load(name.to_owned(), Vec::new(), Sources::new())
    }

    /// The same rules with others over them: files of rules (`acme.rules`) or of facts (`catalog/acme.toml`), each with its
    /// path inside their folder and its text. A file of another kind is left alone.
    ///
    /// The rules say with `pack NAME VERSION extends …` what they lie over; a pack that extends nothing replaces the one of
    /// the library, and a catalog replaces the whole catalog. The day is that of the pack again.
    ///
    /// # Errors
    /// Everything that is wrong with the files, alone or together with the rules below.
    ///
    /// ```
    /// use fingerpost::{Format, Ruleset};
    ///
    /// let ours = r#"
    /// pack acme 1.0.0 extends containers
    ///
    /// constraint no_functions
    ///     need    service != aws.lambda
    ///     refuse  "nobody here runs functions"
    ///     because "no team is on call for them"
    ///     source  "https://acme.example/decisions/7" read 2026-11-01
    /// "#;
    /// let rules = Ruleset::embedded("containers")?.overlay([("acme.rules", ours)])?;
    /// let workload = rules.read("{kind: event_processing, scale_to_zero: yes}", Format::Yaml).remove(0)?;
    /// let decision = rules.decide(&workload)?;
    /// assert_ne!(decision.provider("aws").and_then(|answer| answer.service()), Some("aws.lambda"));
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    pub fn overlay<P, T>(&self, files: impl IntoIterator<Item = (P, T)>) -> Result<Self, Error>
    where
        P: AsRef<str>,
        T: Into<String>,
    {
        // The texts of overlays before this one are kept, those of the library are added again behind them.
        let (mut sources, mut folder) = (self.0.sources.clone(), Folder::default());
        for (path, text) in files {
            let path = path.as_ref();
            if is_wanted(path, Cases::Left) {
                folder.place(path, sources.add(path, text));
            }
        }
        if folder.is_empty() {
            let finding = Diagnostic::general(Code::PackHeader, "an overlay holds no rules and no catalog");
            let help = "its files are `*.rules`, or `*.toml` and `*.csv` below `catalog/`; cases, below `cases/`, are left out";
            return Err(Error::new(finding.help(help), sources));
        }
        let overlays = self.0.overlays.iter().cloned().chain([folder]).collect();
        Self::load(self.0.lowest.clone(), overlays, sources)
    }

    /// The same rules with the facts of another day, written as `2025-06-30`. A day after the facts were read is answered,
    /// with a warning in [`Self::warnings`].
    ///
    /// # Errors
    /// It is not a day, or one before the first for which facts are recorded.
    ///
    /// ```
    /// let rules = fingerpost::Ruleset::embedded("containers")?;
    /// assert_eq!(rules.as_of("2026-01-31")?.day(), "2026-01-31");
    /// assert_eq!(rules.as_of("2010-01-01").unwrap_err().codes(), ["day-not-recorded"]);
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    pub fn as_of(&self, day: &str) -> Result<Self, Error> {
        let Inner { lowest, overlays, sources, dated, .. } = &*self.0;
        let refuse = |finding| Error::new(finding, sources.clone());
        let parsed = Date::parse(day).ok_or_else(|| {
            let finding = Diagnostic::general(Code::DayNotRecorded, format!("`{day}` is not a day"));
            refuse(finding.help("write a day like 2025-06-30"))
        })?;
        let warning = check_day(dated.pack(), parsed)
            .map_err(|(finding, since)| refuse(finding.help(format!("ask for {since} or a later day"))))?;
        let of_day = || DatedRules::new(dated.pack(), dated.catalog(), parsed);
        Ok(Self(Arc::new(Inner {
            lowest: lowest.clone(),
            overlays: overlays.clone(),
            sources: sources.clone(),
            dated: caught(of_day).map_err(Error::defect)?,
            warnings: warning.map_or_else(Diagnostics::new, Diagnostics::from),
        })))
    }

    /// The name of the pack.
    #[must_use]
    pub fn pack_name(&self) -> &str {
        self.0.dated.pack().name()
    }

    /// The version of the pack; with overlays, all versions joined with `+`: `1.0.0+2.0.0`. The names and digests of overlays are
    /// in [`crate::model::Basis`].
    #[must_use]
    pub fn pack_version(&self) -> &str {
        self.0.dated.pack().version()
    }

    /// The day whose facts apply, written as `2025-06-30`.
    #[must_use]
    pub fn day(&self) -> String {
        self.0.dated.as_of().to_string()
    }

    /// What should be known of these rules, though they are used all the same: a day after their facts were read.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.0.warnings
    }

    /// Reads the workloads of a text, in its order: each one, or everything that is wrong with it. A workload with an error
    /// cannot be had. What is wrong outside all workloads is one error more, at the end; so is a line of JSON lines, or an entry of a
    /// list, that is no mapping. A text without a workload is an error. There is no limit to the size of a text.
    ///
    /// A workload that states no name is called `workload`, the next ones `workload#2` and so on.
    ///
    /// ```
    /// use fingerpost::{Format, Ruleset};
    ///
    /// let rules = Ruleset::embedded("containers")?;
    /// let text = "{\"kind\": \"api\"}\n{\"kind\": \"api\", \"kind\": \"batch\"}\n";
    /// let read = rules.read(text, Format::JsonLines);
    /// assert_eq!(read[0].as_ref().map(|workload| workload.name()).unwrap(), "workload");
    /// assert_eq!(read[1].as_ref().unwrap_err().codes(), ["duplicate-key"]);
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    #[must_use]
    pub fn read(&self, text: &str, format: Format) -> Vec<Result<Workload, Error>> {
        self.read_named("workload", text, format)
    }

    /// The same for a text with a name, such as that of its file: it stands in the places of findings and answers, and
    /// without its folder and extension it is the name of workloads that state none.
    #[must_use]
    pub fn read_named(&self, name: &str, text: &str, format: Format) -> Vec<Result<Workload, Error>> {
        let mut sources = self.0.sources.clone();
        let source = sources.add(name, text);
        let reading = match caught(|| read::read(source, text, format)) {
            Ok(reading) => reading,
            Err(broken) => return vec![Err(Error::defect(broken))],
        };
        let file = std::path::Path::new(name).file_stem();
        let stem = file.map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
        let named = |number| if number == 1 { stem.clone() } else { format!("{stem}#{number}") };
        let mut read: Vec<Result<Workload, Error>> = Vec::with_capacity(reading.workloads.len());
        for (number, raw) in (1_usize..).zip(reading.workloads) {
            let check = |raw| Workload::check(self, named(number), &raw, &sources);
            let workload = caught(|| raw.and_then(check)).map_err(Error::defect);
            read.push(workload.and_then(|it| it.map_err(|found| Error::new(found, sources.clone()))));
        }
        if !reading.outside.is_empty() {
            read.push(Err(Error::new(reading.outside, sources)));
        }
        read
    }

    /// Decides where a workload should run, on each provider that it allows.
    ///
    /// # Errors
    /// The workload was read by other rules, or for another day: its answers mean nothing here. It is the handle that counts:
    /// clones are the same rules, a pack that was loaded twice is two.
    ///
    /// ```
    /// use fingerpost::{Format, Ruleset};
    ///
    /// let containers = Ruleset::embedded("containers")?;
    /// let messaging = Ruleset::embedded("messaging")?;
    /// let workload = containers.read("kind: api", Format::Yaml).remove(0)?;
    /// assert_eq!(messaging.decide(&workload).unwrap_err().codes(), ["other-rules"]);
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    pub fn decide(&self, workload: &Workload) -> Result<Decision, Error> {
        self.check_own(workload)?;
        let evaluation = caught(|| eval::evaluate(self.dated(), workload.requirement().encoded()));
        let evaluation = evaluation.map_err(Error::defect)?;
        Ok(Decision::new(workload.clone(), evaluation))
    }

    /// Starts a questionnaire without an answer.
    ///
    /// # Errors
    /// None for rules of the library: nothing is stated, so nothing contradicts.
    ///
    /// ```
    /// use fingerpost::{Ruleset, ToAsk};
    ///
    /// let mut questions = Ruleset::embedded("messaging")?.questionnaire()?;
    /// assert!(matches!(questions.to_ask(), ToAsk::Question(_)));
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    pub fn questionnaire(&self) -> Result<Questionnaire, Error> {
        Questionnaire::start(self, None)
    }

    /// Starts a questionnaire from what a workload states: that is not asked again.
    ///
    /// # Errors
    /// The workload was read by other rules, or for another day.
    ///
    /// ```
    /// use fingerpost::{Format, Ruleset};
    ///
    /// let rules = Ruleset::embedded("containers")?;
    /// let workload = rules.read("{kind: batch, memory: 2 GiB}", Format::Yaml).remove(0)?;
    /// let fewer = rules.questionnaire_from(&workload)?.questions_left();
    /// assert!(fewer < rules.questionnaire()?.questions_left());
    /// # Ok::<(), fingerpost::Error>(())
    /// ```
    pub fn questionnaire_from(&self, workload: &Workload) -> Result<Questionnaire, Error> {
        Questionnaire::start(self, Some(workload))
    }

    /// Whether these rules read a workload.
    ///
    /// # Errors
    /// Others did: its answers mean nothing here.
    pub(super) fn check_own(&self, workload: &Workload) -> Result<(), Error> {
        let theirs = workload.rules();
        if !Arc::ptr_eq(&self.0, &theirs.0) {
            let message = format!(
                "the workload was read for {} {} on {}, not for {} {} on {}",
                theirs.pack_name(),
                theirs.pack_version(),
                theirs.day(),
                self.pack_name(),
                self.pack_version(),
                self.day()
            );
            let finding = Diagnostic::general(Code::OtherRules, message);
            let help = "read it with the rules that decide, or a clone of them: rules that are loaded twice are two, \
                        even where they say the same";
            return Err(Error::new(finding.help(help), Sources::new()));
        }
        Ok(())
    }

    fn load(lowest: String, overlays: Vec<Folder>, sources: Sources) -> Result<Self, Error> {
        let load = || {
            let loaded = load(&lowest, &overlays, Cases::Left, sources, Diagnostics::new());
            let loaded = loaded.map_err(|finding| Error::new(finding, Sources::new()))?;
            let rules = loaded.sound().map_err(|(found, sources)| Error::new(found, sources))?;
            let day = rules.pack.as_of();
            let dated = DatedRules::with_thawed(&rules.pack, &rules.catalog, day, rules.thawed);
            Ok((rules.sources, dated))
        };
        let (sources, dated) = caught(load).map_err(Error::defect)??;
        Ok(Self(Arc::new(Inner { lowest, overlays, sources, dated, warnings: Diagnostics::new() })))
    }

    pub(super) fn dated(&self) -> &DatedRules {
        &self.0.dated
    }

    pub(super) fn sources(&self) -> &Sources {
        &self.0.sources
    }

    pub(super) fn basis(&self) -> Basis {
        report::basis(self.dated().pack())
    }
}

/// Whether a pack has facts of a day: a warning for one after they were read.
///
/// # Errors
/// Nothing is recorded of it yet; with the first day of which something is.
pub(crate) fn check_day(pack: &CompiledPack, day: Date) -> Result<Option<Diagnostic>, (Diagnostic, Date)> {
    if let Some(since) = pack.since().filter(|since| day < *since) {
        let message = format!("facts are recorded from {since} on, and none of them says what held on {day}");
        return Err((Diagnostic::general(Code::DayNotRecorded, message), since));
    }
    let is_later = day > pack.as_of();
    Ok(is_later.then(|| {
        let message = format!("the facts are of {}: what changes by {day} is not known", pack.as_of());
        let finding = Diagnostic::general(Code::DayNotRecorded, message);
        Diagnostic { severity: Severity::Warning, ..finding }
    }))
}
