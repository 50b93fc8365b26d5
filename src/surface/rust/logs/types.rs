//! Types of values, and what their Debug form shows.
//!
//! In: types as they are written, with the place that gives their paths a meaning. Out: whether a value is text, hides
//! itself, or has secret members. A type that is not of the crate and not in `rules/names.toml` is unknown.

use super::super::ir::{Expr, Kind, Type};
use super::gathered::Member;
use super::{Reader, Typed};
use crate::fact::role::{self, Logged, TypeWord};

/// Types within types that are looked into.
const DEEPEST: usize = 4;

/// A value of an enum with more variants than this is seldom the one that holds a secret.
const MOST_VARIANTS: usize = 6;

/// A secret member that a Debug form shows.
pub(super) struct Found {
    pub what: Logged,
    pub path: String,
    pub member: Member,
}

/// What is known of a type.
pub(super) enum Class {
    Text,
    Hiding,
    Carrying,
    Other,
}

impl Reader<'_> {
    pub(super) fn class(&self, typed: &Typed) -> Class {
        if self.shape_of(typed).is_some() {
            return Class::Other;
        }
        let last = typed.ty.path.last().map(String::as_str).unwrap_or("");
        match role::type_word(last) {
            Some(TypeWord::Text) => Class::Text,
            Some(TypeWord::Hiding) => Class::Hiding,
            Some(TypeWord::Carrying) => Class::Carrying,
            // `Option<String>`, `Result<Secret<T>, E>`: what the first argument is.
            None => match typed.ty.arguments.first() {
                Some(inner) => self.class(&typed.with(inner)),
                None => Class::Other,
            },
        }
    }

    fn shape_of(&self, typed: &Typed) -> Option<(usize, &super::super::ir::Shape)> {
        let full = self.krate.resolve(typed.file, typed.scope, &typed.ty.path);
        full.iter().find_map(|path| self.krate.shape(path))
    }

    /// Secret members that the Debug form of a type shows, with their paths.
    pub(super) fn members(&self, typed: &Typed) -> Vec<Found> {
        let mut seen = Vec::new();
        self.members_below(typed, "", &mut seen)
    }

    fn members_below(&self, typed: &Typed, above: &str, seen: &mut Vec<String>) -> Vec<Found> {
        let name = typed.ty.path.join("::");
        if seen.len() >= DEEPEST || seen.contains(&name) {
            return Vec::new();
        }
        let last = typed.ty.path.last().map(String::as_str).unwrap_or("");
        let Some((file, shape)) = self.shape_of(typed) else {
            if role::type_word(last) == Some(TypeWord::Hiding) {
                return Vec::new();
            }
            let all = typed.ty.arguments.iter();
            return all.flat_map(|inner| self.members_below(&typed.with(inner), above, seen)).collect();
        };
        if !shape.derived || shape.variants > MOST_VARIANTS {
            return Vec::new();
        }
        seen.push(name);
        let mut found = Vec::new();
        for (member, ty, place) in &shape.members {
            let Some(ty) = ty else { continue };
            let inner = Typed { ty: ty.clone(), file, scope: shape.scope };
            // `struct ApiKey(String)` is what its type is called.
            let own = if member == "0" { shape.name.as_str() } else { member };
            let path = if above.is_empty() { own.to_owned() } else { format!("{above}.{own}") };
            if let Class::Text = self.class(&inner) {
                // `struct DbUrl(Url)` says how an address is stored, not that it leads to a database.
                if member == "0" && holds_an_address(&inner.ty) {
                    continue;
                }
                // A permission's token is its name.
                if role::names_permissions(&shape.name) && role::is_bare(own) {
                    continue;
                }
                let member = Member { place: *place, name: own.to_owned(), of: shape.name.clone() };
                found.extend(self.member_role(&path, own).map(|what| Found { what, path, member }));
            } else {
                found.extend(self.members_below(&inner, &path, seen));
            }
        }
        seen.pop();
        found
    }

    /// `db.url` says more than `url`.
    fn member_role(&self, path: &str, own: &str) -> Option<Logged> {
        let last_two = path.rsplit('.').take(2).collect::<Vec<_>>();
        let joined = last_two.into_iter().rev().collect::<Vec<_>>().join("_");
        role::logged_role(own, true).or_else(|| role::database_url(&joined).then_some(Logged::Password))
    }

    pub(super) fn member_type(&self, typed: &Typed, name: &str) -> Option<Typed> {
        if let Some((file, shape)) = self.shape_of(typed) {
            let (_, ty, _) = shape.members.iter().find(|(member, ..)| member == name)?;
            return Some(Typed { ty: ty.clone()?, file, scope: shape.scope });
        }
        // A field behind `Arc<T>`, `Option<T>` is that of the content.
        let [inner] = typed.ty.arguments.as_slice() else { return None };
        self.member_type(&typed.with(inner), name)
    }

    /// The type of an expression, where it is written down somewhere. `Option`, `Result` and the like may be around
    /// it or not: whoever asks looks through them.
    pub(super) fn type_of(&self, expr: &Expr) -> Option<Typed> {
        if let Some(ty) = &expr.generic {
            return Some(self.typed(ty));
        }
        match &*expr.kind {
            Kind::Path(path) => match path.as_slice() {
                [name] if self.held(name).is_some() => self.held(name)?.ty.clone(),
                _ => self.type_of_constant(path),
            },
            Kind::Field { base, name } => self.member_type(&self.type_of(base)?, name),
            Kind::Same(inner) | Kind::Borrow { place: inner } | Kind::Shown { value: inner, .. } => {
                self.type_of(inner)
            }
            Kind::Struct { path, .. } => Some(self.typed(&plain(path))),
            Kind::Call { callee, args } => self.type_of_call(callee, args),
            Kind::Method { receiver, name, .. } => self.type_of_method(receiver, name),
            Kind::Match { value, arms } => self.type_of_match(value, arms),
            _ => None,
        }
    }

    /// What a static holds, however late it is filled.
    pub(super) fn type_of_constant(&self, path: &[String]) -> Option<Typed> {
        let full = self.krate.resolve(self.file, self.function.scope, path);
        let at = full.constant(self.krate)?;
        let constant = self.krate.constant_at(at);
        Some(Typed { ty: constant.ty.clone()?, file: at.0, scope: constant.scope })
    }

    fn type_of_call(&self, callee: &Expr, args: &[Expr]) -> Option<Typed> {
        let Kind::Path(path) = &*callee.kind else { return None };
        let last = path.last()?;
        if let ([inner], true) = (args, role::wraps_value(last) && path.len() == 1) {
            return self.type_of(inner);
        }
        let full = self.krate.resolve(self.file, self.function.scope, path);
        if let Some(at) = full.function(self.krate) {
            let function = self.krate.function_at(at);
            return Some(self.given_by(at, function.output.as_ref()?, function.self_type.as_deref()));
        }
        // `User::find_by_id(..)` of a derive or trait gives users.
        let (_, owner) = path.split_last()?;
        let typed = self.typed(&plain(owner));
        (role::loads_own_type(last) && self.shape_of(&typed).is_some()).then_some(typed)
    }

    fn given_by(&self, at: super::super::index::At, output: &Type, owner: Option<&str>) -> Typed {
        let mut ty = output.clone();
        if let Some(owner) = owner {
            rename_self(&mut ty, owner);
        }
        Typed { ty, file: at.0, scope: self.krate.function_at(at).scope }
    }

    fn type_of_method(&self, receiver: &Expr, name: &str) -> Option<Typed> {
        let of_receiver = self.type_of(receiver)?;
        if role::keeps_value(name) || fills_late(&of_receiver.ty) && role::reads_late(name) {
            return Some(of_receiver);
        }
        let owner = of_receiver.ty.path.last()?;
        let at = self.krate.method(owner, name)?;
        let function = self.krate.function_at(at);
        Some(self.given_by(at, function.output.as_ref()?, function.self_type.as_deref()))
    }

    /// `match parsed { Ok(body) => body, Err(_) => return .. }`
    fn type_of_match(&self, value: &Expr, arms: &[(super::super::ir::Pattern, Expr)]) -> Option<Typed> {
        let hands_on = arms.iter().any(|(pattern, body)| {
            matches!(&*body.kind, Kind::Path(path) if path.len() == 1 && pattern.names() == *path)
        });
        if hands_on { self.type_of(value) } else { None }
    }
}

impl Typed {
    fn with(&self, ty: &Type) -> Typed {
        Typed { ty: ty.clone(), ..*self }
    }
}

fn plain(path: &[String]) -> Type {
    Type { path: path.to_vec(), arguments: Vec::new() }
}

/// Writes a type's own name for `Self`, inside of arguments too.
fn rename_self(ty: &mut Type, owner: &str) {
    if ty.path == ["Self"] {
        ty.path = vec![owner.to_owned()];
    }
    ty.arguments.iter_mut().for_each(|inner| rename_self(inner, owner));
}

fn holds_an_address(ty: &Type) -> bool {
    ty.path.last().is_some_and(|last| role::is_address(last)) || ty.arguments.iter().any(holds_an_address)
}

fn fills_late(ty: &Type) -> bool {
    ty.path.last().is_some_and(|last| role::fills_late(last))
}
