//! Cookies of a capture as facts: those that answers set, with everything that stands in the header, and those that
//! browsers and jars keep.
//!
//! A value that somebody has blacked out says that the file was edited, so that only what is written counts there.

use super::address;
use super::date;
use super::exchange::{Exchange, Piece, StoredCookie};
use super::values;
use crate::fact::kinds::cookie;
use crate::fact::strength::{self, Class, Encoding};
use crate::fact::{Attribute, Fact, Key, Kind, Value, derive, role, set_cookie};
use crate::source::{Source, Span};
use std::ops::Range;

/// A cookie that an answer sets.
pub struct Set {
    pub fact: Fact,
    /// As written; never to be shown.
    pub value: String,
}

/// The cookies that one answer sets, each with its place.
pub fn set(source: &Source, exchange: &Exchange, host: &str) -> Vec<Set> {
    let written = exchange.response.all("set-cookie").filter(|value| value.is_handy());
    let headers = written.flat_map(|value| lines(&source.text, value));
    let sent = exchange.response.first("date").and_then(|value| date::seconds(&value.text));
    headers.filter_map(|value| one(source, &value, host, sent)).collect()
}

/// Browsers join several headers with line breaks when they write a HAR file.
fn lines(file: &str, value: &Piece) -> Vec<Piece> {
    let mut start = 0;
    let mut parts = Vec::new();
    for line in value.text.split('\n') {
        let end = start + line.len();
        parts.push(value.part(file, start..end));
        start = end + 1;
    }
    parts.retain(|part| !part.text.trim().is_empty());
    parts
}

fn one(source: &Source, value: &Piece, host: &str, sent: Option<i64>) -> Option<Set> {
    let pair = value.text.split(';').next().unwrap_or("");
    let (name, content) = pair.split_once('=')?;
    let trimmed = name.trim();
    let from = name.len() - name.trim_start().len();
    let name = span(source, value.place(&source.text, from..from + trimmed.len()));
    if trimmed.is_empty() || address::is_variable(trimmed) {
        return None;
    }
    let mut fact = Fact::new(Kind::Cookie, "http", span(source, value.range.clone()));
    fact.head = name;
    fact.anchor = format!("{host} {trimmed}");
    let blacked_out = is_blacked_out(content);
    for (key, said) in set_cookie::parse(&value.text) {
        let written = attribute(&value.text, key).map(|range| span(source, value.place(&source.text, range)));
        if key == cookie::name || written.is_some() || !blacked_out {
            fact.set(key, Attribute::stated(said, written.unwrap_or(name)));
        }
    }
    expiry(source, &mut fact, value, sent);
    finish(&mut fact, host, content, name);
    Some(Set { fact, value: content.to_owned() })
}

/// Expires counts where there is no Max-Age, from the moment of the answer.
fn expiry(source: &Source, fact: &mut Fact, value: &Piece, sent: Option<i64>) {
    let Some(range) = part_named(&value.text, "expires").filter(|_| !fact.has(cookie::lifetime)) else {
        return;
    };
    let until = value.text.get(range.clone()).and_then(|part| part.split_once('=')).map(|(_, date)| date);
    if let (Some(sent), Some(until)) = (sent, until.and_then(date::seconds)) {
        let at = span(source, value.place(&source.text, range));
        fact.set(cookie::lifetime, Attribute::stated(until - sent, at));
    }
}

/// What holds for every cookie with a value: names and values tell the role, and a machine needs no TLS to itself.
fn finish(fact: &mut Fact, host: &str, value: &str, name: Span) {
    if !host.is_empty() && address::is_local(host) && fact.value(cookie::secure) == Some(&Value::Bool(false))
    {
        fact.attributes.remove(&cookie::secure);
    }
    let unnamed = fact.text(cookie::name).is_some_and(|name| role::cookie_role(name) == "unknown");
    if unnamed && is_identity(value) {
        fact.set(cookie::role, Attribute::inferred("auth").at(name));
    }
    derive::complete(fact, Encoding::Raw);
    if !is_blacked_out(value) {
        values::complete(fact, value);
    }
}

