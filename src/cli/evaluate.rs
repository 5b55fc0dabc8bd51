//! `babble eval`: the exact losses of a trained model on the whole of a text.

use serde_json::json;

use super::folder::Folder;
use super::output::{self, Output};
use super::recipe::{self, HasTokenizer};
use super::{Eval, Failure, devices, interrupt};
use crate::experiment::Source;
use crate::progress::block_on;
use crate::protocol::{Artifact, Materials};
use crate::session::Session;
use crate::view::record;
use crate::words::Words;

pub(super) fn run(args: &Eval) -> Result<(), Failure> {
    interrupt::listen();
    let mut artifact = Folder::of(args.run.path()?).read()?;
    recipe::check_changes(
        &args.set,
        |path| path.starts_with("corpus."),
        &Words::fixed(
            "The model is already trained. Only corpus.… can be set here.",
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
    // It may be evaluated on any text.
    artifact.text = None;
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
    if let Some(remark) = whose_text(&session) {
        output.remark(&remark);
    }
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
        "own_text": session.reads_its_own_text(),
    });
    record::add_losses(&mut done, &evaluation);
    output.event(&done)
}

/// What to know about losses on a text that is not, or perhaps not, the one that the model has learned from.
fn whose_text(session: &Session) -> Option<Words> {
    let source = &session.plan().experiment().corpus.source;
    let is_bundled = matches!(source, Source::EnglishStories | Source::ChineseStories);
    match session.reads_its_own_text() {
        Some(true) => None,
        Some(false) if is_bundled => Some(Words::fixed(
            "The stories that come with Babble have changed since this model learned from them; its losses on today’s are not those of its run.",
            "牙牙学语自带的故事已与这个模型当初读过的不同；在它们上面测得的损失不是那次训练的损失。",
        )),
        Some(false) => Some(Words::fixed(
            "This is not the text that this model has learned from: all of it is new to the model, even the part named train.",
            "这不是该模型学过的文本：对模型来说全部是新的，标为 train 的部分也一样。",
        )),
        None => Some(Words::fixed(
            "This run is of an earlier version of Babble, which did not note its text: whether it has learned from this one is unknown.",
            "这次训练来自较早版本的牙牙学语，当时没有记下文本的标识，因此不知道它学的是不是这份文本。",
        )),
    }
}
