//! Flows that mitmproxy wrote: one tagged netstring after the other (`LENGTH:BYTES` and a letter for the kind), each a
//! dictionary with a request and its answer.
//!
//! In: the file's text of equal length in bytes. Out: exchanges. A flow that is cut off ends the reading and is said; a
//! body in another coding than its own is passed over, because nothing is decompressed here.

use super::exchange::{Capture, Exchange, Frame, Header, Message, Piece, Spelling};
use std::ops::Range;

const CUT: &str = "the flows are cut off or broken here: those before this place were judged";

/// Flows of one file that are read.
const MOST: usize = 100_000;

/// Longer bodies are pictures and downloads, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Messages of one WebSocket that are kept.
const MOST_FRAMES: usize = 1_000;

/// Digits of a length: a gigabyte and more is no flow.
const MOST_DIGITS: usize = 9;

pub fn read(text: &str) -> Capture {
    let mut capture = Capture::default();
    let mut at = 0;
    while at < text.len() && capture.exchanges.len() < MOST {
        let Some((flow, next)) = value(text, at..text.len()).filter(|(flow, _)| flow.kind == b'}') else {
            capture.trouble(at, CUT);
            break;
        };
        capture.exchanges.extend(exchange(text, &flow));
        at = next;
    }
    capture
}

/// Whether a text begins as a flow does: two lengths, and the first key of a dictionary.
pub fn begins(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head.get(..64).unwrap_or(head)).into_owned();
    let Some((length, rest)) = text.split_once(':') else { return false };
    let Some((inner, rest)) = rest.split_once(':') else { return false };
    let number = |digits: &str| {
        !digits.is_empty() && digits.len() <= MOST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let keys = [
        "websocket",
        "response",
        "request",
        "version",
        "type",
        "id",
        "error",
        "metadata",
        "client_conn",
        "server_conn",
        "comment",
        "marked",
        "is_replay",
        "intercepted",
        "backup",
        "timestamp_created",
    ];
    let names = |key: &&str| inner.parse() == Ok(key.len()) && rest.starts_with(*key);
    number(length) && number(inner) && keys.iter().any(names)
}

/// A value: the bytes of its content, and its kind's letter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    range: Range<usize>,
    kind: u8,
}

/// The value at the start of a range, and where it ends.
fn value(text: &str, within: Range<usize>) -> Option<(Item, usize)> {
    let bytes = text.as_bytes().get(within.clone())?;
    let digits = bytes.iter().take(MOST_DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=MOST_DIGITS).contains(&digits) || bytes.get(digits) != Some(&b':') {
        return None;
    }
    let length: usize = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    let start = within.start + digits + 1;
    let end = start.checked_add(length).filter(|end| *end < within.end)?;
    let kind = *text.as_bytes().get(end)?;
    Some((Item { range: start..end, kind }, end + 1))
}

/// The values of a list or, in turn, keys and values of a dictionary.
fn items(text: &str, of: &Item) -> Vec<Item> {
    let (mut at, mut all) = (of.range.start, Vec::new());
    while let Some((item, next)) = value(text, at..of.range.end) {
        all.push(item);
        at = next;
    }
    all
}

/// The members of a dictionary.
struct Members<'t> {
    text: &'t str,
    /// Keys and values in turn.
    items: Vec<Item>,
}

impl<'t> Members<'t> {
    fn of(text: &'t str, of: &Item) -> Option<Members<'t>> {
        (of.kind == b'}').then(|| Members { text, items: items(text, of) })
    }

    fn get(&self, name: &str) -> Option<&Item> {
        let mut pairs = self.items.as_chunks::<2>().0.iter();
        pairs.find(|[key, _]| self.text.get(key.range.clone()) == Some(name)).map(|[_, value]| value)
    }

    fn piece(&self, name: &str) -> Option<Piece> {
        piece(self.text, self.get(name)?)
    }

    /// A member that is a dictionary.
    fn members(&self, name: &str) -> Option<Members<'t>> {
        Members::of(self.text, self.get(name)?)
    }
}

