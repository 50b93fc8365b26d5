//! Whether an empty secret stops the program: the function that falls back to one refuses it afterwards.
//!
//! In: the place of a fallback. Out: yes or no, by what the function around asks of the variable or member that gets
//! the value. A limit of the length counts where the same function validates. It must not judge.

use super::super::ir::{Block, Expr, Kind as Form, Statement};
use super::super::visit;
use super::Evaluator;
use crate::source::Span;

/// What a length is compared with beyond this is a most, not a least.
const LEAST: i64 = 128;

/// Macros that leave a function.
const LEAVING: &[&str] = &["bail", "panic", "unreachable"];

impl Evaluator<'_> {
    /// `#[validate(length(min = 32))]` with `config.validate()?`, or `if secret.is_empty() { return Err(..) }`.
    pub(super) fn refuses_empty(&self, span: Span) -> bool {
        let (Some((true, at)), Some(binding)) = (self.active.last(), &self.frame.binding) else {
            return false;
        };
        let (mut validates, mut limited, mut asked) = (false, false, false);
        visit::block(&self.krate.function_at(*at).body, &mut |expr| match &*expr.kind {
            Form::Method { name, args, .. } => validates |= name == "validate" && args.is_empty(),
            Form::Struct { path, fields, .. } => {
                let mut into = fields.iter().filter(|(_, value)| value.span.contains(span));
                limited |= into.any(|(member, _)| self.is_limited(path, member));
            }
            Form::If { cond, then, .. } => {
                asked |= expr.span.start > span.start && asks_for_length(cond, &binding.name) && leaves(then);
            }
            Form::Macro { path, args } if path.last().is_some_and(|name| name == "ensure") => {
                asked |= args.first().is_some_and(|cond| asks_for_length(cond, &binding.name));
            }
            _ => {}
        });
        validates && limited || asked
    }

    /// Whether a member's attributes ask for a least length.
    fn is_limited(&self, path: &[String], member: &str) -> bool {
        let found = self.resolve(path).iter().find_map(|path| self.krate.structure(path));
        let field = found.and_then(|item| item.fields.iter().find(|field| field.name == member));
        field.is_some_and(|field| {
            field.notes.iter().any(|note| note.attribute == "validate" && note.name == "length.min")
        })
    }
}

/// `secret.is_empty()`, `config.secret.len() < 32`, alone or beside others.
fn asks_for_length(cond: &Expr, name: &str) -> bool {
    match &*cond.kind {
        Form::Binary { left, right, .. } => {
            let least = matches!(&*right.kind, Form::Int(least) if *least <= LEAST);
            least && is_asked(left, name, "len")
                || asks_for_length(left, name)
                || asks_for_length(right, name)
        }
        Form::Not(inner) => asks_for_length(inner, name),
        _ => is_asked(cond, name, "is_empty"),
    }
}

fn is_asked(expr: &Expr, name: &str, question: &str) -> bool {
    let Form::Method { receiver, name: method, args } = &*expr.kind else { return false };
    match &*receiver.kind {
        _ if !args.is_empty() => false,
        // `secret.trim().is_empty()`, `secret.as_bytes().len()`
        Form::Method { .. } if method == question => {
            ["trim", "as_bytes", "as_str", "chars"].iter().any(|form| is_asked(receiver, name, form))
        }
        Form::Path(path) => {
            method == question && path.last().is_some_and(|last| last == name) && path.len() == 1
        }
        Form::Field { name: member, .. } => method == question && member == name,
        _ => false,
    }
}

/// The block ends by leaving the function, or the program.
fn leaves(block: &Block) -> bool {
    let Some(Statement::Expr { expr, .. }) = block.statements.last() else { return false };
    match &*expr.kind {
        Form::Return(_) => true,
        Form::Macro { path, .. } => path.last().is_some_and(|name| LEAVING.contains(&name.as_str())),
        Form::Call { callee, .. } => {
            matches!(&*callee.kind, Form::Path(path) if path.ends_with(&["exit".to_owned()]))
        }
        _ => false,
    }
}
