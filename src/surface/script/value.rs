//! What expressions are worth, as far as this file tells: variables of the environment, texts and numbers.
//!
//! In: expressions, and rows of models that say what gives a value. Out: a value. What depends on a branch, a caller
//! or another file is unknown.

use super::bind::{Binding, Initial, Tree};
use super::path::{DEEPEST, Plain, plain};
use crate::fact::strength::Encoding;
use crate::fact::{Secret, derive};
use crate::model::row::{Base, Take, encoding};
use crate::model::script::{Action, Gives};
use crate::source::Span;
use oxc_ast::ast::*;

#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    Unknown,
    Text(Literal),
    Number(i64),
    Bool(bool),
    Env(Env),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    pub text: String,
    pub span: Span,
    /// The form that it is read in, where the code says one: `Buffer.from(text, "hex")`.
    pub form: Option<Encoding>,
}

impl Literal {
    fn new(text: String, span: Span) -> Literal {
        Literal { text, span, form: None }
    }

    /// Packages refuse an empty key, and a public one is no secret.
    pub fn is_secret(&self) -> bool {
        !self.text.is_empty() && !derive::is_public_key(&Secret::new(self.text.clone()))
    }
}

/// One variable of the environment, or several of which the first that is set counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Env {
    pub reads: Vec<Read>,
    /// What stands in where none of them is set.
    pub fallback: Option<Literal>,
    pub form: Option<Encoding>,
    /// For a number, how often it is counted; none for the text as it is set.
    pub scale: Option<i64>,
}

/// A place that reads a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub name: String,
    pub span: Span,
}

impl Env {
    pub fn of(name: &str, span: Span) -> Env {
        Env { reads: vec![Read { name: name.to_owned(), span }], fallback: None, form: None, scale: None }
    }
}

