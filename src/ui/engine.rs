//! One engine behind its worker: started, spoken to, ended.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::words as w;
use crate::protocol::{Command, Event};
use crate::view::DeviceKind;
use crate::words::Words;

/// What comes out of a worker.
pub enum Message {
    /// Bytes of the bundle so far; `total` is 0 while nobody knows it.
    Loading { received: f64, total: f64 },
    /// The bundle did not start, or the engine died; nothing will follow.
    Broken(Words),
    /// This browser cannot run the engine, however often it is started.
    TooOld(Words),
    /// The engine speaks.
    Event(Box<Event>),
}

/// A running worker; dropping it ends it.
pub struct Engine {
    worker: Worker,
    // The browser calls these as long as the worker lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
    _on_message_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Engine {
    /// Starts the worker of one kind; everything it says goes to `listener`.
    ///
    /// # Errors
    ///
    /// What the browser says when it has no module workers.
    pub fn start(
        kind: DeviceKind,
        listener: impl Fn(Message) + Clone + 'static,
    ) -> Result<Self, String> {
        let name = match kind {
            DeviceKind::Cpu => "cpu",
            DeviceKind::Gpu => "gpu",
        };
        let address = format!("./engine-worker.js?engine={name}&v={}", super::dom::build());
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address, &options)
            .map_err(|error| super::dom::describe(&error))?;

        let hear = listener.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            hear(read(kind, message.data()));
        });
        let hear = listener.clone();
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |error: web_sys::Event| {
            // Told to the person instead of to the console.
            error.prevent_default();
            hear(died(kind, &error));
        });
        let on_message_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| {
            listener(Message::Broken(w::UNREADABLE_MESSAGE.clone()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_message_error.as_ref().unchecked_ref()));
        Ok(Engine {
            worker,
            _on_message: on_message,
            _on_error: on_error,
            _on_message_error: on_message_error,
        })
    }

    /// Sends one command; the engine answers in the order it is asked.
    ///
    /// # Errors
    ///
    /// What the browser says when the message cannot be copied (memory is out).
    pub fn send(&self, command: &Command) -> Result<(), String> {
        let message = command
            .serialize(&serde_wasm_bindgen::Serializer::new())
            .map_err(|error| error.to_string())?;
        self.worker
            .post_message(&message)
            .map_err(|error| super::dom::describe(&error))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

/// Reads one message: of `www/engine-worker.js` until the bundle runs, of the engine from then on.
fn read(kind: DeviceKind, data: JsValue) -> Message {
    let field = |name: &str| js_sys::Reflect::get(&data, &name.into()).ok();
    if let Some(loading) = field("loading").filter(JsValue::is_object) {
        let number = |name: &str| {
            js_sys::Reflect::get(&loading, &name.into())
                .ok()
                .and_then(|value| value.as_f64())
                .unwrap_or(0.0)
        };
        return Message::Loading {
            received: number("received"),
            total: number("total"),
        };
    }
    if let Some(failed) = field("failed").filter(JsValue::is_object) {
        let text = |name: &str| {
            js_sys::Reflect::get(&failed, &name.into())
                .ok()?
                .as_string()
        };
        let (why, detail) = (text("why"), text("detail"));
        return refused(kind, &why.unwrap_or_default(), &detail.unwrap_or_default());
    }
    match serde_wasm_bindgen::from_value(data) {
        Ok(event) => Message::Event(Box::new(event)),
        Err(error) => Message::Broken(Words::new(error.to_string(), error.to_string())),
    }
}

/// Why a bundle did not start: a name that `www/engine-worker.js` has for it, and what the browser says.
fn refused(kind: DeviceKind, why: &str, detail: &str) -> Message {
    match why {
        "outdated" => Message::TooOld(w::browser_too_old(kind, detail)),
        "intercepted" => Message::Broken(w::INTERCEPTED.clone()),
        "republished" => Message::Broken(w::REPUBLISHED.clone()),
        _ => Message::Broken(Words::new(detail.to_owned(), detail.to_owned())),
    }
}

/// Why a worker failed. A script that throws says so in an `ErrorEvent`; one that could not be fetched fires a plain event
/// that says nothing.
fn died(kind: DeviceKind, error: &web_sys::Event) -> Message {
    let message = js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .filter(|message| !message.is_empty());
    match message {
        None => Message::Broken(w::SCRIPT_NOT_LOADED.clone()),
        // A browser that knows no modules in workers takes the script for a plain one, and cannot read it.
        Some(message) if message.contains("SyntaxError") => refused(kind, "outdated", &message),
        Some(message) => refused(kind, "", &message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(why: &str) -> (bool, Words) {
        match refused(DeviceKind::Cpu, why, "Invalid opcode") {
            Message::TooOld(words) => (true, words),
            Message::Broken(words) => (false, words),
            _ => unreachable!("it did not start"),
        }
    }

    #[test]
    fn a_browser_that_cannot_compile_the_engine_is_told_which_can_and_not_to_try_again() {
        let (for_good, words) = said("outdated");
        assert!(for_good);
        for least in ["Chrome 97", "Edge 97", "Firefox 114", "Safari 16.4"] {
            assert!(
                words.en.contains(least) && words.zh.contains(least),
                "{least} in {words:?}"
            );
        }
        assert!(words.en.contains("Invalid opcode"));
        assert!(!words.en.contains("Reload"));
        // The page itself says the same where it cannot start at all.
        let page = include_str!("../../www/unable.js");
        assert!(page.contains("\"Chrome 97, Edge 97, Firefox 114, Safari 16.4\""));
        // Both sides name the reasons alike.
        let worker = include_str!("../../www/engine-worker.js");
        for why in ["outdated", "intercepted", "republished"] {
            assert!(worker.contains(&format!("Refusal(\"{why}\"")), "{why}");
        }
    }

    #[test]
    fn whatever_may_pass_can_be_tried_again() {
        for (why, word) in [
            ("intercepted", "sign in"),
            ("republished", "newer version"),
            ("", "Invalid opcode"),
        ] {
            let (for_good, words) = said(why);
            assert!(!for_good && words.en.contains(word), "{why}: {words:?}");
        }
    }
}
