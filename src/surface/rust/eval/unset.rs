//! What members of a struct hold where nobody gives them a value.
//!
//! In: a member with its attributes, and rows of models about these. Out: a value with its origin: the program's
//! own, one that a user can replace, or an environment variable with a fallback. A flag that a user can set is a
//! guess, and decides no branch.

use super::super::ir::{Expr, Field, Kind as Form, Note, Struct};
use super::super::value::{Fields, Known, Val};
use super::super::visit;
use super::stated::Brought;
use super::{Evaluator, Frame, MAX_DEPTH};
use crate::fact::{Certainty, role};
use crate::source::Span;

/// What attributes say of a member.
#[derive(Default)]
struct Said<'k> {
    given: Option<Given<'k>>,
    variable: Option<String>,
    fixed: bool,
}

enum Given<'k> {
    Value(&'k Expr),
    Function(Vec<String>),
    Empty,
    /// The type's own `Default`.
    Whole,
}

impl<'a> Evaluator<'a> {
    /// What a member of one of this crate's structs holds, as far as its attributes tell.
    pub(super) fn unset(&mut self, path: &[String], name: &str, span: Span) -> Option<Known> {
        match self.settings_of(path) {
            Some(layers) => self.member_of_settings(layers, name, span),
            None => self.said_by_attributes(path, name, span),
        }
    }

    /// The same by the member's attributes alone.
    pub(super) fn said_by_attributes(&mut self, path: &[String], name: &str, span: Span) -> Option<Known> {
        let krate = self.krate;
        let (file, item) = krate.structure_in(path)?;
        let field = item.fields.iter().find(|field| field.name == name)?;
        let said = self.said_of(item, field);
        let known = match said.given {
            Some(given) => self.value_of(file, item, field, given),
            None => Known::unknown(field.span),
        };
        match said.variable {
            Some(variable) => {
                let fallback = matches!(known.val, Val::Text(_) | Val::Int(_)).then_some(known);
                Some(self.env(Some(variable), fallback, field.span))
            }
            None if known.is_unknown() => None,
            None if said.fixed => Some(known.via(span, "used here")),
            None => settable(known.via(span, "used here")),
        }
    }

    fn said_of<'k>(&self, item: &'k Struct, field: &'k Field) -> Said<'k> {
        let mut said = Said::default();
        for note in &field.notes {
            for row in self.models.field_rows(&note.attribute) {
                if row.variable.contains(&note.name) {
                    said.variable = text(note).or_else(|| Some(field.name.to_ascii_uppercase()));
                }
                if row.function.contains(&note.name)
                    && let Some(path) = text(note)
                {
                    said.given = Some(Given::Function(path.split("::").map(str::to_owned).collect()));
                } else if row.value.contains(&note.name) {
                    said.given = Some(note.value.as_ref().map_or(Given::Empty, Given::Value));
                }
                said.fixed |= row.fixed;
            }
        }
        // What a closure makes of a text may be anything: `random` stands for a key that is drawn.
        let turned = |note: &Note| {
            note.value.as_ref().is_some_and(is_closure)
                && self.models.field_rows(&note.attribute).any(|row| row.turned.contains(&note.name))
        };
        if field.notes.iter().any(turned) {
            return Said { given: None, ..said };
        }
        let whole = |note: &Note| {
            note.value.is_none()
                && self.models.field_rows(&note.attribute).any(|row| row.whole.contains(&note.name))
        };
        if said.given.is_none() && item.notes.iter().any(whole) {
            said.given = Some(Given::Whole);
        }
        said
    }

