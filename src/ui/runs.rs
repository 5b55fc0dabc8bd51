//! Runs that are over, kept in the browser: what is listed in one store, the weights in another.
//!
//! Whatever changes both stores does so in one transaction, which reads what is there anew, because another tab may have
//! written meanwhile; it counts once it is complete, and then the other tabs are told. What the browser does not store is
//! held in memory for the visit, and so is what was deleted lately, just as it stood in the stores.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::channel::Channel;
use super::database::{ARTIFACTS, Fault, RUNS, Transaction, read, write};
use super::dom;
use super::run::{MOST_BYTES, Run, Shelved, overflow};
use super::words as w;
use crate::protocol::Artifact;
use crate::words::Words;

thread_local! {
    /// Runs of this visit that the browser did not store, oldest first.
    static HELD: RefCell<Vec<(Run, Artifact)>> = const { RefCell::new(Vec::new()) };
    /// What was deleted lately, by its id.
    static BIN: RefCell<Vec<(String, Binned)>> = const { RefCell::new(Vec::new()) };
    static CHANNEL: RefCell<Option<Channel>> = const { RefCell::new(None) };
}

/// What there is once a run has been stored.
pub struct Kept {
    /// Every run, oldest first.
    pub runs: Vec<Run>,
    /// How many older ones made room.
    pub dropped: usize,
}

/// What is left of a deleted run to have it back from.
enum Binned {
    /// It was only ever in memory.
    Held(Box<(Run, Artifact)>),
    /// What stood in the two stores; its weights may have been gone before.
    Stored {
        run: JsValue,
        weights: Option<JsValue>,
        bytes: usize,
    },
}

