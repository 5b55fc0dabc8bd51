//! Conducts the page: turns what the person wants into commands for the two engines, and keeps what runs where.
//!
//! [`launch`] starts runs, [`events`] handles what engines say, [`audition`] times them against each other and moves a
//! run, [`questions`] asks for whatever is bulky, latest answer alone, [`shelf`] puts runs away, [`outstanding`] tells
//! answers of a run that was given up from those of the run on its way, [`asked`] which of the things on their way is
//! still wanted, [`opened`] holds files, [`origin`] says where a run comes from, [`reopening`] sees to it that it goes on
//! with its own text, [`life`] what it does next, [`storage`] keeps the shelf in the browser, [`unfinished`] what is
//! not over.

use std::collections::{HashMap, HashSet};

use leptos::prelude::*;

use super::dom;
use super::engine::Engine;
use super::policy::{self, Audition, EngineStatus, Timing};
use super::run::{Run, same_training};
use super::state::{Phase, Store};
use super::words as w;
use crate::experiment::link;
use crate::experiment::{DeviceChoice, Experiment, Sampling};
use crate::protocol::{Artifact, Command, Ending, Request};
use crate::view::DeviceKind;
use crate::words::{Problem, Words};

mod asked;
mod audition;
mod events;
mod launch;
mod life;
mod opened;
mod origin;
mod outstanding;
mod questions;
mod reopening;
mod shelf;
mod storage;
mod unfinished;

use asked::Tickets;
pub use asked::{Asked, Ticket};
use life::Press;
use opened::Opened;
use origin::Origin;
use outstanding::Outstanding;
pub use shelf::ExportFile;
pub use unfinished::REGRET_ID;
use unfinished::{Leaving, Left};

/// How long an engine may take to give up its work before it is ended.
const CANCEL_PATIENCE: std::time::Duration = std::time::Duration::from_millis(1_500);

/// What a run does once it stands prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Afterwards {
    /// It stays where it is.
    #[default]
    Stay,
    /// It takes one step.
    Step,
    /// It trains.
    Run,
}

/// What a saved state was asked for.
#[derive(Clone, Debug)]
enum Purpose {
    /// The run moves to this engine.
    Move(DeviceKind),
    /// The run is put among the finished ones: this one, should another have taken its place meanwhile.
    Keep(Option<Box<Run>>),
    /// To go on from, should the engine break or the page be left.
    Safety,
    /// This run is left for another, and may be wanted back.
    Leave(Box<Leaving>),
    /// The person wants a file.
    Export(ExportFile),
}

/// What the conductor knows and nobody needs to see.
#[derive(Default)]
struct Backstage {
    engines: HashMap<DeviceKind, Engine>,
    /// What each engine has not answered yet.
    outstanding: HashMap<DeviceKind, Outstanding>,
    audition: Audition,
    /// What the run does after it is prepared, timed or moved.
    afterwards: Afterwards,
    /// Waits for an engine to become ready, or for the person to allow another.
    waiting: Option<(Afterwards, Origin)>,
    /// Whether the person has asked for the run that is being prepared.
    asked_for_a_run: bool,
    /// What was known of the current run when its text was at hand, if it no longer is: the run can only be asked.
    without_text: Option<Box<Run>>,
    /// The stored run that the current one was taken up from, as it was then.
    reopened: Option<Box<Run>>,
    /// What was last said of the browser's storage.
    storage_fault: Option<Words>,
    /// The recipe that was found to be wrong.
    complained_of: Option<Experiment>,
    last_request: Request,
    saves: HashMap<Request, Purpose>,
    /// What recipes name but do not hold.
    opened: Opened,
    /// What is still to come and was asked for last.
    tickets: Tickets,
    /// How the current run ended, if it is over; whatever is done with it then, it stays so.
    ending: Option<Ending>,
    /// How fast both engines were, by what decides that.
    timed: HashMap<String, Timing>,
    /// Shapes whose timing failed; not tried again.
    untimeable: HashSet<String>,
    /// The latest state of the current run that it can go on from; of one that is being prepared, where it begins.
    last_good: Option<Artifact>,
    last_safety: f64,
    /// The run that the current one has taken the place of, as long as it may be wanted back.
    left: Option<Left>,
    /// Unfinished runs that are alive in other tabs, or put away there.
    taken: HashSet<String>,
    probe: questions::Latest,
    tokenize: questions::Latest,
    vocabulary: Request,
    /// What was last suggested as a text to look at.
    suggested: String,
    compare: Request,
    /// The ids of the runs that the question is about, P first.
    compare_runs: Vec<String>,
    /// The engine that compares.
    comparing_on: Option<DeviceKind>,
    first_words: Request,
    /// What the latest continuation was drawn with.
    asked_for: Option<Sampling>,
    gpu_asked_for: bool,
}

