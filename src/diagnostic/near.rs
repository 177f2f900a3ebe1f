//! The name that a misspelt one most likely means.

/// How many known names a misspelt one is held against: more than any table of the program has rows. A pack can declare tens
/// of thousands of names and misspell as many, and each of them is looked for.
const MAX_COMPARED: usize = 4_096;

/// Characters in a misspelt name that something is suggested for.
const MAX_LENGTH: usize = 100;

/// The name in `known` that a misspelt `name` most likely means: within edit distance 2, and
/// less than half of the name changed. The first of equals wins.
///
/// A name of more than 100 characters means none, and of the known names the first 4,096 are looked at: what it costs
/// to help with a name is bounded.
///
/// ```
/// let known = ["memory", "cpu"];
/// assert_eq!(fingerpost::diagnostic::nearest("memroy", known), Some("memory"));
/// assert_eq!(fingerpost::diagnostic::nearest("disk", known), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().take(MAX_LENGTH + 1).collect();
    if wanted.len() > MAX_LENGTH {
        return None;
    }
    let limit = 2.min(wanted.len() / 2);
    let letters = letters(wanted.iter().copied());
    let mut spelt = Vec::new();
    let mut best: Option<(usize, &str)> = None;
    for candidate in known.into_iter().take(MAX_COMPARED) {
        // What is too long or has too many other letters is told by a look.
        if candidate.len().abs_diff(name.len()) > 4 * limit
            || apart(letters, self::letters(candidate.chars())) > limit
        {
            continue;
        }
        spelt.clear();
        spelt.extend(candidate.chars());
        // Only what is nearer than the best so far.
        let limit = match best {
            Some((0, _)) => break,
            Some((distance, _)) => distance - 1,
            None => limit,
        };
        if let Some(distance) = within(&wanted, &spelt, limit) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The names in `known` that a word of a person's may mean: the one that it goes on from after a dot; or else up to three with the
/// same beginning before the dot and every part that follows it; or else the [`nearest`]; or else up to three that end in it after their last
/// dot; or else up to three that share a part with it. Parts are what stands between signs and blanks, so that a service is found
/// by a word of its id, and a model with a number before it.
///
/// A near name whose last part is another word is none: `a.rds` does not mean `a.efs`.
///
/// ```
/// let known = ["aws.ecs-fargate", "aws.lambda", "aws.lambda-microvms", "l4"];
/// assert_eq!(fingerpost::diagnostic::meant("lambda", known), ["aws.lambda"]);
/// assert_eq!(fingerpost::diagnostic::meant("fargate", known), ["aws.ecs-fargate"]);
/// assert_eq!(fingerpost::diagnostic::meant("2x L4", known), ["l4"]);
/// assert_eq!(fingerpost::diagnostic::meant("aws.fargate", known), ["aws.ecs-fargate"]);
/// assert_eq!(fingerpost::diagnostic::meant("aws.ecs-fargate.linux", known), ["aws.ecs-fargate"]);
/// assert!(fingerpost::diagnostic::meant("disk", known).is_empty());
/// ```
#[must_use]
pub fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Vec<&'a str> {
    let small = word.to_lowercase();
    if let Some((head, tail)) = small.split_once('.').filter(|_| small.len() <= MAX_LENGTH) {
        let known = || known.clone().into_iter().take(MAX_COMPARED);
        let is_within = |name: &&str| small.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        if let Some(whole) = known().filter(is_within).max_by_key(|name| name.len()) {
            return vec![whole];
        }
        let has_all = |of: &str| parts(tail).all(|part| parts(of).any(|own| own == part));
        let is_it = |name: &&str| name.split_once('.').is_some_and(|(own, of)| own == head && has_all(of));
        let found: Vec<&str> = known().filter(is_it).take(3).collect();
        if !found.is_empty() && parts(tail).next().is_some() {
            return found;
        }
    }
    let last = |name: &'a str| name.rsplit('.').next().unwrap_or(name);
    let same_end = |near: &&'a str| match small.rsplit_once('.') {
        Some((_, end)) => end == last(near) || nearest(end, [last(near)]).is_some(),
        None => true,
    };
    if let Some(near) = nearest(&small, known.clone()).filter(same_end) {
        return vec![near];
    }
    if small.chars().take(MAX_LENGTH + 1).count() > MAX_LENGTH || small.contains('.') {
        return Vec::new();
    }
    let asked: Vec<&str> = parts(&small).filter(|part| part.chars().any(char::is_alphabetic)).collect();
    let (mut ends, mut shares) = (Vec::new(), Vec::new());
    for name in known.into_iter().take(MAX_COMPARED) {
        if asked.contains(&last(name)) {
            ends.push(name);
        } else if parts(name).any(|part| asked.contains(&part)) {
            shares.push(name);
        }
    }
    let mut names = if ends.is_empty() { shares } else { ends };
    names.truncate(3);
    names
}