impl Binned {
    fn bytes(&self) -> usize {
        match self {
            Binned::Held(held) => held.0.artifact_bytes,
            Binned::Stored { bytes, .. } => *bytes,
        }
    }
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
/// Why the browser's cannot be had.
pub async fn all() -> Result<Vec<Run>, Fault> {
    let transaction = Transaction::to_read(&[RUNS]).await?;
    let stored = shelved(&transaction).await?;
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
    let values = write(&run).and_then(|value| Ok((value, write(&artifact)?)));
    let (id, bytes) = (run.id.clone(), run.artifact_bytes);
    hold(run, artifact);
    if bytes > MOST_BYTES {
        return Err(w::run_too_large(bytes));
    }
    let stored = match values {
        Ok((run, weights)) => put(&id, &run, Some(&weights), bytes).await,
        Err(fault) => Err(fault),
    };
    let (stored, dropped) = stored.map_err(|fault| w::storage_fault(&fault))?;
    HELD.with_borrow_mut(|held| held.retain(|(other, _)| other.id != id));
    tell_others();
    Ok(Kept {
        runs: listed(stored.into_iter()),
        dropped,
    })
}

/// Stores what had to be held while the browser stored nothing.
///
/// # Errors
///
/// Why it still does not.
pub async fn store_held() -> Result<(), Words> {
    let held = HELD.with_borrow(Clone::clone);
    for (run, artifact) in held {
        store(run, artifact).await?;
    }
    Ok(())
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
/// Why the browser's cannot be had.
pub async fn artifact(id: &str) -> Result<Option<Artifact>, Fault> {
    let held = HELD.with_borrow(|held| {
        let found = held.iter().find(|(run, _)| run.id == id);
        found.map(|(_, artifact)| artifact.clone())
    });
    if held.is_some() {
        return Ok(held);
    }
    let transaction = Transaction::to_read(&[ARTIFACTS]).await?;
    transaction.get(ARTIFACTS, id).await?.map(read).transpose()
}

/// Takes a run and its weights away, and keeps both until nobody wants them back; says whether there were weights.
///
/// # Errors
///
/// What the browser says; then the run is still there.
pub async fn delete(id: &str) -> Result<bool, Fault> {
    let held = HELD.with_borrow_mut(|held| {
        let place = held.iter().position(|(run, _)| run.id == id);
        place.map(|place| held.remove(place))
    });
    let stored = take_out(id).await;
    let binned = match (held, stored) {
        // What was only held needs no storage to be deleted.
        (Some(held), _) => Some(Binned::Held(Box::new(held))),
        (None, stored) => stored?,
    };
    tell_others();
    let Some(binned) = binned else {
        return Ok(false);
    };
    let has_weights = !matches!(binned, Binned::Stored { weights: None, .. });
    throw_away(id, binned);
    Ok(has_weights)
}

async fn take_out(id: &str) -> Result<Option<Binned>, Fault> {
    let transaction = Transaction::to_change(&[RUNS, ARTIFACTS]).await?;
    let change = async {
        let run = transaction.get(RUNS, id).await?;
        let weights = transaction.get(ARTIFACTS, id).await?;
        transaction.delete(RUNS, id)?;
        transaction.delete(ARTIFACTS, id)?;
        Ok(run.map(|run| Binned::Stored {
            bytes: bytes_of(&run),
            run,
            weights,
        }))
    };
    let changed = change.await;
    transaction.end(changed).await
}

/// Keeps what was deleted; the oldest of it gives way to the memory's limit.
fn throw_away(id: &str, binned: Binned) {
    BIN.with_borrow_mut(|bin| {
        bin.push((id.to_owned(), binned));
        let mut bytes: usize = bin.iter().map(|(_, binned)| binned.bytes()).sum();
        while bytes > MOST_BYTES && bin.len() > 1 {
            bytes -= bin.remove(0).1.bytes();
        }
    });
}

/// Puts back what was deleted, just as it was. `known` is the run as the page has it, where nothing else is left of it.
///
/// # Errors
///
/// Why it is not stored; it is then there for the visit, if its weights are.
pub async fn undelete(known: Run) -> Result<Kept, Words> {
    let binned = BIN.with_borrow_mut(|bin| {
        let place = bin.iter().position(|(id, _)| *id == known.id);
        place.map(|place| bin.remove(place).1)
    });
    let (run, weights, bytes) = match binned {
        Some(Binned::Held(held)) => return store(held.0, held.1).await,
        Some(Binned::Stored {
            run,
            weights,
            bytes,
        }) => (run, weights, bytes),
        None => {
            let run = write(&known).map_err(|fault| w::storage_fault(&fault))?;
            (run, None, 0)
        }
    };
    let put = put(&known.id, &run, weights.as_ref(), bytes).await;
    if put.is_err()
        && let Some(artifact) = weights.and_then(|weights| read(weights).ok())
    {
        hold(known, artifact);
    }
    let (stored, dropped) = put.map_err(|fault| w::storage_fault(&fault))?;
    tell_others();
    Ok(Kept {
        runs: listed(stored.into_iter()),
        dropped,
    })
}

/// Nobody wants back any more what was deleted.
pub fn empty_bin() {
    BIN.with_borrow_mut(Vec::clear);
}

/// Gives a run a name, or takes it away.
///
/// # Errors
///
/// What the browser says; a run that is only held has its name all the same.
pub async fn rename(id: &str, name: Option<&str>) -> Result<(), Fault> {
    HELD.with_borrow_mut(|held| {
        for (run, _) in held.iter_mut().filter(|(run, _)| run.id == id) {
            run.name = name.map(str::to_owned);
        }
    });
    let transaction = Transaction::to_change(&[RUNS]).await?;
    let change = async {
        if let Some(run) = transaction.get(RUNS, id).await? {
            let name = name.map_or(JsValue::UNDEFINED, JsValue::from_str);
            js_sys::Reflect::set(&run, &"name".into(), &name)?;
            transaction.put(RUNS, id, &run)?;
        }
        Ok(())
    };
    let changed = change.await;
    transaction.end(changed).await?;
    tell_others();
    Ok(())
}

/// Puts a run into both stores and takes out what must go for it; says which runs there are, and how many went.
async fn put(
    id: &str,
    run: &JsValue,
    weights: Option<&JsValue>,
    bytes: usize,
) -> Result<(Vec<Run>, usize), Fault> {
    let transaction = Transaction::to_change(&[RUNS, ARTIFACTS]).await?;
    let change = async {
        let mut others = shelved(&transaction).await?;
        let orphans = transaction.keys(ARTIFACTS).await?.into_iter();
        for orphan in orphans.filter(|key| others.iter().all(|shelved| shelved.id != *key)) {
            transaction.delete(ARTIFACTS, &orphan)?;
        }
        others.retain(|shelved| shelved.id != id);
        let gone = overflow(&others, bytes);
        for shelved in gone {
            transaction.delete(RUNS, &shelved.id)?;
            transaction.delete(ARTIFACTS, &shelved.id)?;
        }
        if let Some(weights) = weights {
            transaction.put(ARTIFACTS, id, weights)?;
        }
        transaction.put(RUNS, id, run)?;
        let dropped = gone.iter().filter(|shelved| shelved.run.is_some()).count();
        let left = others.split_off(gone.len()).into_iter();
        let left = left.filter_map(|shelved| shelved.run);
        Ok((left.chain(read(run.clone()).ok()).collect(), dropped))
    };
    let changed = change.await;
    transaction.end(changed).await
}

/// What the store of runs holds: first what this build cannot read, then the others; the oldest of each first.
async fn shelved(transaction: &Transaction) -> Result<Vec<Shelved>, Fault> {
    let stored = transaction.all(RUNS).await?.into_iter();
    let mut stored: Vec<Shelved> = stored
        .map(|(id, value)| Shelved {
            id,
            artifact_bytes: bytes_of(&value),
            run: read(value).ok(),
        })
        .collect();
    stored.sort_by(|first, second| {
        let key = |shelved: &Shelved| (shelved.run.is_some(), shelved.id.clone());
        key(first).cmp(&key(second))
    });
    Ok(stored)
}

/// Bytes of the weights of a run, also of one that this build cannot read.
fn bytes_of(run: &JsValue) -> usize {
    js_sys::Reflect::get(run, &"artifact_bytes".into())
        .ok()
        .and_then(|bytes| bytes.as_f64())
        .unwrap_or_default() as usize
}

/// Has the page hear when another tab has changed what is stored.
pub fn listen(changed: impl Fn() + 'static) {
    CHANNEL.set(Channel::open("babble.runs", move |_| changed()));
}

fn tell_others() {
    CHANNEL.with_borrow(|channel| channel.iter().for_each(|channel| channel.say("changed")));
}
