//! What an n-gram model has counted after a context, from the longest context down to none.

use leptos::prelude::*;

use super::browser::Tongue;
use super::parts::{Nothing, unique};
use super::show;
use crate::ui::format;
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
        let weights = weights(&levels);
        let heaviest = weights.iter().copied().fold(0.0, f32::max);
        levels
            .iter()
            .zip(weights)
            .map(|(found, weight)| level(tongue, found, weight, weight == heaviest))
            .collect_view()
    };
    let explanation = move || {
        if levels.with(|levels| levels.iter().any(|level| level.left.is_some())) {
            tongue.now(
                "From the longest context down to none. Each keeps a part of the prediction for what it counted and leaves the rest to the next shorter one (interpolated Kneser–Ney).",
                "从最长的上下文到空上下文。每一级为自己的计数保留一部分预测，其余留给下一级更短的上下文（插值 Kneser–Ney 平滑）。",
            )
        } else {
            tongue.now(
                "Add-k smoothing does not back off: the longest context decides alone, and where it was never seen every token is as likely. The shorter ones are here to compare.",
                "加 k 平滑不回退：只由最长的上下文决定；若它从未出现，则每个词元的可能性相同。更短的上下文仅供对照。",
            )
        }
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
                <p class="chart-caption">{explanation}</p>
                <div class="chart-levels">{columns}</div>
            </Show>
        </section>
    }
}

/// How much of the prediction each level decides, 0 to 1; what is missing from 1 is spread evenly over all tokens.
fn weights(levels: &[CountLevel]) -> Vec<f32> {
    let mut open = 1.0;
    levels
        .iter()
        .map(|level| {
            let left = level.left.unwrap_or(0.0);
            let weight = open * (1.0 - left);
            open *= left;
            weight
        })
        .collect()
}

/// One length of context: how often it came, what followed, and its `weight` in the prediction.
fn level(tongue: Tongue, level: &CountLevel, weight: f32, speaks: bool) -> impl IntoView + use<> {
    let context = if level.context.is_empty() {
        tongue.now("no context", "无上下文")
    } else {
        format!("“{}”", show::visible(&level.context))
    };
    let (total, distinct) = (
        format::count(level.total as usize),
        format::count(level.distinct),
    );
    let often = show::times(level.total as usize);
    let seen = if level.total == 0 {
        tongue.now("never seen", "从未出现")
    } else {
        tongue.tell(&Words::new(
            match level.distinct {
                1 => format!("{often}, always the same follower"),
                _ => format!("{often}, {distinct} different followers"),
            },
            format!("出现 {total} 次，{distinct} 种后继"),
        ))
    };
    let share = show::share(f64::from(weight));
    let decides = tongue.tell(&Words::new(
        format!("decides {share} of the prediction"),
        format!("决定预测的 {share}"),
    ));
    let rows = level
        .followers
        .iter()
        .map(|follower| {
            view! {
                <tr>
                    <th scope="row">{show::visible(&follower.text)}</th>
                    <td class="chart-number">{format::count(follower.count as usize)}</td>
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
                <br/>
                {decides}
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

#[cfg(test)]
mod tests {
    use super::*;

    fn level(left: Option<f32>) -> CountLevel {
        CountLevel {
            context: String::new(),
            total: 1,
            distinct: 0,
            followers: Vec::new(),
            left,
        }
    }

    #[test]
    fn a_level_decides_over_what_the_longer_ones_left_to_it() {
        let interpolated = [Some(1.0), Some(0.25), Some(0.5)].map(level);
        assert_eq!(weights(&interpolated), [0.0, 0.75, 0.125]);
        let alone = [None, None].map(level);
        assert_eq!(weights(&alone), [1.0, 0.0]);
    }
}
