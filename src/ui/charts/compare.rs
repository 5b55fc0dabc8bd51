//! Two beliefs about one text: where two runs disagree, and by how many nats.

use leptos::prelude::*;

use super::browser::Tongue;
use super::distribution::Bars;
use super::heat_text::{HeatLegend, HeatText, HeatToken};
use super::parts::{Menu, Nothing};
use super::show;
use crate::view::{Comparison, ComparisonRow, ComparisonUnit, NATS_PER_BIT, TokenProbability};
use crate::words::Words;

/// What colours the symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    ForwardKl,
    ReverseKl,
    JensenShannon,
    Surprisal(usize),
    Entropy(usize),
}

impl Measure {
    const ALL: [Measure; 7] = [
        Measure::ForwardKl,
        Measure::ReverseKl,
        Measure::JensenShannon,
        Measure::Surprisal(0),
        Measure::Surprisal(1),
        Measure::Entropy(0),
        Measure::Entropy(1),
    ];

    fn name(self) -> Words {
        match self {
            Measure::ForwardKl => Words::fixed("D(P‖Q), forward KL", "D(P‖Q)，前向 KL 散度"),
            Measure::ReverseKl => Words::fixed("D(Q‖P), reverse KL", "D(Q‖P)，反向 KL 散度"),
            Measure::JensenShannon => Words::fixed("Jensen–Shannon divergence", "JS 散度"),
            Measure::Surprisal(0) => Words::fixed("surprisal of P", "P 的意外度"),
            Measure::Surprisal(_) => Words::fixed("surprisal of Q", "Q 的意外度"),
            Measure::Entropy(0) => Words::fixed("entropy of P", "P 的熵"),
            Measure::Entropy(_) => Words::fixed("entropy of Q", "Q 的熵"),
        }
    }

    /// In nats.
    fn of(self, row: &ComparisonRow) -> f32 {
        match self {
            Measure::ForwardKl => row.forward_kl,
            Measure::ReverseKl => row.reverse_kl,
            Measure::JensenShannon => row.jensen_shannon,
            Measure::Surprisal(model) => row.beliefs[model].surprisal,
            Measure::Entropy(model) => row.beliefs[model].distribution.entropy,
        }
    }

    /// The value with the strongest colour: a bound that the measure has, or the next whole nat above the largest.
    fn most(self, comparison: &Comparison) -> f32 {
        if self == Measure::JensenShannon {
            return std::f32::consts::LN_2;
        }
        let largest = comparison
            .rows
            .iter()
            .map(|row| self.of(row))
            .fold(0.0, f32::max);
        largest.ceil().clamp(1.0, 15.0)
    }
}

/// What the view's parts share.
#[derive(Clone, Copy)]
struct State {
    comparison: Signal<Option<Comparison>>,
    names: Signal<Option<[Words; 2]>>,
    measure: Memo<Measure>,
    chosen: RwSignal<Option<usize>>,
    tongue: Tongue,
}

impl State {
    fn name(&self, model: usize) -> String {
        self.names
            .with(|names| names.as_ref().map(|names| self.tongue.tell(&names[model])))
            .unwrap_or_default()
    }

    /// The chosen row; the one where the measure is largest while none is chosen.
    fn row(&self) -> Option<(usize, ComparisonRow)> {
        let measure = self.measure.get();
        self.comparison.with(|comparison| {
            let rows = &comparison.as_ref()?.rows;
            let largest = || {
                let each = rows.iter().enumerate();
                each.max_by(|first, second| measure.of(first.1).total_cmp(&measure.of(second.1)))
                    .map(|(index, _)| index)
            };
            let index = self
                .chosen
                .get()
                .filter(|index| *index < rows.len())
                .or_else(largest)?;
            Some((index, rows[index].clone()))
        })
    }
}

/// Two runs on one text: each symbol coloured by a measure, both distributions side by side, totals below.
#[component]
pub fn CompareView(
    /// How the two see the text.
    #[prop(into)]
    comparison: Signal<Option<Comparison>>,
    /// The names of P and of Q.
    #[prop(into)]
    names: Signal<Option<[Words; 2]>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let measure = RwSignal::new(0);
    let state = State {
        comparison,
        names,
        measure: Memo::new(move |_| {
            Measure::ALL
                .get(measure.get())
                .copied()
                .unwrap_or(Measure::ForwardKl)
        }),
        chosen: RwSignal::new(None),
        tongue,
    };
    view! {
        <section class="chart chart-compare" aria-label=tongue.say("Two models on one text", "两个模型读同一段文字")>
            <Show
                when=move || comparison.with(|known| known.as_ref().is_some_and(|known| !known.rows.is_empty()))
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "Choose two finished runs and a text to see where they disagree.",
                            "选择两次已完成的运行和一段文字，看看它们在哪里意见不同。",
                        )/>
                    }
                }
            >
                {convention(state)}
                <div class="chart-tools">
                    <Menu
                        label=Words::fixed("Colour by", "着色依据")
                        options=Signal::stored(Measure::ALL.map(Measure::name).to_vec())
                        chosen=measure
                    />
                </div>
                {text(state)}
                {side_by_side(state)}
                {totals(state)}
            </Show>
        </section>
    }
}

