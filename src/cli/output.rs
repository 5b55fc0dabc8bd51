//! What a command prints: objects for programs, lines and a progress bar for people.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::ops::ControlFlow;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::{Failure, interrupt};
use crate::progress::ProgressSink;
use crate::protocol::{Progress, Stage};
use crate::view::{Evaluation, Loss, Prepared, Sample};
use crate::words::{Problem, Words};

/// Who reads standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A program: JSON, one object a line.
    Program,
    /// A person.
    Person,
}

/// Standard output, and a progress bar on standard error where that is a terminal.
#[derive(Debug)]
pub(super) struct Output {
    reader: Reader,
    bar: ProgressBar,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr_with_hz(10));
        Output {
            reader: if json {
                Reader::Program
            } else {
                Reader::Person
            },
            bar,
        }
    }

    pub(super) fn reader(&self) -> Reader {
        self.reader
    }

    pub(super) fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    /// A line for programs alone.
    pub(super) fn event(&self, event: &Value) -> Result<(), Failure> {
        match self.reader {
            Reader::Program => self.line(&event.to_string()),
            Reader::Person => Ok(()),
        }
    }

    /// A line for people alone.
    pub(super) fn say(&self, line: &str) -> Result<(), Failure> {
        match self.reader {
            Reader::Program => Ok(()),
            Reader::Person => self.line(line),
        }
    }

    /// Text without a line's end, at once.
    pub(super) fn text(&self, text: &str) -> Result<(), Failure> {
        print(text)
    }

    /// A remark beside the result, on standard error.
    pub(super) fn remark(&self, words: &Words) {
        let message = words.in_language(super::language());
        self.bar.suspend(|| complain(&message));
    }

    fn line(&self, line: &str) -> Result<(), Failure> {
        self.bar.suspend(|| print(&format!("{line}\n")))
    }

    /// The bar of a run of so many steps, `done` of which lie behind.
    pub(super) fn count_steps(&self, done: usize, steps: usize) {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}  {eta} left")
            .expect("the template is well-formed");
        self.bar.reset();
        self.bar.set_style(style);
        self.bar.set_length(steps as u64);
        self.bar.set_position(done as u64);
        self.bar.reset_eta();
    }
}

/// A line on standard error. Where nobody reads that either, there is nobody left to tell.
pub(super) fn complain(message: &impl Display) {
    let _ = writeln!(io::stderr(), "babble: {message}");
}

/// Prints, and tells a closed pipe from a real fault.
fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::NobodyReads,
            _ => Problem::general(Words::new(
                format!("Standard output cannot be written: {error}."),
                format!("无法写到标准输出：{error}。"),
            ))
            .into(),
        })
}

/// Waits for long work with a bar, and gives it up on Ctrl-C.
impl ProgressSink for &Output {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        const PARTS: u64 = 1000;
        let style = ProgressStyle::with_template("{bar:30} {percent}%  {msg}")
            .expect("the template is well-formed");
        let stage = stage(progress.stage);
        self.bar.set_style(style);
        self.bar.set_length(PARTS);
        self.bar
            .set_message(stage.in_language(super::language()).to_owned());
        self.bar
            .set_position((progress.fraction * PARTS as f64) as u64);
        if interrupt::asked() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn stage(stage: Stage) -> Words {
    match stage {
        Stage::Reading => Words::fixed("reading", "读取文本"),
        Stage::TrainingTokenizer => Words::fixed("training the tokenizer", "训练分词器"),
        Stage::Tokenizing => Words::fixed("tokenizing", "分词"),
        Stage::Compiling => Words::fixed("building the model", "构建模型"),
        Stage::Benchmarking => Words::fixed("timing the device", "测试设备速度"),
        Stage::Evaluating => Words::fixed("evaluating", "评估"),
        Stage::Comparing => Words::fixed("comparing", "比较"),
    }
}

/// What is known of a run before its first step.
pub(super) fn prepared_event(prepared: &Prepared) -> Value {
    json!({
        "event": "prepared",
        "device": prepared.device.kind,
        "device_name": prepared.device.name,
        "vocabulary": prepared.vocabulary,
        "characters": prepared.characters,
        "text": prepared.text,
        "train_tokens": prepared.train_tokens,
        "validation_tokens": prepared.validation_tokens,
        "characters_per_token": prepared.characters_per_token,
        "parameters": prepared.parameters,
        "memory_bytes": prepared.memory_bytes,
        "steps": prepared.steps,
        "uniform_loss": prepared.baselines.uniform.nats_per_token,
        "unigram_loss": prepared.baselines.unigram.nats_per_token,
        "bigram_loss": prepared.baselines.bigram.nats_per_token,
    })
}

/// A text the model wrote.
pub(super) fn sample_event(sample: &Sample) -> Value {
    json!({"event": "sample", "step": sample.step, "prompt": sample.prompt, "text": sample.text})
}

/// An evaluation in one line for a person.
pub(super) fn losses_line(evaluation: &Evaluation) -> String {
    let one = |loss: &Loss| {
        if (loss.nats_per_token - loss.nats_per_character).abs() < 5e-5 {
            format!("{:.4}", loss.nats_per_token)
        } else {
            format!(
                "{:.4} ({:.4} per character)",
                loss.nats_per_token, loss.nats_per_character
            )
        }
    };
    format!(
        "step {:>6}  train {}  validation {}  nats per token",
        evaluation.step,
        one(&evaluation.train),
        one(&evaluation.validation)
    )
}

impl Drop for Output {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
