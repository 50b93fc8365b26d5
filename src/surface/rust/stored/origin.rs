//! Where a value comes from: drawn or signed in the package and handed on as it is, hashed on the way, or unknown.
//!
//! In: an expression, the function around it and the package. The way back leads through locals, members of records,
//! parameters and the calls that give them. It must not know where the value goes.

use super::super::eval::names_of;
use super::super::index::{At, Crate};
use super::super::ir::{Block, Expr, Function, Kind, Pattern, Statement};
use super::super::visit;
use super::calls::Calls;
use crate::fact::role;
use crate::source::Span;
use std::collections::HashSet;

/// Steps back that are followed.
const DEPTH: usize = 9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Drawn or signed, and handed on as it is.
    Given,
    /// Hashed or encrypted on the way.
    Hidden,
    Unknown,
}

pub struct Trace<'k> {
    pub krate: &'k Crate,
    pub calls: Calls<'k>,
    /// Paths of functions that sign tokens.
    pub signing: HashSet<String>,
    /// Where they do.
    pub signed: Vec<Span>,
}

impl<'k> Trace<'k> {
    /// Where the value of an expression in a function comes from.
    pub fn of(&self, at: At, expr: &'k Expr) -> Origin {
        self.step(at, expr, DEPTH)
    }

    fn step(&self, at: At, expr: &'k Expr, depth: usize) -> Origin {
        let Some(depth) = depth.checked_sub(1) else { return Origin::Unknown };
        if self.is_signed(expr) {
            return Origin::Given;
        }
        match &*expr.kind {
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.step(at, inner, depth),
            Kind::Path(path) => match path.as_slice() {
                [name] => self.local(at, name, expr, depth),
                _ => Origin::Unknown,
            },
            Kind::Field { base, name } => self.member(at, base, name, depth),
            Kind::Method { receiver, name, args } => self.method(at, receiver, name, args, depth),
            Kind::Call { callee, args } => match &*callee.kind {
                Kind::Path(path) => self.call(at, path, args, depth),
                _ => Origin::Unknown,
            },
            Kind::Macro { path, args } => self.macro_call(at, path, args, depth),
            Kind::Match { value, arms } => self.unwrapped(at, value, arms, depth),
            Kind::Block(block) => self.tail(at, block, depth),
            _ => Origin::Unknown,
        }
    }

    /// A call that signs a token.
    fn is_signed(&self, expr: &Expr) -> bool {
        let call = matches!(&*expr.kind, Kind::Call { .. } | Kind::Method { .. });
        let inside = |span: &&Span| {
            span.file == expr.span.file && span.start >= expr.span.start && span.end <= expr.span.end
        };
        call && self.signed.iter().any(|span| inside(&span))
    }

    fn tail(&self, at: At, block: &'k Block, depth: usize) -> Origin {
        match block.statements.last() {
            Some(Statement::Expr { expr, tail: true, .. }) => self.step(at, expr, depth),
            _ => Origin::Unknown,
        }
    }

    /// `match generate() { Ok(token) => token, Err(..) => return .. }`
    fn unwrapped(&self, at: At, value: &'k Expr, arms: &'k [(Pattern, Expr)], depth: usize) -> Origin {
        let hands_on = |(pattern, body): &(Pattern, Expr)| match (pattern, &*body.kind) {
            (Pattern::TupleStruct { name, .. }, Kind::Path(path)) => {
                (name == "Ok" || name == "Some") && pattern.names() == path.iter().collect::<Vec<_>>()
            }
            _ => false,
        };
        if arms.iter().any(hands_on) { self.step(at, value, depth) } else { Origin::Unknown }
    }

    fn local(&self, at: At, name: &str, place: &Expr, depth: usize) -> Origin {
        if role::stands_for_a_token(name) {
            return Origin::Hidden;
        }
        let function = self.krate.function_at(at);
        if reassigned(function, name) {
            return Origin::Unknown;
        }
        match bound_before(function, name, place) {
            Some((Pattern::Bind { .. }, value)) => self.step(at, value, depth),
            Some((Pattern::TupleStruct { name: around, .. }, value))
                if around == "Ok" || around == "Some" =>
            {
                self.step(at, value, depth)
            }
            Some((Pattern::Tuple(_), value)) if role::is_kept_token(name) => self.part(at, name, value),
            Some(_) => Origin::Unknown,
            None => self.parameter(at, name, depth),
        }
    }

