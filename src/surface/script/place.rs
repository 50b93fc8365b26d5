//! Conditions that ask where the program runs, and code that only developers run.
//!
//! In: a tree and a place in it. Out: whether that code is kept from deployed programs, and what a condition means for
//! the code behind it. A condition that speaks of the place in a way that is not understood may keep anything.

use super::bind::{Binding, Tree};
use super::path::{DEEPEST, Plain, plain};
use super::value::Val;
use crate::fact::{Context, role};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;
use oxc_span::GetSpan;

/// Where code runs behind one outcome of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// The condition is about something else.
    Anywhere,
    WithDevelopers,
    Deployed,
    Unclear,
}

/// Where code runs if a condition holds, and if it does not.
#[derive(Clone, Copy, Debug)]
pub struct Outcomes {
    pub yes: Runs,
    pub no: Runs,
}

impl Outcomes {
    const NONE: Outcomes = Outcomes { yes: Runs::Anywhere, no: Runs::Anywhere };
    const UNCLEAR: Outcomes = Outcomes { yes: Runs::Unclear, no: Runs::Unclear };
    const DEVELOPING: Outcomes = Outcomes { yes: Runs::WithDevelopers, no: Runs::Deployed };
    const DEPLOYED: Outcomes = Outcomes { yes: Runs::Deployed, no: Runs::WithDevelopers };

    fn turned(self) -> Outcomes {
        Outcomes { yes: self.no, no: self.yes }
    }
}

/// Whether a condition around a place keeps it from deployed programs, or may do so.
pub fn is_kept_for_developers(tree: &Tree<'_, '_>, node: NodeId) -> bool {
    let nodes = tree.semantic.nodes();
    let mut inner = nodes.kind(node).span();
    for (id, kind) in nodes.ancestors(node).map(|ancestor| (ancestor.id(), ancestor.kind())) {
        let runs = around(tree, kind, id, inner);
        if matches!(runs, Runs::WithDevelopers | Runs::Unclear) {
            return true;
        }
        inner = kind.span();
    }
    false
}

/// What a node says of the place of one of its parts.
fn around<'a>(tree: &Tree<'_, 'a>, kind: AstKind<'a>, id: NodeId, inner: oxc_span::Span) -> Runs {
    let within = |part: oxc_span::Span| part.start <= inner.start && inner.end <= part.end;
    let branch = |test: &'a Expression<'a>, yes: oxc_span::Span, no: Option<oxc_span::Span>| {
        let outcomes = || outcomes(tree, test);
        match no {
            _ if within(yes) => outcomes().yes,
            Some(no) if within(no) => outcomes().no,
            _ => Runs::Anywhere,
        }
    };
    match kind {
        AstKind::IfStatement(one) => {
            branch(&one.test, one.consequent.span(), one.alternate.as_ref().map(GetSpan::span))
        }
        AstKind::ConditionalExpression(one) => {
            branch(&one.test, one.consequent.span(), Some(one.alternate.span()))
        }
        AstKind::LogicalExpression(one) if within(one.right.span()) => match one.operator {
            LogicalOperator::And => outcomes(tree, &one.left).yes,
            // `a.NODE_ENV || b` is a value as often as a condition.
            _ => {
                Some(outcomes(tree, &one.left).no).filter(|no| *no != Runs::Unclear).unwrap_or(Runs::Anywhere)
            }
        },
        AstKind::SwitchCase(one) => match (&one.test, tree.semantic.nodes().parent_kind(id)) {
            (Some(test), AstKind::SwitchStatement(switch)) => compared(tree, &switch.discriminant, test).yes,
            _ => Runs::Anywhere,
        },
        _ => Runs::Anywhere,
    }
}

/// What a condition says of where its branches run.
pub fn outcomes<'a>(tree: &Tree<'_, 'a>, test: &'a Expression<'a>) -> Outcomes {
    read(tree, test, DEEPEST)
}

fn read<'a>(tree: &Tree<'_, 'a>, test: &'a Expression<'a>, depth: usize) -> Outcomes {
    let Some(depth) = depth.checked_sub(1) else { return Outcomes::UNCLEAR };
    let found = match plain(test) {
        Plain::Other(Expression::UnaryExpression(one)) if one.operator == UnaryOperator::LogicalNot => {
            return read(tree, &one.argument, depth).turned();
        }
        Plain::Other(Expression::LogicalExpression(one)) => {
            let (left, right) = (read(tree, &one.left, depth), read(tree, &one.right, depth));
            return match one.operator {
                LogicalOperator::And => both(left, right),
                _ => both(left.turned(), right.turned()).turned(),
            };
        }
        Plain::Other(Expression::BinaryExpression(one)) => match one.operator {
            BinaryOperator::Equality | BinaryOperator::StrictEquality => {
                compared(tree, &one.left, &one.right)
            }
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => {
                compared(tree, &one.left, &one.right).turned()
            }
            _ => Outcomes::NONE,
        },
        Plain::Other(Expression::Identifier(name)) => match tree.binding(name) {
            Binding::Value(initial) if initial.members.is_empty() && is_question(initial.init) => {
                return read(tree, initial.init, depth);
            }
            _ => named(&name.name),
        },
        Plain::Member(member) => member.static_property_name().map_or(Outcomes::NONE, named),
        Plain::Call(call) => called(tree, call),
        Plain::Other(_) => Outcomes::NONE,
    };
    if found.yes == Runs::Anywhere && speaks_of_place(tree, test.span()) { Outcomes::UNCLEAR } else { found }
}

