//! Enums, implementations and what attributes say, in the evaluator's own form.

use super::Expr;

/// Variants with their discriminants, where these are written down.
#[derive(Clone, Debug)]
pub struct Enum {
    pub scope: usize,
    pub name: String,
    /// Variant, the nearest discriminant at or above it, and the number of variants since.
    pub variants: Vec<(String, Option<Expr>, i64)>,
}

#[derive(Clone, Debug)]
pub struct Implementation {
    pub scope: usize,
    pub self_type: Vec<String>,
    pub of_trait: Vec<String>,
}

/// `default = value` in `#[serde(default = value)]`.
#[derive(Clone, Debug)]
pub struct Note {
    pub attribute: String,
    pub name: String,
    pub value: Option<Expr>,
}
