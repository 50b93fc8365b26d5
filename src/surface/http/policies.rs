//! Cross-origin policies as answers show them. One's own origin in an answer proves nothing: a policy counts as one
//! that repeats every origin when it was seen to repeat origins of two sites, or that of an attacker.

use super::cookies::span;
use super::exchange::{Exchange, Piece};
use super::{Met, address};
use crate::fact::kinds::cors;
use crate::fact::{Attribute, Fact, Kind, Value, role};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The policies of a capture, and the sites whose origins each host repeated.
#[derive(Debug, Default)]
pub struct Policies {
    sites: BTreeMap<String, BTreeSet<String>>,
    found: Vec<Policy>,
    known: HashSet<Known>,
}

/// Host, origins, credentials, and whether it counts only beside another site.
type Known = (String, Option<String>, bool, bool);

#[derive(Debug)]
struct Policy {
    fact: Fact,
    known: Known,
}

impl Policies {
    /// `base` is where the text starts in the file.
    pub fn add(&mut self, source: &Source, base: usize, met: &Met<'_>) {
        if let Some(origin) = repeated(met.exchange) {
            let site = address::site(address::parse(&origin.text).host).to_owned();
            self.sites.entry(met.host.clone()).or_default().insert(site);
        }
        let Some((mut fact, unsure)) = fact(source, met) else { return };
        fact.shift(base);
        let with = fact.value(cors::credentials) == Some(&Value::Bool(true));
        let known = (met.host.clone(), fact.text(cors::origins).map(str::to_owned), with, unsure);
        if self.known.insert(known.clone()) {
            self.found.push(Policy { fact, known });
        }
    }

    /// Policies that may still count.
    pub fn kept(&self) -> usize {
        self.found.len()
    }

    pub fn finish(self) -> Vec<Fact> {
        let mut said = HashSet::new();
        let sites = &self.sites;
        let many = |host: &str| sites.get(host).is_some_and(|sites| sites.len() > 1);
        let counts = |known: &Known| !known.3 || many(&known.0);
        let mut new = |(host, origins, with, _): &Known| said.insert((host.clone(), origins.clone(), *with));
        let mut counted: Vec<Policy> = self.found.into_iter().filter(|one| counts(&one.known)).collect();
        counted.retain(|one| new(&one.known));
        counted.into_iter().map(|one| one.fact).collect()
    }
}

/// The allowed origin, where it is the one that asked.
fn repeated(exchange: &Exchange) -> Option<&Piece> {
    let allowed = exchange.response.first("access-control-allow-origin")?;
    let asked = exchange.request.first("origin")?;
    (allowed.text == asked.text && allowed.text.contains("://")).then_some(allowed)
}

/// A policy, and whether it counts only where origins of several sites are repeated.
fn fact(source: &Source, met: &Met<'_>) -> Option<(Fact, bool)> {
    let allowed = met.exchange.response.first("access-control-allow-origin")?;
    let (origins, unsure) = match allowed.text.as_str() {
        "*" => ("any", false),
        "null" => ("null", false),
        _ => {
            let asked = address::parse(&repeated(met.exchange)?.text).host;
            ("mirrored", !is_probe(asked, &met.host))
        }
    };
    let credentials = met.exchange.response.first("access-control-allow-credentials");
    let with = credentials.is_some_and(|value| value.text.eq_ignore_ascii_case("true"));
    let place = span(source, allowed.range.clone());
    let mut fact = Fact::new(Kind::Cors, "http", place);
    fact.anchor = format!("{} cors", met.host);
    fact.set(cors::origins, Attribute::stated(origins, place));
    let place = credentials.map_or(place, |value| span(source, value.range.clone()));
    fact.set(cors::credentials, Attribute::stated(with, place));
    fact.set(cors::conditional, Attribute::stated(false, fact.span));
    // `*` is right for what is public, and recordings are full of it: it counts where somebody is logged in.
    (origins != "any" || with || met.exchange.request.first("authorization").is_some())
        .then_some((fact, unsure))
}

fn is_probe(origin: &str, host: &str) -> bool {
    let foreign = address::site(origin) != address::site(host);
    foreign && !host.is_empty() && (role::is_probe(origin) || role::is_sample(origin))
}
