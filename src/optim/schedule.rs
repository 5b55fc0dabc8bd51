//! The learning rate of each step.

use crate::experiment::{Schedule, Training};

/// Share of the peak at which a one-cycle run begins, as in fastai and PyTorch.
const ONE_CYCLE_START: f64 = 1.0 / 25.0;

/// The learning rate of step `step`, counted from 0.
///
/// Warm-up goes in a straight line, `peak · (step + 1) / (warmup + 1)`, and `Cosine` after it is nanoGPT's `get_lr` with
/// `lr_decay_iters` the run's length. Beyond the run's length the rate stays at its last value.
pub fn learning_rate(training: &Training, step: usize) -> f64 {
    let peak = training.learning_rate;
    let (time, warmup) = (step as f64, training.warmup_steps() as f64);
    let total = training.steps as f64;
    let shaped = !matches!(training.schedule, Schedule::OneCycle(_) | Schedule::Noam);
    if shaped && time < warmup {
        return peak * (time + 1.0) / (warmup + 1.0);
    }
    let through = ((time - warmup) / (total - warmup).max(1.0)).clamp(0.0, 1.0);
    match &training.schedule {
        Schedule::Constant => peak,
        Schedule::Linear(floor) => mix(peak, peak * floor.final_fraction, through),
        Schedule::Cosine(floor) => mix(peak, peak * floor.final_fraction, eased(through)),
        Schedule::OneCycle(floor) => {
            let summit = total / 3.0;
            if time < summit {
                mix(peak * ONE_CYCLE_START, peak, eased(time / summit))
            } else {
                let through = ((time - summit) / (total - summit).max(1.0)).min(1.0);
                mix(peak, peak * floor.final_fraction, eased(through))
            }
        }
        Schedule::Noam => {
            let (time, warmup) = (time + 1.0, warmup.max(1.0));
            peak * (time / warmup).min((warmup / time).sqrt())
        }
    }
}

/// From `a` at 0 to `b` at 1.
fn mix(a: f64, b: f64, share: f64) -> f64 {
    b + (1.0 - share) * (a - b)
}

/// Half a cosine from 0 at 0 to 1 at 1.
fn eased(share: f64) -> f64 {
    0.5 * (1.0 - (std::f64::consts::PI * share).cos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Floor;

    fn training(schedule: Schedule, steps: usize, warmup: usize) -> Training {
        Training {
            schedule,
            steps,
            warmup,
            learning_rate: 1e-3,
            ..Training::default()
        }
    }

    fn assert_close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-15, "{found} is not {wanted}");
    }

    /// `get_lr` of nanoGPT's train.py, with its names.
    fn get_lr(it: f64) -> f64 {
        let (learning_rate, warmup_iters, lr_decay_iters, min_lr) = (1e-3, 100.0, 2000.0, 1e-4);
        if it < warmup_iters {
            return learning_rate * (it + 1.0) / (warmup_iters + 1.0);
        }
        let decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters);
        let coeff = 0.5 * (1.0 + (std::f64::consts::PI * decay_ratio).cos());
        min_lr + coeff * (learning_rate - min_lr)
    }

    #[test]
    fn cosine_is_nanogpts() {
        let training = training(
            Schedule::Cosine(Floor {
                final_fraction: 0.1,
            }),
            2000,
            100,
        );
        for step in [0, 1, 50, 99, 100, 101, 700, 1050, 1999, 2000] {
            assert_close(learning_rate(&training, step), get_lr(step as f64));
        }
    }

    #[test]
    fn the_warm_up_of_a_short_run_is_a_tenth_of_it() {
        for schedule in [
            Schedule::Constant,
            Schedule::Cosine(Floor::default()),
            Schedule::Noam,
        ] {
            let (long, tenth) = (
                training(schedule.clone(), 30, 50),
                training(schedule, 30, 3),
            );
            for step in 0..30 {
                assert_close(learning_rate(&long, step), learning_rate(&tenth, step));
            }
        }
        // One step less than the run is as it was set.
        let set = training(Schedule::Constant, 30, 29);
        assert_close(learning_rate(&set, 0), 1e-3 / 30.0);
        // A run that is too short for a tenth has no warm-up.
        let short = training(Schedule::Constant, 5, 50);
        assert_close(learning_rate(&short, 0), 1e-3);
    }

    #[test]
    fn linear_falls_in_a_straight_line() {
        let training = training(
            Schedule::Linear(Floor {
                final_fraction: 0.5,
            }),
            110,
            10,
        );
        assert_close(learning_rate(&training, 0), 1e-3 / 11.0);
        assert_close(learning_rate(&training, 10), 1e-3);
        assert_close(learning_rate(&training, 60), 0.75e-3);
        assert_close(learning_rate(&training, 110), 0.5e-3);
        assert_close(learning_rate(&training, 1000), 0.5e-3);
    }

    #[test]
    fn constant_stays() {
        let training = training(Schedule::Constant, 100, 3);
        assert_close(learning_rate(&training, 2), 0.75e-3);
        assert_close(learning_rate(&training, 3), 1e-3);
        assert_close(learning_rate(&training, 99), 1e-3);
    }

    #[test]
    fn one_cycle_rises_for_a_third() {
        let training = training(
            Schedule::OneCycle(Floor {
                final_fraction: 0.1,
            }),
            300,
            50,
        );
        assert_close(learning_rate(&training, 0), 1e-3 / 25.0);
        assert_close(learning_rate(&training, 50), 0.52e-3);
        assert_close(learning_rate(&training, 100), 1e-3);
        assert_close(learning_rate(&training, 200), 0.55e-3);
        assert_close(learning_rate(&training, 300), 1e-4);
    }

    #[test]
    fn noam_peaks_at_warm_up() {
        let training = training(Schedule::Noam, 1000, 100);
        assert_close(learning_rate(&training, 0), 1e-5);
        assert_close(learning_rate(&training, 99), 1e-3);
        assert_close(learning_rate(&training, 399), 0.5e-3);
    }
}
