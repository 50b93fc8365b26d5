//! Captured traffic: recordings of browsers and proxies, raw messages, logs of curl, cookie jars, browsers' stored
//! state. Readers make one model of an exchange of any format; facts are made from that.
//! Nothing is ever sent. A place of a secret is handed on, so that no drawn line shows it.

mod address;
mod bruno;
mod burp;
mod cookies;
mod date;
mod dealings;
pub mod exchange;
mod fields;
mod flows;
pub mod har;
mod hidden;
mod insomnia;
mod items;
mod jar;
mod json;
pub mod ledger;
mod links;
pub mod masks;
mod messages;
mod metadata;
mod misuse;
pub mod mitmproxy;
mod policies;
mod postman;
mod queries;
mod settings;
mod shape;
mod storage;
pub mod values;

use super::{Extracted, Tools};
use crate::finding::Problem;
use crate::source::{Source, Span};
use address::Address;
use exchange::{Capture, Exchange, Variable};
use fields::Field;
use ledger::Ledger;
use shape::Form;

pub fn claims(source: &Source, _tools: &Tools<'_>) -> bool {
    shape::of(&source.path, &source.text).is_some()
}

/// Whether a file holds what really happened: traffic, or a browser's state. Requests that somebody wrote down, to be
/// sent by hand, are none.
pub fn is_recording(source: &Source) -> bool {
    use messages::Form::{Curl, Raw};
    let form = shape::of(&source.path, &source.text);
    matches!(
        form,
        Some(
            Form::Har | Form::Storage | Form::Jar | Form::Burp | Form::Mitmproxy | Form::Messages(Raw | Curl)
        )
    )
}

pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut out = Extracted { parsed: true, ..Extracted::default() };
    let Some(form) = shape::of(&source.path, &source.text) else { return out };
    let capture = read(form, &source.text);
    let mut ledger = Ledger::new(tools.now);
    for exchange in &capture.exchanges {
        ledger.add(source, 0, &Met::new(exchange, &capture.variables));
    }
    for cookie in &capture.cookies {
        let Some(fact) = cookies::stored(source, cookie, "", tools.now) else { continue };
        let value = cookie.value.as_ref().map_or("", |value| value.text.as_str());
        ledger.identify(&fact, value);
        out.facts.push(fact);
    }
    out.facts.extend(capture.items.iter().filter_map(|item| items::fact(source, item)));
    if matches!(form, Form::Postman | Form::Bruno | Form::Insomnia) {
        out.facts.extend(capture.variables.iter().filter_map(|one| settings::fact(source, one)));
    }
    let (facts, identifiers) = ledger.finish();
    out.facts.extend(facts);
    out.identifiers = identifiers;
    let places = masks::places(&source.text, &capture);
    out.secrets = places.into_iter().map(|range| Span::new(source.id, range)).collect();
    out.problems = problems(source, &capture);
    out
}

fn read(form: Form, text: &str) -> Capture {
    match form {
        Form::Har => har::read(text),
        Form::Burp => burp::read(text),
        Form::Bruno => bruno::read(text),
        Form::Insomnia => insomnia::read(text),
        Form::Mitmproxy => mitmproxy::read(text),
        Form::Postman => postman::read(text),
        Form::Storage => storage::read(text),
        Form::Jar => jar::read(text),
        Form::Messages(form) => messages::read(text, form),
    }
}

/// An exchange and whom it was with.
pub struct Met<'c> {
    exchange: &'c Exchange,
    /// The address with the file's own variables filled in.
    url: String,
    /// Empty where it is not known.
    host: String,
    /// Fields of the request's body, and of the answer's.
    sent: Vec<Field>,
    returned: Vec<Field>,
}

impl<'c> Met<'c> {
    pub fn new(exchange: &'c Exchange, variables: &[Variable]) -> Met<'c> {
        let written = exchange.url.as_ref().map_or("", |url| url.text.as_str());
        let url = filled(written, variables);
        let named = || exchange.request.first("host").map_or("", |value| address::host(&value.text));
        let host = address::parse(&url).host;
        let host = if host.is_empty() { named() } else { host }.to_ascii_lowercase();
        let [sent, returned] = [&exchange.request, &exchange.response].map(fields::of_message);
        Met { exchange, url, host, sent, returned }
    }

    fn address(&self) -> Address<'_> {
        address::parse(&self.url)
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

fn problems(source: &Source, capture: &Capture) -> Vec<Problem> {
    let one = |trouble: &exchange::Trouble| Problem {
        path: source.path.to_string(),
        offset: Some(trouble.offset),
        message: trouble.message.to_owned(),
    };
    capture.troubles.iter().map(one).collect()
}
