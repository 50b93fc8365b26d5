//! Routes that change something: methods other than GET and HEAD, and the functions that answer them.
//!
//! In: a crate, or one of its functions. Out: yes or no. It must not know what defends such a route.

use super::super::eval::names_of;
use super::super::index::Crate;
use super::super::ir::{Expr, Function, Kind};
use super::super::route::METHODS;
use super::super::visit;
use std::collections::HashSet;

/// What a crate's own functions answer to requests that change something.
pub struct Changes {
    /// Some route changes something, whoever answers it.
    pub any: bool,
    /// Last names of what is handed to such routes.
    handlers: HashSet<String>,
}

impl Changes {
    pub fn of(krate: &Crate) -> Changes {
        let mut changes = Changes { any: false, handlers: HashSet::new() };
        for (_, function) in krate.functions() {
            changes.any |= by_attribute(function);
            visit::block(&function.body, &mut |expr| {
                changes.any |= routed(expr);
                changes.handlers.extend(handler(expr));
            });
        }
        changes
    }

    /// Whether a function answers such a request.
    pub fn answered_by(&self, function: &Function) -> bool {
        by_attribute(function) || self.handlers.contains(&function.name)
    }
}

fn by_attribute(function: &Function) -> bool {
    function.route.as_ref().is_some_and(|route| is_changing(route.method))
}

fn is_changing(method: &str) -> bool {
    METHODS.contains(&method) && method != "get" && method != "head"
}

/// `post(handler)`, `web::delete()`, `.put(handler)` beside a path.
fn routed(expr: &Expr) -> bool {
    match &*expr.kind {
        Kind::Method { name, args, .. }
            if args.len() == 2 && matches!(name.as_str(), "route" | "at" | "nest") =>
        {
            let mut found = false;
            visit::expr(&args[1], &mut |inner| found |= changing_call(inner).is_some());
            found
        }
        Kind::Call { callee, args } if args.is_empty() => {
            matches!(&*callee.kind, Kind::Path(path) if path.len() > 1) && changing_call(expr).is_some()
        }
        _ => false,
    }
}

/// The arguments of `post(..)`, `web::post()`, `get(..).post(..)`.
fn changing_call(expr: &Expr) -> Option<&[Expr]> {
    match &*expr.kind {
        Kind::Call { callee, args } => {
            let Kind::Path(path) = &*callee.kind else { return None };
            path.last().is_some_and(|name| is_changing(name)).then_some(args)
        }
        Kind::Method { name, args, .. } => is_changing(name).then_some(args),
        _ => None,
    }
}

/// `post(handler)`, `web::post().to(handler)`, `warp::post().and(..).and_then(handler)`.
fn handler(expr: &Expr) -> Option<String> {
    if let Some([target]) = changing_call(expr) {
        return names_of(target).pop();
    }
    let Kind::Method { receiver, args, .. } = &*expr.kind else { return None };
    let [target] = args.as_slice() else { return None };
    matches!(&*target.kind, Kind::Path(_)).then_some(())?;
    follows_a_change(receiver).then(|| names_of(target).pop()).flatten()
}

/// Whether a chain begins with `web::post()` or its like.
fn follows_a_change(mut expr: &Expr) -> bool {
    while let Kind::Method { receiver, .. } = &*expr.kind {
        expr = receiver;
    }
    changing_call(expr).is_some_and(<[Expr]>::is_empty)
}
