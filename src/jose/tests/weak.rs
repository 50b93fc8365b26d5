//! The embedded lists, and guessing.

use super::super::verify::{find_weak, words};
use super::super::{decode, sample};
use super::{b64, hs256, token};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha384, Sha512};
use std::collections::HashSet;

fn rank(text: &str, listed: &[&[u8]]) -> Option<usize> {
    find_weak(text, &decode(text), listed.iter().copied())
}

#[test]
fn a_listed_secret_is_found_by_rank() {
    let text = hs256(r#"{"sub":"1"}"#);
    assert_eq!(rank(&text, &[b"", b"other", b"fake-test-key"]), Some(2));
    assert_eq!(rank(&text, &[b"", b"other"]), None);
}

#[test]
fn base64_of_the_key_is_tried() {
    let text = hs256("{}");
    assert_eq!(rank(&text, &[b"ZmFrZS10ZXN0LWtleQ=="]), Some(0));
    assert_eq!(rank(&text, &[b"ZmFrZS10ZXN0LWtleQ"]), Some(0));
}

#[test]
fn longer_hashes_are_tried() {
    let sign = |alg: &str, mac: &dyn Fn(&[u8]) -> Vec<u8>| {
        let input = format!("{}.{}", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64("{}"));
        format!("{input}.{}", b64(mac(input.as_bytes())))
    };
    let hs384 = sign("HS384", &|input| {
        Hmac::<Sha384>::new_from_slice(b"").unwrap().chain_update(input).finalize().into_bytes().to_vec()
    });
    let hs512 = sign("HS512", &|input| {
        Hmac::<Sha512>::new_from_slice(b"secret")
            .unwrap()
            .chain_update(input)
            .finalize()
            .into_bytes()
            .to_vec()
    });
    assert_eq!(find_weak(&hs384, &decode(&hs384), words()), Some(0));
    assert_eq!(find_weak(&hs512, &decode(&hs512), words()), Some(1));
}

#[test]
fn other_algorithms_are_not_guessed() {
    for header in [r#"{"alg":"RS256"}"#, r#"{"alg":"none"}"#, r#"{"alg":"hs256"}"#, "{}"] {
        assert_eq!(rank(&token(header, "{}"), &[b"fake-test-key"]), None);
    }
    assert_eq!(rank("", &[b"x"]), None);
}

#[test]
fn words_are_unique_and_begin_with_the_empty_secret() {
    let all: Vec<&[u8]> = words().collect();
    let unique: HashSet<&[u8]> = all.iter().copied().collect();
    assert_eq!(unique.len(), all.len());
    assert_eq!(all[..2], [&b""[..], b"secret"]);
    assert!(all.len() > 500);
    assert!(!unique.contains(super::FAKE_KEY), "fixtures sign with it, and must not be weak");
}

#[test]
fn the_generated_words_are_stems_with_suffixes() {
    let list = include_str!("../../../rules/secrets/jwt-words.txt");
    let named = |name: &str| list.lines().find_map(|line| line.strip_prefix(name)).unwrap().split(' ');
    let (first, second) = list.split_once("# generated\n").unwrap();
    let known: HashSet<&str> = first.lines().collect();
    let made =
        named("# stems: ").flat_map(|stem| named("# suffixes: ").map(move |end| format!("{stem}{end}")));
    let mut seen = HashSet::new();
    let expected: Vec<String> =
        made.filter(|word| !known.contains(word.as_str()) && seen.insert(word.clone())).collect();
    assert!(second.lines().eq(expected.iter().map(String::as_str)));
}

#[test]
fn samples_of_jwt_io_are_computed_again() {
    let claims = [
        r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#,
        r#"{"sub":"1234567890","name":"John Doe","admin":true,"iat":1516239022}"#,
        r#"{"sub":"1234567890","name":"John Doe","admin":true}"#,
    ];
    for alg in ["HS256", "HS384", "HS512", "RS256", "ES256", "PS512", "EdDSA"] {
        for claims in claims {
            let text = token(&format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#), claims);
            assert_eq!(sample::sample(&text), Some(format!("jwt.io sample ({alg})").as_str()));
        }
    }
    assert_eq!(sample::sample(&hs256(r#"{"sub":"1234567890"}"#)), None);
    assert_eq!(sample::sample("no dots"), None);
}
