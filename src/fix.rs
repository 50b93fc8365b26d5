//! Fixes: laying out edits in their files, applying them, showing them as a diff.
//!
//! Files keep their encoding, line endings and permissions, and are replaced as a whole or not at all.

use crate::fact::slot::Layout;
use crate::finding::{Edit, Finding, Problem, Safety};
use crate::source::{Encoding, FileId, Source, Span};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

/// Gives every edit the white space that its place needs. Edits of files that are damaged, or of which the text at hand
/// has only parts, are dropped.
pub fn lay_out(findings: &mut [Finding], source: &dyn Fn(u32) -> Option<Arc<Source>>) {
    for finding in findings {
        let Some(fix) = &mut finding.fix else { continue };
        match laid(&fix.edits, source) {
            Some(edits) => fix.edits = edits,
            None => finding.fix = None,
        }
    }
}

/// The edits in their places; nothing where one of their files must not be written.
fn laid(edits: &[Edit], source: &dyn Fn(u32) -> Option<Arc<Source>>) -> Option<Vec<Edit>> {
    let one = |edit: &Edit| {
        let source = source(edit.span.file.0)?;
        let whole = source.encoding != Encoding::Damaged && source.gaps.is_empty();
        whole.then(|| laid_out(edit, &source.text))
    };
    edits.iter().map(one).collect()
}

fn laid_out(edit: &Edit, text: &str) -> Edit {
    let at = edit.span.start as usize;
    let (at, space) = match edit.layout {
        Layout::Inline => (at, String::new()),
        Layout::Chain => chain_space(text, at),
        Layout::Statement => {
            let behind = at + comment_length(text.get(at..).unwrap_or(""));
            (behind, statement_space(text, behind))
        }
    };
    let moved = at - edit.span.start as usize;
    let span = Span::new(edit.span.file, at..edit.span.end as usize + moved);
    Edit { span, text: format!("{space}{}", edit.text), layout: Layout::Inline }
}

/// The line break and indent before the chain's next link, if that stands on a line of its own. A
/// comment behind the link before stays with it.
fn chain_space(text: &str, at: usize) -> (usize, String) {
    let behind = at + comment_length(text.get(at..).unwrap_or(""));
    let rest = text.get(behind..).unwrap_or("");
    let space: String = rest.chars().take_while(|c| c.is_whitespace()).collect();
    let next = &rest[space.len()..];
    if space.contains('\n') && next.starts_with('.') { (behind, space) } else { (at, String::new()) }
}

/// Bytes of a line comment, and of the blanks before it, at the start of a text.
fn comment_length(text: &str) -> usize {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    if !text[blanks..].starts_with("//") {
        return 0;
    }
    let line = text.find('\n').map_or(text, |newline| &text[..newline]);
    line.strip_suffix('\r').unwrap_or(line).len()
}

/// A new line, indented as the one that holds the offset.
fn statement_space(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or("");
    let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
    let indent: String = line.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    // The nearest line ends as the file's others do.
    let ends = before.rfind('\n').or_else(|| text.find('\n')).unwrap_or(0);
    let newline = if text[..ends].ends_with('\r') { "\r\n" } else { "\n" };
    format!("{newline}{indent}")
}

/// New text of each file that has fixes of at least this safety.
#[derive(Debug)]
pub struct Change {
    pub source: Arc<Source>,
    pub edits: Vec<Edit>,
    /// Findings that the edits mend.
    pub mended: usize,
}

impl Change {
    pub fn new_text(&self) -> String {
        apply(&self.source.text, &self.edits)
    }
}

/// Collects the fixes by file. Where two overlap, the first stands and the other waits for another run.
pub fn changes(
    findings: &[Finding],
    least: Safety,
    source: &dyn Fn(u32) -> Option<Arc<Source>>,
) -> Vec<Change> {
    let mut by_file: BTreeMap<FileId, (Vec<Edit>, usize)> = BTreeMap::new();
    for finding in findings {
        let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safety >= least) else { continue };
        let files: Vec<FileId> = fix.edits.iter().map(|edit| edit.span.file).collect();
        let free = fix.edits.iter().all(|edit| {
            by_file
                .get(&edit.span.file)
                .is_none_or(|(taken, _)| !taken.iter().any(|other| clash(edit, other)))
        });
        if !free {
            continue;
        }
        for edit in &fix.edits {
            let (edits, _) = by_file.entry(edit.span.file).or_default();
            if !edits.contains(edit) {
                edits.push(edit.clone());
            }
        }
        if let Some((_, mended)) = files.first().and_then(|file| by_file.get_mut(file)) {
            *mended += 1;
        }
    }
    let change = |(file, (edits, mended)): (FileId, (Vec<Edit>, usize))| {
        Some(Change { source: source(file.0)?, edits, mended })
    };
    by_file.into_iter().filter_map(change).collect()
}

