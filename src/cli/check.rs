//! `authlint check`: scan, report, fix.

use super::arguments::{Check, Color, Input};
use super::failure::Failure;
use crate::config::{self, Config, FailOn};
use crate::finding::{Confidence, Safety};
use crate::knowledge::{self, Knowledge};
use crate::report::{self, Context, Report};
use crate::{Progress, Request, Scanned, fix, judge, walk};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Runs the command; false where findings reach `--fail-on`.
pub fn run(arguments: &Check, color: Color) -> Result<bool, Failure> {
    let config = configuration(&arguments.input)?;
    let knowledge = knowledge(&arguments.input, &config)?;
    known_rules(&knowledge, &arguments.select, &arguments.ignore)?;
    let request = request(arguments, &config);
    for path in &request.paths {
        std::fs::symlink_metadata(path).map_err(|error| Failure::path(path, &error))?;
    }
    let (mut report, scanned) = with_progress(|progress| crate::check(&request, &knowledge, progress));
    if arguments.fix || arguments.diff {
        apply_fixes(arguments, &mut report, &scanned)?;
    }
    if !arguments.diff {
        write_report(arguments, &report, &knowledge, color)?;
    }
    if arguments.strict && !report.problems.is_empty() {
        return Err(Failure::Message(format!("{} files could not be read or parsed", report.problems.len())));
    }
    let fail_on = arguments.fail_on.or(config.fail_on).unwrap_or(FailOn::Warning);
    Ok(!report.findings.iter().any(|finding| fail_on.includes(finding.severity)))
}

/// The configuration that counts for the paths.
pub fn configuration(input: &Input) -> Result<Config, Failure> {
    if input.no_config {
        return Ok(Config::default());
    }
    let first = input.paths.first().map(|path| path.as_path()).unwrap_or(Path::new("."));
    match input.config.clone().or_else(|| config::find(first)) {
        Some(path) => config::load(&path).map_err(Failure::Mistakes),
        None => Ok(Config::default()),
    }
}

/// Rules and models, with the user's own.
pub fn knowledge(input: &Input, config: &Config) -> Result<Knowledge, Failure> {
    let folders: Vec<_> = config.rules.iter().chain(&input.rules).cloned().collect();
    let knowledge = knowledge::load(&folders, |policy| config.adjust(policy)).map_err(Failure::Mistakes)?;
    known_rules(&knowledge, &config.select, &config.ignore)?;
    Ok(knowledge)
}

/// A rule that does not exist is a mistake, not a rule that finds nothing.
fn known_rules(knowledge: &Knowledge, select: &[String], ignore: &[String]) -> Result<(), Failure> {
    for id in select.iter().chain(ignore) {
        if knowledge.rules.get(id).is_none() {
            return Err(Failure::unknown_rule(id, &knowledge.rules));
        }
    }
    Ok(())
}

fn request(arguments: &Check, config: &Config) -> Request {
    let select = if arguments.select.is_empty() { &config.select } else { &arguments.select };
    let judge = judge::Options {
        select: select.clone(),
        ignore: arguments.ignore.iter().chain(&config.ignore).cloned().collect(),
        pedantic: arguments.pedantic || config.pedantic,
        all_contexts: arguments.all_contexts,
    };
    let asked = arguments.min_confidence.map(Confidence::from);
    let min_confidence = asked.or(config.min_confidence).unwrap_or(Confidence::Medium);
    Request { judge, min_confidence, ..input_request(&arguments.input, config) }
}

/// A request that reads files and judges by the defaults.
pub fn input_request(input: &Input, config: &Config) -> Request {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Request {
        paths: input.paths.clone(),
        walk: walk::Options {
            no_ignore: input.no_ignore,
            follow: input.follow,
            threads: input.threads,
            exclude: config.exclude.clone(),
        },
        judge: judge::Options::default(),
        min_confidence: Confidence::Medium,
        max_filesize: input.max_filesize,
        now: now.map(|since| since.as_secs() as i64).unwrap_or(0),
    }
}

/// Runs the work and shows how far it is: on a terminal only, and only when it takes its time.
pub fn with_progress<T: Send>(work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !std::io::stderr().is_terminal() {
        return work(&progress);
    }
    let finished = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let shower = scope.spawn(|| show(&progress, &finished));
        let result = work(&progress);
        finished.store(true, Ordering::Relaxed);
        shower.thread().unpark();
        result
    })
}

/// A bar from half a second on.
fn show(progress: &Progress, finished: &std::sync::atomic::AtomicBool) {
    std::thread::park_timeout(Duration::from_millis(500));
    if finished.load(Ordering::Relaxed) {
        return;
    }
    let bar = indicatif::ProgressBar::new(0);
    while !finished.load(Ordering::Relaxed) {
        bar.set_length(progress.total.load(Ordering::Relaxed));
        bar.set_position(progress.done.load(Ordering::Relaxed));
        std::thread::park_timeout(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}

fn apply_fixes(arguments: &Check, report: &mut Report, scanned: &Scanned) -> Result<(), Failure> {
    let least = if arguments.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let source = |file: u32| scanned.source(file);
    let changes = fix::changes(&report.findings, least, &source);
    if arguments.diff {
        let mask = |source: &crate::source::Source| {
            report.pages.get(&source.id.0).map(|page| page.masked().to_owned()).unwrap_or_default()
        };
        return Ok(std::io::stdout().write_all(fix::diff(&changes, &mask).as_bytes())?);
    }
    report.problems.extend(fix::write(&changes));
    let mended: usize = changes.iter().map(|change| change.mended).sum();
    let files = changes.len();
    super::note(&format!("fixed {mended} finding{} in {files} file{}", plural(mended), plural(files)));
    let fixed = |finding: &crate::finding::Finding| {
        let edits = finding.fix.iter().filter(|fix| fix.safety >= least).flat_map(|fix| &fix.edits);
        let mut edits = edits.peekable();
        edits.peek().is_some() && edits.all(|edit| changes.iter().any(|change| change.edits.contains(edit)))
    };
    report.findings.retain(|finding| !fixed(finding));
    Ok(())
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn write_report(
    arguments: &Check,
    report: &Report,
    knowledge: &Knowledge,
    color: Color,
) -> Result<(), Failure> {
    let to_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let context =
        Context { rules: &knowledge.rules, color: wants_color(color, to_terminal), width: terminal_width() };
    match &arguments.output {
        Some(path) => {
            let file = std::fs::File::create(path).map_err(|error| Failure::path(path, &error))?;
            let mut out = std::io::BufWriter::new(file);
            report::write(arguments.format, report, &context, &mut out)?;
            Ok(out.flush()?)
        }
        None => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            report::write(arguments.format, report, &context, &mut out)?;
            Ok(out.flush()?)
        }
    }
}

/// Colours where asked, else on a terminal that has not asked for none (https://no-color.org).
pub fn wants_color(color: Color, to_terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => to_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// The width that was set, else the terminal's, else a hundred columns.
fn terminal_width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    set.or_else(real).unwrap_or(100).clamp(40, 200)
}
