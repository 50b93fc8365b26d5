//! Where a token lies, judged by the file's name and the line around it: documentation shows tokens on purpose,
//! a recording of traffic is there to be audited, and elsewhere a token is a leak.
//! It knows nothing of the token itself.

use super::shown;

/// Extensions of written documentation.
const DOCUMENTATION: [&str; 8] = ["md", "mdx", "markdown", "rst", "adoc", "asciidoc", "rdoc", "org"];

/// Extensions of recordings of traffic.
const CAPTURES: [&str; 3] = ["har", "log", "trace"];

/// What starts a line of a documentation comment, by the extensions of languages that write it so.
const COMMENTS: [(&str, &[&str]); 6] = [
    ("rs", &["///", "//!"]),
    ("js", &["* "]),
    ("ts", &["* "]),
    ("java", &["* "]),
    ("kt", &["* "]),
    ("cs", &["///"]),
];

/// The value of a token's attribute `place`. `recorded` says that the file is a recording by what it holds.
pub fn of(path: &str, text: &str, offset: usize, recorded: bool) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if DOCUMENTATION.contains(&extension) || in_comment(extension, text, offset) {
        "documentation"
    } else if recorded || CAPTURES.contains(&extension) {
        "capture"
    } else if shown::as_sample(text, offset) {
        "documentation"
    } else {
        "source"
    }
}

/// Longer lines are no comments.
const LONGEST_INDENT: usize = 400;

/// Whether the line of an offset is one of documentation, in a file with this extension: its code is an example.
pub fn in_comment(extension: &str, text: &str, offset: usize) -> bool {
    let Some((_, starts)) = COMMENTS.iter().find(|(name, _)| *name == extension) else { return false };
    let window = offset.saturating_sub(LONGEST_INDENT);
    let before = text.as_bytes().get(window..offset).unwrap_or_default();
    let Some(line) = memchr::memrchr(b'\n', before).and_then(|at| before.get(at + 1..)) else {
        return window == 0 && starts_with_any(before, starts);
    };
    starts_with_any(line, starts)
}

fn starts_with_any(line: &[u8], starts: &[&str]) -> bool {
    let line = line.trim_ascii_start();
    starts.iter().any(|start| line.starts_with(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_comments_tell_the_place() {
        assert_eq!(of("docs/Login.MD", "t", 0, false), "documentation");
        assert_eq!(of("a/session.har", "t", 0, false), "capture");
        assert_eq!(of("state.json", "t", 0, true), "capture");
        assert_eq!(of("test.http", "# Bearer t", 9, false), "source");
        assert_eq!(of("src/a.rs", "fn a() {}\n    /// Bearer t\n", 25, false), "documentation");
        assert_eq!(of("src/a.rs", "// Bearer t", 10, false), "source");
        assert_eq!(of("", "", 0, false), "source");
        assert_eq!(of("a.rs", "x", 99, false), "source");
    }
}
