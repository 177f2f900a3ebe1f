//! The front door: what a program that embeds the library can and cannot do.
//!
//! Each of these was an answer or a panic before there was a front door.

use std::collections::BTreeMap;
use std::thread;

use fingerpost::{Answer, Decision, Error, Format, Questionnaire, Ruleset, ToAsk, Workload};

fn rules(pack: &str) -> Ruleset {
    Ruleset::embedded(pack).unwrap()
}

fn one(rules: &Ruleset, text: &str) -> Workload {
    let mut read = rules.read(text, Format::Yaml);
    assert_eq!(read.len(), 1, "{text}");
    read.remove(0).unwrap()
}

/// What comes of a text, workload by workload.
fn come(rules: &Ruleset, text: &str, format: Format) -> Vec<Result<Decision, Error>> {
    rules.read(text, format).into_iter().map(|workload| rules.decide(&workload?)).collect()
}

#[test]
fn answers_of_one_pack_are_an_error_for_another() {
    let (containers, messaging) = (rules("containers"), rules("messaging"));
    let workload = one(&containers, "{kind: ml_inference, gpu: nvidia-l4, scale_to_zero: yes}");
    let error = messaging.decide(&workload).unwrap_err();
    assert_eq!(error.codes(), ["other-rules"]);
    assert!(error.to_string().contains("read for containers"), "{error}");
    assert!(containers.decide(&workload).is_ok());
}

#[test]
fn answers_for_one_day_are_an_error_for_another() {
    let now = rules("containers");
    let then = now.as_of("2026-03-01").unwrap();
    let workload = one(&now, "kind: web_app");
    assert_eq!(then.decide(&workload).unwrap_err().codes(), ["other-rules"]);
    // The same rules in another hand are the same rules.
    assert!(now.clone().decide(&workload).is_ok());
    // A pack that was loaded twice is two: nothing is compared that nobody compared.
    assert!(rules("containers").decide(&workload).is_err());
}

#[test]
fn an_overlay_makes_other_rules() {
    let below = rules("containers");
    let text = "pack acme 1.0.0 extends containers\n";
    let above = below.overlay([("acme.rules", text)]).unwrap();
    assert!(above.pack_version().ends_with("+1.0.0"), "{}", above.pack_version());
    assert!(above.decide(&one(&below, "kind: api")).is_err());
    assert!(above.decide(&one(&above, "kind: api")).is_ok());
}

#[test]
fn an_overlay_of_an_overlay_keeps_both() {
    let first = "pack acme 1.0.0 extends containers\n";
    let second = "pack shop 2.0.0 extends acme\n";
    let both = rules("containers").overlay([("a.rules", first)]).unwrap();
    let both = both.overlay([("b.rules", second)]).unwrap();
    let version = both.pack_version();
    assert!(version.ends_with("+1.0.0+2.0.0"), "{version}");
    assert!(both.as_of("2026-03-01").unwrap().pack_version().ends_with("+2.0.0"));
}

#[test]
fn every_pack_of_a_stack_has_its_name_version_and_digest_in_the_result() {
    let text = "pack acme 1.0.0 extends containers\n";
    let rules = rules("containers").overlay([("acme.rules", text)]).unwrap();
    let report = rules.decide(&one(&rules, "kind: api")).unwrap().report();
    let [below, above] = &report.basis.packs[..] else { panic!("{:?}", report.basis) };
    assert_eq!((below.name.as_str(), below.built_in), ("containers", true));
    assert_eq!((above.name.as_str(), above.version.as_str(), above.built_in), ("acme", "1.0.0", false));
    // By hand: printf 'pack acme 1.0.0 extends containers\n' > acme.rules; sha256sum acme.rules | sha256sum
    let digest = "f130193f5bb6566cb1b3bf94d86432f62e4a5e20287a158566abc2adf8e8ec2e";
    assert_eq!(above.digest.as_deref(), Some(digest));
    assert!(report.basis.to_string().ends_with(", acme 1.0.0 (sha256 f130193f5bb6)"), "{}", report.basis);
    // What is under another name, or says something else, is something else.
    let other = |path: &str, text: &str| {
        let rules = Ruleset::embedded("containers").unwrap().overlay([(path, text)]).unwrap();
        rules.decide(&one(&rules, "kind: api")).unwrap().report().basis
    };
    let (renamed, changed) =
        (other("other.rules", text), other("acme.rules", "pack acme 1.0.0 extends containers\n\n"));
    assert_ne!(renamed.packs[1].digest, above.digest);
    assert_ne!(changed.packs[1].digest, above.digest);
    assert_eq!(renamed.packs[0], *below);
    assert_eq!(renamed.catalog, report.basis.catalog);
    assert!(report.basis.catalog.built_in && report.basis.catalog.digest.is_some());
}

