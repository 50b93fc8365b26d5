//! The stream of tokens: pieces of the input come in, what is written about their tokens goes out in the same order. A
//! batch is worked on by all cores, and only one is in memory, so that memory does not grow with the input.

use super::examine::{Examined, examine};
use super::input::{self, Beginning, Item, Piece, Pieces};
use super::origins::{Mark, Origins};
use super::verdict::Verdicts;
use super::{json, show};
use crate::cli::arguments::Read;
use crate::cli::failure::Failure;
use crate::cli::note;
use crate::finding::Finding;
use crate::jose::check::{self, Expected};
use crate::jose::key::Key;
use crate::jose::verify::Words;
use crate::knowledge::Knowledge;
use rayon::prelude::*;
use std::io::{BufReader, Write};
use std::sync::mpsc::SyncSender;

/// What does not change from token to token.
pub struct Run<'k> {
    pub read: &'k Read,
    pub knowledge: &'k Knowledge,
    pub verdicts: Verdicts<'k>,
    pub keys: Option<Vec<Key>>,
    pub expected: Expected,
    pub color: bool,
    pub now: i64,
}

/// What came of a run so far; nothing of a token stays in it.
#[derive(Default)]
struct Tally {
    tokens: usize,
    refused: usize,
    failed: bool,
    origins: Origins,
}

/// Pieces of the input that are worked on together.
const BATCH: usize = 1_024;

/// Bytes that are read at once.
const BUFFER: usize = 256 << 10;

/// Pieces and tokens that one core takes at a time.
const SHARE: usize = 16;

/// What is to be written for items, and which words signed tokens of their origins.
enum Done {
    /// Not yet written, because tokens are numbered.
    Tokens {
        tokens: Vec<Examined>,
        learned: Option<(Mark, usize)>,
    },
    Lines(Lines),
    NotToken {
        reason: String,
        line: usize,
    },
}

/// What was written for tokens in a row.
#[derive(Default)]
struct Lines {
    text: String,
    tokens: usize,
    failed: bool,
    learned: Vec<(Mark, usize)>,
}

