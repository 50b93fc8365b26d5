//! The names in sight, innermost last. A lookup costs the same however many there are.

use super::super::value::Known;
use foldhash::HashMap;
use std::cell::Cell;

#[derive(Debug, Default)]
pub(super) struct Names {
    bound: Vec<(String, Known)>,
    /// Positions at which a name is bound, innermost last.
    places: HashMap<String, Vec<usize>>,
    /// Bindings from the first to here are watched: whether the code looks at them at all.
    watched: usize,
    looked_at: Cell<bool>,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.bound.len()
    }

    pub(super) fn push(&mut self, name: String, known: Known) {
        self.places.entry(name.clone()).or_default().push(self.bound.len());
        self.bound.push((name, known));
    }

    /// Forgets names from the position on.
    pub(super) fn truncate(&mut self, length: usize) {
        for (name, _) in self.bound.drain(length.min(self.bound.len())..).rev() {
            if let Some(places) = self.places.get_mut(&name) {
                places.pop();
            }
        }
    }

    /// Where the innermost binding of the name stands.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let at = self.places.get(name)?.last().copied();
        self.looked_at.set(self.looked_at.get() || at.is_some_and(|at| at < self.watched));
        at
    }

    /// Watches what is bound so far.
    pub(super) fn watch(&mut self) {
        self.watched = self.bound.len();
    }

    /// Whether any watched binding was looked up.
    pub(super) fn were_looked_at(&self) -> bool {
        self.looked_at.get()
    }

    pub(super) fn find(&self, name: &str) -> Option<&Known> {
        self.at(self.position(name)?)
    }

    pub(super) fn at(&self, position: usize) -> Option<&Known> {
        self.bound.get(position).map(|(_, known)| known)
    }

    /// Gives a binding another value and hands out the one that it had.
    pub(super) fn swap(&mut self, position: usize, known: Known) -> Option<Known> {
        self.bound.get_mut(position).map(|(_, old)| std::mem::replace(old, known))
    }
}
