//! Clients of providers: the key that stands beside a client's secret, identifiers that are nobody's, and providers.
//!
//! In goes a name or an identifier, out comes what it says. It knows no secret and no file.

use serde::Deserialize;

use super::{any_of, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    nobody: Vec<String>,
    providers: Vec<String>,
}

/// The words of the key that names the client whose secret stands under this name: `GITHUB_CLIENT_SECRET`,
/// `clientSecret`. Nothing for a name that does not end so.
pub fn client_id_beside(name: &str) -> Option<Vec<String>> {
    let words = words::of(name);
    let (last, before) = words.split_last()?;
    if last != "secret" || before.last().is_none_or(|word| word != "client" && word != "consumer") {
        return None;
    }
    let mut id = before.to_vec();
    id.push("id".to_owned());
    Some(id)
}

/// An identifier that tells its reader to put another one there.
pub fn is_nobodys_client(identifier: &str) -> bool {
    let lower = identifier.to_ascii_lowercase();
    names().client.nobody.iter().any(|start| lower.starts_with(start.as_str()))
}

/// The name speaks of a provider that draws the secrets of all its clients itself.
pub fn names_a_provider(name: &str) -> bool {
    any_of(&words::of(name), &names().client.providers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_beside_differs_in_its_last_word() {
        let beside = |name: &str| client_id_beside(name).map(|words| words.join("_"));
        assert_eq!(beside("GF_AUTH_CLIENT_SECRET").as_deref(), Some("gf_auth_client_id"));
        assert_eq!(beside("clientSecret").as_deref(), Some("client_id"));
        assert_eq!(beside("client-secret").as_deref(), Some("client_id"));
        for name in ["secret", "CLIENT_SECRET_KEY", "JWT_SECRET", ""] {
            assert_eq!(beside(name), None, "{name}");
        }
    }

    #[test]
    fn identifiers_of_nobody_say_so_at_their_start() {
        for text in ["dummy", "dummyclientid", "your-client-id", "CHANGE_ME"] {
            assert!(is_nobodys_client(text), "{text}");
        }
        for text in ["shop", "shop-dummy", "example-app", ""] {
            assert!(!is_nobodys_client(text), "{text}");
        }
    }
}
