//! What is no longer known of a value after somebody could write into it.
//!
//! In: a call's arguments, or the place that is written into. Out: names and facts that say less than before. It must
//! not guess what was written.

use super::super::ir::{Expr, Kind as Form};
use super::super::value::{Known, Val};
use super::Evaluator;
use crate::fact::{Kind, role};

impl Evaluator<'_> {
    /// A callee that we don't know may change what it borrows mutably.
    pub(super) fn taint(&mut self, args: &[Expr], values: &[Known]) {
        for (arg, value) in args.iter().zip(values) {
            if let Form::Borrow { place } = &*arg.kind {
                self.forget(value);
                self.changed_text(place);
            }
        }
    }

    /// Whoever is lent a text or buffer to write into, known or not, leaves something else in it.
    pub(super) fn lent(&mut self, args: &[Expr]) {
        for arg in args {
            match &*arg.kind {
                Form::Borrow { place } => self.changed_text(place),
                Form::Method { receiver, name, args } if args.is_empty() && lends(name) => {
                    self.changed_text(receiver);
                }
                _ => {}
            }
        }
    }

    /// A local's text or bytes that something writes into are no longer those that it began with.
    pub(super) fn changed_text(&mut self, place: &Expr) {
        let Some(name) = local_of(place) else { return };
        if self.name(name).is_some_and(|known| matches!(known.val, Val::Text(_) | Val::Bytes(_))) {
            self.assign_name(name, Known::unknown(place.span));
        }
    }

    /// `set_origins(builder, &config)` of another package: what it makes of a policy is not known.
    pub(super) fn configured_elsewhere(&mut self, path: &[String], values: &[Known]) {
        if !path.last().is_some_and(|name| role::gate_role(name).cors) {
            return;
        }
        for value in values {
            if matches!(value.val, Val::Object(id) if self.objects[id].kind == Kind::Cors) {
                self.forget(value);
            }
        }
    }

    pub(super) fn forget(&mut self, value: &Known) {
        let Val::Object(id) = value.val else { return };
        for key in self.objects[id].keys() {
            self.set_attribute(id, key, None);
        }
    }
}

/// A method that lends its receiver to be written into.
fn lends(method: &str) -> bool {
    matches!(method, "as_mut" | "as_mut_slice" | "as_mut_ptr" | "as_mut_str")
}

/// The local that a place is, or is a part of.
fn local_of(place: &Expr) -> Option<&str> {
    match &*place.kind {
        Form::Path(path) => path.first().filter(|_| path.len() == 1).map(String::as_str),
        Form::Index { base, .. } => local_of(base),
        Form::Same(inner) | Form::Borrow { place: inner } => local_of(inner),
        Form::Method { receiver, name, args } if args.is_empty() && lends(name) => local_of(receiver),
        _ => None,
    }
}
