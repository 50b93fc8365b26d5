//! Texts that code puts together: `format!`, `+`, lists of texts that are joined.
//!
//! In: the parts as written and what is known of them. Out: the text, with unknown stretches where parts are
//! not known.

use super::super::ir::{Expr, Kind};
use super::super::template::Joined;
use super::super::value::{Known, ObjectId, Val};
use super::Evaluator;
use super::sides::mac;
use super::written::names_of;
use crate::fact::kinds::{oauth_client, url};
use crate::fact::partial::UNKNOWN;
use crate::fact::query::{Parameter, parameters};
use crate::fact::role::{carries_credential, prescribes_query};
use crate::fact::{Attribute, set_cookie};
use crate::source::Span;

impl Evaluator<'_> {
    /// `format!("{a}-{}", b)`
    pub(super) fn format(&mut self, args: &[Expr], values: &[Known], span: Span) -> Known {
        let Some(template) = values.first().and_then(Known::text) else { return Known::unknown(span) };
        let mut joined = Joined::default();
        let mut rest = template;
        let mut next = 1;
        while let Some(at) = rest.find(['{', '}']) {
            joined.literal(&rest[..at]);
            let (brace, behind) = rest[at..].split_at(1);
            if behind.starts_with(brace) {
                joined.literal(brace);
                rest = &behind[1..];
                continue;
            }
            let Some((inside, behind)) = behind.split_once('}') else { return Known::unknown(span) };
            self.placeholder(inside, &mut next, (args, values), &mut joined);
            rest = behind;
        }
        joined.literal(rest);
        let known = Known::new(joined.done(), values.first().map_or(span, |first| first.span));
        self.address(&known);
        self.implicit_request(&known);
        let beside = values.iter().any(|value| self.is_mac(value));
        if beside || self.names_mac(template) { mac(span) } else { known }
    }

    /// `format!("sha256={expected}")`
    fn names_mac(&self, template: &str) -> bool {
        let inside = template.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next());
        inside.filter_map(|name| self.name(name)).any(|known| self.is_mac(known))
    }

    /// An address whose query gets a credential.
    pub(super) fn address(&mut self, known: &Known) {
        let Val::Template(template) = &known.val else { return };
        if prescribes_query(&template.text) {
            return;
        }
        let filled = |one: &Parameter<'_>| one.value.starts_with(UNKNOWN) && carries_credential(one.name);
        let Some(parameter) = parameters(&template.text).into_iter().find(filled) else { return };
        let mut fact = self.fact_started(url::parameter.kind, known.span);
        fact.set(url::parameter, Attribute::stated(parameter.name, known.span));
        fact.set(url::credential, Attribute::inferred(true).at(known.span));
        if let Some([name]) = template.holes.get(parameter.holes_before).map(Vec::as_slice) {
            fact.set(url::value_name, Attribute::stated(name.as_str(), known.span));
        }
        self.extra.push(fact);
    }

    /// An authorization request, written by hand, whose answer brings the token itself (RFC 6749 section 4.2.1).
    fn implicit_request(&mut self, known: &Known) {
        let Some(text) = partial_text(&known.val) else { return };
        let asked = parameters(text);
        let separated = |value: &str| {
            value.split(['+', ' ']).flat_map(|part| part.split("%20")).any(|one| one == "token")
        };
        let of_client = asked.iter().any(|one| one.name == "client_id");
        if !of_client || !asked.iter().any(|one| one.name == "response_type" && separated(one.value)) {
            return;
        }
        let mut fact = self.fact_started(oauth_client::grant.kind, known.span);
        fact.set(oauth_client::grant, Attribute::inferred("implicit").at(known.span));
        self.extra.push(fact);
    }

    /// What a `Set-Cookie` header's text says of a cookie.
    pub(super) fn take_set_cookie(&mut self, id: ObjectId, known: &Known) {
        let Some(text) = partial_text(&known.val) else { return };
        for (key, value) in set_cookie::parse(text) {
            let certainty = known.certainty;
            let attribute = Attribute { trail: known.trail.clone(), ..Attribute::new(value, certainty) };
            self.set_attribute(id, key, Some(attribute.at(known.span)));
        }
    }

    /// One `{}`, `{0}`, `{name}` or `{:>8}`; what is formatted in a way of its own is not known.
    fn placeholder(
        &mut self,
        inside: &str,
        next: &mut usize,
        (args, values): (&[Expr], &[Known]),
        joined: &mut Joined,
    ) {
        let Some(span) = values.first().map(|first| first.span) else { return };
        let (name, style) = inside.split_once(':').unwrap_or((inside, ""));
        let number = match name.parse::<usize>() {
            Ok(number) => Some(number.saturating_add(1)),
            Err(_) if name.is_empty() => {
                *next += 1;
                Some(*next - 1)
            }
            Err(_) => args.iter().position(|arg| assigned_name(arg) == Some(name)),
        };
        let names = match number.and_then(|number| args.get(number)) {
            Some(arg) => names_of(assigned_value(arg)),
            None => vec![name.to_owned()],
        };
        let known = match number {
            Some(number) => values.get(number).cloned(),
            None => Some(self.path(&[name.to_owned()], span)),
        };
        match known {
            Some(known) if style.is_empty() => joined.value(&known, names),
            _ => joined.unknown(names),
        }
    }

    /// `a + b`, if one of the two is text and part of it is not known.
    pub(super) fn text_sum(
        &mut self,
        left: (&Expr, &Known),
        right: (&Expr, &Known),
        span: Span,
    ) -> Option<Known> {
        let is_text = |known: &Known| matches!(known.val, Val::Text(_) | Val::Template(_));
        if !is_text(left.1) && !is_text(right.1) {
            return None;
        }
        let mut joined = Joined::default();
        for (expr, known) in [left, right] {
            joined.value(known, names_of(expr));
        }
        let place = if is_text(left.1) { left.1.span } else { span };
        let known = Known::new(joined.done(), place);
        self.address(&known);
        self.implicit_request(&known);
        matches!(known.val, Val::Template(_)).then_some(known)
    }
}

