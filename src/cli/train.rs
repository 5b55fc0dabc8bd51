//! `babble train`: a run from its first step to its last, or to the moment the person has had enough.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::folder::{Folder, last_done};
use super::output::{self, Output};
use super::recipe::{self, HasTokenizer};
use super::{Failure, Train, devices, interrupt};
use crate::device::Compute;
use crate::experiment::{Experiment, Source};
use crate::progress::block_on;
use crate::protocol::{Artifact, Ending, Materials};
use crate::session::{Happening, Session};
use crate::view::{Evaluation, StepMetrics, record};
use crate::words::{Problem, Words};

/// A long run is written now and then, so that a power cut costs no more than this and one evaluation.
const SAVE_EVERY: Duration = Duration::from_secs(60);

pub(super) fn run(args: &Train) -> Result<(), Failure> {
    interrupt::listen();
    let folder = args.out.as_ref().or(args.resume.as_ref());
    let folder = folder.map(|path| Folder::of(path));
    if let Some(folder) = &folder {
        folder.check_free(args.resume.as_deref())?;
    }
    let beginning = Beginning::of(args)?;
    let output = Output::new(args.common.json);
    if args.steps.is_some() && beginning.experiment.model.counts() {
        output.remark(&Words::fixed(
            "An n-gram model counts its text once; --steps changes nothing.",
            "n 元模型只把文本数一遍，--steps 不起作用。",
        ));
    }
    let aim = if args.back_to_best {
        Aim::Best
    } else {
        Aim::LastStep
    };
    block_on(train(beginning, aim, folder, output))
}

/// Where the command takes the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// Through its steps.
    LastStep,
    /// Back to its best evaluation.
    Best,
}

/// What a run starts from.
struct Beginning {
    experiment: Experiment,
    materials: Materials,
    artifact: Option<Artifact>,
    /// Lines of the metrics of the run that is continued, up to where it is continued from.
    record: Vec<Value>,
    /// How that run ended, if it did so there.
    ended: Option<Value>,
}

impl Beginning {
    fn of(args: &Train) -> Result<Self, Failure> {
        let mut materials = Materials::default();
        let (mut experiment, artifact, record, ended) = match &args.resume {
            None => (
                recipe::named(&args.recipe, &args.source)?,
                None,
                Vec::new(),
                None,
            ),
            Some(path) => {
                let folder = Folder::of(path);
                let (artifact, mut record) = folder.read_to_go_on()?;
                let ended = last_done(&record).filter(|line| line["step"] == artifact.step);
                let ended = ended.cloned();
                record.retain(|line| {
                    let lies_behind = |step| step <= artifact.step as u64;
                    line["event"] != "done" && line["step"].as_u64().is_some_and(lies_behind)
                });
                (artifact.experiment.clone(), Some(artifact), record, ended)
            }
        };
        if let Some(path) = &args.source.text {
            recipe::take_text(&mut experiment, &mut materials, path)?;
        }
        if let Some(path) = &args.tokenizer {
            recipe::take_tokenizer(&mut experiment, &mut materials, path)?;
        }
        if let Some(steps) = args.steps {
            recipe::take_steps(&mut experiment, steps);
        }
        if let Some(device) = args.common.device {
            experiment.device = device.into();
        }
        // Last, because --set may change what --text and --steps brought; it was checked against the recipe before.
        experiment = recipe::with_changes(experiment, &args.recipe.set)?;
        let has_tokenizer = if artifact.is_some() {
            HasTokenizer::Yes
        } else {
            HasTokenizer::No
        };
        recipe::check(&experiment, &materials, has_tokenizer)?;
        if let Some(artifact) = &artifact {
            check_stories(&experiment, artifact)?;
        }
        Ok(Beginning {
            experiment,
            materials,
            artifact,
            record,
            ended,
        })
    }
}

/// Refuses to go on with the bundled stories where the run's own were those of an earlier version: while those were told,
/// nobody noted which text a run had read.
fn check_stories(experiment: &Experiment, artifact: &Artifact) -> Result<(), Failure> {
    let source = &experiment.corpus.source;
    let is_bundled = matches!(source, Source::EnglishStories | Source::ChineseStories);
    if artifact.text.is_some() || !is_bundled {
        return Ok(());
    }
    Err(Problem::at(
        "corpus.source",
        Words::fixed(
            "This run has learned from the stories of an earlier version of Babble, which differ from today’s, so it cannot be trained further on those. It can still write and be evaluated; to train on today’s stories, start a new run.",
            "这次训练读的是较早版本自带的故事，与现在的不同，因此不能用现在的故事继续训练；仍可用它生成和评估。要用现在的故事训练，请重新开始一次训练。",
        ),
    )
    .into())
}

/// What is not known of the text of a run that is continued.
fn unknown_text(session: &Session) -> Option<Words> {
    let is_unknown = session.reads_its_own_text().is_none();
    is_unknown.then(|| {
        Words::fixed(
            "This run is of an earlier version of Babble, which did not note its text: whether it is this one is unknown.",
            "这次训练来自较早版本的牙牙学语，当时没有记下文本的标识，因此不知道是不是这份文本。",
        )
    })
}

