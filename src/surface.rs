//! Surfaces read one kind of input each and state facts. One table lists them all.
//!
//! A surface knows sources and models; it never sees a rule.

pub mod config;
pub mod dependency;
pub mod foreign;
pub mod http;
pub mod jwks;
pub mod recording;
pub mod rust;
pub mod script;
pub mod token;

use crate::fact::{Context, Fact, Secret, role};
use crate::finding::Problem;
use crate::model::Models;
use crate::prefilter::Prefilter;
use crate::source::{Source, Span};

/// What one surface found in one file.
#[derive(Debug, Default)]
pub struct Extracted {
    pub facts: Vec<Fact>,
    pub problems: Vec<Problem>,
    /// Places of secrets that no fact points at, to be masked in every drawn line.
    pub secrets: Vec<Span>,
    /// Variables of the environment that the file gives a value.
    pub settings: Vec<Setting>,
    /// Keys that calls take from other files.
    pub taken: Vec<script::Taken>,
    /// Values of session cookies, which are compared over all captures.
    pub identifiers: Vec<Identifier>,
    /// Parts of the file that are test or development code.
    pub regions: Vec<(Span, Context)>,
    /// Source that is judged together with the rest of its package.
    pub rust: Option<rust::ir::File>,
    /// What is kept of a file that is too long to be read again: places of all facts are places of this text.
    pub condensed: Option<Source>,
    /// The file was parsed, not only searched.
    pub parsed: bool,
}

/// A variable of the environment that a file gives a value, for the code that reads it.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: String,
    pub value: Secret,
    /// Where the name is written.
    pub key: Span,
    /// Where the value is written.
    pub place: Span,
    /// The model by which the file is read.
    pub model: String,
    pub context: Context,
}

/// A value of a session cookie.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// The anchor of the cookie's fact: its host and name.
    pub cookie: String,
    pub value: Secret,
}

/// One kind of input.
pub struct Surface {
    pub name: &'static str,
    /// Whether the surface wants to see a file at all.
    pub claims: fn(&Source, &Tools<'_>) -> bool,
    pub extract: fn(&Source, &Tools<'_>) -> Extracted,
}

/// What surfaces work with: models, and search machines made from them once per run.
#[derive(Debug)]
pub struct Tools<'k> {
    pub models: &'k Models,
    pub rust: Prefilter,
    /// Attributes that give a setting its value. A file with nothing else is read only if it has a part of a secret's name.
    pub settings: Prefilter,
    /// Macros that log, and words of secrets: a file that logs is read only if it has one of both.
    pub logs: Prefilter,
    pub secrets: Prefilter,
    /// Reads of the environment in scripts, and parts of secrets' names of which one must stand beside them.
    pub script: Prefilter,
    pub script_names: Prefilter,
    /// Packages that take keys.
    pub script_packages: Prefilter,
    /// The time of the run, in seconds since the epoch, against which tokens expire.
    pub now: i64,
}

impl<'k> Tools<'k> {
    pub fn new(models: &'k Models, now: i64) -> Tools<'k> {
        Tools {
            models,
            rust: Prefilter::new(&rust_words(models)),
            settings: Prefilter::new(&models.setting_words()),
            logs: Prefilter::new(&models.log_words()),
            secrets: Prefilter::new(role::logged_words()),
            script: Prefilter::new(&models.script_words()),
            script_names: Prefilter::new(role::variable_words()),
            script_packages: Prefilter::new(&models.script_packages()),
            now,
        }
    }
}

/// Words of which a Rust file must hold one to be read: those of models, and comparisons of passwords and
/// signatures, which need no library.
fn rust_words(models: &Models) -> Vec<String> {
    const COMPARED: [&str; 5] = ["password", "pwd", "signature", "api_key", "token"];
    let comparisons = COMPARED.iter().flat_map(|name| [format!("{name} =="), format!("{name} !=")]);
    // A password that is written beside the name of an account.
    let written =
        ["password", "Password"].iter().flat_map(|name| [format!("{name}: \""), format!("{name} = \"")]);
    models.rust_words().into_iter().chain(comparisons).chain(written).collect()
}

/// All surfaces, in the order in which facts of one place are listed.
pub static SURFACES: &[Surface] = &[
    Surface { name: "rust", claims: rust::claims, extract: rust::extract },
    Surface { name: "script", claims: script::claims, extract: script::extract },
    Surface { name: "config", claims: config::claims, extract: config::extract },
    Surface { name: "dependency", claims: dependency::claims, extract: dependency::extract },
    Surface { name: "http", claims: http::claims, extract: http::extract },
    Surface { name: "jwks", claims: jwks::claims, extract: jwks::extract },
    Surface { name: "token", claims: token::claims, extract: token::extract },
];

/// Runs every surface that claims the file.
pub fn extract(source: &Source, tools: &Tools<'_>) -> Extracted {
    let mut all = Extracted::default();
    for surface in SURFACES.iter().filter(|surface| (surface.claims)(source, tools)) {
        let found = (surface.extract)(source, tools);
        all.facts.extend(found.facts);
        all.problems.extend(found.problems);
        all.secrets.extend(found.secrets);
        all.settings.extend(found.settings);
        all.taken.extend(found.taken);
        all.identifiers.extend(found.identifiers);
        all.regions.extend(found.regions);
        all.rust = all.rust.or(found.rust);
        all.parsed |= found.parsed;
    }
    // A key in a test module is test data even where no word made the code worth evaluating.
    if !all.facts.is_empty() && all.rust.is_none() && source.path.ends_with(".rs") {
        all.regions.extend(rust::regions_of(source));
    }
    all
}
