//! What a person sees: findings drawn under their code, then problems, then one line that sums up.
//!
//! In: the report with its masked pages, or mistakes in TOML files. Out: text, with colours only
//! where asked. Knows nothing of rules at work; draws no text that is not masked.

mod draw;
mod excerpt;
mod marks;
mod paint;
mod summary;
mod visible;

use super::{Context, Page, Report};
use crate::fact::Context as Surroundings;
use crate::finding::{Confidence, Finding, Label, Safety, Severity};
use crate::mistake::Mistake;
use crate::source::{Encoding, FileId, Source, Span};
use draw::Drawing;
use marks::Mark;
use paint::{Ink, Tone};
pub use paint::{bold, wrapped};
use std::collections::BTreeMap;
use std::io::{Result, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Writes the report for a terminal or a log.
///
/// # Errors
/// Errors of the writer.
pub fn write(report: &Report, context: &Context<'_>, out: &mut dyn Write) -> Result<()> {
    let ink = Ink { color: context.color, width: context.width };
    for finding in &report.findings {
        out.write_all(finding_text(report, finding, ink).as_bytes())?;
        out.write_all(b"\n")?;
    }
    summary::problems(report, ink, out)?;
    summary::last_line(report, ink, out)
}

fn finding_text(report: &Report, finding: &Finding, ink: Ink) -> String {
    let tone = Tone::of(finding.severity);
    let mut text =
        ink.headline(tone, &format!("{}[{}]", finding.severity.name(), finding.rule), &finding.message);
    let (near, far) = places(report, finding);
    let mut notes = Vec::new();
    match report.page(finding.span) {
        Some(page) => {
            let drawing = Drawing::new(page, finding.span.start as usize, near, ink);
            text.push_str(&drawing.draw(tone, ink));
            notes.extend(drawing.left_out.iter().map(|mark| note(page, mark.range.start, &mark.text)));
        }
        None => text.push_str("  (the file can no longer be read)\n"),
    }
    notes
        .extend(far.into_iter().filter_map(|label| {
            Some(note(report.page(label.span)?, label.span.start as usize, &label.text))
        }));
    text.push_str(&footer(finding, &notes, ink));
    text
}

/// A place that is not drawn, as text.
fn note(page: &Page, offset: usize, text: &str) -> String {
    let place = page.place(offset);
    let at = format!("{}:{}:{}", page.source.path, place.line, place.column);
    if text.is_empty() { at } else { format!("{text}: {at}") }
}

/// Lines between a finding and a related place that is still drawn with it.
const NEAR: usize = 12;

/// Labels to draw under the code, and related places that are only named.
fn places<'f>(report: &Report, finding: &'f Finding) -> (Vec<Mark>, Vec<&'f Label>) {
    let span = finding.span;
    let line = |offset: u32| {
        report.page(span).map_or(0, |page| page.lines.number(page.lines.line_of(offset as usize)))
    };
    let near = |label: &&Label| {
        label.span.file == span.file && line(label.span.start).abs_diff(line(span.start)) <= NEAR
    };
    let (drawn, named): (Vec<&Label>, Vec<&Label>) = finding.related.iter().partition(near);
    let own = finding.labels.iter().filter(|label| label.span.file == span.file);
    let mut marks: Vec<Mark> = own.map(|label| Mark::new(label, true)).collect();
    marks.extend(drawn.into_iter().map(|label| Mark::new(label, false)));
    if !marks.iter().any(|mark| mark.deciding) {
        marks.push(Mark::new(&Label { span, text: String::new() }, true));
    }
    (marks, named)
}

/// Places that a footer names at most.
const MOST_NOTES: usize = 6;

fn footer(finding: &Finding, notes: &[String], ink: Ink) -> String {
    let mut text = String::new();
    for note in notes.iter().take(MOST_NOTES) {
        text.push_str(&ink.remark("note", note));
    }
    if notes.len() > MOST_NOTES {
        text.push_str(&ink.remark("note", &format!("and {} more places", notes.len() - MOST_NOTES)));
    }
    if let Some(circumstances) = circumstances(finding) {
        text.push_str(&ink.remark("note", &circumstances));
    }
    if !finding.help.is_empty() {
        text.push_str(&ink.remark("help", &finding.help));
    }
    if let Some(fix) = &finding.fix {
        text.push_str(&ink.remark("fix", fix_words(fix.safety)));
    }
    text
}

fn fix_words(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "`--fix` applies it",
        Safety::Unsafe => "`--fix --unsafe-fixes` applies it; have a look at the change",
        Safety::DisplayOnly => "by hand; the change is in `--format json`",
    }
}

/// What makes a finding weigh less than one about production code.
fn circumstances(finding: &Finding) -> Option<String> {
    let place = match finding.context {
        Surroundings::Production => None,
        Surroundings::Development => Some("in development settings"),
        Surroundings::Example => Some("in an example"),
        Surroundings::Test => Some("in test code"),
        Surroundings::Vendored => Some("in code of others"),
    };
    let doubt = (finding.confidence == Confidence::Low).then_some("low confidence");
    let words: Vec<&str> = place.into_iter().chain(doubt).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Writes mistakes in rule, model and configuration files, each underlined in its file.
///
/// # Errors
/// Errors of the writer.
pub fn write_mistakes(mistakes: &[Mistake], color: bool, out: &mut dyn Write) -> Result<()> {
    let ink = Ink { color, width: 100 };
    let mut pages: BTreeMap<&str, Page> = BTreeMap::new();
    for mistake in mistakes {
        let page = pages.entry(&mistake.path).or_insert_with(|| toml_page(mistake));
        out.write_all(mistake_text(mistake, page, ink).as_bytes())?;
        out.write_all(b"\n")?;
    }
    let (count, files) = (mistakes.len(), pages.len());
    writeln!(out, "{} in {}", summary::counted(count, "mistake"), summary::counted(files, "file"))
}

fn toml_page(mistake: &Mistake) -> Page {
    let source = Source {
        id: FileId(0),
        path: mistake.path.as_str().into(),
        disk: PathBuf::new(),
        text: mistake.text.to_string(),
        encoding: Encoding::Utf8,
        gaps: Vec::new(),
    };
    Page::new(Arc::new(source), &[])
}

fn mistake_text(mistake: &Mistake, page: &Page, ink: Ink) -> String {
    let tone = Tone::of(Severity::Error);
    let mut text = ink.headline(tone, "error", &mistake.message);
    if mistake.text.is_empty() {
        text.push_str(&ink.remark("in", &mistake.path));
    } else {
        let label = Label { span: Span::new(FileId(0), mistake.span.clone()), text: String::new() };
        let drawing = Drawing::new(page, mistake.span.start, vec![Mark::new(&label, true)], ink);
        text.push_str(&drawing.draw(tone, ink));
    }
    if let Some(help) = &mistake.help {
        text.push_str(&ink.remark("help", help));
    }
    text
}
