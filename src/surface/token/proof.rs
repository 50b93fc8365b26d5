//! What a DPoP proof lacks or must not have (RFC 9449 section 4.2). A decoded token comes in, words of the vocabulary
//! come out. Whether it fits the request that it came with is not known here.

use crate::jose::{Decoded, Traits};

/// Claims that every proof has.
const CLAIMS: [(&str, &str); 4] =
    [("jti", "no-jti"), ("htm", "no-htm"), ("htu", "no-htu"), ("iat", "no-iat")];

/// The words, in the order of the section.
pub fn problems(decoded: &Decoded, traits: &Traits) -> Vec<&'static str> {
    let mut problems = Vec::new();
    let symmetric = traits.header.traits.algorithm.as_ref().is_some_and(|name| name.starts_with("HS"));
    if symmetric {
        problems.push("symmetric");
    }
    match traits.header.traits.embedded_keys.iter().find(|key| key.member == "jwk") {
        None => problems.push("no-jwk"),
        Some(key) if !key.private_material.is_empty() => problems.push("private-key"),
        Some(_) => {}
    }
    if decoded.payload.is_some() {
        let absent = CLAIMS.iter().filter(|(name, _)| decoded.claim(name).is_none());
        problems.extend(absent.map(|(_, word)| *word));
    }
    problems
}
