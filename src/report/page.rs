//! A rule's page: for the terminal, for dashboards, and for `docs/rules`.
//!
//! In: a rule, and for the documentation its examples. Out: plain text or Markdown. Knows nothing of
//! findings or files.

use crate::finding::Safety;
use crate::report::terminal::{bold, wrapped};
use crate::rule::Rule;

/// A file that shows what a rule reports, or what it is content with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// File name, such as `bad.rs`.
    pub name: String,
    pub text: String,
}

/// Columns of a terminal page.
const WIDTH: usize = 90;

/// The page that `authlint explain` prints.
pub fn text(rule: &Rule, color: bool) -> String {
    let mut out = format!("{}: {}\n", bold(&rule.id, color), rule.title);
    out.push_str(&format!("{}; {}\n", severity_words(rule), fix_words(rule)));
    section(&mut out, "Why", &paragraphs(&rule.why), color);
    section(&mut out, "What to do", &wanted(rule), color);
    section(&mut out, "Standards", &standards(rule), color);
    section(&mut out, "To allow it in one place", &[allow_line(rule)], color);
    out
}

fn section(out: &mut String, title: &str, lines: &[String], color: bool) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{}\n", bold(title, color)));
    for line in lines {
        for part in wrapped(line, WIDTH, 2, 2) {
            out.push_str(&format!("  {part}\n"));
        }
    }
}

/// Help for a dashboard that shows no Markdown: why, what to do, standards.
pub fn plain_help(rule: &Rule) -> String {
    let parts = [paragraphs(&rule.why), wanted(rule), standards(rule)];
    parts.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n")
}

/// The same in Markdown.
pub fn markdown_help(rule: &Rule) -> String {
    let mut out = format!("{}\n", paragraphs(&rule.why).join("\n\n"));
    markdown_section(&mut out, "What to do", &wanted(rule).join("\n\n"));
    markdown_section(&mut out, "Standards", &list(&standards(rule)));
    markdown_section(&mut out, "To allow it in one place", &format!("```text\n{}\n```", allow_line(rule)));
    out
}

/// The page in `docs/rules`. `thresholds` are policy values that the rule compares with, as
/// name and default.
pub fn markdown(rule: &Rule, examples: &[Example], thresholds: &[(String, String)]) -> String {
    let mut out = format!("# {}\n\n{}\n\n", rule.id, sentence(&rule.title));
    out.push_str(&list(&[
        format!("severity: {}", severity_words(rule)),
        fix_words(rule),
        format!("looks at: {}", kinds(rule)),
        format!("since: {}", rule.since),
    ]));
    out.push('\n');
    markdown_section(&mut out, "Why", &paragraphs(&rule.why).join("\n\n"));
    markdown_section(&mut out, "What to do", &wanted(rule).join("\n\n"));
    for example in examples {
        let title = if example.name.starts_with("good") { "Accepted" } else { "Reported" };
        let fence = fence(&example.text);
        let code = format!("{fence}{}\n{}\n{fence}", language(&example.name), example_lines(&example.text));
        markdown_section(&mut out, &format!("{title}: `{}`", example.name), &code);
    }
    let named: Vec<String> =
        thresholds.iter().map(|(name, value)| format!("`{name}`, {value} by default")).collect();
    markdown_section(&mut out, "Policy (`[policy]` in authlint.toml)", &list(&named));
    markdown_section(&mut out, "Standards", &list(&standards(rule)));
    let allow = format!("In a comment on the line or right above it:\n\n```text\n{}\n```", allow_line(rule));
    markdown_section(&mut out, "To allow it in one place", &allow);
    out
}

fn markdown_section(out: &mut String, title: &str, body: &str) {
    if !body.is_empty() {
        out.push_str(&format!("\n## {title}\n\n{body}\n"));
    }
}

fn list(items: &[String]) -> String {
    items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n")
}

/// `error`, or `warning or error` where circumstances decide.
pub fn severity_words(rule: &Rule) -> String {
    let mut others: Vec<&str> = rule.escalations.iter().map(|one| one.severity.name()).collect();
    others.retain(|name| *name != rule.severity.name());
    others.sort_unstable();
    others.dedup();
    let other = if others.is_empty() { String::new() } else { format!(" or {}", others.join(" or ")) };
    let pedantic = if rule.pedantic { " (runs with --pedantic only)" } else { "" };
    format!("{}{other}{pedantic}", rule.severity.name())
}

