//! Rules as they were in a revision of the git repository here. Only this file runs another program.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::super::rules::Origin;
use crate::diagnostic::{Code, Diagnostic};

/// Files of one folder of a revision.
type Files = Vec<(String, String, Vec<u8>)>;

/// The files of a folder in a revision; a pack without a catalog of its own takes the folder `catalog` beside it.
///
/// # Errors
/// There is no such revision or folder, or no git.
pub(super) fn origins(rev: &str, folder: &str) -> Result<Vec<Origin>, Diagnostic> {
    let folder = folder.trim_end_matches('/');
    let mut origins = Vec::new();
    let files = files(rev, folder, "")?;
    if !files.iter().any(|(inside, ..)| inside.starts_with("catalog/")) {
        let beside = match folder.rsplit_once('/') {
            Some((parent, _)) => format!("{parent}/catalog"),
            None => "catalog".to_owned(),
        };
        origins.extend(self::files(rev, &beside, "catalog/").ok().map(Origin::Files));
    }
    origins.push(Origin::Files(files));
    Ok(origins)
}

fn files(rev: &str, folder: &str, prefix: &str) -> Result<Files, Diagnostic> {
    let tree = if folder.is_empty() || folder == "." { rev.to_owned() } else { format!("{rev}:{folder}") };
    let failed = |why: &str| {
        let why = why.trim().lines().next().unwrap_or_default().replace('`', "'");
        let message = format!("cannot read `{}`: {why}", tree.replace('`', "'"));
        let help = "write `REVISION:FOLDER`, the folder as seen from the root of the repository";
        Diagnostic::general(Code::UnreadableFile, message).help(help)
    };
    // `--end-of-options`: a revision that begins with a dash stays a revision.
    let listed =
        Command::new("git").args(["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", &tree]).output();
    let listed = listed.map_err(|error| failed(&error.to_string()))?;
    if !listed.status.success() {
        return Err(failed(&String::from_utf8_lossy(&listed.stderr)));
    }
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let entries: Vec<(&str, &str)> = text.split('\0').filter_map(entry).collect();
    let ids: Vec<&str> = entries.iter().map(|(id, _)| *id).collect();
    let contents = contents(&ids).map_err(|error| failed(&error.to_string()))?;
    if contents.len() < entries.len() {
        return Err(failed("git did not give the contents of every file"));
    }
    let file = |((_, path), bytes): (&(&str, &str), Vec<u8>)| {
        (format!("{prefix}{path}"), format!("{tree}/{path}"), bytes)
    };
    Ok(entries.iter().zip(contents).map(file).collect())
}

/// `100644 blob ID<tab>PATH`
fn entry(line: &str) -> Option<(&str, &str)> {
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split(' ').skip(1);
    (words.next()? == "blob").then_some((words.next()?, path))
}

/// The contents of blobs, in their order, from one process.
fn contents(ids: &[&str]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut git = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let request = ids.join("\n") + "\n";
    let input = git.stdin.take();
    // Both pipes are served at once: neither side waits for the other.
    let writer = std::thread::spawn(move || input.map(|mut input| input.write_all(request.as_bytes())));
    let output = git.wait_with_output()?.stdout;
    drop(writer.join());
    let (mut all, mut rest) = (Vec::new(), output.as_slice());
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (head, after) = rest.split_at(end);
        let size =
            String::from_utf8_lossy(head).rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let (Some(size), Some(after)) = (size, after.get(1..)) else { break };
        let Some(bytes) = after.get(..size) else { break };
        all.push(bytes.to_vec());
        rest = after.get(size + 1..).unwrap_or_default();
    }
    Ok(all)
}
