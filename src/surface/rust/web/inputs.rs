//! What a handler takes from the query of a request, and which names hold it.
//!
//! In: a handler's parameters, its route and its body. Out: names and the parameters of the query that they stand for.

use super::super::ir::{Expr, Kind, Param, Pattern, Struct, Type};
use super::super::{eval::names_of, visit};
use super::Handler;
use crate::fact::kinds::url;
use crate::fact::{Attribute, Fact, role};
use crate::source::Span;

/// A query as a handler sees it.
#[derive(Default)]
pub struct Inputs<'k> {
    /// Names that hold the whole query, and the struct that it is read into.
    wholes: Vec<(String, Option<&'k Struct>)>,
    /// Names that hold one parameter.
    parts: Vec<(String, String)>,
    /// Parameters that are asked for, and where that is written.
    asked: Vec<(String, Span)>,
    asks: Vec<&'k str>,
}

pub fn of<'k>(handler: &Handler<'k>) -> Inputs<'k> {
    let mut inputs = Inputs::default();
    for param in &handler.function.params {
        inputs.param(handler, param);
    }
    inputs.route(handler);
    inputs.methods(handler);
    inputs.read_by_hand(handler);
    if !inputs.is_empty() {
        // What a `let` inside of another is bound to may be read before: the second round knows it.
        for _ in 0..2 {
            visit::bindings(&handler.function.body, &mut |pattern, value| inputs.bind(pattern, value));
        }
    }
    inputs
}

impl<'k> Inputs<'k> {
    pub fn is_empty(&self) -> bool {
        self.wholes.is_empty() && self.parts.is_empty() && self.asks.is_empty() && self.asked.is_empty()
    }

    /// `Query(q): Query<T>`, `query: web::Query<T>`, also inside of `Option`.
    fn param(&mut self, handler: &Handler<'k>, param: &Param) {
        let Some(ty) = &param.ty else { return };
        let outer = [Some(ty), ty.arguments.first()].into_iter().flatten();
        let Some(query) = { outer }.find(|ty| handler.leads_to(&ty.path, |web| &web.queries)) else { return };
        let Some(inner) = query.arguments.first() else { return };
        let structure = structure(handler, inner);
        for field in structure.map(|found| found.fields.as_slice()).unwrap_or_default() {
            self.asked.extend(field.wire_name.clone().map(|name| (name, field.span)));
        }
        self.names(&param.pattern, structure);
    }

    /// `Query::<T>::try_from_uri(&parts.uri)`
    fn read_by_hand(&mut self, handler: &Handler<'k>) {
        let (_, file) = &handler.krate.files[handler.file];
        let mut found = Vec::new();
        visit::block(&handler.function.body, &mut |expr| {
            if let Kind::Call { callee, .. } = &*expr.kind
                && let Kind::Path(path) = &*callee.kind
                && let Some((_, owner)) = path.split_last().filter(|(last, _)| *last == "try_from_uri")
                && handler.leads_to(owner, |web| &web.queries)
            {
                found.extend(file.type_arguments.get(&callee.span).and_then(|types| types.first()));
            }
        });
        for field in found.into_iter().filter_map(|ty| structure(handler, ty)).flat_map(|one| &one.fields) {
            self.asked.extend(field.wire_name.clone().map(|name| (name, field.span)));
        }
    }

    fn names(&mut self, pattern: &Pattern, structure: Option<&'k Struct>) {
        match pattern {
            Pattern::Bind { name, .. } => self.wholes.push((name.clone(), structure)),
            Pattern::TupleStruct { parts, .. } => parts.iter().for_each(|part| self.names(part, structure)),
            Pattern::Struct(fields) => {
                for (field, part) in fields {
                    if let Pattern::Bind { name, .. } = part {
                        self.parts.push((name.clone(), wire_name(structure, field)));
                    }
                }
            }
            _ => {}
        }
    }

    /// `#[get("/path?<token>&<query..>")]`: parameters of the function by their names.
    fn route(&mut self, handler: &Handler<'k>) {
        let Some(route) = &handler.function.route else { return };
        let Some((_, query)) = route.path.split_once('?') else { return };
        for name in query.split('&').filter_map(|part| part.strip_prefix('<')?.strip_suffix('>')) {
            if let Some(whole) = name.strip_suffix("..") {
                let bound =
                    |param: &&Param| matches!(&param.pattern, Pattern::Bind { name, .. } if name == whole);
                let ty = handler.function.params.iter().find(bound).and_then(|param| param.ty.as_ref());
                self.wholes.push((whole.to_owned(), ty.and_then(|ty| structure(handler, ty))));
            } else {
                self.parts.push((name.to_owned(), name.to_owned()));
                self.asked.push((name.to_owned(), route.span));
            }
        }
    }

    /// `req.query("token")` of frameworks whose files say which they are.
    fn methods(&mut self, handler: &Handler<'k>) {
        let (_, file) = &handler.krate.files[handler.file];
        let uses = |root: &str| {
            let mut imports = file.scopes.iter().flat_map(|scope| &scope.uses);
            imports.any(|import| import.path.first().is_some_and(|first| first == root))
        };
        let models = handler.models.rust.iter().filter(|model| !model.web.asks.is_empty());
        let known = models.filter(|model| uses(&model.library.replace('-', "_")));
        self.asks = known.flat_map(|model| model.web.asks.iter().map(String::as_str)).collect();
        if !self.asks.is_empty() {
            let mut asked = Vec::new();
            visit::block(&handler.function.body, &mut |expr| {
                asked.extend(self.asked_by(expr).map(|name| (name, expr.span)));
            });
            self.asked.extend(asked);
        }
    }

