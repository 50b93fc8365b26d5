//! Values that are written down: paths and constants, literals of structs and arrays, arithmetic, closures.

use super::super::index::At;
use super::super::ir::{Expr, Kind, Op, Pattern, Type};
use super::super::value::{Fields, Known, Val, combined};
use super::sides::mac;
use super::unset::settable;
use super::written::{Site, Written, written};
use super::{Binding, Evaluator, MAX_DEPTH};
use crate::fact::role;
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn path(&mut self, path: &[String], span: Span) -> Known {
        if let [name] = path {
            if let Some(known) = self.name(name) {
                return known.clone().via(span, "used here");
            }
            if name == "None" {
                return Known::new(Val::None, span);
            }
        }
        let candidates = self.resolve(path);
        if let Some(at) = candidates.constant(self.krate) {
            return self.constant_value(at, span);
        }
        self.value_rows(&candidates, &[], span)
            .unwrap_or_else(|| Known::new(Val::Path(candidates.first().cloned().unwrap_or_default()), span))
    }

    /// A constant's value; facts in its initialiser are stated where it stands, not at each use.
    pub(super) fn constant_value(&mut self, at: At, span: Span) -> Known {
        if self.active.contains(&(false, at)) || self.depth >= MAX_DEPTH {
            return Known::unknown(span);
        }
        if let Some(known) = self.before.cells.get(&at) {
            return known.clone().via(span, "used here");
        }
        let constant = self.krate.constant_at(at);
        let frame = self.frame_of_constant(at, constant);
        let outer = std::mem::replace(&mut self.frame, frame);
        let diverged = self.diverged;
        self.active.push((false, at));
        self.depth += 1;
        let known = self.expr(&constant.value);
        self.depth -= 1;
        self.active.pop();
        self.diverged = diverged;
        self.frame = outer;
        let changing = constant.ty.as_ref().is_some_and(may_change);
        let known = if changing { settable(known.clone()).unwrap_or(known) } else { known };
        known.via(span, "used here")
    }

    pub(super) fn field(&mut self, base: &Expr, name: &str, span: Span) -> Known {
        let base = self.expr(base);
        if let Some(known) = base.field(name) {
            return known.clone().via(span, "used here");
        }
        match &base.val {
            // What an unverified token says of itself.
            Val::ObjectField(_, of) if of == "header" => Known::new(Val::Tag("header".to_owned()), span),
            Val::Object(id) => Known::new(Val::ObjectField(*id, name.to_owned()), span),
            Val::Tag(tag) => Known::new(Val::Tag(tag.clone()), span),
            Val::Layers(layers) => {
                let path = layers.of.clone().unwrap_or_default();
                let member = self.member_of_settings(layers, name, span);
                member.unwrap_or_else(|| self.field_type(&path, name, span))
            }
            Val::Typed(path) => {
                let path = path.clone();
                self.unset(&path, name, span).unwrap_or_else(|| self.field_type(&path, name, span))
            }
            _ => Known::unknown(span),
        }
    }

    pub(super) fn field_type(&self, path: &[String], name: &str, span: Span) -> Known {
        let found = self.krate.structure(path);
        let field = found.and_then(|found| found.fields.iter().find(|field| field.name == name));
        field.and_then(|field| field.ty.as_ref()).map_or(Known::unknown(span), |ty| self.typed(ty, span))
    }

    /// A member's value; what it brings into being goes by the member's name, not by that of the `let` around.
    fn member(&mut self, name: &str, value: &Expr) -> Known {
        let binding = Binding { name: name.to_owned(), mutable: false, statement: value.span };
        let outer = self.frame.binding.replace(binding);
        let known = self.expr(value);
        self.frame.binding = outer;
        known
    }

    pub(super) fn struct_literal(
        &mut self,
        path: &[String],
        fields: &[(String, Expr)],
        rest: Option<&Expr>,
        span: Span,
    ) -> Known {
        let values: Vec<(String, Known)> =
            fields.iter().map(|(name, value)| (name.clone(), self.member(name, value))).collect();
        for (name, value) in fields {
            self.put_into_record(path.last(), name, value);
        }
        self.account(path.last(), &values);
        if path == ["json"] {
            self.members_as_pairs(fields, &values);
        }
        let candidates = self.resolve(path);
        let own_default = rest.filter(|rest| is_default(rest));
        let own_default = own_default.and_then(|_| self.default_of(candidates.first()?, span));
        let base = own_default.or_else(|| rest.map(|rest| self.expr(rest)));
        // What a model says of a literal are the type's own defaults.
        let other = base.as_ref().filter(|_| !rest.is_some_and(is_default));
        if let Some(made) = self.make_struct(&candidates, &values, other, span) {
            return made;
        }
        let mut all = values;
        let mut open = false;
        match base.map(|base| base.val) {
            Some(Val::Struct(base)) => {
                let missing =
                    base.fields.into_iter().filter(|(name, _)| !all.iter().any(|(own, _)| own == name));
                let missing: Vec<(String, Known)> = missing.collect();
                all.extend(missing);
                open = base.open;
            }
            Some(_) => open = true,
            None => {}
        }
        let path = candidates.first().cloned().unwrap_or_default();
        Known::new(Val::Struct(Fields { path, fields: all, open }), span)
    }

    /// `(SET_COOKIE, "sid=..")`: a pair may be a header by itself, in whatever list it stands.
    pub(super) fn tuple(&mut self, parts: &[Expr], span: Span) -> Known {
        let values = self.exprs(parts);
        let written = written(parts);
        let site = Site { args: &values, written: &written, receiver: None, span };
        self.make_by_name("()", &site);
        Known::new(Val::Tuple(values), span)
    }

    /// `json!({ "client_secret": secret })`: a member is a pair as well.
    fn members_as_pairs(&mut self, fields: &[(String, Expr)], values: &[(String, Known)]) {
        for ((_, expr), (name, known)) in fields.iter().zip(values) {
            let args = [Known::new(Val::Text(name.clone()), known.span), known.clone()];
            let mut written = written(std::slice::from_ref(expr));
            written.insert(0, Written::at(known.span));
            let site = Site { args: &args, written: &written, receiver: None, span: known.span };
            self.make_by_name("()", &site);
        }
    }

    pub(super) fn repeat(&mut self, item: &Expr, count: &Expr, span: Span) -> Known {
        const LONGEST: i64 = 4_096;
        let item = self.expr(item);
        let count = self.expr(count);
        match (&item.val, &count.val) {
            (Val::Int(byte), Val::Int(count))
                if (0..=255).contains(byte) && (0..=LONGEST).contains(count) =>
            {
                Known::new(Val::Bytes(vec![*byte as u8; *count as usize]), span)
            }
            _ => Known::unknown(span),
        }
    }

    pub(super) fn binary(&mut self, op: Op, left: &Expr, right: &Expr, span: Span) -> Known {
        let (one, other) = (left, right);
        let left = self.expr(one);
        let right = self.expr(other);
        if matches!(op, Op::Eq | Op::Ne) {
            self.compared((one, &left), (other, &right), span);
        }
        if let (Op::Add, Some(text)) = (op, self.text_sum((one, &left), (other, &right), span)) {
            return text;
        }
        match (op, self.same_variant(&left.val, &right.val)) {
            (Op::Eq, Some(same)) => Known::new(Val::Bool(same), span),
            (Op::Ne, Some(same)) => Known::new(Val::Bool(!same), span),
            _ => combined(op, &left, &right, span),
        }
    }

    /// `SECRETS[0]` of a list that is written down.
    pub(super) fn element(&mut self, base: &Expr, index: &Expr, span: Span) -> Known {
        let base = self.expr(base);
        let at = self.expr(index).val;
        // `mac.finalize().into_bytes()[..]`
        if self.is_mac(&base) {
            return mac(span);
        }
        let Val::Int(at) = at else { return Known::unknown(span) };
        match &base.val {
            Val::List(parts) => usize::try_from(at)
                .ok()
                .and_then(|at| parts.get(at))
                .map_or(Known::unknown(span), |part| part.clone().via(span, "used here")),
            _ => Known::unknown(span),
        }
    }

    /// What a closure gives when it is called with `given`.
    pub(super) fn closure(&mut self, params: &[Pattern], body: &Expr, given: Known, span: Span) -> Known {
        let outer = self.frame.names.len();
        let returns = std::mem::take(&mut self.frame.returns);
        let diverged = self.diverged;
        for param in params {
            self.bind(param, given.clone());
        }
        let value = self.expr(body);
        let result = self.frame.returns.drain(..).fold(value, Known::or);
        self.frame.returns = returns;
        self.diverged = diverged;
        self.frame.names.truncate(outer);
        Known::new(Val::Closure(Box::new(result)), span)
    }
}

