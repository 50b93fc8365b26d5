//! Spans, the grammar's traps, recovery and edits of properties files.

use super::super::edit::{NewValue, replacement};
use super::super::hostile;
use super::super::tree::Tree;
use super::read;

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

#[test]
fn every_spelling_of_a_pair() {
    for (line, key, value) in [
        ("a=b", "a", "b"),
        (" a : b ", "a", "b "),
        ("a b c", "a", "b c"),
        ("a\\ b\\=c = d", "a b=c", "d"),
        ("a=b=c:d", "a", "b=c:d"),
        ("a", "a", ""),
        ("a=", "a", ""),
        ("a = b # c", "a", "b # c"),
        ("a = b\\\n   c\\\r\n\td", "a", "bcd"),
        ("a = b\\\\\nc = d", "a", "b\\"),
        ("a = \\u0062\\u00e9\\n\\:\\u12", "a", "bé\n:\\u12"),
        ("a = ${B:c}", "a", "${B:c}"),
        ("\u{feff}a=é\r\n", "a", "é"),
        ("...=x", "...", "x"),
    ] {
        let found = hostile::scalars(&sound(line));
        assert_eq!(found.first(), Some(&format!("{key} = {value}")), "{line}");
    }
    assert_eq!(hostile::scalars(&sound("# a=1\n! b=2\n\n  #c=3\n")), Vec::<String>::new());
}

#[test]
fn dots_nest_and_repeated_keys_stay() {
    let text = "s.c.a=1\ns.b=2\ns.c.d=3\ns=4\ns.b=5\n";
    let tree = sound(text);
    assert_eq!(hostile::scalars(&tree), ["s.c.a = 1", "s.c.d = 3", "s.b = 2", "s.b = 5", "s = 4"]);
    let node = tree.get(&["s", "c", "d"]).expect("nested");
    assert_eq!((&text[node.key_span.clone()], &text[node.span.clone()]), ("d", "3"));
}

#[test]
fn documents_are_apart() {
    let tree = sound("a=1\n#---\na=2\r\n!---\r\n\na=3");
    assert_eq!(tree.roots.len(), 3);
    assert_eq!(hostile::scalars(&tree), ["a = 1", "a = 2", "a = 3"]);
}

#[test]
fn values_are_replaced_and_added() {
    let text = "s.cookie.secure = false\r\ns.x=1";
    let tree = sound(text);
    let node = tree.get(&["s", "cookie", "secure"]).expect("a key");
    let scalar = node.scalar().expect("a value");
    assert_eq!(replacement(scalar, tree.syntax, &NewValue::Bool(true)).as_deref(), Some("true"));
    assert_eq!(
        replacement(scalar, tree.syntax, &NewValue::Text(" é\\".to_owned())).as_deref(),
        Some("\\ \\u00e9\\\\")
    );
    let (at, line) = hostile::inserted(text, &tree, &["s", "cookie"], "http-only", &NewValue::Bool(true))
        .expect("a place");
    assert_eq!((at, line.as_str()), (25, "s.cookie.http-only = true\r\n"));
    assert_eq!(hostile::inserted(text, &tree, &["s", "cookie"], "a b", &NewValue::Bool(true)), None);
}

#[test]
fn hostile_files_are_survived() {
    hostile::survives(read, "\u{feff}# c\r\na.b = c\\\r\n  d\r\n#---\na\\u00e9 : x\\u0020 \\\\\nb.c.d e\n");
    let (_, problems) = read(&format!("{}=1", "a.".repeat(10_000)));
    assert_eq!(problems.len(), 1);
}
