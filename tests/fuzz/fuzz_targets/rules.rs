//! Any text as a rule file: parsed, printed, parsed again, compiled. See `tests/fuzzing.rs`.
#![no_main]

#[allow(dead_code, reason = "each target uses one of the two")]
#[path = "../exercise.rs"]
mod exercise;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        exercise::rules(text);
    }
});
