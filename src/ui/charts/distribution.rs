//! What a model expects next, and how surprised it is by what came.

use leptos::prelude::*;

use super::belief::{at_temperature, perplexity};
use super::browser::Tongue;
use super::heat_text::{HeatLegend, HeatText, HeatToken};
use super::parts::{LeftOut, Nothing, unique};
use super::show;
use crate::ui::dom;
use crate::view::{Distribution, NATS_PER_BIT, Probe, ProbedToken, TokenProbability};
use crate::words::Words;

/// Bars at most, besides the rest.
const BARS: usize = 12;
/// The hottest temperature of the slider.
const HOTTEST: f64 = 2.5;

/// A text coloured by surprisal and the distribution expected at the chosen position, re-shaped by temperature.
#[component]
pub fn DistributionView(
    /// What the model makes of a text.
    #[prop(into)]
    probe: Signal<Option<Probe>>,
    /// The temperature shown, so that it can be the sampler's own.
    temperature: RwSignal<f64>,
) -> impl IntoView {
    let tongue = Tongue::here();
    // A token of the text, or one past the last for what would come next.
    let chosen = RwSignal::new(None::<usize>);
    let tokens = Memo::new(move |_| {
        probe.with(|probe| {
            let known = probe.as_ref()?;
            let mut tokens: Vec<HeatToken> = known.tokens.iter().map(heat_token).collect();
            tokens.push(HeatToken {
                text: "▮".to_owned(),
                value: None,
            });
            Some(tokens)
        })
    });
    let expected = Memo::new(move |_| {
        let chosen = chosen.get();
        probe.with(|probe| probe.as_ref().and_then(|known| expectation(known, chosen)))
    });
    let distribution = Memo::new(move |_| expected.get().map(|expected| expected.distribution));
    let actual = Memo::new(move |_| expected.get().and_then(|expected| expected.came));
    view! {
        <section class="chart chart-distribution" aria-label=tongue.say("Next-token distribution", "下一个词元的分布")>
            <Show
                when=move || tokens.with(Option::is_some)
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "Type a text and the model says what it expects at every place.",
                            "输入一段文字，模型会说出它在每个位置的预期。",
                        )/>
                    }
                }
            >
                <SurprisalText tokens=Signal::derive(move || tokens.get().unwrap_or_default()) chosen=chosen/>
                <LeftOut probe=probe/>
                <p class="chart-caption">{move || caption(tongue, expected.get().as_ref())}</p>
                <DistributionBars distribution=distribution temperature=temperature actual=actual/>
            </Show>
        </section>
    }
}

fn heat_token(token: &ProbedToken) -> HeatToken {
    HeatToken {
        text: token.text.clone(),
        value: token.surprisal,
    }
}

/// What was expected somewhere, and what came.
#[derive(Clone, PartialEq)]
struct Expected {
    distribution: Distribution,
    came: Option<TokenProbability>,
    /// The last of the text before it.
    before: String,
}

/// What the model expected at the chosen token; what would come next where none is chosen or nothing was expected.
fn expectation(probe: &Probe, chosen: Option<usize>) -> Option<Expected> {
    let before = |end: usize| {
        let from = end.saturating_sub(8);
        probe.tokens[from..end]
            .iter()
            .map(|token| token.text.as_str())
            .collect()
    };
    let place = chosen.unwrap_or(probe.tokens.len()).min(probe.tokens.len());
    match probe.tokens.get(place) {
        None => Some(Expected {
            distribution: probe.next.clone(),
            came: None,
            before: before(place),
        }),
        Some(token) => Some(Expected {
            distribution: token.expected.clone()?,
            came: token.surprisal.map(|surprisal| TokenProbability {
                id: token.id,
                text: token.text.clone(),
                probability: (-surprisal).exp(),
            }),
            before: before(place),
        }),
    }
}

fn caption(tongue: Tongue, expected: Option<&Expected>) -> String {
    let Some(expected) = expected else {
        return tongue.now(
            "Nothing stands before the first token, so nothing was expected here.",
            "第一个词元之前什么也没有，因此这里没有预期。",
        );
    };
    let before = show::visible(&expected.before);
    tongue.tell(&match &expected.came {
        None => Words::new(format!("What would come after “{before}”"), format!("“{before}”之后会是什么")),
        Some(came) => {
            let (text, surprisal) = (show::visible(&came.text), -f64::from(came.probability.max(1e-30).ln()));
            let (nats, bits) = (show::loss(surprisal), show::compact(surprisal / NATS_PER_BIT));
            Words::new(
                format!("Expected after “{before}”; “{text}” came, a surprisal of {nats} nats ({bits} bits)"),
                format!("“{before}”之后的预期；实际是“{text}”，意外度 {nats} 奈特（{bits} 比特）"),
            )
        }
    })
}

