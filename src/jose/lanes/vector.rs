//! The compression function over vectors of words (FIPS 180-4 sections 6.2.2 and 6.4.2): every operation works on
//! several keys. It does not know the instructions; a `Vector` brings them along. All of it is inlined into functions
//! that may use them.

use super::constants::ROUNDS;
use super::{Keys, LANES, Message, Pads, Row, States, Word};

/// Words of several keys, and what the hash does with them.
pub trait Vector: Copy {
    type Word: Word;
    /// Words in a vector; divides `LANES`.
    const WORDS: usize;

    fn splat(word: Self::Word) -> Self;
    /// The words of a row from this lane on.
    fn load(row: &Row<Self::Word>, lane: usize) -> Self;
    fn store(self, row: &mut Row<Self::Word>, lane: usize);
    fn add(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// The functions Ch and Maj of FIPS 180-4 section 4.1.
    fn choose(self, yes: Self, no: Self) -> Self;
    fn majority(self, b: Self, c: Self) -> Self;
    fn big0(self) -> Self;
    fn big1(self) -> Self;
    fn small0(self) -> Self;
    fn small1(self) -> Self;
}

#[inline(always)]
fn round<V: Vector>(state: &mut [V; 8], word: V) {
    let [a, b, c, d, e, f, g, h] = *state;
    let one = h.add(word).add(e.choose(f, g)).add(e.big1());
    let two = a.big0().add(a.majority(b, c));
    *state = [one.add(two), a, b, c, d.add(one), e, f, g];
}

/// A block that differs from key to key.
#[inline(always)]
fn compress<V: Vector>(state: &mut [V; 8], block: &[V; 16]) {
    let (before, mut words) = (*state, *block);
    let mut first = 0;
    while first < V::Word::ROUNDS {
        let mut at = 0;
        while at < 16 {
            if first > 0 {
                let (near, far) = (words[(at + 1) % 16].small0(), words[(at + 14) % 16].small1());
                words[at] = words[at].add(near).add(words[(at + 9) % 16]).add(far);
            }
            round(state, words[at].add(V::splat(V::Word::upper(ROUNDS[first + at]))));
            at += 1;
        }
        first += 16;
    }
    join(state, &before);
}

/// A block that is the same for all keys, and whose schedule is known.
#[inline(always)]
fn compress_known<V: Vector>(state: &mut [V; 8], schedule: &[V::Word]) {
    let before = *state;
    for words in schedule.as_chunks::<8>().0 {
        let mut at = 0;
        while at < 8 {
            round(state, V::splat(words[at]));
            at += 1;
        }
    }
    join(state, &before);
}

#[inline(always)]
fn join<V: Vector>(state: &mut [V; 8], before: &[V; 8]) {
    let mut at = 0;
    while at < 8 {
        state[at] = state[at].add(before[at]);
        at += 1;
    }
}

#[inline(always)]
fn load<V: Vector, const N: usize>(rows: &[Row<V::Word>; N], lane: usize) -> [V; N] {
    std::array::from_fn(
        #[inline(always)]
        |at| V::load(&rows[at], lane),
    )
}

#[inline(always)]
fn store<V: Vector>(state: &[V; 8], rows: &mut States<V::Word>, lane: usize) {
    let mut at = 0;
    while at < 8 {
        state[at].store(&mut rows[at], lane);
        at += 1;
    }
}

#[inline(always)]
pub fn pads<V: Vector>(start: &[V::Word; 8], keys: &Keys<V::Word>) -> Pads<V::Word> {
    let empty = [[V::Word::default(); LANES]; 8];
    let mut out = Pads { inner: empty, outer: empty };
    let mut lane = 0;
    while lane < LANES {
        let key: [V; 16] = load(keys, lane);
        store(&padded(start, &key, V::Word::INNER), &mut out.inner, lane);
        store(&padded(start, &key, V::Word::OUTER), &mut out.outer, lane);
        lane += V::WORDS;
    }
    out
}

#[inline(always)]
fn padded<V: Vector>(start: &[V::Word; 8], key: &[V; 16], padding: V::Word) -> [V; 8] {
    let mut block = *key;
    let mut at = 0;
    while at < 16 {
        block[at] = block[at].xor(V::splat(padding));
        at += 1;
    }
    let mut state: [V; 8] = std::array::from_fn(
        #[inline(always)]
        |at| V::splat(start[at]),
    );
    compress(&mut state, &block);
    state
}

#[inline(always)]
pub fn codes<V: Vector>(message: &Message<V::Word>, pads: &Pads<V::Word>) -> States<V::Word> {
    let mut out = [[V::Word::default(); LANES]; 8];
    let mut lane = 0;
    while lane < LANES {
        let mut inner: [V; 8] = load(&pads.inner, lane);
        for schedule in &message.schedule {
            compress_known(&mut inner, schedule);
        }
        let mut last: [V; 16] = std::array::from_fn(
            #[inline(always)]
            |at| V::splat(message.outer[at]),
        );
        last[..message.kept.min(8)].copy_from_slice(&inner[..message.kept.min(8)]);
        let mut state: [V; 8] = load(&pads.outer, lane);
        compress(&mut state, &last);
        store(&state, &mut out, lane);
        lane += V::WORDS;
    }
    out
}
