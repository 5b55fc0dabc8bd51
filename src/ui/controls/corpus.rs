//! Text from outside: a file, an address, a ready-made tokenizer.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, File, HtmlInputElement, ReadableStreamDefaultReader, RequestInit, Response,
};

use super::columns;
use super::field::{Setting, line};
use crate::experiment::{Address, FileName, Source};
use crate::ui::conductor::{Asked, Conductor};
use crate::ui::dom;
use crate::ui::state::{Phase, Store, say, say_with};
use crate::ui::words as w;
use crate::words::Words;

/// The largest file or answer that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// How long nothing may come from an address before it is given up.
const SILENCE: Duration = Duration::from_secs(30);

/// The file an input has just been given; the input forgets it, so that the same file can be given again.
fn taken(event: &web_sys::Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// A file's bytes.
async fn bytes_of(file: &File) -> Result<Vec<u8>, Words> {
    if file.size() > LARGEST as f64 {
        return Err(w::FILE_TOO_LARGE.clone());
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| w::FILE_UNREADABLE.clone())?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Takes a text from outside, and what there is to choose from in it. A column chosen in another table is forgotten.
fn take(store: Store, conductor: Conductor, source: Source, name: &str, bytes: Vec<u8>) {
    let columns = columns::names(name, &bytes);
    let is_another = store
        .experiment
        .with_untracked(|now| !columns.contains(&now.corpus.field));
    if is_another && !columns.is_empty() {
        store.experiment.update(|now| now.corpus.field.clear());
    }
    store.columns.set(columns);
    conductor.supply_corpus(source, bytes);
}

/// Opens a text.
#[component]
pub(super) fn FilePicker(setting: Setting) -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let problem = RwSignal::new(None::<Words>);
    let open = move |event: web_sys::Event| {
        let Some(file) = taken(&event) else { return };
        problem.set(None);
        let ticket = conductor.ask(Asked::Text);
        leptos::task::spawn_local(async move {
            let bytes = bytes_of(&file).await;
            if !conductor.is_wanted(ticket) || !setting.is_there() {
                return;
            }
            match bytes {
                Ok(bytes) => {
                    let name = file.name();
                    conductor.tell(w::file_opened(&name, bytes.len()));
                    take(
                        store,
                        conductor,
                        Source::File(FileName { name: name.clone() }),
                        &name,
                        bytes,
                    );
                    setting.set_text(&name);
                    conductor.restart();
                }
                Err(reason) => {
                    problem.try_set(Some(reason));
                }
            }
        });
    };
    view! {
        <Picker setting=setting accept=".txt,.md,.csv,.tsv,.jsonl,.ndjson,text/plain" label=&w::OPEN_FILE on_change=Callback::new(open)/>
        <Trouble problem=problem/>
    }
    .into_any()
}

/// Opens a `tokenizer.json`.
#[component]
pub(super) fn TokenizerPicker(setting: Setting) -> impl IntoView {
    let conductor = Conductor::from_context();
    let problem = RwSignal::new(None::<Words>);
    let open = move |event: web_sys::Event| {
        let Some(file) = taken(&event) else { return };
        problem.set(None);
        let ticket = conductor.ask(Asked::Tokenizer);
        leptos::task::spawn_local(async move {
            let json = bytes_of(&file)
                .await
                .and_then(|bytes| String::from_utf8(bytes).map_err(|_| w::NOT_A_TOKENIZER.clone()));
            if !conductor.is_wanted(ticket) || !setting.is_there() {
                return;
            }
            match json {
                Ok(json) => {
                    conductor.tell(w::file_opened(&file.name(), json.len()));
                    conductor.supply_tokenizer(file.name(), json);
                    setting.set_text(&file.name());
                    conductor.restart();
                }
                Err(reason) => {
                    problem.try_set(Some(reason));
                }
            }
        });
    };
    view! {
        <Picker setting=setting accept=".json,application/json" label=&w::OPEN_TOKENIZER on_change=Callback::new(open)/>
        <Trouble problem=problem/>
    }
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
            <input id=setting.id() type="file" accept=accept aria-describedby=setting.described_by()
                aria-invalid=move || setting.is_invalid() on:change=move |event| on_change.run(event)/>
            <span class="face" aria-hidden="true">{name}</span>
        </span>
    }
    .into_any()
}

/// Why the last attempt came to nothing, until the next one.
#[component]
fn Trouble(problem: RwSignal<Option<Words>>) -> impl IntoView {
    let language = Store::from_context().language;
    view! {
        <p class="problem" role="alert">
            {move || problem.get().map(|words| words.in_language(language.get()).to_owned())}
        </p>
    }
    .into_any()
}

