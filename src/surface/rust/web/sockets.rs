//! WebSockets that a handler opens for whoever has the cookie.
//!
//! In: a handler. Out: a fact, with whether the crate looks at where a request comes from. The browser sends cookies
//! along with a handshake from any site, and asks nobody (RFC 6455 section 10.2).

use super::super::ir::Kind;
use super::super::{index::Crate, visit};
use super::Handler;
use crate::fact::kinds::websocket;
use crate::fact::{Attribute, Fact, role};

/// A handler that opens one.
pub fn opens(handler: &Handler<'_>) -> bool {
    if handler.parameter_types().any(|ty| handler.leads_to(&ty.path, |web| &web.sockets)) {
        return true;
    }
    let mut found = false;
    visit::block(&handler.function.body, &mut |expr| {
        if let Kind::Call { callee, .. } = &*expr.kind
            && let Kind::Path(path) = &*callee.kind
        {
            found |= handler.leads_to(path, |web| &web.sockets);
        }
    });
    found
}

pub fn fact(handler: &Handler<'_>) -> Option<Fact> {
    if !reads_cookie(handler) || !opens(handler) {
        return None;
    }
    let mut fact = handler.started(websocket::cookie_auth.kind, handler.function.span);
    fact.set(websocket::cookie_auth, Attribute::inferred(true).at(handler.function.span));
    fact.set(websocket::origin_checked, Attribute::inferred(asks_for_origin(handler.krate)));
    Some(fact)
}

/// Cookies or a session among the parameters, or an auth cookie that is read by its name.
fn reads_cookie(handler: &Handler<'_>) -> bool {
    let sessions = |path: &[String]| {
        let full = handler.krate.resolve(handler.file, handler.function.scope, path);
        let mut readings = full.iter().flat_map(|path| handler.models.resolve(path));
        readings.any(|one| {
            let session = handler.models.rust[one.model].session.as_ref();
            session.is_some_and(|session| session.types.contains(&one.canonical))
        })
    };
    let typed = |path: &[String]| handler.leads_to(path, |web| &web.cookies) || sessions(path);
    if handler.parameter_types().any(|ty| typed(&ty.path)) {
        return true;
    }
    let mut found = false;
    visit::block(&handler.function.body, &mut |expr| {
        if let Kind::Method { name, args, .. } = &*expr.kind
            && name == "cookie"
            && let [key] = args.as_slice()
        {
            found |= matches!(&*key.kind, Kind::Text(text) if matches!(role::cookie_role(text), "session" | "auth"));
        }
    });
    found
}

/// Whether anything in a crate reads the header that says where a request comes from.
pub fn asks_for_origin(krate: &Crate) -> bool {
    let mut found = false;
    for (_, function) in krate.functions() {
        visit::block(&function.body, &mut |expr| {
            found |= match &*expr.kind {
                Kind::Text(text) => text.eq_ignore_ascii_case("origin"),
                Kind::Path(path) => path.last().is_some_and(|last| last == "ORIGIN"),
                _ => false,
            };
        });
        let typed = |ty: &super::super::ir::Type| {
            ty.path
                .iter()
                .chain(ty.arguments.iter().flat_map(|inner| &inner.path))
                .any(|name| name == "Origin")
        };
        found |= function.params.iter().filter_map(|param| param.ty.as_ref()).any(typed);
    }
    found
}
