//! Options and files as scripts give them, and the places where programs go wrong.

use super::*;

#[track_caller]
pub(super) fn assert_refused(output: &Output, status: i32, complaint: &str) {
    let message = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{message}");
    assert!(message.contains(complaint), "{message}");
    assert_eq!(stdout(output), "");
}

/// The rhyme as a table and as JSON lines.
fn tables(place: &Place) -> (String, String) {
    let rhyme = fs::read_to_string(place.text()).unwrap();
    let (table, objects) = (place.join("rhyme.csv"), place.join("rhyme.jsonl"));
    let rows: String = rhyme
        .lines()
        .map(|line| format!("1,\"{line}\"\n"))
        .collect();
    fs::write(&table, format!("id,line\n{rows}")).unwrap();
    let lines: String = rhyme
        .lines()
        .map(|line| format!("{}\n", serde_json::json!({"verse": line})))
        .collect();
    fs::write(&objects, lines).unwrap();
    (table, objects)
}

#[test]
fn tables_and_json_lines_are_read_by_their_field() {
    let place = Place::new("fields");
    let (table, objects) = tables(&place);
    let out = place.join("run");
    let field = ["--set", "corpus.field=line", "--json"];
    let trained = [
        &["--text", &table, "--steps", "10", "--out", &out],
        &field[..],
    ]
    .concat();
    let trained = events(&train(&trained));
    let characters = fs::read_to_string(place.text()).unwrap().chars().count();
    assert_eq!(named(&trained, "prepared")[0]["characters"], characters);

    // The run reads its own column unless it is told otherwise.
    let own = events(&run(&["eval", &out, "--text", &table, "--json"]));
    let other = events(&run(&[
        "eval",
        &out,
        "--text",
        &objects,
        "--set",
        "corpus.field=verse",
        "--json",
    ]));
    let loss = |events: &[Value]| events.last().unwrap()["validation_loss"].clone();
    assert_eq!(loss(&own), loss(&other));
    assert_refused(&run(&["eval", &out, "--text", &objects]), 1, "“verse”");
    let elsewhere = ["eval", &out, "--text", &table, "--set", "model.layers=2"];
    assert_refused(&run(&elsewhere), 2, "model.layers");
}

#[test]
fn a_text_that_is_none_is_refused() {
    let place = Place::new("no-text");
    let file = place.join("latin1.txt");
    fs::write(&file, b"caf\xE9 cr\xE8me").unwrap();
    assert_refused(&train(&["--text", &file]), 1, "not UTF-8");
    let text = place.text();
    let tokenizer = train(&["--text", &text, "--tokenizer", &file]);
    assert_refused(&tokenizer, 2, "latin1.txt cannot be read");
}

/// Else the whole text would be one token again and again, which costs nothing to predict.
#[test]
fn a_tokenizer_that_loses_the_text_is_refused() {
    let place = Place::new("unknown");
    let (text, tokenizer) = (place.text(), place.join("tokenizer.json"));
    let words = serde_json::json!({
        "version": "1.0", "added_tokens": [], "normalizer": null, "post_processor": null, "decoder": null,
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, ",": 1, ".": 2, "my": 3, "m": 4}},
    });
    fs::write(&tokenizer, words.to_string()).unwrap();
    let output = train(&["--text", &text, "--tokenizer", &tokenizer]);
    assert_refused(&output, 1, "babble: corpus: ");
    assert!(
        stderr(&output).contains("'O' 'n' 'e'"),
        "{}",
        stderr(&output)
    );
}

#[cfg(unix)]
#[test]
fn an_endless_text_comes_to_an_end() {
    assert_refused(&train(&["--text", "/dev/zero"]), 1, "64 MiB");
}

