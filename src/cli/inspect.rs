//! `babble inspect`: what is in a run's folder, or in a recipe.

use safetensors::SafeTensors;
use serde_json::{Value, json};

use super::folder::{Folder, MODEL, last_done};
use super::output::{self, Output, Reader};
use super::recipe::{self, HasTokenizer};
use super::{Failure, Inspect, devices};
use crate::experiment::fields::Field;
use crate::experiment::size::parameters;
use crate::experiment::validate::problems;
use crate::experiment::{Experiment, link};
use crate::learner;
use crate::loaded::open_tokenizer;
use crate::progress::block_on;
use crate::protocol::{Artifact, Materials};
use crate::words::{Problem, Words};

pub(super) fn run(args: &Inspect) -> Result<(), Failure> {
    let output = Output::new(args.common.json);
    match args.folder.as_ref().or(args.run.as_ref()) {
        Some(path) => folder(&Folder::of(path), &output)?,
        None => in_hand(args, &output)?,
    }
    output.event(&json!({"event": "done"}))
}

/// A recipe; with a text or a device also what training it would begin with.
fn in_hand(args: &Inspect, output: &Output) -> Result<(), Failure> {
    let mut experiment = recipe::named(&args.recipe, &args.source)?;
    let mut materials = Materials::default();
    if let Some(path) = &args.source.text {
        recipe::take_text(&mut experiment, &mut materials, path)?;
    }
    if let Some(steps) = args.steps {
        recipe::take_steps(&mut experiment, steps);
    }
    if let Some(device) = args.common.device {
        experiment.device = device.into();
    }
    // As `train` does it: --set has the last word.
    experiment = recipe::with_changes(experiment, &args.recipe.set)?;
    print_recipe(&experiment, output)?;
    if args.source.text.is_none() && args.common.device.is_none() {
        return Ok(());
    }
    recipe::check(&experiment, &materials, HasTokenizer::No)?;
    let (session, _) = block_on(devices::prepare(experiment, materials, None, output))?;
    let prepared = session.prepared();
    output.bar().finish_and_clear();
    output.event(&output::prepared_event(prepared))?;
    // Counts are none before they are taken.
    let parameters = !session.plan().experiment().model.counts();
    let parameters = parameters.then(|| ("parameters", prepared.parameters.to_string()));
    let text = [
        ("text", format!("{} characters", prepared.characters)),
        (
            "tokens",
            format!(
                "{} to train on, {} to validate on, of a vocabulary of {}",
                prepared.train_tokens, prepared.validation_tokens, prepared.vocabulary
            ),
        ),
    ];
    let costs = [
        (
            "memory",
            format!("about {} MB to train", prepared.memory_bytes >> 20),
        ),
        ("device", prepared.device.name.clone()),
    ];
    for (name, value) in text.into_iter().chain(parameters).chain(costs) {
        output.say(&format!("{name:<10} {value}"))?;
    }
    for remark in &prepared.remarks {
        output.remark(remark);
    }
    Ok(())
}

/// The settings that differ from the defaults, the link, and what is wrong.
fn print_recipe(experiment: &Experiment, output: &Output) -> Result<(), Failure> {
    let written = link::encode(experiment, link::Page::default());
    let found = problems(experiment);
    output.event(&json!({
        "event": "recipe",
        "model": experiment.model.name().en,
        "experiment": experiment,
        "link": written.fragment,
        "left_out": written.left_out,
        "problems": found,
    }))?;
    output.say(&format!("model      {}", experiment.model.name().en))?;
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
    // Sizes far out of range would not even fit into a number.
    let is_sound = problems(&artifact.experiment).is_empty();
    let tensors = tensors(folder, &artifact)?;
    let parameters = is_sound.then(|| match artifact.experiment.model.counts() {
        true => {
            let shapes = tensors
                .iter()
                .map(|tensor| (&tensor.name[..], &tensor.shape[..]));
            learner::stored_counts(shapes)
        }
        false => parameters(&artifact.experiment.model, vocabulary).0 as usize,
    });
    // Metrics that end elsewhere than the weights say nothing about them.
    let done = last_done(&metrics).filter(|line| line["step"] == artifact.step);
    let done = done.cloned().unwrap_or(Value::Null);

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
    Ok(())
}

fn print_run(
    artifact: &Artifact,
    done: &Value,
    vocabulary: usize,
    parameters: Option<usize>,
    tensors: &[Tensor],
    output: &Output,
) -> Result<(), Failure> {
    let kind = serde_json::to_value(&artifact.experiment.tokenizer)
        .expect("a tokenizer's recipe is plain data");
    output.say(&format!(
        "tokenizer  {}, {vocabulary} tokens",
        kind["kind"].as_str().unwrap_or_default()
    ))?;
    if let Some(parameters) = parameters {
        output.say(&format!("parameters {parameters}"))?;
    }
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
            format!("{path} is not a safetensors file: {error}. Use a run that Babble has saved."),
            format!("{path} 不是 safetensors 文件：{error}。请使用由牙牙学语保存的训练结果。"),
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
