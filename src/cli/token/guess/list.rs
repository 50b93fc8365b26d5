//! A list of words from a file of any size: read in parts of whole lines, each part tried on all cores while the next one
//! is read. A hunt and a path come in, the line of the secret comes out. Memory is that of two parts.

use super::batch::Hit;
use super::place::Place;
use super::{Found, Hunt};
use crate::cli::failure::Failure;
use crate::cli::note;
use rayon::prelude::*;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Tries the list from where the last run stopped.
pub fn run(hunt: &Hunt<'_>, path: &Path, token: &str, tried: &mut u64) -> Result<Option<Found>, Failure> {
    if path == Path::new("-") {
        let lines = Parts::new(Box::new(std::io::stdin()), hunt.guess.chunk);
        return through(hunt, lines, None, (0, tried));
    }
    let mut file = File::open(path).map_err(|error| Failure::path(path, &error))?;
    let place = match &hunt.guess.resume {
        Some(at) => Some(Place::open(at, &mut file, token, hunt.guess.vary)?),
        None => None,
    };
    let (offset, lines) = place.as_ref().map_or((0, 0), |place| (place.offset, place.lines));
    if offset > 0 {
        note(&format!("going on behind line {lines} of the list"));
    }
    hunt.bar.set_length(file.metadata()?.len());
    hunt.bar.set_position(offset);
    file.seek(SeekFrom::Start(offset))?;
    through(hunt, Parts::new(Box::new(file), hunt.guess.chunk), place, (lines, tried))
}

fn through(
    hunt: &Hunt<'_>,
    mut parts: Parts,
    mut place: Option<Place>,
    (mut lines, tried): (u64, &mut u64),
) -> Result<Option<Found>, Failure> {
    let mut part = parts.next()?;
    while !part.is_empty() {
        let (done, next) = rayon::join(|| try_part(hunt, &part), || parts.next());
        *tried += done.tried;
        if let Some((line, hit)) = done.hit {
            if let Some(place) = place {
                place.forget()?;
            }
            return Ok(Some(hunt.found("wordlist", Some(lines + line + 1), hit)));
        }
        lines += memchr::memchr_iter(b'\n', &part).count() as u64;
        hunt.bar.inc(part.len() as u64);
        hunt.bar.set_message(hunt.rate(*tried));
        if let Some(place) = &mut place {
            place.advance(part.len() as u64, lines)?;
        }
        part = next?;
    }
    Ok(None)
}

/// What came of a part.
struct Done {
    tried: u64,
    /// Line within the part, from 0.
    hit: Option<(u64, Hit)>,
}

/// Bytes that one thread takes at a time.
const SLICE: usize = 64 << 10;

fn try_part(hunt: &Hunt<'_>, part: &[u8]) -> Done {
    let slices = slices(part);
    let done: Vec<(u64, Option<(usize, Hit)>)> =
        slices.par_iter().map(|(start, slice)| try_slice(hunt, *start, slice)).collect();
    let tried = done.iter().map(|(tried, _)| tried).sum();
    let hit = done.into_iter().find_map(|(_, hit)| hit).map(|(start, hit)| {
        let before = part.get(..start).unwrap_or_default();
        (memchr::memchr_iter(b'\n', before).count() as u64 + hit.word as u64, hit)
    });
    Done { tried, hit }
}

/// Numbers of words are those of lines within the slice.
fn try_slice(hunt: &Hunt<'_>, start: usize, slice: &[u8]) -> (u64, Option<(usize, Hit)>) {
    let mut batch = hunt.batch();
    let lines = slice.split(|&byte| byte == b'\n').enumerate();
    let words = lines.map(|(number, line)| (number, line.strip_suffix(b"\r").unwrap_or(line)));
    let mut words = words.filter(|(_, word)| !word.is_empty());
    let hit = words.find_map(|(number, word)| batch.add(word, number)).or_else(|| batch.rest());
    (batch.tried, hit.map(|hit| (start, hit)))
}

/// Slices of whole lines, each with its start.
fn slices(part: &[u8]) -> Vec<(usize, &[u8])> {
    let (mut out, mut start) = (Vec::new(), 0);
    while start < part.len() {
        let rest = part.get(start..).unwrap_or_default();
        let end = rest
            .get(SLICE..)
            .and_then(|far| memchr::memchr(b'\n', far))
            .map_or(rest.len(), |at| SLICE + at + 1);
        out.push((start, rest.get(..end).unwrap_or_default()));
        start += end;
    }
    out
}

/// A file in parts of whole lines.
struct Parts {
    source: Box<dyn Read + Send>,
    size: usize,
    /// The beginning of a line whose end was not read yet.
    rest: Vec<u8>,
}

impl Parts {
    fn new(source: Box<dyn Read + Send>, size: u64) -> Parts {
        Parts { source, size: (size as usize).max(16), rest: Vec::new() }
    }

    /// The next part; empty at the end. A line that is longer than a part is tried in pieces, which no secret is.
    fn next(&mut self) -> Result<Vec<u8>, Failure> {
        let mut part = std::mem::take(&mut self.rest);
        self.source.by_ref().take(self.size as u64).read_to_end(&mut part)?;
        if let Some(end) = memchr::memrchr(b'\n', &part) {
            self.rest = part.split_off(end + 1);
        }
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_slices_keep_lines_whole() {
        let text = (0..50_000).map(|number| format!("word-{number}\n")).collect::<String>() + "last";
        let mut parts = Parts::new(Box::new(std::io::Cursor::new(text.clone().into_bytes())), 100_000);
        let (mut again, mut count) = (Vec::new(), 0);
        while let Ok(part) = parts.next() {
            if part.is_empty() {
                break;
            }
            count += 1;
            let slices = slices(&part);
            assert!(slices.iter().all(|(_, slice)| slice.ends_with(b"\n") || slice.ends_with(b"last")));
            again.extend(slices.iter().flat_map(|(_, slice)| slice.to_vec()));
        }
        assert_eq!(again, text.as_bytes());
        assert!(count > 3);
    }
}
