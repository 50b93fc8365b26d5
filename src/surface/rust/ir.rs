//! Rust source as the evaluator needs it: owned, with byte spans, free to cross threads.
//!
//! Made by `lower` from a `syn` tree, which is dropped at once: its spans are valid on the parsing
//! thread only and it takes thirty times the memory of the text.

mod declared;
mod pattern;

pub use declared::{Enum, Implementation, Note};

use crate::fact::Context;
use crate::source::{FileId, Span};
use std::collections::{BTreeSet, HashMap};

/// First segment of a path that begins in the folder of the file.
pub const FOLDER: &str = "<folder>";

/// One file's items, inline modules included.
#[derive(Clone, Debug, Default)]
pub struct File {
    pub id: Option<FileId>,
    /// Its functions are evaluated. Otherwise the file is there for its names and for what it logs.
    pub judged: bool,
    /// Scope 0 is the file itself; each inline `mod` adds one.
    pub scopes: Vec<Scope>,
    pub functions: Vec<Function>,
    pub constants: Vec<Constant>,
    /// Variants of enums whose members have names are among them, as `Enum::Variant`.
    pub structs: Vec<Struct>,
    pub enums: Vec<Enum>,
    /// Scope and name of the file's own traits.
    pub traits: Vec<(usize, String)>,
    /// `impl Trait for Type`.
    pub implementations: Vec<Implementation>,
    /// Types between `::<` and `>` of a called path, by where the path stands.
    pub type_arguments: HashMap<Span, Vec<Type>>,
    /// What `{:?}` shows of the types.
    pub shapes: Vec<Shape>,
    /// The file stands for its folder, as `mod.rs` and `main.rs` do.
    pub folder: bool,
    /// Names that `extern crate` gives to other crates, and these crates.
    pub externs: Vec<(String, String)>,
    /// Where and why a part of the file could not be read.
    pub broken: Option<(usize, String)>,
    /// Names of the file's own `macro_rules!`.
    pub macros: BTreeSet<String>,
    /// Paths of several segments in expressions, which may lead to modules that nothing imports.
    pub paths: BTreeSet<Vec<String>>,
    /// What another build binds in the place of something else: for the mask alone.
    pub elsewhere: Block,
}

impl File {
    /// First segments of what it imports: crates, and modules of its own.
    pub fn imported_crates(&self) -> impl Iterator<Item = &str> + Clone {
        let uses = self.scopes.iter().flat_map(|scope| &scope.uses);
        uses.filter_map(|import| import.path.first()).map(String::as_str)
    }

    /// Every segment of what it imports.
    pub fn imported_names(&self) -> impl Iterator<Item = &str> {
        let uses = self.scopes.iter().flat_map(|scope| &scope.uses);
        uses.flat_map(|import| &import.path).map(String::as_str)
    }
}

/// A module: its own name below the file, and what it imports.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Segments below the file's own module path.
    pub path: Vec<String>,
    pub uses: Vec<Use>,
    /// Modules that stand in files of their own.
    pub modules: Vec<String>,
    /// `None` where the place alone decides.
    pub context: Option<Context>,
}

/// One name that an import brings, or a glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub path: Vec<String>,
    /// `None` for `use path::*`.
    pub name: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub scope: usize,
    pub name: String,
    /// The type whose `impl` holds it.
    pub self_type: Option<String>,
    /// The trait that this `impl` is of, as it is written.
    pub of_trait: Vec<String>,
    pub params: Vec<Param>,
    pub body: Block,
    pub span: Span,
    pub context: Option<Context>,
    /// Expressions and statements in the body.
    pub size: u32,
    /// The type that it gives, with `impl Future` and the like left out.
    pub output: Option<Type>,
    pub instrument: Option<Instrument>,
    pub route: Option<Route>,
}

/// An attribute that makes a function the handler of a route.
#[derive(Clone, Debug)]
pub struct Route {
    /// In lower case.
    pub method: &'static str,
    pub path: String,
    pub span: Span,
}

/// An attribute that records a function's arguments whenever it runs: `#[instrument(skip(a), fields(b = c))]`.
#[derive(Clone, Debug)]
pub struct Instrument {
    pub path: Vec<String>,
    pub span: Span,
    pub skips_all: bool,
    /// What the function gives is recorded too.
    pub result: bool,
    /// Arguments that are not recorded.
    pub skipped: Vec<String>,
    pub level: Option<String>,
    /// What is recorded beside or instead of arguments, each a `Shown`.
    pub fields: Vec<Expr>,
    /// Where names to skip can be added, and the text around them.
    pub skip_at: Span,
    pub before: String,
    pub after: String,
}

impl Function {
    /// Signature and body.
    pub fn body_span(&self) -> Span {
        let last = self.body.statements.last().map(|statement| match statement {
            Statement::Let { span, .. } | Statement::Expr { span, .. } => span.end,
        });
        Span { end: last.unwrap_or(self.span.end).max(self.span.end), ..self.span }
    }
}

#[derive(Clone, Debug)]
pub struct Param {
    pub pattern: Pattern,
    pub ty: Option<Type>,
}

impl Param {
    pub fn is_self(&self) -> bool {
        matches!(&self.pattern, Pattern::Bind { name, .. } if name == "self")
    }
}

