//! Passwords that go into a table as they were typed.
//!
//! In: fields of records, and what is put into them. Out: a fact, where the value is a password of a request,
//! the function writes to a table, and nothing in it hashes. It must not judge.

use super::super::ir::{Expr, Kind as Form};
use super::super::value::{Known, Val};
use super::Evaluator;
use super::written::names_of;
use crate::fact::kinds::{key, password_store};
use crate::fact::role::{Handling, handling, is_account, is_password, is_record, is_request};
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Kind, Secret, derive};

impl Evaluator<'_> {
    /// Notes what the name of a callee says: that it hashes, or that it stores.
    pub(super) fn note_call(&mut self, path: &[String]) {
        for name in path.iter().rev().take(2) {
            match handling(name) {
                Some(Handling::Hashes) => self.frame.hashes = true,
                Some(Handling::Stores) => self.frame.stores = true,
                None => {}
            }
        }
    }

    /// `user.password = form.password`, or a field of a literal of the type, if one is given.
    pub(super) fn put_into_record(&mut self, type_name: Option<&String>, field: &str, value: &Expr) {
        if self.depth > 0 || !is_password(field) || type_name.is_some_and(|name| !is_record(name)) {
            return;
        }
        let names = names_of(value);
        let [name] = names.as_slice() else { return };
        let Some(base) = base_of(value).filter(|_| is_password(name)) else { return };
        let base = self.expr(base);
        if !self.typed_by_a_user(&base) {
            return;
        }
        let mut fact = self.fact_started(Kind::PasswordStore, value.span);
        fact.set(password_store::in_clear, Attribute::inferred(true).at(value.span));
        fact.set(password_store::name, Attribute::inferred(field).at(value.span));
        self.frame.stored.push(fact);
    }

    /// `Account { name: "admin", password: "..." }`: a login that the code brings along.
    pub(super) fn account(&mut self, type_name: Option<&String>, values: &[(String, Known)]) {
        let written = |known: &Known| known.text().is_some_and(|text| !text.trim().is_empty());
        let named = values.iter().any(|(field, known)| is_account(field) && written(known));
        let nearby = values.iter().any(|(_, known)| known.text().is_some_and(is_this_machine));
        let secret = values.iter().find(|(field, known)| {
            is_password(field) && written(known) && !known.text().is_some_and(is_route)
        });
        let Some((field, known)) =
            secret.filter(|_| named && !nearby && !type_name.is_some_and(|name| is_request(name)))
        else {
            return;
        };
        self.password_in_code(field, known);
    }

    /// A password of an account that stands in the code.
    pub(super) fn password_in_code(&mut self, name: &str, known: &Known) {
        let mut fact = self.fact_started(Kind::SecretKey, known.span);
        let secret = Secret::new(known.text().unwrap_or_default());
        fact.set(key::secret, Attribute::inferred(secret).at(known.span));
        fact.set(key::origin, Attribute::stated("literal", known.span));
        fact.set(key::variable, Attribute::inferred(name).at(known.span));
        fact.set(key::purpose, Attribute::inferred("password").at(known.span));
        derive::complete(&mut fact, Encoding::Raw);
        self.extra.push(fact);
    }

    /// Whether the value is of a type that holds what a client sent.
    pub(super) fn typed_by_a_user(&self, base: &Known) -> bool {
        matches!(&base.val, Val::Typed(path) if path.last().is_some_and(|name| is_request(name)))
    }

    /// Once the function is walked: what nothing in it hashes and something in it writes.
    pub(super) fn stored_in_clear(&mut self) {
        let stored = std::mem::take(&mut self.frame.stored);
        if self.frame.stores && !self.frame.hashes {
            self.extra.extend(stored);
        }
    }
}

/// `update_password: "/account/password"`: where something is done, not what it is done with.
fn is_route(text: &str) -> bool {
    text.starts_with('/') && text.len() > 1
}

/// What a program on the same machine is logged in to with, a catcher of mails in development above all.
fn is_this_machine(text: &str) -> bool {
    ["localhost", "127.0.0.1", "::1"].contains(&text)
}

/// What a field is taken from, behind conversions and wrappers.
fn base_of(expr: &Expr) -> Option<&Expr> {
    match &*expr.kind {
        Form::Field { base, .. } => Some(base),
        Form::Same(inner) => base_of(inner),
        Form::Method { receiver, args, .. } if args.is_empty() => base_of(receiver),
        Form::Call { args, .. } => args.first().and_then(base_of),
        _ => None,
    }
}