    /// One of several results of a function: `let (access_token, refresh_token) = generate_pair()`.
    fn part(&self, at: At, name: &str, value: &'k Expr) -> Origin {
        match called(value) {
            Some(path) if role::is_kept_token(name) => self.made_by(at, path),
            _ => Origin::Unknown,
        }
    }

    fn method(&self, at: At, receiver: &'k Expr, name: &str, args: &'k [Expr], depth: usize) -> Origin {
        match () {
            () if role::hides(name) => Origin::Hidden,
            () if role::draws(name) => Origin::Given,
            () if role::passes_on(name) => self.step(at, receiver, depth),
            () if name == "map" => self.mapped(at, receiver, args, depth),
            () => self.made_by(at, std::slice::from_ref(&name.to_owned())),
        }
    }

    /// `sample_iter(..).take(32).map(char::from).collect()`
    fn mapped(&self, at: At, receiver: &'k Expr, args: &'k [Expr], depth: usize) -> Origin {
        let plain = args.iter().all(
            |arg| matches!(&*arg.kind, Kind::Path(path) if path.last().is_some_and(|name| name == "from")),
        );
        if plain { self.step(at, receiver, depth) } else { Origin::Unknown }
    }

    fn call(&self, at: At, path: &[String], args: &'k [Expr], depth: usize) -> Origin {
        let Some(last) = path.last() else { return Origin::Unknown };
        match args {
            _ if path.iter().any(|name| role::hides(name)) => Origin::Hidden,
            _ if role::draws(last) => Origin::Given,
            [inner] if role::passes_on(last) => self.step(at, inner, depth),
            _ => self.made_by(at, path),
        }
    }

    fn macro_call(&self, at: At, path: &[String], args: &'k [Expr], depth: usize) -> Origin {
        let Some(last) = path.last() else { return Origin::Unknown };
        if role::draws(last) {
            return Origin::Given;
        }
        if last != "format" {
            return Origin::Unknown;
        }
        let parts: Vec<Origin> = args.iter().map(|arg| self.step(at, arg, depth)).collect();
        among(&parts)
    }

    /// What the package's own function gives that draws or signs and hashes nothing.
    fn made_by(&self, at: At, path: &[String]) -> Origin {
        let Some(target) = self.calls.target(self.krate, at, path) else { return Origin::Unknown };
        self.makes(target, 3)
    }

    fn makes(&self, at: At, depth: usize) -> Origin {
        let function = self.krate.function_at(at);
        if role::stands_for_a_token(&function.name) || role::hides(&function.name) {
            return Origin::Hidden;
        }
        let called = super::calls::names(function);
        if called.iter().any(|path| path.iter().any(|name| role::hides(name))) {
            return Origin::Unknown;
        }
        let signs = self.signing.contains(&self.krate.path_of(at.0, function));
        let draws = || called.iter().any(|path| path.iter().any(|name| role::draws(name)));
        let inner = || {
            let targets = called.iter().filter_map(|path| self.calls.target(self.krate, at, path));
            targets
                .filter(|target| *target != at)
                .any(|target| self.makes(target, depth - 1) == Origin::Given)
        };
        if signs || draws() || (depth > 0 && inner()) { Origin::Given } else { Origin::Unknown }
    }

    /// The parameter's value, by what all callers hand over.
    fn parameter(&self, at: At, name: &str, depth: usize) -> Origin {
        let function = self.krate.function_at(at);
        let binds = |param: &super::super::ir::Param| matches!(&param.pattern, Pattern::Bind { name: bound, .. } if bound == name);
        let Some(number) = function.params.iter().position(binds) else { return Origin::Unknown };
        let given = self.calls.given(self.krate, at, number);
        among(&given.into_iter().map(|(at, expr)| self.step(at, expr, depth)).collect::<Vec<_>>())
    }

    /// A member of a record: of a literal, of what a constructor makes, or of a parameter's type.
    fn member(&self, at: At, base: &'k Expr, name: &str, depth: usize) -> Origin {
        if role::stands_for_a_token(name) {
            return Origin::Hidden;
        }
        let holder = names_of(base);
        let [holder] = holder.as_slice() else { return Origin::Unknown };
        let function = self.krate.function_at(at);
        match bound_before(function, holder, base) {
            Some((Pattern::Bind { .. }, value)) => self.member_of(at, value, name, depth),
            Some(_) => Origin::Unknown,
            None => self.member_of_parameter(function, holder, name, depth),
        }
    }

