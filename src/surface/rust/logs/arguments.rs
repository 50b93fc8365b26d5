//! The arguments of a logging macro: which of them are shown, and in which form.
//!
//! In: lowered arguments. Out: the secrets among them. Marks and placeholders are those of std::fmt, `log`, `tracing`
//! and `slog`.

use super::super::ir::{Expr, How, Kind};
use super::super::placeholders::{Argument, Placeholder, placeholders};
use super::{Reader, Shown};
use crate::fact::role;

impl Reader<'_> {
    /// Everything that a call shows. Arguments behind a format string are shown where it asks for them; all others as
    /// they are marked.
    pub(super) fn shown_by(&self, args: &[Expr]) -> Vec<Shown> {
        let template = args.iter().position(|arg| matches!(&*arg.kind, Kind::Text(_)));
        let Some(at) = template else {
            return args.iter().filter_map(|arg| self.field(arg, true)).collect();
        };
        let (before, rest) = args.split_at(at);
        let before = before.iter().filter_map(|arg| self.field(arg, false));
        let asked = self.asked_for(rest);
        let unasked = rest.iter().skip(1).filter(|arg| label(arg).is_some_and(|name| !is_asked(rest, &name)));
        let fields = unasked.filter_map(|arg| self.field(arg, false));
        let mut all: Vec<Shown> = before.chain(asked).chain(fields).collect();
        all.dedup_by(|a, b| a.name == b.name);
        all
    }

    /// What a format string's placeholders show; the string comes first, its arguments follow.
    pub(super) fn asked_for(&self, template_and_args: &[Expr]) -> Vec<Shown> {
        let Some((first, args)) = template_and_args.split_first() else { return Vec::new() };
        let Kind::Text(text) = &*first.kind else { return Vec::new() };
        let all = placeholders(text).into_iter().filter(|one| !one.shortened);
        all.filter_map(|one| match argument(&one, args) {
            Some(arg) => self.look(arg, one.debug),
            None => match &one.argument {
                Argument::Name(name) => self.look_at_name(name, one.debug, first.span),
                Argument::Position(_) => None,
            },
        })
        .collect()
    }

    /// An argument that stands outside of the format string.
    fn field(&self, arg: &Expr, debug: bool) -> Option<Shown> {
        match &*arg.kind {
            Kind::Shown { how: How::Setting, .. } => None,
            // `request_id = %client_token`: what numbers a request lets nobody in, whatever its variable is called.
            Kind::Shown { name: Some(name), .. } if role::numbers_what_is_logged(name) => None,
            Kind::Shown { how, value, .. } => self.look(value, *how == How::Debug || debug),
            _ => self.look(arg, debug),
        }
    }

    /// A field of a recording attribute.
    pub(super) fn labelled(&self, arg: &Expr) -> Option<Shown> {
        label(arg).and_then(|_| self.field(arg, false))
    }
}

fn argument<'e>(placeholder: &Placeholder, args: &'e [Expr]) -> Option<&'e Expr> {
    match &placeholder.argument {
        Argument::Position(at) => args.get(*at),
        Argument::Name(name) => args.iter().find(|arg| label(arg).as_ref() == Some(name)),
    }
}

fn is_asked(template_and_args: &[Expr], name: &str) -> bool {
    let Some(Kind::Text(text)) = template_and_args.first().map(|first| &*first.kind) else { return false };
    placeholders(text).iter().any(|one| one.argument == Argument::Name(name.to_owned()))
}

/// The name that an argument is given.
pub(super) fn label(arg: &Expr) -> Option<String> {
    match &*arg.kind {
        Kind::Shown { name: Some(name), how, .. } if *how != How::Setting => Some(name.clone()),
        _ => None,
    }
}
