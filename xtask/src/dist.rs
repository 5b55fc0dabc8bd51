//! `cargo xtask dist`: the site as it is published, small and compressed ahead of time.

use std::{fs, path::Path, thread};

use anyhow::{Context, bail};

use crate::{shell, site, tools};

/// How hard wasm-opt tries: the CPU engine's arithmetic for speed, the rest for size.
const BUNDLES: [(&str, &str); 3] = [("app", "-Oz"), ("engine-cpu", "-O3"), ("engine-gpu", "-Oz")];

/// What rustc's wasm target uses beyond the first version of WebAssembly.
const WASM_FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Compresses every file named on its standard input, beside it, as static hosts expect it.
const COMPRESS: &str = r"
const fs = require('node:fs'), zlib = require('node:zlib'), { constants: c } = zlib;
for (const file of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const data = fs.readFileSync(file);
  const gzip = zlib.gzipSync(data, { level: 9 });
  const brotli = zlib.brotliCompressSync(data, { params: {
    [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_LGWIN]: 24, [c.BROTLI_PARAM_SIZE_HINT]: data.length } });
  fs.writeFileSync(file + '.gz', gzip);
  fs.writeFileSync(file + '.br', brotli);
}";

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    if let Some(argument) = arguments.first() {
        bail!("dist takes no options, not `{argument}`");
    }
    let node = tools::node()?;
    let wasm_opt = tools::wasm_opt()?;
    let folder = site::dist();
    site::build(&tools::BuildTools::install()?, site::Bundles::All, &folder)?;
    println!("Optimising the bundles, which takes several minutes");
    thread::scope(|scope| {
        let optimise = |(bundle, level)| optimise(&node, &wasm_opt, &folder, bundle, level);
        let all = BUNDLES.map(|bundle| scope.spawn(move || optimise(bundle)));
        all.into_iter()
            .try_for_each(|one| one.join().expect("optimising does not panic"))
    })?;
    let version = site::stamp(&folder)?;
    compress(&node, &folder)?;
    println!("\nBuild {version} in {}\n", folder.display());
    print_sizes(&folder)
}

fn optimise(
    node: &Path,
    wasm_opt: &Path,
    folder: &Path,
    bundle: &str,
    level: &str,
) -> anyhow::Result<()> {
    let file = folder.join(format!("{bundle}_bg.wasm"));
    let optimised = file.with_extension("optimised");
    shell::run(
        shell::command(node)
            .arg(wasm_opt)
            .arg(level)
            .args(WASM_FEATURES)
            .arg(&file)
            .arg("-o")
            .arg(&optimised),
    )?;
    fs::rename(&optimised, &file).with_context(|| format!("replacing {}", file.display()))
}

fn compress(node: &Path, folder: &Path) -> anyhow::Result<()> {
    let names: String = site::files(folder)?
        .iter()
        .filter(|file| {
            ["html", "js", "css", "wasm", "json", "svg", "txt"]
                .iter()
                .any(|kind| site::has_extension(file, kind))
        })
        .map(|file| format!("{}\n", folder.join(file).display()))
        .collect();
    let list = folder.join(".files-to-compress");
    fs::write(&list, names).context("listing the files to compress")?;
    let input = fs::File::open(&list).context("reading the files to compress")?;
    let done = shell::run(shell::command(node).args(["--eval", COMPRESS]).stdin(input));
    fs::remove_file(&list).context("removing the list of files to compress")?;
    done
}

/// Kilobytes of what a visitor downloads.
fn print_sizes(folder: &Path) -> anyhow::Result<()> {
    println!(
        "{:28} {:>10} {:>10} {:>10}  (kB)",
        "file", "raw", "gzip", "brotli"
    );
    for file in site::files(folder)? {
        if site::has_extension(&file, "gz") || site::has_extension(&file, "br") {
            continue;
        }
        let kilobytes = |name: String| match fs::metadata(folder.join(name)) {
            Ok(found) => format!("{:.1}", found.len() as f64 / 1000.0),
            Err(_) => "-".to_owned(),
        };
        println!(
            "{file:28} {:>10} {:>10} {:>10}",
            kilobytes(file.clone()),
            kilobytes(format!("{file}.gz")),
            kilobytes(format!("{file}.br"))
        );
    }
    Ok(())
}
