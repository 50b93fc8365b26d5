//! Rules as SARIF describes them, with the properties that GitHub's code scanning reads.

use super::document::{Configuration, Descriptor, RuleProperties, Text};
use crate::finding::Severity;
use crate::report::page;
use crate::rule::Rule;

const RULE_PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");

pub fn descriptor(rule: &Rule) -> Descriptor<'_> {
    Descriptor {
        id: &rule.id,
        name: pascal_case(&rule.id),
        short_description: Text::plain(page::sentence(&rule.title)),
        full_description: Text::plain(page::paragraphs(&rule.why).join("\n\n")),
        help: Text { text: page::plain_help(rule).into(), markdown: Some(page::markdown_help(rule)) },
        help_uri: format!("{RULE_PAGES}{}.md", rule.id),
        default_configuration: Configuration { enabled: !rule.pedantic, level: rule.severity.name() },
        properties: RuleProperties {
            tags: tags(rule),
            precision: if rule.pedantic { "medium" } else { "high" },
            security_severity: security_severity(gravest(rule)),
        },
    }
}

fn gravest(rule: &Rule) -> Severity {
    rule.escalations.iter().map(|one| one.severity).fold(rule.severity, Severity::max)
}

/// A CVSS-like number: GitHub calls 7.0 and above high, 4.0 and above medium, the rest low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "8.0",
        Severity::Warning => "5.5",
        Severity::Note => "2.5",
    }
}

/// Tags that code scanning filters by. It takes no more than twenty.
fn tags(rule: &Rule) -> Vec<String> {
    let cwe = rule.cwe.iter().map(|id| format!("external/cwe/cwe-{id:03}"));
    let fixed = ["security".to_owned(), "authentication".to_owned()];
    fixed.into_iter().chain(cwe).take(20).collect()
}

fn pascal_case(id: &str) -> String {
    let word = |part: &str| {
        let mut chars = part.chars();
        chars.next().map(|first| format!("{}{}", first.to_uppercase(), chars.as_str())).unwrap_or_default()
    };
    id.split(['-', '_']).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_from_ids() {
        assert_eq!(pascal_case("cookie-missing-httponly"), "CookieMissingHttponly");
        assert_eq!(pascal_case("x"), "X");
    }
}
