//! HAR 1.2: recordings of browsers and proxies. Entries are read one after the other, so that memory follows the
//! largest entry and not the file; what is cut off ends the reading and is said.

pub mod slices;

use super::exchange::{Capture, Exchange, Frame, Header, Message, Piece, Spelling, StoredCookie};
use super::json::{Node, Reader};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use slices::Slices;

/// Longer bodies are pictures, scripts and downloads.
const LONGEST_BODY: usize = 1024 * 1024;

pub const BROKEN: &str = "an entry that is broken or nested too deep: it is left out";

/// All entries of a recording that is in memory.
pub fn read(text: &str) -> Capture {
    let mut capture = Capture::default();
    for slice in Slices::new(text.as_bytes(), usize::MAX) {
        if let Some(entry) = slice.entry {
            let at = slice.start + entry.start;
            match entry_at(text, at) {
                Some(exchange) => capture.exchanges.push(exchange),
                None => capture.trouble(at, BROKEN),
            }
        }
        if let Some((place, message)) = slice.trouble {
            capture.trouble(place, message);
        }
    }
    capture
}

/// The entry that starts at this byte.
pub fn entry_at(text: &str, at: usize) -> Option<Exchange> {
    Reader::at(text, at).value().map(|entry| exchange(text, &entry))
}

fn exchange(text: &str, entry: &Node) -> Exchange {
    let mut out = Exchange { range: entry.range.clone(), browser: true, ..Exchange::default() };
    if let Some(request) = entry.get(text, "request") {
        out.method = request.get(text, "method").and_then(|node| node.text(text)).unwrap_or_default();
        out.method.make_ascii_uppercase();
        out.url = request.get(text, "url").and_then(|node| node.piece(text));
        out.request = message(text, request);
        out.request.body = request.get(text, "postData").and_then(|data| posted(text, data));
    }
    out.frames = frames(text, entry);
    if let Some(response) = entry.get(text, "response") {
        let status = response.get(text, "status").and_then(|node| node.number(text));
        // A request that was blocked or cancelled has status 0.
        out.status = status.and_then(|number| u16::try_from(number).ok()).filter(|number| *number > 0);
        out.answered = out.status.is_some();
        out.response = message(text, response);
        out.response.body = response.get(text, "content").and_then(|content| body(text, content));
        if out.response.first("set-cookie").is_none() {
            let listed = response.get(text, "cookies").map(Node::items).unwrap_or_default();
            out.listed = listed.iter().filter_map(|node| cookie(text, node)).collect();
        }
    }
    out
}

/// Messages of WebSockets that are kept; more of one connection say the same.
const MOST_FRAMES: usize = 1_000;

/// As Chromium and its kin record WebSockets; opcode 1 is text (RFC 6455 section 5.2).
fn frames(text: &str, entry: &Node) -> Vec<Frame> {
    let listed = entry.get(text, "_webSocketMessages").map(Node::items).unwrap_or_default();
    let frame = |node: &Node| {
        let is_text = node.get(text, "opcode").is_none_or(|opcode| opcode.number(text) == Some(1));
        let data = node.get(text, "data").filter(|data| is_text && data.range.len() <= LONGEST_BODY)?;
        let sent = node.get(text, "type").and_then(|node| node.text(text)).as_deref() == Some("send");
        Some(Frame { sent, data: data.piece(text)? })
    };
    listed.iter().filter_map(frame).take(MOST_FRAMES).collect()
}

fn message(text: &str, node: &Node) -> Message {
    let headers = node.get(text, "headers").map(Node::items).unwrap_or_default();
    let header = |node: &Node| {
        let name = node.get(text, "name")?.piece(text)?;
        Some(Header { name, value: node.get(text, "value")?.piece(text)? })
    };
    Message { headers: headers.iter().filter_map(header).collect(), body: None }
}

/// A form's fields are read from the text that was sent; some recorders list the fields only.
fn posted(text: &str, data: &Node) -> Option<Piece> {
    let sent = data.get(text, "text").filter(|node| node.range.len() <= LONGEST_BODY);
    if let Some(piece) = sent.and_then(|node| node.piece(text)).filter(|piece| !piece.text.is_empty()) {
        return Some(piece);
    }
    let params = data.get(text, "params")?;
    let field = |node: &Node| {
        let name = node.get(text, "name")?.text(text)?;
        Some(format!(
            "{name}={}",
            node.get(text, "value").and_then(|node| node.text(text)).unwrap_or_default()
        ))
    };
    let fields: Vec<String> = params.items().iter().filter_map(field).collect();
    let joined = Piece { text: fields.join("&"), range: params.range.clone(), spelling: Spelling::Whole };
    (!fields.is_empty() && params.range.len() <= LONGEST_BODY).then_some(joined)
}

fn body(text: &str, content: &Node) -> Option<Piece> {
    let node = content.get(text, "text").filter(|node| node.range.len() <= LONGEST_BODY)?;
    let piece = node.piece(text)?;
    let encoding = content.get(text, "encoding").and_then(|node| node.text(text));
    if encoding.as_deref() != Some("base64") {
        return Some(piece);
    }
    let bytes = BASE64_STANDARD.decode(piece.text.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(Piece { text, range: piece.range, spelling: Spelling::Whole })
}

/// An entry of `cookies`: what is missing there is not known, as HAR 1.2 makes every attribute optional.
fn cookie(text: &str, node: &Node) -> Option<StoredCookie> {
    let flag = |name| {
        let node = node.get(text, name)?;
        Some((node.flag(text)?, node.range.clone()))
    };
    Some(StoredCookie {
        range: node.range.clone(),
        name: node.get(text, "name")?.piece(text)?,
        value: node.get(text, "value").and_then(|node| node.piece(text)),
        domain: None,
        subdomains: false,
        path: node.get(text, "path").and_then(|node| node.piece(text)),
        // Firefox and proxies list the flags that are set; `false` is written by recorders that do not know.
        http_only: flag("httpOnly").filter(|(set, _)| *set),
        secure: flag("secure").filter(|(set, _)| *set),
        same_site: None,
        expires: None,
    })
}
