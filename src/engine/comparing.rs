//! A comparison under way. It is read piece by piece, so that between two pieces commands are served and steps taken.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use crate::progress::{Halt, ProgressSink};
use crate::protocol::{Progress, Request};
use crate::view::Comparison;

/// What has been said at the end of the latest piece.
type Said = Rc<Cell<Option<Progress>>>;

/// A comparison that waits to be read on.
pub(super) struct Comparing {
    /// The question that it answers.
    pub(super) request: Request,
    reading: Pin<Box<dyn Future<Output = Result<Comparison, Halt>>>>,
    said: Said,
}

/// What came of reading on.
pub(super) enum Piece {
    /// There is more to read.
    Read(Progress),
    /// It is over.
    Last(Result<Comparison, Halt>),
}

impl Comparing {
    /// Begins nothing yet: `read` makes the work, which tells its sink whenever a piece is done.
    pub(super) fn new<Reading>(request: Request, read: impl FnOnce(PieceByPiece) -> Reading) -> Self
    where
        Reading: Future<Output = Result<Comparison, Halt>> + 'static,
    {
        let said = Said::default();
        Comparing {
            request,
            reading: Box::pin(read(PieceByPiece(Rc::clone(&said)))),
            said,
        }
    }

    /// Reads on to the end of a piece.
    pub(super) async fn read_on(&mut self) -> Piece {
        poll_fn(|context| match self.reading.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Piece::Last(result)),
            // Where nothing was said, it waits for the device, which wakes it.
            Poll::Pending => match self.said.take() {
                Some(progress) => Poll::Ready(Piece::Read(progress)),
                None => Poll::Pending,
            },
        })
        .await
    }
}

/// The sink of a comparison: holds it at the end of each piece until it is read on.
pub(super) struct PieceByPiece(Said);

impl ProgressSink for PieceByPiece {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        self.0.set(Some(progress));
        let mut was_held = false;
        poll_fn(|_| {
            if std::mem::replace(&mut was_held, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        ControlFlow::Continue(())
    }
}
