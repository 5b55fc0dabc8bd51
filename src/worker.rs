//! The engine's edge in the page: a dedicated Web Worker that turns messages into [`Command`]s and [`Event`]s into
//! messages. Everything that thinks is in [`crate::engine`].
//!
//! `www/engine-worker.js` loads the bundle and calls `main`; from then on this module is the only one that speaks.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::device;
use crate::engine::{Engine, Host, Mailbox};
use crate::protocol::{Artifact, Command, Event};
use crate::view::DeviceKind;

mod failure;

/// Starts the engine on a device of this kind; the whole of a worker's `main`.
pub fn start(kind: DeviceKind) {
    failure::report_panics();
    let host = WebHost::listen();
    spawn_local(async move {
        match device::open(kind).await {
            Ok(compute) => {
                failure::watch(&compute.health);
                Engine::new(host, compute).serve().await;
            }
            Err(reason) => post(&Event::Unavailable { reason }),
        }
    });
}

/// The worker's global scope and its mail.
struct WebHost {
    mail: Rc<RefCell<Mail>>,
    turns: Turns,
}

/// Commands that have come, and the engine where it sleeps until one does.
#[derive(Default)]
struct Mail {
    commands: Mailbox,
    sleeper: Option<Waker>,
}

impl WebHost {
    /// Starts to collect what the page sends.
    fn listen() -> Self {
        let mail = Rc::new(RefCell::new(Mail::default()));
        let inbox = Rc::clone(&mail);
        let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match serde_wasm_bindgen::from_value::<Command>(message.data()) {
                Ok(command) => {
                    let mut mail = inbox.borrow_mut();
                    mail.commands.push(command);
                    if let Some(sleeper) = mail.sleeper.take() {
                        sleeper.wake();
                    }
                }
                Err(error) => post(&failure::not_understood(&error.to_string())),
            }
        });
        scope().set_onmessage(Some(receive.as_ref().unchecked_ref()));
        // The worker listens for as long as it lives.
        receive.forget();
        WebHost {
            mail,
            turns: Turns::new(),
        }
    }
}

impl Host for WebHost {
    fn post(&self, event: Event) {
        post(&event);
    }

    fn next_command(&self) -> Option<Command> {
        self.mail.borrow_mut().commands.take()
    }

    fn is_cancelled(&self) -> bool {
        self.mail.borrow().commands.is_cancelled()
    }

    async fn wait(&self) {
        std::future::poll_fn(|context| {
            let mut mail = self.mail.borrow_mut();
            if mail.commands.is_empty() {
                mail.sleeper = Some(context.waker().clone());
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }

    async fn turn(&self) {
        self.turns.next().await;
    }

    fn now_ms(&self) -> f64 {
        scope()
            .performance()
            .expect("every worker has a clock")
            .now()
    }

    fn heap_bytes(&self) -> usize {
        wasm_bindgen::memory()
            .dyn_into::<js_sys::WebAssembly::Memory>()
            .expect("a WebAssembly module has a memory")
            .buffer()
            .unchecked_into::<js_sys::ArrayBuffer>()
            .byte_length() as usize
    }

    fn keep(&self, last_good: Option<&Artifact>) {
        failure::keep(last_good.cloned());
    }
}

/// Macrotasks on demand: everything that has been sent to the worker arrives before the next of them.
///
/// A promise alone would not do (it resolves before any message is delivered), and a timer waits at least 4 ms.
struct Turns {
    channel: MessageChannel,
    waiting: Rc<RefCell<Option<Function>>>,
}

impl Turns {
    fn new() -> Self {
        let channel = MessageChannel::new().expect("every worker has message channels");
        let waiting: Rc<RefCell<Option<Function>>> = Rc::default();
        let arrived = Rc::clone(&waiting);
        let come = Closure::<dyn FnMut()>::new(move || {
            if let Some(resolve) = arrived.borrow_mut().take() {
                // Resolving a promise cannot throw.
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        });
        channel
            .port1()
            .set_onmessage(Some(come.as_ref().unchecked_ref()));
        come.forget();
        Turns { channel, waiting }
    }

    async fn next(&self) {
        let promise = Promise::new(&mut |resolve, _reject| {
            *self.waiting.borrow_mut() = Some(resolve);
        });
        self.channel
            .port2()
            .post_message(&JsValue::UNDEFINED)
            .expect("the channel is open as long as the worker");
        // This promise is never rejected.
        let _ = JsFuture::from(promise).await;
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends an event to the page.
fn post(event: &Event) {
    let message = serde_wasm_bindgen::to_value(event)
        .expect("events are plain data, which JavaScript can hold");
    scope()
        .post_message(&message)
        .expect("plain data can be sent");
}
