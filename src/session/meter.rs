//! The figures of steps, gathered on the device and read together.
//!
//! A read waits for the device to catch up, which costs a GPU its head start, but without any read its queue would grow
//! without bound. So figures are read about every [`READ_EVERY_MS`], however many steps that is.

use web_time::Instant;

use crate::learner::{Figure, Step};
use crate::view::{DeviceKind, StepMetrics};
use crate::weights;
use crate::words::Problem;

/// Milliseconds of training between two reads.
const READ_EVERY_MS: f64 = 75.0;

/// Steps between two reads, at most.
const READ_EVERY_STEPS: usize = 64;

/// How much of the last rate of tokens goes into the next one.
const SMOOTHING: f64 = 0.7;

/// A stopwatch and a list of figures that have not been read.
#[derive(Debug)]
pub struct Meter {
    kind: DeviceKind,
    waiting: Vec<(usize, Step)>,
    /// Steps until the next read.
    window: usize,
    /// Milliseconds of training up to the last read.
    elapsed_ms: f64,
    /// Milliseconds since.
    unread_ms: f64,
    running: Option<Instant>,
    tokens_per_second: f64,
}

impl Meter {
    /// A stopwatch at 0.
    pub fn new(kind: DeviceKind) -> Self {
        Meter {
            kind,
            waiting: Vec::new(),
            window: 1,
            elapsed_ms: 0.0,
            unread_ms: 0.0,
            running: None,
            tokens_per_second: 0.0,
        }
    }

    /// Forgets what was not read, and goes on from `elapsed_ms`.
    pub fn reset(&mut self, elapsed_ms: f64) {
        *self = Meter {
            elapsed_ms,
            ..Meter::new(self.kind)
        };
    }

    /// Milliseconds of training.
    pub fn elapsed_ms(&self) -> f64 {
        self.elapsed_ms + self.unread_ms
    }

    /// Lets time count.
    pub fn begin(&mut self) {
        self.running = Some(Instant::now());
    }

    /// Stops it counting.
    pub fn pause(&mut self) {
        self.lap();
        self.running = None;
    }

    /// Adds the time since the last look at the clock.
    pub fn lap(&mut self) {
        if let Some(since) = &mut self.running {
            let now = Instant::now();
            self.unread_ms += (now - *since).as_secs_f64() * 1e3;
            *since = now;
        }
    }

    /// Adds a step to the list.
    pub fn note(&mut self, step: usize, taken: Step) {
        self.waiting.push((step, taken));
    }

    /// Whether it is time to read. On the processor it always is: the figures are there.
    pub fn is_due(&self) -> bool {
        self.kind == DeviceKind::Cpu || self.waiting.len() >= self.window
    }

    /// Reads all figures on the list.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn read(&mut self) -> Result<Vec<StepMetrics>, Problem> {
        if self.waiting.is_empty() {
            return Ok(Vec::new());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let figures = waiting
            .iter()
            .flat_map(|(_, step)| std::iter::once(&step.loss).chain(&step.gradient_norm));
        let on_device = figures.filter_map(|figure| match figure {
            Figure::OnDevice(tensor) => Some(tensor.clone()),
            Figure::Known(_) => None,
        });
        // GPU → host: a few numbers for each step since the last read, all at once.
        let mut read = weights::fetch(on_device.collect())
            .await?
            .into_iter()
            .flatten();
        self.lap();

        let tokens: usize = waiting.iter().map(|(_, step)| step.tokens).sum();
        let count = waiting.len() as f64;
        let spent = std::mem::take(&mut self.unread_ms);
        let rate = tokens as f64 / spent.max(1e-3) * 1e3;
        self.tokens_per_second = if self.tokens_per_second > 0.0 {
            SMOOTHING * self.tokens_per_second + (1.0 - SMOOTHING) * rate
        } else {
            rate
        };
        self.window =
            ((READ_EVERY_MS * count / spent.max(1e-3)) as usize).clamp(1, READ_EVERY_STEPS);

        let mut value = |figure: Figure| match figure {
            Figure::Known(value) => value,
            Figure::OnDevice(_) => f64::from(read.next().expect("every figure was fetched")),
        };
        let before = self.elapsed_ms;
        self.elapsed_ms += spent;
        let metrics = (1..).zip(waiting).map(|(nth, (step, taken))| StepMetrics {
            step,
            loss: value(taken.loss),
            learning_rate: taken.learning_rate,
            gradient_norm: taken.gradient_norm.map(&mut value),
            tokens_per_second: self.tokens_per_second,
            elapsed_ms: before + spent * f64::from(nth) / count,
        });
        Ok(metrics.collect())
    }
}
