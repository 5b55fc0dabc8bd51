//! Keyboard shortcuts: one key each, and none while the person types or a button has the key.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::conductor::Conductor;
use super::state::Store;

/// Listens for as long as the page lives.
pub fn listen(store: Store, conductor: Conductor) {
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() {
            return;
        }
        if store.help.get_untracked() || belongs_to_control(&event) {
            return;
        }
        match event.key().as_str() {
            " " => conductor.toggle(),
            "s" | "S" => conductor.step(),
            "r" | "R" => conductor.reset(),
            "g" | "G" => conductor.generate(),
            "?" => store.help.set(true),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// Whether the key means something to the element that has the focus.
fn belongs_to_control(event: &KeyboardEvent) -> bool {
    let focused = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(focused) = focused else { return false };
    let takes = if event.key() == " " {
        "a, button, summary, input, select, textarea, [tabindex='0'], [contenteditable]"
    } else {
        "input, select, textarea, [contenteditable]"
    };
    focused.closest(takes).ok().flatten().is_some()
}
