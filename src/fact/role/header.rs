//! Names of calls that a member of a token's header goes into, and texts around a key id.
//!
//! In goes a call's name or a template, out comes what the member decides about. All names are data.

use serde::Deserialize;

use super::{Named, any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    against: Vec<String>,
    path: Vec<String>,
    command: Vec<String>,
    fetch: Vec<String>,
    fetching: Vec<String>,
    clients: Vec<String>,
    key: Vec<String>,
    queries: Vec<String>,
    getters: Vec<Named>,
}

/// True for a method that holds a value against a list, a pattern or a type.
pub fn holds_against(method: &str) -> bool {
    holds(&names().header.against, method)
}

/// The member of a header that a getter of this name gives: `kid` for `key_id`.
pub fn header_member(getter: &str) -> Option<&'static str> {
    names().header.getters.iter().find(|one| one.name == getter).map(|one| one.role.as_str())
}

/// What a call makes of its argument: `path`, `command`, `fetch` or `key`.
pub fn call_takes(call: &str) -> Option<&'static str> {
    let known = &names().header;
    let lists =
        [("path", &known.path), ("command", &known.command), ("fetch", &known.fetch), ("key", &known.key)];
    lists.into_iter().find(|(_, list)| holds(list, call)).map(|(role, _)| role)
}

/// True for a call that fetches an address; `holder` is the variable whose method it is, if it is one.
pub fn fetches(call: &str, holder: Option<&str>) -> bool {
    let known = &names().header;
    let client = |holder: &str| any_of(&words::of(holder), &known.clients);
    holds(&known.fetching, call) && holder.is_none_or(client)
}

/// What a template with a key id in it is: a `query`, a `url` or a `path`.
pub fn template_role(template: &str) -> Option<&'static str> {
    let upper = template.to_ascii_uppercase();
    let first = upper.split_whitespace().next().unwrap_or("");
    match () {
        () if holds(&names().header.queries, first) => Some("query"),
        () if template.contains("://") || template.starts_with("{}/") => Some("url"),
        () if template.contains('/') && !template.contains(char::is_whitespace) => Some("path"),
        () if [".pem}", ".pem", ".key", ".json", ".der"].iter().any(|end| template.ends_with(end)) => {
            Some("path")
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_told_apart() {
        assert_eq!(template_role("SELECT pem FROM keys WHERE kid = '{kid}'"), Some("query"));
        assert_eq!(template_role("https://keys.example/{kid}.pem"), Some("url"));
        assert_eq!(template_role("keys/{}.pem"), Some("path"));
        assert_eq!(template_role("no key with kid {kid}"), None);
        assert_eq!(template_role(""), None);
    }

    #[test]
    fn calls_are_told_apart() {
        assert_eq!((call_takes("join"), call_takes("from_jwk")), (Some("path"), Some("key")));
        assert_eq!(call_takes("find"), None);
        assert!(
            fetches("get", Some("http_client")) && fetches("get", None) && !fetches("get", Some("key_cache"))
        );
        assert!(holds_against("contains") && !holds_against("clone"));
    }
}
