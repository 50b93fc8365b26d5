//! Spans, the grammar's traps, recovery and edits of dotenv files.

use super::super::edit::{NewValue, bare, replacement};
use super::super::hostile;
use super::super::tree::{Problem, Style, Tree};
use super::read;
use proptest::prelude::*;

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

fn pairs(tree: &Tree) -> Vec<(String, String)> {
    let mut all = Vec::new();
    tree.walk(|path, node| {
        all.push((path.concat(), node.scalar().map(|scalar| scalar.text.clone()).unwrap_or_default()));
    });
    all
}

fn one(line: &str) -> (String, String) {
    let mut all = pairs(&sound(line));
    assert_eq!(all.len(), 1, "{line}");
    all.remove(0)
}

#[test]
fn every_spelling_of_an_assignment() {
    for (line, key, value) in [
        ("KEY=value", "KEY", "value"),
        ("export KEY=value", "KEY", "value"),
        ("\texport\t KEY = value \t", "KEY", "value"),
        ("KEY: value", "KEY", "value"),
        ("export=1", "export", "1"),
        ("export = 1", "export", "1"),
        ("a.b-c=1", "a.b-c", "1"),
        ("KEY=", "KEY", ""),
        ("KEY= # comment", "KEY", ""),
        ("KEY=\"\"", "KEY", ""),
        ("KEY=a b # comment", "KEY", "a b"),
        ("KEY=a#b", "KEY", "a#b"),
        ("KEY=#b", "KEY", "#b"),
        ("KEY=\"a # b\" # comment", "KEY", "a # b"),
        ("KEY='a # \"$b\" \\n'", "KEY", "a # \"$b\" \\n"),
        ("KEY=\"a\\n\\\"b\\\" \\$c ${d} \\x\\\\\"", "KEY", "a\n\"b\" $c ${d} \\x\\"),
        ("KEY=\"one\r\ntwo\"\r\n", "KEY", "one\r\ntwo"),
        ("KEY='one\ntwo'", "KEY", "one\ntwo"),
        ("KEY=\"$HOME/bin\":$PATH", "KEY", "\"$HOME/bin\":$PATH"),
        ("KEY=a=b==", "KEY", "a=b=="),
        ("KEY=it's", "KEY", "it's"),
        ("KEY=\0x", "KEY", "\0x"),
        ("\u{feff}KEY=é\r\n", "KEY", "é"),
    ] {
        assert_eq!(one(line), (key.to_owned(), value.to_owned()), "{line}");
    }
}

