//! The other commands.

use crate::support::Holds::{All, Nothing, Something};
use crate::support::Run;

#[test]
fn look_ups_answer_in_both_formats() {
    for arguments in [
        "services",
        "services aws.ecs-fargate",
        "facts gcp.cloud-run",
        "compare aws.ecs-fargate gcp.cloud-run",
        "questions",
    ] {
        Run::new(arguments).run().is(0, Something, Nothing);
        Run::new(&format!("{arguments} --format json")).run().json(0);
    }
    for arguments in ["questions", "facts gcp.cloud-run", "compare aws.ecs-fargate gcp.cloud-run"] {
        let short = Run::new(arguments).run().is(0, Something, Nothing);
        let long = Run::new(&format!("{arguments} --verbose")).run().is(0, Something, Nothing);
        assert!(long.stdout.len() > short.stdout.len(), "{arguments}");
        assert!(!long.stdout.contains("see --verbose"), "{arguments}");
    }
    for arguments in ["services", "facts gcp.cloud-run"] {
        Run::new(&format!("{arguments} --as-of 2025-06-30")).run().is(0, Something, Nothing);
    }
}

#[test]
fn unknown_service_is_a_usage_error_with_a_suggestion() {
    for arguments in ["services", "facts", "compare aws.ecs-fargate"] {
        let run = Run::new(&format!("{arguments} gcp.cloud-rnu")).run();
        run.is(2, Nothing, All(&["unknown-service", "did you mean `gcp.cloud-run`?"]));
    }
    Run::new("facts nothing-like-it").run().is(2, Nothing, All(&["fingerpost services"]));
    Run::new("compare aws.ecs-fargate").run().is(2, Nothing, All(&["name two or more", "Usage"]));
    Run::new("compare aws.ecs-fargate,gcp.cloud-run").run().is(0, All(&["Cloud Run"]), Nothing);
    Run::new("services --compare aws.ecs-fargate,gcp.cloud-run").run().is(
        0,
        All(&["gcp.cloud-run"]),
        Nothing,
    );
}

#[test]
fn schemas_are_json() {
    for what in ["report", "explain", "review", "requirement"] {
        assert!(Run::new(&format!("schema {what}")).run().json(0).is_object());
    }
}

#[test]
fn completions_are_there_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Run::new(&format!("completions {shell}")).run();
        run.is(0, All(&["fingerpost", "recommend", "message-format"]), Nothing);
    }
    Run::new("completions tcsh").run().is(2, Nothing, All(&["bash"]));
}

#[test]
fn manual_is_one_page_or_all() {
    Run::new("man").run().is(0, All(&[".TH fingerpost 1", "recommend", "Exit codes"]), Nothing);
    let ended = Run::new("man --dir pages").run().is(0, Nothing, Nothing);
    let pages = [
        "ask",
        "compare",
        "completions",
        "explain",
        "facts",
        "man",
        "questions",
        "recommend",
        "review",
        "rules-check",
        "rules-diff",
        "rules-docs",
        "rules-fmt",
        "rules-graph",
        "rules-lsp",
        "rules-test",
        "rules",
        "schema",
        "services",
    ];
    let mut expected: Vec<String> = pages.iter().map(|page| format!("fingerpost-{page}.1")).collect();
    expected.push("fingerpost.1".to_owned());
    assert_eq!(ended.files, expected);
}

#[test]
fn help_fits_a_terminal() {
    for command in [
        "",
        "recommend",
        "explain",
        "review",
        "services",
        "questions",
        "facts",
        "compare",
        "schema",
        "completions",
        "man",
        "rules",
        "rules check",
        "rules diff",
        "rules fmt",
        "rules test",
        "rules graph",
        "rules docs",
        "rules lsp",
    ] {
        for flag in ["--help", "-h"] {
            let ended = Run::new(&format!("{command} {flag}")).run().is(0, Something, Nothing);
            for line in ended.stdout.lines() {
                assert!(line.chars().count() < 100, "{command} {flag}: {line}");
            }
        }
    }
}

#[test]
fn help_names_every_command_and_exit_code() {
    let says = ["recommend", "compare", "--rules <DIR>", "Exit codes", "4  an answer is missing"];
    Run::new("--help").run().is(0, All(&says), Nothing);
    Run::new("--version").run().is(0, All(&[concat!("fingerpost ", env!("CARGO_PKG_VERSION"))]), Nothing);
}