fn fix_words(rule: &Rule) -> String {
    let words = match rule.fix.as_ref().map(|fix| fix.safety) {
        Some(Safety::Safe) => "fix: safe, by --fix",
        Some(Safety::Unsafe) => "fix: needs a look, by --fix --unsafe-fixes",
        Some(Safety::DisplayOnly) => "fix: shown, never applied",
        None => "fix: by hand",
    };
    words.to_owned()
}

fn kinds(rule: &Rule) -> String {
    let mut names: Vec<String> =
        rule.matches.iter().map(|matched| format!("`{}`", matched.kind.name())).collect();
    names.dedup();
    format!("{} facts ([vocabulary](../vocabulary.md))", names.join(", "))
}

/// What the rule's help says when nothing is known of the fact.
fn wanted(rule: &Rule) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for matched in &rule.matches {
        let text = sentence(&matched.help.general(matched.kind));
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// Standards and their numbers, each with where to read it.
fn standards(rule: &Rule) -> Vec<String> {
    let cwe = rule.cwe.iter().map(|id| format!("CWE-{id}: https://cwe.mitre.org/data/definitions/{id}.html"));
    let asvs = rule.asvs.iter().map(|id| format!("OWASP ASVS 5.0 requirement {id}"));
    cwe.chain(asvs).chain(rule.references.iter().cloned()).collect()
}

fn allow_line(rule: &Rule) -> String {
    format!("// authlint: allow({}) the reason", rule.id)
}

/// Paragraphs of a text whose lines are broken to a column.
pub fn paragraphs(text: &str) -> Vec<String> {
    let joined = text.trim().split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    joined.filter(|part| !part.is_empty()).collect()
}

/// A text with a capital letter and a full stop.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), chars.as_str())
}

const LONGEST_EXAMPLE: usize = 40;

/// The first lines of an example, without the marks that tests read.
fn example_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().filter_map(without_mark).collect();
    let mut shown = lines[..lines.len().min(LONGEST_EXAMPLE)].join("\n");
    if lines.len() > LONGEST_EXAMPLE {
        shown.push_str("\n…");
    }
    shown.trim_end().to_owned()
}

/// A line without its `// ~ rule-id`; nothing where that was all.
fn without_mark(line: &str) -> Option<&str> {
    const OPENERS: &[&str] = &["//", "#", ";", "--", "/*", "<!--", "{/*"];
    let marked = |opener: &str| {
        let at = line.rfind(opener)?;
        let after = line[at + opener.len()..].trim_start().strip_prefix('~')?;
        let name = after.trim_start_matches('^').strip_prefix([' ', '\t'])?;
        name.trim_start().starts_with(|c: char| c.is_ascii_lowercase()).then_some(at)
    };
    match OPENERS.iter().filter_map(|opener| marked(opener)).min() {
        Some(at) => Some(line[..at].trim_end()).filter(|rest| !rest.is_empty()),
        None => Some(line),
    }
}

/// Backticks that no line of the text begins with.
fn fence(text: &str) -> String {
    let longest = text.lines().map(|line| line.trim_start().chars().take_while(|c| *c == '`').count()).max();
    "`".repeat(longest.unwrap_or(0).max(2) + 1)
}

/// The word after the fence, by the file's extension.
fn language(name: &str) -> &str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("rs") => "rust",
        Some("yml") => "yaml",
        Some("conf") => "nginx",
        Some(extension) if extension.chars().all(|c| c.is_ascii_lowercase()) => extension,
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_for_tests_only() {
        assert_eq!(without_mark("let a = b; // ~ some-rule"), Some("let a = b;"));
        assert_eq!(without_mark("  //~^ some-rule"), None);
        assert_eq!(without_mark("a: b # ~ one, two"), Some("a: b"));
        assert_eq!(without_mark("<p> <!-- ~ some-rule -->"), Some("<p>"));
        assert_eq!(without_mark("x = 1 # ~/.config is read"), Some("x = 1 # ~/.config is read"));
        assert_eq!(without_mark("let home = \"~/x\"; // here"), Some("let home = \"~/x\"; // here"));
    }

    #[test]
    fn prose_is_tidied() {
        assert_eq!(paragraphs("\na\nb\n\nc\n"), ["a b", "c"]);
        assert_eq!(sentence("set it"), "Set it.");
        assert_eq!(sentence(""), "");
    }
}
