//! Settings of a program that a library gathers: from its calls to the value of each member.
//!
//! In: rows that give layers, structs that are read from them, and what was heard of these beforehand. Out: a
//! value with its origin, and a fact where a secret has a default. It must not know any library.

use super::super::ir::{Expr, Field, Kind as Form, Struct, Type};
use super::super::layers::{Layers, Variables};
use super::super::value::{Known, Val};
use super::Evaluator;
use super::stated::Brought;
use super::unset::settable;
use super::written::Site;
use crate::fact::role;
use crate::model::Layering;
use crate::source::Span;

/// Members within members that are followed.
const DEEPEST: usize = 4;

impl<'a> Evaluator<'a> {
    /// What a call adds to the settings that it is made on.
    pub(super) fn layered(&mut self, how: Layering, site: &Site<'_>) -> Known {
        let mut layers = match site.receiver.map(|known| &known.val) {
            Some(Val::Layers(layers)) => (**layers).clone(),
            _ => Layers::default(),
        };
        let text = site.args.first().and_then(Known::text).map(str::to_owned);
        match how {
            Layering::Parts => {
                layers = site.args.iter().fold(layers, |all, arg| all.merged(part(arg)));
                for (name, value) in site.args.iter().filter_map(pair) {
                    self.default_secret(&name.replace('.', "_"), value, value.span);
                }
            }
            Layering::Variables { joined } if text.is_some() || site.args.is_empty() => {
                let prefix = text.unwrap_or_default();
                layers.variables = Some(Variables { prefix, joined, ..Variables::default() });
            }
            Layering::Variables { .. } => layers.variables = None,
            Layering::Separator | Layering::Joint => {
                let place = layers.variables.as_mut();
                // Whatever we cannot read decides about all names.
                let changed = text.zip(place).map(|(text, known)| match how {
                    Layering::Joint => known.joint = Some(text),
                    _ => known.separator = Some(text),
                });
                layers.variables = layers.variables.filter(|_| changed.is_some());
            }
            Layering::Default => {
                let [name, value] = site.args else { return Known::unknown(site.span) };
                let Some(name) = name.text() else { return site.receiver.cloned().unwrap_or(value.clone()) };
                self.default_secret(&name.replace('.', "_"), value, value.span);
                layers.defaults.push((name.to_owned(), value.clone()));
            }
            Layering::OwnDefaults => layers.own_defaults = true,
            Layering::Entry => return self.entry(&layers, text, site.span),
        }
        Known::new(Val::Layers(Box::new(layers)), site.span)
    }

    /// One setting by its name: `settings.get_string("jwt.secret")`.
    fn entry(&mut self, layers: &Layers, name: Option<String>, span: Span) -> Known {
        let Some(name) = name else { return Known::unknown(span) };
        let whole = Layers { of: None, ..layers.clone() };
        let meant = name.split('.').fold(whole, |layers, name| layers.at(name, name, None));
        self.setting(&meant, None, span).unwrap_or(Known::unknown(span))
    }

    /// What the part of the settings that is meant holds; `said` is what the member's attributes say of it.
    fn setting(&mut self, layers: &Layers, said: Option<Known>, span: Span) -> Option<Known> {
        let default = layers.value_inside().or(said).map(|known| match known.val {
            Val::Unset(inner) => *inner,
            _ => known,
        });
        let simple = |known: &Known| matches!(known.val, Val::Text(_) | Val::Int(_));
        match (layers.variable(), default) {
            (Some(variable), None) => Some(self.env(Some(variable), None, span)),
            (Some(variable), Some(known)) if simple(&known) => {
                let at = known.span;
                Some(self.env(Some(variable), Some(known), at).via(span, "used here"))
            }
            (_, default) => settable(default?.via(span, "used here")),
        }
    }

    /// A member of a struct that is read from settings.
    pub(super) fn member_of_settings(&mut self, layers: &Layers, name: &str, span: Span) -> Option<Known> {
        let krate = self.krate;
        let path = layers.of.as_ref()?;
        let (file, item) = krate.structure_in(path)?;
        let field = item.fields.iter().find(|field| field.name == name)?;
        let inner = self.structure_of(file, item, field);
        let meant = layers.at(field.wire_name.as_ref()?, name, inner);
        if meant.of.is_some() {
            return Some(Known::new(Val::Layers(Box::new(meant)), span));
        }
        let said = self.said_by_attributes(path, name, span);
        if let Some(Known { val: Val::Env { .. }, .. }) = said {
            return said;
        }
        self.setting(&meant, said, field.span)
    }

