//! Tells the hash of a password (`$2b$12$…`, `{SSHA}…`, `user:$apr1$…`) from a secret.
//!
//! In goes trimmed text, out comes yes or no. A hash proves a password and opens nothing by itself; what it costs to
//! guess the password behind it is no question of this module.

use super::reference::grammar;

/// A settings string without a digest (`$2b$12$` and a salt) is shorter than this behind its mark.
const DIGEST: usize = 26;
/// The longest user name of a `user:hash` line.
const USER: usize = 64;

/// True when the text is a password's hash in one of the forms of `rules/references.toml`. Compose files write every
/// dollar twice.
pub(super) fn is_verifier(text: &str) -> bool {
    let text = &text.replace("$$", "$");
    is_hash(text) || text.split_once(':').is_some_and(|(user, rest)| user.len() <= USER && is_hash(rest))
}

fn is_hash(text: &str) -> bool {
    grammar().hashes.iter().filter_map(|mark| text.strip_prefix(mark.as_str())).any(|rest| {
        rest.len() >= DIGEST && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"$./+=:,-_".contains(&b))
    })
}
