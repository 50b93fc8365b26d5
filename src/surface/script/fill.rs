//! What the arguments of a modelled call say of a fact's attributes.
//!
//! In: a row and the arguments. Out: attributes. A member that is certainly not there leaves an attribute to the
//! row's default; one that a spread or a caller may bring leaves it unknown.

use super::bind::Tree;
use super::export::Origin;
use super::member::Held;
use super::path::{DEEPEST, Plain, plain};
use super::site::{Site, held, results};
use super::text;
use super::value::{Env, Val};
use crate::fact::kinds::{cookie, token_issue};
use crate::fact::role::Unit;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Certainty, Fact, Kind, Type, Value, derive, set_cookie};
use crate::model::row::{Assign, Base, Take, Through};
use crate::source::Span;
use crate::surface::config::words;
use oxc_ast::ast::*;
use std::collections::BTreeSet;

/// Fills a fact; false where the call says nothing that the row asks for.
pub fn fill<'a>(
    tree: &Tree<'_, 'a>,
    fact: &mut Fact,
    assign: &Assign,
    text_unit: Option<Unit>,
    site: &Site<'a>,
) -> bool {
    if fact.kind == Kind::WebStorage && keeps_a_constant(tree, assign, site) {
        return false;
    }
    let filler = Filler { tree, assign, text_unit };
    for (key, takes) in &assign.take {
        if let [take] = takes.as_slice()
            && filler.of_place(fact, *key, take, site)
        {
            continue;
        }
        match first(tree, takes, site) {
            Some((take, Held::Is(found))) => match filler.attribute(key.ty(), take, found) {
                Some(attribute) => fact.set(*key, attribute),
                None => filler.variable(fact, found),
            },
            Some((_, Held::Missing)) => filler.default(fact, *key),
            _ => {}
        }
    }
    let left = assign.default.iter().filter(|(key, _)| !assign.take.iter().any(|(taken, _)| taken == key));
    for (key, _) in left {
        filler.default(fact, *key);
    }
    if fact.kind == Kind::TokenIssue {
        let names = fact.text(token_issue::variable).unwrap_or_default().to_owned();
        let role = derive::token_role([names.as_str(), fact.function.as_str()]).unwrap_or("unknown");
        fact.set_default(token_issue::role, Attribute::inferred(role));
    }
    derive::complete(fact, Encoding::Raw);
    let said = |(key, _): &(_, _)| fact.has(*key);
    assign.take.is_empty()
        || assign.take.iter().any(said)
        || fact.kind == Kind::TokenIssue && fact.has(token_issue::variable)
}

/// What the first of these places holds whose value is known.
pub fn value<'a>(tree: &Tree<'_, 'a>, takes: &[Take], site: &Site<'a>) -> Option<(Val, Span)> {
    takes.iter().find_map(|take| {
        let found = held(tree, take, site).expression()?;
        let val = tree.value(found);
        (val != Val::Unknown).then(|| (val, tree.span(found)))
    })
}

/// The module from which the first of these places takes its value.
pub fn origin<'a>(tree: &Tree<'_, 'a>, takes: &[Take], site: &Site<'a>) -> Option<(Origin, Span)> {
    takes.iter().find_map(|take| {
        let found = held(tree, take, site).expression()?;
        Some((tree.origin(found, DEEPEST)?, tree.span(found)))
    })
}

/// The first place where something stands; else that nothing stands at any of them, if that is certain.
fn first<'a, 't>(tree: &Tree<'_, 'a>, takes: &'t [Take], site: &Site<'a>) -> Option<(&'t Take, Held<'a>)> {
    let all: Vec<_> = takes.iter().map(|take| (take, held(tree, take, site))).collect();
    let is = all.iter().find(|(_, held)| matches!(held, Held::Is(_)));
    let missing = || all.iter().all(|(_, held)| matches!(held, Held::Missing)).then(|| all.first()).flatten();
    is.or_else(missing).copied()
}

