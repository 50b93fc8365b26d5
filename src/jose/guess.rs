//! Looks for the secret of a token signed with HMAC (RFC 7518 section 3.2) among many words. A decoded token is
//! prepared once; batches of keys come in, the place of the first that signs the token comes out, never the key.
//! All that depends neither on the key nor on the token is computed beforehand. It reads no lists.

use super::decode::{Decoded, Form};
use super::json::Json;
use super::lanes::{Kernel, Keys, LANES, Message, Pads, States, Word, fastest, start};
use super::verify::Hs;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::borrow::Cow;
use std::ops::Range;

/// A token whose secret is looked for.
pub enum Search {
    /// HS256.
    Narrow(Target<u32>),
    /// HS384 and HS512.
    Wide(Target<u64>),
}

impl Search {
    /// `token` is the text that was decoded. Nothing for other algorithms than HS256, HS384 and HS512, and where the
    /// signature has a length that no key can give.
    pub fn new(token: &str, decoded: &Decoded) -> Option<Search> {
        let algorithm = Hs::named(decoded.parameter("alg").and_then(Json::text)?)?;
        let input = token.as_bytes().get(..decoded.signing_length)?;
        if decoded.form != Form::Jws || decoded.signature.len() != algorithm.length() {
            return None;
        }
        Some(match algorithm {
            Hs::Hs256 => Search::Narrow(Target::new(input, &decoded.signature)?),
            Hs::Hs384 | Hs::Hs512 => Search::Wide(Target::new(input, &decoded.signature)?),
        })
    }

    /// The first key that signs the token, by its place.
    pub fn find(&self, keys: &[&[u8]]) -> Option<usize> {
        match self {
            Search::Narrow(target) => target.find(keys),
            Search::Wide(target) => target.find(keys),
        }
    }

    /// The first of prepared keys that signs the token, among those at these places and their neighbours in the same
    /// lanes. Nothing when they were prepared for another hash.
    pub fn find_prepared(&self, keys: &Prepared, places: Range<usize>) -> Option<usize> {
        match (self, keys) {
            (Search::Narrow(target), Prepared::Narrow(pads)) => target.find_among(pads, places),
            (Search::Wide(target), Prepared::Wide(length, pads)) if *length == target.length => {
                target.find_among(pads, places)
            }
            _ => None,
        }
    }

    /// The way in which this machine works, fit to be shown.
    pub fn kernel(&self) -> &'static str {
        match self {
            Search::Narrow(target) => target.kernel.name,
            Search::Wide(target) => target.kernel.name,
        }
    }

    /// Compressions of a block that one key costs.
    pub fn compressions(&self) -> usize {
        3 + match self {
            Search::Narrow(target) => target.message.blocks.len(),
            Search::Wide(target) => target.message.blocks.len(),
        }
    }

    /// The same search in another way of working, by number from the fastest; for tests and measurements.
    pub fn with_kernel(self, number: usize) -> Option<Search> {
        Some(match self {
            Search::Narrow(target) => {
                Search::Narrow(Target { kernel: *u32::kernels().get(number)?, ..target })
            }
            Search::Wide(target) => Search::Wide(Target { kernel: *u64::kernels().get(number)?, ..target }),
        })
    }
}

/// A message and its code.
pub struct Target<W: Word> {
    kernel: Kernel<W>,
    /// Bytes of the hash.
    length: usize,
    start: [W; 8],
    message: Message<W>,
    wanted: Vec<W>,
}

impl<W: Word> Target<W> {
    fn new(input: &[u8], signature: &[u8]) -> Option<Target<W>> {
        let length = signature.len();
        Some(Target {
            kernel: fastest()?,
            length,
            start: start(length),
            message: Message::new(input, length),
            wanted: signature.chunks(W::BYTES).map(W::from_bytes).collect(),
        })
    }

    fn find(&self, keys: &[&[u8]]) -> Option<usize> {
        keys.chunks(LANES).enumerate().find_map(|(batch, keys)| {
            let pads = (self.kernel.pads)(&self.start, &rows(keys, self.length));
            let lane = self.lane(&pads).filter(|lane| *lane < keys.len())?;
            Some(batch * LANES + lane)
        })
    }

    fn find_among(&self, batches: &[Pads<W>], places: Range<usize>) -> Option<usize> {
        let chosen = places.start / LANES..places.end.div_ceil(LANES).min(batches.len());
        let mut numbered = chosen.clone().zip(batches.get(chosen)?);
        numbered.find_map(|(batch, pads)| Some(batch * LANES + self.lane(pads)?))
    }

    /// Whole codes are compared only where the first word fits.
    fn lane(&self, pads: &Pads<W>) -> Option<usize> {
        let codes = (self.kernel.codes)(&self.message, pads);
        let (first, wanted) = (codes.first()?, self.wanted.first()?);
        if !first.contains(wanted) {
            return None;
        }
        (0..LANES).find(|lane| self.fits(&codes, *lane))
    }

    fn fits(&self, codes: &States<W>, lane: usize) -> bool {
        self.wanted.iter().zip(codes).all(|(wanted, row)| row.get(lane) == Some(wanted))
    }
}

/// Keys that many tokens are compared with, padded and hashed once.
pub enum Prepared {
    Narrow(Vec<Pads<u32>>),
    /// With the bytes of the hash, 48 or 64.
    Wide(usize, Vec<Pads<u64>>),
}

impl Prepared {
    pub fn new(algorithm: Hs, keys: &[&[u8]]) -> Prepared {
        let length = algorithm.length();
        match algorithm {
            Hs::Hs256 => Prepared::Narrow(prepare(keys, length)),
            Hs::Hs384 | Hs::Hs512 => Prepared::Wide(length, prepare(keys, length)),
        }
    }
}

/// Lanes that are left over repeat the last key, so that a find is always a key of the list.
fn prepare<W: Word>(keys: &[&[u8]], length: usize) -> Vec<Pads<W>> {
    let Some(kernel) = fastest::<W>() else { return Vec::new() };
    keys.chunks(LANES).map(|keys| (kernel.pads)(&start(length), &rows(keys, length))).collect()
}

/// Up to as many keys as there are lanes, lane after lane.
fn rows<W: Word>(keys: &[&[u8]], length: usize) -> Keys<W> {
    let mut rows = [[W::default(); LANES]; 16];
    for lane in 0..LANES {
        let Some(key) = keys.get(lane).or(keys.last()) else { break };
        let key = block_sized(key, 16 * W::BYTES, length);
        for (row, bytes) in rows.iter_mut().zip(key.chunks(W::BYTES)) {
            if let Some(word) = row.get_mut(lane) {
                *word = W::from_bytes(bytes);
            }
        }
    }
    rows
}

/// A key longer than a block is replaced by its hash (RFC 2104 section 2).
fn block_sized(key: &[u8], block: usize, length: usize) -> Cow<'_, [u8]> {
    match length {
        _ if key.len() <= block => Cow::Borrowed(key),
        32 => Cow::Owned(Sha256::digest(key).to_vec()),
        48 => Cow::Owned(Sha384::digest(key).to_vec()),
        _ => Cow::Owned(Sha512::digest(key).to_vec()),
    }
}
