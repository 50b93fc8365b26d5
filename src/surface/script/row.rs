//! Rows of models at work: calls that are handed a variable of the environment, or a key as a literal.
//!
//! In: a tree. Out: what each read is used for, keys that stand in the source, and the lifetimes that variables set.
//! A place that a condition keeps for developers says nothing.

use super::bind::Tree;
use super::path::DEEPEST;
use super::value::{Env, Literal, Val};
use super::{around, place as surroundings};
use crate::fact::kinds::{key, token_issue};
use crate::fact::role::Unit;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Kind, Secret, Step, Type, derive};
use crate::model::row::{Assign, Base, Take};
use crate::model::script::{Action, Row};
use crate::source::Span;
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;
use oxc_span::GetSpan;

/// A modelled call.
struct Site<'a> {
    arguments: &'a [Argument<'a>],
    span: Span,
    node: NodeId,
}

/// What modelled calls are handed.
#[derive(Default)]
pub struct Uses {
    pub keys: Vec<Use>,
    /// Keys that stand in the source, each once.
    pub literals: Vec<Fact>,
    pub lifetimes: Vec<Fact>,
}

/// A key that a call is handed.
pub struct Use {
    pub env: Env,
    /// The fact with everything but the key itself.
    pub fact: Fact,
    /// The argument.
    pub place: Span,
    /// How the text becomes key bytes, where that is known.
    pub form: Option<Encoding>,
}

pub fn uses(tree: &Tree<'_, '_>) -> Uses {
    let mut uses = Uses::default();
    for node in tree.semantic.nodes().iter() {
        let (callee, arguments) = match node.kind() {
            AstKind::CallExpression(call) => (&call.callee, call.arguments.as_slice()),
            AstKind::NewExpression(made) => (&made.callee, made.arguments.as_slice()),
            _ => continue,
        };
        let Some(path) = tree.path(callee, DEEPEST) else { continue };
        let site = Site { arguments, span: tree.span(&node.kind()), node: node.id() };
        for (model, row) in tree.models.script_rows(&path) {
            uses.add(tree, &model.library, row, &site);
        }
    }
    uses
}

impl Uses {
    fn add<'a>(&mut self, tree: &Tree<'_, 'a>, library: &str, row: &Row, site: &Site<'a>) {
        let Action::Make { kind, assign, text_unit } = &row.action else { return };
        let mut fact = Fact::new(*kind, "script", site.span);
        fact.model = library.to_owned();
        for (key, value) in assign.set.iter().chain(&assign.default) {
            fact.set_default(*key, Attribute::inferred(value.clone()));
        }
        for (key, takes) in &assign.take {
            match (key.ty(), takes.iter().find_map(|take| taken(tree, take, site))) {
                (Type::Secret, Some((Val::Env(env), place))) => {
                    let form = env.form.or(assign.encoding);
                    self.keys.push(Use { env, fact: fact.clone(), place, form });
                }
                (Type::Secret, Some((Val::Text(text), place)))
                    if !surroundings::is_kept_for_developers(tree, site.node) =>
                {
                    let form = text.form.or(assign.encoding).unwrap_or(Encoding::Raw);
                    self.add_literal(around::placed(tree, fact.clone(), site.node), &text, place, form);
                }
                (Type::Duration, Some((Val::Env(env), _))) if *kind == Kind::TokenIssue => {
                    let fact = around::placed(tree, fact.clone(), site.node);
                    self.lifetimes.extend(lifetime(fact, &env, assign, *text_unit));
                }
                _ => {}
            }
        }
    }

    /// A key in the source; the first call that it reaches tells what it is for.
    fn add_literal(&mut self, mut fact: Fact, literal: &Literal, place: Span, form: Encoding) {
        let known = self.literals.iter().any(|known| known.head == literal.span);
        if known || !literal.is_secret() {
            return;
        }
        let secret = Secret::new(literal.text.clone());
        fact.span = literal.span;
        fact.head = literal.span;
        let elsewhere = (place != literal.span).then_some(Step { span: place, text: "used as a key here" });
        let trail = elsewhere.into_iter().collect();
        fact.set(key::secret, Attribute { trail, ..Attribute::stated(secret, literal.span) });
        fact.set(key::origin, Attribute::stated("literal", literal.span));
        derive::complete(&mut fact, form);
        self.literals.push(fact);
    }
}

/// What an argument holds, where that is known, and where it is handed over.
fn taken<'a>(tree: &Tree<'_, 'a>, take: &Take, site: &Site<'a>) -> Option<(Val, Span)> {
    let Base::Argument(number) = take.base else { return None };
    let argument = site.arguments.get(number)?.as_expression()?;
    let found = tree.at_path(argument, &take.path, DEEPEST)?;
    let val = tree.value(found);
    (val != Val::Unknown).then(|| (val, tree.span(&found.span())))
}

/// A lifetime that a variable sets, in the unit in which the call reads it.
fn lifetime(mut fact: Fact, env: &Env, assign: &Assign, text_unit: Option<Unit>) -> Option<Fact> {
    let read = env.reads.first()?;
    let milliseconds = match env.scale {
        Some(scale) => assign.unit?.milliseconds().checked_mul(scale)?,
        None => text_unit?.milliseconds(),
    };
    let unit = Unit::ALL.into_iter().find(|unit| unit.milliseconds() == milliseconds)?;
    fact.head = read.span;
    fact.set(token_issue::variable, Attribute::stated(read.name.as_str(), read.span));
    fact.set(token_issue::variable_unit, Attribute::inferred(unit.name()));
    let role = derive::token_role([read.name.as_str(), fact.function.as_str()]).unwrap_or("unknown");
    fact.set_default(token_issue::role, Attribute::inferred(role));
    Some(fact)
}
