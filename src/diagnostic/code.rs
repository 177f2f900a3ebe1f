//! The stable codes of all diagnostics.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// What kind of finding it is. The text form is public: scripts may match on it.
        ///
        /// ```
        /// use fingerpost::{Code, Format, Ruleset};
        ///
        /// let error = Ruleset::embedded("containers")?.read("kind: bach", Format::Yaml).remove(0).unwrap_err();
        /// let code = error.diagnostics().iter().next().map(|finding| finding.code);
        /// assert_eq!(code, Some(Code::UnknownOption));
        /// assert_eq!(Code::UnknownOption.as_str(), "unknown-option");
        /// # Ok::<(), fingerpost::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The public text, in kebab case.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

codes! {
    // ---- reading files ----
    /// A file cannot be read: it is missing, a directory, or not permitted.
    UnreadableFile = "unreadable-file",
    /// A file, or standard output, cannot be written.
    UnwritableFile = "unwritable-file",
    /// A file is larger than the limit.
    FileTooLarge = "file-too-large",
    /// A file is not UTF-8 text.
    InvalidUtf8 = "invalid-utf8",
    /// A file holds nothing.
    EmptyInput = "empty-input",
    /// YAML, JSON or TOML that cannot be parsed.
    InvalidSyntax = "invalid-syntax",
    /// A key stands twice in one mapping.
    DuplicateKey = "duplicate-key",
    /// Lists and mappings are nested deeper than the limit.
    TooDeep = "too-deep",
    /// Aliases, documents or entries beyond the limit.
    TooMany = "too-many",

    // ---- requirements ----
    /// A key that is not a question of the pack.
    UnknownQuestion = "unknown-question",
    /// A value of the wrong type.
    WrongType = "wrong-type",
    /// A quantity without a unit, or with one of another kind.
    WrongUnit = "wrong-unit",
    /// A value outside the range of its question.
    OutOfRange = "out-of-range",
    /// A word that is not among the options of its question.
    UnknownOption = "unknown-option",
    /// A row that is not in its table, for example a misspelt instance type.
    UnknownRow = "unknown-row",
    /// A name that looks like those of its table and is not among them.
    UnlistedRow = "unlisted-row",
    /// A question answered twice, for example by its short form and in full.
    AnsweredTwice = "answered-twice",
    /// Two answers that cannot both hold.
    Contradiction = "contradiction",
    /// A choice is to be reviewed, and there is none.
    NothingProposed = "nothing-proposed",

    // ---- rule files ----
    /// Text that the rule language does not have there.
    UnexpectedText = "unexpected-text",
    /// A text without its closing quote.
    UnterminatedText = "unterminated-text",
    /// A clause that its item must have is missing.
    MissingClause = "missing-clause",
    /// A clause stands twice, and only one can hold.
    RepeatedClause = "repeated-clause",
    /// A name declared twice.
    DuplicateName = "duplicate-name",
    /// A name that nothing declares.
    UnknownName = "unknown-name",
    /// A service that is not in the catalog.
    UnknownService = "unknown-service",
    /// A provider that is not in the catalog.
    UnknownProvider = "unknown-provider",
    /// A fact key that the catalog does not declare.
    UnknownFact = "unknown-fact",
    /// A node or outcome that nothing declares.
    UnknownTarget = "unknown-target",
    /// An expression compares or combines values of different types.
    TypeMismatch = "type-mismatch",
    /// One comparison looks at more than one question.
    TwoQuestions = "two-questions",
    /// A template names something that is not known where it is used.
    TemplateName = "template-name",
    /// `service` used where no service is being checked.
    NoServiceHere = "no-service-here",
    /// An answer used where only facts and rows are looked at.
    QuestionHere = "question-here",
    /// Nodes, derivations or assumptions that lead back to themselves.
    Cycle = "cycle",
    /// A pack without a first node, or with several.
    NotOneEntry = "not-one-entry",
    /// A node or outcome that no arm leads to.
    Unreachable = "unreachable",
    /// A node that some requirement can pass without taking an arm.
    OpenNode = "open-node",
    /// An arm that no requirement can take.
    DeadArm = "dead-arm",
    /// A pack without its own header, or a stack in the wrong order.
    PackHeader = "pack-header",
    /// `replace` of something that is not there.
    NothingToReplace = "nothing-to-replace",

    // ---- the catalog ----
    /// A catalog file that is not of the documented form.
    CatalogForm = "catalog-form",
    /// A fact whose value does not fit the type of its key.
    FactType = "fact-type",
    /// Two values of one fact hold on the same day.
    FactOverlap = "fact-overlap",
    /// A fact without a usable source, date or confidence.
    FactSource = "fact-source",
    /// A fact that is older than its key allows.
    StaleFact = "stale-fact",
    /// A day before facts are recorded, or after they were read.
    DayNotRecorded = "day-not-recorded",
    /// A workload that was read by other rules than those that should decide.
    OtherRules = "other-rules",

    // ---- what `rules check` finds ----
    /// A node or outcome that no requirement reaches.
    NeverReached = "never-reached",
    /// An arm whose requirements are all taken by arms before it.
    MaskedArm = "masked-arm",
    /// A condition that never holds where it is asked.
    NeverTrue = "never-true",
    /// A condition that always holds where it is asked.
    AlwaysTrue = "always-true",
    /// A candidate that is rejected wherever it is named.
    AlwaysRejected = "always-rejected",
    /// A configuration that is never preferred: one that comes before it fits wherever it does.
    DominatedConfiguration = "dominated-configuration",
    /// Configurations of a service that say the same of everything that a rule reads.
    MergeableConfigurations = "mergeable-configurations",
    /// A constraint that never binds, or never rejects anything.
    IdleConstraint = "idle-constraint",
    /// A fallback that never applies.
    IdleFallback = "idle-fallback",
    /// A conflict that no requirement can have.
    IdleConflict = "idle-conflict",
    /// A caveat that is never given.
    IdleCaveat = "idle-caveat",
    /// A companion that never comes along.
    IdleCompanion = "idle-companion",
    /// What stands in for an answer contradicts what was stated.
    ContradictingAssumption = "contradicting-assumption",
    /// A derivation that nothing uses.
    UnusedDerivation = "unused-derivation",
    /// A question whose answer changes nothing.
    UnusedQuestion = "unused-question",
    /// A fact key that no rule reads.
    UnusedFact = "unused-fact",
    /// A constraint asks for a fact that is not known for a service that can be recommended.
    MissingFact = "missing-fact",
    /// A constraint that the pack leaves out of the proofs.
    NotProven = "not-proven",
    /// A service is recommended although it breaks a constraint.
    UnsoundRecommendation = "unsound-recommendation",
    /// Constraints of different packs leave nothing, those of each alone leave something.
    StackConflict = "stack-conflict",
    /// Requirements for which no service of a provider fits.
    NoFitRegion = "no-fit-region",
    /// Requirements for which a walk stops for want of an answer.
    UndecidedRegion = "undecided-region",
    /// A `severity` item about something that is not found.
    IdleSeverity = "idle-severity",
    /// The answer space of a pack is larger than can be proven.
    TooLargeToProve = "too-large-to-prove",
    /// A requirement made to show a finding does not show it: two parts of the program disagree.
    WitnessDisagrees = "witness-disagrees",

    // ---- the program itself ----
    /// Something that the program promises itself does not hold: a defect of the program.
    InternalError = "internal-error",
}
