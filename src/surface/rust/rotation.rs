//! Handlers that take a refresh token and give a new access token: is the refresh token replaced?
//!
//! In: a crate's items, and the facts about tokens that it verifies and signs. Out: a fact where the whole handler is
//! seen, nothing in it makes another refresh token, and nothing that it writes is about the old one. What its callees
//! and callers do counts as its own. It must not judge.

use super::eval::names_of;
use super::index::{At, Crate};
use super::ir::{Expr, Function, Kind as Form};
use super::stored::Calls;
use super::{start, visit};
use crate::fact::kinds::refresh;
use crate::fact::role::{self, Renewal};
use crate::fact::{Attribute, Fact, Kind};
use std::collections::HashSet;

/// Calls within each other, up and down, that still count as one handler.
const DEPTH: usize = 3;

/// What a package's functions do with tokens.
struct Package<'k> {
    krate: &'k Crate,
    calls: Calls<'k>,
    verifying: HashSet<String>,
    signing: HashSet<String>,
}

/// Adds a fact for each handler that leaves the refresh token as it is.
pub fn complete(facts: &mut Vec<Fact>, krate: &Crate) {
    let of = |kind: Kind| -> HashSet<String> {
        facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.function.clone()).collect()
    };
    let (verifying, signing) = (of(Kind::TokenVerify), of(Kind::TokenIssue));
    let named = krate
        .own()
        .any(|(_, file)| file.functions.iter().any(|function| role::renews_a_token(&function.name)));
    if verifying.is_empty() || signing.is_empty() || !named {
        return;
    }
    let package = Package { krate, calls: Calls::of(krate), verifying, signing };
    facts.extend(package.calls.functions.iter().filter_map(|at| package.kept(*at)));
}

impl Package<'_> {
    /// The fact about a function that gives an access token for a refresh token, and nothing else.
    fn kept(&self, at: At) -> Option<Fact> {
        let function = self.krate.function_at(at);
        if !role::renews_a_token(&function.name) {
            return None;
        }
        let issue = self.issue(at, function)?;
        let around = self.around(at);
        let verifies = around.iter().any(|at| self.verifying.contains(&self.path(*at)));
        if !verifies || around.iter().any(|at| self.touches_a_refresh_token(*at)) {
            return None;
        }
        let mut fact = start::in_function(self.krate, at.0, function, Kind::Refresh, issue.span);
        fact.set(refresh::rotates, Attribute::inferred(false).at(issue.span));
        Some(fact)
    }

    fn path(&self, at: At) -> String {
        self.krate.path_of(at.0, self.krate.function_at(at))
    }

    /// The call in it that signs an access token, by its name or by what it is handed.
    fn issue<'f>(&self, at: At, function: &'f Function) -> Option<&'f Expr> {
        let mut found = None;
        visit::block(&function.body, &mut |expr| {
            if let Some((path, args)) = called(expr)
                && found.is_none()
                && speaks_of_access(&path, args)
                && self.calls.target(self.krate, at, &path).is_some_and(|target| self.signs(target, 2))
            {
                found = Some(expr);
            }
        });
        found
    }

    fn signs(&self, at: At, depth: usize) -> bool {
        let below = || self.below(at).into_iter().any(|other| self.signs(other, depth - 1));
        self.signing.contains(&self.path(at)) || depth > 0 && below()
    }

    fn below(&self, at: At) -> Vec<At> {
        let mut found = Vec::new();
        visit::block(&self.krate.function_at(at).body, &mut |expr| {
            let target = called(expr).and_then(|(path, _)| self.calls.target(self.krate, at, &path));
            found.extend(target.filter(|target| *target != at));
        });
        found
    }

    /// The function, what it calls, and what calls it.
    fn around(&self, at: At) -> Vec<At> {
        let mut all = vec![at];
        let (mut level, mut callers) = (vec![at], vec![at]);
        for _ in 0..DEPTH {
            level = level.iter().flat_map(|at| self.below(*at)).filter(|at| !all.contains(at)).collect();
            all.extend(&level);
            callers = callers
                .iter()
                .flat_map(|at| self.calls.callers(self.krate, *at))
                .filter(|at| !all.contains(at))
                .collect();
            all.extend(&callers);
        }
        all
    }

    /// Whether something in a function may replace, end or note a refresh token. A write that is about access
    /// tokens alone does not.
    fn touches_a_refresh_token(&self, at: At) -> bool {
        let function = self.krate.function_at(at);
        let mut found = role::renewal(&function.name) == Some(Renewal::Refresh);
        visit::block(&function.body, &mut |expr| {
            found |= match &*expr.kind {
                Form::Struct { fields, .. } => fields.iter().any(|(name, _)| role::renews_a_token(name)),
                _ => called(expr).is_some_and(|(path, args)| touches(expr, &path, args)),
            };
        });
        found
    }
}

fn touches(expr: &Expr, path: &[String], args: &[Expr]) -> bool {
    let on_answer = match &*expr.kind {
        Form::Method { receiver, .. } => names_of(receiver).iter().any(|name| role::is_of_an_answer(name)),
        _ => false,
    };
    let Some(last) = path.last().filter(|_| !on_answer) else { return false };
    match role::renewal(last) {
        Some(Renewal::Refresh) => true,
        Some(Renewal::Write) => !speaks_of_access(path, args),
        None => false,
    }
}

/// The path or the method's name of a call, and its arguments.
fn called(expr: &Expr) -> Option<(Vec<String>, &[Expr])> {
    match &*expr.kind {
        Form::Method { name, args, .. } => Some((vec![name.clone()], args)),
        Form::Call { callee, args } => match &*callee.kind {
            Form::Path(path) => Some((path.clone(), args)),
            _ => None,
        },
        _ => None,
    }
}

/// Names of the call and of everything that it is handed speak of an access token and of no refresh token.
fn speaks_of_access(path: &[String], args: &[Expr]) -> bool {
    let mut names: Vec<String> = path.last().cloned().into_iter().collect();
    for arg in args {
        visit::expr(arg, &mut |inner| match &*inner.kind {
            Form::Path(path) => names.extend(path.iter().cloned()),
            Form::Field { name, .. } | Form::Method { name, .. } => names.push(name.clone()),
            Form::Text(text) => names.push(text.clone()),
            _ => {}
        });
    }
    names.iter().any(|name| role::speaks_of_access(name))
        && !names.iter().any(|name| role::renews_a_token(name))
}
