//! Functions and what they reach through calls of their own package, by name.

use super::super::index::Crate;
use super::super::ir::File;
use super::steps::{self, Steps};
use crate::model::Models;
use crate::source::Span;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// Calls within each other that still count as one flow.
const DEPTH: usize = 3;
/// A name that more functions have leads nowhere in particular.
const MOST_OF_A_NAME: usize = 3;

pub struct Flow<'c> {
    pub all: Vec<Steps<'c>>,
    by_name: HashMap<&'c str, Vec<usize>>,
}

impl<'c> Flow<'c> {
    pub fn new(krate: &'c Crate, models: &'c Models) -> Flow<'c> {
        let of_file = |(file, items): (usize, &'c File)| {
            let imported = steps::imported(models, items);
            let of = |at| steps::of(krate, models, &imported, (file, at));
            (0..items.functions.len()).map(of).collect::<Vec<_>>()
        };
        let files: Vec<_> = krate.own().collect();
        let all: Vec<Steps> = files.into_par_iter().flat_map_iter(of_file).collect();
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, steps) in all.iter().enumerate() {
            by_name.entry(steps.name).or_default().push(number);
        }
        Flow { all, by_name }
    }

    fn functions(&self, name: &str) -> &[usize] {
        let found = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        if found.len() > MOST_OF_A_NAME { &[] } else { found }
    }

    /// Whether the function, or one that it calls, is as asked.
    pub fn reaches(&self, at: usize, asked: impl Fn(&Steps<'_>) -> bool) -> bool {
        self.reached(at, DEPTH, &mut HashSet::new(), &asked)
    }

    fn reached(
        &self,
        at: usize,
        depth: usize,
        seen: &mut HashSet<usize>,
        asked: &dyn Fn(&Steps<'_>) -> bool,
    ) -> bool {
        let Some(steps) = self.all.get(at).filter(|_| seen.insert(at)) else { return false };
        if asked(steps) {
            return true;
        }
        let next = steps.calls.iter().flat_map(|(name, _)| self.functions(name));
        depth > 0 && next.into_iter().any(|other| self.reached(*other, depth - 1, seen, asked))
    }

    /// The first call in the function of one that is, or reaches, what is asked.
    pub fn call_that(&self, at: usize, asked: impl Fn(&Steps<'_>) -> bool) -> Option<Span> {
        let leads =
            |name: &str| self.functions(name).iter().any(|other| *other != at && self.near(*other, &asked));
        let calls = self.all.get(at)?.calls.iter();
        calls.into_iter().find(|(name, _)| leads(name)).map(|(_, span)| *span)
    }

    fn near(&self, at: usize, asked: &dyn Fn(&Steps<'_>) -> bool) -> bool {
        self.reached(at, 1, &mut HashSet::new(), asked)
    }

    /// How the package's sessions are renewed.
    pub fn renewal(&self) -> Option<&str> {
        self.all.iter().filter(|steps| steps.write.is_some()).find_map(|steps| steps.renewal.as_deref())
    }

    /// Functions that call this one, by their place in `all`.
    pub fn callers(&self, at: usize) -> impl Iterator<Item = usize> {
        let name = self.all.get(at).map_or("", |steps| steps.name);
        let calls = move |other: &Steps| other.calls.iter().any(|(called, _)| *called == name);
        self.all.iter().enumerate().filter(move |(_, other)| calls(other)).map(|(number, _)| number)
    }
}
