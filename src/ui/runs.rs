//! Runs that are over, kept in the browser's IndexedDB: what is listed in one store, the weights in another.
//!
//! Whatever changes both stores does so in one transaction, which reads what is there anew, because another tab may have
//! written meanwhile; it counts once it is complete. What the browser does not store is held in memory for the visit.

use std::cell::RefCell;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

use super::dom;
use super::run::{MOST_BYTES, Run, Shelved, overflow};
use super::words as w;
use crate::protocol::Artifact;
use crate::words::Words;

const DATABASE: &str = "babble";
const VERSION: u32 = 1;
const RUNS: &str = "runs";
const ARTIFACTS: &str = "artifacts";

thread_local! {
    static CONNECTION: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    /// Runs of this visit that the browser did not store, oldest first.
    static HELD: RefCell<Vec<(Run, Artifact)>> = const { RefCell::new(Vec::new()) };
}

/// What there is once a run has been stored.
pub struct Kept {
    /// Every run, oldest first.
    pub runs: Vec<Run>,
    /// How many older ones made room.
    pub dropped: usize,
}

/// An id for a run that starts now; later ids sort after earlier ones.
pub fn new_id() -> String {
    format!("{:015.0}", dom::now())
}

/// Every run of this browser and this visit, oldest first. A stored one that this build cannot read (of another one) is
/// left out.
///
/// # Errors
///
/// What the browser says.
pub async fn all() -> Result<Vec<Run>, String> {
    let transaction = Transaction::begin(IdbTransactionMode::Readonly).await?;
    let stored = shelved(&transaction.store(RUNS)?).await?;
    Ok(listed(stored.into_iter().filter_map(|shelved| shelved.run)))
}

/// These and the runs held in memory, oldest first.
fn listed(stored: impl Iterator<Item = Run>) -> Vec<Run> {
    let mut runs: Vec<Run> =
        HELD.with_borrow(|held| held.iter().map(|(run, _)| run.clone()).collect());
    let held = runs.len();
    for run in stored {
        if runs[..held].iter().all(|other| other.id != run.id) {
            runs.push(run);
        }
    }
    runs.sort_by(|first, second| first.id.cmp(&second.id));
    runs
}

/// Stores a run with its weights, and drops the oldest where there is no room. Until that is done, and where it cannot
/// be done, the run is held in memory.
///
/// # Errors
///
/// Why it is not stored; then nothing was dropped either.
pub async fn store(run: Run, artifact: Artifact) -> Result<Kept, Words> {
    let weights = write(&artifact);
    hold(run.clone(), artifact);
    if run.artifact_bytes > MOST_BYTES {
        return Err(w::run_too_large(run.artifact_bytes));
    }
    let stored = match weights {
        Ok(weights) => put(&run, &weights).await,
        Err(reason) => Err(reason),
    };
    let (stored, dropped) = stored.map_err(|reason| w::storage_failed(&reason))?;
    HELD.with_borrow_mut(|held| held.retain(|(other, _)| other.id != run.id));
    Ok(Kept {
        runs: listed(stored.into_iter().chain([run])),
        dropped,
    })
}

/// Holds a run for as long as the page is open; the oldest give way to the memory's limit.
fn hold(run: Run, artifact: Artifact) {
    HELD.with_borrow_mut(|held| {
        held.retain(|(other, _)| other.id != run.id);
        held.push((run, artifact));
        let mut bytes: usize = held.iter().map(|(run, _)| run.artifact_bytes).sum();
        while bytes > MOST_BYTES && held.len() > 1 {
            bytes -= held.remove(0).0.artifact_bytes;
        }
    });
}

/// A run's weights.
///
/// # Errors
///
/// What the browser says.
pub async fn artifact(id: &str) -> Result<Option<Artifact>, String> {
    let held = HELD.with_borrow(|held| {
        let found = held.iter().find(|(run, _)| run.id == id);
        found.map(|(_, artifact)| artifact.clone())
    });
    if held.is_some() {
        return Ok(held);
    }
    let transaction = Transaction::begin(IdbTransactionMode::Readonly).await?;
    let request = transaction
        .store(ARTIFACTS)?
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
    let was_held = HELD.with_borrow_mut(|held| {
        let before = held.len();
        held.retain(|(run, _)| run.id != id);
        held.len() < before
    });
    let deleted = delete_stored(id).await;
    // What was only held needs no storage to be forgotten.
    if was_held { Ok(()) } else { deleted }
}

async fn delete_stored(id: &str) -> Result<(), String> {
    let transaction = Transaction::begin(IdbTransactionMode::Readwrite).await?;
    let deleted = transaction.delete(id);
    transaction.end(deleted).await
}

