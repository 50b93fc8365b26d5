//! The report of a run, and the formats that it can be written in.
//!
//! A format sees findings and problems; it never sees rules at work or surfaces.

pub mod columns;
pub mod json;
pub mod line_hash;
pub mod mask;
pub mod page;
pub mod sarif;
pub mod terminal;

use crate::finding::{Finding, Label, Problem, Severity};
use crate::project::Stats;
use crate::rule::Rules;
use crate::source::{LineIndex, Place, Source, Span};
use columns::{Columns, Count};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// A file of the report: text, masked text and line index.
#[derive(Debug)]
pub struct Page {
    pub source: Arc<Source>,
    pub lines: LineIndex,
    columns: Columns,
    secrets: Vec<Span>,
    masked: OnceLock<String>,
}

impl Page {
    pub fn new(source: Arc<Source>, secrets: &[Span]) -> Page {
        let lines = LineIndex::of(&source);
        let columns = Columns::new(&source.text);
        Page { source, lines, columns, secrets: secrets.to_vec(), masked: OnceLock::new() }
    }

    /// The text with every secret overwritten, byte for byte. Made when it is first drawn: not every format draws.
    pub fn masked(&self) -> &str {
        self.masked.get_or_init(|| mask::mask(&self.source.text, &self.secrets))
    }

    /// The line and column of a byte offset, both 1-based, the column in Unicode scalar values.
    pub fn place(&self, offset: usize) -> Place {
        let (line, before) = self.position(offset);
        Place { line, column: before.scalars + 1 }
    }

    /// The same with the column in UTF-16 code units, as SARIF and editors count.
    pub fn utf16_place(&self, offset: usize) -> Place {
        let (line, before) = self.position(offset);
        Place { line, column: before.units + 1 }
    }

    /// The 1-based line, and how much of it stands before the offset. A byte-order mark is no column.
    fn position(&self, offset: usize) -> (u32, Count) {
        let text = &self.source.text;
        let offset = text.floor_char_boundary(offset);
        let line = self.lines.line_of(offset);
        let mut start = self.lines.start_of(line);
        if start == 0 && text.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        let shown = self.columns.between(text, start, offset);
        let left = self.lines.left_out(line, offset);
        let count = Count {
            scalars: shown.scalars.saturating_add_signed(left.scalars),
            units: shown.units.saturating_add_signed(left.units),
        };
        (self.lines.number(line) as u32 + 1, count)
    }
}

/// Everything that a format may show.
#[derive(Debug, Default)]
pub struct Report {
    pub findings: Vec<Finding>,
    pub suppressed: usize,
    pub problems: Vec<Problem>,
    pub stats: Stats,
    pub seconds: f64,
    /// Pages of all files that findings point into, by file number.
    pub pages: BTreeMap<u32, Page>,
    /// Lines and columns of problems, by path and offset.
    pub problem_places: HashMap<(String, usize), Place>,
}

impl Report {
    pub fn page(&self, span: Span) -> Option<&Page> {
        self.pages.get(&span.file.0)
    }

    pub fn path(&self, span: Span) -> &str {
        self.page(span).map_or("", |page| &page.source.path)
    }

    /// Start and end of a span, 1-based.
    pub fn places(&self, span: Span) -> (Place, Place) {
        let nowhere = Place { line: 1, column: 1 };
        match self.page(span) {
            Some(page) => (page.place(span.start as usize), page.place(span.end as usize)),
            None => (nowhere, nowhere),
        }
    }

    pub fn problem_place(&self, problem: &Problem) -> Option<Place> {
        self.problem_places.get(&(problem.path.clone(), problem.offset?)).copied()
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Places beside the primary one: labels that say something, then related places.
pub fn other_places(finding: &Finding) -> impl Iterator<Item = &Label> {
    let labels = finding.labels.iter().filter(|label| label.span != finding.span && !label.text.is_empty());
    labels.chain(&finding.related)
}

/// What a report is written with.
pub struct Context<'a> {
    pub rules: &'a Rules,
    pub color: bool,
    pub width: usize,
}

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Terminal,
    Json,
    Sarif,
}

/// Writes the report in one format.
///
/// # Errors
/// Errors of the writer.
pub fn write(
    format: Format,
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    match format {
        Format::Terminal => terminal::write(report, context, out),
        Format::Json => json::write(report, out),
        Format::Sarif => sarif::write(report, context.rules, out),
    }
}
