//! Indexes made by hand, of every version and kind, whole and damaged, and repositories on disk.

use super::*;

/// An index of these names; in version 4 each names what it shares with the one in front.
fn index(version: u32, hash: usize, names: &[&str]) -> Vec<u8> {
    let mut bytes =
        [b"DIRC".as_slice(), &version.to_be_bytes(), &(names.len() as u32).to_be_bytes()].concat();
    let mut before = "";
    for name in names {
        let start = bytes.len();
        bytes.extend([0; 24]);
        bytes.extend(0o100_644_u32.to_be_bytes());
        bytes.extend(vec![0; 12 + hash]);
        bytes.extend((name.len().min(0xfff) as u16).to_be_bytes());
        if version == 4 {
            let shared = name.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
            bytes.extend(offset(before.len() - shared));
            bytes.extend(&name.as_bytes()[shared..]);
            bytes.push(0);
        } else {
            bytes.extend(name.as_bytes());
            let filled = (bytes.len() - start) / 8 * 8 + 8;
            bytes.resize(start + filled, 0);
        }
        before = name;
    }
    bytes.extend(b"TREE\0\0\0\x03abc");
    bytes.extend(vec![7; hash]);
    bytes
}

fn offset(mut value: usize) -> Vec<u8> {
    let mut bytes = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value = (value >> 7) - 1;
        bytes.insert(0, 0x80 | (value & 0x7f) as u8);
    }
    bytes
}

fn names(bytes: &[u8], hash: usize) -> Option<Vec<String>> {
    let mut found = Vec::new();
    index::read(bytes, hash, |name| found.push(String::from_utf8_lossy(name).into_owned()))?;
    Some(found)
}

#[test]
fn every_version_and_hash_gives_its_names() {
    let long = format!("deep/{}", "x".repeat(5_000));
    let all = ["a", "ab/c.toml", "ab/d.toml", long.as_str(), "z.env"];
    for version in 2..=4 {
        for hash in [20, 32] {
            assert_eq!(
                names(&index(version, hash, &all), hash).as_deref(),
                Some(all.map(str::to_owned).as_slice())
            );
        }
    }
    assert_eq!(names(&index(2, 20, &[]), 20), Some(Vec::new()));
}

#[test]
fn what_is_sparse_split_damaged_or_new_says_nothing() {
    let sound = index(2, 20, &["a", "b"]);
    for end in 0..sound.len() {
        // Eleven bytes less, and the extension passes for the hash.
        let whole = end + 11 == sound.len();
        assert_eq!(names(&sound[..end], 20).is_some(), whole, "cut at {end}");
    }
    for mark in [b"link", b"sdir", b"next"] {
        let tail = [mark.as_slice(), &[0, 0, 0, 0], &[7; 20]].concat();
        assert_eq!(names(&[&sound[..sound.len() - 20], &tail].concat(), 20), None);
    }
    let mut folder = sound.clone();
    folder[12 + 24..12 + 28].copy_from_slice(&0o040_000_u32.to_be_bytes());
    assert_eq!(names(&folder, 20), None);
    assert_eq!(names(&sound, 32), None, "another hash");
    for version in [0, 1, 5, u32::MAX] {
        assert_eq!(names(&[b"DIRC".as_slice(), &version.to_be_bytes(), &sound[8..]].concat(), 20), None);
    }
    let many = [b"DIRC".as_slice(), &[0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff], &[0xff; 4_000]].concat();
    assert_eq!(names(&many, 20), None);
    let mut noise = index(4, 20, &["one", "only", "other"]);
    for at in 0..noise.len() {
        let kept = std::mem::replace(&mut noise[at], 0xff);
        let _ = names(&noise, 20);
        noise[at] = kept;
    }
}

fn repository(index: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join(".git")).unwrap();
    std::fs::create_dir_all(folder.path().join("deploy")).unwrap();
    std::fs::write(folder.path().join(".git/config"), "[core]\n\tbare = false\n").unwrap();
    std::fs::write(folder.path().join(".git/index"), index).unwrap();
    for name in ["deploy/.env", "new.env"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    folder
}

fn asked(folder: &Path) -> Vec<Option<bool>> {
    let files: Vec<PathBuf> = ["deploy/.env", "new.env"].map(|name| folder.join(name)).into();
    let known = tracked(&files.iter().cloned().collect());
    files.iter().map(|file| known.get(file).copied()).collect()
}

#[test]
fn files_of_a_repository_are_tracked_or_not() {
    let folder = repository(&index(2, 20, &["deploy/.env"]));
    assert_eq!(asked(folder.path()), [Some(true), Some(false)]);
    let odd = folder.path().join("deploy/../deploy/.env");
    assert_eq!(tracked(&BTreeSet::from([odd.clone()])).get(&odd), Some(&true));
    std::fs::write(folder.path().join(".git/config"), "[extensions]\n\tobjectFormat = SHA256\n").unwrap();
    assert_eq!(asked(folder.path()), [None, None], "the index has shorter hashes");
    std::fs::write(folder.path().join(".git/index"), index(3, 32, &["deploy/.env"])).unwrap();
    assert_eq!(asked(folder.path()), [Some(true), Some(false)]);
    std::fs::write(folder.path().join(".git/config"), "[core]\n\tworktree = /elsewhere\n").unwrap();
    assert_eq!(asked(folder.path()), [None, None]);
}

#[test]
fn worktrees_submodules_and_plain_folders_say_nothing() {
    let folder = repository(&index(2, 20, &["deploy/.env"]));
    std::fs::write(folder.path().join("deploy/.git"), "gitdir: ../.git/worktrees/deploy\n").unwrap();
    assert_eq!(asked(folder.path()), [None, Some(false)]);
    std::fs::remove_file(folder.path().join(".git/index")).unwrap();
    assert_eq!(asked(folder.path()), [None, None]);
    let plain = tempfile::tempdir().unwrap();
    assert_eq!(asked(plain.path()), [None, None]);
}
