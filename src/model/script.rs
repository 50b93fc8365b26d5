//! Models of JavaScript and TypeScript packages: calls that make facts, and expressions that give values.
//!
//! In: the checked TOML of one model. Out: rows by the path of what is called, which begins with the package's
//! name (`jsonwebtoken.sign`, `@nestjs/config.ConfigService.get`) or with a global (`process.env`). A method of
//! a class is written like its static function. Knows no syntax.

use super::Models;
use super::row::{Assign, Base, Take, Through, Unit, kind, listed, word};
use crate::fact::{Key, Kind};
use crate::mistake::Table;
use foldhash::HashMap;

/// One package, or what the language and its runtimes bring themselves.
#[derive(Clone, Debug)]
pub struct ScriptModel {
    /// The package's name, as in `package.json`.
    pub library: String,
    /// Packages that offer the same under another name.
    pub aliases: Vec<String>,
    /// Words of which a file must hold one for its reads of the environment to be looked at.
    pub words: Vec<String>,
    pub rows: Vec<Row>,
}

/// What one call, or the members of one object, mean.
#[derive(Clone, Debug)]
pub struct Row {
    /// A path, or the bare name of a method that any value has.
    pub call: String,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Members of this object are variables of the environment.
    Members,
    /// The variable that the first argument names, with an argument that stands in for it.
    Variable { fallback: Option<usize> },
    /// Its receiver or first argument, or what is made of it without changing what it says.
    Same,
    /// The same as a number.
    Number,
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
    if calls.is_empty() {
        table.reading.wrong(table.span.clone(), "`call` is missing");
    }
    let text_unit = table.text("text_unit").and_then(|text| {
        let words = Unit::ALL.map(|unit| (unit.name(), unit));
        listed(table, "text_unit", text, &words)
    });
    let Some(kind) = kind(table, "fact") else {
        table.skip(&["take", "set", "default", "unit", "encoding"]);
        return Vec::new();
    };
    let assign = Assign::read(table, kind);
    if !assign.take.iter().flat_map(|(_, takes)| takes).all(is_argument) {
        table.reading.wrong(table.span.clone(), "a script's row takes from arguments: `arg0`, `arg1.secret`");
    }
    let action = Action::Make { kind, assign, text_unit };
    calls.into_iter().map(|call| Row { call: call.value, action: action.clone() }).collect()
}

fn is_argument(take: &Take) -> bool {
    matches!(take.base, Base::Argument(_)) && take.through == Through::Value
}

fn value(table: &Table<'_>) -> Vec<Row> {
    const GIVES: [(&str, Gives); 4] = [
        ("members", Gives::Members),
        ("env", Gives::Variable { fallback: None }),
        ("same", Gives::Same),
        ("number", Gives::Number),
    ];
    let calls = table.texts("call");
    let gives = word(table, "gives", &GIVES);
    if calls.is_empty() || !table.has("gives") {
        table.reading.wrong(table.span.clone(), "`call` or `gives` is missing");
    }
    let fallback = fallback(table, gives);
    let Some(gives) = gives else { return Vec::new() };
    let gives = if fallback.is_some() { Gives::Variable { fallback } } else { gives };
    calls.into_iter().map(|call| Row { call: call.value, action: Action::Value(gives) }).collect()
}

/// The argument that stands in for a variable of the environment; other values have none.
fn fallback(table: &Table<'_>, gives: Option<Gives>) -> Option<usize> {
    let text = table.text("fallback")?;
    let number = text.value.strip_prefix("arg").and_then(|number| number.parse().ok());
    let of_variable = gives.is_none_or(|gives| matches!(gives, Gives::Variable { .. }));
    if number.is_none() {
        table.reading.wrong(text.span, "an argument is written `arg0`, `arg1`, ..");
    } else if !of_variable {
        table.reading.wrong(text.span, "`fallback` goes with `gives = \"env\"` alone");
    }
    number.filter(|_| of_variable)
}

impl Models {
    /// Rows for a path of a script, or for a bare method name behind a dot.
    pub fn script_rows(&self, path: &str) -> impl Iterator<Item = (&ScriptModel, &Row)> {
        let found = self.script_paths.get(path).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|(model, row)| {
            let model = self.script.get(*model)?;
            Some((model, model.rows.get(*row)?))
        })
    }

    /// Words of which a script must hold one for its reads of the environment to matter.
    pub fn script_words(&self) -> Vec<String> {
        self.script.iter().flat_map(|model| model.words.iter().cloned()).collect()
    }

    /// Packages with calls that make facts.
    pub fn script_packages(&self) -> Vec<String> {
        let makes =
            |model: &&ScriptModel| model.rows.iter().any(|row| matches!(row.action, Action::Make { .. }));
        let names =
            |model: &ScriptModel| [std::slice::from_ref(&model.library), model.aliases.as_slice()].concat();
        self.script.iter().filter(makes).flat_map(names).collect()
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
