//! What the header parameters of a token show: the shape of `kid`, the hosts of `jku` and `x5u`, embedded keys,
//! and whether `crit` keeps the rules of RFC 7515 section 4.1.11. A header tree comes in, plain data comes out.
//! No value of a parameter is in what comes out.

use super::json::{Json, Value};
use super::jwk;
use std::collections::HashSet;

/// What a `kid` looks like to code that uses it as more than a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KidShape {
    Plain,
    Path,
    Sql,
    Command,
    NonString,
    Long,
}

/// Longer identifiers are suspicious (project choice).
pub const KID_LIMIT: usize = 128;

/// Classifies a `kid`.
pub fn kid_shape(kid: &Json) -> KidShape {
    match kid.text() {
        None => KidShape::NonString,
        Some(text) if text.chars().count() > KID_LIMIT => KidShape::Long,
        Some(text) if is_base64(text) => KidShape::Plain,
        Some(text) if is_sql(text) => KidShape::Sql,
        Some(text) if is_command(text) => KidShape::Command,
        Some(text) if is_path(text) => KidShape::Path,
        Some(_) => KidShape::Plain,
    }
}

/// Identifiers that are hashes in the standard alphabet (Amazon Cognito) hold slashes by chance.
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=').as_bytes();
    let alphabet = body.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'));
    let mixed = body.iter().any(u8::is_ascii_uppercase) && body.iter().any(u8::is_ascii_lowercase);
    text.len() >= 24
        && text.len().is_multiple_of(4)
        && alphabet
        && mixed
        && body.iter().any(u8::is_ascii_digit)
}

fn is_sql(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let mut words = upper.split(|c: char| !c.is_ascii_alphanumeric());
    text.contains(['\'', '"']) || words.any(|word| word == "UNION")
}

fn is_command(text: &str) -> bool {
    text.contains(['|', ';', '`', '\n']) || text.contains("$(") || text.contains("&&")
}

fn is_path(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let climbs = lower.split(['/', '\\']).any(|step| step == ".." || step == "%2e%2e");
    let escaped = ["%2e%2e", "%2f", "%5c", "%00"].iter().any(|code| lower.contains(code));
    climbs || escaped || text.contains(['\\', '\0']) || (text.contains('/') && !is_url_or_urn(&lower))
}

/// `https://host/keys/1`, `urn:x:y`, `arn:aws:kms:...:key/1`: slashes by design.
fn is_url_or_urn(lower: &str) -> bool {
    let named = ["https://", "http://", "urn:", "arn:", "did:", "spiffe://"];
    named.iter().any(|start| lower.starts_with(start))
}

/// A URL in the header from which a verifier might fetch a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderUrl {
    /// `jku` or `x5u`.
    pub member: &'static str,
    pub scheme: Scheme,
    pub host: Host,
    /// Whether the host is that of the `iss` claim; nothing when `iss` is no URL.
    pub issuer_host: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Https,
    Http,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Name,
    Ip,
    Loopback,
    /// Not a string, or a URL without a host.
    None,
}

/// The `jku` and `x5u` of a header, next to the `iss` of its claims.
pub fn header_urls(header: &Json, issuer: Option<&str>) -> Vec<HeaderUrl> {
    let urls = ["jku", "x5u"].into_iter().filter_map(|member| Some((member, header.get(member)?)));
    let one = |(member, json): (&'static str, &Json)| {
        header_url(member, json.text().unwrap_or_default(), issuer.and_then(host_of).as_deref())
    };
    urls.map(one).collect()
}

fn header_url(member: &'static str, url: &str, issuer: Option<&str>) -> HeaderUrl {
    let scheme = match url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()) {
        Some(name) if name == "https" => Scheme::Https,
        Some(name) if name == "http" => Scheme::Http,
        _ => Scheme::Other,
    };
    let host = host_of(url);
    let issuer_host = issuer.map(|issuer| host.as_deref() == Some(issuer));
    HeaderUrl { member, scheme, host: host.as_deref().map_or(Host::None, host_kind), issuer_host }
}

/// The host of a URL, in lower case, without user, port and brackets.
fn host_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host_and_port = authority.rsplit('@').next()?;
    let host = match host_and_port.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next()?,
        None => host_and_port.split(':').next()?,
    };
    let bare = host.trim_end_matches('.').to_ascii_lowercase();
    (!bare.is_empty()).then_some(bare)
}

fn host_kind(host: &str) -> Host {
    match host.parse::<std::net::IpAddr>() {
        Ok(address) if address.is_loopback() || address.is_unspecified() => Host::Loopback,
        Ok(_) => Host::Ip,
        Err(_) if host == "localhost" || host.ends_with(".localhost") => Host::Loopback,
        Err(_) => Host::Name,
    }
}

/// A key that the token brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddedKey {
    /// `jwk` or `x5c`.
    pub member: &'static str,
    /// Private members of a `jwk`, by name; empty for a public key.
    pub private_material: Vec<&'static str>,
}

/// The `jwk` and `x5c` of a header.
pub fn embedded_keys(header: &Json) -> Vec<EmbeddedKey> {
    let jwk = header
        .get("jwk")
        .map(|json| EmbeddedKey { member: "jwk", private_material: jwk::private_material(json) });
    let x5c = header.get("x5c").map(|_| EmbeddedKey { member: "x5c", private_material: Vec::new() });
    jwk.into_iter().chain(x5c).collect()
}

/// A breach of RFC 7515 section 4.1.11 or RFC 7797 section 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CritProblem {
    NotArray,
    Empty,
    /// An element is not a string.
    NotText,
    Duplicate,
    /// Names a parameter that the base standards define.
    Registered,
    /// Names a parameter that the header does not have.
    Absent,
    /// `b64` is false, and `crit` does not name it (RFC 7797 section 6).
    B64NotCritical,
    /// `b64` is false in a token with claims (RFC 7797 section 7).
    B64InJwt,
}

/// RFC 7515 section 4.1, RFC 7516 section 4.1, RFC 7518 section 4.
const REGISTERED: [&str; 20] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk",
    "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// The problems of `crit` and `b64`, each once.
pub fn crit_problems(header: &Json, has_claims: bool) -> Vec<CritProblem> {
    let mut problems = header.get("crit").map(|crit| list_problems(header, crit)).unwrap_or_default();
    if header.get("b64").is_some_and(|b64| b64.value == Value::Bool(false)) {
        let named = header.get("crit").is_some_and(|c| c.elements().iter().any(|e| e.text() == Some("b64")));
        if !named {
            problems.push(CritProblem::B64NotCritical);
        }
        if has_claims {
            problems.push(CritProblem::B64InJwt);
        }
    }
    problems
}

fn list_problems(header: &Json, crit: &Json) -> Vec<CritProblem> {
    let Value::Array(names) = &crit.value else { return vec![CritProblem::NotArray] };
    if names.is_empty() {
        return vec![CritProblem::Empty];
    }
    let present: HashSet<&str> = header.members().iter().map(|member| member.name.as_str()).collect();
    let (mut problems, mut seen) = (Vec::new(), HashSet::new());
    for name in names {
        let Some(name) = name.text() else {
            note(&mut problems, CritProblem::NotText);
            continue;
        };
        if !seen.insert(name) {
            note(&mut problems, CritProblem::Duplicate);
        }
        if REGISTERED.contains(&name) {
            note(&mut problems, CritProblem::Registered);
        }
        if !present.contains(name) {
            note(&mut problems, CritProblem::Absent);
        }
    }
    problems
}

fn note(problems: &mut Vec<CritProblem>, problem: CritProblem) {
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}
