//! What the model wrote at every age.

use leptos::prelude::*;

use super::Panel;
use crate::ui::charts::SampleStrip;
use crate::ui::state::Store;
use crate::ui::words as w;

/// The samples of the current run.
#[component]
pub fn Diary() -> impl IntoView {
    let store = Store::from_context();
    let run = Memo::new(move |_| store.run_id());
    view! {
        <Panel name="samples" title=&w::FIRST_WORDS lead=&w::FIRST_WORDS_LEAD explain=&w::EXPLAIN_SAMPLES>
            <SampleStrip samples=store.samples run=run/>
        </Panel>
    }
    .into_any()
}