#[test]
fn a_rejection_by_an_overlay_says_which_why_and_where_from() {
    let ours = r#"
pack acme 1.2.0 extends containers

constraint no_functions
    need    service != aws.lambda
    refuse  "nobody here runs functions"
    because "no team is on call for them"
    source  "https://acme.example/decisions/7" read 2026-11-01
"#;
    let rules = rules("containers").overlay([("acme.rules", ours)]).unwrap();
    let report = rules.decide(&one(&rules, "{kind: event_processing, scale_to_zero: yes}")).unwrap().report();
    let rejected = &report.reports[0].providers["aws"].rejected;
    let by_us = rejected.iter().find(|rejection| rejection.constraint == "no_functions").unwrap();
    assert_eq!(by_us.overlay.as_deref(), Some("acme 1.2.0"));
    assert_eq!(by_us.because.as_deref(), Some("no team is on call for them"));
    assert_eq!(by_us.sources[0].url.as_deref(), Some("https://acme.example/decisions/7"));
    let others = rejected.iter().filter(|rejection| rejection.constraint != "no_functions");
    assert!(others.clone().count() > 0 && others.clone().all(|rejection| rejection.overlay.is_none()));
    assert!(others.clone().all(|rejection| rejection.because.is_some()));
}

#[test]
fn a_broken_overlay_says_where() {
    let broken = "pack acme 1.0.0 extends containers\n\nconstraint x\n    need memry > 1 GiB\n";
    let error = rules("containers").overlay([("acme.rules", broken)]).unwrap_err();
    let printed = error.to_string();
    assert!(printed.contains("acme.rules:4:10") && printed.contains("memry"), "{printed}");
    assert_eq!(error.places().len(), error.diagnostics().len());
    assert!(rules("containers").overlay([("readme.md", "x")]).is_err());
    assert!(rules("containers").overlay(Vec::<(&str, &str)>::new()).is_err());
}

#[test]
fn a_workload_with_an_error_cannot_be_had() {
    let rules = rules("containers");
    let broken = [
        ("kind: batch\nkind: web_app\nscale_to_zero: yes\n", "duplicate-key"),
        ("kind: web_app\ngpu: !!binary abc\n", "invalid-syntax"),
        ("{kind: web_app, memory: [1, }", "invalid-syntax"),
        ("kind: nothing_such\n", "unknown-option"),
        ("kinds: api\n", "unknown-question"),
        ("memory: 3 parsecs\n", "wrong-unit"),
        ("", "empty-input"),
        ("workloads: []\n", "empty-input"),
    ];
    for (text, code) in broken {
        let read = rules.read(text, Format::Yaml);
        assert!(!read.is_empty(), "{text:?} is silent");
        let codes: Vec<_> =
            read.iter().map(|it| it.as_ref().map(Workload::name).map_err(Error::codes)).collect();
        assert!(codes.iter().all(Result::is_err), "{text:?}: {codes:?}");
        assert!(
            codes.iter().flat_map(|it| it.as_ref().unwrap_err()).any(|it| *it == code),
            "{text:?}: {codes:?}"
        );
    }
}

#[test]
fn a_broken_workload_leaves_the_others() {
    let rules = rules("containers");
    let text = "workloads:\n  - {name: a, kind: api}\n  - {name: b, kind: api, kind: batch}\n  - {name: c, kind: batch}\n";
    let come = come(&rules, text, Format::Yaml);
    let names: Vec<_> = come.iter().map(|it| it.as_ref().ok().map(|it| it.workload().name())).collect();
    assert_eq!(names, [Some("a"), None, Some("c")]);
    // What is wrong outside all of them is one error more, and takes none of the others with it.
    let read = rules.read("{\"kind\": \"api\"}\n3\n{\"kind\": \"batch\"}\n", Format::JsonLines);
    let wrong: Vec<bool> = read.iter().map(Result::is_err).collect();
    assert_eq!(wrong, [false, false, true]);
    // A key that all of them share and that is stated twice is in doubt for all.
    let shared = "regions: [eu-west-1]\nregions: [us-east-1]\nworkloads: [{kind: api}, {kind: batch}]\n";
    assert!(rules.read(shared, Format::Yaml).iter().all(Result::is_err));
}

