//! Cases after the categories of the Wycheproof vectors for JOSE, made here with keys of the RFCs, and more examples of
//! RFC 7517 and RFC 7520. What a verifier must refuse is refused with its reason; what the RFCs accept passes.

use super::super::check::{Expected, Verdict, checks};
use super::super::key::{Contents, Key, read};
use super::super::sign::compact;
use super::super::{Form, base64url, decode, jwk, read as reading};
use super::{b64, problems};

const KEYS: &str = include_str!("../../../tests/data/rfc-keys.json");

/// 32 bytes, as HS256 asks for.
const LONG: &[u8] = b"fake-test-key-of-thirty-two-byte";

fn keys(text: &str) -> Vec<Key> {
    match read(text.as_bytes()) {
        Ok(Contents::Keys(keys, _)) => keys,
        _ => Vec::new(),
    }
}

fn rfc_key(kid: &str) -> Vec<Key> {
    keys(KEYS).into_iter().filter(|key| key.kid.as_deref() == Some(kid)).collect()
}

fn secret() -> Vec<Key> {
    vec![Key::secret(LONG)]
}

/// The verdict on the signature, with its words.
fn verdict(text: &str, keys: &[Key]) -> (bool, String) {
    let first = checks(text, &decode(text), Some(keys), &Expected::default()).remove(0);
    (first.verdict == Verdict::Passed, first.words)
}

fn made(alg: &str, keys: &[Key]) -> String {
    let header = vec![("alg".to_owned(), format!("\"{alg}\""))];
    compact(&header, &vec![("sub".to_owned(), "\"fake\"".to_owned())], alg, keys.first()).unwrap()
}

/// A text signed as HS256 whatever it is.
fn mac(signed: &str) -> String {
    let code = super::super::verify::hmac(signed.as_bytes(), super::super::verify::Hs::Hs256, LONG);
    format!("{signed}.{}", b64(code))
}

/// The same token with its parts in another form.
fn with_parts(text: &str, change: impl Fn(&str, &str, &str) -> String) -> String {
    let parts: Vec<&str> = text.split('.').collect();
    change(parts[0], parts[1], parts[2])
}

fn flipped(part: &str) -> String {
    let mut bytes = base64url::decode(part.as_bytes()).bytes;
    bytes[0] ^= 1;
    b64(bytes)
}

#[test]
fn parts_that_are_changed_or_missing_are_refused() {
    for (alg, keys) in [
        ("HS256", secret()),
        ("RS256", rfc_key("7515-A.2")),
        ("PS256", rfc_key("7515-A.2")),
        ("ES256", rfc_key("7515-A.3")),
        ("EdDSA", rfc_key("8037-A.1")),
    ] {
        let valid = made(alg, &keys);
        assert!(verdict(&valid, &keys).0, "{alg}");
        let broken = [
            with_parts(&valid, |h, p, s| format!("{h}.{p}.{}", flipped(s))),
            with_parts(&valid, |h, p, s| format!("{h}.{}.{s}", flipped(p))),
            with_parts(&valid, |h, p, s| format!("{}.{p}.{s}", flipped(h))),
            with_parts(&valid, |h, p, _| format!("{h}.{p}.")),
            with_parts(&valid, |h, p, _| format!("{h}.{p}")),
            with_parts(&valid, |h, _, s| format!("{h}..{s}")),
            with_parts(&valid, |h, _, s| format!("{h}.{s}")),
            with_parts(&valid, |_, p, s| format!(".{p}.{s}")),
            with_parts(&valid, |_, p, s| format!("{p}.{s}")),
            with_parts(&valid, |_, p, _| format!(".{p}.")),
            with_parts(&valid, |_, p, _| p.to_owned()),
            String::new(),
            format!("{valid}.extra"),
            with_parts(&valid, |h, p, s| format!("{h}.{p}.{}", &s[..s.len() - 4])),
            with_parts(&valid, |h, p, s| format!("{h}.{p}.{s}AAAA")),
            with_parts(&valid, |h, p, s| {
                format!("{h}.{p}.{}", b64(vec![0; base64url::decode(s.as_bytes()).bytes.len()]))
            }),
        ];
        for (number, text) in broken.iter().enumerate() {
            let (passed, words) = verdict(text, &keys);
            assert!(!passed && !words.is_empty(), "{alg} {number}");
        }
    }
}

