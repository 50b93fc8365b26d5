//! What counts as a token within other text, and what does not.

use super::super::find::{Found, MAX_TOKEN, tokens};
use super::{b64, hs256, token};

const CLAIMS: &str = r#"{"sub":"fake"}"#;

/// The texts that were found.
fn found(text: &str) -> Vec<String> {
    let ranges = tokens(text.as_bytes()).filter_map(|found| match found {
        Found::Token(range) => Some(text[range].to_owned()),
        Found::TooLong(_) => None,
    });
    ranges.collect()
}

#[test]
fn tokens_stand_in_any_surroundings() {
    let t = hs256(CLAIMS);
    let surroundings = [
        t.clone(),
        format!("Authorization: Bearer {t}\r\nHost: fake.example"),
        format!(r#"{{"access_token":"{t}","n":1}}"#),
        format!("https://fake.example/cb?token={t}&state=1"),
        format!("https://fake.example/verify/{t}"),
        format!("token%3D{t}%26x"),
        format!(r#"const a = "line\n{t}\n""#),
        format!(r#"\u0022{t}\u0022"#),
        format!("The token is {t}."),
        format!("<{t}>"),
        format!("\u{fffd}{t}\0"),
    ];
    for text in surroundings {
        assert_eq!(found(&text), [t.as_str()]);
    }
}

#[test]
fn white_space_within_the_header_is_read() {
    let headers = [
        "{ \"alg\":\"HS256\"}",
        "{\n  \"alg\": \"HS256\"\n}",
        "{\r\n\"alg\":\"HS256\"}",
        "{\t\"alg\":\"HS256\"}",
        "{  \"alg\":\"HS256\"}",
    ];
    for header in headers {
        assert_eq!(found(&token(header, CLAIMS)).len(), 1, "{header:?}");
    }
}

#[test]
fn two_tokens_are_found_in_order() {
    let (a, b) = (hs256(r#"{"n":1}"#), hs256(r#"{"n":2}"#));
    assert_eq!(found(&format!("{a} {b}")), [a, b]);
}

#[test]
fn an_unsecured_token_may_end_in_a_dot() {
    let unsecured = format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64(CLAIMS));
    assert_eq!(found(&format!("t={unsecured}\n")), [unsecured]);
}

#[test]
fn padding_belongs_to_a_token() {
    let t = hs256(CLAIMS).replace('.', "==.");
    assert_eq!(found(&format!("'{t}='")), [format!("{t}=")]);
    assert_eq!(found(&format!("{t}=next")), [t]);
}

#[test]
fn encrypted_and_detached_tokens_are_found() {
    let jwe = format!("{}..aXY.Y2lwaGVy.dGFn", b64(r#"{"alg":"dir","enc":"A128GCM"}"#));
    let detached = format!("{}..c2ln", b64(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#));
    assert_eq!(found(&format!("{jwe} {detached}")), [jwe, detached]);
}

#[test]
fn a_header_without_alg_needs_typ_and_another_parameter() {
    assert_eq!(found(&token(r#"{"typ":"JWT","kid":"1"}"#, CLAIMS)).len(), 1);
    assert!(found(&token(r#"{"typ":"JWT"}"#, CLAIMS)).is_empty());
    assert!(found(&token(r#"{"version":3,"sources":["a.js"]}"#, CLAIMS)).is_empty());
}

#[test]
fn what_only_looks_like_a_token_is_left_alone() {
    let t = hs256(CLAIMS);
    let json = b64(r#"{"image":"data"}"#);
    let others = [
        String::new(),
        "eyJ".to_owned(),
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...".to_owned(),
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJmYWtlIn0...".to_owned(),
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJmYWtlIn0".to_owned(),
        format!("{t}..."),
        format!("data:application/json;base64,{json}"),
        format!("{json}.{json}.{json}"),
        format!("x{t}"),
        format!("a.{t}"),
        format!("glc_{t}"),
        format!("{t}.{t}"),
        "v4.local.eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x".to_owned(),
        "AgEIbG9jYXRpb24.macaroon.x".to_owned(),
    ];
    for text in others {
        assert!(found(&text).is_empty(), "{text}");
    }
}

#[test]
fn a_token_beyond_the_limit_is_named_but_not_read() {
    let head = format!("{}.", b64(r#"{"alg":"HS256"}"#));
    let fits = format!("{head}{}.c2ln", "A".repeat(MAX_TOKEN - head.len() - 5));
    assert_eq!(found(&fits), [fits.as_str()]);
    let long = format!(" {head}{}", "A".repeat(4 * MAX_TOKEN));
    let all: Vec<_> = tokens(long.as_bytes()).collect();
    assert_eq!(all, [Found::TooLong(1..1 + MAX_TOKEN)]);
}

#[test]
fn hostile_texts_end_quickly() {
    let mebibyte = 1 << 20;
    let header = b64(r#"{"alg":"HS256"}"#);
    let texts = [
        ".".repeat(mebibyte),
        "eyJ".repeat(mebibyte / 3),
        "eyJ.".repeat(mebibyte / 4),
        "eyJ eyA=".repeat(mebibyte / 8),
        format!("{header}.").repeat(mebibyte / 24),
        format!("{header}{}", ".".repeat(mebibyte)),
        format!("eyJ{}", "A".repeat(mebibyte)),
        "=".repeat(mebibyte),
        "\\neyJ".repeat(mebibyte / 5),
    ];
    for text in texts {
        assert!(found(&text).is_empty());
    }
}

#[test]
fn bytes_that_are_no_text_are_searched_too() {
    let mut bytes = vec![0xff, 0x00, 0xfe];
    bytes.extend_from_slice(hs256(CLAIMS).as_bytes());
    bytes.push(0xff);
    assert_eq!(tokens(&bytes).collect::<Vec<_>>(), [Found::Token(3..bytes.len() - 1)]);
}
