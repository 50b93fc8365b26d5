//! Tokens in the JSON serialisations (RFC 7515 section 7.2, RFC 7516 section 7.2). A text comes in; an item for each
//! signature or recipient comes out, or nothing when the text is something else.

use super::Item;
use crate::jose::{Json, read, serial};
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// The items of a JSON text, which stands at this line.
pub fn items(text: &[u8], line: usize) -> Vec<Item> {
    if !text.trim_ascii_start().starts_with(b"{") || !mentions(text) {
        return Vec::new();
    }
    let Some(json) = read::json(text).json else { return Vec::new() };
    let found: Vec<Item> =
        serial::compact_texts(&json).into_iter().map(|text| Item::token(text, line)).collect();
    if found.is_empty() && is_unprotected(&json) {
        let reason = "its header is not protected: nothing vouches for what it says".to_owned();
        return vec![Item::NotToken { reason, line }];
    }
    found
}

/// Is this the first line of a JSON text that goes on?
pub fn begins(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"{") && read::json(text).json.is_none()
}

static SIGNATURE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"signature"));
static CIPHERTEXT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\"ciphertext\""));

fn mentions(text: &[u8]) -> bool {
    SIGNATURE.find(text).is_some() || CIPHERTEXT.find(text).is_some()
}

/// A signature over a payload without protected parameters, which RFC 7515 section 7.2.1 allows.
fn is_unprotected(json: &Json) -> bool {
    let signed = json.text_of("signature").is_some() || json.get("signatures").is_some();
    let protected = |json: &Json| json.get("protected").is_some();
    let each = json.get("signatures").map(Json::elements).unwrap_or_default();
    json.text_of("payload").is_some() && signed && !protected(json) && !each.iter().any(protected)
}