    /// The value, as it reads where the struct stands.
    fn value_of(&mut self, file: usize, item: &Struct, field: &Field, given: Given<'_>) -> Known {
        let unknown = Known::unknown(field.span);
        if self.depth >= MAX_DEPTH {
            return unknown;
        }
        let self_type = Some(item.name.clone());
        let frame = Frame { file, scope: item.scope, self_type, context: self.context(), ..Frame::default() };
        let outer = std::mem::replace(&mut self.frame, frame);
        self.frame.function = outer.function.clone();
        let (diverged, depth) = (self.diverged, self.depth);
        self.depth += 1;
        let known = match given {
            Given::Value(value) => self.expr(value),
            Given::Function(path) => self.result_of_path(&path, field.span),
            Given::Whole => {
                let all = self.result_of_path(&["Self".to_owned(), "default".to_owned()], field.span);
                all.field(&field.name).cloned().unwrap_or(unknown)
            }
            Given::Empty => Known::new(empty(field), field.span),
        };
        (self.diverged, self.depth) = (diverged, depth);
        self.frame = outer;
        known
    }

    fn result_of_path(&mut self, path: &[String], span: Span) -> Known {
        let krate = self.krate;
        match self.resolve(path).function(krate) {
            Some(at) => self.inline(at, None, (&[], &[]), span),
            None => Known::unknown(span),
        }
    }

    /// `Type::default()`, where the project writes it.
    pub(super) fn default_of(&mut self, path: &[String], span: Span) -> Option<Known> {
        let at = self.krate.function(&[path, &["default".to_owned()]].concat())?;
        Some(self.inline(at, None, (&[], &[]), span))
    }

    /// Members of a struct that are named like secrets and have a value of their own.
    pub(super) fn secrets_of(&mut self, file: usize, item: &Struct) {
        let module = self.krate.module_path(file, item.scope);
        let path: Vec<String> = module.into_iter().chain([item.name.clone()]).collect();
        let gathered = self.settings_of(&path).is_some();
        for field in item.fields.iter().filter(|field| gathered || !field.notes.is_empty()) {
            let Some(purpose) = role::secret_role(&field.name) else { continue };
            // A flag or number, whatever its default is written as.
            if empty(field) != Val::Unknown {
                continue;
            }
            if let Some(Known { val: Val::Unset(text), .. }) = self.unset(&path, &field.name, field.span)
                && let Some(literal) = text.text()
            {
                let anchor = format!("{}.{}", item.name, field.name);
                let of = Brought { literal, at: text.span, purpose, place: field.span };
                self.brings_along(&of, "default", Some(anchor), None);
            }
        }
    }
}

fn text(note: &Note) -> Option<String> {
    match note.value.as_ref().map(|value| &*value.kind) {
        Some(Form::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// An empty text is left out: whoever reads the settings is likely to refuse it.
fn empty(field: &Field) -> Val {
    match field.ty.as_ref().and_then(|ty| ty.path.last()).map(String::as_str) {
        Some("bool") => Val::Bool(false),
        Some("u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize") => Val::Int(0),
        _ => Val::Unknown,
    }
}

/// A value that holds until somebody sets another one.
pub(super) fn settable(known: Known) -> Option<Known> {
    let certainty = known.certainty;
    match known.val {
        Val::Text(_) | Val::Bytes(_) => {
            let outside = Known { certainty, trail: known.trail.clone(), ..Known::unknown(known.span) };
            Some(Known { val: Val::Unset(Box::new(known)), ..outside })
        }
        Val::Bool(_) => Some(Known { certainty: Certainty::Guessed, ..known }),
        Val::Int(_) | Val::Duration(_) => {
            Some(Known { certainty: certainty.min(Certainty::Inferred), ..known })
        }
        Val::Struct(value) => {
            let fields = value.fields.into_iter().map(|(name, one)| {
                let span = one.span;
                (name, settable(one).unwrap_or(Known::unknown(span)))
            });
            let fields = Fields { fields: fields.collect(), ..value };
            Some(Known { val: Val::Struct(fields), ..known })
        }
        Val::Unset(_) | Val::Env { .. } => Some(known),
        _ => None,
    }
}

/// `|text| ..`, `{ |text| .. }`
fn is_closure(expr: &Expr) -> bool {
    let mut found = false;
    visit::expr(expr, &mut |inner| found |= matches!(&*inner.kind, Form::Closure { .. }));
    found
}
