//! What only several requests in a row show: a session that keeps its identifier when somebody logs in, and a
//! credential that still works after its owner has logged out.
//!
//! Both need an answer that can mean nothing else; a form that is shown again, or a public page, says nothing.

use super::cookies::span;
use super::dealings::{opens, request_cookies};
use super::{Met, address, fields};
use crate::fact::kinds::{login, logout};
use crate::fact::{Attribute, Fact, Kind, role};
use crate::source::Source;

/// Facts of a capture in the order of its requests.
pub fn facts(source: &Source, met: &[Met<'_>]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (number, one) in met.iter().enumerate() {
        let later = met.get(number + 1..).unwrap_or_default();
        facts.extend(keeps_identifier(source, one, later));
        facts.extend(still_accepted(source, one, later));
    }
    facts
}

/// A password was sent and taken, and the session of before goes on.
fn keeps_identifier(source: &Source, one: &Met<'_>, later: &[Met<'_>]) -> Option<Fact> {
    if one.exchange.method != "POST" || !sends_password(one) || !lets_in(one) {
        return None;
    }
    // Another credential that the answer sets may be what counts from now on.
    if one.exchange.response.all("set-cookie").any(|value| value.text.split('\n').any(sets_credential)) {
        return None;
    }
    let (header, name, value) = session_cookie(one)?;
    let goes_on = |next: &&Met<'_>| next.host == one.host && session_value(next, name) == Some(value);
    let next = later.iter().find(goes_on)?;
    // A token in a header would be what counts.
    if next.exchange.request.first("authorization").is_some() {
        return None;
    }
    let place = span(source, header.range.clone());
    let mut fact = Fact::new(Kind::Login, "http", place);
    fact.anchor = format!("{} {name}", one.host);
    fact.set(login::rotates_session, Attribute::inferred(false).at(place));
    Some(fact)
}

fn sets_credential(line: &str) -> bool {
    line.split('=').next().is_some_and(|name| opens(name.trim()))
}

fn sends_password(one: &Met<'_>) -> bool {
    let body = one.exchange.request.body.as_ref();
    body.is_some_and(|body| fields::of(&body.text).iter().any(|field| role::is_password(&field.name)))
}

/// A way on that is not back to the form, or an answer for a script without an error.
fn lets_in(one: &Met<'_>) -> bool {
    let response = &one.exchange.response;
    let path = address::parse(&one.url).path;
    let named = role::logs_in(path.rsplit('/').next().unwrap_or(""));
    match one.exchange.status {
        Some(301..=303) => response.first("location").is_some_and(|to| {
            let to = to.text.to_ascii_lowercase();
            !["login", "signin", "sign-in", "error", "fail", "denied"].iter().any(|word| to.contains(word))
        }),
        Some(200) => {
            let json = response.first("content-type").is_some_and(|value| value.text.contains("json"));
            let text = response.body.as_ref().map(|body| body.text.to_ascii_lowercase());
            let clear = text.is_some_and(|text| {
                !["error", "fail", "false", "invalid"].iter().any(|word| text.contains(word))
            });
            named && json && clear
        }
        Some(204) => named,
        _ => false,
    }
}

/// The request's session cookie: its header, name and value.
fn session_cookie<'m>(one: &'m Met<'_>) -> Option<(&'m super::exchange::Piece, &'m str, &'m str)> {
    let header = one.exchange.request.first("cookie")?;
    let found = request_cookies(&header.text)
        .find(|(name, value)| role::cookie_role(name) == "session" && is_identifier(value))?;
    Some((header, found.0, found.1))
}

fn session_value<'m>(one: &'m Met<'_>, wanted: &str) -> Option<&'m str> {
    let header = one.exchange.request.first("cookie")?;
    request_cookies(&header.text).find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// Neither blacked out nor the state of a whole session, which changes with what it holds.
fn is_identifier(value: &str) -> bool {
    (8..=256).contains(&value.len()) && !super::cookies::is_blacked_out(value) && !value.starts_with("ey")
}

/// The same credential opens what is somebody's own, after it was given up.
fn still_accepted(source: &Source, one: &Met<'_>, later: &[Met<'_>]) -> Option<Fact> {
    let path = address::parse(&one.url).path;
    let done = matches!(one.exchange.status, Some(200..=303));
    if !done || !role::logs_out(path.rsplit('/').next().unwrap_or("")) {
        return None;
    }
    let credential = credential(one)?;
    let opened = |next: &&Met<'_>| {
        next.host == one.host && self::credential(next) == Some(credential) && shows_own(next)
    };
    let next = later.iter().find(opened)?;
    let place = span(source, next.exchange.url.as_ref()?.range.clone());
    let mut fact = Fact::new(Kind::Logout, "http", place);
    fact.anchor = format!("{} logout", one.host);
    fact.set(logout::still_accepted, Attribute::inferred(true).at(place));
    Some(fact)
}

/// The Authorization header, else the session cookie's value.
fn credential<'m>(one: &'m Met<'_>) -> Option<&'m str> {
    let header = one.exchange.request.first("authorization").map(|value| value.text.as_str());
    header
        .or_else(|| session_cookie(one).map(|(_, _, value)| value))
        .filter(|text| !address::is_variable(text))
}

/// Paths whose last part is about who is logged in, answered with data.
fn shows_own(one: &Met<'_>) -> bool {
    const OWN: [&str; 7] = ["me", "profile", "account", "userinfo", "whoami", "self", "current"];
    let last = address::parse(&one.url).path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let own = role::words(last).iter().any(|word| OWN.contains(&word.as_str()));
    let json = one.exchange.response.first("content-type").is_some_and(|value| value.text.contains("json"));
    own && json && one.exchange.status == Some(200)
}
