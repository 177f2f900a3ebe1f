//! What holds for every text and every tree.

use fingerpost::language::ast::ItemKind;
use fingerpost::language::{
    MAX_ARITHMETIC, MAX_FILE_BYTES, MAX_FINDINGS, MAX_ITEMS, MAX_NESTING, print, tokenize,
};
use proptest::prelude::*;

use super::{all_snippets, generate, read};

/// Texts that look like the language: its words, symbols and layout in any order.
fn scrambled() -> impl Strategy<Value = String> {
    let pieces = "(derive|question|node|outcome|case|when|not|and|includes|any|is|a|b|-|-1|32 GiB|\\(|\\)|\\[|\\]|,|\
                  =|<|->|\\.\\.|\"x\"|\"|\\\\|#|\n|\n    | |é)";
    proptest::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.join(" "))
}

/// A well-formed file with a stretch of it replaced.
fn mutated() -> impl Strategy<Value = String> {
    (generate::file(), any::<prop::sample::Index>(), 0..8_usize, "[ -~\n]{0,4}").prop_map(
        |(file, at, length, patch)| {
            let text: Vec<char> = print::file(&file).chars().collect();
            let start = if text.is_empty() { 0 } else { at.index(text.len()) };
            let end = (start + length).min(text.len());
            let kept = |part: &[char]| part.iter().collect::<String>();
            format!("{}{patch}{}", kept(&text[..start]), kept(&text[end..]))
        },
    )
}

fn lossless(text: &str) -> bool {
    let again: String = tokenize(text).map(|token| token.text(text)).collect();
    again == text && tokenize(text).all(|token| token.start < token.end)
}

proptest! {
    #[test]
    fn tokens_laid_end_to_end_are_the_text(text in any::<String>()) {
        prop_assert!(lossless(&text));
        read(&text);
    }

    #[test]
    fn scrambled_text_is_read_without_a_panic(text in scrambled()) {
        prop_assert!(lossless(&text));
        let (file, findings) = read(&text);
        if findings.is_empty() {
            let printed = print::file(&file);
            prop_assert_eq!(read(&printed), (file, vec![]), "{}", printed);
        }
    }

    #[test]
    fn mutated_files_are_read_without_a_panic(text in mutated()) {
        prop_assert!(lossless(&text));
        let (file, findings) = read(&text);
        if findings.is_empty() {
            let printed = print::file(&file);
            prop_assert_eq!(read(&printed), (file, vec![]), "{}", printed);
        }
    }

    #[test]
    fn a_printed_file_reads_back(file in generate::file()) {
        let printed = print::file(&file);
        let (again, findings) = read(&printed);
        prop_assert_eq!(findings, Vec::<String>::new(), "{}", printed);
        prop_assert_eq!(print::file(&again), printed);
        prop_assert_eq!(again, file);
    }

    #[test]
    fn a_printed_expression_reads_back(expr in generate::expr()) {
        let printed = print::expression(&expr);
        let (again, findings) = read(&format!("derive x = {printed}"));
        prop_assert_eq!(findings, Vec::<String>::new(), "{}", printed);
        // Not the file: there a long one is folded.
        let ItemKind::Derive(derive) = &again.items[0].kind else { panic!("a derivation") };
        prop_assert_eq!(print::expression(&derive.value), printed);
    }
}

#[test]
fn snippets_cut_anywhere_are_read_without_a_panic() {
    for snippet in all_snippets() {
        for (at, _) in snippet.source.char_indices() {
            let (before, after) = snippet.source.split_at(at);
            read(before);
            read(after);
        }
    }
}

#[track_caller]
fn refused(text: &str, code: &str) {
    let (_, findings) = read(text);
    assert_eq!(findings.len(), 1, "{} findings", findings.len());
    assert!(findings[0].starts_with(code), "{findings:?}");
}

#[test]
fn nesting_stops_at_its_limit() {
    let nested = |open: &str, depth: usize, close: &str| {
        format!("derive x = {}a{}", open.repeat(depth), close.repeat(depth))
    };
    let worst = "b or b and not b = b + b * (";
    for (open, close, each) in
        [("(", ")", 1), ("[", "]", 1), ("not ", "", 1), ("not (", ")", 2), (worst, ")", 2)]
    {
        let levels = MAX_NESTING / each;
        assert_eq!(read(&nested(open, levels, close)).1, Vec::<String>::new());
        refused(&nested(open, levels + 1, close), "TooDeep");
        refused(&nested(open, 20_000, close), "TooDeep");
        refused(&nested(open, 20_000, ""), "TooDeep");
    }
}

#[test]
fn arithmetic_stops_at_its_limit() {
    let chain = |length: usize| format!("derive x = a{}", " + b".repeat(length));
    assert_eq!(read(&chain(MAX_ARITHMETIC)).1, Vec::<String>::new());
    refused(&chain(MAX_ARITHMETIC + 1), "TooMany");
    refused(&chain(100_000), "TooMany");
}

#[test]
fn long_flat_files_are_read_in_linear_time() {
    let conditions = format!("derive x = a{}\n", " or a = b and [c, d] includes e".repeat(10_000));
    let (file, findings) = read(&conditions);
    assert_eq!((file.items.len(), findings.len()), (1, 0));
    let clauses = format!("node x\n{}", "    when a -> b\n        because \"c\"\n".repeat(10_000));
    let (file, findings) = read(&clauses);
    assert_eq!((file.items.len(), findings.len()), (1, 0));
}

#[test]
fn files_have_limits() {
    refused(&" ".repeat(MAX_FILE_BYTES + 1), "FileTooLarge");
    refused(&"derive a = b\n".repeat(MAX_ITEMS + 5), "TooMany");
    let (_, findings) = read(&"derive a b\n".repeat(MAX_FINDINGS + 5));
    assert_eq!(findings.len(), MAX_FINDINGS + 1);
    assert_eq!(findings[0], "TooMany: 5 more findings in this file are not shown");
}
