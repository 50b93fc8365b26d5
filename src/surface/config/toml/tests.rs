//! Spans, recovery and edits of TOML files.

use super::super::edit::{NewValue, replacement};
use super::super::hostile;
use super::super::tree::{Kind, Node, Problem, Style, Tree, Value};
use super::read;
use proptest::prelude::*;

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

/// Each scalar as `path = decoded text`, in file order.
fn scalars(tree: &Tree) -> Vec<String> {
    let mut all = Vec::new();
    tree.walk(|path, node| {
        if let Some(scalar) = node.scalar() {
            all.push(format!("{} = {}", path.join("."), scalar.text));
        }
    });
    all
}

fn at<'t>(tree: &'t Tree, path: &str) -> &'t Node {
    let path: Vec<&str> = path.split('.').collect();
    tree.get(&path).unwrap_or_else(|| panic!("no {path:?}"))
}

fn inserted(text: &str, table: &[&str], key: &str) -> String {
    let tree = sound(text);
    let (at, new) = hostile::inserted(text, &tree, table, key, &NewValue::Bool(true)).expect("a place");
    let mut out = text.to_owned();
    out.insert_str(at, &new);
    let path: Vec<&str> = table.iter().copied().chain([key]).collect();
    let again = sound(&out);
    let value = again.get(&path).and_then(Node::scalar).map(|scalar| scalar.text.as_str());
    assert_eq!(value, Some("true"), "{out}");
    let kept: Vec<_> =
        scalars(&again).into_iter().filter(|line| *line != format!("{} = true", path.join("."))).collect();
    let mut before = scalars(&tree);
    let mut kept = kept;
    before.sort();
    kept.sort();
    assert_eq!(kept, before, "{out}");
    out
}

#[test]
fn spans_slice_to_what_is_written() {
    let text = "\u{feff}# é\r\ntitle = \"caf\\u00e9\" # why\r\n[a.\"b c\"] # head\r\nx.y = 'ü'\r\nd = 1979-05-27\r\nn = -1_000\r\nh=0xff\r\nf = 1e3\r\nlist = [ 1, { k = true } ]\r\n";
    let tree = sound(text);
    for (path, written, decoded, kind, style) in [
        ("title", "\"caf\\u00e9\"", "café", Kind::Text, Style::DoubleQuoted),
        ("a.b c.x.y", "'ü'", "ü", Kind::Text, Style::SingleQuoted),
        ("a.b c.d", "1979-05-27", "1979-05-27", Kind::Date, Style::Plain),
        ("a.b c.n", "-1_000", "-1000", Kind::Integer, Style::Plain),
        ("a.b c.h", "0xff", "255", Kind::Integer, Style::Plain),
        ("a.b c.f", "1e3", "1e3", Kind::Float, Style::Plain),
        ("a.b c.list.0", "1", "1", Kind::Integer, Style::Plain),
        ("a.b c.list.1.k", "true", "true", Kind::Bool, Style::Plain),
    ] {
        let node = at(&tree, path);
        let scalar = node.scalar().expect(path);
        assert_eq!((&text[node.span.clone()], scalar.text.as_str()), (written, decoded));
        assert_eq!((scalar.kind, scalar.style), (kind, style));
        assert_eq!(&text[scalar.inner.clone()], written.trim_matches(['"', '\'']));
    }
    assert_eq!(&text[at(&tree, "a.b c").key_span.clone()], "\"b c\"");
    assert_eq!(&text[at(&tree, "a.b c").span.clone()], "[a.\"b c\"]");
    assert_eq!(&text[at(&tree, "a.b c.list").span.clone()], "[ 1, { k = true } ]");
    assert_eq!(&text[at(&tree, "a.b c.list.1").span.clone()], "{ k = true }");
    assert_eq!(&text[at(&tree, "title").comment.clone().unwrap_or(0..0)], "# why");
    assert_eq!(&text[at(&tree, "a.b c").comment.clone().unwrap_or(0..0)], "# head");
    assert_eq!(at(&tree, "a.b c.x.y").comment, None);
}

#[test]
fn multi_line_strings_and_comments_in_arrays() {
    let text =
        "a = \"\"\"\nx\\\n   y\"\"\"\nb = '''\n[no]\nc = 1'''\nd = [ # first\n  1, # one\n  2 # two\n]\n";
    let tree = sound(text);
    assert_eq!(scalars(&tree), ["a = xy", "b = [no]\nc = 1", "d.0 = 1", "d.1 = 2"]);
    assert_eq!(at(&tree, "a").scalar().map(|scalar| scalar.style), Some(Style::MultiLineDouble));
    assert_eq!(&text[at(&tree, "d.0").comment.clone().unwrap_or(0..0)], "# one");
    assert_eq!(&text[at(&tree, "d.1").comment.clone().unwrap_or(0..0)], "# two");
}

