//! What functions do with members of a token's header before anything is checked: a key id in a path, a
//! query or an address, a key or an address of keys that the token brings itself.
//!
//! In: a crate's items and the models' header-reading calls. Out: facts. A member that is looked up or
//! compared with something is no fact. It must not judge.

use super::eval::names_of;
use super::index::{At, Crate};
use super::ir::{Block, Expr, Function, Kind, Op, Pattern, Statement};
use super::{start, visit};
use crate::fact::kinds::header_use;
use crate::fact::{Attribute, Fact, Kind as FactKind, role};
use crate::model::Models;
use std::collections::HashMap;

/// Members of a header that name a key or bring one (RFC 7515 sections 4.1.2 to 4.1.6).
const MEMBERS: [&str; 5] = ["kid", "jku", "jwk", "x5u", "x5c"];

/// Every use of a header's member that decides about the key.
pub fn facts(krate: &Crate, models: &Models) -> Vec<Fact> {
    let all = krate.own().flat_map(|(file, items)| (0..items.functions.len()).map(move |at| (file, at)));
    all.flat_map(|at| of_function(krate, models, at)).collect()
}

fn of_function(krate: &Crate, models: &Models, at: At) -> Vec<Fact> {
    let function = krate.function_at(at);
    let mut names = Names::default();
    names.block(&function.body, &|expr| reads_header(krate, models, at, expr));
    if names.headers.is_empty() || names.is_empty() && !names.used_in_place(&function.body) {
        return Vec::new();
    }
    let mut facts: Vec<Fact> = Vec::new();
    let mut checked = Vec::new();
    visit::block(&function.body, &mut |expr| {
        checked.extend(names.compared(expr));
        if let Some((member, into)) = names.sink(expr) {
            facts.push(fact(krate, at, function, expr, &member, into));
        }
    });
    facts.retain(|fact| !checked.iter().any(|member| fact.text(header_use::member) == Some(member)));
    facts
}

fn reads_header(krate: &Crate, models: &Models, (file, at): At, expr: &Expr) -> bool {
    let mut found = false;
    visit::expr(expr, &mut |inner| {
        let Kind::Call { callee, .. } = &*inner.kind else { return };
        let Kind::Path(path) = &*callee.kind else { return };
        let full = krate.resolve(file, krate.function_at((file, at)).scope, path);
        let mut readings = full.iter().flat_map(|path| models.resolve(path));
        found |= readings.any(|one| models.rust[one.model].token.headers.contains(&one.canonical));
    });
    found
}

fn fact(krate: &Crate, (file, _): At, function: &Function, expr: &Expr, member: &str, into: &str) -> Fact {
    let mut fact = start::in_function(krate, file, function, FactKind::HeaderUse, expr.span);
    fact.set(header_use::member, Attribute::inferred(member));
    fact.set(header_use::into, Attribute::inferred(into).at(expr.span));
    fact
}

/// Variables that hold a header, and those that hold a member of one.
#[derive(Default)]
struct Names {
    headers: Vec<String>,
    members: HashMap<String, String>,
}

impl Names {
    fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    fn used_in_place(&self, block: &Block) -> bool {
        let mut found = false;
        visit::block(block, &mut |expr| found |= self.member(expr).is_some());
        found
    }

    /// Reads bindings in order; a name stands for what it was last bound to.
    fn block(&mut self, block: &Block, reads: &dyn Fn(&Expr) -> bool) {
        for statement in &block.statements {
            match statement {
                Statement::Let { pattern, value: Some(value), .. } => {
                    self.inside(value, reads);
                    self.bind(pattern, value, reads);
                }
                Statement::Let { .. } => {}
                Statement::Expr { expr, .. } => self.inside(expr, reads),
            }
        }
    }

