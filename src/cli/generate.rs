//! `babble generate`: a trained model continues a prompt, token by token.

use serde_json::json;

use super::folder::Folder;
use super::output::{Output, Reader};
use super::{Failure, Generate, devices, interrupt, recipe};
use crate::experiment::Experiment;
use crate::experiment::validate::problems;
use crate::loaded::LoadedModel;
use crate::progress::block_on;
use crate::words::{Problem, Words};

pub(super) fn run(args: &Generate) -> Result<(), Failure> {
    interrupt::listen();
    let mut artifact = Folder::of(args.run.path()?).read()?;
    artifact.experiment = writing_settings(artifact.experiment, args)?;
    block_on(async {
        let compute = devices::for_reading(artifact.experiment.device).await?;
        let loaded = LoadedModel::open(&artifact, &compute.device).map_err(Failure::Work)?;
        write(&loaded, &Output::new(args.common.json)).await
    })
}

/// The run's recipe with the writing settings, the seed and the device that the arguments ask for.
fn writing_settings(own: Experiment, args: &Generate) -> Result<Experiment, Failure> {
    let mut experiment = own;
    if let Some(place) = &args.experiment {
        let other = recipe::read(place)?;
        experiment.sampling = other.sampling;
        experiment.seed = other.seed;
    }
    recipe::check_changes(
        &args.set,
        |path| path.starts_with("sampling.") || path == "seed",
        &Words::fixed(
            "The model is already trained. Only sampling.… and seed can be set here.",
            "模型已经训练好，这里只能设置 sampling.… 和 seed。",
        ),
    )?;
    experiment = recipe::with_changes(experiment, &args.set)?;
    if let Some(prompt) = &args.prompt {
        experiment.sampling.prompt.clone_from(prompt);
    }
    if let Some(text) = &args.text {
        recipe::take_prompt(&mut experiment, text)?;
    }
    if let Some(tokens) = args.tokens {
        experiment.sampling.tokens = tokens;
    }
    if let Some(device) = args.common.device {
        experiment.device = device.into();
    }
    let found = problems(&experiment);
    if found.is_empty() {
        Ok(experiment)
    } else {
        Err(Failure::Usage(found))
    }
}

async fn write(loaded: &LoadedModel, output: &Output) -> Result<(), Failure> {
    let sampling = &loaded.experiment.sampling;
    let mut generation = loaded.generate(sampling)?;
    let is_person = output.reader() == Reader::Person;
    if is_person {
        output.text(&sampling.prompt)?;
    }
    let mut text = String::new();
    let mut count = 0;
    while let Some(token) = generation.next().await.map_err(Problem::from)? {
        if interrupt::asked() {
            break;
        }
        count += 1;
        text.push_str(&token.text);
        if is_person {
            output.text(&token.text)?;
        }
        output.event(&json!({
            "event": "token",
            "id": token.id,
            "text": token.text,
            "surprisal": token.surprisal,
            "entropy": token.distribution.entropy,
        }))?;
    }
    if is_person {
        output.text("\n")?;
    }
    output.event(
        &json!({"event": "done", "prompt": sampling.prompt, "text": text, "tokens": count}),
    )?;
    if interrupt::asked() {
        Err(Failure::Interrupted)
    } else {
        Ok(())
    }
}