async fn train(
    beginning: Beginning,
    aim: Aim,
    folder: Option<Folder>,
    output: Output,
) -> Result<(), Failure> {
    let Beginning {
        experiment,
        materials,
        artifact,
        record,
        ended,
    } = beginning;
    let (mut session, compute) = devices::prepare(experiment, materials, artifact, &output).await?;
    let begun_at = session.step();
    if aim == Aim::Best && !session.go_back() {
        return Err(Failure::usage(Words::fixed(
            "This run has nothing to go back to: its last weights are its best, or only those were saved.",
            "这次训练没有可以退回的状态：最后的权重就是最好的，或者只保存了最后的权重。",
        )));
    }
    if let Some(folder) = &folder {
        folder.create()?;
    }
    if let Some(remark) = unknown_text(&session) {
        output.remark(&remark);
    }
    let prepared = session.prepared();
    output.event(&output::prepared_event(prepared))?;
    for remark in &prepared.remarks {
        output.remark(remark);
    }
    let experiment = session.plan().experiment();
    let parameters = match experiment.model.counts() {
        // It has none; how many counts it holds is known once it has counted.
        true => String::new(),
        false => format!(" {} parameters,", prepared.parameters),
    };
    output.say(&format!(
        "{}:{parameters} vocabulary {}, {} tokens to train on, {}",
        experiment.model.name().en,
        prepared.vocabulary,
        prepared.train_tokens,
        prepared.device.name,
    ))?;
    output.count_steps(session.step(), prepared.steps);
    let mut run = Run {
        begun_at,
        session,
        compute,
        output,
        folder,
        record,
        ended,
        last_step: None,
        evaluations: Vec::new(),
        written: Instant::now(),
    };
    let end = run.go().await;
    run.close(end).await
}

/// A run under way.
struct Run {
    /// The step that this command found the run at.
    begun_at: usize,
    session: Session,
    compute: Compute,
    output: Output,
    folder: Option<Folder>,
    /// Lines for `metrics.jsonl`.
    record: Vec<Value>,
    /// How the run had ended where it was continued.
    ended: Option<Value>,
    last_step: Option<StepMetrics>,
    evaluations: Vec<Evaluation>,
    written: Instant,
}

/// How a run came to its end.
enum End {
    Ended(Ending),
    Interrupted,
}

impl Run {
    /// Trains until there is nothing more to do, or the person has had enough.
    async fn go(&mut self) -> Result<End, Failure> {
        loop {
            // All steps have been taken: what is left is to evaluate the run, which need not be done in full.
            let is_closing = self.session.is_closing();
            if interrupt::asked() && is_closing {
                self.session.cut_short();
            }
            let happenings = if interrupt::asked() && !is_closing {
                self.session.settle().await?
            } else {
                self.session.advance().await?
            };
            self.compute.health.check()?;
            for happening in happenings {
                if let Some(ending) = self.tell(happening)? {
                    return Ok(End::Ended(ending));
                }
            }
            if let Some(ending) = self.session.ending() {
                return Ok(End::Ended(ending.clone()));
            }
            if interrupt::asked() && !is_closing {
                return Ok(End::Interrupted);
            }
            self.show_closing();
        }
    }

    /// Says on the bar how far the evaluation has got that closes the run.
    fn show_closing(&self) {
        if let Some(fraction) = self.session.closing_fraction() {
            let percent = (100.0 * fraction) as usize;
            self.output.bar().set_message(format!(
                "evaluating the run: {percent} % (Ctrl-C ends that)"
            ));
        }
    }

    fn tell(&mut self, happening: Happening) -> Result<Option<Ending>, Failure> {
        match happening {
            Happening::Stepped(steps) => {
                if let Some(step) = steps.last() {
                    self.output.bar().set_position(step.step as u64);
                    self.output.bar().set_message(format!(
                        "loss {:.3}  {:.0} tokens/s",
                        step.loss, step.tokens_per_second
                    ));
                    self.last_step = Some(*step);
                }
            }
            Happening::Evaluated(evaluation) => {
                self.evaluations.push(evaluation);
                let event =
                    record::metrics(&evaluation, self.last_step.as_ref(), self.compute.info.kind);
                self.record.push(event.clone());
                self.output.event(&event)?;
                self.output.say(&output::losses_line(&evaluation))?;
                self.write_now_and_then()?;
            }
            Happening::Sampled(sample) => self.output.event(&output::sample_event(&sample))?,
            Happening::Ended(ending) => return Ok(Some(ending)),
        }
        Ok(None)
    }

    /// Writes the latest state that was fetched from the device.
    fn write_now_and_then(&mut self) -> Result<(), Failure> {
        let Some(folder) = self
            .folder
            .as_ref()
            .filter(|_| self.written.elapsed() >= SAVE_EVERY)
        else {
            return Ok(());
        };
        if let Some(artifact) = self.session.last_good() {
            let done = self.done("unfinished", artifact, Some(folder));
            folder.write(artifact, &with(&self.record, &done))?;
            self.written = Instant::now();
        }
        Ok(())
    }

