//! Requests and answers as facts, where credentials travel: over which transport, what comes back, and who may keep
//! the answer.
//!
//! A page makes the same request a hundred times: what is said once of a host is not said again.

use super::cookies::{Set, is_blacked_out, span};
use super::exchange::{Message, Piece};
use super::fields::{self, Field};
use super::{Met, address};
use crate::fact::kinds::{cookie, exchange};
use crate::fact::{Attribute, Certainty, Fact, Kind, Value, role};
use crate::jose::Found;
use crate::source::{Source, Span};
use crate::surface::token::audit::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// Shorter values are stand-ins and flags.
const SHORTEST_TOKEN: usize = 16;

/// What stands in a message and where the first of each stands.
type Places = BTreeMap<&'static str, Span>;

/// `set` are the cookies that this answer sets.
pub fn fact(source: &Source, met: &Met<'_>, set: &[Set]) -> Option<Fact> {
    let request = &met.exchange.request;
    let mut carries = carried(source, met);
    for frame in met.exchange.frames.iter().filter(|frame| frame.sent) {
        passwords(source, &frame.data, &fields::of(&frame.data.text), &mut carries);
    }
    let returns = returned(source, met, set);
    if carries.is_empty() && returns.is_empty() {
        return None;
    }
    let url = met.exchange.url.as_ref();
    let at = span(source, url.map_or(met.exchange.range.clone(), |url| url.range.clone()));
    let mut fact = Fact::new(Kind::Exchange, "http", at);
    fact.anchor = format!("{} {}", met.exchange.method, met.host);
    if !met.host.is_empty() && ["http", "https", "ws", "wss"].contains(&met.address().scheme) {
        let plain = ["http", "ws"].contains(&met.address().scheme)
            && !address::is_local(&met.host)
            && !is_sample(&met.host);
        fact.set(exchange::plain_http, Attribute::stated(plain, at));
    }
    put_names(&mut fact, exchange::carries, &carries, at);
    put_names(&mut fact, exchange::returns, &returns, at);
    caching(source, &met.exchange.response, &mut fact);
    let fetched = request.headers.iter().any(|header| {
        let name = header.name.text.to_ascii_lowercase();
        name == "origin" || name == "sec-fetch-mode"
    });
    fact.set(exchange::browser, Attribute::inferred(fetched).at(at));
    bearer(source, met, &mut fact);
    let cookies = request.all("cookie").map(|value| value.text.len() as i64).sum::<i64>();
    fact.set(exchange::cookie_bytes, Attribute::stated(cookies, at));
    Some(fact)
}

/// Hosts that stand in documentation for the reader's own (RFC 2606 section 3).
fn is_sample(host: &str) -> bool {
    ["example.com", "example.org", "example.net"].contains(&address::site(host)) || host.ends_with(".invalid")
}

fn put_names(fact: &mut Fact, key: crate::fact::Key, found: &Places, at: Span) {
    let names: BTreeSet<String> = found.keys().map(|name| (*name).to_owned()).collect();
    let place = found.values().min().copied().unwrap_or(at);
    fact.set(key, Attribute::stated(names, place));
}

fn carried(source: &Source, met: &Met<'_>) -> Places {
    let request = &met.exchange.request;
    let mut found = Places::new();
    for header in &request.headers {
        let name = header.name.text.to_ascii_lowercase();
        let place = span(source, header.name.range.clone());
        if header.value.text.trim().is_empty() {
            continue;
        }
        if name == "cookie"
            && request_cookies(&header.value.text).any(|(name, value)| opens(name) && value.len() >= 4)
        {
            found.entry("cookie").or_insert(place);
        } else if name != "cookie" && name != "set-cookie" && role::credential_header(&name) {
            found.entry("authorization").or_insert(place);
        }
    }
    if let Some(body) = &request.body {
        passwords(source, body, &met.sent, &mut found);
    }
    found
}

/// The first password in a body, if it has a value.
fn passwords(source: &Source, body: &Piece, fields: &[Field], found: &mut Places) {
    let given = |field: &&Field| role::is_password(&field.name) && !field.range.is_empty();
    if let Some(field) = fields.iter().find(given).filter(|_| body.is_handy()) {
        let place = body.place(&source.text, field.range.clone());
        found.entry("password").or_insert(span(source, place));
    }
}

/// Names and values of a Cookie header.
pub fn request_cookies(value: &str) -> impl Iterator<Item = (&str, &str)> {
    value.split(';').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim(), value.trim()))
}

/// Whether a cookie of this name lets its holder in.
pub fn opens(name: &str) -> bool {
    role::opens(role::cookie_role(name))
}

