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
        if path.file_stem().is_some_and(|name| name == "tests") || is_for_tests(&path) {
            continue; // Unit tests may use what they like.
        }
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Whether a file is a module of unit tests, by the line that declares it in the module around it.
fn is_for_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().display();
    let around = path.parent().expect("a file lies in a folder");
    let declaration = format!("#[cfg(test)]\nmod {name};");
    fs::read_to_string(around.with_extension("rs")).is_ok_and(|text| text.contains(&declaration))
}

/// A source without its comments, the text of its literals and its unit tests, and with every path that it imports.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a readable source");
    let program = text.split("#[cfg(test)]\nmod tests {").next();
    with_imports(&without_text(program.unwrap_or_default()))
}

/// A program without comments and without what is between quotation marks.
fn without_text(source: &str) -> String {
    let mut kept = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = literal(rest) {
            kept.push_str("\"\"");
            length
        } else {
            kept.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    kept
}

/// The length of the comment that `rest` begins with; comments may contain comments.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    for (at, _) in rest.char_indices() {
        if rest[at..].starts_with("/*") {
            depth += 1;
        } else if at > 0 && rest[..at].ends_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    rest.len()
}

/// The length of the string or character that `rest` begins with, if it does.
fn literal(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('b').unwrap_or(rest);
    let before = rest.len() - body.len();
    if let Some(raw) = body.strip_prefix('r') {
        let text = raw.trim_start_matches('#');
        let end = format!("\"{}", "#".repeat(raw.len() - text.len()));
        let length = text.strip_prefix('"')?.find(&end)?;
        return Some(before + 2 + (end.len() - 1) + length + end.len());
    }
    let quote = body.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let is_escape = body[1..].starts_with('\\');
    let mut escaped = false;
    for (count, (at, c)) in body.char_indices().skip(1).enumerate() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return Some(before + at + 1);
        } else if quote == '\'' && count > 0 && !is_escape {
            return None; // A lifetime has no second quotation mark.
        }
    }
    None
}

/// A program, and behind it every path that its `use` brings in, written out: `use crate::{text::batches, view}` is
/// `crate::text::batches` and `crate::view`.
fn with_imports(code: &str) -> String {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let is_word = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if let (true, Some(tree)) = (is_word, code[at + 4..].split(';').next()) {
            expand("", tree.trim(), &mut paths);
        }
    }
    format!("{code}\n{}", paths.join("\n"))
}

fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        paths.push(format!("{prefix}{}", path.trim()));
        return;
    };
    let prefix = format!("{prefix}{}", head.trim());
    let (mut depth, mut start) = (0, 0);
    let end = group.rfind('}').unwrap_or(group.len());
    let group = &group[..end];
    for (at, c) in group.char_indices().chain([(end, ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let branch = group[start..at].trim();
                if !branch.is_empty() {
                    expand(&prefix, branch, paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

#[test]
fn a_name_is_found_wherever_it_hides() {
    let code = |source: &str| with_imports(&without_text(source));
    for (source, name) in [
        (
            "use crate::{text::{batches, corpus as c}, view};",
            "crate::text",
        ),
        (
            "use crate::{view, text::{batches, corpus as c}};",
            "crate::text::corpus",
        ),
        ("use crate::{\n    view,\n    text as t,\n};", "crate::text"),
        ("let a = \"http://b\"; Instant::now();", "Instant"),
        ("let a = '\"'; Instant::now(); // \"", "Instant"),
        (
            "fn f<'a>(x: &'a str) { Instant::now() } // don't",
            "Instant",
        ),
        (
            "let a = r#\"\"\"#; let b = '\\''; let c = b'\\\\'; Instant::now(); \"\"",
            "Instant",
        ),
        ("/* /* a */ b */ Instant::now()", "Instant"),
    ] {
        assert!(mentions(&code(source), name), "{source}: {}", code(source));
    }
    for (source, name) in [
        ("use crate::view; // crate::text", "crate::text"),
        ("use crate::texture;", "crate::text"),
        (
            "/* a /* Instant */ Instant */ let b = \"Instant\";",
            "Instant",
        ),
        (
            "let a = r##\"\"# Instant\"##; let b = \"\\\" Instant\";",
            "Instant",
        ),
    ] {
        assert!(!mentions(&code(source), name), "{source}: {}", code(source));
    }
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
    "loaded",
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

/// Every draw derives from the experiment's seed. (The page may draw a new seed for the person.)
#[test]
fn no_random_number_comes_from_anywhere_but_the_seed() {
    let others = [
        "thread_rng",
        "rand::rng",
        "rand::random",
        "OsRng",
        "from_os_rng",
        "from_entropy",
        "from_rng",
        "getrandom",
        "Math::random",
        "get_random_values",
        "Tensor::random",
    ];
    assert_absent(&ENGINE, &others);
    assert_absent(
        &["view", "protocol", "words", "worker", "device", "cli"],
        &others,
    );
}

/// (The command line asks for the terminal's language, and for nothing else.)
#[test]
fn no_environment_variable_plays_a_part() {
    let variables = [
        "env::var",
        "env::var_os",
        "env::vars",
        "env::vars_os",
        "option_env",
    ];
    assert_absent(&ENGINE, &variables);
    assert_absent(
        &["view", "protocol", "words", "worker", "device", "ui"],
        &variables,
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