#[test]
fn other_algorithms_than_that_of_the_key_are_refused() {
    let (rsa, ec) = (rfc_key("7515-A.2"), rfc_key("7515-A.3"));
    for alg in ["RS384", "RS512", "PS256", "HS256", "ES256", "none", "NONE", "", "rs256", "RS256\\u0000"] {
        let text = with_parts(&made("RS256", &rsa), |_, p, s| {
            format!("{}.{p}.{s}", b64(format!("{{\"alg\":\"{alg}\"}}")))
        });
        assert!(!verdict(&text, &rsa).0, "{alg}");
        assert!(!verdict(&text, &ec).0, "{alg}");
    }
    // The public key's bytes as a secret: the families are kept apart (RFC 8725 section 2.1).
    let text = mac(&format!("{}.{}", b64(r#"{"alg":"HS256"}"#), b64("{}")));
    for keys in [rsa, ec] {
        let (passed, words) = verdict(&text, &keys);
        assert!(!passed && words.starts_with("refused: HS256 needs a shared secret"), "{words}");
    }
}

#[test]
fn a_key_in_the_header_counts_for_nothing() {
    let set = reading::json(KEYS.as_bytes()).json.unwrap();
    let listed = set.get("keys").unwrap().elements();
    let public = listed.iter().find(|key| key.text_of("kid") == Some("7515-A.3")).unwrap();
    let own = &KEYS[public.range.clone()];
    let header =
        vec![("alg".to_owned(), "\"ES256\"".to_owned()), ("jwk".to_owned(), own.replace(['\n', '\r'], " "))];
    let text = compact(&header, &vec![], "ES256", rfc_key("7515-A.3").first()).unwrap();
    let other = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
    let (passed, words) = verdict(&text, &keys(other));
    assert!(!passed && words.contains("not made with this key"), "{words}");
}

#[test]
fn flawed_base64_fits_and_is_refused_all_the_same() {
    let header = b64(r#"{"alg":"HS256"}"#);
    let cases = [
        // Signed as it stands, so that nothing but the text is wrong.
        (mac(&format!("{header}.e30=")), "padding"),
        (mac(&format!("{header}.e31")), "unused bits"),
        (mac(&format!("{header}.e30?")), "outside base64url"),
        (mac(&format!("{header}=.e30")), "padding"),
        (mac(&format!("{header}.{}", b64("{\"a\":\"???\"}").replace('_', "/"))), "standard base64"),
        (format!("{}=", mac(&format!("{header}.e30"))), "padding"),
    ];
    for (text, reason) in cases {
        let (passed, words) = verdict(&text, &secret());
        assert!(!passed && words.contains(reason), "{reason}: {words}");
    }
    let spaced = mac(&format!("{}.{}", b64("{ \"alg\" :\r\n\t\"HS256\" }"), b64(" {} ")));
    assert!(verdict(&spaced, &secret()).0, "white space in JSON is no flaw");
}

#[test]
fn ecdsa_numbers_out_of_range_are_refused() {
    let keys = rfc_key("7515-A.3");
    let valid = made("ES256", &keys);
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let number = |last: i16| {
        let mut bytes: Vec<u8> =
            (0..32).map(|at| u8::from_str_radix(&order[at * 2..at * 2 + 2], 16).unwrap()).collect();
        bytes[31] = (i16::from(bytes[31]) + last) as u8;
        bytes
    };
    let one = || [vec![0; 31], vec![1]].concat();
    let numbers = [vec![0; 32], one(), number(-1), number(0), number(1), vec![0xff; 32]];
    for r in &numbers {
        for s in &numbers {
            let text =
                with_parts(&valid, |h, p, _| format!("{h}.{p}.{}", b64([r.clone(), s.clone()].concat())));
            assert!(!verdict(&text, &keys).0);
        }
    }
    // The DER form of X9.62 is no JWS signature (RFC 7518 section 3.4).
    let der = [vec![0x30, 0x44, 2, 32], vec![7; 32], vec![2, 32], vec![7; 32]].concat();
    assert!(!verdict(&with_parts(&valid, |h, p, _| format!("{h}.{p}.{}", b64(der.clone()))), &keys).0);
}

#[test]
fn keys_that_are_not_for_this_are_refused() {
    let k = b64(LONG);
    let text = made("HS256", &secret());
    let cases = [
        (format!(r#"{{"kty":"oct","k":"{k}","use":"enc"}}"#), "there is no key"),
        (format!(r#"{{"kty":"oct","k":"{k}","key_ops":["encrypt"]}}"#), "there is no key"),
        (format!(r#"{{"kty":"oct","k":"{k}","alg":"HS512"}}"#), "the key is for HS512 only"),
        (format!(r#"{{"kty":"oct","k":"{k}","alg":"A256KW"}}"#), "the key is for A256KW only"),
        (r#"{"kty":"oct","k":""}"#.to_owned(), "an empty secret is none"),
        (r#"{"kty":"RSA","n":"AQ","e":"AQ"}"#.to_owned(), "needs a shared secret"),
    ];
    for (key, reason) in cases {
        let (passed, words) = verdict(&text, &keys(&key));
        assert!(!passed && words.contains(reason), "{reason}: {words}");
    }
    for more in
        ["", r#","key_ops":["verify"]"#, r#","key_ops":["sign","verify"],"use":"sig""#, r#","alg":"HS256""#]
    {
        assert!(verdict(&text, &keys(&format!(r#"{{"kty":"oct","k":"{k}"{more}}}"#))).0, "{more}");
    }
}

#[test]
fn a_short_secret_passes_and_is_named() {
    let short = vec![Key::secret(b"fake")];
    let (passed, words) = verdict(&made("HS512", &short), &short);
    assert!(passed && words.ends_with("it has 4 bytes, and RFC 7518 section 3.2 asks for 64"), "{words}");
    assert!(!verdict(&made("HS256", &secret()), &secret()).1.contains("asks for"));
}

#[test]
fn an_rsa_key_with_the_trace_of_its_generator_is_refused() {
    let traced = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, super::super::roca::TRACED);
    let (passed, words) = verdict(&made("RS256", &rfc_key("7515-A.2")), &keys(&traced));
    assert!(!passed && words.contains("CVE-2017-15361"), "{words}");
}

#[test]
fn an_empty_payload_is_one_where_it_is_signed() {
    let header = b64(r#"{"alg":"HS256"}"#);
    assert!(verdict(&mac(&format!("{header}.")), &secret()).0);
    let detached = with_parts(&made("HS256", &secret()), |h, _, s| format!("{h}..{s}"));
    assert_eq!(verdict(&detached, &secret()), (false, "the payload travels elsewhere".to_owned()));
}

const FRODO: &str = "It\u{2019}s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't \
    keep your feet, there\u{2019}s no knowing where you might be swept off to.";
const FRODO_KEY: &str = r#"{"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256",
    "k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;
const FRODO_HEADER: &str = r#"{"alg":"HS256","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037"}"#;
const FRODO_SIGNATURE: &str = "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";

/// RFC 7520 sections 4.4 and 4.5: text that is no claims set, and the same with its payload elsewhere.
#[test]
fn the_hmac_examples_of_rfc_7520_verify() {
    let text = format!("{}.{}.{FRODO_SIGNATURE}", b64(FRODO_HEADER), b64(FRODO));
    assert!(verdict(&text, &keys(FRODO_KEY)).0);
    assert_eq!(problems(&text), ["not-json"]);
    let detached = format!("{}..{FRODO_SIGNATURE}", b64(FRODO_HEADER));
    assert_eq!(decode(&detached).form, Form::Jws);
    assert_eq!(problems(&detached), [""; 0]);
    assert!(verdict(&detached, &keys(FRODO_KEY)).1.contains("elsewhere"));
}

/// RFC 7517 A.1 and A.2, the RSA key of which is public here.
#[test]
fn the_key_sets_of_rfc_7517_are_read() {
    let rsa = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n\
        3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgd\
        AZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur\
        -kEgU8awapJzKnqDKgw";
    let ec = r#""kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM""#;
    let set = |private: &str| {
        format!(
            r#"{{"keys":[{{{ec}{private},"use":"enc","kid":"1"}},
            {{"kty":"RSA","n":"{rsa}","e":"AQAB","alg":"RS256","kid":"2011-04-29"}}]}}"#
        )
    };
    let read_set = |text: &str| jwk::keys(&reading::json(text.as_bytes()).json.unwrap()).unwrap();
    let public = read_set(&set(""));
    let sizes: Vec<_> = public.iter().map(|key| (key.bits, key.exponent, key.factorable)).collect();
    assert_eq!(sizes, [(Some(256), None, false), (Some(2048), Some(65_537), false)]);
    let private = read_set(&set(r#","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE""#));
    assert_eq!(private[0].private_material, ["d"]);
    assert_eq!(private[0].same_material(&public[0]), Some(true));
    let usable: Vec<_> = keys(&set("")).iter().map(|key| (key.kid.clone(), key.for_encryption)).collect();
    assert_eq!(usable, [(Some("1".to_owned()), true), (Some("2011-04-29".to_owned()), false)]);
}

/// RFC 7517 appendix C: the header of the encrypted key, with segments of the lengths that its algorithms give.
#[test]
fn a_key_under_a_password_is_an_encrypted_token() {
    let header = "{\"alg\":\"PBES2-HS256+A128KW\",\"p2s\":\"2WCTcJZ1Rvd_CJuJripQ1w\",\"p2c\":4096,\
        \"enc\":\"A128CBC-HS256\",\"cty\":\"jwk+json\"}";
    let part = |length: usize| b64(vec![7; length]);
    let text = format!("{}.{}.{}.{}.{}", b64(header), part(40), part(16), part(704), part(16));
    let decoded = decode(&text);
    assert_eq!((decoded.form, decoded.defects.len()), (Form::Jwe, 0));
    let traits = super::super::audit(&decoded);
    assert_eq!((traits.header.traits.p2c, traits.signature.fits), (Some(4_096), Some(true)));
    assert_eq!(verdict(&text, &secret()), (false, "an encrypted token has no signature".to_owned()));
}

#[test]
fn parts_of_an_encrypted_token_that_are_missing_have_their_reason() {
    let header = b64(r#"{"alg":"dir","enc":"A128GCM"}"#);
    let cases = [
        (format!("{header}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"), vec![]),
        (format!("{header}..AAAAAAAAAAAAAAAA.AAAA."), vec!["empty-signature"]),
        (format!("{header}..AAAAAAAAAAAAAAAA.AAAA"), vec!["segment-count"]),
        (format!("{header}..A.AAAA.AAAAAAAAAAAAAAAAAAAAAA"), vec!["dangling-character"]),
        (format!("{}.AA.AA.AA.AA", b64(r#"{"alg":"dir"}"#)), vec!["encryption-missing"]),
    ];
    for (text, expected) in cases {
        assert_eq!(problems(&text), expected, "{text}");
    }
}
