//! The programs that the commands need, each installed once into `<cache>/babble/<name>-<version>`.
//!
//! The cache is `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows; deleting the folder
//! is always safe.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use crate::shell;

/// Newer ones need a newer Rust than Babble does.
const TRUNK: &str = "0.21.14";

/// Of wasm-opt. Versions up to 108 (Debian 12, Ubuntu 24.04) mix up the tables of functions and of references.
const BINARYEN: &str = "132.0.0";

/// This user's cache for Babble.
pub fn cache() -> anyhow::Result<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    Ok(base
        .context("no home folder to keep tools in: set HOME")?
        .join("babble"))
}

/// What a build for the browser needs.
pub struct BuildTools {
    pub trunk: PathBuf,
    /// The folder that holds `wasm-bindgen`, which trunk looks for on PATH.
    pub wasm_bindgen: PathBuf,
}

impl BuildTools {
    pub fn install() -> anyhow::Result<Self> {
        wasm_target()?;
        let wasm_bindgen = locked_version("wasm-bindgen")?;
        Ok(Self {
            trunk: cargo_install("trunk", TRUNK, "trunk")?,
            wasm_bindgen: cargo_install("wasm-bindgen-cli", &wasm_bindgen, "wasm-bindgen")?
                .parent()
                .expect("a program lies in a folder")
                .to_path_buf(),
        })
    }
}

fn wasm_target() -> anyhow::Result<()> {
    let target = "wasm32-unknown-unknown";
    let Some(rustup) = shell::which("rustup") else {
        // A Rust from a distribution: its standard library for wasm is a package of its own.
        let libraries = shell::output(shell::command("rustc").args([
            "--print",
            "target-libdir",
            "--target",
            target,
        ]))?;
        if Path::new(libraries.trim()).is_dir() {
            return Ok(());
        }
        bail!(
            "this Rust has no {target} standard library: install Rust with rustup, or that package"
        );
    };
    let installed = shell::output(shell::command(&rustup).args(["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line == target) {
        return Ok(());
    }
    shell::run(shell::command(&rustup).args(["target", "add", target]))
}

/// Makes sure of a component of the Rust toolchain: rustup's minimal profile has neither formatter nor linter.
pub fn component(name: &str) -> anyhow::Result<()> {
    let program = if name == "clippy" {
        "cargo-clippy"
    } else {
        name
    };
    let answers = |program: &str| {
        let mut command = shell::command(program);
        command.arg("--version");
        shell::output(&mut command).is_ok()
    };
    if answers(program) {
        return Ok(());
    }
    let rustup = shell::which("rustup").with_context(|| {
        format!("this Rust has no {name}: install Rust with rustup, or that package")
    })?;
    shell::run(shell::command(rustup).args(["component", "add", name]))
}

/// The version of a package in the repository's lock file.
fn locked_version(package: &str) -> anyhow::Result<String> {
    let lock =
        fs::read_to_string(shell::root().join("Cargo.lock")).context("reading Cargo.lock")?;
    version_in_lock(&lock, package)
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock names no {package}"))
}

fn version_in_lock<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\""))?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"')
}

/// Compiles a command-line tool from its package, once, and returns the program.
fn cargo_install(package: &str, version: &str, program: &str) -> anyhow::Result<PathBuf> {
    let home = cache()?;
    let folder = home.join(format!("{program}-{version}"));
    let binary = folder
        .join("bin")
        .join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    if binary.is_file() {
        return Ok(binary);
    }
    fs::create_dir_all(&home).with_context(|| format!("creating {}", home.display()))?;
    eprintln!(
        "Installing {program} {version} into {} (once, a few minutes)",
        folder.display()
    );
    let build = home.join(format!("build-{program}-{version}"));
    let mut install = shell::cargo();
    install
        // From the cache folder, so that the repository's own cargo settings do not apply.
        .current_dir(&home)
        .args([
            "install",
            package,
            "--version",
            version,
            "--bin",
            program,
            "--root",
        ])
        .arg(&folder)
        .env("CARGO_TARGET_DIR", &build)
        // These tools run for seconds: compiling them quickly is worth more than their speed.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false");
    for inherited in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        install.env_remove(inherited);
    }
    if package == "trunk" {
        // Its own lock file is known to build; that of wasm-bindgen-cli names a package that is gone.
        install.arg("--locked");
    }
    shell::run(&mut install)?;
    // Only a cache: what cannot be deleted may stay.
    fs::remove_dir_all(&build).ok();
    Ok(binary)
}

