//! Keeps the trees that are measured below `target/bench-tree/<scale>/`.
//! In: a scale. Out: the folder of a tree and what it holds. A tree is written once, and again when the
//! generator has changed: a note beside it holds a fingerprint of the generator's output.

use crate::generate::{self, Census};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A tree on disk.
pub struct Ground {
    pub folder: PathBuf,
    pub census: Census,
}

/// `target/bench-tree`, in whichever target folder this program was built.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-tree")
}

/// The tree of a scale, written now if it isn't there yet.
///
/// # Errors
/// When a file cannot be written or an outdated tree cannot be removed.
pub fn prepare(scale: f64) -> io::Result<Ground> {
    let folder = home().join(scale.to_string());
    let note = home().join(format!("{scale}.txt"));
    let wanted = fingerprint()?;
    if let Some(census) = fs::read_to_string(&note).ok().and_then(|text| recall(&text, &wanted)) {
        return Ok(Ground { folder, census });
    }
    eprintln!("writing the tree of scale {scale} to {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let census = generate::plant(&folder, scale)?;
    fs::write(note, remember(&census, &wanted))?;
    Ok(Ground { folder, census })
}

/// A digest of the smallest tree stands for the generator.
fn fingerprint() -> io::Result<String> {
    let mut hash = Sha256::new();
    generate::files(generate::SMALLEST, |planted| {
        hash.update(planted.path);
        hash.update(planted.bytes);
        Ok(())
    })?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn remember(census: &Census, fingerprint: &str) -> String {
    let Census { files, bytes, ignored_files, ignored_bytes, findings } = census;
    format!("{fingerprint} {files} {bytes} {ignored_files} {ignored_bytes} {findings}\n")
}

fn recall(text: &str, fingerprint: &str) -> Option<Census> {
    let numbers = text.trim().strip_prefix(fingerprint)?;
    let mut numbers = numbers.split_whitespace().map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(Census {
        files: next()?,
        bytes: next()?,
        ignored_files: next()?,
        ignored_bytes: next()?,
        findings: next()?,
    })
}
