//! Patterns against what is known: which arms of a `match` can be reached.
//!
//! In: a pattern and a value. Out: yes, no, or not known. A guard leaves open what its pattern would settle.

use super::super::ir::{Expr, Kind, Pattern};
use super::super::value::{Known, Val};
use super::Evaluator;
use crate::fact::Certainty;
use crate::source::Span;

impl Evaluator<'_> {
    /// Whether the value fits the pattern, where both are plain enough to tell.
    pub(super) fn fits(&self, pattern: &Pattern, known: &Known) -> Option<bool> {
        if let Val::OneOf(all) = &known.val {
            let answers: Vec<Option<bool>> = all.iter().map(|one| self.fits(pattern, one)).collect();
            return answers
                .first()
                .copied()
                .flatten()
                .filter(|first| answers.iter().all(|one| one == &Some(*first)));
        }
        match pattern {
            Pattern::Wild | Pattern::Bind { .. } => Some(true),
            Pattern::Guarded(inner) => self.fits(inner, known).filter(|fits| !fits),
            Pattern::Literal(literal) => equal(literal, &known.val),
            Pattern::Constant(name) | Pattern::TupleStruct { name, .. } => self.is_variant(name, &known.val),
            Pattern::Or(cases) => {
                let answers: Vec<Option<bool>> = cases.iter().map(|case| self.fits(case, known)).collect();
                let any = answers.contains(&Some(true));
                (any || answers.iter().all(|one| *one == Some(false))).then_some(any)
            }
            Pattern::Tuple(parts) => {
                let Val::Tuple(values) = &known.val else { return None };
                let answers: Vec<Option<bool>> =
                    parts.iter().zip(values).map(|(part, value)| self.fits(part, value)).collect();
                let none = answers.contains(&Some(false));
                (none || answers.iter().all(|one| *one == Some(true))).then_some(!none)
            }
            Pattern::Struct(_) | Pattern::Other => None,
        }
    }

    /// The same for `if let`, where a plain name settles nothing.
    pub(super) fn settled(&self, pattern: &Pattern, known: &Known) -> Option<bool> {
        matches!(known.val, Val::Path(_) | Val::None).then(|| self.fits(pattern, known)).flatten()
    }

    /// `Env::Prod` against a pattern's last name, for enums of this crate alone.
    fn is_variant(&self, name: &str, val: &Val) -> Option<bool> {
        match val {
            Val::None => matches!(name, "None" | "Some").then_some(name == "None"),
            Val::Path(path) => {
                let (variant, of) = path.split_last()?;
                let (_, item) = self.krate.enumeration(of)?;
                item.variants.iter().any(|(known, ..)| known == name).then_some(variant == name)
            }
            _ => None,
        }
    }

    /// The arms that can be reached, and whether the first of them surely is.
    pub(super) fn reachable<'p>(
        &self,
        subject: &Known,
        arms: &'p [(Pattern, Expr)],
    ) -> Vec<&'p (Pattern, Expr)> {
        let mut reached = Vec::new();
        let guessed = subject.certainty == Certainty::Guessed;
        for arm in arms {
            let fits = self.fits(&arm.0, subject).filter(|_| !guessed);
            if fits != Some(false) {
                reached.push(arm);
            }
            if fits == Some(true) {
                break;
            }
        }
        reached
    }

    /// `matches!(value, Env::Prod | Env::Stage)`, of which only paths and literals are read.
    pub(super) fn matches(&self, values: &[Known], args: &[Expr], span: Span) -> Known {
        let ([subject, ..], [_, pattern]) = (values, args) else { return Known::unknown(span) };
        let fits = as_pattern(pattern).and_then(|pattern| self.fits(&pattern, subject));
        fits.map_or(Known::unknown(span), |fits| Known { span, ..subject.with(Val::Bool(fits)) })
    }

    /// The same variant, or another one of the same enum.
    pub(super) fn same_variant(&self, left: &Val, right: &Val) -> Option<bool> {
        let (Val::Path(left), Val::Path(right)) = (left, right) else { return None };
        let (one, of) = left.split_last()?;
        let (other, of_other) = right.split_last()?;
        (of == of_other && self.krate.enumeration(of).is_some()).then_some(one == other)
    }

    /// The number behind an enum's variant, where the enum says one.
    pub(super) fn discriminant(&mut self, known: Known) -> Known {
        let Val::Path(path) = &known.val else { return known };
        let krate = self.krate;
        let found = path.split_last().and_then(|(variant, of)| {
            let (file, item) = krate.enumeration(of)?;
            let (_, nearest, since) = item.variants.iter().find(|(name, ..)| name == variant)?;
            Some((file, item.scope, nearest.as_ref()?, *since))
        });
        let Some((file, scope, nearest, since)) = found else { return known };
        let outer = std::mem::take(&mut self.frame);
        self.frame = super::Frame { file, scope, ..super::Frame::default() };
        let value = self.expr(nearest);
        self.frame = outer;
        match value.val {
            Val::Int(number) => value.with(number.checked_add(since).map_or(Val::Unknown, Val::Int)),
            _ => known,
        }
    }
}

fn equal(literal: &Expr, val: &Val) -> Option<bool> {
    match (&*literal.kind, val) {
        (Kind::Text(one), Val::Text(other)) => Some(one == other),
        (Kind::Int(one), Val::Int(other)) => Some(one == other),
        (Kind::Bool(one), Val::Bool(other)) => Some(one == other),
        _ => None,
    }
}

/// An expression that is written where a pattern is meant.
fn as_pattern(expr: &Expr) -> Option<Pattern> {
    match &*expr.kind {
        Kind::Path(path) => path.last().cloned().map(Pattern::Constant),
        Kind::Text(_) | Kind::Int(_) | Kind::Bool(_) => Some(Pattern::Literal(expr.clone())),
        Kind::Binary { op: super::super::ir::Op::Other, left, right } => {
            Some(Pattern::Or(vec![as_pattern(left)?, as_pattern(right)?]))
        }
        _ => None,
    }
}
