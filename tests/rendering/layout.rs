//! Text within a width, the recommendation first.

use fingerpost::catalog::ServiceId;
use fingerpost::report::lookup;
use fingerpost::report::text::{self, TextStyle};
use fingerpost::report::{
    AlternativeRecord, AssumptionRecord, Basis, CatalogRecord, CompanionRecord, ConditionRecord, Document,
    FactRecord, LimitRecord, PackInfo, PackRecord, ProviderReport, ReasonRecord, RejectionRecord, Report,
    SourceRecord, WinnerRecord, markdown,
};

use super::{REQUIREMENTS, World, plain, written};

/// One word may be longer than the line; then it is alone on it but for its label.
#[track_caller]
fn fits(page: &str, width: usize) {
    for line in page.lines() {
        let text = line.rsplit("  ").next().unwrap_or_default();
        let text =
            text.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(text, |(_, rest)| rest);
        let columns = line.chars().count();
        assert!(columns <= width || !text.contains(' '), "{columns} columns in {width}: {line}");
        assert!(!line.ends_with(' '), "blanks at the end: {line:?}");
    }
}

#[test]
fn lines_keep_to_the_width() {
    let mut world = World::new();
    for requirement in REQUIREMENTS {
        let document = world.document(requirement);
        for (width, verbose) in [(40, false), (40, true), (120, false), (120, true)] {
            let style = TextStyle { width, colour: false, verbose };
            fits(&written(|out| text::render(out, &document, style)), width);
        }
    }
}

#[test]
fn look_ups_keep_to_the_width() {
    let world = World::new();
    let dated = world.dated();
    let ids: Vec<ServiceId> =
        world.catalog.services().filter(|(_, s)| !s.companion).map(|(id, _)| id).take(2).collect();
    for width in [60, 120] {
        let style = TextStyle { verbose: true, ..plain(width) };
        fits(&written(|out| lookup::services(out, &dated, &ids, style)), width);
        fits(&written(|out| lookup::questions(out, &world.pack, style)), width);
        fits(&written(|out| lookup::facts(out, &dated, ids[0], lookup::FactFilter::default(), style)), width);
        fits(&written(|out| lookup::service(out, &dated, ids[0], style)), width);
        let all = lookup::FactFilter { unused: true, ..lookup::FactFilter::default() };
        fits(&written(|out| lookup::all_facts(out, &dated, all, style)), width);
        fits(&written(|out| lookup::compare(out, &dated, &ids, style)), width);
        fits(&written(|out| lookup::differences(out, &dated, &ids, style)), width);
    }
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let document = World::new().document(REQUIREMENTS[0]);
    let grey = written(|out| text::render(out, &document, plain(80)));
    let bright = written(|out| text::render(out, &document, TextStyle { colour: true, ..plain(80) }));
    assert!(!grey.contains('\u{1b}'));
    assert!(bright.contains('\u{1b}'));
    let mut stripped = String::new();
    for (at, part) in bright.split("\u{1b}[").enumerate() {
        stripped.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, grey, "colour changes nothing else");
}

#[test]
fn every_rejected_service_of_the_long_form_has_its_rule_and_its_place() {
    let mut world = World::new();
    let document = world.document(REQUIREMENTS[2]);
    let page = written(|out| text::render(out, &document, TextStyle { verbose: true, ..plain(4000) }));
    for answer in document.reports[0].providers.values() {
        for rejection in &answer.rejected {
            let line =
                page.lines().find(|l| l.contains(&format!("{} {}", rejection.constraint, rejection.rule)));
            assert!(line.is_some(), "{rejection:?}");
        }
    }
    assert!(page.contains("asked for gpu.count = 64 at input.json:1:"), "{page}");
}

fn source(url: &str) -> SourceRecord {
    SourceRecord {
        url: Some(url.to_owned()),
        title: None,
        section: None,
        as_of: Some("2026-01-02".to_owned()),
    }
}

fn rejection(service: &str, text: &str) -> RejectionRecord {
    RejectionRecord {
        service: service.to_owned(),
        deployment: service.to_owned(),
        name: service.to_uppercase(),
        constraint: "memory_offered".to_owned(),
        text: text.to_owned(),
        named: true,
        rule: "c.rules:1".to_owned(),
        pack: "c".to_owned(),
        overlay: None,
        because: None,
        sources: Vec::new(),
        requirement: None,
        fact: Some(FactRecord {
            of: None,
            key: "memory_max".to_owned(),
            value: "2 GiB".into(),
            since: None,
            at_least: None,
            at_most: None,
            source: "https://docs.x.test/page".to_owned(),
            as_of: "2026-01-02".to_owned(),
        }),
    }
}

