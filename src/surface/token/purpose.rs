//! What a token is for, by its type and by the names of its claims: access, refresh, ID, or a message that is no
//! credential at all. Traits come in, words of the vocabulary come out.

use crate::jose::{Decoded, Json, Traits};

/// Types of tokens that are no credentials but proofs, events, requests and statements (RFC 9449 section 4.2, OpenID
/// Connect Back-Channel Logout 2.4, RFC 8417 section 2.3, OpenID Federation 3.1 and 7.1, RFC 9101 section 10.8,
/// RFC 9701 section 5, OpenID for Verifiable Credential Issuance).
const MESSAGES: [&str; 8] = [
    "dpop+jwt",
    "logout+jwt",
    "secevent+jwt",
    "entity-statement+jwt",
    "trust-mark+jwt",
    "oauth-authz-req+jwt",
    "token-introspection+jwt",
    "openid4vci-proof+jwt",
];

/// `typ` of the header as it is compared (RFC 7515 section 4.1.9).
pub fn media_type(traits: &Traits) -> Option<String> {
    let lower = traits.header.traits.typ.as_ref()?.to_ascii_lowercase();
    Some(lower.strip_prefix("application/").map(str::to_owned).unwrap_or(lower))
}

/// Whether the holder of the token can use it as such.
pub fn is_bearer(traits: &Traits) -> bool {
    let message = media_type(traits).is_some_and(|typ| MESSAGES.contains(&typ.as_str()));
    let event = traits.names.top.contains("events");
    // The answer of a provider about a token (RFC 9701 section 5), where the type is missing.
    let answer = traits.names.top.contains("token_introspection");
    let software_statement = traits.names.top.contains("software_id") && !traits.names.top.contains("sub");
    !(message || event || answer || software_statement || traits.header.traits.dpop || traits.detached)
}

/// Claims in which issuers name the kind of a token: Keycloak `typ`, Cognito `token_use`, many others `token_type`.
const KIND_CLAIMS: [&str; 4] = ["typ", "token_use", "token_type", "type"];

const KINDS: [(&str, &str); 7] = [
    ("refresh", "refresh"),
    ("offline", "refresh"),
    ("refresh_token", "refresh"),
    ("id", "id"),
    ("access", "access"),
    ("bearer", "access"),
    ("access_token", "access"),
];

/// The value of a token's attribute `role`.
pub fn role(decoded: &Decoded, traits: &Traits) -> &'static str {
    let named = KIND_CLAIMS.iter().find_map(|claim| kind(decoded.claim(claim).and_then(Json::text)?));
    let has = |name: &str| traits.names.top.contains(name);
    if let Some(role) = named {
        role
    } else if traits.id_token {
        "id"
    } else if media_type(traits).is_some_and(|typ| typ == "at+jwt") || has("scope") || has("scp") {
        "access"
    } else {
        "unknown"
    }
}

fn kind(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    KINDS.iter().find(|(word, _)| *word == lower).map(|(_, role)| *role)
}
