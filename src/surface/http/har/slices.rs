//! Cuts a recording into the entries of `log.entries` while it is read, so that memory follows the largest entry and
//! not the file. It counts brackets and knows strings; what an entry says is for others.
//!
//! In: bytes, a block at a time. Out: slices that together are the whole file, each with its place and at most one
//! entry at its end. It recurses nowhere.

mod head;
#[cfg(test)]
mod tests;

use head::Head;
use std::io::Read;
use std::ops::Range;

/// Bytes that are read at once.
const BLOCK: usize = 256 * 1024;

/// Text outside of entries is handed on in parts of this size, in bytes.
const PART: usize = 1024 * 1024;

/// Places are four bytes wide.
const LONGEST_FILE: usize = u32::MAX as usize;

const NONE: &str = "a recording without entries";
const CUT: &str = "the recording is cut off or broken here: entries before this place were judged";
const LONG: &str = "an entry of the recording is longer than --max-filesize allows: it is left out";
const LONG_TEXT: &str = "a text of the recording is longer than --max-filesize allows: it is left out";
const ENDLESS: &str = "the recording is longer than 4 GiB: what is behind this place is left out";
const UNREADABLE: &str = "the recording cannot be read behind this place";

/// A part of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Where it starts in the file.
    pub start: usize,
    pub bytes: Vec<u8>,
    /// The entry within `bytes`.
    pub entry: Option<Range<usize>>,
    /// A place of the file and what is wrong there.
    pub trouble: Option<(usize, &'static str)>,
}

/// How far the reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Before the list of entries.
    Head(Head),
    Entries,
    /// Behind an entry, before the comma.
    Comma,
    Rest,
}

pub struct Slices<R> {
    input: R,
    /// Bytes that are read at once.
    block: usize,
    /// What was read and is still needed.
    buffer: Vec<u8>,
    /// Where the buffer starts in the file.
    base: usize,
    /// How much of the buffer was handed on.
    handed: usize,
    /// How far the buffer was looked at.
    at: usize,
    part: Part,
    longest: usize,
    /// Where the value that is read now starts in the file.
    value: Option<usize>,
    /// That value is too long, and its bytes are dropped.
    drops: bool,
    trouble: Option<(usize, &'static str)>,
    ended: bool,
    /// The file was looked at to its end, or to where it is no recording, and has no list of entries.
    pub lacks_entries: bool,
}

impl<R: Read> Slices<R> {
    /// `longest` is what an entry may have, in bytes.
    pub fn new(input: R, longest: usize) -> Slices<R> {
        Slices {
            input,
            block: BLOCK,
            buffer: Vec::new(),
            base: 0,
            handed: 0,
            at: 0,
            part: Part::Head(Head::default()),
            longest,
            value: None,
            drops: false,
            trouble: None,
            ended: false,
            lacks_entries: false,
        }
    }

    /// Where the reading stands in the file.
    fn place(&self) -> usize {
        self.base + self.at
    }

    /// Forgets what was handed on, and what is too long to be kept.
    fn make_room(&mut self) {
        self.drops |= self.is_long();
        let used = if self.drops { self.at } else { self.handed };
        self.buffer.drain(..used);
        self.base += used;
        self.at -= used;
        self.handed = 0;
    }

    /// Whether the value that is read has become too long.
    fn is_long(&self) -> bool {
        self.value.is_some_and(|start| self.place() - start > self.longest)
    }

    /// Reads on behind all that was looked at; false at the end.
    fn fill(&mut self) -> bool {
        self.make_room();
        let old = self.buffer.len();
        let room = LONGEST_FILE.saturating_sub(self.base + old).min(self.block);
        let read = self.input.by_ref().take(room as u64).read_to_end(&mut self.buffer);
        let end = self.base + self.buffer.len();
        match read {
            Ok(0) if room == 0 => self.trouble = Some((end, ENDLESS)),
            Err(_) => self.trouble = Some((end, UNREADABLE)),
            Ok(_) => {}
        }
        self.ended |= self.buffer.len() == old;
        !self.ended
    }

    /// The byte at the place of reading.
    fn byte(&mut self) -> Option<u8> {
        loop {
            if let Some(byte) = self.buffer.get(self.at) {
                return Some(*byte);
            }
            if self.ended || !self.fill() {
                return None;
            }
        }
    }

    /// Goes behind white space; false where there is so much that a part of it is to be handed on.
    fn blanks(&mut self) -> bool {
        let start = self.place();
        while self.place() - start <= PART {
            if !self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
                return true;
            }
            self.at += 1;
        }
        false
    }

