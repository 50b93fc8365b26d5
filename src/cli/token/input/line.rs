//! The tokens of one piece of the input: a bare token, a header line, a cookie, a percent-encoded value, a text with any
//! number of them. A piece comes in; tokens, decoded, and reasons why something is none come out.

use super::super::origins::{self, Mark};
use super::{Content, Piece, serialised};
use crate::jose::decode::MAX_LENGTH;
use crate::jose::{Found, base64url::is_base64url, tokens};
use crate::surface::token::audit::Reading;
use std::borrow::Cow;

/// Something that is a token, or was meant as one.
pub enum Item {
    Token(Box<Given>),
    NotToken { reason: String, line: usize },
}

/// A token that was handed over, decoded.
pub struct Given {
    pub text: String,
    /// The line of the input on which it stands, from 1.
    pub line: usize,
    pub reading: Reading,
    pub mark: Mark,
}

impl Given {
    pub fn new(text: String, line: usize, reading: Reading) -> Given {
        let mark = origins::mark(&text, &reading);
        Given { text, line, reading, mark }
    }
}

impl Item {
    pub fn token(text: String, line: usize) -> Item {
        let reading = Reading::new(&text);
        Item::Token(Box::new(Given::new(text, line, reading)))
    }
}

/// The items of a piece, in order; those that were found before are taken out of it.
pub fn items(piece: &mut Piece) -> Vec<Item> {
    match &mut piece.content {
        Content::Text(bytes) => items_of(bytes, piece.line),
        Content::Overlong => {
            let reason = format!("more than {MAX_LENGTH} bytes without a break");
            vec![Item::NotToken { reason, line: piece.line }]
        }
        Content::Ready(items) => std::mem::take(items),
    }
}

/// Why a piece is no token.
pub fn refused(bytes: &[u8], line: usize) -> Item {
    let text = String::from_utf8_lossy(bytes);
    Item::NotToken { reason: reason(&Reading::new(bare(&text))), line }
}

/// Characters of tokens, well formed or not.
pub fn is_token_byte(byte: u8) -> bool {
    is_base64url(byte) || matches!(byte, b'.' | b'+' | b'/' | b'=' | b'~')
}

/// The tokens of one line; a line that is nothing but a broken token gives its reason.
fn items_of(bytes: &[u8], line: usize) -> Vec<Item> {
    let text = text(bytes);
    let whole = bare(&text);
    let is_word = whole.contains('.') && whole.starts_with('e') && whole.bytes().all(is_token_byte);
    let mut reading = is_word.then(|| Reading::new(whole));
    if let Some(reading) = reading.take_if(|reading| reading.is_token()) {
        return vec![Item::Token(Box::new(Given::new(whole.to_owned(), line, reading)))];
    }
    let mut items = serialised::items(bytes, line);
    if items.is_empty() {
        items = within(&text, line);
    }
    if items.is_empty() && text.contains('%') {
        items = within(&percent_decoded(&text), line);
    }
    match reading {
        Some(reading) if items.is_empty() => vec![Item::NotToken { reason: reason(&reading), line }],
        _ => items,
    }
}

/// Nearly all lines are UTF-8, and are told so faster than by reading them with losses.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

fn within(text: &str, line: usize) -> Vec<Item> {
    let found = tokens(text.as_bytes()).filter_map(|found| match found {
        Found::Token(range) => Some(Item::token(text.get(range)?.to_owned(), line)),
        Found::TooLong(_) => {
            let reason = format!("more than {} bytes long", crate::jose::find::MAX_TOKEN);
            Some(Item::NotToken { reason, line })
        }
    });
    found.collect()
}

/// A line without what people copy along with a token: white space, quotes, the header's name, the scheme.
fn bare(text: &str) -> &str {
    let mut rest = text;
    loop {
        let mut next = rest.trim_matches(|c: char| c.is_whitespace() || "\"'`,;<>\u{feff}".contains(c));
        for start in ["authorization:", "proxy-authorization:", "bearer ", "dpop ", "jwt ", "token "] {
            let head = next.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start));
            next = head.map_or(next, |head| next.get(head.len()..).unwrap_or(next));
        }
        if next.len() == rest.len() {
            return next;
        }
        rest = next;
    }
}

/// Percent-encoding undone once (RFC 3986 section 2.1).
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match code.filter(|_| byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Defects that a reader is told of.
const MOST_REASONS: usize = 3;

fn reason(reading: &Reading) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for defect in &reading.decoded.defects {
        let message = defect.message();
        if !reasons.contains(&message) && reasons.len() < MOST_REASONS {
            reasons.push(message);
        }
    }
    if reasons.is_empty() { "it has no header of a token".to_owned() } else { reasons.join("; ") }
}
