//! The frame around the page: masthead, notices, help, foot.

use leptos::prelude::*;
use web_sys::HtmlDialogElement;

use super::conductor::Conductor;
use super::keys::Shortcuts;
use super::state::{Notice, Store, say};
use super::transport::PLAY;
use super::{address, dom, words as w};
use crate::experiment::link::Theme;
use crate::experiment::{Experiment, Source, Tokenizer};
use crate::words::Language;

/// Name, tagline and the page's own tools.
#[component]
pub fn Header() -> impl IntoView {
    let store = Store::from_context();
    let switch = move |_| {
        let language = match store.language.get_untracked() {
            Language::English => Language::Chinese,
            Language::Chinese => Language::English,
        };
        store.language.set(language);
        store.page.update(|page| page.language = Some(language));
    };
    let other = move || match store.language.get() {
        Language::English => Language::Chinese.tag(),
        Language::Chinese => Language::English.tag(),
    };
    view! {
        <header class="masthead">
            <div class="brand">
                <Mark/>
                <h1 translate="no"><span class="name">"Babble"</span> <span class="name-zh" lang="zh">"牙牙学语"</span></h1>
                <p class="tagline">{say(&w::TAGLINE)}</p>
            </div>
            <nav class="tools" aria-label=say(&w::TOOLS)>
                <button type="button" class="quiet" data-testid="language" lang=other on:click=switch>
                    {say(&w::SWITCH_LANGUAGE)}
                </button>
                <ThemeChooser/>
                <CopyLink/>
                <button type="button" class="quiet" data-testid="help" on:click=move |_| store.help.set(true)>
                    {say(&w::HELP)}
                </button>
            </nav>
        </header>
    }
    .into_any()
}

/// The mark: a speech bubble with three first syllables in it.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
            <path class="bubble" d="M14 6h36a10 10 0 0 1 10 10v22a10 10 0 0 1-10 10H35L20 60V48h-6A10 10 0 0 1 4 38V16A10 10 0 0 1 14 6z"/>
            <circle class="syllable" cx="19" cy="31" r="3"/>
            <circle class="syllable" cx="31" cy="28" r="4.5"/>
            <circle class="syllable" cx="46" cy="25" r="6"/>
        </svg>
    }
    .into_any()
}

#[component]
fn ThemeChooser() -> impl IntoView {
    let store = Store::from_context();
    let choose = move |event| {
        if let Some(theme) = Theme::from_tag(&event_target_value(&event)) {
            store.theme.set(theme);
            store.page.update(|page| page.theme = Some(theme));
        }
    };
    view! {
        <select class="quiet" data-testid="theme" aria-label=say(&w::THEME)
            prop:value=move || store.theme.get().tag() on:change=choose>
            <option value="system">{say(&w::THEME_SYSTEM)}</option>
            <option value="light">{say(&w::THEME_LIGHT)}</option>
            <option value="dark">{say(&w::THEME_DARK)}</option>
        </select>
    }
    .into_any()
}

#[component]
fn CopyLink() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    // The link, where the person must copy it by hand; it goes once it is no longer the recipe's.
    let by_hand = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        store.experiment.track();
        store.page.track();
        by_hand.set(None);
    });
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // It is made before it is in the page, where alone it can take the focus.
            request_animation_frame(move || {
                field.focus().ok();
                field.select();
            });
        }
    });
    let copy = move |_| {
        address::write(store);
        leptos::task::spawn_local(async move {
            let link = dom::address();
            let copied = dom::copy(&link).await;
            by_hand.set(copied.is_err().then_some(link));
            let left_out = store
                .left_out
                .with_untracked(|all| all.first().map(|problem| problem.message.clone()));
            let file = store.experiment.with_untracked(named_file);
            let missing = left_out.or_else(|| file.map(|file| w::link_without(&file)));
            conductor.tell(match (copied, missing) {
                (Ok(()), None) => w::LINK_COPIED.clone(),
                (Ok(()), Some(missing)) => missing,
                (Err(_), _) => w::COPY_FAILED.clone(),
            });
        });
    };
    view! {
        <button type="button" class="quiet" data-testid="copy-link" on:click=copy>{say(&w::COPY_LINK)}</button>
        {move || by_hand.get().map(|link| view! {
            <input node_ref=field type="text" readonly data-testid="link-to-copy" aria-label=say(&w::LINK_TO_COPY) prop:value=link
                on:focus=move |_| if let Some(field) = field.get_untracked() { field.select() }/>
        })}
    }
    .into_any()
}