/// A text coloured by surprisal; the first token, which nothing was expected of, stays plain.
#[component]
pub fn SurprisalText(
    /// The tokens with their surprisal in nats.
    #[prop(into)]
    tokens: Signal<Vec<HeatToken>>,
    /// The chosen token.
    chosen: RwSignal<Option<usize>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let most = Memo::new(move |_| {
        let highest = tokens.with(|tokens| {
            tokens
                .iter()
                .filter_map(|token| token.value)
                .fold(0.0, f32::max)
        });
        highest.ceil().clamp(3.0, 12.0)
    });
    let describe = Callback::new(move |index: usize| {
        let value = tokens.with(|tokens| tokens.get(index).and_then(|token| token.value));
        value.map_or_else(String::new, |value| {
            let value = show::loss(f64::from(value));
            tongue.tell(&Words::new(
                format!("surprisal {value} nats"),
                format!("意外度 {value} 奈特"),
            ))
        })
    });
    view! {
        <HeatText
            tokens=tokens
            most=most
            chosen=chosen
            describe=describe
            label=Signal::derive(tongue.say("Text, coloured by surprisal", "文字，按意外度着色"))
        />
        <HeatLegend
            name=Signal::derive(tongue.say("surprisal −ln p", "意外度 −ln p"))
            most=Signal::derive(move || {
                let most = most.get();
                tongue.tell(&Words::new(format!("{most:.0} nats"), format!("{most:.0} 奈特")))
            })
        />
    }
}

/// A distribution as bars, with entropy, perplexity and the temperature at hand.
#[component]
pub fn DistributionBars(
    /// What to draw, at temperature 1.
    #[prop(into)]
    distribution: Signal<Option<Distribution>>,
    /// The temperature it is shown at.
    temperature: RwSignal<f64>,
    /// The token that came, to mark.
    #[prop(into, optional)]
    actual: Signal<Option<TokenProbability>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let shaped = Memo::new(move |_| {
        let heat = temperature.get();
        distribution.with(|known| known.as_ref().map(|known| at_temperature(known, heat)))
    });
    view! {
        <div class="chart-belief">
            {thermostat(tongue, temperature)}
            <p class="chart-figures">{move || shaped.with(|shaped| shaped.as_ref().map(|known| figures(tongue, known)))}</p>
            <Bars distribution=shaped actual=actual/>
        </div>
    }
}

fn thermostat(tongue: Tongue, temperature: RwSignal<f64>) -> impl IntoView {
    let id = unique("temperature");
    let back = {
        let id = id.clone();
        move |_| {
            // The button has nothing more to do and cannot keep the focus.
            dom::focus(&id);
            temperature.set(1.0);
        }
    };
    view! {
        <div class="chart-scrubber">
            <label for=id.clone()>
                {tongue.say("Temperature", "温度")} " " <b>{move || format!("{:.2}", temperature.get())}</b>
            </label>
            <input
                id=id
                type="range"
                min="0.05"
                max=HOTTEST
                step="0.05"
                prop:value=move || temperature.get().to_string()
                on:input:target=move |event| {
                    if let Ok(value) = event.target().value().parse() {
                        temperature.set(value);
                    }
                }
            />
            <button
                type="button"
                class="chart-small"
                disabled=move || temperature.get() == 1.0
                on:click=back
            >
                {tongue.say("Back to 1", "恢复为 1")}
            </button>
        </div>
    }
}

fn figures(tongue: Tongue, distribution: &Distribution) -> String {
    let entropy = f64::from(distribution.entropy);
    let (nats, bits) = (show::loss(entropy), show::loss(entropy / NATS_PER_BIT));
    let choices = show::compact(perplexity(distribution));
    tongue.tell(&Words::new(
        format!("Entropy {nats} nats = {bits} bits · perplexity {choices}: as unsure as among {choices} equally likely tokens"),
        format!("熵 {nats} 奈特 = {bits} 比特 · 困惑度 {choices}：相当于在 {choices} 个等可能的词元中选择"),
    ))
}

/// One bar: a token or the rest.
#[derive(Clone, PartialEq)]
struct Bar {
    name: Option<String>,
    share: f64,
    came: bool,
}

