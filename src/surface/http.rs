//! Captured traffic: recordings of browsers and proxies, raw messages, logs of curl, cookie jars, browsers' stored
//! state. Readers make one model of an exchange of any format; facts are made from that.
//! Nothing is ever sent. A place of a secret is handed on, so that no drawn line shows it.

mod address;
mod cookies;
mod date;
mod exchange;
mod har;
mod items;
mod jar;
mod json;
mod masks;
mod messages;
mod policies;
mod shape;
mod storage;

use super::{Extracted, Tools};
use crate::fact::Fact;
use crate::fact::kinds::cookie;
use crate::finding::Problem;
use crate::source::{Source, Span};
use exchange::{Capture, Exchange};
use shape::Form;
use std::collections::HashSet;

pub fn claims(source: &Source, _tools: &Tools<'_>) -> bool {
    shape::of(&source.path, &source.text).is_some()
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut out = Extracted { parsed: true, ..Extracted::default() };
    let Some(form) = shape::of(&source.path, &source.text) else { return out };
    let capture = read(form, &source.text);
    let met: Vec<Met<'_>> = capture.exchanges.iter().map(Met::new).collect();
    let mut facts = Vec::new();
    for one in &met {
        facts.extend(cookies::set(source, one.exchange, one.host));
        let listed = one.exchange.listed.iter();
        facts.extend(listed.filter_map(|cookie| cookies::stored(source, cookie, one.host, tools.now)));
    }
    facts.extend(capture.cookies.iter().filter_map(|cookie| cookies::stored(source, cookie, "", tools.now)));
    out.facts = once(facts);
    out.facts.extend(capture.items.iter().filter_map(|item| items::fact(source, item)));
    out.facts.extend(policies::facts(source, &met));
    let places = masks::places(&source.text, &capture);
    out.secrets = places.into_iter().map(|range| Span::new(source.id, range)).collect();
    out.problems = problems(source, &capture);
    out
}

fn read(form: Form, text: &str) -> Capture {
    match form {
        Form::Har => har::read(text),
        Form::Storage => storage::read(text),
        Form::Jar => jar::read(text),
        Form::Messages(form) => messages::read(text, form),
    }
}

/// An exchange and whom it was with.
struct Met<'c> {
    exchange: &'c Exchange,
    /// Empty where it is not known.
    host: &'c str,
}

impl<'c> Met<'c> {
    fn new(exchange: &'c Exchange) -> Met<'c> {
        let url = exchange.url.as_ref().map_or("", |url| url.text.as_str());
        let named = || exchange.request.first("host").map_or("", |value| address::host(&value.text));
        let host = address::parse(url).host;
        Met { exchange, host: if host.is_empty() { named() } else { host } }
    }
}

/// A server sets the same cookie with each answer; lifetimes that run from each of them make no difference.
fn once(facts: Vec<Fact>) -> Vec<Fact> {
    let mut seen = HashSet::new();
    let new = |fact: &Fact| {
        let known = fact.attributes.iter().filter(|(key, _)| **key != cookie::lifetime);
        let said: Vec<String> = known.map(|(key, one)| format!("{}={}", key.name(), one.value)).collect();
        seen.insert((fact.anchor.clone(), said))
    };
    let mut new = new;
    facts.into_iter().filter(|fact| new(fact)).collect()
}

fn problems(source: &Source, capture: &Capture) -> Vec<Problem> {
    let one = |trouble: &exchange::Trouble| Problem {
        path: source.path.to_string(),
        offset: Some(trouble.offset),
        message: trouble.message.to_owned(),
    };
    capture.troubles.iter().map(one).collect()
}
