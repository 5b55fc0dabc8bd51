//! Ctrl-C and its relatives: the first asks the work to come to an end and save, the second ends it at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Exit status of a program that was interrupted, by convention 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// Listens for Ctrl-C and for a request to terminate, from now on.
pub(super) fn listen() {
    for signal in [SIGINT, SIGTERM] {
        // In this order: the second signal finds the flag that the first one has set.
        let heard = flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&ASKED))
            .and_then(|_| flag::register(signal, Arc::clone(&ASKED)));
        // Without a handler the signal ends the program as it always does, which is no reason not to run.
        drop(heard);
    }
}

/// Whether the person has asked for an end.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
