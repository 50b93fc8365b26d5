//! Spells values in XML, and finds where a new attribute goes.
//!
//! In: a wanted value, and for an insertion the file's text and tree. Out: text and offset.

use super::super::edit::{NewKey, NewValue, bare};
use super::super::leaf::at;
use super::super::tree::Style;

pub fn replacement(style: Style, new: &NewValue) -> String {
    let text = quick_xml::escape::escape(bare(new)).into_owned();
    match style {
        Style::Plain => text,
        Style::SingleQuoted => format!("'{text}'"),
        Style::MultiLineSingle => format!("<![CDATA[{}]]>", bare(new).replace("]]>", "]]&gt;")),
        _ => format!("\"{text}\""),
    }
}

/// An attribute right behind the element's name.
pub fn insertion(wanted: &NewKey<'_>) -> Option<(usize, String)> {
    let NewKey { text, tree, table, key, new } = *wanted;
    let name = key.strip_prefix('@').filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let node = tree.get(table)?;
    let tag = at(text, node.span.clone());
    let here = tag.strip_prefix('<').is_some_and(|rest| rest.starts_with(&node.key));
    (here && !name.is_empty())
        .then(|| (node.key_span.end, format!(" {name}={}", replacement(Style::DoubleQuoted, new))))
}
