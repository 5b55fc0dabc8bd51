//! What an n-gram model has counted after a context, from the longest context down to none.

use leptos::prelude::*;

use super::browser::Tongue;
use super::parts::{Nothing, piece, unique};
use super::show;
use crate::ui::format;
use crate::view::{CountLevel, Inside, Probe};
use crate::words::Words;

/// Followers listed of a context at most.
const LISTED: usize = 8;

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
    // The level that decides most, and the others to compare it with.
    let deciding = move || {
        levels.with(|levels| {
            let (place, weight) = heaviest(&weights(levels))?;
            Some(level(tongue, levels.get(place)?, weight))
        })
    };
    let others = move || {
        levels.with(|levels| {
            let weights = weights(levels);
            let heaviest = heaviest(&weights).map(|(place, _)| place);
            let each = levels.iter().zip(weights).enumerate();
            each.filter(|(place, _)| Some(*place) != heaviest)
                .map(|(_, (found, weight))| level(tongue, found, weight))
                .collect_view()
        })
    };
    let decided = move || levels.with(|levels| tongue.tell(&decided(levels)));
    let count = Memo::new(move |_| levels.with(|levels| levels.len().saturating_sub(1)));
    let others_are = move || {
        let count = count.get();
        tongue.tell(&Words::new(
            format!("The other contexts, to compare ({count})"),
            format!("其他长度的上下文，供对照（{count}）"),
        ))
    };
    let explanation = move || {
        if levels.with(|levels| levels.iter().any(|level| level.left.is_some())) {
            tongue.now(
                "From the longest context down to none. Each keeps a part of the prediction for what it counted and leaves the rest to the next shorter one (interpolated Kneser–Ney).",
                "从最长的上下文到空上下文。每一级为自己的计数保留一部分预测，其余留给下一级更短的上下文（插值 Kneser–Ney 平滑）。",
            )
        } else {
            tongue.now(
                "Add-k smoothing does not back off: the longest context decides alone, and where it was never seen, every token is equally likely. The shorter ones are here only to compare.",
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
                <p class="chart-figures">{decided}</p>
                <div class="chart-levels">{deciding}</div>
                <details class="chart-data" hidden=move || count.get() == 0>
                    <summary>{others_are}</summary>
                    <p class="chart-caption">{explanation}</p>
                    <div class="chart-levels">{others}</div>
                </details>
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

/// The place and the weight of the level that decides most; of equals the longest.
fn heaviest(weights: &[f32]) -> Option<(usize, f32)> {
    let each = weights.iter().copied().enumerate().rev();
    each.max_by(|first, second| first.1.total_cmp(&second.1))
}

/// What a level is called within a sentence.
fn context_of(level: &CountLevel) -> Words {
    if level.context.is_empty() {
        Words::fixed("the empty context", "空上下文")
    } else {
        let context = format!("“{}”", show::quoted(&level.context));
        Words::new(context.clone(), context)
    }
}

/// In one line, which contexts the prediction comes from.
fn decided(levels: &[CountLevel]) -> Words {
    let unseen = levels
        .first()
        .filter(|level| level.total == 0 && level.left.is_none());
    if let Some(longest) = unseen {
        let context = context_of(longest);
        return Words::new(
            format!(
                "{} was never seen, so every token is equally likely.",
                context.en
            ),
            format!("{}从未出现过，因此每个词元的可能性相同。", context.zh),
        );
    }
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (level, weight) in levels.iter().zip(weights(levels)) {
        if weight < 0.01 {
            continue;
        }
        let (context, share) = (context_of(level), show::share(f64::from(weight)));
        en.push(format!("{} decides {share}", context.en));
        zh.push(format!("{}决定 {share}", context.zh));
    }
    Words::new(
        format!("Of the prediction, {}.", en.join(", ")),
        format!("这次预测中，{}。", zh.join("，")),
    )
}

/// One length of context: how often it came, what followed, and its `weight` in the prediction.
fn level(tongue: Tongue, level: &CountLevel, weight: f32) -> impl IntoView + use<> {
    let context = tongue.tell(&context_of(level));
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
        .take(LISTED)
        .map(|follower| {
            view! {
                <tr>
                    <th scope="row">{piece(&follower.text)}</th>
                    <td class="chart-number">{format::count(follower.count as usize)}</td>
                    <td class="chart-number">{show::share(f64::from(follower.probability))}</td>
                    <td class="chart-bar">
                        <span style:--share=format!("{:.4}", follower.probability)></span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let hidden = level.distinct.saturating_sub(LISTED);
    let more = (hidden > 0).then(|| {
        let count = format::count(hidden);
        let words = Words::new(
            format!("and {}", format::counted(hidden, "other")),
            format!("另有 {count} 种"),
        );
        view! { <tr><th scope="row" colspan="4" class="chart-aside">{tongue.tell(&words)}</th></tr> }
    });
    view! {
        <table class="chart-bars chart-level">
            <caption>
                <b>{context}</b> " · " {seen} " · " {decides}
            </caption>
            <thead class:chart-hidden=level.followers.is_empty()>
                <tr>
                    <th scope="col">{tongue.now("next", "后继")}</th>
                    <th scope="col">{tongue.now("count", "计数")}</th>
                    <th scope="col">{tongue.now("probability", "概率")}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>{rows}{more}</tbody>
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
    fn one_line_says_where_the_prediction_comes_from() {
        let named = |context: &str, left: Option<f32>| CountLevel {
            context: context.into(),
            ..level(left)
        };
        let smoothed = [
            named("ab", Some(0.25)),
            named("b", Some(0.02)),
            named("", Some(0.0)),
        ];
        assert_eq!(
            decided(&smoothed).en,
            "Of the prediction, “ab” decides 75.0%, “b” decides 24.5%."
        );
        assert_eq!(heaviest(&weights(&smoothed)), Some((0, 0.75)));
        let alone = [named("ab", None), named("b", None)];
        assert_eq!(decided(&alone).zh, "这次预测中，“ab”决定 100%。");
        let unseen = [CountLevel {
            total: 0,
            ..named("zz", None)
        }];
        assert_eq!(
            decided(&unseen).en,
            "“zz” was never seen, so every token is equally likely."
        );
    }

    #[test]
    fn a_level_decides_over_what_the_longer_ones_left_to_it() {
        let interpolated = [Some(1.0), Some(0.25), Some(0.5)].map(level);
        assert_eq!(weights(&interpolated), [0.0, 0.75, 0.125]);
        let alone = [None, None].map(level);
        assert_eq!(weights(&alone), [1.0, 0.0]);
    }
}
