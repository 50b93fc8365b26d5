//! Receivers of which only the type is known: a parameter, a field, what a function gives.
//!
//! In: a receiver and the method or field that is written. Out: a fact that says what is written and nothing else:
//! no default holds, because somebody else made the value.

use super::super::ir::{Expr, Kind as Form};
use super::super::value::{Known, Val};
use super::Evaluator;
use crate::model::rust::{Action, OnlyFor};

impl Evaluator<'_> {
    pub(super) fn adopted(&mut self, receiver: &Expr, target: Known, name: &str) -> Known {
        let Val::Typed(path) = &target.val else { return target };
        let models = self.models;
        let edited_anywhere = models.rows(name).any(|(_, row)| matches!(row.action, Action::Edit { .. }));
        if self.depth > 0 || !edited_anywhere {
            return target;
        }
        let resolved = self.resolved(std::slice::from_ref(path));
        let found = resolved.iter().find_map(|one| {
            let rows = &models.rust[one.model].rows;
            let row = rows.iter().find(|row| makes(&row.action) && is_of(&row.call, &one.canonical))?;
            let Action::Make { kind, form, .. } = row.action else { return None };
            let edits = |action: &Action| matches!(action, Action::Edit { kind: of, .. } if *of == kind);
            let edited = models.rows(name).any(|(model, row)| model == one.model && edits(&row.action));
            edited.then_some((one.model, row, kind, form))
        });
        let Some((model, row, kind, form)) = found else { return target };
        let id = self.new_object(model, row, kind, form, receiver.span);
        let object = Known::new(Val::Object(id), receiver.span);
        if let Form::Path(path) = &*receiver.kind
            && let [variable] = path.as_slice()
        {
            self.assign_name(variable, object.clone());
        }
        object
    }
}

fn makes(action: &Action) -> bool {
    matches!(action, Action::Make { only_for, .. } if *only_for != OnlyFor::Implementation)
}

/// A function of the type, or its literal.
fn is_of(call: &str, canonical: &str) -> bool {
    call.strip_prefix(canonical).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
