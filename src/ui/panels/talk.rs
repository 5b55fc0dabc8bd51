//! The prompt box: a beginning by the person, a continuation by the model, and how it chose each token.

use leptos::prelude::*;

use super::Panel;
use crate::experiment::Experiment;
use crate::experiment::fields::Group;
use crate::ui::charts::{frames, moved, piece, share};
use crate::ui::conductor::Conductor;
use crate::ui::controls::Settings;
use crate::ui::format;
use crate::ui::state::{Store, say, say_with};
use crate::ui::words as w;
use crate::view::{GeneratedToken, TokenProbability};

/// Bars drawn of a distribution.
const BARS: usize = 8;

/// Talk to the model.
#[component]
pub fn TalkPanel() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    // Whether the recipe begins every sample with the same.
    let shared = Memo::new(move |_| {
        store.prompt.with(|prompt| {
            let is_same = |now: &Experiment| now.sampling.prompt == *prompt;
            !prompt.is_empty() && store.experiment.with(is_same)
        })
    });
    let begin_with = move |prompt: String| {
        store
            .experiment
            .update(|experiment| experiment.sampling.prompt = prompt);
    };
    let write = move |event| {
        let text = event_target_value(&event);
        if shared.get_untracked() {
            begin_with(text.clone());
        }
        store.prompt.set(text);
    };
    let choose = move |event| {
        begin_with(if event_target_checked(&event) {
            store.prompt.get_untracked()
        } else {
            String::new()
        });
    };
    let ready = Memo::new(move |_| store.can_ask());
    let running = Memo::new(move |_| store.generation.with(|generation| generation.running));
    let request = Memo::new(move |_| store.generation.with(|generation| generation.request));
    let label = say_with(move || {
        if running.get() {
            w::STOP.clone()
        } else {
            w::CONTINUE.clone()
        }
    });
    // One button for both, so that whoever pressed it by key is still on it.
    let stop = move |event: web_sys::MouseEvent| {
        if running.get_untracked() {
            // By the time the click is over the button may submit again.
            event.prevent_default();
            conductor.stop_generation();
        }
    };
    // Which token's distribution is shown: the latest, unless the person points at another.
    let chosen = RwSignal::new(None::<usize>);
    // Whoever asked for another continuation, by this form or by key, has pointed at nothing in it yet.
    Effect::new(move |_| {
        // A memo that is only tracked is never worked out.
        request.get();
        chosen.set(None);
    });
    view! {
        <Panel name="talk" title=&w::TALK lead=&w::TALK_LEAD explain=&w::EXPLAIN_GENERATION>
            <form class="prompt" on:submit=move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                conductor.generate();
            }>
                <label for="prompt">{say(&w::PROMPT)}</label>
                <div class="row">
                    <input id="prompt" type="text" lang="" dir="auto" autocomplete="off" data-testid="prompt" prop:value=store.prompt on:input=write/>
                    <button type=move || if running.get() { "button" } else { "submit" } class:primary=move || !running.get()
                        data-testid=move || if running.get() { "stop" } else { "generate" }
                        disabled=move || !running.get() && !ready.get() on:click=stop>
                        {label}
                    </button>
                </div>
                <label class="switch">
                    <input type="checkbox" data-testid="share-prompt" prop:checked=shared
                        disabled=move || store.prompt.with(String::is_empty) on:change=choose/>
                    {say(&w::SHARE_PROMPT)}
                </label>
            </form>
            <Continuation chosen=chosen/>
            <details class="more" open>
                <summary>{say(&w::SAMPLING_SETTINGS)}</summary>
                <Settings group=Group::Sampling/>
            </details>
        </Panel>
    }
    .into_any()
}