/// The page's only way to its engines. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Conductor {
    store: Store,
    backstage: StoredValue<Backstage, LocalStorage>,
}

impl Conductor {
    /// A conductor with no engine yet.
    pub fn new(store: Store) -> Self {
        Conductor {
            store,
            backstage: StoredValue::new_local(Backstage::default()),
        }
    }

    /// The conductor, from anywhere below [`App`](super::app::App).
    pub fn from_context() -> Self {
        expect_context::<Conductor>()
    }

    /// Starts the CPU engine, trains as soon as it can, and lets the GPU engine follow.
    pub fn open(self) {
        self.forgive_changes();
        self.start_engine(DeviceKind::Cpu);
        if !dom::knows_webgpu() {
            self.store
                .gpu
                .set(EngineStatus::Unavailable(w::NO_WEBGPU.clone()));
        } else if self.choice() == DeviceChoice::Gpu {
            self.want_gpu();
        }
        self.begin(Afterwards::Run, Origin::New);
    }

    /// Takes back what was said against a recipe as soon as the person trains something else.
    fn forgive_changes(self) {
        Effect::new(move |_| {
            let settled = self.store.experiment.with(|experiment| {
                self.backstage.with_value(|backstage| {
                    let of = backstage.complained_of.as_ref();
                    of.is_some_and(|of| !same_training(of, experiment))
                })
            });
            if settled {
                self.complain(None, Vec::new());
            }
        });
    }

    /// Says what is wrong with a recipe, until it changes.
    fn complain(self, of: Option<Experiment>, problems: Vec<Problem>) {
        self.backstage
            .update_value(|backstage| backstage.complained_of = of);
        self.store.engine_problems.set(problems);
    }

    /// Loads the GPU engine, once.
    fn want_gpu(self) {
        let first = self
            .backstage
            .try_update_value(|backstage| !std::mem::replace(&mut backstage.gpu_asked_for, true))
            .unwrap_or(false);
        if first && dom::knows_webgpu() {
            self.start_engine(DeviceKind::Gpu);
        }
    }

    fn start_engine(self, kind: DeviceKind) {
        self.store.engine(kind).set(EngineStatus::Loading {
            received: 0.0,
            total: 0.0,
        });
        match Engine::start(kind, move |message| self.hear(kind, message)) {
            Ok(engine) => self.backstage.update_value(|backstage| {
                backstage.outstanding.remove(&kind);
                backstage.engines.insert(kind, engine);
            }),
            Err(reason) => self.broken(kind, reason),
        }
    }

    /// What the browser says of an engine that it does not let work.
    fn broken(self, kind: DeviceKind, reason: String) {
        let reason = Words::new(reason.clone(), reason);
        self.hear(kind, super::engine::Message::Broken(reason));
    }

    fn send(self, kind: DeviceKind, command: &Command) {
        match command {
            Command::Prepare { .. } => self.note(kind, Outstanding::prepare),
            Command::Cancel => {
                let number = self.next_request();
                self.note(kind, |outstanding| outstanding.cancel(number));
                set_timeout(move || self.replace_if_deaf(kind, number), CANCEL_PATIENCE);
            }
            _ => {}
        }
        let sent = self.backstage.with_value(|backstage| {
            backstage
                .engines
                .get(&kind)
                .map(|engine| engine.send(command))
        });
        if let Some(Err(reason)) = sent {
            self.broken(kind, reason);
        }
    }

