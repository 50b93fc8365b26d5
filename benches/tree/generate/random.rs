//! A small deterministic source of numbers (SplitMix64), so that a tree is the same on every machine.
//! In: a seed. Out: numbers. It knows nothing of files or text, and is not meant for anything secret.

/// A stream of numbers that depends on its seed only.
#[derive(Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream for one thing of the tree: `salts` tell it apart from the others (kind, file index).
    pub fn new(seed: u64, salts: &[u64]) -> Random {
        let mut random = Random { state: seed };
        for salt in salts {
            random.state = random.next() ^ salt.wrapping_mul(0xff51_afd7_ed55_8ccd);
        }
        random
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// How heavy one file is among its kind: most are small, a few are twenty times the median, as in real trees.
    pub fn weight(&mut self) -> u64 {
        let mut weight = self.between(20, 100);
        while weight < 2_000 && self.below(3) == 0 {
            weight *= 2;
        }
        weight as u64
    }

    /// Fills `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count.div_ceil(8)).flat_map(|_| self.next().to_le_bytes()).take(count).collect()
    }
}
