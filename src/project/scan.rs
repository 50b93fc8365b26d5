//! Reads files in parallel and asks every surface; packages are judged as wholes. Facts come out sorted,
//! whatever the number of threads.

use super::imports;
use super::link::link;
use super::packages::{self, Package};
use super::series;
use super::shelf::Shelf;
use super::versions::{Packages, Versions};
use super::workspace::{PackageId, Workspace};
use crate::fact::{Context, Fact, Value, context};
use crate::finding::Problem;
use crate::source::{Decoded, Encoding, FileId, Source, Span, Unread, decode};
use crate::surface::script::Taken;
use crate::surface::{self, Extracted, Identifier, Setting, Tools, foreign, recording, rust};
use crate::walk::Entry;
use rayon::prelude::*;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Everything that the files say.
#[derive(Debug, Default)]
pub struct Scan {
    pub facts: Vec<Fact>,
    /// What callers in other packages say, until it is joined with the rest.
    abroad: Vec<Fact>,
    pub problems: Vec<Problem>,
    /// Variables that files set, for the code that reads them.
    pub settings: Vec<Setting>,
    /// Keys that calls of scripts take from other files.
    pub taken: Vec<(FileId, Taken)>,
    /// Values of session cookies in captures.
    pub identifiers: Vec<(FileId, Identifier)>,
    /// Places of secrets, to be masked wherever a line is drawn.
    pub secrets: HashMap<FileId, Vec<Span>>,
    /// What is kept of files that are too long to be read again.
    pub condensed: HashMap<FileId, Arc<Source>>,
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

/// Files that are read together: a Rust package, or a handful of others. Syntax trees live no longer
/// than their unit.
struct Unit {
    /// For Rust source.
    package: Option<PackageId>,
    files: Vec<FileId>,
}

/// Other files of one unit.
const HANDFUL: usize = 64;

/// What reading needs, whichever file it is.
pub struct Reading<'r> {
    pub entries: &'r [Entry],
    pub tools: &'r Tools<'r>,
    /// Larger files are not read, in bytes.
    pub longest: u64,
    /// Files that are done.
    pub progress: &'r AtomicU64,
    /// Modules that several packages name.
    pub shelf: Shelf,
}

/// Scans the files with the current thread pool.
pub fn scan(reading: &Reading<'_>) -> Scan {
    let mut known = Packages::default();
    let (units, folders) = units(reading.entries, &mut known);
    let workspace = Workspace::new(&folders, reading.entries, &mut known);
    let versions: Vec<_> = folders.iter().map(|(folder, _)| known.versions(folder)).collect();
    let parts: Vec<Scan> =
        units.par_iter().map(|unit| unit_scan(unit, &workspace, &versions, reading)).collect();
    let mut scan = Scan::default();
    for part in parts {
        scan.add(part);
    }
    rust::join(&mut scan.facts, std::mem::take(&mut scan.abroad));
    imports::follow(&mut scan, reading);
    link(&mut scan, reading.entries);
    series::judge(&mut scan);
    note_secrets(&mut scan);
    scan.facts.sort_by_key(|fact| (fact.span, fact.kind, fact.head));
    scan.stats.files = reading.entries.len();
    scan.stats.facts = scan.facts.len();
    scan
}

impl Scan {
    fn add(&mut self, part: Scan) {
        self.facts.extend(part.facts);
        self.abroad.extend(part.abroad);
        self.problems.extend(part.problems);
        self.secrets.extend(part.secrets);
        self.settings.extend(part.settings);
        self.taken.extend(part.taken);
        self.condensed.extend(part.condensed);
        self.identifiers.extend(part.identifiers);
        self.stats.parsed += part.stats.parsed;
        self.stats.binary += part.stats.binary;
        for (gap, count) in part.gaps {
            *self.gaps.entry(gap).or_default() += count;
        }
    }
}

