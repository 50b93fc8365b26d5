//! The role of a cookie, from its name.
//!
//! In goes a cookie name, out comes one of seven roles. It must not know who sets the cookie: a session layer's cookie is
//! a session cookie whatever its name, and that is the model's business.

use serde::Deserialize;

use super::{Named, RoleWords, any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    plain_session: Vec<String>,
    exact: Vec<Named>,
    prefixes: Vec<Named>,
    words: Vec<RoleWords>,
    flow: Flow,
    owners: Vec<String>,
}

/// What a login at another site leaves in the browser until it comes back.
#[derive(Default, Deserialize)]
struct Flow {
    what: Vec<String>,
    of: Vec<String>,
    alone: Vec<String>,
}

/// `session`, `auth`, `refresh`, `csrf`, `flow` (a login under way), `preference`, or `unknown` when the name does not say.
pub fn cookie_role(name: &str) -> &'static str {
    cookie_name_says(name).unwrap_or("unknown")
}

/// Whether a role of a cookie or an entry lets its holder in.
pub fn opens(role: &str) -> bool {
    matches!(role, "session" | "auth" | "refresh")
}

/// True for a name that speaks of a login's session and of nothing else: `session_id`, no `chat_session`.
pub fn is_plain_session(name: &str) -> bool {
    let known = &names().cookie;
    words::of(name).iter().all(|word| holds(&known.plain_session, word))
}

/// The same, and nothing where no word of the name is known.
pub fn cookie_name_says(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_prefix("__host-").or_else(|| lower.strip_prefix("__secure-")).unwrap_or(&lower);
    let known = &names().cookie;
    if let Some(row) = known.exact.iter().find(|row| row.name == bare) {
        return Some(&row.role);
    }
    if let Some(row) = known.prefixes.iter().find(|row| bare.starts_with(&row.name)) {
        return Some(&row.role);
    }
    let original = name.get(name.len() - bare.len()..).unwrap_or(bare);
    let words = words::of(original);
    if is_of_a_flow(&known.flow, &words) {
        return Some("flow");
    }
    let role = known.words.iter().find(|row| any_of(&words, &row.any)).map(|row| row.role.as_str())?;
    Some(if opens(role) && numbers_something(known, &words) { "unknown" } else { role })
}

/// `oauth_state`, `pkce_verifier`: a word of each list.
fn is_of_a_flow(flow: &Flow, words: &[String]) -> bool {
    any_of(words, &flow.what) && any_of(words, &flow.of) || holds(&flow.alone, &words.join("_"))
}

/// `oauth_team_id`: the number of something that is neither a session nor a user.
fn numbers_something(known: &Names, words: &[String]) -> bool {
    let [.., of, last] = words else { return false };
    let lets_in = known.words.iter().any(|row| opens(&row.role) && holds(&row.any, of));
    last == "id" && !lets_in && !holds(&known.owners, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_under_way_is_no_session() {
        let flows = ["oauth_state", "pkce_code_verifier", "oauth_csrf_state", "oidc-nonce", "pkceVerifier"];
        assert!(flows.into_iter().all(|name| cookie_role(name) == "flow"));
        assert_eq!(cookie_role("state"), "unknown");
        assert_eq!(cookie_role("csrf_token"), "csrf");
        assert_eq!(cookie_role("auth_state"), "unknown");
    }

    #[test]
    fn numbers_of_other_things_let_nobody_in() {
        assert_eq!(cookie_role("oauth_team_id"), "unknown");
        assert!(opens(cookie_role("session_id")) && opens(cookie_role("auth_user_id")));
    }
}
