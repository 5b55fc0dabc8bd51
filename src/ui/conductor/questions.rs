//! Questions to the engine that holds the run: only the latest answer to each is kept.

use leptos::prelude::*;

use super::{Backstage, Conductor, Purpose};
use crate::experiment::Sampling;
use crate::protocol::{Artifact, Command, Request};
use crate::ui::state::Generation;
use crate::ui::{format, runs, words as w};
use crate::view::{Comparison, DeviceKind, GeneratedToken, Probe, Sample, Tokenized, Vocabulary};
use crate::words::{Problem, Words};

/// Tokens of the sample that is written before the first step.
const FIRST_WORDS: usize = 80;

/// Characters of the corpus that are suggested as a text to look at, at most.
const SUGGESTED: usize = 40;

/// One kind of question: at most one is under way, and whatever was asked meanwhile is asked once, afterwards.
#[derive(Debug, Default)]
pub struct Latest {
    under_way: Option<Request>,
    asked_meanwhile: bool,
}

impl Latest {
    /// Whether this question may be sent now; if not, it is remembered that one was asked.
    fn may_ask(&mut self, request: Request) -> bool {
        self.asked_meanwhile = self.under_way.is_some();
        if !self.asked_meanwhile {
            self.under_way = Some(request);
        }
        !self.asked_meanwhile
    }

    /// Notes an answer or a refusal; says whether it was awaited and whether to ask again.
    fn settled(&mut self, request: Request) -> (bool, bool) {
        let awaited = self.under_way == Some(request);
        if awaited {
            self.under_way = None;
        }
        (
            awaited,
            awaited && std::mem::take(&mut self.asked_meanwhile),
        )
    }
}

impl Conductor {
    /// Whether the engine holds a run that can be asked.
    pub(super) fn can_ask(self) -> bool {
        untrack(|| self.store.can_ask())
    }

    pub(super) fn save_for(self, purpose: Purpose) {
        let request = self.next_request();
        self.backstage.update_value(|backstage| {
            backstage.saves.insert(request, purpose);
        });
        self.send_active(&Command::Save { request });
    }

    /// Fills the texts that are looked at with the start of the corpus, unless the person has written there. What was
    /// suggested of another corpus makes room: its letters may be strange to this one's tokenizer.
    pub(super) fn suggest_texts(self, excerpt: &str) {
        let sentence = excerpt
            .split(['\n', '.', '。', '!', '！', '?', '？'])
            .map(str::trim)
            .find(|sentence| sentence.chars().count() >= 6)
            .unwrap_or(excerpt);
        let suggestion = format::beginning(sentence, SUGGESTED).to_owned();
        let before = self
            .backstage
            .try_update_value(|backstage| {
                std::mem::replace(&mut backstage.suggested, suggestion.clone())
            })
            .unwrap_or_default();
        for text in [self.store.probe_text, self.store.token_text] {
            if text.with_untracked(|text| text.is_empty() || *text == before) {
                text.set(suggestion.clone());
            }
        }
    }

    /// Asks what the model makes of the text as it is now.
    pub fn refresh_probe(self) {
        let text = self.store.probe_text.with_untracked(|text| {
            format::beginning(text, crate::ui::charts::CHARACTERS_PROBED).to_owned()
        });
        if text.is_empty() {
            // An answer that still comes is about a text that is gone.
            self.backstage
                .update_value(|backstage| backstage.probe = Latest::default());
            self.store.probe.set(None);
            self.store.probe_problem.set(None);
            return;
        }
        if let Some(request) = self.may_ask(|backstage| &mut backstage.probe) {
            let focus = self.store.probe_focus.get_untracked();
            self.send_active(&Command::Probe {
                request,
                text,
                focus,
            });
        }
    }

    /// The number of the next question of a kind, if it may be sent now.
    fn may_ask(self, latest: fn(&mut Backstage) -> &mut Latest) -> Option<Request> {
        if !self.can_ask() {
            return None;
        }
        let request = self.next_request();
        let now = self
            .backstage
            .try_update_value(|backstage| latest(backstage).may_ask(request));
        now.unwrap_or(false).then_some(request)
    }

    pub(super) fn probed(self, request: Request, probe: Probe) {
        let (awaited, again) = self
            .backstage
            .try_update_value(|backstage| backstage.probe.settled(request))
            .unwrap_or_default();
        if awaited {
            self.store.probe.set(Some(probe));
            self.store.probe_problem.set(None);
        }
        if again {
            self.refresh_probe();
        }
    }