impl<'a> Tree<'_, 'a> {
    pub fn value(&self, expr: &'a Expression<'a>) -> Val {
        self.eval(expr, DEEPEST)
    }

    fn eval(&self, expr: &'a Expression<'a>, depth: usize) -> Val {
        let Some(depth) = depth.checked_sub(1) else { return Val::Unknown };
        match plain(expr) {
            Plain::Call(call) => self.call(call, depth),
            Plain::Member(member) => self.member(member, depth),
            Plain::Other(expr) => self.other(expr, depth),
        }
    }

    fn other(&self, expr: &'a Expression<'a>, depth: usize) -> Val {
        match expr {
            Expression::StringLiteral(text) => {
                Val::Text(Literal::new(text.value.to_string(), self.span(&**text)))
            }
            Expression::TemplateLiteral(text) => self.template(text),
            Expression::NumericLiteral(number) => whole(number.value),
            Expression::BooleanLiteral(one) => Val::Bool(one.value),
            Expression::Identifier(name) => self.name(name, depth),
            Expression::AwaitExpression(inner) => self.eval(&inner.argument, depth),
            Expression::LogicalExpression(inner) => self.logical(inner, depth),
            Expression::ConditionalExpression(inner) => self.conditional(inner, depth),
            Expression::BinaryExpression(inner) => self.binary(inner, depth),
            Expression::UnaryExpression(inner) if inner.operator == UnaryOperator::UnaryPlus => {
                number(self.eval(&inner.argument, depth))
            }
            _ => Val::Unknown,
        }
    }

    fn template(&self, text: &TemplateLiteral<'a>) -> Val {
        match (text.quasis.as_slice(), text.expressions.is_empty()) {
            ([only], true) => {
                let cooked = only.value.cooked.as_ref().map_or("", |cooked| cooked.as_str());
                Val::Text(Literal::new(cooked.to_owned(), self.span(text)))
            }
            _ => Val::Unknown,
        }
    }

    fn name(&self, name: &IdentifierReference<'a>, depth: usize) -> Val {
        match self.binding(name) {
            Binding::Value(initial) if initial.members.is_empty() => self.eval(initial.init, depth),
            Binding::Value(initial) => self.taken_out(&initial, depth),
            // Callers may hand over anything; a text is what happens where they don't.
            Binding::Default(default) => match self.eval(default, depth) {
                Val::Text(text) => Val::Text(text),
                _ => Val::Unknown,
            },
            Binding::Import(path) => match path.rsplit_once('.') {
                Some((object, last)) if self.has_variables(object) => {
                    Val::Env(Env::of(last, self.span(name)))
                }
                _ => Val::Unknown,
            },
            _ => Val::Unknown,
        }
    }

    /// `const { NAME = "fallback" } = process.env`.
    pub fn taken_out(&self, initial: &Initial<'a>, depth: usize) -> Val {
        let [members @ .., last] = initial.members.as_slice() else { return Val::Unknown };
        let Some(mut path) = self.path(initial.init, depth) else { return Val::Unknown };
        for member in members {
            path = format!("{path}.{member}");
        }
        if !self.has_variables(&path) {
            return Val::Unknown;
        }
        let span = Span::new(self.file, initial.name.start as usize..initial.name.end as usize);
        let read = Val::Env(Env::of(last, span));
        match initial.default {
            Some(default) => instead(read, self.eval(default, depth)),
            None => read,
        }
    }

    fn member(&self, member: &'a MemberExpression<'a>, depth: usize) -> Val {
        let Some(name) = member.static_property_name() else { return Val::Unknown };
        if let Some(object) = self.path(member.object(), depth)
            && self.has_variables(&object)
        {
            return Val::Env(Env::of(name, self.span(member)));
        }
        self.below(member.object(), name, depth).map_or(Val::Unknown, |found| self.eval(found, depth))
    }

    /// Whether members of what has this path are variables of the environment.
    pub fn has_variables(&self, path: &str) -> bool {
        self.models.script_rows(path).any(|(_, row)| matches!(row.action, Action::Value(Gives::Members)))
    }

    /// What a call gives.
    pub fn called(&self, call: &'a CallExpression<'a>) -> Val {
        self.call(call, DEEPEST)
    }

    fn call(&self, call: &'a CallExpression<'a>, depth: usize) -> Val {
        let (gives, receiver) = match self.gives(call, depth) {
            Some(found) => found,
            None => return Val::Unknown,
        };
        let first = || receiver.or_else(|| call.arguments.first()?.as_expression());
        let same = || first().map_or(Val::Unknown, |first| self.eval(first, depth));
        let filled = |val: Val, fallback: &Option<Take>| match fallback {
            Some(take) => self.taken(call, take, depth).map_or(val.clone(), |other| instead(val, other)),
            None => val,
        };
        match gives {
            Gives::Variable { fallback } => {
                let Val::Text(name) = same() else { return Val::Unknown };
                filled(Val::Env(Env::of(&name.text, self.span(call))), &fallback)
            }
            Gives::Same { fallback, form } => {
                let val = filled(same(), &fallback);
                match form.and_then(|form| self.taken(call, &form, depth)) {
                    Some(Val::Text(form)) => read_as(val, encoding(&form.text).unwrap_or(Encoding::Raw)),
                    Some(_) => read_as(val, Encoding::Unknown),
                    None => val,
                }
            }
            Gives::Number => number(same()),
            Gives::Members | Gives::Rule { .. } | Gives::Schema { .. } => Val::Unknown,
        }
    }

    /// What a call hands through as it is: `Object.freeze({ .. })`.
    pub fn unchanged(&self, call: &'a CallExpression<'a>, depth: usize) -> Option<&'a Expression<'a>> {
        match self.gives(call, depth)? {
            (Gives::Same { .. }, None) => call.arguments.first()?.as_expression(),
            _ => None,
        }
    }

    /// What an argument holds, or a member of it.
    pub fn taken(&self, call: &'a CallExpression<'a>, take: &Take, depth: usize) -> Option<Val> {
        let Base::Argument(number) = take.base else { return None };
        let argument = call.arguments.get(number)?.as_expression()?;
        Some(self.eval(self.at_path(argument, &take.path, depth).expression()?, depth))
    }

    /// What a call gives, and the receiver of a method that any value has.
    fn gives(
        &self,
        call: &'a CallExpression<'a>,
        depth: usize,
    ) -> Option<(Gives, Option<&'a Expression<'a>>)> {
        let given = |path: &str| {
            self.models.script_rows(path).find_map(|(_, row)| match row.action {
                Action::Value(ref gives) => Some(gives.clone()),
                Action::Make { .. } => None,
            })
        };
        if let Some(gives) = self.path(&call.callee, depth).and_then(|path| given(&path)) {
            return Some((gives, None));
        }
        let Plain::Member(member) = plain(&call.callee) else { return None };
        let name = member.static_property_name()?;
        Some((given(&format!(".{name}"))?, Some(member.object())))
    }

    pub fn logical(&self, expr: &'a LogicalExpression<'a>, depth: usize) -> Val {
        match expr.operator {
            LogicalOperator::Or | LogicalOperator::Coalesce => {
                instead(self.eval(&expr.left, depth), self.eval(&expr.right, depth))
            }
            LogicalOperator::And => Val::Unknown,
        }
    }

    /// `process.env.X ? process.env.X : "fallback"`.
    pub fn conditional(&self, expr: &'a ConditionalExpression<'a>, depth: usize) -> Val {
        let tested = self.eval(&expr.test, depth);
        let used = self.eval(&expr.consequent, depth);
        match (&tested, &used) {
            (Val::Env(asked), Val::Env(read)) if same_variable(asked, read) => {
                instead(used, self.eval(&expr.alternate, depth))
            }
            _ => Val::Unknown,
        }
    }

    fn binary(&self, expr: &'a BinaryExpression<'a>, depth: usize) -> Val {
        let (left, right) = (self.eval(&expr.left, depth), self.eval(&expr.right, depth));
        match (expr.operator, left, right) {
            (BinaryOperator::Multiplication, Val::Number(left), Val::Number(right)) => {
                left.checked_mul(right).map_or(Val::Unknown, Val::Number)
            }
            (BinaryOperator::Multiplication, Val::Env(env), Val::Number(factor))
            | (BinaryOperator::Multiplication, Val::Number(factor), Val::Env(env)) => {
                let scale = env.scale.unwrap_or(1).checked_mul(factor);
                scale.map_or(Val::Unknown, |scale| Val::Env(Env { scale: Some(scale), ..env }))
            }
            _ => Val::Unknown,
        }
    }
}

