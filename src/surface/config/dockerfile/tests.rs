//! Spans, both spellings of variables, and recovery of Dockerfiles.

use super::super::hostile;
use super::read;

const SAMPLE: &str = "\u{feff}# syntax=docker/dockerfile:1\r\nFROM a AS b\r\nARG V=1 W\r\nENV A=x B=\"y z\" \\\r\n  # C=2\r\n  D='w'\r\nENV LEGACY some text\r\nRUN <<EOT\r\necho ENV=no\r\nEOT\r\nFROM scratch\nENV A=${V}\nCMD [\"run\", \"--x=1\"]\nENTRYPOINT run --y 2\n";

#[test]
fn variables_and_commands_are_read() {
    let (tree, problems) = read(SAMPLE);
    assert_eq!(problems, []);
    let all = hostile::scalars(&tree);
    let expected = [
        "ARG.V = 1",
        "ENV.A = x",
        "ENV.B = y z",
        "ENV.D = w",
        "ENV.LEGACY = some text",
        "ENV.A = ${V}",
        "CMD.0 = run",
        "CMD.1 = --x=1",
        "ENTRYPOINT = run --y 2",
    ];
    let without_run: Vec<&String> = all.iter().filter(|line| !line.starts_with("RUN")).collect();
    assert_eq!(without_run, expected.iter().collect::<Vec<_>>());
    let node = tree.roots[0].children()[1].child("B").expect("a variable");
    assert_eq!((&SAMPLE[node.key_span.clone()], &SAMPLE[node.span.clone()]), ("B", "\"y z\""));
}

#[test]
fn a_broken_instruction_ends_the_reading() {
    let (tree, problems) = read("FROM a\nENV A=1\nNOPE x\nENV B=2\n");
    assert_eq!(hostile::scalars(&tree), ["ENV.A = 1"]);
    assert_eq!(problems.iter().map(|problem| problem.offset).collect::<Vec<_>>(), [15]);
}

#[test]
fn hostile_files_are_survived() {
    hostile::survives(read, SAMPLE);
    let joined = format!("FROM a\nENV A=1{}", " \\\n".repeat(20_000));
    assert_eq!(hostile::scalars(&read(&joined).0), ["ENV.A = 1"]);
}
