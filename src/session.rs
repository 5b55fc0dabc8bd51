//! One prepared run, and everything that can be asked of it.
//!
//! A [`Session`] knows no browser and no terminal: the page's worker and the command line drive the same one. All
//! of its methods that may read from a device are async; where nothing else runs, [`block_on`] drives them. It never
//! yields to an event loop by itself: whoever drives it does, between two calls and in [`Caller::progress`].

use std::future::Future;
use std::ops::ControlFlow;

use burn::tensor::Device;

use crate::experiment::{Experiment, Sampling};
use crate::protocol::{Artifact, Ending, Materials, Progress};
use crate::view;
use crate::words::Problem;

/// Whoever asked for long work: hears how far it has got, may let others run meanwhile, and may call it off.
pub trait Caller {
    /// Called every now and then during long work; `Break` gives it up.
    fn progress(&mut self, progress: Progress) -> impl Future<Output = ControlFlow<()>>;
}

/// A caller that only waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Caller for Quiet {
    async fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Why long work came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Halt {
    /// The caller gave it up.
    Cancelled,
    /// It cannot be done; at least one problem.
    Problems(Vec<Problem>),
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Halt::Problems(vec![problem])
    }
}

impl From<Vec<Problem>> for Halt {
    fn from(problems: Vec<Problem>) -> Self {
        Halt::Problems(problems)
    }
}

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
pub struct Session {}

impl Session {
    /// Reads the corpus, trains or opens the tokenizer, builds the model and, with an `artifact`, goes on from it.
    ///
    /// # Errors
    ///
    /// Every problem of the recipe at once, or that the caller gave up.
    pub async fn prepare(
        experiment: Experiment,
        materials: Materials,
        artifact: Option<Artifact>,
        device: Device,
        info: view::DeviceInfo,
        caller: &mut impl Caller,
    ) -> Result<Session, Halt> {
        let _ = (experiment, materials, artifact, device, info, caller);
        todo!("being written")
    }

    /// What is known before the first step.
    pub fn prepared(&self) -> &view::Prepared {
        todo!("being written")
    }

    /// Steps done.
    pub fn step(&self) -> usize {
        todo!("being written")
    }

    /// Whether and why the run is over. `advance` then does nothing.
    pub fn ending(&self) -> Option<&Ending> {
        todo!("being written")
    }

    /// Takes one step, with whatever evaluation and sample fall due after it. The figures of a step on a GPU may come
    /// with a later call.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn advance(&mut self) -> Result<Vec<Happening>, Problem> {
        todo!("being written")
    }

    /// Fetches the figures of all steps taken: call it before standing still.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn settle(&mut self) -> Result<Vec<Happening>, Problem> {
        todo!("being written")
    }

    /// Starts to continue the sampling's prompt, with the weights of this moment; training may go on meanwhile.
    ///
    /// # Errors
    ///
    /// Where the prompt has characters that the tokenizer does not know, or the settings are wrong.
    pub fn generate(&self, sampling: &Sampling) -> Result<Generation, Vec<Problem>> {
        let _ = sampling;
        todo!("being written")
    }

    /// What the model makes of a text, and what is inside it; training is not touched.
    ///
    /// # Errors
    ///
    /// Where the text is empty, has unknown characters, or the device fails.
    pub async fn probe(&self, text: &str) -> Result<view::Probe, Problem> {
        let _ = text;
        todo!("being written")
    }

    /// How the tokenizer cuts a text.
    ///
    /// # Errors
    ///
    /// Where the text has unknown characters.
    pub fn tokenize(&self, text: &str) -> Result<view::Tokenized, Problem> {
        let _ = text;
        todo!("being written")
    }

    /// The whole vocabulary.
    pub fn vocabulary(&self) -> view::Vocabulary {
        todo!("being written")
    }

    /// Everything needed to go on later or elsewhere.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn save(&self) -> Result<Artifact, Problem> {
        todo!("being written")
    }

    /// The latest state that was fetched from the device and known to be good; it outlives the device.
    pub fn last_good(&self) -> Option<&Artifact> {
        todo!("being written")
    }

    /// The exact loss on the whole training and validation text: `batches` of the experiment play no part.
    ///
    /// # Errors
    ///
    /// Where the device fails, or the caller gave up.
    pub async fn evaluate_whole(&self, caller: &mut impl Caller) -> Result<view::Evaluation, Halt> {
        let _ = caller;
        todo!("being written")
    }

    /// Times training steps for about so long and undoes them: mean milliseconds per step.
    ///
    /// # Errors
    ///
    /// Where the device fails, or the caller gave up.
    pub async fn benchmark(
        &mut self,
        milliseconds: f64,
        caller: &mut impl Caller,
    ) -> Result<f64, Halt> {
        let _ = (milliseconds, caller);
        todo!("being written")
    }
}

/// A continuation, token by token; dropping it stops it.
pub struct Generation {}

impl Generation {
    /// The next token; `None` when all have been said.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn next(&mut self) -> Result<Option<view::GeneratedToken>, Problem> {
        todo!("being written")
    }
}

/// Drives a future where nothing else runs: natively, device reads are ready when they are asked for.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}
