//! Template syntax in files that are YAML or JSON only once a template engine has run.
//!
//! In: a text. Out: a copy of equal length without template syntax, and where that stood. Lines that hold
//! nothing else become ends of lines; an expression becomes letters, so that a value stays a value. What
//! the engine would make of it is not guessed.

use super::edit::line_around;
use std::ops::Range;

/// A text that a parser can read, with the places that hold no literal.
pub(super) struct Masked<'t> {
    pub text: std::borrow::Cow<'t, str>,
    /// In order, not overlapping, the marks included.
    pub places: Vec<Range<usize>>,
}

/// Opening and closing marks: Go, Helm, Jinja, Tera, Handlebars and `${{ }}` of workflows; Jinja statements and
/// comments; ERB and EJS; `@@NAME@@` of Auth0's tool and of build systems.
const MARKS: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"), ("@@", "@@")];

/// Longer templates are an unclosed mark.
const LONGEST: usize = 4_096;

/// Lines of templates and blank ones between a block's key and its text.
const MOST_ABOVE: usize = 16;

/// Stands for a letter of an expression.
const LETTER: u8 = b'x';

pub(super) fn mask(text: &str) -> Masked<'_> {
    let places = places(text);
    if places.is_empty() {
        return Masked { text: text.into(), places };
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut line = Line { range: 0..0, alone: false };
    for place in &places {
        if place.start < line.range.start || place.end > line.range.end {
            line = Line::around(text, &places, place);
        }
        let (start, fill) = match form(text, place, &line) {
            // Ends of lines, because a line of blanks may stand further in than the text it begins.
            Form::Line(start) => (start, b'\n'),
            Form::Statement => (place.start, b' '),
            Form::Expression => (place.start, LETTER),
        };
        bytes.get_mut(start..place.end).unwrap_or_default().fill(fill);
    }
    // Every mark is ASCII and places are cut at its letters.
    let masked = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    Masked { text: masked.into(), places }
}

impl Masked<'_> {
    /// Whether a template stands in this range.
    pub fn touches(&self, range: &Range<usize>) -> bool {
        let first = self.places.partition_point(|place| place.end <= range.start);
        self.places.get(first).is_some_and(|place| place.start < range.end)
    }
}

fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    // The next closing mark of each kind, so that no text is searched twice for one.
    let mut closings = [0; MARKS.len()];
    while let Some(at) = next_mark(text, from) {
        let rest = text.get(at..).unwrap_or("");
        let mut marks = MARKS.iter().zip(&mut closings);
        let mark = marks.find(|((open, _), _)| rest.starts_with(open));
        match mark.and_then(|((open, close), next)| Some(at..end(text, at, open, close, next)?)) {
            Some(place) => {
                let start = if text.get(..at).is_some_and(|head| head.ends_with('$')) { at - 1 } else { at };
                from = place.end;
                found.push(start..place.end);
            }
            None => from = at + 1,
        }
    }
    found
}

fn next_mark(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'{', b'<', b'@', bytes.get(from..)?).map(|at| from + at).find(|at| {
        let pair = (bytes.get(*at), bytes.get(at + 1));
        matches!(
            pair,
            (Some(b'{'), Some(b'{' | b'%' | b'#')) | (Some(b'<'), Some(b'%')) | (Some(b'@'), Some(b'@'))
        )
    })
}

/// Where the template that opens at `at` ends. `{{a: b}: c}` and `{#` in a flow mapping are YAML: a template is
/// closed by its own mark, and an expression holds no brace that JSON would open a value with. One over several lines
/// has Go's `{{-` or no colon.
fn end(text: &str, at: usize, open: &str, close: &str, next: &mut usize) -> Option<usize> {
    let inner = at + open.len();
    if *next < inner {
        *next = text.get(inner..)?.find(close).map_or(usize::MAX, |found| inner + found);
    }
    let body = text.get(inner..*next).filter(|body| body.len() <= LONGEST)?;
    let again = body.contains(open);
    let go = body.starts_with('-') || !body.contains(':');
    let broken = body.contains('{') || body.contains('\n') && !go;
    let nested = open == "{{" && broken && !body.contains("/*");
    let name = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'_';
    let unnamed = open == "@@" && (body.is_empty() || !body.bytes().all(name));
    (!again && !nested && !unnamed).then_some(*next + close.len())
}

