//! Babble (牙牙学语): see a language model learn.
//!
//! The data flows in the order of the modules: an [`experiment`] (the recipe) is validated into a plan; [`text`]
//! becomes tokens and batches; a [`model`] predicts, a [`loss`] evaluates, [`optim`] improves, [`train`] repeats;
//! [`sample`] speaks, [`probe`] and [`compare`] look inside; a [`session`] runs all of it, driven by the `cli` or by
//! an [`engine`], which answers the [`protocol`] from a `worker` (in the page). The `ui` draws the plain data of [`view`].
//!
//! Cargo features are the walls: `ui` is built without burn, so the page cannot name a tensor; `engine` is built
//! without a browser.

pub mod experiment;
pub mod protocol;
pub mod view;
pub mod visible;
pub mod words;

#[cfg(feature = "engine")]
pub mod compare;
#[cfg(feature = "engine")]
pub mod device;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod learner;
#[cfg(feature = "engine")]
pub mod loaded;
#[cfg(feature = "engine")]
pub mod loss;
#[cfg(feature = "engine")]
pub mod model;
#[cfg(feature = "engine")]
pub mod optim;
#[cfg(feature = "engine")]
pub mod predictor;
#[cfg(feature = "engine")]
pub mod probe;
#[cfg(feature = "engine")]
pub mod progress;
#[cfg(feature = "engine")]
pub mod random;
#[cfg(feature = "engine")]
pub mod sample;
#[cfg(feature = "engine")]
pub mod session;
#[cfg(feature = "engine")]
pub mod text;
#[cfg(feature = "engine")]
pub mod train;
#[cfg(feature = "engine")]
pub mod weights;

#[cfg(feature = "worker")]
pub mod worker;

#[cfg(feature = "ui")]
pub mod ui;

#[cfg(feature = "cli")]
pub mod cli;
