//! Long recordings are read entry by entry; they must say what they say when they are read as a whole.

#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use authlint::fact::Fact;
use authlint::knowledge;
use authlint::source::{FileId, LineIndex, Place, Source, Span, Unread, decode};
use authlint::surface::{self, Extracted, Tools, recording};
use program::check;
use std::io::Write;
use std::path::{Path, PathBuf};
use tree::Tree;

const NOW: i64 = 1_790_000_000;

/// A value that no output may show.
const SECRET: &str = "Zq7fakeSecretValue93";

fn tools<R>(work: impl FnOnce(&Tools<'_>) -> R) -> R {
    let knowledge = knowledge::load(&[], |_| Vec::new()).unwrap_or_else(|_| panic!("rules load"));
    work(&Tools::new(&knowledge.models, NOW))
}

/// Facts as lines: place by line and column, and all that is said.
fn said(extracted: &Extracted, source: &Source) -> Vec<String> {
    let index = LineIndex::of(source);
    let place = |span: Span| {
        let at = |offset: u32| index.place(&source.text, offset as usize);
        let (Place { line, column }, end) = (at(span.start), at(span.end));
        format!("{line}:{column}-{}:{}", end.line, end.column)
    };
    let fact = |fact: &Fact| {
        let attributes = fact.attributes.iter().map(|(key, one)| {
            let trail: Vec<String> = one.trail.iter().map(|step| place(step.span)).collect();
            format!("{}={} {:?} {:?} {trail:?}", key.name(), one.value, one.certainty, one.span.map(place))
        });
        let all: Vec<String> = attributes.collect();
        format!("{} {} {} {} {all:?}", fact.kind.name(), fact.anchor, place(fact.span), place(fact.head))
    };
    let mut lines: Vec<String> = extracted.facts.iter().map(fact).collect();
    lines.extend(extracted.problems.iter().map(|problem| {
        format!("{:?} {}", problem.offset.map(|at| index.place(&source.text, at)), problem.message)
    }));
    lines.sort();
    lines
}

fn whole(path: &Path, tools: &Tools<'_>) -> Vec<String> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let authlint::source::Decoded::Text(text, encoding) = decode(bytes) else { return Vec::new() };
    let (id, disk) = (FileId(0), path.to_owned());
    let source = Source { id, path: "a.har".into(), disk, text, encoding, gaps: Vec::new() };
    said(&surface::extract(&source, tools), &source)
}

fn by_entry(path: &Path, tools: &Tools<'_>) -> Option<Vec<String>> {
    let unread = Unread { id: FileId(0), path: "a.har", disk: path, size: 0, longest: 1 << 24 };
    let mut extracted = recording::extract_from(&unread, 0, tools)?;
    let source = extracted.condensed.take()?;
    Some(said(&extracted, &source))
}

fn recordings(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            recordings(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "har") {
            out.push(path);
        }
    }
}

#[test]
fn entry_by_entry_says_what_the_whole_says() {
    let mut all = Vec::new();
    recordings(Path::new("fixtures"), &mut all);
    assert!(all.len() > 10, "{}", all.len());
    tools(|tools| {
        for path in all {
            let (whole, parts) = (whole(&path, tools), by_entry(&path, tools));
            assert_eq!(parts, Some(whole), "{}", path.display());
        }
    });
}

fn entry(number: usize, body: &str) -> String {
    format!(
        r#"{{
  "request": {{ "method": "GET", "url": "http://shop{number}.example/a?session_id={SECRET}",
    "headers": [{{ "name": "Cookie", "value": "sid={SECRET}" }},
      {{ "name": "Origin", "value": "https://evil{number}.example" }}] }},
  "response": {{ "status": 200, "headers": [
      {{ "name": "Content-Type", "value": "application/json" }},
      {{ "name": "Set-Cookie", "value": "sid={SECRET}; Path=/\nauth={SECRET}" }},
      {{ "name": "Access-Control-Allow-Origin", "value": "https://evil{number}.example" }},
      {{ "name": "Access-Control-Allow-Credentials", "value": "true" }}],
    "content": {{ "text": "{{\"refresh_token\":\"{SECRET}\", \"ü🦀\": \"{body}\"}}" }} }}
}}"#
    )
}

fn har(entries: &[String]) -> String {
    let list = entries.join(",\n  ");
    format!(r#"{{"log":{{"version":"1.2","creator":{{"name":"f"}},"entries":[{list}],"pages":[]}}}}"#)
}

fn at_disk(tree: Tree, text: &str) -> (Tree, PathBuf) {
    let tree = tree.with("a.har", text);
    let path = tree.root().join("a.har");
    (tree, path)
}

#[test]
fn places_behind_long_bodies_are_those_of_the_file() {
    let body = "é🦀 words ".repeat(20_000);
    let entries: Vec<String> = (0..6).map(|number| entry(number, &body)).collect();
    let long = har(&entries);
    let one_line = long.replace('\n', "");
    tools(|tools| {
        for text in [long, one_line] {
            let (_tree, path) = at_disk(Tree::new(), &text);
            let whole = whole(&path, tools);
            assert!(whole.len() > 20, "{whole:?}");
            assert_eq!(by_entry(&path, tools), Some(whole));
        }
    });
}

#[test]
fn a_recording_may_end_anywhere() {
    let text = har(&[entry(1, "a"), entry(2, "b")]);
    let begins = text.find("\"entries\"").unwrap_or(0);
    tools(|tools| {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let (_tree, path) = at_disk(Tree::new(), &text[..end]);
            let (whole, parts) = (whole(&path, tools), by_entry(&path, tools));
            match parts {
                // With the first request it is one for both.
                Some(parts) if text[..end].contains("\"request\"") => assert_eq!(parts, whole, "{end}"),
                Some(_) => assert!(whole.is_empty(), "{end}"),
                None => assert!(end < begins + 12, "{end}: a recording"),
            }
        }
    });
}

