//! Models of JavaScript and TypeScript packages: calls that make facts, and expressions that give values.
//!
//! In: the checked TOML of one model. Out: rows by the path of what is called, which begins with the package's
//! name (`jsonwebtoken.sign`, `@nestjs/config.ConfigService.get`) or with a global (`process.env`). A method of
//! a class is written like its static function. Knows no syntax.

use super::Models;
use super::row::{Assign, Base, Take, Through, Unit, kind, listed, take, word};
use crate::fact::{Key, Kind};
use crate::mistake::Table;
use foldhash::{HashMap, HashSet};

/// One package, or what the language and its runtimes bring themselves.
#[derive(Clone, Debug)]
pub struct ScriptModel {
    /// The package's name, as in `package.json`.
    pub library: String,
    /// Packages that offer the same under another name.
    pub aliases: Vec<String>,
    /// Words of which a file must hold one to be read: for calls that no package is named for, and for reads of the
    /// environment.
    pub words: Vec<String>,
    pub rows: Vec<Row>,
}

/// What one call, or the members of one object, mean.
#[derive(Clone, Debug)]
pub struct Row {
    /// A path, or the bare name of a method that any value has. One that ends with ` =` is what is assigned to, where `*`
    /// stands for any member; `()` behind a part is what a call gives.
    pub call: String,
    /// For a method that makes a fact: names of what it is called on, of which one must be the last of its path.
    pub on: Vec<String>,
    pub action: Action,
}

#[derive(Clone, Debug)]
pub enum Action {
    /// The call brings a fact into being.
    Make {
        kind: Kind,
        assign: Assign,
        /// The unit of digits without one in a text that stands for a duration.
        text_unit: Option<Unit>,
    },
    Value(Gives),
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Members of this object are variables of the environment.
    Members,
    /// The variable that the first argument names, with an argument that stands in for it.
    Variable { fallback: Option<Take> },
    /// Its receiver or first argument, or what is made of it without changing what it says: with an argument that stands
    /// in for it, and one that names the form in which it is written.
    Same { fallback: Option<Take>, form: Option<Take> },
    /// The same as a number.
    Number,
    /// A rule for a value of another name, with what stands in where it is missing.
    Rule { fallback: Option<Take> },
    /// Objects in its argument are rules: the member of the first name holds a variable's name, that of the second one
    /// what stands in for it.
    Schema { variable: String, default: String },
}

impl ScriptModel {
    /// Reads a model file's rows; the caller has checked `language`.
    pub fn read(root: &Table<'_>) -> Option<ScriptModel> {
        let library = root.required("library");
        let texts = |name: &str| root.texts(name).into_iter().map(|text| text.value).collect();
        let (aliases, words) = (texts("aliases"), texts("words"));
        let mut rows = Vec::new();
        for table in root.tables("make") {
            rows.extend(make(&table));
            table.done();
        }
        for table in root.tables("value") {
            rows.extend(value(&table));
            table.done();
        }
        Some(ScriptModel { library: library?.value, aliases, words, rows })
    }

    fn makes_facts(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.action, Action::Make { .. }))
    }

    /// Rows with every path under which code reaches them.
    pub fn paths(&self) -> impl Iterator<Item = (String, usize)> {
        let of_row = |(number, row): (usize, &Row)| {
            let below = row.call.strip_prefix(&self.library).map(str::to_owned);
            let others =
                self.aliases.iter().filter_map(move |alias| Some(format!("{alias}{}", below.as_ref()?)));
            std::iter::once(row.call.clone())
                .chain(others)
                .map(move |path| (path, number))
                .collect::<Vec<_>>()
        };
        self.rows.iter().enumerate().flat_map(of_row)
    }

    /// Every attribute that the model can write.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.rows.iter().flat_map(|row| match &row.action {
            Action::Make { assign, .. } => assign.keys().collect::<Vec<_>>(),
            Action::Value(_) => Vec::new(),
        })
    }
}

fn make(table: &Table<'_>) -> Vec<Row> {
    let calls = table.texts("call");
    let writes = table.texts("write");
    if calls.is_empty() && writes.is_empty() {
        table.reading.wrong(table.span.clone(), "`call` or `write` is missing");
    }
    let text_unit = table.text("text_unit").and_then(|text| {
        let words = Unit::ALL.map(|unit| (unit.name(), unit));
        listed(table, "text_unit", text, &words)
    });
    let on: Vec<String> = table.texts("on").into_iter().map(|text| text.value).collect();
    let Some(kind) = kind(table, "fact") else {
        table.skip(&["take", "set", "default", "unit", "encoding", "read"]);
        return Vec::new();
    };
    let assign = Assign::read(table, kind);
    if !assign.take.iter().flat_map(|(_, takes)| takes).all(is_known) {
        table.reading.wrong(table.span.clone(), "a script's row takes from arguments, `arg0`, `arg1.secret`, `receiver.arg0`, `value`, `name` or `named(result)`");
    }
    if !assign.change.is_empty() {
        let message = "a script's row has no `add`, `insert`, `remove` or `clear`";
        table.reading.wrong(table.span.clone(), message);
    }
    if let Some(call) = calls.iter().find(|call| call.value.starts_with('.') == on.is_empty()) {
        table
            .reading
            .wrong(call.span.clone(), "a method says with `on` what it is called on, and nothing else does");
    }
    let action = Action::Make { kind, assign, text_unit };
    let written = writes.into_iter().map(|write| format!("{} =", write.value));
    let paths = calls.into_iter().map(|call| call.value).chain(written);
    paths.map(|call| Row { call, on: on.clone(), action: action.clone() }).collect()
}

