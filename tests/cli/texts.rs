//! A text is known by what it says, not by what its file is called.

use super::*;

/// Two texts of one name and one length, of the same letters.
fn two_texts(place: &Place) -> (String, String) {
    let own = fs::read_to_string(place.text()).unwrap();
    let other: String = own.lines().rev().map(|line| format!("{line}\n")).collect();
    assert!(own != other && own.len() == other.len());
    let write = |folder: &str, text: &str| {
        fs::create_dir_all(place.join(folder)).unwrap();
        let path = place.join(&format!("{folder}/data.txt"));
        fs::write(&path, text).unwrap();
        path
    };
    (write("a", &own), write("b", &other))
}

/// Changes what stands beside the weights of a run, in place.
fn edit_metadata(out: &str, was: &str, is: &str) {
    assert_eq!(was.len(), is.len());
    let file = format!("{out}/model.safetensors");
    let mut weights = fs::read(&file).unwrap();
    let place = weights
        .windows(was.len())
        .position(|part| part == was.as_bytes());
    let place = place.unwrap();
    weights[place..place + is.len()].copy_from_slice(is.as_bytes());
    fs::write(&file, weights).unwrap();
}

/// As if an earlier version had written it.
fn forget_the_text(out: &str) {
    edit_metadata(out, r#"\"text\""#, r#"\"____\""#);
}

#[test]
fn a_run_goes_on_with_its_own_text_alone() {
    let place = Place::new("own-text");
    let (own, other) = two_texts(&place);
    let out = place.join("run");
    let first = events(&train(&[
        "--text", &own, "--steps", "10", "--out", &out, "--json",
    ]));
    let text = &named(&first, "prepared")[0]["text"];
    assert_eq!(text["hash"].as_str().map(str::len), Some(16), "{text}");
    let weights = fs::read(format!("{out}/model.safetensors")).unwrap();

    let refused = run(&["train", "--resume", &out, "--text", &other, "--steps", "20"]);
    assert_eq!(refused.status.code(), Some(1));
    let message = stderr(&refused);
    assert!(
        message.contains("“data.txt” is not the text that this run has learned from"),
        "{message}"
    );
    assert_eq!(
        fs::read(format!("{out}/model.safetensors")).unwrap(),
        weights,
        "the run is as it was"
    );

    // By whatever name.
    let renamed = place.join("renamed.txt");
    fs::copy(&own, &renamed).unwrap();
    let resumed = events(&run(&[
        "train", "--resume", &out, "--text", &renamed, "--steps", "20", "--json",
    ]));
    assert_eq!(resumed.last().unwrap()["step"], 20);
    assert_eq!(&named(&resumed, "prepared")[0]["text"], text);
}

#[test]
fn whose_text_a_run_is_judged_on_is_said() {
    let place = Place::new("evaluated-text");
    let (own, other) = two_texts(&place);
    let out = place.join("run");
    events(&train(&[
        "--text", &own, "--steps", "10", "--out", &out, "--json",
    ]));
    let evaluate = |text: &str| {
        let output = run(&["eval", &out, "--text", text, "--json"]);
        let done = events(&output).last().unwrap()["own_text"].clone();
        (done, stderr(&output))
    };
    let (is_own, remark) = evaluate(&own);
    assert_eq!((is_own, remark.as_str()), (Value::Bool(true), ""));
    let (is_own, remark) = evaluate(&other);
    assert_eq!(is_own, Value::Bool(false));
    assert!(remark.contains("not the text that this model"), "{remark}");
    forget_the_text(&out);
    let (is_own, remark) = evaluate(&own);
    assert_eq!(is_own, Value::Null);
    assert!(remark.contains("earlier version"), "{remark}");
}

#[test]
fn a_run_of_an_earlier_version_goes_on_and_what_is_unknown_is_said() {
    let place = Place::new("unknown-text");
    let (own, _) = two_texts(&place);
    let out = place.join("run");
    events(&train(&[
        "--text", &own, "--steps", "10", "--out", &out, "--json",
    ]));
    forget_the_text(&out);
    let resumed = run(&[
        "train", "--resume", &out, "--text", &own, "--steps", "20", "--json",
    ]);
    assert_eq!(events(&resumed).last().unwrap()["step"], 20);
    let remark = stderr(&resumed);
    assert!(remark.contains("did not note its text"), "{remark}");
}

#[test]
fn a_run_on_the_stories_of_another_version_is_not_continued_on_todays() {
    let place = Place::new("stories");
    let out = place.join("run");
    let first = events(&train(&["--steps", "2", "--out", &out, "--json"]));
    let hash = named(&first, "prepared")[0]["text"]["hash"].clone();
    let refused = |complaint: &str| {
        let output = run(&["train", "--resume", &out, "--steps", "4"]);
        assert_eq!(output.status.code(), Some(1));
        let message = stderr(&output);
        assert!(message.contains(complaint), "{message}");
    };
    edit_metadata(&out, hash.as_str().unwrap(), "0123456789abcdef");
    refused("the stories of another version of Babble");
    forget_the_text(&out);
    refused("the stories of an earlier version of Babble");
    events(&run(&["generate", &out, "--tokens", "3", "--json"]));
}
