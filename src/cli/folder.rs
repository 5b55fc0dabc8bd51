//! A run's folder: `experiment.json`, `tokenizer.json`, `model.safetensors` and `metrics.jsonl`.
//!
//! A file appears whole or not at all: it is written under another name and then renamed.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Failure;
use super::recipe::cannot_read;
use crate::experiment::Experiment;
use crate::protocol::Artifact;
use crate::words::{Problem, Words};

pub(super) const EXPERIMENT: &str = "experiment.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const MODEL: &str = "model.safetensors";
pub(super) const METRICS: &str = "metrics.jsonl";

/// Where a run is kept.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder, so that a run does not train for an hour and then find nowhere to write.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path).map_err(|error| cannot_write(path, &error))?;
        Ok(Folder(path.to_owned()))
    }

    /// A folder that is to be read.
    pub(super) fn of(path: &Path) -> Self {
        Folder(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes all four files; `metrics` are the lines of the last.
    pub(super) fn write(&self, artifact: &Artifact, metrics: &[String]) -> Result<(), Failure> {
        let experiment = serde_json::to_string_pretty(&artifact.experiment)
            .expect("an experiment is plain data");
        let mut lines = metrics.join("\n");
        lines.push('\n');
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

    /// The run, to be continued or asked.
    pub(super) fn read(&self) -> Result<Artifact, Failure> {
        let experiment = self.experiment()?;
        let weights = self.0.join(MODEL);
        let weights = fs::read(&weights)
            .map_err(|error| cannot_read(&weights.display().to_string(), &error))?;
        let metrics = self.metrics()?;
        let end = metrics.iter().rev().find(|line| line["event"] == "done");
        let number = |name: &str| end.and_then(|line| line[name].as_f64()).unwrap_or_default();
        Ok(Artifact {
            experiment,
            tokenizer: self.text(TOKENIZER)?,
            weights,
            step: number("step") as usize,
            elapsed_ms: number("elapsed_ms"),
        })
    }

    fn experiment(&self) -> Result<Experiment, Failure> {
        let text = self.text(EXPERIMENT)?;
        serde_json::from_str(&text).map_err(|error| self.damaged(EXPERIMENT, &error))
    }

    /// What was measured while it trained, line by line.
    pub(super) fn metrics(&self) -> Result<Vec<Value>, Failure> {
        let text = self.text(METRICS)?;
        text.lines()
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_str(line).map_err(|error| self.damaged(METRICS, &error)))
            .collect()
    }

    fn text(&self, name: &str) -> Result<String, Failure> {
        let path = self.0.join(name);
        fs::read_to_string(&path).map_err(|error| cannot_read(&path.display().to_string(), &error))
    }

    fn damaged(&self, name: &str, error: &serde_json::Error) -> Failure {
        let path = self.0.join(name).display().to_string();
        Problem::general(Words::new(
            format!("{path} is damaged: {error}. Train the run again, or use another folder."),
            format!("{path} 已损坏：{error}。请重新训练，或使用其他文件夹。"),
        ))
        .into()
    }
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
