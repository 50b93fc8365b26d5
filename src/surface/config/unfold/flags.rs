//! Command-line flags as keys.
//!
//! In: a command, as a text or as a list of words. Out: a table of `--name=value`, `--name value` and bare
//! `--name`, names without their dashes, and of `NAME=value` in front of the command. Programs' own grammars are not known: what follows a flag and does not
//! look like one is its value.

use super::super::tree::{Kind, Node, Scalar, Style, Value};
use super::part;
use std::ops::Range;

/// A word of the command: the scalar that holds it, and its range in that text.
struct Word<'v> {
    scalar: &'v Scalar,
    range: Range<usize>,
}

impl Word<'_> {
    fn text(&self) -> &str {
        self.scalar.text.get(self.range.clone()).unwrap_or("")
    }

    /// How many dashes the flag starts with; none for other words.
    fn dashes(&self) -> usize {
        let text = self.text();
        let name = text.trim_start_matches('-');
        let dashes = text.len() - name.len();
        let flag = name.starts_with(|first: char| first.is_ascii_alphabetic()) && dashes <= 2;
        if flag { dashes } else { 0 }
    }
}

pub(super) fn flags(value: &Value) -> Option<Value> {
    let words: Vec<Word<'_>> = match value {
        Value::Scalar(scalar) => words(scalar),
        Value::List(items) => items.iter().filter_map(Node::scalar).flat_map(words).collect(),
        Value::Table(_) | Value::Shared(_) => return None,
    };
    let set = words.iter().skip_while(|word| word.text() == "env").map_while(assigned);
    let mut found: Vec<Node> = set.collect();
    for (number, word) in words.iter().enumerate() {
        if word.dashes() > 0 {
            found.push(flag(word, words.get(number + 1)));
        }
    }
    Some(Value::Table(found))
}

/// `NAME=value` in front of a command sets a variable for it.
fn assigned(word: &Word<'_>) -> Option<Node> {
    let (name, _) = word.text().split_once('=')?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.chars().all(plain) {
        return None;
    }
    let equals = word.range.start + name.len();
    Some(part(word.scalar, word.range.start..equals, unquoted(&word.scalar.text, equals + 1..word.range.end)))
}

fn flag(word: &Word<'_>, next: Option<&Word<'_>>) -> Node {
    let start = word.range.start + word.dashes();
    let equals = word.text().find('=').map(|at| word.range.start + at);
    if let Some(equals) = equals {
        let value = unquoted(&word.scalar.text, equals + 1..word.range.end);
        return part(word.scalar, start..equals, value);
    }
    let mut node = part(word.scalar, start..word.range.end, start..word.range.end);
    node.value = match next.filter(|next| next.dashes() == 0) {
        Some(next) => {
            let range = unquoted(&next.scalar.text, next.range.clone());
            let value = part(next.scalar, range.clone(), range);
            node.span = value.span;
            value.value
        }
        // A bare flag is a switch that is on.
        None => Value::Scalar(Scalar {
            text: "true".to_owned(),
            kind: Kind::Bool,
            style: Style::Foreign,
            inner: node.span.clone(),
        }),
    };
    node
}

fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or("");
    let quote = |quote: char| inner.len() >= 2 && inner.starts_with(quote) && inner.ends_with(quote);
    if quote('"') || quote('\'') { range.start + 1..range.end - 1 } else { range }
}

/// Words of a text as a shell parts them: at white space that stands in no quotes.
fn words(scalar: &Scalar) -> Vec<Word<'_>> {
    let (mut found, mut start, mut quote) = (Vec::new(), None, None);
    for (at, letter) in scalar.text.char_indices() {
        let blank = quote.is_none() && (letter.is_whitespace() || letter == ';');
        match (blank, start) {
            (true, Some(from)) => {
                found.push(Word { scalar, range: from..at });
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
        quote = match quote {
            None if letter == '"' || letter == '\'' => Some(letter),
            Some(open) if open == letter => None,
            other => other,
        };
    }
    found.extend(start.map(|from| Word { scalar, range: from..scalar.text.len() }));
    found
}
