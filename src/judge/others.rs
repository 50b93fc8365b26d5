//! The other facts that a rule asks for: which of them stand near, share a value, and answer.
//!
//! In: a join, and facts by kind. Out: for a fact, the others that it may be joined with. Facts that say no to
//! the join's condition are left out at once, and the rest lies on shelves by what both facts must share, so
//! that a rule costs time linear in the number of facts.

use super::{Ledger, Options, context};
use crate::fact::{Fact, Key, Value};
use crate::rule::cond::{Answer, Truth};
use crate::rule::{Join, Within};
use crate::source::FileId;
use std::cell::OnceCell;
use std::collections::HashMap;

/// What two facts have in common wherever a join holds between them.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Shelf<'f> {
    All,
    File(FileId),
    Value(&'f Value),
}

/// The facts that one join may mean.
pub struct Others<'f> {
    pub join: &'f Join,
    shelves: OnceCell<HashMap<Shelf<'f>, Vec<(&'f Fact, Answer)>>>,
}

impl<'f> Others<'f> {
    /// Nothing is looked up before the first question: most rules never ask.
    pub fn of(join: &'f Join) -> Others<'f> {
        Others { join, shelves: OnceCell::new() }
    }

    /// Facts that stand as the join wants to `fact`, with their answers, which are yes or unknown.
    pub fn to<'o>(
        &'o self,
        fact: &'f Fact,
        ledger: &Ledger<'f>,
        options: &'o Options,
    ) -> impl Iterator<Item = (&'f Fact, Answer)> + use<'f, 'o> {
        let join = self.join;
        let shelves = self.shelves.get_or_init(|| shelves(join, ledger, options));
        let near = shelf(join, fact, |(own, _)| *own).and_then(|shelf| shelves.get(&shelf));
        near.into_iter().flatten().copied().filter(move |(other, _)| {
            !std::ptr::eq(*other, fact)
                && near_enough(join, fact, other)
                && shares(join, fact, other)
                && differs(join, fact, other, options)
        })
    }
}

fn shelves<'f>(
    join: &'f Join,
    ledger: &Ledger<'f>,
    options: &Options,
) -> HashMap<Shelf<'f>, Vec<(&'f Fact, Answer)>> {
    let mut shelves: HashMap<Shelf<'f>, Vec<(&'f Fact, Answer)>> = HashMap::new();
    let facts = ledger.of(join.kind).filter(|fact| join.contexts.hold(context(fact, options)));
    for fact in facts {
        let answer = join.cond.ask(fact);
        if answer.truth != Truth::No
            && let Some(shelf) = shelf(join, fact, |(_, other)| *other)
        {
            shelves.entry(shelf).or_default().push((fact, answer));
        }
    }
    shelves
}

/// The shelf of a fact; none where it lacks what would have to be shared.
fn shelf<'f>(join: &Join, fact: &'f Fact, side: impl Fn(&(Key, Key)) -> Key) -> Option<Shelf<'f>> {
    match (join.within, join.same.first()) {
        (Within::Project, Some(pair)) => fact.value(side(pair)).map(Shelf::Value),
        (Within::Project, None) => Some(Shelf::All),
        _ => Some(Shelf::File(fact.span.file)),
    }
}

fn near_enough(join: &Join, fact: &Fact, other: &Fact) -> bool {
    match join.within {
        Within::Value => fact.span.contains(other.span) || other.span.contains(fact.span),
        Within::Function => fact.span.file == other.span.file && fact.function == other.function,
        Within::File => fact.span.file == other.span.file,
        Within::Project => true,
    }
}

fn shares(join: &Join, fact: &Fact, other: &Fact) -> bool {
    join.same.iter().all(|(own, others)| {
        let (a, b) = (fact.value(*own), other.value(*others));
        a.is_some() && a == b
    })
}

/// Whether the other fact comes first and is told apart from this one; unknown tells nothing apart.
fn differs(join: &Join, fact: &Fact, other: &Fact, options: &Options) -> bool {
    let Some(differ) = &join.differ else { return true };
    let apart = |(own, others): &(_, _)| {
        let (a, b) = (fact.value(*own), other.value(*others));
        a.is_some() && b.is_some() && a != b
    };
    let contexts = differ.context && context(fact, options) != context(other, options);
    (other.span, other.head) < (fact.span, fact.head) && (contexts || differ.keys.iter().any(apart))
}
