//! When samples fall due in a run that samples by time: soon at first, then every few seconds, and never so often that
//! they hold training up.
//!
//! Only *when* a sample is made follows the clock; what is said at a step follows from the seed and the step alone.

/// The first sample comes after so much training, in milliseconds.
const FIRST_MS: f64 = 1_500.0;

/// So much training lies between two samples, in milliseconds.
const BETWEEN_MS: f64 = 3_000.0;

/// A long run is sampled at intervals of this share of what lies behind it, …
const SHARE: f64 = 1.0 / 40.0;

/// … but of no more milliseconds than this.
const LONGEST_MS: f64 = 30_000.0;

/// A sample is followed by so many times as much training as it took itself.
const TIMES_ITS_COST: f64 = 8.0;

/// When the next sample is due, by the time that was spent in training.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    /// Milliseconds of training at which it is due.
    due_ms: f64,
    /// Milliseconds that the sample under way has taken so far.
    cost_ms: f64,
}

impl Rhythm {
    /// The rhythm of a run that has trained so long, and has said something before or has not.
    pub fn new(elapsed_ms: f64, last_sampled: usize) -> Self {
        let wait = if last_sampled == 0 {
            FIRST_MS
        } else {
            BETWEEN_MS
        };
        Rhythm {
            due_ms: elapsed_ms + wait,
            cost_ms: 0.0,
        }
    }

    /// Whether a sample is due.
    pub fn is_due(&self, elapsed_ms: f64) -> bool {
        elapsed_ms >= self.due_ms
    }

    /// A piece of a sample took so long.
    pub fn spend(&mut self, milliseconds: f64) {
        self.cost_ms += milliseconds;
    }

    /// A sample is whole.
    pub fn sampled(&mut self, elapsed_ms: f64) {
        let cost = std::mem::take(&mut self.cost_ms);
        let usual = (elapsed_ms * SHARE).clamp(BETWEEN_MS, LONGEST_MS);
        self.due_ms = elapsed_ms + usual.max(TIMES_ITS_COST * cost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_comes_soon_and_the_others_every_few_seconds() {
        let mut rhythm = Rhythm::new(0.0, 0);
        assert!(!rhythm.is_due(1_000.0) && rhythm.is_due(2_000.0));
        rhythm.sampled(2_000.0);
        assert!(!rhythm.is_due(4_000.0) && rhythm.is_due(5_000.0));
        // A run that is taken up again has just spoken.
        let rhythm = Rhythm::new(60_000.0, 700);
        assert!(!rhythm.is_due(62_000.0) && rhythm.is_due(63_000.0));
    }

    #[test]
    fn a_slow_sample_and_a_long_run_are_sampled_seldom() {
        let mut rhythm = Rhythm::new(0.0, 0);
        for _ in 0..3 {
            rhythm.spend(500.0);
        }
        rhythm.sampled(2_000.0);
        assert!(!rhythm.is_due(13_000.0) && rhythm.is_due(14_000.0));
        // What one sample has cost is not held against the next.
        rhythm.sampled(14_000.0);
        assert!(rhythm.is_due(17_000.0));
        let hour = 3_600_000.0;
        rhythm.sampled(hour);
        assert!(!rhythm.is_due(hour + 29_000.0) && rhythm.is_due(hour + 30_000.0));
    }
}
