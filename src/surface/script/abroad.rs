//! Keys that one file hands to a modelled call and another one holds.
//!
//! In: what a call takes from another module, and the file that this module is. Out: the key where it stands, with the
//! call in its trail. It opens no file.

use super::bind::Tree;
use super::export::{Exported, Origin};
use super::value::{Literal, Val};
use super::{around, place, syntax};
use crate::fact::kinds::key;
use crate::fact::strength::Encoding;
use crate::fact::{Attribute, Fact, Secret, Step, derive};
use crate::model::Models;
use crate::source::{Source, Span};
use oxc_ast::ast::Expression;
use oxc_span::GetSpan;

/// A key that a call takes from another module.
#[derive(Clone, Debug)]
pub struct Taken {
    pub origin: Origin,
    /// The fact with everything but the key itself.
    pub fact: Fact,
    /// The argument.
    pub place: Span,
    pub form: Option<Encoding>,
}

impl Taken {
    /// Moves every place so many bytes on.
    pub fn shift(&mut self, bytes: usize) {
        self.fact.shift(bytes);
        self.place = self.place.shifted(bytes);
    }
}

/// What the other file says.
pub enum Answer {
    Key(Box<Fact>),
    /// A variable of the environment, by the place that reads it, and what stands in for it.
    Variable(Span, Option<Box<Fact>>),
    /// It takes the key from yet another one.
    Elsewhere(Taken),
}

/// Asks one file for all keys that others take from it.
pub fn ask(source: &Source, models: &Models, wanted: Vec<Taken>) -> Vec<(Taken, Answer)> {
    let answers = |tree: &Tree<'_, '_>| {
        wanted.into_iter().filter_map(|taken| Some((taken.clone(), answer(tree, taken)?))).collect()
    };
    syntax::with_tree(source, models, answers).map(|(found, _)| found).unwrap_or_default()
}

fn answer(tree: &Tree<'_, '_>, taken: Taken) -> Option<Answer> {
    match tree.exported(&taken.origin.members)? {
        Exported::There(origin) => Some(Answer::Elsewhere(Taken { origin, ..taken })),
        Exported::Here(expr) => match tree.value(expr) {
            Val::Text(literal) => {
                Some(Answer::Key(Box::new(key_at(tree, expr, &literal, &taken, "literal")?)))
            }
            Val::Env(env) => {
                let read = env.reads.first()?;
                let fallback = env.fallback.as_ref();
                let fallback =
                    fallback.and_then(|literal| key_at(tree, expr, literal, &taken, "env-with-fallback"));
                let fallback = fallback.map(|mut fact| {
                    fact.set(key::variable, Attribute::stated(read.name.as_str(), read.span));
                    Box::new(fact)
                });
                Some(Answer::Variable(read.span, fallback))
            }
            _ => {
                let origin = tree.origin(expr, super::path::DEEPEST)?;
                Some(Answer::Elsewhere(Taken { origin, ..taken }))
            }
        },
    }
}

/// The key as it stands here, for the call over there.
fn key_at<'a>(
    tree: &Tree<'_, 'a>,
    expr: &'a Expression<'a>,
    literal: &Literal,
    taken: &Taken,
    origin: &str,
) -> Option<Fact> {
    let nodes = tree.semantic.nodes();
    let node = nodes.iter().find(|node| node.kind().span() == expr.span())?.id();
    if !literal.is_secret() || place::is_kept_for_developers(tree, node) {
        return None;
    }
    let mut fact = around::placed(tree, taken.fact.clone(), node);
    (fact.span, fact.head) = (literal.span, literal.span);
    let secret = Attribute::stated(Secret::new(literal.text.clone()), literal.span);
    let step = Step { span: taken.place, text: "used as a key here" };
    fact.set(key::secret, Attribute { trail: vec![step], ..secret });
    fact.set(key::origin, Attribute::stated(origin, literal.span));
    derive::complete(&mut fact, literal.form.or(taken.form).unwrap_or(Encoding::Raw));
    Some(fact)
}
