//! The browser's database: how it is opened, what stands in the way of that, and transactions over its stores.
//!
//! Several tabs share it, and they may be of different builds. A tab closes it as soon as a later build wants to change
//! it, or that build would wait for ever. A browser need not answer at all; whoever asks hears so within seconds, and
//! what comes later still counts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use leptos::prelude::set_timeout;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    DomException, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode,
};

use super::dom;

const NAME: &str = "babble";
/// 1 had no [`UNFINISHED`].
const VERSION: u32 = 2;

/// What is listed of each run, by its id.
pub const RUNS: &str = "runs";
/// The weights of each run, by its id.
pub const ARTIFACTS: &str = "artifacts";
/// Runs that a page was left in the middle of.
pub const UNFINISHED: &str = "unfinished";

/// How long the browser may take to open the database before whoever waits is told.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(4);

/// Why the browser does not store what it is asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What the browser says itself.
    Browser(String),
    /// Another tab, of an earlier build, holds on to a database that this one has to change.
    Blocked,
    /// The browser does not answer.
    Silent,
    /// A later build has changed the database.
    Newer,
}

/// What happens to the database without being asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It cannot be used any more.
    Lost(Fault),
    /// It can be used after all, after somebody was told that it cannot.
    Opened,
}

impl Fault {
    const BLOCKED: &str = "blocked";
    const SILENT: &str = "silent";
    const NEWER: &str = "newer";

    /// As a promise carries it.
    fn to_js(&self) -> JsValue {
        JsValue::from_str(match self {
            Fault::Browser(reason) => reason,
            Fault::Blocked => Fault::BLOCKED,
            Fault::Silent => Fault::SILENT,
            Fault::Newer => Fault::NEWER,
        })
    }

    fn from_js(value: &JsValue) -> Self {
        match value.as_string().as_deref() {
            Some(Fault::BLOCKED) => Fault::Blocked,
            Some(Fault::SILENT) => Fault::Silent,
            Some(Fault::NEWER) => Fault::Newer,
            _ => Fault::Browser(dom::describe(value)),
        }
    }

    /// What the browser says about a request or a transaction that failed.
    fn of(error: Option<DomException>) -> Self {
        match error {
            Some(error) if error.name() == "VersionError" => Fault::Newer,
            // Some kinds of failure have a name alone.
            Some(error) if error.message().is_empty() => Fault::Browser(error.name()),
            Some(error) => Fault::Browser(error.message()),
            None => Fault::Browser("IndexedDB".to_owned()),
        }
    }
}

impl From<JsValue> for Fault {
    fn from(thrown: JsValue) -> Self {
        Fault::Browser(dom::describe(&thrown))
    }
}

/// A promise of the open database, and one that breaks as soon as another tab is found to be in the way.
#[derive(Clone)]
struct Opening {
    opened: Promise,
    blocked: Promise,
}

type Listener = Rc<dyn Fn(News)>;

thread_local! {
    static CONNECTION: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    static OPENING: RefCell<Option<Opening>> = const { RefCell::new(None) };
    /// Whether somebody was told of a fault while the database was being opened.
    static WAS_LATE: Cell<bool> = const { Cell::new(false) };
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Has the page hear what happens to the database.
pub fn listen(listener: impl Fn(News) + 'static) {
    LISTENER.set(Some(Rc::new(listener)));
}

fn tell(news: News) {
    if let Some(listener) = LISTENER.with_borrow(Clone::clone) {
        listener(news);
    }
}

/// Waits for the database, but not for ever.
async fn open() -> Result<IdbDatabase, Fault> {
    let opening = match OPENING.with_borrow(Clone::clone) {
        Some(opening) => opening,
        None => {
            let opening = Opening::begin()?;
            OPENING.set(Some(opening.clone()));
            opening
        }
    };
    let Opening { opened, blocked } = opening;
    let first = Promise::race(&js_sys::Array::of3(&opened, &blocked, &patience()));
    match JsFuture::from(first).await {
        Ok(database) => Ok(database.unchecked_into()),
        Err(value) => {
            let fault = Fault::from_js(&value);
            WAS_LATE.set(matches!(fault, Fault::Blocked | Fault::Silent));
            Err(fault)
        }
    }
}

/// A promise that breaks when the browser has been waited for long enough.
fn patience() -> Promise {
    Promise::new(&mut |_, reject| {
        let give_up = move || {
            reject
                .call1(&JsValue::UNDEFINED, &Fault::Silent.to_js())
                .ok();
        };
        set_timeout(give_up, PATIENCE);
    })
}

impl Opening {
    fn begin() -> Result<Self, Fault> {
        let factory = dom::window().indexed_db()?;
        let factory = factory.ok_or_else(|| Fault::of(None))?;
        let request = factory.open_with_u32(NAME, VERSION)?;
        request.set_onupgradeneeded(Some(upgrade(&request).unchecked_ref()));
        let blocked = Promise::new(&mut |_, reject| {
            let tell = Closure::once_into_js(move || {
                reject
                    .call1(&JsValue::UNDEFINED, &Fault::Blocked.to_js())
                    .ok();
            });
            request.set_onblocked(Some(tell.unchecked_ref()));
        });
        let opened = future_to_promise(async move {
            let settled = settled(&request).await;
            OPENING.set(None);
            let database: IdbDatabase = settled
                .map_err(|fault| fault.to_js())
                .map(JsCast::unchecked_into)?;
            adopt(&database);
            Ok(database.into())
        });
        Ok(Opening { opened, blocked })
    }
}

/// Makes whichever stores an earlier build has not made; what is in the others stays.
fn upgrade(request: &IdbOpenDbRequest) -> JsValue {
    let request = request.clone();
    Closure::once_into_js(move || {
        if let Ok(database) = request.result().map(JsCast::unchecked_into::<IdbDatabase>) {
            for name in [RUNS, ARTIFACTS, UNFINISHED] {
                // One that is there refuses, and stays as it is.
                database.create_object_store(name).ok();
            }
        }
    })
}

/// Uses a database from now on, until a later build wants to change it or somebody deletes it.
fn adopt(database: &IdbDatabase) {
    CONNECTION.set(Some(database.clone()));
    let closing = database.clone();
    let give_way = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        closing.close();
        CONNECTION.set(None);
        // One that is deleted can be made anew.
        let version = js_sys::Reflect::get(&event, &"newVersion".into());
        if version.is_ok_and(|version| version.as_f64().is_some()) {
            tell(News::Lost(Fault::Newer));
        }
    });
    database.set_onversionchange(Some(give_way.into_js_value().unchecked_ref()));
    if WAS_LATE.replace(false) {
        tell(News::Opened);
    }
}