#[component]
fn Continuation(chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let store = Store::from_context();
    // Tokens may come by the hundred between two frames.
    let frame = frames(move || store.generation.track());
    let prompt = Memo::new(move |_| {
        frame.track();
        store
            .generation
            .with_untracked(|generation| generation.prompt.clone())
    });
    let written = Memo::new(move |_| {
        frame.track();
        store
            .generation
            .with_untracked(|generation| (generation.request, generation.tokens.len()))
    });
    let token = move |(_, index): (u32, usize)| {
        let token = store
            .generation
            .with_untracked(|generation| generation.tokens.get(index).cloned());
        let text = token
            .as_ref()
            .map(|token| token.text.clone())
            .unwrap_or_default();
        view! {
            <span class="token" class:chosen=move || chosen.get() == Some(index)
                on:pointerenter=move |_| chosen.set(Some(index)) on:click=move |_| chosen.set(Some(index))>
                {text}
            </span>
        }
    };
    // By key as by pointer: from token to token, in the order of writing.
    let key = move |event: web_sys::KeyboardEvent| {
        let count = written.get_untracked().1;
        let now = chosen.get_untracked().unwrap_or(count.saturating_sub(1));
        // Up and down scroll a long text.
        let key = Some(event.key()).filter(|key| !["ArrowUp", "ArrowDown"].contains(&key.as_str()));
        if let Some(to) = key.and_then(|key| moved(&key, now, count)) {
            event.prevent_default();
            chosen.set(Some(to));
        }
    };
    let language = move || {
        frame.track();
        store.generation.with_untracked(|generation| {
            let texts = generation.tokens.iter().map(|token| token.text.as_str());
            texts
                .map(format::tongue)
                .find(|tag| !tag.is_empty())
                .unwrap_or_default()
        })
    };
    view! {
        <div class="continuation" class:empty=move || written.get().0 == 0>
            <p class="written" lang=language dir="auto" translate="no" tabindex="0" data-testid="continuation" role="group"
                aria-label=say(&w::GENERATED) aria-describedby="written-hint" on:keydown=key>
                <span class="given">{prompt}</span>
                <For each=move || { let (request, count) = written.get(); (0..count).map(move |index| (request, index)) }
                    key=|key| *key children=token/>
            </p>
            <p id="written-hint" class="figures">{say(&w::GENERATED_HINT)}</p>
            <Choices chosen=chosen frame=frame/>
        </div>
    }
    .into_any()
}

/// The distribution that the latest (or the pointed-at) token was drawn from.
#[component]
fn Choices(chosen: RwSignal<Option<usize>>, frame: ReadSignal<u32>) -> impl IntoView {
    let store = Store::from_context();
    let shown = Memo::new(move |_| {
        frame.track();
        let chosen = chosen.get();
        store.generation.with_untracked(|generation| {
            let index = chosen.or_else(|| generation.tokens.len().checked_sub(1))?;
            generation.tokens.get(index).cloned()
        })
    });
    move || {
        shown.get().map(|token| {
            let (id, surprisal) = (token.id, token.surprisal);
            let entropy = token.distribution.entropy;
            let rows = rows(token).into_iter();
            let bars: Vec<_> = rows.map(|row| bar(row, id)).collect();
            view! {
                <div class="choices" data-testid="choices">
                    <ol class="bars">{bars}</ol>
                    <p class="figures">
                        {say(&w::SURPRISAL)} " −ln p " <strong>{format::nats(f64::from(surprisal))}</strong>
                        " · " {say(&w::ENTROPY)} " H " <strong>{format::nats(f64::from(entropy))}</strong> " " {say(&w::NATS)}
                        " (" {say(&w::AS_DRAWN)} ")"
                    </p>
                </div>
            }
        })
    }
}

/// The likeliest tokens, and the one that was drawn where it is not among them.
fn rows(token: GeneratedToken) -> Vec<TokenProbability> {
    let drawn = TokenProbability {
        id: token.id,
        text: token.text,
        probability: (-token.surprisal).exp(),
    };
    let mut rows = token.distribution.top;
    let known = rows.iter().position(|row| row.id == drawn.id);
    let drawn = known.map_or(drawn, |at| rows[at].clone());
    rows.truncate(BARS);
    if rows.iter().all(|row| row.id != drawn.id) {
        rows.push(drawn);
    }
    rows
}

fn bar(row: TokenProbability, drawn: u32) -> impl IntoView {
    let share = share(f64::from(row.probability));
    let width = format!("{:.2}%", row.probability * 100.0);
    view! {
        <li class:drawn=row.id == drawn>
            <code>{piece(&row.text)}</code>
            <span class="track"><span class="fill" style:width=width></span></span>
            <span class="share">{share}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Distribution;

    #[test]
    fn the_token_that_was_drawn_has_a_bar() {
        let row = |id: u32| TokenProbability {
            id,
            text: id.to_string(),
            probability: 0.05,
        };
        let token = |id: u32| GeneratedToken {
            id,
            text: "drawn".into(),
            surprisal: 2.0,
            distribution: Distribution {
                top: (0..12).map(row).collect(),
                rest: 0.4,
                entropy: 3.0,
            },
        };
        let ids = |id| rows(token(id)).iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(3), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(ids(11), [0, 1, 2, 3, 4, 5, 6, 7, 11]);
        assert_eq!(ids(99), [0, 1, 2, 3, 4, 5, 6, 7, 99]);
        let last = rows(token(99)).pop().unwrap();
        assert_eq!(last.text, "drawn");
        assert!((last.probability - 0.135).abs() < 1e-3);
    }
}
