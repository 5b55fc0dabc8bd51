//! Which engine a run belongs on: pure decisions, taken from what is known of both engines.

use crate::experiment::{DeviceChoice, Experiment, Model};
use crate::view::{DeviceInfo, DeviceKind};
use crate::words::Words;

/// What is known of one engine.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineStatus {
    /// Nobody has asked for it yet.
    NotLoaded,
    /// "Auto" does without it, and why; a person who wants it still gets it loaded.
    PassedOver(Words),
    /// Its bundle is on the way; `total` is 0 while nobody knows it.
    Loading { received: f64, total: f64 },
    /// It takes commands.
    Ready(DeviceInfo),
    /// It cannot work here.
    Unavailable(Words),
    /// It worked and then broke.
    Failed(Words),
}

impl EngineStatus {
    /// The device, once the engine takes commands.
    pub fn device(&self) -> Option<&DeviceInfo> {
        match self {
            EngineStatus::Ready(device) => Some(device),
            _ => None,
        }
    }

    /// Whether it may still become ready.
    pub fn may_come(&self) -> bool {
        matches!(
            self,
            EngineStatus::NotLoaded | EngineStatus::PassedOver(_) | EngineStatus::Loading { .. }
        )
    }
}

/// Where the timing of both engines stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Audition {
    /// Nothing is being timed.
    #[default]
    None,
    /// The GPU engine prepares the experiment while the CPU goes on training.
    PreparingGpu,
    /// Training rests while the CPU is timed.
    TimingCpu,
    /// Training rests while the GPU is timed.
    TimingGpu {
        /// Milliseconds a step took on the CPU.
        cpu: f64,
    },
}

/// Milliseconds of a training step on both engines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// On the CPU.
    pub cpu: f64,
    /// On the GPU.
    pub gpu: f64,
}

impl Timing {
    /// The engine that is faster; the CPU on a tie, since nothing has to move.
    pub fn winner(self) -> DeviceKind {
        if self.gpu < self.cpu {
            DeviceKind::Gpu
        } else {
            DeviceKind::Cpu
        }
    }

    /// What came of it, for the person.
    pub fn verdict(self) -> Words {
        let (fast, slow) = if self.winner() == DeviceKind::Gpu {
            (self.gpu, self.cpu)
        } else {
            (self.cpu, self.gpu)
        };
        let times = super::format::three_digits(slow / fast.max(1e-6));
        let (cpu, gpu) = (
            super::format::three_digits(self.cpu),
            super::format::three_digits(self.gpu),
        );
        match self.winner() {
            DeviceKind::Gpu => Words::new(
                format!("Moved to the GPU, {times}× faster here ({gpu} ms a step; CPU {cpu} ms)."),
                format!("已转到 GPU，这里快 {times} 倍（每步 {gpu} 毫秒；CPU 为 {cpu} 毫秒）。"),
            ),
            DeviceKind::Cpu => Words::new(
                format!(
                    "Stays on the CPU, {times}× faster for a model this small ({cpu} ms a step; GPU {gpu} ms)."
                ),
                format!(
                    "继续用 CPU：模型这么小，CPU 快 {times} 倍（每步 {cpu} 毫秒；GPU 为 {gpu} 毫秒）。"
                ),
            ),
        }
    }
}

/// Where a new run starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// On this engine, now.
    On(DeviceKind),
    /// As soon as this engine is ready.
    WaitFor(DeviceKind),
    /// Nowhere: neither engine works.
    Nowhere,
}

/// Where a new run starts, given the person's choice, both engines, and which engine was faster for such a run before.
pub fn start(
    choice: DeviceChoice,
    cpu: &EngineStatus,
    gpu: &EngineStatus,
    known_faster: Option<DeviceKind>,
) -> Start {
    let status = |kind| match kind {
        DeviceKind::Cpu => cpu,
        DeviceKind::Gpu => gpu,
    };
    let order: &[DeviceKind] = match (choice, known_faster) {
        // Who insists on the GPU is told when there is none, rather than given something else.
        (DeviceChoice::Gpu, _) => &[DeviceKind::Gpu],
        (DeviceChoice::Auto, Some(DeviceKind::Gpu)) if gpu.device().is_some() => &[DeviceKind::Gpu],
        _ => &[DeviceKind::Cpu, DeviceKind::Gpu],
    };
    for &kind in order {
        if status(kind).device().is_some() {
            return Start::On(kind);
        }
        if status(kind).may_come() {
            return Start::WaitFor(kind);
        }
    }
    Start::Nowhere
}

/// Whether "Auto" should time the GPU for this experiment. Counting has no kernels, and an adapter that emulates a GPU on
/// the processor is passed over.
pub fn worth_timing(choice: DeviceChoice, model: &Model, gpu: &EngineStatus) -> bool {
    choice == DeviceChoice::Auto
        && !model.counts()
        && gpu.device().is_some_and(|device| !device.software)
}

