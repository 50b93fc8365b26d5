//! Reads files in parallel and asks every surface; then judges packages as wholes. Facts come out
//! sorted, whatever the number of threads.

use super::packages;
use crate::fact::{Context, Fact};
use crate::finding::Problem;
use crate::source::{Decoded, FileId, Source, Span, decode};
use crate::surface::{self, Extracted, Tools, rust};
use crate::walk::Entry;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

/// Everything that the files say.
#[derive(Debug, Default)]
pub struct Scan {
    pub facts: Vec<Fact>,
    pub problems: Vec<Problem>,
    /// Places of secrets, to be masked wherever a line is drawn.
    pub secrets: HashMap<FileId, Vec<Span>>,
    /// Calls into modelled libraries that no row covers: library, call, number.
    pub gaps: BTreeMap<(String, String), usize>,
    pub stats: Stats,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub files: usize,
    pub parsed: usize,
    pub binary: usize,
    pub facts: usize,
}

/// What one file gave.
#[derive(Default)]
struct PerFile {
    extracted: Extracted,
    binary: bool,
}

/// Scans the files with the current thread pool. `progress` counts the files that are done.
pub fn scan(entries: &[Entry], tools: &Tools<'_>, longest: u64, progress: &AtomicU64) -> Scan {
    let found: Vec<PerFile> = entries
        .par_iter()
        .enumerate()
        .map(|(number, entry)| {
            let found = guarded(entry, || one_file(FileId(number as u32), entry, tools, longest));
            progress.fetch_add(1, Ordering::Relaxed);
            found
        })
        .collect();
    let mut scan = Scan { stats: Stats { files: entries.len(), ..Stats::default() }, ..Scan::default() };
    let mut sources: Vec<rust::ir::File> = Vec::new();
    let mut regions: HashMap<FileId, Vec<(Span, Context)>> = HashMap::new();
    for (number, one) in found.into_iter().enumerate() {
        let file = FileId(number as u32);
        scan.stats.binary += usize::from(one.binary);
        scan.stats.parsed += usize::from(one.extracted.parsed);
        scan.facts.extend(one.extracted.facts);
        scan.problems.extend(one.extracted.problems);
        sources.extend(one.extracted.rust);
        if !one.extracted.secrets.is_empty() {
            scan.secrets.insert(file, one.extracted.secrets);
        }
        if !one.extracted.regions.is_empty() {
            regions.insert(file, one.extracted.regions);
        }
    }
    let evaluated = packages::evaluate(sources, entries, tools.models);
    scan.facts.extend(evaluated.facts);
    for gap in evaluated.gaps {
        *scan.gaps.entry(gap).or_default() += 1;
    }
    place_contexts(&mut scan.facts, entries, &regions);
    note_secrets(&mut scan);
    scan.facts.sort_by_key(|fact| (fact.span, fact.kind, fact.head));
    scan.stats.facts = scan.facts.len();
    scan
}

/// A panic in one file is a problem of that file; everything else goes on.
fn guarded(entry: &Entry, work: impl FnOnce() -> PerFile) -> PerFile {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "internal error while reading this file; please report it".to_owned();
        PerFile { extracted: with_problem(entry, message), binary: false }
    })
}

fn with_problem(entry: &Entry, message: String) -> Extracted {
    let problem = Problem { path: entry.path.clone(), offset: None, message };
    Extracted { problems: vec![problem], ..Extracted::default() }
}

fn one_file(id: FileId, entry: &Entry, tools: &Tools<'_>, longest: u64) -> PerFile {
    match read(id, entry, longest) {
        Ok(Some(source)) => {
            let mut extracted = surface::extract(&source, tools);
            if source.encoding == crate::source::Encoding::Damaged && extracted.parsed {
                let message = "not valid in its encoding: read with `?` for every invalid byte, never fixed";
                extracted.problems.extend(with_problem(entry, message.to_owned()).problems);
            }
            PerFile { extracted, binary: false }
        }
        Ok(None) => PerFile { binary: true, ..PerFile::default() },
        Err(message) => PerFile { extracted: with_problem(entry, message), binary: false },
    }
}

/// Reads and decodes a file; `None` for a binary one.
///
/// # Errors
/// Says why the file cannot be read, or that it is larger than `longest` bytes.
pub fn read(id: FileId, entry: &Entry, longest: u64) -> Result<Option<Source>, String> {
    let mut file = std::fs::File::open(&entry.disk).map_err(|error| format!("cannot be read: {error}"))?;
    let size = file.metadata().map(|metadata| metadata.len()).unwrap_or(0);
    if size > longest {
        return Err(format!("not read: {size} bytes, more than the limit of {longest} (see --max-filesize)"));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    let limited = file.by_ref().take(longest.saturating_add(1)).read_to_end(&mut bytes);
    limited.map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > longest {
        return Err(format!("not read: grows beyond the limit of {longest} bytes (see --max-filesize)"));
    }
    Ok(match decode(bytes) {
        Decoded::Text(text, encoding) => {
            Some(Source { id, path: entry.path.as_str().into(), disk: entry.disk.clone(), text, encoding })
        }
        Decoded::Binary => None,
    })
}

/// A fact's context is the mildest that its file's path, the code around it, or its own surface gives.
fn place_contexts(facts: &mut [Fact], entries: &[Entry], regions: &HashMap<FileId, Vec<(Span, Context)>>) {
    let mut by_file: HashMap<FileId, Context> = HashMap::new();
    for fact in facts {
        let file = fact.span.file;
        let of_path = *by_file.entry(file).or_insert_with(|| {
            entries.get(file.0 as usize).map_or(Context::Production, |entry| Context::of_path(&entry.path))
        });
        let around = regions.get(&file).into_iter().flatten();
        let of_region =
            around.filter(|(span, _)| span.contains(fact.head)).map(|(_, context)| *context).max();
        fact.context = fact.context.max(of_path).max(of_region.unwrap_or(Context::Production));
    }
}

/// Every secret that a fact points at is masked in every drawn line.
fn note_secrets(scan: &mut Scan) {
    for fact in &scan.facts {
        for attribute in fact.attributes.values() {
            if let (crate::fact::Value::Secret(_), Some(span)) = (&attribute.value, attribute.span) {
                scan.secrets.entry(span.file).or_default().push(span);
            }
        }
    }
}
