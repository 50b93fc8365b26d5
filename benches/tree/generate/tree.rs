//! A large mixed source tree, made up from a grammar: the same bytes for the same scale, on every machine.
//! In: a scale. Out: files one by one, or a folder on disk with a count of what it holds.
//! It knows nothing of authlint and of how the tree is used.

mod grammar;
mod plan;
mod random;
mod write;

use grammar::Grammar;
use plan::{Form, KINDS, Kind};
use random::Random;
use std::fs;
use std::io;
use std::path::Path;
use write::Writer;

const SEED: u64 = 0x6175_7468_6c69_6e74;
/// Neighbouring files of a kind that share a folder.
const AREA: u64 = 24;
/// The smallest scale at which every kind has a file.
pub const SMALLEST: f64 = 0.01;

/// What lies at the root besides the drawn files: ignore rules, and enough of `.git` for them to count.
const ROOT: [(&str, &str); 3] = [
    (".gitignore", "dist/\ngenerated/\n/scratch/\n*.bak\n"),
    (".git/HEAD", "ref: refs/heads/main\n"),
    (".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"),
];

/// One file of the tree.
pub struct Planted {
    /// Relative to the root, with `/`.
    pub path: String,
    pub bytes: Vec<u8>,
    /// Whether the root's `.gitignore` hides it.
    pub ignored: bool,
    /// Findings planted on purpose.
    pub findings: u64,
}

/// What a tree holds; `ignored_*` is part of the whole.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Census {
    pub files: u64,
    pub bytes: u64,
    pub ignored_files: u64,
    pub ignored_bytes: u64,
    pub findings: u64,
}

/// Hands every file of a tree to `keep`, in a fixed order.
///
/// # Errors
/// The first error of `keep`.
pub fn files(scale: f64, mut keep: impl FnMut(Planted) -> io::Result<()>) -> io::Result<()> {
    let grammar = Grammar::load();
    let counts = plan::counts(scaled(plan::FILES, scale));
    for (row, (kind, count)) in KINDS.iter().zip(counts).enumerate() {
        let mut budget = Budget::new(row as u64, count, scaled(kind.bytes, scale));
        for nth in 0..count {
            let random = Random::new(SEED, &[row as u64, nth]);
            let planted = planted(&grammar, kind, random, nth, budget.target(nth));
            budget.spend(nth, planted.bytes.len() as u64);
            keep(planted)?;
        }
    }
    Ok(())
}

/// Writes a tree below `folder`, which should be empty.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn plant(folder: &Path, scale: f64) -> io::Result<Census> {
    let mut census = Census::default();
    for (path, text) in ROOT {
        put(folder, path, text.as_bytes())?;
    }
    for empty in [".git/objects", ".git/refs"] {
        fs::create_dir_all(folder.join(empty))?;
    }
    files(scale, |planted| {
        census.add(&planted);
        put(folder, &planted.path, &planted.bytes)
    })?;
    Ok(census)
}

impl Census {
    /// Counts one more file.
    pub fn add(&mut self, planted: &Planted) {
        let bytes = planted.bytes.len() as u64;
        self.files += 1;
        self.bytes += bytes;
        self.ignored_files += u64::from(planted.ignored);
        self.ignored_bytes += if planted.ignored { bytes } else { 0 };
        self.findings += planted.findings;
    }
}

fn put(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let target = folder.join(path);
    fs::create_dir_all(target.parent().unwrap_or(folder))?;
    fs::write(target, bytes)
}

fn scaled(count: u64, scale: f64) -> u64 {
    (count as f64 * scale).round() as u64
}

fn planted(grammar: &Grammar, kind: &Kind, mut random: Random, nth: u64, target: u64) -> Planted {
    let path = path(grammar, kind, random.clone(), nth);
    let ignored = kind.name == "ignored";
    let noise = match kind.form {
        Form::Image => Some(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice()),
        Form::Noise => Some(b"\0\0\0\0BENCH\0".as_slice()),
        _ => None,
    };
    if let Some(signature) = noise {
        let mut bytes = signature.to_vec();
        bytes.extend(random.bytes((target as usize).saturating_sub(signature.len())));
        return Planted { path, bytes, ignored, findings: 0 };
    }
    let writer = text(grammar, kind, random, target as usize);
    Planted { path, bytes: writer.text.into_bytes(), ignored, findings: writer.planted as u64 }
}

fn path(grammar: &Grammar, kind: &Kind, random: Random, nth: u64) -> String {
    let mut name = Writer::new(grammar, random);
    name.item(&format!("path_{}", kind.name));
    let area = nth / AREA;
    let mut folder = Writer::new(grammar, Random::new(SEED, &[area]));
    folder.item("area");
    name.text.replace("{area}", &format!("{}-{area}", folder.text)).replace("{nth}", &nth.to_string())
}

fn text<'a>(grammar: &'a Grammar, kind: &Kind, random: Random, target: usize) -> Writer<'a> {
    // What is ignored is built output: the same text as scripts.
    let name = if kind.name == "ignored" { "script" } else { kind.name };
    let mut writer = Writer::new(grammar, random);
    writer.item(&format!("{name}_head"));
    let item = format!("{name}_item");
    let mut drawn = 0;
    while drawn == 0 || writer.text.len() < target {
        drawn += 1;
        // Auth code is a part of an auth file, not the whole of it.
        let ordinary = kind.form == Form::Mixed && drawn % 3 == 0;
        writer.item(if ordinary { "rust_item" } else { &item });
    }
    if kind.form == Form::Closed {
        writer.item(&format!("{name}_tail"));
    }
    writer.text.push('\n');
    writer
}

/// Deals a kind's bytes out to its files by weight, and corrects for files that came out longer than asked.
struct Budget {
    row: u64,
    bytes: u64,
    weight: u64,
}

impl Budget {
    fn new(row: u64, count: u64, bytes: u64) -> Budget {
        let weight = (0..count).map(|nth| weight(row, nth)).sum();
        Budget { row, bytes, weight }
    }

    fn target(&self, nth: u64) -> u64 {
        (self.bytes as f64 * weight(self.row, nth) as f64 / self.weight.max(1) as f64) as u64
    }

    fn spend(&mut self, nth: u64, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
        self.weight = self.weight.saturating_sub(weight(self.row, nth));
    }
}

fn weight(row: u64, nth: u64) -> u64 {
    Random::new(SEED ^ 0x77, &[row, nth]).weight()
}