    /// The struct of this crate that a member holds, if it has members of its own.
    fn structure_of(&self, file: usize, item: &Struct, field: &Field) -> Option<Vec<String>> {
        let ty = content(field.ty.as_ref()?);
        let found = self.krate.resolve(file, item.scope, &ty.path);
        let path = found.iter().find(|path| self.krate.structure(path).is_some())?;
        let named = |item: &Struct| item.fields.iter().any(|field| field.name.parse::<u32>().is_err());
        self.krate.structure(path).filter(|item| named(item)).map(|_| path.clone())
    }

    /// Settings get the type that a place asks for: of a `let`, of a function's result, of `extract::<T>()`.
    pub(super) fn read_into(&mut self, known: Known, ty: Option<&Type>) -> Known {
        let (Val::Layers(layers), Some(ty)) = (&known.val, ty) else { return known };
        let found = self.resolve(&content(ty).path);
        let path = found.iter().find(|path| self.krate.structure(path).is_some());
        let Some(path) = path.filter(|_| layers.of.is_none()) else { return known };
        let mut layers = Layers { of: Some(path.clone()), ..(**layers).clone() };
        if layers.own_defaults && layers.whole.is_none() {
            layers.whole = self.default_of(path, known.span);
        }
        self.hear_of(&layers, DEEPEST);
        known.with(Val::Layers(Box::new(layers)))
    }

    /// Notes what is read into which type, and into the types of its members.
    fn hear_of(&mut self, layers: &Layers, depth: usize) {
        let krate = self.krate;
        let Some(path) = layers.of.as_ref().filter(|_| self.heard.is_some() && depth > 0) else { return };
        if let Some(heard) = &mut self.heard {
            heard.settings.push((path.join("::"), layers.clone()));
        }
        let Some((file, item)) = krate.structure_in(path) else { return };
        for field in &item.fields {
            if let (Some(inner), Some(wire)) = (self.structure_of(file, item, field), &field.wire_name) {
                self.hear_of(&layers.at(wire, &field.name, Some(inner)), depth - 1);
            }
        }
    }

    /// The settings that a type was heard to be read from.
    pub(super) fn settings_of(&self, path: &[String]) -> Option<&'a Layers> {
        let known = &self.before.settings;
        if known.is_empty() { None } else { known.get(&path.join("::")) }
    }

    /// A local that settings are added to by methods that change it in place.
    pub(super) fn keep_layers(&mut self, receiver: &Expr, known: &Known) {
        let Form::Path(path) = &*receiver.kind else { return };
        if let (Val::Layers(_), [name]) = (&known.val, path.as_slice()) {
            self.assign_name(name, known.clone());
        }
    }

    /// A secret that the program brings along for the case that nobody sets it.
    pub(super) fn default_secret(&mut self, name: &str, value: &Known, span: Span) {
        let (Some(purpose), Some(literal)) = (role::secret_role(name), value.text()) else { return };
        let anchor = format!("{}.{name}", self.function_path());
        let of = Brought { literal, at: value.span, purpose, place: span };
        self.brings_along(&of, "default", Some(anchor), None);
    }
}

/// `("jwt.secret", value)`, a setting by itself.
fn pair(known: &Known) -> Option<(&str, &Known)> {
    match &known.val {
        Val::Tuple(parts) => match parts.as_slice() {
            [name, value] => Some((name.text()?, value)),
            _ => None,
        },
        _ => None,
    }
}

/// What an argument adds: settings of its own, or a struct whose members are defaults.
fn part(known: &Known) -> Layers {
    match &known.val {
        Val::Layers(layers) => (**layers).clone(),
        // `figment.join(("jwt.secret", value))`
        Val::Tuple(_) => {
            let named = pair(known).map(|(name, value)| (name.to_owned(), value.clone()));
            Layers { defaults: named.into_iter().collect(), ..Layers::default() }
        }
        Val::Struct(_) => Layers { of: None, whole: Some(known.clone()), ..Layers::default() },
        _ => Layers::default(),
    }
}

/// `Result<Option<Arc<T>>, E>` is read as T.
fn content(ty: &Type) -> &Type {
    let last = ty.path.last().map(String::as_str).unwrap_or("");
    match ty.arguments.first() {
        Some(inner) if last == "Result" || role::is_wrapper(last) => content(inner),
        _ => ty,
    }
}
