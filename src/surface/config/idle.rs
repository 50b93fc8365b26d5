//! Settings that do nothing where they stand: of a part that is switched off, of a connection without TLS, or a token
//! that everybody may have.
//!
//! In: a fact about a key, and the keys beside it. Out: whether nobody need mend it. What names say is data of
//! `fact::role`; nothing of rules is known here.

use super::File;
use super::account::beside;
use super::row::Matched;
use super::tree::Node;
use super::words::switch;
use crate::fact::kinds::key;
use crate::fact::kinds::switch as switches;
use crate::fact::{Fact, Kind, Value, role};
use crate::jose;

/// Keys that say whether the table around them is in use.
const IN_USE: [&str; 3] = ["enabled", "enable", "active"];

pub(super) fn is_idle(fact: &Fact, file: &File<'_>, matched: &Matched<'_>) -> bool {
    match fact.kind {
        Kind::SecretKey => is_public_token(fact) || is_guessable(fact) && is_switched_off(file, matched),
        Kind::Switch if fact.text(switches::protects) == Some("tls") => {
            is_switched_off(file, matched) || is_without_tls(file, matched)
        }
        _ => false,
    }
}

/// A token that its issuer means to be public, such as the anonymous key of a Supabase project.
fn is_public_token(fact: &Fact) -> bool {
    let Some(Value::Secret(secret)) = fact.value(key::secret) else { return false };
    let text = secret.expose().trim();
    text.starts_with("eyJ") && jose::audit(&jose::decode(text)).public_by_design
}

/// What nobody knows would be out, whether it is in use or not.
fn is_guessable(fact: &Fact) -> bool {
    let yes = |key| fact.value(key) == Some(&Value::Bool(true));
    yes(key::dictionary) || yes(key::low_diversity) || yes(key::published_default)
}

/// `dev: { enabled: false, token: root }`
fn is_switched_off(file: &File<'_>, matched: &Matched<'_>) -> bool {
    let Some((own, above)) = matched.path.split_last().filter(|(_, above)| !above.is_empty()) else {
        return false;
    };
    let tells = |node: &&Node| node.key != **own && IN_USE.contains(&node.key.to_ascii_lowercase().as_str());
    let says_no = |node: &Node| node.scalar().and_then(|scalar| switch(&scalar.text)) == Some(false);
    beside(file, above).unwrap_or_default().iter().filter(tells).any(says_no)
}

/// `{ url: "http://db", tlsSkipVerify: true }`: no certificate is asked for. A table's own addresses count, and those
/// of the table around it: `{ url: .., options: { tlsSkipVerify: true } }`.
fn is_without_tls(file: &File<'_>, matched: &Matched<'_>) -> bool {
    let Some((own, above)) = matched.path.split_last() else { return false };
    let outer = above.split_last().map_or(above, |(_, outer)| outer);
    [above, outer].into_iter().any(|path| {
        let table = beside(file, path).unwrap_or_default().iter();
        let mut found =
            table.filter(|node| role::is_address_of(own, &node.key)).filter_map(address).peekable();
        found.peek().is_some() && found.all(|address| is_plain(&address))
    })
}

fn address(node: &Node) -> Option<String> {
    let text = node.scalar()?.text.trim().to_ascii_lowercase();
    text.contains("://").then_some(text)
}

fn is_plain(address: &str) -> bool {
    address.starts_with("http://")
}
