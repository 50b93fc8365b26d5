//! Whose password a key holds, where its name alone does not say.
//!
//! In: a key that the name calls a password, and the keys around it. Out: a purpose that is more exact, or nothing.
//! Which names say it is data of `fact::role`.

use super::File;
use super::family::Family;
use super::row::Matched;
use super::tree::Node;
use crate::fact::role;
use crate::fact::strength::{Class, Encoding, judge};

/// Larger tables hold data, and to look through each for every one of its keys would cost too much.
const MOST_BESIDE: usize = 1000;

/// `basic_auth: { username: ops, password: .. }` holds the password of a login, `smtp: { password: .. }` one for mail.
pub(super) fn purpose(file: &File<'_>, matched: &Matched<'_>) -> Option<&'static str> {
    if !matches!(matched.family, Family::Secret { purpose: "password", .. }) {
        return None;
    }
    let (_, above) = matched.path.split_last()?;
    let beside = beside(file, above).unwrap_or_default();
    match of_parent(above, &matched.name) {
        Some("mail-password") => return Some("mail-password"),
        said if said != Some("login-password") && !has_user(beside, &matched.name) => return None,
        _ => {}
    }
    let elsewhere = beside.iter().any(|node| role::is_place_of(&matched.name, &node.key));
    let store = above.iter().any(|key| role::is_of_a_store(key)) || role::is_of_a_store(&matched.name);
    (!elsewhere && !store).then_some("login-password")
}

/// The keys below that path, where no table on the way is too large.
pub(super) fn beside<'n>(file: &File<'n>, above: &[&str]) -> Option<&'n [Node]> {
    let small = |node: &&Node| node.children().len() <= MOST_BESIDE;
    let root = file.tree.roots.first().filter(small)?;
    let table = above.iter().try_fold(root, |node, key| node.child(key).filter(small))?;
    Some(table.children())
}

/// What the name says together with the nearest key above it.
fn of_parent(above: &[&str], name: &str) -> Option<&'static str> {
    let parent = above.iter().rev().find(|key| !key.bytes().all(|byte| byte.is_ascii_digit()))?;
    role::secret_role(&format!("{parent}_{name}"))
}

/// A user who is named, not one that is left to a variable.
fn has_user(beside: &[Node], password: &str) -> bool {
    let named = |node: &&Node| role::is_user_of(password, &node.key);
    let text = |node: &Node| node.scalar().is_some_and(|scalar| says_something(&scalar.text));
    beside.iter().filter(named).any(text)
}

fn says_something(text: &str) -> bool {
    !matches!(judge(text, Encoding::Raw).class, Class::Empty | Class::Reference)
}
