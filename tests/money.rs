//! Prices as clouds state them: read, kept, compared, added and scaled exactly, down to 10^-12 dollars.

use fingerpost::quantity::{Dimension, Quantity, Refusal, UNLIMITED, parse};
use fingerpost::{Error, Format, ProviderDecision, Ruleset};
use proptest::prelude::*;

use crate::tiny::{BASE, Stack, is_well_said, mark};

/// Prices of requests, gigabyte-seconds and the like, as price lists write them.
const PRICES: [&str; 3] = ["0.0000025 USD", "0.0000166667 USD", "0.0000000021 USD"];

/// The small pack, in which `north.pod` is left where a condition holds.
fn leaves(condition: &str) -> Stack {
    let over = format!(
        "pack house 1.0.0 extends base\n\nconstraint priced\n    when {condition}\n    need service != north.pod\n    \
         refuse \"too dear\"\n    because \"a price\"\n    source guide\n"
    );
    Stack::of(&[BASE, &over])
}

/// Whether a condition holds of answers.
#[track_caller]
fn holds(condition: &str, answers: &str) -> bool {
    match leaves(condition).recommends(answers)[0].as_str() {
        "north.pod" => false,
        "north.box" => true,
        other => panic!("{other}"),
    }
}

#[track_caller]
fn is_true(condition: &str, answers: &str) {
    assert!(holds(condition, answers), "{condition} of {answers}");
}

#[track_caller]
fn is_false(condition: &str, answers: &str) {
    assert!(!holds(condition, answers), "{condition} of {answers}");
}

#[test]
fn prices_of_clouds_are_shown_as_they_are_written() {
    for price in PRICES {
        assert_eq!(parse(price, Dimension::Money).unwrap().to_string(), price);
        let dollars = format!("${}", price.trim_end_matches(" USD"));
        assert_eq!(parse(&dollars, Dimension::Money).unwrap().to_string(), price);
    }
}

