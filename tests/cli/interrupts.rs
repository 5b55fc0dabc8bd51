//! Runs that are ended from outside: by a signal, or because nobody reads on.

use super::*;

/// Starts a run without end and waits for its first evaluation.
fn endless(out: &str, text: &str) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut arguments = vec!["train"];
    arguments.extend(TINY);
    arguments.extend(["--text", text, "--steps", "1000000", "--out", out, "--json"]);
    let mut child = babble(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("\"metrics\"") {
        line.clear();
        assert!(
            lines.read_line(&mut line).unwrap() > 0,
            "the run ended by itself"
        );
    }
    (child, lines)
}

fn kept_step(out: &str) -> u64 {
    assert_eq!(names(out), FILES.map(String::from).into());
    let metrics = fs::read_to_string(Path::new(out).join("metrics.jsonl")).unwrap();
    let last: Value = serde_json::from_str(metrics.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["event"], &last["reason"]),
        (&"done".into(), &"interrupted".into())
    );
    last["step"].as_u64().unwrap()
}

#[cfg(unix)]
#[test]
fn ctrl_c_saves_what_there_is_and_the_run_can_be_resumed() {
    let place = Place::new("interrupt");
    let (text, out) = (place.text(), place.join("run"));
    let (mut child, mut lines) = endless(&out, &text);
    assert!(
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let last: Value = serde_json::from_str(rest.lines().last().unwrap()).unwrap();
    assert_eq!(last["reason"], "interrupted");
    // It has the losses of this very step, and none where the run was left between two evaluations.
    let metrics = fs::read_to_string(Path::new(&out).join("metrics.jsonl")).unwrap();
    let metrics = metrics
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let metrics: Vec<Value> = metrics.collect();
    let evaluated = metrics
        .iter()
        .find(|line| line["event"] == "metrics" && line["step"] == last["step"]);
    let loss = evaluated.map_or(Value::Null, |line| line["validation_loss"].clone());
    assert_eq!(last["validation_loss"], loss);

    let step = kept_step(&out);
    let steps = (step + 5).to_string();
    let resumed = events(&run(&[
        "train", "--resume", &out, "--text", &text, "--steps", &steps, "--json",
    ]));
    assert_eq!(resumed.last().unwrap()["step"].as_u64(), Some(step + 5));
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let place = Place::new("pipe");
    let (text, out) = (place.text(), place.join("run"));
    let (mut child, lines) = endless(&out, &text);
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(141));
    let mut message = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut message)
        .unwrap();
    assert_eq!(message, "");
    assert!(kept_step(&out) >= 10);
}

/// Unless whoever runs the tests wants programs to outlive their terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_is_closed_interrupts() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    if u64::from_str_radix(mask.unwrap().trim(), 16).unwrap() & 1 == 1 {
        return;
    }
    let place = Place::new("hangup");
    let (text, out) = (place.text(), place.join("run"));
    let (mut child, mut lines) = endless(&out, &text);
    let hangup = Command::new("kill")
        .args(["-HUP", &child.id().to_string()])
        .status();
    assert!(hangup.unwrap().success());
    lines.read_to_string(&mut String::new()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(kept_step(&out) >= 10);
}

/// A reader that takes nothing more, but does not leave: what cannot be written is an error, and no fault of the run.
#[cfg(unix)]
#[test]
fn output_that_fails_costs_no_step_of_the_run() {
    use std::os::{fd::OwnedFd, unix::net::UnixStream};

    let place = Place::new("full");
    let (text, out) = (place.text(), place.join("run"));
    let (full, _reader) = UnixStream::pair().unwrap();
    full.set_nonblocking(true).unwrap();
    let mut arguments = vec!["train"];
    arguments.extend(TINY);
    arguments.extend([
        "--text", &text, "--steps", "1000000", "--out", &out, "--json",
    ]);
    arguments.extend(["--set", "training.evaluate_every=1"]);
    let mut command = babble(&arguments);
    command.stdout(Stdio::from(OwnedFd::from(full)));
    let output = command.stderr(Stdio::piped()).output().unwrap();
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains("Standard output cannot be written") && message.contains("--resume"),
        "{message}"
    );
    let metrics = fs::read_to_string(Path::new(&out).join("metrics.jsonl")).unwrap();
    let mut lines = metrics.lines().rev();
    let [done, evaluated] = [(); 2].map(|()| {
        let line = lines.next().unwrap();
        serde_json::from_str::<Value>(line).unwrap()
    });
    assert_eq!(done["reason"], "failed");
    // Not the state of seconds ago.
    assert_eq!(done["step"], evaluated["step"]);
}
