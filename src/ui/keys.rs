//! Keyboard shortcuts: one key each, and none while the person types.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::conductor::Conductor;
use super::dom;
use super::state::Store;

/// Whether the shortcuts work. Whoever dictates, or hits keys by accident, can switch them off (WCAG 2.1.4).
#[derive(Clone, Copy)]
pub struct Shortcuts(pub RwSignal<bool>);

/// Listens for as long as the page lives, and provides [`Shortcuts`] as context.
pub fn listen(store: Store, conductor: Conductor) {
    let on = RwSignal::new(dom::remembered("shortcuts").as_deref() != Some("off"));
    provide_context(Shortcuts(on));
    Effect::new(move |_| dom::remember("shortcuts", if on.get() { "on" } else { "off" }));
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() {
            return;
        }
        if !on.get_untracked() || store.help.get_untracked() || is_typed(&event) {
            return;
        }
        // The space bar is not among them: it scrolls.
        match event.key().as_str() {
            "p" | "P" => conductor.toggle(),
            "s" | "S" => conductor.step(),
            // It gives up the run, so it takes two keys.
            "r" | "R" if event.shift_key() => conductor.reset(),
            "g" | "G" => conductor.generate(),
            "?" => store.help.set(true),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// Whether the key is typed into something.
fn is_typed(event: &KeyboardEvent) -> bool {
    let focused = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    focused.is_some_and(|focused| dom::takes_keys(&focused))
}
