//! From a recipe and its materials to a run that stands at its first step.

use std::collections::VecDeque;
use std::sync::Arc;

use burn::tensor::Device;
use web_time::Instant;

use super::best::Best;
use super::counting::Counting;
use super::meter::Meter;
use super::rhythm::Rhythm;
use super::watch::{Saved, Watch};
use super::{Moment, Session};
use crate::experiment::validate::{TextFacts, TextPart, given_tokens, nothing_to_evaluate};
use crate::experiment::{self, AddK, Experiment, Ngram as NgramConfig, Plan, Smoothing, Source};
use crate::learner::{self, BEST, Learner};
use crate::loaded::{check_corpus, open_tokenizer, usual_beginning};
use crate::model::ngram::Ngram;
use crate::progress::{Halt, Part, ProgressSink, report};
use crate::protocol::{Artifact, Materials, Stage};
use crate::text::batches::EncodedText;
use crate::text::corpus;
use crate::text::tokenizer::Tokenizer;
use crate::view;
use crate::weights::File;
use crate::words::{Problem, Words};

/// The share of all kernels that prediction needs, roughly: the backward pass has two products for each of its own.
const PREDICTION_SHARE: f64 = 1.0 / 3.0;

/// Where, while a text is being cut, the tokens are there and only the cost of guessing is still to be counted.
const CUT: f64 = 0.8;

/// Tokens that are counted between two reports of progress.
const CHUNK: usize = 1 << 16;

/// Characters of the corpus that are shown.
const EXCERPT: usize = 400;

pub(super) async fn prepare(
    experiment: Experiment,
    materials: Materials,
    artifact: Option<Artifact>,
    device: Device,
    info: view::DeviceInfo,
    sink: &mut impl ProgressSink,
) -> Result<Session, Halt> {
    let problems = experiment::validate::problems(&experiment);
    if !problems.is_empty() {
        return Err(Halt::Problems(problems));
    }
    let Texts {
        tokenizer,
        train,
        validation,
        excerpt,
        text,
    } = texts(&experiment, materials, artifact.as_ref(), sink).await?;
    let facts = TextFacts {
        vocabulary: tokenizer.vocabulary_size(),
        train_tokens: train.len(),
        validation_tokens: validation.len(),
    };
    let plan = Plan::new(experiment, facts)?;
    check_judged(&plan, &train, &validation)?;
    plan.check_tensors(info.largest_tensor)?;
    let baselines = {
        let mut last = Part::within(sink, CUT..1.0);
        baselines(facts.vocabulary, &train, &validation, &mut last).await?
    };
    report(sink, Stage::Compiling, 0.0).await?;
    let mut learner = Learner::new(&plan, &device);
    let (mut watch, mut best) = (Watch::default(), None);
    let (mut beginning, mut remarks) = (None, Vec::new());
    let mut learned_from = Some(text);
    if let Some(artifact) = &artifact {
        let file = File::open(&artifact.weights)?;
        let saved = Saved::from_json(file.metadata());
        beginning = saved
            .beginning_within(facts.vocabulary)
            .map(<[u32]>::to_vec);
        learned_from = saved.text;
        let from = learner::Origin {
            experiment: &artifact.experiment,
            step: artifact.step,
            optimizer_steps: saved.optimizer_steps.unwrap_or(artifact.step),
        };
        remarks = learner.restore(&plan, &file, &from, &device)?;
        watch = saved.watch;
        best = restored_best(&learner, &watch, file, artifact)?;
        if best.is_none() {
            watch.forget_best();
        }
    }
    if artifact.is_none() {
        let tokenizer = &plan.experiment().tokenizer;
        remarks.extend(tokenizer.shortfall(facts.vocabulary));
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
            baselines,
            excerpt,
            text: learned_from,
            device: info,
            remarks,
        },
        plan,
        beginning: beginning.unwrap_or_else(|| usual_beginning(&tokenizer, train.tokens())),
        text,
        tokenizer: Arc::new(tokenizer),
        train,
        validation,
        device,
        learner,
        step: start.step,
        counting: Some(Counting::new(facts.vocabulary)),
        rhythm: Rhythm::new(start.elapsed_ms, watch.sampled),
        good: start,
        meter,
        watch,
        tasks: VecDeque::new(),
        closing: None,
        ending: None,
        best,
        latest: None,
        kept: artifact,
        kept_at: Instant::now(),
    };
    if session.prepared.device.kind == view::DeviceKind::Gpu {
        // Kernels are compiled when they are first needed. Those that only predict come first, so that there is something
        // to tell by how long the others will take.
        let tokens = session.train.tokens();
        let some = &tokens[..tokens.len().min(session.plan.experiment().model.context())];
        session
            .loaded()
            .predictor
            .believe(some.to_vec())
            .next()
            .await?;
        report(sink, Stage::Compiling, PREDICTION_SHARE).await?;
        // The first step is taken by a copy, so that the run's own starts warm.
        let (mut copy, mut at) = (session.learner.clone(), session.step);
        session.time_steps(&mut copy, &mut at, 1).await?;
    }
    session.schedule();
    report(sink, Stage::Compiling, 1.0).await?;
    Ok(session)
}

