//! A file that nobody has read yet, for surfaces that do not want it as one text: what is known of it, and the source
//! that its text becomes.
//!
//! In: what the walk found. Out: the open file, and a [`Source`] of whatever was kept of it.

use super::{Encoding, FileId, Gap, Source};
use std::fs::File;
use std::path::Path;

/// A file by its place.
#[derive(Clone, Copy, Debug)]
pub struct Unread<'f> {
    pub id: FileId,
    /// As reports show it.
    pub path: &'f str,
    pub disk: &'f Path,
    /// As the walk saw it, in bytes; 0 where nobody can tell.
    pub size: u64,
    /// What may be held in memory of it at once, in bytes.
    pub longest: u64,
}

impl Unread<'_> {
    /// What stands behind the last dot of the file's name, in small letters; the name itself where it has none.
    pub fn ending(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or("");
        name.rsplit('.').next().unwrap_or("").to_ascii_lowercase()
    }

    /// The file with its length, if it is one and has at least so many bytes. Files that the walk saw to be shorter are
    /// not even opened.
    pub fn open(&self, shortest: u64) -> Option<(File, u64)> {
        if (1..shortest).contains(&self.size) {
            return None;
        }
        let file = File::open(self.disk).ok()?;
        let metadata = file.metadata().ok().filter(|metadata| metadata.is_file())?;
        (metadata.len() >= shortest).then_some((file, metadata.len()))
    }

    /// Text of the file as a source.
    pub fn source(&self, text: String, encoding: Encoding, gaps: Vec<Gap>) -> Source {
        Source { id: self.id, path: self.path.into(), disk: self.disk.to_owned(), text, encoding, gaps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_those_of_names() {
        let cases = [("a/b.KEY", "key"), ("keys.d/id", "id"), ("a.b/c.tar.gz", "gz"), ("", ""), ("a/.", "")];
        for (path, ending) in cases {
            let file = Unread { id: FileId(0), path, disk: Path::new(""), size: 0, longest: 0 };
            assert_eq!(file.ending(), ending, "{path}");
        }
    }
}