#[test]
fn rules_are_held_in_threads() {
    fn takes<T: Send + Sync + Clone + 'static>(it: &T) -> T {
        it.clone()
    }
    let rules = takes(&rules("containers"));
    let workload = takes(&one(&rules, "{kind: web_app, scale_to_zero: yes}"));
    let answers = (0..4).map(|_| {
        let (rules, workload) = (rules.clone(), workload.clone());
        thread::spawn(move || serde_json::to_string(&rules.decide(&workload).unwrap().report()).unwrap())
    });
    let threads: Vec<_> = answers.collect();
    let answers: Vec<String> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_answer_is_what_can_be_the_case() {
    let rules = rules("containers");
    let decided = come(&rules, "{kind: web_app, memory: 900 TiB}", Format::Yaml).remove(0).unwrap();
    let kinds: BTreeMap<&str, bool> = decided
        .providers()
        .map(|it| (it.provider(), matches!(it.answer(), Answer::NoFit { nearest } if !nearest.is_empty())))
        .collect();
    assert_eq!(kinds, BTreeMap::from([("aws", true), ("gcp", true)]));
    let decided = come(
        &rules,
        "{kind: ml_inference, gpu: nvidia-l4, scale_to_zero: yes, providers: [gcp]}",
        Format::Yaml,
    );
    let decided = decided[0].as_ref().unwrap();
    assert!(decided.provider("aws").is_none());
    // Lesson 6.3: Cloud Run has L4 GPUs and goes to zero with them.
    let Answer::Recommended(it) = decided.provider("gcp").unwrap().answer() else { panic!("no service") };
    assert_eq!((it.service, it.deployment, it.is_on_path), ("gcp.cloud-run", "gcp.cloud-run.l4", true));
}

#[test]
fn a_report_says_what_that_of_the_command_line_says() {
    let text = "name: shop\nkind: web_app\nmemory: 2 GiB\n";
    let rules = rules("containers");
    let read = rules.read_named("stdin", text, Format::Yaml).remove(0).unwrap();
    let ours = serde_json::to_value(rules.decide(&read).unwrap().report()).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("fingerpost").unwrap();
    let output = command.args(["recommend", "--format", "json", "-"]).write_stdin(text).output().unwrap();
    let theirs: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(ours, theirs);
}

#[test]
fn an_error_prints_itself_safely() {
    let rules = rules("containers");
    let error = rules
        .read_named("a\u{1b}[31m.yaml", "kind: \"web\\u001b_app\"\n", Format::Yaml)
        .remove(0)
        .unwrap_err();
    for printed in [error.to_string(), format!("{error:?}"), error.diagnostics().to_string()] {
        assert!(!printed.contains('\u{1b}'), "{printed}");
    }
    let lines = error.json_lines();
    let line: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(line["schema"], "fingerpost.diagnostic/1");
    let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    assert!(boxed.to_string().contains("unknown-option"));
}

/// Answers everything that is put from a list, the rest is not known; what was put, in order.
fn walk(questions: &mut Questionnaire, answers: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut put = Vec::new();
    loop {
        match questions.to_ask() {
            ToAsk::Question(question) => {
                match answers.get(question.name.as_str()) {
                    Some(answer) => questions.answer(&question.name, answer).unwrap(),
                    None => questions.not_known(&question.name).unwrap(),
                }
                put.push(question.name);
            }
            ToAsk::AnyOf(needs) => {
                let ticked: Vec<&str> = needs
                    .iter()
                    .map(|need| need.name.as_str())
                    .filter(|name| answers.contains_key(name))
                    .collect();
                questions.tick(&ticked).unwrap();
            }
            ToAsk::Nothing => return put,
        }
    }
}

