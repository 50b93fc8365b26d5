//! What the comment at the top of a file says about its use.
//!
//! In: the text of a file. Out: development, where the comment says that the file is for developers' machines or
//! not for production. Knows no format's grammar: a line that starts like a comment is one.

use crate::fact::{Context, role};

/// Bytes of the file that are looked at.
const HEAD: usize = 2_048;

const STARTS: [&str; 5] = ["#", "//", ";", "--", "<!--"];

pub(super) fn context(text: &str) -> Context {
    let comment = comment(text);
    if !comment.is_empty() && role::is_for_developers(&comment) {
        Context::Development
    } else {
        Context::Production
    }
}

/// The lines of comments before the first line that is none. A document's own start counts for nothing.
fn comment(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.get(..text.floor_char_boundary(HEAD)).unwrap_or("").lines() {
        let line = line.trim_start_matches('\u{feff}').trim();
        match STARTS.iter().find(|start| line.starts_with(**start)) {
            _ if line.is_empty() || line == "---" => {}
            Some(start) => lines.push(line.trim_start_matches(start).trim()),
            None => break,
        }
    }
    lines.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_comment_at_the_top_counts() {
        let development = [
            "---\n# An insecure, dev-only configuration. Don't run this in production!\na: 1\n",
            "# Settings for local development\nA=1\n",
            "\u{feff}// Do not use this file in production.\n{}",
        ];
        for text in development {
            assert_eq!(context(text), Context::Development, "{text}");
        }
        let other = [
            "",
            "#",
            "a: 1\n# for local development only\n",
            "# Production settings. Do not edit by hand, and do not commit secrets of production.\nA=1\n",
            "# Copy to .env.local for development, and to .env for production\nA=1\n",
            "# é\0",
        ];
        for text in other {
            assert_eq!(context(text), Context::Production, "{text}");
        }
        assert_eq!(context(&format!("# {}", "ä".repeat(5_000))), Context::Production);
    }
}
