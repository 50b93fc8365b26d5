//! The measurement itself: which commands run on which trees.
//! In: the arguments. Out: rounds per scale and cold starts. It neither judges nor prints them.

use crate::arguments::Arguments;
use crate::generate::Census;
use crate::ground;
use crate::launch::Task;
use crate::rounds::{self, Rounds};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Scales of the growth table.
const GROWTH: [f64; 3] = [0.1, 1.0, 10.0];

/// Everything that was measured; in pairs, authlint comes first.
pub struct Outcome {
    pub rg_version: String,
    pub main: Scale,
    /// In ascending order of scale; empty with `--quick`.
    pub growth: Vec<Scale>,
    pub starts_ms: [f64; 2],
    pub starts: usize,
}

/// The rounds on one tree.
pub struct Scale {
    pub scale: f64,
    pub census: Census,
    pub rounds: Rounds,
    /// What authlint's last report says of itself; `None` where it is no report.
    pub reported: Option<Reported>,
}

/// Numbers from authlint's own JSON report.
#[derive(Clone, Copy)]
pub struct Reported {
    pub findings: u64,
    pub files: u64,
    pub parsed: u64,
}

/// Measures everything that the arguments ask for.
///
/// # Errors
/// When a program is missing or fails, or a tree cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome, String> {
    fs::create_dir_all(ground::home()).map_err(|error| error.to_string())?;
    let rg_version = rg_version(&arguments.rg)?;
    let main = scale(arguments, arguments.scale)?;
    let mut growth = Vec::new();
    for wanted in GROWTH.iter().filter(|_| !arguments.quick) {
        growth.push(scale(arguments, *wanted)?);
    }
    let empty = ground::home().join("empty");
    fs::create_dir_all(&empty).map_err(|error| error.to_string())?;
    let starts_ms = rounds::starts(&tasks(arguments, &empty), arguments.starts)?;
    Ok(Outcome { rg_version, main, growth, starts_ms, starts: arguments.starts })
}

fn scale(arguments: &Arguments, scale: f64) -> Result<Scale, String> {
    let ground = ground::prepare(scale).map_err(|error| format!("the tree of scale {scale}: {error}"))?;
    eprintln!("measuring {} rounds at scale {scale}", arguments.rounds);
    let tasks = tasks(arguments, &ground.folder);
    let rounds = rounds::compare(&tasks, arguments.rounds)?;
    Ok(Scale { scale, census: ground.census, rounds, reported: reported(&tasks[0].output) })
}

fn tasks(arguments: &Arguments, folder: &Path) -> [Task; 2] {
    let folder = folder.display().to_string();
    let words = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/words.txt");
    let check = ["check", &folder, "--format", "json", "--fail-on", "never"];
    // `--hidden`, because authlint looks at hidden files too; both honour .gitignore.
    let search = ["-n", "-F", "--hidden", "-f", words, &folder];
    [
        task("authlint", &arguments.authlint, &check, &[0]),
        // ripgrep ends with 1 when nothing matches.
        task("rg", &arguments.rg, &search, &[0, 1]),
    ]
}

fn task(name: &'static str, program: &Path, arguments: &[&str], accepted: &'static [i32]) -> Task {
    let arguments = arguments.iter().map(ToString::to_string).collect();
    Task {
        program: program.to_owned(),
        arguments,
        accepted,
        output: ground::home().join(format!("{name}.out")),
    }
}

fn rg_version(rg: &Path) -> Result<String, String> {
    let output = Command::new(rg).arg("--version").output().map_err(|error| {
        format!(
            "{}: {error}\nripgrep is needed: `cargo install ripgrep`, or `apt-get install ripgrep`",
            rg.display()
        )
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or("unknown").to_owned())
}

fn reported(output: &Path) -> Option<Reported> {
    let report: serde_json::Value = serde_json::from_slice(&fs::read(output).ok()?).ok()?;
    let summary = |key: &str| report.get("summary")?.get(key)?.as_u64();
    Some(Reported {
        findings: report.get("findings")?.as_array()?.len() as u64,
        files: summary("files")?,
        parsed: summary("parsed")?,
    })
}
