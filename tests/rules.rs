//! Every rule finds what its fixtures mark, and nothing else.
//!
//! Driven by the folders: `rules/<family>/<id>.toml` has `fixtures/<family>/<id>/`, and each fixture
//! folder has its rule.

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/run.rs"]
mod run;

use fixture::{Case, Subject};
use rayon::prelude::*;

#[test]
fn rules_find_what_is_marked() {
    let failures: Vec<String> = fixture::rules().par_iter().flat_map_iter(of_rule).collect();
    run::none(failures);
}

#[test]
fn every_fixture_folder_has_its_rule() {
    let rules = fixture::rules();
    let root = std::path::Path::new(fixture::ROOT).join("fixtures");
    let mut orphans = Vec::new();
    let families = fixture::children(&root).into_iter().filter(|path| path.is_dir());
    for family in
        families.filter(|path| !["models", "cli", "traps"].contains(&fixture::name_of(path).as_str()))
    {
        for folder in fixture::children(&family) {
            let known = rules.iter().any(|rule| rule.folder == folder);
            if !known && std::env::var_os("AUTHLINT_ONLY").is_none() {
                orphans.push(format!("{}: no rule of this name", folder.display()));
            }
        }
    }
    run::none(orphans);
}

/// The binary embeds the rules when it is built; a new file alone may not make it build again.
#[test]
fn the_library_knows_every_rule_file() {
    let unknown = fixture::rules().into_iter().filter(|rule| {
        let disabled = std::fs::read_to_string(&rule.file).is_ok_and(|text| text.contains("enabled = false"));
        run::knowledge().rules.get(&rule.name).is_none() && !disabled
    });
    run::none(unknown.map(|rule| format!("{} is not embedded: touch src/knowledge.rs", rule.path)).collect());
}

fn of_rule(rule: &Subject) -> Vec<String> {
    let cases = fixture::cases(rule);
    let mut failures = Vec::new();
    for (bad, word) in [(true, "bad"), (false, "good")] {
        if !cases.iter().any(|case| case.bad == bad) {
            failures.push(format!("{}: no `{word}*` in {}", rule.path, rule.folder.display()));
        }
    }
    failures.extend(cases.iter().filter_map(|case| of_case(rule, case)));
    failures
}

/// What is wrong with one case, if anything is.
fn of_case(rule: &Subject, case: &Case) -> Option<String> {
    let marks = case.marks();
    let own = |(path, line, id): &(String, u32, String)| (*id == rule.name).then(|| (path.clone(), *line));
    let wanted: Vec<(String, u32)> = marks.iter().filter_map(own).collect();
    let mut wrong = misspelt(&marks);
    if case.bad && wanted.is_empty() {
        wrong.push(format!("nothing is marked with `~ {}`", rule.name));
    }
    if !case.bad && !wanted.is_empty() {
        wrong.push("a good fixture is marked".to_owned());
    }
    wrong.extend(differences(rule, case, wanted));
    (!wrong.is_empty()).then(|| format!("{}\n  {}", case.shown, wrong.join("\n  ")))
}

fn misspelt(marks: &[(String, u32, String)]) -> Vec<String> {
    let known = |id: &str| run::knowledge().rules.get(id).is_some();
    let wrong = marks.iter().filter(|(_, _, id)| !known(id));
    wrong.map(|(path, line, id)| format!("{path}:{line}: a mark for `{id}`, which is no rule")).collect()
}

/// Marks without a finding, and findings without a mark.
fn differences(rule: &Subject, case: &Case, mut wanted: Vec<(String, u32)>) -> Vec<String> {
    let laid = case.lay_out();
    let mut request = run::only(laid.root(), &rule.name);
    request.judge.all_contexts = case.all_contexts();
    let (report, _) = run::check(&request);
    let mut wrong: Vec<String> = report
        .problems
        .iter()
        .filter(|problem| problem.message.contains("not parsed") || problem.message.contains("internal"))
        .map(|problem| format!("{}: {}", problem.path, problem.message))
        .collect();
    for finding in &report.findings {
        let place = run::place(&report, finding);
        match wanted.iter().position(|known| *known == place) {
            Some(at) => drop(wanted.remove(at)),
            None => wrong.push(format!("not marked: {}", run::shown(&report, finding))),
        }
    }
    wrong.extend(wanted.iter().map(|(path, line)| format!("not found: {path}:{line}")));
    wrong
}

#[test]
fn marks_are_read_as_the_readme_says() {
    let text = "a // ~ one\nb\n# ~^^ two\n<!-- ~ three-x -->\n/* ~^ one ~ two */\nlet x = !~y;\n";
    let found: Vec<(u32, String)> = marks::of_text(text).into_iter().map(|m| (m.line, m.rule)).collect();
    let wanted = [(1, "one"), (1, "two"), (4, "three-x"), (4, "one"), (5, "two")];
    assert_eq!(found, wanted.map(|(line, rule)| (line, rule.to_owned())));
    assert_eq!(marks::stripped("a // ~ one\n  # ~^ two\nb\r\nc # ~ x\r\n"), "a\nb\r\nc\r\n");
    assert_eq!(marks::stripped("a // keep ~ one of them\n"), "a // keep ~ one of them\n");
}
