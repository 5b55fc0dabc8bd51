//! What the page is told when the engine itself fails: a panic, or a message that is none of the protocol's.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use super::{post, scope};
use crate::device::Health;
use crate::protocol::{Artifact, Event, Failure};
use crate::words::{Problem, Words};

thread_local! {
    /// The device's health, which knows better than a panic's message why a computation failed.
    static HEALTH: RefCell<Option<Health>> = const { RefCell::new(None) };
    /// The last state that was good, kept where a panic can reach it.
    static LAST_GOOD: RefCell<Option<Artifact>> = const { RefCell::new(None) };
    /// Whether the page knows of a panic.
    static REPORTED: Cell<bool> = const { Cell::new(false) };
}

/// Lets a later panic be explained by what has befallen the device.
pub(super) fn watch(health: &Health) {
    HEALTH.with(|kept| *kept.borrow_mut() = Some(health.clone()));
}

/// Keeps a state that a run can go on from, whatever happens to this worker.
pub(super) fn keep(artifact: Option<Artifact>) {
    LAST_GOOD.with(|kept| *kept.borrow_mut() = artifact);
}

/// Makes every panic the engine's last message. WebAssembly stops at a panic, so nothing can follow it.
pub(super) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let cause = HEALTH
            .with(|health| health.try_borrow().ok()?.as_ref()?.check().err())
            .unwrap_or_else(|| engine_failed(&panic.to_string()));
        let last_good = LAST_GOOD.with(|kept| kept.try_borrow_mut().ok()?.take());
        post(&Event::Failed(Failure {
            request: None,
            problems: vec![Problem::general(cause)],
            fatal: true,
            last_good: last_good.map(Box::new),
        }));
        REPORTED.set(true);
    }));
    silence_traps();
}

/// Keeps the trap that follows a reported panic out of the console: it says only `unreachable`.
fn silence_traps() {
    let silence = Closure::<dyn FnMut(web_sys::Event)>::new(|event: web_sys::Event| {
        if REPORTED.get() {
            event.prevent_default();
        }
    });
    for kind in ["error", "unhandledrejection"] {
        scope()
            .add_event_listener_with_callback(kind, silence.as_ref().unchecked_ref())
            .expect("a worker has these events");
    }
    silence.forget();
}

/// The answer to a message that is none of ours: the page and the engine are of different builds, or it is not the page.
pub(super) fn not_understood(error: &str) -> Event {
    Event::Failed(Failure {
        request: None,
        problems: vec![Problem::general(Words::new(
            format!("The engine did not understand a message ({error}). Reload the page."),
            format!("引擎无法理解收到的消息（{error}）。请刷新页面。"),
        ))],
        fatal: false,
        last_good: None,
    })
}

fn engine_failed(cause: &str) -> Words {
    Words::new(
        format!(
            "The engine has stopped because of a fault of its own. Please report this: {cause}"
        ),
        format!("引擎因自身故障而停止。请反馈以下信息：{cause}"),
    )
}
