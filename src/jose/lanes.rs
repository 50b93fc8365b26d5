//! SHA-2 compression for sixteen keys at once (FIPS 180-4 sections 6.2.2 and 6.4.2), as HMAC with many keys over one
//! message needs it. Keys and a prepared message come in, the state after the last block comes out for each key.
//! It knows no tokens and no words; which instructions do the work is chosen at run time.

mod constants;
mod portable;
#[cfg(target_arch = "x86_64")]
pub mod sha_ni;
#[cfg(target_arch = "x86_64")]
mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

use constants::{ROUNDS, START_256, START_384, START_512};

/// Keys that are worked on together.
pub const LANES: usize = 16;

/// One word of each key: lane after lane.
pub type Row<W> = [W; LANES];

/// The eight words of a hash state, for all keys.
pub type States<W> = [Row<W>; 8];

/// Keys, filled up with zeros to a block of sixteen words (RFC 2104 section 2).
pub type Keys<W> = [Row<W>; 16];

/// The word of a hash: 32 bits for SHA-256, 64 bits for SHA-384 and SHA-512.
pub trait Word: Copy + Default + PartialEq + Send + Sync + 'static {
    /// Bytes of a word.
    const BYTES: usize;
    /// Rounds of a block.
    const ROUNDS: usize;
    /// The byte of HMAC's inner padding (RFC 2104 section 2), in every place.
    const INNER: Self;
    const OUTER: Self;

    /// A word of the upper bits of these 64, as both hashes take their constants from the same numbers.
    fn upper(bits: u64) -> Self;
    /// Up to as many big-endian bytes as a word has; missing ones are zero.
    fn from_bytes(bytes: &[u8]) -> Self;
    fn write(self, bytes: &mut [u8]);
    fn add(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// The functions sigma 0 and sigma 1 of the message schedule.
    fn small0(self) -> Self;
    fn small1(self) -> Self;
    /// The ways in which this machine can work, the fastest first.
    fn kernels() -> Vec<Kernel<Self>>;
}

impl Word for u32 {
    const BYTES: usize = 4;
    const ROUNDS: usize = 64;
    const INNER: u32 = 0x3636_3636;
    const OUTER: u32 = 0x5c5c_5c5c;

    #[inline(always)]
    fn upper(bits: u64) -> u32 {
        (bits >> 32) as u32
    }

    fn from_bytes(bytes: &[u8]) -> u32 {
        (0..4).fold(0, |word, at| (word << 8) | u32::from(bytes.get(at).copied().unwrap_or(0)))
    }

    fn write(self, bytes: &mut [u8]) {
        if let Some(place) = bytes.first_chunk_mut() {
            *place = self.to_be_bytes();
        }
    }

    fn add(self, other: u32) -> u32 {
        self.wrapping_add(other)
    }

    fn xor(self, other: u32) -> u32 {
        self ^ other
    }

    fn small0(self) -> u32 {
        self.rotate_right(7) ^ self.rotate_right(18) ^ (self >> 3)
    }

    fn small1(self) -> u32 {
        self.rotate_right(17) ^ self.rotate_right(19) ^ (self >> 10)
    }

    fn kernels() -> Vec<Kernel<u32>> {
        let mut kernels = vec![portable::SHA_256];
        #[cfg(target_arch = "x86_64")]
        kernels.splice(0..0, x86::kernels_256());
        kernels
    }
}

impl Word for u64 {
    const BYTES: usize = 8;
    const ROUNDS: usize = 80;
    const INNER: u64 = 0x3636_3636_3636_3636;
    const OUTER: u64 = 0x5c5c_5c5c_5c5c_5c5c;

    #[inline(always)]
    fn upper(bits: u64) -> u64 {
        bits
    }

    fn from_bytes(bytes: &[u8]) -> u64 {
        (0..8).fold(0, |word, at| (word << 8) | u64::from(bytes.get(at).copied().unwrap_or(0)))
    }

    fn write(self, bytes: &mut [u8]) {
        if let Some(place) = bytes.first_chunk_mut() {
            *place = self.to_be_bytes();
        }
    }

