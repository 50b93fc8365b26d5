//! One fact for one thing to mend: what is logged twice in a row, and a type's secret that many functions record.
//!
//! In: facts as they were noted, with where they stand. Out: fewer facts; the others' places are steps of the one
//! that is left. It must not judge.

use crate::fact::kinds::log;
use crate::fact::{Attribute, Fact, Key, Step, Value};
use crate::source::Span;
use std::collections::BTreeSet;

/// A fact, and what it has in common with others.
pub(super) struct Noted {
    pub fact: Fact,
    /// The block that the call stands in, by its number in the function.
    pub block: usize,
    /// Members of types that an argument shows, where nothing else is shown.
    pub members: BTreeSet<Member>,
}

/// A secret member of a type of the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub place: Span,
    pub name: String,
    /// The type that holds it.
    pub of: String,
}

/// What a function's calls show: the same by several statements of one block is told once, where it is loudest.
pub(super) fn in_function(all: Vec<Noted>) -> Vec<Noted> {
    let mut kept: Vec<Noted> = Vec::new();
    for mut noted in all {
        let Some(known) = kept.iter_mut().find(|known| again(known, &noted)) else {
            kept.push(noted);
            continue;
        };
        if is_quiet(&known.fact) && !is_quiet(&noted.fact) {
            std::mem::swap(known, &mut noted);
        }
        add_step(&mut known.fact, log::what, noted.fact.head, "written here too");
    }
    kept
}

/// A parameter whose type has a secret member, recorded by several functions: one fact, at the member.
pub(super) fn in_package(all: Vec<Noted>) -> Vec<Fact> {
    let mut groups: Vec<Vec<Noted>> = Vec::new();
    for noted in all {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| same_type(first, &noted))) {
            Some(group) => group.push(noted),
            None => groups.push(vec![noted]),
        }
    }
    groups.into_iter().filter_map(told_once).collect()
}

fn told_once(group: Vec<Noted>) -> Option<Fact> {
    let mut group = group.into_iter();
    let Noted { mut fact, members, .. } = group.next()?;
    let others: Vec<Span> = group.map(|noted| noted.fact.head).collect();
    let Some(first) = members.first().filter(|_| !others.is_empty()) else { return Some(fact) };
    let own = fact.head;
    let what = fact.text(log::what).unwrap_or("token").to_owned();
    (fact.span, fact.head) = (first.place, first.place);
    fact.attributes.remove(&log::recorded);
    let names: BTreeSet<String> = members.iter().map(|member| member.name.clone()).collect();
    fact.set(log::members, Attribute::inferred(Value::Set(names)));
    fact.set(log::name, Attribute::inferred(first.of.as_str()));
    fact.set(log::form, Attribute::inferred("type"));
    fact.set(log::what, Attribute::inferred(what.as_str()).at(first.place));
    for place in [own].into_iter().chain(others) {
        add_step(&mut fact, log::what, place, "recorded by every call of this function");
    }
    fact.anchor.clone_from(&first.of);
    Some(fact)
}

fn again(known: &Noted, noted: &Noted) -> bool {
    let says = |fact: &Fact, key: Key| fact.value(key).cloned();
    known.block == noted.block
        && known.fact.context == noted.fact.context
        && !known.fact.has(log::recorded)
        && [log::what, log::name, log::form, log::members, log::recorded]
            .into_iter()
            .all(|key| says(&known.fact, key) == says(&noted.fact, key))
}

fn same_type(known: &Noted, noted: &Noted) -> bool {
    !known.members.is_empty()
        && known.members == noted.members
        && known.fact.context == noted.fact.context
        && known.fact.value(log::what) == noted.fact.value(log::what)
        && is_quiet(&known.fact) == is_quiet(&noted.fact)
}

/// Off unless somebody looks for a fault, or printed because its user asked for it.
fn is_quiet(fact: &Fact) -> bool {
    match fact.text(log::level) {
        Some("trace" | "debug") => true,
        Some("print") => fact.value(log::command_line) == Some(&Value::Bool(true)),
        _ => false,
    }
}

fn add_step(fact: &mut Fact, key: Key, span: Span, text: &'static str) {
    if let Some(attribute) = fact.attributes.get_mut(&key) {
        attribute.trail.push(Step { span, text });
    }
}