/// An expression that gives a yes or a no.
fn is_question(expr: &Expression<'_>) -> bool {
    matches!(
        plain(expr),
        Plain::Other(
            Expression::UnaryExpression(_)
                | Expression::LogicalExpression(_)
                | Expression::BinaryExpression(_)
        ) | Plain::Call(_)
    )
}

/// Two conditions that both hold, or of which one does not.
fn both(left: Outcomes, right: Outcomes) -> Outcomes {
    let one_of = [Runs::WithDevelopers, Runs::Unclear, Runs::Deployed];
    let yes = one_of.into_iter().find(|runs| left.yes == *runs || right.yes == *runs);
    let no = match (left.no, right.no) {
        (left, right) if left == right => left,
        (Runs::Unclear, _) | (_, Runs::Unclear) => Runs::Unclear,
        _ => Runs::Anywhere,
    };
    Outcomes { yes: yes.unwrap_or(Runs::Anywhere), no }
}

/// `isDev`, `config.isProduction`
fn named(name: &str) -> Outcomes {
    match role::place_condition(name) {
        Some(Context::Production) => Outcomes::DEPLOYED,
        Some(_) => Outcomes::DEVELOPING,
        None => Outcomes::NONE,
    }
}

/// `isProd()`, `['development', 'test'].includes(process.env.NODE_ENV)`
fn called<'a>(tree: &Tree<'_, 'a>, call: &'a CallExpression<'a>) -> Outcomes {
    let callee = match plain(&call.callee) {
        Plain::Other(Expression::Identifier(name)) => return bare(call, &name.name),
        Plain::Member(member) => member,
        _ => return Outcomes::NONE,
    };
    match (callee.static_property_name(), plain(callee.object()), call.arguments.as_slice()) {
        (Some("includes"), Plain::Other(Expression::ArrayExpression(list)), [asked]) => {
            let Some(asked) = asked.as_expression() else { return Outcomes::NONE };
            let each = list.elements.iter().filter_map(|one| one.as_expression());
            let mut each = each.map(|one| compared(tree, asked, one));
            let Some(first) = each.next() else { return Outcomes::NONE };
            each.fold(first, |all, one| both(all.turned(), one.turned()).turned())
        }
        (Some(name), _, _) => bare(call, name),
        _ => Outcomes::NONE,
    }
}

/// A function that is handed something asks about that.
fn bare(call: &CallExpression<'_>, name: &str) -> Outcomes {
    if call.arguments.is_empty() { named(name) } else { Outcomes::NONE }
}

/// `process.env.NODE_ENV === 'production'`
fn compared<'a>(tree: &Tree<'_, 'a>, left: &'a Expression<'a>, right: &'a Expression<'a>) -> Outcomes {
    let (asked, text) = match (tree.value(left), tree.value(right)) {
        (_, Val::Text(text)) => (left, text),
        (Val::Text(text), _) => (right, text),
        _ => return Outcomes::NONE,
    };
    if !asks(tree, asked) {
        return Outcomes::NONE;
    }
    let word = text.text.to_ascii_lowercase();
    match role::place_word(&word) {
        Some(Context::Production) if word.starts_with("prod") => Outcomes::DEPLOYED,
        Some(Context::Production) => Outcomes { yes: Runs::Deployed, no: Runs::Unclear },
        Some(_) => Outcomes::DEVELOPING,
        None if is_bare_mode(asked) => Outcomes::NONE,
        None => Outcomes::UNCLEAR,
    }
}

/// A `mode` or `stage` that is compared with a word of something else: `this.mode === 'deluxe'`.
fn is_bare_mode(asked: &Expression<'_>) -> bool {
    let name = match plain(asked) {
        Plain::Member(member) => member.static_property_name(),
        Plain::Other(Expression::Identifier(name)) => Some(name.name.as_str()),
        _ => None,
    };
    name.is_some_and(|name| ["mode", "stage", "profile"].contains(&name))
}

/// Whether an expression is a setting that says where the program runs.
fn asks<'a>(tree: &Tree<'_, 'a>, expr: &'a Expression<'a>) -> bool {
    if let Val::Env(env) = tree.value(expr) {
        return env.reads.iter().any(|read| role::asks_for_place(&read.name));
    }
    match plain(expr) {
        Plain::Member(member) => member.static_property_name().is_some_and(role::asks_for_place),
        Plain::Other(Expression::Identifier(name)) => role::asks_for_place(&name.name),
        Plain::Call(call) => match call.arguments.as_slice() {
            [Argument::StringLiteral(name), ..] => role::asks_for_place(&name.value),
            _ => false,
        },
        Plain::Other(_) => false,
    }
}

/// Whether a condition holds a name that is about nothing else: `NODE_ENV`, `isProduction`.
fn speaks_of_place(tree: &Tree<'_, '_>, test: oxc_span::Span) -> bool {
    let text = tree.text.get(test.start as usize..test.end as usize).unwrap_or("");
    let mut names = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    names.any(|name| {
        let telling = role::place_condition(name).is_some() && role::words(name).len() > 1;
        role::is_place_variable(name) || telling
    })
}
