//! Secrets, control characters, giant lines and closed pipes.

use super::project::{BROKEN, Project, command, text};
use authlint::fact::{Context as Place, Kind};
use authlint::finding::{Confidence, Finding, Label, Severity};
use authlint::report::{Context, Format, Page, Report, write};
use authlint::rule::Rules;
use authlint::source::{Encoding, FileId, Source, Span};
use std::process::Stdio;
use std::sync::Arc;

/// Visibly fake, yet of the shapes that real ones have.
const SECRETS: &[&str] = &[
    "zX9fake0Q7fake3kW5fake8T1vB2n",
    "hunter2fake",
    "sk_live_9aFake7Zq2Fake4Lx8Fake1",
    "eyJhbGciOiJIUzI1NiJ9.eyJmYWtlIjoidG9rZW4xIn0.Zm4k3Fake9Sig7Nature2Q",
];

fn secretive() -> String {
    format!(
        "use cookie::Cookie;\npub fn a() -> Cookie<'static> {{\n    let db = \"postgres://app:{}@db/x\"; let k = \"{}\";\n    \
         Cookie::build((\"session_token\", \"{}\")).http_only(false).build() // {}\n}}\n",
        SECRETS[1], SECRETS[0], SECRETS[3], SECRETS[2]
    )
}

#[test]
fn no_secret_is_in_any_format() {
    let project = Project::new(&[("src/a.rs", secretive().as_bytes())]);
    for format in ["terminal", "json", "sarif"] {
        for color in ["never", "always"] {
            let out = project.drawn(&["--format", format, "--color", color]);
            assert!(out.contains("cookie-missing-httponly"), "{out}");
            for secret in SECRETS {
                assert!(!out.contains(secret), "{format} shows {secret}");
            }
        }
    }
    assert!(project.drawn(&[]).contains("postgres://app:***********@db/x"));
}

