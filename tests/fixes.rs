//! The fix law, on every fixture of a rule that has a fix: the finding is gone, no rule finds anything
//! new, a second run changes nothing, and the text is the one in `fixed*`.
//!
//! The same with Windows line endings, a byte-order mark and UTF-16.

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/run.rs"]
mod run;

use authlint::finding::{Finding, Safety};
use authlint::report::Report;
use authlint::{Progress, fix};
use fixture::{Case, Laid, Subject};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn fixes_keep_their_law() {
    run::none(mendable().par_iter().flat_map_iter(of_rule).collect());
}

/// Rules that promise a fix which can be applied.
fn mendable() -> Vec<Subject> {
    let fixes = |rule: &Subject| {
        let plan = run::knowledge().rules.get(&rule.name).and_then(|rule| rule.fix.as_ref());
        plan.is_some_and(|plan| plan.safety > Safety::DisplayOnly)
    };
    fixture::rules().into_iter().filter(fixes).collect()
}

fn of_rule(rule: &Subject) -> Vec<String> {
    let cases: Vec<Case> = fixture::cases(rule).into_iter().filter(|case| case.bad).collect();
    let mut failures = Vec::new();
    if !cases.iter().any(|case| case.fixed().exists()) {
        failures.push(format!("{}: it has a fix, but no `fixed*` shows it", rule.path));
    }
    for case in &cases {
        let mut wrong = Vec::new();
        let plain = mended(rule, case, &mut wrong);
        if let Some((before, after)) = plain {
            wrong.extend(compared(case, &before, &after));
            wrong
                .extend(VARIANTS.iter().flat_map(|variant| of_variant(rule, case, variant, &before, &after)));
        } else if case.fixed().exists() {
            wrong.push("`fixed*` is there, but nothing was fixed".to_owned());
        }
        if !wrong.is_empty() {
            failures.push(format!("{}\n  {}", case.shown, wrong.join("\n  ")));
        }
    }
    failures
}

/// Bytes of files by path.
type Files = BTreeMap<String, Vec<u8>>;

fn contents(laid: &Laid) -> Files {
    laid.files.iter().map(|file| (file.clone(), laid.bytes(file))).collect()
}

/// Applies the rule's fixes to a case; the files before and after, if any fix was offered.
fn mended(rule: &Subject, case: &Case, wrong: &mut Vec<String>) -> Option<(Files, Files)> {
    let laid = case.lay_out();
    let before = contents(&laid);
    let findings_before = all_messages(laid.root());
    let (unmendable, fixed) = apply(laid.root(), rule, wrong);
    if fixed == 0 {
        return None;
    }
    let after = contents(&laid);
    let left = findings_of(laid.root(), rule);
    if left != unmendable {
        wrong.push(format!("{unmendable} findings have no fix, yet {left} are left after fixing"));
    }
    wrong.extend(added(&findings_before, &all_messages(laid.root())));
    apply(laid.root(), rule, wrong);
    if contents(&laid) != after {
        wrong.push("a second run changes the files again".to_owned());
    }
    wrong.extend(unparsable(&before, &after));
    Some((before, after))
}

/// Writes safe and unsafe fixes. Gives the number of findings without, and with, one.
fn apply(root: &Path, rule: &Subject, wrong: &mut Vec<String>) -> (usize, usize) {
    let (report, scanned) = run::check(&run::only(root, &rule.name));
    let with_fix = |finding: &&Finding| finding.fix.is_some();
    let fixed = report.findings.iter().filter(with_fix).count();
    let changes = fix::changes(&report.findings, Safety::Unsafe, &|file| scanned.source(file));
    wrong.extend(fix::write(&changes).iter().map(|problem| problem.message.clone()));
    (report.findings.len() - fixed, fixed)
}

fn findings_of(root: &Path, rule: &Subject) -> usize {
    run::check(&run::only(root, &rule.name)).0.findings.len()
}

