//! Ctrl-C and its relatives: the first asks the work to come to an end and save, the second ends it at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

#[cfg(unix)]
use signal_hook::consts::SIGHUP;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Exit status of a program that was interrupted, by convention 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// Listens for Ctrl-C, for a request to terminate and for a terminal that is closed, from now on.
pub(super) fn listen() {
    let mut signals = vec![SIGINT, SIGTERM];
    #[cfg(unix)]
    if !hangup_is_ignored() {
        signals.push(SIGHUP);
    }
    for signal in signals {
        // In this order: the second signal finds the flag that the first one has set.
        let heard = flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&ASKED))
            .and_then(|_| flag::register(signal, Arc::clone(&ASKED)));
        // Without a handler the signal ends the program as it always does, which is no reason not to run.
        drop(heard);
    }
}

/// Whether `nohup`, or whoever else started the program, wants it to outlive its terminal. Only Linux tells; elsewhere the
/// signal keeps the meaning it was given.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & (1 << (SIGHUP - 1)) != 0)
}

/// Whether the person has asked for an end.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