#[test]
fn arrays_of_tables_number_their_elements() {
    let tree = sound("[[s]]\nk=1\n[s.sub]\nx=2\n[[s]]\nk=3\n[[s.t]]\ny=4\n[top.low]\nz=5\n[top]\nw=6\n");
    let expected = ["s.0.k = 1", "s.0.sub.x = 2", "s.1.k = 3", "s.1.t.0.y = 4", "top.low.z = 5", "top.w = 6"];
    assert_eq!(scalars(&tree), expected);
}

#[test]
fn a_broken_statement_costs_only_itself() {
    for (broken, offset) in [
        ("key", 6 + 3),
        ("key =", 6 + 5),
        ("key = tru", 6 + 6),
        ("key = \"open", 6 + 11),
        ("key = [1, 2", 6 + 11),
        ("key = [\n  1,\n  2", 6 + 16),
        ("key = { a = 1", 6 + 13),
        ("key = 1979-99-99", 6 + 6),
        ("key = 0x", 6 + 6),
        ("key = a b", 6 + 6),
        ("= 3", 6),
        ("<<<<<<< HEAD", 6 + 8),
        ("{{ template }}", 6),
        ("key = \"\\q\"", 6 + 8),
    ] {
        let text = format!("a = 1\n{broken}\nb = 2\n[s]\nc = 3\n");
        let (tree, problems) = read(&text);
        assert_eq!(scalars(&tree), ["a = 1", "b = 2", "s.c = 3"], "{broken}");
        let first = problems.first().map(|problem| problem.offset);
        assert!(first.is_some_and(|found| found.abs_diff(offset) <= 2), "{broken}: {problems:?}");
    }
}

#[test]
fn an_unclosed_array_does_not_swallow_the_next_section() {
    let (tree, problems) = read("a = [\n  \"x\",\n\n[s]\nb = 1\n");
    assert_eq!((scalars(&tree), problems.len()), (vec!["s.b = 1".to_owned()], 1));
    let tree =
        sound("a = [\n[1],\n[\"s\"]\n]\nb = [\n  [\n    true\n  ]\n]\nc = {\n  d = 1,\n  e = [\n 2]}\n");
    assert_eq!(scalars(&tree), ["a.0.0 = 1", "a.1.0 = s", "b.0.0 = true", "c.d = 1", "c.e.0 = 2"]);
}

#[test]
fn keys_below_a_broken_header_have_no_path() {
    let (tree, problems) = read("a = 1\n[s\nb = 2\n[t]\nc = 3\n");
    assert_eq!(scalars(&tree), ["a = 1", "t.c = 3"]);
    assert_eq!(problems.len(), 1);
}

#[test]
fn repeated_keys_are_kept_and_reported() {
    let (tree, problems) = read("a = 1\na = 2\n[s]\nx = 1\n[s]\ny = 2\n");
    assert_eq!(scalars(&tree), ["a = 1", "a = 2", "s.x = 1", "s.y = 2"]);
    assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [6, 23]);
    for text in [
        "a = 1\na.b = 2",
        "a = {}\n[a]\nb = 1",
        "a.b = 1\n[a]\nc = 2",
        "a = [1]\n[[a]]\nb = 1",
        "[a.b]\n[a]\nb.c = 1",
    ] {
        let (_, problems) = read(text);
        assert_eq!(problems.len(), 1, "{text}");
    }
}

