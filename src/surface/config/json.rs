//! JSON with comments and the liberties of JSON5 into the key-path tree.
//!
//! In: the text of a file, a byte-order mark allowed, templates allowed. Out: its tree, duplicates kept, and
//! what could not be read. `jsonc-parser` 0.34 gives tokens; its own parser is not used, because that gives
//! nothing at all for a file with one mistake. Knows no product and no fact.

#[cfg(test)]
mod tests;
mod write;

pub(super) use write::{insertion, replacement};

use super::edit::mark_len;
use super::growth::{Growth, Shape};
use super::template::{self, Masked};
use super::tree::{Kind, MAX_PROBLEMS, Problem, Scalar, Style, Syntax, Tree};
use jsonc_parser::errors::ParseError;
use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};
use std::ops::Range;

/// Reads a file. A token in the wrong place is a problem and is passed over; one that cannot be read ends the
/// file.
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let masked = template::mask(text);
    let start = mark_len(text);
    let mut reading = Reading { text, masked: &masked, start, colon: false, growth: Growth::default() };
    reading.growth.open(Shape::Document, start, 0);
    reading.tokens();
    reading.growth.close_all();
    let growth = reading.growth;
    (Tree { roots: growth.roots, syntax: Syntax::Json }, growth.problems)
}

/// Everything that JSON5 allows.
const LENIENT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: true,
    allow_hexadecimal_numbers: true,
    allow_unary_plus_numbers: true,
    allow_bare_decimal_point_numbers: true,
    allow_non_finite_numbers: true,
    allow_extended_string_escapes: true,
};

struct Reading<'t> {
    text: &'t str,
    masked: &'t Masked<'t>,
    /// Behind the byte-order mark, where the scanner starts.
    start: usize,
    /// The key that waits for its value has its colon.
    colon: bool,
    growth: Growth,
}

impl Reading<'_> {
    fn tokens(&mut self) {
        let masked = self.masked;
        let mut scanner = Scanner::new(masked.text.get(self.start..).unwrap_or(""), &LENIENT);
        let mut broken = 0;
        loop {
            let scanned = scanner.scan();
            let span = self.start + scanner.token_start()..self.start + scanner.token_end();
            match scanned {
                Ok(Some(token)) => self.token(token, span.clone()),
                Ok(None) => break,
                // The scanner takes a word for broken where a comma or bracket follows, and goes on behind it.
                Err(error) => {
                    broken += 1;
                    if span.is_empty() || broken > MAX_PROBLEMS {
                        self.growth.problem(span.start, "not valid JSON from here on");
                        return;
                    }
                    self.unreadable(&error, span.clone());
                }
            }
            if self.growth.is_full(span.end) {
                return;
            }
        }
        if let Some((Shape::Table | Shape::List, at)) = self.growth.innermost() {
            self.growth.problem(at, "never closed");
        }
    }

    fn unreadable(&mut self, error: &ParseError, span: Range<usize>) {
        if !self.masked.touches(&span) {
            self.growth.problem(span.start, &error.kind().to_string().to_lowercase());
        }
        let masked = self.masked;
        self.scalar(masked.text.get(span.clone()).unwrap_or(""), Kind::Text, span);
    }

    fn token(&mut self, token: Token<'_>, span: Range<usize>) {
        match token {
            Token::CommentLine(_) | Token::CommentBlock(_) => {}
            Token::Comma => self.growth.fill_pending(),
            Token::OpenBrace => self.opening(Shape::Table, span.start),
            Token::OpenBracket => self.opening(Shape::List, span.start),
            Token::CloseBrace => self.growth.close_as(Shape::Table, span),
            Token::CloseBracket => self.growth.close_as(Shape::List, span),
            Token::Colon if self.growth.pending_key().is_some() => self.colon = true,
            Token::Colon => self.growth.problem(span.start, "a colon without a key"),
            Token::String(text) => self.scalar(&text, Kind::Text, span),
            Token::Word(word) => self.word(word, span),
            Token::Boolean(value) => self.scalar(if value { "true" } else { "false" }, Kind::Bool, span),
            Token::Null => self.scalar("null", Kind::Null, span),
            Token::Number(number) => {
                let float = !number.starts_with("0x") && number.contains(['.', 'e', 'E', 'N', 'I']);
                self.scalar(number, if float { Kind::Float } else { Kind::Integer }, span);
            }
        }
    }

    /// A bare word is a key of JSON5 or what is left of a template; anything else is no JSON.
    fn word(&mut self, word: &str, span: Range<usize>) {
        if !self.growth.wants_key() && !self.masked.touches(&span) {
            self.growth.problem(span.start, "a bare word is no value");
        }
        self.scalar(word, Kind::Text, span);
    }

    /// A key without a colon has no value, so that what follows is the next key.
    fn value_follows(&mut self, at: usize) {
        if self.growth.pending_key().is_some() && !self.colon {
            self.growth.problem(at, "a key without a colon");
            self.growth.fill_pending();
        }
        self.colon = false;
    }

    fn opening(&mut self, shape: Shape, at: usize) {
        self.value_follows(at);
        self.growth.open(shape, at, 0);
    }

    fn scalar(&mut self, said: &str, kind: Kind, span: Range<usize>) {
        self.value_follows(span.start);
        let style = match self.masked.text.as_bytes().get(span.start) {
            Some(b'"') => Style::DoubleQuoted,
            Some(b'\'') => Style::SingleQuoted,
            _ => Style::Plain,
        };
        // A text that is cut off has no second quote.
        let raw = self.masked.text.get(span.clone()).unwrap_or("");
        let closed = raw.len() >= 2 && raw.ends_with(['"', '\'']);
        let inner = match style {
            Style::Plain => span.clone(),
            _ => span.start + 1..if closed { span.end - 1 } else { span.end.max(span.start + 1) },
        };
        let text = match self.masked.touches(&inner) {
            true => self.text.get(inner.clone()).unwrap_or("").to_owned(),
            false => said.to_owned(),
        };
        self.growth.scalar(Scalar { text, kind, style, inner }, span, 0);
    }
}
