//! Tables from dotted keys: `a.b = 1` and `a.c = 2` share the table `a`.
//!
//! In: pairs in file order. Out: nodes in the order in which their keys first appear. Repeated keys are
//! kept; a key that is value and table at once has two nodes.

use super::super::leaf::{self, Written, at};
use super::super::tree::{MAX_DEPTH, Node};
use super::{Pair, escape};
use std::collections::HashMap;
use std::ops::Range;

/// Tables under construction. Children are numbers, so that a lookup costs one hash.
#[derive(Default)]
pub(super) struct Growth {
    entries: Vec<Entry>,
    top: Vec<usize>,
    tables: HashMap<(Option<usize>, String), usize>,
}

struct Entry {
    node: Node,
    children: Vec<usize>,
}

impl Growth {
    /// Adds a pair below the tables of its key; refuses a key that nests too deep.
    pub fn add(&mut self, text: &str, pair: &Pair) -> Result<(), ()> {
        let segments = segments(text, pair.key.clone());
        if segments.len() > MAX_DEPTH {
            return Err(());
        }
        let mut parent = None;
        let Some((last, heads)) = segments.split_last() else { return Ok(()) };
        for place in heads {
            parent = Some(self.table(text, parent, place.clone()));
        }
        let said = escape::decoded(at(text, pair.value.clone()));
        let value = Written { text: said, ..leaf::bare(text, pair.value.clone()) };
        let key = escape::decoded(at(text, last.clone()));
        self.push(parent, leaf::scalar(&key, last.clone(), value));
        Ok(())
    }

    fn table(&mut self, text: &str, parent: Option<usize>, place: Range<usize>) -> usize {
        let key = escape::decoded(at(text, place.clone()));
        if let Some(known) = self.tables.get(&(parent, key.clone())) {
            return *known;
        }
        let index = self.push(parent, leaf::table(&key, place.clone(), place, Vec::new()));
        self.tables.insert((parent, key), index);
        index
    }

    fn push(&mut self, parent: Option<usize>, node: Node) -> usize {
        let index = self.entries.len();
        self.entries.push(Entry { node, children: Vec::new() });
        match parent.and_then(|parent| self.entries.get_mut(parent)) {
            Some(parent) => parent.children.push(index),
            None => self.top.push(index),
        }
        index
    }

    /// Children come after their parents, so that they are complete when taken from the end.
    pub fn finish(self) -> Vec<Node> {
        let top = self.top;
        let mut done: Vec<Option<Node>> = Vec::new();
        done.resize_with(self.entries.len(), || None);
        for (index, entry) in self.entries.into_iter().enumerate().rev() {
            let mut node = entry.node;
            if node.scalar().is_none() {
                let children = entry.children.iter().filter_map(|child| done.get_mut(*child)?.take());
                node.value = super::super::tree::Value::Table(children.collect());
            }
            if let Some(slot) = done.get_mut(index) {
                *slot = Some(node);
            }
        }
        top.into_iter().filter_map(|index| done.get_mut(index)?.take()).collect()
    }
}

/// Places between the dots of a key. A key that is all dots is one segment.
fn segments(text: &str, key: Range<usize>) -> Vec<Range<usize>> {
    let mut from = key.start;
    let raw = at(text, key.clone());
    let place = |part: &str| {
        let range = from..from + part.len();
        from = range.end + 1;
        range
    };
    let all: Vec<Range<usize>> = raw.split('.').map(place).filter(|range| !range.is_empty()).collect();
    if all.is_empty() && !raw.is_empty() { vec![key] } else { all }
}