/// As a shell's `<(…)` gives it.
#[cfg(unix)]
#[test]
fn a_recipe_may_come_through_a_pipe() {
    let mut child = babble(&["inspect", "--experiment", "/dev/stdin", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(br#"{"seed": 7}"#).unwrap();
    drop(pipe);
    let events = events(&child.wait_with_output().unwrap());
    assert_eq!(named(&events, "recipe")[0]["experiment"]["seed"], 7);
}

#[test]
fn a_preset_with_changes_travels_as_a_link() {
    let described = events(&run(&[
        "inspect",
        "--preset",
        "trigram",
        "--set",
        "model.order=3",
        "--json",
    ]));
    let recipe = named(&described, "recipe")[0];
    assert_eq!(recipe["experiment"]["model"]["order"], 3);
    assert_eq!(recipe["left_out"], serde_json::json!([]));
    let link = format!("https://example.org/#{}", recipe["link"].as_str().unwrap());
    let again = events(&run(&["inspect", "--experiment", &link, "--json"]));
    assert_eq!(named(&again, "recipe")[0], recipe);
}

#[test]
fn a_preset_suits_the_text_that_it_reads() {
    let place = Place::new("writing");
    let text = place.join("story.txt");
    fs::write(&text, "从前有一只狐狸，它住在山里。".repeat(200)).unwrap();
    let described = |arguments: &[&str]| {
        let all = [&["inspect", "--json"], arguments].concat();
        named(&events(&run(&all)), "recipe")[0]["experiment"].clone()
    };
    let chinese = ["--set", "corpus.source.kind=chinese_stories"];
    let stories = described(&[&["--preset", "first-words"][..], &chinese].concat());
    assert_eq!(stories["corpus"]["source"]["kind"], "chinese_stories");
    let own = described(&["--preset", "first-words", "--text", &text]);
    assert_eq!(own["corpus"]["source"]["kind"], "file");
    let english = described(&["--preset", "first-words"]);
    assert_eq!(english["corpus"]["source"]["kind"], "english_stories");
    for part in ["model", "training", "tokenizer"] {
        assert_eq!(own[part], stories[part]);
    }
    assert_ne!(english["tokenizer"], stories["tokenizer"]);
    // A name of an earlier version still means something.
    assert_eq!(described(&["--preset", "chinese-stories"]), stories);
}

#[test]
fn what_a_link_cannot_carry_is_told() {
    let place = Place::new("left-out");
    let file = place.join("experiment.json");
    // Digits of a square root are as good as random, so they do not get shorter.
    let text: String = (0..20_000_u32)
        .map(|n| char::from(b'a' + ((f64::from(n).sqrt().fract() * 1e9) as u32 % 26) as u8))
        .collect();
    let recipe = serde_json::json!({"corpus": {"source": {"kind": "pasted", "text": text}}});
    fs::write(&file, recipe.to_string()).unwrap();
    let described = events(&run(&["inspect", "--experiment", &file, "--json"]));
    let recipe = named(&described, "recipe")[0];
    assert_eq!(recipe["left_out"][0]["path"], "corpus.source.text");
}

#[test]
fn steps_that_do_nothing_are_told() {
    let place = Place::new("steps");
    let text = place.text();
    let counted = run(&[
        "train", "--preset", "trigram", "--text", &text, "--steps", "9",
    ]);
    assert_eq!(counted.status.code(), Some(0));
    assert!(stderr(&counted).contains("--steps"), "{}", stderr(&counted));
    // Asking needs a run, and a run is what it is.
    let folder = place.join("run");
    for command in ["generate", "eval"] {
        let further = run(&[command, &folder, "--steps", "9"]);
        assert_refused(&further, 2, "train --resume");
        let untrained = run(&[command, "--experiment", "#model.layers=2"]);
        assert_refused(&untrained, 2, "train it with");
    }
}

#[test]
fn a_prompt_may_come_from_a_file() {
    let place = Place::new("prompt");
    let (text, out) = (place.text(), place.join("run"));
    events(&train(&[
        "--text", &text, "--steps", "5", "--out", &out, "--json",
    ]));
    let file = place.join("prompt.txt");
    fs::write(&file, "One, two").unwrap();
    let from_file = run(&["generate", &out, "--text", &file, "--tokens", "5"]);
    let by_hand = run(&["generate", &out, "--prompt", "One, two", "--tokens", "5"]);
    assert!(stdout(&from_file).starts_with("One, two"));
    assert_eq!(stdout(&from_file), stdout(&by_hand));
    fs::write(&file, "x".repeat(5000)).unwrap();
    let too_long = run(&["generate", &out, "--text", &file]);
    assert_refused(&too_long, 2, "sampling.prompt");
}

#[test]
fn a_recipe_is_described_with_its_text() {
    let place = Place::new("prospect");
    let text = place.text();
    let recipe = ["inspect", "--preset", "nanogpt-cpu", "--device", "cpu"];
    let with_text = ["--text", &text, "--steps", "50", "--json"];
    let described = events(&run(&[&recipe[..], &with_text].concat()));
    let training = &named(&described, "recipe")[0]["experiment"]["training"];
    assert_eq!(
        (&training["steps"], &training["warmup"]),
        (&50.into(), &5.into())
    );
    let prepared = named(&described, "prepared")[0];
    let rhyme = fs::read_to_string(&text).unwrap();
    let vocabulary = rhyme.chars().collect::<BTreeSet<_>>().len();
    assert_eq!(prepared["vocabulary"], vocabulary);
    assert_eq!(
        (&prepared["device"], &prepared["steps"]),
        (&"cpu".into(), &50.into())
    );
    let for_people = run(&["inspect", "--text", &text, "--device", "cpu"]);
    assert!(stdout(&for_people).contains("to validate on"));
}

/// Where there is a GPU, this trains on it.
#[test]
fn a_gpu_that_is_not_there_is_told() {
    let place = Place::new("gpu");
    let text = place.text();
    // All of it but its device.
    let tiny = &TINY[2..];
    let arguments = ["train", "--device", "gpu", "--text", &text, "--steps", "1"];
    let output = run(&[&arguments[..], tiny].concat());
    if output.status.code() == Some(0) {
        return;
    }
    assert_refused(&output, 1, "CPU");
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
}

#[test]
fn nobody_at_the_other_end_of_standard_error_harms_nothing() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let wrong = babble(&["train", "--set", "model.heads=3"])
        .stderr(writer)
        .status()
        .unwrap();
    assert_eq!(wrong.code(), Some(2));
}

#[test]
fn nobody_at_the_other_end_of_standard_output_ends_the_work() {
    let place = Place::new("unread");
    let text = place.text();
    for arguments in [
        [&["train"][..], TINY, &["--text", &text, "--steps", "2"]].concat(),
        vec!["inspect"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = babble(&arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn();
        let output = output.unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(141), "{arguments:?}");
        assert_eq!(stderr(&output), "");
    }
}
