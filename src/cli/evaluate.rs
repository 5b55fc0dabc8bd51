//! `babble eval`: the exact losses of a trained model on the whole of a text.

use serde_json::json;

use super::folder::Folder;
use super::output::{self, Output};
use super::recipe::{self, HasTokenizer};
use super::{Eval, Failure, devices, interrupt};
use crate::protocol::{Artifact, Materials};
use crate::session::{Session, block_on};
use crate::view::record;
use crate::words::Words;

pub(super) fn run(args: &Eval) -> Result<(), Failure> {
    interrupt::listen();
    let mut artifact = Folder::of(args.run.path()?).read()?;
    recipe::check_changes(
        &args.set,
        |path| path.starts_with("corpus."),
        &Words::fixed(
            "A trained model is as it is. Only corpus.… can be set here.",
            "模型已经训练好，这里只能设置 corpus.…。",
        ),
    )?;
    let mut materials = Materials::default();
    if let Some(place) = &args.experiment {
        artifact.experiment.corpus = recipe::read(place)?.corpus;
    }
    if let Some(text) = &args.source.text {
        recipe::take_text(&mut artifact.experiment, &mut materials, text)?;
    }
    if let Some(device) = args.common.device {
        artifact.experiment.device = device.into();
    }
    artifact.experiment = recipe::with_changes(artifact.experiment, &args.set)?;
    recipe::check(&artifact.experiment, &materials, HasTokenizer::Yes)?;
    block_on(evaluate(artifact, materials, Output::new(args.common.json)))
}

async fn evaluate(artifact: Artifact, materials: Materials, output: Output) -> Result<(), Failure> {
    let compute = devices::for_reading(artifact.experiment.device).await?;
    let session = Session::prepare(
        artifact.experiment.clone(),
        materials,
        Some(artifact),
        compute.device.clone(),
        compute.info.clone(),
        &mut &output,
    )
    .await?;
    let evaluation = session.evaluate_whole(&mut &output).await?;
    compute.health.check()?;
    output.bar().finish_and_clear();
    output.event(&record::metrics(&evaluation, None, compute.info.kind))?;
    output.say(&output::losses_line(&evaluation))?;
    output.say(&format!(
        "validation: {:.4} nats and {:.4} bits per character, perplexity {:.3} per token, {:.1} % of tokens right",
        evaluation.validation.nats_per_character,
        evaluation.validation.bits_per_character(),
        evaluation.validation.perplexity(),
        100.0 * evaluation.validation.accuracy,
    ))?;
    let mut done = json!({
        "event": "done",
        "step": evaluation.step,
        "device": compute.info.kind,
    });
    record::add_losses(&mut done, &evaluation);
    output.event(&done)
}
