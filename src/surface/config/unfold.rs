//! Takes values apart that hold several settings: assignments in a list, flags of a command, base64.
//!
//! In: a tree, and what a model says of a key. Out: the same tree with a table in place of the value, so that
//! rows see keys. Parts keep their exact place in the file where the file spells them as they are.

mod flags;
#[cfg(test)]
mod tests;

use super::glob::{Case, Pattern};
use super::tree::{Kind, Node, Scalar, Style, Tree, Value};
use crate::model::inside::{Content, Inside};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::ops::Range;
use std::sync::Arc;

/// Values of one document that are taken apart for one model's row.
const MOST: usize = 10_000;

pub(super) fn unfold(tree: &mut Tree, inside: &Inside, case: Case) {
    let make: fn(&Value) -> Option<Value> = match inside.content {
        Content::Assignments => assignments,
        Content::Flags => flags::flags,
        Content::Base64 => decoded,
        Content::Value => wrapped,
        Content::File(_) => return,
    };
    let pattern = Pattern::new(&inside.at);
    let mut paths: Vec<Vec<String>> = Vec::new();
    tree.walk(|path, _| {
        if paths.len() < MOST && pattern.matches(path, case) {
            paths.push(path.iter().map(|key| (*key).to_owned()).collect());
        }
    });
    for path in paths {
        let root = tree.roots.first_mut().map(|root| &mut root.value);
        let found = root.and_then(|root| path.iter().try_fold(root, |value, key| below(value, key)));
        if let Some(value) = found
            && let Some(new) = make(value.resolved())
        {
            *value = new;
        }
    }
}

/// The value of a key that the table has itself. What several places share is parted here, one level at a time.
fn below<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match value {
        Value::Scalar(_) => None,
        Value::Table(children) | Value::List(children) => {
            children.iter_mut().find(|child| child.key == key).map(|child| &mut child.value)
        }
        Value::Shared(inner) => below(Arc::make_mut(inner), key),
    }
}

/// `[NAME=value]`, the value perhaps in quotes, or `[{name: NAME, value: ..}]`, as a table of names.
fn assignments(value: &Value) -> Option<Value> {
    let Value::List(items) = value else { return None };
    Some(Value::Table(items.iter().filter_map(assignment).collect()))
}

fn assignment(item: &Node) -> Option<Node> {
    if let Some(scalar) = item.scalar() {
        let (name, value) = scalar.text.split_once('=')?;
        let quoted = ['"', '\'']
            .iter()
            .any(|quote| value.len() >= 2 && value.starts_with(*quote) && value.ends_with(*quote));
        let (start, end) = (name.len() + 1, scalar.text.len());
        let value = if quoted { start + 1..end - 1 } else { start..end };
        return Some(part(scalar, 0..name.len(), value));
    }
    let named = |names: [&str; 2]| {
        item.children().iter().find(|child| names.iter().any(|name| child.key.eq_ignore_ascii_case(name)))
    };
    let (name, value) = (named(["name", "key"])?, named(["value", "value"])?);
    let key = name.scalar()?;
    Some(Node {
        key: key.text.clone(),
        key_span: key.inner.clone(),
        value: value.value.clone(),
        span: value.span.clone(),
        comment: value.comment.clone(),
    })
}

/// A key and a value that stand within one scalar, by their ranges in its text.
fn part(scalar: &Scalar, key: Range<usize>, value: Range<usize>) -> Node {
    let exact = scalar.inner.len() == scalar.text.len() && scalar.style != Style::Foreign;
    let place = |range: &Range<usize>| match exact {
        true => scalar.inner.start + range.start..scalar.inner.start + range.end,
        false => scalar.inner.clone(),
    };
    let said = |range: &Range<usize>| scalar.text.get(range.clone()).unwrap_or("").to_owned();
    let (inner, style) = (place(&value), if exact { Style::Part } else { Style::Foreign });
    Node {
        key: said(&key),
        key_span: place(&key),
        span: inner.clone(),
        value: Value::Scalar(Scalar { text: said(&value), kind: Kind::Text, style, inner }),
        comment: None,
    }
}

/// `{ value = "text", force = true }` as the text.
fn wrapped(value: &Value) -> Option<Value> {
    let Value::Table(children) = value else { return None };
    children.iter().find(|child| child.key == "value").map(|child| child.value.clone())
}

/// The text that base64 wraps, or each of a table's.
fn decoded(value: &Value) -> Option<Value> {
    match value {
        Value::Scalar(scalar) => {
            let letters: String = scalar.text.split_whitespace().collect();
            let text = String::from_utf8(STANDARD.decode(letters).ok()?).ok()?;
            Some(Value::Scalar(Scalar {
                text,
                kind: Kind::Text,
                style: Style::Foreign,
                inner: scalar.inner.clone(),
            }))
        }
        Value::Table(children) => {
            let unwrapped = |child: &Node| Node {
                value: decoded(child.value.resolved()).unwrap_or_else(|| child.value.clone()),
                ..child.clone()
            };
            Some(Value::Table(children.iter().map(unwrapped).collect()))
        }
        Value::List(_) | Value::Shared(_) => None,
    }
}