#[test]
fn prices_are_compared_to_the_picodollar() {
    is_true("budget = 0.0000000021 USD", r#"{"budget": "$0.0000000021"}"#);
    is_false("budget = 0.0000000021 USD", r#"{"budget": "0.000000002101 USD"}"#);
    is_true("budget > 0.0000000021 USD", r#"{"budget": "0.000000002101 USD"}"#);
    is_false("budget > 0.0000000021 USD", r#"{"budget": "0.0000000021 USD"}"#);
    is_true("budget < 0.0000000021 USD", r#"{"budget": "0.000000002099 USD"}"#);
    is_true("budget < 1000000 USD", r#"{"budget": "999999.999999999999 USD"}"#);
    // The largest amount that can be written is an answer as any other.
    is_true("budget > 1 USD", r#"{"budget": "999999999999999999.999999999999 USD"}"#);
    is_true(
        "budget >= 999999999999999999.999999999999 USD",
        r#"{"budget": "999999999999999999.999999999999 USD"}"#,
    );
    is_false(
        "budget >= 999999999999999999.999999999999 USD",
        r#"{"budget": "999999999999999999.999999999998 USD"}"#,
    );
}

#[test]
fn prices_are_added() {
    let sum = "budget = 0.0000000021 USD + 0.0000166667 USD";
    is_true(sum, r#"{"budget": "0.0000166688 USD"}"#);
    is_false(sum, r#"{"budget": "0.000016668801 USD"}"#);
    is_true("budget - 0.0000000021 USD > 0 USD", r#"{"budget": "0.000000002101 USD"}"#);
    is_false("budget - 0.0000000021 USD > 0 USD", r#"{"budget": "0.0000000021 USD"}"#);
}

#[test]
fn a_price_times_a_number_has_the_scale_of_numbers_once() {
    for times in
        ["3 * 0.0000000021 USD", "0.0000000021 USD * 3", "0.0000000063 USD * 1", "0.0000000126 USD / 2"]
    {
        is_true(&format!("budget = {times}"), r#"{"budget": "0.0000000063 USD"}"#);
        is_false(&format!("budget = {times}"), r#"{"budget": "0.000000006301 USD"}"#);
    }
    is_true("budget * 1000000 = 0.25 USD", r#"{"budget": "0.00000025 USD"}"#);
    is_true("0.5 * budget = 0.0000000021 USD", r#"{"budget": "0.0000000042 USD"}"#);
    // Of a half of a picodollar there is no answer, and half of one is less than one.
    is_false("budget = 0.000000000001 USD / 2", r#"{"budget": "0 USD"}"#);
    is_true("budget > 0.000000000001 USD / 2", r#"{"budget": "0.000000000001 USD"}"#);
    is_false("budget > 0.000000000001 USD / 2", r#"{"budget": "0 USD"}"#);
}

#[test]
fn a_number_that_is_asked_for_is_scaled_by_a_price() {
    let bill = "ratio * 0.0000000021 USD > 0.0021 USD";
    is_true(bill, r#"{"ratio": 1000000.000001}"#);
    is_false(bill, r#"{"ratio": 1000000}"#);
    let bill =
        "1000000 * 0.0000025 USD + ratio * 0.0000166667 USD + 2 * 0.0000000021 USD >= 19.1667000042 USD";
    is_true(bill, r#"{"ratio": 1000000}"#);
    is_false(bill, r#"{"ratio": 999999.999999}"#);
}

#[test]
fn a_price_by_a_price_is_a_number() {
    is_true("budget / 0.0000000021 USD = 2", r#"{"budget": "0.0000000042 USD"}"#);
    is_false("budget / 0.0000000021 USD = 2", r#"{"budget": "0.000000004201 USD"}"#);
    is_true("0.0000000042 USD / 0.0000000021 USD = ratio", r#"{"ratio": 2}"#);
}

#[test]
fn a_price_is_added_to_no_number() {
    for sum in
        ["budget + 1 > 1 USD", "budget > 0.0000000021", "budget * budget > 1 USD", "budget * 1 USD > 1 USD"]
    {
        let stack = leaves(sum);
        assert!(stack.pack.is_none(), "{sum}");
        stack.found.iter().for_each(is_well_said);
    }
}

/// What overflows is unknown, never wrong: then a service of which more is known comes first, whichever way it is asked.
#[test]
fn a_product_that_cannot_be_held_is_unknown() {
    let huge = "999999999999999999 USD";
    for condition in ["<", ">="] {
        let condition = format!("budget {condition} {huge} * 999999999999999999999999");
        is_true(&condition, r#"{"budget": "1 USD"}"#);
    }
    is_true(&format!("budget < {huge} * 9999999"), r#"{"budget": "1 USD"}"#);
    is_false(&format!("budget >= {huge} * 9999999"), r#"{"budget": "1 USD"}"#);
}

#[track_caller]
fn is_refused(literal: &str, message: &str, help: &str) {
    for (items, place) in [
        (format!("derive a = budget < {literal}\n"), "3:21"),
        (format!("question b: money {literal}..\n    default none\n"), "3:19"),
        (format!("question b: money\n    assume {literal}\n"), "4:12"),
    ] {
        let stack = Stack::of(&[BASE, &format!("pack house 1.0.0 extends base\n\n{items}")]);
        let [found] = stack.found.as_slice() else { panic!("{items}{:?}", stack.found) };
        is_well_said(found);
        assert_eq!((found.message.as_str(), found.help.as_deref()), (message, Some(help)), "{items}");
        let place = format!("1.rules {place}-");
        assert!(mark(&stack.sources, found).starts_with(&place), "{}", mark(&stack.sources, found));
    }
}

#[test]
fn rules_say_how_fine_and_how_large_money_is() {
    is_refused(
        "0.0000000000021 USD",
        "`0.0000000000021 USD` is finer than 0.000000000001 USD",
        "round it to 12 decimal places",
    );
    is_refused(
        "1000000000000000000 USD",
        "`1000000000000000000 USD` is too large for a quantity of money",
        "write less than 10^18 USD",
    );
}

const OVERLAY: &str = "pack acme 1.0.0 extends containers

question request_price: money
    ask     \"What may one request cost?\"
    default none

constraint cheap_enough
    when    request_price is answered
    need    service != aws.lambda or request_price > 0.0000000021 USD
    refuse  \"{service} costs more than {request_price} a request\"
    because \"nobody pays more\"
    source  \"https://acme.example/decisions/8\" read 2026-11-01
";

/// What a workload that may cost so much a request comes to.
fn at(rules: &Ruleset, price: &str) -> Result<(String, String), Error> {
    let text =
        format!("{{kind: event_processing, scale_to_zero: yes, providers: [aws], request_price: {price:?}}}");
    let decision = rules.decide(&rules.read(&text, Format::Yaml).remove(0)?)?;
    let service = decision.provider("aws").and_then(ProviderDecision::service).unwrap_or("none").to_owned();
    Ok((service, serde_json::to_string(&decision.report()).unwrap()))
}

#[test]
fn a_pack_decides_by_the_price_of_a_request() {
    let rules = Ruleset::embedded("containers").unwrap().overlay([("acme.rules", OVERLAY)]).unwrap();
    for price in ["0.000000002101 USD", "$0.0000025", "0.0000166667 USD"] {
        assert_eq!(at(&rules, price).unwrap().0, "aws.lambda", "{price}");
    }
    for price in ["0.0000000021 USD", "$0.0000000021", "2.1e-9 USD", "0 USD"] {
        let (service, report) = at(&rules, price).unwrap();
        assert_ne!(service, "aws.lambda", "{price}");
        let shown = parse(price, Dimension::Money).unwrap();
        for said in [
            format!("costs more than {price} a request"),
            format!(r#""question":"request_price","value":"{shown}""#),
            r#""question":"request_price","condition":"<= 0.0000000021 USD""#.to_owned(),
        ] {
            assert!(report.contains(&said), "no {said} in {report}");
        }
    }
    let refused = |price: &str, code: &str, said: [&str; 2]| {
        let error = at(&rules, price).unwrap_err();
        assert_eq!(error.codes(), [code], "{price}");
        assert!(said.iter().all(|said| error.to_string().contains(said)), "{error}");
    };
    let finer = ["is finer than 0.000000000001 USD", "round it to 12 decimal places"];
    refused("0.0000000000021 USD", "out-of-range", finer);
    refused("1e18 USD", "out-of-range", ["out of range for `request_price`", "write less than 10^18 USD"]);
    refused("0.0000000021", "wrong-unit", ["has no unit", "write it like `0.10 USD`"]);
}

/// An amount that can be written, of every size.
fn amount() -> impl Strategy<Value = i128> {
    let sized =
        (0_u32..30, 0..10_i128.pow(8)).prop_map(|(size, digits)| digits * 10_i128.pow(size) / 10_i128.pow(8));
    prop_oneof![sized, 1 - UNLIMITED..UNLIMITED, -1_000_i128..1_000]
}

/// What stands for a dimension in which amounts have a fraction.
fn dimension() -> impl Strategy<Value = Dimension> {
    use Dimension::{Cpu, Duration, Memory, Money, Number};
    prop_oneof![Just(Number), Just(Memory), Just(Cpu), Just(Duration), Just(Money)]
}

proptest! {
    #[test]
    fn what_is_shown_reads_back_as_the_same_quantity(dimension in dimension(), amount in amount()) {
        let quantity = Quantity { dimension, amount };
        let shown = quantity.to_string();
        prop_assert_eq!(parse(&shown, dimension), Ok(quantity), "{}", shown);
    }

    #[test]
    fn as_many_decimals_as_a_dimension_has_are_kept(dimension in dimension(), whole in 0_u32.., digits in "[0-9]{12}") {
        let unit = match dimension {
            Dimension::Memory => "B",
            Dimension::Duration => "s",
            Dimension::Money => "USD",
            _ => "",
        };
        let places = dimension.scale().ilog10() as usize;
        let digits = digits.get(..places).unwrap();
        let kept = parse(&format!("{whole}.{digits}{unit}"), dimension);
        let amount = i128::from(whole) * dimension.scale() + digits.parse::<i128>().unwrap();
        prop_assert_eq!(kept, Ok(Quantity { dimension, amount }));
        let finer = parse(&format!("{whole}.{digits}1{unit}"), dimension);
        prop_assert_eq!(finer, Err(Refusal::TooFine));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Against integers: prices to the picodollar, counts to the millionth.
    #[test]
    fn what_many_cost_is_exact(price in 1..10_i128.pow(13), count in 1..10_i128.pow(12), rest in -2_i128..=2) {
        let money = |amount| Quantity { dimension: Dimension::Money, amount };
        let number = Quantity { dimension: Dimension::Number, amount: count };
        let exact = price * count;
        let stated = (exact.div_euclid(1_000_000) + rest).max(0);
        let answers = format!("{{\"budget\": \"{}\"}}", money(stated));
        for product in [format!("{} * {number}", money(price)), format!("{number} * {}", money(price))] {
            prop_assert_eq!(holds(&format!("budget < {product}"), &answers), stated * 1_000_000 < exact);
            prop_assert_eq!(holds(&format!("budget <= {product}"), &answers), stated * 1_000_000 <= exact);
            prop_assert_eq!(holds(&format!("budget = {product}"), &answers), stated * 1_000_000 == exact);
        }
    }
}
