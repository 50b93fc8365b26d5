//! A long file of which only what surrounds some places is kept: a text with gaps, whose lines and columns are still
//! those of the file.
//!
//! In: a file, read once from its start, and places of it. Out: the text around them, and where each place stands there.

use std::io::Read;
use std::ops::Range;

/// What the text leaves out at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Offset in the text. A stretch with line breaks leaves one of them behind, right before this place.
    pub at: usize,
    /// Line breaks that are missing.
    pub lines: usize,
    /// Characters that are missing from the line on which the text goes on.
    pub left: Left,
}

/// A number of missing characters; below zero where a cut character stands as several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Unicode scalar values.
    pub scalars: i32,
    /// UTF-16 code units.
    pub units: i32,
}

/// The gaps of a text, summed up for questions about many places.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// Where each gap is.
    places: Vec<usize>,
    /// What the gaps before each one leave out, and at the end what all of them do.
    sums: Vec<Sum>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    lines: usize,
    scalars: i64,
    units: i64,
}

impl Gaps {
    /// `gaps` are in the order of the text.
    pub fn new(gaps: &[Gap]) -> Gaps {
        let add = |sum: &mut Sum, gap: &Gap| {
            sum.lines += gap.lines;
            sum.scalars += i64::from(gap.left.scalars);
            sum.units += i64::from(gap.left.units);
            Some(*sum)
        };
        let sums = std::iter::once(Sum::default()).chain(gaps.iter().scan(Sum::default(), add));
        Gaps { places: gaps.iter().map(|gap| gap.at).collect(), sums: sums.collect() }
    }

    /// Missing line breaks before the line that starts at an offset.
    pub fn lines_before(&self, line_start: usize) -> usize {
        self.sum(self.places.partition_point(|at| *at <= line_start)).lines
    }

    /// Missing characters between the start of a line and an offset on it.
    pub fn left_out(&self, line_start: usize, offset: usize) -> Left {
        let before = self.sum(self.places.partition_point(|at| *at < line_start));
        let all = self.sum(self.places.partition_point(|at| *at <= offset.max(line_start)));
        let narrow = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Left { scalars: narrow(all.scalars - before.scalars), units: narrow(all.units - before.units) }
    }

    fn sum(&self, gaps: usize) -> Sum {
        self.sums.get(gaps).copied().unwrap_or_default()
    }
}

/// Bytes that are kept on either side of a place.
const AROUND: usize = 1024;

/// Bytes of a file that are read at once.
const BLOCK: usize = 256 * 1024;

/// The parts of a file that are kept, in order and apart from each other.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    kept: Vec<Range<usize>>,
    /// Where each part starts in the text.
    starts: Vec<usize>,
}

impl Parts {
    /// Parts around both ends of the places.
    pub fn around(places: impl Iterator<Item = Range<usize>>) -> Parts {
        let ends = places.flat_map(|place| [place.start, place.end]);
        let mut wide: Vec<Range<usize>> =
            ends.map(|at| at.saturating_sub(AROUND)..at.saturating_add(AROUND)).collect();
        wide.sort_by_key(|part| part.start);
        let mut kept: Vec<Range<usize>> = Vec::new();
        for part in wide {
            match kept.last_mut() {
                Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
                _ => kept.push(part),
            }
        }
        Parts { kept, starts: Vec::new() }
    }

    /// Where an offset of the file stands in the text; one in a gap, behind the part before it.
    pub fn place(&self, offset: usize) -> usize {
        let number = self.kept.partition_point(|part| part.start <= offset);
        let Some(number) = number.checked_sub(1) else { return 0 };
        let (Some(part), Some(start)) = (self.kept.get(number), self.starts.get(number)) else { return 0 };
        start + offset.min(part.end) - part.start
    }

    /// Whether any of the range is kept.
    pub fn touches(&self, range: &Range<usize>) -> bool {
        let number = self.kept.partition_point(|part| part.end <= range.start);
        self.kept.get(number).is_some_and(|part| part.start < range.end)
    }
}

/// The text of the parts, and its gaps. Where the file is shorter than it was, so is the text.
///
/// # Errors
/// Errors of the reader.
pub fn read(mut input: impl Read, parts: &mut Parts) -> std::io::Result<(Vec<u8>, Vec<Gap>)> {
    let mut reading = Reading::default();
    let mut block = vec![0; BLOCK];
    let (mut at, mut number) = (0, 0);
    loop {
        let size = input.read(&mut block)?;
        let mut rest = block.get(..size).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        while !rest.is_empty() {
            let Some(part) = parts.kept.get(number) else { break };
            let kept = at >= part.start;
            let end = if kept { part.end } else { part.start };
            let (now, later) = rest.split_at(rest.len().min(end - at));
            if kept {
                reading.keep(now)
            } else {
                reading.pass(now)
            }
            at += now.len();
            rest = later;
            if kept && at == end {
                parts.starts.extend(reading.end_part());
                number += 1;
            }
        }
        if number == parts.kept.len() {
            break;
        }
    }
    parts.starts.extend(reading.end_part());
    Ok((reading.text, reading.gaps))
}

