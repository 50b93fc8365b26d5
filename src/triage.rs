//! Which findings are reported: what a comment allows, what is below the asked confidence.

pub mod allow;
pub mod tracked;

use crate::finding::{Confidence, Finding};
use crate::source::Source;
use std::collections::HashMap;
use std::sync::Arc;

/// Findings to report, and how many were allowed by comments.
pub struct Triaged {
    pub findings: Vec<Finding>,
    pub suppressed: usize,
}

/// Applies confidence and allow comments. `source` gives a finding's file.
pub fn triage(
    findings: Vec<Finding>,
    min_confidence: Confidence,
    source: &dyn Fn(u32) -> Option<Arc<Source>>,
) -> Triaged {
    let sure = findings.into_iter().filter(|finding| finding.confidence >= min_confidence);
    // Whether a file allows anything is asked once: most do not, and it takes a look at the whole text.
    let mut marked: HashMap<u32, bool> = HashMap::new();
    let (allowed, reported): (Vec<Finding>, Vec<Finding>) = sure.partition(|finding| {
        let file = finding.span.file.0;
        source(file).is_some_and(|source| {
            *marked.entry(file).or_insert_with(|| allow::is_marked(&source.text))
                && allow::allows(&source.text, finding)
        })
    });
    Triaged { findings: reported, suppressed: allowed.len() }
}
