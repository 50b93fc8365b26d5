//! Comparisons with `==` and `!=` whose sides are named like passwords or signatures.
//!
//! In: the two sides as written and what is known of them. Out: a fact. A side that is a constant, an enum
//! variant or a number makes it another question, and no fact. It must not judge.

use super::super::ir::{Expr, Kind as Form};
use super::super::value::{Known, Val};
use super::Evaluator;
use super::call::names_of;
use crate::fact::kinds::compare;
use crate::fact::role::{Compared, carries, compared_role, compares_kinds, is_kept, makes_macs, says_again};
use crate::fact::{Attribute, Kind};
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn compared(&mut self, left: (&Expr, &Known), right: (&Expr, &Known), span: Span) {
        let (Some(one), Some(other)) = (side(left), side(right)) else { return };
        let about =
            self.function_path().rsplit("::").next().is_some_and(compares_kinds) && !self.is_of_a_mac_type();
        let Some(what) = what(&one, &other).filter(|_| !about) else { return };
        let mut fact = self.fact_started(Kind::Compare, span);
        fact.set(compare::what, Attribute::inferred(what).at(span));
        let name = if one.role.is_some() { one.name } else { other.name };
        fact.set(compare::name, Attribute::inferred(name.as_str()).at(span));
        self.extra.push(fact);
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
struct Side {
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
        return Some(Side { name: String::new(), base: None, role: None, of_environment: false });
    };
    let of_environment = known.possible().iter().any(|known| matches!(known.val, Val::Env { .. }));
    Some(Side { name: name.clone(), base: base_of(expr), role: compared_role(name), of_environment })
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

fn base_of(expr: &Expr) -> Option<String> {
    match &*expr.kind {
        Form::Field { base, .. } => names_of(base).pop(),
        Form::Same(inner) | Form::Borrow { place: inner } => base_of(inner),
        Form::Method { receiver, .. } => base_of(receiver),
        // `Some(params.token)`
        Form::Call { args, .. } if args.len() == 1 => args.first().and_then(base_of),
        _ => None,
    }
}

/// Two passwords that do not come out of one form, a signature and another, or a secret that a request brings.
fn what(one: &Side, other: &Side) -> Option<&'static str> {
    let same_form = one.base.is_some() && one.base == other.base;
    match (one.role, other.role) {
        (Some(Compared::Password), Some(Compared::Password)) => {
            let twice = same_form || says_again(&one.name) || says_again(&other.name);
            let kept = [one, other].iter().any(|side| side.base.as_deref().is_some_and(is_kept));
            let of_environment = one.of_environment || other.of_environment;
            (!twice && !kept && !of_environment).then_some("password")
        }
        (Some(Compared::Proof), Some(Compared::Proof | Compared::Signature | Compared::Bare))
        | (Some(Compared::Signature | Compared::Bare), Some(Compared::Proof))
        | (Some(Compared::Signature), Some(Compared::Signature))
            if !same_form =>
        {
            Some("signature")
        }
        (Some(Compared::Bare), Some(Compared::Bare)) if !same_form => {
            let sent = |side: &Side| side.base.as_deref().is_some_and(carries);
            (sent(one) != sent(other)).then_some("signature")
        }
        _ => None,
    }
}
