//! `authlint.toml`: a project's own thresholds, rule choice and exclusions.

use crate::finding::{Confidence, Severity};
use crate::mistake::{At, Mistake, Reading, Table, nearest};
use std::path::{Path, PathBuf};

/// What a configuration file says. Command-line options stand above it.
#[derive(Debug, Default)]
pub struct Config {
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// Patterns of files to leave out, as in `.gitignore`.
    pub exclude: Vec<String>,
    pub rules: Vec<PathBuf>,
    pub pedantic: bool,
    pub min_confidence: Option<Confidence>,
    pub fail_on: Option<FailOn>,
    /// The file itself, for the `[policy]` table.
    reading: Option<(String, String)>,
}

/// From which severity on findings make the run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    pub fn includes(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Note => true,
            FailOn::Never => false,
        }
    }
}

const WORDS: [(&str, FailOn); 4] = [
    ("error", FailOn::Error),
    ("warning", FailOn::Warning),
    ("note", FailOn::Note),
    ("never", FailOn::Never),
];

const CONFIDENCES: [(&str, Confidence); 3] =
    [("low", Confidence::Low), ("medium", Confidence::Medium), ("high", Confidence::High)];

/// The configuration file for a scanned path: the nearest `authlint.toml` in it or above it.
pub fn find(root: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(root).ok()?;
    start.ancestors().map(|folder| folder.join("authlint.toml")).find(|path| path.is_file())
}

/// Reads a configuration file.
///
/// # Errors
/// All mistakes of the file, each with its place.
pub fn load(path: &Path) -> Result<Config, Vec<Mistake>> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot be read: {error}");
        vec![Mistake { path: shown.clone(), text: "".into(), span: 0..0, message, help: None }]
    })?;
    let reading = Reading::new(&shown, &text);
    let mut config = reading.root(|root| read(root, path.parent().unwrap_or(Path::new("."))));
    let mistakes = reading.into_mistakes();
    config.reading = Some((shown, text));
    if mistakes.is_empty() { Ok(config) } else { Err(mistakes) }
}

fn read(root: &Table<'_>, folder: &Path) -> Config {
    // Checked against the thresholds that exist once those are read: see `adjust`.
    root.table("policy");
    let exclude = root.texts("exclude");
    for pattern in &exclude {
        if globset::Glob::new(&pattern.value).is_err() {
            root.reading.wrong(pattern.span.clone(), "not a file pattern");
        }
    }
    let values = |texts: Vec<At<String>>| texts.into_iter().map(|at| at.value).collect::<Vec<_>>();
    let config = Config {
        select: values(root.texts("select")),
        ignore: values(root.texts("ignore")),
        exclude: values(exclude),
        rules: root.texts("rules").into_iter().map(|at| folder.join(at.value)).collect(),
        pedantic: root.flag("pedantic").is_some_and(|flag| flag.value),
        min_confidence: word(root, "min-confidence", &CONFIDENCES),
        fail_on: word(root, "fail-on", &WORDS),
        reading: None,
    };
    root.done();
    config
}

fn word<T: Copy>(root: &Table<'_>, key: &str, words: &[(&str, T)]) -> Option<T> {
    let text = root.text(key)?;
    let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
    if found.is_none() {
        let help = nearest(&text.value, words.iter().map(|(word, _)| *word));
        root.reading.wrong_with_help(text.span, format!("unknown value `{}`", text.value), help);
    }
    found
}

impl Config {
    /// Applies the `[policy]` table to the thresholds, and gives back its mistakes.
    pub fn adjust(&self, policy: &mut crate::rule::policy::Policy) -> Vec<Mistake> {
        let Some((path, text)) = &self.reading else { return Vec::new() };
        let reading = Reading::new(path, text);
        reading.root(|root| {
            if let Some(table) = root.table("policy") {
                policy.override_with(&table);
            }
        });
        reading.into_mistakes()
    }
}
