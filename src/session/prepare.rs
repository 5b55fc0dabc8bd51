//! From a recipe and its materials to a run that stands at its first step.

use std::collections::VecDeque;
use std::sync::Arc;

use burn::tensor::Device;
use web_time::Instant;

use super::meter::Meter;
use super::watch::{Saved, Watch};
use super::{Caller, Halt, Moment, Part, Session, report};
use crate::experiment::validate::{TextFacts, TextPart, given_tokens, nothing_to_judge};
use crate::experiment::{self, AddK, Experiment, Ngram as NgramConfig, Plan, Smoothing};
use crate::learner::{self, BEST, Learner};
use crate::model::ngram::Ngram;
use crate::protocol::{Artifact, Materials, Stage};
use crate::speaker::{check_corpus, open_tokenizer, usual_beginning};
use crate::text::batches::EncodedText;
use crate::text::corpus;
use crate::text::tokenizer::Tokenizer;
use crate::view;
use crate::weights::File;
use crate::words::Problem;

/// The share of all kernels that prediction needs, roughly: the backward pass has two products for each of its own.
const PREDICTION_SHARE: f64 = 1.0 / 3.0;

/// Characters of the corpus that are shown.
const EXCERPT: usize = 400;

pub(super) async fn prepare(
    experiment: Experiment,
    materials: Materials,
    artifact: Option<Artifact>,
    device: Device,
    info: view::DeviceInfo,
    caller: &mut impl Caller,
) -> Result<Session, Halt> {
    let problems = experiment::validate::problems(&experiment);
    if !problems.is_empty() {
        return Err(Halt::Problems(problems));
    }
    report(caller, Stage::Reading, 0.0).await?;
    let corpus = corpus::read(&experiment.corpus, materials.corpus.as_deref())?;
    report(caller, Stage::Reading, 1.0).await?;

    let tokenizer = match &artifact {
        Some(artifact) => open_tokenizer(&artifact.tokenizer)?,
        None => {
            let file = materials.tokenizer.as_deref();
            Tokenizer::build(&experiment.tokenizer, &corpus, file, caller).await?
        }
    };
    // What was made from this very text knows all of it.
    let is_foreign = matches!(experiment.tokenizer, experiment::Tokenizer::File(_));
    let is_to_be_checked = artifact.is_some() || is_foreign;
    // To look for what it does not know takes as long as to read it.
    let readings = 1 + usize::from(is_to_be_checked);
    report(caller, Stage::Tokenizing, 0.0).await?;
    if is_to_be_checked {
        let mut first = Part::of(caller, 0, readings);
        check_corpus(&tokenizer, &corpus, &mut first).await?;
    }
    let (head, tail) = corpus::split(&corpus, experiment.corpus.train_fraction);
    let mut last = Part::of(caller, readings - 1, readings);
    let train = tokenizer.encode_corpus(head, &mut last).await?;
    let validation = tokenizer.encode_text(tail);
    report(caller, Stage::Tokenizing, 1.0).await?;

    let facts = TextFacts {
        vocabulary: tokenizer.vocabulary_size(),
        train_tokens: train.len(),
        validation_tokens: validation.len(),
    };
    let plan = Plan::new(experiment, facts)?;
    check_judged(&plan, &train, &validation)?;
    plan.check_tensors(info.largest_tensor)?;
    report(caller, Stage::Compiling, 0.0).await?;
    let mut learner = Learner::new(&plan, &device);
    let (mut watch, mut best) = (Watch::default(), None);
    let (mut beginning, mut remarks) = (None, Vec::new());
    if let Some(artifact) = &artifact {
        let file = File::open(&artifact.weights)?;
        let saved = Saved::from_json(file.metadata());
        beginning = saved
            .beginning_within(facts.vocabulary)
            .map(<[u32]>::to_vec);
        let from = learner::Origin {
            experiment: &artifact.experiment,
            step: artifact.step,
            optimizer_steps: saved.optimizer_steps.unwrap_or(artifact.step),
        };
        remarks = learner.restore(&plan, &file, &from, &device)?;
        watch = saved.watch;
        if plan.experiment().training.patience > 0 {
            best = restored_best(&plan, &learner, &watch, file, (artifact, &from), &device)?;
            if best.is_none() {
                watch.forget_best();
            }
        }
    }
    let start = Moment {
        learner: learner.clone(),
        step: artifact.as_ref().map_or(0, |artifact| artifact.step),
        elapsed_ms: artifact
            .as_ref()
            .map_or(0.0, |artifact| artifact.elapsed_ms),
        waited: watch.waited,
    };
    let mut meter = Meter::new(info.kind);
    meter.reset(start.elapsed_ms);

    let mut session = Session {
        prepared: view::Prepared {
            vocabulary: facts.vocabulary,
            characters: train.total_characters() + validation.total_characters(),
            train_tokens: train.len(),
            validation_tokens: validation.len(),
            characters_per_token: train.total_characters() as f64 / train.len() as f64,
            parameters: learner.size(),
            memory_bytes: plan.memory_bytes().0,
            steps: learner::steps(&plan),
            baselines: baselines(facts.vocabulary, &train, &validation),
            excerpt: corpus.chars().take(EXCERPT).collect(),
            device: info,
            remarks,
        },
        plan,
        beginning: beginning.unwrap_or_else(|| usual_beginning(&tokenizer, train.tokens())),
        tokenizer: Arc::new(tokenizer),
        train,
        validation,
        device,
        learner,
        step: start.step,
        good: start,
        meter,
        watch,
        tasks: VecDeque::new(),
        closing: None,
        ending: None,
        best,
        kept: artifact,
        kept_at: Instant::now(),
    };
    if session.prepared.device.kind == view::DeviceKind::Gpu {
        // Kernels are compiled when they are first needed. Those that only predict come first, so that there is something
        // to tell by how long the others will take.
        let tokens = session.train.tokens();
        let some = &tokens[..tokens.len().min(session.plan.experiment().model.context())];
        session
            .speaker()
            .predictor
            .believe(some.to_vec())
            .next()
            .await?;
        report(caller, Stage::Compiling, PREDICTION_SHARE).await?;
        // The first step is taken by a copy, so that the run's own starts warm.
        let (mut copy, mut at) = (session.learner.clone(), session.step);
        session.time_steps(&mut copy, &mut at, 1).await?;
    }
    session.schedule();
    report(caller, Stage::Compiling, 1.0).await?;
    Ok(session)
}

