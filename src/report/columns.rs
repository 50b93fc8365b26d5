//! Counts the characters between two byte offsets of a text without reading all of it.
//!
//! In: one text. Out: distances in Unicode scalar values and in UTF-16 code units. A file of one
//! line and five megabytes costs as little per finding as any other.

/// Bytes between two counts that are kept.
const BLOCK: usize = 4096;

/// Characters before the start of each block of a text.
#[derive(Clone, Debug)]
pub struct Columns {
    before: Vec<Count>,
}

/// A number of characters, in the two ways in which reports count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Unicode scalar values.
    pub scalars: u32,
    /// UTF-16 code units.
    pub units: u32,
}

impl Count {
    fn of(bytes: &[u8]) -> Count {
        let starts = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u32;
        let astral = bytes.iter().filter(|byte| **byte >= 0xF0).count() as u32;
        Count { scalars: starts, units: starts + astral }
    }

    fn plus(self, other: Count) -> Count {
        Count { scalars: self.scalars + other.scalars, units: self.units + other.units }
    }

    fn minus(self, other: Count) -> Count {
        Count { scalars: self.scalars - other.scalars, units: self.units - other.units }
    }
}

impl Columns {
    pub fn new(text: &str) -> Columns {
        let mut total = Count::default();
        let mut before = vec![total];
        for block in text.as_bytes().chunks(BLOCK) {
            total = total.plus(Count::of(block));
            before.push(total);
        }
        Columns { before }
    }

    /// Characters that begin in `text[start..end]`; `text` is the one that the counts were made of.
    pub fn between(&self, text: &str, start: usize, end: usize) -> Count {
        let end = end.min(text.len());
        if end.saturating_sub(start) <= BLOCK {
            return Count::of(text.as_bytes().get(start..end).unwrap_or_default());
        }
        self.until(text, end).minus(self.until(text, start.min(end)))
    }

    fn until(&self, text: &str, offset: usize) -> Count {
        let block = offset / BLOCK;
        let known = self.before.get(block).copied().unwrap_or_default();
        known.plus(Count::of(text.as_bytes().get(block * BLOCK..offset).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_the_plain_way_over_block_borders() {
        let text = "aé🦀\u{feff}x".repeat(2_000);
        let columns = Columns::new(&text);
        for (start, end) in [(0, 0), (0, text.len()), (11, 4_411), (4_092, 8_195), (8_800, 20_009)] {
            let (start, end) = (text.floor_char_boundary(start), text.floor_char_boundary(end));
            let part = &text[start..end];
            let expected =
                Count { scalars: part.chars().count() as u32, units: part.encode_utf16().count() as u32 };
            assert_eq!(columns.between(&text, start, end), expected, "{start}..{end}");
        }
    }
}
