//! From reads of the environment and their uses to facts.
//!
//! In: a tree. Out: one fact for each text that stands in for a secret, one for each read of a secret, keys that stand
//! in the source, and lifetimes.
//! A variable is a secret by its name, or because a modelled call takes it as a key.

use super::abroad::Taken;
use super::bind::Tree;
use super::guard::Guards;
use super::read::{Reads, reads};
use super::row::{Use, uses};
use super::value::{Env, Read};
use super::{around, place};
use crate::fact::kinds::key;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Kind, Secret, Step, derive, role};
use crate::source::Span;
use oxc_semantic::NodeId;
use std::collections::{HashMap, HashSet};

/// Facts, and keys that stand in other files.
pub fn facts(tree: &Tree<'_, '_>) -> (Vec<Fact>, Vec<Taken>) {
    let (reads, uses) = (reads(tree), uses(tree));
    let guards = Guards::of(tree);
    let keys = keys(&uses.keys);
    let fallbacks = reads.fallbacks.iter().filter_map(|(env, node)| {
        let at = tree.span(&tree.semantic.nodes().kind(*node)).start;
        let checked = env.fallback.as_ref().is_some_and(|fallback| guards.forbid(env, fallback, at));
        let aside = checked || place::is_kept_for_developers(tree, *node);
        if aside { None } else { fallback(tree, env, *node, &keys) }
    });
    let mut facts: Vec<Fact> = fallbacks.collect();
    facts.extend(plain_reads(tree, &reads, &keys, &facts));
    facts.extend(uses.literals);
    facts.extend(uses.facts);
    (facts, uses.taken)
}

/// What reads are used for, by the place of the read.
fn keys(uses: &[Use]) -> HashMap<Span, &Use> {
    let mut by_place = HashMap::new();
    for one in uses {
        for read in &one.env.reads {
            by_place.entry(read.span).or_insert(one);
        }
    }
    by_place
}

/// A text that stands in for a secret.
fn fallback(tree: &Tree<'_, '_>, env: &Env, node: NodeId, keys: &HashMap<Span, &Use>) -> Option<Fact> {
    let literal = env.fallback.as_ref().filter(|literal| literal.is_secret())?;
    let read = env.reads.iter().find(|read| means_secret(read, keys))?;
    let mut fact = key_fact(tree, read, node, keys);
    fact.span = read.span.to(literal.span);
    fact.head = literal.span;
    let secret = Attribute::stated(Secret::new(literal.text.clone()), literal.span);
    let used = keys.get(&read.span);
    let form = literal.form.or(used.and_then(|one| one.form));
    let used = used.map(|one| Step { span: one.place, text: "used as a key here" });
    fact.set(key::secret, Attribute { trail: used.into_iter().collect(), ..secret });
    fact.set(key::origin, Attribute::stated("env-with-fallback", fact.span));
    derive::complete(&mut fact, form.unwrap_or(Encoding::Raw));
    Some(fact)
}

/// Reads of secrets that no fallback tells of.
fn plain_reads(tree: &Tree<'_, '_>, reads: &Reads, keys: &HashMap<Span, &Use>, told: &[Fact]) -> Vec<Fact> {
    let told: HashSet<Span> = told.iter().filter_map(|fact| fact.get(key::variable)?.span).collect();
    let fallbacks =
        reads.fallbacks.iter().flat_map(|(env, node)| env.reads.iter().map(move |read| (read, *node)));
    let all = reads.all.iter().map(|(read, node)| (read, *node)).chain(fallbacks);
    let mut seen = told;
    all.filter(|(read, _)| means_secret(read, keys) && seen.insert(read.span))
        .map(|(read, node)| {
            let mut fact = key_fact(tree, read, node, keys);
            fact.set(key::origin, Attribute::stated("env", read.span));
            let form = keys.get(&read.span).and_then(|one| one.form);
            derive::complete(&mut fact, form.unwrap_or(Encoding::Raw));
            fact
        })
        .collect()
}

fn means_secret(read: &Read, keys: &HashMap<Span, &Use>) -> bool {
    keys.contains_key(&read.span) || role::secret_role(&read.name).is_some()
}

/// A key by the variable that holds it.
fn key_fact(tree: &Tree<'_, '_>, read: &Read, node: NodeId, keys: &HashMap<Span, &Use>) -> Fact {
    let mut fact = match keys.get(&read.span) {
        Some(one) => one.fact.clone(),
        None => Fact::new(Kind::SecretKey, "script", read.span),
    };
    fact.span = read.span;
    fact.head = read.span;
    let mut fact = around::placed(tree, fact, node);
    fact.set(key::variable, Attribute::stated(read.name.as_str(), read.span));
    if let Some(purpose) = role::secret_role(&read.name) {
        fact.set_default(key::purpose, Attribute::inferred(purpose));
    }
    fact
}
