//! Places of an export that no drawn line may show, whatever a request does with them: what it sends and signs with,
//! switched on or off, and its scripts.
//!
//! In: the export as a tree. Out: byte ranges. It judges nothing.

use crate::surface::config::tree::{Node, Tree};
use std::ops::Range;

/// Members whose texts, at any depth, may be secrets.
const WITHIN: [&str; 10] = [
    "authentication",
    "headers",
    "parameters",
    "pathParameters",
    "body",
    "metadata",
    "cookies",
    "scripts",
    "preRequestScript",
    "afterResponseScript",
];

/// Members there that say what a value is for.
const OPEN: [&str; 5] = ["type", "name", "mimeType", "disabled", "id"];

pub fn of(tree: &Tree) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    tree.walk(|path, node| {
        if path.iter().any(|key| WITHIN.contains(key)) && !OPEN.contains(&node.key.as_str()) {
            places.extend(inner(node));
        }
    });
    places
}

fn inner(node: &Node) -> Option<Range<usize>> {
    node.scalar().map(|scalar| scalar.inner.clone())
}