/// Who is P, who is Q, and what the divergence between them says.
fn convention(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let unit = move || {
        let unit = state
            .comparison
            .with(|known| known.as_ref().map(|known| known.unit));
        match unit {
            Some(ComparisonUnit::Character) => tongue.now(
                "Their tokenizers differ, so their beliefs about the next character are compared.",
                "两者的分词器不同，因此比较的是它们对下一个字符的预期。",
            ),
            _ => tongue.now(
                "Both read the same tokens, so their beliefs about the next token are compared.",
                "两者使用相同的词元，因此比较的是它们对下一个词元的预期。",
            ),
        }
    };
    view! {
        <p class="chart-convention">
            <b class="chart-model-p">"P"</b> " = " {move || state.name(0)} "   "
            <b class="chart-model-q">"Q"</b> " = " {move || state.name(1)}
        </p>
        <p class="chart-caption">
            {tongue.say(
                "D(P‖Q) = Σ p ln(p/q): the nats lost by expecting Q where P is right; D(Q‖P) the other way round. ",
                "D(P‖Q) = Σ p ln(p/q)：当 P 为真而按 Q 预期时多付出的奈特数；D(Q‖P) 则相反。",
            )}
            {unit}
        </p>
    }
}

fn text(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let tokens = Signal::derive(move || {
        let measure = state.measure.get();
        state.comparison.with(|known| {
            let rows = known.as_ref().map_or(&[][..], |known| &known.rows);
            rows.iter()
                .map(|row| HeatToken {
                    text: row.text.clone(),
                    value: Some(measure.of(row)),
                })
                .collect::<Vec<_>>()
        })
    });
    let most = Memo::new(move |_| {
        let measure = state.measure.get();
        state
            .comparison
            .with(|known| known.as_ref().map_or(1.0, |known| measure.most(known)))
    });
    let describe = Callback::new(move |index: usize| {
        let measure = state.measure.get();
        let value = state
            .comparison
            .with(|known| known.as_ref()?.rows.get(index).map(|row| measure.of(row)));
        value.map_or_else(String::new, |value| {
            let (name, value) = (measure.name(), show::loss(f64::from(value)));
            tongue.tell(&Words::new(
                format!("{} {value} nats", name.en),
                format!("{} {value} 奈特", name.zh),
            ))
        })
    });
    view! {
        <HeatText
            tokens=tokens
            most=most
            chosen=state.chosen
            describe=describe
            label=Signal::derive(move || {
                let name = state.measure.get().name();
                tongue.tell(&Words::new(format!("Text, coloured by {}", name.en), format!("文字，按{}着色", name.zh)))
            })
        />
        <HeatLegend
            name=Signal::derive(move || tongue.tell(&state.measure.get().name()))
            most=Signal::derive(move || {
                let most = show::compact(f64::from(most.get()));
                tongue.tell(&Words::new(format!("{most} nats"), format!("{most} 奈特")))
            })
        />
    }
}

/// Both beliefs about the chosen symbol.
fn side_by_side(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let row = Memo::new(move |_| state.row());
    let caption = move || {
        row.get()
            .map(|(index, row)| row_caption(state, index, &row))
    };
    let belief = move |model: usize| {
        let distribution = Memo::new(move |_| {
            row.get()
                .map(|(_, row)| row.beliefs[model].distribution.clone())
        });
        let actual = Memo::new(move |_| row.get().map(|(_, row)| came(&row, model)));
        let figures = move || {
            row.get().map(|(_, row)| {
                let belief = &row.beliefs[model];
                let surprisal = show::loss(f64::from(belief.surprisal));
                let entropy = show::loss(f64::from(belief.distribution.entropy));
                tongue.tell(&Words::new(
                    format!("surprisal {surprisal} · entropy {entropy} nats"),
                    format!("意外度 {surprisal} · 熵 {entropy} 奈特"),
                ))
            })
        };
        let (class, letter) = if model == 0 {
            ("chart-model-p", "P")
        } else {
            ("chart-model-q", "Q")
        };
        view! {
            <div class=class>
                <p>
                    <b>{letter}</b> " " {move || state.name(model)}
                    <br/>
                    <span class="chart-caption">{figures}</span>
                </p>
                <Bars distribution=distribution actual=actual/>
            </div>
        }
    };
    view! {
        <p class="chart-figures">{caption}</p>
        <div class="chart-pair">{belief(0)} {belief(1)}</div>
    }
}