/// What a template stands for.
enum Form {
    /// Nothing else is on its lines, which start here.
    Line(usize),
    Statement,
    Expression,
}

/// The lines that a template stands on; many of them may stand on one.
struct Line {
    range: Range<usize>,
    /// Nothing but templates stands there.
    alone: bool,
}

impl Line {
    fn around(text: &str, places: &[Range<usize>], place: &Range<usize>) -> Line {
        let range = line_around(text, place.start).start..line_around(text, place.end).end;
        Line { alone: is_blank_between(text, places, range.clone()), range }
    }
}

fn form(text: &str, place: &Range<usize>, line: &Line) -> Form {
    let here = text.get(place.clone()).unwrap_or("");
    if here.starts_with('$') {
        return Form::Expression;
    }
    if line.alone {
        return Form::Line(line.range.start);
    }
    // The first line of a block tells how far in its text stands.
    let leads = text.get(line.range.start..place.start).unwrap_or("").trim().is_empty();
    if is_statement(here) && !(leads && begins_block(text, line.range.start)) {
        return Form::Statement;
    }
    Form::Expression
}

/// Whether the line that starts here is the first one with text below a key such as `message: |`.
fn begins_block(text: &str, start: usize) -> bool {
    let above = text.get(..start).unwrap_or("").lines().rev().take(MOST_ABOVE);
    let mut said = above.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['{', '<']));
    let head = said.next().unwrap_or("").trim_end_matches(['-', '+', '1', '2', '4', '8']);
    [": |", ": >", "- |", "- >"].iter().any(|mark| head.ends_with(mark))
}

/// Whether a template only steers the engine: `{% if x %}`, `{{ end }}`, `{{#each x}}`.
fn is_statement(here: &str) -> bool {
    const WORDS: [&str; 8] = ["if", "else", "end", "range", "with", "define", "block", "break"];
    if let Some(inner) = here.strip_prefix("{{") {
        let inner = inner.trim_start_matches('-').trim_start();
        let word = inner.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or("");
        return inner.starts_with(['#', '/', '^', '!']) || WORDS.contains(&word);
    }
    here.starts_with("{%") || here.starts_with("{#") || here.starts_with("<%") && !here.starts_with("<%=")
}

/// Whether nothing but templates and blanks stands in a range.
fn is_blank_between(text: &str, places: &[Range<usize>], range: Range<usize>) -> bool {
    let blank = |range: Range<usize>| text.get(range).unwrap_or("").trim().is_empty();
    let first = places.partition_point(|place| place.end <= range.start);
    let mut from = range.start;
    for place in places.iter().skip(first).take_while(|place| place.start < range.end) {
        if !blank(from..place.start.max(from)) {
            return false;
        }
        from = place.end.max(from);
    }
    blank(from..range.end.max(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_as_long_as_what_they_hide() {
        for (text, wanted) in [
            ("a: {{ b }}\n", "a: xxxxxxx\n"),
            ("  {{ if }} {{ x }}\r\nb", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\r\nb"),
            ("a: ${{ b }}", "a: xxxxxxxx"),
            ("a{% b %}c", "a       c"),
            ("{{a: b}: c}", "{{a: b}: c}"),
            ("{\"a\": {\"b\": {}}}", "{\"a\": {\"b\": {}}}"),
            ("{{ {{ x }}", "{{ xxxxxxx"),
            ("{{", "{{"),
            ("b: \"{{ x }}\"{{ end }}", "b: \"xxxxxxx\"         "),
            ("{{#if a}}b: 1{{/if}}", "         b: 1       "),
            ("a: {{- b\n \"c:d\" .E }}", "a: xxxxxxxxxxxxxxxxxx"),
            ("{{a: b\n}}", "{{a: b\n}}"),
            ("a: |-\n\n  {{ if x }}b{{ end }}\n  c", "a: |-\n\n  xxxxxxxxxxb         \n  c"),
        ] {
            assert_eq!(mask(text).text, wanted, "{text}");
        }
    }

    #[test]
    fn long_lines_of_templates_stay_linear() {
        for unit in ["{{", "{{x}}", "{%", "{{x}}a", "<%", "{{ {%"] {
            let text = unit.repeat(400_000);
            assert_eq!(mask(&text).text.len(), text.len());
        }
    }
}
