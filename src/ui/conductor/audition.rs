//! "Auto": times both engines on the current experiment and moves the run to the faster.

use leptos::prelude::*;

use super::{Afterwards, Audition, Conductor, Phase, Purpose, policy};
use crate::experiment::DeviceChoice;
use crate::protocol::Command;
use crate::view::DeviceKind;

/// How long each engine is timed, in milliseconds.
const TIMING_MS: f64 = 1_000.0;

impl Conductor {
    /// Starts timing both engines if "Auto" is chosen, the run is on the CPU and nobody knows yet which is faster.
    pub(super) fn consider_timing(self) {
        let Some(run) = self.store.run.get_untracked() else {
            return;
        };
        let choice = self
            .store
            .experiment
            .with_untracked(|experiment| experiment.device);
        let shape = policy::shape(&run.experiment);
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
                    .or(backstage.faster.get(&shape).copied()),
                backstage.audition == Audition::None,
            )
        });
        let standing = matches!(
            self.store.phase.get_untracked(),
            Phase::Running | Phase::Paused
        );
        let on_cpu = self.store.active.get_untracked() == DeviceKind::Cpu;
        match known {
            Some(DeviceKind::Gpu) if on_cpu && standing && worth => self.move_to(DeviceKind::Gpu),
            None if worth && idle && standing && on_cpu => {
                self.set_audition(Audition::PreparingGpu);
                self.send_prepare(DeviceKind::Gpu, run.experiment, None);
            }
            _ => {}
        }
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
                if let Some(run) = self.store.run.get_untracked() {
                    self.backstage.update_value(|backstage| {
                        backstage
                            .faster
                            .insert(policy::shape(&run.experiment), timing.winner());
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

    /// The GPU engine failed while it was being timed: the run stays where it is.
    pub(super) fn give_up_timing(self) {
        if let Some(run) = self.store.run.get_untracked() {
            self.backstage.update_value(|backstage| {
                backstage.untimeable.insert(policy::shape(&run.experiment));
            });
        }
        self.set_audition(Audition::None);
        if self.store.phase.get_untracked() == Phase::Timing {
            self.go_on();
        }
    }

    /// Moves the current run to an engine: saved on the one it is on, restored on the other.
    pub(super) fn move_to(self, kind: DeviceKind) {
        if self.store.active.get_untracked() == kind {
            if self.store.phase.get_untracked() == Phase::Timing {
                self.set_audition(Audition::None);
                self.go_on();
            }
            return;
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
                return self.begin(afterwards, None);
            }
            Phase::Waiting | Phase::Idle | Phase::Failed { .. } => return,
        }
        self.set_audition(Audition::None);
        self.enter(Phase::Timing);
        self.save_for(Purpose::Move(kind));
    }

    /// Does what was to be done once the run stands prepared, timed or moved.
    pub(super) fn go_on(self) {
        let afterwards = self.backstage.with_value(|backstage| backstage.afterwards);
        match afterwards {
            Afterwards::Stay => self.enter(Phase::Paused),
            Afterwards::Step => {
                self.enter(Phase::Paused);
                self.send_active(&Command::Step);
            }
            Afterwards::Run => {
                self.enter(Phase::Running);
                self.send_active(&Command::Run);
            }
        }
        self.set_afterwards(Afterwards::Stay);
    }
}

/// Asks for the GPU engine a moment after the first run has started, so that its download does not hold that up.
pub(super) fn want_gpu_soon(conductor: Conductor) {
    let automatic = conductor
        .store
        .experiment
        .with_untracked(|experiment| experiment.device == DeviceChoice::Auto);
    if automatic {
        set_timeout(
            move || conductor.want_gpu(),
            std::time::Duration::from_millis(1_500),
        );
        set_timeout(
            move || conductor.consider_timing(),
            std::time::Duration::from_millis(2_500),
        );
    }
}
