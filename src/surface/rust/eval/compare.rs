//! Comparisons with `==` and `!=` whose sides are named like passwords or signatures.
//!
//! In: the two sides as written and what is known of them. Out: a fact. A side that is a constant, an enum
//! variant or a number makes it another question, and no fact. It must not judge.

use super::super::ir::{Expr, Kind as Form};
use super::super::value::{Known, Val};
use super::Evaluator;
use super::sides::Origin;
use super::written::names_of;
use crate::fact::kinds::compare;
use crate::fact::role::{
    self, Compared, Handling, carries, compared_role, compares_kinds, describes, handling, hashes_a_password,
    is_hash_name, is_kept, is_kept_secret, is_password, makes_macs, says_again,
};
use crate::fact::{Attribute, Kind};
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn compared(&mut self, left: (&Expr, &Known), right: (&Expr, &Known), span: Span) {
        self.against_a_text(left, right);
        let (Some(one), Some(other)) = (self.side(left), self.side(right)) else { return };
        let function = self.function_path().rsplit("::").next().unwrap_or_default();
        let of_kind = compares_kinds(function);
        if of_kind && !self.is_of_a_mac_type() {
            return;
        }
        let stores = handling(function) == Some(Handling::Stores);
        let opens = !stores && self.is_opened((&one, left.0), (&other, right.0));
        let by_names = || what(&one, &other, of_kind).filter(|_| !stores || one.name != other.name);
        let Some(what) = opens.then_some("signature").or_else(by_names) else { return };
        let written = [left.0, right.0];
        if what == "signature" && self.is_used_once(written, span) {
            return;
        }
        let what = if what == "password" && self.is_hash_beside(written, span) { "hash" } else { what };
        let mut fact = self.fact_started(Kind::Compare, span);
        fact.set(compare::what, Attribute::inferred(what).at(span));
        let name = [&one, &other].into_iter().find(|side| side.role.is_some() && !side.name.is_empty());
        let name = name.map_or("a signature", |side| side.name.as_str());
        fact.set(compare::name, Attribute::inferred(name).at(span));
        self.extra.push(fact);
    }

    /// A secret of the settings that is held against what somebody sends.
    fn is_opened(&self, one: (&Side, &Expr), other: (&Side, &Expr)) -> bool {
        let secret = |side: &Side| side.role.is_some() || is_kept_secret(&side.name);
        if !secret(one.0) && !secret(other.0) || says_again(&one.0.name) || says_again(&other.0.name) {
            return false;
        }
        let (from, to) = (self.origin(one.1), self.origin(other.1));
        let opens = |kept: &Origin, side: &Side, sent: &Origin, beside: &Side| {
            let is_setting = kept.opens || side.of_environment && is_kept_secret(&side.name);
            let is_typed = !sent.kept && !beside.of_environment;
            is_setting && is_typed && (sent.sent || beside.role.is_some())
        };
        opens(&from, one.0, &to, other.0) || opens(&to, other.0, &from, one.0)
    }

    /// One side, where what is known of its value says more than how it is written.
    fn side(&self, (expr, known): (&Expr, &Known)) -> Option<Side> {
        if let Some(name) = column(expr).filter(|_| self.frame.selects) {
            let (name, role) = (name.to_owned(), compared_role(name));
            return Some(Side { column: true, name, role, ..Side::default() });
        }
        let name = || names_of(expr).pop().unwrap_or_default();
        let mac = || Side { name: name(), mac: true, ..Side::default() };
        if self.is_mac(known) {
            return Some(mac());
        }
        let mut side = side((expr, known))?;
        if side.role.is_none() && role::answers_challenge(&side.name, self.function_path()) {
            side.role = Some(Compared::Signature);
        }
        Some(side)
    }

    /// `impl PartialEq for Signature`, beside code that makes message authentication codes: everybody who verifies
    /// one compares it here. A type that merely has a signature among its members is another matter.
    fn is_of_a_mac_type(&self) -> bool {
        let is_signature = |name: &str| compared_role(name) == Some(Compared::Signature);
        let file = self.krate.files.get(self.frame.file).map(|(_, file)| file);
        let mut imports = file.into_iter().flat_map(|file| &file.scopes).flat_map(|scope| &scope.uses);
        self.frame.self_type.as_deref().is_some_and(is_signature)
            && imports.any(|import| import.path.iter().any(|name| makes_macs(name)))
    }
}

/// One side of a comparison.
#[derive(Default)]
struct Side {
    /// What a keyed hash gave.
    mac: bool,
    /// A column by which a query picks rows.
    column: bool,
    name: String,
    /// What a field is taken from: `form` for `form.password`.
    base: Option<String>,
    role: Option<Compared>,
    of_environment: bool,
}

/// A side that holds a value of the run; `None` for constants, variants, numbers and lengths.
fn side((expr, known): (&Expr, &Known)) -> Option<Side> {
    let constant = |known: &Known| {
        matches!(
            known.val,
            Val::None | Val::Text(_) | Val::Bytes(_) | Val::Int(_) | Val::Bool(_) | Val::Path(_)
        )
    };
    if known.possible().iter().any(constant) || makes_a_constant(expr) || asks_about(expr) {
        return None;
    }
    let names = names_of(expr);
    let [name] = names.as_slice() else {
        return Some(Side::default());
    };
    let of_environment = known.possible().iter().any(|known| matches!(known.val, Val::Env { .. }));
    let (name, base, role) = (name.clone(), base_of(expr), compared_role(name));
    Some(Side { name, base, role, of_environment, ..Side::default() })
}

