//! Tells a reference to a secret (`${JWT_SECRET}`, `vault:…`, `env('X', 'lit')`) from the secret itself.
//!
//! In goes trimmed text, out comes `None` for a value, or the byte range of the literal that a reference falls back
//! to. It must not judge that literal, and it takes a `$` or `%` inside a real password for what it is.

use std::{ops::Range, sync::OnceLock};

use serde::Deserialize;

use super::{brace, wording};

/// A reference, and where its literal fallback stands if it has one that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub fallback: Option<Range<usize>>,
}

#[derive(Default, Deserialize)]
pub(super) struct Grammar {
    prefixes: Vec<String>,
    lookups: Vec<String>,
    dotted: Vec<String>,
    pub sources: Vec<String>,
    file_endings: Vec<String>,
    wrapped: Vec<(String, String)>,
    pub hashes: Vec<String>,
}

pub(super) fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| toml::from_str(include_str!("../../../rules/references.toml")).unwrap_or_default())
}

/// Reads `text` as a reference; `None` means that it holds a value.
pub(super) fn read(text: &str) -> Option<Reference> {
    let grammar = grammar();
    let starts = |list: &[String]| list.iter().any(|prefix| text.starts_with(prefix.as_str()));
    if starts(&grammar.prefixes)
        || is_tagged(text)
        || is_path(text, grammar)
        || is_dotted(text, grammar)
        || is_wrapped(text, grammar)
    {
        return Some(Reference { fallback: None });
    }
    if starts(&grammar.lookups) {
        return is_expression(text).then(|| Reference { fallback: fallback_in(text, 0) });
    }
    if let Some(found) = brace::read(text) {
        return Some(found);
    }
    is_variable(text).then_some(Reference { fallback: None })
}

/// `env(X)` closes what it opens; `env(x` is somebody's odd password.
fn is_expression(text: &str) -> bool {
    let count = |wanted: char| text.chars().filter(|c| *c == wanted).count();
    count('(') == count(')') && count('[') == count(']')
}

/// `!Find [provider, name]`: a tag of YAML, behind which a program puts a value of its own making.
fn is_tagged(text: &str) -> bool {
    let Some((tag, _)) = text.strip_prefix('!').and_then(|rest| rest.split_once(char::is_whitespace)) else {
        return false;
    };
    is_name(tag, b"_-.:/,")
}

/// `@/run/secrets/jwt`, `keys/jwt.pem`: one path and nothing else.
fn is_path(text: &str, grammar: &Grammar) -> bool {
    let path = text.strip_prefix('@').unwrap_or(text);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-~\\:@".contains(&b);
    if path.len() > 200 || path.is_empty() || !path.bytes().all(plain) {
        return false;
    }
    let lower = path.to_ascii_lowercase();
    let file = grammar
        .file_endings
        .iter()
        .any(|ending| lower.ends_with(ending.as_str()) && lower.len() > ending.len());
    file || (path.len() < text.len() && ["/", "./", "../", "~/"].iter().any(|start| path.starts_with(start)))
}

/// `((jwt_secret))`, `[[ .jwt_secret ]]`, `%(JWT_SECRET)s`: a name between the marks of a language of templates.
fn is_wrapped(text: &str, grammar: &Grammar) -> bool {
    let inside = |(open, close): &(String, String)| {
        let inner = text.strip_prefix(open.as_str())?.strip_suffix(close.as_str())?.trim();
        Some(inner.trim_start_matches('.')).filter(|name| is_name(name, b"_.-/"))
    };
    grammar.wrapped.iter().any(|pair| inside(pair).is_some())
}

/// `var.jwt_secret`, `data.vault_secret.app["jwt"]`.
fn is_dotted(text: &str, grammar: &Grammar) -> bool {
    let rest = grammar.dotted.iter().find_map(|prefix| text.strip_prefix(prefix.as_str()));
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.[]\"'*".contains(&b);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && rest.bytes().all(plain)
    })
}

/// The whole value is `$VAR`, `%VAR%` or `$env:VAR`, or a URL whose password is `$VAR`.
fn is_variable(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) {
        let inner = inner.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).unwrap_or(inner);
        let call = inner.strip_prefix("env(").is_some_and(|rest| rest.ends_with(')'));
        return call || is_name(inner, b"_.");
    }
    if let Some(name) = text.strip_prefix("$env:").or_else(|| text.strip_prefix('$')) {
        return is_variable_name(name);
    }
    url_password(text).and_then(|password| password.strip_prefix('$')).is_some_and(is_variable_name)
}

/// Upper-case names, or lower-case words; `$ecret1`, which only swaps a letter for the dollar, is a password.
fn is_variable_name(name: &str) -> bool {
    let upper = !name.bytes().any(|b| b.is_ascii_lowercase());
    let digits_last =
        name.trim_end_matches(|c: char| c.is_ascii_digit()).bytes().all(|b| !b.is_ascii_digit());
    is_name(name, b"_") && (upper || digits_last) && !wording::starts_with_word(&format!("s{name}"))
}

pub(super) fn is_name(name: &str, also: &[u8]) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || also.contains(&b))
}

fn url_password(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let (user, _) = rest.split_once('@')?;
    user.split_once(':').map(|(_, password)| password)
}

/// The quoted literal behind a default, an `or`, or a comma that separates arguments; `base` shifts the range.
pub(super) fn fallback_in(expression: &str, base: usize) -> Option<Range<usize>> {
    let mut start = 0;
    let mut found = None;
    while let Some(quoted) = next_quoted(expression, start) {
        let before = expression.get(..quoted.start.saturating_sub(1)).unwrap_or("");
        // Within a text in quotes, quotes are escaped: `\"lit\"`.
        let said = expression.get(quoted.clone()).unwrap_or("");
        let end = quoted.start + said.strip_suffix('\\').unwrap_or(said).len();
        if introduces_fallback(before.trim_end_matches('\\').trim_end()) && end > quoted.start {
            found = Some(base + quoted.start..base + end);
        }
        start = quoted.end + 1;
    }
    found
}

/// The inside of the next quoted text at or after `from`.
fn next_quoted(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let open = rest.find(['"', '\'', '`'])?;
    let quote = rest.get(open..)?.chars().next()?;
    let length = rest.get(open + 1..)?.find(quote)?;
    Some(from + open + 1..from + open + 1 + length)
}

fn introduces_fallback(before: &str) -> bool {
    if let Some(arguments) = before.strip_suffix(',') {
        return takes_default(arguments);
    }
    if before.ends_with("||") || before.ends_with("??") {
        return true;
    }
    let before = before.trim_end_matches(['=', ':', '(']).trim_end();
    let is_word = |word: &str| {
        before
            .strip_suffix(word)
            .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    ["default", "or", "else", "default_value", "fallback", "unwrap_or"].iter().any(|word| is_word(word))
}

/// Of `env('X', 'lit')` the second argument is a default, of `lookup('env', 'X')` it is not.
fn takes_default(arguments: &str) -> bool {
    let Some((callee, _)) = arguments.rsplit_once('(') else { return true };
    ["env", "fetch", "get", "config", "getProperty", "var"].iter().any(|end| callee.trim_end().ends_with(end))
}
