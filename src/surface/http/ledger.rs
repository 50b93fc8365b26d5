//! What a capture says, one exchange after the other: facts that are there at once, and what only several exchanges
//! show. Of an exchange it keeps what may still become a fact, so that a recording may have any length.
//!
//! In: exchanges with the text that they stand in. Out: facts with places of the file, and values of session cookies.

use super::cookies::{self, Set};
use super::flows::Flows;
use super::hidden::Hidden;
use super::misuse::Misuse;
use super::policies::Policies;
use super::values::{LONGEST_IDENTIFIER, Series};
use super::{Met, dealings, links, metadata, queries};
use crate::fact::kinds::cookie;
use crate::fact::{Fact, Secret, Value, role};
use crate::source::Source;
use crate::surface::Identifier;
use std::collections::{HashMap, HashSet};

/// Different values of one cookie that are kept for a comparison with other captures.
const MOST_VALUES: usize = 64;

#[derive(Default)]
pub struct Ledger {
    /// Seconds since 1970.
    now: i64,
    cookies: Vec<Fact>,
    others: Vec<Fact>,
    /// What was said of cookies.
    baked: HashSet<(String, Vec<String>)>,
    /// What was said of hosts.
    dealt: HashSet<(String, String)>,
    /// Facts that count once for their anchor.
    anchors: HashSet<(&'static str, String)>,
    series: HashMap<String, Series>,
    values: HashMap<String, HashSet<String>>,
    pub identifiers: Vec<Identifier>,
    policies: Policies,
    flows: Flows,
    misuse: Misuse,
    hidden: Hidden,
}

impl Ledger {
    pub fn new(now: i64) -> Ledger {
        Ledger { now, ..Ledger::default() }
    }

    /// Reads an exchange of `source`, whose text starts at the byte `base` of the file.
    pub fn add(&mut self, source: &Source, base: usize, met: &Met<'_>) {
        let set = cookies::set(source, met.exchange, &met.host);
        let dealing = dealings::fact(source, met, &set);
        let of_links = links::route(source, met, &set).into_iter().chain(links::onward(source, met));
        let linked: Vec<Fact> = of_links.chain(self.misuse.fact(source, met)).collect();
        self.bake(source, base, met, set);
        if let Some(fact) = dealing {
            let new = self.dealt.insert(dealings::said(&fact));
            self.keep(new, fact, base);
        }
        let of_queries = queries::facts(source, met).into_iter();
        let once = of_queries.chain(metadata::fact(source, met)).chain(linked);
        for fact in once {
            let new = self.anchors.insert((fact.kind.name(), fact.anchor.clone()));
            self.keep(new, fact, base);
        }
        self.policies.add(source, base, met);
        self.flows.add(source, base, met);
        for fact in self.hidden.facts(source, met.exchange, self.now) {
            self.keep(true, fact, base);
        }
    }

    fn keep(&mut self, new: bool, mut fact: Fact, base: usize) {
        if new {
            fact.shift(base);
            self.others.push(fact);
        }
    }

    /// Cookies that the answer sets, each once.
    fn bake(&mut self, source: &Source, base: usize, met: &Met<'_>, set: Vec<Set>) {
        let mut facts = Vec::with_capacity(set.len());
        for Set { fact, value } in set {
            if fact.value(cookie::removal) == Some(&Value::Bool(false)) && !cookies::is_blacked_out(&value) {
                self.series.entry(fact.anchor.clone()).or_default().add(&value);
                self.identify(&fact, &value);
            }
            facts.push(fact);
        }
        let listed = met.exchange.listed.iter();
        facts.extend(listed.filter_map(|cookie| cookies::stored(source, cookie, &met.host, self.now)));
        for mut fact in facts {
            if self.baked.insert(said(&fact)) {
                fact.shift(base);
                self.cookies.push(fact);
            }
        }
    }

    /// Keeps what is compared over all captures; other cookies than those of sessions count nothing.
    pub fn identify(&mut self, fact: &Fact, value: &str) {
        let opens = fact.text(cookie::role).is_some_and(role::opens);
        if !opens || value.len() > LONGEST_IDENTIFIER || cookies::is_blacked_out(value) {
            return;
        }
        let known = self.values.entry(fact.anchor.clone()).or_default();
        if known.len() < MOST_VALUES && known.insert(value.to_owned()) {
            self.identifiers.push(Identifier { cookie: fact.anchor.clone(), value: Secret::new(value) });
        }
    }

    /// How much of what was read may show in a report.
    pub fn kept(&self) -> usize {
        self.cookies.len() + self.others.len() + self.policies.kept() + self.flows.kept()
    }

    /// All facts, now that nothing comes any more.
    pub fn finish(mut self) -> (Vec<Fact>, Vec<Identifier>) {
        for fact in &mut self.cookies {
            if let Some(series) = self.series.remove(&fact.anchor) {
                series.judge(fact);
            }
        }
        let mut facts = self.cookies;
        facts.extend(self.others);
        facts.extend(self.policies.finish());
        facts.extend(self.flows.finish());
        (facts, self.identifiers)
    }
}

/// A server sets the same cookie with each answer; values and lifetimes of each make no difference.
fn said(fact: &Fact) -> (String, Vec<String>) {
    let passing = [cookie::lifetime, cookie::size, cookie::readable, cookie::rights];
    let known = fact.attributes.iter().filter(|(key, _)| !passing.contains(key));
    let said = known.map(|(key, one)| format!("{}={}", key.name(), one.value)).collect();
    (fact.anchor.clone(), said)
}
