//! Keys, signatures and claims: the examples of RFC 7515 appendix A and RFC 8037 appendix A checked and made again, and
//! what must be refused although a careless verifier takes it.

use super::super::check::{Check, Expected, Verdict, checks};
use super::super::key::{Contents, Key, read};
use super::super::sign::compact;
use super::super::{base64url, decode};
use super::{FAKE_KEY, b64, hs256, rfc, token};
use proptest::prelude::*;

const KEYS: &str = include_str!("../../../tests/data/rfc-keys.json");

fn keys(text: &str) -> Vec<Key> {
    match read(text.as_bytes()) {
        Ok(Contents::Keys(keys, _)) => keys,
        _ => Vec::new(),
    }
}

fn rfc_key(kid: &str) -> Key {
    keys(KEYS).into_iter().find(|key| key.kid.as_deref() == Some(kid)).unwrap()
}

fn checked(text: &str, keys: &[Key], expected: &Expected) -> Vec<Check> {
    checks(text, &decode(text), Some(keys), expected)
}

/// The verdict and words of the signature alone.
fn signature(text: &str, keys: &[Key]) -> (Verdict, String) {
    let first = checked(text, keys, &Expected::default()).remove(0);
    assert_eq!(first.what, "signature");
    (first.verdict, first.words)
}

fn passes(text: &str, keys: &[Key]) -> bool {
    signature(text, keys).0 == Verdict::Passed
}

#[test]
fn the_examples_of_rfc_7515_verify_under_their_keys_alone() {
    let examples = [
        (rfc::hs256_example(), "7515-A.1"),
        (rfc::rs256_example(), "7515-A.2"),
        (rfc::es256_example(), "7515-A.3"),
    ];
    for (text, kid) in &examples {
        for key in keys(KEYS) {
            assert_eq!(passes(text, std::slice::from_ref(&key)), key.kid.as_deref() == Some(kid), "{kid}");
        }
        assert!(passes(text, &keys(KEYS)), "{kid}: found among all");
    }
}

#[test]
fn es512_gets_a_clear_word() {
    let (verdict, words) = signature(&rfc::es512_example(), &keys(KEYS));
    assert_eq!((verdict, words.as_str()), (Verdict::Failed, "ES512 is no algorithm that jsonwebtoken does"));
    let Ok(Contents::Keys(_, left_out)) = read(KEYS.as_bytes()) else { panic!("a key set") };
    assert!(left_out.len() == 1 && left_out[0].contains("curve"));
}

#[test]
fn examples_are_made_again_to_the_byte() {
    let header = |alg: &str| vec![("alg".to_owned(), format!("\"{alg}\""))];
    let claims = vec![("a".to_owned(), "1".to_owned())];
    let made = compact(&header("RS256"), &claims, "RS256", Some(&rfc_key("7515-A.2"))).unwrap();
    assert!(passes(&made, &[rfc_key("7515-A.2")]));
    // Ed25519 has one signature for a message (RFC 8032): the text of RFC 8037 A.4, which is no JSON, verifies.
    let text = format!(
        "{}.{}.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        b64(r#"{"alg":"EdDSA"}"#),
        b64("Example of Ed25519 signing")
    );
    assert!(passes(&text, &[rfc_key("8037-A.1")]));
    for (alg, kid) in
        [("ES256", "7515-A.3"), ("EdDSA", "8037-A.1"), ("Ed25519", "8037-A.1"), ("HS512", "7515-A.1")]
    {
        let made = compact(&header(alg), &claims, alg, Some(&rfc_key(kid))).unwrap();
        assert!(passes(&made, &[rfc_key(kid)]), "{alg}");
        assert!(!passes(&made, &[rfc_key("7515-A.2")]), "{alg}");
    }
}

