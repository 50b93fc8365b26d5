//! Spans, the grammar's traps, recovery and edits of XML.

use super::super::edit::{NewValue, replacement};
use super::super::hostile;
use super::super::tree::Tree;
use super::read;

const SAMPLE: &str = "\u{feff}<?xml version=\"1.0\"?>\r\n<!DOCTYPE a [<!ENTITY e \"x\">]>\r\n<a>\r\n  <!-- <b c=\"1\"/> -->\r\n  <b c='1 &amp; 2' d = \"é\">text</b>\r\n  <add key=\"K\" value=\"V\"/>\r\n  <add key=\"L\" value=\"W\" />\r\n  <e> x &lt; y </e>\r\n  <f><![CDATA[<g>]]></f>\r\n  <h/>\r\n</a>\r\n";

fn sound(text: &str) -> Tree {
    hostile::sound(read, text)
}

#[test]
fn elements_and_attributes_become_paths() {
    let tree = sound(SAMPLE);
    let expected = [
        "a.b.@c = 1 & 2",
        "a.b.@d = é",
        "a.b.#text = text",
        "a.add.K.@key = K",
        "a.add.K.@value = V",
        "a.add.L.@key = L",
        "a.add.L.@value = W",
        "a.e = x < y",
        "a.f = <g>",
    ];
    assert_eq!(hostile::scalars(&tree), expected);
    let node = tree.get(&["a", "b", "@d"]).expect("an attribute");
    assert_eq!((&SAMPLE[node.key_span.clone()], &SAMPLE[node.span.clone()]), ("d", "\"é\""));
    let element = tree.get(&["a", "b"]).expect("an element");
    assert_eq!(&SAMPLE[element.key_span.clone()], "b");
    assert!(SAMPLE[element.span.clone()].starts_with("<b c="));
}

#[test]
fn entities_of_a_document_are_not_expanded() {
    let text = "<!DOCTYPE a [<!ENTITY e \"x\"><!ENTITY f \"&e;&e;\">]><a b=\"&f;\">&f;</a>";
    assert_eq!(hostile::scalars(&sound(text)), ["a.@b = &f;", "a.#text = &f;"]);
}

#[test]
fn values_are_replaced_and_added() {
    let text = "<a><b c='false'/><d>x</d></a>";
    let tree = sound(text);
    let scalar = tree.get(&["a", "b", "@c"]).and_then(|node| node.scalar()).expect("a value");
    assert_eq!(replacement(scalar, tree.syntax, &NewValue::Bool(true)).as_deref(), Some("'true'"));
    let scalar = tree.get(&["a", "d"]).and_then(|node| node.scalar()).expect("a text");
    assert_eq!(
        replacement(scalar, tree.syntax, &NewValue::Text("<&".to_owned())).as_deref(),
        Some("&lt;&amp;")
    );
    let new = hostile::inserted(text, &tree, &["a", "b"], "@e", &NewValue::Bool(true));
    assert_eq!(new, Some((5, " e=\"true\"".to_owned())));
    assert_eq!(hostile::inserted(text, &tree, &["a", "d"], "@e", &NewValue::Bool(true)), None);
}

#[test]
fn hostile_files_are_survived() {
    hostile::survives(read, SAMPLE);
    let many: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    assert_eq!(hostile::scalars(&sound(&format!("<x{many}/>"))).len(), 100_000);
    let (_, problems) = read(&"<a>".repeat(20_000));
    assert!(!problems.is_empty());
}