#[test]
fn hostile_files_give_problems() {
    let dotted = format!("{{{}x=", "a.".repeat(78));
    let deep = format!("k = {}1{}\n", dotted.repeat(79), "}".repeat(79));
    let many: Vec<String> = vec![
        "[".repeat(10_000),
        format!("a = {}", "[".repeat(10_000)),
        format!("a = {}", "{a=".repeat(10_000)),
        format!("a = {}1{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("{}x = 1", "a.".repeat(10_000)),
        format!("[{}x]\nb = 1", "a.".repeat(10_000)),
        format!("k = 1\n{deep}"),
        deep,
        "\0".to_owned(),
        "a = \"\0\"".to_owned(),
        "\"".repeat(9_999),
        "=\n".repeat(10_000),
        "\u{feff}\u{feff}".to_owned(),
    ];
    for text in many {
        let (_, problems) = read(&text);
        assert!(!problems.is_empty() && problems.len() <= 100);
        assert!(problems.iter().all(|problem: &Problem| problem.offset <= text.len()));
    }
    for text in ["", "\u{feff}", "\n\r\n", "# only\n", "#"] {
        assert_eq!(scalars(&sound(text)), Vec::<String>::new());
    }
}

#[test]
fn many_sections_and_keys_are_read() {
    let text: String = (0..20_000).map(|n| format!("[s{n}]\nk = {n}\n")).collect();
    assert_eq!(scalars(&sound(&text)).len(), 20_000);
    let text = format!("a = {{{}}}", (0..20_000).map(|n| format!("k{n}={n},")).collect::<String>());
    assert_eq!(scalars(&sound(&text)).len(), 20_000);
    let text = format!("a = [\n{}]", "[\n1\n],\n".repeat(20_000));
    assert_eq!(scalars(&sound(&text)).len(), 20_000);
}

#[test]
fn a_new_key_goes_into_its_own_table() {
    for (text, table, expected) in [
        ("", &[][..], "k = true\n"),
        ("\u{feff}[s]\r\nx = 1\r\n", &[], "\u{feff}k = true\r\n[s]\r\nx = 1\r\n"),
        ("a = 1 # c\n\n[s]\n", &[], "a = 1 # c\nk = true\n\n[s]\n"),
        ("a = [\n  1,\n]", &[], "a = [\n  1,\n]\nk = true"),
        ("[s]\n  x = 1\n\n[t]\n", &["s"], "[s]\n  x = 1\n  k = true\n\n[t]\n"),
        ("[s] # c\r\n[t]", &["s"], "[s] # c\r\nk = true\r\n[t]"),
        ("[s]", &["s"], "[s]\nk = true"),
        ("[s]\n[s.t]\nx = 1\n", &["s"], "[s]\nk = true\n[s.t]\nx = 1\n"),
        ("[s.t]\nx = 1\n[s]\ny.z = 2\n", &["s"], "[s.t]\nx = 1\n[s]\ny.z = 2\nk = true\n"),
        (
            "a = 1\n\n# about\n[s.\"t u\".v]\nx = 1\n",
            &["s", "t u"],
            "a = 1\n\n[s.\"t u\"]\nk = true\n\n# about\n[s.\"t u\".v]\nx = 1\n",
        ),
        ("s.t.x = 1\ns.y = 2\nz = 3\n", &["s", "t"], "s.t.x = 1\ns.t.k = true\ns.y = 2\nz = 3\n"),
        ("s.t.x = 1\ns.y = 2\nz = 3\n", &["s"], "s.t.x = 1\ns.y = 2\ns.k = true\nz = 3\n"),
        ("s = { x = 1 }\n", &["s"], "s = { x = 1, k = true }\n"),
        ("s = {}\n", &["s"], "s = { k = true }\n"),
        ("s = { }\n", &["s"], "s = { k = true }\n"),
        ("s = { t.x = 1, y = 2 }\n", &["s", "t"], "s = { t.x = 1, t.k = true, y = 2 }\n"),
        ("s = {\n  x = 1,\n  y = 2,\n}\n", &["s"], "s = {\n  x = 1,\n  y = 2,\n  k = true,\n}\n"),
        ("s = [{ x = 1 }, {}]\n", &["s", "1"], "s = [{ x = 1 }, { k = true }]\n"),
        ("[[s]]\nx = 1\n[[s]]\nx = 2\n", &["s", "0"], "[[s]]\nx = 1\nk = true\n[[s]]\nx = 2\n"),
        ("[[s]]\n[s.t.u]\nx = 1\n", &["s", "0", "t"], "[[s]]\n[s.t]\nk = true\n\n[s.t.u]\nx = 1\n"),
    ] {
        assert_eq!(inserted(text, table, "k"), expected);
    }
    assert_eq!(inserted("[s]\n", &["s"], "a \"b\""), "[s]\n\"a \\\"b\\\"\" = true\n");
}

#[test]
fn no_place_means_no_insertion() {
    let text = "a = 1\ns = [1]\n[[t]]\n";
    let tree = sound(text);
    for (table, key) in [(&["a"][..], "k"), (&["s"], "k"), (&["t"], "k"), (&["no"], "k"), (&[], "a")] {
        assert_eq!(hostile::inserted(text, &tree, table, key, &NewValue::Int(1)), None);
    }
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,3}", "\"[a-zé .]{0,3}\"", "'[a-z #=]{0,3}'"]
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        "[1-9][0-9]{0,5}",
        "0x[0-9a-f]{1,4}",
        Just("1979-05-27T07:32:00Z".to_owned()),
        "\"[a-zé #=\\[]{0,6}\"",
        "'[a-z\\\\\"#]{0,6}'",
        "\"\"\"\n[a-z\n]{0,6}\"\"\"",
        "'''[a-z\n\"]{0,6}'''",
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|all| format!("[ {} ]", all.join(",\n "))),
            prop::collection::vec(inner, 0..3).prop_map(|all| {
                let entries: Vec<_> =
                    all.iter().enumerate().map(|(n, one)| format!("k{n}.x = {one}")).collect();
                format!("{{ {} }}", entries.join(", "))
            }),
        ]
    })
}

