//! `authlint facts`: what authlint understood, and where its models have gaps.

use super::arguments::Facts;
use super::check::{configuration, input_request, knowledge, with_progress};
use super::failure::Failure;
use crate::Scanned;
use crate::fact::{Attribute, Fact};
use crate::source::{LineIndex, Span};
use std::collections::HashMap;
use std::io::Write;

/// Lists the facts of the paths.
pub fn run(arguments: &Facts) -> Result<bool, Failure> {
    let config = configuration(&arguments.input)?;
    let knowledge = knowledge(&arguments.input, &config)?;
    let request = input_request(&arguments.input, &config);
    let scanned = with_progress(|progress| crate::scan(&request, &knowledge, progress));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut lines = Lines { scanned: &scanned, index: HashMap::new() };
    if arguments.json {
        let rows: Vec<serde_json::Value> =
            scanned.scan.facts.iter().map(|fact| row(fact, &mut lines)).collect();
        let gaps: Vec<serde_json::Value> = scanned.scan.gaps.iter().map(gap_row).collect();
        let document = serde_json::json!({ "facts": rows, "gaps": gaps });
        serde_json::to_writer_pretty(&mut out, &document).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for fact in &scanned.scan.facts {
            write_fact(&mut out, fact, &mut lines)?;
        }
        for ((library, call), count) in &scanned.scan.gaps {
            writeln!(out, "gap: {library}: {call} ({count})")?;
        }
    }
    out.flush()?;
    Ok(true)
}

/// Lines of files, indexed at first need.
struct Lines<'s> {
    scanned: &'s Scanned,
    index: HashMap<u32, Option<LineIndex>>,
}

impl Lines<'_> {
    /// `path:line:column`
    fn place(&mut self, span: Span) -> String {
        let file = span.file.0;
        let path = self.scanned.path(file);
        let source = self.scanned.source(file);
        let index = self.index.entry(file).or_insert_with(|| Some(LineIndex::new(&source.as_ref()?.text)));
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

/// How sure, where it stands, and the places that it passed.
fn origin(attribute: &Attribute, lines: &mut Lines<'_>) -> String {
    let at = attribute.span.map(|span| format!(" at {}", lines.place(span))).unwrap_or_default();
    let steps: Vec<String> =
        attribute.trail.iter().map(|step| format!("; {} {}", step.text, lines.place(step.span))).collect();
    format!("{}{at}{}", attribute.certainty.name(), steps.concat())
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