#[test]
fn spans_slice_to_what_is_written() {
    let text = "\u{feff}# é\r\nexport A = \"x\\ny\" # why\r\nB='ü'\r\nC= \r\nD=1\t# d";
    let tree = sound(text);
    let mut seen = Vec::new();
    tree.walk(|_, node| {
        let scalar = node.scalar().expect("flat");
        let comment = node.comment.clone().map(|span| &text[span]);
        let slices = (&text[node.key_span.clone()], &text[node.span.clone()], &text[scalar.inner.clone()]);
        seen.push((slices, scalar.style, comment));
    });
    let expected = [
        (("A", "\"x\\ny\"", "x\\ny"), Style::DoubleQuoted, Some("# why")),
        (("B", "'ü'", "ü"), Style::SingleQuoted, None),
        (("C", "", ""), Style::Plain, None),
        (("D", "1", "1"), Style::Plain, Some("# d")),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn shell_lines_are_skipped_in_silence() {
    let text = "use flake\nsource x\nsource_env_if_exists .envrc.local\nexport FOO\nPATH_add bin\nif [ \"$A\" = \"b\" ]; then\nfi\nlayout python\n[[ -f x ]] && . x\neval \"$(x --y=z)\"\n{{ a = b }}\nhttp://x?a=b\nKEY:\nKEY: # c\nP+=x\nset -x=1\n# C=1\n";
    assert_eq!(pairs(&sound(text)), []);
}

#[test]
fn broken_assignments_are_problems() {
    let (tree, problems) = read("A=1\n1KEY=x\n = y\né=z\nB=2\n");
    assert_eq!(pairs(&tree).len(), 2);
    assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [4, 12, 16]);
}

#[test]
fn an_unclosed_quote_ends_with_its_line() {
    for quote in ['"', '\''] {
        let text = format!("A={quote}open \nB={quote}closed{quote}\nC=1\nD={quote}end");
        let (tree, problems) = read(&text);
        let expected = [("A", "open"), ("B", "closed"), ("C", "1"), ("D", "end")];
        assert_eq!(pairs(&tree), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
        assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [2, 26]);
    }
}

#[test]
fn a_key_in_double_quotes_keeps_its_lines() {
    let pem = "-----BEGIN FAKE KEY-----\nbm90LWEta2V5\n-----END FAKE KEY-----\n";
    assert_eq!(one(&format!("KEY=\"{pem}\"\n")).1, pem);
    assert_eq!(one(&format!("KEY=\"{}\"\n", pem.replace('\n', "\\n"))).1, pem);
}

#[test]
fn hostile_files_stay_linear() {
    let long = "x".repeat(10_000_000);
    assert_eq!(one(&format!("KEY={long}")).1.len(), long.len());
    assert_eq!(one(&format!("KEY={}", " #".repeat(100_000))).1, "");
    for text in [
        "A=\"x\n".repeat(100_000),
        "A='x\nB=\"y\n".repeat(100_000),
        format!("A='{}", "\nB=\"y\\".repeat(100_000)),
        "=\n".repeat(100_000),
        format!("A=\"{}", "\\".repeat(99_999)),
    ] {
        let (_, problems) = read(&text);
        assert!(!problems.is_empty() && problems.len() <= 100);
        assert!(problems.iter().all(|problem: &Problem| problem.offset <= text.len()));
    }
    for text in ["", "\u{feff}", "\r", "\n\r\n", "\0", "#", "export", "export "] {
        assert_eq!(pairs(&sound(text)), []);
    }
}

#[test]
fn a_new_variable_goes_below_the_last() {
    for (text, expected) in [
        ("", "K=true\n"),
        ("\u{feff}", "\u{feff}K=true\n"),
        ("# c", "# c\nK=true"),
        ("# c\r\n", "# c\r\nK=true\r\n"),
        ("A=1 # c\n\n# end\n", "A=1 # c\nK=true\n\n# end\n"),
        ("A=1\r\nB='x\r\ny'", "A=1\r\nB='x\r\ny'\r\nK=true"),
        ("export A=1\n", "export A=1\nexport K=true\n"),
        ("  export A=1\nuse flake\n", "  export A=1\n  export K=true\nuse flake\n"),
    ] {
        let tree = sound(text);
        let (at, new) = hostile::inserted(text, &tree, &[], "K", &NewValue::Bool(true)).expect(text);
        let mut out = text.to_owned();
        out.insert_str(at, &new);
        assert_eq!(out, expected);
    }
    let tree = sound("A=1\n");
    for (table, key) in [(&[][..], "A"), (&[], "not a name"), (&[], ""), (&["A"], "K")] {
        assert_eq!(hostile::inserted("A=1\n", &tree, table, key, &NewValue::Int(1)), None);
    }
}

fn line() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[a-z0-9$./=é-]{0,6}",
        "'[a-z #\"$\\\\]{0,6}'",
        "'[a-z]{1,3}\n[a-z#=]{0,4}'",
        "\"([a-z #'$é\n]|\\\\[nt\"\\\\$x]){0,6}\"",
    ];
    let comment = prop_oneof![Just(""), Just(" "), Just(" # why's"), Just("\t# \"")];
    let separator = prop::sample::select(vec!["=", " = ", "= "]);
    let assignment = ("(export )?[A-Z_]{1,4}", separator, value, comment)
        .prop_map(|(key, separator, value, comment)| format!("{key}{separator}{value}{comment}"));
    prop_oneof![6 => assignment, 1 => "# [a-z=]{0,6}", 1 => Just(String::new()), 1 => Just("use flake".to_owned())]
}

prop_compose! {
    fn document()(lines in prop::collection::vec(line(), 0..8), crlf in any::<bool>(), end in any::<bool>()) -> String {
        let mut text = lines.join("\n");
        if end { text.push('\n'); }
        if crlf { text.replace('\n', "\r\n") } else { text }
    }
}

fn new_value() -> impl Strategy<Value = NewValue> {
    prop_oneof![
        any::<bool>().prop_map(NewValue::Bool),
        any::<i64>().prop_map(NewValue::Int),
        "[a-z\"'\\\\\n\r\t #$`é=\u{1}]{0,8}".prop_map(NewValue::Text),
    ]
}

proptest! {
    #[test]
    fn any_value_can_be_replaced(text in document(), pick in any::<prop::sample::Index>(), new in new_value()) {
        let tree = sound(&text);
        let nodes = tree.roots[0].children();
        prop_assume!(!nodes.is_empty());
        let picked = pick.index(nodes.len());
        let scalar = nodes[picked].scalar().expect("flat");
        let mut out = text.clone();
        out.replace_range(nodes[picked].span.clone(), &replacement(scalar, tree.syntax, &new).unwrap_or_default());
        let mut expected = pairs(&tree);
        expected[picked].1 = bare(&new);
        prop_assert_eq!(pairs(&sound(&out)), expected);
    }

    #[test]
    fn any_file_takes_a_variable(text in document(), new in new_value()) {
        let tree = sound(&text);
        let (at, line) = hostile::inserted(&text, &tree, &[], "NEW_KEY", &new).expect("a name");
        let mut out = text.clone();
        out.insert_str(at, &line);
        let mut expected = pairs(&tree);
        expected.push(("NEW_KEY".to_owned(), bare(&new)));
        prop_assert_eq!(pairs(&sound(&out)), expected);
        prop_assert!(!text.contains("\r\n") || !out.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn any_text_is_read(text in "[A-C=:\"'# \n\r\t\\\\é\u{feff}\u{0}]{0,60}") {
        let (tree, problems) = read(&text);
        tree.walk(|_, node| {
            assert!(text.get(node.span.clone()).is_some() && text.get(node.key_span.clone()).is_some());
            assert!(node.comment.clone().is_none_or(|comment| text[comment].starts_with('#')));
        });
        for problem in problems {
            prop_assert!(problem.offset <= text.len());
        }
    }
}
