//! One prepared run, and everything that can be asked of it.
//!
//! A [`Session`] knows no browser and no terminal: the page's worker and the command line drive the same one. All
//! of its methods that may read from a device are async; where nothing else runs, [`block_on`] drives them. It never
//! yields to an event loop by itself: whoever drives it does, between two calls and in [`ProgressSink::progress`](crate::progress::ProgressSink::progress).

use std::collections::VecDeque;
use std::sync::Arc;

use burn::tensor::Device;
use web_time::Instant;

use crate::experiment::{BY_TIME, Experiment, Plan, Sampling};
use crate::learner::{BEST, Learner};
use crate::loaded::{LoadedModel, check_characters};
use crate::predictor::Extent;
use crate::probe;
use crate::progress::{Halt, ProgressSink, report};
use crate::protocol::{Artifact, Ending, Materials, Stage};
use crate::text::batches::EncodedText;
use crate::text::tokenizer::Tokenizer;
use crate::view;
use crate::weights;
use crate::words::{Problem, Words};

mod benchmark;
mod best;
mod counting;
mod evaluating;
mod meter;
mod prepare;
mod rhythm;
mod task;
mod watch;

pub use crate::sample::Generation;
use best::Best;
use counting::Counting;
use meter::Meter;
use rhythm::Rhythm;
use task::{EvaluationTask, SampleTask, Task};
pub(crate) use watch::Saved;
use watch::{Occasion, Verdict, Watch, diverged};

/// How often the state is fetched from the device for safety, at most, in seconds.
const KEPT_EVERY: f64 = 10.0;

/// What happened in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// Steps whose figures have arrived, in order; never empty.
    Stepped(Vec<view::StepMetrics>),
    /// A scheduled evaluation.
    Evaluated(view::Evaluation),
    /// A scheduled sample.
    Sampled(view::Sample),
    /// The run is over; nothing more will happen in it.
    Ended(Ending),
}

/// A prepared run.
#[derive(Debug)]
pub struct Session {
    plan: Plan,
    /// The text that it was prepared with.
    text: view::TextId,
    tokenizer: Arc<Tokenizer>,
    /// What the model reads where there is no prompt.
    beginning: Vec<u32>,
    train: EncodedText,
    validation: EncodedText,
    prepared: view::Prepared,
    device: Device,

    learner: Learner,
    /// Steps done.
    step: usize,
    meter: Meter,
    /// When it speaks, where the recipe leaves that to the clock.
    rhythm: Rhythm,
    watch: Watch,
    /// What counting comes to at its best, while it is found out.
    counting: Option<Counting>,
    /// What fell due and is under way, piece by piece.
    tasks: VecDeque<Task>,
    /// Why the run is about to end, once its last evaluation and sample are made.
    closing: Option<Ending>,
    ending: Option<Ending>,

    /// The state at the last evaluation that was sound; shares its tensors with the learner.
    good: Moment,
    /// The weights at the best scheduled evaluation, to go back to.
    best: Option<Best>,
    /// The validation loss of the latest scheduled evaluation, in nats per token.
    latest: Option<f64>,
    /// A state that has been fetched from the device.
    kept: Option<Artifact>,
    kept_at: Instant,
}

/// A state to come back to.
#[derive(Clone, Debug)]
struct Moment {
    learner: Learner,
    step: usize,
    elapsed_ms: f64,
    /// Evaluations since the best one.
    waited: usize,
}

impl Session {
    /// Reads the corpus, trains or opens the tokenizer, builds the model and, with an `artifact`, goes on from it.
    ///
    /// # Errors
    ///
    /// Every problem of the recipe at once, or that the sink gave up.
    pub async fn prepare(
        experiment: Experiment,
        materials: Materials,
        artifact: Option<Artifact>,
        device: Device,
        info: view::DeviceInfo,
        sink: &mut impl ProgressSink,
    ) -> Result<Session, Halt> {
        prepare::prepare(experiment, materials, artifact, device, info, sink).await
    }

