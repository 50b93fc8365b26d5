//! Captured traffic: recordings of browsers and proxies, raw messages, logs of curl, cookie jars, browsers' stored
//! state. Readers make one model of an exchange of any format; facts are made from that.
//! Nothing is ever sent. A place of a secret is handed on, so that no drawn line shows it.

mod address;
mod bruno;
mod burp;
mod cookies;
mod date;
mod dealings;
mod exchange;
mod fields;
mod flows;
mod har;
mod hidden;
mod items;
mod jar;
mod json;
mod masks;
mod messages;
mod metadata;
mod policies;
mod postman;
mod queries;
mod settings;
mod shape;
mod storage;
pub mod values;

use super::{Extracted, Identifier, Tools};
use crate::fact::kinds::cookie;
use crate::fact::{Fact, Secret, Value};
use crate::finding::Problem;
use crate::source::{Source, Span};
use cookies::Set;
use exchange::{Capture, Exchange, Variable};
use shape::Form;
use std::collections::{HashMap, HashSet};
use values::Series;

pub fn claims(source: &Source, _tools: &Tools<'_>) -> bool {
    shape::of(&source.path, &source.text).is_some()
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut out = Extracted { parsed: true, ..Extracted::default() };
    let Some(form) = shape::of(&source.path, &source.text) else { return out };
    let capture = read(form, &source.text);
    let met: Vec<Met<'_>> = capture.exchanges.iter().map(|one| Met::new(one, &capture)).collect();
    out.facts = cookies_and_dealings(source, &met, tools.now, &mut out.identifiers);
    for cookie in &capture.cookies {
        let Some(fact) = cookies::stored(source, cookie, "", tools.now) else { continue };
        let value = cookie.value.as_ref().map_or("", |value| value.text.as_str());
        out.identifiers.extend(identifier(&fact, value));
        out.facts.push(fact);
    }
    out.facts.extend(capture.items.iter().filter_map(|item| items::fact(source, item)));
    out.facts.extend(policies::facts(source, &met));
    if matches!(form, Form::Postman | Form::Bruno) {
        out.facts.extend(capture.variables.iter().filter_map(|one| settings::fact(source, one)));
    }
    out.facts.extend(queries::facts(source, &met));
    out.facts.extend(metadata::facts(source, &met));
    out.facts.extend(flows::facts(source, &met));
    out.facts.extend(hidden::facts(source, &capture, tools.now));
    let places = masks::places(&source.text, &capture);
    out.secrets = places.into_iter().map(|range| Span::new(source.id, range)).collect();
    out.problems = problems(source, &capture);
    out
}

/// Facts of what the answers set and give out, each once.
fn cookies_and_dealings(
    source: &Source,
    met: &[Met<'_>],
    now: i64,
    identifiers: &mut Vec<Identifier>,
) -> Vec<Fact> {
    let (mut baked, mut dealings) = (Vec::new(), Vec::new());
    let mut series: HashMap<String, Series> = HashMap::new();
    for one in met {
        let set = cookies::set(source, one.exchange, &one.host);
        dealings.extend(dealings::fact(source, one, &set));
        for Set { fact, value } in set {
            if fact.value(cookie::removal) == Some(&Value::Bool(false)) && !cookies::is_blacked_out(&value) {
                series.entry(fact.anchor.clone()).or_default().add(&value);
                identifiers.extend(identifier(&fact, &value));
            }
            baked.push(fact);
        }
        let listed = one.exchange.listed.iter();
        baked.extend(listed.filter_map(|cookie| cookies::stored(source, cookie, &one.host, now)));
    }
    let mut facts = once(baked);
    for fact in &mut facts {
        if let Some(series) = series.remove(&fact.anchor) {
            series.judge(fact);
        }
    }
    facts.extend(dealings::once(dealings));
    facts
}

/// What is compared over all captures; other cookies than those of sessions count nothing.
fn identifier(fact: &Fact, value: &str) -> Option<Identifier> {
    let opens = fact.text(cookie::role).is_some_and(|role| ["session", "auth", "refresh"].contains(&role));
    let short = value.len() <= values::LONGEST_IDENTIFIER && !cookies::is_blacked_out(value);
    (opens && short).then(|| Identifier { cookie: fact.anchor.clone(), value: Secret::new(value) })
}

fn read(form: Form, text: &str) -> Capture {
    match form {
        Form::Har => har::read(text),
        Form::Burp => burp::read(text),
        Form::Bruno => bruno::read(text),
        Form::Postman => postman::read(text),
        Form::Storage => storage::read(text),
        Form::Jar => jar::read(text),
        Form::Messages(form) => messages::read(text, form),
    }
}

/// An exchange and whom it was with.
struct Met<'c> {
    exchange: &'c Exchange,
    /// The address with the file's own variables filled in.
    url: String,
    /// Empty where it is not known.
    host: String,
}

impl<'c> Met<'c> {
    fn new(exchange: &'c Exchange, capture: &Capture) -> Met<'c> {
        let written = exchange.url.as_ref().map_or("", |url| url.text.as_str());
        let url = filled(written, &capture.variables);
        let named = || exchange.request.first("host").map_or("", |value| address::host(&value.text));
        let host = address::parse(&url).host;
        let host = if host.is_empty() { named() } else { host }.to_ascii_lowercase();
        Met { exchange, url, host }
    }

    /// Empty where it is not known.
    fn scheme(&self) -> &str {
        address::parse(&self.url).scheme
    }
}

/// `{{base}}/login` with what the file says `base` is.
fn filled(url: &str, variables: &[Variable]) -> String {
    const MOST: usize = 4;
    let mut url = url.to_owned();
    for _ in 0..MOST {
        let Some(start) = url.find("{{") else { break };
        let Some(length) = url.get(start..).and_then(|rest| rest.find("}}")) else { break };
        let name = url.get(start + 2..start + length).unwrap_or("").trim();
        let Some(variable) = variables.iter().find(|variable| variable.name.text == name) else { break };
        url.replace_range(start..start + length + 2, &variable.value.text);
    }
    url
}

/// A server sets the same cookie with each answer; values and lifetimes of each make no difference.
fn once(facts: Vec<Fact>) -> Vec<Fact> {
    let passing = [cookie::lifetime, cookie::size, cookie::readable, cookie::rights];
    let mut seen = HashSet::new();
    let mut new = |fact: &Fact| {
        let known = fact.attributes.iter().filter(|(key, _)| !passing.contains(key));
        let said: Vec<String> = known.map(|(key, one)| format!("{}={}", key.name(), one.value)).collect();
        seen.insert((fact.anchor.clone(), said))
    };
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
