//! Places of a capture that no drawn line may show: cookies, credentials in headers and addresses, bodies.

use super::address;
use super::exchange::{Capture, Exchange, Message, Piece, StoredCookie};
use crate::fact::role;
use std::ops::Range;

/// Headers whose whole value is a credential, in lower case; parts of names count too.
const SECRET: [&str; 12] = [
    "auth",
    "cookie",
    "token",
    "key",
    "secret",
    "pass",
    "signature",
    "credential",
    "session",
    "csrf",
    "xsrf",
    "assertion",
];

/// Every secret place, byte by byte of the file.
pub fn places(file: &str, capture: &Capture) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for exchange in &capture.exchanges {
        of_exchange(file, exchange, &mut out);
    }
    out.extend(capture.cookies.iter().filter_map(value));
    out.extend(capture.items.iter().map(|item| item.value.range.clone()));
    out.extend(capture.secrets.iter().cloned());
    let variables = capture.variables.iter().filter(|one| !may_show(&one.name.text, &one.value.text));
    out.extend(variables.map(|variable| variable.value.range.clone()));
    out
}

/// Whether a variable's value may be shown: the name speaks of no secret, and the value is an address, a number, a
/// switch or the name of another variable. A secret may have any name.
pub fn may_show(name: &str, value: &str) -> bool {
    const MOST_DIGITS: usize = 5;
    let value = value.trim();
    let secret = role::secret_role(name).is_some() || role::opens(role::cookie_role(name));
    let address = value.starts_with("http") && value.contains("://") && !value.contains(['?', '@', '#']);
    let other = value.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    let number = value.len() <= MOST_DIGITS && value.bytes().all(|byte| byte.is_ascii_digit());
    let plain = address || number || ["true", "false"].contains(&value);
    other.is_some_and(|name| !name.contains(['{', '}', '\''])) || (plain && !secret)
}

fn value(cookie: &StoredCookie) -> Option<Range<usize>> {
    cookie.value.as_ref().map(|value| value.range.clone())
}

pub fn of_exchange(file: &str, exchange: &Exchange, out: &mut Vec<Range<usize>>) {
    out.extend(exchange.listed.iter().filter_map(value));
    out.extend(exchange.url.iter().flat_map(|url| queries(file, url)));
    for message in [&exchange.request, &exchange.response] {
        of_message(file, message, out);
    }
    out.extend(exchange.frames.iter().map(|frame| frame.data.range.clone()));
}

fn of_message(file: &str, message: &Message, out: &mut Vec<Range<usize>>) {
    out.extend(message.body.iter().map(|body| body.range.clone()));
    for header in &message.headers {
        let name = header.name.text.to_ascii_lowercase();
        match name.as_str() {
            "set-cookie" => out.extend(set_cookies(file, &header.value)),
            "location" | "referer" => out.extend(queries(file, &header.value)),
            _ if SECRET.iter().any(|word| name.contains(word)) => out.push(header.value.range.clone()),
            _ => {}
        }
    }
}

/// From each `=` of a pair to its `;`: attributes are no secrets.
fn set_cookies(file: &str, value: &Piece) -> Vec<Range<usize>> {
    if !value.is_handy() {
        return vec![value.range.clone()];
    }
    let mut start = 0;
    let mut out = Vec::new();
    for line in value.text.split('\n') {
        let end = line.find(';').unwrap_or(line.len());
        if let Some(equals) = line.get(..end).and_then(|pair| pair.find('=')) {
            out.push(value.place(file, start + equals + 1..start + end));
        }
        start += line.len() + 1;
    }
    out
}

/// Values of all parameters.
pub fn queries(file: &str, url: &Piece) -> Vec<Range<usize>> {
    if !url.is_handy() {
        return vec![url.range.clone()];
    }
    let query = address::parse(&url.text).query;
    let mut start = url.text.len() - query.len();
    let mut out = Vec::new();
    for pair in query.split(['&', '#', ';']) {
        if let Some(equals) = pair.find('=').filter(|equals| equals + 1 < pair.len()) {
            out.push(url.place(file, start + equals + 1..start + pair.len()));
        }
        start += pair.len() + 1;
    }
    out
}
