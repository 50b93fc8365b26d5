//! Names of what a request's query asks for: credentials, and addresses to go on to.
//!
//! In goes a name in any style, out comes yes or no. It knows no library.

use serde::Deserialize;

use super::{any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    credentials: Vec<String>,
    weak_credentials: Vec<String>,
    one_time: Vec<String>,
    onward: Vec<String>,
    neutral: Vec<String>,
    deleting: Vec<String>,
    acting: Vec<String>,
    showing: Vec<String>,
    defences: Vec<String>,
    probes: Vec<String>,
    samples: Vec<String>,
    provider_paths: Vec<String>,
}

/// A parameter of a query that opens something by itself.
pub fn is_credential_parameter(name: &str) -> bool {
    holds(&names().request.credentials, &words::of(name).join(" "))
}

/// One that does so only where something verifies it: a bare `token`.
pub fn may_be_credential(name: &str) -> bool {
    holds(&names().request.weak_credentials, &words::of(name).join(" "))
}

/// Functions and types around links of a mail, which work once.
pub fn is_one_time(name: &str) -> bool {
    any_of(&words::of(name), &names().request.one_time)
}

/// A parameter that says where to go on.
pub fn leads_onward(name: &str) -> bool {
    holds(&names().request.onward, &words::of(name).join(" "))
}

/// A question about a value that is no check of what it says: `is_empty`.
pub fn asks_little(method: &str) -> bool {
    holds(&names().request.neutral, method)
}

/// A handler that takes something away, and does not show a page about it.
pub fn deletes(handler: &str) -> bool {
    let words = words::of(handler);
    any_of(&words, &names().request.deleting) && !any_of(&words, &names().request.showing)
}

/// A call that changes what the server or the browser keeps.
pub fn changes_state(call: &str) -> bool {
    any_of(&words::of(call), &names().request.acting)
}

/// A name or text that speaks of a defence against forged requests.
pub fn defends_against_forgery(text: &str) -> bool {
    // Longer texts are no names of headers or fields.
    const LONGEST: usize = 60;
    text.len() <= LONGEST && {
        let lower = text.to_ascii_lowercase().replace('_', "-");
        names().request.defences.iter().any(|word| lower.contains(word))
    }
}

/// A host that people take when they try out whether somebody else's address is let in.
pub fn is_probe(host: &str) -> bool {
    host.split(['.', '-']).any(|label| holds(&names().request.probes, label))
}

/// A host with a label that stands for any.
pub fn is_sample(host: &str) -> bool {
    host.split(['.', '-']).any(|label| holds(&names().request.samples, label))
}

/// The path of an endpoint of an identity provider, which takes what its clients ask for.
pub fn is_of_provider(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    names().request.provider_paths.iter().any(|part| path.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_apart() {
        assert!(["access_token", "apiKey", "jwt"].into_iter().all(is_credential_parameter));
        assert!(!["token", "token_type", "page", ""].into_iter().any(is_credential_parameter));
        assert!(may_be_credential("token") && is_one_time("verify_email") && !is_one_time("stream"));
        assert!(["next", "return_to", "redirectUrl"].into_iter().all(leads_onward));
        assert!(is_probe("evil.shop.io") && is_probe("a-attacker.io") && !is_probe("devil.io"));
        assert!(is_sample("foo.io") && !is_sample("food.io"));
        assert!(is_of_provider("/Realms/a/token") && !is_of_provider("/realm"));
        assert!(!["redirect_uri", "next_page_token", "url"].into_iter().any(leads_onward));
    }

    #[test]
    fn handlers_that_delete_are_no_pages() {
        assert!(deletes("delete_user") && !deletes("delete_user_form") && !deletes("list"));
        assert!(defends_against_forgery("X-CSRF-Token") && !defends_against_forgery(&"csrf ".repeat(50)));
    }
}
