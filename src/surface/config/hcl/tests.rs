//! Spans, expressions, recovery and edits of HCL.

use super::super::edit::{NewValue, replacement};
use super::super::hostile;
use super::super::tree::{Kind, Tree};
use super::read;

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

const SAMPLE: &str = "\u{feff}# c\r\nresource \"aws_x\" main {\r\n  name = \"é\\n${\"$\"}\" # c\r\n  on = true\r\n  n = 60 // c\r\n  block {\r\n    list = [1, \"a\", var.b]\r\n  }\r\n}\r\nx = jsonencode({ a = 1, \"b c\" = { d = null } })\n";

#[test]
fn labels_are_keys_and_literals_are_known() {
    let text = SAMPLE.replace("${\"$\"}", "");
    let tree = sound(&text);
    let expected = [
        "resource.aws_x.main.name = é\n",
        "resource.aws_x.main.on = true",
        "resource.aws_x.main.n = 60",
        "resource.aws_x.main.block.list.0 = 1",
        "resource.aws_x.main.block.list.1 = a",
        "resource.aws_x.main.block.list.2 = ${expression}",
        "x.a = 1",
        "x.b c.d = null",
    ];
    assert_eq!(hostile::scalars(&tree), expected);
    let node = tree.get(&["resource", "aws_x", "main", "on"]).expect("an attribute");
    assert_eq!((&text[node.key_span.clone()], &text[node.span.clone()]), ("on", "true"));
    assert_eq!(node.scalar().map(|scalar| scalar.kind), Some(Kind::Bool));
    let block = tree.get(&["resource", "aws_x"]).expect("a label");
    assert_eq!(
        (&text[block.key_span.clone()], &text[block.span.clone()]),
        ("\"aws_x\"", "resource \"aws_x\"")
    );
    let name =
        tree.get(&["resource", "aws_x", "main", "name"]).and_then(|node| node.scalar()).expect("a text");
    assert_eq!(&text[name.inner.clone()], "é\\n");
}

#[test]
fn what_terraform_works_out_is_a_reference() {
    for (said, text) in [
        ("var.secret", "${expression}"),
        ("a ? \"b\" : \"c\"", "${expression}"),
        ("random_id.x.hex", "${expression}"),
        ("file(\"x\")", "${expression}"),
        ("\"a-${var.b}\"", "a-${var.b}"),
        ("(\"a\")", "a"),
        ("sensitive(\"a\")", "a"),
        ("-1", "-1"),
        ("<<EOT\na\nb\nEOT\n", "a\nb\n"),
        ("<<-EOT\n  ${a}\n  EOT\n", "${expression}"),
    ] {
        assert_eq!(hostile::scalars(&sound(&format!("k = {said}\n"))), [format!("k = {text}")], "{said}");
    }
}

#[test]
fn a_broken_block_costs_only_itself() {
    let (tree, problems) = read("a {\n  x = 1\n}\nb {\n  y = = 2\n}\nc {\n  z = 3\n}\n");
    assert_eq!(hostile::scalars(&tree), ["a.x = 1", "c.z = 3"]);
    assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [14]);
    let node = tree.get(&["c", "z"]).expect("behind the broken one");
    assert_eq!(node.key_span.start, 36);
}

#[test]
fn values_are_replaced_and_added() {
    let text = "a \"b\" {\n  x = \"y\" # c\n  c { d = 1 }\n}\n";
    let tree = sound(text);
    let scalar = tree.get(&["a", "b", "x"]).and_then(|node| node.scalar()).expect("a text");
    assert_eq!(
        replacement(scalar, tree.syntax, &NewValue::Text("${\"\n".to_owned())).as_deref(),
        Some("\"$${\\\"\\n\"")
    );
    let (at, line) =
        hostile::inserted(text, &tree, &["a", "b"], "k", &NewValue::Bool(true)).expect("a place");
    assert_eq!((at, line.as_str()), (22, "  k = true\n"));
    assert_eq!(hostile::inserted(text, &tree, &["a", "b", "c"], "k", &NewValue::Bool(true)), None);
}

#[test]
fn hostile_files_are_survived() {
    hostile::survives(read, SAMPLE);
    for text in [
        "a ".repeat(20_000),
        "a {\n".repeat(5_000),
        format!("a = {}", "-".repeat(20_000)),
        format!("a = {}", "1 + ".repeat(20_000)),
    ] {
        let (_, problems) = read(&text);
        assert!(!problems.is_empty());
    }
    let labels = format!("{}{{\n}}\n", "a ".repeat(500));
    assert_eq!(read(&labels).1.len(), 1);
}

#[test]
fn many_keys_are_read() {
    let body: String = (0..5_000).map(|n| format!("k{n} = {n}\n")).collect();
    assert_eq!(hostile::scalars(&sound(&body)).len(), 5_000);
    assert_eq!(hostile::scalars(&sound(&format!("x = {{\n{body}}}\n"))).len(), 5_000);
}
