//! Spells values in YAML.
//!
//! In: a wanted value and the scalar that it replaces. Out: text that reads back as that value.

use super::super::edit::{NewValue, bare};
use super::super::tree::{Kind, Scalar, Style};
use super::scalar::{is_float, is_integer, is_switch};

/// Spells a value in place of a scalar, in its quotes where these can hold it.
pub fn replacement(old: &Scalar, new: &NewValue) -> String {
    let NewValue::Text(text) = new else { return bare(new) };
    let switch = old.kind == Kind::Bool && is_switch(text);
    match old.style {
        Style::DoubleQuoted => quoted(text),
        Style::SingleQuoted if text.chars().all(|letter| !letter.is_control()) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ if switch || is_plain(text) => text.clone(),
        _ => quoted(text),
    }
}

/// Whether every reader takes the bare text for that text.
fn is_plain(text: &str) -> bool {
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || "_-./+".contains(letter);
    let word = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || first == '/');
    let typed = is_switch(text) || is_integer(text) || is_float(text);
    let null = ["null", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word));
    word && !typed && !null && text.chars().all(harmless)
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
