//! The symbolic evaluator: walks a function as it would run and notes what is known of each value.
//!
//! In: a crate's items and the models. Out: facts. It follows literals, bindings, constants, calls of
//! the crate's own functions, branches as "one of several", and gives up (unknown) everywhere else.
//! Work per function is bounded, so that a crate costs time linear in its size.

mod adopt;
mod backdoor;
mod beside;
mod bind;
mod builder;
mod call;
mod cells;
mod choice;
mod compare;
mod condition;
mod convert;
mod environment;
mod flow;
mod gate;
mod given;
mod hints;
mod implementation;
mod literal;
mod names;
mod numbers;
mod once;
mod origins;
mod pattern;
mod refused;
mod rows;
mod settings;
mod sides;
mod stated;
mod stored;
mod taint;
mod take;
mod text;
mod unchecked;
mod unset;
mod written;

pub(super) use gate::build_gate;

use super::beforehand::{Before, Heard};
use super::index::{At, Crate};
use super::ir::{Constant, Expr, Function, Kind};
use super::object::Object;
use super::value::{Known, ObjectId, Val};
use crate::fact::role::Gate;
use crate::fact::{Attribute, Context, Fact, Key, Kind as FactKind};
use crate::model::Models;
use crate::project::Versions;
use crate::source::{FileId, Span};
pub(super) use hints::demanded;
use literal::{bytes_or_text, list_or_bytes};
pub(super) use written::names_of;

/// Expressions evaluated for one function and everything that it calls.
const BASE_STEPS: u32 = 4_000;
const STEPS_PER_NODE: u32 = 6;
/// Calls of the crate's own functions within each other.
const MAX_DEPTH: usize = 3;

pub struct Evaluator<'a> {
    pub krate: &'a Crate,
    pub models: &'a Models,
    pub versions: &'a Versions,
    frame: Frame,
    objects: Vec<Object>,
    journal: Vec<Change>,
    depth: usize,
    steps: u32,
    /// Steps that the function under evaluation began with.
    budget: u32,
    /// Steps that all functions took.
    pub work: u64,
    /// What undecided conditions around the code under evaluation speak of, callers' included.
    gates: Vec<Gate>,
    /// The last branching had ways that left the function, and others that go on.
    partly_left: bool,
    /// Types that the call under evaluation is written with, as full paths.
    type_arguments: Vec<String>,
    /// The branch under way has left by `return`, `?`-less error or panic.
    diverged: bool,
    /// Functions and constants on the way in, against recursion.
    active: Vec<(bool, At)>,
    /// Calls into modelled libraries that no row covers.
    pub gaps: Vec<(usize, String)>,
    /// Facts that need no object: environment variables with fallbacks.
    extra: Vec<Fact>,
    /// What other functions were heard to say.
    before: &'a Before,
    /// What this evaluation says for others to hear, if anybody listens.
    pub heard: Option<Heard>,
}

/// A fact, and whether it came out of a function with a caller's values in it.
pub struct Said {
    pub inlined: bool,
    /// File of the function or constant under evaluation.
    pub caller: Option<FileId>,
    pub fact: Fact,
}

/// Names in sight, and where the code under evaluation stands.
#[derive(Default)]
struct Frame {
    file: usize,
    scope: usize,
    function: String,
    self_type: Option<String>,
    context: Option<Context>,
    names: names::Names,
    /// Under which names the caller hands over what the parameters hold.
    given: Vec<(String, String)>,
    /// What the caller calls what this function gives.
    wanted_as: Option<String>,
    /// What is evaluated is a condition by which a query picks rows.
    selects: bool,
    /// Something here hashes or encrypts, by its name.
    hashes: bool,
    /// Something here writes to a table, by its name.
    stores: bool,
    /// Passwords that are put into records, judged when the whole function is known.
    stored: Vec<Fact>,
    returns: Vec<Known>,
    /// The `let` under way, so that a fact knows the statement that binds it.
    binding: Option<Binding>,
    /// Which parts of the value the `let` under way throws away.
    thrown_away: Vec<bool>,
}