/// A file that the recipe names and no link can hold.
fn named_file(experiment: &Experiment) -> Option<String> {
    match (&experiment.corpus.source, &experiment.tokenizer) {
        (Source::File(file), _) | (_, Tokenizer::File(file)) => Some(file.name.clone()),
        _ => None,
    }
}

/// What the person should know, until it is put away.
#[component]
pub fn Notices() -> impl IntoView {
    let store = Store::from_context();
    let notice = move |(index, notice): (usize, Notice)| {
        let Notice { title, items } = notice;
        let title_text = move || title.in_language(store.language.get()).to_owned();
        let points: Vec<_> = items
            .into_iter()
            .map(|item| view! { <li>{move || item.in_language(store.language.get()).to_owned()}</li> })
            .collect();
        let dismiss = move |_| {
            dom::focus(PLAY);
            store.notices.update(|all| {
                all.remove(index);
            });
        };
        view! {
            <div class="notice" role="alert" data-testid="notice">
                <div><strong>{title_text}</strong><ul>{points}</ul></div>
                <button type="button" class="quiet" on:click=dismiss>{say(&w::DISMISS)}</button>
            </div>
        }
    };
    move || {
        store
            .notices
            .get()
            .into_iter()
            .enumerate()
            .map(notice)
            .collect::<Vec<_>>()
    }
}

/// What was just done, for a few seconds; read out politely.
#[component]
pub fn Toast() -> impl IntoView {
    let store = Store::from_context();
    let text = move || {
        store
            .toast
            .with(|toast| {
                toast
                    .as_ref()
                    .map(|words| words.in_language(store.language.get()).to_owned())
            })
            .unwrap_or_default()
    };
    view! {
        <div class="toast" role="status" data-testid="toast" class:shown=move || store.toast.with(Option::is_some)>
            {text}
        </div>
    }
    .into_any()
}

/// How to use the page, and its keys.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let store = Store::from_context();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog): Option<HtmlDialogElement> = dialog.get() else {
            return;
        };
        match (store.help.get(), dialog.open()) {
            (true, false) => {
                dialog.show_modal().ok();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let keys = [
        (&w::KEY_P, &w::KEY_TOGGLE),
        (&w::KEY_S, &w::KEY_STEP),
        (&w::KEY_R, &w::KEY_RESET),
        (&w::KEY_G, &w::KEY_GENERATE),
        (&w::KEY_QUESTION, &w::KEY_HELP),
    ];
    let Shortcuts(on) = expect_context::<Shortcuts>();
    let rows: Vec<_> = keys
        .into_iter()
        .map(|(key, meaning)| view! { <dt translate="no"><kbd>{say(key)}</kbd></dt><dd>{say(meaning)}</dd> })
        .collect();
    view! {
        <dialog node_ref=dialog class="help" data-testid="help-dialog" aria-labelledby="help-title"
            on:close=move |_| store.help.set(false)>
            <h2 id="help-title">{say(&w::HELP_TITLE)}</h2>
            <p>{say(&w::HELP_LEAD)}</p>
            <p>{say(&w::EXPLAIN_DEVICE)}</p>
            <h3>{say(&w::SHORTCUTS)}</h3>
            <label class="switch">
                <input type="checkbox" data-testid="shortcuts" prop:checked=on
                    on:change:target=move |event| on.set(event.target().checked())/>
                {say(&w::USE_KEYS)}
            </label>
            <dl class="keys">{rows}</dl>
            <button type="button" class="primary" on:click=move |_| store.help.set(false)>{say(&w::CLOSE)}</button>
        </dialog>
    }
    .into_any()
}

/// The last line.
#[component]
pub fn Footer() -> impl IntoView {
    view! { <footer class="foot"><p>{say(&w::FOOT)}</p></footer> }.into_any()
}