/// The symbol that came, as the model had it; told by its text, as the two may number it differently.
fn came(row: &ComparisonRow, model: usize) -> TokenProbability {
    let belief = &row.beliefs[model];
    let known = belief
        .distribution
        .top
        .iter()
        .find(|token| token.text == row.text);
    TokenProbability {
        // An id that no listed token has, so that the symbol counts to the rest.
        id: known.map_or(u32::MAX, |token| token.id),
        text: row.text.clone(),
        probability: (-belief.surprisal).exp(),
    }
}

fn row_caption(state: State, index: usize, row: &ComparisonRow) -> String {
    let text = show::visible(&row.text);
    let [forward, reverse, jensen] = [row.forward_kl, row.reverse_kl, row.jensen_shannon]
        .map(|value| show::loss(f64::from(value)));
    let place = index + 1;
    let chosen = state.chosen.get().is_some();
    let (en, zh) = if chosen {
        ("", "")
    } else {
        ("where it is largest: ", "最大处：")
    };
    state.tongue.tell(&Words::new(
        format!(
            "{en}“{text}” (no. {place}) · D(P‖Q) {forward} · D(Q‖P) {reverse} · JS {jensen} nats"
        ),
        format!(
            "{zh}“{text}”（第 {place} 个）· D(P‖Q) {forward} · D(Q‖P) {reverse} · JS {jensen} 奈特"
        ),
    ))
}

/// The bottom line.
fn totals(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let body = move || {
        state.comparison.with(|known| {
            let totals = known.as_ref()?.totals;
            let line = |name: String, nats: f64| {
                view! {
                    <tr>
                        <th scope="row">{name}</th>
                        <td>{show::loss(nats)}</td>
                        <td>{show::loss(nats / NATS_PER_BIT)}</td>
                    </tr>
                }
            };
            let loss = tongue.now("loss per character", "每字符损失");
            let mean = tongue.now("mean", "平均");
            Some(view! {
                {line(format!("P, {loss}"), totals.nats_per_character[0])}
                {line(format!("Q, {loss}"), totals.nats_per_character[1])}
                {line(format!("D(P‖Q), {mean}"), totals.forward_kl)}
                {line(format!("D(Q‖P), {mean}"), totals.reverse_kl)}
                {line(format!("JS, {mean}"), totals.jensen_shannon)}
            })
        })
    };
    let caption = move || {
        let characters = state
            .comparison
            .with(|known| known.as_ref().map_or(0, |known| known.totals.characters));
        let characters = show::whole(characters);
        tongue.tell(&Words::new(
            format!("Over {characters} characters; means are per symbol of the text above"),
            format!("共 {characters} 个字符；平均值按上文的每个符号计"),
        ))
    };
    view! {
        <div class="chart-table" tabindex="0" role="region" aria-label=tongue.say("Totals", "总计")>
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{tongue.say("nats", "奈特")}</th>
                        <th scope="col">{tongue.say("bits", "比特")}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Belief, ComparisonTotals, Distribution};

    fn row(forward_kl: f32) -> ComparisonRow {
        let belief = |surprisal: f32, id: u32| Belief {
            surprisal,
            distribution: Distribution {
                top: vec![TokenProbability {
                    id,
                    text: "a".into(),
                    probability: 0.6,
                }],
                rest: 0.4,
                entropy: 0.9,
            },
        };
        ComparisonRow {
            text: "a".into(),
            beliefs: [belief(0.5, 3), belief(2.5, 8)],
            forward_kl,
            reverse_kl: 0.2,
            jensen_shannon: 0.1,
        }
    }

    #[test]
    fn the_strongest_colour_is_a_bound() {
        let comparison = Comparison {
            unit: ComparisonUnit::Token,
            rows: vec![row(0.3), row(2.4)],
            totals: ComparisonTotals {
                characters: 2,
                nats_per_character: [0.5, 2.5],
                forward_kl: 1.35,
                reverse_kl: 0.2,
                jensen_shannon: 0.1,
            },
        };
        assert_eq!(Measure::ForwardKl.most(&comparison), 3.0);
        assert_eq!(Measure::ReverseKl.most(&comparison), 1.0);
        assert_eq!(
            Measure::JensenShannon.most(&comparison),
            std::f32::consts::LN_2
        );
        assert_eq!(Measure::Surprisal(1).of(&comparison.rows[0]), 2.5);
    }

    #[test]
    fn the_symbol_that_came_is_found_by_its_text() {
        assert_eq!((came(&row(0.0), 0).id, came(&row(0.0), 1).id), (3, 8));
        let mut other = row(0.0);
        other.text = "b".into();
        assert_eq!(came(&other, 0).id, u32::MAX);
    }
}
