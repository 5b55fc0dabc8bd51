//! The command line as a person and a script meet it: the real binary, tiny runs.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

#[path = "cli/counting.rs"]
mod counting;
#[path = "cli/folders.rs"]
mod folders;
#[path = "cli/interrupts.rs"]
mod interrupts;
#[path = "cli/options.rs"]
mod options;
#[path = "cli/texts.rs"]
mod texts;

/// A model that trains in a moment.
const TINY: &[&str] = &[
    "--device",
    "cpu",
    "--set",
    "model.layers=1",
    "--set",
    "model.heads=2",
    "--set",
    "model.width=16",
    "--set",
    "model.context=16",
    "--set",
    "training.batch_size=4",
    "--set",
    "training.evaluate_every=10",
    "--set",
    "training.evaluate_batches=2",
    "--set",
    "training.sample_every=10",
    "--set",
    "sampling.tokens=8",
];

/// A folder of its own for one test, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("babble-cli-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    fn join(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// A text of a few thousand characters with something to learn in it.
    fn text(&self) -> String {
        let path = self.join("rhyme.txt");
        let lines = [
            "One, two, buckle my shoe.\n",
            "Three, four, knock at the door.\n",
            "Five, six, pick up sticks.\n",
        ];
        let text: String = (0..120).map(|n| lines[(n * n + n / 7) % 3]).collect();
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn babble(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_babble"));
    command
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    babble(arguments).output().unwrap()
}

fn train(arguments: &[&str]) -> Output {
    run(&[&["train"], TINY, arguments].concat())
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The objects of a command that succeeded; the last is `done`.
fn events(output: &Output) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    let events: Vec<Value> = stdout(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events.last().unwrap()["event"], "done");
    events
}

fn named<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events
        .iter()
        .filter(|event| event["event"] == name)
        .collect()
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

const FILES: [&str; 4] = [
    "experiment.json",
    "metrics.jsonl",
    "model.safetensors",
    "tokenizer.json",
];

#[test]
fn a_run_is_trained_kept_asked_judged_and_described() {
    let place = Place::new("whole");
    let (text, out) = (place.text(), place.join("run"));
    let events_of_training = events(&train(&[
        "--text", &text, "--steps", "40", "--out", &out, "--json",
    ]));

    let metrics = named(&events_of_training, "metrics");
    let steps: Vec<_> = metrics
        .iter()
        .map(|event| event["step"].as_u64().unwrap())
        .collect();
    assert_eq!(steps, [10, 20, 30, 40]);
    for event in &metrics {
        for key in [
            "train_loss",
            "validation_loss",
            "tokens_per_second",
            "validation_loss_per_character",
        ] {
            assert!(event[key].as_f64().unwrap() > 0.0, "{key} in {event}");
        }
        assert_eq!(event["device"], "cpu");
    }
    // Scheduled evaluations read two batches of 4 · 16 tokens; the last one reads the whole validation text.
    let read = metrics
        .iter()
        .map(|event| event["validation_tokens"].as_u64());
    let prepared = named(&events_of_training, "prepared")[0];
    let whole = prepared["validation_tokens"].as_u64().unwrap() - 1;
    assert_eq!(read.collect::<Vec<_>>(), [128, 128, 128, whole].map(Some));
    let loss = |event: &Value| event["validation_loss"].as_f64().unwrap();
    assert!(loss(metrics[3]) < loss(metrics[0]), "it learns");
    assert_eq!(named(&events_of_training, "sample").len(), 4);
    let done = events_of_training.last().unwrap();
    assert_eq!(
        (&done["reason"], done["step"].as_u64()),
        (&"completed".into(), Some(40))
    );

    assert_eq!(names(&out), FILES.map(String::from).into());
    let lines = fs::read_to_string(format!("{out}/metrics.jsonl")).unwrap();
    let kept: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        kept.iter().collect::<Vec<_>>(),
        [metrics.clone(), vec![done]].concat()
    );

    // The whole validation text, evaluated again from the files, gives the same figure.
    let evaluated = events(&run(&[
        "eval", &out, "--text", &text, "--device", "cpu", "--json",
    ]));
    assert!(
        (loss(evaluated.last().unwrap()) - loss(done)).abs() < 1e-5,
        "{evaluated:?} {done}"
    );

    let said = events(&run(&[
        "generate", "--run", &out, "--prompt", "One", "--tokens", "12", "--json",
    ]));
    assert_eq!(named(&said, "token").len(), 12);
    let again = run(&["generate", &out, "--prompt", "One", "--tokens", "12"]);
    assert_eq!(
        stdout(&again),
        format!("One{}\n", said.last().unwrap()["text"].as_str().unwrap())
    );
    let other = run(&[
        "generate",
        &out,
        "--prompt",
        "One",
        "--tokens",
        "12",
        "--set",
        "seed=7",
        "--set",
        "sampling.temperature=2",
    ]);
    assert_ne!(stdout(&other), stdout(&again));

    let described = events(&run(&["inspect", &out, "--json"]));
    let run_event = named(&described, "run")[0];
    assert_eq!(run_event["parameters"], done["parameters"]);
    assert_eq!(run_event["validation_loss"], done["validation_loss"]);
    assert!(run_event["tensors"].as_array().unwrap().len() > 5);
    let link = named(&described, "recipe")[0]["link"].as_str().unwrap();
    assert!(
        link.contains("model.width=16") && link.contains("corpus.source.name=rhyme.txt"),
        "{link}"
    );
    assert!(stdout(&run(&["inspect", &out])).contains("parameters"));
}

