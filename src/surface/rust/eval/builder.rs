//! Builders that a derive makes: `Type::builder().member(value).build()`, `TypeBuilder::default()`.
//!
//! In: calls on structs of this crate that no function of its source answers. Out: the struct with what is known
//! of its members. The names are those that all derives of builders share.

use super::super::value::{Fields, Known, Val};
use super::Evaluator;
use crate::source::Span;

impl Evaluator<'_> {
    /// What a function gives that a derive wrote for a struct of this crate: a builder, or the struct itself.
    pub(super) fn derived(&mut self, candidates: &[Vec<String>], span: Span) -> Option<Known> {
        let krate = self.krate;
        let (function, of) = candidates.iter().find_map(|path| {
            let (function, of) = path.split_last()?;
            let (name, module) = of.split_last()?;
            let built = name.strip_suffix("Builder").map(|name| [module, &[name.to_owned()]].concat());
            let built = built.and_then(|path| self.resolve(&path).first().cloned());
            let start = built.filter(|built| krate.structure(built).is_some());
            match start {
                Some(built) => Some((None, built)),
                None => krate.structure(of).map(|_| (Some(function.clone()), of.to_vec())),
            }
        })?;
        match function.as_deref() {
            None | Some("builder") => Some(self.started(&of, span)),
            Some("default") => self.default_by_members(&of, span),
            Some(_) => Some(Known::new(Val::Typed(of), span)),
        }
    }

    /// A builder at its start: only members with a value of their own are known.
    fn started(&mut self, path: &[String], span: Span) -> Known {
        let krate = self.krate;
        let names = krate.structure(path).into_iter().flat_map(|item| &item.fields).map(|field| &field.name);
        let all: Vec<(String, Known)> =
            names.filter_map(|name| Some((name.clone(), self.unset(path, name, span)?))).collect();
        Known::new(Val::Struct(Fields { path: path.to_vec(), fields: all, open: true }), span)
    }

    /// `.member(value)` and `.build()` on a struct, where the source has no such method.
    pub(super) fn built(&self, target: &Known, name: &str, values: &[Known]) -> Option<Known> {
        let Val::Struct(value) = &target.val else { return None };
        match values {
            [] if name == "build" => Some(target.clone()),
            [given] => {
                let item = self.krate.structure(&value.path)?;
                let member = item.fields.iter().find(|field| field.name == name)?;
                let mut value = value.clone();
                value.fields.retain(|(known, _)| *known != member.name);
                value.fields.push((member.name.clone(), given.clone()));
                Some(target.with(Val::Struct(value)))
            }
            _ => None,
        }
    }
}
