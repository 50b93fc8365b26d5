//! Mistakes in rule files, underlined where they stand.

use super::project::{Project, text};

const RULE: &str = r#"id = "own-rule"
title = "a rule of our own"
severity = "eror"
cwe = [614]
since = "0.1.0"
why = "Because."
api_key = "zX9fake0Q7fake3kW5fake8T1vB2n"

[match]
fact = "cookie"
where = { http_onyl = false }

[report]
message = "cookie {name}"
help = "set it"
"#;

#[test]
fn every_mistake_is_underlined_with_help() {
    let project = Project::new(&[("rules/own-rule.toml", RULE.as_bytes())]);
    project.write("rules/other.toml", b"id = \"other\"\ntitle = \n");
    let output = project.run(&["check", "--no-config", "--rules", "rules"]);
    let drawn = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    for (value, place) in [("\"eror\"", ":3:12]"), ("http_onyl", ":11:11]")] {
        let under = drawn.lines().skip_while(|line| !line.contains(value) || !line.contains('│')).nth(1);
        let marks = under.unwrap_or("").chars().filter(|c| matches!(c, '─' | '┬')).count();
        assert_eq!(marks, value.len(), "{value} in {drawn}");
        assert!(drawn.contains(place), "{place} in {drawn}");
    }
    assert!(drawn.contains("did you mean `http_only`?"), "{drawn}");
    assert!(drawn.contains("in 2 files\n"), "{drawn}");
    assert!(!drawn.contains("zX9fake0Q7fake3kW5fake8T1vB2n"), "{drawn}");
    assert!(!drawn.contains('\u{1b}'));
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let project = Project::new(&[]);
    let output = project.run(&["check", "--no-config", "--rules", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nowhere"), "{}", text(&output.stderr));
}
