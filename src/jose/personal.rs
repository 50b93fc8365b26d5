//! Looks through claim values for what does not belong in a readable token: e-mail addresses, payment cards, bank
//! accounts, password hashes, private keys. A tree comes in; kinds and claim names come out, never a value.

use super::json::{Json, Value, shown};
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// A kind of sensitive value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Email,
    /// 13 to 19 digits of a known issuer range with a valid Luhn digit (ISO/IEC 7812-1).
    Card,
    /// Valid check digits by ISO 13616 (mod 97).
    Iban,
    /// bcrypt, Argon2, scrypt or PBKDF2 in modular crypt form.
    PasswordHash,
    PrivateKey,
}

/// A top-level claim whose value, or a value within it, is of this kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sensitive {
    /// Name of the top-level claim, fit to be shown.
    pub claim: String,
    pub kind: Kind,
}

/// Each claim with each kind that it holds, once.
pub fn sensitive(claims: &Json) -> Vec<Sensitive> {
    let mut found = Vec::new();
    for member in claims.members() {
        let mut kinds = Vec::new();
        collect(&member.value, &mut kinds);
        kinds.sort_unstable();
        kinds.dedup();
        found.extend(kinds.into_iter().map(|kind| Sensitive { claim: shown(&member.name), kind }));
    }
    found
}

/// The tree is at most `read::MAX_DEPTH` deep, so recursion is safe.
fn collect(json: &Json, kinds: &mut Vec<Kind>) {
    match &json.value {
        Value::Text(text) => kinds.extend(kind_of(text)),
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, kinds)),
        Value::Object(members) => members.iter().for_each(|member| collect(&member.value, kinds)),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// The longest value that is looked at, in bytes; only a PEM block is longer, and its beginning tells.
const LONGEST: usize = 320;

fn kind_of(text: &str) -> Option<Kind> {
    if is_private_key(text) {
        Some(Kind::PrivateKey)
    } else if text.len() > LONGEST {
        None
    } else if is_password_hash(text) {
        Some(Kind::PasswordHash)
    } else if is_email(text) {
        Some(Kind::Email)
    } else if is_iban(text) {
        Some(Kind::Iban)
    } else {
        is_card(text).then_some(Kind::Card)
    }
}

/// Its begin line takes 27 characters; shorter texts are nearly all.
fn is_private_key(text: &str) -> bool {
    static BEGIN: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("-----BEGIN "));
    text.len() >= 27 && BEGIN.find(text.as_bytes()).is_some() && text.contains("PRIVATE KEY")
}

fn is_password_hash(text: &str) -> bool {
    let starts = ["$2a$", "$2b$", "$2y$", "$argon2", "$scrypt$", "$pbkdf2", "$6$", "$5$"];
    text.len() >= 40 && starts.iter().any(|start| text.starts_with(start))
}

/// One `@`, a local part of RFC 5322 atoms, a domain of two labels or more whose last is alphabetic.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.trim().split_once('@') else { return false };
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let last = domain.rsplit('.').next().unwrap_or_default();
    !local.is_empty()
        && local.chars().all(atom)
        && domain.contains('.')
        && domain.split('.').all(label)
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
}

/// Cards are text of digits, blanks and hyphens; a bare number is more often an identifier.
fn is_card(text: &str) -> bool {
    let grouped = text.bytes().all(|b| b.is_ascii_digit() || b == b' ' || b == b'-');
    if !grouped {
        return false;
    }
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    (13..=19).contains(&digits.len()) && issuer_fits(&digits) && luhn(&digits)
}

/// First digits and lengths of the large networks, because one number in ten passes on its Luhn digit by chance:
/// 2 and 5 Mastercard, 3 American Express, Diners and JCB, 4 Visa, 6 Discover and UnionPay.
fn issuer_fits(digits: &[u32]) -> bool {
    match digits {
        [4, ..] => matches!(digits.len(), 13 | 16 | 19),
        [5, 1..=5, ..] | [2, 2..=7, ..] => digits.len() == 16,
        [3, 4 | 7, ..] => digits.len() == 15,
        [3, 0 | 6 | 8, ..] => digits.len() == 14,
        [3, 5, ..] => digits.len() == 16,
        [6, 0 | 2 | 4 | 5, ..] => digits.len() >= 16,
        _ => false,
    }
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let value = |(index, &digit): (usize, &u32)| if index % 2 == 1 { doubled(digit) } else { digit };
    digits.iter().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

fn is_iban(text: &str) -> bool {
    // The cheap test first: this runs for every value of every token.
    if !matches!(text.as_bytes(), [b' ' | b'A'..=b'Z', b' ' | b'A'..=b'Z', ..]) {
        return false;
    }
    let bare: Vec<u8> = text.bytes().filter(|&b| b != b' ').collect();
    let [c1, c2, d1, d2, rest @ ..] = bare.as_slice() else { return false };
    let country = c1.is_ascii_uppercase() && c2.is_ascii_uppercase();
    let check = d1.is_ascii_digit() && d2.is_ascii_digit();
    let body = rest.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !country || !check || !body || !(15..=34).contains(&bare.len()) {
        return false;
    }
    let moved = rest.iter().chain([c1, c2, d1, d2]);
    moved.fold(0u32, |sum, &byte| {
        let value = if byte.is_ascii_digit() { u32::from(byte - b'0') } else { u32::from(byte - b'A') + 10 };
        (sum * if value > 9 { 100 } else { 10 } + value) % 97
    }) == 1
}
