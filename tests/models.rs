//! Every model yields the facts that its usage fixture shows.
//!
//! `facts.txt` holds all of them and is compared exactly (`AUTHLINT_BLESS=1` writes it); lines
//! `must: kind attribute=value` by hand say which of them matter.

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/listing.rs"]
mod listing;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/must.rs"]
mod must;
#[path = "support/run.rs"]
mod run;

use authlint::Scanned;
use fixture::Subject;
use must::{holds, read};
use rayon::prelude::*;
use std::path::Path;

#[test]
fn models_yield_their_facts() {
    let of = |model: &Subject| {
        let wrong = of_model(model);
        (!wrong.is_empty()).then(|| format!("models/{}\n  {}", model.path, wrong.join("\n  ")))
    };
    run::none(fixture::models().par_iter().filter_map(of).collect());
}

#[test]
fn every_fixture_folder_has_its_model() {
    let models = fixture::models();
    let root = Path::new(fixture::ROOT).join("fixtures/models");
    let folders = fixture::children(&root).into_iter().flat_map(|language| fixture::children(&language));
    let orphans = folders.filter(|folder| !models.iter().any(|model| model.folder == *folder));
    let orphans: Vec<String> = orphans.map(|folder| format!("{}: no such model", folder.display())).collect();
    run::none(if std::env::var_os("AUTHLINT_ONLY").is_some() { Vec::new() } else { orphans });
}

fn of_model(model: &Subject) -> Vec<String> {
    let usage = usage(model);
    if usage.is_empty() {
        return vec![format!("no usage file in {}", model.folder.display())];
    }
    let tree = tempfile::tempdir().expect("there is room for temporary files");
    for (below, disk) in &usage {
        let target = tree.path().join(below);
        std::fs::create_dir_all(target.parent().unwrap_or(tree.path())).expect("a folder can be made");
        std::fs::copy(disk, &target).unwrap_or_else(|error| panic!("{}: {error}", disk.display()));
    }
    let scanned = listing::scan(tree.path());
    let mut wrong: Vec<String> = scanned
        .scan
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.path, problem.message))
        .collect();
    wrong.extend(snapshot(model, &listing::listed(&scanned)));
    wrong.extend(musts(model, &usage, &scanned));
    wrong
}

/// Files of the fixture that are input, not what the test itself reads.
fn usage(model: &Subject) -> Vec<(String, std::path::PathBuf)> {
    let mut files = fixture::listed(&model.folder);
    files.retain(|(below, _)| below != "facts.txt" && below != "must.txt");
    files
}

fn snapshot(model: &Subject, now: &str) -> Option<String> {
    let path = model.folder.join("facts.txt");
    if fixture::blessing() {
        std::fs::write(&path, now).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    if wanted.trim().is_empty() {
        return Some("facts.txt is missing or empty: bless it, and read it".to_owned());
    }
    let diff = similar::TextDiff::from_lines(&wanted, now).unified_diff().to_string();
    (wanted != now).then(|| format!("facts.txt differs:\n{diff}"))
}

fn musts(model: &Subject, usage: &[(String, std::path::PathBuf)], scanned: &Scanned) -> Vec<String> {
    let mut all = Vec::new();
    for (below, disk) in usage {
        let bytes = std::fs::read(disk).unwrap_or_default();
        all.extend(read(below, &String::from_utf8_lossy(&bytes), r"(?://|#|;|--|<!--|/\*)\s*"));
    }
    let beside = std::fs::read_to_string(model.folder.join("must.txt")).unwrap_or_default();
    all.extend(read("", &beside, r"^\s*"));
    if all.is_empty() {
        return vec!["no line `must: kind attribute=value` says by hand what the facts mean".to_owned()];
    }
    let failing = all.iter().filter(|must| holds(must, scanned) != must.wanted);
    failing.map(|must| format!("{}: does not hold: {}", must.file, must.line)).collect()
}

#[test]
fn a_must_is_read_with_all_its_parts() {
    let text =
        "x // must: cookie name=sid http_only=false\n# must not: key class=literal\n// musty: cookie a=b\n";
    let found = read("a.rs", text, r"(?://|#)\s*");
    let short: Vec<_> =
        found.iter().map(|must| (must.wanted, must.kind.as_str(), must.attributes.len())).collect();
    assert_eq!(short, [(true, "cookie", 2), (false, "key", 1)]);
}
