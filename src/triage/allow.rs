//! Allow comments: `// authlint: allow(rule-id) reason`, in any language's comment, on the line of the
//! finding or on a comment line right above it.

use crate::finding::Finding;

const MARK: &str = "authlint: allow(";

/// Whether a text allows anything at all.
pub fn is_marked(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some()
}

/// Whether a comment at the finding's place allows its rule.
pub fn allows(text: &str, finding: &Finding) -> bool {
    let starts =
        std::iter::once(finding.span.start).chain(finding.labels.first().map(|label| label.span.start));
    starts.map(|start| start as usize).any(|start| allowed_at(text, start, &finding.rule))
}

fn allowed_at(text: &str, offset: usize, rule: &str) -> bool {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    if names(&text[line_start..line_end], rule) {
        return true;
    }
    let above = text[..line_start].lines().rev();
    above.take_while(|line| is_comment(line)).any(|line| names(line, rule))
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "#", ";", "/*", "*", "<!--", "--"].iter().any(|mark| line.starts_with(mark))
}

fn names(line: &str, rule: &str) -> bool {
    let lists = line.match_indices(MARK).filter_map(|(at, _)| line[at + MARK.len()..].split_once(')'));
    lists.flat_map(|(list, _)| list.split(',')).any(|id| id.trim() == rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allow_names_its_rules() {
        let text = "a\n// authlint: allow(one, two) the reason\n// more words\nlet x = 1;\nlet y = 2;\n";
        let at = |needle: &str| text.find(needle).unwrap_or(0);
        assert!(allowed_at(text, at("let x"), "two"));
        assert!(!allowed_at(text, at("let x"), "three"));
        assert!(!allowed_at(text, at("let y"), "two"), "it reaches the next line of code only");
        assert!(allowed_at("x = 1 # authlint: allow(a-b) tests", 0, "a-b"));
    }
}
