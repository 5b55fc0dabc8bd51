//! Long work and whoever waits for it.

use std::future::Future;
use std::ops::ControlFlow;

use crate::protocol::{Progress, Stage};
use crate::words::Problem;

/// Whoever asked for long work: hears how far it has got, may let others run meanwhile, and may call it off.
pub trait Caller {
    /// Called every now and then during long work; `Break` gives it up.
    fn progress(&mut self, progress: Progress) -> impl Future<Output = ControlFlow<()>>;
}

/// A caller that only waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Caller for Quiet {
    async fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Tells a caller of one of several equal parts of its work.
pub(crate) struct Part<'c, C> {
    caller: &'c mut C,
    index: usize,
    parts: usize,
}

impl<'c, C: Caller> Part<'c, C> {
    /// Part `index` of so many, counted from 0.
    pub(crate) fn of(caller: &'c mut C, index: usize, parts: usize) -> Self {
        Part {
            caller,
            index,
            parts,
        }
    }
}

impl<C: Caller> Caller for Part<'_, C> {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        let fraction = (self.index as f64 + progress.fraction) / self.parts as f64;
        self.caller
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
    /// The caller gave it up.
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

/// Tells the caller, who may give up.
pub(crate) async fn report(
    caller: &mut impl Caller,
    stage: Stage,
    fraction: f64,
) -> Result<(), Halt> {
    match caller.progress(Progress { stage, fraction }).await {
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
