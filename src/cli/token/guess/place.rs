//! The place in a list up to which words were tried, kept in a file. It holds an offset and hashes, never a word and
//! never a token. A list that has changed or another token begins anew.

use crate::cli::failure::Failure;
use crate::cli::note;
use crate::jose::sample::fingerprint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What the file says.
#[derive(Serialize, Deserialize, PartialEq)]
struct Kept {
    version: u32,
    /// SHA-256 of the token's text.
    token: String,
    /// SHA-256 of the list's size and its first megabyte.
    list: String,
    varied: bool,
    offset: u64,
    lines: u64,
}

pub struct Place {
    path: PathBuf,
    kept: Kept,
    pub offset: u64,
    /// Lines before the offset.
    pub lines: u64,
    saved: Instant,
}

/// Between two writings.
const PAUSE: Duration = Duration::from_secs(1);

impl Place {
    /// The place that the file keeps, when it is that of this token and list; else the beginning.
    pub fn open(path: &Path, list: &mut File, token: &str, varied: bool) -> Result<Place, Failure> {
        let fresh = Kept {
            version: 1,
            token: fingerprint(token),
            list: list_hash(list)?,
            varied,
            offset: 0,
            lines: 0,
        };
        let known = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        let same = known.as_ref().is_some_and(|known| {
            let zeroed = (known.version, &known.token, &known.list, known.varied);
            zeroed == (fresh.version, &fresh.token, &fresh.list, fresh.varied)
        });
        if !same && path.exists() {
            note("note: the kept place is that of another token or list; beginning anew");
        }
        let (offset, lines) = known.filter(|_| same).map_or((0, 0), |known| (known.offset, known.lines));
        Ok(Place { path: path.to_path_buf(), kept: fresh, offset, lines, saved: Instant::now() })
    }

    /// Notes that so many more bytes were tried, and writes it once in a while.
    pub fn advance(&mut self, bytes: u64, lines: u64) -> Result<(), Failure> {
        self.offset += bytes;
        self.lines = lines;
        if self.saved.elapsed() >= PAUSE || self.kept.offset == 0 {
            self.save()?;
        }
        Ok(())
    }

    /// The new text takes the place of the old one as a whole.
    fn save(&mut self) -> Result<(), Failure> {
        (self.kept.offset, self.kept.lines) = (self.offset, self.lines);
        let folder =
            self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let text = serde_json::to_string(&self.kept).map_err(std::io::Error::from)?;
        writeln!(file, "{text}")?;
        file.persist(&self.path).map_err(|error| Failure::path(&self.path, &error.error))?;
        self.saved = Instant::now();
        Ok(())
    }

    /// A secret was found: there is nothing to go on with.
    pub fn forget(mut self) -> Result<(), Failure> {
        self.kept.offset = self.offset;
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::path(&self.path, &error))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Place {
    /// The end of the list is a place as well. Nothing is lost when it cannot be written.
    fn drop(&mut self) {
        if self.offset != self.kept.offset {
            let _ = self.save();
        }
    }
}

const HEAD: u64 = 1 << 20;

fn list_hash(list: &mut File) -> Result<String, Failure> {
    let mut head = Vec::new();
    Read::by_ref(list).take(HEAD).read_to_end(&mut head)?;
    let size = list.metadata()?.len();
    let hash = Sha256::new_with_prefix(size.to_be_bytes()).chain_update(&head).finalize();
    Ok(hash.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    }))
}
