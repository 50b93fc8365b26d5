//! Dotted patterns over key paths: which keys a model's row is about.
//!
//! In: a pattern such as `session.*.cookie_secure` and a key path. Out: whether it matches, and what
//! its wildcards stood for. `*` is one segment, `**` any number, and `*` within a segment any text.
//! A segment that holds dots is written in double quotes. Knows no format.

/// Whether letters of different case are the same. ASCII only: key names of products are ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Exact,
    Ignore,
    /// Hyphens and underscores do not count either: `http-only`, `httpOnly` and `HTTP_ONLY` are one key.
    Relaxed,
}

/// A pattern, taken apart once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    /// `**`
    Any,
    /// Text with stars in it, `*` alone included.
    Wild(String),
    Exact(String),
}

/// What each wildcard segment stood for, in the pattern's order: one path segment for `*` and
/// `*_secret`, any number for `**`.
pub type Captures<'p> = Vec<&'p [&'p str]>;

/// Matches a key path against a pattern, case-sensitively.
pub fn glob_match<'p>(pattern: &str, path: &'p [&'p str]) -> Option<Captures<'p>> {
    Pattern::new(pattern).captures(path, Case::Exact)
}

impl Pattern {
    /// Reads a pattern. Every text is one; an unclosed quote goes to the end.
    pub fn new(pattern: &str) -> Pattern {
        let mut segments = Vec::new();
        let mut current = String::new();
        let mut quoted = false;
        for letter in pattern.chars() {
            match letter {
                '"' => quoted = !quoted,
                '.' if !quoted => segments.push(segment(std::mem::take(&mut current))),
                _ => current.push(letter),
            }
        }
        segments.push(segment(current));
        Pattern { segments }
    }

    /// The pattern of one segment, whose text stands for itself.
    pub fn of_segment(text: &str) -> Pattern {
        Pattern { segments: vec![Segment::Exact(text.to_owned())] }
    }

    /// The pattern of the tables that hold what this one matches.
    pub fn above(&self) -> Pattern {
        let segments = self.segments.split_last().map_or(&[][..], |(_, above)| above);
        Pattern { segments: segments.to_vec() }
    }

    /// Matches the whole path. The time is at most the product of both lengths: after a mismatch only
    /// the last `**` is tried again, because an earlier one could not reach anything new.
    pub fn captures<'p>(&self, path: &'p [&'p str], case: Case) -> Option<Captures<'p>> {
        let mut captures: Captures<'p> = Vec::new();
        let (mut at, mut seen) = (0, 0);
        let mut retry: Option<Retry> = None;
        loop {
            match (self.segments.get(at), path.get(seen)) {
                (None, None) => return Some(captures),
                (Some(Segment::Any), _) => {
                    retry = Some(Retry { segment: at, from: seen, to: seen, kept: captures.len() });
                    captures.push(path.get(seen..seen)?);
                    at += 1;
                    continue;
                }
                (Some(segment), Some(key)) if segment.fits(key, case) => {
                    if matches!(segment, Segment::Wild(_)) {
                        captures.push(path.get(seen..=seen)?);
                    }
                    (at, seen) = (at + 1, seen + 1);
                    continue;
                }
                _ => {}
            }
            let again = retry.as_mut()?;
            again.to += 1;
            captures.truncate(again.kept);
            captures.push(path.get(again.from..again.to)?);
            (at, seen) = (again.segment + 1, again.to);
        }
    }

    pub fn matches(&self, path: &[&str], case: Case) -> bool {
        self.captures(path, case).is_some()
    }
}

/// The last `**`: which segment it is, the part of the path it stands for, and the captures before it.
struct Retry {
    segment: usize,
    from: usize,
    to: usize,
    kept: usize,
}

fn segment(text: String) -> Segment {
    match text.as_str() {
        "**" => Segment::Any,
        wild if wild.contains('*') => Segment::Wild(text),
        _ => Segment::Exact(text),
    }
}

impl Segment {
    fn fits(&self, key: &str, case: Case) -> bool {
        match self {
            Segment::Any => true,
            Segment::Wild(pattern) => wild(pattern.as_bytes(), key.as_bytes(), case),
            Segment::Exact(text) => match case {
                Case::Exact => text == key,
                Case::Ignore => text.eq_ignore_ascii_case(key),
                Case::Relaxed => relaxed(text).eq(relaxed(key)),
            },
        }
    }
}

/// The letters that count when hyphens, underscores and case do not.
fn relaxed(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase())
}

/// Whether a text matches one in which `*` stands for any text.
pub fn text_matches(pattern: &str, text: &str, case: Case) -> bool {
    wild(pattern.as_bytes(), text.as_bytes(), case)
}

/// Matches `*` within one segment, byte by byte; again only the last star is tried again.
fn wild(pattern: &[u8], text: &[u8], case: Case) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(at), text.get(seen)) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                star = Some((at, seen));
                at += 1;
            }
            (Some(want), Some(have)) if same(*want, *have, case) => (at, seen) = (at + 1, seen + 1),
            _ => {
                let Some((place, reached)) = star.filter(|(_, reached)| *reached < text.len()) else {
                    return false;
                };
                star = Some((place, reached + 1));
                (at, seen) = (place + 1, reached + 1);
            }
        }
    }
}