/// A constant, a static, or an associated constant.
#[derive(Clone, Debug)]
pub struct Constant {
    pub scope: usize,
    pub name: String,
    pub self_type: Option<String>,
    /// As it is declared.
    pub ty: Option<Type>,
    pub value: Expr,
    pub context: Option<Context>,
}

#[derive(Clone, Debug)]
pub struct Struct {
    pub scope: usize,
    pub name: String,
    pub fields: Vec<Field>,
    /// What attributes say of the type, derives included.
    pub notes: Vec<Note>,
    /// A flattened member or a missing name: it may serialise to more than its fields.
    pub open: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// The name under which serde writes it, `None` where it is skipped.
    pub wire_name: Option<String>,
    pub ty: Option<Type>,
    /// What attributes say of it.
    pub notes: Vec<Note>,
    pub span: Span,
}

/// What the derived `Debug` of a struct or enum shows.
#[derive(Clone, Debug)]
pub struct Shape {
    pub scope: usize,
    pub name: String,
    /// `Debug` is derived; otherwise it may hide what it likes, or is not there.
    pub derived: bool,
    /// Members with names, or their numbers, and where they stand; those that an attribute hides are left out.
    pub members: Vec<(String, Option<Type>, Span)>,
    /// Variants of an enum, of which a value is one; 1 for a struct.
    pub variants: usize,
}

/// A type with references and lifetimes taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    pub path: Vec<String>,
    pub arguments: Vec<Type>,
}

#[derive(Clone, Debug, Default)]
pub struct Block {
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub enum Statement {
    Let {
        pattern: Pattern,
        ty: Option<Box<Type>>,
        value: Option<Expr>,
        otherwise: Option<Expr>,
        span: Span,
    },
    /// `tail` is true for the expression that is the block's value.
    Expr {
        expr: Expr,
        tail: bool,
        span: Span,
    },
}

#[derive(Clone, Debug)]
pub enum Pattern {
    Bind {
        name: String,
        mutable: bool,
    },
    Tuple(Vec<Pattern>),
    /// `Ok(x)`, `State(x)`: the path's last segment and its parts.
    TupleStruct {
        name: String,
        parts: Vec<Pattern>,
    },
    Struct(Vec<(String, Pattern)>),
    Or(Vec<Pattern>),
    /// A variant or constant, by its path's last segment: `None`, `Mode::Insecure`.
    Constant(String),
    /// A text, a number or a flag.
    Literal(Expr),
    /// `pattern if condition`
    Guarded(Box<Pattern>),
    /// `_`
    Wild,
    /// Anything else that binds nothing.
    Other,
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub span: Span,
    pub kind: Box<Kind>,
    /// The first type argument that it is written with: `parse::<User>()`; of a cast, the type that it is cast to.
    pub generic: Option<Box<Type>>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Text(String),
    Bytes(Vec<u8>),
    Int(i64),
    Float(f64),
    Bool(bool),
    Path(Vec<String>),
    Call {
        callee: Expr,
        args: Vec<Expr>,
    },
    Method {
        receiver: Expr,
        name: String,
        args: Vec<Expr>,
    },
    Field {
        base: Expr,
        name: String,
    },
    Struct {
        path: Vec<String>,
        fields: Vec<(String, Expr)>,
        rest: Option<Expr>,
    },
    Tuple(Vec<Expr>),
    Array(Vec<Expr>),
    Repeat {
        item: Expr,
        count: Expr,
    },
    Not(Expr),
    Negative(Expr),
    Binary {
        op: Op,
        left: Expr,
        right: Expr,
    },
    Assign {
        place: Expr,
        value: Expr,
    },
    /// `a += b`
    Update {
        op: Op,
        place: Expr,
        value: Expr,
    },
    If {
        cond: Expr,
        then: Block,
        otherwise: Option<Expr>,
    },
    /// `let Some(x) = value` in a condition.
    LetCond {
        pattern: Pattern,
        value: Expr,
    },
    Match {
        value: Expr,
        arms: Vec<(Pattern, Expr)>,
    },
    Block(Block),
    Loop(Block),
    For {
        pattern: Box<Pattern>,
        over: Expr,
        body: Block,
    },
    While {
        cond: Expr,
        body: Block,
    },
    Closure {
        params: Vec<Pattern>,
        body: Expr,
    },
    Macro {
        path: Vec<String>,
        args: Vec<Expr>,
    },
    /// An argument of a macro with a name or a mark: `user = %id`, `?body`, `target: "x"`.
    Shown {
        name: Option<String>,
        how: How,
        value: Expr,
    },
    /// `from..to`
    Range {
        from: Option<Expr>,
        to: Option<Expr>,
    },
    /// `&mut place`, which a callee may change.
    Borrow {
        place: Expr,
    },
    /// The same value in other clothes: `&x`, `*x`, `x?`, `x.await`, `x as T`, `(x)`.
    Same(Expr),
    Return(Option<Expr>),
    Index {
        base: Expr,
        index: Expr,
    },
    /// Not understood; its parts are still looked at.
    Other(Vec<Expr>),
}

/// How a macro takes an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it is.
    Plain,
    /// `?x`: in its `Debug` form.
    Debug,
    /// `%x`: in its `Display` form.
    Display,
    /// `target: x`: says how the macro works.
    Setting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Shift,
    Eq,
    Ne,
    Other,
}
