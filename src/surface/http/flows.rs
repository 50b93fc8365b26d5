//! What only several requests in a row show: a session that keeps its identifier when somebody logs in, and a
//! credential that still works after its owner has logged out.
//!
//! Both need an answer that can mean nothing else; a form that is shown again, or a public page, says nothing.

use super::cookies::span;
use super::dealings::{opens, request_cookies};
use super::{Met, address};
use crate::fact::kinds::{login, logout};
use crate::fact::{Attribute, Fact, Kind, role};
use crate::source::Source;

/// Events whose end is not known yet; more of one capture say the same.
const MOST_PENDING: usize = 1_000;

/// What was seen so far of a capture, in the order of its requests.
#[derive(Default)]
pub struct Flows {
    logins: Vec<Kept>,
    logouts: Vec<GivenUp>,
    facts: Vec<Fact>,
}

/// A session at a login, by its host, name and identifier.
struct Kept {
    host: String,
    name: String,
    value: String,
    fact: Fact,
}

/// A credential that its owner gave up.
struct GivenUp {
    host: String,
    credential: String,
}

impl Flows {
    /// `base` is where the text starts in the file.
    pub fn add(&mut self, source: &Source, base: usize, met: &Met<'_>) {
        self.end_logins(met);
        self.end_logouts(source, base, met);
        if self.logins.len() < MOST_PENDING
            && let Some(mut login) = login(source, met)
        {
            login.fact.shift(base);
            self.logins.push(login);
        }
        if self.logouts.len() < MOST_PENDING {
            self.logouts.extend(logout(met));
        }
    }

    /// Facts and places that may become one.
    pub fn kept(&self) -> usize {
        self.logins.len() + self.facts.len()
    }

    pub fn finish(self) -> Vec<Fact> {
        self.facts
    }

    /// The next request with the identifier decides. A token in its header would be what counts.
    fn end_logins(&mut self, next: &Met<'_>) {
        let goes_on =
            |one: &Kept| one.host == next.host && session_value(next, &one.name) == Some(&one.value);
        let facts = self.logins.extract_if(.., |one| goes_on(one)).map(|one| one.fact);
        if next.exchange.request.first("authorization").is_none() {
            self.facts.extend(facts);
        } else {
            facts.for_each(drop);
        }
    }

    /// The same credential opens what is somebody's own, after it was given up.
    fn end_logouts(&mut self, source: &Source, base: usize, next: &Met<'_>) {
        let Some(credential) = credential(next).filter(|_| !self.logouts.is_empty() && shows_own(next))
        else {
            return;
        };
        let opened = |one: &GivenUp| one.host == next.host && one.credential == credential;
        for _ in self.logouts.extract_if(.., |one| opened(one)) {
            let Some(url) = next.exchange.url.as_ref() else { continue };
            let place = span(source, url.range.clone());
            let mut fact = Fact::new(Kind::Logout, "http", place);
            fact.anchor = format!("{} logout", next.host);
            fact.set(logout::still_accepted, Attribute::inferred(true).at(place));
            fact.shift(base);
            self.facts.push(fact);
        }
    }
}

/// A password was sent and taken, and the session of before may go on.
fn login(source: &Source, one: &Met<'_>) -> Option<Kept> {
    if one.exchange.method != "POST" || !sends_password(one) || !lets_in(one) {
        return None;
    }
    // Another credential that the answer sets may be what counts from now on.
    if one.exchange.response.all("set-cookie").any(|value| value.text.split('\n').any(sets_credential)) {
        return None;
    }
    let (header, name, value) = session_cookie(one)?;
    let place = span(source, header.range.clone());
    let mut fact = Fact::new(Kind::Login, "http", place);
    fact.anchor = format!("{} {name}", one.host);
    fact.set(login::rotates_session, Attribute::inferred(false).at(place));
    Some(Kept { host: one.host.clone(), name: name.to_owned(), value: value.to_owned(), fact })
}

fn sets_credential(line: &str) -> bool {
    line.split('=').next().is_some_and(|name| opens(name.trim()))
}

fn sends_password(one: &Met<'_>) -> bool {
    one.sent.iter().any(|field| role::is_password(&field.name))
}

/// A way on that is not back to the form, or an answer for a script without an error.
fn lets_in(one: &Met<'_>) -> bool {
    let response = &one.exchange.response;
    let path = one.address().path;
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

/// The credential of whoever logged out.
fn logout(one: &Met<'_>) -> Option<GivenUp> {
    let path = one.address().path;
    let done = matches!(one.exchange.status, Some(200..=303));
    if !done || !role::logs_out(path.rsplit('/').next().unwrap_or("")) {
        return None;
    }
    Some(GivenUp { host: one.host.clone(), credential: credential(one)?.to_owned() })
}

/// The Authorization header, else the session cookie's value.
fn credential<'m>(one: &'m Met<'_>) -> Option<&'m str> {
    let header = one.exchange.request.first("authorization").map(|value| value.text.as_str());
    header
        .or_else(|| session_cookie(one).map(|(_, _, value)| value))
        .filter(|text| !address::is_variable(text))
}

/// Paths whose last part is about who is logged in, answered with data.
pub fn shows_own(one: &Met<'_>) -> bool {
    const OWN: [&str; 7] = ["me", "profile", "account", "userinfo", "whoami", "self", "current"];
    let last = one.address().path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let own = role::words(last).iter().any(|word| OWN.contains(&word.as_str()));
    let json = one.exchange.response.first("content-type").is_some_and(|value| value.text.contains("json"));
    own && json && one.exchange.status == Some(200)
}
