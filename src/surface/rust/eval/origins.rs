//! Predicates over origins that code writes itself: whether a part of the text decides, which others can have, too.
//!
//! In: closures as written. Out: where an origin is compared loosely. `http://localhost` begins
//! `http://localhost.example.net`, and `example.com` ends `badexample.com`. It must not judge.

use super::super::ir::{Expr, Kind};
use super::super::object::Object;
use super::super::visit;
use super::Evaluator;
use super::written::Site;
use crate::fact::kinds::cors;
use crate::fact::role::gate_role;
use crate::fact::{Attribute, Kind as FactKind, Value};
use crate::source::Span;

impl Evaluator<'_> {
    /// Notes on a policy that its predicate compares loosely.
    pub(super) fn note_loose_origins(&mut self, id: usize, site: &Site<'_>) {
        let predicate = Value::from("predicate");
        let decides =
            |object: &Object| object.get(cors::origins).is_some_and(|found| found.value == predicate);
        let is_policy = self.objects[id].kind == FactKind::Cors && decides(&self.objects[id]);
        let place = || site.written.iter().find_map(|arg| loosely(arg.whole?));
        if let Some(place) = is_policy.then(place).flatten() {
            self.set_attribute(id, cors::loosely, Some(Attribute::stated(true, place)));
        }
    }
}

/// Where a closure, or one that a call is handed, compares an origin loosely.
fn loosely(arg: &Expr) -> Option<Span> {
    match &*arg.kind {
        Kind::Closure { body, .. } => in_predicate(body),
        Kind::Call { args, .. } => args.iter().find_map(|arg| match &*arg.kind {
            Kind::Closure { body, .. } => in_predicate(body),
            _ => None,
        }),
        _ => None,
    }
}

fn in_predicate(body: &Expr) -> Option<Span> {
    let mut found = None;
    let mut in_development = false;
    visit::expr(body, &mut |expr| {
        in_development |= speaks_of_development(expr);
        found = found.or_else(|| compares_loosely(expr));
    });
    found.filter(|_| !in_development)
}

/// `cfg!(debug_assertions) && ..`, `is_dev && ..`
fn speaks_of_development(expr: &Expr) -> bool {
    match &*expr.kind {
        Kind::Path(path) => path.last().is_some_and(|name| gate_role(name).build),
        Kind::Field { name, .. } | Kind::Method { name, .. } => gate_role(name).build,
        Kind::Macro { path, .. } => path.last().is_some_and(|name| name == "cfg"),
        _ => false,
    }
}

fn compares_loosely(expr: &Expr) -> Option<Span> {
    let Kind::Method { name, args, .. } = &*expr.kind else { return None };
    let [arg] = args.as_slice() else { return None };
    let text = literal(arg)?;
    let loose = match name.as_str() {
        "starts_with" => begins_others(&text),
        "ends_with" => text.contains('.') && !text.starts_with(['.', '/', ':']) && !text.contains("://"),
        "contains" => text.contains('.') && !text.contains("://") || text == "localhost",
        _ => false,
    };
    loose.then_some(expr.span)
}

/// A scheme and a host that nothing ends: a port or a path would.
fn begins_others(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains([':', '/']))
}

fn literal(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Kind::Text(text) => Some(text.clone()),
        Kind::Bytes(bytes) => String::from_utf8(bytes.clone()).ok(),
        Kind::Same(inner) | Kind::Borrow { place: inner } => literal(inner),
        _ => None,
    }
}
