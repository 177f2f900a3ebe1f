//! A pack with its catalog as texts, and what comes of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use fingerpost::catalog::{self, Catalog, CatalogFile};
use fingerpost::diagnostic::{Diagnostics, Sources};
use fingerpost::eval::{Winner, picked, providers};
use fingerpost::language;
use fingerpost::pack::{self, CompiledPack, EMBEDDED, PackFiles};
use fingerpost::program::DatedRules;
use fingerpost::requirement;
use fingerpost::requirement::read::{Format, read};

/// The texts of a pack and of a catalog, each with its path.
#[derive(Clone)]
pub(super) struct Files {
    pub(super) rules: Vec<(String, String)>,
    pub(super) catalog: Vec<(String, String)>,
}

impl Files {
    /// Those inside the program.
    pub(super) fn embedded(folder: &str) -> Self {
        let below = |folder: &str| -> Vec<(String, String)> {
            let inside = |path: &str| path.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned);
            EMBEDDED.iter().filter_map(|file| Some((inside(file.path)?, file.text.to_owned()))).collect()
        };
        let own = below(&format!("{folder}/catalog"));
        let catalog = if own.is_empty() { below("catalog") } else { own };
        let mut rules = below(folder);
        rules.retain(|(path, _)| !path.starts_with("catalog/"));
        Self { rules, catalog }
    }
}

/// Files that load.
pub(super) struct Loaded {
    pub(super) catalog: Arc<Catalog>,
    pub(super) pack: CompiledPack,
}

impl Loaded {
    /// Loads texts.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn of(files: &Files) -> Result<Self, Diagnostics> {
        let mut sources = Sources::new();
        let texts: Vec<CatalogFile<'_>> = files
            .catalog
            .iter()
            .map(|(path, text)| CatalogFile { path, source: sources.add(path.clone(), text.clone()), text })
            .collect();
        Self::beside(Arc::new(catalog::load(&texts)?), files)
    }

    /// Loads the rules beside a catalog that is there already.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn beside(catalog: Arc<Catalog>, files: &Files) -> Result<Self, Diagnostics> {
        let mut sources = Sources::new();
        let mut parsed = PackFiles::default();
        for (path, text) in &files.rules {
            let (file, findings) = language::parse(sources.add(path.clone(), text.clone()), text);
            if findings.has_errors() {
                return Err(findings);
            }
            parsed.files.push(file);
        }
        let pack = pack::compile(&[parsed], &catalog)?;
        Ok(Self { catalog, pack })
    }

    /// The first case that does not hold.
    pub(super) fn failing_case(&self) -> Option<String> {
        self.failing(|_| true)
    }

    /// The first case of the pack's own day that does not hold: every other day is a program of its own.
    pub(super) fn failing_case_of_today(&self) -> Option<String> {
        self.failing(|case| case.as_of.is_none())
    }

    fn failing(&self, is_meant: impl Fn(&pack::Case) -> bool) -> Option<String> {
        let mut days = BTreeMap::new();
        let mut fails = |case: &&pack::Case| {
            let day = case.as_of.unwrap_or(self.pack.as_of());
            let dated = days.entry(day).or_insert_with(|| DatedRules::new(&self.pack, &self.catalog, day));
            !self.holds(case, dated)
        };
        self.pack
            .cases()
            .iter()
            .filter(|case| is_meant(case))
            .find(&mut fails)
            .map(|case| case.name.value.clone())
    }

    /// Whether the expected services come out; an answer that cannot be given any more holds nothing.
    fn holds(&self, case: &pack::Case, dated: &DatedRules) -> bool {
        let given = case.given.iter().map(|it| format!("{}: {}\n", it.question.value, it.written));
        let text: String = given.collect();
        let text = if text.is_empty() { "{}\n".to_owned() } else { text };
        let reading = read(Sources::new().add("case", text.clone()), &text, Format::Yaml);
        let Some(raw) = reading.workloads.first() else { return false };
        let Ok(requirement) = requirement::check(raw.as_ref().unwrap(), dated) else { return false };
        let asked = providers(dated, requirement.encoded());
        case.expect.iter().all(|expected| {
            let provider = self.catalog.find_provider(&expected.provider);
            let Some(provider) = provider.filter(|id| asked.contains(id)) else { return false };
            let picked = picked(dated, requirement.encoded(), provider);
            let found = match picked.winner() {
                Winner::Service(id) => self.catalog.service(id).id.as_str(),
                Winner::NoFit => "no_fit",
                Winner::Undecided => "undecided",
            };
            // A configuration, or a name that it had before.
            let configuration = picked.choice.map(|choice| dated.program().configuration(choice.deployment));
            let named = self.catalog.named(&expected.answer.value);
            found == expected.answer.value || configuration.is_some_and(|id| named.contains(&id))
        })
    }
}
