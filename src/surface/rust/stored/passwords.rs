//! Passwords of a request that meet a column as they were typed: written into it, or rows are looked up by it.
//!
//! In: a column with its value, and the function around. Out: a fact, where the value is a member of what a client
//! sent and nothing in the function hashes. It must not judge.

use super::super::index::{At, Crate};
use super::super::ir::{Expr, Function, Kind as Form, Param, Type};
use super::super::{start, visit};
use super::sinks::Sink;
use crate::fact::kinds::{compare, password_store};
use crate::fact::role::{self, Handling};
use crate::fact::{Attribute, Fact, Kind};

/// `hashed` says that the package hashes passwords: there, a function that is handed a request by another may get
/// the hash in it.
pub fn fact(krate: &Crate, at: At, sink: &Sink<'_>, hashed: bool) -> Option<Fact> {
    let function = krate.function_at(at);
    let sent = if hashed { is_extracted } else { is_sent };
    if !role::is_password(&sink.column) || !is_typed(function, sink.value, sent) || hashes(function) {
        return None;
    }
    let place = sink.value.span;
    let kind = if sink.selects { Kind::Compare } else { Kind::PasswordStore };
    let mut fact = start::in_function(krate, at.0, function, kind, place);
    let name = Attribute::inferred(sink.column.as_str()).at(place);
    if sink.selects {
        fact.set(compare::what, Attribute::inferred("password").at(place));
        fact.set(compare::name, name);
    } else {
        fact.set(password_store::in_clear, Attribute::inferred(true).at(place));
        fact.set(password_store::name, name);
    }
    Some(fact)
}

/// `form.password` of a parameter that holds what a client sent.
fn is_typed(function: &Function, value: &Expr, sent: fn(&Type) -> bool) -> bool {
    match &*value.kind {
        Form::Field { base, name } => {
            let of_param = |base: &str| function.params.iter().any(|param| brings(param, base, sent));
            role::is_password(name) && holder(base).is_some_and(of_param)
        }
        Form::Same(inner) | Form::Borrow { place: inner } => is_typed(function, inner, sent),
        Form::Method { receiver, args, .. } => args.is_empty() && is_typed(function, receiver, sent),
        Form::Call { args, .. } => matches!(args.as_slice(), [only] if is_typed(function, only, sent)),
        _ => false,
    }
}

fn holder(base: &Expr) -> Option<&str> {
    match &*base.kind {
        Form::Path(path) => path.last().map(String::as_str),
        Form::Same(inner) | Form::Borrow { place: inner } => holder(inner),
        Form::Field { base, name } if name == "0" => holder(base),
        Form::Method { receiver, args, .. } if args.is_empty() => holder(receiver),
        _ => None,
    }
}

fn brings(param: &Param, base: &str, sent: fn(&Type) -> bool) -> bool {
    param.pattern.names().contains(&base) && param.ty.as_ref().is_some_and(sent)
}

/// `Json<NewUser>`: what a client fills in, in the function that gets it from there.
fn is_extracted(ty: &Type) -> bool {
    ty.path.last().is_some_and(|last| role::extracts(last))
}

/// `LoginRequest`, `Json<NewUser>`: what a client fills in.
fn is_sent(ty: &Type) -> bool {
    let Some(last) = ty.path.last() else { return false };
    role::is_request(last)
        || role::extracts(last)
        || ty.arguments.iter().any(|inner| role::is_wrapper(last) && is_sent(inner))
}

/// Whether something in the function makes a hash, by its name.
fn hashes(function: &Function) -> bool {
    let mut found = false;
    let hashing = |name: &String| role::handling(name) == Some(Handling::Hashes);
    visit::block(&function.body, &mut |expr| {
        found |= match &*expr.kind {
            Form::Call { callee, .. } => {
                matches!(&*callee.kind, Form::Path(path) if path.iter().any(hashing))
            }
            Form::Method { name, .. } => hashing(name),
            _ => false,
        }
    });
    found
}
