//! Runs that were not over when their page was left, or when another took their place: each with its last good state, few
//! of them, in a store of their own. What stands there is nobody's work of art: it is what a reload would have lost.
//!
//! A tab says which run is alive in it, so that no other offers it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::channel::Channel;
use super::database::{Fault, Transaction, UNFINISHED, read, write};
use super::run::Run;
use crate::protocol::Artifact;

/// Runs kept at most: each tab has one under way, and what was left lately is offered or found on the way back.
const MOST: usize = 6;

/// Bytes of the weights of one that is kept, at most.
pub const MOST_BYTES: usize = 64 << 20;

/// Steps from which on a run is worth going on with.
pub const FEWEST_STEPS: usize = 5;

/// What a tab asks the others when it opens; every other message is the id of a run that is alive in a tab, or put away.
const WHO: &str = "who";

thread_local! {
    static CHANNEL: RefCell<Option<Channel>> = const { RefCell::new(None) };
    /// Whether a state is being written: storage that is slower than the run gets the latest state of each when it is done.
    static WRITING: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<BTreeMap<String, (JsValue, JsValue)>> = const { RefCell::new(BTreeMap::new()) };
}

/// An unfinished run, without its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unfinished {
    /// The run up to the state that is kept.
    pub run: Run,
    /// When it was stored, in milliseconds since 1970.
    pub at: f64,
    /// Whether the person had another run take its place: it is found again on the way back, and not offered.
    pub given_up: bool,
}

impl Unfinished {
    /// Whether a run that stands like this is worth keeping.
    pub fn is_worth_it(run: &Run) -> bool {
        run.ending.is_none() && run.last_step() >= FEWEST_STEPS && run.artifact_bytes <= MOST_BYTES
    }
}

/// Which of those stored must go, to make room for one more: what this build cannot read first, then what was given up,
/// the oldest first.
fn overflow(stored: &[(String, Option<Unfinished>)], new: &str) -> Vec<String> {
    let mut others: Vec<_> = stored.iter().filter(|(id, _)| id != new).collect();
    others.sort_by(|(_, first), (_, second)| {
        let rank = |unfinished: &Option<Unfinished>| {
            let known = unfinished.as_ref();
            known.map_or((0, 0.0), |known| (2 - u8::from(known.given_up), known.at))
        };
        let (first, second) = (rank(first), rank(second));
        first.0.cmp(&second.0).then(first.1.total_cmp(&second.1))
    });
    let too_many = (others.len() + 1).saturating_sub(MOST);
    let gone = others[..too_many].iter();
    gone.map(|(id, _)| id.clone()).collect()
}

/// Which of those stored are offered to go on with, the latest first: not what was given up, nor what lives in a tab, nor
/// what is on the ladder as far as it had come.
pub fn offered(
    stored: Vec<Unfinished>,
    alive: impl Fn(&str) -> bool,
    ladder: &[Run],
) -> Vec<Unfinished> {
    let mut offered = stored;
    offered.retain(|unfinished| {
        let run = &unfinished.run;
        let mut kept = ladder.iter().filter(|kept| kept.id == run.id);
        let is_kept = kept.any(|kept| kept.last_step() >= run.last_step());
        !unfinished.given_up && !is_kept && !alive(&run.id)
    });
    offered.sort_by(|first, second| second.at.total_cmp(&first.at));
    offered
}

/// Milliseconds from one state kept to the next: the larger it is, the longer.
pub fn pause_between_states(bytes: u64) -> f64 {
    const SHORTEST: f64 = 3_000.0;
    const LONGEST: f64 = 15_000.0;
    /// A state of a megabyte is a millisecond's work for the engine and some for the page and the disk.
    const PER_MEGABYTE: f64 = 1_000.0;
    (bytes as f64 / 1e6 * PER_MEGABYTE).clamp(SHORTEST, LONGEST)
}

/// The key of a run's weights.
fn weights_of(id: &str) -> String {
    format!("{id}.weights")
}

/// Stores an unfinished run over what was stored of it before.
///
/// # Errors
///
/// What the browser says; then the store is as it was.
pub fn put(
    unfinished: &Unfinished,
    artifact: &Artifact,
) -> impl Future<Output = Result<(), Fault>> + use<> {
    let id = unfinished.run.id.clone();
    // Turned into what the browser stores at once, so that no second copy of the weights waits.
    let values = write(unfinished).and_then(|head| Ok((head, write(artifact)?)));
    async move {
        let mut next = Some((id, values?));
        if WRITING.get() {
            WAITING.with_borrow_mut(|waiting| waiting.extend(next));
            return Ok(());
        }
        WRITING.set(true);
        let mut stored = Ok(());
        while let Some((id, (head, weights))) = next {
            stored = store(&id, &head, &weights).await;
            next = WAITING.with_borrow_mut(BTreeMap::pop_first);
        }
        WRITING.set(false);
        stored
    }
}

async fn store(id: &str, head: &JsValue, weights: &JsValue) -> Result<(), Fault> {
    let transaction = Transaction::to_change(&[UNFINISHED]).await?;
    let change = async {
        let stored = heads(&transaction).await?;
        for gone in overflow(&stored, id) {
            transaction.delete(UNFINISHED, &gone)?;
            transaction.delete(UNFINISHED, &weights_of(&gone))?;
        }
        transaction.put(UNFINISHED, &weights_of(id), weights)?;
        transaction.put(UNFINISHED, id, head)
    };
    let changed = change.await;
    transaction.end(changed).await
}

