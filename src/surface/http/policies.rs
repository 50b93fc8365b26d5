//! Cross-origin policies as answers show them. One's own origin in an answer proves nothing: a policy counts as one
//! that repeats every origin when it was seen to repeat origins of two sites, or that of an attacker.

use super::cookies::span;
use super::exchange::{Exchange, Piece};
use super::{Met, address};
use crate::fact::kinds::cors;
use crate::fact::{Attribute, Fact, Kind};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Labels of hosts that people ask from when they try a policy out.
const PROBES: [&str; 6] = ["evil", "attacker", "malicious", "hacker", "example", "foo"];

pub fn facts(source: &Source, met: &[Met<'_>]) -> Vec<Fact> {
    let mut sites: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in met {
        if let Some(origin) = repeated(one.exchange) {
            sites.entry(&one.host).or_default().insert(address::site(address::parse(&origin.text).host));
        }
    }
    let mut seen = BTreeSet::new();
    let mut facts = Vec::new();
    for one in met {
        let many = sites.get(one.host.as_str()).is_some_and(|sites| sites.len() > 1);
        if let Some(fact) = fact(source, one, many)
            && seen.insert((
                one.host.clone(),
                fact.text(cors::origins).map(str::to_owned),
                fact.value(cors::credentials).cloned().map(|value| value.to_string()),
            ))
        {
            facts.push(fact);
        }
    }
    facts
}

/// The allowed origin, where it is the one that asked.
fn repeated(exchange: &Exchange) -> Option<&Piece> {
    let allowed = exchange.response.first("access-control-allow-origin")?;
    let asked = exchange.request.first("origin")?;
    (allowed.text == asked.text && allowed.text.contains("://")).then_some(allowed)
}

fn fact(source: &Source, met: &Met<'_>, many: bool) -> Option<Fact> {
    let allowed = met.exchange.response.first("access-control-allow-origin")?;
    let origins = match allowed.text.as_str() {
        "*" => "any",
        "null" => "null",
        _ => {
            let asked = address::parse(&repeated(met.exchange)?.text).host;
            (many || is_probe(asked, &met.host)).then_some("mirrored")?
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
    (origins != "any" || with || met.exchange.request.first("authorization").is_some()).then_some(fact)
}

fn is_probe(origin: &str, host: &str) -> bool {
    let foreign = address::site(origin) != address::site(host);
    foreign && !host.is_empty() && origin.split(['.', '-']).any(|label| PROBES.contains(&label))
}
