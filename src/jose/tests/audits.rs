//! What the auditor computes from tokens.

use super::super::claims::{
    CritProblem, EmbeddedKey, HeaderUrl, Host, KidShape, Kind, Scheme, Sensitive, ServiceAccount,
};
use super::super::{Traits, audit, decode};
use super::{b64, hs256, token};

fn of_claims(claims: &str) -> Traits {
    audit(&decode(&hs256(claims)))
}

fn of_header(members: &str) -> Traits {
    audit(&decode(&token(
        &format!(r#"{{"alg":"HS256",{members}}}"#),
        r#"{"iss":"https://id.fake.example/a"}"#,
    )))
}

#[test]
fn lifetimes_are_differences_in_seconds() {
    let traits = of_claims(r#"{"iat":1700000000,"nbf":1700000001,"exp":1700086400}"#);
    assert_eq!((traits.lifetime, traits.nbf), (Some(86_400), Some(1_700_000_001)));
    assert_eq!(of_claims(r#"{"exp":1700086400}"#).lifetime, None);
    assert_eq!(of_claims(r#"{"iat":1700000000,"exp":1700086400000}"#).lifetime, None);
    assert_eq!(of_claims("{}").has_exp, Some(false));
}

#[test]
fn shapes_of_kid() {
    let cases = [
        (r#""key-2024-01""#, KidShape::Plain),
        (r#""https://vault.fake.example/keys/a/1""#, KidShape::Plain),
        (r#""arn:aws:kms:eu-west-1:000000000000:key/fake""#, KidShape::Plain),
        (r#""urn:fake:key/1""#, KidShape::Plain),
        (r#""FAKEkid/0123456789+abcdefghijklmnopqrstuvw0=""#, KidShape::Plain),
        (r#""keys/1.pem""#, KidShape::Path),
        (r#""../../../../dev/null""#, KidShape::Path),
        (r#""https://a.fake.example/../x""#, KidShape::Path),
        (r#""a%2e%2e%2fb""#, KidShape::Path),
        (r#""C:\\keys""#, KidShape::Path),
        (r#""key\u0000""#, KidShape::Path),
        (r#""x' UNION SELECT 'fake""#, KidShape::Sql),
        (r#""1 union select 2""#, KidShape::Sql),
        (r#""key; id""#, KidShape::Command),
        (r#""$(id)""#, KidShape::Command),
        (r#""|id""#, KidShape::Command),
        ("1", KidShape::NonString),
        (r#"["a"]"#, KidShape::NonString),
    ];
    for (kid, shape) in cases {
        assert_eq!(of_header(&format!(r#""kid":{kid}"#)).header.traits.kid_shape, Some(shape), "{kid}");
    }
    let long = format!(r#""kid":"{}""#, "k".repeat(129));
    assert_eq!(of_header(&long).header.traits.kid_shape, Some(KidShape::Long));
    assert_eq!(of_header(r#""typ":"JWT""#).header.traits.kid_shape, None);
}

#[test]
fn urls_in_the_header() {
    let url = |text: &str| of_header(&format!(r#""jku":{text}"#)).header_urls.remove(0);
    let expected = |scheme, host, same| HeaderUrl { member: "jku", scheme, host, issuer_host: Some(same) };
    assert_eq!(url(r#""https://id.fake.example/keys""#), expected(Scheme::Https, Host::Name, true));
    assert_eq!(url(r#""https://ID.fake.example.:8443/""#), expected(Scheme::Https, Host::Name, true));
    assert_eq!(url(r#""https://id.fake.example@evil.example/""#), expected(Scheme::Https, Host::Name, false));
    assert_eq!(url(r#""HTTP://198.51.100.7/""#), expected(Scheme::Http, Host::Ip, false));
    assert_eq!(url(r#""http://[::1]:80/k""#), expected(Scheme::Http, Host::Loopback, false));
    assert_eq!(url(r#""http://localhost""#), expected(Scheme::Http, Host::Loopback, false));
    assert_eq!(url(r#""file:///etc/passwd""#), expected(Scheme::Other, Host::None, false));
    assert_eq!(url("7"), expected(Scheme::Other, Host::None, false));
    assert_eq!(of_header(r#""x5u":"https://a.example""#).header_urls[0].member, "x5u");
}

#[test]
fn embedded_keys_name_their_private_members() {
    let keys = of_header(r#""jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"ZmFrZQ"},"x5c":["AA"]"#)
        .header
        .traits
        .embedded_keys
        .clone();
    let jwk = EmbeddedKey { member: "jwk", private_material: vec!["d"] };
    assert_eq!(keys, [jwk, EmbeddedKey { member: "x5c", private_material: vec![] }]);
}

#[test]
fn crit_keeps_rfc_7515() {
    use CritProblem::*;
    let cases: [(&str, &[CritProblem]); 10] = [
        (r#""crit":["x"],"x":1"#, &[]),
        (r#""crit":"x","x":1"#, &[NotArray]),
        (r#""crit":[]"#, &[Empty]),
        (r#""crit":[1]"#, &[NotText]),
        (r#""crit":["x","x"],"x":1"#, &[Duplicate]),
        (r#""crit":["alg"]"#, &[Registered]),
        (r#""crit":["x"]"#, &[Absent]),
        (r#""crit":["exp","kid"]"#, &[Absent, Registered]),
        (r#""b64":true"#, &[]),
        (r#""crit":["x","b64"],"x":1,"b64":true"#, &[]),
    ];
    for (members, problems) in cases {
        assert_eq!(of_header(members).crit_problems, problems, "{members}");
    }
}

#[test]
fn b64_false_keeps_rfc_7797() {
    let problems = |header: &str, payload: &str| {
        audit(&decode(&format!("{}.{payload}.c2ln", b64(header)))).crit_problems
    };
    let critical = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    assert_eq!(problems(critical, ""), []);
    assert_eq!(problems(critical, "{}"), [CritProblem::B64InJwt]);
    assert_eq!(problems(r#"{"alg":"HS256","b64":false}"#, ""), [CritProblem::B64NotCritical]);
}

#[test]
fn parameters_of_encryption() {
    let header = r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":5000000,"p2s":"AA","zip":"DEF"}"#;
    let traits = audit(&decode(&format!("{}.AA.AA.AA.AA", b64(header))));
    assert_eq!(
        (traits.header.traits.p2c, traits.header.traits.zip, traits.signature.fits),
        (Some(5_000_000), true, Some(false))
    );
    assert_eq!(traits.header.traits.algorithm.as_deref(), Some("PBES2-HS256+A128KW"));
}

#[test]
fn signatures_that_cannot_be_right() {
    let shape = |alg: &str, signature: &[u8]| {
        let text = format!("{}.{}.{}", b64(format!(r#"{{"alg":"{alg}"}}"#)), b64("{}"), b64(signature));
        audit(&decode(&text)).signature
    };
    let sizes = [("HS256", 32), ("HS384", 48), ("HS512", 64), ("ES256", 64), ("ES384", 96), ("EdDSA", 64)];
    for (alg, size) in sizes {
        assert_eq!(shape(alg, &vec![1; size]).fits, Some(true), "{alg}");
        assert_eq!(shape(alg, &vec![1; size - 1]).fits, Some(false), "{alg}");
    }
    assert_eq!(shape("RS256", &[1; 32]).fits, Some(false));
    assert_eq!(shape("PS512", &[1; 128]).rsa_bits, Some(1024));
    assert_eq!(shape("fake", &[1; 3]).fits, None);
    assert!(shape("HS256", &[0; 32]).all_zero);
    let psychic = shape("ES256", &[0; 64]);
    assert!(psychic.all_zero && psychic.out_of_range);
    assert!(shape("ES384", &[0xff; 96]).out_of_range);
    let half: Vec<u8> = [[1u8; 32], [0; 32]].concat();
    assert!(shape("ES256", &half).out_of_range);
    assert!(!shape("ES512", &[1; 132]).out_of_range);
}

#[test]
fn kinds_of_token() {
    let dpop = audit(&decode(&token(r#"{"alg":"ES256","typ":"DPoP+JWT","jwk":{}}"#, r#"{"nonce":"n"}"#)));
    assert!(dpop.header.traits.dpop && !dpop.id_token);
    assert!(of_claims(r#"{"at_hash":"x"}"#).id_token);
    assert!(!of_claims(r#"{"auth_time":1}"#).id_token);
    let service = |claims: &str| of_claims(claims).service_account;
    assert_eq!(service(r#"{"role":"service_role"}"#), Some(ServiceAccount::ServiceRole));
    assert_eq!(service(r#"{"sub":"system:serviceaccount:fake:fake"}"#), Some(ServiceAccount::Kubernetes));
    assert_eq!(service(r#"{"role":"anon","iss":"supabase"}"#), None);
    assert!(of_claims(r#"{"role":"anon","iss":"supabase"}"#).public_by_design);
}

#[test]
fn a_token_in_a_token_is_not_called_malformed() {
    let inner = hs256("{}");
    for header in [r#"{"alg":"HS256","cty":"JWT"}"#, r#"{"alg":"HS256"}"#] {
        let decoded = decode(&token(header, &inner));
        assert!(decoded.nested && decoded.payload.is_none() && decoded.defects.is_empty());
    }
}

#[test]
fn sensitive_values_are_told_by_kind() {
    let kinds = |value: &str| -> Vec<Kind> {
        of_claims(&format!(r#"{{"c":{value}}}"#)).sensitive.into_iter().map(|s| s.kind).collect()
    };
    assert_eq!(kinds(r#""fake.user@mail.example""#), [Kind::Email]);
    assert_eq!(kinds(r#""4111 1111 1111 1111""#), [Kind::Card]);
    assert_eq!(kinds(r#""378282246310005""#), [Kind::Card]);
    assert_eq!(kinds(r#""GB82 WEST 1234 5698 7654 32""#), [Kind::Iban]);
    assert_eq!(kinds(r#""DE89370400440532013000""#), [Kind::Iban]);
    assert_eq!(
        kinds(r#""$2b$10$fakefakefakefakefakefakefakefakefakefakefakefakefake""#),
        [Kind::PasswordHash]
    );
    assert_eq!(kinds(r#""-----BEGIN RSA PRIVATE KEY-----\nfake""#), [Kind::PrivateKey]);
    assert_eq!(kinds(r#"{"a":[{"b":"x@y.example"}]}"#), [Kind::Email]);
    let harmless = [
        r#""4111 1111 1111 1112""#,
        r#""1700000000000000""#,
        "4111111111111111",
        r#""GB83 WEST 1234 5698 7654 32""#,
        r#""user@host""#,
        r#""@fake.example""#,
        r#""a@b@c.example""#,
        r#""https://a:b@c.example/""#,
        r#""not a mail@c.example""#,
        "null",
    ];
    for value in harmless {
        assert!(kinds(value).is_empty(), "{value}");
    }
}

#[test]
fn names_within_claims_are_kept_apart() {
    let traits = of_claims(r#"{"user":{"password":"fake","tags":[{"deep":1}]},"sub":"1"}"#);
    assert!(traits.names.inner.iter().eq(["deep", "password", "tags"]));
    assert!(traits.names.top.iter().eq(["sub", "user"]));
    let e_mail = of_claims(r#"{"sub":"a@b.example"}"#).sensitive;
    assert_eq!(e_mail, [Sensitive { claim: "sub".to_owned(), kind: Kind::Email }]);
}