    /// Asks how the tokenizer cuts the text as it is now.
    pub fn refresh_tokens(self) {
        // A long text would keep the engine from training, and the page from drawing.
        let text: String = self
            .store
            .token_text
            .with_untracked(|text| text.chars().take(crate::view::LONGEST_CUT).collect());
        if text.is_empty() {
            self.backstage
                .update_value(|backstage| backstage.tokenize = Latest::default());
            self.store.tokenized.set(None);
            self.store.token_problem.set(None);
            return;
        }
        if let Some(request) = self.may_ask(|backstage| &mut backstage.tokenize) {
            self.send_active(&Command::Tokenize { request, text });
        }
    }

    pub(super) fn tokenized(self, request: Request, tokenized: Tokenized) {
        let (awaited, again) = self
            .backstage
            .try_update_value(|backstage| backstage.tokenize.settled(request))
            .unwrap_or_default();
        if awaited {
            self.store.tokenized.set(Some(tokenized));
            self.store.token_problem.set(None);
        }
        if again {
            self.refresh_tokens();
        }
    }

    pub(super) fn ask_vocabulary(self) {
        let request = self.next_request();
        self.backstage
            .update_value(|backstage| backstage.vocabulary = request);
        self.send_active(&Command::Vocabulary { request });
    }

    pub(super) fn vocabulary_came(self, request: Request, vocabulary: Vocabulary) {
        if self
            .backstage
            .with_value(|backstage| backstage.vocabulary == request)
        {
            self.store.vocabulary.set(Some(vocabulary));
        }
    }

    /// Continues what the person has begun with the sampling as it stands. Asked for the very same again it writes another continuation;
    /// its number is among the settings, where it can be set back.
    pub fn generate(self) {
        if !self.can_ask() {
            return;
        }
        let request = self.next_request();
        let asked_for = self
            .backstage
            .with_value(|backstage| backstage.asked_for.clone());
        let prompt = self.store.prompt.get_untracked();
        let mut sampling = self.store.experiment.with_untracked(|experiment| Sampling {
            prompt,
            ..experiment.sampling.clone()
        });
        if asked_for.as_ref() == Some(&sampling) {
            sampling = sampling.asked_again();
            let seed = sampling.seed;
            self.store
                .experiment
                .update(|experiment| experiment.sampling.seed = seed);
        }
        self.backstage
            .update_value(|backstage| backstage.asked_for = Some(sampling.clone()));
        self.store.generation.set(Generation {
            request,
            prompt: sampling.prompt.clone(),
            tokens: Vec::new(),
            running: true,
        });
        self.send_active(&Command::Generate { request, sampling });
    }

    /// Ends a generation where it is.
    pub fn stop_generation(self) {
        let (running, request) = self
            .store
            .generation
            .with_untracked(|generation| (generation.running, generation.request));
        if running {
            self.send_active(&Command::GiveUp { request });
            self.stop_generating();
        }
    }

    pub(super) fn stop_generating(self) {
        if self
            .store
            .generation
            .with_untracked(|generation| generation.running)
        {
            self.store
                .generation
                .update(|generation| generation.running = false);
        }
    }

    /// Lets a model babble before its first step, so that there is something to see at once.
    pub(super) fn ask_first_words(self) {
        let sampling = self.store.experiment.with_untracked(|experiment| Sampling {
            tokens: experiment.sampling.tokens.min(FIRST_WORDS),
            ..experiment.sampling.clone()
        });
        let request = self.next_request();
        self.backstage
            .update_value(|backstage| backstage.first_words = request);
        self.send_active(&Command::Generate { request, sampling });
    }

    /// Appends to the sample of step 0, unless a later one is already there.
    fn first_word(self, text: &str) {
        let prompt = self
            .store
            .experiment
            .with_untracked(|experiment| experiment.sampling.prompt.clone());
        self.store
            .samples
            .update(|samples| match samples.as_mut_slice() {
                [] => samples.push(Sample {
                    step: 0,
                    prompt,
                    text: text.to_owned(),
                }),
                [first, ..] if first.step == 0 => first.text.push_str(text),
                _ => {}
            });
    }

    pub(super) fn token(self, request: Request, token: GeneratedToken) {
        if self
            .backstage
            .with_value(|backstage| backstage.first_words == request)
        {
            return self.first_word(&token.text);
        }
        if self
            .store
            .generation
            .with_untracked(|generation| generation.request == request && generation.running)
        {
            self.store
                .generation
                .update(|generation| generation.tokens.push(token));
        }
    }

    pub(super) fn generated(self, request: Request) {
        if self
            .store
            .generation
            .with_untracked(|generation| generation.request == request)
        {
            self.stop_generating();
        }
    }

