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

/// A member of a dictionary.
fn get(text: &str, of: &Item, name: &str) -> Option<Item> {
    let all = items(text, of);
    let pairs = all.as_chunks::<2>().0.iter();
    pairs
        .filter(|_| of.kind == b'}')
        .find(|[key, _]| text.get(key.range.clone()) == Some(name))
        .map(|[_, value]| value.clone())
}

fn piece(text: &str, item: &Item) -> Option<Piece> {
    let written = matches!(item.kind, b',' | b';' | b'#' | b'!');
    text.get(item.range.clone()).filter(|_| written).map(|_| Piece::plain(text, item.range.clone()))
}

fn exchange(text: &str, flow: &Item) -> Option<Exchange> {
    let request = get(text, flow, "request").filter(|request| request.kind == b'}')?;
    let word =
        |name: &str| get(text, &request, name).and_then(|item| piece(text, &item)).map(|piece| piece.text);
    let mut out = Exchange { range: flow.range.clone(), ..Exchange::default() };
    out.method = word("method").unwrap_or_default().to_ascii_uppercase();
    out.url = url(text, &request);
    out.request = message(text, &request);
    out.frames = frames(text, flow);
    if let Some(response) = get(text, flow, "response").filter(|response| response.kind == b'}') {
        let status = get(text, &response, "status_code").and_then(|item| piece(text, &item));
        out.status = status.and_then(|status| status.text.parse().ok());
        out.answered = true;
        out.response = message(text, &response);
    }
    Some(out)
}

/// The place is that of the path, in which the parameters stand.
fn url(text: &str, request: &Item) -> Option<Piece> {
    let part = |name: &str| get(text, request, name).and_then(|item| piece(text, &item));
    let path = part("path")?;
    let (scheme, host) = (part("scheme")?.text, part("host")?.text);
    let port = part("port").map(|port| port.text).unwrap_or_default();
    let usual =
        [("http", "80"), ("https", "443")].contains(&(scheme.as_str(), port.as_str())) || port.is_empty();
    let port = if usual { String::new() } else { format!(":{port}") };
    let text = format!("{scheme}://{host}{port}{}", path.text);
    Some(Piece { text, range: path.range, spelling: Spelling::Whole })
}

fn message(text: &str, of: &Item) -> Message {
    let list = get(text, of, "headers").map(|list| items(text, &list)).unwrap_or_default();
    let header = |item: &Item| {
        let pair = items(text, item);
        let [name, value] = pair.as_slice() else { return None };
        Some(Header { name: piece(text, name)?, value: piece(text, value)? })
    };
    let headers: Vec<Header> = list.iter().filter_map(header).collect();
    let coded = headers.iter().any(|header| {
        header.name.text.eq_ignore_ascii_case("content-encoding")
            && !header.value.text.eq_ignore_ascii_case("identity")
    });
    let content = get(text, of, "content")
        .filter(|item| !coded && !item.range.is_empty() && item.range.len() <= LONGEST_BODY);
    Message { headers, body: content.and_then(|item| piece(text, &item)) }
}

/// Messages of a WebSocket: kind (1 is text), whether the client sent it, and the content.
fn frames(text: &str, flow: &Item) -> Vec<Frame> {
    let socket = get(text, flow, "websocket").filter(|socket| socket.kind == b'}');
    let messages = socket.and_then(|socket| get(text, &socket, "messages"));
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
