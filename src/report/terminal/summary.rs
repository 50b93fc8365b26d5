//! What stands under the findings: problems, and one line that sums up.

use super::paint::{Ink, Tone};
use super::visible::visible_text;
use crate::finding::{Problem, Safety, Severity};
use crate::report::Report;
use std::io::{Result, Write};

/// Problems that are listed one by one.
const MOST_PROBLEMS: usize = 20;

/// One line for each problem.
pub fn problems(report: &Report, ink: Ink, out: &mut dyn Write) -> Result<()> {
    for problem in report.problems.iter().take(MOST_PROBLEMS) {
        writeln!(out, "{}", ink.paint(Tone::Quiet, &problem_line(report, problem)))?;
    }
    if report.problems.len() > MOST_PROBLEMS {
        let more = report.problems.len() - MOST_PROBLEMS;
        let line = format!("and {more} more problems; `--format json` lists them all");
        writeln!(out, "{}", ink.paint(Tone::Quiet, &line))?;
    }
    if report.problems.is_empty() { Ok(()) } else { writeln!(out) }
}

fn problem_line(report: &Report, problem: &Problem) -> String {
    let place = report.problem_place(problem).map(|place| format!(":{}:{}", place.line, place.column));
    let separator = if problem.path.is_empty() { "" } else { ": " };
    let line = format!("{}{}{separator}{}", problem.path, place.unwrap_or_default(), problem.message);
    visible_text(&line)
}

/// `3 errors, 1 note in 120 files (14 parsed), 2 suppressed; 3 fixable with --fix`
pub fn last_line(report: &Report, ink: Ink, out: &mut dyn Write) -> Result<()> {
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| ink.paint(Tone::of(severity), &counted(count, severity.name())))
        .collect();
    let found = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    let files = counted(report.stats.files, "file");
    let parsed = if counts.is_empty() { String::new() } else { format!(" ({} parsed)", report.stats.parsed) };
    let binary = binary(report);
    writeln!(out, "{found} in {files}{parsed}{binary}{}{}", suppressed(report), fixable(report))
}

/// Files that were passed over because their content is no text.
fn binary(report: &Report) -> String {
    if report.stats.binary == 0 { String::new() } else { format!(", {} of them binary", report.stats.binary) }
}

fn suppressed(report: &Report) -> String {
    if report.suppressed == 0 { String::new() } else { format!(", {} suppressed", report.suppressed) }
}

fn fixable(report: &Report) -> String {
    let with = |safety: Safety| {
        let fixes = report.findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    match (with(Safety::Safe), with(Safety::Unsafe)) {
        (0, 0) => String::new(),
        (safe, 0) => format!("; {safe} fixable with --fix"),
        (0, risky) => format!("; {risky} fixable with --fix --unsafe-fixes"),
        (safe, risky) => format!("; {safe} fixable with --fix, {risky} more with --unsafe-fixes"),
    }
}

/// `1 file`, `2 files`
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
