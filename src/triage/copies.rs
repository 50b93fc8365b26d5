//! One finding for what several equal files say.
//!
//! In: findings, sorted by place, and the texts of files. Out: of findings that say the same of the same place of
//! equal files the gravest, with the other places related. What has a fix stays, as each file has to be mended.

use crate::finding::{Finding, Label};
use crate::source::Source;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// What findings of equal files have in common.
type Likeness = ([u8; 32], String, u32, u32);

pub fn merged(findings: Vec<Finding>, source: &dyn Fn(u32) -> Option<Arc<Source>>) -> Vec<Finding> {
    let mut hashes: HashMap<u32, Option<[u8; 32]>> = HashMap::new();
    let mut first: HashMap<Likeness, usize> = HashMap::new();
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        let file = finding.span.file.0;
        let hash = *hashes.entry(file).or_insert_with(|| hash(file, source));
        let Some(hash) = hash.filter(|_| finding.fix.is_none()) else {
            out.push(finding);
            continue;
        };
        let likeness = (hash, finding.rule.clone(), finding.span.start, finding.span.end);
        match first.get(&likeness).and_then(|number| out.get_mut(*number)) {
            Some(known) => join(known, finding),
            None => {
                first.insert(likeness, out.len());
                out.push(finding);
            }
        }
    }
    out.sort_by(|a, b| (a.span, &a.rule, &a.message).cmp(&(b.span, &b.rule, &b.message)));
    out
}

fn hash(file: u32, source: &dyn Fn(u32) -> Option<Arc<Source>>) -> Option<[u8; 32]> {
    // What is read from other than text, such as keys as DER, has none to compare.
    let text = source(file).filter(|source| !source.text.is_empty());
    text.map(|source| Sha256::digest(source.text.as_bytes()).into())
}

/// The graver of two stays; the other one's place is named.
fn join(known: &mut Finding, mut other: Finding) {
    if other.severity > known.severity {
        std::mem::swap(known, &mut other);
        known.related.append(&mut other.related);
    }
    known.related.push(Label { span: other.span, text: "the same in an equal file".to_owned() });
}
