//! A run's folder: `experiment.json`, `tokenizer.json`, `model.safetensors` and `metrics.jsonl`.
//!
//! A file appears whole or not at all: it is written under another name and then renamed. The four are renamed one after
//! another; so the step that the weights belong to is written inside them.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Failure;
use super::recipe::unreadable;
use crate::experiment::Experiment;
use crate::protocol::Artifact;
use crate::session::Saved;
use crate::weights;
use crate::words::{Problem, Words};

pub(super) const EXPERIMENT: &str = "experiment.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const MODEL: &str = "model.safetensors";
pub(super) const METRICS: &str = "metrics.jsonl";

/// Where a run is kept.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder at this place; nothing is read or made.
    pub(super) fn of(path: &Path) -> Self {
        Folder(path.to_owned())
    }

    /// Refuses a place that is no folder or holds another run than the one that is `resumed`, before anything is done.
    pub(super) fn check_free(&self, resumed: Option<&Path>) -> Result<(), Failure> {
        let path = &self.0;
        if path.exists() && !path.is_dir() {
            return Err(cannot_write(path, &ErrorKind::NotADirectory.into()));
        }
        let whole = |path: &Path| fs::canonicalize(path).ok();
        let is_resumed = resumed.is_some_and(|resumed| whole(resumed) == whole(path));
        if is_resumed || !path.join(MODEL).exists() {
            return Ok(());
        }
        let path = path.display();
        Err(Failure::usage(Words::new(
            format!(
                "{path} holds a run already. Choose another folder with --out, or go on with that run by --resume {path}."
            ),
            format!(
                "{path} 中已有一次训练。请用 --out 选择其他文件夹，或用 --resume {path} 继续那次训练。"
            ),
        )))
    }

    /// Makes the folder, so that a run does not train for an hour and then find nowhere to write.
    pub(super) fn create(&self) -> Result<(), Failure> {
        fs::create_dir_all(&self.0).map_err(|error| cannot_write(&self.0, &error))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes all four files; `metrics` are the lines of the last.
    pub(super) fn write(&self, artifact: &Artifact, metrics: &[Value]) -> Result<(), Failure> {
        let experiment = serde_json::to_string_pretty(&artifact.experiment)
            .expect("an experiment is plain data");
        let lines: String = metrics.iter().map(|line| format!("{line}\n")).collect();
        for (name, bytes) in [
            (EXPERIMENT, format!("{experiment}\n").as_bytes()),
            (TOKENIZER, artifact.tokenizer.as_bytes()),
            (MODEL, &artifact.weights),
            (METRICS, lines.as_bytes()),
        ] {
            let path = self.0.join(name);
            write_whole(&path, bytes).map_err(|error| cannot_write(&path, &error))?;
        }
        Ok(())
    }

    /// The run, to be asked: without sound metrics it is only unknown how long it took.
    pub(super) fn read(&self) -> Result<Artifact, Failure> {
        let experiment = self.experiment()?;
        let path = self.0.join(MODEL);
        let weights = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let metrics = self.metrics().unwrap_or_default();
        let step = steps_taken(&weights, &metrics).unwrap_or_default();
        let text = saved(&weights).and_then(|saved| saved.text);
        Ok(Artifact {
            experiment,
            tokenizer: self.text(TOKENIZER)?,
            weights,
            step,
            elapsed_ms: elapsed_ms(&metrics, step),
            text,
        })
    }

    /// The run, to be continued, and its metrics. It takes knowing how far it had come: its learning rate, its batches and
    /// its optimizer depend on it.
    pub(super) fn read_to_go_on(&self) -> Result<(Artifact, Vec<Value>), Failure> {
        let artifact = self.read()?;
        let metrics = self.metrics()?;
        weights::File::open(&artifact.weights)?;
        if steps_taken(&artifact.weights, &metrics).is_none() {
            let path = self.0.display();
            return Err(Problem::general(Words::new(
                format!("Nothing in {path} says how many steps its weights have been trained for, so they cannot be trained further. They can still write and be evaluated."),
                format!("{path} 中没有说明权重已训练了多少步，因此无法继续训练；但仍可用来生成和评估。"),
            ))
            .into());
        }
        Ok((artifact, metrics))
    }

    fn experiment(&self) -> Result<Experiment, Failure> {
        let text = self.text(EXPERIMENT)?;
        serde_json::from_str(&text).map_err(|error| self.damaged(EXPERIMENT, &error))
    }

    /// What was measured while it trained, line by line; nothing where there is no such file.
    pub(super) fn metrics(&self) -> Result<Vec<Value>, Failure> {
        if !self.0.join(METRICS).exists() {
            return Ok(Vec::new());
        }
        let text = self.text(METRICS)?;
        text.lines()
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_str(line).map_err(|error| self.damaged(METRICS, &error)))
            .collect()
    }

    fn text(&self, name: &str) -> Result<String, Failure> {
        let path = self.0.join(name);
        fs::read_to_string(&path).map_err(|error| unreadable(&path, &error).into())
    }

    fn damaged(&self, name: &str, error: &serde_json::Error) -> Failure {
        let path = self.0.join(name).display().to_string();
        Problem::general(Words::new(
            format!("{path} is damaged: {error}. Put back a sound copy of it, or use another run."),
            format!("{path} 已损坏：{error}。请换回完好的文件，或使用其他训练结果。"),
        ))
        .into()
    }
}

/// How a run ended, if its metrics say so.
pub(super) fn last_done(metrics: &[Value]) -> Option<&Value> {
    metrics.iter().rev().find(|line| line["event"] == "done")
}

/// How many steps lie behind the weights: what they say themselves, or the metrics beside weights of Babble's first version.
fn steps_taken(weights: &[u8], metrics: &[Value]) -> Option<usize> {
    let own = saved(weights)?.step;
    own.or_else(|| usize::try_from(last_done(metrics)?["step"].as_u64()?).ok())
}

/// What is written beside the weights, where they can be read.
fn saved(weights: &[u8]) -> Option<Saved> {
    let file = weights::File::open(weights).ok()?;
    Some(Saved::from_json(file.metadata()))
}

/// How long it took to get so far, as the last line before that has it.
fn elapsed_ms(metrics: &[Value], step: usize) -> f64 {
    let before = metrics.iter().rev().filter(|line| {
        let at = line["step"].as_u64();
        at.is_some_and(|at| at <= step as u64)
    });
    let mut known = before.filter_map(|line| line["elapsed_ms"].as_f64());
    known.next().unwrap_or_default()
}

/// Writes beside the place and renames, so that no reader and no crash meets half a file.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = (|| {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    if written.is_err() {
        // The first error is the one to tell; what cannot be removed was perhaps never made.
        let _ = fs::remove_file(&part);
    }
    written
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Problem::general(Words::new(
        format!("{path} cannot be written: {error}. Choose another folder with --out."),
        format!("无法写入 {path}：{error}。请用 --out 选择其他文件夹。"),
    ))
    .into()
}