/// Units, and the folders of packages with their files, in the order of package numbers.
fn units(entries: &[Entry], known: &mut Packages) -> (Vec<Unit>, Vec<(PathBuf, Vec<FileId>)>) {
    let mut packages: BTreeMap<PathBuf, Vec<FileId>> = BTreeMap::new();
    let mut others = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        let file = FileId(number as u32);
        if entry.path.ends_with(".rs") {
            packages.entry(known.folder_of(&packages::absolute(entry))).or_default().push(file);
        } else {
            others.push(file);
        }
    }
    let folders: Vec<(PathBuf, Vec<FileId>)> = packages.into_iter().collect();
    let packages =
        folders.iter().enumerate().map(|(id, (_, files))| Unit { package: Some(id), files: files.clone() });
    let others = others.chunks(HANDFUL).map(|files| Unit { package: None, files: files.to_vec() });
    (packages.chain(others).collect(), folders)
}

fn unit_scan(unit: &Unit, workspace: &Workspace, versions: &[Versions], reading: &Reading<'_>) -> Scan {
    // The longest first: nobody waits for one that was begun last.
    let mut order = unit.files.clone();
    order.sort_by_key(|file| Reverse(reading.entries.get(file.0 as usize).map_or(0, |entry| entry.size)));
    let mut found: Vec<(FileId, Part)> =
        order.par_iter().with_max_len(1).map(|file| (*file, guarded(*file, reading))).collect();
    found.sort_by_key(|(file, _)| *file);
    let mut scan = Scan::default();
    let mut regions: HashMap<FileId, Vec<(Span, Context)>> = HashMap::new();
    let mut sources = Vec::new();
    for (file, part) in found {
        scan.stats.binary += usize::from(part.binary);
        scan.stats.parsed += usize::from(part.extracted.parsed);
        scan.facts.extend(part.extracted.facts);
        scan.problems.extend(part.extracted.problems);
        scan.settings.extend(part.extracted.settings);
        scan.taken.extend(part.extracted.taken.into_iter().map(|one| (file, one)));
        scan.identifiers.extend(part.extracted.identifiers.into_iter().map(|one| (file, one)));
        sources.extend(part.extracted.rust);
        scan.condensed.extend(part.extracted.condensed.map(|source| (file, Arc::new(source))));
        if !part.extracted.secrets.is_empty() {
            scan.secrets.insert(file, part.extracted.secrets);
        }
        if !part.extracted.regions.is_empty() {
            regions.insert(file, part.extracted.regions);
        }
    }
    if let (Some(id), false) = (unit.package, sources.is_empty())
        && let Some(versions) = versions.get(id)
    {
        let evaluated = packages::evaluate(sources, &Package { id, workspace, versions }, reading);
        scan.facts.extend(evaluated.facts);
        // What tests and examples bring into another package is their own business.
        let counts = |file: FileId| {
            let path = reading.entries.get(file.0 as usize).map_or("", |entry| entry.path.as_str());
            context::of_path(path) == Context::Production
        };
        scan.abroad
            .extend(evaluated.abroad.into_iter().filter(|(file, _)| counts(*file)).map(|(_, fact)| fact));
        for gap in evaluated.gaps {
            *scan.gaps.entry(gap).or_default() += 1;
        }
    }
    place_contexts(&mut scan.facts, reading.entries, &regions);
    place_contexts(&mut scan.abroad, reading.entries, &regions);
    scan
}

/// What one file gave.
#[derive(Default)]
struct Part {
    extracted: Extracted,
    binary: bool,
}

/// A panic in one file is a problem of that file; everything else goes on.
fn guarded(file: FileId, reading: &Reading<'_>) -> Part {
    let entry = &reading.entries[file.0 as usize];
    let work = || one_file(file, entry, reading);
    let part = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "internal error while reading this file; please report it".to_owned();
        Part { extracted: with_problem(entry, message), binary: false }
    });
    reading.progress.fetch_add(1, Ordering::Relaxed);
    part
}

fn with_problem(entry: &Entry, message: String) -> Extracted {
    let problem = Problem { path: entry.path.clone(), offset: None, message };
    Extracted { problems: vec![problem], ..Extracted::default() }
}

