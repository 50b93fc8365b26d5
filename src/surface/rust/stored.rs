//! Tokens that a program gives out and keeps as they are, and passwords that it keeps as they are typed.
//!
//! In: a crate's items, and the facts about tokens that it signs. Out: `token-store` facts, for columns whose value is
//! seen all the way from where it is drawn or signed, and facts about columns of passwords. Names and calls are enough.
//! It must not judge.

mod calls;
mod origin;
mod passwords;
mod sinks;
mod sql;

use super::index::Crate;
use super::start;
use crate::fact::kinds::token_store;
use crate::fact::{Attribute, Fact, Kind, role};
pub(super) use calls::Calls;
use origin::{Origin, Trace};
use sinks::Sink;

/// Adds a fact for each column that gets a token in clear, or meets a password in clear.
pub fn complete(facts: &mut Vec<Fact>, krate: &Crate) {
    let places = krate.own().flat_map(|(file, items)| {
        let functions = items.functions.iter().enumerate();
        functions.flat_map(move |(number, function)| {
            sinks::of(items, function).into_iter().map(move |sink| ((file, number), sink))
        })
    });
    let places: Vec<_> = places.collect();
    // Fields of records are followed by their values.
    let told: Vec<_> =
        facts.iter().filter(|fact| fact.kind == Kind::PasswordStore).map(|fact| fact.span).collect();
    let passwords =
        places.iter().filter(|(_, sink)| !told.iter().any(|place| place.contains(sink.value.span)));
    let hashed = facts.iter().any(|fact| fact.kind == Kind::PasswordHash);
    let passwords = passwords.filter_map(|(at, sink)| passwords::fact(krate, *at, sink, hashed));
    facts.extend(passwords.collect::<Vec<_>>());
    let written = |sink: &Sink<'_>| !sink.selects && role::is_kept_token(&sink.column);
    let places: Vec<_> = places.into_iter().filter(|(_, sink)| written(sink)).collect();
    if places.is_empty() {
        return;
    }
    let issues = facts.iter().filter(|fact| fact.kind == Kind::TokenIssue);
    let (signing, signed) = issues.map(|fact| (fact.function.clone(), fact.head)).unzip();
    let trace = Trace { krate, calls: Calls::of(krate), signing, signed };
    for (at, sink) in places {
        let place = sink.value.span;
        let mut fact = start::in_function(krate, at.0, krate.function_at(at), Kind::TokenStore, place);
        let elsewhere = fact.context.is_aside() || role::is_about_other_tokens(&fact.function);
        if elsewhere || trace.of(at, sink.value) != Origin::Given {
            continue;
        }
        fact.set(token_store::name, Attribute::inferred(sink.column.as_str()).at(place));
        fact.set(token_store::in_clear, Attribute::inferred(true).at(place));
        facts.push(fact);
    }
}

/// Whether a file may put a token or a password into a store: asked of text, before it is worth a parse.
pub fn may_store_a_secret(text: &[u8]) -> bool {
    const STATEMENTS: [&[u8]; 6] =
        [b"INSERT INTO", b"insert into", b"UPDATE ", b"\"update ", b"SELECT ", b"\"select "];
    const RUNS: [&[u8]; 3] = [b"query", b".execute(", b".exec("];
    const BUILDERS: [&[u8]; 4] = [b"ActiveModel", b"insert_into", b"set_ex", b"diesel::"];
    let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
    let any = |words: &[&[u8]]| words.iter().any(|word| has(word));
    any(&[b"token", b"api_key", b"password"]) && (any(&BUILDERS) || any(&RUNS) && any(&STATEMENTS))
}
