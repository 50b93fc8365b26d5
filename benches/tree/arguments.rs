//! Reads the benchmark's command line.
//! In: the arguments after `cargo bench --bench tree --`. Out: plain settings. It runs nothing.

use std::path::PathBuf;

/// What `--help` and a mistake print.
pub const USAGE: &str = "\
cargo bench --bench tree -- [options]
  --scale S        size of the tree, 1 is 4,000 files and 66 MB (default 1, smallest 0.01)
  --out DIR        only write the tree below DIR, which must be empty or missing
  --authlint PATH  the program to measure (default: the one cargo bench has just built)
  --rg PATH        the ripgrep to compare with (default rg)
  --rounds N       interleaved rounds per scale (default 9)
  --starts N       interleaved cold starts on an empty folder (default 50)
  --quick          no growth table
  --assert         exit 1 when a target is missed";

/// The settings of one run.
#[derive(Debug)]
pub struct Arguments {
    pub scale: f64,
    pub out: Option<PathBuf>,
    pub authlint: PathBuf,
    pub rg: PathBuf,
    pub rounds: usize,
    pub starts: usize,
    pub quick: bool,
    pub assert: bool,
}

/// Reads the arguments; `Ok(None)` asks for the usage text.
///
/// # Errors
/// A sentence that names the argument which is wrong.
pub fn read(given: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut arguments = defaults();
    // `cargo bench` adds `--bench` of its own.
    let mut given = given.filter(|argument| argument != "--bench");
    while let Some(name) = given.next() {
        if name == "--help" {
            return Ok(None);
        }
        set(&mut arguments, &name, || given.next().ok_or(format!("{name} needs a value")))?;
    }
    Ok(Some(arguments))
}

fn defaults() -> Arguments {
    Arguments {
        scale: 1.0,
        out: None,
        authlint: PathBuf::from(env!("CARGO_BIN_EXE_authlint")),
        rg: PathBuf::from("rg"),
        rounds: 9,
        starts: 50,
        quick: false,
        assert: false,
    }
}

fn set(
    arguments: &mut Arguments,
    name: &str,
    mut value: impl FnMut() -> Result<String, String>,
) -> Result<(), String> {
    match name {
        "--scale" => arguments.scale = scale(&value()?)?,
        "--out" => arguments.out = Some(value()?.into()),
        "--authlint" => arguments.authlint = value()?.into(),
        "--rg" => arguments.rg = value()?.into(),
        "--rounds" => arguments.rounds = count(&value()?)?,
        "--starts" => arguments.starts = count(&value()?)?,
        "--quick" => arguments.quick = true,
        "--assert" => arguments.assert = true,
        other => return Err(format!("unknown argument {other}")),
    }
    Ok(())
}

fn scale(text: &str) -> Result<f64, String> {
    let valid = |scale: &f64| (crate::generate::SMALLEST..=100.0).contains(scale);
    text.parse().ok().filter(valid).ok_or(format!("{text} is no scale from 0.01 to 100"))
}

fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or(format!("{text} is no count above 0"))
}
