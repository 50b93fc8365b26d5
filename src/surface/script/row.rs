//! Rows of models at work: calls that are handed a variable of the environment.
//!
//! In: a tree. Out: what each read is used for, and the lifetimes that variables set. Only variables count so far:
//! what a call gets as a literal is not looked at.

use super::bind::Tree;
use super::guard;
use super::path::DEEPEST;
use super::value::{Env, Val};
use crate::fact::kinds::token_issue;
use crate::fact::role::Unit;
use crate::fact::{Attribute, Fact, Kind, Type, derive};
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
    pub lifetimes: Vec<Fact>,
}

/// A key that a call is handed.
pub struct Use {
    pub env: Env,
    /// The fact with everything but the key itself.
    pub fact: Fact,
    /// The argument.
    pub place: Span,
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
            let Some((env, place)) = takes.iter().find_map(|take| taken(tree, take, site)) else { continue };
            match key.ty() {
                Type::Secret => self.keys.push(Use { env, fact: fact.clone(), place }),
                Type::Duration if *kind == Kind::TokenIssue => {
                    self.lifetimes.extend(lifetime(tree, fact.clone(), &env, assign, *text_unit, site));
                }
                _ => {}
            }
        }
    }
}

/// The variable that an argument holds, and where it is handed over.
fn taken<'a>(tree: &Tree<'_, 'a>, take: &Take, site: &Site<'a>) -> Option<(Env, Span)> {
    let Base::Argument(number) = take.base else { return None };
    let argument = site.arguments.get(number)?.as_expression()?;
    let found = tree.at_path(argument, &take.path, DEEPEST)?;
    match tree.value(found) {
        Val::Env(env) => Some((env, tree.span(&found.span()))),
        _ => None,
    }
}

/// A lifetime that a variable sets, in the unit in which the call reads it.
fn lifetime(
    tree: &Tree<'_, '_>,
    mut fact: Fact,
    env: &Env,
    assign: &Assign,
    text_unit: Option<Unit>,
    site: &Site<'_>,
) -> Option<Fact> {
    let read = env.reads.first()?;
    let milliseconds = match env.scale {
        Some(scale) => assign.unit?.milliseconds().checked_mul(scale)?,
        None => text_unit?.milliseconds(),
    };
    let unit = Unit::ALL.into_iter().find(|unit| unit.milliseconds() == milliseconds)?;
    fact.head = read.span;
    fact.function = guard::function(tree, site.node);
    fact.context = guard::context(tree, site.node);
    fact.anchor = fact.function.clone();
    fact.set(token_issue::variable, Attribute::stated(read.name.as_str(), read.span));
    fact.set(token_issue::variable_unit, Attribute::inferred(unit.name()));
    let role = derive::token_role([read.name.as_str(), fact.function.as_str()]).unwrap_or("unknown");
    fact.set_default(token_issue::role, Attribute::inferred(role));
    Some(fact)
}
