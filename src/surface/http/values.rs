//! What cookies' values tell: their size, what anybody can read in them, and, where a capture holds several of one
//! cookie, how identifiers are made. Of values it keeps sizes and names.

use super::json::{Node, Reader};
use crate::fact::kinds::cookie;
use crate::fact::role::{Sensitivity, claim_sensitivity, words};
use crate::fact::{Attribute, Fact};
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::collections::BTreeSet;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Longer values are not looked into, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// Size and readable content of one value.
pub fn complete(fact: &mut Fact, value: &str) {
    let name = fact.text(cookie::name).map_or(0, str::len);
    let at = fact.head;
    fact.set(cookie::size, Attribute::stated((name + value.len()) as i64, at));
    if value.len() > LONGEST {
        return;
    }
    let clear = percent_decoded(value.trim().trim_matches('"'));
    let Some((root, text)) = object(&clear) else { return };
    let names = names(&root, &text);
    let sensitive = names.iter().filter(|name| is_sensitive(name)).cloned().collect::<BTreeSet<_>>();
    fact.set(cookie::readable, Attribute::inferred(sensitive).at(at));
    let signed = names.iter().any(|name| has_word(name, &["sig", "signature", "hmac", "mac", "iv", "hash"]));
    let rights =
        names.iter().any(|name| has_word(name, &["role", "roles", "admin", "permissions", "superuser"]));
    fact.set(cookie::rights, Attribute::inferred(rights && !signed).at(at));
}

fn is_sensitive(name: &str) -> bool {
    matches!(claim_sensitivity(name), Some(Sensitivity::Personal | Sensitivity::Credential))
}

fn has_word(name: &str, wanted: &[&str]) -> bool {
    words::of(name).iter().any(|word| wanted.contains(&word.as_str()))
}

/// A JSON object as the whole value, also in base64.
fn object(clear: &str) -> Option<(Node, String)> {
    let text = if clear.starts_with('{') { clear.to_owned() } else { unwrapped(clear)? };
    let mut reader = Reader::new(&text);
    let root = reader.value().filter(|root| !root.members().is_empty())?;
    // What goes on behind the object is a signature.
    (reader.peek().is_none()).then_some((root, text))
}

fn unwrapped(text: &str) -> Option<String> {
    let bytes = LENIENT.decode(text.replace('+', "-").replace('/', "_")).ok()?;
    String::from_utf8(bytes).ok().filter(|text| text.starts_with('{'))
}

/// What the long runs of base64 in a text say, where that is text: `Basic ..`, a cookie with a whole object in it.
pub fn unwrapped_runs(text: &str) -> Vec<String> {
    const SHORTEST: usize = 48;
    let inside = |letter: char| letter.is_ascii_alphanumeric() || "+/-_=".contains(letter);
    let runs = text.split(|letter: char| !inside(letter)).filter(|run| run.len() >= SHORTEST);
    runs.filter_map(|run| {
        let bare = run.trim_start_matches("base64-").trim_end_matches('=');
        String::from_utf8(LENIENT.decode(bare.replace('+', "-").replace('/', "_")).ok()?).ok()
    })
    .collect()
}

/// Names of members with a value, on two levels.
fn names(root: &Node, text: &str) -> BTreeSet<String> {
    let inner = root.members().iter().flat_map(|(_, node)| node.members());
    let said = |node: &Node| !["\"\"", "null", "false"].contains(&text.get(node.range.clone()).unwrap_or(""));
    root.members()
        .iter()
        .chain(inner)
        .filter(|(_, node)| said(node))
        .filter_map(|(key, _)| text.get(key.clone()))
        .map(str::to_owned)
        .collect()
}

pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Different values of one cookie, in the order in which they were given out.
#[derive(Clone, Debug, Default)]
pub struct Series {
    values: Vec<String>,
}

/// Values that are compared; more tell nothing new.
const MOST_VALUES: usize = 64;

/// Longer values are states and tokens, in bytes.
pub const LONGEST_IDENTIFIER: usize = 64;

impl Series {
    pub fn add(&mut self, value: &str) {
        let value = value.trim_matches('"');
        if self.values.len() < MOST_VALUES
            && value.len() <= LONGEST_IDENTIFIER
            && !self.values.iter().any(|known| known == value)
        {
            self.values.push(value.to_owned());
        }
    }

    /// Says of the fact what the values show together; one alone may be anything.
    pub fn judge(&self, fact: &mut Fact) {
        if self.values.len() < 2 {
            return;
        }
        let at = fact.head;
        if let Some(bits) = self.values.iter().map(|value| bits(value)).collect::<Option<Vec<_>>>() {
            let most = bits.into_iter().max().unwrap_or(0);
            fact.set(cookie::id_bits, Attribute::stated(most, at));
        }
        fact.set(cookie::sequential, Attribute::stated(self.counts_up(), at));
    }

    /// The same values by their size: those of several captures came in no known order.
    pub fn sorted(mut self) -> Series {
        self.values.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        self
    }

    /// Three numbers in a row, or two neighbours, in decimal or hexadecimal digits.
    fn counts_up(&self) -> bool {
        const WIDEST: u64 = 1000;
        let read = |radix| {
            let one = |value: &String| u64::from_str_radix(value, radix).ok().filter(|_| value.len() <= 16);
            self.values.iter().map(one).collect::<Option<Vec<u64>>>()
        };
        let rises = |numbers: Vec<u64>| {
            let pairs = numbers.iter().zip(numbers.iter().skip(1));
            let steps: Vec<u64> = pairs.map(|(a, b)| b.wrapping_sub(*a)).collect();
            let widest = if steps.len() == 1 { 1 } else { WIDEST };
            steps.iter().all(|step| (1..=widest).contains(step))
        };
        read(10).or_else(|| read(16)).is_some_and(rises)
    }
}

/// Letters of the alphabet to the power of the length, as bits; nothing for what is no identifier.
fn bits(value: &str) -> Option<i64> {
    let all = |inside: fn(&u8) -> bool| value.bytes().all(|byte| inside(&byte));
    let letters: f64 = match () {
        () if value.is_empty() || !value.bytes().any(|byte| byte.is_ascii_digit()) => return None,
        () if all(u8::is_ascii_digit) => 10.0,
        () if all(u8::is_ascii_hexdigit) => 16.0,
        () if all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase()) => 36.0,
        () if all(u8::is_ascii_alphanumeric) => 62.0,
        () => return None,
    };
    Some((letters.log2() * value.len() as f64) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[&str]) -> Series {
        let mut series = Series::default();
        values.iter().for_each(|value| series.add(value));
        series
    }

    #[test]
    fn numbers_that_count_are_seen() {
        for values in [&["1001", "1002"][..], &["1001", "1007", "1009"], &["00a9", "00aa", "00b0"]] {
            assert!(series(values).counts_up(), "{values:?}");
        }
        for values in
            [&["1001", "1003"][..], &["1007", "1001"], &["4f1kq9x7", "4f1kq9x8"], &["12", "99999999", "14"]]
        {
            assert!(!series(values).counts_up(), "{values:?}");
        }
    }

    #[test]
    fn values_are_unwrapped_once() {
        assert_eq!(percent_decoded("%7B%22a%22%zz%"), "{\"a\"%zz%");
        assert!(object("eyJlbWFpbCI6ImEifQ").is_some());
        assert!(object("{\"a\":1}--signature").is_none());
        assert_eq!((bits("123456"), bits("deadbeef"), bits("no"), bits("a-1")), (Some(19), None, None, None));
    }
}
