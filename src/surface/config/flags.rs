//! Command lines: words with their quotes, and the options among them.
//!
//! In: a place in a text, or a list of words. Out: words, and the value of an option that is written as
//! `--name=value`, `--name value` or `--name` alone. Expands nothing and runs nothing.

use super::leaf::{self, Written, at};
use super::tree::{Node, Style};
use std::ops::Range;

/// One word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Quotes included.
    pub span: Range<usize>,
    /// Without quotes that go round the whole word.
    pub inner: Range<usize>,
}

/// Words between blanks and line ends. Quotes keep blanks; one that does not close ends with the place. A
/// backslash keeps the letter behind it, and joins lines.
pub(super) fn words(text: &str, place: Range<usize>) -> Vec<Word> {
    let mut found = Vec::new();
    let bytes = at(text, place.clone()).as_bytes();
    let mut from = 0;
    while let Some(start) = (from..bytes.len()).find(|at| !is_gap(bytes, *at)) {
        let end = word_end(bytes, start);
        from = end;
        let span = place.start + start..place.start + end;
        found.push(Word { inner: unquoted(text, span.clone()).inner, span });
    }
    found
}

/// A blank, or a backslash that joins this line with the next.
fn is_gap(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b' ' | b'\t' | b'\n' | b'\r') => true,
        Some(b'\\') => matches!(bytes.get(at + 1), Some(b'\n' | b'\r')),
        _ => false,
    }
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut quote = None;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (None, b' ' | b'\t' | b'\n' | b'\r') => return at,
            (None, b'\\') if is_gap(bytes, at) => return at,
            (None | Some(b'"'), b'\\') => at += 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// A word without the quotes that go round all of it.
pub(super) fn unquoted(text: &str, span: Range<usize>) -> Written {
    let raw = at(text, span.clone());
    for (mark, style) in [('"', Style::DoubleQuoted), ('\'', Style::SingleQuoted)] {
        let inside = raw.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        let escaped = format!("\\{mark}");
        if inside.is_some_and(|inside| !inside.replace(&escaped, "").contains(mark)) {
            let word = leaf::quoted(text, span, 1, style);
            let said = word.text.replace(&escaped, &mark.to_string());
            return Written { text: said, ..word };
        }
    }
    leaf::bare(text, span)
}

/// The value of an option in a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flag {
    pub text: String,
    pub place: Range<usize>,
    /// No `=` joins option and value: the value may be another word, and the option a yes by itself.
    pub alone: bool,
}

/// The last option of that name in a list of words, or in a command line: later ones override.
pub(super) fn find(text: &str, command: &Node, name: &str) -> Option<Flag> {
    let words: Vec<Range<usize>> = match command.scalar() {
        Some(scalar) => words(text, scalar.inner.clone()).into_iter().map(|word| word.inner).collect(),
        None => command.children().iter().filter_map(|item| Some(item.scalar()?.inner.clone())).collect(),
    };
    (0..words.len()).rev().find_map(|index| option(text, &words, index, name))
}

fn option(text: &str, words: &[Range<usize>], index: usize, name: &str) -> Option<Flag> {
    let word = words.get(index)?.clone();
    let rest = at(text, word.clone()).strip_prefix(name)?;
    if let Some(value) = rest.strip_prefix(['=', ':']) {
        let value = unquoted(text, word.end - value.len()..word.end);
        return Some(Flag { text: value.text, place: value.inner, alone: false });
    }
    if !rest.is_empty() {
        return None;
    }
    let next = words.get(index + 1).cloned().filter(|next| !at(text, next.clone()).starts_with('-'));
    match next {
        Some(next) => Some(Flag { text: at(text, next.clone()).to_owned(), place: next, alone: true }),
        None => Some(Flag { text: String::new(), place: word, alone: true }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        words(text, 0..text.len()).into_iter().map(|word| &text[word.inner]).collect()
    }

    fn flag(command: &str, name: &str) -> Option<(String, bool)> {
        let node = leaf::scalar("command", 0..0, leaf::bare(command, 0..command.len()));
        let found = find(command, &node, name)?;
        assert!(command.get(found.place.clone()).is_some());
        Some((found.text, found.alone))
    }

    #[test]
    fn words_keep_what_quotes_hold() {
        assert_eq!(split("a  'b c' \"d \\\" e\" f\\ g"), ["a", "b c", "d \\\" e", "f\\ g"]);
        assert_eq!(split("run \\\n  --a=1 \\\r\n --b"), ["run", "--a=1", "--b"]);
        assert_eq!(split("--x='a b' \"open"), ["--x='a b'", "\"open"]);
        for text in ["", " ", "\\", "\"", "'\\", "\0"] {
            assert!(split(text).len() <= 1, "{text:?}");
        }
    }

    #[test]
    fn options_are_found_in_every_spelling() {
        let command = "serve --secure=false --age 30 --insecure --name='a b' --secure=true -v";
        assert_eq!(flag(command, "--secure"), Some(("true".to_owned(), false)));
        assert_eq!(flag(command, "--age"), Some(("30".to_owned(), true)));
        assert_eq!(flag(command, "--insecure"), Some((String::new(), true)));
        assert_eq!(flag(command, "--name"), Some(("a b".to_owned(), false)));
        assert_eq!(flag(command, "-v"), Some((String::new(), true)));
        assert_eq!(flag(command, "--sec"), None);
    }

    #[test]
    fn long_lines_stay_linear() {
        assert_eq!(split(&"\\ ".repeat(500_000)).len(), 1);
        assert_eq!(split(&"'a ".repeat(300_000)).len(), 150_000);
    }
}
