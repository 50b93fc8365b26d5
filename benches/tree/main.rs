//! How fast authlint reads a large mixed tree, compared with ripgrep on the same tree and words.
//! In: arguments (see `arguments`). Out: a table, `target/bench-tree/result.json`, or just the tree.
//! Run it with `cargo bench --bench tree`; `benches/README.md` says how to read the result.

mod against_rg;
mod arguments;
#[path = "generate/tree.rs"]
mod generate;
mod ground;
mod launch;
mod result;
mod rounds;

use arguments::Arguments;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    // `cargo test --all-targets` starts benches without `--bench`: nothing is measured then.
    if std::env::args().len() == 1 {
        return ExitCode::SUCCESS;
    }
    match arguments::read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => run(&arguments).unwrap_or_else(|message| failure(&message)),
        Ok(None) => {
            println!("{}", arguments::USAGE);
            ExitCode::SUCCESS
        }
        Err(message) => failure(&format!("{message}\n{}", arguments::USAGE)),
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    if let Some(folder) = &arguments.out {
        return write_tree(folder, arguments.scale);
    }
    let result = against_rg::run(arguments)?;
    let targets = result::targets(&result);
    print!("{}", result::table(&result, &targets));
    let path = ground::home().join("result.json");
    std::fs::write(&path, result::json(&result, &targets))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    println!("written to {}", path.display());
    // A program that wrote no report did no work, however fast it was.
    let missed = result.main.reported.is_none() || targets.iter().any(|target| !target.met());
    Ok(ExitCode::from(u8::from(arguments.assert && missed)))
}

fn write_tree(folder: &Path, scale: f64) -> Result<ExitCode, String> {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{} is not empty", folder.display()));
    }
    let census = generate::plant(folder, scale).map_err(|error| format!("{}: {error}", folder.display()))?;
    println!(
        "{} files, {} bytes ({} files and {} bytes of them ignored), {} planted findings",
        census.files, census.bytes, census.ignored_files, census.ignored_bytes, census.findings
    );
    Ok(ExitCode::SUCCESS)
}

fn failure(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(2)
}