/// What is stored, without the weights; of another build's, the id alone.
async fn heads(transaction: &Transaction) -> Result<Vec<(String, Option<Unfinished>)>, Fault> {
    let mut heads = Vec::new();
    for key in transaction.keys(UNFINISHED).await? {
        if key.ends_with(".weights") {
            continue;
        }
        let head = transaction.get(UNFINISHED, &key).await?;
        heads.push((key, head.and_then(|head| read(head).ok())));
    }
    Ok(heads)
}

/// Every unfinished run that this build can read.
///
/// # Errors
///
/// Why the browser's cannot be had.
pub async fn all() -> Result<Vec<Unfinished>, Fault> {
    let transaction = Transaction::to_read(&[UNFINISHED]).await?;
    let heads = heads(&transaction).await?.into_iter();
    Ok(heads.filter_map(|(_, head)| head).collect())
}

/// An unfinished run with its state.
///
/// # Errors
///
/// Why the browser's cannot be had.
pub async fn get(id: &str) -> Result<Option<(Run, Artifact)>, Fault> {
    let transaction = Transaction::to_read(&[UNFINISHED]).await?;
    let head = transaction.get(UNFINISHED, id).await?;
    let weights = transaction.get(UNFINISHED, &weights_of(id)).await?;
    let (Some(head), Some(weights)) = (head, weights) else {
        return Ok(None);
    };
    let head: Unfinished = read(head)?;
    Ok(Some((head.run, read(weights)?)))
}

/// Takes a run away: it is over, or put away.
///
/// # Errors
///
/// What the browser says.
pub async fn remove(id: &str) -> Result<(), Fault> {
    WAITING.with_borrow_mut(|waiting| waiting.remove(id));
    let transaction = Transaction::to_change(&[UNFINISHED]).await?;
    let changed = transaction
        .delete(UNFINISHED, id)
        .and_then(|()| transaction.delete(UNFINISHED, &weights_of(id)));
    transaction.end(changed).await
}

/// What another tab says.
pub enum Said {
    /// It has just opened, and asks which runs are alive.
    Who,
    /// This run is not to be offered: it is alive there, or was put away there.
    Taken(String),
}

/// Has the page hear what other tabs say of their runs.
pub fn listen(heard: impl Fn(Said) + 'static) {
    let hear = move |said: String| match said.as_str() {
        WHO => heard(Said::Who),
        _ => heard(Said::Taken(said)),
    };
    CHANNEL.set(Channel::open("babble.unfinished", hear));
}

/// Asks the other tabs which runs are alive in them.
pub fn ask_others() {
    tell_others(WHO);
}

/// Says that a run is alive here, or put away here.
pub fn claim(id: &str) {
    tell_others(id);
}

fn tell_others(words: &str) {
    CHANNEL.with_borrow(|channel| channel.iter().for_each(|channel| channel.say(words)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::run::example::run;

    fn unfinished(id: &str, at: f64) -> Unfinished {
        Unfinished {
            run: Run {
                id: id.into(),
                ending: None,
                ..run(&[(10, 3.0), (20, 2.0)])
            },
            at,
            given_up: false,
        }
    }

    #[test]
    fn what_nobody_would_be_offered_makes_room_first() {
        let stored = |head: Unfinished| (head.run.id.clone(), Some(head));
        let names = ["a", "b", "c", "d", "e", "f"];
        assert_eq!(names.len(), MOST);
        let mut all: Vec<_> = names
            .into_iter()
            .zip([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
            .map(|(id, at)| stored(unfinished(id, at)))
            .collect();
        assert_eq!(overflow(&all, "new"), ["a"], "the oldest");
        assert_eq!(overflow(&all, "a"), [""; 0], "it takes its own place");
        all[3] = stored(Unfinished {
            given_up: true,
            ..unfinished("d", 4.0)
        });
        assert_eq!(overflow(&all, "new"), ["d"], "what was given up");
        all.push(("of another build".to_owned(), None));
        assert_eq!(overflow(&all, "new"), ["of another build", "d"]);
    }

    #[test]
    fn only_what_is_nowhere_else_is_offered() {
        let given_up = Unfinished {
            given_up: true,
            ..unfinished("given up", 9.0)
        };
        let stored = vec![
            unfinished("old", 1.0),
            given_up,
            unfinished("in another tab", 3.0),
            unfinished("kept", 4.0),
            unfinished("gone on since it was kept", 5.0),
        ];
        let kept = |id: &str, step| Run {
            id: id.into(),
            ..run(&[(step, 2.0)])
        };
        let ladder = [kept("kept", 20), kept("gone on since it was kept", 10)];
        let offered = offered(stored, |id| id == "in another tab", &ladder);
        let ids: Vec<_> = offered.iter().map(|one| one.run.id.as_str()).collect();
        assert_eq!(ids, ["gone on since it was kept", "old"]);
    }

    #[test]
    fn a_run_is_worth_keeping_while_it_is_under_way_and_of_a_size() {
        let good = unfinished("a", 1.0).run;
        assert!(Unfinished::is_worth_it(&good));
        let not = [
            Run {
                artifact_bytes: MOST_BYTES + 1,
                ..good.clone()
            },
            Run {
                ending: Some(crate::protocol::Ending::Completed),
                ..good.clone()
            },
            Run {
                steps: good.steps[..0].to_vec(),
                ..good
            },
        ];
        assert!(not.iter().all(|run| !Unfinished::is_worth_it(run)));
    }

    #[test]
    fn a_large_state_is_kept_less_often() {
        let pauses = [0, 5_000_000, 700_000_000].map(pause_between_states);
        assert_eq!(pauses, [3_000.0, 5_000.0, 15_000.0]);
    }
}
