//! A set of lower-case words and the best way to cut a run of letters into them.
//!
//! In goes a word list (one per line) and a run such as `mysupersecretkey`; out come the byte ranges of its words.
//! It must not know what the words are about: secrets and names bring their own lists.

use std::ops::Range;

/// Words of at most this many letters are too easily met by chance inside random text.
const SHORT: usize = 2;
/// Longer runs are cut here: what stands behind does not change the picture, and cost stays linear.
const LONGEST_RUN: usize = 256;

/// A letter trie over `a` to `z`.
pub struct Lexicon {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy)]
struct Node {
    next: [u16; 26],
    is_word: bool,
}

const LEAF: Node = Node { next: [0; 26], is_word: false };

/// How a run was cut: ranges in order, never overlapping.
pub struct Cut {
    /// Byte ranges of the words in the run.
    pub words: Vec<Range<usize>>,
    /// Every letter belongs to a word.
    pub full: bool,
}

impl Lexicon {
    /// Builds the trie; words that hold anything but `a` to `z` are left out.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut lexicon = Self { nodes: vec![LEAF] };
        for word in words {
            if !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()) {
                lexicon.insert(word);
            }
        }
        lexicon
    }

    /// Reads a list with `#` comments and any number of words per line.
    pub fn from_list(text: &str) -> Self {
        Self::new(text.lines().flat_map(|line| line.split('#').next().unwrap_or("").split_whitespace()))
    }

    fn insert(&mut self, word: &str) {
        let mut at = 0;
        for letter in word.bytes() {
            at = self.child_or_new(at, usize::from(letter - b'a'));
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.is_word = true;
        }
    }

    fn child_or_new(&mut self, at: usize, letter: usize) -> usize {
        let fresh = u16::try_from(self.nodes.len()).unwrap_or(0);
        let Some(slot) = self.nodes.get_mut(at).and_then(|node| node.next.get_mut(letter)) else { return at };
        if *slot == 0 {
            *slot = fresh;
            self.nodes.push(LEAF);
            return usize::from(fresh);
        }
        usize::from(*slot)
    }

    /// True when the whole of `word` (lower case) is in the list.
    pub fn contains(&self, word: &str) -> bool {
        self.lengths_at(word.as_bytes()).any(|length| length == word.len())
    }

    /// Lengths of the listed words that `run` starts with, ascending.
    fn lengths_at<'a>(&'a self, run: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let mut at = 0;
        let steps = run.iter().map_while(move |&letter| {
            let index = usize::from(letter.checked_sub(b'a')?);
            at = usize::from(*self.nodes.get(at)?.next.get(index)?);
            (at != 0).then(|| self.nodes.get(at).is_some_and(|node| node.is_word))
        });
        steps.enumerate().filter_map(|(index, is_word)| is_word.then_some(index + 1))
    }

    /// Cuts a run of lower-case letters: fully when its words allow it, else the longer words that it holds.
    pub fn cut(&self, run: &str) -> Cut {
        let bytes = run.as_bytes().get(..LONGEST_RUN).unwrap_or(run.as_bytes());
        match self.cut_fully(bytes) {
            Some(words) => Cut { words, full: true },
            None => Cut { words: self.cut_partly(bytes), full: false },
        }
    }

    /// The cut into the fewest words that leaves no letter over.
    fn cut_fully(&self, run: &[u8]) -> Option<Vec<Range<usize>>> {
        let mut best: Vec<Option<(usize, usize)>> = vec![None; run.len() + 1];
        *best.first_mut()? = Some((0, 0));
        for start in 0..run.len() {
            let Some((count, _)) = best.get(start).copied().flatten() else { continue };
            for length in self.lengths_at(run.get(start..)?) {
                let slot = best.get_mut(start + length)?;
                if slot.is_none_or(|(fewest, _)| count + 1 < fewest) {
                    *slot = Some((count + 1, start));
                }
            }
        }
        let starts: Vec<Option<usize>> = best.iter().map(|slot| slot.map(|(_, start)| start)).collect();
        starts.last()?.map(|_| trace(&starts))
    }

    /// The cut that covers most letters with words longer than [`SHORT`]; fewer words win a tie.
    fn cut_partly(&self, run: &[u8]) -> Vec<Range<usize>> {
        let mut score: Vec<i32> = vec![0; run.len() + 1];
        let mut from: Vec<Option<usize>> = vec![None; run.len() + 1];
        for start in 0..run.len() {
            let here = score.get(start).copied().unwrap_or(0);
            relax(&mut score, &mut from, start + 1, here, None);
            for length in self.lengths_at(run.get(start..).unwrap_or(&[])).filter(|length| *length > SHORT) {
                let gain = i32::try_from(length).unwrap_or(0) * 4 - 1;
                relax(&mut score, &mut from, start + length, here + gain, Some(start));
            }
        }
        trace(&from)
    }
}

/// Notes a better way to reach `end`: skipping one letter (`None`) or a word that starts at `start`.
fn relax(score: &mut [i32], from: &mut [Option<usize>], end: usize, value: i32, start: Option<usize>) {
    let (Some(best), Some(origin)) = (score.get_mut(end), from.get_mut(end)) else { return };
    if value > *best || (value == *best && origin.is_none()) {
        *best = value;
        *origin = start;
    }
}

/// Walks back from the end: `from[i]` is the start of the word that ends at `i`.
fn trace(from: &[Option<usize>]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut end = from.len().saturating_sub(1);
    while end > 0 {
        match from.get(end).copied().flatten() {
            Some(start) => {
                words.push(start..end);
                end = start;
            }
            None => end -= 1,
        }
    }
    words.reverse();
    words
}

#[cfg(test)]
mod tests {
    use super::Lexicon;

    fn words(run: &str) -> (Vec<String>, bool) {
        let lexicon = Lexicon::from_list("my is a # small words\nsuper secret key keyboard sup");
        let cut = lexicon.cut(run);
        (cut.words.iter().map(|range| run[range.clone()].to_owned()).collect(), cut.full)
    }

    #[test]
    fn a_run_of_words_is_cut_fully_into_the_fewest() {
        assert_eq!(words("mysupersecretkey").0, ["my", "super", "secret", "key"]);
        assert_eq!(words("keyboard"), (vec!["keyboard".to_owned()], true));
    }

    #[test]
    fn what_is_left_over_makes_the_cut_partial_and_drops_short_words() {
        assert_eq!(words("xxsecretmyq"), (vec!["secret".to_owned()], false));
        assert_eq!(words("zzzz"), (Vec::new(), false));
    }

    #[test]
    fn hostile_runs_are_survived() {
        assert!(words("").0.is_empty());
        assert_eq!(words(&"key".repeat(10_000)).0.len(), 85);
        assert!(words("é\u{0}A9").0.is_empty());
    }
}
