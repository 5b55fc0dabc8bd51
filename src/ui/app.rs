//! The page, from top to bottom.

use leptos::prelude::*;

use super::conductor::Conductor;
use super::controls::{OtherProblems, Recipe};
use super::header::{Footer, Header, HelpDialog, Notices, Toast};
use super::panels::{ComparePanel, Diary, InsidePanel, LadderPanel, TalkPanel, TokensPanel};
use super::stage::Stage;
use super::state::{Store, Theme, say};
use super::transport::Transport;
use super::{dom, runs, words as w};
use crate::experiment::Experiment;
use crate::words::Language;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let language = dom::remembered("language")
        .as_deref()
        .and_then(Language::from_tag)
        .or_else(|| {
            dom::wanted_languages()
                .iter()
                .find_map(|tag| Language::from_tag(tag))
        })
        .unwrap_or_default();
    let theme = dom::remembered("theme").map_or(Theme::System, |tag| Theme::from_tag(&tag));
    let store = Store::new(Experiment::default(), language, theme);
    let conductor = Conductor::new(store);
    provide_context(store);
    provide_context(conductor);
    provide_context(Signal::<Language>::from(store.language));
    mirror_language(store);
    mirror_theme(store);
    runs::restore(store.runs);
    conductor.open();

    view! {
        <a class="skip" href="#main">{say(&w::SKIP)}</a>
        <Header/>
        <main id="main" tabindex="-1">
            <Notices/>
            <Stage/>
            <Transport/>
            <OtherProblems/>
            <div class="panels">
                <TalkPanel/>
                <Diary/>
                <InsidePanel/>
                <Recipe/>
                <TokensPanel/>
                <LadderPanel/>
                <ComparePanel/>
            </div>
        </main>
        <Footer/>
        <HelpDialog/>
        <Toast/>
    }
}

/// `<html lang>`, the title and the memory of the language follow the language.
fn mirror_language(store: Store) {
    Effect::new(move |_| {
        let language = store.language.get();
        dom::root().set_lang(language.tag());
        if let Some(document) = dom::window().document() {
            document.set_title(w::PAGE_TITLE.in_language(language));
        }
        dom::remember("language", language.tag());
    });
}

/// `<html data-theme>` and the memory of the theme follow the theme.
fn mirror_theme(store: Store) {
    Effect::new(move |_| {
        let theme = store.theme.get();
        dom::root().set_attribute("data-theme", theme.tag()).ok();
        dom::remember("theme", theme.tag());
    });
}
