//! The laws of the source code: which module may know which, how long files are, how they begin, and
//! what has no place in them.

#[path = "support/code.rs"]
mod code;
#[path = "support/run.rs"]
mod run;

use code::File;

/// What each top-level module may import. A longer path allows only what is below it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("prefilter", &[]),
    ("mistake", &[]),
    ("jose", &[]),
    ("git", &[]),
    ("fact", &["source", "jose"]),
    ("finding", &["fact", "source"]),
    ("walk", &["finding"]),
    ("rule", &["fact", "finding", "mistake"]),
    // Models are read with the same checks of names and values as rules.
    ("model", &["fact", "mistake", "source", "rule::load::key", "rule::load::scalar"]),
    // A surface never sees a rule. Versions are plain data of the package that a file belongs to.
    ("surface", &["fact", "finding::Problem", "jose", "model", "prefilter", "source", "project::Versions"]),
    ("project", &["fact", "finding", "model", "source", "surface", "walk"]),
    // A rule never sees a surface.
    ("judge", &["fact", "finding", "rule", "source"]),
    ("config", &["finding", "mistake", "rule::policy"]),
    ("knowledge", &["mistake", "model", "rule"]),
    ("triage", &["finding", "source", "rule::Rules"]),
    ("fix", &["fact::slot", "finding", "source"]),
    // A format sees what rules say of themselves, never a condition.
    (
        "report",
        &[
            "fact::Context",
            "fact::Kind",
            // What names say, so that a drawn line shows no value of a secret.
            "fact::role",
            "finding",
            "jose",
            "mistake",
            "project::Stats",
            "rule::Rule",
            "rule::Rules",
            "rule::text::is_bidi",
            "source",
        ],
    ),
];

/// Modules that put the others together.
const ABOVE_ALL: &[&str] = &["lib", "main", "cli"];

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for file in code::files().iter().filter(|file| !ABOVE_ALL.contains(&file.module())) {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == file.module()) else {
            wrong.push(format!("{}: say in tests/house.rs what `{}` may import", file.path, file.module()));
            continue;
        };
        let below = |path: &str, head: &str| path == head || path.starts_with(&format!("{head}::"));
        let free = |path: &String| below(path, file.module()) || allowed.iter().any(|head| below(path, head));
        let bad = code::crate_paths(&file.code).into_iter().filter(|path| !free(path));
        wrong.extend(bad.map(|path| format!("{} imports crate::{path}", file.path)));
    }
    run::none(wrong);
}

#[test]
fn the_table_names_only_modules_that_exist() {
    let files = code::files();
    let known = |module: &str| files.iter().any(|file| file.module() == module);
    let gone = MAY_IMPORT.iter().filter(|(module, _)| !known(module));
    run::none(gone.map(|(module, _)| format!("there is no module `{module}`")).collect());
}

const LONGEST: usize = 400;
/// The vocabulary is one table on purpose: the first file a newcomer reads.
const TABLE: &str = "src/fact/kinds.rs";

#[test]
fn files_tell_one_story() {
    let mut wrong = Vec::new();
    for File { path, text, .. } in code::files() {
        let lines = text.lines().count();
        if lines > LONGEST && path != TABLE {
            wrong.push(format!("{path} has {lines} lines, more than {LONGEST}"));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not open with `//!`: what comes in, what goes out"));
        }
        let name = path.rsplit('/').next().unwrap_or("");
        if ["mod.rs", "utils.rs", "util.rs", "common.rs", "helpers.rs", "manager.rs"].contains(&name) {
            wrong.push(format!("{path}: a name that says nothing"));
        }
    }
    run::none(wrong);
}

/// What must not stand in code that reads input, and where it may.
const BANNED: &[(&str, &[&str])] = &[
    (".unwrap()", &[]),
    (".expect(", &[]),
    ("panic!(", &[]),
    ("todo!(", &[]),
    ("unimplemented!(", &[]),
    ("unreachable!(", &[]),
    ("dbg!(", &[]),
    // Instructions that work on several hashes at once; both files say what makes it sound.
    ("unsafe {", &["src/jose/lanes/x86.rs", "src/jose/lanes/sha_ni.rs"]),
    ("println!(", &["src/cli/", "src/cli.rs"]),
    ("process::exit", &[]),
];

#[test]
fn nothing_panics_and_nothing_prints() {
    let mut wrong = Vec::new();
    for file in code::files() {
        for (word, places) in BANNED {
            let allowed = places.iter().any(|place| file.path.starts_with(place));
            for (number, _) in
                (1..).zip(file.code.lines()).filter(|(_, line)| line.contains(word) && !allowed)
            {
                wrong.push(format!("{}:{number}: `{word}`", file.path));
            }
        }
    }
    run::none(wrong);
}

#[test]
fn groups_of_imports_are_taken_apart() {
    let code =
        "use crate::{Progress, fix, rule::{Rule, cond::Truth}};\nlet x = crate::fact::Key::new(); $crate::no";
    let wanted = ["Progress", "fact::Key::new", "fix", "rule::Rule", "rule::cond::Truth"];
    assert_eq!(code::crate_paths(code), wanted);
}
