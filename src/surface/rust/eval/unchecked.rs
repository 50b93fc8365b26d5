//! Keys that open nothing: a token is decoded with the check of its signature switched off.
//!
//! In: a call that verifies tokens. Out: its key no longer signs or verifies anything, whatever it is; that nothing is
//! checked is told of the verification. It must not judge.

use super::super::value::ObjectId;
use super::Evaluator;
use super::written::Site;
use crate::fact::kinds::{key, token_verify};
use crate::fact::{Kind, Value};
use crate::model::Resolved;

impl Evaluator<'_> {
    pub(super) fn without_check(&mut self, call: &[Resolved], site: &Site<'_>) {
        let verifies = |one: &Resolved| self.models.rust[one.model].token.verifies.contains(&one.canonical);
        if !call.iter().any(verifies) {
            return;
        }
        let given: Vec<ObjectId> = site.args.iter().flat_map(|arg| arg.objects()).collect();
        let unchecked = |id: &ObjectId| {
            let value = self.objects[*id].get(token_verify::signature_checked).map(|one| &one.value);
            self.objects[*id].kind == Kind::TokenVerify && value == Some(&Value::Bool(false))
        };
        if !given.iter().any(unchecked) {
            return;
        }
        // A key that was made elsewhere may check other tokens.
        let function = self.function_path();
        let own = |id: &ObjectId| {
            self.objects[*id].kind == Kind::SecretKey && self.objects[*id].function == function
        };
        for id in given.iter().copied().filter(own).collect::<Vec<_>>() {
            self.set_attribute(id, key::purpose, None);
        }
    }
}