fn piece(text: &str, item: &Item) -> Option<Piece> {
    let written = matches!(item.kind, b',' | b';' | b'#' | b'!');
    text.get(item.range.clone()).filter(|_| written).map(|_| Piece::plain(text, item.range.clone()))
}

fn exchange(text: &str, flow: &Item) -> Option<Exchange> {
    let members = Members::of(text, flow)?;
    let request = members.members("request")?;
    let mut out = Exchange { range: flow.range.clone(), ..Exchange::default() };
    out.method = request.piece("method").map(|piece| piece.text.to_ascii_uppercase()).unwrap_or_default();
    out.url = url(&request);
    out.request = message(&request);
    out.frames = frames(&members);
    if let Some(response) = members.members("response") {
        out.status = response.piece("status_code").and_then(|status| status.text.parse().ok());
        out.answered = true;
        out.response = message(&response);
    }
    Some(out)
}

/// The place is that of the path, in which the parameters stand.
fn url(request: &Members<'_>) -> Option<Piece> {
    let path = request.piece("path")?;
    let (scheme, host) = (request.piece("scheme")?.text, request.piece("host")?.text);
    let port = request.piece("port").map(|port| port.text).unwrap_or_default();
    let usual =
        [("http", "80"), ("https", "443")].contains(&(scheme.as_str(), port.as_str())) || port.is_empty();
    let port = if usual { String::new() } else { format!(":{port}") };
    let text = format!("{scheme}://{host}{port}{}", path.text);
    Some(Piece { text, range: path.range, spelling: Spelling::Whole })
}

fn message(of: &Members<'_>) -> Message {
    let list = of.get("headers").map(|list| items(of.text, list)).unwrap_or_default();
    let header = |item: &Item| {
        let pair = items(of.text, item);
        let [name, value] = pair.as_slice() else { return None };
        Some(Header { name: piece(of.text, name)?, value: piece(of.text, value)? })
    };
    let headers: Vec<Header> = list.iter().filter_map(header).collect();
    let coded = headers.iter().any(|header| {
        header.name.text.eq_ignore_ascii_case("content-encoding")
            && !header.value.text.eq_ignore_ascii_case("identity")
    });
    let content =
        of.get("content").filter(|item| !coded && !item.range.is_empty() && item.range.len() <= LONGEST_BODY);
    Message { headers, body: content.and_then(|item| piece(of.text, item)) }
}

/// Messages of a WebSocket: kind (1 is text), whether the client sent it, and the content.
fn frames(flow: &Members<'_>) -> Vec<Frame> {
    let text = flow.text;
    let messages = flow.members("websocket").and_then(|socket| socket.get("messages").cloned());
    let frame = |item: &Item| {
        let parts = items(text, item);
        let [kind, sent, content, ..] = parts.as_slice() else { return None };
        let is_text = text.get(kind.range.clone()) == Some("1");
        let data = piece(text, content).filter(|data| is_text && data.text.len() <= LONGEST_BODY)?;
        Some(Frame { sent: text.get(sent.range.clone()) == Some("true"), data })
    };
    let all = messages.map(|list| items(text, &list)).unwrap_or_default();
    all.iter().take(MOST_FRAMES).filter_map(frame).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_flows_end_the_reading() {
        let deep = "9:".repeat(50_000);
        for text in ["", "1", "1:", "5:a", "0:}", "999999999:}", "9999999999999:}", "3:1:a}", "4:0:~}", &deep]
        {
            let capture = read(text);
            assert!(capture.exchanges.is_empty(), "{}", text.get(..20).unwrap_or(text));
        }
        assert!(
            begins(b"812:9:websocket;0:~")
                && !begins(b"12:30:00 GET /")
                && !begins(b"")
                && !begins(b"5:5:hello")
        );
    }
}