#[test]
fn the_same_recipe_gives_the_same_losses_by_link_and_by_file() {
    let place = Place::new("same");
    let text = place.text();
    let figures = |output: &Output| -> Vec<(Value, Value)> {
        let events = events(output);
        let metrics = named(&events, "metrics");
        metrics
            .iter()
            .map(|event| (event["step"].clone(), event["validation_loss"].clone()))
            .collect()
    };
    let out = place.join("run");
    let first = train(&["--text", &text, "--steps", "12", "--out", &out, "--json"]);
    let described = events(&run(&["inspect", &out, "--json"]));
    let link = format!(
        "https://example.org/#{}",
        named(&described, "recipe")[0]["link"].as_str().unwrap()
    );
    let file = format!("{out}/experiment.json");
    for recipe in [&link, &file] {
        let second = run(&["train", "--experiment", recipe, "--text", &text, "--json"]);
        assert_eq!(figures(&second), figures(&first));
    }
}

/// Counts of the text's own characters, smoothed as `(c + k) / (n + k·V)`, worked out beside the program.
#[test]
fn a_bigram_is_counted_exactly() {
    let place = Place::new("bigram");
    let path = place.text();
    let output = run(&[
        "train",
        "--preset",
        "trigram",
        "--set",
        "model.order=1",
        "--set",
        "model.smoothing.k=1",
        "--text",
        &path,
        "--json",
    ]);
    let events = events(&output);
    let loss = events.last().unwrap()["validation_loss"].as_f64().unwrap();

    let text: Vec<char> = fs::read_to_string(&path).unwrap().chars().collect();
    let (seen, unseen) = text.split_at((0.9 * text.len() as f64) as usize);
    let vocabulary = text.iter().collect::<BTreeSet<_>>().len() as f64;
    let expected = counting::add_k(seen, unseen, 1, vocabulary, 1.0);
    assert!((loss - expected).abs() < 1e-6, "{loss} is not {expected}");
}

#[test]
fn a_tokenizer_is_trained_and_travels_with_the_run() {
    let place = Place::new("bpe");
    let (text, out) = (place.text(), place.join("run"));
    let vocabulary = [
        "--set",
        "tokenizer.kind=bpe",
        "--set",
        "tokenizer.vocabulary=280",
    ];
    let output = train(
        &[
            &vocabulary[..],
            &["--text", &text, "--steps", "5", "--out", &out, "--json"],
        ]
        .concat(),
    );
    let events_of_training = events(&output);
    assert_eq!(events_of_training.last().unwrap()["vocabulary"], 280);
    let done = events_of_training.last().unwrap();
    assert!(done["validation_loss_per_character"].as_f64() < done["validation_loss"].as_f64());
    // Bytes make every prompt sayable.
    let said = events(&run(&[
        "generate", &out, "--prompt", "字 🦀", "--tokens", "3", "--json",
    ]));
    assert_eq!(said.last().unwrap()["tokens"], 3);
}

#[test]
fn text_may_come_through_a_pipe() {
    let mut arguments = vec!["train"];
    arguments.extend(TINY);
    arguments.extend(["--text", "-", "--steps", "2", "--json"]);
    let mut child = babble(&arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all("ab ba ".repeat(200).as_bytes())
        .unwrap();
    let events = events(&child.wait_with_output().unwrap());
    assert_eq!(events.last().unwrap()["vocabulary"], 3);
}

#[test]
fn what_is_wrong_with_a_recipe_is_told_at_once_and_nothing_is_printed() {
    let output = train(&[
        "--set",
        "model.heads=3",
        "--set",
        "training.schedule.kind=noam",
        "--set",
        "training.warmup=0",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    let message = stderr(&output);
    assert!(
        message.contains("model.width: ") && message.contains("training.warmup: "),
        "{message}"
    );
}

#[test]
fn wrong_commands_end_with_status_2() {
    for arguments in [
        &["train", "--no-such-option"][..],
        &["train", "--preset", "no-such-preset"],
        &["train", "--set", "model.layers"],
        &["train", "--set", "model.layers=99"],
        &["train", "--set", "model.depth=2"],
        &["train", "--experiment", "no-such-file"],
        &["train", "--text", "/no/such/file.txt"],
        &["train", "--tokenizer", "/no/such/file.json"],
        &[
            "train",
            "--experiment",
            "https://example.org/#model.layers=many",
        ],
        &[
            "train",
            "--set",
            "corpus.source.kind=address",
            "--set",
            "corpus.source.url=https://example.org/a.txt",
        ],
        &["generate"],
        &["babble"],
    ] {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn work_that_fails_ends_with_status_1() {
    let place = Place::new("fails");
    let short = place.join("short.txt");
    fs::write(&short, "abc").unwrap();
    let folder = place.join("empty");
    fs::create_dir_all(&folder).unwrap();
    for arguments in [
        vec!["generate", &folder],
        vec!["eval", &folder],
        vec!["inspect", &folder],
        vec!["train", "--device", "cpu", "--text", &short],
        vec!["train", "--out", &short],
    ] {
        let output = run(&arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).starts_with("babble: "),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn messages_follow_the_terminals_language() {
    let output = babble(&["train", "--set", "model.heads=3"])
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert!(stderr(&output).contains("注意力头"), "{}", stderr(&output));
}

#[test]
fn help_and_version_go_to_standard_output() {
    for arguments in [&["--help"][..], &["train", "--help"], &["--version"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("babble") && stderr(&output).is_empty());
    }
    assert!(stdout(&run(&["train", "--help"])).contains("nanogpt-cpu"));
}