/// The advice that names what may be [`meant`].
#[must_use]
pub(crate) fn did_you_mean(names: &[&str]) -> String {
    format!("did you mean `{}`?", names.join("` or `"))
}

/// What stands between signs and blanks.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// The letters of a name as a set of 64 kinds.
fn letters(name: impl Iterator<Item = char>) -> u64 {
    name.fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
}

/// The fewest edits that can make the one set of letters out of the other: each adds one and takes one away at most.
fn apart(a: u64, b: u64) -> usize {
    (a & !b).count_ones().max((b & !a).count_ones()) as usize
}

/// The edit distance, where it is at most `limit`, which is at most 2: letters that are added, left out, changed, or swapped with
/// their neighbour, also where one more is between the two.
///
/// The usual table of all beginnings would be filled for every pair of names; names that are near have few edits to try.
fn within(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) else { return Some(a.len().max(b.len())) };
    if x == y {
        return within(rest_a, rest_b, limit);
    }
    let left = limit.checked_sub(1)?;
    let mut least: Option<usize> = None;
    let mut consider = |edits: usize, rest: Option<usize>| {
        least = least.into_iter().chain(rest.map(|rest| rest + edits)).min();
    };
    consider(1, within(rest_a, rest_b, left));
    consider(1, within(rest_a, b, left));
    consider(1, within(a, rest_b, left));
    match (rest_a, rest_b) {
        ([x2, a @ ..], [y2, b @ ..]) if (x, x2) == (y2, y) => {
            consider(1, within(a, b, left));
        }
        ([_, x3, a @ ..], [y2, b @ ..]) if (x, x3) == (y2, y) && left > 0 => {
            consider(2, within(a, b, left - 1));
        }
        ([x2, a @ ..], [_, y3, b @ ..]) if (x, x2) == (y3, y) && left > 0 => {
            consider(2, within(a, b, left - 1));
        }
        _ => {}
    }
    least
}

#[cfg(test)]
mod tests {
    use super::{MAX_COMPARED, MAX_LENGTH, apart, letters, meant, nearest, within};

    /// All words of up to so many of three letters.
    fn words(longest: usize) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut at = 0;
        while words.get(at).is_some_and(|word| word.len() < longest) {
            for letter in ['a', 'b', 'c'] {
                words.push(format!("{}{letter}", words[at]));
            }
            at += 1;
        }
        words
    }

    #[test]
    fn the_distance_is_that_of_the_table() {
        let words = words(5);
        for a in &words {
            for b in words.iter().step_by(7) {
                let (spelt_a, spelt_b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
                let distance = strsim::damerau_levenshtein(a, b);
                for limit in 0..=2 {
                    let wanted = Some(distance).filter(|distance| *distance <= limit);
                    assert_eq!(within(&spelt_a, &spelt_b, limit), wanted, "{a} {b} {limit}");
                }
                assert!(apart(letters(a.chars()), letters(b.chars())) <= distance, "{a} {b}");
            }
        }
    }

    #[test]
    fn the_nearest_wins_and_of_equals_the_first() {
        assert_eq!(nearest("memory", ["memori", "memory"]), Some("memory"));
        assert_eq!(nearest("memorz", ["mem0rz1", "memore", "memory"]), Some("memore"));
        assert_eq!(nearest("ab", ["ba", "cd"]), Some("ba"));
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("größe", ["grösse", "grösze"]), Some("grösse"));
    }

    #[test]
    fn what_is_meant_is_near_or_shares_a_part() {
        let services =
            ["aws.batch", "aws.efs", "aws.ecs-fargate", "aws.eks-fargate", "gcp.batch", "gcp.cloud-run"];
        assert_eq!(meant("aws.ecs-fargat", services), ["aws.ecs-fargate"]);
        assert_eq!(meant("batch", services), ["aws.batch", "gcp.batch"]);
        assert_eq!(meant("Fargate", services), ["aws.ecs-fargate", "aws.eks-fargate"]);
        assert_eq!(meant("cloud run", services), ["gcp.cloud-run"]);
        assert!(meant("aws.rds", services).is_empty(), "another service, not another spelling");
        assert!(meant("2", services).is_empty());
        assert!(meant(&"batch ".repeat(50), services).is_empty(), "too long");
    }

    /// Twice as many names, misspelt as well as known, are at most twice as much work.
    #[test]
    fn what_is_looked_at_for_one_name_is_bounded() {
        let known: Vec<String> = (0..50_000).map(|number| format!("name{number}")).collect();
        let mut looked_at = 0;
        let counted = known.iter().map(String::as_str).inspect(|_| looked_at += 1);
        assert_eq!(nearest("another", counted), None);
        assert_eq!(looked_at, MAX_COMPARED);
        let long = "x".repeat(MAX_LENGTH + 1);
        let mut looked_at = 0;
        assert_eq!(nearest(&long, [long.as_str()].into_iter().inspect(|_| looked_at += 1)), None);
        assert_eq!(looked_at, 0);
    }
}
