//! `authlint token`: decode and audit tokens without any key. An argument, a file or standard input comes in; what
//! each token says, what is wrong with it and the findings of the rules come out, one token at a time.
//! It never repeats a token, and writes nothing of it raw to the terminal.

mod input;
mod json;
mod show;
mod value;
mod words;

use super::arguments::{Color, Token};
use super::check::wants_color;
use super::failure::Failure;
use crate::fact::Fact;
use crate::finding::Finding;
use crate::judge;
use crate::knowledge::{self, Knowledge};
use crate::source::{FileId, Span};
use crate::surface::token::audit::{Reading, Surroundings};
use input::{Item, Items};
use std::io::{BufRead, BufReader, Cursor, IsTerminal, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// One token, decoded and judged.
pub struct Examined<'t> {
    pub text: &'t str,
    /// Line of the input on which it stands, from 1.
    pub line: usize,
    pub reading: Reading,
    pub fact: Fact,
    /// The gravest first.
    pub findings: Vec<Finding>,
    /// The clock of this run, in seconds since 1970.
    pub now: i64,
}

/// Runs the command; false where findings reach `--fail-on`.
pub fn run(arguments: &Token, color: Color) -> Result<bool, Failure> {
    let knowledge = knowledge::load(&arguments.rules, |_| Vec::new()).map_err(Failure::Mistakes)?;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    let color = wants_color(color, std::io::stdout().is_terminal());
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    let now = seconds.unwrap_or(0) as i64;
    let mut audit =
        Audit { arguments, knowledge: &knowledge, color, now, out, tokens: 0, refused: 0, clean: true };
    for item in Items::new(open(&arguments.input)?) {
        match item? {
            Item::Token { text, line } => audit.token(&text, line)?,
            Item::NotToken { reason, line } => audit.refuse(&reason, line)?,
        }
    }
    audit.out.flush()?;
    match (audit.tokens, audit.refused) {
        (0, 0) => Err(Failure::Message("there is no token in the input".to_owned())),
        (_, 0) => Ok(audit.clean),
        (0, _) => Err(Failure::Message("nothing could be decoded".to_owned())),
        (tokens, refused) => {
            let all = tokens + refused;
            Err(Failure::Message(format!("{refused} of {all} tokens could not be decoded")))
        }
    }
}

/// Where tokens are read from. An argument that is no file is itself the text.
fn open(input: &str) -> Result<Box<dyn BufRead>, Failure> {
    if input == "-" {
        if std::io::stdin().is_terminal() {
            super::note("reading standard input; end with Ctrl-D");
        }
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let path = Path::new(input);
    if std::fs::metadata(path).is_ok() {
        let file = std::fs::File::open(path).map_err(|error| Failure::path(path, &error))?;
        return Ok(Box::new(BufReader::new(file)));
    }
    if !input.contains("ey") && !input.contains("ew") {
        return Err(Failure::Message("the argument is neither a file that exists nor a token".to_owned()));
    }
    super::note(
        "note: a token on the command line stays in the shell's history; `authlint token -` reads standard input",
    );
    Ok(Box::new(Cursor::new(input.as_bytes().to_vec())))
}

/// A run over all tokens of the input; nothing of a token stays in it.
struct Audit<'k, W: Write> {
    arguments: &'k Token,
    knowledge: &'k Knowledge,
    color: bool,
    now: i64,
    out: W,
    tokens: usize,
    refused: usize,
    clean: bool,
}

impl<W: Write> Audit<'_, W> {
    fn token(&mut self, text: &str, line: usize) -> Result<(), Failure> {
        let examined = examine(text, line, self.now, self.knowledge);
        let fails = |finding: &Finding| self.arguments.fail_on.includes(finding.severity);
        self.clean &= !examined.findings.iter().any(fails);
        self.tokens += 1;
        if self.arguments.json {
            json::write(&mut self.out, &examined)?;
        } else {
            let style = show::Style { color: self.color, number: self.tokens, rules: &self.knowledge.rules };
            show::write(&mut self.out, &examined, &style)?;
        }
        Ok(())
    }

    /// Says at once why something is no token, and goes on.
    fn refuse(&mut self, reason: &str, line: usize) -> Result<(), Failure> {
        self.refused += 1;
        self.out.flush()?;
        super::note(&format!("authlint: line {line}: not a token: {reason}"));
        Ok(())
    }
}

fn examine<'t>(text: &'t str, line: usize, now: i64, knowledge: &Knowledge) -> Examined<'t> {
    let reading = Reading::new(text);
    let around = Surroundings { place: "given", now, guess: true };
    let fact = reading.fact(text, Span::new(FileId(0), 0..text.len()), &around);
    let nowhere = |_| String::new();
    let mut findings =
        judge::judge(std::slice::from_ref(&fact), &knowledge.rules, &judge::Options::default(), &nowhere);
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.rule.cmp(&b.rule)));
    Examined { text, line, reading, fact, findings, now }
}
