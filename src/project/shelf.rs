//! Parsed files that several packages of a workspace name, kept for the next one.
//!
//! In: a file and how it is parsed. Out: the parsed file, shared. A tree takes many times the memory of its text, so
//! there is room for a fixed size of text only, and what was not asked for the longest goes first. It must not know
//! what a package does with a file.

use crate::source::FileId;
use crate::surface::rust::ir::File;
use foldhash::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Text whose trees are kept, in bytes.
const ROOM: u64 = 4 * 1024 * 1024;

#[derive(Debug, Default)]
pub struct Shelf {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    files: HashMap<FileId, Place>,
    /// Text of all files, in bytes.
    size: u64,
    /// Counts what was asked for.
    turn: u64,
}

#[derive(Debug)]
struct Place {
    file: Arc<File>,
    size: u64,
    /// When it was asked for last.
    turn: u64,
}

impl Shelf {
    /// The file, parsed now or before. `size` is that of its text, in bytes.
    pub fn get(&self, id: FileId, size: u64, parse: impl FnOnce() -> Option<File>) -> Option<Arc<File>> {
        if let Some(file) = self.kept().find(id) {
            return Some(file);
        }
        // Nobody waits for a parse: two packages may do the same one.
        let file = Arc::new(parse()?);
        self.kept().put(id, size, Arc::clone(&file));
        Some(file)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, id: FileId) -> Option<Arc<File>> {
        self.turn += 1;
        let place = self.files.get_mut(&id)?;
        place.turn = self.turn;
        Some(Arc::clone(&place.file))
    }

    fn put(&mut self, id: FileId, size: u64, file: Arc<File>) {
        let before = self.files.insert(id, Place { file, size, turn: self.turn });
        self.size += size;
        self.size -= before.map_or(0, |place| place.size);
        while self.size > ROOM {
            let oldest = self.files.iter().min_by_key(|(_, place)| place.turn).map(|(id, _)| *id);
            let Some(gone) = oldest.and_then(|id| self.files.remove(&id)) else { return };
            self.size -= gone.size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_file_is_parsed_once_while_there_is_room() {
        let (shelf, parsed) = (Shelf::default(), Cell::new(0));
        let ask = |id: u32, size: u64| {
            shelf.get(FileId(id), size, || {
                parsed.set(parsed.get() + 1);
                Some(File::default())
            })
        };
        assert!(ask(1, ROOM / 2).is_some() && ask(2, ROOM / 4).is_some() && ask(1, ROOM / 2).is_some());
        assert_eq!(parsed.get(), 2);
        // The second was not asked for the longest.
        assert!(ask(3, ROOM / 2).is_some() && ask(1, ROOM / 2).is_some());
        assert_eq!(parsed.get(), 3);
        assert!(ask(2, ROOM / 4).is_some());
        assert_eq!(parsed.get(), 4);
    }

    #[test]
    fn what_does_not_parse_or_fit_is_not_kept() {
        let shelf = Shelf::default();
        assert!(shelf.get(FileId(1), 1, || None).is_none());
        assert!(shelf.get(FileId(2), ROOM + 1, || Some(File::default())).is_some());
        assert!(shelf.kept().files.is_empty() && shelf.kept().size == 0);
    }
}
