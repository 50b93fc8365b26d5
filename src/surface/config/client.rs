//! Which client of a provider a client's secret belongs to, and whether that provider can have given it out.
//!
//! In: a fact about a secret, and the keys beside it. Out: the client's identifier, or the verdict that the secret is
//! a dummy: somebody else's provider knows no client by that name, or never gives out words. What identifiers and
//! providers are called is data of `fact::role`.

use super::File;
use super::fill::{node_of, subject};
use super::row::Matched;
use super::tree::Node;
use crate::fact::kinds::key;
use crate::fact::strength::{Class, Encoding, judge};
use crate::fact::{Attribute, Fact, Value, role};
use std::borrow::Cow;

/// In larger tables nobody looks for the key beside another: that would cost time in the square of its size.
const MOST_BESIDE: usize = 2_000;

/// Fewer bits are guessed; no provider gives out such secrets.
const GIVEN_OUT_BITS: i64 = 64;

/// Says whose secret it is, where a key beside it does.
pub(super) fn name(fact: &mut Fact, file: &File<'_>, matched: &Matched<'_>) {
    if fact.text(key::purpose) != Some("client-secret") || fact.has(key::client) {
        return;
    }
    let Some(scalar) = identifier(file, matched).and_then(Node::scalar) else { return };
    if judge(&scalar.text, Encoding::Raw).class == Class::Literal {
        let place = file.span(scalar.inner.clone());
        fact.set(key::client, Attribute::stated(scalar.text.as_str(), place));
    }
}

/// A secret for a login at somebody else's, which opens nothing there: it can be guessed, as no given secret can,
/// and belongs to nobody's client or to a provider that draws all secrets itself. One that stands in for a variable is
/// none: where it is used, somebody forgot the variable, and the client may be a real one.
pub(super) fn is_dummy(fact: &Fact, file: &File<'_>, matched: &Matched<'_>) -> bool {
    let own = &subject(file, matched).key;
    fact.text(key::purpose) == Some("client-secret")
        && fact.text(key::origin) != Some("env-with-fallback")
        && role::client_id_beside(own).is_some()
        && is_guessable(fact)
        && (matched.path.iter().any(|key| role::names_a_provider(key))
            || identifier(file, matched).is_some_and(is_nobodys))
}

fn is_guessable(fact: &Fact) -> bool {
    let yes = |key| fact.value(key) == Some(&Value::Bool(true));
    let bits = fact.value(key::strength_bits).and_then(Value::as_int);
    yes(key::published_default)
        || yes(key::dictionary)
        || yes(key::low_diversity)
        || fact.text(key::class) == Some("placeholder")
        || bits.is_some_and(|bits| bits < GIVEN_OUT_BITS)
}

/// An identifier that is left open, or whose text says that it is none: `dummy`, `your-client-id`, `${ID:-dummy}`.
fn is_nobodys(node: &Node) -> bool {
    let Some(scalar) = node.scalar() else { return false };
    let judged = judge(&scalar.text, Encoding::Raw);
    let text = match &judged.fallback {
        Some(range) => Cow::Borrowed(scalar.text.get(range.clone()).unwrap_or("")),
        None => Cow::Borrowed(scalar.text.as_str()),
    };
    match judge(&text, Encoding::Raw).class {
        Class::Placeholder | Class::Empty => true,
        Class::Reference | Class::Verifier => false,
        Class::Literal => role::is_nobodys_client(text.trim()),
    }
}

/// The node that holds the identifier: the one that the row names, else the key beside the secret.
fn identifier<'m>(file: &File<'m>, matched: &Matched<'m>) -> Option<&'m Node> {
    let mut rows = matched.row.assign.take.iter().filter(|(taken, _)| *taken == key::client);
    if let Some((_, takes)) = rows.next() {
        return takes.iter().find_map(|take| node_of(file, matched, take));
    }
    let secret = matched.node;
    let wanted = role::client_id_beside(&secret.key)?;
    let root = file.tree.roots.first()?;
    let table = above(root, &matched.path, secret)?;
    table.children().iter().find(|node| role::words(&node.key).as_ref() == wanted.as_slice())
}

/// The table that holds a node, by the keys that lead there.
fn above<'m>(node: &'m Node, path: &[&str], wanted: &Node) -> Option<&'m Node> {
    let children = node.children();
    if children.len() > MOST_BESIDE {
        return None;
    }
    match path {
        [] => None,
        [_] => children.iter().any(|child| std::ptr::eq(child, wanted)).then_some(node),
        [first, rest @ ..] => {
            children.iter().filter(|child| child.key == *first).find_map(|child| above(child, rest, wanted))
        }
    }
}
