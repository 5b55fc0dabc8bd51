//! Timing training steps, to find out which device is the faster one.

use web_time::Instant;

use super::Session;
use super::meter::Meter;
use crate::learner::Learner;
use crate::progress::{Halt, ProgressSink, report};
use crate::protocol::Stage;
use crate::words::Problem;

/// Steps that were timed together.
#[derive(Clone, Copy, Debug)]
struct Group {
    steps: usize,
    /// Milliseconds for each of them.
    each: f64,
}

impl Session {
    /// Times training steps for about so long and undoes them: milliseconds per step.
    ///
    /// # Errors
    ///
    /// Where the device fails, or the sink gave up.
    pub async fn benchmark(
        &mut self,
        milliseconds: f64,
        sink: &mut impl ProgressSink,
    ) -> Result<f64, Halt> {
        let mut learner = self.learner.clone();
        let mut step = self.step;
        // The first step of a copy finds no memory of its own yet.
        self.time_steps(&mut learner, &mut step, 1).await?;
        let started = Instant::now();
        let mut groups = Vec::new();
        let mut steps = 1;
        loop {
            let each = self.time_steps(&mut learner, &mut step, steps).await?;
            groups.push(Group { steps, each });
            let elapsed = started.elapsed().as_secs_f64() * 1e3;
            report(sink, Stage::Benchmarking, (elapsed / milliseconds).min(1.0)).await?;
            let fit = ((milliseconds - elapsed) / each.max(1e-3)) as usize;
            if fit == 0 {
                return Ok(fastest(&groups));
            }
            // Longer and longer groups between two reads, so that the device's queue fills as it does in training.
            steps = (2 * steps).min(fit);
        }
    }

    /// Milliseconds for each of `count` steps of a learner that is not the session's own.
    pub(super) async fn time_steps(
        &self,
        learner: &mut Learner,
        step: &mut usize,
        count: usize,
    ) -> Result<f64, Problem> {
        let started = Instant::now();
        let mut meter = Meter::new(self.prepared.device.kind);
        for _ in 0..count {
            let taken = learner.step(&self.plan, &self.train, *step % self.prepared.steps.max(1));
            *step += 1;
            meter.note(*step, taken);
        }
        meter.read().await?;
        Ok(started.elapsed().as_secs_f64() * 1e3 / count as f64)
    }
}

/// The time of a step in the fastest of the long groups: whatever else the machine does only ever adds to it. The short
/// ones, at the beginning and what is left at the end, are too short for a queue to fill.
fn fastest(groups: &[Group]) -> f64 {
    let longest = groups.iter().map(|group| group.steps).max().unwrap_or(0);
    groups
        .iter()
        .filter(|group| 2 * group.steps >= longest)
        .map(|group| group.each)
        .fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_long_group_counts() {
        let timed = [
            (1, 30.0),
            (2, 1.0),
            (4, 12.0),
            (8, 10.0),
            (16, 11.0),
            (1, 90.0),
        ];
        let groups = timed.map(|(steps, each)| Group { steps, each });
        assert_eq!(fastest(&groups), 10.0);
        assert_eq!(fastest(&groups[..1]), 30.0);
    }
}
