//! What a link alone can do, as captures show it: a GET request that logs out or deletes, and an address of another
//! site in a parameter to which the answer sends the browser.
//!
//! In: an exchange and the cookies that its answer sets. Out: facts like those of code that does the same. What
//! protocols of single sign-on do on purpose, and what only somebody with an unguessable parameter can do, is none.

use super::cookies::{Set, span};
use super::dealings::{opens, request_cookies, token_field};
use super::exchange::Exchange;
use super::values::percent_decoded;
use super::{Met, address};
use crate::fact::kinds::{cookie, redirect, route};
use crate::fact::query::{Parameter, parameters};
use crate::fact::{Attribute, Certainty, Fact, Value, role};
use crate::source::{Source, Span};

/// Parameters of OpenID Connect RP-Initiated and Front-Channel Logout, SAML 2.0 and WS-Federation: partners log each
/// other's users out by links.
const SIGN_ON: [&str; 10] = [
    "id_token_hint",
    "post_logout_redirect_uri",
    "logout_token",
    "client_id",
    "iss",
    "samlrequest",
    "samlresponse",
    "relaystate",
    "wa",
    "federated",
];

/// Words of parameters that a forged link does not have.
const PROOFS: [&str; 11] =
    ["token", "nonce", "csrf", "xsrf", "sig", "signature", "hash", "ticket", "otp", "sesskey", "code"];

/// Longer values may be proofs, whatever their name.
const SHORTEST_PROOF: usize = 16;

/// The fact that a GET request of somebody who is logged in changed something.
pub fn route(source: &Source, met: &Met<'_>, set: &[Set]) -> Option<Fact> {
    if met.exchange.method != "GET" || !carries_session(met) || is_protected(met) {
        return None;
    }
    let path = met.address().path.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or("");
    let action = match () {
        () if role::logs_out(last) && ends_session(met, set) => "logout",
        () if path.split('/').any(role::deletes) && goes_on(met) => "delete",
        () => return None,
    };
    let at = span(source, met.exchange.url.as_ref()?.range.clone());
    let mut fact = Fact::new(route::path.kind, "http", at);
    fact.anchor = format!("{} {action}", met.host);
    fact.set(route::path, Attribute::stated(path, at));
    fact.set(route::method, Attribute::stated("get", at));
    fact.set(route::action, Attribute::inferred(action).at(at));
    fact.set(route::acts, Attribute::inferred(true).at(at));
    Some(fact)
}

fn carries_session(met: &Met<'_>) -> bool {
    let headers = met.exchange.request.all("cookie");
    headers
        .flat_map(|header| request_cookies(&header.text))
        .any(|(name, value)| opens(name) && value.len() >= 4)
}

/// A header that no link sends, an unguessable parameter, or single sign-on at work.
fn is_protected(met: &Met<'_>) -> bool {
    let scripted = met.exchange.request.headers.iter().any(|header| {
        let name = header.name.text.to_ascii_lowercase();
        name.starts_with("x-")
            && ["csrf", "xsrf", "token", "requested"].iter().any(|word| name.contains(word))
            || name == "authorization"
    });
    let proves = |(name, value): (&str, &str)| {
        let name = name.to_ascii_lowercase();
        SIGN_ON.contains(&name.as_str())
            || role::words(&name).iter().any(|word| PROOFS.contains(&word.as_str()))
            || value.len() >= SHORTEST_PROOF && value.bytes().any(|byte| byte.is_ascii_digit())
    };
    scripted || parameters(&met.url).iter().any(|one| proves((one.name, one.value)))
}

/// The answer takes a session cookie away that the request had.
fn ends_session(met: &Met<'_>, set: &[Set]) -> bool {
    let had = |wanted: &str| {
        let headers = met.exchange.request.all("cookie");
        headers.flat_map(|header| request_cookies(&header.text)).any(|(name, _)| name == wanted)
    };
    let removed = |fact: &Fact| {
        let opens = fact.text(cookie::role).is_some_and(role::opens);
        opens
            && fact.value(cookie::removal) == Some(&Value::Bool(true))
            && fact.text(cookie::name).is_some_and(had)
    };
    matches!(met.exchange.status, Some(200..=399)) && set.iter().any(|set| removed(&set.fact))
}

/// The answer sends the browser back to a page: a form that asks first would be shown in place.
fn goes_on(met: &Met<'_>) -> bool {
    let Some(onward) = met.exchange.response.first("location") else {
        return met.exchange.status == Some(204);
    };
    let to = onward.text.to_ascii_lowercase();
    let turned_away =
        ["login", "signin", "sign-in", "sign_in", "auth", "error", "denied", "confirm", "delete", "remove"];
    matches!(met.exchange.status, Some(302 | 303)) && !turned_away.iter().any(|word| to.contains(word))
}

/// The fact that an answer sends the browser to the address of another site in a parameter of its request. Only a host
/// that nobody allows shows that nothing is compared; another one may stand in a list.
pub fn onward(source: &Source, met: &Met<'_>) -> Option<Fact> {
    let location = met.exchange.response.first("location")?;
    if !matches!(met.exchange.status, Some(301..=303 | 307 | 308)) || met.host.is_empty() {
        return None;
    }
    let target = host_of(&location.text)?;
    let foreign = address::site(&target) != address::site(&met.host) && !address::is_local(&target);
    let asked = parameters(&met.url);
    let named =
        |one: &&Parameter<'_>| role::leads_onward(one.name) && percent_decoded(one.value) == location.text;
    let provider = asked.iter().any(|one| ["client_id", "response_type", "SAMLRequest"].contains(&one.name));
    let name = asked.iter().find(named).filter(|_| foreign && !provider)?.name;
    let url = met.exchange.url.as_ref()?;
    let at = parameter_place(source, met.exchange, name).unwrap_or_else(|| span(source, url.range.clone()));
    let place = span(source, location.range.clone());
    let sure = if is_probe(&target) { Certainty::Inferred } else { Certainty::Guessed };
    let mut fact = Fact::new(redirect::parameter.kind, "http", place);
    fact.anchor = format!("{} {name}", met.host);
    fact.set(redirect::parameter, Attribute::stated(name, at));
    fact.set(redirect::onward, Attribute::inferred(true).at(at));
    fact.set(redirect::checked, Attribute::new(false, sure).at(place));
    Some(fact)
}

/// The host of an address with a scheme, or with its own host only: browsers read `/\` like `//`.
fn host_of(location: &str) -> Option<String> {
    let text = location.trim().replace('\\', "/");
    let rest = text.strip_prefix("//").map(|rest| format!("https://{rest}"));
    let host = address::parse(rest.as_deref().unwrap_or(&text)).host.to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}

fn is_probe(host: &str) -> bool {
    let sample = ["example.com", "example.org", "example.net"].contains(&address::site(host));
    sample || role::is_probe(host)
}

fn parameter_place(source: &Source, exchange: &Exchange, name: &str) -> Option<Span> {
    let url = exchange.url.as_ref().filter(|url| url.is_handy())?;
    let at = url.text.find(&format!("{name}="))?;
    Some(span(source, url.place(&source.text, at..at + name.len())))
}

/// Whether an answer's body gives out a token.
pub fn gives_token(met: &Met<'_>) -> bool {
    met.returned.iter().any(|field| token_field(&field.name).is_some())
}