/// Says that a run cannot go on with this text: it has learned from another.
fn another_text(source: &Source, learned: view::TextId, here: view::TextId) -> Problem {
    let (en, zh) = match (learned.characters, here.characters) {
        (was, is) if was != is => (
            format!("{was} characters, not {is}"),
            format!("原来有 {was} 个字符，这里是 {is} 个"),
        ),
        (same, _) => (
            format!("as long, {same} characters, but not the same"),
            format!("同样有 {same} 个字符，内容却不同"),
        ),
    };
    let message = match source {
        Source::EnglishStories | Source::ChineseStories => Words::new(
            format!(
                "This run has learned from the stories of another version of Babble ({en}), so it cannot be trained further on today’s. It can still write and be compared; to train on today’s stories, start a new run."
            ),
            format!(
                "这次训练读的是另一个版本自带的故事（{zh}），因此不能用现在的故事继续训练；仍可用它生成和比较。要用现在的故事训练，请重新开始一次训练。"
            ),
        ),
        source => {
            let (name_en, name_zh) = match source {
                Source::File(file) => (format!("“{}”", file.name), format!("“{}”", file.name)),
                Source::Address(address) => (address.url.clone(), format!("{} ", address.url)),
                _ => ("This".to_owned(), "这段文字".to_owned()),
            };
            Words::new(
                format!(
                    "{name_en} is not the text that this run has learned from ({en}), so it cannot be trained further on it. Give it the text it has read, or start a new run on this one; as it is, it can still write and be compared."
                ),
                format!(
                    "{name_zh}不是这次训练读过的文本（{zh}），因此不能用它继续训练。请提供原来的文本，或用这份文本重新开始一次训练；它现在的样子仍可用来生成和比较。"
                ),
            )
        }
    };
    Problem::at("corpus.source", message)
}