/// Puts a run into both stores and takes out what must go for it; says which others are left, and how many went.
async fn put(run: &Run, weights: &JsValue) -> Result<(Vec<Run>, usize), String> {
    let (id, value) = (JsValue::from_str(&run.id), write(run)?);
    let transaction = Transaction::begin(IdbTransactionMode::Readwrite).await?;
    let change = async {
        let (runs, artifacts) = (transaction.store(RUNS)?, transaction.store(ARTIFACTS)?);
        let mut others = shelved(&runs).await?;
        let orphans = keys(&artifacts)
            .await?
            .into_iter()
            .filter(|key| others.iter().all(|shelved| shelved.id != *key));
        for orphan in orphans {
            transaction.delete(&orphan)?;
        }
        others.retain(|shelved| shelved.id != run.id);
        let gone = overflow(&others, run.artifact_bytes);
        for shelved in gone {
            transaction.delete(&shelved.id)?;
        }
        for (store, value) in [(&artifacts, weights), (&runs, &value)] {
            store
                .put_with_key(value, &id)
                .map_err(|error| dom::describe(&error))?;
        }
        let dropped = gone.iter().filter(|shelved| shelved.run.is_some()).count();
        let left = others.split_off(gone.len());
        Ok((
            left.into_iter().filter_map(|shelved| shelved.run).collect(),
            dropped,
        ))
    };
    let changed = change.await;
    transaction.end(changed).await
}

/// What the store of runs holds: first what this build cannot read, then the others; the oldest of each first.
async fn shelved(runs: &IdbObjectStore) -> Result<Vec<Shelved>, String> {
    let request = runs.get_all().map_err(|error| dom::describe(&error))?;
    let values = settled(&request).await?;
    let values = js_sys::Array::from(&values);
    let mut stored: Vec<Shelved> = keys(runs)
        .await?
        .into_iter()
        .zip(values.iter())
        .map(|(id, value)| Shelved {
            id,
            artifact_bytes: js_sys::Reflect::get(&value, &"artifact_bytes".into())
                .ok()
                .and_then(|bytes| bytes.as_f64())
                .unwrap_or_default() as usize,
            run: read(value).ok(),
        })
        .collect();
    stored.sort_by(|first, second| {
        let key = |shelved: &Shelved| (shelved.run.is_some(), shelved.id.clone());
        key(first).cmp(&key(second))
    });
    Ok(stored)
}

/// The keys of a store, in their order.
async fn keys(store: &IdbObjectStore) -> Result<Vec<String>, String> {
    let request = store
        .get_all_keys()
        .map_err(|error| dom::describe(&error))?;
    let keys = settled(&request).await?;
    Ok(js_sys::Array::from(&keys)
        .iter()
        .filter_map(|key| key.as_string())
        .collect())
}

fn write(value: &impl Serialize) -> Result<JsValue, String> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::new())
        .map_err(|error| error.to_string())
}

fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(value).map_err(|error| error.to_string())
}

/// A transaction over both stores. It ends by itself as soon as nothing more is asked of it.
struct Transaction {
    inner: IdbTransaction,
    end: JsFuture,
}

impl Transaction {
    async fn begin(mode: IdbTransactionMode) -> Result<Self, String> {
        if let Some(database) = CONNECTION.with_borrow(Clone::clone)
            && let Ok(transaction) = Self::on(&database, mode)
        {
            return Ok(transaction);
        }
        // There is none yet, or the browser has closed it.
        let database = open().await?;
        CONNECTION.set(Some(database.clone()));
        Self::on(&database, mode).map_err(|error| dom::describe(&error))
    }

    fn on(database: &IdbDatabase, mode: IdbTransactionMode) -> Result<Self, JsValue> {
        let names = js_sys::Array::of2(&RUNS.into(), &ARTIFACTS.into());
        let inner = database.transaction_with_str_sequence_and_mode(&names, mode)?;
        let end = js_sys::Promise::new(&mut |resolve, reject| {
            inner.set_oncomplete(Some(&resolve));
            inner.set_onabort(Some(&reject));
        });
        Ok(Transaction {
            inner,
            end: end.into(),
        })
    }

    fn store(&self, name: &str) -> Result<IdbObjectStore, String> {
        self.inner
            .object_store(name)
            .map_err(|error| dom::describe(&error))
    }

    /// Takes a run and its weights out.
    fn delete(&self, id: &str) -> Result<(), String> {
        for name in [RUNS, ARTIFACTS] {
            self.store(name)?
                .delete(&JsValue::from_str(id))
                .map_err(|error| dom::describe(&error))?;
        }
        Ok(())
    }

    /// Waits until everything asked for is done, or undoes it all if some of it could not even be asked for.
    async fn end<T>(self, changed: Result<T, String>) -> Result<T, String> {
        if changed.is_err() {
            self.inner.abort().ok();
            return changed;
        }
        match self.end.await {
            Ok(_) => changed,
            Err(_) => Err(reason(self.inner.error())),
        }
    }
}

/// What the browser says about a request or a transaction that failed.
fn reason(error: Option<DomException>) -> String {
    match error {
        // Some kinds of failure have a name alone.
        Some(error) if error.message().is_empty() => error.name(),
        Some(error) => error.message(),
        None => "IndexedDB".to_owned(),
    }
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
        Err(_) => Err(reason(request.error().ok().flatten())),
    }
}

/// Lists what earlier visits stored.
pub fn restore(runs: RwSignal<Vec<Run>>) {
    leptos::task::spawn_local(async move {
        // A browser that stores nothing shows an empty ladder; storing the first run says why.
        if let Ok(stored) = all().await {
            runs.set(stored);
        }
    });
}