prop_compose! {
    fn document()(
        sections in prop::collection::vec((key(), any::<bool>(), prop::collection::vec((key(), value()), 0..4)), 1..4),
        top in any::<bool>(),
        crlf in any::<bool>(),
        mark in any::<bool>(),
    ) -> String {
        let mut text = if mark { "\u{feff}".to_owned() } else { String::new() };
        for (number, (name, array, entries)) in sections.into_iter().enumerate() {
            if number > 0 || !top {
                text += &if array { format!("[[s{number}.{name}]] # é\n") } else { format!("[s{number}.{name}]\n") };
            }
            for (place, (key, value)) in entries.into_iter().enumerate() {
                text += &format!("  d{place}.{key} = {value} # c\n");
            }
        }
        if crlf { text.replace('\n', "\r\n") } else { text }
    }
}

fn new_value() -> impl Strategy<Value = NewValue> {
    prop_oneof![
        any::<bool>().prop_map(NewValue::Bool),
        any::<i64>().prop_map(NewValue::Int),
        "[a-z\"'\\\\\n\r\t#é\u{1}\u{7f}]{0,8}".prop_map(NewValue::Text),
    ]
}

fn text_of(new: &NewValue) -> String {
    super::super::edit::bare(new)
}

fn tables(tree: &Tree) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    tree.walk(|path, node| {
        if matches!(node.value, Value::Table(_)) {
            all.push(path.iter().map(|key| (*key).to_owned()).collect());
        }
    });
    all
}

proptest! {
    #[test]
    fn any_scalar_can_be_replaced(text in document(), pick in any::<prop::sample::Index>(), new in new_value()) {
        let tree = sound(&text);
        let mut nodes = Vec::new();
        tree.walk(|path, node| if let Some(scalar) = node.scalar() { nodes.push((path.join("\u{0}"), node, scalar)) });
        prop_assume!(!nodes.is_empty());
        let picked = pick.index(nodes.len());
        let (_, node, scalar) = &nodes[picked];
        let mut out = text.clone();
        out.replace_range(node.span.clone(), &replacement(scalar, tree.syntax, &new).unwrap_or_default());
        let mut expected: Vec<_> = nodes.iter().map(|(path, _, scalar)| (path.clone(), scalar.text.clone())).collect();
        expected[picked].1 = text_of(&new);
        let mut found = Vec::new();
        sound(&out).walk(|path, node| if let Some(scalar) = node.scalar() { found.push((path.join("\u{0}"), scalar.text.clone())) });
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn any_table_takes_a_key(text in document(), pick in any::<prop::sample::Index>()) {
        let all = tables(&sound(&text));
        let table: Vec<&str> = all[pick.index(all.len())].iter().map(String::as_str).collect();
        let out = inserted(&text, &table, "new key");
        prop_assert_eq!(out.contains("\r\n"), text.contains("\r\n"));
        prop_assert!(!text.contains("\r\n") || !out.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn any_text_is_read(text in "[a-c\\[\\]{}.=,\"'#\n\r\t 01é\u{feff}\\\\-]{0,60}") {
        let (tree, problems) = read(&text);
        tree.walk(|_, node| {
            assert!(text.get(node.span.clone()).is_some() && text.get(node.key_span.clone()).is_some());
            assert!(node.comment.clone().is_none_or(|comment| text[comment].starts_with('#')));
        });
        for problem in problems {
            prop_assert!(problem.offset <= text.len());
        }
        for table in tables(&tree) {
            let table: Vec<&str> = table.iter().map(String::as_str).collect();
            if let Some((at, _)) = hostile::inserted(&text, &tree, &table, "zz", &NewValue::Bool(true)) {
                prop_assert!(text.is_char_boundary(at));
            }
        }
    }

    #[test]
    fn agrees_with_the_toml_crate(text in document()) {
        let table: ::toml::Table = text.trim_start_matches('\u{feff}').parse().expect("sound");
        prop_assert_eq!(leaves(&::toml::Value::Table(table)), sound(&text).roots.iter().map(count).sum::<usize>());
    }
}

fn leaves(value: &::toml::Value) -> usize {
    match value {
        ::toml::Value::Table(table) => table.values().map(leaves).sum(),
        ::toml::Value::Array(list) => list.iter().map(leaves).sum(),
        _ => 1,
    }
}

fn count(node: &Node) -> usize {
    if node.scalar().is_some() { 1 } else { node.children().iter().map(count).sum() }
}
