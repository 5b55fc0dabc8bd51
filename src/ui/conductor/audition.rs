//! "Auto": times both engines on the current experiment and moves the run to the faster.

use leptos::prelude::*;

use super::life::{self, Next};
use super::origin::Origin;
use super::{Afterwards, Audition, Conductor, EngineStatus, Phase, Purpose, dom, policy, w};
use crate::experiment::{DeviceChoice, Experiment};
use crate::protocol::Command;
use crate::ui::run::foreseen;
use crate::view::{DeviceKind, is_emulation};
use crate::words::Words;

/// How long each engine is timed, in milliseconds.
const TIMING_MS: f64 = 1_000.0;

impl Conductor {
    /// Starts timing both engines if "Auto" is chosen, the run is on the CPU and nobody knows yet which is faster.
    pub(super) fn consider_timing(self) {
        let Some(run) = self.store.run.get_untracked() else {
            return;
        };
        let choice = self.choice();
        let Some(shape) = self.timing_key(&run.experiment) else {
            return;
        };
        let worth = self
            .store
            .gpu
            .with_untracked(|gpu| policy::worth_timing(choice, &run.experiment.model, gpu));
        let (known, idle) = self.backstage.with_value(|backstage| {
            (
                backstage
                    .untimeable
                    .contains(&shape)
                    .then_some(DeviceKind::Cpu)
                    .or(backstage.timed.get(&shape).map(|timing| timing.winner())),
                backstage.audition == Audition::None,
            )
        });
        let standing = matches!(
            self.store.phase.get_untracked(),
            Phase::Running | Phase::Paused
        );
        let on_cpu = self.store.active.get_untracked() == DeviceKind::Cpu;
        if worth
            && on_cpu
            && let Some(reason) = self.too_large_for_the_gpu(&run.experiment)
        {
            return self.store.verdict.set(Some(reason));
        }
        match known {
            Some(DeviceKind::Gpu) if on_cpu && standing && worth => self.move_to(DeviceKind::Gpu),
            None if worth && idle && standing && on_cpu => {
                self.set_audition(Audition::PreparingGpu);
                self.send_prepare(DeviceKind::Gpu, run.experiment, None);
            }
            _ => {}
        }
    }

    /// Why the GPU cannot hold the current run, if it cannot.
    fn too_large_for_the_gpu(self, experiment: &Experiment) -> Option<Words> {
        let gpu = self.store.gpu.get_untracked();
        let prepared = self.store.prepared.get_untracked()?;
        let plan = foreseen(experiment, experiment, &prepared)?.ok()?;
        let problem = plan.check_tensors(gpu.device()?.largest_tensor).err()?;
        Some(problem.message)
    }

    /// By what the timing of such a run is remembered, where the current run's text tells: its own, or one of a run that
    /// reads the same.
    pub(super) fn timing_key(self, experiment: &Experiment) -> Option<String> {
        let reads_the_same = self.store.run.with_untracked(|run| {
            run.as_ref().is_some_and(|run| {
                run.experiment.corpus == experiment.corpus
                    && run.experiment.tokenizer == experiment.tokenizer
            })
        });
        self.store.prepared.with_untracked(|prepared| {
            let known = prepared.as_ref().filter(|_| reads_the_same)?;
            Some(policy::shape(experiment, known.vocabulary))
        })
    }

    pub(super) fn audition(self) -> Audition {
        self.backstage.with_value(|backstage| backstage.audition)
    }

    pub(super) fn set_audition(self, audition: Audition) {
        self.backstage
            .update_value(|backstage| backstage.audition = audition);
    }

    /// The GPU engine stands ready beside the CPU's run: training rests, and the CPU is timed first.
    pub(super) fn gpu_prepared_for_timing(self) {
        let going = match self.store.phase.get_untracked() {
            Phase::Running => Afterwards::Run,
            Phase::Paused => Afterwards::Stay,
            // The run ended meanwhile: nothing to move.
            _ => return self.set_audition(Audition::None),
        };
        self.set_afterwards(going);
        self.set_audition(Audition::TimingCpu);
        self.enter(Phase::Timing);
        self.send(DeviceKind::Cpu, &Command::Pause);
        self.send(
            DeviceKind::Cpu,
            &Command::Benchmark {
                milliseconds: TIMING_MS,
            },
        );
    }

    pub(super) fn benchmarked(self, kind: DeviceKind, milliseconds_per_step: f64) {
        match (self.audition(), kind) {
            (Audition::TimingCpu, DeviceKind::Cpu) => {
                self.set_audition(Audition::TimingGpu {
                    cpu: milliseconds_per_step,
                });
                self.send(
                    DeviceKind::Gpu,
                    &Command::Benchmark {
                        milliseconds: TIMING_MS,
                    },
                );
            }
            (Audition::TimingGpu { cpu }, DeviceKind::Gpu) => {
                self.set_audition(Audition::None);
                let timing = policy::Timing {
                    cpu,
                    gpu: milliseconds_per_step,
                };
                self.store.verdict.set(Some(timing.verdict()));
                let run = self.store.run.get_untracked();
                if let Some(key) = run.and_then(|run| self.timing_key(&run.experiment)) {
                    self.backstage.update_value(|backstage| {
                        backstage.timed.insert(key, timing);
                    });
                }
                match timing.winner() {
                    DeviceKind::Gpu => self.move_to(DeviceKind::Gpu),
                    DeviceKind::Cpu => self.go_on(),
                }
            }
            _ => {}
        }
    }

