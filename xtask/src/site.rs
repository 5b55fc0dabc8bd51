//! The static site: built by trunk, then marked with the name of the build.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use crate::{
    shell,
    tools::{self, BuildTools},
};

/// Which of the bundles a build makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bundles {
    All,
    /// The page and the CPU engine: enough to open the page and train, in a fraction of the time.
    WithoutGpu,
}

/// Where `dist` and `test` put the site.
pub fn dist() -> PathBuf {
    shell::root().join("dist")
}

/// Builds the site into `folder`, in release mode.
pub fn build(tools: &BuildTools, bundles: Bundles, folder: &Path) -> anyhow::Result<()> {
    let root = shell::root();
    let page = match bundles {
        Bundles::All => PathBuf::from("index.html"),
        Bundles::WithoutGpu => {
            let html = fs::read_to_string(root.join("index.html")).context("reading index.html")?;
            let page = PathBuf::from(".index-without-gpu.html");
            fs::write(root.join(&page), without_gpu(&html)?)
                .context("writing a page without the GPU engine")?;
            page
        }
    };
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let built = shell::run(
        shell::command(&tools.trunk)
            .args(["build", "--release", "--skip-version-check", "--dist"])
            .arg(folder)
            .arg(&page)
            .env("PATH", shell::path_with(&[&tools.wasm_bindgen])?)
            // Trunk's options can be given in the environment too: ours are in Trunk.toml.
            .env_remove("NO_COLOR"),
    );
    if bundles == Bundles::WithoutGpu {
        fs::remove_file(root.join(&page)).context("removing the page without the GPU engine")?;
    }
    built
}

/// The page's source without the link that makes trunk build the GPU engine.
fn without_gpu(html: &str) -> anyhow::Result<String> {
    let name = html
        .find("data-bin=\"engine-gpu\"")
        .context("index.html names no engine-gpu bundle")?;
    let start = html[..name]
        .rfind("<link")
        .context("index.html: no <link> names engine-gpu")?;
    let end = name
        + html[name..]
            .find('>')
            .context("index.html: an unfinished <link>")?
        + 1;
    Ok(format!("{}{}", &html[..start], &html[end..]))
}

/// Names the build after its content, in every place that must tell one build's files from another's.
pub fn stamp(folder: &Path) -> anyhow::Result<String> {
    let files = files(folder)?;
    let version = version(folder, &files)?;
    for page in files.iter().filter(|file| has_extension(file, "html")) {
        replace_in(
            &folder.join(page),
            &[("?v=development", &format!("?v={version}"))],
        )?;
    }
    let mut bytes = BTreeMap::new();
    for engine in ["engine-cpu", "engine-gpu"] {
        if let Ok(file) = fs::metadata(folder.join(format!("{engine}_bg.wasm"))) {
            bytes.insert(engine, file.len());
        }
    }
    replace_in(
        &folder.join("engine-worker.js"),
        &[(
            "{ version: \"development\", bytes: {} }",
            &format!("{{ version: \"{version}\", bytes: {bytes:?} }}"),
        )],
    )?;
    replace_in(
        &folder.join("sw.js"),
        &[
            (
                "const BUILD = \"development\"",
                &format!("const BUILD = \"{version}\""),
            ),
            (
                "const SHELL = []",
                &format!("const SHELL = {:#?}", shell_files(&files, &version)),
            ),
        ],
    )?;
    Ok(version)
}

/// What the service worker keeps from the start: all but the GPU engine and what only developers open.
fn shell_files(files: &[String], version: &str) -> Vec<String> {
    let needed = |file: &&String| {
        !file.contains("engine-gpu")
            && *file != "sw.js"
            && !file.starts_with("bench")
            && !has_extension(file, "html")
    };
    let mut addresses = vec!["./".to_owned(), "./index.html".to_owned()];
    for file in files.iter().filter(needed) {
        addresses.push(match file.as_str() {
            "engine-worker.js" => format!("./{file}?engine=cpu&v={version}"),
            // The bundles' own JavaScript asks for these, and knows no version.
            _ if file.starts_with("snippets/") => format!("./{file}"),
            _ => format!("./{file}?v={version}"),
        });
    }
    addresses
}

fn replace_in(file: &Path, replacements: &[(&str, &str)]) -> anyhow::Result<()> {
    let mut text =
        fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    for (from, to) in replacements {
        ensure!(
            text.contains(from),
            "{} no longer contains `{from}`, which is to name the build",
            file.display()
        );
        text = text.replace(from, to);
    }
    fs::write(file, text).with_context(|| format!("writing {}", file.display()))
}

/// A name that changes when any file does: FNV-1a over all names and contents.
fn version(folder: &Path, files: &[String]) -> anyhow::Result<String> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        let content = fs::read(folder.join(file)).with_context(|| format!("reading {file}"))?;
        for byte in file.bytes().chain(content) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{hash:016x}"))
}

/// Every file below a folder, as sorted paths with `/` between their parts.
pub fn files(folder: &Path) -> anyhow::Result<Vec<String>> {
    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) -> anyhow::Result<()> {
        for entry in
            fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?
        {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                collect(&entry.path(), &format!("{name}/"), found)?;
            } else {
                found.push(name);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

pub fn has_extension(file: &str, extension: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|found| found == extension)
}

/// Installs the tools, builds everything into `dist/` and names the build.
pub fn build_dist() -> anyhow::Result<PathBuf> {
    let folder = dist();
    build(&tools::BuildTools::install()?, Bundles::All, &folder)?;
    stamp(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_without_the_gpu_engine_still_names_the_others() {
        let html = fs::read_to_string(shell::root().join("index.html")).unwrap();
        let without = without_gpu(&html).unwrap();
        assert!(!without.contains("engine-gpu"));
        assert!(
            without.contains("data-bin=\"engine-cpu\"") && without.contains("data-bin=\"app\"")
        );
    }

    #[test]
    fn a_build_is_named_after_its_content_everywhere() {
        let folder = std::env::temp_dir().join(format!("babble-stamp-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let www = shell::root().join("www");
        for name in ["engine-worker.js", "sw.js"] {
            fs::copy(www.join(name), folder.join(name)).unwrap();
        }
        fs::write(
            folder.join("index.html"),
            "<script src=\"./boot.js?v=development\"></script>",
        )
        .unwrap();
        fs::write(folder.join("engine-cpu_bg.wasm"), [0; 7]).unwrap();
        fs::write(folder.join("engine-gpu_bg.wasm"), [0; 9]).unwrap();
        let version = stamp(&folder).unwrap();

        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert!(read("index.html").contains(&format!("boot.js?v={version}\"")));
        let sizes = "bytes: {\"engine-cpu\": 7, \"engine-gpu\": 9}";
        assert!(
            read("engine-worker.js").contains(&format!("{{ version: \"{version}\", {sizes} }}"))
        );
        assert!(read("sw.js").contains(&format!("./engine-cpu_bg.wasm?v={version}")));
        assert!(!read("sw.js").contains("engine-gpu_bg.wasm"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
