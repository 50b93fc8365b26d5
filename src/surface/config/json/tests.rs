//! JSON as the tree shows it: places, liberties of JSON5, templates, and text that is broken or hostile.

use super::super::edit::NewValue;
use super::super::hostile::{self, text_at};
use super::super::tree::{Kind, MAX_DEPTH, Node, Tree};
use super::read;

fn clean(text: &str) -> Tree {
    hostile::sound(read, text)
}

#[test]
fn comments_commas_and_bare_keys_are_read() {
    let file = "\u{feff}// top\n{ \"a\": 1, /* in */ b: 'two', \"a\": [true, null, 0x1F, 1.5,], }\n";
    let tree = clean(file);
    assert_eq!(text_at(&tree, &["b"]), Some("two"));
    let keys: Vec<&str> = tree.roots[0].children().iter().map(|node| &file[node.key_span.clone()]).collect();
    assert_eq!(keys, ["\"a\"", "b", "\"a\""]);
    let kinds: Vec<_> =
        tree.roots[0].children()[2].children().iter().filter_map(Node::scalar).map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Bool, Kind::Null, Kind::Integer, Kind::Float]);
}

#[test]
fn templates_are_references() {
    let tree = clean("{ \"a\": {{ .a }}, \"b\": \"x{{ .b }}\", {{ k }}: 1, \"c\": {{ .c | quote }} }\n");
    assert_eq!(text_at(&tree, &["a"]), Some("{{ .a }}"));
    assert_eq!(text_at(&tree, &["b"]), Some("x{{ .b }}"));
    assert_eq!(text_at(&tree, &["c"]), Some("{{ .c | quote }}"));
}

#[test]
fn mistakes_cost_no_more_than_themselves() {
    for file in [
        "{\"a\": 1, \"x\", \"b\": 2}",
        "{\"a\": 1 \"b\": 2",
        "{\"a\": 1, \"x\": [1}, \"b\": 2}",
        "{\"a\": 1, \"b\": 2, 'unclosed",
    ] {
        let (tree, problems) = read(file);
        assert!(text_at(&tree, &["a"]) == Some("1") && problems.len() <= 3, "{file} {problems:?}");
    }
    let deep = format!("{{\"x\": {}{}, \"b\": 2}}", "[".repeat(9_000), "]".repeat(9_000));
    let (tree, problems) = read(&deep);
    assert_eq!((text_at(&tree, &["b"]), problems.len()), (Some("2"), 1));
    let mut deepest = 0;
    tree.walk(|path, _| deepest = deepest.max(path.len()));
    assert!(deepest <= MAX_DEPTH);
}

#[test]
fn every_cut_is_survived() {
    let file = "{ \"a\": [1, {\"b\": \"é\\u0041\"}], // c\n 'd': {{ .x }}, /* e */ f: -0x1F }";
    for end in (0..=file.len()).filter(|end| file.is_char_boundary(*end)) {
        let (tree, _) = read(&file[..end]);
        tree.walk(|_, node| {
            assert!(file.get(node.span.clone()).is_some() && file.get(node.key_span.clone()).is_some())
        });
    }
}

#[test]
fn new_keys_stand_as_their_siblings_do() {
    for (file, path, wanted) in [
        ("{\"a\":1,\"b\":2}", &[][..], "{\"a\":1,\"b\":2,\"k\":true}"),
        ("{ \"a\": { \"b\": 1 } }", &["a"], "{ \"a\": { \"b\": 1, \"k\": true } }"),
        ("{\r\n\t\"a\": 1\r\n}\r\n", &[], "{\r\n\t\"a\": 1,\r\n\t\"k\": true\r\n}\r\n"),
        ("{\n  \"a\": 1,\n}\n", &[], "{\n  \"a\": 1,\n  \"k\": true,\n}\n"),
        ("{\n  \"a\": 1 // n\n}\n", &[], "{\n  \"k\": true,\n  \"a\": 1 // n\n}\n"),
        ("{\"a\": {}}", &["a"], "{\"a\": {\"k\": true}}"),
        ("[{\"a\": 1}]", &["0"], "[{\"a\": 1, \"k\": true}]"),
    ] {
        let tree = clean(file);
        let (at, what) =
            hostile::inserted(file, &tree, path, "k", &NewValue::Bool(true)).expect("there is a place");
        let mut out = file.to_owned();
        out.insert_str(at, &what);
        assert_eq!(out, wanted);
        clean(&out);
    }
}

#[test]
fn damaged_files_are_survived() {
    let sample =
        "// c\r\n{ \"a\": [1, {\"b\": \"é\\u0041\"}], /* d */ 'e': {{ .x }}, f: -0x1F, \"g\": null, }";
    super::super::hostile::survives(read, sample);
}

#[test]
fn long_files_stay_bounded() {
    let (tree, problems) = read(&format!("[{}]", "1,".repeat(3_000_000)));
    assert_eq!((tree.roots[0].children().len(), problems.len()), (super::super::tree::MAX_NODES, 1));
    let noise = "@ ".repeat(1_000_000);
    assert!(read(&noise).1.len() <= 101);
}
