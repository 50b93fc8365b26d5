//! A browser's cookies, local storage and databases as JSON: Playwright's storage state, Puppeteer's and the developer tools'
//! cookie lists, exports of cookie editors.

use super::exchange::{Capture, Piece, Spelling, StoredCookie, StoredItem};
use super::json::{Node, Reader};
use std::ops::Range;

pub fn read(text: &str) -> Capture {
    let mut capture = Capture::default();
    let Some(root) = Reader::new(text).value() else {
        capture.trouble(0, "a browser's state that is cut off or broken");
        return capture;
    };
    let list = root.get(text, "cookies").unwrap_or(&root);
    capture.cookies = list.items().iter().filter_map(|node| cookie(text, node)).collect();
    for origin in root.get(text, "origins").map(Node::items).unwrap_or_default() {
        let name = origin.get(text, "origin").and_then(|node| node.text(text)).unwrap_or_default();
        let items = origin.get(text, "localStorage").map(Node::items).unwrap_or_default();
        capture.items.extend(items.iter().filter_map(|node| item(text, node, &name)));
        let databases = origin.get(text, "indexedDB").map(Node::items).unwrap_or_default();
        let stores = databases.iter().filter_map(|database| database.get(text, "stores"));
        for store in stores.flat_map(Node::items) {
            capture.items.extend(records(text, store, &name));
        }
    }
    capture
}

/// Records of an object store, as Playwright writes them from 1.51 on: the value as JSON, or in its own encoding.
fn records(text: &str, store: &Node, origin: &str) -> Vec<StoredItem> {
    let records = store.get(text, "records").map(Node::items).unwrap_or_default();
    let record = |node: &Node| {
        let value = ["value", "valueEncoded"].iter().find_map(|name| node.get(text, name))?;
        let whole = text.get(value.range.clone())?.to_owned();
        let value = Piece { text: whole, range: value.range.clone(), spelling: Spelling::Plain };
        let name = store.get(text, "name")?.piece(text)?;
        Some(StoredItem {
            range: node.range.clone(),
            origin: origin.to_owned(),
            store: "indexed",
            name,
            value,
        })
    };
    records.iter().filter_map(record).collect()
}

fn item(text: &str, node: &Node, origin: &str) -> Option<StoredItem> {
    Some(StoredItem {
        range: node.range.clone(),
        origin: origin.to_owned(),
        store: "local",
        name: node.get(text, "name")?.piece(text)?,
        value: node.get(text, "value")?.piece(text)?,
    })
}

fn cookie(text: &str, node: &Node) -> Option<StoredCookie> {
    let flag = |name| {
        let node = node.get(text, name)?;
        Some((node.flag(text)?, node.range.clone()))
    };
    let domain = node.get(text, "domain").and_then(|node| node.piece(text));
    let dotted = domain.as_ref().is_some_and(|domain| domain.text.starts_with('.'));
    let host_only = node.get(text, "hostOnly").and_then(|node| node.flag(text));
    Some(StoredCookie {
        range: node.range.clone(),
        name: node.get(text, "name")?.piece(text)?,
        value: node.get(text, "value").and_then(|node| node.piece(text)),
        domain: domain.map(|domain| domain.part(text, usize::from(dotted)..domain.text.len())),
        subdomains: host_only.map_or(dotted, |host_only| !host_only),
        path: node.get(text, "path").and_then(|node| node.piece(text)),
        http_only: flag("httpOnly"),
        secure: flag("secure"),
        same_site: node.get(text, "sameSite").and_then(|node| same_site(text, node)),
        expires: expiry(text, node),
    })
}

/// Playwright's words and those of extensions; `unspecified` is what the browser makes of a missing attribute.
fn same_site(text: &str, node: &Node) -> Option<(&'static str, Range<usize>)> {
    let word = match node.text(text)?.to_ascii_lowercase().as_str() {
        "strict" => "strict",
        "lax" => "lax",
        "none" | "no_restriction" => "none",
        "unspecified" => "unset",
        _ => return None,
    };
    Some((word, node.range.clone()))
}

/// Seconds since 1970 in both spellings; -1 ends with the browser.
fn expiry(text: &str, node: &Node) -> Option<(i64, Range<usize>)> {
    let found = ["expires", "expirationDate"].iter().find_map(|name| node.get(text, name))?;
    let seconds = found.number(text).filter(|seconds| *seconds > 0)?;
    Some((seconds, found.range.clone()))
}
