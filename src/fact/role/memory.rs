//! What names were found to mean, by each thread: code calls the same few hundred names again and again, and each is
//! asked about from many sides.
//!
//! In: a name, and who judges it the first time. Out: the judgement. It must not know what is judged.

use foldhash::HashMap;
use std::cell::RefCell;

/// Names that are kept; then it begins anew.
pub(super) const MOST_KEPT: usize = 4_096;

/// Longer names are judged each time, in bytes.
const LONGEST: usize = 200;

pub(super) struct Memory<T> {
    kept: RefCell<HashMap<String, T>>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Memory { kept: RefCell::default() }
    }
}

impl<T: Clone> Memory<T> {
    pub fn of(&self, name: &str, judge: impl FnOnce(&str) -> T) -> T {
        if let Some(known) = self.kept.borrow().get(name) {
            return known.clone();
        }
        let found = judge(name);
        if name.len() <= LONGEST {
            let mut kept = self.kept.borrow_mut();
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            kept.insert(name.to_owned(), found.clone());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_KEPT, Memory};

    #[test]
    fn a_full_memory_forgets_and_goes_on() {
        let memory = Memory::default();
        for number in 0..MOST_KEPT + 10 {
            assert_eq!(memory.of(&format!("key_{number}"), str::len), format!("key_{number}").len());
        }
        assert_eq!(memory.of(&format!("key_{}", MOST_KEPT + 9), |_| 0), 8);
        assert_eq!(memory.of("key_0", |_| 0), 0);
    }

    #[test]
    fn long_names_are_judged_each_time() {
        let (memory, long) = (Memory::default(), "a".repeat(1_000));
        assert_eq!((memory.of(&long, |_| 1), memory.of(&long, |_| 2)), (1, 2));
    }
}
