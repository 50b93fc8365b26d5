//! A bounded memory of answers by their question, for what stands the same in thousands of tokens: headers, names of
//! claims. It changes no answer. When it is full it begins anew.

use foldhash::HashMap;

/// Answers of one thread.
pub struct Memo<V> {
    known: HashMap<Box<[u8]>, V>,
}

/// Answers that are remembered.
const MOST: usize = 1_024;

/// Longer questions are answered each time, in bytes.
const LONGEST: usize = 2_048;

impl<V: Clone> Memo<V> {
    pub fn new() -> Memo<V> {
        Memo { known: HashMap::default() }
    }

    /// The answer, which `find` finds where it is not known.
    pub fn answer(&mut self, question: &[u8], find: impl FnOnce() -> V) -> V {
        if let Some(known) = self.known.get(question) {
            return known.clone();
        }
        let answer = find();
        if question.len() <= LONGEST {
            if self.known.len() >= MOST {
                self.known.clear();
            }
            self.known.insert(question.into(), answer.clone());
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_remembered_and_forgotten() {
        let mut memo = Memo::new();
        for number in 0..MOST * 2 + 10 {
            assert_eq!(memo.answer(number.to_string().as_bytes(), || number), number);
            assert!(memo.known.len() <= MOST);
        }
        assert_eq!(memo.answer((MOST * 2 + 9).to_string().as_bytes(), || 0), MOST * 2 + 9);
        assert_eq!(
            (memo.answer(&[b'x'; LONGEST + 1], || 1), memo.answer(&[b'x'; LONGEST + 1], || 2)),
            (1, 2)
        );
    }
}
