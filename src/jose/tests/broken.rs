//! Departures from the standards, each told apart; and texts made to hurt a reader.

use super::super::decode::MAX_LENGTH;
use super::super::time::DATE_CLAIMS;
use super::super::{Form, Problem, TimestampUnit, Which, audit, decode};
use super::{b64, hs256, problems, token};

const HEADER: &str = r#"{"alg":"HS256"}"#;

#[test]
fn each_departure_has_its_own_name() {
    let (h, p, s) = (b64(HEADER), b64("{}"), b64([7u8; 32]));
    let cases = [
        (format!("{h}.{p}"), "segment-count"),
        (format!("{h}.{p}.{s}.{s}"), "segment-count"),
        (format!("{h}.{p}.{s}="), "padding"),
        (format!("{h}.{p}.+{}", &s[1..]), "standard-alphabet"),
        (format!("{h}.{p}.{}d", &s[..s.len() - 1]), "trailing-bits"),
        (format!("{h}.{p}.{s}AA"), "dangling-character"),
        (format!("{h}.{p}.{s}\n"), "bad-character"),
        (format!("{h}.{p}."), "empty-signature"),
        (format!("{}.{p}.{s}", b64("{\"alg\":}")), "not-json"),
        (format!("{}.{p}.{s}", b64("[]")), "not-an-object"),
        (format!("{}.{p}.{s}", b64(r#"{"typ":"JWT"}"#)), "algorithm-missing"),
        (format!("{}.{p}.{s}", b64(r#"{"alg":256}"#)), "algorithm-not-text"),
        (format!("{h}.{}.{s}", b64("text")), "not-json"),
        (format!("{h}.{}.{s}", b64("[1]")), "not-an-object"),
        (format!("{h}.{}.{s}", b64(b"{\"a\":\"\xff\"}")), "invalid-utf8"),
        (format!("{h}.{}.{s}", b64("{/* */}")), "json-comment"),
        (format!("{h}.{}.{s}", b64(r#"{"a":1,}"#)), "trailing-comma"),
        (format!("{h}.{}.{s}", b64("{} {}")), "trailing-data"),
        (format!("{h}.{}.{s}", b64(r#"{"a":"\ud800"}"#)), "lone-surrogate"),
        (format!("{h}.{}.{s}", b64(r#"{"a":1,"a":2}"#)), "duplicate-member"),
        (format!("{h}.{}.{s}", b64(r#"{"a":1,"\u0061":2}"#)), "duplicate-member"),
        (format!("{h}.{}.{s}", b64(r#"{"exp":"1"}"#)), "date-not-numeric"),
        (format!("{h}.{}.{s}", b64(r#"{"nbf":-1}"#)), "date-negative"),
        (format!("{h}.{}.{s}", b64(r#"{"iat":253402300800}"#)), "date-beyond-range"),
        (format!("{h}.{s}.{s}.{s}.{s}"), "encryption-missing"),
    ];
    for (text, name) in cases {
        assert_eq!(problems(&text), [name]);
    }
}

#[test]
fn a_clean_token_has_no_defects() {
    assert!(problems(&hs256(r#"{"exp":1700003600,"iat":1700000000.5}"#)).is_empty());
}

#[test]
fn places_point_into_the_token() {
    let text = token(HEADER, r#"{"ok":1,"exp":"soon"}"#);
    let defect = decode(&text).defects.remove(0);
    let start = b64(HEADER).len() + 1;
    let decoded = super::super::base64url::decode(&text.as_bytes()[start..defect.range.end]).bytes;
    assert!(decoded.ends_with(b"\"soon\""));
    let bad = format!("{}.{}.a*b", b64(HEADER), b64("{}"));
    let range = decode(&bad).defects.remove(0).range;
    assert_eq!(&bad[range], "*");
}

#[test]
fn spellings_of_none_are_seen() {
    for alg in [r#""none""#, r#""NoNe""#, r#"" none ""#, r#""none\u0000""#, r#""""#, "null"] {
        let decoded = decode(&token(&format!(r#"{{"alg":{alg}}}"#), "{}"));
        assert_eq!(decoded.form, Form::UnsecuredJws, "{alg}");
        assert!(audit(&decoded).alg_none);
    }
    for header in [r#"{"typ":"JWT"}"#, r#"{"alg":"none","alg":"HS256"}"#, r#"{"alg":"HS256","alg":"none"}"#] {
        assert!(audit(&decode(&token(header, "{}"))).alg_none, "{header}");
    }
    for header in [HEADER, r#"{"alg":"nonexistent"}"#, r#"{"alg":0}"#, "[]", "no json"] {
        assert!(!audit(&decode(&token(header, "{}"))).alg_none, "{header}");
    }
}

#[test]
fn messages_and_debug_hold_nothing_of_the_token() {
    let text = token(
        r#"{"alg":"HS256","kid":"fake-hidden"}"#,
        r#"{"fake-hidden":"fake-hidden","exp":"fake-hidden",}"#,
    );
    let decoded = decode(&text);
    let printed = format!("{decoded:?} {:?} {:?}", decoded.claim("exp"), decoded.header());
    let messages: Vec<String> = decoded.defects.iter().map(super::super::Defect::message).collect();
    assert_eq!(messages.len(), 2);
    assert!(!printed.contains("fake-hidden") && !messages.concat().contains("fake-hidden"));
    let segments: Vec<&str> = text.split('.').collect();
    assert!(segments.iter().all(|segment| !printed.contains(segment)));
}

#[test]
fn names_from_a_token_cannot_write_to_a_terminal() {
    let name = format!("\\u001b[31m\\u202e\\u0000{}", "x".repeat(60));
    let text = hs256(&format!(r#"{{"{name}":1,"{name}":2}}"#));
    let decoded = decode(&text);
    let Problem::DuplicateMember { part: Which::Payload, name } = &decoded.defects[0].problem else {
        panic!("{:?}", decoded.defects)
    };
    assert_eq!(name.chars().count(), 41);
    assert!(name.starts_with("\u{fffd}[31m\u{fffd}\u{fffd}x"));
    assert!(audit(&decoded).names.top.iter().all(|name| !name.contains(['\u{1b}', '\0', '\u{202e}'])));
}

#[test]
fn deep_nesting_is_refused_without_a_deep_stack() {
    for depth in [129, 10_000, 200_000] {
        let arrays = format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        for claims in [arrays, objects, "[".repeat(depth)] {
            let decoded = decode(&hs256(&claims));
            assert!(decoded.payload.is_none());
            let expected =
                if decoded.defects[0].problem.name() == "too-long" { "too-long" } else { "too-deep" };
            assert_eq!(decoded.defects[0].problem.name(), expected);
        }
    }
    let allowed = format!("{{\"a\":{}1{}}}", "[".repeat(127), "]".repeat(127));
    assert!(problems(&hs256(&allowed)).is_empty());
}

#[test]
fn very_long_texts_are_not_decoded() {
    let text = "a".repeat(MAX_LENGTH + 1);
    assert_eq!(problems(&text), ["too-long"]);
    assert!(problems(&".".repeat(MAX_LENGTH)).contains(&"segment-count"));
}

#[test]
fn numbers_that_are_no_dates_do_not_become_dates() {
    let cases = [
        ("1700000000", Some(1_700_000_000), TimestampUnit::Seconds),
        ("1.7e9", Some(1_700_000_000), TimestampUnit::Seconds),
        ("0", Some(0), TimestampUnit::Seconds),
        ("99999999999", Some(99_999_999_999), TimestampUnit::Seconds),
        ("100000000000", None, TimestampUnit::Milliseconds),
        ("1700000000000", None, TimestampUnit::Milliseconds),
        ("253402300800000", None, TimestampUnit::NotANumber),
        ("1e400", None, TimestampUnit::NotANumber),
        ("99999999999999999999999999", None, TimestampUnit::NotANumber),
        ("-1", None, TimestampUnit::NotANumber),
        ("-1e400", None, TimestampUnit::NotANumber),
        ("\"1700000000\"", None, TimestampUnit::NotANumber),
    ];
    for (written, exp, unit) in cases {
        let traits = audit(&decode(&hs256(&format!(r#"{{"exp":{written}}}"#))));
        assert_eq!(
            (traits.exp, traits.timestamp_unit, traits.has_exp),
            (exp, Some(unit), Some(true)),
            "{written}"
        );
    }
}

#[test]
fn every_kind_of_json_in_every_registered_member_is_borne() {
    let values = [
        "null",
        "true",
        "-0",
        "1e400",
        "\"\"",
        "\"\\u0000\\u001b[2J\"",
        "[]",
        "[[null]]",
        "{}",
        r#"{"a":{"a":1}}"#,
    ];
    let claims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "role", "kubernetes.io"];
    let parameters =
        ["alg", "enc", "zip", "typ", "cty", "kid", "jku", "x5u", "jwk", "x5c", "crit", "b64", "p2c", "epk"];
    for value in values {
        for name in claims {
            let traits = audit(&decode(&hs256(&format!(r#"{{"{name}":{value}}}"#))));
            assert_eq!(traits.timestamp_unit.is_some(), DATE_CLAIMS.contains(&name));
        }
        for name in parameters {
            let traits = audit(&decode(&token(&format!(r#"{{"{name}":{value}}}"#), "{}")));
            assert!(traits.header.traits.names.contains(name));
        }
    }
}

#[test]
fn empty_and_short_texts_are_borne() {
    for text in ["", ".", "..", "....", ".....", "=", "a", "\0", "é.é.é", "eyJ", "e30.e30.e30"] {
        let decoded = decode(text);
        assert!(!decoded.defects.is_empty(), "{text:?}");
        audit(&decoded);
    }
}
