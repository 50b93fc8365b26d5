//! Requests that another site's page can send in a user's name: cookies that say who asks, routes that
//! change something, and anything that looks like a defence.
//!
//! In: a crate. Out: one fact for the whole of it, at the first place that reads such a cookie. It must not judge.

use super::super::index::Crate;
use super::super::ir::{Expr, File, Kind};
use super::super::route::METHODS;
use super::super::visit;
use super::{Handler, sockets};
use crate::fact::kinds::csrf;
use crate::fact::{Attribute, Context, Fact, role};
use crate::model::Models;
use crate::source::Span;

pub fn fact(krate: &Crate, models: &Models) -> Option<Fact> {
    let mut handlers = krate.own().flat_map(|(file, items)| {
        items.functions.iter().map(move |function| Handler { krate, models, file, function })
    });
    let (reader, place) = handlers
        .find_map(|handler| Some((reads(&handler)?, handler)))
        .map(|(span, handler)| (handler, span))?;
    let changing = krate.functions().any(|(_, function)| {
        let own = function.route.as_ref().is_some_and(|route| is_changing(route.method));
        own || any(&function.body, routes_a_change)
    });
    if !changing {
        return None;
    }
    let defended = krate.own().any(|(_, file)| is_defended(file)) || sockets::asks_for_origin(krate);
    let mut fact = reader.started(csrf::defended.kind, place);
    fact.set(csrf::cookie_auth, Attribute::inferred(true).at(place));
    fact.set(csrf::defended, Attribute::inferred(defended).at(place));
    Some(fact)
}

/// Where a cookie that says who asks is read: `jar.get("session")`, `req.cookie("token")`.
fn reads(handler: &Handler<'_>) -> Option<Span> {
    if handler.function.context == Some(Context::Test) {
        return None;
    }
    let mut found = None;
    visit::block(&handler.function.body, &mut |expr| {
        let Kind::Method { receiver, name, args } = &*expr.kind else { return };
        let ([key], true) = (args.as_slice(), found.is_none()) else { return };
        let of_jar = match name.as_str() {
            "cookie" => true,
            "get" | "get_private" | "get_signed" => {
                let names = super::super::eval::names_of(receiver);
                names.iter().any(|name| {
                    role::words(name).iter().any(|word| matches!(word.as_str(), "jar" | "cookie" | "cookies"))
                })
            }
            _ => false,
        };
        if of_jar
            && key_text(handler, key).is_some_and(|key| matches!(role::cookie_role(&key), "session" | "auth"))
        {
            found = Some(expr.span);
        }
    });
    found
}

/// The key's text, or the name of the constant that holds it.
fn key_text(handler: &Handler<'_>, key: &Expr) -> Option<String> {
    match &*key.kind {
        Kind::Text(text) => Some(text.clone()),
        Kind::Same(inner) => key_text(handler, inner),
        Kind::Path(path) => {
            let full = handler.krate.resolve(handler.file, handler.function.scope, path);
            let at = full.iter().find_map(|path| handler.krate.constant(path))?;
            match &*handler.krate.constant_at(at).value.kind {
                Kind::Text(text) => Some(text.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_changing(method: &str) -> bool {
    method != "get" && method != "head"
}

/// `post(handler)`, `web::delete()`, `.put(handler)` beside a path.
fn routes_a_change(expr: &Expr) -> bool {
    let names_one = |name: &String| METHODS.contains(&name.as_str()) && is_changing(name);
    match &*expr.kind {
        Kind::Method { name, args, .. }
            if args.len() == 2 && matches!(name.as_str(), "route" | "at" | "nest") =>
        {
            let mut found = false;
            visit::expr(&args[1], &mut |inner| {
                found |= match &*inner.kind {
                    Kind::Call { callee, .. } => {
                        matches!(&*callee.kind, Kind::Path(path) if path.last().is_some_and(names_one))
                    }
                    Kind::Method { name, .. } => names_one(name),
                    _ => false,
                };
            });
            found
        }
        Kind::Call { callee, args } if args.is_empty() => {
            matches!(&*callee.kind, Kind::Path(path) if path.len() > 1 && path.last().is_some_and(names_one))
        }
        _ => false,
    }
}

/// A name or text of the file that speaks of a defence.
fn is_defended(file: &File) -> bool {
    let named = |name: &String| role::defends_against_forgery(name);
    let mut imports = file.scopes.iter().flat_map(|scope| &scope.uses).flat_map(|import| &import.path);
    imports.any(named)
        || file.functions.iter().any(|function| {
            named(&function.name)
                || any(&function.body, |expr| match &*expr.kind {
                    Kind::Text(text) => role::defends_against_forgery(text),
                    Kind::Path(path) => path.iter().any(named),
                    Kind::Field { name, .. } | Kind::Method { name, .. } => named(name),
                    _ => false,
                })
        })
}

fn any(block: &super::super::ir::Block, asked: impl Fn(&Expr) -> bool) -> bool {
    let mut found = false;
    visit::block(block, &mut |expr| found = found || asked(expr));
    found
}