/// `LazyLock<RwLock<Config>>`: its first value holds until somebody puts in another one.
fn may_change(ty: &Type) -> bool {
    ty.path.last().is_some_and(|last| role::may_change(last)) || ty.arguments.iter().any(may_change)
}

/// `Default::default()`, whose type only the place tells.
pub(super) fn is_default(expr: &Expr) -> bool {
    let Kind::Call { callee, .. } = &*expr.kind else { return false };
    let Kind::Path(path) = &*callee.kind else { return false };
    matches!(path.as_slice(), [.., of, name] if of == "Default" && name == "default")
}

pub(super) fn bytes_or_text(bytes: Vec<u8>) -> Val {
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Val::Text(text),
        Ok(text) => Val::Bytes(text.into_bytes()),
        Err(error) => Val::Bytes(error.into_bytes()),
    }
}

/// `[1, 2, 3]` is bytes where all parts are; anything else is a list.
pub(super) fn list_or_bytes(parts: Vec<Known>) -> Val {
    let byte = |known: &Known| match known.val {
        Val::Int(number) => u8::try_from(number).ok(),
        _ => None,
    };
    match parts.iter().map(byte).collect::<Option<Vec<u8>>>() {
        Some(bytes) if !bytes.is_empty() => Val::Bytes(bytes),
        _ => Val::List(parts),
    }
}
