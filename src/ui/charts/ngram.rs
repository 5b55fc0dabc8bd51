//! What an n-gram model has counted after a context, from the longest context down to none.

use leptos::prelude::*;

use super::browser::Tongue;
use super::parts::{Nothing, unique};
use super::show;
use crate::view::{CountLevel, Inside, Probe};
use crate::words::Words;

/// Counts, back-off and probabilities after a typed context; the page probes whenever `context` changes.
#[component]
pub fn NgramTable(
    /// What the model makes of the context.
    #[prop(into)]
    probe: Signal<Option<Probe>>,
    /// What the person types.
    context: RwSignal<String>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let id = unique("context");
    let levels = Memo::new(move |_| {
        probe.with(|probe| match probe.as_ref().map(|probe| &probe.inside) {
            Some(Inside::Counts(counts)) => counts.levels.clone(),
            _ => Vec::new(),
        })
    });
    let columns = move || {
        let levels = levels.get();
        // A level that never saw its context leaves the prediction to the next shorter one.
        let speaking = levels.iter().position(|level| level.total > 0);
        levels
            .iter()
            .enumerate()
            .map(|(index, found)| level(tongue, found, speaking == Some(index)))
            .collect_view()
    };
    view! {
        <section class="chart chart-ngram" aria-label=tongue.say("Counts after a context", "上下文之后的计数")>
            <div class="chart-scrubber">
                <label for=id.clone()>{tongue.say("After the context", "上下文")}</label>
                <input
                    id=id
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=context
                    on:input:target=move |event| context.set(event.target().value())
                />
            </div>
            <Show
                when=move || levels.with(|levels| !levels.is_empty())
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "Type a context to see what followed it in the corpus.",
                            "输入一段上下文，看看语料中它后面出现过什么。",
                        )/>
                    }
                }
            >
                <p class="chart-caption">
                    {tongue.say(
                        "From the longest context that was counted down to none: each level backs off to the one after it.",
                        "从最长的上下文到空上下文：每一级都会回退到下一级。",
                    )}
                </p>
                <div class="chart-levels">{columns}</div>
            </Show>
        </section>
    }
}

/// One length of context: how often it came, and what followed.
fn level(tongue: Tongue, level: &CountLevel, speaks: bool) -> impl IntoView + use<> {
    let context = if level.context.is_empty() {
        tongue.now("no context", "无上下文")
    } else {
        format!("“{}”", show::visible(&level.context))
    };
    let (total, distinct) = (
        show::whole(level.total as usize),
        show::whole(level.distinct),
    );
    let seen = if level.total == 0 {
        tongue.now("never seen: backs off", "从未出现：回退")
    } else {
        tongue.tell(&Words::new(
            format!("{total} times, {distinct} different followers"),
            format!("出现 {total} 次，{distinct} 种后继"),
        ))
    };
    let rows = level
        .followers
        .iter()
        .map(|follower| {
            view! {
                <tr>
                    <th scope="row">{show::visible(&follower.text)}</th>
                    <td class="chart-number">{show::whole(follower.count as usize)}</td>
                    <td class="chart-number">{show::share(f64::from(follower.probability))}</td>
                    <td class="chart-bar">
                        <span style:--share=format!("{:.4}", follower.probability)></span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="chart-bars chart-level" class:chart-speaks=speaks>
            <caption>
                <b>{context}</b>
                <br/>
                {seen}
            </caption>
            <thead class:chart-hidden=level.followers.is_empty()>
                <tr>
                    <th scope="col">{tongue.now("next", "后继")}</th>
                    <th scope="col">{tongue.now("count", "计数")}</th>
                    <th scope="col">{tongue.now("probability", "概率")}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
