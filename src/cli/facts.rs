//! `authlint facts`: what authlint understood, and where its models have gaps.

use super::arguments::Facts;
use super::check::{configuration, input_request, knowledge, with_progress};
use super::failure::Failure;
use crate::Scanned;
use crate::fact::{Attribute, Fact};
use crate::report::mask;
use crate::source::{LineIndex, Span};
use std::collections::{BTreeMap, HashMap};
use std::io::Write;

/// Lists the facts of the paths.
pub fn run(arguments: &Facts) -> Result<bool, Failure> {
    let config = configuration(&arguments.input)?;
    let knowledge = knowledge(&arguments.input, &config)?;
    let request = input_request(&arguments.input, &config);
    let scanned = with_progress(|progress| crate::scan(&request, &knowledge, progress));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut lines = Lines { scanned: &scanned, index: HashMap::new(), masked: HashMap::new() };
    if arguments.json {
        let rows: Vec<serde_json::Value> =
            scanned.scan.facts.iter().map(|fact| row(fact, &mut lines)).collect();
        let gaps: Vec<serde_json::Value> = scanned.scan.gaps.iter().map(gap_row).collect();
        let libraries: Vec<serde_json::Value> = gaps_by_library(&scanned)
            .iter()
            .map(|(library, (functions, calls))| {
                serde_json::json!({ "library": library, "functions": functions, "calls": calls })
            })
            .collect();
        let document = serde_json::json!({ "facts": rows, "gaps": gaps, "gaps_by_library": libraries });
        serde_json::to_writer_pretty(&mut out, &document).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for fact in &scanned.scan.facts {
            write_fact(&mut out, fact, &mut lines)?;
        }
        for ((library, call), count) in &scanned.scan.gaps {
            writeln!(out, "gap: {library}: {call} ({count})")?;
        }
        for (library, (functions, calls)) in gaps_by_library(&scanned) {
            writeln!(out, "gaps of {library}: {calls} calls of {functions} functions that no model covers")?;
        }
    }
    out.flush()?;
    Ok(true)
}

/// Lines of files, indexed at first need.
struct Lines<'s> {
    scanned: &'s Scanned,
    index: HashMap<u32, Option<LineIndex>>,
    /// Texts in which every secret is masked.
    masked: HashMap<u32, String>,
}

impl Lines<'_> {
    /// `path:line`
    fn line(&mut self, span: Span) -> String {
        let place = self.place(span);
        place.rsplit_once(':').map_or(place.clone(), |(line, _)| line.to_owned())
    }

    /// What stands there, secrets masked, or the name of the claim that it becomes.
    fn step(&mut self, span: Span, says: &str) -> String {
        const LONGEST: usize = 40;
        if let Some(name) = says.split('`').nth(1) {
            return name.to_owned();
        }
        let Some(source) = self.scanned.source(span.file.0) else { return String::new() };
        let secrets = self.scanned.scan.secrets.get(&span.file).map(Vec::as_slice).unwrap_or_default();
        let masked = self.masked.entry(span.file.0).or_insert_with(|| mask::mask(&source.text, secrets));
        let text = masked.get(span.start as usize..span.end as usize).unwrap_or_default();
        let plain: String =
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(8 * LONGEST).collect();
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words,
        }
    }

    /// `path:line:column`
    fn place(&mut self, span: Span) -> String {
        let file = span.file.0;
        let path = self.scanned.path(file);
        let source = self.scanned.source(file);
        let index = self.index.entry(file).or_insert_with(|| Some(LineIndex::of(source.as_ref()?)));
        match (index, &source) {
            (Some(index), Some(source)) => {
                let place = index.place(&source.text, span.start as usize);
                format!("{path}:{}:{}", place.line, place.column)
            }
            _ => path,
        }
    }
}

fn write_fact(out: &mut impl Write, fact: &Fact, lines: &mut Lines<'_>) -> std::io::Result<()> {
    let place = lines.place(fact.head);
    let model = if fact.model.is_empty() { String::new() } else { format!(" by {}", fact.model) };
    writeln!(out, "{place}: {} ({}{model}, {})", fact.kind.name(), fact.surface, fact.context.name())?;
    for (key, attribute) in &fact.attributes {
        writeln!(out, "    {} = {} [{}]", key.name(), shown(attribute), origin(attribute, lines))?;
    }
    Ok(())
}

fn shown(attribute: &Attribute) -> String {
    attribute
        .value
        .to_string()
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(200)
        .collect()
}

/// How sure, and the way from where the value stands to where it takes effect: `900 (src/config.rs:4) → ttl()
/// (src/auth.rs:9) → exp (src/auth.rs:12)`.
fn origin(attribute: &Attribute, lines: &mut Lines<'_>) -> String {
    let steps: Vec<String> = way(attribute)
        .iter()
        .map(|(span, says)| {
            let left = if attribute.left_at == Some(*span) { "default of " } else { "" };
            format!("{left}{} ({})", lines.step(*span, says), lines.line(*span))
        })
        .collect();
    let way = if steps.is_empty() { String::new() } else { format!(": {}", steps.join(" → ")) };
    format!("{}{way}", attribute.certainty.name())
}

/// Where the value stands, and then each place that it passed; a default holds where nobody says another value.
fn way(attribute: &Attribute) -> Vec<(Span, &'static str)> {
    const LEFT: &str = "the default of the library or product";
    let left = attribute.left_at.map(|span| (span, LEFT));
    let first = attribute.span.map(|span| (span, "")).or(left);
    first.into_iter().chain(attribute.trail.iter().map(|step| (step.span, step.text))).collect()
}

/// Different functions, and calls of them, by library.
fn gaps_by_library(scanned: &Scanned) -> BTreeMap<&str, (usize, usize)> {
    let mut all: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((library, _), count) in &scanned.scan.gaps {
        let sums = all.entry(library).or_default();
        *sums = (sums.0 + 1, sums.1 + count);
    }
    all
}

fn row(fact: &Fact, lines: &mut Lines<'_>) -> serde_json::Value {
    let attributes: serde_json::Map<String, serde_json::Value> = fact
        .attributes
        .iter()
        .map(|(key, attribute)| {
            let value = serde_json::json!({
                "value": shown(attribute),
                "certainty": attribute.certainty.name(),
                "place": attribute.span.map(|span| lines.place(span)),
                "path": way(attribute).iter().map(|(span, says)| serde_json::json!({
                    "text": lines.step(*span, says), "place": lines.place(*span), "says": says,
                })).collect::<Vec<_>>(),
                "trail": attribute.trail.iter().map(|step| format!("{}: {}", lines.place(step.span), step.text)).collect::<Vec<_>>(),
            });
            (key.name().to_owned(), value)
        })
        .collect();
    serde_json::json!({
        "kind": fact.kind.name(), "surface": fact.surface, "model": fact.model, "context": fact.context,
        "place": lines.place(fact.head), "function": fact.function, "attributes": attributes,
    })
}

fn gap_row(((library, call), count): (&(String, String), &usize)) -> serde_json::Value {
    serde_json::json!({ "library": library, "call": call, "count": count })
}
