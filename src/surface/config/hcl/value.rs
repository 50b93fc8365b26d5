//! Expressions of HCL: literals with their types, everything else as a reference.
//!
//! In: an expression with its place. Out: a node. `jsonencode`, `sensitive` and their like are looked
//! through, because they hand on what they are given.

use super::super::leaf;
use super::super::tree::{Kind, MAX_DEPTH, Node, Scalar, Style, Value};
use super::Growth;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};
use hcl_edit::template::{Element, Template};
use std::ops::Range;

/// Functions of Terraform whose result says the same as their one argument.
const HANDING_ON: [&str; 8] =
    ["jsonencode", "yamlencode", "sensitive", "nonsensitive", "tolist", "toset", "tomap", "tostring"];

impl Growth<'_> {
    pub(super) fn value(
        &mut self,
        key: &str,
        key_span: Range<usize>,
        said: &Expression,
        depth: usize,
    ) -> Option<Node> {
        if depth >= MAX_DEPTH {
            return None;
        }
        let span = self.place(said)?;
        let value = match said {
            Expression::Parenthesis(inner) => return self.value(key, key_span, inner.inner(), depth),
            Expression::FuncCall(call) => match handed_on(call) {
                Some(inner) => return self.value(key, key_span, inner, depth),
                None => Value::Scalar(reference(span.clone())),
            },
            Expression::Array(items) => {
                let mut nodes = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let start = self.place(item).map_or(span.start, |place| place.start);
                    nodes.extend(self.value(&index.to_string(), start..start, item, depth + 1));
                }
                Value::List(nodes)
            }
            Expression::Object(object) => Value::Table(self.object(object, depth + 1)),
            other => Value::Scalar(self.scalar(other, span.clone())),
        };
        Some(Node { key: key.to_owned(), key_span, value, span, comment: None })
    }

    fn object(&mut self, object: &Object, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        for (key, value) in object {
            let (name, place) = match key {
                ObjectKey::Ident(ident) => (ident.as_str(), self.place(ident)),
                ObjectKey::Expression(Expression::String(text)) => (text.as_str(), self.place(text)),
                ObjectKey::Expression(Expression::Variable(name)) => (name.as_str(), self.place(name)),
                ObjectKey::Expression(_) => continue,
            };
            nodes.extend(place.and_then(|place| self.value(name, place, value.expr(), depth)));
        }
        nodes
    }

    fn scalar(&self, said: &Expression, span: Range<usize>) -> Scalar {
        let raw = leaf::at(self.text, span.clone());
        let plain = |kind| Scalar { text: raw.to_owned(), kind, style: Style::Plain, inner: span.clone() };
        let quoted = |text: String| {
            let place = leaf::quoted(self.text, span.clone(), 1, Style::DoubleQuoted);
            Scalar { text, kind: Kind::Text, style: Style::DoubleQuoted, inner: place.inner }
        };
        match said {
            Expression::Null(_) => plain(Kind::Null),
            Expression::Bool(_) => plain(Kind::Bool),
            Expression::Number(number) if number.as_i64().is_some() => plain(Kind::Integer),
            Expression::Number(_) => plain(Kind::Float),
            Expression::String(text) => quoted(text.as_str().to_owned()),
            Expression::StringTemplate(_) => quoted(raw.trim_matches('"').to_owned()),
            Expression::HeredocTemplate(heredoc) => match literal(&heredoc.template) {
                Some(text) => Scalar { text, style: Style::MultiLineDouble, ..plain(Kind::Text) },
                None => reference(span),
            },
            Expression::UnaryOp(_) if raw.parse::<i64>().is_ok() => plain(Kind::Integer),
            _ => reference(span),
        }
    }
}

/// Something that only Terraform can work out.
fn reference(span: Range<usize>) -> Scalar {
    Scalar { text: "${expression}".to_owned(), kind: Kind::Text, style: Style::Plain, inner: span }
}

fn handed_on(call: &FuncCall) -> Option<&Expression> {
    let known = !call.name.is_namespaced() && HANDING_ON.contains(&call.name.name.as_str());
    call.args.get(0).filter(|_| known && call.args.len() == 1)
}

/// The text of a template without interpolation.
fn literal(template: &Template) -> Option<String> {
    let part = |element: &Element| match element {
        Element::Literal(text) => Some(text.as_str().to_owned()),
        Element::Interpolation(_) | Element::Directive(_) => None,
    };
    template.iter().map(part).collect()
}
