//! authlint: a security linter and audit engine for authentication configuration.
//!
//! Surfaces read inputs and state facts; rules say which facts are risky; reports show the findings.
//! [`check`] is the whole pipeline. See `docs/architecture.md`.

#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

pub mod cli;
pub mod config;
pub mod fact;
pub mod finding;
pub mod fix;
pub mod git;
pub mod jose;
pub mod judge;
pub mod knowledge;
pub mod mistake;
pub mod model;
pub mod prefilter;
pub mod project;
pub mod report;
pub mod rule;
pub mod source;
pub mod surface;
pub mod triage;
pub mod walk;

use finding::{Confidence, Finding, Tracking};
use knowledge::Knowledge;
use project::Scan;
use report::{Page, Report};
use source::{FileId, LineIndex, Source};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use walk::Entry;

/// What a run is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub paths: Vec<PathBuf>,
    pub walk: walk::Options,
    pub judge: judge::Options,
    pub min_confidence: Confidence,
    /// Larger files are not read, in bytes.
    pub max_filesize: u64,
    /// Seconds since the epoch, against which expiry is judged.
    pub now: i64,
}

/// A scan with the files that it was made from.
pub struct Scanned {
    pub entries: Vec<Entry>,
    pub scan: Scan,
    pub max_filesize: u64,
    cache: RefCell<HashMap<u32, Option<Arc<Source>>>>,
}

impl Scanned {
    /// A file's text, read again at need: only files with findings are kept.
    pub fn source(&self, file: u32) -> Option<Arc<Source>> {
        if let Some(condensed) = self.scan.condensed.get(&FileId(file)) {
            return Some(condensed.clone());
        }
        if let Some(known) = self.cache.borrow().get(&file) {
            return known.clone();
        }
        let entry = self.entries.get(file as usize)?;
        let read = project::scan::read(FileId(file), entry, self.max_filesize).ok().flatten().map(Arc::new);
        self.cache.borrow_mut().insert(file, read.clone());
        read
    }

    /// Whether git tracks the files of findings that say so.
    fn tracked(&self, findings: &[Finding]) -> HashMap<u32, bool> {
        let said = findings.iter().filter(|finding| finding.tracking != Tracking::Silent);
        let files: BTreeSet<u32> = said.map(|finding| finding.span.file.0).collect();
        let disk = |file: &u32| self.entries.get(*file as usize).map(|entry| entry.disk.clone());
        let known = git::tracked(&files.iter().filter_map(disk).collect());
        let one = |file: u32| Some((file, *known.get(&disk(&file)?)?));
        files.into_iter().filter_map(one).collect()
    }

    pub fn path(&self, file: u32) -> String {
        self.entries.get(file as usize).map(|entry| entry.path.clone()).unwrap_or_default()
    }
}

/// Walks and reads: everything up to facts.
pub fn scan(request: &Request, knowledge: &Knowledge, progress: &Progress) -> Scanned {
    let (entries, walk_problems) = walk::walk(&request.paths, &request.walk);
    progress.total.store(entries.len() as u64, std::sync::atomic::Ordering::Relaxed);
    let mut scan = if entries.is_empty() {
        Scan::default()
    } else {
        in_pool(request.walk.threads, || {
            let tools = surface::Tools::new(&knowledge.models, request.now);
            let reading = project::scan::Reading {
                entries: &entries,
                tools: &tools,
                longest: request.max_filesize,
                progress: &progress.done,
                shelf: project::Shelf::default(),
            };
            project::scan(&reading)
        })
    };
    scan.problems.extend(walk_problems);
    scan.problems.sort();
    Scanned { entries, scan, max_filesize: request.max_filesize, cache: RefCell::default() }
}

/// How far a run has come; shared with whatever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    pub total: AtomicU64,
    pub done: AtomicU64,
}

/// Deep nesting needs deep stacks: the parser descends recursively. The memory is virtual until used.
const STACK: usize = 64 * 1024 * 1024;

fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// The whole pipeline: walk, read, judge, triage, lay out fixes, collect the report's pages.
pub fn check(request: &Request, knowledge: &Knowledge, progress: &Progress) -> (Report, Scanned) {
    let started = std::time::Instant::now();
    let scanned = scan(request, knowledge, progress);
    let source = |file: u32| scanned.source(file);
    let paths = |file: u32| scanned.path(file);
    let findings = judge::judge(&scanned.scan.facts, &knowledge.rules, &request.judge, &paths);
    let triaged = triage::triage(findings, request.min_confidence, &source);
    let mut findings = triaged.findings;
    let tracked = scanned.tracked(&findings);
    triage::tracked::say(&mut findings, &tracked);
    fix::lay_out(&mut findings, &source);
    let report = Report {
        pages: pages(&findings, &scanned),
        problem_places: problem_places(&scanned),
        suppressed: triaged.suppressed,
        problems: scanned.scan.problems.clone(),
        stats: scanned.scan.stats,
        seconds: started.elapsed().as_secs_f64(),
        findings,
    };
    (report, scanned)
}

/// Pages of every file that a finding points into.
fn pages(findings: &[Finding], scanned: &Scanned) -> BTreeMap<u32, Page> {
    let mut pages = BTreeMap::new();
    for finding in findings {
        let labels = finding.labels.iter().chain(&finding.related).map(|label| label.span);
        let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        for span in std::iter::once(finding.span).chain(labels).chain(edits) {
            if let (false, Some(source)) = (pages.contains_key(&span.file.0), scanned.source(span.file.0)) {
                let secrets = scanned.scan.secrets.get(&span.file).map(Vec::as_slice).unwrap_or_default();
                pages.insert(span.file.0, Page::new(source, secrets));
            }
        }
    }
    pages
}

fn problem_places(scanned: &Scanned) -> HashMap<(String, usize), source::Place> {
    let mut lines: HashMap<u32, (Arc<Source>, LineIndex)> = HashMap::new();
    let mut places = HashMap::new();
    for problem in &scanned.scan.problems {
        let Some(offset) = problem.offset else { continue };
        let by_path = |entry: &Entry| entry.path.as_str().cmp(&problem.path);
        let Ok(file) = scanned.entries.binary_search_by(by_path) else { continue };
        let file = file as u32;
        if !lines.contains_key(&file)
            && let Some(source) = scanned.source(file)
        {
            let index = LineIndex::of(&source);
            lines.insert(file, (source, index));
        }
        if let Some((source, index)) = lines.get(&file) {
            places.insert((problem.path.clone(), offset), index.place(&source.text, offset));
        }
    }
    places
}
