//! Credentials in addresses: of requests, of the pages that they came from, and of where answers send the browser.
//! An authorization code is made for an address and used once, so that it is none.

use super::cookies::{is_blacked_out, span};
use super::exchange::Piece;
use super::{Met, address};
use crate::fact::kinds::url;
use crate::fact::{Attribute, Fact, Kind, role};
use crate::source::Source;

/// Parameters that carry a credential which is used more than once (RFC 6750 section 2.3), without `_` and `-`.
const CREDENTIALS: [&str; 12] = [
    "accesstoken",
    "idtoken",
    "refreshtoken",
    "authtoken",
    "jwt",
    "sessionid",
    "jsessionid",
    "phpsessid",
    "bearer",
    "password",
    "clientsecret",
    "sessiontoken",
];

/// Facts of one exchange.
pub fn facts(source: &Source, met: &Met<'_>) -> Vec<Fact> {
    let referer = met.exchange.request.first("referer");
    let onward = met.exchange.response.first("location");
    let places = met.exchange.url.iter().chain(referer).chain(onward);
    places.flat_map(|place| of_address(source, place, &met.host)).collect()
}

fn of_address(source: &Source, place: &Piece, host: &str) -> Vec<Fact> {
    let query = address::parse(&place.text).query;
    // A fragment stays in the browser.
    let fragment = place.text.find('#').unwrap_or(place.text.len());
    let mut start = place.text.len() - query.len();
    let mut facts = Vec::new();
    for pair in query.split(['&', '#']).take_while(|_| place.is_handy()) {
        if let Some((name, value)) =
            pair.split_once('=').filter(|_| start < fragment && is_query(place, start))
            && is_credential(name, value)
            && !(name.to_ascii_lowercase().contains("session")
                && is_telemetry(address::parse(&place.text).path))
        {
            let at = span(source, place.place(&source.text, start..start + name.len()));
            let mut fact = Fact::new(Kind::Url, "http", at);
            fact.anchor = format!("{host} {name}");
            fact.set(url::parameter, Attribute::stated(name, at));
            fact.set(url::credential, Attribute::inferred(true).at(at));
            facts.push(fact);
        }
        start += pair.len() + 1;
    }
    facts
}

/// Behind a `?`, not only behind a `#`.
fn is_query(place: &Piece, start: usize) -> bool {
    place.text.get(..start).is_some_and(|before| before.contains('?'))
}

/// Where browsers report what happens, a session is that of a visit and opens nothing.
fn is_telemetry(path: &str) -> bool {
    const WORDS: [&str; 8] =
        ["beacon", "collect", "telemetry", "analytics", "metrics", "track", "pixel", "rum"];
    role::words(path).iter().any(|word| WORDS.contains(&word.as_str()))
}

fn is_credential(name: &str, value: &str) -> bool {
    const SHORTEST: usize = 8;
    let bare = name.to_ascii_lowercase().replace(['_', '-'], "");
    let token = value.starts_with("ey") && crate::jose::find::tokens(value.as_bytes()).next().is_some();
    let named = CREDENTIALS.contains(&bare.as_str());
    token || (named && (address::is_variable(value) || (value.len() >= SHORTEST && !is_blacked_out(value))))
}
