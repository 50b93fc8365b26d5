//! `authlint explain` and `authlint rules`: what the rules are.

use super::arguments::{Color, Explain, RulesCommand};
use super::failure::Failure;
use crate::fact::Kind;
use crate::knowledge;
use crate::model::advisories;
use crate::report::page;
use crate::rule::Rule;
use std::io::{IsTerminal, Write};

/// Prints one rule's page.
pub fn explain(arguments: &Explain, color: Color) -> Result<bool, Failure> {
    let knowledge = knowledge::load(&arguments.rules, |_| Vec::new()).map_err(Failure::Mistakes)?;
    let Some(rule) = knowledge.rules.get(&arguments.rule) else {
        return Err(Failure::unknown_rule(&arguments.rule, &knowledge.rules));
    };
    let color = super::check::wants_color(color, std::io::stdout().is_terminal());
    std::io::stdout().write_all(page::text(rule, color).as_bytes())?;
    Ok(true)
}

/// Lists all rules, one a line, or as JSON.
pub fn list(arguments: &RulesCommand) -> Result<bool, Failure> {
    let knowledge = knowledge::load(&arguments.rules, |_| Vec::new()).map_err(Failure::Mistakes)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if arguments.json {
        let rows: Vec<serde_json::Value> = knowledge.rules.all.iter().map(row).collect();
        serde_json::to_writer_pretty(&mut out, &rows).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        let widest = knowledge.rules.ids().map(str::len).max().unwrap_or(0);
        for rule in &knowledge.rules.all {
            let pedantic = if rule.pedantic { " (pedantic)" } else { "" };
            writeln!(out, "{:widest$}  {:7}  {}{pedantic}", rule.id, rule.severity.name(), rule.title)?;
        }
        let advisories = advisories::known();
        let (count, snapshot) = (advisories.advisories.len(), &advisories.snapshot);
        writeln!(out, "\n{count} advisories about auth libraries, as known on {snapshot}")?;
    }
    out.flush()?;
    Ok(true)
}

fn row(rule: &Rule) -> serde_json::Value {
    let of_dependencies = rule.matches.iter().any(|one| one.kind == Kind::Dependency);
    let snapshot = of_dependencies.then(|| advisories::known().snapshot.as_str());
    serde_json::json!({
        "id": rule.id, "title": rule.title, "family": rule.family, "severity": rule.severity,
        "pedantic": rule.pedantic, "cwe": rule.cwe, "asvs": rule.asvs, "references": rule.references,
        "since": rule.since, "fix": rule.fix.as_ref().map(|fix| fix.safety),
        "snapshot": snapshot,
    })
}