#[derive(Default)]
struct Reading {
    text: Vec<u8>,
    gaps: Vec<Gap>,
    /// What was passed over since the last part.
    lines: usize,
    left: Left,
    /// Where the part that is being read starts in the text.
    start: Option<usize>,
}

impl Reading {
    fn pass(&mut self, bytes: &[u8]) {
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        let last = memchr::memrchr(b'\n', bytes).map(|at| at + 1);
        if last.is_some() {
            self.left = Left::default();
        }
        let behind = bytes.get(last.unwrap_or(0)..).unwrap_or_default();
        let begins = behind.iter().filter(|byte| !is_inner(**byte)).count() as i32;
        let wide = behind.iter().filter(|byte| **byte >= 0xF0).count() as i32;
        self.left.scalars += begins;
        self.left.units += begins + wide;
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.start.is_none() {
            let cut = bytes.iter().take_while(|byte| is_inner(**byte)).count().min(3) as i32;
            self.left.scalars -= cut;
            self.left.units -= cut;
            self.close_gap();
            self.start = Some(self.text.len());
        }
        self.text.extend_from_slice(bytes);
    }

    fn close_gap(&mut self) {
        if self.lines > 0 {
            self.text.push(b'\n');
        }
        let gap = Gap { at: self.text.len(), lines: self.lines.saturating_sub(1), left: self.left };
        if gap.lines > 0 || gap.left != Left::default() {
            self.gaps.push(gap);
        }
        (self.lines, self.left) = (0, Left::default());
    }

    /// A character that the end cuts stands as one for each byte.
    fn end_part(&mut self) -> Option<usize> {
        let inner = self.text.iter().rev().take_while(|byte| is_inner(**byte)).count();
        let first = self.text.iter().rev().nth(inner).copied().unwrap_or(0);
        let whole = first.leading_ones() as usize;
        if (2..=4).contains(&whole) && inner + 1 < whole {
            let shown = inner as i32 + 1;
            self.left = Left { scalars: 1 - shown, units: if whole == 4 { 2 - shown } else { 1 - shown } };
        }
        self.start.take()
    }
}

/// A byte of a character that is not its first.
fn is_inner(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{LineIndex, text_of};

    /// Places of the whole text and of the condensed one are the same.
    fn agree(text: &str, places: &[usize]) {
        let mut parts = Parts::around(places.iter().map(|at| *at..*at + 1));
        let (bytes, gaps) = read(text.as_bytes(), &mut parts).unwrap_or_default();
        let (short, _) = text_of(bytes);
        assert!(short.len() <= places.len() * 2 * (AROUND + 2), "{}", short.len());
        let (whole, index) = (LineIndex::new(text), LineIndex::with_gaps(&short, &gaps));
        for at in places {
            let there = parts.place(*at);
            assert_eq!(text.as_bytes().get(*at), short.as_bytes().get(there));
            assert_eq!(index.place(&short, there), whole.place(text, *at), "{at}");
        }
    }

    #[test]
    fn lines_and_columns_are_those_of_the_file() {
        let lines = (0..20_000).map(|line| format!("line {line} é🦀\n")).collect::<String>();
        let at = |needle: &str| lines.find(needle).unwrap_or(0);
        agree(&lines, &[0, at("line 40 "), at("line 7000 "), at("line 7001 "), at("line 19999 ")]);
        let long = "é🦀ab".repeat(50_000);
        agree(&long, &[8, 80_000, 81_000, 350_006]);
        agree(&format!("{long}\n{long}\n\n{long}"), &[400_001, 400_002, 799_000, 800_003, 1_000_003]);
    }

    #[test]
    fn sums_are_those_of_the_gaps_one_by_one() {
        let gap = |at, lines, scalars| Gap { at, lines, left: Left { scalars, units: scalars * 2 } };
        let gaps = [gap(0, 3, 4), gap(10, 0, -1), gap(10, 2, 7), gap(20, 0, 5)];
        let summed = Gaps::new(&gaps);
        for (start, end) in (0..25).flat_map(|start| (start..25).map(move |end| (start, end))) {
            let lines: usize = gaps.iter().filter(|gap| gap.at <= start).map(|gap| gap.lines).sum();
            let within = gaps.iter().filter(|gap| (start..=end).contains(&gap.at));
            let scalars: i32 = within.map(|gap| gap.left.scalars).sum();
            let left = summed.left_out(start, end);
            assert_eq!((summed.lines_before(start), left.scalars, left.units), (lines, scalars, scalars * 2));
        }
        assert_eq!(Gaps::default().left_out(3, 4), Left::default());
    }
}
