//! What the vocabulary is made of: kinds, attributes and the types of their values.

use super::kinds::Kind;

/// What values an attribute takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Bool,
    /// A whole number; the attribute's text names its unit.
    Int,
    /// Seconds. Rule files may write `"15m"`, `"24h"` or `"7d"`.
    Duration,
    /// One of the listed words.
    Enum(&'static [&'static str]),
    Text,
    /// Words of authlint's own data, which messages show as they are.
    Phrase,
    /// A set of texts.
    Set,
    /// Secret material: never printed, never usable in a message.
    Secret,
}

/// One attribute of a kind.
#[derive(Debug)]
pub struct AttributeDef {
    pub name: &'static str,
    pub doc: &'static str,
    pub ty: Type,
}

/// One kind of fact.
#[derive(Debug)]
pub struct KindDef {
    pub kind: Kind,
    pub name: &'static str,
    pub doc: &'static str,
    pub attributes: &'static [AttributeDef],
}
