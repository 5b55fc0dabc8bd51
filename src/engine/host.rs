//! What an engine needs of the place it lives in.

use std::collections::VecDeque;
use std::future::Future;

use crate::protocol::{Artifact, Command, Event};

/// Where an engine lives.
pub trait Host {
    /// Sends an event to whoever gives the commands.
    fn post(&self, event: Event);
    /// The oldest command that has come and was not yet taken.
    fn next_command(&self) -> Option<Command>;
    /// Whether a `Cancel` has come and was not yet taken.
    fn is_cancelled(&self) -> bool;
    /// Sleeps until there is a command.
    fn wait(&self) -> impl Future<Output = ()>;
    /// Lets others run; whatever was sent to the engine before has come when this is over.
    fn turn(&self) -> impl Future<Output = ()>;
    /// Milliseconds since some moment in the past.
    fn now_ms(&self) -> f64;
    /// Bytes of the engine's own memory.
    fn heap_bytes(&self) -> usize;
    /// Keeps the last good state in a place that outlives the engine.
    fn keep(&self, last_good: Option<&Artifact>);
}

/// Commands that have come and wait to be taken, oldest first.
#[derive(Debug, Default)]
pub struct Mailbox(VecDeque<Command>);

impl Mailbox {
    /// A command has come.
    pub fn push(&mut self, command: Command) {
        self.0.push_back(command);
    }

    /// Takes the oldest.
    pub fn take(&mut self) -> Option<Command> {
        self.0.pop_front()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a `Cancel` waits.
    pub fn is_cancelled(&self) -> bool {
        self.0
            .iter()
            .any(|command| matches!(command, Command::Cancel))
    }
}