    fn member_of(&self, at: At, value: &'k Expr, name: &str, depth: usize) -> Origin {
        match &*value.kind {
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.member_of(at, inner, name, depth),
            Kind::Method { receiver, name: method, .. } if role::passes_on(method) => {
                self.member_of(at, receiver, name, depth)
            }
            Kind::Struct { fields, .. } => {
                let field = fields.iter().find(|(field, _)| field == name);
                field.map_or(Origin::Unknown, |(_, inner)| self.step(at, inner, depth))
            }
            _ => self.member_of_result(at, value, name, depth),
        }
    }

    /// `PasswordReset::new(user)`, whose body writes the literal.
    fn member_of_result(&self, at: At, value: &'k Expr, name: &str, depth: usize) -> Origin {
        let Some(path) = called(value) else { return Origin::Unknown };
        let Some(target) = self.calls.target(self.krate, at, path) else { return Origin::Unknown };
        let written = literals(self.krate.function_at(target), None, name);
        match written.as_slice() {
            [] if role::is_kept_token(name) => self.makes(target, 3),
            [] => Origin::Unknown,
            some => among(&some.iter().map(|inner| self.step(target, inner, depth)).collect::<Vec<_>>()),
        }
    }

    /// What all literals of a parameter's type put into the member.
    fn member_of_parameter(&self, function: &Function, holder: &str, name: &str, depth: usize) -> Origin {
        let binds = |param: &&super::super::ir::Param| matches!(&param.pattern, Pattern::Bind { name: bound, .. } if bound == holder);
        let ty = function.params.iter().find(binds).and_then(|param| param.ty.as_ref());
        let Some(ty) = ty.and_then(|ty| ty.path.last()) else { return Origin::Unknown };
        let own = if ty == "Self" { function.self_type.as_ref() } else { Some(ty) };
        let Some(own) = own else { return Origin::Unknown };
        let all = self.calls.functions.iter();
        let found = all.flat_map(|at| {
            let function = self.krate.function_at(*at);
            literals(function, Some(own), name).into_iter().map(move |value| (*at, value))
        });
        among(&found.map(|(at, value)| self.step(at, value, depth)).collect::<Vec<_>>())
    }
}

/// Hashed anywhere is hashed; unknown ways beside a known one are those of tests and of reading back.
fn among(origins: &[Origin]) -> Origin {
    match () {
        () if origins.contains(&Origin::Hidden) => Origin::Hidden,
        () if origins.contains(&Origin::Given) => Origin::Given,
        () => Origin::Unknown,
    }
}

/// What a function's literals of a type put into a member.
fn literals<'k>(function: &'k Function, of: Option<&str>, name: &str) -> Vec<&'k Expr> {
    let mut found = Vec::new();
    visit::block(&function.body, &mut |expr| {
        let Kind::Struct { path, fields, .. } = &*expr.kind else { return };
        let last = path.last().map(String::as_str);
        let own = last == Some("Self") && (of.is_none() || of == function.self_type.as_deref());
        if own || of.is_none() || last == of {
            found.extend(fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value));
        }
    });
    found
}

/// The pattern that binds a name last before a place, and its value.
fn bound_before<'k>(function: &'k Function, name: &str, place: &Expr) -> Option<(&'k Pattern, &'k Expr)> {
    let mut found = None;
    visit::bindings(&function.body, &mut |pattern, value| {
        let nearer = |(_, known): &(&Pattern, &Expr)| known.span.start <= value.span.start;
        let before = value.span.end <= place.span.start;
        if before && pattern.names().contains(&name) && found.as_ref().is_none_or(nearer) {
            found = Some((pattern, value));
        }
    });
    found
}

fn reassigned(function: &Function, name: &str) -> bool {
    let mut found = false;
    visit::block(&function.body, &mut |expr| {
        if let Kind::Assign { place, .. } | Kind::Update { place, .. } = &*expr.kind {
            found |= matches!(&*place.kind, Kind::Path(path) if path.as_slice() == [name]);
        }
    });
    found
}

/// The path or method that a value is a call of, behind `?`, `.await` and what hands on.
fn called(value: &Expr) -> Option<&[String]> {
    match &*value.kind {
        Kind::Same(inner) => called(inner),
        Kind::Method { receiver, name, .. } if role::passes_on(name) => called(receiver),
        Kind::Method { .. } => None,
        Kind::Call { callee, .. } => match &*callee.kind {
            Kind::Path(path) => Some(path),
            _ => None,
        },
        _ => None,
    }
}
