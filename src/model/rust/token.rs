//! Calls of a library that verify tokens or read a token's header before that.
//!
//! In: the `[token]` table of a model. Out: canonical paths of functions and names of methods.

use crate::mistake::Table;

/// Where a library decides about tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenModel {
    /// Calls whose success means that the token is good: a path, or a method's name.
    pub verifies: Vec<String>,
    /// Calls that read the header of a token that nothing has checked yet.
    pub headers: Vec<String>,
}

/// `[token] verifies = [..] headers = [..]`
pub(super) fn read(root: &Table<'_>) -> TokenModel {
    let Some(table) = root.table("token") else { return TokenModel::default() };
    let list = |name: &str| table.texts(name).into_iter().map(|at| at.value).collect();
    let token = TokenModel { verifies: list("verifies"), headers: list("headers") };
    table.done();
    token
}
