//! Text from outside: a file, an address, a ready-made tokenizer.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, Response};

use super::field::Setting;
use crate::experiment::{Address, FileName, Source};
use crate::ui::conductor::Conductor;
use crate::ui::dom;
use crate::ui::state::{Store, say};
use crate::ui::words as w;
use crate::words::Words;

/// The largest file or answer that is read, in bytes.
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;

/// The file an input has just been given; the input forgets it, so that the same file can be given again.
fn taken(event: &web_sys::Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// A file's bytes.
async fn bytes_of(file: &File) -> Result<Vec<u8>, Words> {
    if file.size() > LARGEST {
        return Err(w::FILE_TOO_LARGE.clone());
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| w::FILE_UNREADABLE.clone())?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Opens a text.
#[component]
pub(super) fn FilePicker(setting: Setting) -> impl IntoView {
    let conductor = Conductor::from_context();
    let open = move |event: web_sys::Event| {
        let Some(file) = taken(&event) else { return };
        leptos::task::spawn_local(async move {
            match bytes_of(&file).await {
                Ok(bytes) => {
                    let name = file.name();
                    conductor.tell(w::file_opened(&name, bytes.len()));
                    conductor.supply_corpus(Source::File(FileName { name: name.clone() }), bytes);
                    setting.set_text(&name);
                    conductor.restart();
                }
                Err(problem) => conductor.tell(problem),
            }
        });
    };
    view! {
        <Picker setting=setting accept=".txt,.md,.csv,.jsonl,text/plain" label=&w::OPEN_FILE on_change=Callback::new(open)/>
        <p class="help">{say(&w::OPEN_FILE_HINT)}</p>
    }
    .into_any()
}

/// Opens a `tokenizer.json`.
#[component]
pub(super) fn TokenizerPicker(setting: Setting) -> impl IntoView {
    let conductor = Conductor::from_context();
    let open = move |event: web_sys::Event| {
        let Some(file) = taken(&event) else { return };
        leptos::task::spawn_local(async move {
            let json = bytes_of(&file)
                .await
                .and_then(|bytes| String::from_utf8(bytes).map_err(|_| w::NOT_A_TOKENIZER.clone()));
            match json {
                Ok(json) => {
                    conductor.tell(w::file_opened(&file.name(), json.len()));
                    conductor.supply_tokenizer(file.name(), json);
                    setting.set_text(&file.name());
                    conductor.restart();
                }
                Err(problem) => conductor.tell(problem),
            }
        });
    };
    view! { <Picker setting=setting accept=".json,application/json" label=&w::OPEN_TOKENIZER on_change=Callback::new(open)/> }
        .into_any()
}

/// A file input with the name of what was opened.
#[component]
fn Picker(
    setting: Setting,
    accept: &'static str,
    label: &'static Words,
    on_change: Callback<web_sys::Event>,
) -> impl IntoView {
    let name = move || {
        let name = setting.text();
        if name.is_empty() {
            say(label)().to_owned()
        } else {
            name
        }
    };
    view! {
        <span class="picker">
            <input id=setting.id() type="file" accept=accept aria-describedby=setting.described_by() on:change=move |event| on_change.run(event)/>
            <span class="face" aria-hidden="true">{name}</span>
        </span>
    }
    .into_any()
}

/// Fetches a text from an address, and only when asked to.
#[component]
pub(super) fn AddressPicker(setting: Setting) -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let fetching = RwSignal::new(false);
    let problem = RwSignal::new(None::<Words>);
    let fetch = move |_| {
        let url = setting.text();
        if !url.starts_with("https://") {
            return problem.set(Some(w::FETCH_NOT_HTTPS.clone()));
        }
        fetching.set(true);
        problem.set(None);
        leptos::task::spawn_local(async move {
            match text_at(&url).await {
                Ok(bytes) => {
                    conductor.tell(w::file_opened(&url, bytes.len()));
                    conductor.supply_corpus(Source::Address(Address { url }), bytes);
                    conductor.restart();
                }
                Err(reason) => problem.set(Some(reason)),
            }
            fetching.set(false);
        });
    };
    view! {
        <div class="row">
            <input id=setting.id() type="url" autocomplete="off" spellcheck="false" placeholder="https://" aria-describedby=setting.described_by()
                aria-invalid=move || setting.is_invalid() prop:value=move || setting.text()
                on:input=move |event| setting.set_text(&event_target_value(&event))/>
            <button type="button" data-testid="fetch" disabled=move || fetching.get() on:click=fetch>
                {move || if fetching.get() { say(&w::FETCHING)() } else { say(&w::FETCH)() }}
            </button>
        </div>
        <p class="help">{say(&w::FETCH_HINT)}</p>
        <p class="problem" role="alert">
            {move || problem.get().map(|words| words.in_language(store.language.get()).to_owned())}
        </p>
    }
    .into_any()
}

/// The bytes at an address.
async fn text_at(url: &str) -> Result<Vec<u8>, Words> {
    let blocked = |_| w::FETCH_BLOCKED.clone();
    let answer: Response = JsFuture::from(dom::window().fetch_with_str(url))
        .await
        .map_err(blocked)?
        .unchecked_into();
    if !answer.ok() {
        return Err(w::fetch_refused(answer.status()));
    }
    let announced = answer.headers().get("content-length").ok().flatten();
    if announced
        .and_then(|bytes| bytes.parse::<f64>().ok())
        .is_some_and(|bytes| bytes > LARGEST)
    {
        return Err(w::FILE_TOO_LARGE.clone());
    }
    let reading = answer.array_buffer().map_err(blocked)?;
    let buffer = JsFuture::from(reading).await.map_err(blocked)?;
    let bytes = js_sys::Uint8Array::new(&buffer);
    if f64::from(bytes.length()) > LARGEST {
        return Err(w::FILE_TOO_LARGE.clone());
    }
    Ok(bytes.to_vec())
}