    /// What came of the timing of such a run, as long as the choice is left to it.
    pub(super) fn remembered_verdict(self, experiment: &Experiment) -> Option<Words> {
        if self.choice() != DeviceChoice::Auto {
            return None;
        }
        let shape = self.timing_key(experiment)?;
        self.backstage.with_value(|backstage| {
            let untimeable = backstage.untimeable.contains(&shape);
            let timing = backstage.timed.get(&shape);
            timing
                .filter(|timing| self.is_ready(timing.winner()))
                .map(|timing| timing.verdict())
                .or_else(|| untimeable.then(|| w::GPU_UNTIMED.clone()))
        })
    }

    /// An engine failed while it was being timed: the run stays where it is, and such a run is not timed again.
    pub(super) fn give_up_timing(self) {
        if let Some(run) = self.store.run.get_untracked() {
            if let Some(key) = self.timing_key(&run.experiment) {
                self.backstage.update_value(|backstage| {
                    backstage.untimeable.insert(key);
                });
            }
            self.store
                .verdict
                .set(self.remembered_verdict(&run.experiment));
        }
        self.leave_timing();
    }

    /// The run goes on where it is, for now.
    pub(super) fn leave_timing(self) {
        self.set_audition(Audition::None);
        if self.store.phase.get_untracked() == Phase::Timing {
            self.go_on();
        }
    }

    /// Moves the current run to an engine: saved on the one it is on, restored on the other.
    pub(super) fn move_to(self, kind: DeviceKind) {
        if self.store.active.get_untracked() == kind {
            return self.leave_timing();
        }
        match self.store.phase.get_untracked() {
            Phase::Running => {
                self.set_afterwards(Afterwards::Run);
                self.send_active(&Command::Pause);
            }
            Phase::Paused | Phase::Finished(_) => self.set_afterwards(Afterwards::Stay),
            // Whatever it was to do after the timing, it does after the move.
            Phase::Timing => {}
            Phase::Preparing(_) => {
                let afterwards = self.backstage.with_value(|backstage| backstage.afterwards);
                self.begin(afterwards, Origin::Current);
                return;
            }
            // Where it is under way already, the choice is looked at again when it has come.
            Phase::Moving(_) | Phase::Waiting | Phase::Idle | Phase::Failed { .. } => return,
        }
        self.set_audition(Audition::None);
        self.enter(Phase::Moving(kind));
        self.save_for(Purpose::Move(kind));
    }

    /// Does what was to be done once the run stands prepared, timed or moved.
    pub(super) fn go_on(self) {
        let (done, total) = untrack(|| (self.store.step(), self.store.total_steps()));
        let next = self.backstage.with_value(|backstage| {
            life::next(backstage.ending.as_ref(), done, total, backstage.afterwards)
        });
        match next {
            Next::Stand => self.enter(Phase::Paused),
            Next::Step => {
                self.enter(Phase::Paused);
                self.send_active(&Command::Step);
            }
            Next::Run => {
                self.enter(Phase::Running);
                self.send_active(&Command::Run);
            }
            Next::Over(ending) => {
                self.set_ending(Some(ending.clone()));
                self.enter(Phase::Finished(ending));
            }
        }
        self.set_afterwards(Afterwards::Stay);
    }
}

impl Conductor {
    /// Loads the GPU engine for "Auto", once it is known that there is a GPU worth its download.
    pub(super) fn want_usable_gpu(self) {
        if self.store.gpu.get_untracked() != EngineStatus::NotLoaded {
            return;
        }
        leptos::task::spawn_local(async move {
            let reason = match dom::gpu_adapter().await {
                None => w::NO_ADAPTER.clone(),
                Some(adapter) if adapter.fallback || is_emulation(&adapter.name) => {
                    w::SOFTWARE_GPU.clone()
                }
                Some(_) => return self.want_gpu(),
            };
            // The person may have insisted on it meanwhile.
            if self.store.gpu.get_untracked() == EngineStatus::NotLoaded {
                self.store.gpu.set(EngineStatus::PassedOver(reason));
            }
        });
    }
}

/// Asks for the GPU engine a moment after the first run has started, so that its download does not hold that up.
pub(super) fn want_gpu_soon(conductor: Conductor) {
    if conductor.choice() == DeviceChoice::Auto {
        set_timeout(
            move || conductor.want_usable_gpu(),
            std::time::Duration::from_millis(1_500),
        );
        set_timeout(
            move || conductor.consider_timing(),
            std::time::Duration::from_millis(2_500),
        );
    }
}
