//! How the tokenizer cuts text.

use leptos::prelude::*;

use super::Panel;
use crate::ui::charts::TokensView;
use crate::ui::conductor::Conductor;
use crate::ui::state::Store;
use crate::ui::words as w;

/// How long the person must rest from typing before the tokenizer is asked, in milliseconds.
const PATIENCE_MS: u64 = 80;

/// Text in pieces.
#[component]
pub fn TokensPanel() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let mut ask = leptos::leptos_dom::helpers::debounce(
        std::time::Duration::from_millis(PATIENCE_MS),
        move |()| conductor.refresh_tokens(),
    );
    Effect::new(move |_| {
        store.token_text.track();
        ask(());
    });
    view! {
        <Panel name="tokens" title=&w::TOKENS lead=&w::TOKENS_LEAD explain=&w::EXPLAIN_TOKENS>
            <p class="problem" role="alert">
                {move || store.token_problem.get().map(|words| words.in_language(store.language.get()).to_owned())}
            </p>
            <TokensView text=store.token_text tokenized=store.tokenized vocabulary=store.vocabulary/>
        </Panel>
    }
    .into_any()
}
