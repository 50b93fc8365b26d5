//! Names and values of a message's body: members of a JSON object at any of the first levels, or fields of a form.
//!
//! In: a body's text. Out: pairs with the value's range in that text. Other bodies have no fields.

use super::exchange::Message;
use super::json::{Node, Reader};
use std::ops::Range;

/// Levels of objects that are looked into: `{"data": {"tokens": {"access_token": ..}}}`.
const LEVELS: usize = 3;

/// Longer bodies are data, in bytes.
const LONGEST: usize = 256 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// Of the value, without quotes.
    pub range: Range<usize>,
}

/// Fields of a message's body.
pub fn of_message(message: &Message) -> Vec<Field> {
    message.body.as_ref().map(|body| of(&body.text)).unwrap_or_default()
}

pub fn of(body: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let start = body.trim_start().as_bytes().first();
    match start {
        _ if body.len() > LONGEST => {}
        Some(b'{') => {
            if let Some(root) = Reader::new(body).value() {
                members(body, &root, LEVELS, &mut fields);
            }
        }
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => form(body, &mut fields),
        _ => {}
    }
    fields
}

fn members(body: &str, node: &Node, levels: usize, out: &mut Vec<Field>) {
    for (key, value) in node.members() {
        if let Some(piece) = value.piece(body) {
            out.push(Field { name: body.get(key.clone()).unwrap_or("").to_owned(), range: piece.range });
        } else if levels > 1 {
            members(body, value, levels - 1, out);
        }
    }
}

/// `user=ada&password=..`, on one line.
fn form(body: &str, out: &mut Vec<Field>) {
    let line = body.trim_end();
    if line.contains(['\n', ' ', '<', '"']) {
        return;
    }
    let mut start = 0;
    for pair in line.split('&') {
        if let Some((name, _)) = pair.split_once('=') {
            out.push(Field { name: name.to_owned(), range: start + name.len() + 1..start + pair.len() });
        }
        start += pair.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<(String, String)> {
        of(body).into_iter().map(|field| (field.name, body[field.range].to_owned())).collect()
    }

    #[test]
    fn forms_and_objects_have_fields() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(said("user=ada&password=x%20y"), [pair("user", "ada"), pair("password", "x%20y")]);
        assert_eq!(said(r#"{"data": {"token": "t1", "n": 1}}"#), [pair("token", "t1")]);
        for body in ["", "<a>", "a = b", "[1]", "{", "\0=\0", "a=1\nb=2"] {
            assert!(said(body).is_empty(), "{body}");
        }
    }
}