/// A value that takes the place of one that is missing.
pub fn instead(first: Val, other: Val) -> Val {
    match (first, other) {
        (Val::Env(env), Val::Text(literal)) if env.fallback.is_none() => {
            Val::Env(Env { fallback: Some(literal), ..env })
        }
        (Val::Env(mut env), Val::Env(next)) if env.fallback.is_none() => {
            env.reads.extend(next.reads);
            Val::Env(Env { fallback: next.fallback, ..env })
        }
        // What an option or a caller may bring goes before the variable; the fallback stays what it is.
        (Val::Unknown, Val::Env(env)) => Val::Env(env),
        (Val::Env(env), _) => Val::Env(env),
        _ => Val::Unknown,
    }
}

/// The same text, as its bytes are made of it.
fn read_as(val: Val, form: Encoding) -> Val {
    match val {
        Val::Text(literal) => Val::Text(Literal { form: Some(form), ..literal }),
        Val::Env(env) => {
            let fallback = env.fallback.map(|literal| Literal { form: Some(form), ..literal });
            Val::Env(Env { fallback, form: Some(form), ..env })
        }
        other => other,
    }
}

fn same_variable(one: &Env, other: &Env) -> bool {
    one.reads.first().map(|read| &read.name) == other.reads.first().map(|read| &read.name)
}

fn number(val: Val) -> Val {
    match val {
        Val::Env(env) => Val::Env(Env { scale: Some(env.scale.unwrap_or(1)), ..env }),
        Val::Number(number) => Val::Number(number),
        _ => Val::Unknown,
    }
}

/// A number without a fraction that a float holds exactly.
fn whole(number: f64) -> Val {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let fits = number.fract() == 0.0 && number.abs() < EXACT;
    if fits { Val::Number(number as i64) } else { Val::Unknown }
}