/// What decides how fast a step is: runs that agree in it need not be timed twice. Of the text, that is its vocabulary.
pub fn shape(experiment: &Experiment, vocabulary: usize) -> String {
    let training = &experiment.training;
    format!(
        "{:?} {vocabulary} {:?} {} {} {:?} {:?}",
        experiment.model,
        experiment.objective,
        training.batch_size,
        training.accumulation,
        training.optimizer,
        training.memory
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Ngram;

    fn ready(kind: DeviceKind, software: bool) -> EngineStatus {
        EngineStatus::Ready(DeviceInfo {
            kind,
            name: "test".into(),
            software,
            largest_tensor: None,
        })
    }

    fn unavailable() -> EngineStatus {
        EngineStatus::Unavailable(Words::fixed("none", "无"))
    }

    #[test]
    fn runs_that_differ_in_speed_are_timed_apart() {
        let one = Experiment::default();
        let mut smoothed = one.clone();
        smoothed.objective =
            crate::experiment::Objective::NextToken(crate::experiment::NextToken {
                label_smoothing: 0.1,
            });
        let mut reseeded = one.clone();
        reseeded.seed += 1;
        assert_ne!(shape(&one, 70), shape(&one, 5_000));
        assert_ne!(shape(&one, 70), shape(&smoothed, 70));
        assert_eq!(shape(&one, 70), shape(&reseeded, 70));
    }

    #[test]
    fn auto_starts_on_the_cpu_at_once() {
        let cpu = ready(DeviceKind::Cpu, false);
        for gpu in [
            EngineStatus::NotLoaded,
            ready(DeviceKind::Gpu, false),
            unavailable(),
        ] {
            assert_eq!(
                start(DeviceChoice::Auto, &cpu, &gpu, None),
                Start::On(DeviceKind::Cpu)
            );
        }
    }

    #[test]
    fn auto_remembers_a_faster_gpu_while_it_works() {
        let cpu = ready(DeviceKind::Cpu, false);
        let faster = Some(DeviceKind::Gpu);
        assert_eq!(
            start(
                DeviceChoice::Auto,
                &cpu,
                &ready(DeviceKind::Gpu, false),
                faster
            ),
            Start::On(DeviceKind::Gpu)
        );
        assert_eq!(
            start(DeviceChoice::Auto, &cpu, &unavailable(), faster),
            Start::On(DeviceKind::Cpu)
        );
    }

    #[test]
    fn choosing_the_gpu_waits_for_it_and_takes_nothing_else() {
        let cpu = ready(DeviceKind::Cpu, false);
        let loading = EngineStatus::Loading {
            received: 1.0,
            total: 2.0,
        };
        assert_eq!(
            start(DeviceChoice::Gpu, &cpu, &loading, None),
            Start::WaitFor(DeviceKind::Gpu)
        );
        assert_eq!(
            start(DeviceChoice::Gpu, &cpu, &unavailable(), None),
            Start::Nowhere
        );
        assert_eq!(
            start(DeviceChoice::Gpu, &unavailable(), &unavailable(), None),
            Start::Nowhere
        );
    }

    #[test]
    fn software_adapters_and_counting_are_not_timed() {
        let model = Model::default();
        let gpu = ready(DeviceKind::Gpu, false);
        assert!(worth_timing(DeviceChoice::Auto, &model, &gpu));
        assert!(!worth_timing(DeviceChoice::Cpu, &model, &gpu));
        assert!(!worth_timing(
            DeviceChoice::Auto,
            &model,
            &ready(DeviceKind::Gpu, true)
        ));
        assert!(!worth_timing(
            DeviceChoice::Auto,
            &Model::Ngram(Ngram::default()),
            &gpu
        ));
    }

    #[test]
    fn a_gpu_that_auto_passed_over_is_loaded_for_who_insists() {
        let passed_over = EngineStatus::PassedOver(Words::fixed("emulated", "模拟"));
        let cpu = ready(DeviceKind::Cpu, false);
        assert_eq!(
            start(DeviceChoice::Auto, &cpu, &passed_over, None),
            Start::On(DeviceKind::Cpu)
        );
        assert_eq!(
            start(DeviceChoice::Gpu, &cpu, &passed_over, None),
            Start::WaitFor(DeviceKind::Gpu)
        );
        assert!(!worth_timing(
            DeviceChoice::Auto,
            &Model::default(),
            &passed_over
        ));
    }

    #[test]
    fn the_verdict_names_the_winner() {
        let timing = Timing {
            cpu: 40.0,
            gpu: 8.0,
        };
        assert_eq!(timing.winner(), DeviceKind::Gpu);
        assert!(timing.verdict().en.contains("5× faster"));
        let tie = Timing { cpu: 8.0, gpu: 8.0 };
        assert_eq!(tie.winner(), DeviceKind::Cpu);
    }
}
