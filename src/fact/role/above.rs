//! What a key says together with the keys above it: `jwt.secret`, `session: { key: .. }`, `secrets: { cookie: [..] }`.
//!
//! In goes a key path, out come the names that it amounts to, such as `jwt_secret`. Only keys that are wholly made of
//! words for what is secured count: of `existingSecret.key` or `buttons.login.token` the upper keys add nothing.

use serde::Deserialize;

use super::{holds, names, words};

#[derive(Default, Deserialize)]
pub(super) struct Names {
    words: Vec<String>,
    holders: Vec<String>,
    whole: Vec<String>,
}

/// Names that the last key of `path` amounts to with one or two keys above it, the nearest first. Numbers of list
/// items stand for nothing.
pub fn names_in_path(path: &[&str]) -> Vec<String> {
    let known = &names().above;
    let mut keys = path.iter().rev().filter(|key| !key.bytes().all(|byte| byte.is_ascii_digit()));
    let (Some(leaf), Some(parent)) = (keys.next(), keys.next()) else { return Vec::new() };
    if is_made_of(&known.holders, parent) && is_made_of(&known.words, leaf) {
        return vec![format!("{leaf}_secret")];
    }
    if !is_made_of(&known.words, parent) {
        return Vec::new();
    }
    let wider = keys.next().filter(|above| is_made_of(&known.words, above));
    let wider = wider.map(|above| format!("{above}_{parent}_{leaf}"));
    [format!("{parent}_{leaf}")].into_iter().chain(wider).collect()
}

/// A key right below this one is about the whole program: `server`, not `smtp`.
pub fn is_about_the_whole(parent: &str) -> bool {
    is_made_of(&names().above.whole, parent)
}

/// What a secret's name is for, in words of what is secured only: `jwt` for `PGRST_JWT_SECRET`. Two services of one
/// project may well share such a secret under names of their own.
pub fn subject(name: &str) -> String {
    let known = &names().above;
    let words = words::of(name);
    let secured = words.iter().filter(|word| holds(&known.words, word)).map(String::as_str);
    secured.collect::<Vec<_>>().join(" ")
}

fn is_made_of(list: &[String], key: &str) -> bool {
    let words = words::of(key);
    !words.is_empty() && words.iter().all(|word| holds(list, word))
}
