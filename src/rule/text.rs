//! Message templates: `cookie[ {name}] is set without HttpOnly`.
//!
//! `{attribute}` stands for the fact's value in backticks where it is a text, in words where it is a
//! duration. A part in square brackets is left out when one of its attributes is not known; brackets without any
//! are text.

use crate::fact::value::duration_words;
use crate::fact::{Fact, Key, Kind, Type, Value};
use crate::mistake::nearest;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Attribute(Key),
    Optional(Vec<Part>),
}

/// What is wrong with a template, and at which byte of it.
pub struct TemplateError {
    pub offset: usize,
    pub message: String,
    pub help: Option<String>,
}

impl Template {
    pub fn parse(text: &str, kind: Kind) -> Result<Template, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '[']) {
            parts.push(Part::Text(rest[..at].to_owned()));
            let offset = text.len() - rest.len() + at;
            let (part, tail) = if rest[at..].starts_with('[') {
                optional(&rest[at + 1..], offset, kind)?
            } else {
                attribute(&rest[at + 1..], offset, kind)?
            };
            parts.push(part);
            rest = tail;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Template { parts })
    }

    /// The text for one fact.
    pub fn render(&self, fact: &Fact) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part.render(fact) {
                Some(text) => out.push_str(&text),
                None if matches!(part, Part::Optional(_)) => {}
                None => out.push('…'),
            }
        }
        out
    }

    /// The text in general words: what it says where nothing is known of the fact.
    pub fn general(&self, kind: Kind) -> String {
        self.render(&Fact::blank(kind))
    }

    /// The attributes that the text shows.
    pub fn keys(&self) -> Vec<Key> {
        self.parts.iter().flat_map(Part::keys).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(text) if text.is_empty()))
    }
}

fn optional(rest: &str, offset: usize, kind: Kind) -> Result<(Part, &str), TemplateError> {
    let Some(end) = rest.find(']') else {
        return Err(TemplateError { offset, message: "`[` is never closed".into(), help: None });
    };
    let inner = Template::parse(&rest[..end], kind)
        .map_err(|error| TemplateError { offset: offset + 1 + error.offset, ..error })?;
    // Brackets around no attribute are code: `set_issuer(&[..])`.
    let part = match inner.keys().is_empty() {
        true => Part::Text(format!("[{}]", &rest[..end])),
        false => Part::Optional(inner.parts),
    };
    Ok((part, &rest[end + 1..]))
}

fn attribute(rest: &str, offset: usize, kind: Kind) -> Result<(Part, &str), TemplateError> {
    let error = |message: String| Err(TemplateError { offset, message, help: None });
    let Some(end) = rest.find('}') else { return error("`{` is never closed".into()) };
    let name = &rest[..end];
    match kind.key(name) {
        None => Err(TemplateError {
            offset,
            message: format!("`{name}` is no attribute of {}", kind.name()),
            help: nearest(name, kind.def().attributes.iter().map(|def| def.name)),
        }),
        Some(key) if key.ty() == Type::Secret => error(format!("`{name}` is secret and is never printed")),
        Some(key) => Ok((Part::Attribute(key), &rest[end + 1..])),
    }
}

impl Part {
    fn keys(&self) -> Vec<Key> {
        match self {
            Part::Text(_) => Vec::new(),
            Part::Attribute(key) => vec![*key],
            Part::Optional(parts) => parts.iter().flat_map(Part::keys).collect(),
        }
    }

    fn render(&self, fact: &Fact) -> Option<String> {
        match self {
            Part::Text(text) => Some(text.clone()),
            Part::Attribute(key) => fact.value(*key).map(|value| words(*key, value)),
            Part::Optional(parts) => {
                let texts: Option<Vec<String>> = parts.iter().map(|part| part.render(fact)).collect();
                texts.map(|texts| texts.concat())
            }
        }
    }
}

/// A value as a message says it, cut and cleaned: it comes from the input.
fn words(key: Key, value: &Value) -> String {
    let one = |value: &Value| match (key.ty(), value) {
        (Type::Duration, Value::Int(seconds)) => duration_words(*seconds),
        (Type::Text, Value::Text(text)) if key.kind == Kind::Switch => named(&clean(text)),
        (Type::Text, Value::Text(text)) => format!("`{}`", clean(text)),
        (Type::Set, Value::Set(set)) => {
            set.iter().map(|item| format!("`{}`", clean(item))).collect::<Vec<_>>().join(", ")
        }
        (Type::Phrase, Value::Text(text)) => text.clone(),
        (_, value) => clean(&value.to_string()),
    };
    value.possible().iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// Models name a state by a key and words about it: `auth.proxy` without a whitelist. Only the key is code.
fn named(text: &str) -> String {
    let prose = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    match text.split_once(' ') {
        Some((name, rest)) if !name.ends_with(':') && prose(rest) => format!("`{name}` {rest}"),
        _ => format!("`{text}`"),
    }
}

const LONGEST_VALUE: usize = 60;

/// Text of the input without control characters, cut to a length that a message can bear.
fn clean(text: &str) -> String {
    let visible = |c: char| if c.is_control() || is_bidi(c) { '\u{fffd}' } else { c };
    let mut out: String = text.chars().take(LONGEST_VALUE).map(visible).collect();
    if text.chars().nth(LONGEST_VALUE).is_some() {
        out.push('…');
    }
    out
}

/// Characters that reorder the text around them on a terminal (Unicode TR 36).
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Attribute;
    use crate::fact::kinds::{cookie, key};

    fn cookie_fact() -> Fact {
        Fact::blank(Kind::Cookie)
    }

    #[test]
    fn optional_parts_need_their_attributes() {
        let template = Template::parse("cookie[ {name}] lives {lifetime}", Kind::Cookie);
        let template = template.unwrap_or_else(|error| panic!("{}", error.message));
        let mut fact = cookie_fact();
        assert_eq!(template.render(&fact), "cookie lives …");
        fact.set(cookie::name, Attribute::inferred("sid\u{1b}[2J"));
        fact.set(cookie::lifetime, Attribute::inferred(86_400 * 60));
        assert_eq!(template.render(&fact), "cookie `sid\u{fffd}[2J` lives 60 days");
    }

    #[test]
    fn brackets_around_no_attribute_are_text() {
        let template = Template::parse("say `set_issuer(&[\"a\", \"b\"])`", Kind::Cookie);
        let template = template.unwrap_or_else(|error| panic!("{}", error.message));
        assert_eq!(template.render(&cookie_fact()), "say `set_issuer(&[\"a\", \"b\"])`");
    }

    #[test]
    fn secrets_cannot_be_named() {
        let error = Template::parse("the value is {secret}", Kind::SecretKey).err().map(|e| e.message);
        assert_eq!(error.as_deref(), Some("`secret` is secret and is never printed"));
        assert!(Template::parse("{origin}", key::secret.kind).is_ok());
    }
}
