//! The role of a cookie, from its name.
//!
//! In goes a cookie name, out comes one of six roles. It must not know who sets the cookie: a session layer's cookie is
//! a session cookie whatever its name, and that is the model's business.

use serde::Deserialize;

use super::{Named, RoleWords, any_of, holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    plain_session: Vec<String>,
    exact: Vec<Named>,
    prefixes: Vec<Named>,
    words: Vec<RoleWords>,
}

/// `session`, `auth`, `refresh`, `csrf`, `preference`, or `unknown` when the name does not say.
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
    known.words.iter().find(|row| any_of(&words, &row.any)).map(|row| row.role.as_str())
}
