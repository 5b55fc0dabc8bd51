//! Runs that are over, kept in the browser's IndexedDB: what is listed in one store, the weights in another.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

use super::dom;
use super::run::{Run, overflow};
use crate::protocol::Artifact;

const DATABASE: &str = "babble";
const VERSION: u32 = 1;
const RUNS: &str = "runs";
const ARTIFACTS: &str = "artifacts";

thread_local! {
    static CONNECTION: std::cell::RefCell<Option<IdbDatabase>> = const { std::cell::RefCell::new(None) };
}

/// An id for a run that starts now; later ids sort after earlier ones.
pub fn new_id() -> String {
    format!("{:015.0}", dom::now())
}

/// Every stored run, oldest first. A run that this build cannot read (of an older one) is left out.
///
/// # Errors
///
/// What the browser says.
pub async fn all() -> Result<Vec<Run>, String> {
    let store = object_store(RUNS, IdbTransactionMode::Readonly).await?;
    let values = settled(&store.get_all().map_err(|error| dom::describe(&error))?).await?;
    let mut runs: Vec<Run> = js_sys::Array::from(&values)
        .iter()
        .filter_map(|value| read(value).ok())
        .collect();
    runs.sort_by(|first, second| first.id.cmp(&second.id));
    Ok(runs)
}

/// Stores a run with its weights, and drops the oldest where there is no room. Returns the ids of those dropped.
///
/// # Errors
///
/// What the browser says.
pub async fn store(run: &Run, artifact: &Artifact, others: &[Run]) -> Result<Vec<String>, String> {
    let dropped = overflow(others, run);
    for id in &dropped {
        delete(id).await?;
    }
    put(ARTIFACTS, &run.id, artifact).await?;
    put(RUNS, &run.id, run).await?;
    Ok(dropped)
}

/// A stored run's weights.
///
/// # Errors
///
/// What the browser says.
pub async fn artifact(id: &str) -> Result<Option<Artifact>, String> {
    let store = object_store(ARTIFACTS, IdbTransactionMode::Readonly).await?;
    let request = store
        .get(&JsValue::from_str(id))
        .map_err(|error| dom::describe(&error))?;
    let value = settled(&request).await?;
    if value.is_undefined() {
        return Ok(None);
    }
    read(value).map(Some)
}

/// Forgets a run and its weights.
///
/// # Errors
///
/// What the browser says.
pub async fn delete(id: &str) -> Result<(), String> {
    for name in [RUNS, ARTIFACTS] {
        let store = object_store(name, IdbTransactionMode::Readwrite).await?;
        let request = store
            .delete(&JsValue::from_str(id))
            .map_err(|error| dom::describe(&error))?;
        settled(&request).await?;
    }
    Ok(())
}

async fn put(name: &str, id: &str, value: &impl Serialize) -> Result<(), String> {
    let value = value
        .serialize(&serde_wasm_bindgen::Serializer::new())
        .map_err(|error| error.to_string())?;
    let store = object_store(name, IdbTransactionMode::Readwrite).await?;
    let request = store
        .put_with_key(&value, &JsValue::from_str(id))
        .map_err(|error| dom::describe(&error))?;
    settled(&request).await.map(|_| ())
}

fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(value).map_err(|error| error.to_string())
}

async fn object_store(name: &str, mode: IdbTransactionMode) -> Result<IdbObjectStore, String> {
    let database = match CONNECTION.with_borrow(Clone::clone) {
        Some(database) => database,
        None => {
            let database = open().await?;
            CONNECTION.set(Some(database.clone()));
            database
        }
    };
    database
        .transaction_with_str_and_mode(name, mode)
        .and_then(|transaction| transaction.object_store(name))
        .map_err(|error| dom::describe(&error))
}

async fn open() -> Result<IdbDatabase, String> {
    let factory = dom::window()
        .indexed_db()
        .ok()
        .flatten()
        .ok_or("IndexedDB")?;
    let request: IdbOpenDbRequest = factory
        .open_with_u32(DATABASE, VERSION)
        .map_err(|error| dom::describe(&error))?;
    let opening = request.clone();
    let upgrade = Closure::once_into_js(move || {
        if let Ok(database) = opening.result().map(JsCast::unchecked_into::<IdbDatabase>) {
            for name in [RUNS, ARTIFACTS] {
                database.create_object_store(name).ok();
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    settled(&request).await.map(JsCast::unchecked_into)
}

/// The request's result, once it has one.
async fn settled(request: &IdbRequest) -> Result<JsValue, String> {
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => request.result().map_err(|error| dom::describe(&error)),
        Err(_) => Err(match request.error() {
            Ok(Some(error)) => error.message(),
            _ => "IndexedDB".to_owned(),
        }),
    }
}

/// Lists what an earlier visit stored.
pub fn restore(runs: RwSignal<Vec<Run>>) {
    leptos::task::spawn_local(async move {
        // A browser that stores nothing shows an empty ladder; storing the first run says why.
        if let Ok(stored) = all().await {
            runs.set(stored);
        }
    });
}