/// Two replacements that overlap; insertions at one place go side by side.
fn clash(a: &Edit, b: &Edit) -> bool {
    let insertions = a.span.start == a.span.end && b.span.start == b.span.end;
    let same = a == b;
    !same
        && !insertions
        && a.span.start < b.span.end.max(b.span.start + 1)
        && b.span.start < a.span.end.max(a.span.start + 1)
}

/// Applies edits to a text, in order of place; edits outside of it are left out.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for edit in sorted {
        let range = edit.span.range();
        if range.start < from || text.get(range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[from..range.start]);
        out.push_str(&edit.text);
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Writes the changes; what could not be written is a problem, and that file stays as it was.
pub fn write(changes: &[Change]) -> Vec<Problem> {
    let one = |change: &Change| {
        let error = replace(change).err()?;
        let path = change.source.path.to_string();
        Some(Problem { path, offset: None, message: format!("not fixed: {error}") })
    };
    changes.iter().filter_map(one).collect()
}

/// Replaces a file by way of a temporary one beside it, behind symbolic links.
fn replace(change: &Change) -> std::io::Result<()> {
    let target = std::fs::canonicalize(&change.source.disk)?;
    let folder = target.parent().ok_or_else(|| std::io::Error::other("no folder"))?;
    if std::fs::read(&target)? != change.source.encode(&change.source.text) {
        return Err(std::io::Error::other("the file has changed since it was read"));
    }
    let permissions = std::fs::metadata(&target)?.permissions();
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&change.source.encode(&change.new_text()))?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// A unified diff of the changes. `mask` hides secrets and keeps every byte offset.
pub fn diff(changes: &[Change], mask: &dyn Fn(&Source) -> String) -> String {
    let mut out = String::new();
    for change in changes {
        let old = mask(&change.source);
        let new = apply(&old, &change.edits);
        let path = &change.source.path;
        let diff = similar::TextDiff::from_lines(&old, &new);
        out.push_str(&diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insertion(at: usize, text: &str, layout: Layout) -> Edit {
        Edit { span: Span::new(FileId(0), at..at), text: text.to_owned(), layout }
    }

    #[test]
    fn a_link_goes_where_the_chain_goes() {
        let text = "let c = Cookie::build(x)\n    .path(\"/\")\n    .build();";
        let at = text.find("\n    .path").unwrap_or(0);
        let edit = laid_out(&insertion(at, ".secure(true)", Layout::Chain), text);
        assert_eq!(
            apply(text, &[edit]),
            "let c = Cookie::build(x)\n    .secure(true)\n    .path(\"/\")\n    .build();"
        );
    }

    #[test]
    fn a_comment_stays_with_its_link() {
        let text = "Cookie::build(x) // why\r\n    .path(\"/\")";
        let edit = laid_out(&insertion(16, ".secure(true)", Layout::Chain), text);
        assert_eq!(apply(text, &[edit]), "Cookie::build(x) // why\r\n    .secure(true)\r\n    .path(\"/\")");
    }

    #[test]
    fn a_statement_takes_the_indent_and_line_ending() {
        let text = "fn f() {\r\n    let mut c = x;\r\n}";
        let at = text.find(";").map_or(0, |at| at + 1);
        let edit = laid_out(&insertion(at, "c.set_secure(true);", Layout::Statement), text);
        assert_eq!(apply(text, &[edit]), "fn f() {\r\n    let mut c = x;\r\n    c.set_secure(true);\r\n}");
        let edit = laid_out(&insertion(6, "y;", Layout::Statement), "let x; // why\nz");
        assert_eq!(apply("let x; // why\nz", &[edit]), "let x; // why\ny;\nz");
    }

    #[test]
    fn only_whole_texts_are_fixed() {
        let mended = |encoding: Encoding, gaps: Vec<crate::source::Gap>| {
            let (id, disk) = (FileId(0), std::path::PathBuf::new());
            let source =
                Arc::new(Source { id, path: "a".into(), disk, text: "x".to_owned(), encoding, gaps });
            laid(&[insertion(1, ";", Layout::Inline)], &|_| Some(source.clone())).is_some()
        };
        assert!(mended(Encoding::Utf8, Vec::new()));
        assert!(!mended(Encoding::Utf8, vec![crate::source::Gap::default()]));
        assert!(!mended(Encoding::Damaged, Vec::new()));
    }

    #[test]
    fn insertions_at_one_place_stand_side_by_side() {
        let a = insertion(1, ".a()", Layout::Inline);
        let b = insertion(1, ".b()", Layout::Inline);
        assert!(!clash(&a, &b));
        assert_eq!(apply("xy", &[a, b]), "x.a().b()y");
    }
}