/// Node.js, which runs the browser tests and compresses the site. Its test runner knows `--test-concurrency` since 20.10.
pub fn node() -> anyhow::Result<PathBuf> {
    const ADVICE: &str =
        "Node.js 20.10 or newer is needed: install it (https://nodejs.org) and put `node` on PATH";
    let node = shell::which("node").context(ADVICE)?;
    let version = shell::output(shell::command(&node).arg("--version"))?;
    if !is_recent(&version) {
        bail!("{ADVICE}; this one is {}", version.trim());
    }
    Ok(node)
}

/// Whether Node.js names a version that will do: `v20.10.0`.
fn is_recent(version: &str) -> bool {
    let mut parts = version.trim().trim_start_matches('v').split('.');
    let mut next = || parts.next().and_then(|part| part.parse::<u32>().ok());
    matches!((next(), next()), (Some(major), Some(minor)) if (major, minor) >= (20, 10))
}

/// Installs the browser tests' npm packages, exactly those of `tests/browser/package-lock.json`.
pub fn browser_test_packages() -> anyhow::Result<PathBuf> {
    node()?;
    let folder = shell::root().join("tests/browser");
    let lock = fs::read(folder.join("package-lock.json"))
        .context("reading tests/browser/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(folder);
    }
    npm(&folder, &["ci"])?;
    fs::write(&stamp, lock).context("noting which packages are installed")?;
    Ok(folder)
}

/// Runs npm in a folder, without the scripts that packages bring along.
fn npm(folder: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    shell::run(
        shell::command(program)
            .current_dir(folder)
            .args(arguments)
            .args([
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ]),
    )
}

/// A Chromium to run the browser tests in.
pub fn chromium() -> anyhow::Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    apt_install("chromium");
    find_chromium().context(
        "Chromium is needed: install it (Debian: `apt-get install chromium`; Ubuntu has it only as a snap, so take Google \
         Chrome's package there), or name a Chrome or Chromium in the environment variable CHROMIUM",
    )
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    names
        .iter()
        .find_map(|name| shell::which(name))
        .or_else(|| mac.is_file().then(|| mac.to_path_buf()))
}

/// A Firefox for the one test that runs in it. Where there is none and none can be installed, that test is left out with a
/// sentence: Chromium carries all the others.
pub fn firefox() -> Option<PathBuf> {
    find_firefox().or_else(|| {
        apt_install("firefox-esr");
        find_firefox()
    })
}

fn find_firefox() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("FIREFOX") {
        return Some(named.into());
    }
    let mac = Path::new("/Applications/Firefox.app/Contents/MacOS/firefox");
    ["firefox-esr", "firefox"]
        .iter()
        .find_map(|name| shell::which(name))
        .or_else(|| mac.is_file().then(|| mac.to_path_buf()))
}

/// wasm-opt, which makes the published bundles smaller: a script for Node.js. It takes several times as long as a native one,
/// but is the same, and to be had, everywhere.
pub fn wasm_opt() -> anyhow::Result<PathBuf> {
    let folder = cache()?.join(format!("binaryen-{BINARYEN}"));
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.is_file() {
        eprintln!("Installing wasm-opt {BINARYEN} into {}", folder.display());
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let package = format!("binaryen@{BINARYEN}");
        npm(&folder, &["install", "--prefix", ".", &package])?;
    }
    Ok(script)
}

/// Installs a package of the distribution when this user may; the sink looks whether it is there now.
fn apt_install(package: &str) {
    let Some(apt) = shell::which("apt-get") else {
        return;
    };
    let is_root = shell::output(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root {
        return;
    }
    eprintln!("Installing {package} with apt-get");
    for arguments in [
        vec!["update", "-q"],
        vec!["install", "-q", "-y", "--no-install-recommends", package],
    ] {
        let mut command = shell::command(&apt);
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        if let Err(error) = shell::run(&mut command) {
            eprintln!("{error:#}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_is_too_old_is_told_from_one_that_will_do() {
        for version in ["v20.10.0\n", "v22.3.1", "v100.0.0"] {
            assert!(is_recent(version), "{version}");
        }
        for version in ["v20.9.0", "v18.19.1", "", "node"] {
            assert!(!is_recent(version), "{version}");
        }
    }

    #[test]
    fn the_lock_file_names_the_version_of_exactly_one_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
