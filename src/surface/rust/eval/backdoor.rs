//! A password that somebody types, held against a text of the code: whoever reads the code gets in.
//!
//! In: the two sides of a comparison. Out: a fact about the text. Functions in which a password is chosen, or refused
//! for being weak, compare with texts as well, and for another reason. It must not judge.

use super::super::ir::Expr;
use super::super::value::{Known, Val};
use super::Evaluator;
use super::compare::base_of;
use super::written::names_of;
use crate::fact::role::{carries, chooses_password, is_password, logs_in, says_again};

/// Shorter texts are marks: `-` for standard input, `*` for a masked value.
const SHORTEST: usize = 3;

impl Evaluator<'_> {
    pub(super) fn against_a_text(&mut self, left: (&Expr, &Known), right: (&Expr, &Known)) {
        for (typed, text) in [(left, right), (right, left)] {
            let names = names_of(typed.0);
            if let [name] = names.as_slice()
                && is_password(name)
                && !says_again(name)
                && opens_something(text.1)
                && self.is_typed(typed)
            {
                self.password_in_code(name, text.1);
            }
        }
    }

    /// Whether somebody who wants to be let in brings the value.
    fn is_typed(&self, (expr, known): (&Expr, &Known)) -> bool {
        let function = self.function_path().rsplit("::").next().unwrap_or_default();
        if !matches!(known.val, Val::Unknown | Val::Typed(_)) || chooses_password(function) {
            return false;
        }
        let of_request = base_of(expr).is_some_and(|base| carries(&base));
        of_request || self.origin(expr).sent || logs_in(function)
    }
}

/// A text that is no mark: neither blank, nor one sign over and over.
fn opens_something(known: &Known) -> bool {
    let Some(text) = known.text() else { return false };
    let first = text.chars().next();
    text.len() >= SHORTEST && text.chars().any(|c| Some(c) != first) && !text.contains(char::is_whitespace)
}
