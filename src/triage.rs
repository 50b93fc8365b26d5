//! Which findings are reported: what a comment allows, what is below the asked confidence.

pub mod allow;
pub mod tracked;

use crate::finding::{Confidence, Finding};
use crate::source::Source;
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
    let (allowed, reported): (Vec<Finding>, Vec<Finding>) = sure.partition(|finding| {
        source(finding.span.file.0).is_some_and(|source| allow::allows(&source.text, finding))
    });
    Triaged { findings: reported, suppressed: allowed.len() }
}
