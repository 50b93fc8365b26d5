//! Where a side of a comparison comes from: a request, the program's settings, or a MAC.
//!
//! In: an expression of the function under evaluation, or what is known of its value. Out: what it was taken from,
//! followed back through `let`. It must not judge, and it knows no library.

use super::super::ir::{Block, Expr, Kind as Form, Pattern, Statement};
use super::super::value::{Known, Val};
use super::super::visit;
use super::Evaluator;
use crate::fact::kinds::password_hash;
use crate::fact::role;
use crate::source::Span;

/// What a keyed hash gave, in whatever coding.
const MAC: &str = "mac";
/// `let`s that a name is followed through.
const MOST_STEPS: usize = 4;

/// What an expression's value is taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// Something that a request brings is in it.
    pub sent: bool,
    /// It is part of the program's settings.
    pub kept: bool,
    /// It is a secret member of them.
    pub opens: bool,
}

impl Origin {
    fn or(self, other: Origin) -> Origin {
        Origin {
            sent: self.sent || other.sent,
            kept: self.kept || other.kept,
            opens: self.opens || other.opens,
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn origin(&self, expr: &Expr) -> Origin {
        match self.active.last() {
            Some((true, at)) => origin(expr, &self.krate.function_at(*at).body, MOST_STEPS),
            _ => Origin::default(),
        }
    }

    /// The result of a keyed hash, which proves who made it.
    pub(super) fn is_mac(&self, known: &Known) -> bool {
        known.possible().iter().any(|one| match &one.val {
            Val::Tag(tag) => tag == MAC,
            Val::Object(id) => self.keyed(*id),
            _ => false,
        })
    }

    fn keyed(&self, id: usize) -> bool {
        let Some(object) = self.objects.get(id) else { return false };
        let by_name = |id: usize| {
            let algorithm = self.objects.get(id)?.get(password_hash::algorithm)?;
            Some(algorithm.value == crate::fact::Value::from("hmac"))
        };
        by_name(id).or_else(|| object.twin.and_then(by_name)).unwrap_or(false)
    }

    /// A MAC in another coding: `hex::encode(mac)`, `mac.encode_hex()`, `BASE64.encode(&mac)`.
    pub(super) fn coded(
        &self,
        name: &str,
        receiver: Option<&Known>,
        args: &[Known],
        span: Span,
    ) -> Option<Known> {
        let of_mac = args.iter().any(|arg| self.is_mac(arg));
        let is_tag = |known: &Known| known.val == Val::Tag(MAC.to_owned());
        let on_mac = receiver.is_some_and(|known| is_tag(known) && args.is_empty());
        (of_mac && role::codes(name) || on_mac).then(|| mac(span))
    }
}

pub(super) fn mac(span: Span) -> Known {
    Known::new(Val::Tag(MAC.to_owned()), span)
}

fn origin(expr: &Expr, body: &Block, steps: usize) -> Origin {
    let further = |inner: &Expr| origin(inner, body, steps);
    match &*expr.kind {
        Form::Path(path) => {
            let says = |is: fn(&str) -> bool| path.last().is_some_and(|name| is(name));
            let own = Origin { sent: says(role::is_sent), kept: says(role::holds_settings), opens: false };
            let value = path.first().filter(|_| path.len() == 1 && steps > 0);
            let value = value.and_then(|name| bound_before(name, expr.span, body));
            own.or(value.map(|value| origin(value, body, steps - 1)).unwrap_or_default())
        }
        Form::Field { base, name } => {
            let opens = holder(base).is_some_and(role::holds_settings) && role::is_kept_secret(name);
            if opens { Origin { kept: true, opens, sent: false } } else { further(base) }
        }
        Form::Method { receiver, name, .. } => {
            Origin { sent: role::is_sent(name), ..Origin::default() }.or(further(receiver))
        }
        Form::Call { args, .. } if args.len() == 1 => args.first().map(further).unwrap_or_default(),
        Form::Same(inner) | Form::Borrow { place: inner } => further(inner),
        Form::Index { base, .. } => further(base),
        Form::Block(block) => tail(block).map(further).unwrap_or_default(),
        Form::If { then, otherwise, .. } => {
            let branches = tail(then).into_iter().chain(otherwise);
            branches.map(further).fold(Origin::default(), Origin::or)
        }
        Form::Match { value, arms } => {
            let arms = arms.iter().map(|(_, arm)| arm);
            arms.chain([value]).map(further).fold(Origin::default(), Origin::or)
        }
        _ => Origin::default(),
    }
}

/// What a field is taken from: `config` of `self.config.secret` and of `config().secret`.
fn holder(base: &Expr) -> Option<&str> {
    match &*base.kind {
        Form::Path(path) => path.last().map(String::as_str),
        Form::Field { name, .. } => Some(name),
        Form::Call { callee, args } if args.is_empty() => holder(callee),
        Form::Method { receiver, name, args } if args.is_empty() => {
            if role::holds_settings(name) {
                Some(name)
            } else {
                holder(receiver)
            }
        }
        Form::Same(inner) | Form::Borrow { place: inner } => holder(inner),
        _ => None,
    }
}

fn tail(block: &Block) -> Option<&Expr> {
    match block.statements.last()? {
        Statement::Expr { expr, tail: true, .. } => Some(expr),
        _ => None,
    }
}

/// The value of the last `let` of this name before a place.
pub(super) fn bound_before<'b>(name: &str, place: Span, body: &'b Block) -> Option<&'b Expr> {
    let mut found: Option<&'b Expr> = None;
    visit::bindings(body, &mut |pattern, value| {
        let nearer = found.is_none_or(|found| found.span.start < value.span.start);
        if value.span.end <= place.start && nearer && whole(pattern) == Some(name) {
            found = Some(value);
        }
    });
    found
}

/// `name`, `Some(name)`, `Ok(ref name)`: what holds the value as a whole.
fn whole(pattern: &Pattern) -> Option<&str> {
    match (pattern, pattern.names().as_slice()) {
        (Pattern::Tuple(_) | Pattern::Struct(_) | Pattern::Or(_), _) => None,
        (Pattern::TupleStruct { parts, .. }, _) if parts.len() != 1 => None,
        (_, [name]) => Some(name),
        _ => None,
    }
}