    /// What is known before the first step.
    pub fn prepared(&self) -> &view::Prepared {
        &self.prepared
    }

    /// Whether the text that it was prepared with is the one that its weights have learned from; unknown of a run of an
    /// earlier version.
    pub fn reads_its_own_text(&self) -> Option<bool> {
        Some(self.prepared.text? == self.text)
    }

    /// The recipe and what follows from it.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Trainable parameters, or counts stored by now.
    pub fn size(&self) -> usize {
        self.learner.size()
    }

    /// Steps done.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Whether and why the run is over. `advance` then does nothing.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Whether `advance` will take a step: no evaluation and no sample is under way, which it would go on with before.
    pub fn is_between_steps(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Takes one step, or makes a piece of the evaluation or the sample that fell due after the last one. The figures of
    /// a step on a GPU may come with a later call.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn advance(&mut self) -> Result<Vec<Happening>, Problem> {
        if self.ending.is_some() {
            return Ok(Vec::new());
        }
        match self.tasks.pop_front() {
            Some(Task::Evaluation(examination)) => self.examine(examination).await,
            Some(Task::Sample(rehearsal)) => self.rehearse(rehearsal).await,
            None => self.learn().await,
        }
    }

    /// Fetches the figures of all steps taken: call it before standing still.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn settle(&mut self) -> Result<Vec<Happening>, Problem> {
        let steps = self.meter.read().await?;
        let trouble = steps
            .iter()
            .find_map(|step| self.watch.see(step, self.plan.vocabulary()));
        let mut happenings = Vec::new();
        if !steps.is_empty() {
            happenings.push(Happening::Stepped(steps));
        }
        if let Some(found) = trouble {
            happenings.push(self.fall_back(&found));
        }
        Ok(happenings)
    }

    /// Starts to continue the sampling's prompt, with the weights of this moment; training may go on meanwhile. Asked for
    /// the same again, it says the same.
    ///
    /// # Errors
    ///
    /// Where the prompt has characters that the tokenizer does not know.
    pub fn generate(&self, sampling: &Sampling) -> Result<Generation, Problem> {
        self.loaded().generate(sampling)
    }

    /// What the model makes of a text, and what is inside it, seen closely at `focus`; training is not touched.
    ///
    /// # Errors
    ///
    /// Where the text is empty, has unknown characters, or the device fails.
    pub async fn probe(&self, text: &str, focus: view::Focus) -> Result<view::Probe, Problem> {
        probe::probe(&self.loaded(), text, focus).await
    }

    /// How the tokenizer cuts a text, as far as [`view::LONGEST_CUT`].
    ///
    /// # Errors
    ///
    /// Where the text has unknown characters.
    pub fn tokenize(&self, text: &str) -> Result<view::Tokenized, Problem> {
        let end = text.char_indices().nth(view::LONGEST_CUT);
        let text = &text[..end.map_or(text.len(), |(at, _)| at)];
        check_characters(&self.tokenizer, text, "")?;
        Ok(self.tokenizer.tokenized(text))
    }

    /// The whole vocabulary.
    pub fn vocabulary(&self) -> view::Vocabulary {
        self.tokenizer.vocabulary(&self.train)
    }

    /// The model of this moment with its tokenizer.
    pub fn loaded(&self) -> LoadedModel {
        LoadedModel {
            tokenizer: Arc::clone(&self.tokenizer),
            predictor: self.learner.predictor(&self.device),
            step: self.step,
            beginning: self.beginning.clone(),
            experiment: self.plan.experiment().clone(),
        }
    }

    /// Everything needed to go on later or elsewhere.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn save(&self) -> Result<Artifact, Problem> {
        let mut stored = self.learner.stored().await?;
        // Where the best state is that of this moment, it is not written twice.
        if let Some(best) = self.best.as_ref().filter(|best| best.step != self.step) {
            let tensors = weights::gather(&best.network, Vec::new()).await?;
            stored.extend(tensors.into_iter().map(|tensor| tensor.within(BEST)));
        }
        let saved = Saved {
            step: Some(self.step),
            optimizer_steps: self
                .learner
                .optimizer_steps()
                .filter(|steps| *steps != self.step),
            beginning: self.beginning.clone(),
            text: self.prepared.text,
            watch: self.watch.clone(),
        };
        Ok(Artifact {
            experiment: self.plan.experiment().clone(),
            tokenizer: self.tokenizer.to_json(),
            weights: weights::to_bytes(&stored, saved.to_json()),
            step: self.step,
            elapsed_ms: self.meter.elapsed_ms(),
            text: Some(self.text).filter(|_| self.reads_its_own_text() == Some(true)),
        })
    }

    /// The latest state that was fetched from the device and known to be good; it outlives the device.
    pub fn last_good(&self) -> Option<&Artifact> {
        self.kept.as_ref()
    }

    /// The exact loss on the whole training and validation text: `evaluate_batches` of the recipe plays no part.
    ///
    /// # Errors
    ///
    /// Where the device fails, or the sink gave up.
    pub async fn evaluate_whole(
        &self,
        sink: &mut impl ProgressSink,
    ) -> Result<view::Evaluation, Halt> {
        let mut examination = self.examination([Extent::Whole; 2]);
        while !examination.is_over() {
            examination.evaluate_next().await?;
            report(sink, Stage::Evaluating, examination.fraction()).await?;
        }
        Ok(examination.evaluation()?)
    }

    /// Takes a step and notes what falls due after it.
    async fn learn(&mut self) -> Result<Vec<Happening>, Problem> {
        if self.step >= self.prepared.steps {
            // Restored after its last step with nothing left to do, or given fewer steps than it has taken.
            return Ok(vec![self.end(Ending::Completed)]);
        }
        self.meter.begin();
        let taken = self.learner.step(&self.plan, &self.train, self.step);
        self.step += 1;
        self.meter.note(self.step, taken);
        self.meter.lap();
        self.schedule();
        let happenings = if self.meter.is_due() || !self.tasks.is_empty() {
            self.settle().await?
        } else {
            Vec::new()
        };
        self.meter.pause();
        Ok(happenings)
    }

    /// Puts on the list what is to be done after this step and was not done before the run was saved.
    fn schedule(&mut self) {
        let training = &self.plan.experiment().training;
        let falls_due = |every: usize| every > 0 && self.step.is_multiple_of(every);
        let is_last = self.step >= self.prepared.steps;
        if is_last {
            if self.watch.closed < self.step {
                self.tasks.push_back(self.final_evaluation());
            }
        } else if falls_due(training.evaluate_every) && self.watch.evaluated < self.step {
            let extent = Extent::Windows(self.scheduled());
            self.tasks
                .push_back(Task::Evaluation(Box::new(self.examination([extent; 2]))));
        }
        let is_to_speak = match training.sample_every {
            BY_TIME => self.rhythm.is_due(self.meter.elapsed_ms()),
            steps => falls_due(steps),
        };
        if (is_last || is_to_speak) && self.watch.sampled < self.step {
            self.tasks.push_back(self.sample());
        }
        if is_last && !self.tasks.is_empty() {
            self.closing = Some(Ending::Completed);
        }
    }

    fn sample(&self) -> Task {
        Task::Sample(Box::new(SampleTask::new(&self.loaded())))
    }

    async fn examine(
        &mut self,
        mut examination: Box<EvaluationTask>,
    ) -> Result<Vec<Happening>, Problem> {
        examination.evaluate_next().await?;
        if !examination.is_over() {
            self.tasks.push_front(Task::Evaluation(examination));
            return Ok(Vec::new());
        }
        let evaluation = examination.evaluation()?;
        let mut happenings = vec![Happening::Evaluated(evaluation)];
        match self.verdict(&evaluation) {
            Verdict::Diverged(found) => {
                happenings.push(self.fall_back(&found));
                return Ok(happenings);
            }
            Verdict::Suspect => {}
            Verdict::Sound => self.note_good().await?,
            Verdict::Better => {
                self.note_best();
                self.note_good().await?;
            }
            Verdict::Stop { best_step } => {
                self.close_at_best(Ending::EarlyStopped { best_step });
                self.note_good().await?;
            }
        }
        happenings.extend(self.close());
        Ok(happenings)
    }

    /// Looks at an evaluation that has just been made.
    fn verdict(&mut self, evaluation: &view::Evaluation) -> Verdict {
        self.watch.evaluated = evaluation.step;
        let patience = self.plan.experiment().training.patience;
        let occasion = match self.closing {
            Some(_) => Occasion::Closing,
            None => Occasion::Scheduled { patience },
        };
        match occasion {
            Occasion::Closing => {
                self.watch.closed = evaluation.step;
                self.forget_needless_best();
            }
            Occasion::Scheduled { .. } => self.latest = Some(evaluation.validation.nats_per_token),
        }
        match self.learner {
            Learner::Network(_) => self.watch.evaluate(evaluation, occasion),
            // What has been counted is right.
            Learner::Counting(_) => Verdict::Sound,
        }
    }

    /// Remembers this moment as one to come back to.
    async fn note_good(&mut self) -> Result<(), Problem> {
        // Counting cannot diverge, and goes on in place only where nothing shares its tables.
        if matches!(self.learner, Learner::Network(_)) {
            self.good = self.moment();
        }
        self.keep().await
    }

    async fn rehearse(
        &mut self,
        mut rehearsal: Box<SampleTask>,
    ) -> Result<Vec<Happening>, Problem> {
        let begun = Instant::now();
        let said = rehearsal.say_more().await?;
        self.rhythm.spend(begun.elapsed().as_secs_f64() * 1e3);
        let Some(sample) = said else {
            self.tasks.push_front(Task::Sample(rehearsal));
            return Ok(Vec::new());
        };
        self.watch.sampled = sample.step;
        self.rhythm.sampled(self.meter.elapsed_ms());
        let mut happenings = vec![Happening::Sampled(sample)];
        happenings.extend(self.close());
        Ok(happenings)
    }

    /// Ends the run if it is to end and nothing is left to do.
    fn close(&mut self) -> Option<Happening> {
        if !self.tasks.is_empty() {
            return None;
        }
        let ending = self.closing.take()?;
        Some(self.end(ending))
    }

    fn end(&mut self, ending: Ending) -> Happening {
        self.ending = Some(ending.clone());
        Happening::Ended(ending)
    }

    fn moment(&self) -> Moment {
        Moment {
            learner: self.learner.clone(),
            step: self.step,
            elapsed_ms: self.meter.elapsed_ms(),
            waited: self.watch.waited,
        }
    }

    fn return_to(&mut self, moment: Moment) {
        self.learner = moment.learner;
        self.step = moment.step;
        self.meter.reset(moment.elapsed_ms);
        self.watch.go_back_to(moment.step, moment.waited);
    }

    /// Goes back to the last good state and ends the run there.
    fn fall_back(&mut self, found: &Words) -> Happening {
        self.return_to(self.good.clone());
        self.tasks.clear();
        self.closing = None;
        self.end(Ending::Diverged {
            explanation: diverged(found, self.step),
            step: Some(self.step),
        })
    }

    /// Fetches the state, if that was long ago.
    async fn keep(&mut self) -> Result<(), Problem> {
        if self.kept.is_none() || self.kept_at.elapsed().as_secs_f64() >= KEPT_EVERY {
            self.kept = Some(self.save().await?);
            self.kept_at = Instant::now();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
