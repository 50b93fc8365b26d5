//! Looks a value up among the secrets that products and tutorials have published.
//!
//! In goes the value, out comes the product's name. The list holds SHA-256 hashes, so that no copy of authlint spreads
//! the values, and it must not judge whether the product still ships them.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::decode;

/// Longer values are not in the list; hashing them would only cost time.
const LONGEST: usize = 512;

type Entry = ([u8; 32], &'static str);

/// The product that published `text`, its base64 or hex form, or the bytes behind it.
pub(super) fn product_of(text: &str) -> Option<&'static str> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let by_text = lookup(text.as_bytes());
    by_text.or_else(|| decode::hex(text).and_then(|bytes| lookup(&bytes))).or_else(|| {
        let bytes = decode::base64(text).or_else(|| decode::base64_url(text))?;
        lookup(&bytes)
    })
}

fn lookup(bytes: &[u8]) -> Option<&'static str> {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    let at = entries().binary_search_by(|(known, _)| known.cmp(&hash)).ok()?;
    entries().get(at).map(|(_, product)| *product)
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let text = include_str!("../../../rules/secrets/published.txt");
        let mut entries: Vec<Entry> = text.lines().filter_map(entry_of).collect();
        entries.sort_unstable();
        entries
    })
}

fn entry_of(line: &'static str) -> Option<Entry> {
    let (hash, product) = line.split('#').next()?.trim().split_once(' ')?;
    let bytes = decode::hex(hash)?;
    Some((bytes.try_into().ok()?, product.trim()))
}

#[cfg(test)]
mod tests {
    use super::{entry_of, product_of};

    #[test]
    fn every_line_is_an_entry_and_the_list_is_sorted() {
        let text = include_str!("../../../rules/secrets/published.txt");
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        assert!(lines.iter().all(|line| entry_of(line).is_some_and(|(_, product)| !product.is_empty())));
        assert!(lines.windows(2).all(|pair| pair[0].split(' ').next() < pair[1].split(' ').next()));
    }

    #[test]
    fn a_generic_value_is_found_raw_in_base64_and_in_hex() {
        for form in ["changeme", "Y2hhbmdlbWU=", "Y2hhbmdlbWU", "6368616e67656d65"] {
            assert!(product_of(form).is_some());
        }
        assert_eq!(product_of("visibly-fake-but-unpublished"), None);
        assert_eq!(product_of(&"a".repeat(100_000)), None);
    }
}