#[test]
fn a_terminal_is_not_steered_by_the_input() {
    let source = "use cookie::Cookie;\n// \u{1b}]0;title\u{7} \u{202e}olleh\u{200b} \u{9b}31m\npub fn a(t: String) -> Cookie<'static> { \
                  Cookie::build((\"auth\u{1b}[2J_token\", t)).http_only(false).build() } // \u{1b}[31m\u{8}\u{8}\n";
    let project = Project::new(&[("src/a\u{1b}[31m.rs", source.as_bytes()), ("src/\u{7}.rs", BROKEN)]);
    let drawn = project.drawn(&[]);
    assert!(drawn.contains("HttpOnly"), "{drawn}");
    let steering = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
    assert!(!drawn.contains(steering), "{drawn:?}");
    assert!(drawn.contains('␛'), "what was there is shown: {drawn}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let project = Project::new(&[("src/a.rs", secretive().repeat(400).as_bytes())]);
    let mut child = command(project.path())
        .args(["check", "--fail-on", "never"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{:?} {}", output.status, text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
}

/// A report with one finding at each given place of a text.
fn report(source: &str, places: &[(usize, usize)]) -> Report {
    let file = FileId(0);
    let finding = |(start, end): &(usize, usize)| {
        let span = Span::new(file, *start..*end);
        Finding {
            tracking: authlint::finding::Tracking::Silent,
            rule: "some-rule".into(),
            severity: Severity::Warning,
            confidence: Confidence::High,
            message: "something".into(),
            help: String::new(),
            context: Place::Production,
            kind: Kind::Cookie,
            cwe: Vec::new(),
            span,
            labels: vec![Label { span, text: "here".into() }],
            related: Vec::new(),
            fix: None,
            anchor: String::new(),
            fingerprint: String::new(),
        }
    };
    let source = Source {
        id: file,
        path: "a.js".into(),
        disk: "a.js".into(),
        text: source.to_owned(),
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    };
    let mut report = Report { findings: places.iter().map(finding).collect(), ..Report::default() };
    report.pages.insert(0, Page::new(Arc::new(source), &[]));
    report
}

fn written(format: Format, report: &Report) -> String {
    let context = Context { rules: &Rules::default(), color: false, width: 100 };
    let mut out = Vec::new();
    write(format, report, &context, &mut out).expect("writing to memory cannot fail");
    text(&out)
}

#[test]
fn one_line_of_megabytes_is_cropped_around_the_place() {
    let line = "let é = \"🦀\"; ".repeat(190_000) + "BAD;" + &"x(); ".repeat(10_000);
    let at = line.find("BAD").expect("it is there");
    let report = report(&line, &[(at, at + 3), (0, 3), (line.len() - 4, line.len())]);
    let drawn = written(Format::Terminal, &report);
    let columns = line[..at].chars().count() + 1;
    assert!(drawn.contains(&format!("[a.js:1:{columns}]")), "{drawn}");
    let mut lines = drawn.lines().skip_while(|line| !line.contains("BAD"));
    let (code, under) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    assert!(code.contains("…let") || code.starts_with(" 1 │ …"), "{code}");
    assert!(under.contains("─┬─"), "{under}");
    assert!(drawn.lines().all(|line| line.len() < 1_000), "{drawn}");
    assert!(
        written(Format::Sarif, &report)
            .contains(&format!("\"startColumn\":{}", line[..at].encode_utf16().count() + 1))
    );
}

#[test]
fn a_thousand_places_in_one_long_line_are_drawn() {
    let line = "abc déf; ".repeat(300_000);
    let places: Vec<(usize, usize)> = (0..1_000).map(|number| (number * 2_500, number * 2_500 + 5)).collect();
    let drawn = written(Format::Terminal, &report(&line, &places));
    assert_eq!(drawn.matches("here").count(), 1_000);
}

#[test]
fn places_outside_of_the_text_do_no_harm() {
    let sources = ["", "\n", "\r\n\r\n", "é", "a\u{feff}b\rc", "\u{feff}", "\t\t\n日本"];
    for source in sources {
        let len = source.len();
        for place in [(0, 0), (0, len), (len, len), (1, 2), (len / 2, len + 9), (900, 1_000), (1, 0)] {
            let report = report(source, &[place]);
            let drawn = written(Format::Terminal, &report);
            assert!(drawn.starts_with("warning[some-rule]: something\n"), "{source:?} {place:?}: {drawn}");
            written(Format::Json, &report);
            written(Format::Sarif, &report);
        }
    }
}

#[test]
fn labels_over_each_other_are_all_said() {
    let source = "let a = call(one, two);\n";
    let mut report = report(source, &[(8, 22)]);
    let file = FileId(0);
    report.findings[0].labels.push(Label { span: Span::new(file, 13..16), text: "first".into() });
    report.findings[0].labels.push(Label { span: Span::new(file, 13..16), text: "again".into() });
    report.findings[0].labels.push(Label { span: Span::new(file, 8..12), text: "callee".into() });
    report.findings[0].related.push(Label { span: Span::new(file, 18..900), text: "rest".into() });
    let drawn = written(Format::Terminal, &report);
    for text in ["here", "first; again", "callee", "rest"] {
        assert!(drawn.contains(text), "{text} is missing: {drawn}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    /// Whatever the text and wherever the labels: it is drawn, on one screen, and steers nothing.
    #[test]
    fn any_text_can_be_drawn(
        text in "[a-z é日🦀\\t\\r\\n\u{1b}\u{7f}\u{200b}\u{feff}\u{2066}]{0,120}",
        labels in proptest::collection::vec((0usize..200, 0usize..60, "[a-z]{0,3}"), 1..6),
    ) {
        let mut report = report(&text, &[(labels[0].0, labels[0].0 + labels[0].1)]);
        let label = |(start, length, text): &(usize, usize, String)| Label {
            span: Span::new(FileId(0), *start..start + length),
            text: text.clone(),
        };
        report.findings[0].labels = labels.iter().take(3).map(label).collect();
        report.findings[0].related = labels.iter().skip(3).map(label).collect();
        let drawn = written(Format::Terminal, &report);
        let drawn_code = drawn.contains("╭─[a.js:") && drawn.contains("╰────");
        proptest::prop_assert!(drawn_code, "{:?}", drawn);
        proptest::prop_assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'));
        proptest::prop_assert!(!drawn.contains("Failed to read"));
        written(Format::Sarif, &report);
    }
}
