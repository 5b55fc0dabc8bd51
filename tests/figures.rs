//! The reference figures, on Tiny Shakespeare, from the command line: what others counted and trained must come out here.
//!
//! The corpus is no part of this repository. It is looked for beside it (`../shared/data/tinyshakespeare.txt`, where
//! continuous integration has it) or where `BABBLE_TINY_SHAKESPEARE` says. At anybody's desk these tests are left out
//! without it; where `CI` is set, a missing corpus is a failure.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn corpus() -> Option<PathBuf> {
    let beside = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/tinyshakespeare.txt"
    );
    let path = std::env::var_os("BABBLE_TINY_SHAKESPEARE").map_or(beside.into(), PathBuf::from);
    if path.is_file() {
        return Some(path);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "Tiny Shakespeare is not at {}",
        path.display()
    );
    eprintln!("left out: Tiny Shakespeare is not at {}", path.display());
    None
}

/// Trains to the end and returns the last line: the losses on the whole validation text.
fn trained(corpus: &PathBuf, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_babble"))
        .args(["train", "--json", "--device", "cpu", "--text"])
        .arg(corpus)
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "done");
    last
}

/// Add-k rows counted exactly elsewhere (`(c + k) / (n + 65·k)`, the first `order` characters skipped); the Kneser–Ney row
/// is what `tests/cli/counting.rs` derives in a few lines, on this corpus.
#[test]
fn ngrams_on_tiny_shakespeare_to_four_decimals() {
    let Some(corpus) = corpus() else { return };
    let add_k = "model.smoothing.kind=add_k";
    let kneser_ney = "model.smoothing.kind=kneser_ney";
    for (order, smoothing, setting, expected) in [
        (0, add_k, "model.smoothing.k=1", "3.3473"),
        (1, add_k, "model.smoothing.k=1", "2.4819"),
        (2, add_k, "model.smoothing.k=0.1", "2.0458"),
        (3, add_k, "model.smoothing.k=0.1", "1.7840"),
        (4, add_k, "model.smoothing.k=0.01", "1.7704"),
        (4, kneser_ney, "model.smoothing.discount=0.75", "1.5663"),
    ] {
        let order = format!("model.order={order}");
        let settings = ["model.kind=ngram", &order, smoothing, setting];
        let arguments: Vec<&str> = settings
            .into_iter()
            .flat_map(|set| ["--set", set])
            .collect();
        let done = trained(&corpus, &arguments);
        let loss = done["validation_loss"].as_f64().unwrap();
        assert_eq!(format!("{loss:.4}"), expected, "{order} {smoothing}");
        assert_eq!(
            done["parameters"].as_u64().map(|counts| counts > 0),
            Some(true)
        );
    }
}

/// nanoGPT's README says 1.88 of this recipe, from a noisy evaluation; this is the mean over the whole validation text.
#[test]
fn nanogpt_on_a_processor_reaches_the_figure_of_its_readme() {
    let Some(corpus) = corpus() else { return };
    let done = trained(&corpus, &["--preset", "nanogpt-cpu"]);
    let loss = done["validation_loss"].as_f64().unwrap();
    assert!((loss - 1.88).abs() < 0.05, "{loss}");
    assert!(
        done["validation_tokens"].as_u64().unwrap() > 100_000,
        "{done}"
    );
}
