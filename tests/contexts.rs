//! The table of paths in `contexts.txt`, one context per path; and what code around a place says.

#[path = "support/program.rs"]
mod program;

use authlint::fact::context::of_path;

#[test]
fn every_path_has_the_context_of_the_table() {
    let mut wrong = Vec::new();
    for line in include_str!("contexts.txt").lines().filter(|line| !line.starts_with('#')) {
        let (want, path) = line.split_once(' ').unwrap_or((line, ""));
        let got = format!("{:?}", of_path(path.trim())).to_lowercase();
        if got != want {
            wrong.push(format!("{path}: {got} instead of {want}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn hostile_paths_are_survived() {
    for path in ["", "/", "//", "..", "\0", "\\", ".", "a/".repeat(5000).as_str(), "é/ü.local", "....."] {
        let _ = of_path(path);
    }
}

/// A key of a fixture, as a constant of a Rust file that holds nothing else of interest.
fn source_with_key(attribute: &str) -> String {
    let key = include_str!("../fixtures/tokens/private-key-in-repo/bad.yaml");
    let block: Vec<&str> = key.lines().map(str::trim_start).filter(|line| !line.contains("key:")).collect();
    format!("{attribute}\nmod keys {{\n    pub const PEM: &str = \"{}\";\n}}\n", block[1..].join("\n"))
}

fn severity_of(attribute: &str) -> (String, String) {
    severity_in("src", attribute)
}

fn severity_in(place: &str, attribute: &str) -> (String, String) {
    key_in(place, attribute, &["--min-confidence", "low"])
}

fn key_in(place: &str, attribute: &str, arguments: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join(place)).expect("a folder");
    std::fs::write(folder.path().join(place).join("keys.rs"), source_with_key(attribute)).expect("a file");
    let arguments = [&["--select", "private-key-in-repo"], arguments].concat();
    let finding = program::check(folder.path(), &arguments).json()["findings"][0].clone();
    (finding["context"].as_str().unwrap_or("").into(), finding["severity"].as_str().unwrap_or("").into())
}

#[test]
fn a_key_in_a_test_module_is_noted_and_no_more() {
    assert_eq!(severity_of(""), ("production".into(), "error".into()));
    assert_eq!(severity_of("#[cfg(test)]"), ("test".into(), "note".into()));
    assert_eq!(key_in("src", "#[cfg(test)]", &[]), Default::default(), "it is a test's own nearly always");
}

#[test]
fn a_key_in_code_of_others_is_noted_and_no_more() {
    assert_eq!(severity_in("vendor/keys/src", ""), ("vendored".into(), "note".into()));
}

/// What a compose file says of itself, and how grave a secret in it is.
#[test]
fn a_comment_at_the_top_says_where_a_file_is_used() {
    let compose = "services:\n  api:\n    image: acme/api\n    environment:\n      JWT_SECRET: supersecret\n";
    let judged = |comment: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("docker-compose.yml"), format!("{comment}{compose}"))
            .expect("a file");
        let finding =
            program::check(folder.path(), &["--select", "config-weak-secret"]).json()["findings"][0].clone();
        finding["severity"].as_str().unwrap_or("").to_owned()
    };
    assert_eq!(judged("# Don't run this in production: dev-only\n"), "note");
    assert_eq!(judged("# Run this in production\n"), "error");
    assert_eq!(judged("version: '3'\n# dev-only\n"), "error");
}
