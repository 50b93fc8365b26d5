//! HTTP messages as text: raw dumps, logs of `curl -v`, and `.http` files with requests to try by hand.
//!
//! In: a text, line by line. Out: exchanges in the order of the file. Lines that are no part of a message are passed
//! over; a message without its end is what was there of it.

use super::exchange::{Capture, Exchange, Header, Message, Piece, Spelling, Variable};
use std::ops::Range;

const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"];

/// Longer bodies are cut to this, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Who wrote the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Messages as they went over the wire.
    Raw,
    /// `> ` before lines that were sent and `< ` before lines that came back.
    Curl,
    /// A file of requests, with `###` between them and the HTTP version left out.
    Requests,
}

pub fn read(text: &str, form: Form) -> Capture {
    let mut reading = Reading { text, form, part: Part::None, blank: false, out: Capture::default() };
    let mut start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        reading.line(start..start + content.len());
        start += line.len();
    }
    for exchange in &mut reading.out.exchanges {
        let bodies = [&mut exchange.request.body, &mut exchange.response.body];
        bodies.into_iter().flatten().for_each(|body| *body = Piece::plain(text, body.range.clone()));
    }
    reading.out
}

/// Where in a message the next line belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    None,
    RequestHead,
    RequestBody,
    ResponseHead,
    ResponseBody,
}

struct Reading<'t> {
    text: &'t str,
    form: Form,
    part: Part,
    /// The line before was empty.
    blank: bool,
    out: Capture,
}