fn returned(source: &Source, met: &Met<'_>, set: &[Set]) -> Places {
    let mut found = Places::new();
    let response = &met.exchange.response;
    if let Some(text) = response.body.as_ref().filter(|body| body.is_handy()) {
        for field in &met.returned {
            let value = text.text.get(field.range.clone()).unwrap_or("");
            let real = value.len() >= SHORTEST_TOKEN && !value.contains(' ') && !is_blacked_out(value);
            if let Some(name) = token_field(&field.name).filter(|_| real) {
                found.entry(name).or_insert(span(source, text.place(&source.text, field.range.clone())));
            }
        }
    }
    let sets = |fact: &&Fact| {
        fact.text(cookie::role).is_some_and(role::opens)
            && fact.value(cookie::removal) == Some(&Value::Bool(false))
    };
    if let Some(fact) = set.iter().map(|set| &set.fact).find(sets) {
        found.insert("cookie", fact.head);
    }
    found
}

/// Members of a token endpoint's answer (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3), in both styles.
pub fn token_field(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().replace(['_', '-'], "").as_str() {
        "accesstoken" | "jwt" | "token" | "authtoken" | "sessiontoken" => Some("access-token"),
        "refreshtoken" => Some("refresh-token"),
        "idtoken" => Some("id-token"),
        _ => None,
    }
}

/// Known only where the answer's headers are there.
fn caching(source: &Source, response: &Message, fact: &mut Fact) {
    if response.first("content-type").is_none() {
        return;
    }
    let header: Option<&Piece> = response.first("cache-control");
    let words = header.map(|value| value.text.to_ascii_lowercase()).unwrap_or_default();
    let has = |word: &str| words.split(',').any(|part| part.split('=').next().unwrap_or("").trim() == word);
    let lasts = words.contains("max-age") && !words.contains("max-age=0");
    let word = match () {
        () if has("no-store") => "none",
        () if has("private") || has("no-cache") => "private",
        () if has("public") || has("s-maxage") || lasts => "public",
        () => "unset",
    };
    let place = header.map_or(fact.span, |value| span(source, value.range.clone()));
    fact.set(exchange::caching, Attribute::stated(word, place));
}

/// The token of the Authorization header, if it can be read.
fn bearer(source: &Source, met: &Met<'_>, fact: &mut Fact) {
    let Some(header) = met.exchange.request.first("authorization") else { return };
    let Some(Found::Token(range)) = crate::jose::find::tokens(header.text.as_bytes()).next() else { return };
    let Some(text) = header.text.get(range.clone()) else { return };
    let reading = Reading::new(text);
    let place = span(source, header.place(&source.text, range));
    // Scopes are for APIs: some issuers put a nonce in access tokens as well.
    let scoped = ["scope", "scp"].iter().any(|claim| reading.decoded.claim(claim).is_some());
    let role = if scoped { "access" } else { reading.role() };
    fact.set(exchange::bearer, Attribute::new(role, Certainty::Inferred).at(place));
    let scheme = header.text.split_whitespace().next().unwrap_or("");
    let plain = scheme.eq_ignore_ascii_case("bearer") && request_proof(met).is_none();
    if is_bound(&reading) && plain && matches!(met.exchange.status, Some(200..=299)) {
        fact.set(exchange::binding_ignored, Attribute::stated(true, place));
    }
    if let Some(issuer) = reading.decoded.claim("iss").and_then(crate::jose::Json::text) {
        let own = address::parse(issuer).host;
        if !own.is_empty() && !met.host.is_empty() {
            let same = address::site(own) == address::site(&met.host);
            fact.set(exchange::to_issuer, Attribute::stated(same, place));
            let taken = same
                && matches!(met.exchange.status, Some(200..=299))
                && !role::is_of_provider(met.address().path);
            if let Some(algorithm) = reading.traits.header.traits.algorithm.as_deref().filter(|_| taken) {
                fact.set(exchange::own_algorithm, Attribute::stated(algorithm, place));
            }
        }
    }
}

/// Bound to a key of DPoP (RFC 9449 section 6.1). Binding to a certificate happens below HTTP and shows in no capture.
fn is_bound(reading: &Reading) -> bool {
    reading.decoded.claim("cnf").is_some_and(|key| key.get("jkt").is_some())
}

fn request_proof<'m>(met: &'m Met<'_>) -> Option<&'m Piece> {
    met.exchange.request.first("dpop")
}

/// What the fact says of its host, by which it is known again.
pub fn said(fact: &Fact) -> (String, String) {
    let told = fact.attributes.iter().filter(|(key, _)| **key != exchange::cookie_bytes);
    let told: Vec<String> = told.map(|(key, one)| format!("{}={}", key.name(), one.value)).collect();
    let large = fact.value(exchange::cookie_bytes).and_then(Value::as_int).is_some_and(|bytes| bytes > 8192);
    (fact.anchor.clone(), format!("{} {large}", told.join(",")))
}
