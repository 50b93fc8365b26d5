//! A token for programs: one JSON object on one line. It gets a judged token; claims go out as they are, the token's
//! own text and its signature do not.

use super::examine::Examined;
use super::guess::Luck;
use super::{value, words};
use crate::fact::kinds::token;
use crate::finding::{Confidence, Severity};
use crate::jose::Form;
use crate::jose::check::{Check, Verdict, valid};
use serde::Serialize;
use std::io::{Result, Write};

#[derive(Serialize)]
struct Rest<'t> {
    form: &'static str,
    algorithm: Option<&'t str>,
    encryption: Option<&'t str>,
    state: Option<&'t str>,
    lifetime: Option<i64>,
    times: Times,
    size: usize,
    signature: Signature,
    /// How many tokens it lies in.
    depth: usize,
    /// Whether all checks passed; nothing where no key was given.
    valid: Option<bool>,
    checks: Vec<CheckRow<'t>>,
    secret: Secret,
    sample: Option<&'static str>,
    defects: Vec<DefectRow>,
    findings: Vec<Row<'t>>,
}

/// Dates in UTC; nothing where a claim is not there or holds no date.
#[derive(Serialize)]
struct Times {
    iat: Option<String>,
    nbf: Option<String>,
    exp: Option<String>,
}

#[derive(Serialize)]
struct Signature {
    length: usize,
    expected: Option<usize>,
    checked: bool,
}

#[derive(Serialize)]
struct CheckRow<'t> {
    what: &'static str,
    verdict: &'static str,
    words: &'t str,
}

/// Whether the secret was guessed; nothing where not everything was tried. Never the secret.
#[derive(Serialize)]
struct Secret {
    found: Option<bool>,
    list: Option<&'static str>,
    rank: Option<u64>,
    tried: Option<u64>,
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

/// Writes the line. Header and claims are spliced in, because no tree of serde keeps their numbers and duplicates.
pub fn write(out: &mut impl Write, token: &Examined) -> Result<()> {
    let decoded = &token.reading.decoded;
    let header = decoded.header.as_ref().map_or("null".to_owned(), |part| value::text(&part.json));
    let claims = decoded.payload.as_ref().map_or("null".to_owned(), |part| value::text(&part.json));
    let rest = serde_json::to_string(&rest(token)).map_err(std::io::Error::from)?;
    let rest = rest.get(1..).unwrap_or("}");
    writeln!(out, "{{\"line\":{},\"header\":{header},\"claims\":{claims},{rest}", token.line)
}

fn rest<'t>(examined: &'t Examined) -> Rest<'t> {
    let traits = &examined.reading.traits;
    let date = |seconds: Option<i64>| seconds.map(words::date);
    Rest {
        form: match traits.form {
            Form::Jws => "signed",
            Form::UnsecuredJws => "unsigned",
            Form::Jwe => "encrypted",
        },
        algorithm: traits.algorithm.as_deref(),
        encryption: traits.encryption.as_deref(),
        state: examined.fact.text(token::state),
        lifetime: traits.lifetime,
        times: Times { iat: date(traits.iat), nbf: date(traits.nbf), exp: date(traits.exp) },
        size: examined.size,
        signature: Signature {
            length: traits.signature.length,
            expected: traits.signature.expected,
            checked: examined.checks.first().is_some_and(|check| check.verdict != Verdict::Skipped),
        },
        depth: examined.depth,
        valid: valid(&examined.checks),
        checks: examined.checks.iter().map(check_row).collect(),
        secret: secret(&examined.luck),
        sample: examined.sample,
        defects: defects(examined),
        findings: findings(examined),
    }
}

fn check_row(check: &Check) -> CheckRow<'_> {
    let verdict = match check.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Skipped => "not-checked",
    };
    CheckRow { what: check.what, verdict, words: &check.words }
}

fn secret(luck: &Luck) -> Secret {
    let found = luck.found.as_ref();
    Secret {
        found: luck.is_weak(),
        list: found.map(|found| found.list),
        rank: found.and_then(|found| found.rank),
        tried: luck.tried,
    }
}

fn defects(examined: &Examined) -> Vec<DefectRow> {
    let row = |defect: &crate::jose::Defect| DefectRow {
        name: defect.problem.name(),
        offset: defect.range.start,
        message: defect.message(),
    };
    examined.reading.decoded.defects.iter().map(row).collect()
}

fn findings<'t>(examined: &'t Examined) -> Vec<Row<'t>> {
    let row = |finding: &'t crate::finding::Finding| Row {
        rule: &finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: &finding.message,
        help: &finding.help,
        cwe: &finding.cwe,
    };
    examined.findings.iter().map(row).collect()
}