    /// Reads a text with some finished runs, P first; the CPU engine does it, so that a run on the GPU goes on.
    pub fn compare(self, ids: Vec<String>, text: String) {
        let request = self.next_request();
        self.backstage
            .update_value(|backstage| backstage.compare = request);
        self.store.comparing.set(true);
        leptos::task::spawn_local(async move {
            let fetched = artifacts(&ids).await;
            let given_up = self
                .backstage
                .with_value(|backstage| backstage.compare != request);
            let message = match fetched {
                _ if given_up => return,
                Ok(runs) => {
                    self.backstage
                        .update_value(|backstage| backstage.compare_runs = ids);
                    let command = Command::Compare {
                        request,
                        runs,
                        text,
                    };
                    if self.let_compare(&command) {
                        return;
                    }
                    w::COMPARE_TOO_SOON.clone()
                }
                Err(message) => message,
            };
            self.end_comparison();
            self.tell(message);
        });
    }

    /// Hands a comparison to an engine, the CPU's if it is there; says whether there was one.
    fn let_compare(self, command: &Command) -> bool {
        let engines = [DeviceKind::Cpu, DeviceKind::Gpu];
        let Some(kind) = engines.into_iter().find(|kind| self.is_ready(*kind)) else {
            return false;
        };
        self.backstage
            .update_value(|backstage| backstage.comparing_on = Some(kind));
        self.send(kind, command);
        true
    }

    /// Gives up the comparison that is under way.
    pub fn cancel_comparison(self) {
        let (kind, request) = self
            .backstage
            .with_value(|backstage| (backstage.comparing_on, backstage.compare));
        self.end_comparison();
        if let Some(kind) = kind {
            self.send(kind, &Command::GiveUp { request });
        }
    }

    /// No comparison is under way any more; one that still comes is passed over.
    fn end_comparison(self) {
        self.backstage.update_value(|backstage| {
            backstage.compare = 0;
            backstage.comparing_on = None;
        });
        self.store.comparing.set(false);
        self.store.compare_fraction.set(None);
    }

    /// An engine can read no more; says whether a comparison ends by that.
    pub(super) fn comparison_ended_on(self, kind: DeviceKind) -> bool {
        let was_comparing = self
            .backstage
            .with_value(|backstage| backstage.comparing_on == Some(kind));
        if was_comparing {
            self.end_comparison();
        }
        was_comparing
    }

    pub(super) fn comparison_got_to(self, fraction: f64) {
        if self.store.comparing.get_untracked() {
            self.store.compare_fraction.set(Some(fraction));
        }
    }

    pub(super) fn compared(self, request: Request, comparison: Comparison) {
        if self
            .backstage
            .with_value(|backstage| backstage.compare == request)
        {
            let runs = self
                .backstage
                .with_value(|backstage| backstage.compare_runs.clone());
            self.end_comparison();
            self.store.compared.set(runs);
            self.store.comparison.set(Some(comparison));
        }
    }

    /// A question could not be answered; the run goes on.
    pub(super) fn question_failed(self, request: Request, problems: &[Problem]) {
        if self
            .backstage
            .with_value(|backstage| backstage.first_words == request)
        {
            // Some models have nothing to say before they have learned.
            return;
        }
        let ((was_probe, probe_again), (was_tokenize, tokenize_again), was_compare, purpose) = self
            .backstage
            .try_update_value(|backstage| {
                (
                    backstage.probe.settled(request),
                    backstage.tokenize.settled(request),
                    backstage.compare == request,
                    backstage.saves.remove(&request),
                )
            })
            .unwrap_or_default();
        self.generated(request);
        if was_compare {
            self.end_comparison();
        }
        if let Some(Purpose::Move(_)) = purpose {
            self.go_on();
        }
        let reason = problems.first().map(|problem| problem.message.clone());
        if was_probe {
            self.store.probe_problem.set(reason);
        } else if was_tokenize {
            self.store.tokenized.set(None);
            self.store.token_problem.set(reason);
        }
        if probe_again {
            self.refresh_probe();
        }
        if tokenize_again {
            self.refresh_tokens();
        }
        // Why a text under the cursor cannot be read is said beside it.
        let quiet = was_probe || was_tokenize || matches!(purpose, Some(Purpose::Safety));
        if let Some(problem) = problems.first().filter(|_| !quiet) {
            self.tell(problem.message.clone());
        }
    }
}

/// The stored runs of these ids, in their order; what to tell the person if one of them cannot be had.
async fn artifacts(ids: &[String]) -> Result<Vec<Artifact>, Words> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match runs::artifact(id).await {
            Ok(Some(artifact)) => found.push(artifact),
            Ok(None) => return Err(w::RUN_GONE.clone()),
            Err(fault) => return Err(w::storage_fault(&fault)),
        }
    }
    Ok(found)
}
