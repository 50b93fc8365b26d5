//! PEM blocks, DER and JSON Web Keys. Keys are public ones, or put together from made-up numbers.

use super::super::der::{KeyKind, key_kind, rsa_bits};
use super::super::jwk::{Key, keys};
use super::super::pem::{Body, MAX_BODY, find};
use super::super::read;
use super::b64;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

// Made by OpenSSL 3 for this test; the private halves were thrown away.
const RSA_SPKI: &str = "\
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs5TT6umSQ6MzzyPgp+Ch\n\
mU72JT74D99A2/4HGcyhZ0L6uaaivf4X+8ZrqFY/7PDZ7IcZgrCas5xcxNVnDs7l\n\
JXh+p8sTt4WiY0/182xXOebsg6py2IvY4HxQZ7a6PSym+hivi0yM67Cze+ni+DSR\n\
L4xzaN0Cl700YqYSm/uQ+xIDDNEtzWfF01CTS9e1hKqUNQYaz4oJYxJJ74zhAkXy\n\
pzC2R/qMks8Rdk7XShHi9jqM7z25oQ7e3Vj4mOltQecYo+exK3TxMQiYqVC5D544\n\
Z5ER1at1++jqRSi+Qij4b7gG7xWLYLqOpM8lkvr8aKGetK/vxnRQNsR/w86XBIG0\n\
/QIDAQAB";
const RSA_PKCS1: &str = "\
MIIBCgKCAQEAs5TT6umSQ6MzzyPgp+ChmU72JT74D99A2/4HGcyhZ0L6uaaivf4X\n\
+8ZrqFY/7PDZ7IcZgrCas5xcxNVnDs7lJXh+p8sTt4WiY0/182xXOebsg6py2IvY\n\
4HxQZ7a6PSym+hivi0yM67Cze+ni+DSRL4xzaN0Cl700YqYSm/uQ+xIDDNEtzWfF\n\
01CTS9e1hKqUNQYaz4oJYxJJ74zhAkXypzC2R/qMks8Rdk7XShHi9jqM7z25oQ7e\n\
3Vj4mOltQecYo+exK3TxMQiYqVC5D544Z5ER1at1++jqRSi+Qij4b7gG7xWLYLqO\n\
pM8lkvr8aKGetK/vxnRQNsR/w86XBIG0/QIDAQAB";
const EC_CERTIFICATE: &str = "\
MIIBgzCCASmgAwIBAgIUdFu7YePOrVTBTsWfzaC6RMSG4VIwCgYIKoZIzj0EAwIw\n\
FzEVMBMGA1UEAwwMZmFrZS5leGFtcGxlMB4XDTI2MTEyMTEwNTQzNFoXDTI2MTEy\n\
MjEwNTQzNFowFzEVMBMGA1UEAwwMZmFrZS5leGFtcGxlMFkwEwYHKoZIzj0CAQYI\n\
KoZIzj0DAQcDQgAEVJZWRQ5EOSOTbs0NS1GjKFULj37uFQb14fBz2hME1BExflE6\n\
J9PBf7kqfJGNLl6a7UxDiaH5dQBdHVFRbFL0p6NTMFEwHQYDVR0OBBYEFD5+op3m\n\
F2N00dx4P14B3u41wT8IMB8GA1UdIwQYMBaAFD5+op3mF2N00dx4P14B3u41wT8I\n\
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgd5e18gP18EZ5Yc7V\n\
x49ymv09QibxfHCg2S3KbK3cTGgCIQCk5O9nbAOVats2KNZyO10Yhz1bomEn/+Gg\n\
Iii+ZCGhcg==";
const ED25519_SPKI: &str = "\
MCowBQYDK2VwAyEAS/UPmVlDjIa3XYhO4dQLH31JC7xiAGr5GsueIMafaMs=";

/// One DER element.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let head = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, value.to_vec()].concat()
}

/// An RSA private key that is none: its modulus is one bit, its other numbers are 3.
fn fake_pkcs1(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0u8; bits / 8 + 1];
    modulus[1] = 0x80;
    let numbers = [vec![0], modulus, vec![1, 0, 1], vec![3], vec![3], vec![3], vec![3], vec![3], vec![3]];
    tlv(0x30, &numbers.iter().flat_map(|number| tlv(2, number)).collect::<Vec<u8>>())
}

