//! The table of paths in `contexts.txt`, one context per path.

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
