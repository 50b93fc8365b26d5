//! Reads JSON text into the `json` tree. Bytes come in; a tree comes out with the departures from RFC 8259 that
//! could be read past (comments, trailing commas, duplicates), or one that could not.
//! Linear in time, bounded in depth; it knows nothing of tokens.

use super::json::{Json, Member, Value, shown};
use std::collections::HashSet;
use std::ops::Range;

/// Deeper nesting is refused: no header or claims set comes near it, and the stack stays small.
pub const MAX_DEPTH: usize = 128;

/// More departures than this of one text tell nothing new.
const MAX_SLIPS: usize = 32;

/// A departure from RFC 8259; offsets count bytes of the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Not JSON from here on; there is no tree.
    Syntax(usize),
    /// Nested deeper than `MAX_DEPTH`; there is no tree.
    TooDeep(usize),
    Comment(usize),
    TrailingComma(usize),
    /// Something follows the value.
    Trailing(usize),
    /// A surrogate escape without its partner (RFC 8259 section 8.2).
    LoneSurrogate(usize),
    /// Not UTF-8 from here on; bad sequences are read as U+FFFD.
    Utf8(usize),
    /// A name that stood in the same object before, as it may be shown.
    Duplicate(String, Range<usize>),
}

/// What was read.
pub struct Reading {
    pub json: Option<Json>,
    pub slips: Vec<Slip>,
}

/// Reads one JSON text.
pub fn json(text: &[u8]) -> Reading {
    let mut reader = Reader { text, utf8: None, at: 0, slips: Vec::new() };
    match std::str::from_utf8(text) {
        Ok(utf8) => reader.utf8 = Some(utf8),
        Err(error) => reader.slip(Slip::Utf8(error.valid_up_to())),
    }
    let read = reader.document();
    let json = read.map_err(|slip| reader.slips.push(slip)).ok();
    Reading { json, slips: reader.slips }
}