    fn inside(&mut self, expr: &Expr, reads: &dyn Fn(&Expr) -> bool) {
        match &*expr.kind {
            Kind::If { cond, then, otherwise } => {
                if let Kind::LetCond { pattern, value } = &*cond.kind {
                    self.bind(pattern, value, reads);
                }
                self.block(then, reads);
                otherwise.iter().for_each(|other| self.inside(other, reads));
            }
            Kind::Match { value, arms } => {
                for (pattern, body) in arms {
                    self.bind(pattern, value, reads);
                    self.inside(body, reads);
                }
            }
            Kind::Block(block) | Kind::Loop(block) | Kind::For { body: block, .. } => {
                self.block(block, reads)
            }
            _ => {}
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: &Expr, reads: &dyn Fn(&Expr) -> bool) {
        let name = match pattern {
            Pattern::Bind { name, .. } => name,
            Pattern::TupleStruct { parts, .. } => match parts.as_slice() {
                [Pattern::Bind { name, .. }] => name,
                _ => return,
            },
            _ => return,
        };
        if let Some(member) = self.chained_member(value) {
            self.members.insert(name.clone(), member);
        } else if reads(value) {
            self.headers.push(name.clone());
        }
    }

    /// `header.kid`, or a variable that holds it.
    fn member(&self, expr: &Expr) -> Option<String> {
        match &*expr.kind {
            Kind::Field { base, name } if MEMBERS.contains(&name.as_str()) => {
                names_of(base).iter().any(|base| self.headers.contains(base)).then(|| name.clone())
            }
            // `header.key_id()`
            Kind::Method { receiver, name, args } if args.is_empty() => {
                let of_header = names_of(receiver).iter().any(|base| self.headers.contains(base));
                role::header_member(name).filter(|_| of_header).map(str::to_owned)
            }
            Kind::Path(path) => match path.as_slice() {
                [name] => self.members.get(name).cloned(),
                _ => None,
            },
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.member(inner),
            _ => None,
        }
    }

    /// A member behind conversions: `header.kid.as_deref().ok_or(Error::NoKid)?`.
    fn chained_member(&self, expr: &Expr) -> Option<String> {
        const PLAIN: [&str; 14] = [
            "as_ref",
            "as_deref",
            "as_str",
            "clone",
            "cloned",
            "ok_or",
            "ok_or_else",
            "unwrap",
            "expect",
            "to_string",
            "to_owned",
            "unwrap_or_default",
            "into",
            "context",
        ];
        match &*expr.kind {
            Kind::Method { receiver, name, .. } if PLAIN.contains(&name.as_str()) => {
                self.chained_member(receiver)
            }
            Kind::Same(inner) | Kind::Borrow { place: inner } => self.chained_member(inner),
            _ => self.member(expr),
        }
    }

    /// `allowed.contains(kid)`, `kid == "main"`, `kid.parse::<Uuid>()`: the member is held against something.
    fn compared(&self, expr: &Expr) -> Option<String> {
        match &*expr.kind {
            Kind::Binary { op: Op::Eq | Op::Ne, left, right } => {
                self.chained_member(left).or_else(|| self.chained_member(right))
            }
            Kind::Method { receiver, name, args } if role::holds_against(name) => {
                let given = args.iter().find_map(|arg| self.chained_member(arg));
                given.or_else(|| self.chained_member(receiver))
            }
            _ => None,
        }
    }

    /// What a member is put into, where that lets its writer choose.
    fn sink(&self, expr: &Expr) -> Option<(String, &'static str)> {
        match &*expr.kind {
            Kind::Macro { path, args } if path.last().is_some_and(|name| name == "format") => {
                let member = self.in_format(args).filter(|member| member == "kid")?;
                let Some(Kind::Text(template)) = args.first().map(|first| &*first.kind) else { return None };
                Some((member, role::template_role(template)?))
            }
            Kind::Method { receiver, name, args } => {
                let holder = names_of(receiver).pop().unwrap_or_default();
                self.given_to(name, Some(&holder), args)
            }
            Kind::Call { callee, args } => match &*callee.kind {
                Kind::Path(path) => self.given_to(path.last()?, None, args),
                _ => None,
            },
            _ => None,
        }
    }

    fn given_to(&self, call: &str, holder: Option<&str>, args: &[Expr]) -> Option<(String, &'static str)> {
        let member = args.iter().find_map(|arg| self.chained_member(arg))?;
        let into = if role::fetches(call, holder) { "fetch" } else { role::call_takes(call)? };
        let fits = match into {
            "path" | "command" => member == "kid",
            "fetch" => matches!(member.as_str(), "jku" | "x5u"),
            _ => matches!(member.as_str(), "jwk" | "x5c"),
        };
        fits.then_some((member, into))
    }

    /// A member among a format's arguments, or named inside its text.
    fn in_format(&self, args: &[Expr]) -> Option<String> {
        let inside = args.iter().flat_map(|arg| match &*arg.kind {
            Kind::Text(text) => {
                let names = text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next());
                names.filter_map(|name| self.members.get(name).cloned()).collect()
            }
            _ => Vec::from_iter(self.chained_member(arg)),
        });
        inside.into_iter().next()
    }
}
