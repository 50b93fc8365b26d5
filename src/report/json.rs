//! The JSON report: a stable contract, described by `docs/report.schema.json`.

use super::Report;
use crate::fact::Context;
use crate::finding::{Confidence, Finding, Label, Problem, Safety, Severity};
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    findings: Vec<Row<'r>>,
    suppressed: usize,
    problems: Vec<ProblemRow<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Row<'r> {
    rule: &'r str,
    severity: Severity,
    confidence: Confidence,
    message: &'r str,
    help: &'r str,
    path: &'r str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    cwe: &'r [u32],
    fingerprint: &'r str,
    context: Context,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixRow<'r>>,
    related: Vec<Related<'r>>,
}

#[derive(Serialize)]
struct FixRow<'r> {
    safety: Safety,
    edits: Vec<EditRow<'r>>,
}

#[derive(Serialize)]
struct EditRow<'r> {
    path: &'r str,
    start: usize,
    end: usize,
    text: &'r str,
}

#[derive(Serialize)]
struct Related<'r> {
    path: &'r str,
    line: u32,
    column: u32,
    message: &'r str,
}

#[derive(Serialize)]
struct ProblemRow<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    message: &'r str,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    parsed: usize,
    binary: usize,
    facts: usize,
    seconds: f64,
}

/// Writes the report as one JSON document.
///
/// # Errors
/// Errors of the writer.
pub fn write(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    let document = Document {
        version: 1,
        findings: report.findings.iter().map(|finding| row(report, finding)).collect(),
        suppressed: report.suppressed,
        problems: problems(report),
        summary: Summary {
            files: report.stats.files,
            parsed: report.stats.parsed,
            binary: report.stats.binary,
            facts: report.stats.facts,
            seconds: (report.seconds * 1_000.0).round() / 1_000.0,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn row<'r>(report: &'r Report, finding: &'r Finding) -> Row<'r> {
    let (start, end) = report.places(finding.span);
    Row {
        rule: &finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: &finding.message,
        help: &finding.help,
        path: report.path(finding.span),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        cwe: &finding.cwe,
        fingerprint: &finding.fingerprint,
        context: finding.context,
        fix: fix(report, finding),
        related: related(report, finding),
    }
}

fn fix<'r>(report: &'r Report, finding: &'r Finding) -> Option<FixRow<'r>> {
    let fix = finding.fix.as_ref()?;
    let edit = |edit: &'r crate::finding::Edit| {
        let page = report.page(edit.span)?;
        Some(EditRow {
            path: &page.source.path,
            start: page.source.disk_offset(edit.span.start as usize),
            end: page.source.disk_offset(edit.span.end as usize),
            text: &edit.text,
        })
    };
    let edits: Option<Vec<EditRow<'r>>> = fix.edits.iter().map(edit).collect();
    Some(FixRow { safety: fix.safety, edits: edits? })
}

/// Labels beside the primary place, and related places.
fn related<'r>(report: &'r Report, finding: &'r Finding) -> Vec<Related<'r>> {
    let labels = finding.labels.iter().filter(|label| label.span != finding.span && !label.text.is_empty());
    let one = |label: &'r Label| {
        let (start, _) = report.places(label.span);
        Related {
            path: report.path(label.span),
            line: start.line,
            column: start.column,
            message: &label.text,
        }
    };
    labels.chain(&finding.related).map(one).collect()
}

fn problems(report: &Report) -> Vec<ProblemRow<'_>> {
    let one = |problem: &'_ Problem| {
        let place = report.problem_place(problem);
        (place.map(|place| place.line), place.map(|place| place.column))
    };
    let row = |problem| {
        let (line, column) = one(problem);
        ProblemRow { path: &problem.path, line, column, message: &problem.message }
    };
    report.problems.iter().map(row).collect()
}
