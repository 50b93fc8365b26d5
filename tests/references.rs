//! References to secrets in every grammar and every format: nothing is found in them but the literal that they fall
//! back to.

#[path = "support/formats.rs"]
mod formats;
#[path = "support/run.rs"]
mod run;

use authlint::report::Report;
use formats::{FORMATS, Format};
use rayon::prelude::*;

/// Formats in which a text that falls back is no syntax of the format's own.
const PLAIN: &[&str] = &[
    "config/app.yaml",
    "config/app.yml",
    "config/app.json",
    "config/app.toml",
    ".env",
    "docker-compose.yml",
];

fn rows(kind: &str) -> Vec<String> {
    let lines = include_str!("references.txt").lines();
    let own = lines.filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' '));
    own.map(|text| text.replace("\\n", "\n")).collect()
}

fn checked(path: &str, text: &str) -> Report {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().unwrap_or(folder.path())).expect("a folder can be made");
    std::fs::write(&file, text).expect("a file can be written");
    run::check(&run::request(folder.path())).0
}

fn of(format: &Format, value: &str) -> Report {
    checked(format.path, &format.text(value))
}

fn said(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

#[test]
fn a_literal_is_found_in_every_format() {
    let missed = |format: &Format| said(&of(format, "fake7hV2cXq9mZr4TnLw8KpYb3sJd6Gf")).is_empty();
    let wrong = FORMATS.iter().filter(|format| missed(format)).map(|format| format.path.to_owned());
    run::none(wrong.collect());
}

#[test]
fn references_are_no_secrets_in_any_format() {
    let wrong = rows("reference").into_par_iter().flat_map_iter(|text| {
        FORMATS.iter().filter_map(move |format| {
            let said = said(&of(format, &text));
            (!said.is_empty()).then(|| format!("{text} in {}: {}", format.path, said.join("; ")))
        })
    });
    run::none(wrong.collect());
}

#[test]
fn tags_of_yaml_are_no_secrets() {
    let wrong = rows("tag").into_par_iter().filter_map(|text| {
        let report = checked("config/app.yaml", &format!("jwt:\n  secret: {text}\nnext: 1\n"));
        let said = said(&report);
        (!said.is_empty()).then(|| format!("{text}: {}", said.join("; ")))
    });
    run::none(wrong.collect());
}

#[test]
fn what_a_reference_falls_back_to_is_found() {
    let wrong = rows("fallback").into_par_iter().flat_map_iter(|text| {
        let doubled = text.contains('\'');
        let plain = move |format: &&Format| {
            PLAIN.contains(&format.path) && !(doubled && format.tail.starts_with('\''))
        };
        FORMATS.iter().filter(plain).filter_map(move |format| {
            let report = of(format, &text);
            let found = report.findings.iter().any(|finding| finding.rule == "secret-env-fallback");
            (!found).then(|| format!("{text} in {}: {}", format.path, said(&report).join("; ")))
        })
    });
    run::none(wrong.collect());
}