    /// Notes that an engine is told something which it will answer.
    fn note(self, kind: DeviceKind, told: impl FnOnce(&mut Outstanding)) {
        self.backstage
            .update_value(|backstage| told(backstage.outstanding.entry(kind).or_default()));
    }

    fn send_active(self, command: &Command) {
        self.send(self.store.active.get_untracked(), command);
    }

    /// Trains: goes on with the current run, or starts one.
    pub fn train(self) {
        let ending = self.ending();
        let press = self
            .store
            .phase
            .with_untracked(|phase| life::pressed_train(phase, ending.as_ref()));
        match press {
            Press::Resume => {
                self.enter(Phase::Running);
                self.send_active(&Command::Run);
            }
            Press::Nothing => {}
            Press::OnceItStands => self.set_afterwards(Afterwards::Run),
            Press::Anew => self.restart(),
        }
    }

    /// Stops after the step under way, or keeps a run that is being prepared from starting.
    pub fn pause(self) {
        self.set_afterwards(Afterwards::Stay);
        if self.store.phase.get_untracked() == Phase::Running {
            self.send_active(&Command::Pause);
        }
    }

    /// Takes one step.
    pub fn step(self) {
        match self.store.phase.get_untracked() {
            Phase::Running => self.pause(),
            Phase::Paused => self.send_active(&Command::Step),
            // There is no run to take a step in, and none is given up for one.
            Phase::Idle | Phase::Finished(_) | Phase::Failed { .. } => {}
            Phase::Waiting | Phase::Preparing(_) | Phase::Timing | Phase::Moving(_) => {
                self.set_afterwards(Afterwards::Step);
            }
        }
    }

    /// Back to the first step of the recipe as it stands, and no further.
    pub fn reset(self) {
        self.start(Afterwards::Stay, Origin::New);
    }

    /// A new run of the recipe as it stands.
    pub fn restart(self) {
        self.start(Afterwards::Run, Origin::New);
    }

    /// Begins what the person asks for, on engines that have broken, too: they get another chance.
    fn start(self, afterwards: Afterwards, origin: Origin) {
        let left = self.store.run.get_untracked();
        let begins = self.start_here(afterwards, origin);
        if let Some(left) = left.filter(|_| begins) {
            super::address::turn_page(self.store, left);
        }
    }

    /// As [`start`](Self::start), in the same entry of the tab's history; says whether the run could begin.
    fn start_here(self, afterwards: Afterwards, origin: Origin) -> bool {
        self.ask(Asked::Run);
        self.revive(DeviceKind::Cpu);
        if self.choice() == DeviceChoice::Gpu {
            self.revive(DeviceKind::Gpu);
        }
        let begins = self.begin(afterwards, origin);
        if begins {
            self.backstage
                .update_value(|backstage| backstage.asked_for_a_run = true);
        } else {
            self.show_problem();
        }
        begins
    }

    /// A new run after a failure that was read: where it cannot be had as chosen, on what works.
    pub fn start_over(self) {
        let no_gpu = self
            .store
            .gpu
            .with_untracked(|gpu| matches!(gpu, EngineStatus::Unavailable(_)));
        if no_gpu && self.choice() == DeviceChoice::Gpu {
            self.store
                .experiment
                .update(|experiment| experiment.device = DeviceChoice::Auto);
        }
        self.restart();
    }

    /// The recipe that a visit begins with, on the device that the person has chosen.
    fn defaults(self) -> Experiment {
        let language = self.store.language.get_untracked();
        Experiment {
            device: self.choice(),
            ..super::address::recipe(&link::decode(""), language)
        }
    }

    /// A new run of the recipe that a visit begins with.
    pub fn train_defaults(self) {
        self.ask(Asked::Recipe);
        self.store.experiment.set(self.defaults());
        self.start_over();
    }

    /// Where the person wants runs to be.
    fn choice(self) -> DeviceChoice {
        self.store
            .experiment
            .with_untracked(|experiment| experiment.device)
    }

    /// Train or pause, whichever it is not doing.
    pub fn toggle(self) {
        if self.store.going.get_untracked() {
            self.pause();
        } else {
            self.train();
        }
    }

