//! Everything the page shows, as one set of signals. Whoever changes it is in [`conductor`](super::conductor).

use leptos::prelude::*;

use super::charts::colour::next_run_colour;
use super::forgotten::Forgotten;
use super::policy::EngineStatus;
use super::ruler::Ruler;
use super::run::{Run, foreseen};
use super::trouble::Way;
use super::unfinished::Unfinished;
use crate::experiment::link::{Page, Theme};
use crate::experiment::{Experiment, Source, Tokenizer, validate};
use crate::protocol::{Ending, Progress, Request};
use crate::view::{
    Comparison, DeviceKind, Evaluation, Focus, GeneratedToken, MemoryUse, Prepared, Probe, Sample,
    StepMetrics, Tokenized, Vocabulary,
};
use crate::words::{Language, Problem, Words};

/// What the current run is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Waiting for an engine to load.
    Waiting,
    /// There is no run, and the recipe says why.
    Idle,
    /// Reading, tokenising, making the model.
    Preparing(Option<Progress>),
    /// Training.
    Running,
    /// Standing still between two steps.
    Paused,
    /// Standing still while both devices are timed.
    Timing,
    /// Standing still while the run is carried over to this device.
    Moving(DeviceKind),
    /// Over.
    Finished(Ending),
    /// Broken, or without an engine.
    Failed {
        /// What is wrong.
        problems: Vec<Problem>,
        /// What can be done, the best first.
        ways: Vec<Way>,
    },
}

impl Phase {
    /// Its name for styles and tests.
    pub fn tag(&self) -> &'static str {
        match self {
            Phase::Waiting => "waiting",
            Phase::Idle => "idle",
            Phase::Preparing(_) => "preparing",
            Phase::Running => "running",
            Phase::Paused => "paused",
            Phase::Timing => "timing",
            Phase::Moving(_) => "moving",
            Phase::Finished(_) => "finished",
            Phase::Failed { .. } => "failed",
        }
    }
}

/// Which run is current.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentRun {
    /// Its id, as in [`Run`].
    pub id: String,
    /// The recipe it was prepared from.
    pub experiment: Experiment,
}

/// A text being written for the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Generation {
    /// Which question it answers.
    pub request: Request,
    /// What it continues.
    pub prompt: String,
    /// What was written so far.
    pub tokens: Vec<GeneratedToken>,
    /// Whether more may come.
    pub running: bool,
}

/// How far a run had come that another has taken the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// Steps done.
    pub step: usize,
    /// Steps it would have had.
    pub total: usize,
}

/// Something to tell the person until they put it away.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What it is about.
    pub title: Words,
    /// Its points.
    pub items: Vec<Words>,
}

