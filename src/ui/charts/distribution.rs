//! What a model expects next, and how surprised it is by what follows.

use leptos::prelude::*;

use super::belief::{at_temperature, perplexity, with_listed};
use super::browser::Tongue;
use super::heat_text::{HeatLegend, HeatText, HeatToken};
use super::parts::{LeftOut, Nothing, piece, unique};
use super::show;
use crate::ui::{dom, format};
use crate::view::{Distribution, NATS_PER_BIT, Probe, ProbedToken, TokenProbability};
use crate::words::Words;

/// Bars at most, besides the rest.
const BARS: usize = 12;
/// Characters of the text before a place that are quoted at most.
const BEFORE: usize = 24;
/// The hottest temperature of the slider.
const HOTTEST: f64 = 2.5;

/// A text coloured by surprisal and the distribution expected at the chosen position, re-shaped by temperature.
#[component]
pub fn DistributionView(
    /// What the model makes of a text.
    #[prop(into)]
    probe: Signal<Option<Probe>>,
    /// The temperature that the model writes with.
    #[prop(into)]
    written_at: Signal<f64>,
) -> impl IntoView {
    let tongue = Tongue::here();
    // What the model believes is what it has at 1; surprisals are of that, too.
    let temperature = RwSignal::new(1.0);
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
    let actual = Memo::new(move |_| expected.get().and_then(|expected| expected.actual));
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
                <DistributionBars distribution=distribution temperature=temperature written_at=written_at actual=actual/>
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

/// What was expected somewhere, and what was there.
#[derive(Clone, PartialEq)]
struct Expected {
    distribution: Distribution,
    actual: Option<TokenProbability>,
    /// The last of the text before it.
    before: String,
}

/// What the model expected at the chosen token; what would come next where none is chosen or nothing was expected.
fn expectation(probe: &Probe, chosen: Option<usize>) -> Option<Expected> {
    let before = |end: usize| {
        let from = end.saturating_sub(BEFORE);
        let text: String = probe.tokens[from..end]
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        format::ending(&text, BEFORE)
    };
    let place = chosen.unwrap_or(probe.tokens.len()).min(probe.tokens.len());
    match probe.tokens.get(place) {
        None => Some(Expected {
            distribution: probe.next.clone(),
            actual: None,
            before: before(place),
        }),
        Some(token) => Some(Expected {
            distribution: token.expected.clone()?,
            actual: token.surprisal.map(|surprisal| TokenProbability {
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
    let before = show::quoted(&expected.before);
    tongue.tell(&match &expected.actual {
        None => Words::new(format!("What would come after “{before}”"), format!("“{before}”之后会是什么")),
        Some(actual) => {
            let (text, surprisal) = (show::quoted(&actual.text), -f64::from(actual.probability.max(1e-30).ln()));
            let (nats, bits) = (show::loss(surprisal), show::compact(surprisal / NATS_PER_BIT));
            Words::new(
                format!("Expected after “{before}”. It was “{text}”: a surprisal of {nats} nats ({bits} bits), at temperature 1"),
                format!("“{before}”之后的预期。实际是“{text}”：意外度 {nats} 奈特（{bits} 比特），温度为 1"),
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

/// A distribution as bars, with entropy, perplexity and the temperature at hand. It opens as the model has it; moved to
/// another temperature, what the model has stays beside it.
#[component]
pub fn DistributionBars(
    /// What to draw, at temperature 1.
    #[prop(into)]
    distribution: Signal<Option<Distribution>>,
    /// The temperature it is shown at.
    temperature: RwSignal<f64>,
    /// The temperature that the model writes with.
    #[prop(into)]
    written_at: Signal<f64>,
    /// The token that was next, to mark.
    #[prop(into, optional)]
    actual: Signal<Option<TokenProbability>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let figures = move || {
        let heat = temperature.get();
        distribution.with(|known| {
            known
                .as_ref()
                .map(|known| tongue.tell(&figures_at(known, heat)))
                .unwrap_or_default()
        })
    };
    view! {
        <div class="chart-belief">
            {thermostat(tongue, temperature, written_at)}
            <p class="chart-figures">{figures}</p>
            <Bars distribution=distribution temperature=temperature actual=actual/>
        </div>
    }
}

fn thermostat(
    tongue: Tongue,
    temperature: RwSignal<f64>,
    written_at: Signal<f64>,
) -> impl IntoView {
    let id = unique("temperature");
    let to = {
        let id = id.clone();
        move |wanted: f64| {
            // The button has nothing more to do and cannot keep the focus.
            dom::focus(&id);
            temperature.set(wanted);
        }
    };
    let to_writing = to.clone();
    let as_it_writes = move || {
        let heat = show::temperature(written_at.get());
        tongue.tell(&Words::new(
            format!("As it writes: {heat}"),
            format!("写作时的温度：{heat}"),
        ))
    };
    view! {
        <div class="chart-scrubber">
            <label for=id.clone()>
                {tongue.say("Temperature", "温度")} " " <b>{move || show::temperature(temperature.get())}</b>
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
                on:click=move |_| to(1.0)
            >
                {tongue.say("Back to 1", "恢复为 1")}
            </button>
            <button
                type="button"
                class="chart-small"
                hidden=move || written_at.get() == 1.0
                disabled=move || temperature.get() == written_at.get()
                on:click=move |_| to_writing(written_at.get_untracked())
            >
                {as_it_writes}
            </button>
        </div>
    }
}

/// Entropy and perplexity, with the temperature that they are of; away from 1 also what the entropy is there.
fn figures_at(known: &Distribution, heat: f64) -> Words {
    let (shaped, own) = (figures(&at_temperature(known, heat)), entropy(known));
    let at = show::temperature(heat);
    let (mut en, mut zh) = (
        format!("At temperature {at}: {}", shaped.en),
        format!("温度 {at}：{}", shaped.zh),
    );
    if heat != 1.0 {
        en.push_str(&format!(" At temperature 1: {}.", own.en));
        zh.push_str(&format!("温度 1：{}。", own.zh));
    }
    Words::new(en, zh)
}

fn figures(distribution: &Distribution) -> Words {
    let choices = show::compact(perplexity(distribution));
    let entropy = entropy(distribution);
    Words::new(
        format!(
            "{} · perplexity {choices}: as unsure as among {choices} equally likely tokens.",
            entropy.en
        ),
        format!(
            "{} · 困惑度 {choices}：相当于在 {choices} 个等可能的词元中选择。",
            entropy.zh
        ),
    )
}

fn entropy(distribution: &Distribution) -> Words {
    let entropy = f64::from(distribution.entropy);
    let (nats, bits) = (show::loss(entropy), show::loss(entropy / NATS_PER_BIT));
    Words::new(
        format!("entropy {nats} nats = {bits} bits"),
        format!("熵 {nats} 奈特 = {bits} 比特"),
    )
}

/// One bar: a token or the rest.
#[derive(Clone, PartialEq)]
struct Bar {
    name: Option<String>,
    share: f64,
    /// Its share at temperature 1, where the bar is at another.
    own: Option<f64>,
    actual: bool,
}

/// The likeliest tokens, the one that was next wherever it stands, and the rest, at a temperature.
fn bars_of(distribution: &Distribution, actual: Option<&TokenProbability>, heat: f64) -> Vec<Bar> {
    let own = match actual {
        Some(actual) => with_listed(distribution, actual),
        None => distribution.clone(),
    };
    let shaped = at_temperature(&own, heat);
    let is_actual = |id: u32| actual.is_some_and(|actual| actual.id == id);
    let of_own = |share: f32| (heat != 1.0).then_some(f64::from(share));
    let each = shaped.top.iter().zip(&own.top).enumerate();
    let (shown, hidden): (Vec<_>, Vec<_>) =
        each.partition(|(place, (token, _))| *place < BARS || is_actual(token.id));
    let mut bars: Vec<Bar> = shown
        .into_iter()
        .map(|(_, (token, own))| Bar {
            name: Some(token.text.clone()),
            share: f64::from(token.probability),
            own: of_own(own.probability),
            actual: is_actual(token.id),
        })
        .collect();
    let rest = |rest: f32, of: fn(&(&TokenProbability, &TokenProbability)) -> f32| {
        rest + hidden.iter().map(|(_, pair)| of(pair)).sum::<f32>()
    };
    let (share, own) = (
        rest(shaped.rest, |pair| pair.0.probability),
        rest(own.rest, |pair| pair.1.probability),
    );
    if share.max(own) > 1e-4 {
        bars.push(Bar {
            name: None,
            share: f64::from(share),
            own: of_own(own),
            actual: false,
        });
    }
    bars
}

/// The likeliest tokens as bars and the rest as one; a table to those who hear the page.
#[component]
pub fn Bars(
    /// What to draw, at temperature 1.
    #[prop(into)]
    distribution: Signal<Option<Distribution>>,
    /// The temperature it is drawn at, with what it is at 1 as an outline; 1 where none is given.
    #[prop(into, default = Signal::stored(1.0))]
    temperature: Signal<f64>,
    /// The token that was next, to mark.
    #[prop(into, optional)]
    actual: Signal<Option<TokenProbability>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let bars = Memo::new(move |_| {
        let (actual, heat) = (actual.get(), temperature.get());
        distribution.with(|known| {
            known
                .as_ref()
                .map_or_else(Vec::new, |known| bars_of(known, actual.as_ref(), heat))
        })
    });
    let count = Memo::new(move |_| bars.with(Vec::len));
    let heads = move || {
        let heat = temperature.get();
        (heat != 1.0).then(|| heads(tongue, heat))
    };
    view! {
        <table class="chart-bars">
            <caption class="chart-hidden">{tongue.say("The likeliest next tokens", "最可能的下一个词元")}</caption>
            {heads}
            <tbody>
                <For each=move || 0..count.get() key=|index| *index children=move |index| bar(tongue, bars, index)/>
            </tbody>
        </table>
    }
}

/// Which figure is at which temperature.
fn heads(tongue: Tongue, heat: f64) -> impl IntoView {
    let heat = show::temperature(heat);
    let at = Words::new(format!("at {heat}"), format!("温度 {heat}"));
    view! {
        <thead>
            <tr>
                <th scope="col">{tongue.now("token", "词元")}</th>
                <th scope="col" class="chart-number">{tongue.tell(&at)}</th>
                <th scope="col" class="chart-number">{tongue.now("at 1", "温度 1")}</th>
                <td class="chart-aside">{tongue.now("outline: at 1", "轮廓：温度 1")}</td>
            </tr>
        </thead>
    }
}

/// One row of the bars.
fn bar(tongue: Tongue, bars: Memo<Vec<Bar>>, index: usize) -> impl IntoView {
    let bar = move || bars.with(|bars| bars.get(index).cloned());
    let name = Memo::new(move |_| bar().and_then(|bar| bar.name));
    let named = move || match name.get() {
        Some(text) => piece(&text).into_any(),
        None => tongue.now("all others", "其余").into_any(),
    };
    let share = move || bar().map_or(0.0, |bar| bar.share);
    let own = Memo::new(move |_| bar().and_then(|bar| bar.own));
    let actual = Memo::new(move |_| bar().is_some_and(|bar| bar.actual));
    let outline = move || {
        own.get()
            .map(|own| view! { <em style:--share=format!("{own:.4}")></em> })
    };
    view! {
        <tr class:chart-actual=actual class:chart-others=move || name.with(Option::is_none) title=move || format!("{:.4}", share())>
            <th scope="row">{named}</th>
            <td class="chart-number">{move || show::share(share())}</td>
            {move || own.get().map(|own| view! { <td class="chart-number chart-aside">{show::share(own)}</td> })}
            <td class="chart-bar">
                <span style:--share=move || format!("{:.4}", share())></span>
                {outline}
                {move || actual.get().then(|| view! { <i>{tongue.say("actual", "实际")}</i> })}
            </td>
        </tr>
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
    fn the_next_token_always_has_its_own_bar() {
        let distribution = Distribution {
            top: (0..20).map(|id| token(id, 0.045)).collect(),
            rest: 0.1,
            entropy: 3.2,
        };
        for heat in [1.0, 0.5] {
            let marked = |id: u32| {
                let bars = bars_of(&distribution, Some(&token(id, 0.02)), heat);
                let place = bars.iter().position(|bar| bar.actual);
                let sum: f64 = bars.iter().map(|bar| bar.share).sum();
                assert!((sum - 1.0).abs() < 1e-5, "{sum}");
                (bars.len(), place)
            };
            assert_eq!(marked(3), (BARS + 1, Some(3)));
            assert_eq!(marked(15), (BARS + 2, Some(BARS)));
            assert_eq!(marked(99), (BARS + 2, Some(BARS)));
        }
    }

    #[test]
    fn another_temperature_keeps_what_it_was_at_one() {
        let distribution = Distribution {
            top: vec![token(0, 0.8), token(1, 0.2)],
            rest: 0.0,
            entropy: 0.5,
        };
        let own = |heat: f64| bars_of(&distribution, None, heat)[0].own;
        assert_eq!(own(1.0), None);
        assert!((own(0.5).unwrap() - 0.8).abs() < 1e-6);
        let cold = bars_of(&distribution, None, 0.5)[0].share;
        assert!((cold - 0.64 / 0.68).abs() < 1e-6);
        let figures = figures_at(&distribution, 0.5).en;
        assert!(
            figures.starts_with("At temperature 0.50: entropy"),
            "{figures}"
        );
        assert!(
            figures.ends_with("At temperature 1: entropy 0.500 nats = 0.721 bits."),
            "{figures}"
        );
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
