//! What one function does that matters for logins and logouts, without what it calls.

use super::super::eval::names_of;
use super::super::index::{At, Crate};
use super::super::ir::{Expr, File, Function, Kind};
use super::super::visit;
use crate::fact::{Context, role};
use crate::model::Models;
use crate::model::rust::SessionModel;
use crate::source::Span;
use std::collections::HashSet;

/// A function's own steps.
#[derive(Debug)]
pub struct Steps<'c> {
    pub name: &'c str,
    pub path: String,
    pub span: Span,
    pub context: Option<Context>,
    /// Where it writes into a session who is logged in.
    pub write: Option<Span>,
    /// It checks a credential.
    pub proves: bool,
    /// It gives the session a new identifier.
    pub renews: bool,
    /// The method by which its sessions get one.
    pub renewal: Option<String>,
    /// It names something that the server keeps.
    pub server: bool,
    /// Names of what it calls, and where.
    pub calls: Vec<(&'c str, Span)>,
}

/// One function under inspection, and the sessions that its file knows.
struct Reader<'c> {
    krate: &'c Crate,
    at: At,
    function: &'c Function,
    sessions: Vec<&'c SessionModel>,
    steps: Steps<'c>,
}

/// Sessions whose type a file imports.
pub fn imported<'c>(models: &'c Models, file: &File) -> Vec<&'c SessionModel> {
    let imports = file.scopes.iter().flat_map(|scope| &scope.uses);
    sessions(models, &imports.map(|import| import.path.clone()).collect::<Vec<_>>())
}

/// The steps of one function; `imported` are the sessions of its file.
pub fn of<'c>(krate: &'c Crate, models: &'c Models, imported: &[&'c SessionModel], at: At) -> Steps<'c> {
    let function = krate.function_at(at);
    let scope = krate.files.get(at.0).and_then(|(_, file)| file.scopes.get(function.scope));
    let steps = Steps {
        name: &function.name,
        path: krate.path_of(at.0, function),
        span: function.span,
        context: function.context.or(scope.and_then(|scope| scope.context)),
        write: None,
        proves: false,
        renews: false,
        renewal: None,
        server: false,
        calls: Vec::new(),
    };
    let typed = function.params.iter().filter_map(|param| Some(param.ty.as_ref()?.path.clone()));
    let mut sessions = imported.to_vec();
    sessions.extend(self::sessions(models, &typed.collect::<Vec<_>>()));
    let steps = Steps { renewal: sessions.iter().find_map(|one| one.renews.first().cloned()), ..steps };
    let mut reader = Reader { krate, at, function, sessions, steps };
    visit::block(&function.body, &mut |expr| reader.see(expr));
    reader.steps
}

/// Sessions whose type one of the paths names, and those that requests of such a library hand out.
fn sessions<'m>(models: &'m Models, paths: &[Vec<String>]) -> Vec<&'m SessionModel> {
    let types: HashSet<String> =
        paths.iter().flat_map(|path| models.resolve(path)).map(|one| one.canonical).collect();
    let reached = |session: &SessionModel| {
        session.types.iter().any(|ty| types.contains(ty))
            || !session.getters.is_empty() && paths.iter().any(|path| of_library(path, session))
    };
    let all = models.rust.iter().filter_map(|model| model.session.as_ref());
    all.filter(|session| reached(session)).collect()
}

fn of_library(path: &[String], session: &SessionModel) -> bool {
    let roots = session.types.iter().filter_map(|ty| ty.split("::").next());
    path.first().is_some_and(|first| roots.into_iter().any(|root| root == first))
}

impl<'c> Reader<'c> {
    fn see(&mut self, expr: &'c Expr) {
        match &*expr.kind {
            Kind::Method { receiver, name, args } => {
                self.method(receiver, name, args, expr.span);
                self.called(name, args, expr.span);
            }
            Kind::Call { callee, args } => {
                let Kind::Path(path) = &*callee.kind else { return };
                if let Some(name) = path.last() {
                    self.called(name, args, expr.span);
                }
                self.steps.renews |= self.renews(&path[path.len().saturating_sub(2)..].join("::"));
            }
            Kind::Path(path) => self.named(path),
            Kind::Field { name, .. } => self.named(std::slice::from_ref(name)),
            Kind::Macro { path, .. } => self.named(path),
            _ => {}
        }
    }

    fn called(&mut self, name: &'c str, args: &[Expr], span: Span) {
        if !self.steps.proves {
            self.steps.proves = role::proves_credential(name, args.iter().flat_map(names_of));
        }
        self.steps.server = self.steps.server || role::touches_server(name);
        self.steps.calls.push((name, span));
    }

    fn named(&mut self, names: &[String]) {
        self.steps.server = self.steps.server || names.iter().any(|name| role::touches_server(name));
    }

    fn method(&mut self, receiver: &Expr, name: &str, args: &[Expr], span: Span) {
        self.steps.renews |= self.renews(name);
        let writes = self.sessions.iter().any(|session| session.writes.iter().any(|write| write == name));
        let who = args.first().is_some_and(|key| self.key(key).is_some_and(|key| role::says_who(&key)));
        if writes && who && self.is_session(receiver) && self.steps.write.is_none() {
            self.steps.write = Some(span);
        }
    }

    fn renews(&self, name: &str) -> bool {
        let all = self.sessions.iter().flat_map(|session| session.renews.iter());
        all.into_iter().any(|renew| renew == name)
    }

    /// A variable or field called a session, a parameter of the type, or what a getter hands out.
    fn is_session(&self, receiver: &Expr) -> bool {
        let getter = |name: &str| self.sessions.iter().any(|one| one.getters.iter().any(|two| two == name));
        match &*receiver.kind {
            Kind::Method { receiver, name, .. } => getter(name) || self.is_session(receiver),
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.is_session(inner),
            Kind::Field { base, name } if name == "0" => {
                names_of(base).iter().any(|name| name == "self")
                    && self.function.self_type.as_deref().is_some_and(called_session)
            }
            _ => names_of(receiver).iter().any(|name| called_session(name) || self.is_typed(name)),
        }
    }

    fn is_typed(&self, name: &str) -> bool {
        let binds = |param: &super::super::ir::Param| matches!(&param.pattern, super::super::ir::Pattern::Bind { name: bound, .. } if bound == name);
        let param = self.function.params.iter().find(|param| binds(param));
        let last = param.and_then(|param| param.ty.as_ref()).and_then(|ty| ty.path.last());
        last.is_some_and(|last| called_session(last))
    }

    /// The key's text, or the name of the constant that holds it.
    fn key(&self, expr: &Expr) -> Option<String> {
        match &*expr.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.key(inner),
            Kind::Method { receiver, args, .. } if args.is_empty() => self.key(receiver),
            Kind::Path(path) => self.constant(path).or_else(|| path.last().cloned()),
            _ => None,
        }
    }

    fn constant(&self, path: &[String]) -> Option<String> {
        let own = self.function.self_type.iter().map(String::as_str);
        let path: Vec<String> = match path.split_first() {
            Some((first, rest)) if first == "Self" => {
                own.chain(rest.iter().map(String::as_str)).map(str::to_owned).collect()
            }
            _ => path.to_vec(),
        };
        let paths = self.krate.resolve(self.at.0, self.function.scope, &path);
        let at = paths.iter().find_map(|path| self.krate.constant(path))?;
        match &*self.krate.constant_at(at).value.kind {
            Kind::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

/// `session`, `TypedSession`, `sess`: the last word says so.
fn called_session(name: &str) -> bool {
    role::words(name).last().is_some_and(|last| matches!(last.as_str(), "session" | "sess"))
}
