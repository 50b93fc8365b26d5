//! `authlint token`: decode, audit and verify tokens, and look for weak secrets. An argument, a file or standard input
//! comes in; what each token says, what is wrong with it, the checks and the findings come out, token after token, in
//! memory that does not grow. It never repeats a token, and writes nothing of it raw to the terminal.

mod examine;
mod guess;
mod input;
mod json;
mod keys;
mod names;
mod origins;
mod show;
mod sign;
mod stream;
mod value;
mod vary;
mod verdict;
mod words;

use super::arguments::{Color, Read, Token, TokenCommand};
use super::check::wants_color;
use super::failure::Failure;
use crate::jose::check::Expected;
use crate::knowledge;
use std::io::{Cursor, IsTerminal};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use stream::Run;
use verdict::Verdicts;

/// Runs the command; false where findings reach `--fail-on`, or a check failed.
pub fn run(arguments: &Token, color: Color) -> Result<bool, Failure> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    let now = seconds.unwrap_or(0) as i64;
    match &arguments.command {
        Some(TokenCommand::Sign(sign)) => sign::run(sign, now),
        Some(TokenCommand::Decode(read)) => audit(read, color, now),
        Some(TokenCommand::Verify(read)) if has_key(read) => audit(read, color, now),
        Some(TokenCommand::Verify(_)) => {
            let text = "verify needs a key: --key FILE, --secret-file FILE or --secret-env NAME";
            Err(Failure::Message(text.to_owned()))
        }
        None => audit(&arguments.read, color, now),
    }
}

fn has_key(read: &Read) -> bool {
    let source = &read.verify.key.source;
    let secret = [&source.secret_file, &source.secret_env, &source.secret];
    source.key.is_some() || secret.iter().any(|given| given.is_some())
}

fn audit(read: &Read, color: Color, now: i64) -> Result<bool, Failure> {
    one_reader_of_standard_input(read)?;
    let knowledge = knowledge::load(&read.rules, |_| Vec::new()).map_err(Failure::Mistakes)?;
    let keys = keys::load(&read.verify.key)?;
    let (expected, color) = (expected(read, now), colored(color));
    let verdicts = Verdicts::new(&knowledge.rules);
    let run = Run { read, knowledge: &knowledge, verdicts, keys, expected, color, now };
    run.all(open(&read.input)?, std::io::BufWriter::new(std::io::stdout().lock()))
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
fn open(input: &str) -> Result<Box<dyn std::io::Read + Send>, Failure> {
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
