//! The project's own implementations of modelled traits: a certificate verifier that says yes to everyone.
//!
//! In: a function of an `impl Trait for Type` and what it gives. Out: a fact, where a model knows the
//! trait's method. What depends on an argument or on `self` is an answer of its own, and unknown.

use super::super::ir::Function;
use super::super::value::{Known, Val};
use super::Evaluator;
use super::choice::gate_of_uses;
use super::written::Site;
use crate::model::rust::{Action, OnlyFor};

impl Evaluator<'_> {
    /// Notes what a function that was just walked says as an implementation of its trait.
    pub(super) fn implemented(&mut self, function: &Function, value: Known) {
        if function.of_trait.is_empty() {
            return;
        }
        let method = [function.of_trait.as_slice(), std::slice::from_ref(&function.name)].concat();
        let resolved = self.resolved(&self.resolve(&method));
        let models = self.models;
        let implementation = |action: &Action| match action {
            Action::Make { kind, form, only_for: OnlyFor::Implementation } => Some((*kind, *form)),
            _ => None,
        };
        let found = resolved.iter().find_map(|one| {
            let mut rows = models.rows(&one.canonical).filter(|(model, _)| *model == one.model);
            rows.find_map(|(model, row)| {
                let (kind, form) = implementation(&row.action).filter(|_| self.row_holds(model, row))?;
                Some((model, row, kind, form))
            })
        });
        let Some((model, row, kind, form)) = found else { return };
        let given = self.answer(value);
        let site = Site { args: &[given], written: &[], receiver: None, span: function.span };
        let type_name = function.self_type.as_deref().unwrap_or_default();
        self.gates.push(gate_of_uses(self.krate, type_name));
        let id = self.new_object(model, row, kind, form, function.span);
        self.gates.pop();
        self.apply(id, model, row, &site);
    }

    /// What the function gives on every way, if no argument has a part in it.
    fn answer(&mut self, tail: Known) -> Known {
        let span = tail.span;
        let tail = (!self.diverged).then_some(tail);
        let all = std::mem::take(&mut self.frame.returns).into_iter().chain(tail);
        let answer = all.reduce(Known::or).unwrap_or_else(|| Known::unknown(span));
        if self.frame.names.were_looked_at() { answer.with(Val::Unknown) } else { answer }
    }
}
