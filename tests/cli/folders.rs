//! Folders of runs: whole, in parts, damaged, from elsewhere, or already there.

use super::*;

/// A run of 20 steps in `out`.
fn trained(place: &Place) -> (String, String) {
    let (text, out) = (place.text(), place.join("run"));
    events(&train(&[
        "--text", &text, "--steps", "20", "--out", &out, "--json",
    ]));
    (text, out)
}

fn described(out: &str) -> Value {
    named(&events(&run(&["inspect", out, "--json"])), "run")[0].clone()
}

fn lines(out: &str) -> Vec<Value> {
    let text = fs::read_to_string(format!("{out}/metrics.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

fn write_lines(out: &str, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(format!("{out}/metrics.jsonl"), text).unwrap();
}

#[track_caller]
fn assert_fails(arguments: &[&str], status: i32, complaint: &str) {
    let output = run(arguments);
    let message = stderr(&output);
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}: {message}"
    );
    assert!(
        message.starts_with("babble: ") && message.contains(complaint),
        "{arguments:?}: {message}"
    );
}

/// What the page exports are four files, too; its metrics once had neither `event` nor an end.
#[test]
fn the_weights_know_how_far_they_have_come() {
    let place = Place::new("reached");
    let (text, out) = trained(&place);
    let whole = described(&out);
    assert_eq!(
        (&whole["step"], &whole["reason"]),
        (&20.into(), &"completed".into())
    );
    assert!(whole["elapsed_ms"].as_f64().unwrap() > 0.0);

    let bare = serde_json::json!({"step": 7, "loss": 2.5, "elapsed_ms": 1.0});
    write_lines(&out, &[bare]);
    let exported = described(&out);
    assert_eq!(
        (&exported["step"], &exported["reason"]),
        (&20.into(), &Value::Null)
    );
    assert_eq!(exported["elapsed_ms"], 1.0);

    fs::remove_file(format!("{out}/metrics.jsonl")).unwrap();
    assert_eq!(described(&out)["step"], 20);
    let evaluated = events(&run(&["eval", &out, "--text", &text, "--json"]));
    assert_eq!(evaluated.last().unwrap()["step"], 20);
    let resumed = events(&run(&[
        "train", "--resume", &out, "--text", &text, "--steps", "30", "--json",
    ]));
    let steps: Vec<_> = named(&resumed, "metrics")
        .iter()
        .map(|event| event["step"].clone())
        .collect();
    assert_eq!(steps, [30]);
    assert_eq!(described(&out)["step"], 30);
}

#[test]
fn broken_metrics_keep_nobody_from_asking_the_model() {
    let place = Place::new("broken-metrics");
    let (text, out) = trained(&place);
    fs::write(format!("{out}/metrics.jsonl"), "{\"event\": \"met").unwrap();
    events(&run(&["generate", &out, "--tokens", "3", "--json"]));
    events(&run(&["eval", &out, "--text", &text, "--json"]));
    for arguments in [
        &["inspect", &out][..],
        &["train", "--resume", &out, "--text", &text],
    ] {
        assert_fails(arguments, 1, "metrics.jsonl is damaged");
    }
}

/// The first version wrote the step into the metrics alone.
#[test]
fn weights_that_do_not_know_their_step_take_it_from_the_metrics() {
    let place = Place::new("first-version");
    let (text, out) = trained(&place);
    let file = format!("{out}/model.safetensors");
    let mut weights = fs::read(&file).unwrap();
    let key = br#"\"step\""#;
    let at = weights
        .windows(key.len())
        .position(|part| part == key)
        .unwrap();
    weights[at + 2..at + 6].copy_from_slice(b"____");
    fs::write(&file, weights).unwrap();
    assert_eq!(described(&out)["step"], 20);
    fs::remove_file(format!("{out}/metrics.jsonl")).unwrap();
    events(&run(&["generate", &out, "--tokens", "3", "--json"]));
    assert_fails(
        &["train", "--resume", &out, "--text", &text],
        1,
        "how many steps",
    );
}

/// As if the program had been killed after the new weights were there and before the new metrics were.
#[test]
fn weights_beside_older_metrics_count() {
    let place = Place::new("half-written");
    let (text, out) = trained(&place);
    let mut older = lines(&out);
    older.retain(|line| line["step"] == 10);
    let mut done = older[0].clone();
    done["event"] = "done".into();
    done["reason"] = "unfinished".into();
    older.push(done);
    write_lines(&out, &older);
    let run_event = described(&out);
    assert_eq!(
        (&run_event["step"], &run_event["reason"]),
        (&20.into(), &Value::Null)
    );
    events(&run(&[
        "train", "--resume", &out, "--text", &text, "--steps", "40", "--json",
    ]));
    let steps: Vec<_> = lines(&out)
        .iter()
        .map(|line| line["step"].clone())
        .collect();
    assert_eq!(steps, [10, 30, 40, 40]);
}

#[test]
fn resuming_a_finished_run_loses_nothing_of_it() {
    let place = Place::new("finished");
    let (text, out) = trained(&place);
    let before = lines(&out);
    let resumed = events(&run(&[
        "train", "--resume", &out, "--text", &text, "--json",
    ]));
    let done = resumed.last().unwrap();
    assert_eq!(done["reason"], "completed");
    assert_eq!(lines(&out), before);
    for name in ["step", "validation_loss", "train_loss_per_character"] {
        assert_eq!(done[name], before.last().unwrap()[name], "{name}");
    }
}

#[test]
fn a_run_is_not_written_over_another() {
    let place = Place::new("occupied");
    let (text, out) = trained(&place);
    let before = fs::read(format!("{out}/model.safetensors")).unwrap();
    let other = place.join("other");
    events(&train(&[
        "--text", &text, "--steps", "2", "--out", &other, "--json",
    ]));
    for arguments in [
        &["train", "--text", &text, "--out", &out][..],
        &["train", "--text", &text, "--resume", &other, "--out", &out],
    ] {
        assert_fails(arguments, 2, "holds a run already");
    }
    assert_eq!(
        fs::read(format!("{out}/model.safetensors")).unwrap(),
        before
    );
    // The folder itself by another name, and one that merely exists, will do.
    let same = format!("{out}/../run");
    let go_on = [
        "train", "--resume", &out, "--out", &same, "--text", &text, "--steps", "21",
    ];
    assert_eq!(run(&go_on).status.code(), Some(0));
    let empty = place.join("empty");
    fs::create_dir_all(&empty).unwrap();
    events(&train(&[
        "--text", &text, "--steps", "2", "--out", &empty, "--json",
    ]));
    assert_eq!(names(&empty), FILES.map(String::from).into());
}

#[test]
fn a_text_that_cannot_be_learned_leaves_no_folder() {
    let place = Place::new("no-folder");
    let (short, out) = (place.join("short.txt"), place.join("run"));
    fs::write(&short, "abc").unwrap();
    assert_fails(
        &["train", "--device", "cpu", "--text", &short, "--out", &out],
        1,
        "corpus",
    );
    assert!(!Path::new(&out).exists());
}

#[test]
fn damaged_files_are_told_and_panic_nobody() {
    let place = Place::new("damaged");
    let (text, out) = trained(&place);
    for name in ["experiment.json", "model.safetensors", "tokenizer.json"] {
        let file = format!("{out}/{name}");
        let whole = fs::read(&file).unwrap();
        for damaged in [&b""[..], &whole[..whole.len() / 2], &[0xFF; 64]] {
            fs::write(&file, damaged).unwrap();
            for arguments in [
                &["generate", &out][..],
                &["eval", &out, "--text", &text],
                &["inspect", &out],
                &["train", "--resume", &out, "--text", &text],
            ] {
                assert_fails(arguments, 1, "");
            }
        }
        fs::write(&file, whole).unwrap();
    }
}

#[test]
fn sizes_out_of_all_range_are_told_and_not_computed() {
    let place = Place::new("hostile");
    let (_, out) = trained(&place);
    let file = format!("{out}/experiment.json");
    let mut recipe: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    recipe["model"]["width"] = (1_u64 << 62).into();
    fs::write(&file, recipe.to_string()).unwrap();
    let described = events(&run(&["inspect", &out, "--json"]));
    let problems = named(&described, "recipe")[0]["problems"]
        .as_array()
        .unwrap();
    assert!(
        problems
            .iter()
            .any(|problem| problem["path"] == "model.width")
    );
    assert_eq!(named(&described, "run")[0]["parameters"], Value::Null);
    assert_fails(&["generate", &out], 2, "model.width");
}

#[test]
fn a_run_that_did_not_get_worse_has_nothing_to_go_back_to() {
    let place = Place::new("back");
    let (text, out) = trained(&place);
    let back = run(&["train", "--resume", &out, "--text", &text, "--back-to-best"]);
    options::assert_refused(&back, 2, "nothing to go back to");
    options::assert_refused(&run(&["train", "--back-to-best"]), 2, "--resume");
}

/// Another family is another value of `model.kind`, and nothing else changes.
#[test]
fn networks_that_look_back_a_fixed_way_are_trained_resumed_and_asked() {
    for settings in [
        ["model.kind=mlp", "model.hidden=16", "model.window=4"],
        ["model.kind=cnn", "model.layers=2", "model.kernel=2"],
    ] {
        let place = Place::new(&settings[0].replace('.', "-"));
        let (text, out) = (place.text(), place.join("run"));
        let mut arguments = vec!["train", "--device", "cpu", "--text", &text, "--json"];
        for setting in &settings {
            arguments.extend(["--set", setting]);
        }
        arguments.extend(["--set", "model.width=8", "--set", "training.batch_size=4"]);
        let begun = [&arguments[..], &["--steps", "10", "--out", &out]].concat();
        events(&run(&begun));
        let further = [
            "train", "--resume", &out, "--text", &text, "--steps", "20", "--json",
        ];
        events(&run(&further));
        let told = described(&out);
        assert_eq!(told["step"], 20, "{told}");
        let said = run(&["generate", &out, "--prompt", "One, ", "--tokens", "8"]);
        assert!(said.status.success(), "{}", stderr(&said));
        let evaluated = events(&run(&["eval", &out, "--text", &text, "--json"]));
        assert_eq!(evaluated.last().unwrap()["step"], 20);
    }
}
