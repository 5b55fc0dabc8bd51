//! What is asked about a run, and about others, beside its training. Every answer carries its question's number.

use super::{Engine, Host, Patience};
use crate::compare::compare;
use crate::protocol::{Artifact, Event, Request};
use crate::words::{Problem, Words};

impl<H: Host> Engine<H> {
    pub(super) async fn probe(&mut self, request: Request, text: &str) {
        let Some(run) = &self.run else {
            return self.failed(Some(request), vec![nothing_prepared()]);
        };
        match run.session.probe(text).await {
            Ok(probe) => self.host.post(Event::Probed {
                request,
                probe: Box::new(probe),
            }),
            Err(problem) => self.failed(Some(request), vec![problem]),
        }
    }

    pub(super) fn tokenize(&mut self, request: Request, text: &str) {
        let Some(run) = &self.run else {
            return self.failed(Some(request), vec![nothing_prepared()]);
        };
        match run.session.tokenize(text) {
            Ok(tokenized) => self.host.post(Event::Tokenized { request, tokenized }),
            Err(problem) => self.failed(Some(request), vec![problem]),
        }
    }

    pub(super) fn vocabulary(&mut self, request: Request) {
        let Some(run) = &self.run else {
            return self.failed(Some(request), vec![nothing_prepared()]);
        };
        let vocabulary = run.session.vocabulary();
        self.host.post(Event::Vocabulary {
            request,
            vocabulary,
        });
    }

    pub(super) async fn save(&mut self, request: Request) {
        let Some(run) = &self.run else {
            return self.failed(Some(request), vec![nothing_prepared()]);
        };
        let saved = run.session.save().await;
        if self.compute.health.check().is_err() {
            return;
        }
        match saved {
            Ok(artifact) => self.host.post(Event::Saved {
                request,
                artifact: Box::new(artifact),
            }),
            Err(problem) => self.failed(Some(request), vec![problem]),
        }
    }

    pub(super) async fn compare(&mut self, request: Request, runs: &[Artifact], text: &str) {
        let mut patience = Patience::new(&self.host);
        match compare(runs, text, &self.compute.device, &mut patience).await {
            Ok(comparison) => self.host.post(Event::Compared {
                request,
                comparison: Box::new(comparison),
            }),
            Err(halt) => self.halted(Some(request), halt),
        }
    }
}

pub(super) fn nothing_prepared() -> Problem {
    Problem::general(Words::fixed(
        "There is no run to ask. Prepare one first.",
        "还没有可以询问的运行。请先准备一个。",
    ))
}
