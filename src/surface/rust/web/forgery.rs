//! Requests that another site's page can send in a user's name: cookies that say who asks, routes that
//! change something, and anything that looks like a defence.
//!
//! In: a crate. Out: one fact for the whole of it, at the first place that reads such a cookie. It must not judge.

use super::super::index::Crate;
use super::super::ir::{Expr, File, Function, Kind};
use super::super::visit;
use super::changes::Changes;
use super::{Handler, sockets};
use crate::fact::kinds::csrf;
use crate::fact::{Attribute, Context, Fact, role};
use crate::model::Models;
use crate::source::Span;

pub fn fact(krate: &Crate, models: &Models) -> Option<Fact> {
    let handlers = krate.own().flat_map(|(file, items)| {
        items.functions.iter().map(move |function| Handler { krate, models, file, function })
    });
    let mut readers = handlers.filter_map(|handler| Some((reads(&handler)?, handler))).peekable();
    readers.peek()?;
    let all = Changes::of(krate);
    let (place, reader) = readers.find(|(_, reader)| changes(reader, &all))?;
    let defended = krate.own().any(|(_, file)| is_defended(file)) || sockets::asks_for_origin(krate);
    let mut fact = reader.started(csrf::defended.kind, place);
    fact.set(csrf::cookie_auth, Attribute::inferred(true).at(place));
    fact.set(csrf::defended, Attribute::inferred(defended).at(place));
    Some(fact)
}

/// Whether what reads the cookie stands before a route that changes something. A guard stands before those that take
/// it; what nobody takes may stand before all.
fn changes(reader: &Handler<'_>, changes: &Changes) -> bool {
    let guard = reader.function.self_type.as_ref().filter(|_| !reader.function.of_trait.is_empty());
    let Some(guard) = guard else { return changes.any };
    let takes = |function: &&Function| {
        let handler = Handler { function, ..*reader };
        handler.parameter_types().any(|ty| ty.path.last() == Some(guard))
    };
    let mut takers = reader.krate.functions().map(|(_, function)| function).filter(takes).peekable();
    if takers.peek().is_none() {
        return changes.any;
    }
    takers.any(|function| changes.answered_by(function))
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