/// The page's state. Signals are handles: copying the store copies no data.
#[derive(Clone, Copy)]
pub struct Store {
    /// The language of every word on the page.
    pub language: RwSignal<Language>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// What the person, or the link, has settled about language and theme.
    pub page: RwSignal<Page>,
    /// What is too long to travel in the link.
    pub left_out: RwSignal<Vec<Problem>>,
    /// The recipe as the controls have it.
    pub experiment: RwSignal<Experiment>,
    /// Everything wrong with it, as far as can be told from what is known of its text.
    pub problems: Memo<Vec<Problem>>,
    /// What the engine found wrong with it once it had read the text.
    pub engine_problems: RwSignal<Vec<Problem>>,
    /// The columns or fields of the text that was opened last.
    pub columns: RwSignal<Vec<String>>,
    /// The CPU engine.
    pub cpu: RwSignal<EngineStatus>,
    /// The GPU engine.
    pub gpu: RwSignal<EngineStatus>,
    /// The engine that holds the current run.
    pub active: RwSignal<DeviceKind>,
    /// Why it is that one.
    pub verdict: RwSignal<Option<Words>>,
    /// The current run.
    pub run: RwSignal<Option<CurrentRun>>,
    /// What it is doing.
    pub phase: RwSignal<Phase>,
    /// Long work while it trains or stands: making kernels, timing.
    pub work: RwSignal<Option<Progress>>,
    /// Whether it trains, or will as soon as it can.
    pub going: RwSignal<bool>,
    /// What is known of it before its first step.
    pub prepared: RwSignal<Option<Prepared>>,
    /// Its steps.
    pub steps: RwSignal<Vec<StepMetrics>>,
    /// Its evaluations.
    pub evaluations: RwSignal<Vec<Evaluation>>,
    /// Its samples.
    pub samples: RwSignal<Vec<Sample>>,
    /// Memory in use.
    pub memory: RwSignal<Option<MemoryUse>>,
    /// The text that is looked at from inside.
    pub probe_text: RwSignal<String>,
    /// The layer and head that are looked at closely.
    pub probe_focus: RwSignal<Focus>,
    /// The latest look inside.
    pub probe: RwSignal<Option<Probe>>,
    /// Why the text cannot be looked at.
    pub probe_problem: RwSignal<Option<Words>>,
    /// What the person begins for the model to continue: theirs alone, where the recipe's own prompt begins every sample.
    pub prompt: RwSignal<String>,
    /// The text written for the person.
    pub generation: RwSignal<Generation>,
    /// The text shown in tokens.
    pub token_text: RwSignal<String>,
    /// That text's tokens.
    pub tokenized: RwSignal<Option<Tokenized>>,
    /// Why it cannot be cut into tokens.
    pub token_problem: RwSignal<Option<Words>>,
    /// The tokenizer's vocabulary.
    pub vocabulary: RwSignal<Option<Vocabulary>>,
    /// Runs that are over, oldest first.
    pub runs: RwSignal<Vec<Run>>,
    /// The runs that were deleted lately, until they are wanted back.
    pub forgotten: RwSignal<Forgotten>,
    /// Which of the runs' colours the current run has, for life.
    pub run_colour: Memo<Option<usize>>,
    /// The ids of the runs that the latest comparison is of, P first.
    pub compared: RwSignal<Vec<String>>,
    /// The latest comparison.
    pub comparison: RwSignal<Option<Comparison>>,
    /// Whether a comparison is under way.
    pub comparing: RwSignal<bool>,
    /// How far it has come, 0 to 1; absent where nobody knows.
    pub compare_fraction: RwSignal<Option<f64>>,
    /// What the person should know.
    pub notices: RwSignal<Vec<Notice>>,
    /// What was just done, for a few seconds.
    pub toast: RwSignal<Option<Words>>,
    /// The run that was just given up and can be had back, for a few seconds.
    pub given_up: RwSignal<Option<GivenUp>>,
    /// Runs that earlier visits were left in the middle of, the latest first.
    pub unfinished: RwSignal<Vec<Unfinished>>,
    /// Whether the help is open.
    pub help: RwSignal<bool>,
}

impl Store {
    /// The state of a page that has just been opened.
    pub fn new(experiment: Experiment, language: Language, theme: Theme, page: Page) -> Self {
        let prompt = experiment.sampling.prompt.clone();
        let experiment = RwSignal::new(experiment);
        let (run, prepared) = (RwSignal::new(None), RwSignal::new(None));
        let runs = RwSignal::new(Vec::new());
        Store {
            language: RwSignal::new(language),
            theme: RwSignal::new(theme),
            page: RwSignal::new(page),
            left_out: RwSignal::new(Vec::new()),
            experiment,
            problems: Memo::new(move |_| experiment.with(|recipe| problems(recipe, run, prepared))),
            engine_problems: RwSignal::new(Vec::new()),
            columns: RwSignal::new(Vec::new()),
            cpu: RwSignal::new(EngineStatus::NotLoaded),
            gpu: RwSignal::new(EngineStatus::NotLoaded),
            active: RwSignal::new(DeviceKind::Cpu),
            verdict: RwSignal::new(None),
            run,
            phase: RwSignal::new(Phase::Waiting),
            work: RwSignal::new(None),
            going: RwSignal::new(false),
            prepared,
            steps: RwSignal::new(Vec::new()),
            evaluations: RwSignal::new(Vec::new()),
            samples: RwSignal::new(Vec::new()),
            memory: RwSignal::new(None),
            probe_text: RwSignal::new(String::new()),
            probe_focus: RwSignal::default(),
            probe: RwSignal::new(None),
            probe_problem: RwSignal::new(None),
            prompt: RwSignal::new(prompt),
            generation: RwSignal::new(Generation::default()),
            token_text: RwSignal::new(String::new()),
            tokenized: RwSignal::new(None),
            token_problem: RwSignal::new(None),
            vocabulary: RwSignal::new(None),
            runs,
            forgotten: RwSignal::new(Forgotten::default()),
            run_colour: run_colour(run, runs),
            compared: RwSignal::new(Vec::new()),
            comparison: RwSignal::new(None),
            comparing: RwSignal::new(false),
            compare_fraction: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            toast: RwSignal::new(None),
            given_up: RwSignal::new(None),
            unfinished: RwSignal::new(Vec::new()),
            help: RwSignal::new(false),
        }
    }