    /// Goes behind the string that starts here; false where it does not end.
    fn string(&mut self) -> bool {
        self.at += 1;
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let hit = memchr::memchr2(b'"', b'\\', rest);
            let mark = hit.and_then(|hit| rest.get(hit).copied());
            self.at += hit.map_or(rest.len(), |hit| hit + 1);
            if mark == Some(b'"') {
                return true;
            }
            // The escaped letter may not be there yet.
            if self.byte().is_none() {
                return false;
            }
            self.at += usize::from(mark.is_some());
        }
    }

    /// Goes behind the value that starts here; false where it does not end.
    fn nested(&mut self) -> bool {
        let mut depth = 0usize;
        loop {
            match self.byte() {
                None => return false,
                Some(b'"') if !self.string() => return false,
                Some(b'"') => {}
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b'}' | b']' | b',') if depth == 0 => return true,
                Some(byte) if depth == 0 && byte.is_ascii_whitespace() => return true,
                Some(_) => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                return true;
            }
        }
    }

    /// Reads a value that may have a limited length only: whether it ends, and whether it is too long.
    fn limited(&mut self, read: impl FnOnce(&mut Self) -> bool) -> (bool, bool) {
        self.value = Some(self.place());
        let ends = read(self);
        let long = std::mem::take(&mut self.drops) || self.is_long();
        self.value = None;
        (ends, long)
    }

    /// What was looked at and not yet handed on; `entry` is a place of the file.
    fn slice(&mut self, entry: Option<Range<usize>>) -> Slice {
        let start = self.base + self.handed;
        let bytes = self.buffer.get(self.handed..self.at).unwrap_or_default().to_vec();
        self.handed = self.at;
        let entry = entry.map(|entry| entry.start - start..entry.end - start);
        Slice { start, bytes, entry, trouble: self.trouble.take() }
    }

    /// Goes to the list of entries, or to the end of a part of what stands before.
    fn head(&mut self, mut head: Head) -> Option<Slice> {
        loop {
            match self.byte() {
                None => {
                    self.part = Part::Rest;
                    return None;
                }
                Some(b'"') => self.name(&mut head),
                Some(byte) => {
                    self.at += 1;
                    if head.opens(byte) {
                        self.part = Part::Entries;
                        return None;
                    }
                    if head.is_over(byte) {
                        self.part = Part::Rest;
                        return None;
                    }
                }
            }
            self.part = Part::Head(head);
            if self.at - self.handed > PART {
                return Some(self.slice(None));
            }
        }
    }

    /// A string before the entries, which may be the key that leads to them.
    fn name(&mut self, head: &mut Head) {
        let start = self.place();
        let (ends, long) = self.limited(Self::string);
        let name = start.checked_sub(self.base).and_then(|start| self.buffer.get(start..self.at));
        head.name(name.filter(|_| ends && !long));
        if long {
            self.trouble = self.trouble.take().or(Some((start, LONG_TEXT)));
            self.handed = self.at;
        }
    }

    /// The next entry, or nothing at the end of the list.
    fn entry(&mut self) -> Option<Slice> {
        if !self.blanks() {
            return Some(self.slice(None));
        }
        let place = self.place();
        if self.byte().is_none_or(|byte| b"]},".contains(&byte)) {
            let whole = self.byte() == Some(b']');
            return self.end(if whole { None } else { Some(place) });
        }
        match self.limited(Self::nested) {
            (false, _) => self.end(Some(place)),
            (true, true) => {
                self.trouble = Some((place, LONG));
                self.handed = self.at;
                Some(self.behind(None))
            }
            (true, false) => {
                let entry = place..self.place();
                Some(self.behind(Some(entry)))
            }
        }
    }

    /// The slice of an entry, with the comma behind it where that is near.
    fn behind(&mut self, entry: Option<Range<usize>>) -> Slice {
        self.part = match self.blanks().then(|| self.byte()) {
            None => Part::Comma,
            Some(Some(b',')) => {
                self.at += 1;
                Part::Entries
            }
            Some(Some(b']')) => Part::Entries,
            Some(_) => {
                self.trouble = self.trouble.take().or(Some((self.place(), CUT)));
                Part::Rest
            }
        };
        self.slice(entry)
    }

    fn end(&mut self, cut: Option<usize>) -> Option<Slice> {
        self.part = Part::Rest;
        if let Some(place) = cut {
            self.trouble = self.trouble.take().or(Some((place, CUT)));
        }
        None
    }

    /// What is behind the entries, in parts that end between words.
    fn rest(&mut self) -> Option<Slice> {
        while self.buffer.len() - self.handed < PART && !self.ended && self.fill() {}
        let between = |byte: &u8| byte.is_ascii_whitespace() || b"\",".contains(byte);
        let left = self.buffer.get(self.handed..).unwrap_or_default();
        let cut = if self.ended { None } else { left.iter().rposition(between) };
        self.at = self.handed + cut.map_or(left.len(), |at| at + 1);
        let more = self.at > self.handed || self.trouble.is_some();
        more.then(|| self.slice(None))
    }

    /// The next slice of the part that the reading is in, or nothing where that part is over.
    fn next_of_part(&mut self) -> Option<Slice> {
        match self.part {
            Part::Head(head) => {
                let slice = self.head(head);
                if slice.is_none() && self.part == Part::Rest && self.trouble.is_none() {
                    self.trouble = Some((self.place(), NONE));
                    self.lacks_entries = true;
                }
                slice
            }
            Part::Entries => self.entry(),
            Part::Comma => Some(self.behind(None)),
            Part::Rest => None,
        }
    }
}

impl<R: Read> Iterator for Slices<R> {
    type Item = Slice;

    fn next(&mut self) -> Option<Slice> {
        while self.part != Part::Rest {
            let slice = self.next_of_part();
            if slice.is_some() {
                return slice;
            }
        }
        self.rest()
    }
}
