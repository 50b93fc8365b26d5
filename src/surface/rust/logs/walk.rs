//! Through a function's body in order: names get what they hold, every macro call is looked at.
//!
//! In: statements and expressions. Out: names in sight, and calls for the reader. It must not judge values.

use super::super::ir::{Block, Expr, Kind, Pattern, Statement, Type};
use super::{Held, Reader, Says, Typed};
use crate::fact::role::{self, Logged};

impl Reader<'_> {
    pub(super) fn walk_body(&mut self) {
        let function = self.function;
        self.walk_block(&function.body);
    }

    fn walk_block(&mut self, block: &Block) {
        let (outer, around) = (self.names.len(), self.block.0);
        self.block.1 += 1;
        self.block.0 = self.block.1;
        for statement in &block.statements {
            match statement {
                Statement::Let { pattern, ty, value, otherwise, .. } => {
                    for part in [value, otherwise].into_iter().flatten() {
                        self.walk(part);
                    }
                    let held = value.as_ref().map(|value| self.held_by(value)).unwrap_or_default();
                    let ty = ty.as_ref().map(|ty| self.typed(ty)).or(held.ty);
                    self.bind(pattern, Held { ty, ..held });
                }
                Statement::Expr { expr, .. } => self.walk(expr),
            }
        }
        self.block.0 = around;
        self.names.truncate(outer);
    }

    fn walk_all<'e>(&mut self, all: impl IntoIterator<Item = &'e Expr>) {
        all.into_iter().for_each(|expr| self.walk(expr));
    }

    /// Looks at an expression and everything in it. Names of an `if let` hold for what follows in its condition.
    pub(super) fn walk(&mut self, expr: &Expr) {
        match &*expr.kind {
            Kind::Macro { path, args } => {
                self.walk_all(args);
                self.macro_call(path, args, expr.span);
            }
            Kind::Block(block) | Kind::Loop(block) => self.walk_block(block),
            Kind::LetCond { pattern, value } => {
                self.walk(value);
                let held = self.held_by(value);
                self.bind(pattern, held);
            }
            Kind::If { cond, then, otherwise } => self.walk_if(cond, then, otherwise.as_ref()),
            Kind::While { cond, body } => self.walk_if(cond, body, None),
            Kind::Match { value, arms } => {
                self.walk(value);
                let held = self.held_by(value);
                for (pattern, body) in arms {
                    self.inside(pattern, held.clone(), body);
                }
            }
            Kind::For { pattern, over, body } => {
                self.walk(over);
                let outer = self.names.len();
                let held = self.held_by(over);
                self.bind(pattern, Held { ty: held.ty, says: Says::Open });
                if let (Pattern::Tuple(parts), true) = (&**pattern, lists_variables(over))
                    && let [_, value] = parts.as_slice()
                {
                    self.bind(value, Held { ty: None, says: Says::Secret(Logged::Token) });
                }
                self.walk_block(body);
                self.names.truncate(outer);
            }
            Kind::Closure { params, body } => {
                let outer = self.names.len();
                params.iter().for_each(|param| self.bind(param, Held::default()));
                self.walk(body);
                self.names.truncate(outer);
            }
            _ => self.walk_parts(expr),
        }
    }

    /// What a name was made with says nothing of what it is given later.
    fn assigned(&mut self, place: &Expr, value: &Expr) {
        let Kind::Path(path) = &*place.kind else { return };
        let [name] = path.as_slice() else { return };
        let given = self.held_by(value).says;
        let held = self.names.iter_mut().rev().find(|(known, _)| known == name);
        let Some((_, held)) = held else { return };
        match (held.says, given) {
            (_, Says::Secret(what)) => held.says = Says::Secret(what),
            (Says::Harmless, Says::Open) => held.says = Says::Open,
            _ => {}
        }
    }

    fn inside(&mut self, pattern: &Pattern, held: Held, body: &Expr) {
        let outer = self.names.len();
        self.bind(pattern, held);
        self.walk(body);
        self.names.truncate(outer);
    }

    fn walk_if(&mut self, cond: &Expr, then: &Block, otherwise: Option<&Expr>) {
        let outer = self.names.len();
        self.walk(cond);
        let context = self.context;
        self.context = context.max(super::super::eval::build_gate(cond));
        self.walk_block(then);
        self.context = context;
        self.names.truncate(outer);
        self.walk_all(otherwise);
    }

    fn walk_parts(&mut self, expr: &Expr) {
        match &*expr.kind {
            Kind::Call { callee, args } => {
                self.walk(callee);
                self.walk_all(args);
            }
            Kind::Method { receiver, args, .. } => {
                self.walk(receiver);
                self.walk_all(args);
            }
            Kind::Field { base, .. } => self.walk(base),
            Kind::Struct { fields, rest, .. } => {
                self.walk_all(fields.iter().map(|(_, value)| value));
                self.walk_all(rest);
            }
            Kind::Tuple(parts) | Kind::Array(parts) | Kind::Other(parts) => self.walk_all(parts),
            Kind::Repeat { item, count } => self.walk_all([item, count]),
            Kind::Not(inner) | Kind::Negative(inner) | Kind::Same(inner) => self.walk(inner),
            Kind::Borrow { place: inner } | Kind::Shown { value: inner, .. } => self.walk(inner),
            Kind::Binary { left, right, .. } => self.walk_all([left, right]),
            Kind::Assign { place, value } | Kind::Update { place, value, .. } => {
                self.walk_all([value, place]);
                self.assigned(place, value);
            }
            Kind::Index { base, index } => self.walk_all([base, index]),
            Kind::Range { from, to } => self.walk_all(from.iter().chain(to)),
            Kind::Return(value) => self.walk_all(value),
            _ => {}
        }
    }

    pub(super) fn bind_param(&mut self, pattern: &Pattern, ty: Option<&Type>) {
        match (pattern, ty) {
            // `State(x): State<T>`, `Json(body): Json<T>`: an extractor around its content.
            (Pattern::TupleStruct { parts, .. }, Some(ty)) => {
                for (at, part) in parts.iter().enumerate() {
                    self.bind_param(part, ty.arguments.get(at));
                }
            }
            _ => {
                let ty = ty.map(|ty| self.typed(ty));
                self.bind(pattern, Held { ty, says: Says::Open });
            }
        }
    }

    /// Gives the names of a pattern what they hold.
    pub(super) fn bind(&mut self, pattern: &Pattern, held: Held) {
        match pattern {
            Pattern::Bind { name, .. } => self.names.push((name.clone(), held)),
            // `Some(x)`, `Ok(x)` hold the value that we know under its own name.
            Pattern::TupleStruct { name, parts } => {
                let transparent = matches!(name.as_str(), "Some" | "Ok") && parts.len() == 1;
                for part in parts {
                    self.bind(part, if transparent { held.clone() } else { Held::default() });
                }
            }
            Pattern::Tuple(parts) => parts.iter().for_each(|part| self.bind(part, Held::default())),
            Pattern::Struct(fields) => {
                for (name, part) in fields {
                    let ty = held.ty.as_ref().and_then(|ty| self.member_type(ty, name));
                    self.bind(part, Held { ty, says: Says::Open });
                }
            }
            Pattern::Or(cases) => cases.iter().take(1).for_each(|case| self.bind(case, held.clone())),
            Pattern::Guarded(inner) => self.bind(inner, held),
            Pattern::Constant(_) | Pattern::Literal(_) | Pattern::Wild | Pattern::Other => {}
        }
    }

    /// A type as it is written in the function under way.
    pub(super) fn typed(&self, ty: &Type) -> Typed {
        let mut ty = ty.clone();
        if let (Some(name), [first]) = (&self.function.self_type, ty.path.as_mut_slice())
            && first == "Self"
        {
            *first = name.clone();
        }
        Typed { ty, file: self.file, scope: self.function.scope }
    }
}

/// `env::vars()`: some of these are secrets, whatever the others are.
fn lists_variables(over: &Expr) -> bool {
    let Kind::Call { callee, args } = &*over.kind else { return false };
    let Kind::Path(path) = &*callee.kind else { return false };
    let [.., module, name] = path.as_slice() else { return false };
    args.is_empty() && module == "env" && role::lists_variables(name)
}
