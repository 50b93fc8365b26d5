//! The command line: exit codes, what is read and what is left out, configuration, allow comments.

#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use program::{check, run};
use tree::{BAD, FIXED, RULE, Tree};

/// A role that is seen by name alone makes the finding an error of medium confidence.
fn bad() -> Tree {
    Tree::new().with("src/a.rs", BAD)
}

#[test]
fn exit_codes_tell_clean_found_and_failed() {
    let clean = Tree::new().with("src/a.rs", FIXED);
    assert_eq!(run(clean.root(), &["check", "--select", RULE]).code, 0);
    assert_eq!(run(bad().root(), &["check", "--select", RULE]).code, 1);
    assert_eq!(run(bad().root(), &["check", "no/such/folder"]).code, 2);
    assert_eq!(run(bad().root(), &["check", "--no-such-option"]).code, 2);
    assert_eq!(run(bad().root(), &["no-such-command"]).code, 2);
    assert_eq!(run(bad().root(), &[]).code, 2);
}

#[test]
fn help_and_version_are_output() {
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["help", "token"]] {
        let said = run(bad().root(), arguments);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
        assert!(!said.out.is_empty());
    }
    assert!(run(bad().root(), &["--version"]).out.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let said = check(bad().root(), &["src", "no/such/folder"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("no/such/folder"), "{}", said.err);
}

#[test]
fn fail_on_sets_the_bar() {
    let tree = bad();
    let finding = &check(tree.root(), &[]).json()["findings"][0];
    assert_eq!(finding["severity"], "error");
    for (bar, code) in [("error", 1), ("warning", 1), ("note", 1), ("never", 0)] {
        assert_eq!(check(tree.root(), &["--fail-on", bar]).code, code, "{bar}");
    }
    let example = Tree::new().with("Cargo.toml", "[package]\nname = \"a\"\n").with("examples/a.rs", BAD);
    let said = check(example.root(), &[]);
    if said.json()["findings"][0]["severity"] == "warning" {
        assert_eq!((said.code, check(example.root(), &["--fail-on", "error"]).code), (1, 0));
    }
}

#[test]
fn min_confidence_sets_the_bar() {
    let tree = bad();
    let confidence = check(tree.root(), &[]).json()["findings"][0]["confidence"].clone();
    assert_eq!(confidence, "medium", "the role is inferred from the cookie's name");
    assert_eq!(check(tree.root(), &["--min-confidence", "low"]).paths(), ["src/a.rs"]);
    assert_eq!(check(tree.root(), &["--min-confidence", "medium"]).paths(), ["src/a.rs"]);
    let high = check(tree.root(), &["--min-confidence", "high"]);
    assert_eq!((high.code, high.paths().len()), (0, 0));
}

#[test]
fn select_and_ignore_choose_rules() {
    let tree = bad();
    assert_eq!(check(tree.root(), &["--select", RULE]).paths(), ["src/a.rs"]);
    assert_eq!(check(tree.root(), &["--ignore", RULE, "--select", RULE]).code, 0);
    let said = check(tree.root(), &["--select", "cookie-missing-httpony"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains(&format!("did you mean `{RULE}`?")), "{}", said.err);
    assert_eq!(check(tree.root(), &["--ignore", "nothing-like-it"]).code, 2);
}

#[test]
fn the_report_goes_where_it_is_asked_to() {
    let tree = bad();
    let direct = check(tree.root(), &[]);
    let said = check(tree.root(), &["--output", "report.json"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let without_time = |text: &str| text.lines().filter(|l| !l.contains("\"seconds\"")).collect::<String>();
    assert_eq!(without_time(&tree.text("report.json")), without_time(&direct.out));
    let said = check(tree.root(), &["--output", "no/such/folder/report.json"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("no/such/folder/report.json"), "{}", said.err);
}

#[test]
fn allow_comments_suppress_what_they_name() {
    let above = BAD.replacen(
        "    cookie",
        &format!("    // authlint: allow({RULE}) read by our script\n    cookie"),
        1,
    );
    let beside = BAD.replacen(".build()\n", &format!(".build() // authlint: allow({RULE}) why\n"), 1);
    let other = BAD.replacen("    cookie", "    // authlint: allow(another-rule) why\n    cookie", 1);
    let tree = Tree::new().with("above.rs", above).with("beside.rs", beside).with("other.rs", other);
    let said = check(tree.root(), &["--select", RULE]);
    assert_eq!(said.paths(), ["other.rs"]);
    assert_eq!(said.json()["suppressed"], 2);
}

#[test]
fn ignore_files_count_until_told_otherwise() {
    let tree = bad().with(".gitignore", "generated/\n").with("generated/b.rs", BAD);
    assert_eq!(
        check(tree.root(), &[]).paths(),
        ["generated/b.rs", "src/a.rs"],
        "an export holds what was committed"
    );
    let tree = tree.with(".git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(check(tree.root(), &[]).paths(), ["src/a.rs"]);
    assert_eq!(check(tree.root(), &["--no-ignore"]).paths(), ["generated/b.rs", "src/a.rs"]);
    assert_eq!(check(tree.root(), &["generated/b.rs"]).paths(), ["b.rs"], "a file that is named is read");
}

#[test]
fn hidden_files_are_read_and_git_is_left_out() {
    let tree = bad().with(".hidden/b.rs", BAD).with(".git/hooks/c.rs", BAD).with("sub/.git/d.rs", BAD);
    assert_eq!(check(tree.root(), &[]).paths(), [".hidden/b.rs", "src/a.rs"]);
    assert_eq!(check(tree.root(), &["--no-ignore"]).paths(), [".hidden/b.rs", "src/a.rs"]);
}

/// A git index of version 2 that names one file.
fn index(name: &str) -> String {
    let filled = (62 + name.len()) / 8 * 8 + 8 - 62 - name.len();
    let length = char::from(name.len() as u8);
    let (stat, tail) = ("\0".repeat(60), "\0".repeat(filled));
    format!("DIRC\0\0\0\u{2}\0\0\0\u{1}{stat}\0{length}{name}{tail}{}", "x".repeat(20))
}

#[test]
fn a_secret_says_whether_git_tracks_its_file() {
    let secret = "JWT_SECRET=q8Zr2Lw7Xv5Nn1Tt6Bb3Kk9Dd4Ff0Gg\n";
    let tree = Tree::new().with("deploy/.env", secret).with(".env", secret);
    let rule = ["--select", "config-hardcoded-secret"];
    let said = |tree: &Tree| -> Vec<(String, String)> {
        let report = check(tree.root(), &rule).json();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_owned();
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        findings.iter().map(|one| (text(&one["severity"]), text(&one["message"]))).collect()
    };
    let plain = said(&tree);
    assert!(plain.iter().all(|(_, message)| !message.contains("git")), "{plain:?}");
    let tree = tree.with(".git/config", "[core]\n").with(".git/index", index("deploy/.env"));
    let [new, tracked] = said(&tree).try_into().unwrap_or_default();
    assert_eq!((new.0.as_str(), tracked.0.as_str()), ("warning", "error"));
    assert!(new.1.ends_with("(not tracked by git)"), "{}", new.1);
    assert!(tracked.1.ends_with("(tracked by git, so everyone with the repository has it)"), "{}", tracked.1);
}

#[test]
fn a_file_that_is_given_twice_is_reported_once() {
    let tree = bad();
    for paths in [&["src", "src"][..], &["src", "src/a.rs"], &["./src", "src"]] {
        assert_eq!(check(tree.root(), paths).paths(), ["src/a.rs"], "{paths:?}");
    }
}

#[test]
fn the_nearest_configuration_counts() {
    let off = format!("ignore = [\"{RULE}\"]\n");
    let tree =
        bad().with("authlint.toml", &off).with("member/src/b.rs", BAD).with("member/authlint.toml", "");
    assert_eq!(check(tree.root(), &[]).code, 0, "found in the scanned folder");
    assert_eq!(check(tree.root(), &["src"]).code, 0, "found above the scanned folder");
    assert_eq!(check(tree.root(), &["src/a.rs"]).code, 0, "found above a file");
    assert_eq!(check(tree.root(), &["member"]).paths(), ["src/b.rs"], "the nearer one counts alone");
    assert_eq!(check(tree.root(), &["--no-config", "src"]).paths(), ["a.rs"]);
    let said = check(tree.root(), &["--config", "authlint.toml", "member"]);
    assert_eq!((said.code, said.paths().len()), (0, 0));
    assert_eq!(check(tree.root(), &["--config", "none.toml"]).code, 2);
}

#[test]
fn configuration_is_below_the_command_line() {
    let tree = bad().with("authlint.toml", "fail-on = \"never\"\nmin-confidence = \"high\"\n");
    assert_eq!(check(tree.root(), &[]).paths().len(), 0);
    let said = check(tree.root(), &["--min-confidence", "low"]);
    assert_eq!((said.code, said.paths().len()), (0, 1));
    let said = check(tree.root(), &["--min-confidence", "low", "--fail-on", "note"]);
    assert_eq!(said.code, 1);
}

#[test]
fn excluded_files_are_left_out() {
    let tree = bad().with("authlint.toml", "exclude = [\"legacy/\", \"*.gen.rs\"]\n");
    tree.write("legacy/b.rs", BAD);
    tree.write("src/c.gen.rs", BAD);
    assert_eq!(check(tree.root(), &[]).paths(), ["src/a.rs"]);
}

#[test]
fn strict_makes_problems_a_failure() {
    let tree = bad().with("src/broken.rs", "fn f() { cookie::Cookie::build(( }");
    let said = check(tree.root(), &["--fail-on", "never"]);
    assert_eq!(said.code, 0);
    assert_eq!(said.problems().iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["src/broken.rs"]);
    let said = check(tree.root(), &["--fail-on", "never", "--strict"]);
    assert_eq!((said.code, said.paths().len()), (2, 1), "the report comes out all the same");
}

#[test]
fn fix_mends_and_diff_only_shows() {
    let tree = bad();
    let said = run(tree.root(), &["check", "--diff", "--select", RULE]);
    assert_eq!(tree.text("src/a.rs"), BAD);
    assert!(
        said.out.contains("+    cookie::Cookie::build((\"auth_token\", token)).http_only(true)"),
        "{}",
        said.out
    );
    let said = check(tree.root(), &["--fix", "--select", RULE]);
    assert_eq!((said.code, said.paths().len()), (0, 0), "{}", said.err);
    assert_eq!(tree.text("src/a.rs"), FIXED);
    assert_eq!(check(tree.root(), &["--select", RULE]).code, 0);
}

#[test]
fn explain_and_rules_know_the_rules() {
    let tree = Tree::new();
    assert!(run(tree.root(), &["explain", RULE]).out.len() > 60);
    let said = run(tree.root(), &["explain", "cookie-mising-httponly"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains(RULE));
    let listed = run(tree.root(), &["rules", "--json"]);
    assert!(listed.json().as_array().is_some_and(|rules| rules.iter().any(|rule| rule["id"] == RULE)));
}
