//! What is no longer known of a value after somebody could write into it.
//!
//! In: a call's arguments, or the place that is written into. Out: names and facts that say less than before. It must
//! not guess what was written.

use super::super::ir::{Expr, Kind};
use super::super::value::{Known, Val};
use super::Evaluator;

impl Evaluator<'_> {
    /// A callee that we don't know may change what it borrows mutably.
    pub(super) fn taint(&mut self, args: &[Expr], values: &[Known]) {
        for (arg, value) in args.iter().zip(values) {
            if let Kind::Borrow { place } = &*arg.kind {
                self.forget(value);
                self.changed_text(place, value);
            }
        }
    }

    /// A local's text that something writes into is no longer the one that it began with.
    pub(super) fn changed_text(&mut self, place: &Expr, value: &Known) {
        let Kind::Path(path) = &*place.kind else { return };
        if let (Val::Text(_), [name]) = (&value.val, path.as_slice()) {
            self.assign_name(name, Known::unknown(place.span));
        }
    }

    pub(super) fn forget(&mut self, value: &Known) {
        let Val::Object(id) = value.val else { return };
        for key in self.objects[id].keys() {
            self.set_attribute(id, key, None);
        }
    }
}
