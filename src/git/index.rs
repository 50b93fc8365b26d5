//! The names in a git index, versions 2 to 4 (git's Documentation/gitformat-index.adoc).
//!
//! In: the bytes of `.git/index` and the length of its hashes. Out: every name, in order, and whether the
//! whole was understood. Names of an index that is sparse, split or damaged mean nothing.

/// Times, numbers and sizes in front of an entry's hash; the mode stands in it.
const STAT: usize = 40;
const MODE: usize = 24;

/// A folder that stands for all files below it.
const FOLDER: u32 = 0o040_000;

const EXTENDED: u16 = 0x4000;
const LONGEST_NAME: u16 = 0x0fff;

/// Bytes that are left to read.
struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// Bytes up to the next NUL, which is skipped.
    fn text(&mut self) -> Option<&'b [u8]> {
        let length = memchr::memchr(0, self.0)?;
        let text = self.take(length)?;
        self.take(1).map(|_| text)
    }

    /// A number in sevens of bits, as git writes offsets: every further byte adds one.
    fn offset(&mut self) -> Option<usize> {
        let mut byte = *self.take(1)?.first()?;
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = *self.take(1)?.first()?;
            value = value.checked_add(1)?.checked_mul(128)? + usize::from(byte & 0x7f);
        }
        Some(value)
    }
}

/// Hands over every name. `None` where the index does not say which files are tracked.
pub(super) fn read(bytes: &[u8], hash: usize, mut name: impl FnMut(&[u8])) -> Option<()> {
    let mut rest = Rest(bytes);
    if rest.take(4)? != b"DIRC" {
        return None;
    }
    let version = rest.u32().filter(|version| (2..=4).contains(version))?;
    let mut before = Vec::new();
    for _ in 0..rest.u32()? {
        entry(&mut rest, version, hash, &mut before)?;
        name(&before);
    }
    extensions(&mut rest, hash)
}

/// Reads one entry; `last` holds the name of the entry in front of it, and then its own.
fn entry(rest: &mut Rest<'_>, version: u32, hash: usize, last: &mut Vec<u8>) -> Option<()> {
    let start = rest.0.len();
    let mode = Rest(rest.take(STAT)?.get(MODE..)?).u32()?;
    rest.take(hash)?;
    let flags = rest.u16()?;
    if version > 2 && flags & EXTENDED != 0 {
        rest.u16()?;
    }
    if version == 4 {
        let dropped = rest.offset()?;
        last.truncate(last.len().checked_sub(dropped)?);
        last.extend_from_slice(rest.text()?);
    } else {
        let text = rest.text()?;
        let said = usize::from(flags & LONGEST_NAME);
        if said != text.len().min(usize::from(LONGEST_NAME)) {
            return None;
        }
        // One NUL is read already; more fill the entry up to a multiple of eight.
        rest.take((start - rest.0.len()).wrapping_neg() % 8)?;
        *last = text.to_owned();
    }
    (mode != FOLDER && !last.is_empty()).then_some(())
}

/// What follows the entries. An extension in small letters changes what they mean: `link` for a split index,
/// `sdir` for a sparse one.
fn extensions(rest: &mut Rest<'_>, hash: usize) -> Option<()> {
    while rest.0.len() > hash {
        let name = rest.take(4)?;
        if !name.first()?.is_ascii_uppercase() {
            return None;
        }
        let length = usize::try_from(rest.u32()?).ok()?;
        rest.take(length)?;
    }
    (rest.0.len() == hash).then_some(())
}
