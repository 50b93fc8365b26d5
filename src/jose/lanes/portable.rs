//! One key after the other, with the compression functions of the `sha2` crate, which has its own instructions for
//! several processors. Works everywhere, and is what the other ways are compared with.

use super::{Kernel, Keys, LANES, Message, Pads, Row, States, Word};
use sha2::block_api::{compress256, compress512};

pub const SHA_256: Kernel<u32> = Kernel {
    name: "one at a time",
    pads: |start, keys| pads(start, keys, compress_32),
    codes: |message, states| codes(message, states, compress_32),
};

pub const SHA_512: Kernel<u64> = Kernel {
    name: "one at a time",
    pads: |start, keys| pads(start, keys, compress_64),
    codes: |message, states| codes(message, states, compress_64),
};

type Compress<W> = fn(&mut [W; 8], &[W; 16]);

fn compress_32(state: &mut [u32; 8], block: &[u32; 16]) {
    let mut bytes = [0; 64];
    write(block, &mut bytes);
    compress256(state, &[bytes]);
}

fn compress_64(state: &mut [u64; 8], block: &[u64; 16]) {
    let mut bytes = [0; 128];
    write(block, &mut bytes);
    compress512(state, &[bytes]);
}

fn write<W: Word>(block: &[W; 16], bytes: &mut [u8]) {
    bytes.chunks_mut(W::BYTES).zip(block).for_each(|(place, word)| word.write(place));
}

fn pads<W: Word>(start: &[W; 8], keys: &Keys<W>, compress: Compress<W>) -> Pads<W> {
    let mut out = Pads { inner: [[W::default(); LANES]; 8], outer: [[W::default(); LANES]; 8] };
    for lane in 0..LANES {
        let key = column(keys, lane);
        for (states, padding) in [(&mut out.inner, W::INNER), (&mut out.outer, W::OUTER)] {
            let mut state = *start;
            compress(&mut state, &key.map(|word| word.xor(padding)));
            set(states, lane, &state);
        }
    }
    out
}

fn codes<W: Word>(message: &Message<W>, pads: &Pads<W>, compress: Compress<W>) -> States<W> {
    let mut out = [[W::default(); LANES]; 8];
    for lane in 0..LANES {
        let mut state = column(&pads.inner, lane);
        message.blocks.iter().for_each(|block| compress(&mut state, block));
        let mut last = message.outer;
        last.iter_mut().zip(state).take(message.kept).for_each(|(word, inner)| *word = inner);
        state = column(&pads.outer, lane);
        compress(&mut state, &last);
        set(&mut out, lane, &state);
    }
    out
}

fn column<W: Word, const N: usize>(rows: &[Row<W>; N], lane: usize) -> [W; N] {
    std::array::from_fn(|row| rows[row][lane])
}

fn set<W: Word>(states: &mut States<W>, lane: usize, state: &[W; 8]) {
    states.iter_mut().zip(state).for_each(|(row, word)| row[lane] = *word);
}