impl Reading<'_> {
    fn said(&self, line: &Range<usize>) -> &str {
        self.text.get(line.clone()).unwrap_or("")
    }

    fn line(&mut self, line: Range<usize>) {
        match self.form {
            Form::Curl => self.curl(line),
            _ => self.message(line),
        }
    }

    /// Every other line of curl's log is a body or says what curl does.
    fn curl(&mut self, line: Range<usize>) {
        let said = self.said(&line);
        let sent = said.starts_with('>');
        if !sent && !said.starts_with('<') {
            let ends = said.starts_with("* ") || said.starts_with("{ [") || said.starts_with("} [");
            if !ends && matches!(self.part, Part::ResponseBody) {
                self.body(line);
            }
            return;
        }
        let skipped = 1 + usize::from(said.as_bytes().get(1) == Some(&b' '));
        let content = line.start + skipped.min(line.len())..line.end;
        if self.starts(&content) {
            return;
        }
        let head = if sent { Part::RequestHead } else { Part::ResponseHead };
        match (self.part == head, content.is_empty()) {
            (true, true) => self.part = if sent { Part::RequestBody } else { Part::ResponseBody },
            (true, false) => self.header(content),
            (false, _) => {}
        }
    }

    fn message(&mut self, line: Range<usize>) {
        let said = self.said(&line);
        let empty = said.trim().is_empty();
        if said.starts_with("###") || (said.len() >= 8 && said.starts_with("====")) {
            self.part = Part::None;
        } else if !self.starts(&line) && !self.variable(&line) {
            match self.part {
                Part::RequestHead | Part::ResponseHead if empty => self.end_head(),
                Part::RequestHead | Part::ResponseHead => self.head(line),
                Part::RequestBody | Part::ResponseBody => self.body(line),
                Part::None => {}
            }
        }
        self.blank = empty;
    }

    /// `@host = https://..` of a file of requests.
    fn variable(&mut self, line: &Range<usize>) -> bool {
        let said = self.said(line);
        let Some(equals) = said.find('=').filter(|_| self.form == Form::Requests && said.starts_with('@'))
        else {
            return false;
        };
        let piece = |range: Range<usize>| Piece::plain(self.text, range).trimmed(self.text);
        let name = piece(line.start + 1..line.start + equals);
        let variable = Variable { name, value: piece(line.start + equals + 1..line.end) };
        self.out.variables.push(variable);
        true
    }

    fn end_head(&mut self) {
        self.part = if self.part == Part::RequestHead { Part::RequestBody } else { Part::ResponseBody };
    }

    /// Request files go on with the query below the address, and have comments between headers.
    fn head(&mut self, line: Range<usize>) {
        let said = self.said(&line).trim_start();
        let comment = said.starts_with('#') || said.starts_with("//");
        if !(self.form == Form::Requests && (comment || said.starts_with(['?', '&']))) {
            self.header(line);
        }
    }

    /// Whether the line begins a message.
    fn starts(&mut self, line: &Range<usize>) -> bool {
        let said = self.said(line);
        if let Some(status) = status(said) {
            self.answer(line.clone(), status);
            return true;
        }
        if matches!(self.part, Part::RequestHead | Part::ResponseHead) {
            return false;
        }
        let in_body = self.part != Part::None && !self.blank;
        let bare = self.form == Form::Requests && !matches!(self.part, Part::RequestBody);
        let Some((method, url)) = request(said, bare && !in_body) else { return false };
        let url = Piece::plain(self.text, line.start + url.start..line.start + url.end);
        let exchange = Exchange {
            range: line.clone(),
            method: method.to_owned(),
            url: Some(url),
            ..Exchange::default()
        };
        self.out.exchanges.push(exchange);
        self.part = Part::RequestHead;
        true
    }

    /// An answer belongs to the request before it, unless that has one; `100 Continue` is no answer yet.
    fn answer(&mut self, line: Range<usize>, status: u16) {
        let waiting = self.out.exchanges.last().is_some_and(|last| !last.answered && !last.method.is_empty());
        if !waiting || self.part == Part::None {
            self.out.exchanges.push(Exchange { range: line.clone(), ..Exchange::default() });
        }
        if let Some(last) = self.out.exchanges.last_mut() {
            last.answered = status >= 200;
            last.status = (status >= 200).then_some(status);
            last.range.end = line.end;
        }
        self.part = Part::ResponseHead;
    }

    fn current(&mut self) -> Option<&mut Message> {
        let answers = matches!(self.part, Part::ResponseHead | Part::ResponseBody);
        let last = self.out.exchanges.last_mut()?;
        Some(if answers { &mut last.response } else { &mut last.request })
    }

    fn header(&mut self, line: Range<usize>) {
        let said = self.said(&line);
        let Some(colon) = said.find(':').filter(|colon| *colon > 0) else { return };
        let piece = |range: Range<usize>| Piece::plain(self.text, range).trimmed(self.text);
        let name = piece(line.start..line.start + colon);
        if name.text.contains(char::is_whitespace) {
            return;
        }
        let value = piece(line.start + colon + 1..line.end);
        self.reach(line.end);
        if let Some(message) = self.current() {
            message.headers.push(Header { name, value });
        }
    }

    fn body(&mut self, line: Range<usize>) {
        if self.said(&line).is_empty() {
            return;
        }
        self.reach(line.end);
        let Some(message) = self.current() else { return };
        let start = message.body.as_ref().map_or(line.start, |body| body.range.start);
        if line.end - start <= LONGEST_BODY {
            // The text is filled in once the body is complete.
            let range = start..line.end;
            message.body = Some(Piece { text: String::new(), range, spelling: Spelling::Plain });
        }
    }

    fn reach(&mut self, end: usize) {
        if let Some(last) = self.out.exchanges.last_mut() {
            last.range.end = last.range.end.max(end);
        }
    }
}

/// The number of `HTTP/1.1 200 OK`.
pub fn status(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let known = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let code: u16 = rest.get(..3)?.parse().ok()?;
    (known && (100..600).contains(&code)).then_some(code)
}

/// Method and place of the address in `POST /login HTTP/1.1`; without the version only where that is allowed.
pub fn request(line: &str, bare: bool) -> Option<(&'static str, Range<usize>)> {
    let (word, rest) = line.split_once(' ')?;
    let method = METHODS.into_iter().find(|method| *method == word)?;
    let start = word.len() + 1 + (rest.len() - rest.trim_start().len());
    let rest = line.get(start..)?.trim_end();
    let versioned = rest.rsplit_once(' ').filter(|(_, version)| version.starts_with("HTTP/"));
    let url = match versioned {
        Some((url, _)) => url.trim_end(),
        None if bare => rest,
        None => return None,
    };
    (!url.is_empty()).then_some((method, start..start + url.len()))
}
