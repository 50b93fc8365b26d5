//! A small owned JSON tree that keeps what an auditor must see: the order of members, duplicate names, numbers
//! as they were written, and the byte range of every value within the decoded text.
//! It knows nothing of tokens. `Debug` shows kinds and ranges only, because the text is a claim or a key.

use std::fmt;
use std::ops::Range;

/// A value and where it stands in the decoded text, in bytes.
#[derive(Clone, PartialEq)]
pub struct Json {
    pub range: Range<usize>,
    pub value: Value,
}

/// The six kinds of JSON (RFC 8259 section 3).
#[derive(Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// The digits as written: no number is too large to be kept.
    Number(String),
    Text(String),
    Array(Vec<Json>),
    /// Members in their order, duplicates included.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, PartialEq)]
pub struct Member {
    pub name: String,
    pub name_range: Range<usize>,
    pub value: Json,
}

impl Json {
    /// The members of an object; nothing for other kinds.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of an array; nothing for other kinds.
    pub fn elements(&self) -> &[Json] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The member of this name. Of duplicates the last, as in ECMAScript (RFC 7519 section 4).
    pub fn get(&self, name: &str) -> Option<&Json> {
        // One byte tells most names apart, and a call for each of them does not.
        let first = name.as_bytes().first();
        let is_it = |member: &&Member| member.name.as_bytes().first() == first && member.name == name;
        self.members().iter().rev().find(is_it).map(|member| &member.value)
    }

    /// All members of this name: a verifier might have read any of them.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Json> {
        self.members().iter().filter(move |member| member.name == name).map(|member| &member.value)
    }

    /// The text of a string; nothing for other kinds.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, as a double; `1e400` is infinite. Nothing for other kinds.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The number when it is a whole one that fits.
    pub fn integer(&self) -> Option<i64> {
        match &self.value {
            Value::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The member of this name, when it is a string.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Json({} at {}..{})", self.kind(), self.range.start, self.range.end)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Value(..)")
    }
}

/// A name or short word from a token, fit to be shown: at most 40 characters, and in place of every control,
/// format or other unprintable character U+FFFD, so that no token can write to a terminal.
pub fn shown(name: &str) -> String {
    if name.len() <= SHOWN && name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return name.to_owned();
    }
    let mut out: String =
        name.chars().take(SHOWN).map(|c| if is_plain(c) { c } else { '\u{fffd}' }).collect();
    if name.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

const SHOWN: usize = 40;

/// Bidirectional controls, zero-width characters and tags can disguise a line as well as escapes can.
fn is_plain(c: char) -> bool {
    let disguise = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !c.is_control() && !disguise
}