    /// Tells the page whether the run trains, or will as soon as it can.
    fn show_going(self) {
        let going = match self.store.phase.get_untracked() {
            Phase::Running => true,
            Phase::Preparing(_) | Phase::Timing | Phase::Moving(_) | Phase::Waiting => self
                .backstage
                .with_value(|backstage| backstage.afterwards == Afterwards::Run),
            _ => false,
        };
        if self.store.going.get_untracked() != going {
            self.store.going.set(going);
        }
    }

    /// The run does something else from now on, and whatever was under way in it is no longer.
    fn enter(self, phase: Phase) {
        if self.store.work.with_untracked(Option::is_some) {
            self.store.work.set(None);
        }
        self.store.phase.set(phase);
        self.show_going();
    }

    /// Gives up whatever long work is under way.
    pub fn cancel(self) {
        if let Phase::Moving(to) = self.store.phase.get_untracked() {
            return self.stay(to);
        }
        self.set_afterwards(Afterwards::Stay);
        self.send_active(&Command::Cancel);
    }

    /// Gives up moving the run to an engine: the other one still holds it, and the choice is the other's from now on.
    fn stay(self, to: DeviceKind) {
        let (back, choice) = match to {
            DeviceKind::Gpu => (DeviceKind::Cpu, DeviceChoice::Cpu),
            DeviceKind::Cpu => (DeviceKind::Gpu, DeviceChoice::Gpu),
        };
        if !self.is_ready(back) {
            return;
        }
        self.forget_saves();
        if self.store.active.get_untracked() == to {
            self.send(to, &Command::Cancel);
            self.forget_questions();
            self.store.active.set(back);
        }
        self.store.work.set(None);
        self.store
            .experiment
            .update(|experiment| experiment.device = choice);
        self.go_on();
    }

    /// Leaves out the rest of the evaluation that closes the run.
    pub fn skip_evaluation(self) {
        self.send_active(&Command::CutShort);
    }

    /// Ends an engine that is too deep in its work to hear that it is to give up (a tokenizer's merges are found in one
    /// call of its library), and starts another, which takes up what this one was to do next.
    fn replace_if_deaf(self, kind: DeviceKind, number: Request) {
        let deaf_with = self.backstage.with_value(|backstage| {
            let outstanding = backstage.outstanding.get(&kind);
            let outstanding = outstanding.filter(|outstanding| outstanding.is_deaf_to(number))?;
            Some(outstanding.ends_in_a_run())
        });
        let Some(ends_in_a_run) = deaf_with else {
            return;
        };
        self.comparison_ended_on(kind);
        self.start_engine(kind);
        let was_awaited = self.store.active.get_untracked() == kind
            && matches!(self.store.phase.get_untracked(), Phase::Preparing(_));
        if was_awaited && ends_in_a_run {
            self.backstage.update_value(|backstage| {
                backstage.waiting = Some((backstage.afterwards, Origin::Current));
            });
            self.enter(Phase::Waiting);
        } else if was_awaited {
            self.store.run.set(None);
            self.enter(Phase::Idle);
        }
    }

    /// Goes on after a failure, on the CPU: with what the person had asked for, else from the last good state.
    pub fn recover(self) {
        let was_on_gpu = self.store.active.get_untracked() == DeviceKind::Gpu;
        if was_on_gpu || self.choice() == DeviceChoice::Gpu {
            self.store
                .experiment
                .update(|experiment| experiment.device = DeviceChoice::Cpu);
        }
        let (asked_for, has_state) = self
            .backstage
            .try_update_value(|backstage| (backstage.waiting.take(), backstage.last_good.is_some()))
            .unwrap_or_default();
        let (afterwards, origin) = match asked_for {
            Some(asked_for) => asked_for,
            None if has_state => (Afterwards::Run, Origin::Current),
            None => (Afterwards::Run, Origin::New),
        };
        let goes_on = matches!(origin, Origin::Current);
        self.start(afterwards, origin);
        let begins = matches!(
            self.store.phase.get_untracked(),
            Phase::Preparing(_) | Phase::Waiting
        );
        if goes_on && begins {
            self.store.verdict.set(Some(w::RECOVERED.clone()));
        }
    }

