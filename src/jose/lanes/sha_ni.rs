//! Two keys at a time with the SHA extensions of x86-64: their steps alternate, so that one works while the other waits
//! for its result. The only `unsafe` is the call of functions that need the instructions, after asking for them.
#![allow(unsafe_code)]

use super::constants::ROUNDS;
use super::{Kernel, Keys, LANES, Message, Pads, Row, States, Word};
use std::arch::x86_64::*;

/// Keys whose steps alternate.
const STREAMS: usize = 2;

/// The state as the instructions want it: the words a, b, e, f and c, d, g, h, the first one highest.
type State = [__m128i; 2];

/// Four words of a block in each register, the first one lowest.
type Block = [__m128i; 4];

pub fn kernel() -> Option<Kernel<u32>> {
    let detected = is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1");
    // SAFETY: the two functions are called only where their instructions were detected, here.
    let kernel = Kernel {
        name: "2 at a time with the SHA extensions",
        pads: |start, keys| unsafe { pads(start, keys) },
        codes: |message, states| unsafe { codes(message, states) },
    };
    detected.then_some(kernel)
}

/// Compresses one block again and again in two streams and returns a word of the result: what the processor can do at
/// most, to measure the kernels against. Nothing without the instructions.
pub fn ceiling(times: usize) -> Option<u32> {
    #[target_feature(enable = "sha,sse4.1")]
    fn run(times: usize) -> u32 {
        let mut states = [[_mm_setzero_si128(); 2]; STREAMS];
        let blocks = [[_mm_set1_epi32(0x3636_3636); 4]; STREAMS];
        for _ in 0..times {
            compress(&mut states, &blocks);
        }
        words(&states[0])[0] ^ words(&states[1])[0]
    }
    // SAFETY: a kernel is there only where the instructions were detected.
    kernel().map(|_| unsafe { run(times) })
}

#[target_feature(enable = "sha,sse4.1")]
fn pads(start: &[u32; 8], keys: &Keys<u32>) -> Pads<u32> {
    let mut out = Pads { inner: [[0; LANES]; 8], outer: [[0; LANES]; 8] };
    for lane in (0..LANES).step_by(STREAMS) {
        for (states, padding) in [(&mut out.inner, u32::INNER), (&mut out.outer, u32::OUTER)] {
            let padding = _mm_set1_epi32(padding as i32);
            let mut blocks = [[padding; 4]; STREAMS];
            for (stream, block) in blocks.iter_mut().enumerate() {
                for (four, register) in block.iter_mut().enumerate() {
                    *register = _mm_xor_si128(*register, key_words(keys, four, lane + stream));
                }
            }
            let mut current = [state(start); STREAMS];
            compress(&mut current, &blocks);
            store(&current, states, lane);
        }
    }
    out
}

#[target_feature(enable = "sha,sse4.1")]
fn codes(message: &Message<u32>, pads: &Pads<u32>) -> States<u32> {
    let mut out = [[0; LANES]; 8];
    for lane in (0..LANES).step_by(STREAMS) {
        let mut inner = load(&pads.inner, lane);
        for schedule in &message.schedule {
            compress_known(&mut inner, schedule);
        }
        let mut blocks = [[_mm_setzero_si128(); 4]; STREAMS];
        for (block, inner) in blocks.iter_mut().zip(&inner) {
            let [a, b, c, d, e, f, g, h] = words(inner);
            let rest = &message.outer;
            *block = [
                four([a, b, c, d]),
                four([e, f, g, h]),
                four([rest[8], rest[9], rest[10], rest[11]]),
                four([rest[12], rest[13], rest[14], rest[15]]),
            ];
        }
        let mut outer = load(&pads.outer, lane);
        compress(&mut outer, &blocks);
        store(&outer, &mut out, lane);
    }
    out
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn compress(states: &mut [State; STREAMS], blocks: &[Block; STREAMS]) {
    let (before, mut words) = (*states, *blocks);
    for sixteen in 0..4 {
        for at in 0..4 {
            let constants = constants(sixteen * 16 + at * 4);
            for stream in 0..STREAMS {
                if sixteen > 0 {
                    words[stream][at] = next(&words[stream], at);
                }
                rounds(&mut states[stream], _mm_add_epi32(words[stream][at], constants));
            }
        }
    }
    join(states, &before);
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn compress_known(states: &mut [State; STREAMS], schedule: &[u32]) {
    let before = *states;
    for words in schedule.as_chunks::<4>().0 {
        for state in states.iter_mut() {
            rounds(state, four(*words));
        }
    }
    join(states, &before);
}

/// Four rounds.
#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn rounds(state: &mut State, words: __m128i) {
    let [abef, cdgh] = *state;
    let second = _mm_sha256rnds2_epu32(cdgh, abef, words);
    let first = _mm_sha256rnds2_epu32(abef, second, _mm_shuffle_epi32::<0b1110>(words));
    *state = [first, second];
}

/// The next four words of the schedule, in place of the oldest.
#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn next(words: &Block, at: usize) -> __m128i {
    let [w0, w1, w2, w3] = [0, 1, 2, 3].map(|step| words[(at + step) % 4]);
    let near = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8::<4>(w3, w2));
    _mm_sha256msg2_epu32(near, w3)
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn join(states: &mut [State; STREAMS], before: &[State; STREAMS]) {
    for (state, before) in states.iter_mut().zip(before) {
        *state = [_mm_add_epi32(state[0], before[0]), _mm_add_epi32(state[1], before[1])];
    }
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn constants(first: usize) -> __m128i {
    four([0, 1, 2, 3].map(|at| u32::upper(ROUNDS[first + at])))
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn key_words(keys: &Keys<u32>, number: usize, lane: usize) -> __m128i {
    four([0, 1, 2, 3].map(|at| keys[number * 4 + at][lane]))
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn four(words: [u32; 4]) -> __m128i {
    let [a, b, c, d] = words.map(|word| word as i32);
    _mm_set_epi32(d, c, b, a)
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn state(words: &[u32; 8]) -> State {
    let [a, b, c, d, e, f, g, h] = *words;
    [four([f, e, b, a]), four([h, g, d, c])]
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn words(state: &State) -> [u32; 8] {
    let [f, e, b, a] = apart(state[0]);
    let [h, g, d, c] = apart(state[1]);
    [a, b, c, d, e, f, g, h]
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn apart(register: __m128i) -> [u32; 4] {
    let words = [
        _mm_extract_epi32::<0>(register),
        _mm_extract_epi32::<1>(register),
        _mm_extract_epi32::<2>(register),
        _mm_extract_epi32::<3>(register),
    ];
    words.map(|word| word as u32)
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn load(rows: &[Row<u32>; 8], lane: usize) -> [State; STREAMS] {
    let mut out = [[_mm_setzero_si128(); 2]; STREAMS];
    for (stream, place) in out.iter_mut().enumerate() {
        *place = state(&rows.map(|row| row[lane + stream]));
    }
    out
}

#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn store(states: &[State; STREAMS], rows: &mut States<u32>, lane: usize) {
    for (stream, state) in states.iter().enumerate() {
        for (row, word) in rows.iter_mut().zip(words(state)) {
            row[lane + stream] = word;
        }
    }
}
