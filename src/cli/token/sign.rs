//! `authlint token sign`: makes a token for tests. Claims, header parameters and a key come from the arguments, the token
//! goes to standard output and nowhere else.

use super::keys;
use super::value;
use crate::cli::arguments::Sign;
use crate::cli::failure::Failure;
use crate::cli::note;
use crate::jose::key::{Family, Key};
use crate::jose::sign::{Members, compact};
use crate::jose::{Json, read};
use std::io::Write;

/// Writes the token.
pub fn run(arguments: &Sign, now: i64) -> Result<bool, Failure> {
    let keys = keys::load(&arguments.key)?;
    let key = keys.as_ref().and_then(|keys| keys.first());
    let name = match (&arguments.alg, key) {
        (Some(name), _) => name.as_str(),
        (None, Some(key)) => fitting(key),
        (None, None) => return Err(Failure::Message("give a key, or `--alg none`".to_owned())),
    };
    let mut header = vec![("alg".to_owned(), text(name)), ("typ".to_owned(), text("JWT"))];
    if let Some(kid) = key.and_then(|key| key.kid.as_ref()) {
        header.push(("kid".to_owned(), text(kid)));
    }
    set_pairs(&mut header, &arguments.header)?;
    let token = compact(&header, &claims(arguments, now)?, name, key).map_err(Failure::Message)?;
    if name == "none" {
        note("warning: this token is not signed; a verifier that accepts it accepts anything");
    }
    writeln!(std::io::stdout(), "{token}")?;
    Ok(true)
}

/// The algorithm that a key is for, or the usual one of its family.
fn fitting(key: &Key) -> &str {
    key.algorithm.as_deref().unwrap_or(match key.family {
        Family::Hmac => "HS256",
        Family::Rsa => "RS256",
        Family::P256 => "ES256",
        Family::P384 => "ES384",
        Family::Ed25519 => "EdDSA",
    })
}

/// From the file, then from the clock, then from --claim: the later wins.
fn claims(arguments: &Sign, now: i64) -> Result<Members, Failure> {
    let mut claims = match &arguments.claims {
        Some(place) => from_file(place)?,
        None => Members::new(),
    };
    if !arguments.no_iat && !claims.iter().any(|(name, _)| name == "iat") {
        claims.push(("iat".to_owned(), now.to_string()));
    }
    for (name, after) in [("exp", arguments.exp), ("nbf", arguments.nbf)] {
        if let Some(seconds) = after {
            set(&mut claims, name, (now + seconds).to_string());
        }
    }
    set_pairs(&mut claims, &arguments.claim)?;
    Ok(claims)
}

fn from_file(place: &str) -> Result<Members, Failure> {
    let reading = read::json(&keys::bytes(place)?);
    let json = reading.json.filter(|json| json.is_object() && reading.slips.is_empty());
    let json = json.ok_or_else(|| Failure::Message(format!("{place}: not a JSON object")))?;
    Ok(json.members().iter().map(|member| (member.name.clone(), value::text(&member.value))).collect())
}

fn set_pairs(members: &mut Members, pairs: &[String]) -> Result<(), Failure> {
    for pair in pairs {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            Failure::Message("a claim or header parameter is written as name=value".to_owned())
        })?;
        set(members, name, json_or_text(value));
    }
    Ok(())
}

/// In the place of the member of this name, or as the last one.
fn set(members: &mut Members, name: &str, value: String) {
    match members.iter_mut().find(|(known, _)| known == name) {
        Some(member) => member.1 = value,
        None => members.push((name.to_owned(), value)),
    }
}

fn json_or_text(value: &str) -> String {
    let reading = read::json(value.as_bytes());
    let json: Option<Json> = reading.json.filter(|_| reading.slips.is_empty());
    json.map_or_else(|| text(value), |json| value::text(&json))
}

fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_json_or_else_text() {
        assert_eq!(json_or_text("5"), "5");
        assert_eq!(json_or_text("12345678901234567890123"), "12345678901234567890123");
        assert_eq!(json_or_text(r#"["a", {"b": null}]"#), r#"["a",{"b":null}]"#);
        assert_eq!(json_or_text("alice"), r#""alice""#);
        assert_eq!(json_or_text("[1,"), r#""[1,""#);
        assert_eq!(json_or_text(""), r#""""#);
        assert_eq!(json_or_text(r#""5""#), r#""5""#);
    }

    #[test]
    fn later_members_win_in_their_place() {
        let mut members = vec![("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        set_pairs(&mut members, &["a=3".to_owned(), "c=x=y".to_owned()]).unwrap_or_default();
        let plain: Vec<_> = members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        assert_eq!(plain, ["a:3", "b:2", "c:\"x=y\""]);
        assert!(set_pairs(&mut members, &["bad".to_owned()]).is_err());
    }
}
