//! One TOML statement as decoded parts: brackets, keys and values in order.
//!
//! In: the tokens of one logical line. Out: its parts, or the first problem in it. A statement with any
//! mistake gives nothing, because half of a value would be a guess.

use super::super::tree::{Kind, Problem, Scalar, Style};
use std::ops::Range;
use toml_parser::decoder::{Encoding, IntegerRadix, ScalarKind};
use toml_parser::lexer::Token;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Source};

/// The deepest nesting of brackets; `toml` 1.2.1 draws the same line.
const MAX_BRACKETS: u32 = 80;

pub(super) struct Part {
    pub kind: EventKind,
    pub span: Range<usize>,
    /// Decoded, of a key or a scalar.
    pub text: String,
    scalar: Kind,
    encoding: Option<Encoding>,
}

pub(super) fn statement(source: Source<'_>, line: &[Token]) -> Result<Vec<Part>, Problem> {
    let mut error: Option<ParseError> = None;
    let mut events: Vec<Event> = Vec::new();
    parse_document(line, &mut RecursionGuard::new(&mut events, MAX_BRACKETS), &mut error);
    let mut parts = Vec::new();
    for event in events {
        match event.kind() {
            EventKind::Whitespace | EventKind::Comment | EventKind::Newline => {}
            _ => parts.push(part(source, event, &mut error)),
        }
    }
    match error {
        None => Ok(parts),
        Some(error) => Err(problem(&error, line)),
    }
}

fn part(source: Source<'_>, event: Event, error: &mut Option<ParseError>) -> Part {
    let span = event.span().start()..event.span().end();
    let encoding = event.encoding();
    let mut part = Part { kind: event.kind(), span, text: String::new(), scalar: Kind::Text, encoding };
    let Some(raw) = source.get(event) else { return part };
    let mut decoded = std::borrow::Cow::Borrowed("");
    match event.kind() {
        EventKind::SimpleKey => raw.decode_key(&mut decoded, error),
        EventKind::Scalar => {
            let kind = raw.decode_scalar(&mut decoded, error);
            part.scalar = checked_kind(kind, &decoded, event, error);
            part.text = spelled(kind, &decoded);
            return part;
        }
        _ => {}
    }
    part.text = decoded.into_owned();
    part
}

/// The kind of a scalar. Catches what the decoder lets pass: dates out of range, digits that are missing.
fn checked_kind(kind: ScalarKind, text: &str, event: Event, error: &mut Option<ParseError>) -> Kind {
    let (kind, wrong) = match kind {
        ScalarKind::String => (Kind::Text, None),
        ScalarKind::Boolean(_) => (Kind::Bool, None),
        ScalarKind::Float => (Kind::Float, text.parse::<f64>().err().map(|_| "invalid float")),
        ScalarKind::Integer(_) => {
            let wrong = !text.ends_with(|c: char| c.is_ascii_hexdigit());
            (Kind::Integer, wrong.then_some("integer without digits"))
        }
        ScalarKind::DateTime => {
            let parsed = text.parse::<::toml::value::Datetime>();
            (Kind::Date, parsed.err().map(|_| "invalid date or time"))
        }
    };
    if let Some(wrong) = wrong {
        error.report_error(ParseError::new(wrong).with_unexpected(event.span()));
    }
    kind
}

/// The decoded text; integers in decimal, unless they are too large for any use.
fn spelled(kind: ScalarKind, text: &str) -> String {
    match kind {
        ScalarKind::Boolean(value) => value.to_string(),
        ScalarKind::Integer(radix) => match i128::from_str_radix(text, radix.value()) {
            Ok(value) => value.to_string(),
            Err(_) => format!("{}{text}", prefix(radix)),
        },
        _ => text.to_owned(),
    }
}

fn prefix(radix: IntegerRadix) -> &'static str {
    match radix {
        IntegerRadix::Dec => "",
        IntegerRadix::Hex => "0x",
        IntegerRadix::Oct => "0o",
        IntegerRadix::Bin => "0b",
    }
}

/// The parser's descriptions name what it wants and never quote the file.
fn problem(error: &ParseError, line: &[Token]) -> Problem {
    let start = line.first().map_or(0, |token| token.span().start());
    let offset = error.unexpected().map_or(start, |span| span.start());
    Problem { offset, message: error.description().to_owned() }
}

impl Part {
    pub fn scalar(&self) -> Scalar {
        let (style, quote) = match self.encoding {
            None => (Style::Plain, 0),
            Some(Encoding::BasicString) => (Style::DoubleQuoted, 1),
            Some(Encoding::LiteralString) => (Style::SingleQuoted, 1),
            Some(Encoding::MlBasicString) => (Style::MultiLineDouble, 3),
            Some(Encoding::MlLiteralString) => (Style::MultiLineSingle, 3),
        };
        let inner = self.span.start + quote..self.span.end - quote;
        Scalar { text: self.text.clone(), kind: self.scalar, style, inner }
    }
}
