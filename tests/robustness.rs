//! Bad input makes a line in the report, never the end of the run: beside each bad file lies one with a
//! finding, and that finding is always there.

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/hostile_script.rs"]
mod hostile_script;
#[path = "support/program.rs"]
mod program;
#[path = "support/tree.rs"]
mod tree;

use program::{Said, check, command};
use std::process::Stdio;
use tree::{BAD, RULE, Tree};

/// The file that must be judged whatever lies beside it.
const GOOD: &str = "zz-good.rs";

fn planted() -> Tree {
    Tree::new().with(GOOD, BAD)
}

/// Runs everything on a folder and asks for the planted finding.
fn judged(tree: &Tree, arguments: &[&str]) -> Said {
    let said = check(tree.root(), arguments);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.paths().iter().any(|path| path == GOOD), "{}", said.out);
    said
}

fn problem_of(said: &Said, path: &str) -> String {
    let problems = said.problems();
    let found = problems.iter().find(|(of, _)| of == path);
    found.map(|(_, message)| message.clone()).unwrap_or_else(|| panic!("no problem of {path}: {problems:?}"))
}

#[test]
fn no_depth_ends_the_run() {
    let tree = planted();
    let sources = hostile::sources().into_iter().map(|(name, text)| (format!("{name}.rs"), text));
    let sources: Vec<(String, String)> =
        sources.chain(hostile::files().into_iter().map(|(name, text)| (name.to_owned(), text))).collect();
    for (name, text) in &sources {
        tree.write(name, text);
    }
    let said = check(tree.root(), &["--threads", "2", "--pedantic"]);
    if said.code != 1 {
        let ends_it =
            |(name, text): &&(String, String)| check(planted().with(name, text).root(), &[]).code != 1;
        let guilty: Vec<&str> = sources.iter().filter(ends_it).map(|(name, _)| name.as_str()).collect();
        panic!("{guilty:?} end the run: {}", said.err);
    }
    assert!(said.paths().iter().any(|path| path == GOOD));
    assert!(
        said.problems().iter().all(|(_, message)| !message.contains("internal error")),
        "{:?}",
        said.problems()
    );
}

#[test]
fn no_depth_of_a_script_ends_the_run() {
    let tree = planted();
    let files = hostile_script::files();
    for (name, text) in &files {
        tree.write(name, text);
    }
    let said = check(tree.root(), &["--threads", "2"]);
    if said.code != 1 {
        let ends_it =
            |(name, text): &&(String, String)| check(planted().with(name, text).root(), &[]).code != 1;
        let guilty: Vec<&str> = files.iter().filter(ends_it).map(|(name, _)| name.as_str()).collect();
        panic!("{guilty:?} end the run: {}", said.err);
    }
    let problems = said.problems();
    assert!(problems.iter().all(|(_, message)| !message.contains("internal error")), "{problems:?}");
    // Longer files count as generated.
    let too_deep = |(name, text): &(String, String)| name.starts_with("deeper-") && text.len() <= 1024 * 1024;
    let refused = |name: &str| {
        problems
            .iter()
            .any(|(path, message)| path == name && message.ends_with("too many brackets and operators"))
    };
    let wrong: Vec<&str> = files
        .iter()
        .filter(|file| too_deep(file) != refused(&file.0))
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(wrong.is_empty(), "read or refused against what they are: {wrong:?}");
}

#[test]
fn a_script_that_does_not_parse_is_a_problem_with_its_place() {
    let script = "const a = 1;\nconst s = process.env.JWT_SECRET || = 'x';\n";
    let said = judged(&planted().with("a.js", script), &[]);
    assert!(problem_of(&said, "a.js").starts_with("not parsed as JavaScript: "));
    assert_eq!(said.json()["problems"][0]["line"], 2);
}

