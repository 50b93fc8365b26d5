//! Makes tokens for tests: header members and claims come in as JSON text, the compact token comes out (RFC 7515 section
//! 5.1). It knows no files and no clock.

use super::key::{Family, Key};
use super::verify::{Hs, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::crypto;

/// Members of an object: name and value, the value as JSON text.
pub type Members = Vec<(String, String)>;

/// Signs these members with this algorithm; `none` takes no key. The error says what does not fit.
pub fn compact(header: &Members, claims: &Members, name: &str, key: Option<&Key>) -> Result<String, String> {
    let input =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(object(header)), URL_SAFE_NO_PAD.encode(object(claims)));
    let signature = match (name, key) {
        ("none", None) => String::new(),
        ("none", Some(_)) => return Err("`none` takes no key".to_owned()),
        (_, None) => return Err(format!("{name} needs a key")),
        (_, Some(key)) => signature(input.as_bytes(), name, key)?,
    };
    Ok(format!("{input}.{signature}"))
}

fn signature(input: &[u8], name: &str, key: &Key) -> Result<String, String> {
    let algorithm = super::check::algorithm(name)
        .ok_or_else(|| format!("{name} is no algorithm that jsonwebtoken does"))?;
    let family = Family::of(algorithm);
    if family != Some(key.family) {
        let wanted = family.map_or("another key", Family::words);
        return Err(format!("{name} needs {wanted}, and this is {}", key.family.words()));
    }
    if let (Some(secret), Some(hs)) = (&key.secret, Hs::named(name)) {
        return Ok(URL_SAFE_NO_PAD.encode(hmac(input, hs, secret)));
    }
    let signing = key.signing.as_ref().ok_or("a public key cannot sign: give the private one")?;
    crypto::sign(input, signing, algorithm).map_err(|_| "jsonwebtoken does not take this key".to_owned())
}

/// The members as a JSON object, in their order.
fn object(members: &Members) -> String {
    let mut out = String::from("{");
    for (number, (name, value)) in members.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(name.as_str()).to_string());
        out.push(':');
        out.push_str(value);
    }
    out.push('}');
    out
}
