//! Spells values in JSON.
//!
//! In: a wanted value and the style of the scalar that it replaces. Out: text that reads back as that value.

use super::super::edit::{NewValue, bare};
use super::super::tree::Style;

/// Spells a value in place of a scalar. Text keeps single quotes, which only JSON5 has, where it can.
pub fn replacement(style: Style, new: &NewValue) -> String {
    let NewValue::Text(text) = new else { return bare(new) };
    let simple = text.chars().all(|letter| !letter.is_control() && !matches!(letter, '\'' | '\\'));
    match style {
        Style::SingleQuoted if simple => format!("'{text}'"),
        _ => serde_json::Value::from(text.as_str()).to_string(),
    }
}
