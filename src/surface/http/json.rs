//! JSON as places: nothing is copied, so that a recording of any size costs its own text and one entry's outline.
//!
//! In: a text and an offset. Out: nodes that hold byte ranges, and their texts on demand. A value that is cut off or
//! nested too deep is nothing. Knows no format.

use super::exchange::{Piece, Spelling};
use std::ops::Range;

/// Deeper values are passed over as broken.
const MAX_DEPTH: usize = 96;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value with its quotes or brackets.
    pub range: Range<usize>,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Keys without their quotes.
    Object(Vec<(Range<usize>, Node)>),
    Array(Vec<Node>),
    Text,
    /// A number, a truth value or null.
    Word,
}

/// Reads on in a text, one piece after the other.
#[derive(Clone, Debug)]
pub struct Reader<'t> {
    text: &'t str,
    pub at: usize,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Reader<'t> {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Reader { text, at }
    }

    /// Reads on at this byte.
    pub fn at(text: &'t str, at: usize) -> Reader<'t> {
        Reader { text, at }
    }

    /// The next byte that is no white space.
    pub fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at += blank;
        rest.get(blank).copied()
    }

    /// Passes over the byte if it comes next.
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The next value as a whole; nothing where it is broken, cut off or too deep.
    pub fn value(&mut self) -> Option<Node> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Node> {
        let first = self.peek()?;
        let start = self.at;
        let kind = match first {
            _ if depth > MAX_DEPTH => return None,
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => {
                self.string()?;
                Kind::Text
            }
            _ => self.word()?,
        };
        Some(Node { range: start..self.at, kind })
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut members = Vec::new();
        while !self.take(b'}') {
            let key = self.key()?;
            members.push((key, self.nested(depth + 1)?));
            if !self.take(b',') && self.peek()? != b'}' {
                return None;
            }
        }
        Some(Kind::Object(members))
    }

    /// A key and its colon.
    pub fn key(&mut self) -> Option<Range<usize>> {
        if self.peek()? != b'"' {
            return None;
        }
        let key = self.string()?;
        self.take(b':').then_some(key)
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.take(b']') {
            items.push(self.nested(depth + 1)?);
            if !self.take(b',') && self.peek()? != b']' {
                return None;
            }
        }
        Some(Kind::Array(items))
    }

    /// The range between the quotes; the reader stands behind them.
    fn string(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        loop {
            let rest = bytes.get(at..)?;
            let hit = at + memchr::memchr2(b'"', b'\\', rest)?;
            if bytes.get(hit) == Some(&b'"') {
                self.at = hit + 1;
                return Some(start..hit);
            }
            at = hit + 2;
        }
    }

    fn word(&mut self) -> Option<Kind> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let length = rest.iter().take_while(|byte| inside(byte)).count();
        self.at += length;
        // A word at the very end may go on.
        (length > 0 && self.at < self.text.len()).then_some(Kind::Word)
    }
}

impl Node {
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => &[],
        }
    }

    pub fn members(&self) -> &[(Range<usize>, Node)] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The first member with this key, which is compared as written.
    pub fn get<'n>(&'n self, text: &str, key: &str) -> Option<&'n Node> {
        self.members().iter().find(|(range, _)| text.get(range.clone()) == Some(key)).map(|(_, node)| node)
    }

    /// The string, without its escapes; nothing for other values.
    pub fn piece(&self, text: &str) -> Option<Piece> {
        if self.kind != Kind::Text {
            return None;
        }
        let range = self.range.start + 1..self.range.end.checked_sub(1)?;
        let raw = text.get(range.clone())?;
        Some(match raw.contains('\\') {
            true => Piece { text: unescaped(raw), range, spelling: Spelling::Json },
            false => Piece { text: raw.to_owned(), range, spelling: Spelling::Plain },
        })
    }

    pub fn text(&self, text: &str) -> Option<String> {
        self.piece(text).map(|piece| piece.text)
    }

    pub fn flag(&self, text: &str) -> Option<bool> {
        match text.get(self.range.clone())? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// A number without its fraction.
    pub fn number(&self, text: &str) -> Option<i64> {
        let number: f64 = text.get(self.range.clone()).filter(|_| self.kind == Kind::Word)?.parse().ok()?;
        number.is_finite().then_some(number as i64)
    }
}

/// One letter of a string as written: what it says and how many bytes it takes.
fn letter(raw: &str) -> Option<(char, usize)> {
    let first = raw.chars().next()?;
    if first != '\\' {
        return Some((first, first.len_utf8()));
    }
    let escaped = raw.get(1..).and_then(|rest| rest.chars().next()).unwrap_or('\\');
    let plain = |said| Some((said, 1 + escaped.len_utf8()));
    match escaped {
        'n' => plain('\n'),
        'r' => plain('\r'),
        't' => plain('\t'),
        'b' => plain('\u{8}'),
        'f' => plain('\u{c}'),
        'u' => Some(code(raw)),
        other => plain(other),
    }
}

/// `\u0041`, or a pair of surrogates.
fn code(raw: &str) -> (char, usize) {
    let unit = |at: usize| raw.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(high) = unit(2) else { return (char::REPLACEMENT_CHARACTER, 2) };
    if let (0xD800..=0xDBFF, Some("\\u"), Some(low)) = (high, raw.get(6..8), unit(8))
        && (0xDC00..=0xDFFF).contains(&low)
    {
        let joined = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return (char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

fn unescaped(raw: &str) -> String {
    let mut said = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((letter, length)) = letter(rest) {
        said.push(letter);
        rest = rest.get(length..).unwrap_or("");
    }
    said
}

/// The offset in the string as written that belongs to an offset in what it says.
pub fn raw_offset(raw: &str, said: usize) -> usize {
    let (mut at, mut decoded) = (0, 0);
    while decoded < said {
        let Some((letter, length)) = raw.get(at..).and_then(letter) else { break };
        decoded += letter.len_utf8();
        at += length;
    }
    at.min(raw.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_places() {
        let text = r#" {"k": ["a\nb\u00fc\ud83e\udd80c", 12.5, true]} "#;
        let node = Reader::new(text).value().unwrap_or_else(|| panic!("read"));
        let list = node.get(text, "k").map(Node::items).unwrap_or_default();
        let piece = list[0].piece(text).unwrap_or_else(|| panic!("a string"));
        assert_eq!(piece.text, "a\nbü🦀c");
        let at = piece.text.find('c').unwrap_or(0);
        assert_eq!(&text[piece.place(text, at..at + 1)], "c");
        assert_eq!((list[1].number(text), list[2].flag(text)), (Some(12), Some(true)));
    }

    #[test]
    fn broken_values_are_nothing() {
        let deep = "[".repeat(100_000);
        for text in
            ["", "{", "{\"a\"", "{\"a\":}", "[1,", "\"a", "\"a\\", "\"\\u12\\", "{\"a\":1 \"b\":2}", &deep]
        {
            assert_eq!(Reader::new(text).value(), None, "{}", &text[..text.len().min(20)]);
        }
    }
}
