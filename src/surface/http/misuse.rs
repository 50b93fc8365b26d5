//! Tokens that open what they were not made for, as captures show it: a refresh token, or the token of a mail link,
//! with which an API answers what is somebody's own.
//!
//! In: exchanges in their order. Out: facts at the request that was answered. A client sends its token along with
//! everything, so that only an answer about its owner counts.

use super::Met;
use super::cookies::span;
use super::dealings::token_field;
use super::exchange::Piece;
use super::flows::shows_own;
use super::values::percent_decoded;
use crate::fact::kinds::exchange;
use crate::fact::query::parameters;
use crate::fact::{Attribute, Fact, Kind, role};
use crate::source::Source;
use crate::surface::token::audit::Reading;
use std::collections::{HashMap, HashSet};

/// Tokens that are remembered, and their longest, in bytes.
const MOST: usize = 1_000;
const LONGEST: usize = 8 * 1024;

/// Shorter values are numbers and flags.
const SHORTEST: usize = 16;

/// What links in mails are for.
const OF_MAILS: [&str; 9] = [
    "reset",
    "verify",
    "verification",
    "confirm",
    "confirmation",
    "activate",
    "activation",
    "invite",
    "unsubscribe",
];

/// Tokens of a capture that are for something else than an API.
#[derive(Default)]
pub struct Misuse {
    /// By their text: `refresh` or `link`.
    known: HashMap<String, &'static str>,
    said: HashSet<(String, &'static str)>,
}

impl Misuse {
    /// The fact that this exchange accepted one of them.
    pub fn fact(&mut self, source: &Source, met: &Met<'_>) -> Option<Fact> {
        let found = self.accepted(source, met);
        self.learn(met);
        found
    }

    fn accepted(&mut self, source: &Source, met: &Met<'_>) -> Option<Fact> {
        let header = met.exchange.request.first("authorization").filter(|_| shows_own(met))?;
        let token = bearer(header)?;
        let kind = self.known.get(token).copied().or_else(|| says_refresh(token).then_some("refresh"))?;
        if super::links::gives_token(met) || !self.said.insert((met.host.clone(), kind)) {
            return None;
        }
        let at = span(source, header.range.clone());
        let mut fact = Fact::new(Kind::Exchange, "http", at);
        fact.anchor = format!("{} accepts {kind}", met.host);
        fact.set(exchange::accepts, Attribute::inferred(kind).at(at));
        Some(fact)
    }

    fn learn(&mut self, met: &Met<'_>) {
        for (token, kind) in given_out(met).into_iter().chain(mailed(met)) {
            if self.known.len() < MOST && (SHORTEST..=LONGEST).contains(&token.len()) {
                self.known.entry(token).or_insert(kind);
            }
        }
    }
}

fn bearer(header: &Piece) -> Option<&str> {
    let (scheme, token) = header.text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Its own claims name its kind.
fn says_refresh(token: &str) -> bool {
    token.starts_with("ey") && {
        let reading = Reading::new(token);
        reading.is_token() && reading.role() == "refresh"
    }
}

/// Refresh tokens of an answer that gives out another one for access.
fn given_out(met: &Met<'_>) -> Vec<(String, &'static str)> {
    let Some(body) = met.exchange.response.body.as_ref() else { return Vec::new() };
    let of = |wanted: &str| {
        let named = met.returned.iter().filter(|field| token_field(&field.name) == Some(wanted));
        named.filter_map(|field| body.text.get(field.range.clone())).map(str::to_owned).collect::<Vec<_>>()
    };
    let access = of("access-token");
    let other = |token: &String| !access.is_empty() && !access.contains(token);
    of("refresh-token").into_iter().filter(other).map(|token| (token, "refresh")).collect()
}

/// The token of a link that a mail holds.
fn mailed(met: &Met<'_>) -> Option<(String, &'static str)> {
    let words = role::words(met.address().path);
    let of_mail = words.iter().any(|word| OF_MAILS.contains(&word.as_str()));
    if !of_mail || met.exchange.method != "GET" {
        return None;
    }
    let is_token =
        |name: &str| role::words(name).iter().any(|word| ["token", "t", "jwt"].contains(&word.as_str()));
    let token = parameters(&met.url).into_iter().find(|one| is_token(one.name))?;
    Some((percent_decoded(token.value), "link"))
}
