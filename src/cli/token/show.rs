//! A token for people: what it is, its header and claims with dates in words, what departs from the standards, and
//! the findings with reason and help. It gets a judged token and writes text; it decides nothing.

use super::examine::Examined;
use super::{value, words};
use crate::fact::value::duration_words;
use crate::finding::{Finding, Severity};
use crate::jose::Form;
use crate::jose::check::{Verdict, valid};
use crate::jose::decode::Part;
use crate::jose::json::{Json, shown};
use crate::jose::time::{DATE_CLAIMS, Date, date};
use crate::rule::Rules;
use std::io::{Result, Write};

/// How it is written.
pub struct Style<'r> {
    pub color: bool,
    /// Which token of the input this is, from 1.
    pub number: usize,
    pub rules: &'r Rules,
}

pub fn write(out: &mut impl Write, token: &Examined, style: &Style<'_>) -> Result<()> {
    if style.number > 1 {
        let place = if token.depth > 0 { "within the token before" } else { "" };
        let place = if place.is_empty() { format!("line {}", token.line) } else { place.to_owned() };
        writeln!(out, "\n{}", style.bold(&format!("token {}, {place}", style.number)))?;
    }
    writeln!(out, "{}, {} bytes", style.bold(&kind(token)), token.size)?;
    if let Some(name) = token.sample {
        writeln!(out, "a published sample: {name}")?;
    }
    part(out, "header", token.reading.decoded.header(), token.now, style)?;
    payload(out, token, style)?;
    summary(out, token)?;
    checks(out, token, style)?;
    defects(out, token, style)?;
    for finding in &token.verdict.findings {
        write_finding(out, finding, style)?;
    }
    if token.verdict.findings.is_empty() {
        writeln!(out, "\nno findings")?;
    }
    Ok(())
}

/// Families of algorithms by how their names begin (RFC 7518 sections 3.1 and 4.1, RFC 8037).
const FAMILIES: [(&str, &str); 12] = [
    ("HS", "HMAC with a shared secret"),
    ("RS", "RSA with PKCS #1 v1.5"),
    ("PS", "RSA-PSS"),
    ("ES", "ECDSA"),
    ("Ed", "EdDSA"),
    ("ML-DSA", "ML-DSA"),
    ("RSA", "RSA encryption"),
    ("ECDH-ES", "Diffie-Hellman with an elliptic curve"),
    ("A", "AES key wrapping"),
    ("dir", "a shared key, directly"),
    ("PBES2", "a password"),
    ("none", "nothing"),
];

fn kind(token: &Examined) -> String {
    let traits = &token.reading.traits;
    let algorithm = traits.header.traits.algorithm.as_deref().unwrap_or("no algorithm");
    let family = FAMILIES
        .iter()
        .filter(|(start, _)| algorithm.starts_with(start))
        .max_by_key(|(start, _)| start.len())
        .map(|(_, family)| format!(" ({family})"))
        .unwrap_or_default();
    match traits.form {
        Form::Jws => format!("signed token, {algorithm}{family}"),
        Form::UnsecuredJws => format!("unsigned token, alg {algorithm}"),
        Form::Jwe => {
            let cipher = traits.header.traits.encryption.as_deref().unwrap_or("no cipher");
            format!("encrypted token, {algorithm}{family}, {cipher}")
        }
    }
}

fn part(out: &mut impl Write, title: &str, part: Option<&Part>, now: i64, style: &Style<'_>) -> Result<()> {
    let Some(part) = part else { return Ok(()) };
    writeln!(out, "\n{}", style.bold(title))?;
    let members = part.json.members();
    let width = members.iter().map(|member| shown(&member.name).chars().count()).max().unwrap_or(0);
    for member in members {
        let name = shown(&member.name);
        let words = date_words(&member.name, &member.value, now);
        writeln!(out, "  {name:<width$}  {}{words}", cut(value::text(&member.value)))?;
    }
    if !part.json.is_object() {
        writeln!(out, "  {}", cut(value::text(&part.json)))?;
    }
    Ok(())
}

/// Longer values are cut on the terminal; `--json` has all of them.
const LONGEST: usize = 400;

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => {
            let more = text.get(at..).unwrap_or_default().chars().count();
            format!("{}… ({more} more characters)", text.get(..at).unwrap_or_default())
        }
        None => text,
    }
}

/// Claims besides those of RFC 7519 that hold a date (OpenID Connect Core 2, OpenID Connect Core 5.1).
const MORE_DATES: [&str; 2] = ["auth_time", "updated_at"];

