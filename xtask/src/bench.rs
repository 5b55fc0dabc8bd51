//! `cargo xtask bench`: how fast it trains here, natively and in the browser. The measuring is in `tests/browser/bench.mjs`.

use anyhow::bail;

use crate::{shell, site, tools};

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = arguments.iter().find(|argument| *argument != "--json") {
        bail!("bench knows --json, not `{unknown}`");
    }
    let node = tools::node()?;
    let folder = tools::browser_test_packages()?;
    let chromium = tools::chromium()?;
    let dist = site::build_dist()?;
    let mut build = shell::cargo();
    build.args(["build", "--release", "--bin", "babble"]);
    build.args(["--no-default-features", "--features", "cli"]);
    shell::run(&mut build)?;
    let babble = shell::target_directory()?
        .join("release")
        .join(format!("babble{}", std::env::consts::EXE_SUFFIX));
    shell::present(
        shell::command(node)
            .current_dir(folder)
            .arg("bench.mjs")
            .arg(babble)
            .args(arguments)
            .env("CHROMIUM", chromium)
            .env("BABBLE_SITE", dist),
    )
}