struct Filler<'f, 't, 'a> {
    tree: &'f Tree<'t, 'a>,
    assign: &'f Assign,
    text_unit: Option<Unit>,
}

impl<'a> Filler<'_, '_, 'a> {
    fn default(&self, fact: &mut Fact, key: crate::fact::Key) {
        if let Some((_, value)) = self.assign.default.iter().find(|(one, _)| *one == key) {
            let attribute = Attribute::new(value.clone(), Certainty::Documented);
            fact.set_default(key, Attribute { left_at: Some(fact.span), ..attribute });
        }
    }

    /// What is not the value of one expression: names, and headers of cookies.
    fn of_place(&self, fact: &mut Fact, key: crate::fact::Key, take: &Take, site: &Site<'a>) -> bool {
        let names = |names: BTreeSet<String>| (!names.is_empty()).then_some(Value::Set(names));
        let found = || held(self.tree, take, site).expression();
        let value = match (&take.base, take.through) {
            (Base::Name, _) => site.member.clone().map(Value::from),
            (Base::Result, _) => names(results(self.tree, site.node, &fact.function)),
            (_, Through::Named) if key.ty() == Type::Set => {
                let named = |found| text::names(found).into_iter().map(str::to_owned).collect();
                found().and_then(|found| names(named(found)))
            }
            (_, Through::SetCookie) => {
                let Some(text) = found().map(|found| text::partial(self.tree, found)) else { return true };
                for (key, value) in set_cookie::parse(&text) {
                    if key != cookie::http_only {
                        fact.set(key, Attribute::stated(value, site.span));
                    }
                }
                // Who deletes a cookie writes nothing into it, whatever date comes with that.
                let value = text.split(';').next().and_then(|pair| Some(pair.split_once('=')?.1.trim()));
                if fact.has(cookie::name) && value.is_some_and(|value| !value.is_empty()) {
                    fact.set_default(cookie::removal, Attribute::inferred(false));
                }
                return true;
            }
            _ => return false,
        };
        if let Some(value) = value {
            fact.set(key, Attribute::inferred(value).at(site.span));
        }
        true
    }

    fn attribute(&self, ty: Type, take: &Take, found: &'a Expression<'a>) -> Option<Attribute> {
        let place = self.tree.span(found);
        if take.through == Through::Named {
            return Some(Attribute::inferred(name(found)?).at(place));
        }
        if take.through == Through::Literal {
            let constant = is_constant(&self.tree.value(found), found);
            return Some(Attribute::inferred(constant).at(place));
        }
        let value = self.read(ty, self.tree.value(found), found)?;
        let value = match (take.through, value) {
            (Through::Not, Value::Bool(flag)) => Value::Bool(!flag),
            (_, value) => value,
        };
        Some(Attribute::stated(value, place))
    }

    /// A value of the attribute's type.
    fn read(&self, ty: Type, val: Val, found: &'a Expression<'a>) -> Option<Value> {
        match (ty, val) {
            (Type::Bool, Val::Bool(flag)) => Some(Value::Bool(flag)),
            (Type::Int, Val::Number(number)) => Some(Value::Int(number)),
            (Type::Duration, Val::Number(number)) => {
                Some(Value::Int(number.checked_mul(self.assign.unit?.milliseconds())? / 1_000))
            }
            (Type::Duration, Val::Text(text)) => words::seconds(&text.text, self.text_unit).map(Value::Int),
            (Type::Text | Type::Phrase, Val::Text(text)) => Some(Value::from(text.text)),
            (Type::Enum(_), Val::Text(text)) => self.word(ty, &text.text),
            (Type::Enum(_), Val::Bool(flag)) => self.word(ty, if flag { "true" } else { "false" }),
            (Type::Set, Val::Text(text)) => Some(Value::Set([text.text].into())),
            (Type::Set, _) => self.texts(found),
            _ => None,
        }
    }

