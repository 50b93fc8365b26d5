//! Statics that one function fills and others read.
//!
//! In: a call on a static. Out: what it is filled with, for the evaluation of all other functions. It must not
//! know which type the static is of.

use super::super::beforehand::is_filling;
use super::super::ir::{Expr, Kind};
use super::super::value::{Known, Val};
use super::Evaluator;

impl Evaluator<'_> {
    /// Notes what a static gets, while somebody listens.
    pub(super) fn note_filled(&mut self, receiver: &Expr, name: &str, values: &[Known]) {
        if self.heard.is_none() {
            return;
        }
        let (Kind::Path(path), [value]) = (&*receiver.kind, values) else { return };
        let at = self.resolve(path).constant(self.krate);
        let Some(at) = at.filter(|at| self.before.empty.contains(at) && is_filling(self.models, name)) else {
            return;
        };
        let value = value.clone().called();
        // Of a parameter, callers say more than its type.
        let parameter = self.depth == 0 && matches!(value.val, Val::Typed(_));
        if let (Some(heard), false) = (&mut self.heard, parameter) {
            heard.cells.push((at, value.through_call()));
        }
    }
}