/// The column or field that holds the text: chosen from those of the opened file, or written where none is open. A run that
/// could not start without it starts once it is given.
#[component]
pub(super) fn ColumnInput(setting: Setting) -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let given = move || {
        // What was complained of is forgotten with the first letter; that no run stands is what is left of it.
        if store.phase.with_untracked(|phase| *phase == Phase::Idle) {
            conductor.restart();
        }
    };
    let control = move || {
        let mut columns = store.columns.get();
        if columns.is_empty() {
            return line(setting, move |_| given());
        }
        // A recipe may name one that is not there; it is shown, and the engine says so.
        let now = untrack(|| setting.text());
        if !now.is_empty() && !columns.contains(&now) {
            columns.push(now);
        }
        let option = move |name: String| {
            let (value, label) = (name.clone(), name.clone());
            view! { <option value=value prop:selected=move || setting.text() == name>{label}</option> }
        };
        let chosen = move |event: web_sys::Event| {
            setting.set_text(&event_target_value(&event));
            given();
        };
        view! {
            <select id=setting.id() lang="" translate="no" aria-describedby=setting.described_by() aria-invalid=move || setting.is_invalid()
                on:change=chosen>
                <option value="" prop:selected=move || setting.text().is_empty()>{say(&w::THE_ONLY_TEXT)}</option>
                {columns.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    };
    view! { {control} }.into_any()
}

/// The box for a text of one's own. What is too long for it is taken as a file would be, before the browser lays it out.
#[component]
pub(super) fn TextBox(setting: Setting, most: usize) -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let problem = RwSignal::new(None::<Words>);
    let as_file = move |text: String| {
        if text.len() > LARGEST {
            return problem.set(Some(w::FILE_TOO_LARGE.clone()));
        }
        let name = w::PASTED_FILE
            .in_language(store.language.get_untracked())
            .to_owned();
        conductor.tell(w::taken_as_file(&name, text.len()));
        let source = Source::File(FileName { name: name.clone() });
        take(store, conductor, source.clone(), &name, text.into_bytes());
        store.experiment.update(|now| now.corpus.source = source);
        conductor.restart();
    };
    let paste = move |event: web_sys::Event| {
        problem.set(None);
        if let Some(text) = dom::pasted(&event).filter(|text| text.len() > most) {
            event.prevent_default();
            as_file(text);
        }
    };
    let input = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        if text.len() > most {
            as_file(text);
        } else {
            setting.set_text(&text);
        }
    };
    view! {
        <textarea id=setting.id() lang="" rows="8" spellcheck="false" aria-describedby=setting.described_by()
            aria-invalid=move || setting.is_invalid() prop:value=move || setting.text() on:paste=move |event| paste(event.into())
            on:input=input></textarea>
        <Trouble problem=problem/>
    }
    .into_any()
}

/// A text on its way from an address.
struct Fetch {
    url: String,
    abort: AbortController,
}

