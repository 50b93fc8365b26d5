//! Routes that a link reaches and that change something.
//!
//! In: a handler with a routing attribute, or calls that build routes. Out: facts about GET routes whose handlers log
//! out or delete something.

use super::super::eval::names_of;
use super::super::ir::{Expr, Function, Kind};
use super::super::visit;
use super::Handler;
use crate::fact::kinds::route;
use crate::fact::{Attribute, Fact, role};
use crate::source::Span;

pub fn facts(handler: &Handler<'_>) -> Vec<Fact> {
    let mut all: Vec<Fact> = own(handler).into_iter().collect();
    visit::block(&handler.function.body, &mut |expr| {
        let Kind::Method { args, .. } = &*expr.kind else { return };
        let [path, target] = args.as_slice() else { return };
        let (Kind::Text(path), Some((name, span))) = (&*path.kind, got(target)) else { return };
        let Some(function) = handler.function_named(&name) else { return };
        all.extend(fact(handler, function, path, span));
    });
    all
}

fn own(handler: &Handler<'_>) -> Option<Fact> {
    let route = handler.function.route.as_ref().filter(|route| route.method == "get")?;
    fact(handler, handler.function, &route.path, route.span)
}

fn fact(handler: &Handler<'_>, function: &Function, path: &str, span: Span) -> Option<Fact> {
    let action = match () {
        () if role::logs_out(&function.name) => "logout",
        () if role::deletes(&function.name) => "delete",
        () => return None,
    };
    let mut fact = handler.started(route::path.kind, span);
    fact.set(route::path, Attribute::stated(path, span));
    fact.set(route::method, Attribute::stated("get", span));
    fact.set(route::action, Attribute::inferred(action).at(span));
    fact.set(route::acts, Attribute::inferred(acts(function)));
    Some(fact)
}

/// Whether the function changes something itself.
fn acts(function: &Function) -> bool {
    let mut found = false;
    visit::block(&function.body, &mut |expr| {
        found |= match &*expr.kind {
            Kind::Method { name, .. } => role::changes_state(name),
            Kind::Call { callee, .. } => match &*callee.kind {
                Kind::Path(path) => path.iter().any(|name| role::changes_state(name)),
                _ => false,
            },
            _ => false,
        };
    });
    found
}

/// The handler of `get(handler)`, `web::get().to(handler)`, also with other methods behind it.
fn got(expr: &Expr) -> Option<(String, Span)> {
    let last = |expr: &Expr| names_of(expr).pop();
    match &*expr.kind {
        Kind::Call { callee, args } => match (&*callee.kind, args.as_slice()) {
            (Kind::Path(path), [target]) if path.last().is_some_and(|name| name == "get") => {
                Some((last(target)?, expr.span))
            }
            _ => None,
        },
        Kind::Method { receiver, name, args } => match (name.as_str(), args.as_slice()) {
            ("get", [target]) => Some((last(target)?, target.span)),
            ("to", [target]) if is_get(receiver) => Some((last(target)?, expr.span)),
            _ => got(receiver),
        },
        _ => None,
    }
}

/// `web::get()`
fn is_get(expr: &Expr) -> bool {
    let Kind::Call { callee, args } = &*expr.kind else { return false };
    args.is_empty()
        && matches!(&*callee.kind, Kind::Path(path) if path.last().is_some_and(|name| name == "get"))
}

impl<'k> Handler<'k> {
    /// A function of the crate, if its name leaves no doubt.
    fn function_named(&self, name: &str) -> Option<&'k Function> {
        let mut all = self.krate.files.iter().flat_map(|(_, file)| &file.functions);
        let first = all.find(|function| function.name == name)?;
        all.all(|function| function.name != name).then_some(first)
    }
}
