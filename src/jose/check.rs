//! Checks a token against keys and expectations, as a verifier would (RFC 7515 section 5.2, RFC 7519 section 7.2). Text,
//! keys and expectations come in; each check with its verdict and words comes out. Nothing counts as checked that was not.
//! Words hold no value of a token.

use super::decode::{Decoded, Form};
use super::defect::{Defect, Problem};
use super::json::{Json, Value, shown};
use super::key::{Family, Key};
use super::time::{Date, date};
use super::verify::{Hs, hmac_matches};
use jsonwebtoken::Algorithm;
use jsonwebtoken::crypto;

/// What a verifier expects.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Seconds since 1970.
    pub now: i64,
    /// Seconds by which clocks may differ.
    pub leeway: i64,
    /// One of these; nothing is compared when empty.
    pub audiences: Vec<String>,
    pub issuers: Vec<String>,
    /// Names of `alg` that are accepted; any that fits the key when empty.
    pub algorithms: Vec<String>,
    /// Claims that must be there.
    pub required: Vec<String>,
    pub ignore_exp: bool,
    pub ignore_nbf: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    /// Not checked; the words say why.
    Skipped,
}

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// `signature`, `exp`, `nbf`, `aud`, `iss` or `claims`.
    pub what: &'static str,
    pub verdict: Verdict,
    pub words: String,
}

fn passed(what: &'static str, words: impl Into<String>) -> Check {
    Check { what, verdict: Verdict::Passed, words: words.into() }
}

fn failed(what: &'static str, words: impl Into<String>) -> Check {
    Check { what, verdict: Verdict::Failed, words: words.into() }
}

fn skipped(what: &'static str, words: impl Into<String>) -> Check {
    Check { what, verdict: Verdict::Skipped, words: words.into() }
}

/// All checks, the signature first, which is skipped without keys. `token` is the text that was decoded.
pub fn checks(token: &str, decoded: &Decoded, keys: Option<&[Key]>, expected: &Expected) -> Vec<Check> {
    let mut all = vec![signature(token, decoded, keys, expected)];
    if decoded.payload.as_ref().is_none_or(|part| !part.json.is_object()) {
        all.push(skipped("claims", "no claims can be read"));
        return all;
    }
    all.push(expiry(decoded, expected));
    all.push(not_before(decoded, expected));
    all.push(audience(decoded, expected));
    all.push(issuer(decoded, expected));
    all.extend(missing(decoded, expected));
    all
}

/// Whether the token can be trusted as far as it was checked: false when anything failed, nothing when the signature was
/// not checked.
pub fn valid(checks: &[Check]) -> Option<bool> {
    if checks.iter().any(|check| check.verdict == Verdict::Failed) {
        return Some(false);
    }
    (checks.first()?.verdict == Verdict::Passed).then_some(true)
}

/// The algorithm of this name; `Ed25519` is the name of RFC 9864.
pub fn algorithm(name: &str) -> Option<Algorithm> {
    if name == "Ed25519" { Some(Algorithm::EdDSA) } else { name.parse().ok() }
}

fn signature(token: &str, decoded: &Decoded, keys: Option<&[Key]>, expected: &Expected) -> Check {
    let Some(keys) = keys else { return skipped("signature", "no key was given") };
    match tried(token, decoded, keys, expected) {
        Ok(_) if encoding(decoded).is_some() => {
            let flaw = encoding(decoded).unwrap_or_default();
            failed("signature", format!("it fits, but verifiers refuse the text: {flaw}"))
        }
        Ok(words) => passed("signature", words),
        Err(words) => failed("signature", words),
    }
}

fn tried(token: &str, decoded: &Decoded, keys: &[Key], expected: &Expected) -> Result<String, String> {
    let (name, algorithm) = acceptable(decoded, expected)?;
    let input = token.as_bytes().get(..decoded.signing_length).unwrap_or_default();
    let mut unfit = None;
    for key in candidates(decoded, keys)? {
        match fitting(key, name, algorithm) {
            Ok(()) if matches(key, algorithm, input, &decoded.signature)? => return Ok(by(name, key)),
            Ok(()) if decoded.detached => unfit = Some("the payload travels elsewhere".to_owned()),
            Ok(()) => unfit = Some("the signature was not made with this key".to_owned()),
            Err(reason) => unfit = unfit.or(Some(reason)),
        }
    }
    Err(unfit.unwrap_or_else(|| "there is no key".to_owned()))
}