/// The state at the best evaluation of a saved run, to go back to where it stops early; `None` where nothing of it was
/// saved.
fn restored_best(
    plan: &Plan,
    learner: &Learner,
    watch: &Watch,
    file: File,
    (artifact, from): (&Artifact, &learner::Origin<'_>),
    device: &Device,
) -> Result<Option<Moment>, Problem> {
    let Some(step) = watch.best_step() else {
        return Ok(None);
    };
    let mut learner = learner.clone();
    if step != artifact.step {
        match file.part(BEST) {
            Some(part) => {
                let before = from.step - from.optimizer_steps;
                let from = learner::Origin {
                    step,
                    optimizer_steps: step.saturating_sub(before),
                    ..*from
                };
                // What begins anew has been told of the state itself.
                learner.restore(plan, &part, &from, device)?;
            }
            None => return Ok(None),
        }
    }
    Ok(Some(Moment {
        learner,
        step,
        // The file knows only how long all steps took.
        elapsed_ms: artifact.elapsed_ms * step as f64 / artifact.step.max(1) as f64,
        waited: 0,
    }))
}

/// Of both parts of the text at least one character is predicted, so that every mean is one over something.
fn check_judged(
    plan: &Plan,
    train: &EncodedText,
    validation: &EncodedText,
) -> Result<(), Vec<Problem>> {
    let given = given_tokens(&plan.experiment().model);
    let parts = [
        (TextPart::Training, train),
        (TextPart::Validation, validation),
    ];
    let empty = parts
        .into_iter()
        .filter(|(_, text)| text.characters(given..text.len()) == 0);
    let problems: Vec<Problem> = empty.map(|(part, _)| nothing_to_judge(part)).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What those lose on the validation text who know only frequencies of the training text.
fn baselines(vocabulary: usize, train: &EncodedText, validation: &EncodedText) -> view::Baselines {
    let counted = |order: usize| {
        let smoothing = Smoothing::AddK(AddK { k: 1.0 });
        let mut ngram = Ngram::new(&NgramConfig { order, smoothing }, vocabulary);
        ngram.count(train.tokens());
        let nats: f64 = ngram.log_probabilities(validation.tokens()).iter().sum();
        let characters = validation.characters(order..validation.len());
        view::Baseline {
            nats_per_token: -nats / (validation.len() - order) as f64,
            nats_per_character: -nats / characters.max(1) as f64,
        }
    };
    let uniform = (vocabulary as f64).ln();
    view::Baselines {
        uniform: view::Baseline {
            nats_per_token: uniform,
            nats_per_character: uniform * validation.len() as f64
                / validation.total_characters().max(1) as f64,
        },
        unigram: counted(0),
        bigram: counted(1),
    }
}