#[test]
fn what_is_before_a_cut_is_judged_and_the_place_is_said() {
    let entries: Vec<String> = (0..400).map(|number| entry(number, &"x".repeat(8_000))).collect();
    let text = har(&entries);
    assert!(text.len() > 3_000_000);
    let cut = text.len() - 3_000;
    let tree = Tree::new().with("a.har", &text[..cut]);
    let said = check(tree.root(), &["--max-filesize", "100K"]);
    let problems = said.problems();
    assert!(problems.iter().any(|(_, message)| message.contains("cut off")), "{problems:?}");
    assert_eq!(said.code, 1, "{}", said.err);
    let last = text[..cut].rfind("{\n  \"request\"").unwrap_or(0);
    let line = text[..last].lines().count();
    assert!(said.out.contains(&format!("\"line\": {line}")), "the line of the cut, {line}");
}

#[test]
fn no_output_of_a_long_recording_shows_a_value() {
    let entries: Vec<String> = (0..200).map(|number| entry(number, &"x".repeat(9_000))).collect();
    let tree = Tree::new().with("a.har", har(&entries)).with("b.har", har(&entries).replace('\n', " "));
    for format in ["terminal", "json", "sarif"] {
        let said = program::run(tree.root(), &["check", ".", "--format", format, "--pedantic"]);
        assert!(said.out.contains("a.har") && said.out.contains("b.har"), "{}", said.err);
        assert!(!said.out.contains(&SECRET[..12]) && !said.err.contains(&SECRET[..12]), "{format}");
    }
    let facts = program::run(tree.root(), &["facts", "."]);
    assert!(facts.out.contains("a.har") && !facts.out.contains(&SECRET[..12]));
}

#[test]
fn broken_and_endless_entries_cost_themselves_only() {
    let bomb = format!("{{\"a\":{}{}}}", "[".repeat(300_000), "]".repeat(300_000));
    let huge = entry(2, &"QUJD".repeat(1_000_000));
    let text = har(&[entry(1, "a"), bomb, "17".to_owned(), "null".to_owned(), huge, entry(3, "b")]);
    let tree = Tree::new().with("a.har", &text);
    let said = check(tree.root(), &["--max-filesize", "1M"]);
    let messages: Vec<String> = said.problems().into_iter().map(|(_, message)| message).collect();
    assert!(messages.iter().any(|message| message.contains("nested too deep")), "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("longer than --max-filesize")), "{messages:?}");
    assert!(!messages.iter().any(|message| message.contains("cut off")), "{messages:?}");
    assert!(said.code == 1 && said.paths().len() == 4, "{}", said.out);
}

#[test]
fn a_long_text_before_the_entries_costs_itself_only() {
    let comment = "x".repeat(3_000_000);
    let head = format!(r#"{{"log":{{"creator":{{"name":"f"}},"comment":"{comment}","entries""#);
    let text = har(&[entry(1, "a")]).replacen(
        r#"{"log":{"version":"1.2","creator":{"name":"f"},"entries""#,
        &head,
        1,
    );
    assert!(text.len() > 3_000_000);
    let said = check(Tree::new().with("a.har", &text).root(), &["--max-filesize", "1M"]);
    let problems = said.problems();
    assert!(problems.iter().any(|(_, message)| message.contains("a text of the recording")), "{problems:?}");
    assert_eq!((said.code, said.paths().len()), (1, 2), "{}", said.out);
}

#[test]
fn garbage_is_no_recording_and_breaks_nothing() {
    let start = r#"{"log":{"creator":{},"entries":["#;
    let unclosed = format!("{start}{{\"a\":\"{}", "x\\".repeat(1_000_000));
    let swapped = format!("{start}{}", "{\"a\":[}".repeat(300_000));
    let blanks = format!("{start}{}", " ".repeat(2_000_000));
    let elsewhere = format!("{{\"log\":{{\"creator\":\"{}\"}}}}", "y".repeat(2_000_000));
    let deep = format!("{{\"log\":{{\"pages\":{}", "[{\"log\":".repeat(300_000));
    let mut invalid = har(&[entry(1, &"z".repeat(1_100_000))]).into_bytes();
    let at = invalid.len() / 2;
    invalid[at] = 0xFF;
    let mut tree = Tree::new();
    for (name, text) in
        [("u.har", unclosed), ("s.har", swapped), ("b.har", blanks), ("e.json", elsewhere), ("d.har", deep)]
    {
        tree = tree.with(name, text);
    }
    let mut file = std::fs::File::create(tree.root().join("i.har")).unwrap_or_else(|error| panic!("{error}"));
    file.write_all(&invalid).unwrap_or_else(|error| panic!("{error}"));
    drop(file);
    let said = check(tree.root(), &[]);
    let problems = said.problems();
    assert!(said.code < 2, "{}", said.err);
    assert!(problems.iter().all(|(_, message)| !message.contains("internal")), "{problems:?}");
    for name in ["u.har", "s.har", "b.har", "i.har"] {
        assert!(problems.iter().any(|(path, _)| path == name), "{name}: {problems:?}");
    }
    assert!(said.paths().iter().any(|path| path == "i.har"), "the rest of a damaged file is judged");
}
