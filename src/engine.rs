//! The engine's life: commands in, events out, and a step of training in between.
//!
//! An [`Engine`] holds one prepared [`Session`] and answers the [`crate::protocol`]. It knows no browser: whatever it
//! needs of the place it lives in is a [`Host`]. Between two pieces of work it lets others have a turn, so that every
//! command takes effect at the next step, and nothing that is long ever stalls its host.

use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::pin;
use std::task::Poll;

use crate::device::Compute;
use crate::experiment::{Experiment, Sampling};
use crate::progress::Halt;
use crate::protocol::{Artifact, Command, Event, Failure, Materials, Progress, Request, Stage};
use crate::sample::Generation;
use crate::session::{Happening, Session};
use crate::view::{DeviceKind, MemoryUse, StepMetrics};
use crate::weights::DEVICE;
use crate::words::Problem;

mod answers;
mod beside;
mod comparing;
mod host;
mod patience;

use answers::nothing_prepared;
use comparing::{Comparing, Piece};
pub use host::{Host, Mailbox};
use patience::Patience;

/// How long a GPU's driver may take to say that the GPU is gone, in milliseconds.
const DRIVER_MS: f64 = 2_000.0;

/// Metrics are sent at most this often: the page cannot draw faster.
const BETWEEN_METRICS_MS: f64 = 33.0;
/// Tokens are generated for this long between two training steps.
const GENERATION_SLICE_MS: f64 = 30.0;
/// A comparison is read on for this long between two training steps, and at least by one piece.
const COMPARISON_SLICE_MS: f64 = 30.0;

/// Whether the run moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// It does not.
    Standing,
    /// It takes one step more than this many, with what falls due after it.
    UntilAfter(usize),
    /// It goes on until told otherwise.
    Going,
}

/// A prepared run and how it is getting on.
struct Run {
    session: Session,
    pace: Pace,
    /// Metrics that were not yet sent.
    unsent: Vec<StepMetrics>,
    /// When metrics were last sent.
    sent_ms: f64,
    /// The step of the state that the host keeps.
    kept_step: Option<usize>,
    /// When it was last said how far the closing evaluation has got.
    told_ms: f64,
}

impl Run {
    /// Whether the single step that was asked for has been taken, and all that fell due after it done.
    fn has_arrived(&self) -> bool {
        match self.pace {
            Pace::UntilAfter(done) => self.session.step() > done && self.session.is_between_steps(),
            Pace::Standing | Pace::Going => false,
        }
    }

    /// Steps that will have been taken once every single step that was asked for has been.
    fn steps_asked_for(&self) -> usize {
        match self.pace {
            Pace::UntilAfter(done) => done + 1,
            Pace::Standing | Pace::Going => self.session.step(),
        }
    }
}

/// What answers the protocol.
pub struct Engine<H> {
    host: H,
    compute: Compute,
    run: Option<Run>,
    generation: Option<(Request, Generation)>,
    comparing: Option<Comparing>,
    /// Reads that failed and are not yet reported, and when they did, oldest first.
    complaints: Vec<(f64, Failure)>,
}

impl<H: Host> Engine<H> {
    /// An engine without a run.
    pub fn new(host: H, compute: Compute) -> Self {
        Engine {
            host,
            compute,
            run: None,
            generation: None,
            comparing: None,
            complaints: Vec::new(),
        }
    }

    /// Says that it is ready, then serves until the device fails.
    pub async fn serve(mut self) {
        self.host.post(Event::Ready {
            device: self.compute.info.clone(),
        });
        while self.round().await.is_continue() {}
    }