/// A token about somebody, whatever its cookie is called.
fn is_identity(value: &str) -> bool {
    let value = value.trim_matches('"');
    value.starts_with("ey") && crate::jose::decode(value).claim("sub").is_some()
}

/// Whether the value was taken out, or never was one.
pub fn is_blacked_out(value: &str) -> bool {
    let value = value.trim().trim_matches('"');
    let class = strength::judge(value, Encoding::Raw).class;
    let object = value.starts_with('{') && value.contains('"');
    !object && (matches!(class, Class::Placeholder | Class::Reference) || address::is_variable(value))
}

/// Where the attribute stands in the header's text.
fn attribute(text: &str, key: Key) -> Option<Range<usize>> {
    let names: &[&str] = match key {
        key if key == cookie::http_only => &["httponly"],
        key if key == cookie::secure => &["secure"],
        key if key == cookie::same_site => &["samesite"],
        key if key == cookie::domain => &["domain"],
        key if key == cookie::path => &["path"],
        key if key == cookie::lifetime => &["max-age"],
        key if key == cookie::removal => &["max-age", "expires"],
        _ => &[],
    };
    names.iter().find_map(|name| part_named(text, name))
}

/// The last attribute of this name, which is the one that counts.
fn part_named(text: &str, name: &str) -> Option<Range<usize>> {
    let mut start = 0;
    let mut found = None;
    for (number, part) in text.split(';').enumerate() {
        let inner = part.trim();
        let at = start + (part.len() - part.trim_start().len());
        let word = inner.split('=').next().unwrap_or("").trim();
        if number > 0 && word.eq_ignore_ascii_case(name) {
            found = Some(at..at + inner.len());
        }
        start += part.len() + 1;
    }
    found
}

/// A cookie that a browser or a jar keeps. `now` is in seconds since 1970.
pub fn stored(source: &Source, cookie: &StoredCookie, host: &str, now: i64) -> Option<Fact> {
    let name = span(source, cookie.name.range.clone());
    let value = cookie.value.as_ref().map(|value| value.text.as_str()).unwrap_or("");
    if value.is_empty() || is_blacked_out(value) {
        return None;
    }
    let mut fact = Fact::new(Kind::Cookie, "http", span(source, cookie.range.clone()));
    fact.head = name;
    let domain = cookie.domain.as_ref().map_or(host, |domain| domain.text.as_str());
    fact.anchor = format!("{domain} {}", cookie.name.text);
    fact.set(cookie::name, Attribute::stated(cookie.name.text.as_str(), name));
    fact.set(cookie::removal, Attribute::stated(false, name));
    for (key, flag) in [(cookie::http_only, &cookie.http_only), (cookie::secure, &cookie.secure)] {
        if let Some((set, range)) = flag {
            let place = if range.is_empty() { name } else { span(source, range.clone()) };
            fact.set(key, Attribute::stated(*set, place));
        }
    }
    stored_more(source, cookie, now, &mut fact);
    finish(&mut fact, domain, value, name);
    Some(fact)
}

fn stored_more(source: &Source, cookie: &StoredCookie, now: i64, fact: &mut Fact) {
    if let Some((word, range)) = &cookie.same_site {
        fact.set(cookie::same_site, Attribute::stated(*word, span(source, range.clone())));
    }
    if let Some(domain) = cookie.domain.as_ref().filter(|_| cookie.subdomains) {
        let text = domain.text.as_str();
        fact.set(cookie::domain, Attribute::stated(text, span(source, domain.range.clone())));
    }
    if let Some(path) = &cookie.path {
        fact.set(cookie::path, Attribute::stated(path.text.as_str(), span(source, path.range.clone())));
    }
    // What is left is the least that it was given.
    if let Some((until, range)) = cookie.expires.as_ref().filter(|(until, _)| *until > now) {
        fact.set(cookie::lifetime, Attribute::inferred(until - now).at(span(source, range.clone())));
    }
}

pub fn span(source: &Source, range: Range<usize>) -> Span {
    Span::new(source.id, range)
}
