//! Session identifiers over all captures of a project: one recording holds one session mostly, and only several show
//! that identifiers count up or are short.
//!
//! In: facts of cookies, and the values that captures hold. Out: the attributes that the values show together, at the
//! first place of each cookie. It keeps no value.

use super::scan::Scan;
use crate::fact::kinds::cookie;
use crate::fact::{Fact, Kind, Step};
use crate::source::FileId;
use crate::surface::Identifier;
use crate::surface::http::values::Series;
use std::collections::{BTreeMap, BTreeSet};

/// Other captures that a finding names.
const MOST_PLACES: usize = 4;

/// Judges cookies that stand in more than one file.
pub fn judge(scan: &mut Scan) {
    let mut cookies: BTreeMap<String, (Series, BTreeSet<FileId>)> = BTreeMap::new();
    let mut identifiers = std::mem::take(&mut scan.identifiers);
    identifiers.sort_by_key(|(file, _)| *file);
    for (file, Identifier { cookie, value }) in identifiers {
        let (series, files) = cookies.entry(cookie).or_default();
        series.add(value.expose());
        files.insert(file);
    }
    cookies.retain(|_, (_, files)| files.len() > 1);
    for (anchor, (series, _)) in cookies {
        let of_it =
            |fact: &Fact| fact.kind == Kind::Cookie && fact.surface == "http" && fact.anchor == anchor;
        let mut places: Vec<usize> = (0..scan.facts.len()).filter(|at| of_it(&scan.facts[*at])).collect();
        places.sort_by_key(|at| scan.facts[*at].span);
        // What one capture shows on its own was said there.
        if places.iter().any(|at| scan.facts[*at].has(cookie::sequential)) {
            continue;
        }
        let others: Vec<Step> =
            places.iter().skip(1).take(MOST_PLACES).map(|at| step(&scan.facts[*at])).collect();
        if let Some(fact) = places.first().and_then(|at| scan.facts.get_mut(*at)) {
            series.sorted().judge(fact);
            trace(fact, &others);
        }
    }
}

fn step(fact: &Fact) -> Step {
    Step { span: fact.head, text: "another one was seen here" }
}

fn trace(fact: &mut Fact, others: &[Step]) {
    for key in [cookie::sequential, cookie::id_bits] {
        if let Some(attribute) = fact.attributes.get_mut(&key) {
            attribute.trail.extend_from_slice(others);
        }
    }
}
