//! Fallbacks that are never reached: the program ends before, because a variable is missing or has the fallback's value.
//!
//! In: a tree. Out: whether a check stands over a fallback and decides it. `if (!secret) throw ..` decides nothing
//! where the fallback has filled `secret`, nor does a check in a function that nobody is seen to call.

use super::bind::Tree;
use super::path::DEEPEST;
use super::path::{Plain, plain};
use super::place::{Runs, outcomes};
use super::value::{Env, Literal, Val};
use oxc_ast::AstKind;
use oxc_ast::ast::*;
use oxc_semantic::NodeId;
use oxc_span::GetSpan;

/// What ends the program.
#[derive(Clone, Debug, PartialEq)]
enum Refuses {
    /// None of these variables is set.
    Missing(Vec<String>),
    /// A value is this text.
    Text(String),
    /// A value is shorter than so many letters.
    Shorter(i64),
}

/// A part of the file that is not reached when a check fails.
struct Guarded {
    refuses: Vec<Refuses>,
    /// From here on, for what a check finds missing; for values the whole part.
    from: u32,
    whole: oxc_span::Span,
}

/// Every check of a file that ends the program or a function.
pub struct Guards {
    all: Vec<Guarded>,
}

impl Guards {
    pub fn of(tree: &Tree<'_, '_>) -> Guards {
        let mut all = Vec::new();
        for node in tree.semantic.nodes().iter() {
            let AstKind::IfStatement(check) = node.kind() else { continue };
            let Some(end) = end(&check.consequent) else { continue };
            let own = refused(tree, &check.test, true, DEEPEST);
            if !own.is_empty() || outcomes(tree, &check.test).yes == Runs::Deployed {
                let guard = Guard { tree, from: check.span.end, refuses: own, returns: end == End::Function };
                guard.over(node.id(), DEEPEST, &mut all);
            }
        }
        Guards { all }
    }

    /// Whether a check keeps a fallback from being used that counts at this place. One without anything to refuse keeps deployed programs away.
    pub fn forbid(&self, env: &Env, fallback: &Literal, at: u32) -> bool {
        let met = |one: &Refuses| match one {
            Refuses::Missing(names) => {
                names.iter().all(|name| env.reads.iter().any(|read| read.name == *name))
            }
            Refuses::Text(text) => *text == fallback.text,
            Refuses::Shorter(length) => {
                i64::try_from(fallback.text.chars().count()).is_ok_and(|own| own < *length)
            }
        };
        self.all.iter().any(|guard| {
            let behind = guard.from <= at && at < guard.whole.end;
            let within = guard.whole.start <= at && at < guard.whole.end;
            let refused =
                |one: &Refuses| met(one) && (behind || !matches!(one, Refuses::Missing(_)) && within);
            if guard.refuses.is_empty() { behind } else { guard.refuses.iter().any(refused) }
        })
    }
}

/// A check on its way outwards, to the part of the file over which it stands.
struct Guard<'g, 't, 'a> {
    tree: &'g Tree<'t, 'a>,
    from: u32,
    refuses: Vec<Refuses>,
    /// It ends its function only.
    returns: bool,
}

impl<'a> Guard<'_, '_, 'a> {
    fn over(mut self, node: NodeId, depth: usize, all: &mut Vec<Guarded>) {
        let nodes = self.tree.semantic.nodes();
        let Some(depth) = depth.checked_sub(1) else { return };
        let mut inner = nodes.kind(node).span();
        for parent in nodes.ancestors(node) {
            match parent.kind() {
                AstKind::Program(program) => {
                    // What a module checks while it is loaded, nothing in it outlives.
                    let from = if self.refuses.is_empty() { self.from } else { 0 };
                    return all.push(Guarded { refuses: self.refuses, from, whole: program.span });
                }
                AstKind::FunctionBody(body) => {
                    if !self.returns {
                        self.where_called(parent.id(), depth, all);
                    }
                    return all.push(Guarded { refuses: self.refuses, from: self.from, whole: body.span });
                }
                AstKind::BlockStatement(block) => match nodes.parent_kind(parent.id()) {
                    AstKind::IfStatement(_) => {}
                    _ => {
                        return all.push(Guarded {
                            refuses: self.refuses,
                            from: self.from,
                            whole: block.span,
                        });
                    }
                },
                AstKind::IfStatement(outer) if outer.consequent.span() == inner => {
                    let asked = refused(self.tree, &outer.test, true, DEEPEST);
                    let deployed = outcomes(self.tree, &outer.test).yes == Runs::Deployed;
                    if asked.is_empty() && !deployed {
                        return;
                    }
                    self.refuses.extend(asked);
                    self.from = outer.span.end;
                }
                _ => return,
            }
            inner = parent.kind().span();
        }
    }

