//! What is asked about a run, and about others, beside its training. Every answer carries its question's number.

use super::{COMPARISON_SLICE_MS, Comparing, Engine, Host, Piece};
use crate::compare::compare;
use crate::protocol::{Artifact, Event, Request};
use crate::view::Focus;
use crate::words::{Problem, Words};

impl<H: Host> Engine<H> {
    pub(super) async fn probe(&mut self, request: Request, text: &str, focus: Focus) {
        let Some(run) = &self.run else {
            return self.failed(Some(request), vec![nothing_prepared()]);
        };
        match run.session.probe(text, focus).await {
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
        let (saved, parameters) = (run.session.save().await, run.session.size());
        if self.compute.health.check().is_err() {
            return;
        }
        match saved {
            Ok(artifact) => self.host.post(Event::Saved {
                request,
                artifact: Box::new(artifact),
                parameters,
            }),
            Err(problem) => self.failed(Some(request), vec![problem]),
        }
    }

    /// Begins a comparison; one that is under way is given up for it.
    pub(super) fn compare(&mut self, request: Request, runs: Vec<Artifact>, text: String) {
        let device = self.compute.device.clone();
        self.comparing = Some(Comparing::new(request, |mut sink| async move {
            compare(&runs, &text, &device, &mut sink).await
        }));
    }

    /// As much of a comparison as fits between two training steps.
    pub(super) async fn compare_slice(&mut self) {
        let start = self.host.now_ms();
        while let Some(comparing) = &mut self.comparing {
            let request = comparing.request;
            let piece = comparing.read_on().await;
            if self.compute.health.check().is_err() {
                return;
            }
            match piece {
                Piece::Read(progress) => {
                    if self.host.now_ms() - start >= COMPARISON_SLICE_MS {
                        return self.host.post(Event::Progress(progress));
                    }
                }
                Piece::Last(result) => {
                    self.comparing = None;
                    match result {
                        Ok(comparison) => self.host.post(Event::Compared {
                            request,
                            comparison: Box::new(comparison),
                        }),
                        Err(halt) => self.halted(Some(request), halt),
                    }
                }
            }
        }
    }
}

pub(super) fn nothing_prepared() -> Problem {
    Problem::general(Words::fixed(
        "There is no run to ask. Prepare one first.",
        "还没有可以询问的训练。请先准备一次。",
    ))
}
