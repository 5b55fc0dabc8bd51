//! The page, from top to bottom.

use leptos::prelude::*;

use super::conductor::Conductor;
use super::controls::{Drafts, OtherProblems, Presets, Recipe, Values};
use super::header::{Footer, Header, HelpDialog, Notices, Toast};
use super::offer::Regret;
use super::panels::{
    ComparePanel, Diary, InsidePanel, LadderPanel, RunNames, TalkPanel, TokensPanel,
};
use super::stage::Stage;
use super::state::{Store, say};
use super::transport::Transport;
use super::{address, dom, words as w};
use crate::experiment::link::Theme;
use crate::words::Language;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let link = address::read();
    let language = link.page.language.unwrap_or_else(usual_language);
    let store = Store::new(
        address::recipe(&link, language),
        language,
        link.page.theme.unwrap_or_else(usual_theme),
        link.page,
    );
    address::report(store, link.problems);
    let conductor = Conductor::new(store);
    provide_context(store);
    provide_context(conductor);
    provide_context(Values::of(store));
    provide_context(StoredValue::new(Drafts::default()));
    provide_context(RunNames::of(store));
    provide_context(Signal::<Language>::from(store.language));
    mirror_language(store);
    mirror_theme(store);
    conductor.open_shelf();
    conductor.look_for_unfinished();
    super::keys::listen(store, conductor);
    address::mirror(store, conductor);
    conductor.open();

    view! {
        <button type="button" class="skip" on:click=|_| skip_to_main()>{say(&w::SKIP)}</button>
        <Header/>
        <main id="main" tabindex="-1">
            <Notices/>
            <Presets/>
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
        <div class="toasts">
            <Toast/>
            <Regret/>
        </div>
    }
}

/// The language chosen on an earlier visit, or else the first of the browser's that is ours.
fn usual_language() -> Language {
    dom::remembered("language")
        .as_deref()
        .and_then(Language::from_tag)
        .or_else(|| {
            dom::wanted_languages()
                .iter()
                .find_map(|tag| Language::from_tag(tag))
        })
        .unwrap_or_default()
}

/// The theme chosen on an earlier visit.
fn usual_theme() -> Theme {
    dom::remembered("theme")
        .and_then(|tag| Theme::from_tag(&tag))
        .unwrap_or_default()
}

/// Moves the focus past the masthead. A link could not: the address's fragment is the recipe.
fn skip_to_main() {
    if let Some(main) = dom::element("main") {
        main.scroll_into_view();
    }
    dom::focus("main");
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
