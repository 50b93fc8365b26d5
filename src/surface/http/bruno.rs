//! Requests and environments of Bruno (`.bru`, the Bru language of docs.usebruno.com): blocks of lines, closed by a brace
//! at the beginning of a line. A request's address and headers, and variables with their values, come out; bodies and
//! scripts are passed over, but no line of them may be shown.

use super::exchange::{Capture, Exchange, Header, Piece, Spelling, Variable};
use super::masks;
use std::ops::Range;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// Blocks of `name: value` that hold values of variables and credentials.
const VALUES: [&str; 6] =
    ["vars", "vars:pre-request", "vars:secret", "auth:bearer", "auth:oauth2", "auth:apikey"];

/// Blocks of which every line may be shown.
const SHOWN: [&str; 3] = ["meta", "auth", "settings"];

/// Beginnings of blocks that hold text, not names and values.
const TEXTS: [&str; 4] = ["body", "script", "tests", "docs"];

/// What stands around a value of several lines.
const QUOTES: &str = "'''";

/// Whether a file's beginning is a block of Bru.
pub fn begins(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| block(line).is_some())
}

pub fn read(text: &str) -> Capture {
    let (mut capture, mut exchange) = (Capture::default(), Exchange::default());
    let (mut open, mut start, mut quoted) = (None, 0, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let place = start..start + bare.len();
        match open {
            None => {
                open = block(bare);
                capture.secrets.extend(open.is_none().then_some(place));
            }
            Some(_) if bare == "}" || bare == "]" => (open, quoted) = (None, false),
            Some(name) => {
                let pair = pair(text, place.clone()).filter(|_| !quoted);
                capture.secrets.extend(secret(name, pair.as_ref(), place));
                if let Some((key, value)) = pair {
                    take(name, key, value, &mut exchange, &mut capture);
                }
                quoted ^= bare.matches(QUOTES).count() % 2 == 1;
            }
        }
        start += line.len();
    }
    if exchange.url.is_some() {
        exchange.range = 0..text.len();
        capture.exchanges.push(exchange);
    }
    capture
}

/// What may be a secret of a line in a block: all of it, or the value.
fn secret(block: &str, pair: Option<&(Piece, Piece)>, line: Range<usize>) -> Option<Range<usize>> {
    let is_text = TEXTS.iter().any(|text| block.starts_with(text));
    let may_show = |(name, value): &(Piece, Piece)| {
        block.starts_with("vars") && block != "vars:secret" && masks::may_show(&name.text, &value.text)
    };
    match pair {
        _ if SHOWN.contains(&block) || METHODS.contains(&block) => None,
        Some(pair) if may_show(pair) => None,
        Some((_, value)) if !is_text => Some(value.range.clone()),
        _ => Some(line),
    }
}

/// The name of the block that a line opens.
fn block(line: &str) -> Option<&str> {
    let name = line.strip_suffix(" {").or(line.strip_suffix(" ["))?;
    let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":-".contains(&byte);
    (!name.is_empty() && name.bytes().all(inside)).then_some(name)
}

/// `name: value`; a tilde in front switches the line off, and it stands there all the same.
fn pair(text: &str, line: Range<usize>) -> Option<(Piece, Piece)> {
    let content = text.get(line.clone())?;
    let colon = content.find(':')?;
    let indent = content.len() - content.trim_start().trim_start_matches('~').len();
    let behind = content.get(colon + 1..)?;
    let value = line.start + colon + 1 + (behind.len() - behind.trim_start().len());
    Some((piece(text, line.start + indent..line.start + colon)?, piece(text, value.min(line.end)..line.end)?))
}

fn piece(text: &str, range: Range<usize>) -> Option<Piece> {
    Some(Piece { text: text.get(range.clone())?.to_owned(), range, spelling: Spelling::Plain })
}

fn take(block: &str, name: Piece, value: Piece, exchange: &mut Exchange, capture: &mut Capture) {
    if METHODS.contains(&block) && name.text == "url" {
        exchange.method = block.to_ascii_uppercase();
        exchange.url = Some(value);
    } else if block == "headers" {
        exchange.request.headers.push(Header { name, value });
    } else if VALUES.contains(&block) {
        capture.variables.push(Variable { name, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "meta {\n  name: Me\n}\n\nget {\n  url: https://a.example/me\n  auth: bearer\n}\n\nheaders {\n  \
        ~X-Fake: é: x\n}\n\nauth:bearer {\n  token: {{token}}\n}\n\nbody:json {\n  {\n    \"url\": 1\n  }\n}\n";

    #[test]
    fn blocks_become_a_request() {
        let capture = read(REQUEST);
        let one =
            capture.exchanges.first().map(|one| (one.method.as_str(), one.url.clone().map(|url| url.text)));
        assert_eq!(one, Some(("GET", Some("https://a.example/me".to_owned()))));
        let headers = capture.exchanges.iter().flat_map(|one| &one.request.headers);
        let headers: Vec<_> = headers.map(|one| (one.name.text.as_str(), one.value.text.as_str())).collect();
        assert_eq!(headers, [("X-Fake", "é: x")]);
        let variables = capture.variables.iter().map(|one| (one.name.text.as_str(), one.value.text.as_str()));
        assert_eq!(variables.collect::<Vec<_>>(), [("token", "{{token}}")]);
        for variable in &capture.variables {
            assert_eq!(REQUEST.get(variable.value.range.clone()), Some("{{token}}"));
        }
    }

    #[test]
    fn it_may_end_anywhere() {
        for end in (0..REQUEST.len()).filter(|end| REQUEST.is_char_boundary(*end)) {
            read(&REQUEST[..end]);
        }
        for text in ["get {\n:\n", "vars {\n~\n ~:\n", "}", "a {", "vars {\r\n  a: b\r\n}\r\n"] {
            read(text);
        }
        assert!(begins("\nvars {\n") && !begins("text\nvars {\n") && !begins(""));
    }
}