/// A transaction over some stores. It ends by itself as soon as nothing more is asked of it.
pub struct Transaction {
    inner: IdbTransaction,
    end: JsFuture,
}

impl Transaction {
    /// To read these stores.
    ///
    /// # Errors
    ///
    /// Why the database cannot be used.
    pub async fn to_read(stores: &[&str]) -> Result<Self, Fault> {
        Self::begin(stores, IdbTransactionMode::Readonly).await
    }

    /// To change these stores.
    ///
    /// # Errors
    ///
    /// Why the database cannot be used.
    pub async fn to_change(stores: &[&str]) -> Result<Self, Fault> {
        Self::begin(stores, IdbTransactionMode::Readwrite).await
    }

    async fn begin(stores: &[&str], mode: IdbTransactionMode) -> Result<Self, Fault> {
        if let Some(database) = CONNECTION.with_borrow(Clone::clone)
            && let Ok(transaction) = Self::on(&database, stores, mode)
        {
            return Ok(transaction);
        }
        // There is none yet, or the browser has closed it.
        Ok(Self::on(&open().await?, stores, mode)?)
    }

    fn on(
        database: &IdbDatabase,
        stores: &[&str],
        mode: IdbTransactionMode,
    ) -> Result<Self, JsValue> {
        let names: js_sys::Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let inner = database.transaction_with_str_sequence_and_mode(&names, mode)?;
        let end = Promise::new(&mut |resolve, reject| {
            inner.set_oncomplete(Some(&resolve));
            inner.set_onabort(Some(&reject));
        });
        Ok(Transaction {
            inner,
            end: end.into(),
        })
    }

    fn store(&self, name: &str) -> Result<IdbObjectStore, Fault> {
        Ok(self.inner.object_store(name)?)
    }

    /// What a store holds under a key.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub async fn get(&self, store: &str, key: &str) -> Result<Option<JsValue>, Fault> {
        let request = self.store(store)?.get(&JsValue::from_str(key))?;
        let value = settled(&request).await?;
        Ok((!value.is_undefined()).then_some(value))
    }

    /// Everything that a store holds, in the order of the keys.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub async fn all(&self, store: &str) -> Result<Vec<(String, JsValue)>, Fault> {
        let keys = self.keys(store).await?;
        let values = settled(&self.store(store)?.get_all()?).await?;
        let values = js_sys::Array::from(&values);
        Ok(keys.into_iter().zip(values.iter()).collect())
    }

    /// The keys of a store, in their order.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub async fn keys(&self, store: &str) -> Result<Vec<String>, Fault> {
        let keys = settled(&self.store(store)?.get_all_keys()?).await?;
        Ok(js_sys::Array::from(&keys)
            .iter()
            .filter_map(|key| key.as_string())
            .collect())
    }

    /// Puts a value under a key, whatever was there.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub fn put(&self, store: &str, key: &str, value: &JsValue) -> Result<(), Fault> {
        let key = JsValue::from_str(key);
        self.store(store)?.put_with_key(value, &key)?;
        Ok(())
    }

    /// Takes out what is under a key.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub fn delete(&self, store: &str, key: &str) -> Result<(), Fault> {
        self.store(store)?.delete(&JsValue::from_str(key))?;
        Ok(())
    }

    /// Waits until everything asked for is done, or undoes it all if some of it could not even be asked for.
    ///
    /// # Errors
    ///
    /// What went wrong; then nothing has changed.
    pub async fn end<T>(self, changed: Result<T, Fault>) -> Result<T, Fault> {
        if changed.is_err() {
            self.inner.abort().ok();
            return changed;
        }
        match self.end.await {
            Ok(_) => changed,
            Err(_) => Err(Fault::of(self.inner.error())),
        }
    }
}

/// The request's result, once it has one.
async fn settled(request: &IdbRequest) -> Result<JsValue, Fault> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(promise).await {
        Ok(_) => Ok(request.result()?),
        Err(_) => Err(Fault::of(request.error().ok().flatten())),
    }
}

/// As the browser stores it.
///
/// # Errors
///
/// What cannot be stored.
pub fn write(value: &impl Serialize) -> Result<JsValue, Fault> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::new())
        .map_err(|error| Fault::Browser(error.to_string()))
}

/// From how the browser stores it.
///
/// # Errors
///
/// What another build has stored and this one cannot read.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Fault> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Fault::Browser(error.to_string()))
}
