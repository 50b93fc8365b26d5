//! What looks risky and is not: the thirty-two traps of configuration and captures, each a folder of
//! `fixtures/traps/` by its number. All rules run as a user runs them, and say only what is marked.

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/run.rs"]
mod run;

use fixture::Case;
use rayon::prelude::*;
use std::path::Path;

const TRAPS: usize = 32;

fn traps() -> Vec<Case> {
    let folders = fixture::children(&Path::new(fixture::ROOT).join("fixtures/traps"));
    let case = |path: std::path::PathBuf| Case { bad: false, shown: fixture::name_of(&path), path };
    folders.into_iter().map(case).collect()
}

#[test]
fn every_trap_has_its_folder() {
    let names: Vec<String> = traps().into_iter().map(|trap| trap.shown).collect();
    let numbers: Vec<String> =
        names.iter().filter_map(|name| Some(name.split_once('-')?.0.to_owned())).collect();
    let wanted: Vec<String> = (1..=TRAPS).map(|number| format!("{number:02}")).collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn traps_catch_nothing() {
    run::none(traps().par_iter().filter_map(caught).collect());
}

/// What is said of a trap beyond its marks, and what is marked and not said.
fn caught(trap: &Case) -> Option<String> {
    let laid = trap.lay_out();
    if trap.shown.starts_with("31-") {
        // What git leaves alone is nobody else's.
        laid.write(".gitignore", b".env\n");
        std::fs::create_dir(laid.root().join(".git")).expect("a folder can be made");
    }
    let mut request = run::request(laid.root());
    request.judge.all_contexts = false;
    let (report, _) = run::check(&request);
    let mut marks = trap.marks();
    let mut wrong = Vec::new();
    for finding in &report.findings {
        let (path, line) = run::place(&report, finding);
        let mark = (path, line, finding.rule.clone());
        match marks.iter().position(|known| *known == mark) {
            Some(at) => drop(marks.remove(at)),
            None => wrong.push(format!("caught: {} ({})", run::shown(&report, finding), finding.rule)),
        }
    }
    wrong.extend(marks.iter().map(|(path, line, rule)| format!("not found: {path}:{line} {rule}")));
    (!wrong.is_empty()).then(|| format!("{}\n  {}", trap.shown, wrong.join("\n  ")))
}
