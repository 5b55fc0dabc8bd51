//! How long work is done without being in anyone's way.

use std::ops::ControlFlow;

use super::Host;
use crate::progress::ProgressSink;
use crate::protocol::{Event, Progress, Stage};

/// Others have a turn this often, which is how soon long work can be cancelled.
const BETWEEN_TURNS_MS: f64 = 16.0;
/// Progress of one stage is reported at most this often.
const BETWEEN_PROGRESS_MS: f64 = 50.0;

/// The sink of long work: reports, lets others have a turn, and gives up when told to.
pub(super) struct Patience<'a, H> {
    host: &'a H,
    turned_ms: f64,
    reported: Option<(Stage, f64)>,
}

impl<'a, H: Host> Patience<'a, H> {
    /// Starts the clock.
    pub(super) fn new(host: &'a H) -> Self {
        Patience {
            host,
            turned_ms: host.now_ms(),
            reported: None,
        }
    }
}

impl<H: Host> ProgressSink for Patience<'_, H> {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        let now = self.host.now_ms();
        let is_news = self.reported.is_none_or(|(stage, when)| {
            stage != progress.stage || now - when >= BETWEEN_PROGRESS_MS || progress.fraction >= 1.0
        });
        if is_news {
            self.host.post(Event::Progress(progress));
            self.reported = Some((progress.stage, now));
        }
        if now - self.turned_ms >= BETWEEN_TURNS_MS {
            self.host.turn().await;
            self.turned_ms = self.host.now_ms();
        }
        if self.host.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