fn document() -> Document {
    let lesson = SourceRecord {
        title: Some("Lesson (long title)".to_owned()),
        section: Some("7.1".to_owned()),
        url: None,
        as_of: None,
    };
    let answer = ProviderReport {
        provider: "X Cloud".to_owned(),
        status: fingerpost::Status::Provisional,
        service: Some("x.run".to_owned()),
        deployment: Some("x.run".to_owned()),
        also_known_as: Vec::new(),
        name: Some("X Run".to_owned()),
        form: Some("job".to_owned()),
        off_path: false,
        outcome: Some("run".to_owned()),
        companions: vec![CompanionRecord {
            service: "x.reg".to_owned(),
            name: "X Registry".to_owned(),
            because: "its images".to_owned(),
            sources: Vec::new(),
        }],
        path: Vec::new(),
        sizes: Vec::new(),
        reasons: vec![ReasonRecord {
            text: "it runs".to_owned(),
            rule: "d.rules:4".to_owned(),
            overlay: None,
            sources: vec![lesson, source("https://docs.x.test/a")],
        }],
        caveats: Vec::new(),
        to_verify: Vec::new(),
        alternatives: vec![AlternativeRecord {
            service: "x.vm".to_owned(),
            deployment: "x.vm".to_owned(),
            verified: true,
            name: "X VM".to_owned(),
            form: None,
            because: None,
        }],
        rejected: ["x.a", "x.b", "x.a", "x.c", "x.d"].map(|id| rejection(id, "too small")).to_vec(),
        holds_while: vec![LimitRecord {
            question: "memory".to_owned(),
            condition: "<= 32 GiB".to_owned(),
            within: ConditionRecord::AtMost("32 GiB".into()),
            then: WinnerRecord::NoFit,
            verified: true,
        }],
        possible: ["x.run", "x.vm"].map(|id| WinnerRecord::Service(id.to_owned())).into(),
        nearest: Vec::new(),
        relax: Vec::new(),
    };
    let assumption = AssumptionRecord {
        question: "kind".to_owned(),
        value: "other".into(),
        because: None,
        could_change: vec!["x".to_owned()],
    };
    Document {
        schema: "fingerpost.report/1".to_owned(),
        basis: Basis {
            packs: vec![PackRecord {
                name: "p".to_owned(),
                version: "1.0.0".to_owned(),
                digest: Some("0".repeat(64)),
                built_in: true,
            }],
            pack: PackInfo { name: "p".to_owned(), version: "1.0.0".to_owned() },
            catalog: CatalogRecord { digest: Some("1".repeat(64)), built_in: true },
        },
        as_of: "2026-01-02".to_owned(),
        reports: vec![Report {
            workload: "shop".to_owned(),
            answers: Vec::new(),
            providers: [("x".to_owned(), answer)].into(),
            assumptions: vec![assumption],
            open_questions: Vec::new(),
        }],
        failed: Vec::new(),
    }
}

#[test]
fn the_short_text_is_the_pick_then_why() {
    let expected = "\
shop
  X Cloud  X Run (x.run), as a job: provisional: depends on kind

  X Cloud: X Run
    why        it runs [Lesson 7.1; docs.x.test]
    with       X Registry: its images
    could be   x.run, x.vm
    not        x.a: too small (memory_max = 2 GiB; docs.x.test, 2026-01-02), and
               1 more reason
               x.b: too small (memory_max = 2 GiB; docs.x.test, 2026-01-02)
               x.c: too small (memory_max = 2 GiB; docs.x.test, 2026-01-02)
               ... and 1 more, see --verbose
    also fits  X VM (x.vm)
    stays      while memory <= 32 GiB; beyond: no service fits

  assumed      kind = other (could change X Cloud)
";
    assert_eq!(written(|out| text::render(out, &document(), plain(80))), expected);
}

#[test]
fn markdown_is_a_table_then_details() {
    let expected = "\
| Workload | X Cloud |
| --- | --- |
| shop | **X Run** (`x.run`), as a job: provisional: depends on kind |

### shop

X Cloud: **X Run** (`x.run`), as a job: provisional: depends on kind

- it runs (Lesson 7.1; [docs.x.test](https://docs.x.test/a))
- With X Registry: its images
- Could be: x.run, x.vm
- Also fits: X VM (`x.vm`)
- Stays while memory <= 32 GiB; beyond: no service fits

<details><summary>X Cloud: 1 service rejected</summary>

- X.A (`x.a`)
  - too small (`memory_max` = 2 GiB; [docs.x.test](https://docs.x.test/page), 2026-01-02)

</details>

- Assumed: `kind` = other (could change X Cloud)

Rules: p 1.0.0, facts of 2026-01-02.
";
    let mut document = document();
    document.reports[0].providers.get_mut("x").unwrap().rejected.truncate(1);
    assert_eq!(written(|out| markdown::render(out, &document)), expected);
}
