//! Keys of scripts that stand in another file than the call that takes them.
//!
//! In: what calls take from other modules. Out: the keys, each once. Only relative imports are followed, a few files
//! far, and a file is parsed once in each round.

use super::scan::{Reading, Scan, place_contexts, read};
use crate::fact::kinds::key;
use crate::fact::{Fact, Key, derive, strength::Encoding};
use crate::source::{FileId, Span};
use crate::surface::script::{self, Answer, Taken};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Files that pass a key on before one holds it.
const ROUNDS: usize = 4;

/// Places that one finding names.
const MOST_PLACES: usize = 3;

/// What a module's name lacks of its file's name, in the order of Node.js and bundlers.
const ENDINGS: [&str; 13] = [
    "",
    ".js",
    ".ts",
    ".mjs",
    ".cjs",
    ".mts",
    ".cts",
    ".tsx",
    ".jsx",
    "/index.js",
    "/index.ts",
    "/index.mjs",
    "/index.cjs",
];

/// Finds what calls take from other modules.
pub fn follow(scan: &mut Scan, reading: &Reading<'_>) {
    let mut open = std::mem::take(&mut scan.taken);
    let mut found: BTreeMap<Span, Fact> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut asked: BTreeMap<FileId, Vec<Taken>> = BTreeMap::new();
        for (file, taken) in std::mem::take(&mut open) {
            if let Some(target) = target(file, &taken.origin.module, reading) {
                asked.entry(target).or_default().push(taken);
            }
        }
        if asked.is_empty() {
            break;
        }
        let answers: Vec<_> =
            asked.into_par_iter().map(|(file, wanted)| (file, ask(file, wanted, reading))).collect();
        for (file, (taken, answer)) in
            answers.into_iter().flat_map(|(file, all)| all.into_iter().map(move |one| (file, one)))
        {
            match answer {
                Answer::Key(fact) => add(&mut found, *fact),
                Answer::Variable(read, fallback) => {
                    note_use(&mut scan.facts, read, &taken);
                    if let Some(fact) = fallback {
                        add(&mut found, *fact);
                    }
                }
                Answer::Elsewhere(taken) => open.push((file, taken)),
            }
        }
    }
    let mut facts: Vec<Fact> = found.into_values().collect();
    place_contexts(&mut facts, reading.entries, &HashMap::new());
    for fact in facts {
        merge(&mut scan.facts, fact);
    }
}

fn ask(file: FileId, wanted: Vec<Taken>, reading: &Reading<'_>) -> Vec<(Taken, Answer)> {
    let Some(entry) = reading.entries.get(file.0 as usize) else { return Vec::new() };
    let Ok(Some(source)) = read(file, entry, script::LONGEST as u64) else { return Vec::new() };
    script::ask(&source, reading.tools.models, wanted)
}

/// One key, with the places of several calls.
fn add(found: &mut BTreeMap<Span, Fact>, fact: Fact) {
    match found.get_mut(&fact.head) {
        Some(known) => add_steps(known, &fact),
        None => drop(found.insert(fact.head, fact)),
    }
}

fn add_steps(known: &mut Fact, fact: &Fact) {
    let steps = fact.get(key::secret).map(|secret| secret.trail.clone()).unwrap_or_default();
    if let Some(secret) = known.attributes.get_mut(&key::secret) {
        for step in steps {
            if secret.trail.len() < MOST_PLACES && !secret.trail.contains(&step) {
                secret.trail.push(step);
            }
        }
    }
}

/// A key that the file itself tells of already learns what it is used for.
fn merge(facts: &mut Vec<Fact>, fact: Fact) {
    let same = |known: &&mut Fact| {
        known.kind == fact.kind && known.surface == fact.surface && known.head == fact.head
    };
    match facts.iter_mut().find(same) {
        Some(known) => {
            adopt(known, &fact);
            add_steps(known, &fact);
        }
        None => facts.push(fact),
    }
}

/// A variable whose read makes a fact already.
fn note_use(facts: &mut [Fact], read: Span, taken: &Taken) {
    let reads = |fact: &&mut Fact| {
        fact.kind == taken.fact.kind && fact.get(key::variable).and_then(|one| one.span) == Some(read)
    };
    if let Some(known) = facts.iter_mut().find(reads) {
        adopt(known, &taken.fact);
    }
}

fn adopt(known: &mut Fact, from: &Fact) {
    known.model.clone_from(&from.model);
    let copied: [Key; 2] = [key::purpose, key::required_bytes];
    for one in copied {
        if let Some(attribute) = from.get(one) {
            known.set(one, attribute.clone());
        }
    }
    derive::complete(known, Encoding::Raw);
}

/// The file that a relative module is.
fn target(file: FileId, module: &str, reading: &Reading<'_>) -> Option<FileId> {
    let own = reading.entries.get(file.0 as usize)?.path.as_str();
    let path = joined(own, module)?;
    let find = |path: &str| reading.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok();
    let direct = ENDINGS.iter().find_map(|ending| find(&format!("{path}{ending}")));
    // TypeScript names the file that will be made of it.
    let made = || {
        let bare = path.strip_suffix(".js").or_else(|| path.strip_suffix(".mjs"))?;
        [".ts", ".mts", ".tsx"].iter().find_map(|ending| find(&format!("{bare}{ending}")))
    };
    direct.or_else(made).map(|number| FileId(number as u32)).filter(|target| *target != file)
}

/// A relative path from a file's folder; none that leaves the project.
fn joined(own: &str, module: &str) -> Option<String> {
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    for part in module.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paths_are_joined_and_stay_inside() {
        assert_eq!(joined("src/auth/jwt.js", "../config").as_deref(), Some("src/config"));
        assert_eq!(joined("src/a.js", "./b//c").as_deref(), Some("src/b/c"));
        assert_eq!(joined("a.js", "./b").as_deref(), Some("b"));
        assert_eq!(joined("a.js", "../b"), None);
        assert_eq!(joined("a.js", "."), None);
        assert_eq!(joined("", "./b").as_deref(), Some("b"));
    }
}
