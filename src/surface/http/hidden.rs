//! Tokens that do not stand in the file as they are: in base64 bodies, or wrapped once in a header or a cookie. What
//! stands there in clear is found in any text, and is not found again here.

use super::cookies::span;
use super::exchange::{Exchange, Message, Piece, Spelling};
use super::values::{self, unwrapped_runs};
use crate::fact::Fact;
use crate::jose::{Found, find, verify};
use crate::source::Source;
use crate::surface::token::audit::{Reading, Surroundings};
use std::collections::HashSet;

/// Tokens of one file that are judged.
const MOST: usize = 200;

/// Tokens that one file hides.
#[derive(Default)]
pub struct Hidden {
    seen: HashSet<String>,
}

impl Hidden {
    /// Facts of tokens that were not met before. `now` is in seconds since 1970.
    pub fn facts(&mut self, source: &Source, exchange: &Exchange, now: i64) -> Vec<Fact> {
        let mut facts = Vec::new();
        for message in [&exchange.request, &exchange.response] {
            for (text, piece) in texts(message) {
                tokens(source, &text, piece, now, &mut self.seen, &mut facts);
            }
        }
        for frame in &exchange.frames {
            for (text, piece) in hidden_in(&frame.data) {
                tokens(source, &text, piece, now, &mut self.seen, &mut facts);
            }
        }
        if let Some(url) = exchange.url.as_ref().filter(|url| url.text.contains('%')) {
            tokens(source, &values::percent_decoded(&url.text), url, now, &mut self.seen, &mut facts);
        }
        facts
    }
}

/// What a message hides, each text with its place.
fn texts(message: &Message) -> Vec<(String, &Piece)> {
    let pieces = message.headers.iter().map(|header| &header.value).chain(&message.body);
    pieces.flat_map(hidden_in).collect()
}

fn hidden_in(piece: &Piece) -> Vec<(String, &Piece)> {
    if piece.spelling == Spelling::Whole {
        return vec![(piece.text.clone(), piece)];
    }
    if piece.text.len() > values::LONGEST {
        return Vec::new();
    }
    let unwrapped = unwrapped_runs(&values::percent_decoded(&piece.text));
    unwrapped.into_iter().map(|text| (text, piece)).collect()
}

fn tokens(
    source: &Source,
    text: &str,
    piece: &Piece,
    now: i64,
    seen: &mut HashSet<String>,
    facts: &mut Vec<Fact>,
) {
    let plain = source.text.get(piece.range.clone()).unwrap_or("");
    for found in find::tokens(text.as_bytes()).take(MOST) {
        let Found::Token(range) = found else { continue };
        let Some(token) = text.get(range).filter(|token| !plain.contains(*token)) else { continue };
        if seen.len() < MOST && seen.insert(token.to_owned()) {
            facts.extend(fact(token, span(source, piece.range.clone()), now));
        }
    }
}

fn fact(token: &str, at: crate::source::Span, now: i64) -> Option<Fact> {
    let reading = Reading::new(token);
    if !reading.is_token() {
        return None;
    }
    let weak = verify::find_embedded(token, &reading.decoded, verify::Words::All).is_some();
    let around = Surroundings { place: "capture", now, weak_secret: Some(weak) };
    let mut fact = reading.fact(token, at, &around);
    fact.surface = "http";
    Some(fact)
}
