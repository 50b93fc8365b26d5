//! The braced forms of a reference: `${VAR:-lit}`, `{{ … }}`, `$(cmd)`, `{$X}`, `{env.X}`, `#{…}`, `<%= … %>`.
//!
//! In goes text that may hold such a form anywhere, out comes the reference with the place of its fallback. Braces
//! have to be well formed and to hold what the form allows, so that a password with a brace stays a password.

use std::ops::Range;

use super::reference::{Reference, fallback_in, grammar, is_name};

/// Looking for the end of each of thousands of open braces would take quadratic time.
const MARKERS: usize = 16;

/// The first well-formed braced reference in `text`.
pub(super) fn read(text: &str) -> Option<Reference> {
    if !text.contains(['{', '(', '`']) {
        return None;
    }
    double(text).or_else(|| dollar(text)).or_else(|| single(text)).or_else(|| command(text))
}

/// `{{ … }}` of Helm, Jinja, Tera and Ansible, and GitHub's `${{ … }}`.
fn double(text: &str) -> Option<Reference> {
    let open = text.find("{{")? + 2;
    let length = text.get(open..)?.rfind("}}")?;
    let inner = text.get(open..open + length)?;
    Some(Reference { fallback: fallback_in(inner, open) })
}

/// `${…}` and `#{…}` at any place.
fn dollar(text: &str) -> Option<Reference> {
    for marker in ["${", "#{"] {
        for (at, _) in text.match_indices(marker).take(MARKERS) {
            let open = at + marker.len();
            let Some(length) = closing(text.get(open..)?, b'{', b'}') else { continue };
            let inner = open..open + length;
            let whole = at == 0 && inner.end + 1 == text.len();
            if text.get(inner.clone()).is_some_and(|body| names_something(body, whole)) {
                return Some(Reference { fallback: variable_fallback(text, inner) });
            }
        }
    }
    None
}

/// Inside a longer text, braces around less than a name of three letters may be part of a random password.
fn names_something(body: &str, whole: bool) -> bool {
    let length = body.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_.".contains(b)).count();
    let name = body.get(..length).unwrap_or("");
    let one_case = !name.contains(char::is_uppercase) || !name.contains(char::is_lowercase);
    let telling = length >= 4 || (length == 3 && one_case);
    whole && !body.is_empty() || telling && is_name(name, b"_.")
}

/// The offset of the brace that closes the text before it, nested pairs skipped.
fn closing(rest: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in rest.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(at),
            }
        }
    }
    None
}

/// The literal behind `VAR:-`, `VAR-`, `VAR:=`, `VAR=` or, as Spring writes it, `VAR:`.
fn variable_fallback(text: &str, inner: Range<usize>) -> Option<Range<usize>> {
    let body = text.get(inner.clone())?;
    let body_after_source = after_source(body);
    let start = inner.start + (body.len() - body_after_source.len());
    let name = name_length(body_after_source);
    let rest = body_after_source.get(name..)?;
    let skip = match rest.as_bytes() {
        [] => return None,
        [b':', b'-' | b'=', ..] => 2,
        [b':', b'?' | b'+', ..] | [b'?' | b'+', ..] => return None,
        [b'-' | b'=', ..] => 1,
        [b':', ..] if body_after_source.len() == body.len() => 1,
        _ => return fallback_in(body, inner.start),
    };
    unquoted(text, start + name + skip..inner.end)
}

/// `env:VAR` names a source first: what follows its colon is the variable.
fn after_source(body: &str) -> &str {
    match body.split_once(':') {
        Some((source, rest)) if grammar().sources.iter().any(|known| known == source) => rest,
        _ => body,
    }
}

/// Spring's property names hold dots and dashes; a dash ends an upper-case shell name.
fn name_length(body: &str) -> usize {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'.' || b == b'/';
    let shell = body.bytes().take_while(|b| word(*b)).count();
    let is_property = body.bytes().take(shell).any(|b| b.is_ascii_lowercase());
    if is_property { body.bytes().take_while(|b| word(*b) || *b == b'-').count() } else { shell }
}

/// The range without its quotes; an empty literal is no fallback.
fn unquoted(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let literal = text.get(range.clone())?;
    let quoted = |quote: char| literal.len() >= 2 && literal.starts_with(quote) && literal.ends_with(quote);
    let range = if quoted('"') || quoted('\'') { range.start + 1..range.end - 1 } else { range };
    (!range.is_empty()).then_some(range)
}

/// Caddy's `{$X}`, `{$X:lit}`, `{env.X}`, `{file./path}`, and Kong's `{vault://…}`.
fn single(text: &str) -> Option<Reference> {
    let at = ["{$", "{env.", "{file.", "{vault://"].iter().find_map(|marker| text.find(marker))?;
    let open = at + 1;
    let length = closing(text.get(open..)?, b'{', b'}')?;
    let body = text.get(open..open + length)?;
    if !body.starts_with('$') {
        return Some(Reference { fallback: None });
    }
    let name = body.split(':').next().unwrap_or(body);
    let literal = open + (name.len() + 1).min(length)..open + length;
    is_name(name.get(1..)?, b"_").then(|| Reference { fallback: unquoted(text, literal) })
}

/// `$(cmd)`, `$(env:X:-lit)` and backquoted commands.
fn command(text: &str) -> Option<Reference> {
    let quoted = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    if quoted.is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')) {
        return Some(Reference { fallback: None });
    }
    let open = text.find("$(")? + 2;
    let length = closing(text.get(open..)?, b'(', b')')?;
    let body = text.get(open..open + length)?;
    if !names_something(body, open == 2 && open + length + 1 == text.len()) {
        return None;
    }
    let fallback = body.starts_with("env:").then(|| body.find(":-")).flatten();
    Some(Reference { fallback: fallback.and_then(|at| unquoted(text, open + at + 2..open + length)) })
}
