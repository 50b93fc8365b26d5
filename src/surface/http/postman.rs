//! Postman's collections of requests, with the answers that were saved, and its environments.
//!
//! A collection is folders within folders; a value in double braces is a variable.

use super::exchange::{Capture, Exchange, Header, Message, Piece, Spelling, Variable};
use super::json::{Node, Reader};
use std::ops::Range;

pub fn read(text: &str) -> Capture {
    let mut capture = Capture::default();
    let Some(root) = Reader::new(text).value() else {
        capture.trouble(0, "a collection that is cut off or broken");
        return capture;
    };
    for list in ["variable", "values"] {
        let variables = root.get(text, list).map(Node::items).unwrap_or_default();
        capture.variables.extend(variables.iter().filter_map(|node| variable(text, node)));
    }
    items(text, &root, &mut capture);
    secrets(text, &root, false, &mut capture.secrets);
    capture
}

fn variable(text: &str, node: &Node) -> Option<Variable> {
    let name = node.get(text, "key")?.piece(text)?;
    Some(Variable { name, value: node.get(text, "value")?.piece(text)? })
}

/// Requests of this folder and of those within; the reader of JSON bounds the depth.
fn items(text: &str, node: &Node, capture: &mut Capture) {
    for item in node.get(text, "item").map(Node::items).unwrap_or_default() {
        if let Some(request) = item.get(text, "request") {
            capture.exchanges.push(sent(text, request));
        }
        for response in item.get(text, "response").map(Node::items).unwrap_or_default() {
            capture.exchanges.push(saved(text, response));
        }
        items(text, item, capture);
    }
}

/// Members whose texts, at any depth, may be secrets, whether they are sent or switched off.
const WITHIN: [&str; 7] = ["auth", "header", "cookie", "query", "body", "variable", "exec"];

/// Members there that say what a value is for.
const OPEN: [&str; 5] = ["key", "type", "name", "mode", "id"];

/// Places of such texts; the reader of JSON bounds the depth.
fn secrets(text: &str, node: &Node, within: bool, out: &mut Vec<Range<usize>>) {
    for (key, child) in node.members() {
        let key = text.get(key.clone()).unwrap_or("");
        let within = within || WITHIN.contains(&key);
        out.extend(child.piece(text).filter(|_| within && !OPEN.contains(&key)).map(|piece| piece.range));
        secrets(text, child, within, out);
    }
    for item in node.items() {
        out.extend(item.piece(text).filter(|_| within).map(|piece| piece.range));
        secrets(text, item, within, out);
    }
}

/// A request that was never sent from here.
fn sent(text: &str, request: &Node) -> Exchange {
    let url = request.get(text, "url").unwrap_or(request);
    let raw = url.piece(text).or_else(|| url.get(text, "raw")?.piece(text));
    let method = request.get(text, "method").and_then(|node| node.text(text)).unwrap_or_default();
    let mut headers = headers(text, request);
    headers.extend(request.get(text, "auth").and_then(|auth| authorization(text, auth)));
    Exchange {
        range: request.range.clone(),
        method: method.to_ascii_uppercase(),
        url: raw,
        request: Message { headers, body: request.get(text, "body").and_then(|body| self::body(text, body)) },
        ..Exchange::default()
    }
}

fn saved(text: &str, response: &Node) -> Exchange {
    let request = response.get(text, "originalRequest").map(|node| sent(text, node)).unwrap_or_default();
    let status = response.get(text, "code").and_then(|node| node.number(text));
    let body = response.get(text, "body").and_then(|node| node.piece(text));
    Exchange {
        range: response.range.clone(),
        status: status.and_then(|status| u16::try_from(status).ok()),
        response: Message { headers: headers(text, response), body },
        answered: true,
        ..request
    }
}

fn headers(text: &str, node: &Node) -> Vec<Header> {
    let list = node.get(text, "header").map(Node::items).unwrap_or_default();
    let one = |node: &Node| {
        let off = node.get(text, "disabled").and_then(|node| node.flag(text)) == Some(true);
        let name = node.get(text, "key")?.piece(text).filter(|_| !off)?;
        Some(Header { name, value: node.get(text, "value")?.piece(text)? })
    };
    list.iter().filter_map(one).collect()
}

/// What Postman makes an Authorization header of: `{"type": "bearer", "bearer": [{"key": "token", "value": ..}]}`.
fn authorization(text: &str, auth: &Node) -> Option<Header> {
    let kind = auth.get(text, "type")?;
    let wanted = match kind.text(text)?.as_str() {
        "bearer" => "token",
        "basic" => "password",
        _ => return None,
    };
    let list = auth.get(text, &kind.text(text)?)?;
    let named =
        |node: &&Node| node.get(text, "key").and_then(|key| key.text(text)).as_deref() == Some(wanted);
    let value = list.items().iter().find(named)?.get(text, "value")?.piece(text)?;
    let name =
        Piece { text: "Authorization".to_owned(), range: kind.range.clone(), spelling: Spelling::Whole };
    Some(Header { name, value })
}

fn body(text: &str, body: &Node) -> Option<Piece> {
    if let Some(raw) = body.get(text, "raw") {
        return raw.piece(text);
    }
    let list = body.get(text, "urlencoded").or_else(|| body.get(text, "formdata"))?;
    let pair = |node: &Node| {
        let name = node.get(text, "key")?.text(text)?;
        Some(format!(
            "{name}={}",
            node.get(text, "value").and_then(|node| node.text(text)).unwrap_or_default()
        ))
    };
    let fields: Vec<String> = list.items().iter().filter_map(pair).collect();
    Some(Piece { text: fields.join("&"), range: list.range.clone(), spelling: Spelling::Whole })
}