fn date_words(name: &str, json: &Json, now: i64) -> String {
    if !DATE_CLAIMS.contains(&name) && !MORE_DATES.contains(&name) {
        return String::new();
    }
    match date(json) {
        Date::Seconds(at) => format!("  {}, {}", words::date(at), words::distance(now, at)),
        Date::Milliseconds { .. } => {
            let at = json.number().map_or(0, |number| (number / 1_000.0) as i64);
            format!("  milliseconds: {}", words::date(at))
        }
        Date::Beyond | Date::Negative | Date::NotANumber => "  not a date".to_owned(),
    }
}

fn payload(out: &mut impl Write, token: &Examined, style: &Style<'_>) -> Result<()> {
    let decoded = &token.reading.decoded;
    if decoded.payload.is_some() {
        return part(out, "claims", decoded.payload.as_ref(), token.now, style);
    }
    let reason = match () {
        () if decoded.form == Form::Jwe => "encrypted: without the key, only the header can be read",
        () if decoded.detached => "detached: it travels elsewhere",
        () if decoded.nested => "another token, in its turn",
        () => "not JSON",
    };
    writeln!(out, "\n{}\n  {reason}", style.bold("claims"))
}

fn summary(out: &mut impl Write, token: &Examined) -> Result<()> {
    let traits = &token.reading.traits;
    writeln!(out)?;
    if let Some(lifetime) = traits.lifetime {
        writeln!(out, "lifetime   {}", duration_words(lifetime))?;
    }
    let length = traits.signature.length;
    match traits.form {
        Form::UnsecuredJws if length == 0 => writeln!(out, "signature  none"),
        Form::Jwe => writeln!(out, "tag        {length} bytes"),
        _ if token.checks.is_empty() => {
            writeln!(out, "signature  {length} bytes, not checked: no key was given")
        }
        _ => writeln!(out, "signature  {length} bytes"),
    }?;
    secret(out, token)
}

fn secret(out: &mut impl Write, token: &Examined) -> Result<()> {
    let Some(found) = &token.luck.found else { return Ok(()) };
    let rank = found.rank.map(|rank| format!(", rank {rank}")).unwrap_or_default();
    let varied = if found.varied { ", varied" } else { "" };
    writeln!(out, "secret     found in the {} list{rank}{varied}", found.list)?;
    match &found.secret {
        Some(secret) => writeln!(out, "           {secret}"),
        None => Ok(()),
    }
}

/// What was checked and what was not, each with its reason.
fn checks(out: &mut impl Write, token: &Examined, style: &Style<'_>) -> Result<()> {
    if token.checks.is_empty() {
        return Ok(());
    }
    let (code, word) = match valid(&token.checks) {
        Some(true) => ("1;32", "valid"),
        Some(false) => ("1;31", "not valid"),
        None => ("1;33", "the signature was not checked"),
    };
    writeln!(out, "\n{} {}", style.bold("checks:"), style.paint(code, word))?;
    for check in &token.checks {
        let (code, word) = match check.verdict {
            Verdict::Passed => ("32", "passed"),
            Verdict::Failed => ("31", "failed"),
            Verdict::Skipped => ("2", "not checked"),
        };
        let word = style.paint(code, &format!("{word:<11}"));
        writeln!(out, "  {:<9}  {word}  {}", check.what, check.words)?;
    }
    Ok(())
}

fn defects(out: &mut impl Write, token: &Examined, style: &Style<'_>) -> Result<()> {
    let defects = &token.reading.decoded.defects;
    if defects.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.bold("departures from the standards"))?;
    for defect in defects {
        writeln!(out, "  byte {}: {}", defect.range.start, defect.message())?;
    }
    Ok(())
}

fn write_finding(out: &mut impl Write, finding: &Finding, style: &Style<'_>) -> Result<()> {
    let severity =
        style.severity(finding.severity, &format!("{}[{}]", finding.severity.name(), finding.rule));
    writeln!(out, "\n{severity} {}", finding.message)?;
    if let Some(rule) = style.rules.get(&finding.rule) {
        writeln!(out, "  why:  {}", first_sentence(&rule.why))?;
    }
    writeln!(out, "  help: {}", finding.help)
}

fn first_sentence(why: &str) -> String {
    let line = why.split_whitespace().collect::<Vec<_>>().join(" ");
    line.split_once(". ").map_or(line.clone(), |(first, _)| format!("{first}."))
}

impl Style<'_> {
    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn severity(&self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        self.paint(code, text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