    /// The same for the places where the function around it is called as a statement of its own.
    fn where_called(&self, body: NodeId, depth: usize, all: &mut Vec<Guarded>) {
        let nodes = self.tree.semantic.nodes();
        let mut above = nodes.ancestors(body);
        let function = above.next().map(|node| (node.kind(), above.next().map(|node| node.kind())));
        let symbol = match function {
            Some((AstKind::Function(function), _)) if function.id.is_some() => {
                function.id.as_ref().and_then(|id| id.symbol_id.get())
            }
            Some((_, Some(AstKind::VariableDeclarator(one)))) => {
                one.id.get_binding_identifier().and_then(|id| id.symbol_id.get())
            }
            _ => None,
        };
        let Some(symbol) = symbol else { return };
        for reference in self.tree.semantic.scoping().get_resolved_references(symbol) {
            let mut above = nodes.ancestors(reference.node_id()).take(2);
            let (Some(call), Some(statement)) = (above.next(), above.next()) else { continue };
            if let (AstKind::CallExpression(_), AstKind::ExpressionStatement(whole)) =
                (call.kind(), statement.kind())
            {
                let from = whole.span.end;
                let guard = Guard { tree: self.tree, from, refuses: self.refuses.clone(), returns: false };
                guard.over(statement.id(), depth / 4, all);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It throws, or leaves the process.
    Program,
    Function,
}

/// What a branch ends.
fn end(statement: &Statement<'_>) -> Option<End> {
    match statement {
        Statement::ThrowStatement(_) => Some(End::Program),
        Statement::ReturnStatement(_) => Some(End::Function),
        Statement::BlockStatement(block) => block.body.iter().find_map(end),
        Statement::ExpressionStatement(one) => match &one.expression {
            Expression::CallExpression(call) => {
                let exit =
                    |member: &MemberExpression<'_>| member.is_specific_member_access("process", "exit");
                call.callee.as_member_expression().is_some_and(exit).then_some(End::Program)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What makes a condition have this outcome for sure.
fn refused<'a>(tree: &Tree<'_, 'a>, test: &'a Expression<'a>, outcome: bool, depth: usize) -> Vec<Refuses> {
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    match plain(test) {
        Plain::Other(Expression::UnaryExpression(one)) if one.operator == UnaryOperator::LogicalNot => {
            refused(tree, &one.argument, !outcome, depth)
        }
        Plain::Other(Expression::LogicalExpression(one)) => {
            let sides = [&one.left, &one.right];
            // `a || b` holds as soon as one does; `production && a` where it counts.
            let enough = (one.operator == LogicalOperator::Or) == outcome;
            let other_is_deployed =
                |other: &'a Expression<'a>| outcome && outcomes(tree, other).yes == Runs::Deployed;
            let of_side = |side: usize| {
                let counts = enough || other_is_deployed(sides[1 - side]);
                if counts { refused(tree, sides[side], outcome, depth) } else { Vec::new() }
            };
            let whole = if outcome { Vec::new() } else { missing(tree, test) };
            [whole, of_side(0), of_side(1)].concat()
        }
        Plain::Other(Expression::BinaryExpression(one)) => compared(tree, one, outcome),
        _ if outcome => Vec::new(),
        _ => missing(tree, test),
    }
}

/// Variables without which an expression is false.
fn missing<'a>(tree: &Tree<'_, 'a>, expr: &'a Expression<'a>) -> Vec<Refuses> {
    match tree.value(expr) {
        Val::Env(Env { reads, fallback: None, .. }) => {
            vec![Refuses::Missing(reads.into_iter().map(|read| read.name).collect())]
        }
        _ => Vec::new(),
    }
}

/// `process.env.X === undefined`, `secret === 'changeme'`, `secret.length < 32`
fn compared<'a>(tree: &Tree<'_, 'a>, expr: &'a BinaryExpression<'a>, outcome: bool) -> Vec<Refuses> {
    use BinaryOperator::{Equality, Inequality, LessEqualThan, LessThan, StrictEquality, StrictInequality};
    let same = match expr.operator {
        Equality | StrictEquality => outcome,
        Inequality | StrictInequality => !outcome,
        LessThan | LessEqualThan if outcome => return shorter(tree, expr),
        _ => return Vec::new(),
    };
    if !same {
        return Vec::new();
    }
    for (one, other) in [(&expr.left, &expr.right), (&expr.right, &expr.left)] {
        if is_nothing(other) {
            return missing(tree, one);
        }
        if let (Val::Env(_), Val::Text(text)) = (tree.value(one), tree.value(other)) {
            return if text.text.is_empty() { missing(tree, one) } else { vec![Refuses::Text(text.text)] };
        }
    }
    Vec::new()
}

fn is_nothing(expr: &Expression<'_>) -> bool {
    match expr {
        Expression::NullLiteral(_) => true,
        Expression::Identifier(name) => name.name == "undefined",
        _ => false,
    }
}

fn shorter<'a>(tree: &Tree<'_, 'a>, expr: &'a BinaryExpression<'a>) -> Vec<Refuses> {
    let Plain::Member(member) = plain(&expr.left) else { return Vec::new() };
    match (member.static_property_name(), tree.value(member.object()), tree.value(&expr.right)) {
        (Some("length"), Val::Env(_), Val::Number(length)) => vec![Refuses::Shorter(length)],
        _ => Vec::new(),
    }
}
