//! The stream of tokens: pieces of the input come in, what is written about their tokens goes out in the same order. A
//! batch is worked on by all cores, and only one is in memory, so that memory does not grow with the input.

use super::examine::{Examined, examine};
use super::input::{self, Beginning, Item, Piece, Pieces};
use super::origins::{self, Mark, Origins};
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

/// What is to be written for one item, and which word signed a token of its origin.
enum Done {
    /// Not yet written, because tokens are numbered.
    Tokens {
        tokens: Vec<Examined>,
        learned: Option<(Mark, usize)>,
    },
    Lines {
        text: String,
        tokens: usize,
        failed: bool,
        learned: Option<(Mark, usize)>,
    },
    NotToken {
        reason: String,
        line: usize,
    },
}

impl Run<'_> {
    /// Everything, batch after batch; false where findings reach `--fail-on`, or a check failed.
    pub fn all(&self, input: impl std::io::Read, mut out: impl Write) -> Result<bool, Failure> {
        let (mut tally, mut beginning) = (Tally::default(), Beginning::default());
        let mut pieces = Pieces::new(BufReader::with_capacity(BUFFER, input));
        loop {
            let batch = pieces.batch(BATCH)?;
            if batch.is_empty() {
                break;
            }
            let items = found(batch, &mut beginning);
            self.some(items, &mut tally, &mut out)?;
            out.flush()?;
        }
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
        let one = |(item, words)| {
            let words = origins.revise(&item, words);
            self.done(item, words)
        };
        let done: Vec<Done> = if self.guesses() {
            items.into_iter().map(one).collect::<Result<_, _>>()?
        } else {
            items.into_par_iter().with_min_len(SHARE).map(one).collect::<Result<_, _>>()?
        };
        done.into_iter().try_for_each(|done| self.finish(done, tally, out))
    }

    fn done(&self, item: Item, words: Words) -> Result<Done, Failure> {
        let given = match item {
            Item::NotToken { reason, line } => return Ok(Done::NotToken { reason, line }),
            Item::Token(given) => *given,
        };
        let mark = origins::mark(&given);
        let tokens = examine(self, given, words)?;
        let learned = tokens.first().and_then(|token| Some((mark, token.luck.embedded_word()?)));
        if !self.read.writes_json() {
            return Ok(Done::Tokens { tokens, learned });
        }
        let mut text = String::with_capacity(2_048);
        tokens.iter().for_each(|token| json::write(&mut text, token));
        let failed = tokens.iter().any(|token| self.fails(token));
        Ok(Done::Lines { text, tokens: tokens.len(), failed, learned })
    }

    fn finish(&self, done: Done, tally: &mut Tally, out: &mut impl Write) -> Result<(), Failure> {
        match done {
            Done::NotToken { reason, line } => {
                tally.refused += 1;
                out.flush()?;
                note(&format!("authlint: line {line}: not a token: {reason}"));
            }
            Done::Lines { text, tokens, failed, learned } => {
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