    fn asked_by(&self, expr: &Expr) -> Option<String> {
        let Kind::Method { receiver, name, args } = &*expr.kind else { return None };
        let of_request = names_of(receiver).iter().any(|name| matches!(name.as_str(), "req" | "request"));
        let ([key], true) = (args.as_slice(), of_request && self.asks.contains(&name.as_str())) else {
            return None;
        };
        text(key)
    }

    fn bind(&mut self, pattern: &Pattern, value: &Expr) {
        let name = match pattern {
            Pattern::Guarded(inner) => return self.bind(inner, value),
            Pattern::Bind { name, .. } => name,
            Pattern::TupleStruct { parts, .. } => match parts.as_slice() {
                [Pattern::Bind { name, .. }] => name,
                _ => return,
            },
            _ => return,
        };
        if self.parts.iter().any(|(known, _)| known == name) {
            return;
        }
        if let Some(parameter) = self.requested(value) {
            self.parts.push((name.clone(), parameter));
        } else if let Some(structure) =
            self.whole(value).filter(|_| self.wholes.iter().all(|(known, _)| known != name))
        {
            self.wholes.push((name.clone(), structure));
        }
    }

    /// The query as a whole: a name, `query.0`, `query.into_inner()`.
    fn whole(&self, expr: &Expr) -> Option<Option<&'k Struct>> {
        match &*expr.kind {
            Kind::Path(path) => {
                let [name] = path.as_slice() else { return None };
                self.wholes.iter().find(|(known, _)| known == name).map(|(_, structure)| *structure)
            }
            Kind::Field { base, name } if name == "0" => self.whole(base),
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.whole(inner),
            Kind::Method { receiver, name, .. } if role::keeps_value(name) => self.whole(receiver),
            _ => None,
        }
    }

    /// The parameter whose content an expression hands on.
    pub fn requested(&self, expr: &Expr) -> Option<String> {
        match &*expr.kind {
            Kind::Path(path) => {
                let [name] = path.as_slice() else { return None };
                self.parts.iter().find(|(known, _)| known == name).map(|(_, parameter)| parameter.clone())
            }
            Kind::Field { base, name } => self.whole(base).map(|structure| wire_name(structure, name)),
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.requested(inner),
            Kind::Index { base, index } => self.whole(base).and_then(|_| text(index)),
            Kind::Method { receiver, name, args } => match (name.as_str(), args.as_slice()) {
                ("get", [key]) => self.whole(receiver).and_then(|_| text(key)),
                _ if role::keeps_value(name) => self.requested(receiver),
                _ => self.asked_by(expr),
            },
            Kind::Call { callee, args } => match (&*callee.kind, args.as_slice()) {
                (Kind::Path(path), [inner]) if path.last().is_some_and(|last| role::wraps_value(last)) => {
                    self.requested(inner)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Parameters that carry a credential: by their name, or because something verifies them.
    pub fn credentials(&self, handler: &Handler<'k>) -> Vec<Fact> {
        let one_time = handler.one_time();
        let stated = self.asked.iter().filter(|(name, _)| role::is_credential_parameter(name));
        let verified = self.asked.iter().filter(|(name, _)| role::may_be_credential(name));
        let verified = verified.filter(|(name, _)| !one_time && self.is_verified(handler, name));
        stated.chain(verified).map(|(name, span)| credential(handler, name, *span, one_time)).collect()
    }

    /// The parameter is handed to a function that verifies tokens.
    fn is_verified(&self, handler: &Handler<'k>, parameter: &str) -> bool {
        let mut found = false;
        visit::block(&handler.function.body, &mut |expr| {
            let (call, args) = match &*expr.kind {
                Kind::Call { callee, args } => match &*callee.kind {
                    Kind::Path(path) => (path.last(), args),
                    _ => return,
                },
                Kind::Method { name, args, .. } => (Some(name), args),
                _ => return,
            };
            let given = || args.iter().any(|arg| self.requested(arg).is_some_and(|name| name == parameter));
            found |= call.is_some_and(|call| role::verifies_token(call)) && given();
        });
        found
    }
}

impl Handler<'_> {
    /// The function or its route is about a link of a mail.
    fn one_time(&self) -> bool {
        let route = self.function.route.as_ref().map(|route| route.path.split('?').next().unwrap_or(""));
        role::is_one_time(&self.function.name) || route.is_some_and(role::is_one_time)
    }
}

fn credential(handler: &Handler<'_>, parameter: &str, span: Span, one_time: bool) -> Fact {
    let mut fact = handler.started(url::parameter.kind, span);
    fact.set(url::parameter, Attribute::stated(parameter, span));
    fact.set(url::expected, Attribute::inferred(true).at(span));
    fact.set(url::one_time, Attribute::inferred(one_time));
    fact.set(url::handshake, Attribute::inferred(super::sockets::opens(handler)));
    fact
}

fn structure<'k>(handler: &Handler<'k>, ty: &Type) -> Option<&'k Struct> {
    let full = handler.krate.resolve(handler.file, handler.function.scope, &ty.path);
    full.iter().find_map(|path| handler.krate.structure(path))
}

fn wire_name(structure: Option<&Struct>, field: &str) -> String {
    let found = structure.and_then(|structure| structure.fields.iter().find(|known| known.name == field));
    found.and_then(|found| found.wire_name.clone()).unwrap_or_else(|| field.to_owned())
}

fn text(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Kind::Text(text) => Some(text.clone()),
        Kind::Same(inner) => text(inner),
        _ => None,
    }
}