#[test]
fn a_questionnaire_is_held_in_a_thread_while_its_rules_are_let_go() {
    let answers = BTreeMap::from([("kind", "ml_inference"), ("gpu.count", "1"), ("gpu.model", "nvidia-l4")]);
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let mut questions = rules("containers").questionnaire().unwrap();
            let answers = answers.clone();
            thread::spawn(move || {
                let put = walk(&mut questions, &answers);
                let workload = questions.workload("tags").unwrap();
                let decision = workload.rules().decide(&workload).unwrap();
                (put, serde_json::to_string(&decision.report()).unwrap())
            })
        })
        .collect();
    let mut came: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    came.dedup();
    assert_eq!(came.len(), 1, "three threads, one answer");
    let (put, report) = &came[0];
    assert!(put.contains(&"kind".to_owned()), "{put:?}");
    // The same answers from a file lead to the same services (lesson 6.3: a GPU that scales to zero is not asked for here).
    let rules = rules("containers");
    let file = one(&rules, "{name: tags, kind: ml_inference, gpu.count: 1, gpu.model: nvidia-l4}");
    let from_file = rules.decide(&file).unwrap();
    for provider in from_file.providers() {
        let service = provider.service().unwrap();
        assert!(report.contains(&format!("\"service\":\"{service}\"")), "{service}: {report}");
    }
}

/// Rules have millions of characters: a failed assertion or a log that names them must not.
#[test]
fn what_is_printed_for_debugging_is_short() {
    let rules = rules("messaging");
    assert!(format!("{rules:?}").contains("messaging") && format!("{rules:#?}").len() < 200);
    assert!(format!("{:#?}", rules.questionnaire().unwrap()).len() < 300);
    let workload = rules.read("name: shop", Format::Yaml).remove(0).unwrap();
    assert!(format!("{workload:?}").contains("shop") && format!("{workload:#?}").len() < 300);
    let decision = rules.decide(&workload).unwrap();
    assert!(format!("{decision:?}").len() < 20_000, "{}", format!("{decision:?}").len());
}

#[test]
fn what_is_not_known_any_more_is_no_answer() {
    let mut questions = rules("containers").questionnaire().unwrap();
    questions.answer("memory", "2 GiB").unwrap();
    questions.not_known("memory").unwrap();
    assert_eq!(questions.workload("w").unwrap().stated("memory"), None);
    assert!(questions.back());
    assert_eq!(questions.workload("w").unwrap().stated("memory"), Some("2 GiB"));
}

#[test]
fn a_questionnaire_refuses_what_is_no_answer_and_goes_on() {
    let rules = rules("containers");
    let mut questions = rules.questionnaire().unwrap();
    let first = questions.to_ask();
    assert_eq!(questions.answer("knd", "batch").unwrap_err().codes(), ["unknown-question"]);
    assert_eq!(questions.answer("kind", "bach").unwrap_err().codes(), ["unknown-option"]);
    assert_eq!(questions.not_known("").unwrap_err().codes(), ["unknown-question"]);
    assert_eq!(questions.edit("gpu").unwrap_err().codes(), ["unknown-question"]);
    assert_eq!(questions.tick(&[]).unwrap_err().codes(), ["unknown-question"]);
    assert_eq!(questions.answer("memory", &"9".repeat(5_000)).unwrap_err().codes(), ["out-of-range"]);
    assert_eq!(questions.answer("cpu", "\u{1b}[2J").unwrap_err().codes(), ["invalid-syntax"]);
    assert_eq!(questions.to_ask(), first);
    assert!(!questions.back());
    questions.answer("gpu.count", "0").unwrap();
    assert_eq!(questions.answer("gpu.model", "nvidia-l4").unwrap_err().codes(), ["contradiction"]);
    assert!(questions.back());
    questions.answer("gpu.model", "nvidia-l4").unwrap();
    let workload = questions.workload("w").unwrap();
    assert_eq!(workload.stated("gpu.model"), Some("nvidia-l4"));
    assert_eq!(workload.stated("gpu.count"), None);
}

#[test]
fn a_questionnaire_goes_on_from_a_workload_of_its_own_rules_alone() {
    let (containers, messaging) = (rules("containers"), rules("messaging"));
    let workload = one(&containers, "{name: shop, kind: web_app, memory: 2 GiB}");
    assert_eq!(messaging.questionnaire_from(&workload).unwrap_err().codes(), ["other-rules"]);
    let mut questions = containers.questionnaire_from(&workload).unwrap();
    let put = walk(&mut questions, &BTreeMap::new());
    assert!(!put.iter().any(|name| name == "kind" || name == "memory"), "{put:?}");
    assert_eq!(questions.workload("other").unwrap().name(), "shop");
}
