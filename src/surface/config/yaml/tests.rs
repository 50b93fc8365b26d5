//! YAML as the tree shows it: places, documents, anchors, templates, and text that is broken or hostile.

use super::super::edit::{NewValue, replacement};
use super::super::hostile::{self, text_at};
use super::super::tree::{Kind, MAX_DEPTH, Node, Style, Tree};
use super::read;

fn clean(text: &str) -> Tree {
    hostile::sound(read, text)
}

#[test]
fn every_style_has_its_exact_place() {
    let file = "a: plain # note\nb: 'it''s'\nc: \"x\\ty\"\nd: |2\n    kept\n   lines\n\ne: >-\n  joined\n  lines\nf:\n";
    let tree = clean(file);
    let shown: Vec<_> = tree.roots[0]
        .children()
        .iter()
        .map(|node| {
            let scalar = node.scalar().expect("every value is a scalar");
            (&file[node.span.clone()], &file[scalar.inner.clone()], scalar.text.as_str(), scalar.style)
        })
        .collect();
    let expected = [
        ("plain", "plain", "plain", Style::Plain),
        ("'it''s'", "it''s", "it's", Style::SingleQuoted),
        ("\"x\\ty\"", "x\\ty", "x\ty", Style::DoubleQuoted),
        ("|2\n    kept\n   lines", "  kept\n   lines", "  kept\n lines\n", Style::Literal),
        (">-\n  joined\n  lines", "joined\n  lines", "joined lines", Style::Folded),
        ("", "", "", Style::Plain),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn documents_are_roots_and_duplicates_are_kept() {
    let tree = clean("%YAML 1.2\n---\na: 1\na: 2\n--- {b: 3}\n...\n---\n- x\n");
    assert_eq!(tree.roots.len(), 3);
    assert_eq!(tree.roots[0].children().len(), 2);
    assert_eq!(text_at(&tree, &["b"]), Some("3"));
    assert_eq!(text_at(&tree, &["0"]), Some("x"));
}

#[test]
fn kinds_know_the_words_of_both_versions() {
    let tree = clean("- yes\n- Off\n- y\n- 'on'\n- 12\n- 0x1F\n- 1.5\n- ~\n- !!str 5\n- 1e3\n- 10.0.0.1\n");
    let kinds: Vec<Kind> =
        tree.roots[0].children().iter().filter_map(Node::scalar).map(|one| one.kind).collect();
    use Kind::{Bool, Float, Integer, Null, Text};
    assert_eq!(kinds, [Bool, Bool, Text, Text, Integer, Integer, Float, Null, Text, Float, Text]);
}

#[test]
fn aliases_point_at_their_anchor_and_merges_count_where_nothing_is_said() {
    let file = "base: &base {secure: false, name: sid}\nweb:\n  <<: *base\n  name: own\nraw: &s lax\nsame: *s\nold: *base\n";
    let tree = clean(file);
    assert_eq!(text_at(&tree, &["web", "secure"]), Some("false"));
    assert_eq!(text_at(&tree, &["web", "name"]), Some("own"));
    assert_eq!(text_at(&tree, &["old", "name"]), Some("sid"));
    let same = tree.get(&["same"]).expect("the alias is there");
    assert_eq!(
        (&file[same.span.clone()], &file[same.scalar().expect("a scalar").inner.clone()]),
        ("*s", "lax")
    );
    let mut seen = Vec::new();
    tree.walk(|path, _| seen.push(path.join(".")));
    let merged = ["web.name", "web.secure"];
    assert_eq!(
        seen.iter().filter(|path| path.starts_with("web.")).collect::<Vec<_>>(),
        merged.iter().collect::<Vec<_>>()
    );
}

#[test]
fn bombs_of_aliases_stay_small() {
    let mut file = "a0: &a0 [x]\n".to_owned();
    for level in 1..60 {
        let row = vec![format!("*a{}", level - 1); 9].join(", ");
        file.push_str(&format!(
            "a{level}: &a{level} [{row}]\nm{level}: &m{level} {{<<: [*m{0}, *m{0}]}}\n",
            level - 1
        ));
    }
    let (tree, _) = read(&file);
    let mut count = 0;
    tree.walk(|_, _| count += 1);
    assert!(count < 100_000, "{count}");
    assert!(tree.get(&["m59", "nothing"]).is_none());
    let (chain, problems) =
        read(&(0..500).map(|n| format!("c{}: &c{} [*c{n}]\n", n + 1, n + 1)).collect::<String>());
    let mut deepest = 0;
    chain.walk(|path, _| deepest = deepest.max(path.len()));
    assert!(deepest <= MAX_DEPTH + 1 && problems.len() > 1, "{deepest}");
    assert!(clean("a: &a [*a]\n").get(&["a", "0"]).is_some_and(|node| node.scalar().is_some()));
}

#[test]
fn templates_are_references_and_never_mistakes() {
    let file = "{{- if .Values.on }}\na: {{ .Values.a }}\nb: \"x-{{ .b }}\"\n{{- end }}\nc: ${{ secrets.C }} # n\n{% if x %}\nd: {{ x | default('y') }}\n{% endif %}\ne: <%= ENV[\"E\"] %>\n{{ $k }}: v\nf:\n  {{- toYaml .Values.f | nindent 2 }}\ng: 1\n";
    let tree = clean(file);
    assert_eq!(text_at(&tree, &["a"]), Some("{{ .Values.a }}"));
    assert_eq!(text_at(&tree, &["b"]), Some("x-{{ .b }}"));
    assert_eq!(text_at(&tree, &["c"]), Some("${{ secrets.C }}"));
    assert_eq!(text_at(&tree, &["d"]), Some("{{ x | default('y') }}"));
    assert_eq!(text_at(&tree, &["e"]), Some("<%= ENV[\"E\"] %>"));
    assert_eq!(text_at(&tree, &["g"]), Some("1"));
}

#[test]
fn a_broken_line_costs_itself_and_what_hangs_on_it() {
    for broken in [
        "b: [1, 2",
        "b: x: y",
        "b: \"open",
        "b: 'open",
        "\tb: 1",
        " b: 1",
        "b: @x",
        "b: {",
        "}",
        "b: x: y\n  secret: c",
    ] {
        let file = format!("a: 1\n{broken}\nc: 3\n---\nd: 4\n");
        let (tree, problems) = read(&file);
        assert!(!problems.is_empty() && problems.len() <= 3, "{broken} {problems:?}");
        assert_eq!((text_at(&tree, &["c"]), text_at(&tree, &["d"])), (Some("3"), Some("4")), "{broken}");
        assert!(tree.get(&["secret"]).is_none());
    }
    let many = "a: x: y\n".repeat(30) + "b: 1\n---\nc: 2\n";
    let (tree, problems) = read(&many);
    assert!(problems.len() <= 10 && text_at(&tree, &["c"]) == Some("2"));
}

#[test]
fn deep_nesting_is_a_problem_and_the_rest_is_read() {
    for deep in [5_000, 50_000] {
        let file = format!("a: {}{}\nb: 1\n", "[".repeat(deep), "]".repeat(deep));
        let (tree, problems) = read(&file);
        assert!(problems.len() <= 2);
        assert!(deep > 10_000 || text_at(&tree, &["b"]) == Some("1"));
    }
    for unit in ["? ", "- "] {
        assert!(!read(&unit.repeat(20_000)).1.is_empty());
    }
}

/// The text with a key added to the table at a path, which must read back.
fn added(file: &str, path: &[&str], key: &str) -> Option<String> {
    let tree = clean(file);
    let (at, what) = hostile::inserted(file, &tree, path, key, &NewValue::Bool(true))?;
    let mut out = file.to_owned();
    out.insert_str(at, &what);
    let now = clean(&out);
    let below: Vec<&str> = path.iter().copied().chain([key]).collect();
    assert_eq!(text_at(&now, &below), Some("true"), "{out}");
    assert!(hostile::inserted(&out, &now, path, key, &NewValue::Bool(true)).is_none());
    Some(out)
}

#[test]
fn new_keys_follow_their_siblings() {
    for (file, path, wanted) in [
        ("a:\n  b: 1 # note\n\n# end\n", &["a"][..], "a:\n  b: 1 # note\n  k: true\n\n# end\n"),
        ("a:\r\n    b: 1\r\nc: 2", &["a"], "a:\r\n    b: 1\r\n    k: true\r\nc: 2"),
        ("a:\n  b: 1", &["a"], "a:\n  b: 1\n  k: true"),
        ("a: 1\n", &[], "a: 1\nk: true\n"),
        (
            "l:\n- b: 1\n  c:\n    - x\n- d: 2\n",
            &["l", "0"],
            "l:\n- b: 1\n  c:\n    - x\n  k: true\n- d: 2\n",
        ),
        ("a:\n  b: |\n    x\n    y\n\nc: 1\n", &["a"], "a:\n  b: |\n    x\n    y\n  k: true\n\nc: 1\n"),
        ("a:\n  b:\nc: 1\n", &["a"], "a:\n  b:\n  k: true\nc: 1\n"),
        ("a: {b: 1, c: 2} # n\n", &["a"], "a: {b: 1, c: 2, k: true} # n\n"),
        ("a: {}\n", &["a"], "a: {k: true}\n"),
        ("{\"a\": {\n  \"b\": 1\n}}\n", &["a"], "{\"a\": {\n  \"b\": 1,\n  \"k\": true\n}}\n"),
        ("a:\n  b: &x {c: 1}\n", &["a", "b"], "a:\n  b: &x {c: 1, k: true}\n"),
        ("---\na:\n  b: 'x'\n...\n", &["a"], "---\na:\n  b: 'x'\n  k: true\n...\n"),
    ] {
        assert_eq!(added(file, path, "k").as_deref(), Some(wanted));
    }
    assert_eq!(added("a: 1\n", &[], "on").as_deref(), Some("a: 1\n\"on\": true\n"));
}

#[test]
fn nothing_is_added_where_it_would_reach_further() {
    for (file, path) in [
        ("x: &x {b: 1}\na: *x\n", &["a"][..]),
        ("x: &x\n  y:\n    b: 1\na: *x\n", &["a", "y"]),
        ("x: &x\n  y: {b: 1}\na:\n  <<: *x\n", &["a", "y"]),
        ("a:\n  b: |+\n    x\n\nc: 1\n", &["a"]),
        ("a:\n  b: 1\n  {{- if .x }}\n  c: 2\n  {{- end }}\n", &["a"]),
        ("a: [1]\n", &["a"]),
        ("a: {b}\n", &["a"]),
    ] {
        let tree = clean(file);
        assert_eq!(hostile::inserted(file, &tree, path, "k", &NewValue::Bool(true)), None, "{file}");
    }
}

#[test]
fn values_are_replaced_in_their_quotes() {
    let file = "a: 'x'\nb: \"x\"\nc: x # y\nd: on\ne: |\n  x\n";
    let text = NewValue::Text("it's off".to_owned());
    let spelled = |path: &str, new: &NewValue| {
        let tree = clean(file);
        replacement(tree.get(&[path]).and_then(Node::scalar).expect("a scalar"), tree.syntax, new)
    };
    assert_eq!(spelled("a", &text).as_deref(), Some("'it''s off'"));
    assert_eq!(spelled("b", &text).as_deref(), Some("\"it's off\""));
    assert_eq!(spelled("c", &text).as_deref(), Some("\"it's off\""));
    let off = NewValue::Text("off".to_owned());
    assert_eq!(spelled("d", &off).as_deref(), Some("off"));
    assert_eq!(spelled("c", &off).as_deref(), Some("\"off\""));
    assert_eq!(spelled("e", &NewValue::Text("lax".to_owned())).as_deref(), Some("lax"));
}

#[test]
fn damaged_files_are_survived() {
    let sample = "# c\r\na: &x {b: [1, \"é\\t\"], 'q': y} # n\nl:\n- <<: *x\n  t: |2-\n    z\n   w\n\n? k\n: {{ .v }}\n--- >\n f\n";
    super::super::hostile::survives(read, sample);
    for unit in [
        "? ",
        "- ",
        "*a ",
        "&a ",
        "a: &a\n",
        "{{ ",
        "{% ",
        "--- ",
        "!t ",
        "a:\n ",
        "- - ",
        "|\n",
        "a: |+\n\n",
    ] {
        let (tree, _) = read(&unit.repeat(5_000));
        tree.walk(|_, _| {});
    }
}

#[test]
fn templates_on_lines_of_their_own_keep_the_block_around_them() {
    for line in [
        "      ${{ env.HOME }}",
        "        {{- include \"x\" . | nindent 4 }}",
        "{{- if .x }}",
        "  {{/* a\n b */}}",
    ] {
        let file = format!("p: |\n{line}\n      target\nq: >\n      a\n{line}\n      b\nr: 1\n");
        assert_eq!(text_at(&clean(&file), &["r"]), Some("1"), "{line}");
    }
}

#[test]
fn messages_say_what_is_wrong() {
    let (_, problems) = read("a: b: c\n");
    assert!(problems.iter().all(|problem| problem.message.len() > 10), "{problems:?}");
}

#[test]
fn templates_are_survived_wherever_they_stand() {
    let sample = "a: b\nc:\n  - 'd'\n  - {e: \"f\"}\ng: |\n  h\n";
    for template in
        ["{{ .x }}", "{{- if .x }}", "{% if x %}", "${{ x.y }}", "<%= x %>", "{# x #}", "{{ \"é\" }}"]
    {
        for at in 0..=sample.len() {
            let (head, tail) = sample.split_at(at);
            let file = format!("{head}{template}{tail}");
            let (tree, _) = read(&file);
            tree.walk(|_, node| {
                let Some(scalar) = node.scalar() else { return };
                let raw = file.get(scalar.inner.clone()).expect("the place fits");
                assert!(
                    raw.is_empty() || raw.contains("{") || raw.contains("<%") || !scalar.text.contains("xxx")
                );
            });
        }
    }
}

#[test]
fn another_format_under_this_name_is_read_or_told() {
    assert_eq!(text_at(&clean("{\n\t\"a\": {\"b\": 1}\n}\n"), &["a", "b"]), Some("1"));
    for other in
        ["A=1\nB=2\n", "[a]\nb = 1\n", "<a b='c'/>", "server {\n listen 80;\n}\n", "\u{1}\u{2}", "%PDF-1.4"]
    {
        let (tree, problems) = read(other);
        assert!(!problems.is_empty() || tree.roots.iter().all(|root| root.children().len() <= 1), "{other}");
    }
}

#[test]
fn long_files_stay_bounded() {
    let long = "- 1\n".repeat(1_200_000);
    let (tree, problems) = read(&long);
    assert_eq!((tree.roots[0].children().len(), problems.len()), (super::super::tree::MAX_NODES, 1));
}