/// Every rule's findings, counted by rule and message: places move when text is written.
fn all_messages(root: &Path) -> BTreeMap<(String, String), usize> {
    let knowledge = run::knowledge_without_yielding();
    let (report, _): (Report, _) = authlint::check(&run::everything(root), knowledge, &Progress::default());
    let mut counts = BTreeMap::new();
    for finding in report.findings {
        *counts.entry((finding.rule, finding.message)).or_default() += 1;
    }
    counts
}

fn added(
    before: &BTreeMap<(String, String), usize>,
    after: &BTreeMap<(String, String), usize>,
) -> Vec<String> {
    let new = after.iter().filter(|(key, count)| before.get(key).copied().unwrap_or(0) < **count);
    new.map(|((rule, message), _)| format!("the fix brings a new finding: {message} ({rule})")).collect()
}

fn unparsable(before: &Files, after: &Files) -> Vec<String> {
    let rust = after.iter().filter(|(path, _)| path.ends_with(".rs"));
    let parses = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        syn::parse_file(text.trim_start_matches('\u{feff}')).map(drop)
    };
    let broken = rust.filter_map(|(path, bytes)| {
        let error = parses(bytes).err()?;
        parses(before.get(path)?).ok()?;
        Some(format!("{path} does not parse any more: {error}"))
    });
    broken.collect()
}

/// Compares the files with `fixed*`, or writes them there.
fn compared(case: &Case, before: &Files, after: &Files) -> Vec<String> {
    let fixed = case.fixed();
    if !fixed.exists() {
        return Vec::new();
    }
    let target = |path: &str| if fixed.is_dir() { fixed.join(path) } else { fixed.clone() };
    let plain = |bytes: &[u8]| marks::stripped(&String::from_utf8_lossy(bytes));
    let mut wrong = Vec::new();
    for (path, bytes) in after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
        let text = plain(bytes);
        let target = target(path);
        if fixture::blessing() {
            std::fs::write(&target, &text).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
        }
        let wanted = plain(&std::fs::read(&target).unwrap_or_default());
        if wanted != text {
            let diff = similar::TextDiff::from_lines(&wanted, &text).unified_diff().to_string();
            wrong.push(format!("{} is not what the fix writes:\n{diff}", target.display()));
        }
    }
    wrong
}

/// The same text in other clothes.
struct Variant {
    name: &'static str,
    /// Whether a file of this path is used in these clothes.
    fits: fn(&str) -> bool,
    dress: fn(&str) -> Vec<u8>,
}

const VARIANTS: &[Variant] = &[
    Variant { name: "CRLF", fits: |_| true, dress: |text| text.replace('\n', "\r\n").into_bytes() },
    Variant { name: "byte-order mark", fits: |_| true, dress: |text| format!("\u{feff}{text}").into_bytes() },
    Variant { name: "UTF-16 LE", fits: is_config, dress: |text| utf16(text, u16::to_le_bytes) },
    Variant { name: "UTF-16 BE", fits: is_config, dress: |text| utf16(text, u16::to_be_bytes) },
];

fn is_config(path: &str) -> bool {
    path.ends_with(".toml") || path.contains(".env")
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

/// Dresses the files that the fix changes, fixes them, and compares with the dressed result.
fn of_variant(rule: &Subject, case: &Case, variant: &Variant, before: &Files, after: &Files) -> Vec<String> {
    let mut wrong = Vec::new();
    let laid = case.lay_out();
    let dressed = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\r'))?;
        Some((variant.dress)(text))
    };
    let changed =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes) && (variant.fits)(path));
    let mut wanted = Files::new();
    for (path, bytes) in changed {
        if let (Some(old), Some(new)) = (before.get(path).and_then(|old| dressed(old)), dressed(bytes)) {
            laid.write(path, &old);
            wanted.insert(path.clone(), new);
        }
    }
    apply(laid.root(), rule, &mut wrong);
    for (path, bytes) in wanted {
        if laid.bytes(&path) != bytes {
            wrong
                .push(format!("{path} with {}: another text, or other clothes, after the fix", variant.name));
        }
    }
    wrong
}
