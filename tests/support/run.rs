//! Runs the library in-process: one set of rules and models for all tests of a binary, and requests
//! that differ from a user's only where a test must not depend on the clock or the machine.

#![allow(dead_code)] // each test file uses its own part of this one

use authlint::finding::{Confidence, Finding};
use authlint::knowledge::{self, Knowledge};
use authlint::report::Report;
use authlint::rule::Rules;
use authlint::{Progress, Request, Scanned, judge, walk};
use std::path::Path;
use std::sync::LazyLock;

/// The clock of every test: 2027-01-15, in seconds since the epoch.
pub const NOW: i64 = 1_800_000_000;

static EMBEDDED: LazyLock<Knowledge> = LazyLock::new(|| match knowledge::load(&[], |_| Vec::new()) {
    Ok(knowledge) => knowledge,
    Err(mistakes) => {
        let line = |one: &authlint::mistake::Mistake| {
            let line = one.text[..one.span.start.min(one.text.len())].matches('\n').count() + 1;
            format!("{}:{line}: {} {}", one.path, one.message, one.help.as_deref().unwrap_or(""))
        };
        panic!("rules or models do not load:\n{}", mistakes.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
});

/// The embedded rules and models.
pub fn knowledge() -> &'static Knowledge {
    &EMBEDDED
}

/// The same, where no rule yields to another: what is hidden behind a finding shows as well.
pub fn knowledge_without_yielding() -> &'static Knowledge {
    static PLAIN: LazyLock<Knowledge> = LazyLock::new(|| {
        let mut rules = Rules { all: EMBEDDED.rules.all.clone() };
        rules.all.iter_mut().for_each(|rule| rule.yields_to.clear());
        Knowledge { policy: EMBEDDED.policy.clone(), rules, models: EMBEDDED.models.clone() }
    });
    &PLAIN
}

/// A request with the defaults of the command line, except that all contexts are judged.
pub fn request(path: &Path) -> Request {
    Request {
        paths: vec![path.to_path_buf()],
        walk: walk::Options { no_ignore: false, follow: false, threads: 1, exclude: Vec::new() },
        judge: judge::Options { all_contexts: true, ..judge::Options::default() },
        min_confidence: Confidence::Medium,
        max_filesize: 16 * 1024 * 1024,
        now: NOW,
    }
}

/// A request that runs one rule only.
pub fn only(path: &Path, rule: &str) -> Request {
    let mut request = request(path);
    request.judge.select = vec![rule.to_owned()];
    request
}

/// A request that runs every rule, the pedantic ones too.
pub fn everything(path: &Path) -> Request {
    let mut request = request(path);
    request.judge.pedantic = true;
    request
}

pub fn check(request: &Request) -> (Report, Scanned) {
    authlint::check(request, knowledge(), &Progress::default())
}

/// `path:line`, with the message.
pub fn shown(report: &Report, finding: &Finding) -> String {
    let (path, line) = place(report, finding);
    format!("{path}:{line}: {} ({})", finding.message, finding.rule)
}

/// Path and 1-based line of a finding's start.
pub fn place(report: &Report, finding: &Finding) -> (String, u32) {
    (report.path(finding.span).to_owned(), report.places(finding.span).0.line)
}

/// Fails with everything that went wrong, so that one run shows all.
pub fn none(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} failures:\n\n{}\n", failures.len(), failures.join("\n\n"));
}
