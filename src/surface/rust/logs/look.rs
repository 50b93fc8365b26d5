//! Whether an expression's value is a secret that its text form would show.
//!
//! In: an expression, and the form in which it is shown. Out: the secret, or nothing where it is masked, measured,
//! hidden by its type, or not known. What a value went through counts before its name, its type before both.

use super::super::environment;
use super::super::ir::{Expr, Kind, Op, Pattern};
use super::types::Class;
use super::{Held, Reader, Says, Shown, Typed};
use crate::fact::role::{self, Logged};
use crate::source::Span;

impl Reader<'_> {
    pub(super) fn held(&self, name: &str) -> Option<&Held> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, held)| held)
    }

    /// What a value of this name is; in a cache's code an `api_key` is the place of an API's answer.
    fn role_of(&self, name: &str, in_auth: bool) -> Option<Logged> {
        let in_auth = in_auth || self.credentials.iter().any(|known| known == name);
        let named =
            role::logged_role(name, in_auth).filter(|_| !(self.in_cache && role::names_a_place(name)));
        named.or_else(|| self.address_of_a_database(name))
    }

    /// `database_url`, `config.database.url`: of a database that asks for a password, the address mostly holds it.
    fn address_of_a_database(&self, name: &str) -> Option<Logged> {
        (self.asks_for_password && role::database_url(name) && !role::is_open_store(name))
            .then_some(Logged::Password)
    }

    /// What a `let` gives its name.
    pub(super) fn held_by(&self, value: &Expr) -> Held {
        let says = match self.look(value, false) {
            Some(shown) if shown.members.is_empty() => Says::Secret(shown.what),
            _ if self.is_harmless(value) => Says::Harmless,
            _ => Says::Open,
        };
        Held { ty: self.type_of(value), says }
    }

    /// What is shown of an expression, in its Debug or its Display form.
    pub(super) fn look(&self, expr: &Expr, debug: bool) -> Option<Shown> {
        let span = expr.span;
        match &*expr.kind {
            Kind::Path(path) => match path.as_slice() {
                [name] => self.look_at_name(name, debug, span),
                _ => None,
            },
            Kind::Field { base, name } => self.look_at_field(base, name, debug, span),
            Kind::Same(inner) | Kind::Borrow { place: inner } | Kind::Shown { value: inner, .. } => {
                self.look(inner, debug)
            }
            Kind::Block(block) => match block.statements.as_slice() {
                [super::super::ir::Statement::Expr { expr, tail: true, .. }] => self.look(expr, debug),
                _ => None,
            },
            Kind::Method { receiver, name, args } => self.look_at_method((receiver, name, args), expr, debug),
            Kind::Call { callee, args } => self.look_at_call(callee, args, expr, debug),
            Kind::Macro { path, args } if path.last().is_some_and(|name| name == "format") => {
                self.asked_for(args).into_iter().next()
            }
            Kind::Binary { op: Op::Add, left, right } => {
                self.look(left, debug).or_else(|| self.look(right, debug))
            }
            Kind::Tuple(parts) | Kind::Array(parts) => parts.iter().find_map(|part| self.look(part, debug)),
            Kind::Index { base, index } => self.look_at_index(base, index, debug, span),
            Kind::Struct { .. } => self.look_at_type(expr, debug),
            _ => None,
        }
    }

    pub(super) fn look_at_name(&self, name: &str, debug: bool, span: Span) -> Option<Shown> {
        let held = self.held(name);
        let named = |what: Logged| Shown {
            what,
            name: name.to_owned(),
            members: Vec::new(),
            places: Vec::new(),
            span,
        };
        if let Some(ty) = held.and_then(|held| held.ty.as_ref()) {
            let says = held.map(|held| held.says).unwrap_or_default();
            return match (says, self.class(ty)) {
                (Says::Harmless, _) => None,
                (Says::Secret(what), Class::Text) => Some(named(what)),
                (Says::Open, Class::Text) => self.role_of(name, self.in_auth).map(named),
                _ => self.by_type(name, ty, debug, span),
            };
        }
        match held.map(|held| held.says) {
            Some(Says::Harmless) => None,
            Some(Says::Secret(what)) => Some(named(what)),
            Some(Says::Open) => self.role_of(name, self.in_auth).map(named),
            // A constant or static: its text is in the code anyway, or its name is that of a slot. What it was filled
            // with is another matter.
            None => self.by_type(name, &self.type_of_constant(&[name.to_owned()])?, debug, span),
        }
    }

    /// A value as a whole: what the Debug form of its type shows.
    pub(super) fn by_type(&self, name: &str, ty: &Typed, debug: bool, span: Span) -> Option<Shown> {
        if !debug {
            return None;
        }
        if let Class::Carrying = self.class(ty) {
            return Some(Shown {
                what: Logged::Token,
                name: name.to_owned(),
                members: Vec::new(),
                places: Vec::new(),
                span,
            });
        }
        let found = self.members(ty);
        let what = found.iter().map(|one| one.what).max()?;
        let (members, places) = found.into_iter().map(|one| (one.path, one.member)).unzip();
        Some(Shown { what, name: name.to_owned(), members, places, span })
    }

    fn look_at_type(&self, expr: &Expr, debug: bool) -> Option<Shown> {
        let ty = self.type_of(expr)?;
        let name = ty.ty.path.last()?.clone();
        self.by_type(&name, &ty, debug, expr.span)
    }

    fn look_at_field(&self, base: &Expr, name: &str, debug: bool, span: Span) -> Option<Shown> {
        let of_base = name_of(base);
        let last = of_base.as_deref().and_then(|base| base.rsplit('.').next());
        if last.is_some_and(role::holds_other_tokens) {
            return None;
        }
        // `token.0` is what `token` is called.
        let own =
            if name.starts_with(|c: char| c.is_ascii_digit()) { of_base.clone()? } else { name.to_owned() };
        let full = of_base.map_or(name.to_owned(), |base| format!("{base}.{name}"));
        let in_auth = self.in_auth || role::speaks_of_auth(full.split('.'));
        let named =
            |what: Logged| Shown { what, name: full.clone(), members: Vec::new(), places: Vec::new(), span };
        match self.type_of(base).and_then(|ty| self.member_type(&ty, name)) {
            Some(ty) => match self.class(&ty) {
                Class::Text => {
                    let own = self.role_of(&own, in_auth);
                    own.or_else(|| self.address_of_a_database(&full)).map(named)
                }
                _ => self.by_type(&full, &ty, debug, span),
            },
            None => {
                let own = self.role_of(&own, in_auth);
                own.or_else(|| self.address_of_a_database(&full)).map(named)
            }
        }
    }

    fn look_at_method(
        &self,
        (receiver, name, args): (&Expr, &str, &[Expr]),
        whole: &Expr,
        debug: bool,
    ) -> Option<Shown> {
        if let ([key], true) = (args, role::reads_by_name(name))
            && let Some(shown) = self.read_by(key, self.holds_cookies(receiver), whole.span)
        {
            return Some(shown);
        }
        if role::keeps_value(name) || takes_away(name, args) || matches!(args, [only] if hands_on(only)) {
            return self.look(receiver, debug);
        }
        if name == "value"
            && let Some(what) = value_of_a_cookie(receiver, args)
        {
            return Some(Shown {
                what,
                name: format!("{name}()"),
                members: Vec::new(),
                places: Vec::new(),
                span: whole.span,
            });
        }
        // `config.sanitized()` has the type of what it masks.
        if role::masks(name) {
            return None;
        }
        if debug {
            return self.look_at_type(whole, debug);
        }
        // `session.access_token()`: what has no Display form cannot be written this way.
        let getter =
            args.is_empty() && self.type_of(whole).is_none_or(|ty| matches!(self.class(&ty), Class::Text));
        let what = self.role_of(name, self.in_auth).filter(|_| getter)?;
        Some(Shown {
            what,
            name: format!("{name}()"),
            members: Vec::new(),
            places: Vec::new(),
            span: whole.span,
        })
    }

    /// `headers.get(AUTHORIZATION)`, `body.get("access_token")`, `jar.get("session")`
    fn read_by(&self, key: &Expr, of_cookies: bool, span: Span) -> Option<Shown> {
        let (name, is_text) = match &*key.kind {
            Kind::Text(text) => (text.clone(), true),
            Kind::Path(path) => (path.last()?.clone(), false),
            Kind::Same(inner) => return self.read_by(inner, of_cookies, span),
            _ => return None,
        };
        let header = role::credential_header(&name).then_some(Logged::Token);
        let header =
            header.or_else(|| (of_cookies && role::opens(role::cookie_role(&name))).then_some(Logged::Token));
        let named = || if is_text { self.role_of(&name, self.in_auth) } else { None };
        let what = header.or_else(named)?;
        Some(Shown { what, name: name.to_lowercase(), members: Vec::new(), places: Vec::new(), span })
    }

    /// `jar`, `cookies`, or a value of a type that is called so: `CookieJar`.
    fn holds_cookies(&self, receiver: &Expr) -> bool {
        let named = name_of(receiver).is_some_and(|name| role::holds_cookies(&name));
        named
            || self
                .type_of(receiver)
                .is_some_and(|ty| ty.ty.path.last().is_some_and(|name| role::holds_cookies(name)))
    }

    fn look_at_call(&self, callee: &Expr, args: &[Expr], whole: &Expr, debug: bool) -> Option<Shown> {
        let Kind::Path(path) = &*callee.kind else { return None };
        match (path.last(), args) {
            (Some(_), [variable]) if self.reads_environment(path) => self.variable(variable, whole.span),
            (Some(name), [inner]) if role::wraps_value(name) => self.look(inner, debug || name == "debug"),
            (Some(name), _) if role::masks(name) => None,
            _ => self.look_at_type(whole, debug),
        }
    }

    fn reads_environment(&self, path: &[String]) -> bool {
        environment::reads(self.krate, self.models, self.file, self.function, path)
    }

    /// `env::var("SIGNING_SECRET")`
    fn variable(&self, name: &Expr, span: Span) -> Option<Shown> {
        let Kind::Text(name) = &*name.kind else { return None };
        let what = self.role_of(name, true)?;
        Some(Shown { what, name: name.clone(), members: Vec::new(), places: Vec::new(), span })
    }

    fn look_at_index(&self, base: &Expr, index: &Expr, debug: bool, span: Span) -> Option<Shown> {
        match &*index.kind {
            // `&header[7..]` is the rest, `&token[..8]` a piece.
            Kind::Range { to: None, .. } => self.look(base, debug),
            Kind::Text(_) => self.read_by(index, false, span),
            _ => None,
        }
    }

    /// Masked, measured, or written in the code.
    fn is_harmless(&self, expr: &Expr) -> bool {
        match &*expr.kind {
            Kind::Text(_) | Kind::Bytes(_) | Kind::Int(_) | Kind::Float(_) | Kind::Bool(_) | Kind::Not(_) => {
                true
            }
            Kind::Path(path) => match path.as_slice() {
                [name] => self.held(name).is_some_and(|held| held.says == Says::Harmless),
                [.., last] => last.starts_with(char::is_uppercase),
                [] => false,
            },
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.is_harmless(inner),
            Kind::Method { receiver, name, args } => {
                role::masks(name)
                    || (args.is_empty() || role::keeps_value(name)) && self.is_harmless(receiver)
                    || args.iter().any(|arg| self.is_masked(arg))
            }
            Kind::Call { callee, args } => match &*callee.kind {
                Kind::Path(path) => {
                    path.last().is_some_and(|name| {
                        role::masks(name)
                            || role::wraps_value(name) && args.iter().all(|arg| self.is_harmless(arg))
                    }) || path.len() > 1 && path.iter().rev().nth(1).is_some_and(|owner| role::masks(owner))
                }
                _ => false,
            },
            Kind::Index { index, .. } => matches!(&*index.kind, Kind::Range { to: Some(_), .. }),
            Kind::Macro { path, args } if path.last().is_some_and(|name| name == "format") => {
                args.iter().all(|arg| self.is_harmless(arg))
            }
            _ => false,
        }
    }

    /// `token.map(mask)`, `token.map(|t| mask(&t))`
    fn is_masked(&self, arg: &Expr) -> bool {
        match &*arg.kind {
            Kind::Path(path) => path.last().is_some_and(|name| role::masks(name)),
            Kind::Closure { body, .. } => self.is_harmless(body),
            _ => false,
        }
    }
}

