//! `authlint token`: decode, audit and verify tokens, and look for weak secrets. An argument, a file or standard input
//! comes in; what each token says, what is wrong with it, the checks and the findings come out, token after token, in
//! memory that does not grow. It never repeats a token, and writes nothing of it raw to the terminal.

mod examine;
mod guess;
mod input;
mod json;
mod keys;
mod names;
mod show;
mod sign;
mod value;
mod vary;
mod words;

use super::arguments::{Color, Read, Token, TokenCommand, TokenFormat};
use super::check::wants_color;
use super::failure::Failure;
use crate::finding::Finding;
use crate::jose::check::{Expected, Verdict};
use crate::jose::key::Key;
use crate::knowledge::{self, Knowledge};
use examine::{Examined, examine};
use input::{Item, Items};
use rayon::prelude::*;
use std::io::{BufReader, Cursor, IsTerminal, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Runs the command; false where findings reach `--fail-on`, or a check failed.
pub fn run(arguments: &Token, color: Color) -> Result<bool, Failure> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    let now = seconds.unwrap_or(0) as i64;
    if let Some(TokenCommand::Sign(sign)) = &arguments.command {
        return sign::run(sign, now);
    }
    let read = &arguments.read;
    one_reader_of_standard_input(read)?;
    let knowledge = knowledge::load(&read.rules, |_| Vec::new()).map_err(Failure::Mistakes)?;
    let keys = keys::load(&read.verify.key)?;
    let run =
        Run { read, knowledge: &knowledge, keys, expected: expected(read, now), color: colored(color), now };
    run.all(std::io::BufWriter::new(std::io::stdout().lock()))
}

fn colored(color: Color) -> bool {
    wants_color(color, std::io::stdout().is_terminal())
}

fn expected(read: &Read, now: i64) -> Expected {
    let verify = &read.verify;
    Expected {
        now,
        leeway: verify.leeway,
        audiences: verify.aud.clone(),
        issuers: verify.iss.clone(),
        algorithms: verify.alg.clone(),
        required: verify.require.clone(),
        ignore_exp: verify.ignore_exp,
        ignore_nbf: verify.ignore_nbf,
    }
}

fn one_reader_of_standard_input(read: &Read) -> Result<(), Failure> {
    let source = &read.verify.key.source;
    let list = read.guess.wordlist.as_deref().is_some_and(|path| path == Path::new("-"));
    let secret = source.secret_file.as_deref() == Some("-");
    let readers = [read.input == "-", list, secret].into_iter().filter(|reads| *reads).count();
    if readers > 1 {
        let text = "standard input can be the token, the secret or the list of words, but only one of them";
        return Err(Failure::Message(text.to_owned()));
    }
    Ok(())
}

/// Where tokens are read from. An argument that is no file is itself the text.
fn open(input: &str) -> Result<Box<dyn std::io::Read>, Failure> {
    if input == "-" {
        if std::io::stdin().is_terminal() {
            super::note("reading standard input; end with Ctrl-D");
        }
        return Ok(Box::new(std::io::stdin()));
    }
    let path = Path::new(input);
    if std::fs::metadata(path).is_ok() {
        let file = std::fs::File::open(path).map_err(|error| Failure::path(path, &error))?;
        return Ok(Box::new(file));
    }
    if !input.contains("ey") && !input.contains("ew") {
        return Err(Failure::Message("the argument is neither a file that exists nor a token".to_owned()));
    }
    super::note(
        "note: a token on the command line stays in the shell's history; `authlint token -` reads standard input",
    );
    Ok(Box::new(Cursor::new(input.as_bytes().to_vec())))
}

/// What does not change from token to token.
struct Run<'k> {
    read: &'k Read,
    knowledge: &'k Knowledge,
    keys: Option<Vec<Key>>,
    expected: Expected,
    color: bool,
    now: i64,
}

/// What came of a run so far; nothing of a token stays in it.
#[derive(Default)]
struct Tally {
    tokens: usize,
    refused: usize,
    failed: bool,
}

/// Items that are worked on together.
const BATCH: usize = 512;

/// Bytes that are read at once.
const BUFFER: usize = 256 << 10;

impl Run<'_> {
    fn all(&self, mut out: impl Write) -> Result<bool, Failure> {
        let mut tally = Tally::default();
        let mut items = Items::new(BufReader::with_capacity(BUFFER, open(&self.read.input)?));
        loop {
            let batch = items.batch(BATCH)?;
            if batch.is_empty() {
                break;
            }
            self.some(&batch, &mut tally, &mut out)?;
            out.flush()?;
        }
        tally.verdict()
    }

    /// Judged on all cores, written in order.
    fn some(&self, batch: &[Item], tally: &mut Tally, out: &mut impl Write) -> Result<(), Failure> {
        let first = tally.tokens;
        let done: Vec<Vec<Examined>> = if self.guesses() {
            batch.iter().map(|item| self.examined(item, 0)).collect::<Result<_, Failure>>()?
        } else {
            batch
                .par_iter()
                .enumerate()
                .map(|(at, item)| self.examined(item, first + at))
                .collect::<Result<_, _>>()?
        };
        for (item, examined) in batch.iter().zip(&done) {
            if let Item::NotToken { reason, line } = item {
                tally.refused += 1;
                out.flush()?;
                super::note(&format!("authlint: line {line}: not a token: {reason}"));
            }
            for token in examined {
                tally.tokens += 1;
                tally.failed |= self.fails(token);
                self.write(out, token, tally.tokens)?;
            }
        }
        Ok(())
    }

    /// Whether something is to be checked that needs no key.
    fn expects(&self) -> bool {
        let Expected { audiences, issuers, required, .. } = &self.expected;
        [audiences, issuers, required].iter().any(|wanted| !wanted.is_empty())
    }

    fn guesses(&self) -> bool {
        let guess = &self.read.guess;
        guess.wordlist.is_some() || guess.vary || guess.names_from.is_some()
    }

    /// The token, and those within it.
    fn examined(&self, item: &Item, number: usize) -> Result<Vec<Examined>, Failure> {
        match item {
            Item::NotToken { .. } => Ok(Vec::new()),
            Item::Token { text, line } => examine(self, text, *line, number),
        }
    }

    fn fails(&self, token: &Examined) -> bool {
        let reaches = |finding: &Finding| self.read.fail_on.includes(finding.severity);
        token.findings.iter().any(reaches)
            || token.checks.iter().any(|check| check.verdict == Verdict::Failed)
    }

    fn write(&self, out: &mut impl Write, token: &Examined, number: usize) -> std::io::Result<()> {
        if self.read.json || self.read.format == TokenFormat::Json {
            json::write(out, token)
        } else {
            let style = show::Style { color: self.color, number, rules: &self.knowledge.rules };
            show::write(out, token, &style)
        }
    }
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
