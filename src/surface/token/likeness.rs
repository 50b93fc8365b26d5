//! What decides about the fact of a token, as bytes: tokens of one likeness have the same fact, but for the numbers, which
//! stand apart. Streams hold thousands of tokens that differ in nothing a rule looks at; writing the likeness costs a
//! tenth of making the fact.

use super::audit::{Reading, Surroundings};
use super::{purpose, stand_in};
use crate::fact::Key;
use crate::fact::kinds::token;

impl Reading {
    /// Writes the likeness. `text` is what was decoded.
    pub fn likeness(&self, text: &str, around: &Surroundings, out: &mut Vec<u8>) {
        let (traits, decoded) = (&self.traits, &self.decoded);
        let header = text.split('.').next().unwrap_or_default();
        write(header.as_bytes(), out);
        write(&traits.names.written, out);
        write(around.place.as_bytes(), out);
        write(self.state(around.now).unwrap_or_default().as_bytes(), out);
        write(purpose::role(decoded, traits).as_bytes(), out);
        for one in &traits.sensitive {
            write(one.claim.as_bytes(), out);
            out.push(one.kind as u8);
        }
        out.push(traits.sensitive.len() as u8);
        for defect in &decoded.defects {
            write(defect.problem.name().as_bytes(), out);
        }
        for problem in &traits.crit_problems {
            out.push(*problem as u8);
        }
        let shape = &traits.signature;
        let flags = [
            shape.length == 0,
            shape.all_zero,
            shape.out_of_range,
            shape.fits == Some(true),
            shape.fits.is_none(),
            around.place != "given" && stand_in::is_sample(text, decoded),
            decoded.payload.is_some(),
            traits.service_account.is_some(),
            traits.public_by_design,
            traits.detached,
            traits.has_exp == Some(true),
            traits.has_exp.is_none(),
            around.weak_secret == Some(true),
            around.weak_secret.is_none(),
            traits.lifetime.is_some(),
        ];
        out.extend(flags.map(u8::from));
        out.extend([traits.form as u8, traits.timestamp_unit.map_or(u8::MAX, |unit| unit as u8)]);
    }

    /// The numbers of the fact, where they are known.
    pub fn numbers(&self, now: i64) -> [(Key, Option<i64>); 4] {
        let traits = &self.traits;
        let gone = traits.exp.filter(|exp| *exp <= now && traits.has_exp == Some(true));
        [
            (token::lifetime, self.lifetime(now).map(|(seconds, _)| seconds)),
            (token::expired_for, gone.map(|exp| now - exp)),
            (token::p2c, traits.header.traits.p2c),
            (token::rsa_bits, traits.signature.rsa_bits.map(|bits| bits as i64)),
        ]
    }
}

/// A text with its length, so that no two rows of texts are written alike.
fn write(text: &[u8], out: &mut Vec<u8>) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Fact, Value};
    use crate::source::{FileId, Span};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use std::collections::HashMap;

    const HEADERS: [&str; 8] = [
        r#"{"alg":"none"}"#,
        r#"{"alg":"RS256","typ":"JWT","kid":"a"}"#,
        r#"{"alg":"RS256","typ":"JWT","kid":"../a"}"#,
        r#"{"alg":"HS256","crit":["x"]}"#,
        r#"{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC"}}"#,
        r#"{"alg":"ES256","jku":"https://a.example"}"#,
        r#"{"alg":"dir","enc":"A128GCM"}"#,
        r#"{"alg":"RS256","alg":"none"}"#,
    ];

    const CLAIMS: [&str; 14] = [
        "",
        "{}",
        "[]",
        r#"{"exp":1}"#,
        r#"{"exp":"1"}"#,
        r#"{"iat":10,"exp":3000000000}"#,
        r#"{"exp":3000000000,"typ":"Refresh"}"#,
        r#"{"exp":3000000000,"typ":"ID"}"#,
        r#"{"iat":1,"exp":300000000000000}"#,
        r#"{"role":"service_role","iss":"supabase"}"#,
        r#"{"role":"anon","iss":"supabase"}"#,
        r#"{"user":{"email":"a@b.example"},"email":"x"}"#,
        r#"{"user":{"email":"x"},"email":"a@b.example"}"#,
        r#"{"sub":"a","events":{},"jti":1,"htm":2}"#,
    ];

    fn tokens() -> Vec<String> {
        let mut all = Vec::new();
        for header in HEADERS {
            for claims in CLAIMS {
                for length in [0, 32, 64, 256] {
                    for byte in [0, 7] {
                        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
                        let (header, claims) = (part(header.as_bytes()), part(claims.as_bytes()));
                        all.push(format!("{header}.{claims}.{}", part(&vec![byte; length])));
                    }
                }
            }
        }
        all
    }

    /// The fact without its numbers and places.
    fn bare(fact: &Fact, numbers: &[Key]) -> Vec<(Key, u8, Value)> {
        let kept = fact.attributes.iter().filter(|(key, _)| !numbers.contains(key));
        kept.map(|(key, one)| (*key, one.certainty as u8, one.value.clone())).collect()
    }

    #[test]
    fn tokens_of_one_likeness_have_one_fact() {
        let mut known: HashMap<Vec<u8>, Vec<(Key, u8, Value)>> = HashMap::new();
        for text in tokens() {
            for (place, weak_secret) in [("given", None), ("given", Some(true)), ("source", Some(false))] {
                let around = Surroundings { place, now: 1_700_000_000, weak_secret };
                let reading = Reading::new(&text);
                let fact = reading.fact(&text, Span::new(FileId(0), 0..text.len()), &around);
                let numbers = reading.numbers(around.now);
                for (key, number) in numbers {
                    assert_eq!(fact.value(key), number.map(Value::from).as_ref(), "{}", key.name());
                }
                let mut likeness = Vec::new();
                reading.likeness(&text, &around, &mut likeness);
                let fact = bare(&fact, &numbers.map(|(key, _)| key));
                assert_eq!(known.entry(likeness).or_insert(fact.clone()), &fact, "{text}");
            }
        }
        assert!(known.len() > 300);
    }
}
