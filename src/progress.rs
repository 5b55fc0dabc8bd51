//! Long work and whoever waits for it.

use std::future::Future;
use std::ops::{ControlFlow, Range};

use crate::protocol::{Progress, Stage};
use crate::words::Problem;

/// Whoever asked for long work: hears how far it has got, may let others run meanwhile, and may call it off.
pub trait ProgressSink {
    /// Called every now and then during long work; `Break` gives it up.
    fn progress(&mut self, progress: Progress) -> impl Future<Output = ControlFlow<()>>;
}

/// A sink that only waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl ProgressSink for NoProgress {
    async fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Tells a sink of one part of its work.
pub(crate) struct Part<'c, C> {
    sink: &'c mut C,
    /// Where it begins and ends in the whole, from 0 to 1.
    within: Range<f64>,
}

impl<'c, C: ProgressSink> Part<'c, C> {
    /// Part `index` of so many equal ones, counted from 0.
    pub(crate) fn of(sink: &'c mut C, index: usize, parts: usize) -> Self {
        let place = |index: usize| index as f64 / parts as f64;
        Part::within(sink, place(index)..place(index + 1))
    }

    /// The part that begins and ends at these places of the whole.
    pub(crate) fn within(sink: &'c mut C, within: Range<f64>) -> Self {
        Part { sink, within }
    }
}

impl<C: ProgressSink> ProgressSink for Part<'_, C> {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        let Range { start, end } = self.within;
        let fraction = start + progress.fraction * (end - start);
        self.sink
            .progress(Progress {
                fraction,
                ..progress
            })
            .await
    }
}

/// Why long work came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Halt {
    /// The sink gave it up.
    Cancelled,
    /// It cannot be done; at least one problem.
    Problems(Vec<Problem>),
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Halt::Problems(vec![problem])
    }
}

impl From<Vec<Problem>> for Halt {
    fn from(problems: Vec<Problem>) -> Self {
        Halt::Problems(problems)
    }
}

/// Tells the sink, who may give up.
pub(crate) async fn report(
    sink: &mut impl ProgressSink,
    stage: Stage,
    fraction: f64,
) -> Result<(), Halt> {
    match sink.progress(Progress { stage, fraction }).await {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Halt::Cancelled),
    }
}

/// Drives a future where nothing else runs: natively, device reads are ready when they are asked for.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}
