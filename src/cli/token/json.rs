//! A token for programs: one JSON object on one line. It gets a judged token; claims go out as they are, the token's
//! own text and its signature do not. Streams are long, so that what stands in every line is written by hand.

use super::examine::Examined;
use super::{value, words};
use crate::finding::{Confidence, Finding, Severity};
use crate::jose::Form;
use crate::jose::check::{Check, Verdict, valid};
use crate::jose::decode::Part;
use serde::Serialize;

#[derive(Serialize)]
struct CheckRow<'t> {
    what: &'static str,
    verdict: &'static str,
    words: &'t str,
}

#[derive(Serialize)]
struct DefectRow {
    name: &'static str,
    offset: usize,
    message: String,
}

#[derive(Serialize)]
struct Row<'t> {
    rule: &'t str,
    severity: Severity,
    confidence: Confidence,
    message: &'t str,
    help: &'t str,
    cwe: &'t [u32],
}

/// Writes the line. Header and claims keep their numbers and duplicates, which no tree of serde does.
pub fn write(out: &mut String, token: &Examined) {
    let decoded = &token.reading.decoded;
    out.push_str("{\"line\":");
    number(out, Some(token.line));
    out.push_str(",\"header\":");
    part(out, decoded.header());
    out.push_str(",\"claims\":");
    part(out, decoded.payload.as_ref());
    traits(out, token);
    out.push_str(",\"depth\":");
    number(out, Some(token.depth));
    out.push_str(",\"valid\":");
    flag(out, valid(&token.checks));
    out.push_str(",\"checks\":");
    rows(out, token.checks.iter().map(check));
    secret(out, token);
    out.push_str(",\"sample\":");
    text(out, token.sample);
    out.push_str(",\"defects\":");
    rows(out, decoded.defects.iter().map(defect));
    out.push_str(",\"findings\":");
    out.push_str(&token.verdict.json);
    out.push_str("}\n");
}

fn part(out: &mut String, part: Option<&Part>) {
    match part {
        Some(part) => value::write(&part.json, out),
        None => out.push_str("null"),
    }
}

/// What the token is, and its dates in UTC; null where a claim is not there or holds no date.
fn traits(out: &mut String, token: &Examined) {
    let traits = &token.reading.traits;
    out.push_str(match traits.form {
        Form::Jws => ",\"form\":\"signed\"",
        Form::UnsecuredJws => ",\"form\":\"unsigned\"",
        Form::Jwe => ",\"form\":\"encrypted\"",
    });
    out.push_str(",\"algorithm\":");
    text(out, traits.header.traits.algorithm.as_deref());
    out.push_str(",\"encryption\":");
    text(out, traits.header.traits.encryption.as_deref());
    out.push_str(",\"state\":");
    text(out, token.reading.state(token.now));
    out.push_str(",\"lifetime\":");
    number(out, traits.lifetime);
    out.push_str(",\"times\":{");
    for (name, seconds) in [("\"iat\":", traits.iat), (",\"nbf\":", traits.nbf), (",\"exp\":", traits.exp)] {
        out.push_str(name);
        match seconds {
            Some(seconds) => {
                out.push('"');
                words::write_date(seconds, out);
                out.push('"');
            }
            None => out.push_str("null"),
        }
    }
    out.push_str("},\"size\":");
    number(out, Some(token.size));
    out.push_str(",\"signature\":{\"length\":");
    number(out, Some(traits.signature.length));
    out.push_str(",\"expected\":");
    number(out, traits.signature.expected);
    out.push_str(",\"checked\":");
    flag(out, Some(token.checks.first().is_some_and(|check| check.verdict != Verdict::Skipped)));
    out.push('}');
}

/// Whether the secret was guessed; null where not everything was tried. Never the secret.
fn secret(out: &mut String, token: &Examined) {
    let found = token.luck.found.as_ref();
    out.push_str(",\"secret\":{\"found\":");
    flag(out, token.luck.is_weak());
    out.push_str(",\"list\":");
    text(out, found.map(|found| found.list));
    out.push_str(",\"rank\":");
    number(out, found.and_then(|found| found.rank));
    out.push_str(",\"tried\":");
    number(out, token.luck.tried);
    out.push('}');
}

fn text(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => value::quote(text, out),
        None => out.push_str("null"),
    }
}

fn flag(out: &mut String, flag: Option<bool>) {
    out.push_str(flag.map_or("null", |flag| if flag { "true" } else { "false" }));
}

fn number(out: &mut String, number: Option<impl TryInto<i64>>) {
    match number.map(TryInto::try_into) {
        Some(Ok(number)) => words::write_number(number, out),
        Some(Err(_)) | None => out.push_str("null"),
    }
}

/// Nearly always empty.
fn rows(out: &mut String, rows: impl Iterator<Item = impl Serialize>) {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        out.push_str("[]");
    } else {
        out.push_str(&serde_json::to_string(&rows).unwrap_or_default());
    }
}

fn check(check: &Check) -> CheckRow<'_> {
    let verdict = match check.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Skipped => "not-checked",
    };
    CheckRow { what: check.what, verdict, words: &check.words }
}

fn defect(defect: &crate::jose::Defect) -> DefectRow {
    DefectRow { name: defect.problem.name(), offset: defect.range.start, message: defect.message() }
}

/// Findings as a JSON list.
pub fn findings(findings: &[Finding]) -> String {
    let rows: Vec<Row<'_>> = findings.iter().map(row).collect();
    serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned())
}

fn row(finding: &Finding) -> Row<'_> {
    Row {
        rule: &finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: &finding.message,
        help: &finding.help,
        cwe: &finding.cwe,
    }
}
