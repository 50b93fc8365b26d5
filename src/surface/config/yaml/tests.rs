//! YAML as the tree shows it: places, documents, anchors, templates, and text that is broken or hostile.

use super::super::tree::{Kind, MAX_DEPTH, Node, Style, Tree};
use super::read;

fn clean(text: &str) -> Tree {
    let (tree, problems) = read(text);
    assert!(problems.is_empty(), "{problems:?}");
    tree
}

fn text<'t>(tree: &'t Tree, path: &[&str]) -> Option<&'t str> {
    tree.get(path).and_then(Node::scalar).map(|scalar| scalar.text.as_str())
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
    assert_eq!(text(&tree, &["b"]), Some("3"));
    assert_eq!(text(&tree, &["0"]), Some("x"));
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
    assert_eq!(text(&tree, &["web", "secure"]), Some("false"));
    assert_eq!(text(&tree, &["web", "name"]), Some("own"));
    assert_eq!(text(&tree, &["old", "name"]), Some("sid"));
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
    assert_eq!(text(&tree, &["a"]), Some("{{ .Values.a }}"));
    assert_eq!(text(&tree, &["b"]), Some("x-{{ .b }}"));
    assert_eq!(text(&tree, &["c"]), Some("${{ secrets.C }}"));
    assert_eq!(text(&tree, &["d"]), Some("{{ x | default('y') }}"));
    assert_eq!(text(&tree, &["e"]), Some("<%= ENV[\"E\"] %>"));
    assert_eq!(text(&tree, &["g"]), Some("1"));
}

#[test]
fn a_broken_document_keeps_its_head_and_its_neighbours() {
    let (tree, problems) = read("a: 1\nb: [1, 2\n---\nc: 3\nx: y: z\n---\nd: 4\n");
    assert_eq!(problems.len(), 2);
    assert_eq!(
        (text(&tree, &["a"]), text(&tree, &["c"]), text(&tree, &["d"])),
        (Some("1"), Some("3"), Some("4"))
    );
}

#[test]
fn deep_nesting_is_a_problem_and_the_rest_is_read() {
    for deep in [5_000, 50_000] {
        let file = format!("a: {}{}\nb: 1\n", "[".repeat(deep), "]".repeat(deep));
        let (tree, problems) = read(&file);
        assert!(problems.len() <= 2);
        assert!(deep > 10_000 || text(&tree, &["b"]) == Some("1"));
    }
    for unit in ["? ", "- "] {
        assert!(!read(&unit.repeat(20_000)).1.is_empty());
    }
}
