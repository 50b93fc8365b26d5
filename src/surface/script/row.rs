//! Rows of models at work: calls that are handed a variable of the environment, a key as a literal, or options.
//!
//! In: a tree. Out: what each read is used for, keys that stand in the source, and what else the calls say.
//! A place that a condition keeps for developers says nothing.

use super::abroad::Taken;
use super::bind::Tree;
use super::path::{DEEPEST, Plain, plain};
use super::site::Site;
use super::value::{Env, Literal, Val};
use super::{around, fill, place as surroundings};
use crate::fact::kinds::key;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Kind, Secret, Step, Type, derive};
use crate::model::row::Assign;
use crate::model::script::{Action, Row};
use crate::source::Span;
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;

/// What modelled calls are handed.
#[derive(Default)]
pub struct Uses {
    pub keys: Vec<Use>,
    /// Keys that stand in the source, each once.
    pub literals: Vec<Fact>,
    /// Keys that stand in other files.
    pub taken: Vec<Taken>,
    /// Everything else that calls say.
    pub facts: Vec<Fact>,
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
            AstKind::AssignmentExpression(one) => {
                uses.add_assigned(tree, one, node.id());
                continue;
            }
            _ => continue,
        };
        let receiver = match plain(callee) {
            Plain::Member(member) => Some(member.object()),
            _ => None,
        };
        let (span, node) = (tree.span(&node.kind()), node.id());
        let site = Site { arguments, receiver, assigned: None, member: None, span, node };
        for (library, row) in rows(tree, callee) {
            uses.add(tree, library, row, &site);
        }
    }
    uses
}

/// Rows for what is called: by its path, else by a method's name and what that is called on.
fn rows<'m, 'a>(tree: &Tree<'m, 'a>, callee: &'a Expression<'a>) -> Vec<(&'m str, &'m Row)> {
    let by_path = tree.path(callee, DEEPEST).map(|path| tree.models.script_rows(&path));
    let found: Vec<_> =
        by_path.into_iter().flatten().map(|(model, row)| (model.library.as_str(), row)).collect();
    if !found.is_empty() {
        return found;
    }
    let Plain::Member(member) = plain(callee) else { return found };
    let Some(name) = member.static_property_name() else { return found };
    let methods = tree.models.script_rows(&format!(".{name}"));
    let on = methods.filter(|(_, row)| row.on.iter().any(|on| is_called(member.object(), on)));
    on.map(|(model, row)| (model.library.as_str(), row)).collect()
}

/// Whether an expression ends with these names: `this.ctx.cookies` with `ctx.cookies`.
fn is_called<'a>(expr: &'a Expression<'a>, on: &str) -> bool {
    let (before, last) = on.rsplit_once('.').map_or((None, on), |(before, last)| (Some(before), last));
    match (plain(expr), before) {
        (Plain::Member(member), Some(before)) => {
            member.static_property_name() == Some(last) && is_called(member.object(), before)
        }
        (Plain::Member(member), None) => member.static_property_name() == Some(last),
        (Plain::Other(Expression::Identifier(name)), None) => name.name == last,
        _ => false,
    }
}

impl Uses {
    /// `document.cookie = ..`, `localStorage.token = ..`, `localStorage["token"] = ..`
    fn add_assigned<'a>(&mut self, tree: &Tree<'_, 'a>, one: &'a AssignmentExpression<'a>, node: NodeId) {
        let Some(target) = one.left.as_member_expression() else { return };
        let Some(object) =
            tree.path(target.object(), DEEPEST).filter(|_| one.operator == AssignmentOperator::Assign)
        else {
            return;
        };
        let member = tree.member_name(target);
        let exact = member.as_ref().map(|member| format!("{object}.{member} ="));
        let exact = exact.iter().flat_map(|path| tree.models.script_rows(path));
        let found: Vec<_> = exact.chain(tree.models.script_rows(&format!("{object}.* ="))).collect();
        let (assigned, span) = (Some(&one.right), tree.span(one));
        let site = Site { arguments: &[], receiver: None, assigned, member, span, node };
        for (model, row) in found {
            self.add(tree, &model.library, row, &site);
        }
    }

    fn add<'a>(&mut self, tree: &Tree<'_, 'a>, library: &str, row: &Row, site: &Site<'a>) {
        let Action::Make { kind, assign, text_unit } = &row.action else { return };
        let kept = surroundings::is_kept_for_developers(tree, site.node);
        let mut fact = Fact::new(*kind, "script", site.span);
        fact.model = library.to_owned();
        for (key, value) in &assign.set {
            fact.set(*key, Attribute::inferred(value.clone()));
        }
        if *kind == Kind::SecretKey {
            self.add_keys(tree, assign, site, fact, kept);
        } else if !kept {
            let mut fact = around::placed(tree, fact, site.node);
            let known = fill::fill(tree, &mut fact, assign, *text_unit, site);
            if known {
                self.add_fact(fact);
            }
        }
    }

    /// `options("*", cors())` and `use(cors())` are one policy.
    fn add_fact(&mut self, fact: Fact) {
        let same = |known: &&mut Fact| {
            known.kind == Kind::Cors && fact.kind == Kind::Cors && known.function == fact.function
        };
        let alike =
            |known: &Fact| fact.attributes.iter().all(|(key, one)| known.value(*key) == Some(&one.value));
        match self.facts.iter_mut().rev().find(same).filter(|known| alike(known)) {
            Some(known) => *known = fact,
            None => self.facts.push(fact),
        }
    }

    fn add_keys<'a>(
        &mut self,
        tree: &Tree<'_, 'a>,
        assign: &Assign,
        site: &Site<'a>,
        fact: Fact,
        kept: bool,
    ) {
        for (_, takes) in assign.take.iter().filter(|(key, _)| key.ty() == Type::Secret) {
            match fill::value(tree, takes, site) {
                Some((Val::Env(env), place)) => {
                    let form = env.form.or(assign.encoding);
                    self.keys.push(Use { env, fact: fact.clone(), place, form });
                }
                Some((Val::Text(text), place)) if !kept => {
                    let form = text.form.or(assign.encoding).unwrap_or(Encoding::Raw);
                    self.add_literal(around::placed(tree, fact.clone(), site.node), &text, place, form);
                }
                None if !kept => {
                    let fact = around::placed(tree, fact.clone(), site.node);
                    let origin = fill::origin(tree, takes, site);
                    let form = assign.encoding;
                    self.taken.extend(origin.map(|(origin, place)| Taken { origin, fact, place, form }));
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
