//! The command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    babble::cli::run(std::env::args_os())
}
