//! Cuts a recording into the entries of `log.entries` while it is read, so that memory follows the largest entry and
//! not the file. It counts brackets and knows strings; what an entry says is for others.
//!
//! In: bytes, a block at a time. Out: slices that together are the whole file, each with its place and at most one
//! entry at its end. It recurses nowhere.

use std::io::Read;
use std::ops::Range;

/// Bytes that are read at once.
const BLOCK: usize = 256 * 1024;

/// Text outside of entries is handed on in parts of this size, in bytes.
const PART: usize = 1024 * 1024;

/// Places are four bytes wide.
const LONGEST_FILE: usize = u32::MAX as usize;

pub const NONE: &str = "a recording without entries";
pub const CUT: &str = "the recording is cut off or broken here: entries before this place were judged";
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
    Rest,
}

/// Brackets that are open before the list of entries, and whether the last key is the one that leads on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Head {
    depth: usize,
    in_log: bool,
    leads_on: bool,
}

pub struct Slices<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where the buffer starts in the file.
    base: usize,
    /// How far the buffer was looked at.
    at: usize,
    part: Part,
    longest: usize,
    /// The entry that is read is too long, and its bytes are dropped.
    drops: bool,
    trouble: Option<(usize, &'static str)>,
    ended: bool,
    /// The list of entries was there.
    pub found: bool,
}

impl<R: Read> Slices<R> {
    /// `longest` is what an entry may have, in bytes.
    pub fn new(input: R, longest: usize) -> Slices<R> {
        Slices {
            input,
            buffer: Vec::new(),
            base: 0,
            at: 0,
            part: Part::Head(Head::default()),
            longest,
            drops: false,
            trouble: None,
            ended: false,
            found: false,
        }
    }

    /// Reads on; false at the end.
    fn fill(&mut self) -> bool {
        if self.drops {
            self.base += self.at;
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let old = self.buffer.len();
        let room = LONGEST_FILE.saturating_sub(self.base + old).min(BLOCK);
        self.buffer.resize(old + room, 0);
        let read = loop {
            match self.input.read(self.buffer.get_mut(old..).unwrap_or_default()) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(old + *read.as_ref().unwrap_or(&0));
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

    /// Goes behind the string that starts here; false where it does not end.
    fn string(&mut self) -> bool {
        self.at += 1;
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(hit) => {
                    let quote = rest.get(hit) == Some(&b'"');
                    self.at += hit + if quote { 1 } else { 2 };
                    if quote {
                        return true;
                    }
                    // The escaped letter may not be there yet.
                    while self.at > self.buffer.len() {
                        if self.ended || !self.fill() {
                            self.at = self.buffer.len();
                            return false;
                        }
                    }
                }
                None => {
                    self.at = self.buffer.len();
                    self.weigh();
                    if self.ended || !self.fill() {
                        return false;
                    }
                }
            }
        }
    }

    /// Begins to drop what cannot be kept.
    fn weigh(&mut self) {
        if self.part != Part::Rest && self.buffer.len() > self.longest {
            self.drops = true;
        }
    }

    /// Goes behind the value that starts here; false where it does not end.
    fn value(&mut self) -> bool {
        let mut depth = 0usize;
        loop {
            self.weigh();
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

    fn slice(&mut self, entry: Option<Range<usize>>) -> Slice {
        let rest = self.buffer.split_off(self.at.min(self.buffer.len()));
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let start = self.base;
        self.base += bytes.len();
        self.at = 0;
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
                Some(b'"') => {
                    let start = self.at;
                    let ends = self.string();
                    if std::mem::take(&mut self.drops) {
                        self.trouble = self.trouble.take().or(Some((self.base + self.at, LONG_TEXT)));
                    }
                    let wanted: &[u8] = if head.depth == 1 { b"\"log\"" } else { b"\"entries\"" };
                    let right = head.depth == 1 || (head.depth == 2 && head.in_log);
                    head.leads_on = ends && right && self.buffer.get(start..self.at) == Some(wanted);
                }
                Some(byte) => {
                    self.at += 1;
                    if head.opens(byte) {
                        self.found = true;
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
            if self.at > PART {
                return Some(self.slice(None));
            }
        }
    }

    /// The next entry, or nothing at the end of the list.
    fn entry(&mut self) -> Option<Slice> {
        while matches!(self.byte(), Some(byte) if byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        let (start, place) = (self.at, self.base + self.at);
        if self.byte().is_none_or(|byte| b"]},".contains(&byte)) {
            let whole = self.byte() == Some(b']');
            return self.end(if whole { None } else { Some(place) });
        }
        if !self.value() {
            self.drops = false;
            return self.end(Some(place));
        }
        if std::mem::take(&mut self.drops) {
            self.trouble = Some((place, LONG));
            return Some(self.behind(None));
        }
        let entry = start..self.at;
        Some(self.behind(Some(entry)))
    }

    /// The slice of an entry, with the comma behind it.
    fn behind(&mut self, entry: Option<Range<usize>>) -> Slice {
        while matches!(self.byte(), Some(byte) if byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        match self.byte() {
            Some(b',') => self.at += 1,
            Some(b']') => {}
            _ => {
                self.trouble = self.trouble.take().or(Some((self.base + self.at, CUT)));
                self.part = Part::Rest;
            }
        }
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
        while self.buffer.len() < PART && !self.ended && self.fill() {}
        let between = |byte: &u8| byte.is_ascii_whitespace() || b"\",".contains(byte);
        let cut = if self.ended { None } else { self.buffer.iter().rposition(between) };
        self.at = cut.map_or(self.buffer.len(), |at| at + 1);
        let more = self.at > 0 || self.trouble.is_some();
        more.then(|| self.slice(None))
    }
}

impl Head {
    /// Whether this bracket opens the list of entries.
    fn opens(&mut self, byte: u8) -> bool {
        let leads_on = self.leads_on;
        match byte {
            b'[' if self.depth == 2 && leads_on => return true,
            b'{' if self.depth == 1 => self.in_log = leads_on,
            _ => {}
        }
        match byte {
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.leads_on &= !b"{}[],".contains(&byte);
        false
    }

    /// Nothing may come any more, or what is there is no object.
    fn is_over(&self, byte: u8) -> bool {
        let mark = [0xEF, 0xBB, 0xBF].contains(&byte);
        self.depth == 0 && !byte.is_ascii_whitespace() && !mark
    }
}

impl<R: Read> Iterator for Slices<R> {
    type Item = Slice;

    fn next(&mut self) -> Option<Slice> {
        if let Part::Head(head) = self.part {
            let slice = self.head(head);
            if slice.is_some() {
                return slice;
            }
            if !self.found && self.trouble.is_none() {
                self.trouble = Some((self.base + self.at, NONE));
            }
        }
        if self.part == Part::Entries {
            let slice = self.entry();
            if slice.is_some() {
                return slice;
            }
        }
        self.rest()
    }
}
