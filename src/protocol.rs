//! The only messages between the page and an engine's worker.
//!
//! The page sends [`Command`]s and receives [`Event`]s. Metrics are small and frequent. Whatever is bulky is asked
//! for, and carries the `request` number of its question, so that the page can keep the latest answer alone.
//! Commands take effect between two training steps. `Prepare`, `Cancel` and `Save` are answered in the order they come;
//! a generation and a comparison are answered piece by piece, while later questions may be answered before they end.

use serde::{Deserialize, Serialize};

use crate::experiment::{Experiment, Sampling};
use crate::view;
use crate::words::{Problem, Words};

/// Numbers a question, so that late answers can be told from the latest.
pub type Request = u32;

/// What the page asks of an engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Prepares a run and leaves it paused at its first (or restored) step; any earlier run is dropped.
    Prepare {
        experiment: Box<Experiment>,
        materials: Materials,
        /// Where to go on from; absent for a new run.
        artifact: Option<Box<Artifact>>,
    },
    /// Trains until told otherwise or until the last step.
    Run,
    /// Stops after the step under way.
    Pause,
    /// Takes one step and pauses.
    Step,
    /// Goes back to the weights of the best evaluation and ends the run there, evaluated anew; of a run that has none, or
    /// none but its last, says again how it ended.
    GoBack,
    /// Times training steps of the prepared run for about this long, and undoes them.
    Benchmark { milliseconds: f64 },
    /// Leaves out the rest of the evaluation that closes a run; means nothing at other times.
    CutShort,
    /// Gives up preparing or timing a run.
    Cancel,
    /// Gives up answering a question: a generation or a comparison.
    GiveUp { request: Request },
    /// Continues the sampling's prompt, token by token.
    Generate {
        request: Request,
        sampling: Sampling,
    },
    /// What the model makes of a text, and what is inside it, seen closely at one place.
    Probe {
        request: Request,
        text: String,
        focus: view::Focus,
    },
    /// How the tokenizer cuts a text.
    Tokenize { request: Request, text: String },
    /// The whole vocabulary, with merges.
    Vocabulary { request: Request },
    /// Everything needed to go on later or elsewhere.
    Save { request: Request },
    /// Two or three finished runs on one text.
    Compare {
        request: Request,
        /// P, Q and, if there is a third, R.
        runs: Vec<Artifact>,
        text: String,
    },
}

/// What an experiment names but does not hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Materials {
    /// The bytes of an opened file or of a fetched address.
    #[serde(with = "serde_bytes", default)]
    pub corpus: Option<Vec<u8>>,
    /// The text of an opened `tokenizer.json`.
    pub tokenizer: Option<String>,
}

/// A run that can be continued, compared, stored or opened elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Its recipe.
    pub experiment: Experiment,
    /// Its `tokenizer.json`.
    pub tokenizer: String,
    /// Its weights, the optimizer's state under `optimizer.` names and, where the best evaluation is not the latest, the
    /// weights at that one under `best.` names, as safetensors.
    #[serde(with = "serde_bytes")]
    pub weights: Vec<u8>,
    /// Steps done.
    pub step: usize,
    /// Milliseconds trained.
    pub elapsed_ms: f64,
    /// The text that it goes on with, and with no other. Absent where nobody knows which that is (an earlier build did not
    /// note it), and where it goes on with none: it is only asked, or evaluated on another.
    #[serde(default)]
    pub text: Option<view::TextId>,
}

/// What an engine says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Event {
    /// The engine has started and this is what it computes on; nothing is sent to it before.
    Ready { device: view::DeviceInfo },
    /// The engine cannot start here, and why.
    Unavailable { reason: Words },
    /// Long work has got so far.
    Progress(Progress),
    /// A run stands at its first step.
    Prepared(Box<view::Prepared>),
    /// One or more steps were taken since the last message; the last of them closes the list.
    Stepped {
        steps: Vec<view::StepMetrics>,
        memory: view::MemoryUse,
    },
    /// A scheduled evaluation.
    Evaluated(view::Evaluation),
    /// A scheduled sample.
    Sampled(view::Sample),
    /// What counting comes to at its best on the run's text: told once, while it trains or after its end.
    Counted(view::CountingBest),
    /// The run stands still at this step.
    Paused { step: usize },
    /// The run is over.
    Finished { step: usize, reason: Ending },
    /// A run or an answer failed; the engine stays usable unless `fatal`.
    Failed(Failure),
    /// How fast the prepared run would train.
    Benchmarked { milliseconds_per_step: f64 },
    /// One generated token.
    Token {
        request: Request,
        token: view::GeneratedToken,
    },
    /// Generation is over.
    Generated { request: Request },
    /// The answer to `Probe`.
    Probed {
        request: Request,
        probe: Box<view::Probe>,
    },
    /// The answer to `Tokenize`.
    Tokenized {
        request: Request,
        tokenized: view::Tokenized,
    },
    /// The answer to `Vocabulary`.
    Vocabulary {
        request: Request,
        vocabulary: view::Vocabulary,
    },
    /// The answer to `Save`.
    Saved {
        request: Request,
        artifact: Box<Artifact>,
        /// Its trainable parameters, or the counts it holds.
        parameters: usize,
    },
    /// The answer to `Compare`.
    Compared {
        request: Request,
        comparison: Box<view::Comparison>,
    },
    /// Long work was given up as asked.
    Cancelled,
}

/// How far long work has got.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Which work.
    pub stage: Stage,
    /// 0 to 1.
    pub fraction: f64,
}

/// Work that takes long enough to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading or generating the corpus.
    Reading,
    /// Training the tokenizer.
    TrainingTokenizer,
    /// Cutting the corpus into tokens.
    Tokenizing,
    /// Making the model and compiling its kernels.
    Compiling,
    /// Timing the device.
    Benchmarking,
    /// Judging the model on the whole text.
    Evaluating,
    /// Reading a text with several models.
    Comparing,
}

/// Why a run is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ending {
    /// All steps were taken.
    Completed,
    /// The validation loss has not improved for `patience` evaluations.
    EarlyStopped { best_step: usize },
    /// All steps were taken, and then the person went back to the best evaluation.
    WentBack { best_step: usize },
    /// The loss left the finite numbers or rose far above its start.
    Diverged {
        explanation: Words,
        /// The step it went back to; unknown of a run that was stored before endings said so.
        #[serde(default)]
        step: Option<usize>,
    },
}

impl Ending {
    /// The step that the run went back to, if it did not end at its last one and this is known.
    pub fn went_back_to(&self) -> Option<usize> {
        match self {
            Ending::Completed => None,
            Ending::EarlyStopped { best_step } | Ending::WentBack { best_step } => Some(*best_step),
            Ending::Diverged { step, .. } => *step,
        }
    }

    /// As it stands in a run's files.
    pub fn name(&self) -> &'static str {
        match self {
            Ending::Completed => "completed",
            Ending::EarlyStopped { .. } => "early_stopped",
            Ending::WentBack { .. } => "went_back",
            Ending::Diverged { .. } => "diverged",
        }
    }
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The question that failed, if it was one.
    pub request: Option<Request>,
    /// What is wrong and what to do; at least one.
    pub problems: Vec<Problem>,
    /// Whether this engine can do no more (the GPU is gone, memory is out).
    pub fatal: bool,
    /// The last good state, to go on from; on another engine if need be.
    pub last_good: Option<Box<Artifact>>,
}
