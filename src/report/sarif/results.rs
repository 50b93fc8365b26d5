//! Findings and problems as SARIF results and notifications.

use super::document::{
    Change, Fix, Location, Notification, Physical, Region, Replacement, Result, ResultProperties, Text,
};
use super::uri::artifact;
use crate::finding::{Edit, Finding, Label, Problem, Safety};
use crate::report::line_hash::line_hashes;
use crate::report::{Page, Report, other_places, page};
use crate::source::{Place, Span};
use std::collections::{BTreeMap, HashMap};

/// What results are made with: rule numbers, and line hashes by file.
pub struct Desk<'r> {
    pub report: &'r Report,
    pub rule_numbers: HashMap<&'r str, usize>,
    hashes: HashMap<u32, Vec<String>>,
}

impl<'r> Desk<'r> {
    pub fn new(report: &'r Report, rule_numbers: HashMap<&'r str, usize>) -> Desk<'r> {
        let mut hashes = HashMap::new();
        for finding in &report.findings {
            // Of a long file only parts are there, and the hash counts equal lines of the whole.
            if let Some(page) = report.page(finding.span).filter(|page| page.source.gaps.is_empty()) {
                // A hash of a line with a short secret would give the secret away: masked text only.
                hashes.entry(finding.span.file.0).or_insert_with(|| line_hashes(page.masked()));
            }
        }
        Desk { report, rule_numbers, hashes }
    }

    pub fn result(&self, finding: &'r Finding) -> Result<'r> {
        let related = self.related(finding);
        Result {
            rule_id: &finding.rule,
            rule_index: self.rule_numbers.get(finding.rule.as_str()).copied(),
            level: finding.severity.name(),
            message: Text::plain(message(finding, &related)),
            locations: [Location {
                id: None,
                physical_location: self.physical(finding.span),
                message: self.label(finding),
            }],
            related_locations: related,
            partial_fingerprints: self.fingerprints(finding),
            fixes: finding.fix.iter().filter_map(|fix| self.fix(finding, fix)).collect(),
            properties: ResultProperties {
                confidence: finding.confidence.name(),
                context: finding.context.name(),
            },
        }
    }

    /// What is said of the primary place itself.
    fn label(&self, finding: &'r Finding) -> Option<Text<'r>> {
        let own = finding.labels.iter().find(|label| label.span == finding.span && !label.text.is_empty());
        own.map(|label| Text::plain(label.text.as_str()))
    }

    fn related(&self, finding: &'r Finding) -> Vec<Location<'r>> {
        let one = |(number, label): (usize, &'r Label)| Location {
            id: Some(number + 1),
            physical_location: self.physical(label.span),
            message: Some(Text::plain(label.text.as_str())),
        };
        other_places(finding).enumerate().map(one).collect()
    }

    fn physical(&self, span: Span) -> Physical {
        let region = self.report.page(span).map(|page| region(page, span));
        Physical { artifact_location: artifact(self.report.path(span)), region }
    }

    fn fingerprints(&self, finding: &Finding) -> BTreeMap<&'static str, String> {
        let mut all = BTreeMap::from([("authlint/v1", finding.fingerprint.clone())]);
        let (start, _) = self.report.places(finding.span);
        let hashes = self.hashes.get(&finding.span.file.0);
        if let Some(hash) = hashes.and_then(|hashes| hashes.get(start.line as usize - 1)) {
            all.insert("primaryLocationLineHash", hash.clone());
        }
        all
    }

    /// A change that a viewer may offer; one that must never be applied is not offered.
    fn fix(&self, finding: &'r Finding, fix: &'r crate::finding::Fix) -> Option<Fix<'r>> {
        if fix.safety == Safety::DisplayOnly {
            return None;
        }
        let mut changes: BTreeMap<u32, Change<'r>> = BTreeMap::new();
        for edit in &fix.edits {
            let page = self.report.page(edit.span)?;
            let change = changes.entry(edit.span.file.0).or_insert_with(|| Change {
                artifact_location: artifact(&page.source.path),
                replacements: Vec::new(),
            });
            change.replacements.push(replacement(page, edit));
        }
        let description = Text::plain(page::sentence(&finding.help));
        Some(Fix { description, artifact_changes: changes.into_values().collect() })
    }

    pub fn notification(&self, problem: &'r Problem) -> Notification<'r> {
        let region = self.report.problem_place(problem).map(whole_line);
        let location = || Location {
            id: None,
            physical_location: Physical { artifact_location: artifact(&problem.path), region },
            message: None,
        };
        let locations = if problem.path.is_empty() { Vec::new() } else { vec![location()] };
        Notification { level: "warning", message: Text::plain(problem.message.as_str()), locations }
    }
}

fn replacement<'r>(page: &Page, edit: &'r Edit) -> Replacement<'r> {
    Replacement { deleted_region: region(page, edit.span), inserted_content: Text::plain(edit.text.as_str()) }
}

fn region(page: &Page, span: Span) -> Region {
    let start = page.utf16_place(span.start as usize);
    let end = page.utf16_place(span.end as usize);
    Region {
        start_line: start.line,
        start_column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
    }
}

fn whole_line(place: Place) -> Region {
    Region { start_line: place.line, start_column: None, end_line: None, end_column: None }
}

/// Related places that the message links to, which is how code scanning shows them.
const MOST_LINKS: usize = 5;

/// Message and help as sentences, then links to the related places.
fn message(finding: &Finding, related: &[Location<'_>]) -> String {
    let mut text = escaped(&page::sentence(&finding.message));
    if !finding.help.is_empty() {
        text.push_str(&format!(" {}", escaped(&page::sentence(&finding.help))));
    }
    let link = |location: &Location<'_>| {
        let words = location.message.as_ref().map_or("", |message| message.text.as_ref());
        let words = if words.is_empty() { "related place" } else { words };
        Some(format!("[{}]({})", escaped(words), location.id?))
    };
    let links: Vec<String> = related.iter().take(MOST_LINKS).filter_map(link).collect();
    if !links.is_empty() {
        text.push_str(&format!(" See: {}.", links.join(", ")));
    }
    text
}

/// Brackets of the input must not read as a link (SARIF section 3.11.6).
fn escaped(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    }
}