/// Fetches a text from an address, and only when asked to.
#[component]
pub(super) fn AddressPicker(setting: Setting) -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let under_way = StoredValue::new_local(None::<Fetch>);
    // Bytes so far, while a text is on its way.
    let received = RwSignal::new(None::<usize>);
    let problem = RwSignal::new(None::<Words>);
    let cancel = move || {
        if let Some(fetch) = under_way.try_update_value(Option::take).flatten() {
            fetch.abort.abort();
        }
        received.try_set(None);
    };
    on_cleanup(cancel);
    // A text is of no use to a recipe that names another address by the time it comes.
    Effect::new(move |_| {
        let url = setting.text();
        if under_way.with_value(|fetch| fetch.as_ref().is_some_and(|fetch| fetch.url != url)) {
            cancel();
        }
    });
    let fetch = move || {
        let url = setting.text();
        if !url.starts_with("https://") {
            return problem.set(Some(w::FETCH_NOT_HTTPS.clone()));
        }
        let Ok(abort) = AbortController::new() else {
            return problem.set(Some(w::FETCH_BLOCKED.clone()));
        };
        under_way.set_value(Some(Fetch {
            url: url.clone(),
            abort: abort.clone(),
        }));
        received.set(Some(0));
        problem.set(None);
        let ticket = conductor.ask(Asked::Text);
        leptos::task::spawn_local(async move {
            let outcome = text_at(&url, &abort, received).await;
            let is_wanted = under_way
                .try_update_value(|fetch| fetch.take_if(|fetch| fetch.abort == abort).is_some())
                .unwrap_or(false);
            if !is_wanted {
                return;
            }
            received.try_set(None);
            if !conductor.is_wanted(ticket) || !setting.is_there() {
                return;
            }
            match outcome {
                Ok(bytes) => {
                    conductor.tell(w::file_opened(&url, bytes.len()));
                    take(
                        store,
                        conductor,
                        Source::Address(Address { url: url.clone() }),
                        &url,
                        bytes,
                    );
                    conductor.restart();
                }
                Err(reason) => {
                    problem.try_set(Some(reason));
                }
            }
        });
    };
    let is_fetching = Memo::new(move |_| received.with(Option::is_some));
    // One button for both, so that whoever pressed it by key is still on it.
    let label = say_with(move || {
        if is_fetching.get() {
            w::CANCEL.clone()
        } else {
            w::FETCH.clone()
        }
    });
    let press = move |_| {
        if is_fetching.get_untracked() {
            cancel();
        } else {
            fetch();
        }
    };
    let progress = say_with(move || match received.get() {
        None => Words::fixed("", ""),
        Some(0) => w::FETCHING.clone(),
        Some(bytes) => w::fetched_so_far(bytes),
    });
    view! {
        <div class="row">
            <input id=setting.id() type="url" autocomplete="off" spellcheck="false" placeholder="https://" aria-describedby=setting.described_by()
                aria-invalid=move || setting.is_invalid() prop:value=move || setting.text()
                on:input=move |event| setting.set_text(&event_target_value(&event))/>
            <button type="button" data-testid=move || if is_fetching.get() { "cancel-fetch" } else { "fetch" } on:click=press>
                {label}
            </button>
        </div>
        <p class="help" data-testid="fetched" hidden=move || !is_fetching.get()>{progress}</p>
        <p class="help">{say(&w::FETCH_HINT)}</p>
        <Trouble problem=problem/>
    }
    .into_any()
}

/// The bytes at an address; `received` counts them.
async fn text_at(
    url: &str,
    abort: &AbortController,
    received: RwSignal<Option<usize>>,
) -> Result<Vec<u8>, Words> {
    let silence = Silence::new(abort);
    let blocked = |_| match silence.was_too_long() {
        true => w::FETCH_STALLED.clone(),
        false => w::FETCH_BLOCKED.clone(),
    };
    let options = RequestInit::new();
    options.set_signal(Some(&abort.signal()));
    let asking = dom::window().fetch_with_str_and_init(url, &options);
    let answer: Response = JsFuture::from(asking)
        .await
        .map_err(blocked)?
        .unchecked_into();
    if !answer.ok() {
        return Err(w::fetch_refused(answer.status()));
    }
    let mut bytes = Vec::new();
    let Some(body) = answer.body() else {
        return Ok(bytes);
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        silence.begins_anew();
        let part = JsFuture::from(reader.read()).await.map_err(blocked)?;
        let Some(part) = part_of(&part) else {
            return Ok(bytes);
        };
        // Counted as it comes, because a server need not say how much there will be.
        if bytes.len() + part.length() as usize > LARGEST {
            abort.abort();
            return Err(w::FILE_TOO_LARGE.clone());
        }
        bytes.extend(part.to_vec());
        received.try_update(|received| {
            if let Some(received) = received {
                *received = bytes.len();
            }
        });
    }
}

/// The bytes in what a stream's reader gave; nothing at its end.
fn part_of(read: &JsValue) -> Option<js_sys::Uint8Array> {
    js_sys::Reflect::get(read, &"value".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// Gives up an answer of which nothing has come for too long.
struct Silence {
    abort: AbortController,
    timer: Cell<Option<TimeoutHandle>>,
    too_long: Rc<Cell<bool>>,
}

impl Silence {
    fn new(abort: &AbortController) -> Self {
        let silence = Silence {
            abort: abort.clone(),
            timer: Cell::default(),
            too_long: Rc::default(),
        };
        silence.begins_anew();
        silence
    }

    /// Something has come.
    fn begins_anew(&self) {
        let (abort, too_long) = (self.abort.clone(), self.too_long.clone());
        let give_up = move || {
            too_long.set(true);
            abort.abort();
        };
        let timer = set_timeout_with_handle(give_up, SILENCE).ok();
        if let Some(before) = self.timer.replace(timer) {
            before.clear();
        }
    }

    fn was_too_long(&self) -> bool {
        self.too_long.get()
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}