struct Reader<'a> {
    text: &'a [u8],
    /// The same text, where all of it is UTF-8.
    utf8: Option<&'a str>,
    at: usize,
    slips: Vec<Slip>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Json, Slip> {
        self.space()?;
        let json = self.value(0)?;
        self.space()?;
        if self.at < self.text.len() {
            self.slip(Slip::Trailing(self.at));
        }
        Ok(json)
    }

    fn slip(&mut self, slip: Slip) {
        if self.slips.len() < MAX_SLIPS {
            self.slips.push(slip);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn space(&mut self) -> Result<(), Slip> {
        match self.peek() {
            Some(b' ' | b'\t' | b'\n' | b'\r' | b'/') => self.more_space(),
            _ => Ok(()),
        }
    }

    fn more_space(&mut self) -> Result<(), Slip> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Slip> {
        let rest = self.rest();
        let length = match rest.get(1) {
            Some(b'/') => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            Some(b'*') => match rest.get(2..).and_then(|body| memchr::memmem::find(body, b"*/")) {
                Some(end) => end + 4,
                None => return Err(Slip::Syntax(self.at)),
            },
            _ => return Err(Slip::Syntax(self.at)),
        };
        self.slip(Slip::Comment(self.at));
        self.at += length;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Json, Slip> {
        if depth > MAX_DEPTH {
            return Err(Slip::TooDeep(self.at));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => Value::Object(self.object(depth)?),
            Some(b'[') => Value::Array(self.array(depth)?),
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Json { range: start..self.at, value })
    }

    fn word(&mut self) -> Result<Value, Slip> {
        let words =
            [(&b"true"[..], Value::Bool(true)), (b"false", Value::Bool(false)), (b"null", Value::Null)];
        for (word, value) in words {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(Slip::Syntax(self.at))
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Json>, Slip> {
        let mut elements = Vec::new();
        self.at += 1;
        loop {
            self.space()?;
            if self.closes(b']', !elements.is_empty()) {
                return Ok(elements);
            }
            elements.push(self.value(depth + 1)?);
            self.space()?;
            if self.eat(b']') {
                return Ok(elements);
            }
            self.comma()?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member>, Slip> {
        let (mut members, mut names) = (Vec::with_capacity(8), Names::default());
        self.at += 1;
        loop {
            self.space()?;
            if self.closes(b'}', !members.is_empty()) {
                return Ok(members);
            }
            let member = self.member(depth)?;
            if names.has(&member.name, &members) {
                self.slip(Slip::Duplicate(shown(&member.name), member.name_range.clone()));
            }
            members.push(member);
            self.space()?;
            if self.eat(b'}') {
                return Ok(members);
            }
            self.comma()?;
        }
    }

    /// The closing bracket where a value might stand: after a comma that is a slip.
    fn closes(&mut self, bracket: u8, after_comma: bool) -> bool {
        let at = self.at;
        let closed = self.eat(bracket);
        if closed && after_comma {
            self.slip(Slip::TrailingComma(at));
        }
        closed
    }

    fn comma(&mut self) -> Result<(), Slip> {
        if self.eat(b',') { Ok(()) } else { Err(Slip::Syntax(self.at)) }
    }

    fn member(&mut self, depth: usize) -> Result<Member, Slip> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(Slip::Syntax(start));
        }
        let name = self.string()?;
        let name_range = start..self.at;
        self.space()?;
        if !self.eat(b':') {
            return Err(Slip::Syntax(self.at));
        }
        self.space()?;
        Ok(Member { name, name_range, value: self.value(depth + 1)? })
    }

    fn number(&mut self) -> Result<String, Slip> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Ok(String::from_utf8_lossy(self.text.get(start..self.at).unwrap_or_default()).into_owned())
    }

    fn digits(&mut self) -> Result<(), Slip> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(Slip::Syntax(start)) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, Slip> {
        self.at += 1;
        match self.plain_string() {
            Some(text) => Ok(text.to_owned()),
            None => self.escaped_string(),
        }
    }

    /// A string without escapes, which nearly all are, is a piece of the text.
    fn plain_string(&mut self) -> Option<&str> {
        let start = self.at;
        let length = self.rest().iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\')?;
        if self.text.get(start + length) != Some(&b'"') {
            return None;
        }
        let plain = self.utf8?.get(start..start + length)?;
        self.at = start + length + 1;
        Some(plain)
    }

    fn escaped_string(&mut self) -> Result<String, Slip> {
        let mut out = Vec::new();
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape(&mut out)?,
                Some(byte) if byte >= 0x20 => {
                    out.push(byte);
                    self.at += 1;
                }
                _ => return Err(Slip::Syntax(self.at)),
            }
        }
        self.at += 1;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), Slip> {
        let start = self.at;
        let letter = self.text.get(start + 1).copied();
        self.at += 2;
        let plain = match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => return self.unicode(start, out),
            _ => return Err(Slip::Syntax(start)),
        };
        out.push(plain);
        Ok(())
    }

    fn unicode(&mut self, start: usize, out: &mut Vec<u8>) -> Result<(), Slip> {
        let first = self.hex4(start)?;
        let mut units = vec![first];
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with(b"\\u") {
            self.at += 2;
            let second = self.hex4(start)?;
            if (0xdc00..0xe000).contains(&second) {
                units.push(second);
            } else {
                // Not its partner: it is read again, as an escape of its own.
                self.at -= 6;
            }
        }
        for unit in char::decode_utf16(units) {
            if unit.is_err() {
                self.slip(Slip::LoneSurrogate(start));
            }
            let c = unit.unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Ok(())
    }

    fn hex4(&mut self, start: usize) -> Result<u16, Slip> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Slip::Syntax(start))?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Slip::Syntax(start));
        }
        self.at += 4;
        let text = std::str::from_utf8(digits).map_err(|_| Slip::Syntax(start))?;
        u16::from_str_radix(text, 16).map_err(|_| Slip::Syntax(start))
    }
}

/// Names of an object so far. A handful is compared one by one; more are hashed.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    /// Whether a member of this name came before; it is one of them from now on.
    fn has(&mut self, name: &str, before: &[Member]) -> bool {
        const FEW: usize = 16;
        if before.len() < FEW {
            return before.iter().any(|member| member.name == name);
        }
        if self.0.is_empty() {
            self.0.extend(before.iter().map(|member| member.name.clone()));
        }
        !self.0.insert(name.to_owned())
    }
}
