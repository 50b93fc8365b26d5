//! Lookup and walk through aliases and merge keys (`<<`), which are never expanded.
//!
//! In: nodes. Out: the same nodes, at every path that they are reached by. A merged key counts only where
//! the table has none of that name, as YAML's merge type says (yaml.org/type/merge.html).

use super::{Node, Value};
use std::collections::HashSet;

/// The key whose value, a table or a list of tables, is merged into the table around it.
const MERGE: &str = "<<";

/// Tables that one lookup looks into; more are a bomb.
const MAX_MERGED: usize = 64;

pub(super) fn child<'t>(node: &'t Node, key: &str) -> Option<&'t Node> {
    find(node, key, &mut Vec::new())
}

fn find<'t>(node: &'t Node, key: &str, seen: &mut Vec<*const Value>) -> Option<&'t Node> {
    let children = node.children();
    let own = children.iter().find(|child| child.key == key);
    if own.is_some() || !matches!(node.value.resolved(), Value::Table(_)) {
        return own;
    }
    children.iter().filter(|child| child.key == MERGE).flat_map(tables).find_map(|table| {
        let place: *const Value = table.value.resolved();
        if seen.len() >= MAX_MERGED || seen.contains(&place) {
            return None;
        }
        seen.push(place);
        find(table, key, seen)
    })
}

/// The tables that a merge key names.
fn tables(merge: &Node) -> std::slice::Iter<'_, Node> {
    match merge.value.resolved() {
        Value::List(tables) => tables.iter(),
        _ => std::slice::from_ref(merge).iter(),
    }
}

/// Visits all nodes below the roots. What was visited before is visited again at most `repeats` times.
pub(super) fn walk<'t>(roots: &'t [Node], repeats: usize, visit: impl FnMut(&[&'t str], &'t Node)) {
    let mut walk = Walk { path: Vec::new(), seen: HashSet::new(), repeats, again: 0, visit };
    for root in roots {
        walk.below(root);
    }
}

struct Walk<'t, V> {
    path: Vec<&'t str>,
    /// Shared values that the walk has been through.
    seen: HashSet<*const Value>,
    repeats: usize,
    /// How many shared values around the current place have been walked before.
    again: usize,
    visit: V,
}

impl<'t, V: FnMut(&[&'t str], &'t Node)> Walk<'t, V> {
    fn below(&mut self, node: &'t Node) {
        let again = self.is_known(node);
        self.again += usize::from(again);
        self.children(node, &mut HashSet::new());
        self.again -= usize::from(again);
    }

    /// Whether the walk has been through this shared value before.
    fn is_known(&mut self, node: &Node) -> bool {
        match &node.value {
            Value::Shared(value) => !self.seen.insert(std::ptr::from_ref(value.as_ref())),
            _ => false,
        }
    }

    /// The node's own children, then those that are merged in and hidden by none before them.
    fn children(&mut self, node: &'t Node, hidden: &mut HashSet<&'t str>) {
        let table = matches!(node.value.resolved(), Value::Table(_));
        let mut merges = Vec::new();
        for child in node.children() {
            if table && child.key == MERGE {
                merges.push(child);
            } else if !hidden.contains(child.key.as_str()) {
                self.one(child);
            }
        }
        for merged in merges.into_iter().flat_map(tables) {
            if hidden.is_empty() {
                hidden.extend(node.children().iter().map(|child| child.key.as_str()));
            }
            self.merge(merged, hidden);
        }
    }

    fn merge(&mut self, table: &'t Node, hidden: &mut HashSet<&'t str>) {
        if !matches!(table.value.resolved(), Value::Table(_)) {
            return;
        }
        let again = self.is_known(table);
        if again && self.repeats < table.children().len() {
            self.repeats = 0;
            return;
        }
        self.repeats -= if again { 1 } else { 0 };
        self.again += usize::from(again);
        self.children(table, hidden);
        hidden.extend(table.children().iter().map(|child| child.key.as_str()));
        self.again -= usize::from(again);
    }

    fn one(&mut self, child: &'t Node) {
        if self.again > 0 {
            if self.repeats == 0 {
                return;
            }
            self.repeats -= 1;
        }
        self.path.push(&child.key);
        (self.visit)(&self.path, child);
        self.below(child);
        self.path.pop();
    }
}