impl Run<'_> {
    /// Everything, batch after batch; false where findings reach `--fail-on`, or a check failed. While a batch is
    /// worked on, the next one is read.
    pub fn all(
        &self,
        input: impl std::io::Read + Send + 'static,
        mut out: impl Write,
    ) -> Result<bool, Failure> {
        let (sender, batches) = std::sync::mpsc::sync_channel(0);
        // After an error nobody waits for it: that must not have to wait for the next line of a terminal.
        let reader = std::thread::spawn(move || read(input, &sender));
        let (mut tally, mut beginning) = (Tally::default(), Beginning::default());
        for batch in batches {
            let items = found(batch?, &mut beginning);
            self.some(items, &mut tally, &mut out)?;
            out.flush()?;
        }
        end(reader)?;
        self.some(beginning.last_resort().into_iter().collect(), &mut tally, &mut out)?;
        tally.verdict()
    }

    fn some(&self, items: Vec<Item>, tally: &mut Tally, out: &mut impl Write) -> Result<(), Failure> {
        let chosen = |item: Item| {
            let words = tally.origins.words(&item);
            (item, words)
        };
        let mut left: Vec<(Item, Words)> = items.into_iter().map(chosen).collect();
        // Those that come behind tokens on which all words are tried may learn from them.
        while !left.is_empty() {
            let learns = |pair: &[(Item, Words)]| matches!(pair, [(_, Words::All), (_, words)] if *words != Words::All);
            let end = left.windows(2).position(learns).map_or(left.len(), |at| at + 1);
            let behind = left.split_off(end);
            self.share(left, tally, out)?;
            left = behind;
        }
        Ok(())
    }

    /// Judged on all cores, written in order.
    fn share(
        &self,
        items: Vec<(Item, Words)>,
        tally: &mut Tally,
        out: &mut impl Write,
    ) -> Result<(), Failure> {
        let origins = &tally.origins;
        let some = |items: Vec<(Item, Words)>| {
            let mut done = Vec::new();
            for (item, words) in items {
                let words = origins.revise(&item, words);
                self.done(item, words, &mut done)?;
            }
            Ok(done)
        };
        let done: Vec<Vec<Done>> = if self.guesses() {
            vec![some(items)?]
        } else {
            items.into_par_iter().chunks(SHARE).map(some).collect::<Result<_, Failure>>()?
        };
        done.into_iter().flatten().try_for_each(|done| self.finish(done, tally, out))
    }

    /// What is to be written for an item, behind that for those before it.
    fn done(&self, item: Item, words: Words, done: &mut Vec<Done>) -> Result<(), Failure> {
        let given = match item {
            Item::NotToken { reason, line } => {
                done.push(Done::NotToken { reason, line });
                return Ok(());
            }
            Item::Token(given) => *given,
        };
        let mark = given.mark;
        let tokens = examine(self, given, words)?;
        let new = tokens.first().and_then(|token| Some((mark, token.luck.embedded_word()?)));
        if !self.read.writes_json() {
            done.push(Done::Tokens { tokens, learned: new });
            return Ok(());
        }
        if !matches!(done.last(), Some(Done::Lines(_))) {
            done.push(Done::Lines(Lines { text: String::with_capacity(SHARE * 1_024), ..Lines::default() }));
        }
        if let Some(Done::Lines(lines)) = done.last_mut() {
            tokens.iter().for_each(|token| json::write(&mut lines.text, token));
            lines.tokens += tokens.len();
            lines.failed |= tokens.iter().any(|token| self.fails(token));
            lines.learned.extend(new);
        }
        Ok(())
    }

    fn finish(&self, done: Done, tally: &mut Tally, out: &mut impl Write) -> Result<(), Failure> {
        match done {
            Done::NotToken { reason, line } => {
                tally.refused += 1;
                out.flush()?;
                note(&format!("authlint: line {line}: not a token: {reason}"));
            }
            Done::Lines(Lines { text, tokens, failed, learned }) => {
                tally.tokens += tokens;
                tally.failed |= failed;
                tally.origins.learn(learned);
                out.write_all(text.as_bytes())?;
            }
            Done::Tokens { tokens, learned } => {
                tally.origins.learn(learned);
                for token in &tokens {
                    tally.tokens += 1;
                    tally.failed |= self.fails(token);
                    let (color, number) = (self.color, tally.tokens);
                    show::write(out, token, &show::Style { color, number, rules: &self.knowledge.rules })?;
                }
            }
        }
        Ok(())
    }

    /// Whether something is to be checked that needs no key.
    pub fn expects(&self) -> bool {
        let Expected { audiences, issuers, required, .. } = &self.expected;
        [audiences, issuers, required].iter().any(|wanted| !wanted.is_empty())
    }

    pub fn guesses(&self) -> bool {
        let guess = &self.read.guess;
        guess.wordlist.is_some() || guess.vary || guess.names_from.is_some()
    }

    fn fails(&self, token: &Examined) -> bool {
        let reaches = |finding: &Finding| self.read.fail_on.includes(finding.severity);
        token.verdict.findings.iter().any(reaches)
            || token.checks.iter().any(|check| check.verdict == check::Verdict::Failed)
    }
}

/// Hands on batch after batch, until the input ends, cannot be read, or nobody wants more.
fn read(input: impl std::io::Read, to: &SyncSender<std::io::Result<Vec<Piece>>>) {
    let mut pieces = Pieces::new(BufReader::with_capacity(BUFFER, input));
    loop {
        let batch = pieces.batch(BATCH);
        let size = batch.as_ref().map_or(0, Vec::len);
        let ended = batch.is_ok() && size == 0;
        if ended || to.send(batch).is_err() || size == 0 {
            return;
        }
    }
}

/// The reader has handed on all that it has: it must not have ended otherwise.
fn end(reader: std::thread::JoinHandle<()>) -> Result<(), Failure> {
    let broken = |_| Failure::Message("internal error: the input was not read to its end".to_owned());
    reader.join().map_err(broken)
}

/// The items of a batch, in order, looked for on all cores.
fn found(mut batch: Vec<Piece>, beginning: &mut Beginning) -> Vec<Item> {
    let items: Vec<Vec<Item>> = batch.par_iter_mut().with_min_len(SHARE).map(input::items).collect();
    let found = batch.into_iter().zip(&items);
    found.for_each(|(piece, items)| beginning.note(piece, !items.is_empty()));
    items.into_iter().flatten().collect()
}

impl Tally {
    fn verdict(&self) -> Result<bool, Failure> {
        match (self.tokens, self.refused) {
            (0, 0) => Err(Failure::Message("there is no token in the input".to_owned())),
            (_, 0) => Ok(!self.failed),
            (0, _) => Err(Failure::Message("nothing could be decoded".to_owned())),
            (tokens, refused) => {
                let all = tokens + refused;
                Err(Failure::Message(format!("{refused} of {all} tokens could not be decoded")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_panics_is_a_failure() {
        assert!(end(std::thread::spawn(|| ())).is_ok());
        assert!(matches!(end(std::thread::spawn(|| panic!("on purpose"))), Err(Failure::Message(_))));
    }
}
