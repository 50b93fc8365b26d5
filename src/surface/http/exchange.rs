//! What a capture holds, whatever wrote it: requests with their answers, cookies of a jar, entries of web storage.
//!
//! Readers fill it in and facts are made from it. Every text keeps its place in the file. It judges nothing.

use super::json;
use std::fmt;
use std::ops::Range;

/// How a text is written at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As it is: offsets of the text are offsets of the file.
    Plain,
    /// Inside of a JSON string, with escapes.
    Json,
    /// Encoded: only the place as a whole is known.
    Whole,
}

/// A text of the capture. It may be a secret, so `Debug` prints its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Bytes of the file, quotes excluded.
    pub range: Range<usize>,
    pub spelling: Spelling,
}

impl fmt::Debug for Piece {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} bytes at {:?}", self.text.len(), self.range)
    }
}

impl Piece {
    pub fn plain(text: &str, range: Range<usize>) -> Piece {
        let said = text.get(range.clone()).unwrap_or("").to_owned();
        Piece { text: said, range, spelling: Spelling::Plain }
    }

    /// Where a part of the text stands in the file.
    pub fn place(&self, file: &str, part: Range<usize>) -> Range<usize> {
        match self.spelling {
            Spelling::Plain => self.range.start + part.start..self.range.start + part.end,
            Spelling::Whole => self.range.clone(),
            Spelling::Json => {
                let raw = file.get(self.range.clone()).unwrap_or("");
                let at = |offset| self.range.start + json::raw_offset(raw, offset);
                at(part.start)..at(part.end)
            }
        }
    }

    /// A part of this text as a text of its own.
    pub fn part(&self, file: &str, part: Range<usize>) -> Piece {
        let text = self.text.get(part.clone()).unwrap_or("").to_owned();
        Piece { text, range: self.place(file, part), spelling: self.spelling }
    }

    /// Whether its parts can be placed one by one at a reasonable price: with escapes, each costs a walk.
    pub fn is_handy(&self) -> bool {
        const LONGEST: usize = 16 * 1024;
        self.spelling != Spelling::Json || self.text.len() <= LONGEST
    }

    /// The text without white space at its ends.
    pub fn trimmed(&self, file: &str) -> Piece {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(start);
        self.part(file, start..end)
    }
}

/// A header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: Piece,
    pub value: Piece,
}

/// A message's header lines and body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    pub headers: Vec<Header>,
    pub body: Option<Piece>,
}

impl Message {
    /// Values of all headers of this name, which letter case does not change.
    pub fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m Piece> {
        self.headers
            .iter()
            .filter(move |header| header.name.text.eq_ignore_ascii_case(name))
            .map(|header| &header.value)
    }

    pub fn first<'m>(&'m self, name: &'m str) -> Option<&'m Piece> {
        self.all(name).next()
    }
}

/// A request with its answer; either may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Everything that the file says of it.
    pub range: Range<usize>,
    /// In upper case; empty where there is no request.
    pub method: String,
    pub url: Option<Piece>,
    pub status: Option<u16>,
    pub request: Message,
    pub response: Message,
    /// The answer is there, even if it is empty.
    pub answered: bool,
    /// Cookies of the answer that only a list of the recorder tells, not a header.
    pub listed: Vec<StoredCookie>,
    /// Messages of a WebSocket that began with this exchange.
    pub frames: Vec<Frame>,
    /// A browser recorded it.
    pub browser: bool,
}

/// A message of a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// By the client.
    pub sent: bool,
    pub data: Piece,
}

/// A cookie that a browser or a jar keeps. What is not known is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCookie {
    /// The whole record.
    pub range: Range<usize>,
    pub name: Piece,
    pub value: Option<Piece>,
    /// Without the leading dot.
    pub domain: Option<Piece>,
    /// Every subdomain gets it; known only where the domain is.
    pub subdomains: bool,
    pub path: Option<Piece>,
    pub http_only: Option<(bool, Range<usize>)>,
    pub secure: Option<(bool, Range<usize>)>,
    /// A word of the vocabulary.
    pub same_site: Option<(&'static str, Range<usize>)>,
    /// Seconds since 1970; nothing for a cookie that ends with the browser.
    pub expires: Option<(i64, Range<usize>)>,
}

/// An entry of a browser's local storage, or a record of its databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredItem {
    pub range: Range<usize>,
    pub origin: String,
    /// A word of the vocabulary.
    pub store: &'static str,
    pub name: Piece,
    pub value: Piece,
}

/// A variable of an environment of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: Piece,
    pub value: Piece,
}

/// A place that could not be read. The message never quotes the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub offset: usize,
    pub message: &'static str,
}

/// Everything that one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    pub exchanges: Vec<Exchange>,
    pub cookies: Vec<StoredCookie>,
    pub items: Vec<StoredItem>,
    pub variables: Vec<Variable>,
    /// Further places that may hold a secret and that nothing else here tells of, in bytes of the file.
    pub secrets: Vec<Range<usize>>,
    pub troubles: Vec<Trouble>,
}

impl Capture {
    pub fn trouble(&mut self, offset: usize, message: &'static str) {
        self.troubles.push(Trouble { offset, message });
    }
}