fn same(left: u8, right: u8, case: Case) -> bool {
    left == right || (case != Case::Exact && left.eq_ignore_ascii_case(&right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn captured(pattern: &str, path: &[&str]) -> Option<Vec<String>> {
        glob_match(pattern, path).map(|all| all.iter().map(|part| part.join("/")).collect())
    }

    fn some(parts: &[&str]) -> Option<Vec<String>> {
        Some(parts.iter().map(|part| (*part).to_owned()).collect())
    }

    #[test]
    fn wildcards_capture_what_they_stand_for() {
        assert_eq!(captured("a.b", &["a", "b"]), some(&[]));
        assert_eq!(captured("a.*.c", &["a", "x", "c"]), some(&["x"]));
        assert_eq!(captured("**.secret", &["secret"]), some(&[""]));
        assert_eq!(captured("**.secret", &["a", "secret", "b", "secret"]), some(&["a/secret/b"]));
        assert_eq!(captured("a.**.*_secret", &["a", "b", "my_secret"]), some(&["b", "my_secret"]));
        assert_eq!(captured("**", &[]), some(&[""]));
        assert_eq!(captured("a.**", &["a"]), some(&[""]));
    }

    #[test]
    fn a_pattern_covers_the_whole_path() {
        for (pattern, path) in [
            ("a", &["a", "b"][..]),
            ("a.*", &["a"]),
            ("*", &["a", "b"]),
            ("*_secret", &["secret"]),
            ("*a*b", &["ab_"]),
            ("", &[]),
            ("**.x", &["x", "y"]),
        ] {
            assert_eq!(captured(pattern, path), None, "{pattern}");
        }
    }

    #[test]
    fn quotes_keep_dots_in_a_segment() {
        let path = ["annotations", "example.org/auth-url"];
        assert_eq!(captured("annotations.\"example.org/*\"", &path), some(&["example.org/auth-url"]));
        assert_eq!(captured("annotations.\"unclosed.key", &["annotations", "unclosed.key"]), some(&[]));
    }

    #[test]
    fn case_is_an_option() {
        let pattern = Pattern::new("Session.*_Key");
        assert!(!pattern.matches(&["SESSION", "my_key"], Case::Exact));
        assert!(pattern.matches(&["SESSION", "my_key"], Case::Ignore));
    }

    #[test]
    fn many_stars_stay_cheap() {
        let segments = vec!["a"; 2_000];
        let pattern = format!("{}z", "**.a.".repeat(200));
        assert_eq!(captured(&pattern, &segments), None);
        let long = "a".repeat(20_000);
        assert_eq!(captured(&format!("{}z", "*a".repeat(200)), &[&long]), None);
    }

    /// The definition, with all its backtracking: slow and plainly right.
    fn plain(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern.split_first(), path.split_first()) {
            (None, _) => path.is_empty(),
            (Some((&"**", rest)), _) => (0..=path.len()).any(|skip| plain(rest, &path[skip..])),
            (Some((want, rest)), Some((key, keys))) => (*want == "*" || want == key) && plain(rest, keys),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(
            pattern in prop::collection::vec(prop::sample::select(vec!["a", "b", "*", "**"]), 1..7),
            path in prop::collection::vec(prop::sample::select(vec!["a", "b"]), 0..8),
        ) {
            let found = glob_match(&pattern.join("."), &path);
            prop_assert_eq!(found.is_some(), plain(&pattern, &path));
        }

        #[test]
        fn any_text_is_a_pattern(pattern in "\\PC{0,20}", key in "\\PC{0,20}") {
            let _ = glob_match(&pattern, &[&key]);
        }
    }
}
