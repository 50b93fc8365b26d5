//! One thread and many give the same bytes: on all fixtures, in every machine format.

#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use std::path::Path;
use tree::{BAD, Tree};

/// A report without the one thing that a clock decides.
fn report(folder: &Path, format: &str, threads: &str) -> Vec<String> {
    let arguments = ["check", "--no-config", "--all-contexts", "--pedantic", "--min-confidence", "low"];
    let said = program::run(folder, &[&arguments[..], &["--format", format, "--threads", threads]].concat());
    assert!(said.code < 2, "{}", said.err);
    let timeless = |line: &str| {
        if line.contains("\"seconds\":") { "\"seconds\": 0".to_owned() } else { line.to_owned() }
    };
    said.out.lines().map(timeless).collect()
}

fn same_for_all(folder: &Path, format: &str) -> Vec<String> {
    let one = report(folder, format, "1");
    for threads in ["2", "8"] {
        let many = report(folder, format, threads);
        let first = one.iter().zip(&many).find(|(a, b)| a != b);
        assert!(first.is_none(), "{format}, {threads} threads: {first:?}");
        assert_eq!(one.len(), many.len(), "{format}, {threads} threads");
    }
    one
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let json = same_for_all(&fixtures, "json").join("\n");
    let json: serde_json::Value = serde_json::from_str(&json).expect("the report is JSON");
    assert!(json["findings"].as_array().is_some_and(|findings| findings.len() >= 3), "nothing was compared");
    assert!(report(&fixtures, "sarif", "1") == report(&fixtures, "sarif", "8"), "SARIF differs");
}

/// Files of one package are judged together, whoever reads them first.
#[test]
fn packages_come_out_the_same() {
    let mut tree =
        Tree::new().with("Cargo.toml", "[package]\nname = \"a\"\n[dependencies]\ncookie = \"0.18\"\n");
    for number in 0..200 {
        let other = (number * 7 + 3) % 200;
        let text = format!(
            "use crate::m{other}::*;\npub const NAME: &str = \"auth_token_{number}\";\n\
             pub fn f{number}(v: String) -> cookie::Cookie<'static> {{ cookie::Cookie::new(crate::m{other}::NAME, v) }}\n{BAD}"
        );
        tree = tree.with(&format!("src/m{number}.rs"), text);
    }
    same_for_all(tree.root(), "json");
}

/// The order in which paths are given, and how, is the user's own business.
#[test]
fn findings_come_in_the_order_of_places() {
    let tree = Tree::new().with("b/a.rs", BAD).with("a/b.rs", BAD).with("a.rs", BAD).with("a-b.rs", BAD);
    let paths = program::check(tree.root(), &[]).paths();
    let mut sorted = paths.clone();
    sorted.sort();
    assert_eq!((paths.len(), &paths), (4, &sorted));
    let given = |arguments: &[&str]| program::check(tree.root(), arguments).paths();
    assert_eq!(given(&["b", "a", "a.rs"]), given(&["a.rs", "a", "b"]));
}