/// The weights at the best evaluation of a saved run, to go back to; `None` where they were not saved.
fn restored_best(
    learner: &Learner,
    watch: &Watch,
    file: File,
    artifact: &Artifact,
) -> Result<Option<Best>, Problem> {
    let (Some((step, _)), Some(mut network)) = (watch.best(), learner.weights()) else {
        return Ok(None);
    };
    if step != artifact.step {
        match file.part(BEST) {
            Some(part) => network = part.fill(network)?,
            None => return Ok(None),
        }
    }
    Ok(Some(Best {
        network,
        step,
        // The file knows only how long all steps took.
        elapsed_ms: artifact.elapsed_ms * step as f64 / artifact.step.max(1) as f64,
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
    let problems: Vec<Problem> = empty.map(|(part, _)| nothing_to_evaluate(part)).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What a run needs of its text; the text itself is let go, because it may be as large as all the rest.
struct Texts {
    tokenizer: Tokenizer,
    train: EncodedText,
    validation: EncodedText,
    excerpt: String,
    /// Which text it is.
    text: view::TextId,
}

/// Reads, and cuts into tokens. Each portion is a place at which the sink may give up.
async fn texts<C: ProgressSink>(
    experiment: &Experiment,
    materials: Materials,
    artifact: Option<&Artifact>,
    sink: &mut C,
) -> Result<Texts, Halt> {
    report(sink, Stage::Reading, 0.0).await?;
    let corpus = corpus::read(&experiment.corpus, materials.corpus)?;
    let text = view::TextId::of(&corpus);
    if let Some(learned) = artifact.and_then(|artifact| artifact.text)
        && learned != text
    {
        return Err(another_text(&experiment.corpus.source, learned, text).into());
    }
    report(sink, Stage::Reading, 1.0).await?;
    let tokenizer = match artifact {
        Some(artifact) => open_tokenizer(&artifact.tokenizer)?,
        None => {
            let file = materials.tokenizer.as_deref();
            Tokenizer::build(&experiment.tokenizer, &corpus, file, sink).await?
        }
    };
    // What was made from this very text knows all of it.
    let is_foreign = matches!(experiment.tokenizer, experiment::Tokenizer::File(_));
    report(sink, Stage::Tokenizing, 0.0).await?;
    let mut checked = 0.0;
    if artifact.is_some() || is_foreign {
        // To look for what it does not know takes as long as to cut.
        checked = CUT / 2.0;
        let mut first = Part::within(sink, 0.0..checked);
        check_corpus(&tokenizer, &corpus, &mut first).await?;
    }
    let (head, tail) = corpus::split(&corpus, experiment.corpus.train_fraction);
    let middle = checked + (CUT - checked) * head.len() as f64 / corpus.len() as f64;
    let mut second = Part::within(sink, checked..middle);
    let train = tokenizer.encode_corpus(head, &mut second).await?;
    let mut third = Part::within(sink, middle..CUT);
    let validation = tokenizer.encode_corpus(tail, &mut third).await?;
    Ok(Texts {
        tokenizer,
        train,
        validation,
        excerpt: corpus.chars().take(EXCERPT).collect(),
        text,
    })
}

/// What those lose on the validation text who know only frequencies of the training text.
async fn baselines<C: ProgressSink>(
    vocabulary: usize,
    train: &EncodedText,
    validation: &EncodedText,
    sink: &mut C,
) -> Result<view::Baselines, Halt> {
    let uniform = (vocabulary as f64).ln();
    let mut counted = Vec::with_capacity(2);
    for order in 0..2 {
        let mut half = Part::of(sink, order, 2);
        counted.push(baseline(order, vocabulary, train, validation, &mut half).await?);
    }
    Ok(view::Baselines {
        uniform: view::Baseline {
            nats_per_token: uniform,
            nats_per_character: uniform * validation.len() as f64
                / validation.total_characters().max(1) as f64,
        },
        unigram: counted[0],
        bigram: counted[1],
        counting: None,
    })
}

/// What a token costs who looks at so many tokens before it. Counts and evaluates chunk by chunk.
async fn baseline<C: ProgressSink>(
    order: usize,
    vocabulary: usize,
    train: &EncodedText,
    validation: &EncodedText,
    sink: &mut C,
) -> Result<view::Baseline, Halt> {
    let smoothing = Smoothing::AddK(AddK { k: 1.0 });
    let mut ngram = Ngram::new(&NgramConfig { order, smoothing }, vocabulary);
    let all = (train.len() + validation.len()).max(1) as f64;
    let mut done = 0;
    for chunk in train.tokens().chunks(CHUNK) {
        ngram.count(chunk);
        done += chunk.len();
        report(sink, Stage::Tokenizing, done as f64 / all).await?;
    }
    let mut nats = 0.0;
    for start in (order..validation.len()).step_by(CHUNK) {
        let end = (start + CHUNK).min(validation.len());
        let tokens = &validation.tokens()[start - order..end];
        for log_probability in ngram.log_probabilities(tokens) {
            nats -= log_probability;
        }
        report(sink, Stage::Tokenizing, (done + end) as f64 / all).await?;
    }
    let characters = validation.characters(order.min(validation.len())..validation.len());
    Ok(view::Baseline {
        nats_per_token: nats / validation.len().saturating_sub(order).max(1) as f64,
        nats_per_character: nats / characters.max(1) as f64,
    })
}
