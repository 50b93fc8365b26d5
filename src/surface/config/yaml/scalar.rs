//! One YAML scalar: its text, its kind and its exact place.
//!
//! In: a scalar event and the text around it. Out: the tree's scalar and the range to replace for another
//! value. Words that YAML 1.1 read as yes and no are booleans too, because half of all readers still do.

use super::super::growth::null;
use super::super::template::Masked;
use super::super::tree::{Kind, Scalar, Style};
use granit_parser::{ScalarStyle, Tag};
use std::borrow::Cow;
use std::ops::Range;

/// What the parser says of a scalar.
pub(super) struct Raw<'e> {
    pub text: Cow<'e, str>,
    pub style: ScalarStyle,
    pub tag: Option<&'e Tag>,
    pub span: Range<usize>,
    /// Behind what stands before it.
    pub from: usize,
}

/// The scalar and its whole range, quotes or block header included.
pub(super) fn read(text: &str, masked: &Masked<'_>, raw: Raw<'_>) -> (Scalar, Range<usize>) {
    if raw.style == ScalarStyle::Plain && raw.span.is_empty() {
        return (null(raw.span.start), raw.span);
    }
    let style = style(raw.style);
    let (whole, inner) = match style {
        Style::Literal | Style::Folded => block(text, &raw),
        Style::Plain => (raw.span.clone(), raw.span.clone()),
        _ => (raw.span.clone(), within_quotes(&raw.span)),
    };
    let templated = masked.touches(&inner);
    let said = match templated {
        true => text.get(inner.clone()).unwrap_or("").to_owned(),
        false => raw.text.into_owned(),
    };
    let foreign = raw.tag.filter(|tag| !tag.is_yaml_core_schema());
    let kind = match (style, raw.tag) {
        (Style::Plain, None) if !templated => kind(&said),
        _ => Kind::Text,
    };
    // `!vault`, `!secret name`, `!Ref`: a program makes the value of it.
    let said = match foreign {
        Some(tag) => format!("!{} {said}", tag.suffix()),
        None => said,
    };
    (Scalar { text: said, kind, style, inner }, whole)
}

fn style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
        ScalarStyle::Plain => Style::Plain,
    }
}

fn within_quotes(span: &Range<usize>) -> Range<usize> {
    let start = (span.start + 1).min(span.end);
    start..span.end.saturating_sub(1).max(start)
}

/// A block scalar from its `|` or `>`, and its lines without the indentation of the first and the line ending
/// of the last.
fn block(text: &str, raw: &Raw<'_>) -> (Range<usize>, Range<usize>) {
    let before = text.get(raw.from.min(raw.span.start)..raw.span.start).unwrap_or("");
    let header = before.find(['|', '>']).map_or(raw.span.start, |at| raw.from + at);
    let content = text.get(raw.span.clone()).unwrap_or("");
    let end = raw.span.start + content.trim_end().len();
    (header.min(raw.span.start)..end, raw.span.start..end)
}

/// The type of a plain scalar.
fn kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        _ if is_switch(text) => Kind::Bool,
        _ if is_integer(text) => Kind::Integer,
        _ if is_float(text) => Kind::Float,
        _ => Kind::Text,
    }
}

/// YAML 1.1's booleans but `y` and `n`, which no common reader takes (yaml.org/type/bool.html).
pub(super) fn is_switch(text: &str) -> bool {
    const WORDS: [&str; 6] = ["true", "false", "yes", "no", "on", "off"];
    let mut letters = text.chars();
    let first = letters.next();
    let rest = letters.as_str();
    let lower = rest.chars().all(|letter| letter.is_ascii_lowercase());
    let upper =
        first.is_some_and(char::is_uppercase) && rest.chars().all(|letter| letter.is_ascii_uppercase());
    (lower || upper) && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let hex = digits.strip_prefix("0x").is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'_')
    });
    hex || (digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'))
}

pub(super) fn is_float(text: &str) -> bool {
    let number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    number && text.bytes().any(|byte| byte.is_ascii_digit()) && text.parse::<f64>().is_ok()
}
