//! What the evaluator of Rust understands, case by case.
//!
//! Each `rust/<theme>.txt` holds cases: `=== name`, then files under `--- path` (one without a heading is
//! `src/main.rs`), with lines `// must: kind attribute=value` in the file where the fact must stand.

#[path = "support/listing.rs"]
mod listing;
#[path = "support/must.rs"]
mod must;
#[path = "support/run.rs"]
mod run;
#[path = "support/tree.rs"]
mod tree;

use tree::Tree;

#[test]
fn constants_and_statics() {
    cases(include_str!("rust/constants.txt"));
}

#[test]
fn packages_of_a_workspace() {
    cases(include_str!("rust/workspaces.txt"));
}

#[test]
fn values_of_fields() {
    cases(include_str!("rust/fields.txt"));
}

#[test]
fn lengths_of_time() {
    cases(include_str!("rust/lifetimes.txt"));
}

#[test]
fn types_of_receivers() {
    cases(include_str!("rust/receivers.txt"));
}

#[test]
fn bodies_of_macros() {
    cases(include_str!("rust/macros.txt"));
}

#[test]
fn syntax_of_all_editions() {
    cases(include_str!("rust/syntax.txt"));
}

/// Runs every case, or those whose names hold `AUTHLINT_ONLY`.
fn cases(text: &str) {
    let only = std::env::var("AUTHLINT_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    for case in text.split("\n=== ").skip(1) {
        let (name, files) = case.split_once('\n').unwrap_or((case, ""));
        if name.contains(&only) {
            wrong.extend(of_case(name, files));
        }
    }
    run::none(wrong);
}

fn of_case(name: &str, text: &str) -> Option<String> {
    let tree = Tree::new();
    let mut musts = Vec::new();
    let (bare, headed) = text.split_once("--- ").unwrap_or((text, ""));
    let bare = (!bare.trim().is_empty()).then_some(("src/main.rs", bare));
    for (path, content) in
        bare.into_iter().chain(headed.split("\n--- ").filter_map(|one| one.split_once('\n')))
    {
        tree.write(path, content);
        musts.extend(must::read(path, content, r"//\s*"));
    }
    assert!(!musts.is_empty(), "{name} says nothing of its facts");
    let scanned = listing::scan(tree.root());
    let failing: Vec<String> = musts
        .iter()
        .filter(|must| must::holds(must, &scanned) != must.wanted)
        .map(|must| format!("  {}: {}", must.file, must.line))
        .collect();
    (!failing.is_empty())
        .then(|| format!("{name}: does not hold:\n{}\n{}", failing.join("\n"), listing::listed(&scanned)))
}