/// `users::password`, `Column::Password`: what a query selects rows by.
fn column(expr: &Expr) -> Option<&str> {
    let Form::Path(path) = &*expr.kind else { return None };
    path.last().map(String::as_str).filter(|name| is_password(name))
}

/// `Some(TYPE)`, `Token::Eof`, `"text".to_owned()`: written as a type, a variant or a literal.
fn makes_a_constant(expr: &Expr) -> bool {
    match &*expr.kind {
        Form::Path(path) => path.last().is_some_and(|name| name.starts_with(char::is_uppercase)),
        Form::Text(_) | Form::Bytes(_) | Form::Int(_) | Form::Float(_) | Form::Bool(_) => true,
        Form::Call { args, .. } => args.len() == 1 && args.iter().all(makes_a_constant),
        Form::Macro { .. } => true,
        Form::Same(inner) | Form::Borrow { place: inner } => makes_a_constant(inner),
        Form::Method { receiver, .. } => makes_a_constant(receiver),
        _ => false,
    }
}

/// `signature.len()`, `password.is_empty()`: a question about the value, not the value.
fn asks_about(expr: &Expr) -> bool {
    const PLAIN: &[&str] = &[
        "as_str",
        "as_bytes",
        "as_ref",
        "as_slice",
        "as_deref",
        "clone",
        "cloned",
        "to_string",
        "to_owned",
        "to_vec",
        "trim",
        "into_bytes",
        "unwrap",
        "expose_secret",
        "to_lowercase",
        "borrow",
        "into_inner",
        "into",
    ];
    match &*expr.kind {
        Form::Method { receiver, name, args } => {
            !args.is_empty() || !PLAIN.contains(&name.as_str()) || asks_about(receiver)
        }
        Form::Same(inner) | Form::Borrow { place: inner } => asks_about(inner),
        _ => false,
    }
}

pub(super) fn base_of(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Form::Field { base, .. } => names_of(base).pop(),
        Form::Same(inner) | Form::Borrow { place: inner } => base_of(inner),
        Form::Method { receiver, .. } => base_of(receiver),
        // `Some(params.token)`
        Form::Call { args, .. } if args.len() == 1 => args.first().and_then(base_of),
        _ => None,
    }
}

fn beside_a_column<'s>(one: &'s Side, other: &'s Side) -> &'s Side {
    if one.column { other } else { one }
}

/// `form.password` and `user.password_hash`: what is equal to something typed is no hash of it.
fn typed_against_hash(typed: &Side, kept: &Side) -> bool {
    let of_request = typed.base.as_deref().is_some_and(carries) && typed.role == Some(Compared::Password);
    of_request && typed.base != kept.base && kept.base.is_some() && hashes_a_password(&kept.name)
}

/// Two passwords that do not come out of one form, a signature and another, or a secret that a request brings. In a
/// comparison that is `of_kind`, `other` is no earlier value but one of the same type.
fn what(one: &Side, other: &Side, of_kind: bool) -> Option<&'static str> {
    // What a MAC is held against; of two MACs neither can be guessed.
    let beside = if one.mac { other } else { one };
    if one.mac || other.mac {
        return (one.mac != other.mac && !is_hash_name(&beside.name)).then_some("signature");
    }
    let same_form = one.base.is_some() && one.base == other.base;
    if describes(&one.name) && describes(&other.name) {
        return None;
    }
    let kept = !of_kind && [one, other].iter().any(|side| side.base.as_deref().is_some_and(is_kept));
    // Rows with a salted hash cannot be looked up by it.
    if one.column != other.column && !beside_a_column(one, other).name.is_empty() {
        return Some("password");
    }
    if typed_against_hash(one, other) || typed_against_hash(other, one) {
        return Some("password");
    }
    match (one.role, other.role) {
        (Some(Compared::Password | Compared::Pass), Some(Compared::Password))
        | (Some(Compared::Password), Some(Compared::Pass)) => {
            let twice = same_form || says_again(&one.name) || says_again(&other.name);
            let of_environment = one.of_environment || other.of_environment;
            (!twice && !kept && !of_environment).then_some("password")
        }
        (Some(Compared::Proof), Some(Compared::Proof | Compared::Signature | Compared::Bare))
        | (Some(Compared::Signature | Compared::Bare), Some(Compared::Proof))
        | (Some(Compared::Signature), Some(Compared::Signature))
            if !same_form && (!kept || one.base.as_deref() == Some("self")) =>
        {
            Some("signature")
        }
        (Some(Compared::Pass), Some(Compared::Pass)) if one.name != other.name => {
            (!same_form && !kept).then_some("password")
        }
        (Some(Compared::Bare), Some(Compared::Bare)) if !same_form => {
            let sent = |side: &Side| side.base.as_deref().is_some_and(carries);
            (sent(one) != sent(other)).then_some("signature")
        }
        _ => None,
    }
}
