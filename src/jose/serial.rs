//! The JSON serialisations (RFC 7515 section 7.2, RFC 7516 section 7.2): a tree comes in, the compact text of each
//! signature or recipient comes out, to be decoded like any other. Unprotected header parameters are left behind,
//! because nothing vouches for them.

use super::json::Json;

/// The compact texts of a JWS or JWE in JSON, flattened or general. Empty when the value is neither.
pub fn compact_texts(json: &Json) -> Vec<String> {
    if json.text_of("ciphertext").is_some() {
        each(json, "recipients").filter_map(|recipient| encrypted(json, recipient)).collect()
    } else {
        each(json, "signatures").filter_map(|signature| signed(json, signature)).collect()
    }
}

/// The elements of the list, or the object itself when it is flattened.
fn each<'a>(json: &'a Json, list: &str) -> impl Iterator<Item = &'a Json> {
    let listed = json.get(list).map(Json::elements);
    listed.unwrap_or(std::slice::from_ref(json)).iter()
}

fn signed(json: &Json, signature: &Json) -> Option<String> {
    let payload = json.text_of("payload").unwrap_or_default();
    let protected = signature.text_of("protected")?;
    Some(format!("{protected}.{payload}.{}", signature.text_of("signature")?))
}

fn encrypted(json: &Json, recipient: &Json) -> Option<String> {
    let part = |name: &str| json.text_of(name).unwrap_or_default();
    let key = recipient.text_of("encrypted_key").unwrap_or_default();
    let protected = json.text_of("protected")?;
    Some(format!("{protected}.{key}.{}.{}.{}", part("iv"), part("ciphertext"), part("tag")))
}