fn fake_pkcs8(bits: usize) -> Vec<u8> {
    let rsa = tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
    let algorithm = tlv(0x30, &[rsa, tlv(5, &[])].concat());
    tlv(0x30, &[tlv(2, &[0]), algorithm, tlv(4, &fake_pkcs1(bits))].concat())
}

fn fake_sec1() -> Vec<u8> {
    let curve = tlv(0xa0, &tlv(6, &[0x2b, 0x81, 4, 0, 0x23]));
    tlv(0x30, &[tlv(2, &[1]), tlv(4, &[3; 66]), curve].concat())
}

fn pem(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

fn only(text: &str) -> Body {
    let all: Vec<_> = find(text.as_bytes()).collect();
    assert_eq!(all.len(), 1, "{text}");
    all[0].body
}

fn kind(text: &str) -> Option<KeyKind> {
    match only(text) {
        Body::Real { key, .. } => key,
        Body::Encrypted | Body::Placeholder => None,
    }
}

#[test]
fn public_keys_and_certificates_of_openssl_are_read() {
    let rsa = Some(KeyKind::Rsa { bits: 2048, exponent: Some(65537), factorable: false });
    assert_eq!(kind(&pem("PUBLIC KEY", RSA_SPKI)), rsa);
    assert_eq!(kind(&pem("RSA PUBLIC KEY", RSA_PKCS1)), rsa);
    assert_eq!(kind(&pem("CERTIFICATE", EC_CERTIFICATE)), Some(KeyKind::Ec { bits: 256 }));
    assert_eq!(kind(&pem("PUBLIC KEY", ED25519_SPKI)), Some(KeyKind::Edwards { bits: 256 }));
}

#[test]
fn private_keys_are_told_by_label_and_sized() {
    let text = pem("RSA PRIVATE KEY", &STANDARD.encode(fake_pkcs1(1024)));
    let found = find(text.as_bytes()).next().unwrap();
    assert!(found.is_private);
    assert_eq!((found.label.as_str(), found.range), ("RSA PRIVATE KEY", 0..text.len() - 1));
    assert_eq!(rsa_bits(&fake_pkcs1(1024)), Some(1024));
    assert_eq!(rsa_bits(&fake_pkcs8(4096)), Some(4096));
    assert_eq!(key_kind(&fake_sec1()), Some(KeyKind::Ec { bits: 521 }));
    assert!(!find(pem("PUBLIC KEY", RSA_SPKI).as_bytes()).next().unwrap().is_private);
}

#[test]
fn cut_der_is_nothing() {
    for der in [
        fake_pkcs1(512),
        fake_pkcs8(512),
        fake_sec1(),
        STANDARD.decode(EC_CERTIFICATE.replace('\n', "")).unwrap(),
    ] {
        assert!(key_kind(&der).is_some());
        for end in 0..der.len() {
            assert_eq!(key_kind(&der[..end]), None);
        }
    }
    for der in [&[0x30, 0x80][..], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 0x89, 1]] {
        assert_eq!(key_kind(der), None);
    }
}

#[test]
fn blocks_within_one_line_of_source_are_read() {
    let body = STANDARD.encode(fake_pkcs8(512));
    let (a, b) = body.split_at(64);
    let begin = "-----BEGIN PRIVATE KEY-----";
    let end = "-----END PRIVATE KEY-----";
    let texts = [
        format!("KEY=\"{begin}\\n{a}\\n{b}\\n{end}\\n\""),
        format!("\"{begin}\\r\\n{a}{b}\\r\\n{end}\""),
        format!("    {begin}\r\n    {a}\r\n    {b}\r\n    {end}"),
        format!("\"{begin}\\n\" +\n  \"{a}\\n\" +\n  \"{b}\\n\" +\n  \"{end}\""),
        format!("# {begin}\n# {a}\n# {b}\n# {end}"),
        format!("{begin} {a}{b} {end}"),
    ];
    for text in texts {
        assert_eq!(
            kind(&text),
            Some(KeyKind::Rsa { bits: 512, exponent: Some(65537), factorable: false }),
            "{text}"
        );
    }
}

