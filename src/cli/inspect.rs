//! `babble inspect`: what is in a run's folder, or in a recipe.

use safetensors::SafeTensors;
use serde_json::{Value, json};

use super::folder::{Folder, MODEL};
use super::output::{Output, Reader};
use super::{Failure, Inspect, recipe};
use crate::experiment::fields::Field;
use crate::experiment::validate::{parameters, problems};
use crate::experiment::{Experiment, link};
use crate::learner;
use crate::protocol::Artifact;
use crate::speaker::open_tokenizer;
use crate::words::{Problem, Words};

pub(super) fn run(args: &Inspect) -> Result<(), Failure> {
    let output = Output::new(args.json);
    match args.folder.as_ref().or(args.run.as_ref()) {
        Some(path) => folder(&Folder::of(path), &output),
        None => {
            let experiment = recipe::named(&args.recipe)?;
            print_recipe(&experiment, &output)?;
            output.event(&json!({"event": "done"}))
        }
    }
}

/// The settings that differ from the defaults, the link, and what is wrong.
fn print_recipe(experiment: &Experiment, output: &Output) -> Result<(), Failure> {
    let written = link::encode(experiment, link::Page::default());
    let found = problems(experiment);
    output.event(&json!({
        "event": "recipe",
        "model": experiment.model.name(),
        "experiment": experiment,
        "link": written.fragment,
        "problems": found.iter().map(|problem| json!({"path": problem.path, "message": problem.message})).collect::<Vec<_>>(),
    }))?;
    output.say(&format!("model      {}", experiment.model.name()))?;
    for (field, value) in experiment.changes() {
        let value = Field::print(&value);
        let value: String = value.chars().take(80).collect();
        output.say(&format!("  {} = {}", field.path, value.escape_debug()))?;
    }
    output.say(&format!("link       #{}", written.fragment))?;
    let language = super::language();
    for problem in written.left_out.iter().chain(&found) {
        output.say(&format!(
            "problem    {}: {}",
            problem.path,
            problem.message.in_language(language)
        ))?;
    }
    Ok(())
}

/// A tensor of the file, by name.
struct Tensor {
    name: String,
    shape: Vec<usize>,
}

fn folder(folder: &Folder, output: &Output) -> Result<(), Failure> {
    let artifact = folder.read()?;
    let metrics = folder.metrics()?;
    let tokenizer = open_tokenizer(&artifact.tokenizer)?;
    let vocabulary = tokenizer.vocabulary_size();
    let parameters = parameters(&artifact.experiment.model, vocabulary);
    let tensors = tensors(folder, &artifact)?;
    let done = metrics
        .iter()
        .rev()
        .find(|line| line["event"] == "done")
        .cloned()
        .unwrap_or(Value::Null);

    print_recipe(&artifact.experiment, output)?;
    output.event(&json!({
        "event": "run",
        "step": artifact.step,
        "elapsed_ms": artifact.elapsed_ms,
        "vocabulary": vocabulary,
        "parameters": parameters,
        "model_bytes": artifact.weights.len(),
        "evaluations": metrics.iter().filter(|line| line["event"] == "metrics").count(),
        "reason": done["reason"],
        "train_loss": done["train_loss"],
        "validation_loss": done["validation_loss"],
        "validation_loss_per_character": done["validation_loss_per_character"],
        "tensors": tensors.iter().map(|tensor| json!({"name": tensor.name, "shape": tensor.shape})).collect::<Vec<_>>(),
    }))?;
    if output.reader() == Reader::Person {
        print_run(&artifact, &done, vocabulary, parameters, &tensors, output)?;
    }
    output.event(&json!({"event": "done"}))
}

fn print_run(
    artifact: &Artifact,
    done: &Value,
    vocabulary: usize,
    parameters: usize,
    tensors: &[Tensor],
    output: &Output,
) -> Result<(), Failure> {
    let kind = serde_json::to_value(&artifact.experiment.tokenizer)
        .expect("a tokenizer's recipe is plain data");
    output.say(&format!(
        "tokenizer  {}, {vocabulary} tokens",
        kind["kind"].as_str().unwrap_or_default()
    ))?;
    output.say(&format!("parameters {parameters}"))?;
    output.say(&format!(
        "trained    {} steps in {:.1} s, {}",
        artifact.step,
        artifact.elapsed_ms / 1000.0,
        done["reason"].as_str().unwrap_or("unfinished")
    ))?;
    if let (Some(train), Some(validation)) = (
        done["train_loss"].as_f64(),
        done["validation_loss"].as_f64(),
    ) {
        let character = done["validation_loss_per_character"]
            .as_f64()
            .unwrap_or(f64::NAN);
        output.say(&format!("loss       train {train:.4}, validation {validation:.4} nats per token, {character:.4} per character"))?;
    }
    output.say(&format!("weights    {} bytes", artifact.weights.len()))?;
    for tensor in tensors {
        output.say(&format!("  {} {:?}", tensor.name, tensor.shape))?;
    }
    Ok(())
}

/// The model's own tensors; what only training needs beside them is left out.
fn tensors(folder: &Folder, artifact: &Artifact) -> Result<Vec<Tensor>, Failure> {
    let file = SafeTensors::deserialize(&artifact.weights).map_err(|error| {
        let path = folder.path().join(MODEL).display().to_string();
        Problem::general(Words::new(
            format!("{path} is no safetensors file: {error}. Use a run that Babble has saved."),
            format!("{path} 不是 safetensors 文件：{error}。请使用由牙牙学语保存的运行。"),
        ))
    })?;
    let mut tensors: Vec<_> = file
        .iter()
        .filter(|(name, _)| !learner::is_for_training_alone(name))
        .map(|(name, view)| Tensor {
            name: name.to_owned(),
            shape: view.shape().to_vec(),
        })
        .collect();
    tensors.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(tensors)
}