/// `session_cookie.value()`
fn value_of_a_cookie(receiver: &Expr, args: &[Expr]) -> Option<Logged> {
    let name = name_of(receiver).filter(|name| args.is_empty() && name.ends_with("cookie"))?;
    role::logged_role(name.rsplit('.').next()?, true)
}

/// `header.replace("Bearer ", "")`: the rest is all that counts.
fn takes_away(method: &str, args: &[Expr]) -> bool {
    let empty = |arg: &Expr| matches!(&*arg.kind, Kind::Text(text) if text.is_empty());
    matches!(method, "replace" | "replacen") && args.get(1).is_some_and(empty)
}

fn name_of(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Kind::Path(path) => path.last().cloned(),
        Kind::Field { base, name } => {
            Some(name_of(base).map_or(name.clone(), |base| format!("{base}.{name}")))
        }
        Kind::Same(inner) | Kind::Borrow { place: inner } => name_of(inner),
        Kind::Method { receiver, args, .. } if args.is_empty() => name_of(receiver),
        _ => None,
    }
}

/// `|cookie| cookie.value().to_string()`: what the closure gives is what it gets.
fn hands_on(closure: &Expr) -> bool {
    let Kind::Closure { params, body } = &*closure.kind else { return false };
    let [Pattern::Bind { name, .. }] = params.as_slice() else { return false };
    gives(body, name)
}

fn gives(expr: &Expr, own: &str) -> bool {
    match &*expr.kind {
        Kind::Path(path) => matches!(path.as_slice(), [name] if name == own),
        Kind::Same(inner) | Kind::Borrow { place: inner } => gives(inner, own),
        Kind::Method { receiver, name, args } => {
            args.is_empty() && (name == "value" || role::keeps_value(name)) && gives(receiver, own)
        }
        _ => false,
    }
}
