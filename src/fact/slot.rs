//! Where and how another value of an attribute can be written into its file.
//!
//! The surface that found the attribute makes the slot, because it knows the syntax; the fix only
//! asks for the text that spells a wanted value.

use super::value::Value;
use crate::source::Span;

/// One place where a value can be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// Text before and after the spelled value, such as `.http_only(` and `)`.
    pub before: String,
    pub after: String,
    /// How each value is spelled here, where that is not the value's own text.
    pub words: Vec<(String, String)>,
    /// Only the values in `words` can be written: a bare word would not be valid syntax here.
    pub closed: bool,
    pub layout: Layout,
}

/// What white space an insertion needs around it, which only the file's text can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// As it is.
    Inline,
    /// A link of a method chain: on a line of its own where the chain's next link is.
    Chain,
    /// A statement: on the next line, indented as the one before it.
    Statement,
}

impl Slot {
    /// A slot that takes a value's own text: `true`, `3600`.
    pub fn plain(span: Span) -> Slot {
        Slot {
            span,
            before: String::new(),
            after: String::new(),
            words: Vec::new(),
            closed: false,
            layout: Layout::Inline,
        }
    }

    /// The text that writes `value` here, if this place can hold it.
    pub fn spell(&self, value: &Value) -> Option<String> {
        let plain = match value {
            Value::Bool(_) | Value::Int(_) | Value::Text(_) => value.to_string(),
            Value::Set(_) | Value::Secret(_) | Value::OneOf(_) => return None,
        };
        let spelled = self.words.iter().find(|(word, _)| *word == plain).map(|(_, text)| text.clone());
        let text = match spelled {
            Some(text) => text,
            None if self.closed || matches!(value, Value::Text(_)) => return None,
            None => plain,
        };
        Some(format!("{}{text}{}", self.before, self.after))
    }
}