thread_local! {
    /// Room for the next file's bytes: given back after each file, it would be cleared by the system again and again.
    static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Room for larger files is given back, in bytes.
const MOST_KEPT: usize = 1024 * 1024;

fn one_file(id: FileId, entry: &Entry, reading: &Reading<'_>) -> Part {
    let Entry { path, disk, size } = entry;
    let unread = Unread { id, path, disk, size: *size, longest: reading.longest };
    let special = recording::extract(&unread, reading.tools);
    if let Some(extracted) = special.or_else(|| foreign::extract(&unread, reading.tools)) {
        return Part { extracted, binary: false };
    }
    match read_into(ROOM.take(), id, entry, reading.longest) {
        Ok(Found::Text(source)) => {
            let mut extracted = surface::extract(&source, reading.tools);
            if source.encoding == Encoding::Damaged && extracted.parsed {
                extracted.problems.extend(with_problem(entry, crate::source::DAMAGED.to_owned()).problems);
            }
            keep_room(source.text.into_bytes());
            Part { extracted, binary: false }
        }
        Ok(Found::Binary(bytes)) => {
            keep_room(bytes);
            Part { binary: true, ..Part::default() }
        }
        Err(message) => Part { extracted: with_problem(entry, message), binary: false },
    }
}

fn keep_room(room: Vec<u8>) {
    ROOM.set(if room.capacity() > MOST_KEPT { Vec::new() } else { room });
}

/// What a file's bytes are, with the room that they lie in.
enum Found {
    Text(Source),
    Binary(Vec<u8>),
}

/// Reads and decodes a file; `None` for a binary one.
///
/// # Errors
/// Says why the file cannot be read, or that it is larger than `longest` bytes.
pub fn read(id: FileId, entry: &Entry, longest: u64) -> Result<Option<Source>, String> {
    let read = read_into(Vec::new(), id, entry, longest)?;
    Ok(match read {
        Found::Text(source) => Some(source),
        Found::Binary(_) => None,
    })
}

/// The same, with the room of an earlier file.
fn read_into(mut bytes: Vec<u8>, id: FileId, entry: &Entry, longest: u64) -> Result<Found, String> {
    let mut file = std::fs::File::open(&entry.disk).map_err(|error| format!("cannot be read: {error}"))?;
    let size = file.metadata().map(|metadata| metadata.len()).unwrap_or(0);
    if size > longest {
        return Err(format!("not read: {size} bytes, more than the limit of {longest} (see --max-filesize)"));
    }
    bytes.clear();
    bytes.reserve(size as usize + 1);
    let limited = file.by_ref().take(longest.saturating_add(1)).read_to_end(&mut bytes);
    limited.map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > longest {
        return Err(format!("not read: grows beyond the limit of {longest} bytes (see --max-filesize)"));
    }
    Ok(match decode(bytes) {
        Decoded::Text(text, encoding) => {
            let (path, disk) = (entry.path.as_str().into(), entry.disk.clone());
            Found::Text(Source { id, path, disk, text, encoding, gaps: Vec::new() })
        }
        Decoded::Binary(bytes) => Found::Binary(bytes),
    })
}

/// A fact's context is the mildest that its file's path, the code around it, or its own surface gives.
pub fn place_contexts(
    facts: &mut [Fact],
    entries: &[Entry],
    regions: &HashMap<FileId, Vec<(Span, Context)>>,
) {
    let mut by_file: HashMap<FileId, Context> = HashMap::new();
    for fact in facts {
        let file = fact.span.file;
        let of_path = *by_file.entry(file).or_insert_with(|| {
            entries.get(file.0 as usize).map_or(Context::Production, |entry| context::of_path(&entry.path))
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
            if let (Value::Secret(_), Some(span)) = (&attribute.value, attribute.span) {
                scan.secrets.entry(span.file).or_default().push(span);
            }
        }
    }
}

/// Reads and parses a Rust file that the prefilter passed over.
pub fn load_rust(file: FileId, reading: &Reading<'_>) -> Option<rust::ir::File> {
    let entry = reading.entries.get(file.0 as usize)?;
    let source = read(file, entry, rust::LONGEST as u64).ok()??;
    rust::parse(&source).ok()
}