#[test]
fn placeholders_and_encrypted_keys_are_told_apart() {
    let bodies =
        ["...", "", "MIIE...", "<your key here>", "${PRIVATE_KEY}", "MIIEpAIBAAKCAQEA", "xxxxxxxxxxxxxxxx"];
    for body in bodies {
        assert_eq!(only(&pem("RSA PRIVATE KEY", body)), Body::Placeholder, "{body}");
    }
    let filler = STANDARD.encode([b'x'; 600]);
    assert_eq!(only(&pem("RSA PRIVATE KEY", &filler)), Body::Placeholder);
    assert_eq!(only(&pem("ENCRYPTED PRIVATE KEY", &filler)), Body::Encrypted);
    let armored = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n{filler}");
    assert_eq!(only(&pem("RSA PRIVATE KEY", &armored)), Body::Encrypted);
    let ssh = STANDARD.encode([b"openssh-key-v1\0".as_slice(), &[3; 200]].concat());
    assert_eq!(only(&pem("OPENSSH PRIVATE KEY", &ssh)), Body::Real { bytes: 215, key: None });
}

#[test]
fn what_is_no_block_is_left_alone() {
    let repeat = "-----BEGIN PRIVATE KEY-----".repeat(40_000);
    let long = pem("PRIVATE KEY", &"A".repeat(MAX_BODY));
    let texts = [
        "",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN -----x-----END -----",
        "-----BEGIN private key-----x-----END private key-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        repeat.as_str(),
        long.as_str(),
    ];
    for text in texts {
        assert_eq!(find(text.as_bytes()).count(), 0);
    }
    let plus = format!("\"{}", "+".repeat(60_000));
    assert_eq!(only(&pem("PRIVATE KEY", &plus)), Body::Placeholder);
}

fn jwk(text: &str) -> Option<Vec<Key>> {
    keys(&read::json(text.as_bytes()).json?)
}

fn rsa_jwk(more: &str) -> String {
    let modulus = [&[0x80u8][..], &[1; 255]].concat();
    format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"{more}}}"#, b64(modulus))
}

#[test]
fn a_key_shows_its_size_use_and_private_members() {
    let more =
        r#","d":"ZmFrZQ","dp":"","qi":null,"use":"sig","alg":"RS256","kid":"1","key_ops":["verify",1]"#;
    let key = jwk(&rsa_jwk(more)).unwrap().remove(0);
    assert_eq!((key.bits, key.exponent, key.kty.as_deref()), (Some(2048), Some(65537), Some("RSA")));
    assert_eq!(
        (key.alg.as_deref(), key.usage.as_deref(), key.kid.as_deref()),
        (Some("RS256"), Some("sig"), Some("1"))
    );
    assert_eq!((key.private_material, key.key_ops), (vec!["d"], vec!["verify".to_owned()]));
}

#[test]
fn a_set_yields_each_key() {
    let secret = b64([7u8; 16]);
    let set = format!(
        r#"{{"keys":[{},{{"kty":"oct","k":"{secret}","kid":7}},{{"kty":"EC","crv":"P-521","x":"AQ","y":"AQ"}},
            {{"kty":"OKP","crv":"Ed448","x":"AQ"}},{{"kty":"new"}},3]}}"#,
        rsa_jwk("")
    );
    let keys = jwk(&set).unwrap();
    let bits: Vec<_> = keys.iter().map(|key| key.bits).collect();
    assert_eq!(bits, [Some(2048), Some(128), Some(521), Some(448), None]);
    assert_eq!((keys[1].private_material.as_slice(), keys[1].kid_is_not_text), (&["k"][..], true));
    assert!(keys[0].private_material.is_empty());
    assert!(!format!("{keys:?}").contains(&secret));
}

#[test]
fn the_same_key_is_recognised_under_other_names() {
    let key = |text: &str| jwk(text).unwrap().remove(0);
    let a = key(&rsa_jwk(r#","kid":"a""#));
    assert_eq!(a.same_material(&key(&rsa_jwk(r#","kid":"b","use":"enc""#))), Some(true));
    assert_eq!(a.same_material(&key(r#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#)), Some(false));
    assert_eq!(a.same_material(&key(r#"{"kty":"RSA","e":"AQAB"}"#)), None);
}

#[test]
fn what_is_no_key_is_nothing() {
    for text in [
        "{}",
        "[]",
        "null",
        r#"{"kty":1}"#,
        r#"{"keys":{}}"#,
        r#"{"keys":["a","b"]}"#,
        r#"{"keys":[{"id":1}]}"#,
    ] {
        assert!(jwk(text).is_none(), "{text}");
    }
    assert_eq!(jwk(r#"{"keys":[]}"#).map(|keys| keys.len()), Some(0));
    assert_eq!(jwk(r#"{"kty":"RSA","n":"<modulus>","e":"AQAB"}"#).unwrap()[0].bits, None);
}
