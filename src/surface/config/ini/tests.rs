//! Spans, traps, recovery and edits of INI files and units.

use super::super::edit::{NewValue, replacement};
use super::super::hostile;
use super::super::tree::{Node, Tree};
use super::{read, read_unit};

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

#[test]
fn every_spelling_of_a_pair() {
    for (line, key, value) in [
        ("a=b", "a", "b"),
        ("  a.b = c d \t", "a.b", "c d"),
        ("a = \"b ; c\" ; d", "a", "b ; c"),
        ("a = \"\"\"#x;y\"\"\"", "a", "#x;y"),
        ("a = `b#c`", "a", "b#c"),
        ("a = 'b' and 'c'", "a", "'b' and 'c'"),
        ("a = b#c;d # e", "a", "b#c;d"),
        ("a =", "a", ""),
        ("a = ; b", "a", ""),
        ("a: b=c", "a", "b=c"),
        ("a b = c: d", "a b", "c: d"),
        ("a[b] = c", "a[b]", "c"),
        ("a = \"open", "a", "\"open"),
        ("a = b \\\n  c \\\n  d", "a", "b c d"),
        ("a = C:\\x\\\nno pair", "a", "C:\\x\\"),
        ("\u{feff}a = é\r\n", "a", "é"),
        ("a = \0", "a", "\0"),
    ] {
        assert_eq!(hostile::scalars(&sound(line)), [format!("{key} = {value}")], "{line}");
    }
}

#[test]
fn what_is_commented_out_is_not_set() {
    let text = "; a = 1\n# b = 2\n;[s]\n[t]\n;c = 3\n  # d = 4\nskip-name-resolve\nhttp://x:80\n= 5\n";
    assert_eq!(hostile::scalars(&sound(text)), Vec::<String>::new());
}

#[test]
fn sections_and_keys_keep_their_places() {
    let text = "top = 0\r\n[auth.x] ; why\r\nk = \"v\" # c\r\nk = 2\r\n[auth.x]\r\nl = 3";
    let tree = sound(text);
    assert_eq!(hostile::scalars(&tree), ["top = 0", "auth.x.k = v", "auth.x.k = 2", "auth.x.l = 3"]);
    let section = tree.get(&["auth.x"]).expect("a section");
    assert_eq!((&text[section.key_span.clone()], &text[section.span.clone()]), ("auth.x", "[auth.x]"));
    let key = &section.children()[0];
    assert_eq!((&text[key.key_span.clone()], &text[key.span.clone()]), ("k", "\"v\""));
    assert_eq!(key.comment.clone().map(|place| &text[place]), Some("# c"));
}

#[test]
fn keys_below_a_broken_header_are_dropped() {
    let (tree, problems) = read("a=1\n[open\nb=2\n[s]\nc=3\n");
    assert_eq!(hostile::scalars(&tree), ["a = 1", "s.c = 3"]);
    assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [4]);
}

#[test]
fn units_have_variables() {
    let text = "[Service]\nEnvironment=A=1 \"B=x y\"\nEnvironment=C='z' \\\n  D=4\nExecStart=/bin/x --y=1\n";
    let (tree, _) = read_unit(text);
    let expected = [
        "Service.Environment.A = 1",
        "Service.Environment.B = x y",
        "Service.Environment.C = z",
        "Service.Environment.D = 4",
        "Service.ExecStart = /bin/x --y=1",
    ];
    assert_eq!(hostile::scalars(&tree), expected);
    let value = tree.get(&["Service", "Environment", "B"]).map(|node| &text[node.span.clone()]);
    assert_eq!(value, Some("x y"));
}

#[test]
fn values_are_replaced_in_their_style() {
    for (text, new, expected) in [
        ("a = b ; c", "d", "a = d ; c"),
        ("a = \"b\"", "d", "a = \"d\""),
        ("a = b", "d # e", "a = \"d # e\""),
        ("a = 'b'", "it's", "a = \"it's\""),
    ] {
        let tree = sound(text);
        let node: &Node = tree.get(&["a"]).expect(text);
        let scalar = node.scalar().expect(text);
        let mut out = text.to_owned();
        let new = NewValue::Text(new.to_owned());
        let spelled = replacement(scalar, tree.syntax, &new).expect("a spelling");
        out.replace_range(node.span.clone(), &spelled);
        assert_eq!(out, expected);
    }
}

#[test]
fn a_new_key_goes_into_its_section() {
    for (text, table, expected) in [
        ("", &[][..], "k = true\n"),
        ("[s]\n", &["s"], "[s]\nk = true\n"),
        ("[s]\r\n  a=1 ; c\r\n\r\n[t]\r\n", &["s"], "[s]\r\n  a=1 ; c\r\n  k=true\r\n\r\n[t]\r\n"),
        ("a = 1\n[s]\n", &[], "a = 1\nk = true\n[s]\n"),
    ] {
        let tree = sound(text);
        let (at, new) = hostile::inserted(text, &tree, table, "k", &NewValue::Bool(true)).expect(text);
        let mut out = text.to_owned();
        out.insert_str(at, &new);
        assert_eq!(out, expected);
    }
}

#[test]
fn hostile_files_are_survived() {
    let sample = "\u{feff}[s] ; c\r\na = \"b\" # c\r\nEnvironment=\"A=1\" B='2 \\\r\n 3'\n[open\nb: c\n";
    hostile::survives(read, sample);
    hostile::survives(read_unit, sample);
}
