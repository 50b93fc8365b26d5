//! Entries of local storage and databases as facts, where they hold a token: every script of the page reads them.

use super::cookies::{is_blacked_out, span};
use super::exchange::StoredItem;
use crate::fact::kinds::web_storage;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Kind, derive, role};
use crate::source::Source;

/// Shorter texts are flags, numbers and states.
const SHORTEST: usize = 16;

pub fn fact(source: &Source, item: &StoredItem) -> Option<Fact> {
    if !holds_token(&item.value.text) {
        return None;
    }
    let place = span(source, item.range.clone());
    let name = span(source, item.name.range.clone());
    let mut fact = Fact::new(Kind::WebStorage, "http", place);
    fact.head = name;
    fact.anchor = format!("{} {}", item.origin, item.name.text);
    fact.set(web_storage::key_name, Attribute::stated(item.name.text.as_str(), name));
    fact.set(web_storage::store, Attribute::stated(item.store, name));
    let says = role::cookie_role(&item.name.text);
    let role = if says == "unknown" && has_identity(&item.value.text) { "auth" } else { says };
    fact.set(web_storage::role, Attribute::inferred(role).at(name));
    derive::complete(&mut fact, Encoding::Raw);
    role::opens(role).then_some(fact)
}

/// A token about somebody, on its own or within an object.
fn has_identity(value: &str) -> bool {
    crate::jose::find::tokens(value.as_bytes()).any(|found| match found {
        crate::jose::Found::Token(range) => {
            value.get(range).is_some_and(|text| crate::jose::decode(text).claim("sub").is_some())
        }
        crate::jose::Found::TooLong(_) => false,
    })
}

/// A signed token anywhere in the text, an opaque one as the whole text, or a member that is called so.
fn holds_token(value: &str) -> bool {
    let bare = value.trim().trim_matches('"');
    let opaque = |text: &str| {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=|:%".contains(&byte);
        text.len() >= SHORTEST && text.bytes().all(inside) && !text.contains("://")
    };
    if is_blacked_out(bare) && !bare.starts_with(['{', '[']) {
        return false;
    }
    opaque(bare) || crate::jose::find::tokens(value.as_bytes()).next().is_some() || members(value, opaque)
}

/// `"access_token":"..."`, also with the escapes of an object within a text.
fn members(value: &str, opaque: impl Fn(&str) -> bool) -> bool {
    let behind =
        |at: usize| value.get(at + 4..).unwrap_or("").trim_start_matches(['n', 's', '\\', '"', ':', ' ']);
    memchr::memmem::find_iter(value.as_bytes(), b"oken")
        .filter_map(|at| behind(at).split(['"', '\\']).next())
        .any(|text| opaque(text) && text.bytes().any(|byte| byte.is_ascii_digit()))
}