/// What keeps a verifier from decoding the text (RFC 7515 section 5.2 steps 2, 7 and 8).
fn encoding(decoded: &Decoded) -> Option<String> {
    use Problem::{BadCharacter, DanglingCharacter, Padding, StandardAlphabet, TrailingBits};
    let undecodable = |defect: &&Defect| {
        matches!(
            defect.problem,
            BadCharacter(_) | DanglingCharacter(_) | Padding(_) | StandardAlphabet(_) | TrailingBits(_)
        )
    };
    decoded.defects.iter().find(undecodable).map(Defect::message)
}

fn by(name: &str, key: &Key) -> String {
    let kid = key.kid.as_ref().map(|kid| format!(", kid {}", shown(kid))).unwrap_or_default();
    let short = key.secret.as_ref().zip(Hs::named(name)).filter(|(secret, hs)| secret.len() < hs.length());
    let short = short.map(|(secret, hs)| {
        let (has, needs) = (secret.len(), hs.length());
        format!("; it has {has} bytes, and RFC 7518 section 3.2 asks for {needs}")
    });
    format!("{name} with {}{kid}{}", key.family.words(), short.unwrap_or_default())
}

/// The algorithm of the header, where a verifier may go on with it.
fn acceptable<'d>(decoded: &'d Decoded, expected: &Expected) -> Result<(&'d str, Algorithm), String> {
    match decoded.form {
        Form::Jwe => return Err("an encrypted token has no signature".to_owned()),
        Form::UnsecuredJws => return Err("the token is not signed".to_owned()),
        Form::Jws => {}
    }
    understood(decoded)?;
    let name = decoded.parameter("alg").and_then(Json::text).ok_or("the header names no algorithm")?;
    if !expected.algorithms.is_empty() && !expected.algorithms.iter().any(|one| one == name) {
        return Err(format!("{} is not among the accepted algorithms", shown(name)));
    }
    match algorithm(name) {
        Some(algorithm) => Ok((name, algorithm)),
        None => Err(format!("{} is no algorithm that jsonwebtoken does", shown(name))),
    }
}

/// A verifier refuses extensions that it does not know (RFC 7515 section 4.1.11); `b64` is the only one known here.
fn understood(decoded: &Decoded) -> Result<(), String> {
    let Some(critical) = decoded.parameter("crit") else { return Ok(()) };
    let known = |name: &Json| name.text() == Some("b64") && decoded.parameter("b64").is_some();
    if !critical.elements().is_empty() && critical.elements().iter().all(known) {
        return Ok(());
    }
    Err("`crit` asks for an extension that is not known, or is not well formed".to_owned())
}

/// The key that `kid` names; all where the token or the keys have none.
fn candidates<'k>(decoded: &Decoded, keys: &'k [Key]) -> Result<Vec<&'k Key>, String> {
    let kid = decoded.parameter("kid").and_then(Json::text);
    let all = keys.iter().filter(|key| !key.for_encryption);
    let (Some(kid), true) = (kid, keys.iter().any(|key| key.kid.is_some())) else { return Ok(all.collect()) };
    let named: Vec<&Key> = all.filter(|key| key.kid.as_deref() == Some(kid)).collect();
    if named.is_empty() {
        Err(format!("no key for signatures has the kid {}", shown(kid)))
    } else {
        Ok(named)
    }
}

/// A key is for algorithms of its own family only: else a public key could be taken for a secret (RFC 8725 section 3.1).
fn fitting(key: &Key, name: &str, algorithm: Algorithm) -> Result<(), String> {
    let family = Family::of(algorithm);
    if family != Some(key.family) {
        let wanted = family.map_or("another key", Family::words);
        return Err(format!("refused: {name} needs {wanted}, and this is {}", key.family.words()));
    }
    match key.algorithm.as_deref() {
        Some(only) if only != name => Err(format!("refused: the key is for {} only", shown(only))),
        _ if key.broken.is_some() => Err(key.broken.unwrap_or_default().to_owned()),
        _ if key.secret.as_ref().is_some_and(Vec::is_empty) => {
            Err("refused: an empty secret is none".to_owned())
        }
        _ if !key.can_verify() => Err("this is a private key: give the public one".to_owned()),
        _ => Ok(()),
    }
}