    /// The state, from anywhere below [`App`](super::app::App).
    pub fn from_context() -> Self {
        expect_context::<Store>()
    }

    /// The status of one engine.
    pub fn engine(&self, kind: DeviceKind) -> RwSignal<EngineStatus> {
        match kind {
            DeviceKind::Cpu => self.cpu,
            DeviceKind::Gpu => self.gpu,
        }
    }

    /// Steps done by the current run; tracked.
    pub fn step(&self) -> usize {
        self.steps
            .with(|steps| steps.last().map_or(0, |step| step.step))
    }

    /// Steps the current run will have taken when it is over; tracked.
    pub fn total_steps(&self) -> usize {
        self.prepared
            .with(|prepared| prepared.as_ref().map_or(0, |prepared| prepared.steps))
    }

    /// The current run's id; tracked.
    pub fn run_id(&self) -> Option<String> {
        self.run.with(|run| run.as_ref().map(|run| run.id.clone()))
    }

    /// Whether the current run counts; tracked.
    pub fn is_counting(&self) -> bool {
        let counts = |run: &CurrentRun| run.experiment.model.counts();
        self.run.with(|run| run.as_ref().is_some_and(counts))
    }

    /// Whether an engine holds a run that can be asked; tracked.
    pub fn can_ask(&self) -> bool {
        let standing = self.phase.with(|phase| {
            !matches!(
                phase,
                Phase::Waiting | Phase::Idle | Phase::Preparing(_) | Phase::Failed { .. }
            )
        });
        standing && self.prepared.with(Option::is_some)
    }

    /// What the current run's losses may be measured against, once it is prepared.
    pub fn ruler(&self) -> Memo<Option<Ruler>> {
        let (run, prepared) = (self.run, self.prepared);
        Memo::new(move |_| {
            run.with(|run| {
                let experiment = &run.as_ref()?.experiment;
                prepared.with(|prepared| Some(Ruler::of(experiment, prepared.as_ref()?)))
            })
        })
    }

    /// Whether the recipe has changed in a way that only a new run can follow; tracked.
    pub fn needs_restart(&self) -> bool {
        self.run.with(|run| {
            run.as_ref().is_some_and(|run| {
                self.experiment
                    .with(|experiment| !super::run::same_training(experiment, &run.experiment))
            })
        })
    }
}

/// The current run's colour: its own if it is on the ladder, else one that is free; the same as long as it is current.
fn run_colour(run: RwSignal<Option<CurrentRun>>, runs: RwSignal<Vec<Run>>) -> Memo<Option<usize>> {
    let given = Memo::new(move |before: Option<&Option<(String, usize)>>| {
        let id = run.with(|run| run.as_ref().map(|run| run.id.clone()))?;
        runs.with(|runs| {
            let kept = runs.iter().find(|run| run.id == id).map(Run::colour);
            let before = before.and_then(Option::as_ref);
            let before = before
                .filter(|(of, _)| *of == id)
                .map(|(_, colour)| *colour);
            let free = || next_run_colour(&runs.iter().map(Run::colour).collect::<Vec<_>>());
            let colour = kept.or(before).unwrap_or_else(free);
            Some((id, colour))
        })
    });
    Memo::new(move |_| given.with(|given| given.as_ref().map(|(_, colour)| *colour)))
}

/// Everything wrong with a recipe, as far as can be told from what is known of the current run's text; tracked.
fn problems(
    recipe: &Experiment,
    run: RwSignal<Option<CurrentRun>>,
    prepared: RwSignal<Option<Prepared>>,
) -> Vec<Problem> {
    // Behind a name there may be another text today.
    let holds_its_text = !matches!(recipe.corpus.source, Source::File(_) | Source::Address(_))
        && !matches!(recipe.tokenizer, Tokenizer::File(_));
    let found = run.with(|run| {
        prepared.with(|prepared| {
            let (run, prepared) = (run.as_ref()?, prepared.as_ref().filter(|_| holds_its_text)?);
            foreseen(recipe, &run.experiment, prepared)?.err()
        })
    });
    found.unwrap_or_else(|| validate::problems(recipe))
}

/// A fixed message in the page's language, for use as text or as an attribute.
pub fn say(words: &'static Words) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = Store::from_context().language;
    move || words.in_language(language.get())
}

/// A message with figures in the page's language.
pub fn say_with(
    words: impl Fn() -> Words + Send + Sync + 'static,
) -> impl Fn() -> String + Send + Sync + 'static {
    let language = Store::from_context().language;
    move || words().in_language(language.get()).to_owned()
}