#[test]
fn a_key_is_for_its_own_family() {
    let text = hs256("{}");
    for kid in ["7515-A.2", "7515-A.3", "8037-A.1"] {
        let (verdict, words) = signature(&text, &[rfc_key(kid)]);
        assert!(
            verdict == Verdict::Failed && words.starts_with("refused: HS256 needs a shared secret"),
            "{words}"
        );
    }
    let only = keys(&format!(r#"{{"kty":"oct","alg":"HS512","k":"{}"}}"#, b64(FAKE_KEY)));
    assert_eq!(signature(&text, &only).1, "refused: the key is for HS512 only");
    let encryption = keys(&format!(r#"{{"kty":"oct","use":"enc","k":"{}"}}"#, b64(FAKE_KEY)));
    assert_eq!(signature(&text, &encryption).1, "there is no key");
}

#[test]
fn kid_chooses_the_key() {
    let secret = |kid: &str, key: &[u8]| format!(r#"{{"kty":"oct","kid":"{kid}","k":"{}"}}"#, b64(key));
    let set = format!(r#"{{"keys":[{},{}]}}"#, secret("a", b"fake-other"), secret("b", FAKE_KEY));
    let with = |kid: &str| token(&format!(r#"{{"alg":"HS256","kid":{kid}}}"#), "{}");
    assert_eq!(
        signature(&with("\"b\""), &keys(&set)),
        (
            Verdict::Passed,
            "HS256 with a shared secret, kid b; it has 13 bytes, and RFC 7518 section 3.2 asks for 32".into()
        )
    );
    assert_eq!(signature(&with("\"a\""), &keys(&set)).0, Verdict::Failed, "the right key has another name");
    assert_eq!(
        signature(&with("\"\\u001b[2Jc\""), &keys(&set)).1,
        "no key for signatures has the kid \u{fffd}[2Jc"
    );
    assert!(passes(&hs256("{}"), &keys(&set)), "without kid, all are tried");
    assert!(passes(&with("7"), &keys(&set)), "a kid that is no text names nothing");
    assert!(passes(&with("\"x\""), &[Key::secret(FAKE_KEY)]), "a bare secret has no name");
}

#[test]
fn what_is_no_signature_is_not_accepted() {
    let key = || vec![Key::secret(FAKE_KEY)];
    let none = format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64("{}"));
    let cases = [
        (none, "the token is not signed"),
        (token(r#"{"alg":"HS257"}"#, "{}"), "HS257 is no algorithm that jsonwebtoken does"),
        (token(r#"{"alg":"hs256"}"#, "{}"), "hs256 is no algorithm that jsonwebtoken does"),
        (token(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, "{}"), "`crit` asks for"),
        (token(r#"{"alg":"HS256","crit":[]}"#, "{}"), "`crit` asks for"),
        (token(r#"{"alg":"HS256","crit":["b64"]}"#, "{}"), "`crit` asks for"),
        (format!("{}A", hs256("{}")), "the signature was not made with this key"),
        (format!("{}.{}.", b64(r#"{"alg":"HS256"}"#), b64("{}")), "the signature was not made with this key"),
    ];
    for (text, reason) in cases {
        let (verdict, words) = signature(&text, &key());
        assert!(verdict == Verdict::Failed && words.starts_with(reason), "{reason}: {words}");
    }
    // r = s = 0 (CVE-2022-21449), and r = s = the order of the curve.
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&order[at * 2..at * 2 + 2], 16).unwrap()).collect();
    for bytes in [vec![0; 64], order.repeat(2), vec![0; 63], vec![0; 65], Vec::new()] {
        let text = format!("{}.{}.{}", b64(r#"{"alg":"ES256"}"#), b64("{}"), b64(bytes));
        assert!(!passes(&text, &[rfc_key("7515-A.3")]));
    }
}

#[test]
fn claims_are_checked_and_skipped_with_a_reason() {
    let expected = Expected {
        now: 1_000,
        leeway: 10,
        audiences: vec!["me".into()],
        issuers: vec!["it".into()],
        required: vec!["jti".into()],
        ..Expected::default()
    };
    let verdicts = |claims: &str, expected: &Expected| {
        let all = checked(&hs256(claims), &[Key::secret(FAKE_KEY)], expected);
        let short = |check: &Check| match check.verdict {
            Verdict::Passed => format!("+{}", check.what),
            Verdict::Failed => format!("-{}", check.what),
            Verdict::Skipped => format!("?{}", check.what),
        };
        all.iter().skip(1).map(short).collect::<Vec<_>>().join(" ")
    };
    let good = r#"{"exp":991,"nbf":1010,"aud":["you","me"],"iss":"it","jti":1}"#;
    assert_eq!(verdicts(good, &expected), "+exp +nbf +aud +iss");
    let bad = r#"{"exp":990,"nbf":1011,"aud":["you",["me"]],"iss":["it"]}"#;
    assert_eq!(verdicts(bad, &expected), "-exp -nbf -aud -iss -claims");
    assert_eq!(verdicts("{}", &expected), "?exp ?nbf -aud -iss -claims");
    assert_eq!(verdicts(bad, &Expected { now: 1_000, ..Expected::default() }), "-exp -nbf ?aud ?iss");
    let ignored = Expected { ignore_exp: true, ignore_nbf: true, ..Expected::default() };
    assert_eq!(verdicts(bad, &ignored), "?exp ?nbf ?aud ?iss");
    assert_eq!(verdicts("[1]", &expected), "?claims");
}

#[test]
fn without_a_key_the_signature_is_not_checked() {
    let text = hs256("{}");
    let all = checks(&text, &decode(&text), None, &Expected::default());
    assert_eq!((all[0].what, all[0].verdict), ("signature", Verdict::Skipped));
}

#[test]
fn dates_of_every_type_are_borne() {
    let values = [
        "null",
        "true",
        "\"1000\"",
        "[9999999999]",
        "{}",
        "-1",
        "1e400",
        "-1e400",
        "99999999999999999999999999",
    ];
    for value in values {
        let text = hs256(&format!(r#"{{"exp":{value},"nbf":{value}}}"#));
        let all = checked(&text, &[Key::secret(FAKE_KEY)], &Expected { now: 1_000, ..Expected::default() });
        assert!(all.iter().skip(1).take(2).all(|check| check.verdict == Verdict::Failed), "{value}");
    }
    let far = checked(
        &hs256(r#"{"exp":253402300800}"#),
        &[],
        &Expected { now: i64::MAX - 5, ..Expected::default() },
    );
    assert_eq!(far[1].verdict, Verdict::Failed);
    let fraction = |exp: &str| {
        checked(&hs256(&format!(r#"{{"exp":{exp}}}"#)), &[], &Expected { now: 1_000, ..Expected::default() })
    };
    assert_eq!(
        (fraction("1000.5")[1].verdict, fraction("1000")[1].verdict),
        (Verdict::Passed, Verdict::Failed)
    );
}

#[test]
fn key_files_that_are_none_say_what_they_are() {
    let reason = |text: &str| read(text.as_bytes()).err();
    assert_eq!(reason(""), Some("neither PEM nor JSON"));
    assert_eq!(reason("fake-secret"), Some("neither PEM nor JSON"));
    assert!(reason("{}").is_some_and(|reason| reason.starts_with("JSON, but")));
    assert!(
        matches!(read(br#"{"jwks_uri":"keys.json"}"#), Ok(Contents::Elsewhere(place)) if place == "keys.json")
    );
    assert_eq!(keys(&format!(r#"{{"issuer":"x","jwks":{KEYS}}}"#)).len(), 4);
    for broken in [
        r#"{"kty":"RSA","n":"?","e":"AQAB"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}"#,
        r#"{"kty":"oct"}"#,
    ] {
        assert!(
            matches!(read(broken.as_bytes()), Ok(Contents::Keys(keys, why)) if keys.is_empty() && why.len() == 1),
            "{broken}"
        );
    }
}

#[test]
fn keys_do_not_show_themselves() {
    for key in keys(KEYS) {
        let shown = format!("{key:?}");
        assert!(shown.starts_with("Key(") && shown.len() < 20, "{shown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_token_never_verifies(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for (text, kid) in [(rfc::hs256_example(), "7515-A.1"), (rfc::es256_example(), "7515-A.3")] {
            let mut bytes = text.clone().into_bytes();
            *at.get_mut(&mut bytes) = byte;
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            let same = |a: &str, b: &str| {
                let bytes = |text: &str| base64url::decode(text.rsplit('.').next().unwrap_or("").as_bytes()).bytes;
                a.rsplit_once('.').map(|cut| cut.0) == b.rsplit_once('.').map(|cut| cut.0) && bytes(a) == bytes(b)
            };
            let passed = passes(&changed, &[rfc_key(kid)]);
            // The same bytes in another spelling are refused too: bits behind the last byte must be zero.
            let right = if changed == text { passed } else { !passed || same(&changed, &text) };
            prop_assert!(right);
        }
    }

    #[test]
    fn key_files_of_any_bytes_are_borne(at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 0..8)) {
        for whole in [KEYS, include_str!("../../../tests/data/keys/rsa.pem"), include_str!("../../../tests/data/keys/ec.crt")] {
            let mut text = whole.as_bytes().to_vec();
            let start = at.index(text.len());
            text.splice(start..(start + bytes.len()).min(whole.len()), bytes.clone());
            let claims = vec![("a".to_owned(), "1".to_owned())];
            if let Ok(Contents::Keys(keys, _)) = read(&text) {
                for key in keys {
                    for alg in ["HS256", "RS256", "ES256", "ES384", "EdDSA"] {
                        let _ = compact(&claims, &claims, alg, Some(&key));
                    }
                    passes(&rfc::rs256_example(), &[key]);
                }
            }
        }
    }
}
