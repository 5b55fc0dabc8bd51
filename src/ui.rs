//! The page: a Leptos application that knows no tensor. It sends the engines typed commands and draws plain data.
//!
//! [`state`] holds everything that is shown as signals; [`conductor`] alone changes it, from what the person wants and
//! what the engines say; [`app`] lays it out; [`charts`] draw. Pure decisions ([`policy`], [`run`], [`ruler`], [`forgotten`], [`remaining`], [`format`])
//! know neither signals nor the browser.

mod address;
pub mod app;
mod channel;
pub mod charts;
pub mod conductor;
pub mod controls;
pub mod database;
pub mod dom;
pub mod engine;
pub mod forgotten;
pub mod format;
pub mod panels;
pub mod policy;
pub mod ruler;
pub mod run;
pub mod runs;
pub mod slider;
pub mod state;
pub mod unfinished;
pub mod words;

mod header;
mod keys;
mod offer;
mod outcome;
mod remaining;
mod stage;
mod translated;
mod transport;
mod trouble;

/// Draws the page.
pub fn start() {
    translated::survive();
    leptos::mount::mount_to_body(app::App);
}
