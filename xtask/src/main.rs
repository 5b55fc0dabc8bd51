//! The project's own commands: `cargo xtask play|test|bench|dist`.
//!
//! Each installs what it needs into one folder of this user's cache (see [`tools`]), builds with trunk (see [`site`]) and
//! runs anywhere Rust does. `xtask` shares no code with Babble, so that it compiles in seconds.

mod bench;
mod dist;
mod play;
mod serve;
mod shell;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
Babble's own commands

Usage: cargo xtask <COMMAND>

Commands:
  play [--port N] [--no-open]   build the page, serve it on this machine and open it in the browser
  test [--only STEP]...         everything continuous integration checks; STEP is one of
                                fmt, clippy, native, build, browser
  bench [--json]                time training: CPU native, CPU in the browser, WebGPU in the browser
  dist                          write the static site to dist/, optimised and compressed, and print its sizes
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((command, rest)) => run(command, rest),
        None => Err(anyhow::anyhow!("which command?\n\n{USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, arguments: &[String]) -> anyhow::Result<()> {
    match command {
        "play" => play::run(play::Options::parse(arguments)?),
        "test" => test::run(&test::Step::selection(arguments)?),
        "bench" => bench::run(arguments),
        "dist" => dist::run(arguments),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => anyhow::bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