    /// A word of the vocabulary, or one that the row says stands for it.
    fn word(&self, ty: Type, text: &str) -> Option<Value> {
        let read = self.assign.read.iter().find(|(from, _)| from.eq_ignore_ascii_case(text));
        words::value(read.map_or(text, |(_, to)| to.as_str()), ty, None)
    }

    /// A list of nothing but texts.
    fn texts(&self, found: &'a Expression<'a>) -> Option<Value> {
        let Plain::Other(Expression::ArrayExpression(list)) = plain(found) else { return None };
        let text = |item: &'a ArrayExpressionElement<'a>| match self.tree.value(item.as_expression()?) {
            Val::Text(text) => Some(text.text),
            _ => None,
        };
        list.elements.iter().map(text).collect::<Option<_>>().map(Value::Set)
    }

    /// A lifetime that a variable sets, in the unit in which the call reads it.
    fn variable(&self, fact: &mut Fact, found: &'a Expression<'a>) {
        if fact.kind != Kind::TokenIssue {
            return;
        }
        let Val::Env(env) = self.tree.value(found) else { return };
        let (Some(read), Some(unit)) = (env.reads.first(), self.unit(&env)) else { return };
        fact.head = read.span;
        fact.set(token_issue::variable, Attribute::stated(read.name.as_str(), read.span));
        fact.set(token_issue::variable_unit, Attribute::inferred(unit.name()));
    }

    fn unit(&self, env: &Env) -> Option<Unit> {
        let milliseconds = match env.scale {
            Some(scale) => self.assign.unit?.milliseconds().checked_mul(scale)?,
            None => self.text_unit?.milliseconds(),
        };
        Unit::ALL.into_iter().find(|unit| unit.milliseconds() == milliseconds)
    }
}

/// Whether what is stored is a word or a yes, whatever its name: `remember ? "1" : "0"`.
fn keeps_a_constant<'a>(tree: &Tree<'_, 'a>, assign: &Assign, site: &Site<'a>) -> bool {
    let named = assign.take.iter().flat_map(|(_, takes)| takes).filter(|take| take.through == Through::Named);
    let mut stored = named.filter_map(|take| held(tree, take, site).expression());
    stored.any(|stored| match plain(stored) {
        Plain::Other(Expression::ConditionalExpression(one)) => [&one.consequent, &one.alternate]
            .into_iter()
            .all(|branch| is_constant(&tree.value(branch), branch)),
        Plain::Other(Expression::UnaryExpression(one)) => one.operator == UnaryOperator::LogicalNot,
        _ => is_constant(&tree.value(stored), stored),
    })
}

/// Nothing that anybody proves who they are with.
fn is_constant(val: &Val, found: &Expression<'_>) -> bool {
    let nothing = matches!(found, Expression::NullLiteral(_))
        || matches!(found, Expression::Identifier(name) if name.name == "undefined");
    nothing || matches!(val, Val::Text(_) | Val::Number(_) | Val::Bool(_))
}

/// The name under which something is handed over: `token` for `response.data.token`, `JSON.stringify(token)`.
fn name<'a>(expr: &'a Expression<'a>) -> Option<&'a str> {
    match plain(expr) {
        Plain::Member(member) => member.static_property_name(),
        Plain::Other(Expression::Identifier(name)) => Some(name.name.as_str()),
        Plain::Other(Expression::AwaitExpression(inner)) => name(&inner.argument),
        Plain::Call(call) => match call.arguments.as_slice() {
            [only] if is_stringify(call) => name(only.as_expression()?),
            _ => None,
        },
        Plain::Other(_) => None,
    }
}

fn is_stringify(call: &CallExpression<'_>) -> bool {
    let member = call.callee.as_member_expression().and_then(|member| member.static_property_name());
    let function = matches!(&call.callee, Expression::Identifier(name) if name.name == "String");
    function || member == Some("stringify")
}
