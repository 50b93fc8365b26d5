//! What one cause makes a rule say more than once: told once.
//!
//! In: the hits of one rule, or all findings, with the paths of their files. Out: fewer of them. A weak hash or a
//! literal key is mended where it is stored or signed with; what checks with the same is a related place of that. It
//! must not judge by itself: which attributes have to be shared, and which rules say enough, is data of the rules.

use super::Hit;
use crate::fact::{Context, Value, role};
use crate::finding::Finding;
use crate::rule::Rules;
use std::collections::{HashMap, HashSet};

/// Package, context and shared values of a hit.
type Cause<'f> = (String, Context, Vec<&'f Value>);

/// Hits in functions that check are told with the first hit that does not, of the same package and the same values.
pub fn folded<'f>(hits: Vec<Hit<'f>>, paths: &dyn Fn(u32) -> String) -> Vec<Hit<'f>> {
    if hits.len() < 2 || hits.first().is_none_or(|hit| hit.rule.folds.is_empty()) {
        return hits;
    }
    let (checking, mut kept): (Vec<_>, Vec<_>) =
        hits.into_iter().partition(|hit| role::checks_what_came(&hit.fact.function));
    let mut first: HashMap<Cause<'f>, usize> = HashMap::new();
    for (at, hit) in kept.iter().enumerate() {
        if let Some(cause) = cause(hit, paths) {
            first.entry(cause).or_insert(at);
        }
    }
    for hit in checking {
        let found = cause(&hit, paths).and_then(|cause| first.get(&cause).copied());
        match found.and_then(|at| kept.get_mut(at)) {
            Some(other) => other.beside.push(hit.fact),
            None => kept.push(hit),
        }
    }
    kept
}

/// Nothing where one of the values is not known, or the rule's other kinds of facts lack it.
fn cause<'f>(hit: &Hit<'f>, paths: &dyn Fn(u32) -> String) -> Option<Cause<'f>> {
    let keys = hit.rule.folds.iter().map(|name| hit.fact.kind.key(name));
    let values = keys.map(|key| hit.fact.value(key?)).collect::<Option<Vec<&Value>>>()?;
    Some((package(&paths(hit.fact.span.file.0)), hit.fact.context, values))
}

/// Drops findings of rules that have nothing to add where another one has found something in the same package.
pub fn spoken_for(findings: Vec<Finding>, rules: &Rules, paths: &dyn Fn(u32) -> String) -> Vec<Finding> {
    let quiet =
        |finding: &Finding| rules.get(&finding.rule).is_some_and(|rule| !rule.silent_beside.is_empty());
    if !findings.iter().any(quiet) {
        return findings;
    }
    let place = |finding: &Finding| package(&paths(finding.span.file.0));
    let said: HashSet<(String, String)> =
        findings.iter().map(|finding| (finding.rule.clone(), place(finding))).collect();
    let heard = |finding: &Finding| {
        let better = rules.get(&finding.rule).into_iter().flat_map(|rule| &rule.silent_beside);
        better.into_iter().any(|better| said.contains(&(better.clone(), place(finding))))
    };
    findings.into_iter().filter(|finding| !heard(finding)).collect()
}

/// The folder of a file's package, as far as its path tells: what lies above its last `src`.
fn package(path: &str) -> String {
    let folders: Vec<&str> = path.split('/').collect();
    let above = folders.iter().rposition(|name| *name == "src").unwrap_or(folders.len() - 1);
    folders[..above].join("/")
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn a_package_ends_where_its_sources_begin() {
        assert_eq!(package("crates/web/src/auth/login.rs"), "crates/web");
        assert_eq!(package("src/main.rs"), "");
        assert_eq!(package("app/login.rs"), "app");
        assert_eq!(package(""), "");
    }
}