#[test]
fn strange_scripts_are_read() {
    let fallback = "const s = process.env.JWT_SECRET || 'fake-fallback-h7Qm2';\n";
    let utf16: Vec<u8> = format!("\u{feff}{fallback}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tree = planted()
        .with("damaged.js", [b"// \xc3( \xff\n".as_slice(), fallback.as_bytes()].concat())
        .with("utf16.ts", utf16)
        .with("hashbang.mjs", format!("#!/usr/bin/env node\n{fallback}"))
        .with("returns.cjs", format!("{fallback}return;\n"))
        .with("jsx.js", format!("{fallback}const a = <b c={{1}}>don't</b>;\n"))
        .with("bundle.min.js", format!("{};{fallback}", "a=1;".repeat(500)))
        .with("types.d.ts", fallback)
        .with("empty.js", "");
    let said = judged(&tree, &["--select", "secret-env-fallback,cookie-missing-httponly"]);
    assert_eq!(said.paths(), ["damaged.js", "hashbang.mjs", "jsx.js", "returns.cjs", "utf16.ts", GOOD]);
    assert!(problem_of(&said, "damaged.js").contains("not valid in its encoding"));
}

#[test]
fn what_does_not_parse_is_a_problem_with_its_place() {
    let tree = planted().with("a.rs", "fn f() {\n    Cookie::build(x y);\n}\n");
    let said = judged(&tree, &[]);
    assert!(problem_of(&said, "a.rs").starts_with("not parsed as Rust: "));
    assert_eq!(said.json()["problems"][0]["line"], 2);
}

#[test]
fn what_parses_beside_a_broken_item_is_judged() {
    let said = judged(&planted().with("a.rs", format!("fn broken() {{\n    let x = a b;\n}}\n{BAD}")), &[]);
    assert!(problem_of(&said, "a.rs").starts_with("not parsed as Rust: "));
    assert_eq!(said.paths(), ["a.rs", GOOD]);
    assert_eq!(said.json()["findings"][0]["line"], 5);
}

#[test]
fn brackets_that_do_not_match_leave_the_rest_of_the_package() {
    let said = judged(&planted().with("a.rs", format!("fn broken() {{ (\n{BAD}")), &[]);
    assert!(problem_of(&said, "a.rs").starts_with("not parsed as Rust: "));
    assert_eq!(said.paths(), [GOOD]);
}

#[test]
fn a_generated_file_of_any_size_ends() {
    let items =
        |count: usize| (0..count).map(|at| format!("pub const C{at}: u64 = {at};\n")).collect::<String>();
    let tree = planted()
        .with("small.rs", format!("{}{BAD}", items(8_000)))
        .with("large.rs", format!("{}{BAD}", items(160_000)));
    let said = judged(&tree, &[]);
    assert!(said.paths().contains(&"small.rs".to_owned()));
    assert!(problem_of(&said, "large.rs").contains("KiB"));
}

#[test]
fn a_damaged_file_is_judged_and_named() {
    let mut bytes = b"// \xc3( \xff\n".to_vec();
    bytes.extend(BAD.as_bytes());
    let said = judged(&planted().with("a.rs", bytes), &[]);
    assert!(said.paths().contains(&"a.rs".to_owned()));
    assert!(problem_of(&said, "a.rs").contains("not valid in its encoding"));
}

#[test]
fn utf16_is_read() {
    let utf16: Vec<u8> = format!("\u{feff}{BAD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut odd = utf16.clone();
    odd.pop();
    let tree = planted().with("a.rs", &utf16).with("odd.rs", odd);
    let said = judged(&tree, &["--select", RULE]);
    assert_eq!(said.paths(), ["a.rs", "odd.rs", GOOD]);
    problem_of(&said, "odd.rs");
}

#[test]
fn strange_but_harmless_files_say_nothing() {
    let tree = planted()
        .with("empty.rs", "")
        .with("mark.rs", "\u{feff}")
        .with("half-mark.rs", b"\xff\xfe")
        .with("nul.rs", b"Cookie::build\0")
        .with("return.rs", "// Cookie::build\r// old Macintosh\r")
        .with("shebang.rs", "#!/usr/bin/env rust-script\n// Cookie::build\n");
    assert_eq!(judged(&tree, &[]).problems(), []);
}

#[test]
fn a_huge_file_is_not_read() {
    let tree = planted();
    let file = std::fs::File::create(tree.path("huge.rs")).expect("a file can be made");
    file.set_len(200 * 1024 * 1024).expect("sparse files cost nothing");
    let said = judged(&tree, &[]);
    assert!(problem_of(&said, "huge.rs").contains("--max-filesize"));
    let said = judged(&tree, &["--max-filesize", "1G"]);
    assert_eq!((said.problems(), said.json()["summary"]["binary"].as_u64()), (Vec::new(), Some(1)));
}

#[test]
fn tokens_of_any_length_and_shape_end() {
    const HEAD: &str = "eyJhbGciOiJIUzI1NiJ9";
    let tree = planted()
        .with("broken.txt", format!("{HEAD}.e=y!J.$$$\n{HEAD}..\n{HEAD}.\n{HEAD}.{HEAD}.{HEAD}=\n"))
        .with("long.txt", format!("{HEAD}.{}.{HEAD}\n", "A".repeat(4 << 20)))
        .with("many.txt", format!("{HEAD}.").repeat(100_000))
        .with("dots.txt", vec![b'.'; 64 << 20]);
    judged(&tree, &["--max-filesize", "1G"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    let tree = planted().with("a/b/c.txt", "");
    let link = |target: &str, at: &str| std::os::unix::fs::symlink(target, tree.path(at)).expect("a link");
    link("..", "a/b/up");
    link("self", "self");
    link("nowhere", "dangling.rs");
    assert_eq!(judged(&tree, &[]).problems(), []);
    let said = judged(&tree, &["--follow"]);
    assert!(problem_of(&said, "a/b/up").contains("circle"), "{:?}", said.problems());
    assert_eq!(said.paths(), [GOOD]);
}

/// Whoever may read everything sees nothing of this.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_a_problem() {
    use std::os::unix::fs::PermissionsExt;
    let tree = planted().with("shut.rs", BAD);
    let mode = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(tree.path("shut.rs"), mode).expect("own files can be shut");
    let said = judged(&tree, &[]);
    if std::fs::read(tree.path("shut.rs")).is_err() {
        assert!(problem_of(&said, "shut.rs").contains("cannot be read"));
    }
}

#[test]
fn a_file_that_is_gone_is_a_problem() {
    let entry = authlint::walk::Entry { path: "a.rs".into(), disk: Tree::new().path("a.rs"), size: 0 };
    let read = authlint::project::scan::read(authlint::source::FileId(0), &entry, 1_000);
    assert!(read.is_err_and(|message| message.starts_with("cannot be read: ")));
}

/// Reading a pipe that nobody writes to would wait for ever.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_left_alone() {
    let tree = planted();
    let made = std::process::Command::new("mkfifo").arg(tree.path("pipe.rs")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    std::os::unix::fs::symlink("pipe.rs", tree.path("link.rs")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", tree.path("zero.rs")).expect("a link");
    for arguments in [&[][..], &["--follow"]] {
        assert_eq!(judged(&tree, arguments).paths(), [GOOD]);
    }
}

#[cfg(unix)]
#[test]
fn names_may_be_anything() {
    use std::os::unix::ffi::OsStrExt;
    let tree = planted().with("new\nline.rs", BAD).with("ü b.rs", BAD);
    let name = std::ffi::OsStr::from_bytes(b"bad-\xff.rs");
    if std::fs::write(tree.root().join(name), BAD).is_ok() {
        assert_eq!(judged(&tree, &["--select", RULE]).paths().len(), 4);
    }
}

#[test]
fn broken_manifests_cost_versions_only() {
    let deep = format!("a = {}", "[".repeat(100_000));
    for (manifest, lock) in [("[package", "= ="), (deep.as_str(), deep.as_str()), ("\u{0}", "")] {
        let tree = planted().with("Cargo.toml", manifest).with("Cargo.lock", lock);
        judged(&tree, &["--select", RULE]);
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_is_closed_early_is_no_failure() {
    let many: String = (0..500).map(|n| BAD.replace("sign_in", &format!("sign_in_{n}"))).collect();
    let tree = Tree::new().with("a.rs", many);
    for arguments in [&["check"][..], &["check", "--format", "json"], &["facts"], &["facts", "--json"]] {
        let mut child = command(tree.root())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), err.as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let full = || std::fs::File::options().write(true).open("/dev/full");
    let Ok(device) = full() else { return };
    let said = command(planted().root()).args(["check", "--format", "json"]).stdout(device).output();
    let said = said.expect("the program starts");
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("No space left"));
}
