//! Where requirements come from: files, or standard input.

use std::path::PathBuf;

use clap::error::ErrorKind;

use super::failure::usage_error;

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    StandardInput,
    File(PathBuf),
}

/// What to read; nobody is left waiting at a silent terminal.
pub(super) fn origins(files: &[PathBuf], stdin_is_terminal: bool) -> Result<Vec<Origin>, clap::Error> {
    let refuse = |kind, message: &str| usage_error(kind, message);
    if files.is_empty() && stdin_is_terminal {
        let message = "no FILE given and nothing is piped in\n\n  \
                       tip: name a requirement file, or `-` to type one";
        return Err(refuse(ErrorKind::MissingRequiredArgument, message));
    }
    if files.is_empty() {
        return Ok(vec![Origin::StandardInput]);
    }
    let origin = |file: &PathBuf| match file.to_str() {
        Some("-") => Origin::StandardInput,
        _ => Origin::File(file.clone()),
    };
    let origins: Vec<Origin> = files.iter().map(origin).collect();
    if origins.iter().filter(|origin| **origin == Origin::StandardInput).count() > 1 {
        return Err(refuse(ErrorKind::ArgumentConflict, "`-` is standard input and can be read only once"));
    }
    Ok(origins)
}

#[cfg(test)]
mod tests {
    use super::{Origin, origins};

    #[test]
    fn a_silent_terminal_is_told_what_to_do() {
        let refusal = origins(&[], true).unwrap_err();
        assert_eq!(refusal.exit_code(), 2);
        assert!(refusal.to_string().contains("name a requirement file"), "{refusal}");
    }

    #[test]
    fn a_dash_is_read_from_a_terminal_all_the_same() {
        assert_eq!(origins(&["-".into()], true).unwrap(), [Origin::StandardInput]);
        assert_eq!(origins(&[], false).unwrap(), [Origin::StandardInput]);
        assert!(origins(&["-".into(), "a".into(), "-".into()], false).is_err());
    }
}
