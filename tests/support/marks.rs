//! Marks in fixtures: `~ rule-id` in a comment means its own line, `~^` the line above, each further
//! `^` one line more. A file without comments has `<file>.expect` with lines `LINE rule-id`.

#![allow(dead_code)] // each test file uses its own part of this one

use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// "In this line, this rule": a line may be marked twice, for two findings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    pub line: u32,
    pub rule: String,
}

/// What begins a comment in the languages of fixtures.
const LEADER: &str = r"(?://|#|;|--|<!--|/\*)";

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let one = r"~(\^*)[ \t]+([a-z0-9][a-z0-9-]*)";
    compiled(&format!(r"{LEADER}[ \t]*{one}(?:[ \t]+{one})*"))
});
static ONE: LazyLock<Regex> = LazyLock::new(|| compiled(r"~(\^*)[ \t]+([a-z0-9][a-z0-9-]*)"));
/// A comment that holds marks and nothing else, with the space before it.
static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    let one = r"~\^*[ \t]+[a-z0-9][a-z0-9-]*";
    compiled(&format!(r"[ \t]*\{{?{LEADER}[ \t]*{one}(?:[ \t]+{one})*[ \t]*(?:-->|\*/\}}?)?[ \t]*(\r?)$"))
});

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant")
}

/// Marks of a text.
pub fn of_text(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(comment) = MARK.find(line) else { continue };
        for one in ONE.captures_iter(comment.as_str()) {
            let above = one[1].len() as u32;
            marks.push(Mark { line: number - above.min(number - 1), rule: one[2].to_owned() });
        }
    }
    marks
}

/// Marks of a file: in its comments, and in the `.expect` beside it.
pub fn of_file(path: &Path) -> Vec<Mark> {
    let mut marks = of_text(&text(path));
    let mut beside = path.as_os_str().to_owned();
    beside.push(".expect");
    if let Ok(list) = std::fs::read_to_string(&beside) {
        marks.extend(list.lines().filter_map(|line| listed(Path::new(&beside), line)));
    }
    marks.sort();
    marks
}

fn listed(path: &Path, line: &str) -> Option<Mark> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [] => None,
        [number, rule] if number.parse::<u32>().is_ok() => {
            Some(Mark { line: number.parse().unwrap_or(0), rule: (*rule).to_owned() })
        }
        _ => panic!("{}: `{line}` is not `LINE rule-id`", path.display()),
    }
}

/// A file's text for reading marks; bytes that are no text hold none.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text without its marks: a comment of marks alone goes, and its line where nothing else is on it.
pub fn stripped(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let (body, newline) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let Some(comment) = COMMENT.find(body) else {
            out.push_str(line);
            continue;
        };
        let code = &body[..comment.start()];
        if !code.trim().is_empty() {
            out.push_str(code);
            out.push_str(if body.ends_with('\r') { "\r" } else { "" });
            out.push_str(newline);
        }
    }
    out
}
