//! Mutated tokens, random bytes, and a second opinion from jsonwebtoken.

use super::super::{Found, audit, decode, jwk, pem, read, tokens};
use super::{FAKE_KEY, hs256};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use proptest::prelude::*;

const CLAIMS: &str = r#"{"sub":"fake","exp":4102444800,"aud":["a","b"],"n":{"d":[1,2.5,null]}}"#;

/// Replaces, inserts or removes a byte here and there.
fn mutated(seeds: Vec<(usize, u8, u8)>) -> String {
    let mut bytes = hs256(CLAIMS).into_bytes();
    for (place, action, byte) in seeds {
        let at = place % bytes.len().max(1);
        match action % 3 {
            0 if at < bytes.len() => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ if at < bytes.len() => drop(bytes.remove(at)),
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #[test]
    fn mutated_tokens_are_borne(seeds in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 0..12)) {
        let text = mutated(seeds);
        let decoded = decode(&text);
        for defect in &decoded.defects {
            prop_assert!(defect.range.start <= defect.range.end && defect.range.end <= text.len());
            prop_assert!(!defect.message().is_empty());
        }
        prop_assert!(decoded.signing_length <= text.len());
        audit(&decoded);
        for found in tokens(text.as_bytes()) {
            let (Found::Token(range) | Found::TooLong(range)) = found;
            prop_assert!(range.end <= text.len());
        }
    }

    #[test]
    fn what_jsonwebtoken_accepts_decodes_alike(seeds in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 0..2)) {
        let text = mutated(seeds);
        let theirs = jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(&text);
        if let Ok(theirs) = theirs {
            let ours = decode(&text);
            let payload = ours.payload.as_ref().expect("they read it");
            prop_assert_eq!(plain(&payload.json), theirs.claims);
            let header = ours.header().expect("they read it");
            let written = serde_json::to_value(theirs.header.alg).unwrap();
            prop_assert_eq!(header.json.text_of("alg"), written.as_str());
        }
    }

    #[test]
    fn json_reads_as_serde_json_reads_it(text in r#"[\[\]{}",:0-9.eE+\-a\\u tn/*]{0,40}"#) {
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let ours = read::json(text.as_bytes());
        if let Ok(theirs) = theirs {
            let json = ours.json.expect("they read it");
            prop_assert_eq!(plain(&json), theirs);
        } else {
            // serde_json refuses a number beyond a double, and nothing else that this reader takes in silence.
            let number = ours.json.as_ref().is_some_and(holds_huge_number);
            prop_assert!(ours.json.is_none() || !ours.slips.is_empty() || number);
        }
    }

    #[test]
    fn random_bytes_are_borne(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(tokens(&bytes).count(), 0);
        prop_assert_eq!(pem::find(&bytes).count(), 0);
        if let Some(json) = read::json(&bytes).json {
            jwk::keys(&json);
        }
        super::super::der::key_kind(&bytes);
    }
}

fn holds_huge_number(json: &super::super::Json) -> bool {
    json.number().is_some_and(|number| number.is_infinite())
        || json.elements().iter().any(holds_huge_number)
        || json.members().iter().any(|member| holds_huge_number(&member.value))
}

/// The tree as serde_json would build it.
fn plain(json: &super::super::Json) -> serde_json::Value {
    use super::super::Value;
    match &json.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(digits) => serde_json::from_str(digits).unwrap(),
        Value::Text(text) => text.as_str().into(),
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::Object(members) => {
            members.iter().map(|member| (member.name.clone(), plain(&member.value))).collect()
        }
    }
}

#[test]
fn tokens_of_jsonwebtoken_are_read_and_ours_verify_there() {
    let claims: serde_json::Value = serde_json::from_str(CLAIMS).unwrap();
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let key = EncodingKey::from_secret(FAKE_KEY);
        let text = jsonwebtoken::encode(&Header::new(algorithm), &claims, &key).unwrap();
        let decoded = decode(&text);
        assert!(decoded.defects.is_empty());
        assert_eq!(super::super::verify::find_weak(&text, &decoded, [FAKE_KEY]), Some(0));
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_aud = false;
    let key = DecodingKey::from_secret(FAKE_KEY);
    let theirs = jsonwebtoken::decode::<serde_json::Value>(hs256(CLAIMS), &key, &validation).unwrap();
    assert_eq!(theirs.claims, plain(&decode(&hs256(CLAIMS)).payload.unwrap().json));
}