    fn add(self, other: u64) -> u64 {
        self.wrapping_add(other)
    }

    fn xor(self, other: u64) -> u64 {
        self ^ other
    }

    fn small0(self) -> u64 {
        self.rotate_right(1) ^ self.rotate_right(8) ^ (self >> 7)
    }

    fn small1(self) -> u64 {
        self.rotate_right(19) ^ self.rotate_right(61) ^ (self >> 6)
    }

    fn kernels() -> Vec<Kernel<u64>> {
        let mut kernels = vec![portable::SHA_512];
        #[cfg(target_arch = "x86_64")]
        kernels.splice(0..0, x86::kernels_512());
        kernels
    }
}

/// The fastest way. Without optimisation that is the `sha2` crate, which Cargo.toml optimises even then.
pub fn fastest<W: Word>() -> Option<Kernel<W>> {
    let kernels = W::kernels();
    if cfg!(debug_assertions) { kernels.last().copied() } else { kernels.first().copied() }
}

/// The states of HMAC after the padded key, which no message changes.
#[derive(Clone)]
pub struct Pads<W> {
    pub inner: States<W>,
    pub outer: States<W>,
}

/// A way to do the work.
#[derive(Clone, Copy)]
pub struct Kernel<W: Word> {
    /// Fit to be shown.
    pub name: &'static str,
    /// From the state in which the hash begins, over the padded keys.
    pub pads: fn(&[W; 8], &Keys<W>) -> Pads<W>,
    /// From the padded keys to the codes of a message, not yet cut.
    pub codes: fn(&Message<W>, &Pads<W>) -> States<W>,
}

/// A message, as far as it can be worked on before any key is known.
pub struct Message<W> {
    /// Its padded blocks (FIPS 180-4 section 5.1), as words.
    pub blocks: Vec<[W; 16]>,
    /// The schedule of each block, constants of the rounds added.
    pub schedule: Vec<Vec<W>>,
    /// The block of the outer hash, with zeros where the inner hash goes.
    pub outer: [W; 16],
    /// Words of the inner hash that go into the outer block.
    pub kept: usize,
}

/// The state in which a hash of this many bytes begins (FIPS 180-4 section 5.3).
pub fn start<W: Word>(length: usize) -> [W; 8] {
    let bits = match length {
        32 => START_256,
        48 => START_384,
        _ => START_512,
    };
    bits.map(W::upper)
}

impl<W: Word> Message<W> {
    /// Prepares a message whose hash is this many bytes long.
    pub fn new(bytes: &[u8], length: usize) -> Message<W> {
        let kept = length / W::BYTES;
        let block = 16 * W::BYTES;
        let padded = pad(bytes, block, block);
        let blocks: Vec<[W; 16]> = padded.chunks(block).map(words).collect();
        let outer = words(&pad(&vec![0; length], block, block));
        let schedule = blocks.iter().map(schedule).collect();
        Message { blocks, schedule, outer, kept }
    }
}

/// The bytes with the padding of FIPS 180-4 section 5.1, where `before` bytes have been hashed already.
fn pad(bytes: &[u8], block: usize, before: usize) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.push(0x80);
    // The length takes an eighth of a block; no message is so long that its upper half would count.
    let open = (out.len() + block / 8).next_multiple_of(block) - 8;
    out.resize(open, 0);
    out.extend_from_slice(&(((before + bytes.len()) as u64) * 8).to_be_bytes());
    out
}

fn words<W: Word>(block: &[u8]) -> [W; 16] {
    let mut out = [W::default(); 16];
    out.iter_mut().zip(block.chunks(W::BYTES)).for_each(|(word, bytes)| *word = W::from_bytes(bytes));
    out
}

fn schedule<W: Word>(block: &[W; 16]) -> Vec<W> {
    let mut all = block.to_vec();
    for _ in 16..W::ROUNDS {
        let back = |steps: usize| all.get(all.len() - steps).copied().unwrap_or_default();
        let next = back(16).add(back(15).small0()).add(back(7)).add(back(2).small1());
        all.push(next);
    }
    all.iter().zip(ROUNDS).map(|(word, constant)| word.add(W::upper(constant))).collect()
}