/// A place that a call or an assignment has.
fn is_known(take: &Take) -> bool {
    let whole = take.path.is_empty();
    match take.base {
        Base::Result => whole && take.through == Through::Named,
        Base::Name => whole && take.through == Through::Value,
        Base::Assigned => {
            whole && matches!(take.through, Through::Value | Through::Named | Through::SetCookie)
        }
        Base::Receiver => {
            take.through == Through::Value && take.path.first().is_some_and(|first| first.starts_with("arg"))
        }
        _ => is_argument(take),
    }
}

fn is_argument(take: &Take) -> bool {
    let through = matches!(take.through, Through::Value | Through::Named | Through::Not | Through::Literal);
    matches!(take.base, Base::Argument(_)) && through
}

fn value(table: &Table<'_>) -> Vec<Row> {
    let member = |name: &str| table.text(name).map(|text| text.value);
    let (variable, default) = (member("variable"), member("default"));
    const GIVES: [(&str, Gives); 6] = [
        ("members", Gives::Members),
        ("env", Gives::Variable { fallback: None }),
        ("same", Gives::Same { fallback: None, form: None }),
        ("number", Gives::Number),
        ("rule", Gives::Rule { fallback: None }),
        ("schema", Gives::Schema { variable: String::new(), default: String::new() }),
    ];
    let calls = table.texts("call");
    let gives = word(table, "gives", &GIVES);
    let (fallback, form) = (argument(table, "fallback"), argument(table, "form"));
    if calls.is_empty() || !table.has("gives") {
        table.reading.wrong(table.span.clone(), "`call` or `gives` is missing");
    }
    let given = match (gives, fallback, form) {
        (Some(Gives::Schema { .. }), None, None) => match (variable, default) {
            (Some(variable), Some(default)) => Gives::Schema { variable, default },
            _ => {
                table
                    .reading
                    .wrong(table.span.clone(), "a `schema` names the members `variable` and `default`");
                return Vec::new();
            }
        },
        (None, ..) => return Vec::new(),
        (Some(Gives::Variable { .. }), fallback, None) => Gives::Variable { fallback },
        (Some(Gives::Same { .. }), fallback, form) => Gives::Same { fallback, form },
        (Some(Gives::Rule { .. }), fallback @ Some(_), None) => Gives::Rule { fallback },
        (Some(gives @ (Gives::Members | Gives::Number)), None, None) => gives,
        _ => {
            let message =
                "`fallback` goes with `env`, `same` and `rule`, which needs it, and `form` with `same`";
            table.reading.wrong(table.span.clone(), message);
            return Vec::new();
        }
    };
    let row = |call: String| Row { call, on: Vec::new(), action: Action::Value(given.clone()) };
    calls.into_iter().map(|call| row(call.value)).collect()
}

/// A place of an argument: `arg1`, `arg0.default`.
fn argument(table: &Table<'_>, name: &str) -> Option<Take> {
    let text = table.text(name)?;
    let found = take(table.reading, &text)?;
    if !is_argument(&found) || found.through != Through::Value {
        table.reading.wrong(text.span, "an argument is written `arg0`, `arg1.default`, ..");
    }
    Some(found)
}

impl Models {
    /// Rows for a path of a script, or for a bare method name behind a dot.
    pub fn script_rows<'m>(
        &'m self,
        path: &str,
    ) -> impl Iterator<Item = (&'m ScriptModel, &'m Row)> + use<'m> {
        let found = self.script_paths.get(path).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|(model, row)| {
            let model = self.script.get(*model)?;
            Some((model, model.rows.get(*row)?))
        })
    }

    /// Whether a row is about a method of what has this path.
    pub fn has_script_methods(&self, path: &str) -> bool {
        self.script_made.contains(path)
    }

    /// Words of which a script must hold one for its reads of the environment to matter.
    pub fn script_words(&self) -> Vec<String> {
        let of_values = self.script.iter().filter(|model| !model.makes_facts());
        of_values.flat_map(|model| model.words.iter().cloned()).collect()
    }

    /// Packages with calls that make facts, or the words by which files with such calls are known.
    pub fn script_packages(&self) -> Vec<String> {
        let names = |model: &ScriptModel| match model.words.as_slice() {
            [] => [std::slice::from_ref(&model.library), model.aliases.as_slice()].concat(),
            words => words.to_vec(),
        };
        self.script.iter().filter(|model| model.makes_facts()).flat_map(names).collect()
    }
}

/// Rows by path: (model, row).
pub(super) fn index(models: &[ScriptModel]) -> HashMap<String, Vec<(usize, usize)>> {
    let mut index: HashMap<String, Vec<(usize, usize)>> = HashMap::default();
    for (number, model) in models.iter().enumerate() {
        for (path, row) in model.paths() {
            index.entry(path).or_default().push((number, row));
        }
    }
    index
}

/// Paths of what calls give, of which rows know methods.
pub(super) fn made(index: &HashMap<String, Vec<(usize, usize)>>) -> HashSet<String> {
    index.keys().filter_map(|path| Some(format!("{}()", path.rsplit_once("().")?.0))).collect()
}
