//! `cargo xtask test`: everything that continuous integration checks, in the order in which mistakes are cheapest to find.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::{shell, site, tools};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Format,
    Clippy,
    Native,
    Build,
    Browser,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::Format,
        Self::Clippy,
        Self::Native,
        Self::Build,
        Self::Browser,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Format => "fmt",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Build => "build",
            Self::Browser => "browser",
        }
    }

    /// The steps that the arguments ask for: all, or those named with `--only`.
    pub fn selection(arguments: &[String]) -> anyhow::Result<Vec<Self>> {
        let mut chosen = Vec::new();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument != "--only" {
                bail!("test knows --only STEP, not `{argument}`");
            }
            let name = arguments
                .next()
                .context("--only needs the name of a step")?;
            let step = Self::ALL.into_iter().find(|step| step.name() == name);
            chosen.push(step.with_context(|| format!("there is no step `{name}`"))?);
        }
        Ok(if chosen.is_empty() {
            Self::ALL.to_vec()
        } else {
            chosen
        })
    }

    /// Installs what the step needs, or says that it is missing, before other steps take their time.
    fn prepare(self) -> anyhow::Result<()> {
        match self {
            Self::Format => tools::component("rustfmt"),
            Self::Clippy => tools::component("clippy"),
            Self::Native | Self::Build => Ok(()),
            Self::Browser => {
                tools::browser_test_packages()?;
                tools::chromium()?;
                if tools::firefox().is_none() {
                    eprintln!(
                        "There is no Firefox, so the test that needs one will be left out: install it (Debian: \
                         `apt-get install firefox-esr`) or name one in the environment variable FIREFOX"
                    );
                }
                Ok(())
            }
        }
    }

    fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Format => shell::present(shell::cargo().args(["fmt", "--all", "--check"])),
            // One pass over everything: the page and the workers compile for this machine as well.
            Self::Clippy => shell::present(shell::cargo().args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--",
                "-D",
                "warnings",
            ])),
            Self::Native => native(),
            Self::Build => site::build_dist().map(drop),
            Self::Browser => browser(),
        }
    }
}

/// Runs the steps in order, stops at the first that fails, and says how long each took.
pub fn run(steps: &[Step]) -> anyhow::Result<()> {
    for step in steps {
        step.prepare()
            .with_context(|| format!("the step `{}` cannot run", step.name()))?;
    }
    let mut times: Vec<(Step, Duration)> = Vec::new();
    let mut outcome = Ok(());
    for &step in steps {
        println!("\n=== {} ===", step.name());
        let start = Instant::now();
        outcome = step
            .run()
            .with_context(|| format!("the step `{}` failed", step.name()));
        times.push((step, start.elapsed()));
        if outcome.is_err() {
            break;
        }
    }
    println!("\nseconds  step");
    for (step, time) in &times {
        println!("{:7.0}  {}", time.as_secs_f64(), step.name());
    }
    outcome
}

/// The engine on the CPU, the command line, the page's own logic, and this program.
fn native() -> anyhow::Result<()> {
    shell::present(shell::cargo().args([
        "test",
        "--package",
        "babble",
        "--no-default-features",
        "--features",
        "cli,ui",
    ]))?;
    shell::present(shell::cargo().args(["test", "--package", "xtask"]))
}

/// The built site in Chromium, with WebGPU in software, and once in Firefox.
fn browser() -> anyhow::Result<()> {
    let dist = site::dist();
    if !dist.join("index.html").is_file() {
        bail!("dist/ holds no site to test: run the step `build` first");
    }
    let node = tools::node()?;
    let folder = tools::browser_test_packages()?;
    let chromium = tools::chromium()?;
    let mut command = shell::command(node);
    command
        .current_dir(&folder)
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .env("CHROMIUM", chromium)
        .env("BABBLE_SITE", dist);
    if let Some(firefox) = tools::firefox() {
        command.env("FIREFOX", firefox);
    }
    for file in site::files(&folder)? {
        if file.ends_with(".test.mjs") && !file.starts_with("node_modules/") {
            command.arg(file);
        }
    }
    shell::present(&mut command)
}
