//! What a fix does to the file as a file: permissions, links, folders that cannot be written, files
//! that cannot be read properly.

#[path = "support/run.rs"]
mod run;
#[path = "support/tree.rs"]
mod tree;

use authlint::finding::{Problem, Safety};
use authlint::fix;
use std::path::Path;
use tree::{BAD, FIXED, Tree};

/// Fixes everything under a folder; gives what could not be written.
fn fixed(root: &Path) -> Vec<Problem> {
    let (report, scanned) = run::check(&run::only(root, tree::RULE));
    assert_eq!(report.findings.len(), 1, "the test needs its one finding: {:?}", report.problems);
    fix::write(&fix::changes(&report.findings, Safety::Safe, &|file| scanned.source(file)))
}

#[test]
fn the_text_is_what_the_fix_says() {
    let tree = Tree::new().with("a.rs", BAD);
    assert_eq!(fixed(tree.root()), []);
    assert_eq!(tree.text("a.rs"), FIXED);
    let left: Vec<_> = std::fs::read_dir(tree.root()).into_iter().flatten().collect();
    assert_eq!(left.len(), 1, "no temporary file is left: {left:?}");
}

#[cfg(unix)]
#[test]
fn permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new().with("a.rs", BAD);
    for mode in [0o600, 0o640, 0o755] {
        let path = tree.write("a.rs", BAD);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("own files can be changed");
        assert_eq!(fixed(tree.root()), []);
        let now = std::fs::metadata(&path).expect("the file is there").permissions().mode();
        assert_eq!(now & 0o777, mode);
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_target_is_fixed() {
    let tree = Tree::new().with("real/a.rs", BAD).with("seen/keep.txt", "");
    let link = tree.path("seen/a.rs");
    std::os::unix::fs::symlink("../real/a.rs", &link).expect("a link can be made");
    let mut request = run::only(&tree.path("seen"), tree::RULE);
    request.walk.follow = true;
    let (report, scanned) = run::check(&request);
    let changes = fix::changes(&report.findings, Safety::Safe, &|file| scanned.source(file));
    assert_eq!(fix::write(&changes), []);
    assert!(std::fs::symlink_metadata(&link).expect("the link is there").is_symlink());
    assert_eq!(tree.text("real/a.rs"), FIXED);
}

/// Root writes where it likes, so that there is nothing to see for it.
#[cfg(unix)]
#[test]
fn a_read_only_folder_keeps_its_file() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new().with("shut/a.rs", BAD);
    let shut = tree.path("shut");
    let mode = |mode| std::fs::set_permissions(&shut, PermissionsExt::from_mode(mode));
    mode(0o555).expect("own folders can be shut");
    let enforced = std::fs::write(shut.join("probe"), "").is_err();
    let problems = if enforced { fixed(tree.root()) } else { Vec::new() };
    mode(0o755).expect("own folders can be opened");
    if enforced {
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].path.as_str(), tree.text("shut/a.rs").as_str()), ("shut/a.rs", BAD));
    }
}

#[test]
fn what_cannot_be_written_is_a_problem() {
    let tree = Tree::new().with("gone/a.rs", BAD).with("stays/b.rs", BAD);
    let (report, scanned) = run::check(&run::only(tree.root(), tree::RULE));
    let changes = fix::changes(&report.findings, Safety::Safe, &|file| scanned.source(file));
    std::fs::remove_dir_all(tree.path("gone")).expect("own folders can be removed");
    let problems = fix::write(&changes);
    assert_eq!(problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), ["gone/a.rs"]);
    assert!(problems[0].message.starts_with("not fixed: "), "{}", problems[0].message);
    assert_eq!(tree.text("stays/b.rs"), FIXED, "the other file is fixed all the same");
}

/// Between the look and the write somebody else may write: their text must not be lost.
#[test]
fn a_file_that_has_changed_since_is_left_alone() {
    let tree = Tree::new().with("a.rs", BAD);
    let (report, scanned) = run::check(&run::only(tree.root(), tree::RULE));
    let changes = fix::changes(&report.findings, Safety::Safe, &|file| scanned.source(file));
    let newer = format!("// newer\n{BAD}");
    tree.write("a.rs", &newer);
    assert_eq!(fix::write(&changes).len(), 1);
    assert_eq!(tree.text("a.rs"), newer);
}

#[test]
fn a_damaged_file_gets_no_fix() {
    let mut bytes = b"// \xff\xfe here\n".to_vec();
    bytes.extend(BAD.as_bytes());
    let tree = Tree::new().with("a.rs", &bytes);
    let (report, _) = run::check(&run::only(tree.root(), tree::RULE));
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].fix, None);
}
