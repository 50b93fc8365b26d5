//! Burp's export of items: requests and answers within XML, mostly in base64.
//!
//! Entities of a document type are not expanded: `quick-xml` gives them as they stand. What is in base64 has the place
//! of the whole element.

use super::exchange::{Capture, Exchange, Message, Piece, Spelling};
use super::messages::{self, Form};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// Longer messages are not decoded, in bytes of base64.
const LONGEST: usize = 4 * 1024 * 1024;

/// Which element's text comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Url,
    Request,
    Response,
}

#[derive(Default)]
struct Item {
    url: Option<Piece>,
    request: Option<Exchange>,
    response: Option<Exchange>,
}

pub fn read(text: &str) -> Capture {
    let mut capture = Capture::default();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut item, mut part) = (Item::default(), None);
    loop {
        let start = offset(&reader);
        match reader.read_event() {
            Ok(Event::Start(element)) => part = of_element(&element),
            Ok(Event::End(element)) => {
                part = None;
                if element.name().as_ref() == "item" {
                    capture.exchanges.extend(std::mem::take(&mut item).finish());
                }
            }
            Ok(Event::Text(_) | Event::CData(_)) => {
                if let Some((part, coded)) = part {
                    item.add(part, coded, text, content(text, start..offset(&reader)));
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                capture.trouble(
                    start,
                    "the export is cut off or broken here: items before this place were judged",
                );
                break;
            }
        }
    }
    capture.exchanges.extend(item.finish());
    capture
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The element's part, and whether its text is in base64.
fn of_element(element: &BytesStart<'_>) -> Option<(Part, bool)> {
    let part = match element.name().as_ref() {
        "url" => Part::Url,
        "request" => Part::Request,
        "response" => Part::Response,
        _ => return None,
    };
    let mut attributes = element.attributes().flatten();
    let coded = attributes.any(|one| one.key.as_ref() == "base64" && one.value.as_ref() == "true");
    Some((part, coded))
}

/// The text without the marks of a CDATA section and white space.
fn content(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = text.get(range.clone()).unwrap_or("");
    let inner = raw.strip_prefix("<![CDATA[").map_or(raw, |rest| rest.strip_suffix("]]>").unwrap_or(rest));
    let start = range.start + if inner.len() == raw.len() { 0 } else { "<![CDATA[".len() };
    let blank = inner.len() - inner.trim_start().len();
    start + blank..start + blank + inner.trim().len()
}

impl Item {
    fn add(&mut self, part: Part, coded: bool, text: &str, range: Range<usize>) {
        match part {
            // White space stands between elements.
            _ if range.is_empty() => {}
            Part::Url => self.url = Some(Piece::plain(text, range)),
            Part::Request => self.request = message(coded, text, range),
            Part::Response => self.response = message(coded, text, range),
        }
    }

    fn finish(self) -> Option<Exchange> {
        let mut out = Exchange { browser: true, ..Exchange::default() };
        if let Some(response) = self.response {
            out.range = response.range;
            out.response = response.response;
            (out.status, out.answered) = (response.status, response.answered);
        }
        if let Some(request) = self.request {
            out.range = request.range;
            out.method = request.method;
            out.request = request.request;
            out.url = request.url;
        }
        out.url = self.url.or(out.url);
        (out.url.is_some() || out.answered).then_some(out)
    }
}

/// The first message of an element's text.
fn message(coded: bool, text: &str, range: Range<usize>) -> Option<Exchange> {
    let raw = text.get(range.clone())?;
    if !coded {
        let mut exchange = messages::read(raw, Form::Raw).exchanges.into_iter().next()?;
        let shift = |piece: &mut Piece| {
            piece.range = piece.range.start + range.start..piece.range.end + range.start;
        };
        each(&mut exchange, shift);
        exchange.range = range.clone();
        return Some(exchange);
    }
    if raw.len() > LONGEST {
        return None;
    }
    let bytes = BASE64_STANDARD.decode(raw).ok()?;
    let decoded = String::from_utf8_lossy(&bytes);
    let mut exchange = messages::read(&decoded, Form::Raw).exchanges.into_iter().next()?;
    each(&mut exchange, |piece| {
        piece.range = range.clone();
        piece.spelling = Spelling::Whole;
    });
    exchange.range = range;
    Some(exchange)
}

fn each(exchange: &mut Exchange, mut change: impl FnMut(&mut Piece)) {
    exchange.url.iter_mut().for_each(&mut change);
    let Exchange { request, response, .. } = exchange;
    for Message { headers, body } in [request, response] {
        body.iter_mut().for_each(&mut change);
        headers.iter_mut().for_each(|header| {
            change(&mut header.name);
            change(&mut header.value);
        });
    }
}
