//! systemd units: INI whose `Environment=` lines hold several assignments each.
//!
//! In: the text of a unit file. Out: the tree of INI, with `Environment` as a table of variables. Each
//! line has a table of its own. An empty `Environment=` clears nothing here: drop-in order is not known.

use super::super::flags::{self, Word};
use super::super::leaf::{self, Written, at};
use super::super::tree::{Node, Problem, Tree, Value};

/// Reads a unit (systemd.exec(5), "Environment=").
pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let (mut tree, problems) = super::read(text);
    for root in &mut tree.roots {
        let Value::Table(sections) = &mut root.value else { continue };
        for section in sections {
            let Value::Table(keys) = &mut section.value else { continue };
            keys.iter_mut().filter(|key| key.key == "Environment").for_each(|key| split(text, key));
        }
    }
    (tree, problems)
}

fn split(text: &str, node: &mut Node) {
    let words = flags::words(text, node.span.clone());
    let variables = words.iter().filter_map(|word| variable(text, word)).collect();
    node.value = Value::Table(variables);
}

/// `NAME=value`, quoted as a whole or in its value.
fn variable(text: &str, word: &Word) -> Option<Node> {
    let equals = at(text, word.inner.clone()).find('=')?;
    let key = word.inner.start..word.inner.start + equals;
    let value = flags::unquoted(text, key.end + 1..word.inner.end);
    Some(leaf::scalar(at(text, key.clone()), key, Written { ..value }))
}
