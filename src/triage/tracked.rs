//! What a finding says about git: whether everyone with the repository has the file that it is about.
//!
//! In: findings, and which files are known to be tracked or not. Out: longer messages, and less weight for what
//! has not left this machine. An unknown file changes nothing.

use crate::finding::{Finding, Tracking};
use std::collections::HashMap;

const TRACKED: &str = "tracked by git, so everyone with the repository has it";
const UNTRACKED: &str = "not tracked by git";

pub fn say(findings: &mut [Finding], tracked: &HashMap<u32, bool>) {
    for finding in findings.iter_mut().filter(|finding| finding.tracking != Tracking::Silent) {
        let Some(tracked) = tracked.get(&finding.span.file.0) else { continue };
        let said = if *tracked { TRACKED } else { UNTRACKED };
        finding.message = format!("{} ({said})", finding.message);
        if !tracked && finding.tracking == Tracking::Counts {
            finding.severity = finding.severity.lower();
        }
    }
}
