//! The arguments of `authlint token`: one list for reading tokens, and one for making them.

use super::size;
use crate::config::FailOn;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

const AFTER: &str = "\
Exit code: 0 no findings at or above --fail-on and no failed check; 1 findings, or a failed check; 2 wrong usage, an \
unreadable key, or something that is no token.

Examples:
  authlint token < token.txt
  authlint token verify --key jwks.json --aud api token.txt
  authlint token --wordlist words.txt --vary token.txt
  authlint token sign --secret-env JWT_SECRET --claim sub=alice --exp 15m";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = AFTER)]
pub struct Token {
    #[command(subcommand)]
    pub command: Option<TokenCommand>,
    #[command(flatten)]
    pub read: Read,
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Decode and audit; the same as without this word.
    #[command(visible_alias = "audit")]
    Decode(Box<Read>),
    /// The same, with a key that the signature is checked against.
    Verify(Box<Read>),
    /// Make a token for tests and write it to standard output.
    Sign(Box<Sign>),
}

#[derive(Debug, Args)]
pub struct Read {
    /// A token, a file that holds tokens, or `-` for standard input.
    #[arg(default_value = "-", value_name = "TOKEN|FILE|-")]
    pub input: String,
    /// Format of the output; JSON is one object on one line for each token.
    #[arg(long, value_enum, default_value = "terminal")]
    pub format: TokenFormat,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// From which severity on findings make the exit code 1.
    #[arg(long, value_enum, default_value = "warning")]
    pub fail_on: FailOn,
    /// Load rules of a folder too.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    #[command(flatten)]
    pub verify: Verify,
    #[command(flatten)]
    pub guess: Guess,
}

impl Read {
    pub fn writes_json(&self) -> bool {
        self.json || self.format == TokenFormat::Json
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    Terminal,
    Json,
}

/// Where a key comes from.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct KeySource {
    /// A key file: PEM, certificate, JWK, JWKS, or a discovery document with `jwks` or a local `jwks_uri`.
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub key: Option<PathBuf>,
    /// A file with a shared secret, or `-`; one line end at its end does not count.
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub secret_file: Option<String>,
    /// An environment variable with a shared secret.
    #[arg(long, value_name = "NAME", help_heading = "Keys")]
    pub secret_env: Option<String>,
    /// The shared secret itself; the shell's history keeps it.
    #[arg(long, value_name = "TEXT", help_heading = "Keys")]
    pub secret: Option<String>,
}

#[derive(Debug, Args)]
pub struct KeyInput {
    #[command(flatten)]
    pub source: KeySource,
    /// How a shared secret is written.
    #[arg(long, value_enum, default_value = "text", help_heading = "Keys")]
    pub secret_encoding: SecretEncoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SecretEncoding {
    Text,
    Base64,
    Hex,
}

/// What a token is checked against.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub key: KeyInput,
    /// Accept only these algorithms; without it, any that fits the key.
    #[arg(long, value_name = "ALG", value_delimiter = ',', help_heading = "Checks")]
    pub alg: Vec<String>,
    /// The token must be for one of these audiences.
    #[arg(long, value_name = "NAME", help_heading = "Checks")]
    pub aud: Vec<String>,
    /// The token must be of one of these issuers.
    #[arg(long, value_name = "NAME", help_heading = "Checks")]
    pub iss: Vec<String>,
    /// Claims that must be there.
    #[arg(long, value_name = "CLAIM", value_delimiter = ',', help_heading = "Checks")]
    pub require: Vec<String>,
    /// Seconds by which clocks may differ; or with m, h or d.
    #[arg(long, default_value = "0", value_parser = seconds, value_name = "TIME", help_heading = "Checks")]
    pub leeway: i64,
    /// Do not check `exp`.
    #[arg(long, help_heading = "Checks")]
    pub ignore_exp: bool,
    /// Do not check `nbf`.
    #[arg(long, help_heading = "Checks")]
    pub ignore_nbf: bool,
}

/// Looking for a weak secret.
#[derive(Debug, Args)]
pub struct Guess {
    /// Try every line of a file as the secret, after the embedded words; `-` is standard input.
    #[arg(long, value_name = "FILE", help_heading = "Weak secrets")]
    pub wordlist: Option<PathBuf>,
    /// Vary the words: case, digits and usual endings, names from the token; about 40 guesses for each.
    #[arg(long, help_heading = "Weak secrets")]
    pub vary: bool,
    /// Take names of this repository for words as well: its folder and its packages.
    #[arg(long, value_name = "DIR", help_heading = "Weak secrets")]
    pub names_from: Option<PathBuf>,
    /// Keep the place in this file, and go on from it when it exists; holds no secret.
    #[arg(long, value_name = "FILE", requires = "wordlist", help_heading = "Weak secrets")]
    pub resume: Option<PathBuf>,
    /// Show a secret that was found, on a terminal only.
    #[arg(long, help_heading = "Weak secrets")]
    pub reveal: bool,
    /// Bytes of the list that are in memory at once.
    #[arg(long, default_value = "4M", value_parser = size, value_name = "SIZE", hide = true)]
    pub chunk: u64,
}

#[derive(Debug, Args)]
pub struct Sign {
    #[command(flatten)]
    pub key: KeyInput,
    /// The algorithm; `none` signs nothing [default: the one that fits the key].
    #[arg(long, value_name = "ALG")]
    pub alg: Option<String>,
    /// A claim: `name=value`, the value as JSON or else as text.
    #[arg(long, value_name = "NAME=VALUE")]
    pub claim: Vec<String>,
    /// Claims from a JSON file, or `-`; those of --claim win.
    #[arg(long, value_name = "FILE")]
    pub claims: Option<String>,
    /// Lifetime from now: `15m`, `12h`, `7d`; negative for an expired token.
    #[arg(long, value_parser = seconds, value_name = "TIME", allow_hyphen_values = true)]
    pub exp: Option<i64>,
    /// Valid only this long from now.
    #[arg(long, value_parser = seconds, value_name = "TIME", allow_hyphen_values = true)]
    pub nbf: Option<i64>,
    /// Leave out `iat`.
    #[arg(long)]
    pub no_iat: bool,
    /// A header parameter: `name=value`, as with --claim.
    #[arg(long, value_name = "NAME=VALUE")]
    pub header: Vec<String>,
}

/// `90`, `90s`, `15m`, `12h`, `7d`, with a minus in front for the past.
fn seconds(text: &str) -> Result<i64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match text.get(digits.len()..).unwrap_or_default() {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("expected seconds, or a number with s, m, h or d".to_owned()),
    };
    let number: i64 = digits.parse().map_err(|_| "expected a number".to_owned())?;
    // Ten thousand years: sums with the clock stay in range.
    const MOST: i64 = 315_569_520_000;
    let seconds = number.checked_mul(factor).filter(|seconds| seconds.abs() <= MOST);
    seconds.ok_or_else(|| "too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_have_units() {
        assert_eq!(seconds("90"), Ok(90));
        assert_eq!(seconds("-15m"), Ok(-900));
        assert_eq!(seconds("7d"), Ok(604_800));
        for wrong in ["", "m", "1.5h", "1y", "9223372036854775807d", "9223372036854775807"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