/// `[("grant_type", kind), ("code", code)]` as the text of a query.
pub(super) fn pairs(list: &Known) -> Val {
    let Val::List(all) = &list.val else { return Val::Unknown };
    let mut joined = Joined::default();
    for (at, pair) in all.iter().enumerate() {
        let Val::Tuple(parts) = &pair.val else { return Val::Unknown };
        let [name, value] = parts.as_slice() else { return Val::Unknown };
        let Some(name) = name.text() else { return Val::Unknown };
        joined.literal(if at > 0 { "&" } else { "" });
        joined.literal(name);
        joined.literal("=");
        joined.value(value, Vec::new());
    }
    joined.done()
}

/// A text that is known at least in part.
pub(super) fn partial_text(val: &Val) -> Option<&str> {
    match val {
        Val::Text(text) => Some(text),
        Val::Template(template) => Some(&template.text),
        _ => None,
    }
}

/// `name` of `name = value`, an argument of a formatting macro.
fn assigned_name(arg: &Expr) -> Option<&str> {
    let Kind::Assign { place, .. } = &*arg.kind else { return None };
    match &*place.kind {
        Kind::Path(path) => path.last().map(String::as_str),
        _ => None,
    }
}

fn assigned_value(arg: &Expr) -> &Expr {
    match &*arg.kind {
        Kind::Assign { value, .. } => value,
        _ => arg,
    }
}

/// `"0123".repeat(8)`: as much a literal as what it is made of.
pub(super) fn repeated(text: &Known, times: &Known) -> Option<Known> {
    const LONGEST: usize = 4_096;
    let Val::Int(times) = times.val else { return None };
    let times = usize::try_from(times).ok()?;
    let part = text.text()?;
    (part.len().saturating_mul(times) <= LONGEST).then(|| text.with(Val::Text(part.repeat(times))))
}
