//! The invariants of ARCHITECTURE.md that a reader of the sources can check, checked.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of these modules: `name` stands for `src/name.rs` and everything below `src/name/`.
fn sources(modules: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for module in modules {
        let before = found.len();
        let file = root().join(format!("src/{module}.rs"));
        if file.is_file() {
            found.push(file);
        }
        collect(&root().join("src").join(module), &mut found);
        assert!(found.len() > before, "there is no module {module} any more");
    }
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue; // Unit tests may use what they like.
        }
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A source without its comments and without its unit tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a readable source");
    let program = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    program
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether `name` occurs, not only as a part of a longer identifier.
fn mentions(code: &str, name: &str) -> bool {
    let is_identifier = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(name).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + name.len()..].chars().next();
        let goes_on = !name.ends_with(':') && after.is_some_and(is_identifier);
        !before.is_some_and(is_identifier) && !goes_on
    })
}

#[track_caller]
fn assert_absent(modules: &[&str], names: &[&str]) {
    let mut found = Vec::new();
    for file in sources(modules) {
        let code = code(&file);
        for name in names {
            if mentions(&code, name) {
                found.push(format!("{}: {name}", file.display()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "names that do not belong there:\n{}",
        found.join("\n")
    );
}

const ENGINE: [&str; 16] = [
    "compare",
    "engine",
    "learner",
    "loss",
    "model",
    "optim",
    "predictor",
    "probe",
    "random",
    "sample",
    "session",
    "speaker",
    "text",
    "train",
    "weights",
    "experiment",
];

#[test]
fn the_recipe_the_views_the_messages_and_the_page_know_no_tensor() {
    assert_absent(
        &["experiment", "view", "protocol", "words", "ui"],
        &["burn::", "tokenizers::"],
    );
}

#[test]
fn the_engine_and_what_it_shares_with_the_page_know_no_browser() {
    let browser = ["leptos", "web_sys", "js_sys", "wasm_bindgen"];
    assert_absent(&ENGINE, &browser);
    assert_absent(&["view", "protocol", "words", "cli"], &browser);
}

#[test]
fn a_model_knows_nothing_of_training_text_or_the_clock() {
    let modules = [
        "crate::train",
        "crate::text",
        "crate::session",
        "crate::optim",
    ];
    assert_absent(&["model"], &modules);
    assert_absent(
        &["model"],
        &["Instant", "SystemTime", "web_time", "Optimizer", "Training"],
    );
}

#[test]
fn the_training_step_reads_nothing_back() {
    assert_absent(
        &["train"],
        &[
            "into_data",
            "into_data_async",
            "into_scalar",
            "into_scalar_async",
            "execute_async",
        ],
    );
}

/// On WebGPU a synchronous read panics; natively it works, so only this test notices in time.
#[test]
fn every_read_from_the_device_is_asynchronous() {
    assert_absent(
        &ENGINE,
        &[
            "into_data",
            "to_data",
            "into_scalar",
            "into_record",
            "to_record",
        ],
    );
    assert_absent(
        &["worker", "device"],
        &["into_data", "to_data", "into_scalar"],
    );
}

/// Text from a link, a file or a model is only ever text.
#[test]
fn the_page_never_makes_markup_of_text() {
    assert_absent(
        &["ui"],
        &[
            "inner_html",
            "set_inner_html",
            "set_outer_html",
            "insert_adjacent_html",
        ],
    );
}

/// Not only the sources: the page's bundle as cargo resolves it.
#[test]
fn the_pages_bundle_holds_no_engine() {
    let tree = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "--quiet",
            "--package",
            "babble",
            "--no-default-features",
            "--features",
            "ui",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .output()
        .expect("cargo, which runs this test, runs");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let tree = String::from_utf8(tree.stdout).expect("cargo writes UTF-8");
    assert!(
        tree.contains("leptos v"),
        "this is not the page's tree:\n{tree}"
    );
    for engine in ["burn v", "burn-core v", "tokenizers v", "wgpu v", "rayon v"] {
        assert!(
            !tree.lines().any(|line| line.starts_with(engine)),
            "the page depends on {engine}"
        );
    }
}
