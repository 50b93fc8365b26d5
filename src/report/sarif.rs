//! The SARIF 2.1.0 report, for code-scanning dashboards and viewers.
//!
//! In: the report and the rules that it was judged by. Out: one JSON document. It holds no text of
//! the sources: nothing secret can be in it.

mod document;
mod results;
mod rules;
mod uri;

use super::Report;
use crate::rule::Rules;
use document::{BaseId, Driver, Invocation, Log, Run, Text, Tool};
use results::Desk;
use std::collections::BTreeMap;
use std::io::Write;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the report as SARIF.
///
/// # Errors
/// Errors of the writer.
pub fn write(report: &Report, rules: &Rules, out: &mut dyn Write) -> std::io::Result<()> {
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run(report, rules)] };
    serde_json::to_writer(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn run<'r>(report: &'r Report, rules: &'r Rules) -> Run<'r> {
    let numbers = rules.ids().enumerate().map(|(number, id)| (id, number)).collect();
    let desk = Desk::new(report, numbers);
    Run {
        tool: Tool { driver: driver(rules) },
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: report
                .problems
                .iter()
                .map(|problem| desk.notification(problem))
                .collect(),
        }],
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BTreeMap::from([(
            uri::ROOT,
            BaseId { description: Text::plain("The scanned folder.") },
        )]),
        results: report.findings.iter().map(|finding| desk.result(finding)).collect(),
    }
}

fn driver(rules: &Rules) -> Driver<'_> {
    Driver {
        name: "authlint",
        full_name: format!("authlint {VERSION}"),
        version: VERSION,
        semantic_version: VERSION,
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.all.iter().map(rules::descriptor).collect(),
    }
}