    /// Starts again an engine that has broken, when the person wants to use it.
    fn revive(self, kind: DeviceKind) {
        let broken = self
            .store
            .engine(kind)
            .with_untracked(|status| matches!(status, EngineStatus::Failed(_)));
        if broken {
            self.start_engine(kind);
        }
    }

    /// Follows the person's choice of device: the run moves there if it can.
    pub fn device_chosen(self) {
        let choice = self.choice();
        let verdict = self.store.run.with_untracked(|run| {
            let run = run.as_ref()?;
            self.remembered_verdict(&run.experiment)
        });
        self.store.verdict.set(verdict);
        match choice {
            DeviceChoice::Auto | DeviceChoice::Cpu => self.revive(DeviceKind::Cpu),
            DeviceChoice::Gpu => {
                self.revive(DeviceKind::Gpu);
                self.want_gpu();
            }
        }
        if self.start_waiting_run() {
            return;
        }
        match choice {
            DeviceChoice::Auto => {
                self.want_usable_gpu();
                self.consider_timing();
            }
            DeviceChoice::Cpu | DeviceChoice::Gpu => self.follow_choice(),
        }
    }

    /// Moves the run to the device that the person has chosen, if it is elsewhere and that device is there.
    fn follow_choice(self) {
        let kind = match self.choice() {
            DeviceChoice::Auto => return,
            DeviceChoice::Cpu => DeviceKind::Cpu,
            DeviceChoice::Gpu => DeviceKind::Gpu,
        };
        if self.is_ready(kind) {
            self.move_to(kind);
        }
    }

    fn is_ready(self, kind: DeviceKind) -> bool {
        self.store
            .engine(kind)
            .with_untracked(|status| status.device().is_some())
    }

    /// Nobody will answer what the last engine, or the last run, was asked; or the answer no longer fits.
    fn forget_questions(self) {
        self.stop_generating();
        self.backstage.update_value(|backstage| {
            backstage.probe = questions::Latest::default();
            backstage.tokenize = questions::Latest::default();
            backstage.vocabulary = 0;
            backstage.first_words = 0;
        });
    }

    /// Drops what was measured after a step, before the run goes on from there.
    fn rewind(self, step: usize) {
        self.store
            .steps
            .update(|steps| steps.retain(|metrics| metrics.step <= step));
        self.store
            .evaluations
            .update(|evaluations| evaluations.retain(|evaluation| evaluation.step <= step));
        self.store
            .samples
            .update(|samples| samples.retain(|sample| sample.step <= step));
    }

    fn set_afterwards(self, afterwards: Afterwards) {
        self.backstage.update_value(|backstage| {
            backstage.afterwards = afterwards;
            if let Some(waiting) = &mut backstage.waiting {
                waiting.0 = afterwards;
            }
        });
        self.show_going();
    }

    /// Notes that something is asked for which takes a while to come.
    pub fn ask(self, asked: Asked) -> Ticket {
        let ticket = self
            .backstage
            .try_update_value(|backstage| backstage.tickets.ask(asked));
        ticket.expect("the conductor lives as long as the page")
    }

    /// Whether what has come was not overruled by what was asked for since.
    pub fn is_wanted(self, ticket: Ticket) -> bool {
        self.backstage
            .with_value(|backstage| backstage.tickets.is_wanted(ticket))
    }

    /// How the current run ended, if it is over.
    fn ending(self) -> Option<Ending> {
        self.backstage
            .with_value(|backstage| backstage.ending.clone())
    }

    fn set_ending(self, ending: Option<Ending>) {
        self.backstage
            .update_value(|backstage| backstage.ending = ending);
    }

    fn next_request(self) -> Request {
        self.backstage
            .try_update_value(|backstage| {
                backstage.last_request += 1;
                backstage.last_request
            })
            .unwrap_or_default()
    }

    /// Shows a message for a few seconds.
    pub fn tell(self, message: Words) {
        let toast = self.store.toast;
        toast.set(Some(message.clone()));
        set_timeout(
            move || {
                if toast.with_untracked(|shown| shown.as_ref() == Some(&message)) {
                    toast.set(None);
                }
            },
            std::time::Duration::from_secs(5),
        );
    }
}
