//! The report as a person reads it.

use super::project::{BROKEN, EXPLICIT, Project};

/// The line that holds `needle`, and the one below it.
fn line_and_next<'t>(text: &'t str, needle: &str) -> (&'t str, &'t str) {
    let mut lines = text.lines().skip_while(|line| !line.contains(needle));
    (lines.next().unwrap_or(""), lines.next().unwrap_or(""))
}

/// The characters of `code` that stand above the drawn line of `under`.
fn underlined(code: &str, under: &str) -> String {
    let marked = |c: char| matches!(c, '─' | '┬' | '▲');
    code.chars().zip(under.chars()).filter(|(_, below)| marked(*below)).map(|(above, _)| above).collect()
}

#[test]
fn a_finding_says_what_where_and_what_to_do() {
    let project = Project::new(&[("src/login.rs", EXPLICIT.as_bytes())]);
    let drawn = project.drawn(&[]);
    assert!(
        drawn.starts_with("error[cookie-missing-httponly]: cookie `session_token` is set without HttpOnly")
    );
    assert!(drawn.contains("─[src/login.rs:6:20]"), "{drawn}");
    let (code, under) = line_and_next(&drawn, ".http_only(false)");
    assert_eq!(underlined(code, under), "false", "{drawn}");
    assert!(drawn.lines().any(|line| line.contains("╰── ") && line.contains(char::is_alphabetic)), "{drawn}");
    assert!(drawn.contains("  help: set HttpOnly"), "{drawn}");
    assert!(drawn.contains("  fix: `--fix` applies it\n"), "{drawn}");
    assert!(drawn.ends_with("\n1 error in 2 files (2 parsed); 1 fixable with --fix\n"), "{drawn}");
    assert!(drawn.lines().count() <= 12, "{drawn}");
}

#[test]
fn the_drawing_has_no_escape_without_colour_and_some_with_it() {
    let project = Project::new(&[("src/login.rs", EXPLICIT.as_bytes())]);
    let plain = project.drawn(&["--color", "never"]);
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(project.drawn(&[]), plain, "a pipe is no terminal");
    let colored = project.drawn(&["--color", "always"]);
    assert!(colored.contains("\u{1b}[1;31merror[cookie-missing-httponly]\u{1b}[0m"));
    assert_eq!(without_colours(&colored), plain);
}

/// Takes out SGR sequences.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn a_long_construct_is_marked_on_its_first_line() {
    let links = "        .path(\"/\")\n".repeat(30);
    let source = format!(
        "use cookie::Cookie;\npub fn a(t: String) -> Cookie<'static> {{\n    Cookie::build((\"auth_token\", t))\n{links}        .build()\n}}\n"
    );
    let drawn = Project::new(&[("src/a.rs", source.as_bytes())]).drawn(&[]);
    let (code, under) = line_and_next(&drawn, "Cookie::build");
    assert_eq!(underlined(code, under), "Cookie::build((\"auth_token\", t))", "{drawn}");
    assert!(drawn.lines().count() <= 12, "{drawn}");
}

#[test]
fn related_places_are_drawn_when_near_and_named_when_far() {
    let source = |gap: usize| {
        format!(
            "use cookie::Cookie;\nconst OPEN: bool = false;\n{}pub fn a(t: String) -> Cookie<'static> {{\n    \
             Cookie::build((\"auth_token\", t)).http_only(OPEN).build()\n}}\n",
            "// more\n".repeat(gap)
        )
    };
    let near = Project::new(&[("src/a.rs", source(1).as_bytes())]).drawn(&[]);
    assert!(near.contains("╰── takes effect here"), "{near}");
    let far = Project::new(&[("src/a.rs", source(50).as_bytes())]).drawn(&[]);
    assert!(far.contains("  note: used here: src/a.rs:54:48\n"), "{far}");
    let (code, under) = line_and_next(&far, "const OPEN");
    assert_eq!(underlined(code, under), "false", "{far}");
}

#[test]
fn columns_count_characters_and_underlines_meet_their_text() {
    let source = "\u{feff}use cookie::Cookie;\r\npub fn f(t: String) {\r\n\tlet _ = (\"日本🦀é\", \
                  Cookie::build((\"auth_token\", t)).http_only(false).build());\r\n}\r\n";
    let drawn = Project::new(&[("src/a.rs", source.as_bytes())]).drawn(&[]);
    assert!(drawn.contains("[src/a.rs:3:62]"), "{drawn}");
    let (code, under) = line_and_next(&drawn, "http_only");
    // The first two characters are two columns wide each, as is the third.
    assert_eq!(underlined(&code.replace("日本🦀", "......"), under), "false", "{drawn}");
}

#[test]
fn contexts_other_than_production_are_mentioned() {
    let project = Project::new(&[("tests/login.rs", EXPLICIT.as_bytes())]);
    let drawn = project.drawn(&["--all-contexts"]);
    assert!(drawn.contains("  note: in test code\n"), "{drawn}");
}

#[test]
fn no_findings_is_one_line() {
    let project = Project::new(&[("src/main.rs", b"fn main() {}\n")]);
    assert_eq!(project.drawn(&[]), "no findings in 2 files\n");
}

#[test]
fn many_problems_are_cut_short() {
    let project = Project::new(&[]);
    for number in 0..25 {
        project.write(&format!("src/broken{number:02}.rs"), BROKEN);
    }
    let drawn = project.drawn(&[]);
    assert!(drawn.contains("src/broken00.rs:3:4: "), "{drawn}");
    assert!(drawn.contains("src/broken19.rs:3:4: ") && !drawn.contains("src/broken20.rs"), "{drawn}");
    assert!(drawn.contains("and 5 more problems; `--format json` lists them all\n"), "{drawn}");
}

#[test]
fn explain_shows_the_page_of_a_rule() {
    let project = Project::new(&[]);
    let output = project.run(&["explain", "cookie-missing-httponly"]);
    let text = super::project::text(&output.stdout);
    assert!(output.status.success());
    assert!(text.contains("CWE-1004") && text.contains("authlint: allow(cookie-missing-httponly)"), "{text}");
    assert!(!text.contains('\u{1b}'));
}
