//! Names that a pattern binds.
//!
//! In: a pattern. Out: its variables. It must not know what they are bound to.

use super::Pattern;

impl Pattern {
    /// Every name that the pattern binds, `self` included; all ways of `a | b` bind the same ones.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Pattern::Bind { name, .. } => vec![name],
            Pattern::Tuple(parts) | Pattern::TupleStruct { parts, .. } => {
                parts.iter().flat_map(Pattern::names).collect()
            }
            Pattern::Struct(fields) => fields.iter().flat_map(|(_, part)| part.names()).collect(),
            Pattern::Or(cases) => cases.first().map(Pattern::names).unwrap_or_default(),
            Pattern::Guarded(inner) => inner.names(),
            Pattern::Constant(_) | Pattern::Literal(_) | Pattern::Wild | Pattern::Other => Vec::new(),
        }
    }
}
