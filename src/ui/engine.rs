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
            hear(read(message.data()));
        });
        let hear = listener.clone();
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |error: web_sys::Event| {
            // Told to the person instead of to the console.
            error.prevent_default();
            hear(Message::Broken(cause(&error)));
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
fn read(data: JsValue) -> Message {
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
    if let Some(reason) = field("failed").and_then(|reason| reason.as_string()) {
        return Message::Broken(Words::new(reason.clone(), reason));
    }
    match serde_wasm_bindgen::from_value(data) {
        Ok(event) => Message::Event(Box::new(event)),
        Err(error) => Message::Broken(Words::new(error.to_string(), error.to_string())),
    }
}

/// Why a worker failed. A script that throws says so in an `ErrorEvent`; one that could not be fetched fires a plain event
/// that says nothing.
fn cause(error: &web_sys::Event) -> Words {
    js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .filter(|message| !message.is_empty())
        .map_or_else(
            || w::SCRIPT_NOT_LOADED.clone(),
            |message| Words::new(message.clone(), message),
        )
}