/// `let mut name = ..;`
#[derive(Clone, Debug)]
pub struct Binding {
    pub name: String,
    pub mutable: bool,
    pub statement: Span,
}

/// One change that a branch made, to be undone or joined.
enum Change {
    Name(usize, Known),
    Attribute(ObjectId, Key, Option<Attribute>),
}

impl<'a> Evaluator<'a> {
    pub fn new(
        krate: &'a Crate,
        models: &'a Models,
        versions: &'a Versions,
        before: &'a Before,
    ) -> Evaluator<'a> {
        Evaluator {
            krate,
            models,
            versions,
            frame: Frame::default(),
            objects: Vec::new(),
            journal: Vec::new(),
            depth: 0,
            steps: 0,
            budget: 0,
            work: 0,
            gates: Vec::new(),
            partly_left: false,
            type_arguments: Vec::new(),
            diverged: false,
            active: Vec::new(),
            gaps: Vec::new(),
            extra: Vec::new(),
            before,
            heard: None,
        }
    }

    /// Evaluates one function on its own, its parameters known by type only.
    pub fn function(&mut self, at: At) -> Vec<Said> {
        let function = self.krate.function_at(at);
        self.start(BASE_STEPS + function.size.saturating_mul(STEPS_PER_NODE));
        self.frame = self.frame_of(at, function);
        self.active.push((true, at));
        for param in &function.params {
            self.bind_param(&param.pattern, param.ty.as_ref(), function.span);
        }
        self.frame.names.watch();
        let value = self.block(&function.body);
        let value = self.read_into(value, function.output.as_ref());
        self.implemented(function, value);
        self.stored_in_clear();
        self.active.pop();
        self.finish()
    }

    /// Evaluates a constant's or static's initialiser for the facts in it.
    pub fn constant(&mut self, at: At) -> Vec<Said> {
        let constant = self.krate.constant_at(at);
        self.start(BASE_STEPS);
        self.frame = self.frame_of_constant(at, constant);
        self.active.push((false, at));
        self.expr(&constant.value);
        self.active.pop();
        self.finish()
    }

    /// Members of a struct that have values of their own.
    pub fn structure(&mut self, file: usize, item: &super::ir::Struct) -> Vec<Said> {
        self.start(BASE_STEPS);
        let context = self.scope_context(file, item.scope);
        self.frame =
            Frame { file, scope: item.scope, function: item.name.clone(), context, ..Frame::default() };
        self.secrets_of(file, item);
        self.finish()
    }

    fn start(&mut self, steps: u32) {
        self.steps = steps;
        self.budget = steps;
        self.depth = 0;
        self.gates.clear();
        self.diverged = false;
        self.objects.clear();
        self.journal.clear();
        self.active.clear();
    }

    /// What was found. What a test's calls bring into code is the test's own business.
    fn finish(&mut self) -> Vec<Said> {
        self.work += u64::from(self.budget - self.steps);
        let in_test = self.frame.context.is_some_and(Context::is_aside);
        let caller = self.krate.files.get(self.frame.file).and_then(|(_, file)| file.id);
        let objects = std::mem::take(&mut self.objects).into_iter();
        let kept = objects.filter(|object| object.depth == 0 || !in_test);
        // A fact of which nothing is known says nothing.
        let kept = kept.filter(|object| object.kind != FactKind::WebStorage || !object.attributes.is_empty());
        let mut said: Vec<Said> = kept
            .map(|object| Said { inlined: object.depth > 0, caller, fact: object.into_fact(self) })
            .collect();
        let extra = std::mem::take(&mut self.extra).into_iter();
        let kept = extra.filter(|fact| fact.context.is_aside() || !in_test);
        said.extend(kept.map(|fact| Said { inlined: true, caller, fact }));
        said
    }

    fn frame_of(&self, (file, _): At, function: &Function) -> Frame {
        Frame {
            file,
            scope: function.scope,
            function: self.krate.path_of(file, function),
            self_type: function.self_type.clone(),
            context: function.context.or(self.scope_context(file, function.scope)),
            ..Frame::default()
        }
    }

    fn frame_of_constant(&self, (file, _): At, constant: &Constant) -> Frame {
        Frame {
            file,
            scope: constant.scope,
            function: constant.name.clone(),
            self_type: constant.self_type.clone(),
            context: constant.context.or(self.scope_context(file, constant.scope)),
            ..Frame::default()
        }
    }

    fn scope_context(&self, file: usize, scope: usize) -> Option<Context> {
        self.krate.files[file].1.scopes.get(scope).and_then(|scope| scope.context)
    }

    /// Path of the function under evaluation, below the crate.
    pub fn function_path(&self) -> &str {
        &self.frame.function
    }

    pub fn context(&self) -> Option<Context> {
        self.frame.context
    }

    fn exprs(&mut self, all: &[Expr]) -> Vec<Known> {
        all.iter().map(|expr| self.expr(expr)).collect()
    }

    pub fn expr(&mut self, expr: &Expr) -> Known {
        let Some(left) = self.steps.checked_sub(1) else { return Known::unknown(expr.span) };
        self.steps = left;
        let span = expr.span;
        match &*expr.kind {
            Kind::Text(text) => Known::new(Val::Text(text.clone()), span),
            Kind::Bytes(bytes) => Known::new(bytes_or_text(bytes.clone()), span),
            Kind::Int(number) => Known::new(Val::Int(*number), span),
            // Lengths of time may be written `900.0`.
            Kind::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Known::new(Val::Int(*number as i64), span)
            }
            Kind::Bool(flag) => Known::new(Val::Bool(*flag), span),
            Kind::Path(path) => self.path(path, span),
            Kind::Call { callee, args } => self.call(callee, args, span),
            Kind::Method { receiver, name, args } => {
                let known = self.method(receiver, name, args, span);
                self.read_into(known, expr.generic.as_deref())
            }
            Kind::Field { base, name } => self.field(base, name, span),
            Kind::Struct { path, fields, rest } => self.struct_literal(path, fields, rest.as_ref(), span),
            Kind::Tuple(parts) => self.tuple(parts, span),
            Kind::Array(parts) => Known::new(list_or_bytes(self.exprs(parts)), span),
            Kind::Repeat { item, count } => self.repeat(item, count, span),
            Kind::Not(inner) => self.expr(inner).map(|known| match known.val {
                Val::Bool(flag) => Val::Bool(!flag),
                _ => Val::Unknown,
            }),
            Kind::Negative(inner) => self.expr(inner).map(|known| match known.val {
                Val::Int(number) => number.checked_neg().map_or(Val::Unknown, Val::Int),
                Val::Duration(length) => length.checked_neg().map_or(Val::Unknown, Val::Duration),
                _ => Val::Unknown,
            }),
            Kind::Binary { op, left, right } => self.binary(*op, left, right, span),
            Kind::Assign { place, value } => self.assign(place, value, span),
            Kind::Update { op, place, value } => self.update(*op, place, value, span),
            Kind::Closure { params, body } => self.closure(params, body, Known::unknown(span), span),
            // A release build is what gets deployed.
            Kind::Macro { .. } if gate::build_gate(expr).is_some() => Known::new(Val::Bool(false), span),
            Kind::Macro { path, args } => self.macro_call(path, args, span),
            Kind::Borrow { place } => self.expr(place),
            // A cast makes an enum's variant the number behind it.
            Kind::Same(inner) if expr.generic.is_some() => {
                let known = self.expr(inner);
                self.discriminant(known)
            }
            Kind::Same(inner) | Kind::Shown { value: inner, .. } => self.expr(inner),
            Kind::Range { from, to } => {
                for end in [from, to].into_iter().flatten() {
                    self.expr(end);
                }
                Known::unknown(span)
            }
            Kind::Index { base, index } => self.element(base, index, span),
            Kind::Other(parts) => {
                self.exprs(parts);
                Known::unknown(span)
            }
            _ => self.flow(expr),
        }
    }
}