fn bars_of(distribution: &Distribution, actual: Option<&TokenProbability>) -> Vec<Bar> {
    let is_actual = |id: u32| actual.is_some_and(|actual| actual.id == id);
    let mut shown: Vec<&TokenProbability> = distribution.top.iter().take(BARS).collect();
    if let Some(hidden) = distribution
        .top
        .iter()
        .skip(BARS)
        .find(|token| is_actual(token.id))
    {
        shown.push(hidden);
    }
    let rest = 1.0
        - shown
            .iter()
            .map(|token| f64::from(token.probability))
            .sum::<f64>();
    let mut bars: Vec<Bar> = shown
        .into_iter()
        .map(|token| Bar {
            name: Some(token.text.clone()),
            share: f64::from(token.probability),
            came: is_actual(token.id),
        })
        .collect();
    let came_in_rest = actual.is_some() && bars.iter().all(|bar| !bar.came);
    if rest > 1e-4 || came_in_rest {
        bars.push(Bar {
            name: None,
            share: rest.max(0.0),
            came: came_in_rest,
        });
    }
    bars
}

/// The likeliest tokens as bars and the rest as one; a table to those who hear the page.
#[component]
pub fn Bars(
    /// What to draw, as it is.
    #[prop(into)]
    distribution: Signal<Option<Distribution>>,
    /// The token that came, to mark.
    #[prop(into, optional)]
    actual: Signal<Option<TokenProbability>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let bars = Memo::new(move |_| {
        let actual = actual.get();
        distribution.with(|known| {
            known
                .as_ref()
                .map_or_else(Vec::new, |known| bars_of(known, actual.as_ref()))
        })
    });
    let count = Memo::new(move |_| bars.with(Vec::len));
    let row = move |index: usize| {
        let bar = move || bars.with(|bars| bars.get(index).cloned());
        let name = move || match bar().and_then(|bar| bar.name) {
            Some(text) => show::visible(&text),
            None => tongue.now("all others", "其余"),
        };
        let share = move || bar().map_or(0.0, |bar| bar.share);
        let came = move || bar().is_some_and(|bar| bar.came);
        view! {
            <tr
                class:chart-came=came
                class:chart-others=move || bar().is_some_and(|bar| bar.name.is_none())
                title=move || format!("{}: {:.4}", name(), share())
            >
                <th scope="row">{name}</th>
                <td class="chart-number">{move || show::share(share())}</td>
                <td class="chart-bar">
                    <span style:--share=move || format!("{:.4}", share())></span>
                    {move || came().then(|| view! { <i>{tongue.say("came", "实际")}</i> })}
                </td>
            </tr>
        }
    };
    view! {
        <table class="chart-bars">
            <caption class="chart-hidden">{tongue.say("The likeliest next tokens", "最可能的下一个词元")}</caption>
            <tbody>
                <For each=move || 0..count.get() key=|index| *index children=row/>
            </tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(id: u32, probability: f32) -> TokenProbability {
        TokenProbability {
            id,
            text: id.to_string(),
            probability,
        }
    }

    #[test]
    fn the_token_that_came_is_always_marked() {
        let distribution = Distribution {
            top: (0..20).map(|id| token(id, 0.045)).collect(),
            rest: 0.1,
            entropy: 3.2,
        };
        let marked = |id: u32| {
            let bars = bars_of(&distribution, Some(&token(id, 0.0)));
            let place = bars.iter().position(|bar| bar.came);
            (bars.len(), place)
        };
        assert_eq!(marked(3), (BARS + 1, Some(3)));
        assert_eq!(marked(15), (BARS + 2, Some(BARS)));
        assert_eq!(marked(99), (BARS + 1, Some(BARS)));
        let shares: f64 = bars_of(&distribution, None)
            .iter()
            .map(|bar| bar.share)
            .sum();
        assert!((shares - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_place_past_the_text_is_the_next_token() {
        let next = Distribution {
            top: vec![token(7, 1.0)],
            rest: 0.0,
            entropy: 0.0,
        };
        let probe = Probe {
            step: 1,
            skipped: 0,
            tokens: vec![ProbedToken {
                id: 1,
                text: "a".into(),
                surprisal: None,
                expected: None,
            }],
            next: next.clone(),
            inside: crate::view::Inside::Counts(crate::view::Counts { levels: Vec::new() }),
        };
        assert!(expectation(&probe, Some(0)).is_none());
        for chosen in [None, Some(1), Some(9)] {
            assert_eq!(expectation(&probe, chosen).unwrap().distribution, next);
        }
    }
}