fn matches(key: &Key, algorithm: Algorithm, input: &[u8], signature: &[u8]) -> Result<bool, String> {
    use base64::Engine;
    if let Some(secret) = &key.secret {
        let hs = Hs::named(&format!("{algorithm:?}"));
        return Ok(hs.is_some_and(|hs| hmac_matches(input, signature, hs, secret)));
    }
    let Some(verifying) = &key.verifying else { return Ok(false) };
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(signature);
    crypto::verify(&text, input, verifying, algorithm)
        .map_err(|_| "jsonwebtoken does not take this key".to_owned())
}

const NO_DATE: &str = "is no date";

fn expiry(decoded: &Decoded, expected: &Expected) -> Check {
    let Some(claim) = decoded.claim("exp") else {
        return skipped("exp", "the token has none: it never expires");
    };
    if expected.ignore_exp {
        return skipped("exp", "as asked for");
    }
    match moment(claim) {
        None => failed("exp", NO_DATE),
        Some(exp) if exp <= (expected.now - expected.leeway) as f64 => failed("exp", "the token has expired"),
        Some(_) => passed("exp", "not expired"),
    }
}

fn not_before(decoded: &Decoded, expected: &Expected) -> Check {
    let Some(claim) = decoded.claim("nbf") else { return skipped("nbf", "the token has none") };
    if expected.ignore_nbf {
        return skipped("nbf", "as asked for");
    }
    match moment(claim) {
        None => failed("nbf", NO_DATE),
        Some(nbf) if nbf > (expected.now + expected.leeway) as f64 => {
            failed("nbf", "the token is not valid yet")
        }
        Some(_) => passed("nbf", "valid already"),
    }
}

/// Milliseconds count as the seconds that a verifier takes them for.
fn moment(claim: &Json) -> Option<f64> {
    match date(claim) {
        Date::Seconds(_) | Date::Milliseconds { .. } => claim.number(),
        Date::Beyond | Date::Negative | Date::NotANumber => None,
    }
}

/// RFC 7519 section 4.1.3: one string, or a list of them.
fn audience(decoded: &Decoded, expected: &Expected) -> Check {
    let claim = decoded.claim("aud");
    match (claim, expected.audiences.as_slice()) {
        (None, []) => skipped("aud", "the token has none"),
        (Some(_), []) => skipped("aud", "no audience was given to compare it with (--aud)"),
        (None, _) => failed("aud", "the token has none"),
        (Some(claim), wanted) if is_for(claim, wanted) => passed("aud", "as expected"),
        (Some(_), _) => failed("aud", "the token is for another audience"),
    }
}

fn is_for(claim: &Json, wanted: &[String]) -> bool {
    let one = |json: &Json| json.text().is_some_and(|text| wanted.iter().any(|name| name == text));
    match &claim.value {
        Value::Array(elements) => elements.iter().any(one),
        _ => one(claim),
    }
}

fn issuer(decoded: &Decoded, expected: &Expected) -> Check {
    match (decoded.claim("iss"), expected.issuers.as_slice()) {
        (None, []) => skipped("iss", "the token has none"),
        (Some(_), []) => skipped("iss", "no issuer was given to compare it with (--iss)"),
        (None, _) => failed("iss", "the token has none"),
        (Some(claim), wanted) if claim.text().is_some_and(|text| wanted.iter().any(|name| name == text)) => {
            passed("iss", "as expected")
        }
        (Some(_), _) => failed("iss", "the token is of another issuer"),
    }
}

fn missing(decoded: &Decoded, expected: &Expected) -> Option<Check> {
    let absent = expected.required.iter().find(|name| decoded.claim(name).is_none())?;
    Some(failed("claims", format!("the token has no {}", shown(absent))))
}