    /// Saves what there is and says how it ended.
    async fn close(mut self, end: Result<End, Failure>) -> Result<(), Failure> {
        let state = self.state().await;
        let (end, artifact) = match (end, state) {
            (Err(Failure::Work(problems) | Failure::Usage(problems)), state) => {
                return Err(self.rescue(problems, state.ok().as_ref()));
            }
            (_, Err(failure)) => return Err(self.rescue(failure.into_problems(), None)),
            (end, Ok(artifact)) => (end, artifact),
        };
        let reason = match &end {
            Ok(End::Ended(ending)) => ending.name(),
            _ => "interrupted",
        };
        let is_new = self.session.step() != self.begun_at || !self.evaluations.is_empty();
        let is_over = matches!(end, Ok(End::Ended(_)));
        // Nothing is worth saving before the first new step.
        let folder = self.folder.take().filter(|_| is_new || is_over);
        let mut done = self.done(reason, &artifact, folder.as_ref());
        if let Some(Value::Object(ended)) = self.ended.take().filter(|_| is_over && !is_new) {
            // Nothing was learned and nothing measured: the losses that were known of this state are still its own.
            for (name, value) in ended {
                if done.get(&name).is_none() {
                    done[name] = value;
                }
            }
        }
        if let Some(folder) = &folder {
            folder.write(&artifact, &with(&self.record, &done))?;
        }
        self.output.bar().finish_and_clear();
        match end {
            Err(failure) => return Err(failure),
            Ok(_) => self.output.event(&done)?,
        }
        if let Some(folder) = &folder {
            self.output
                .say(&format!("The run is in {}", folder.path().display()))?;
        }
        if is_over && let Some((step, loss)) = self.session.best_to_go_back_to() {
            self.output.remark(&by_heart(step, loss, folder.as_ref()));
        }
        match end {
            Ok(End::Ended(Ending::Diverged { explanation, .. })) => Err(explanation.into()),
            Ok(End::Interrupted) => Err(Failure::Interrupted),
            _ => Ok(()),
        }
    }

    /// The state of this moment, where the device can be trusted with it.
    async fn state(&mut self) -> Result<Artifact, Failure> {
        // What was not yet read may tell that it has diverged.
        self.session.settle().await?;
        let artifact = self.session.save().await?;
        self.compute.health.check()?;
        Ok(artifact)
    }

    /// Something failed. Where that was not the device, nothing is lost; otherwise, what was fetched from it before is still
    /// good.
    fn rescue(&self, mut problems: Vec<Problem>, state: Option<&Artifact>) -> Failure {
        let kept = self.folder.as_ref().zip(state.or(self.session.last_good()));
        // The state that the run was continued from is where it was found.
        if let Some((folder, artifact)) = kept.filter(|(_, kept)| kept.step != self.begun_at) {
            let done = self.done("failed", artifact, Some(folder));
            match folder.write(artifact, &with(&self.record, &done)) {
                Ok(()) => {
                    let (step, path) = (artifact.step, folder.path().display());
                    problems.push(Problem::general(Words::new(
                        format!(
                            "The run up to step {step} is in {path}; go on with --resume {path}."
                        ),
                        format!(
                            "截至第 {step} 步的训练已保存在 {path}，可用 --resume {path} 继续。"
                        ),
                    )));
                }
                Err(failure) => problems.extend(failure.into_problems()),
            }
        }
        Failure::Work(problems)
    }

    fn done(&self, reason: &str, artifact: &Artifact, folder: Option<&Folder>) -> Value {
        let mut event = record::done(
            reason,
            (artifact.step, artifact.elapsed_ms),
            self.session.prepared(),
            self.session.size(),
            &self.evaluations,
        );
        event["out"] = json!(folder.map(|folder| folder.path().display().to_string()));
        event
    }
}

/// A run has got worse since its best evaluation, and what to do about it.
fn by_heart(step: usize, loss: f64, folder: Option<&Folder>) -> Words {
    let (mut en, mut zh) = (
        format!(
            "Validation was best at step {step} ({loss:.4} nats per token) and has got clearly worse since: the model is learning its text by heart. With --set training.patience=5 it stops in time"
        ),
        format!(
            "验证损失在第 {step} 步最低（每词元 {loss:.4} 奈特），之后明显变差：模型开始死记硬背。加上 --set training.patience=5 可以及时停止"
        ),
    );
    if let Some(folder) = folder {
        let path = folder.path().display();
        en.push_str(&format!(
            "; babble train --resume {path} --back-to-best goes back to step {step}"
        ));
        zh.push_str(&format!(
            "；babble train --resume {path} --back-to-best 可以回到第 {step} 步"
        ));
    }
    Words::new(format!("{en}."), format!("{zh}。"))
}

fn with(record: &[Value], done: &Value) -> Vec<Value> {
    record.iter().cloned().chain([done.clone()]).collect()
}