    /// One round of work, given up at once where the device fails: a read from a lost GPU may never be answered.
    pub async fn round(&mut self) -> ControlFlow<()> {
        let health = self.compute.health.clone();
        {
            let mut failure = pin!(health.failure());
            let mut work = pin!(self.work());
            poll_fn(|context| match failure.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => work.as_mut().poll(context),
            })
            .await;
        }
        self.check_health()
    }

    /// Handles every command that waits, then does one piece of each kind of work there is; sleeps when there is none.
    async fn work(&mut self) {
        self.complain();
        while self.compute.health.check().is_ok()
            && !self.run_failed()
            && let Some(command) = self.host.next_command()
        {
            self.handle(command).await;
            self.complain();
        }
        if self.is_training() {
            self.train().await;
        }
        if self.is_counting() {
            self.count_slice();
        }
        if self.generation.is_some() {
            self.generate_slice().await;
        }
        if self.comparing.is_some() {
            self.compare_slice().await;
        }
        if self.is_busy() {
            self.host.turn().await;
        } else {
            self.host.wait().await;
        }
    }

    fn is_busy(&self) -> bool {
        self.is_training()
            || self.is_counting()
            || self.generation.is_some()
            || self.comparing.is_some()
            || !self.complaints.is_empty()
    }

    /// Whether the run itself has failed, not an answer, and that is not yet reported: nobody could tell it from a failure
    /// of the next run, so commands wait for it.
    fn run_failed(&self) -> bool {
        let mut complaints = self.complaints.iter();
        complaints.any(|(_, failure)| failure.request.is_none())
    }

    fn is_training(&self) -> bool {
        self.run
            .as_ref()
            .is_some_and(|run| run.pace != Pace::Standing)
    }

    /// Ends the engine where the device has failed: nothing it computes can be trusted any more.
    fn check_health(&mut self) -> ControlFlow<()> {
        let Err(reason) = self.compute.health.check() else {
            return ControlFlow::Continue(());
        };
        let last_good = self.run.as_ref().and_then(|run| run.session.last_good());
        self.host.post(Event::Failed(Failure {
            request: None,
            problems: vec![Problem::general(reason)],
            fatal: true,
            last_good: last_good.cloned().map(Box::new),
        }));
        ControlFlow::Break(())
    }

    /// Carries out one command. `Run`, `Pause` and `Step` mean nothing without a run and are then passed over.
    async fn handle(&mut self, command: Command) {
        match command {
            Command::Prepare {
                experiment,
                materials,
                artifact,
            } => {
                self.prepare(*experiment, materials, artifact.map(|artifact| *artifact))
                    .await;
            }
            Command::Run => self.set_pace(Pace::Going),
            Command::Step => {
                let done = self.run.as_ref().map_or(0, Run::steps_asked_for);
                self.set_pace(Pace::UntilAfter(done));
            }
            Command::Pause => self.pause().await,
            Command::CutShort => {
                if let Some(run) = &mut self.run {
                    run.session.cut_short();
                }
            }
            Command::GoBack => self.go_back(),
            Command::Benchmark { milliseconds } => self.benchmark(milliseconds).await,
            // What it gives up holds up everything else, looks for the command by itself, and has ended by now.
            Command::Cancel => self.host.post(Event::Cancelled),
            Command::GiveUp { request } => self.give_up(request),
            Command::Generate { request, sampling } => self.generate(request, &sampling),
            Command::Probe {
                request,
                text,
                focus,
            } => self.probe(request, &text, focus).await,
            Command::Tokenize { request, text } => self.tokenize(request, &text),
            Command::Vocabulary { request } => self.vocabulary(request),
            Command::Save { request } => self.save(request).await,
            Command::Compare {
                request,
                runs,
                text,
            } => self.compare(request, runs, text),
        }
    }

    async fn prepare(
        &mut self,
        experiment: Experiment,
        materials: Materials,
        artifact: Option<Artifact>,
    ) {
        self.end_generation();
        // The old run's memory is free before the new one asks for its own.
        self.run = None;
        self.host.keep(artifact.as_ref());
        let mut patience = Patience::new(&self.host);
        let session = Session::prepare(
            experiment,
            materials,
            artifact,
            self.compute.device.clone(),
            self.compute.info.clone(),
            &mut patience,
        )
        .await;
        match session {
            Ok(session) => {
                self.host
                    .post(Event::Prepared(Box::new(session.prepared().clone())));
                let kept_step = session.last_good().map(|artifact| artifact.step);
                self.run = Some(Run {
                    session,
                    pace: Pace::Standing,
                    unsent: Vec::new(),
                    sent_ms: f64::NEG_INFINITY,
                    kept_step,
                    told_ms: f64::NEG_INFINITY,
                });
            }
            Err(halt) => self.halted(None, halt),
        }
    }

    /// Sets the run in motion; a run that is over says so again.
    fn set_pace(&mut self, pace: Pace) {
        let Some(run) = &mut self.run else { return };
        match run.session.ending() {
            None => run.pace = pace,
            Some(ending) => self.host.post(Event::Finished {
                step: run.session.step(),
                reason: ending.clone(),
            }),
        }
    }

    async fn pause(&mut self) {
        let Some(run) = &mut self.run else { return };
        run.pace = Pace::Standing;
        let settled = run.session.settle().await;
        if self.compute.health.check().is_err() {
            return;
        }
        match settled {
            Ok(happenings) => {
                self.tell(happenings);
                self.stand_still();
            }
            Err(problem) => self.failed(None, vec![problem]),
        }
    }

    /// Sends what is left to send, then says where the run stands; a run that is over has said so already.
    fn stand_still(&mut self) {
        self.send_metrics();
        let Some(run) = &mut self.run else { return };
        run.pace = Pace::Standing;
        if run.session.ending().is_none() {
            let step = run.session.step();
            self.host.post(Event::Paused { step });
        }
    }

    /// One step, with what falls due after it.
    async fn train(&mut self) {
        let Some(run) = &mut self.run else { return };
        let mut result = run.session.advance().await;
        let has_arrived = run.has_arrived();
        if let Ok(happenings) = &mut result
            && has_arrived
        {
            // The figures of a step on a GPU come late unless they are fetched.
            match run.session.settle().await {
                Ok(late) => happenings.extend(late),
                Err(problem) => result = Err(problem),
            }
        }
        if self.compute.health.check().is_err() {
            return;
        }
        match result {
            Ok(happenings) => self.tell(happenings),
            Err(problem) => {
                self.stand_still();
                self.failed(None, vec![problem]);
                return;
            }
        }
        self.keep_last_good();
        self.tell_of_closing();
        if has_arrived {
            self.stand_still();
        }
    }

    /// Turns what happened in the run into events, in its order. Metrics are collected for a while.
    fn tell(&mut self, happenings: Vec<Happening>) {
        for happening in happenings {
            match happening {
                Happening::Stepped(steps) => {
                    if let Some(run) = &mut self.run {
                        run.unsent.extend(steps);
                    }
                }
                Happening::Evaluated(evaluation) => {
                    self.send_metrics();
                    self.host.post(Event::Evaluated(evaluation));
                }
                Happening::Sampled(sample) => {
                    self.send_metrics();
                    self.host.post(Event::Sampled(sample));
                }
                Happening::Ended(reason) => {
                    self.send_metrics();
                    if let Some(run) = &mut self.run {
                        run.pace = Pace::Standing;
                        let step = run.session.step();
                        self.host.post(Event::Finished { step, reason });
                    }
                }
            }
        }
        let now = self.host.now_ms();
        if self
            .run
            .as_ref()
            .is_some_and(|run| now - run.sent_ms >= BETWEEN_METRICS_MS)
        {
            self.send_metrics();
        }
    }

    /// Says now and then how far the evaluation has got that closes the run: that may take a while, and can be cut short.
    fn tell_of_closing(&mut self) {
        let now = self.host.now_ms();
        let Some(run) = &mut self.run else { return };
        if let Some(fraction) = run.session.closing_fraction()
            && now - run.told_ms >= BETWEEN_METRICS_MS
        {
            run.told_ms = now;
            self.host.post(Event::Progress(Progress {
                stage: Stage::Evaluating,
                fraction,
            }));
        }
    }

    fn send_metrics(&mut self) {
        let Some(run) = &mut self.run else { return };
        if run.unsent.is_empty() {
            return;
        }
        run.sent_ms = self.host.now_ms();
        let usage = self.compute.device.memory_pool_usage();
        self.host.post(Event::Stepped {
            steps: std::mem::take(&mut run.unsent),
            memory: MemoryUse {
                heap_bytes: self.host.heap_bytes(),
                gpu_bytes: usage.map(|usage| usage.bytes_reserved as usize),
            },
        });
    }

    /// Hands a new good state to the host.
    fn keep_last_good(&mut self) {
        let Some(run) = &mut self.run else { return };
        let last_good = run.session.last_good();
        let step = last_good.map(|artifact| artifact.step);
        if step != run.kept_step {
            self.host.keep(last_good);
            run.kept_step = step;
        }
    }

    async fn benchmark(&mut self, milliseconds: f64) {
        let Some(run) = &mut self.run else {
            return self.failed(None, vec![nothing_prepared()]);
        };
        let mut patience = Patience::new(&self.host);
        match run.session.benchmark(milliseconds, &mut patience).await {
            Ok(milliseconds_per_step) => self.host.post(Event::Benchmarked {
                milliseconds_per_step,
            }),
            Err(halt) => self.halted(None, halt),
        }
    }

    /// Ends the generation or the comparison that answers this question, if it is not over.
    fn give_up(&mut self, request: Request) {
        if matches!(self.generation, Some((answering, _)) if answering == request) {
            self.end_generation();
        }
        self.comparing
            .take_if(|comparing| comparing.request == request);
    }

    fn generate(&mut self, request: Request, sampling: &Sampling) {
        self.end_generation();
        let Some(run) = &self.run else {
            return self.failed(Some(request), vec![nothing_prepared()]);
        };
        match run.session.generate(sampling) {
            Ok(generation) => self.generation = Some((request, generation)),
            Err(problem) => self.failed(Some(request), vec![problem]),
        }
    }

    /// As many tokens as fit between two training steps.
    async fn generate_slice(&mut self) {
        let start = self.host.now_ms();
        while let Some((request, generation)) = &mut self.generation {
            let request = *request;
            let token = generation.next().await;
            if self.compute.health.check().is_err() {
                return;
            }
            match token {
                Ok(Some(token)) => self.host.post(Event::Token { request, token }),
                Ok(None) => self.end_generation(),
                Err(reason) => {
                    self.generation = None;
                    self.failed(Some(request), vec![reason.into()]);
                }
            }
            if self.host.now_ms() - start >= GENERATION_SLICE_MS {
                return;
            }
        }
    }

    fn end_generation(&mut self) {
        if let Some((request, _)) = self.generation.take() {
            self.host.post(Event::Generated { request });
        }
    }

    /// Long work came to nothing. A `Cancel` that ended it is still in the mailbox and is answered when it is taken.
    fn halted(&mut self, request: Option<Request>, halt: Halt) {
        match halt {
            Halt::Cancelled => {}
            Halt::Problems(problems) => self.failed(request, problems),
        }
    }

    /// Reports what is wrong. A read that fails is often the first that is heard of a lost GPU, so such a failure is noted,
    /// to be reported by [`complain`](Self::complain), and its driver gets a moment to say so.
    fn failed(&mut self, request: Option<Request>, problems: Vec<Problem>) {
        let blames_the_gpu = self.compute.info.kind == DeviceKind::Gpu
            && problems.iter().any(|problem| problem.path == DEVICE);
        let failure = Failure {
            request,
            problems,
            fatal: false,
            last_good: None,
        };
        if blames_the_gpu {
            self.complaints.push((self.host.now_ms(), failure));
        } else if self.compute.health.check().is_ok() {
            self.host.post(Event::Failed(failure));
        }
    }

    /// Reports the reads that failed, unless the device is lost by now: that is reported once, for everything.
    fn complain(&mut self) {
        if self.compute.health.check().is_err() || self.complaints.is_empty() {
            return;
        }
        let now = self.host.now_ms();
        for (_, failure) in self
            .complaints
            .extract_if(.., |(when, _)| now - *when >= DRIVER_MS)
        {
            self.host.post(Event::Failed(failure));
        }
    }
}

#[cfg(test)]
mod tests;
