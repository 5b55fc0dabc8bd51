//! Different beliefs about one text: where some runs disagree, and by how many nats.

use leptos::prelude::*;

use super::browser::Tongue;
use super::colour::run_class;
use super::distribution::Bars;
use super::heat_text::{HeatLegend, HeatText, HeatToken};
use super::parts::{Menu, Nothing};
use super::show;
use crate::ui::format;
use crate::view::{Comparison, ComparisonRow, ComparisonUnit, NATS_PER_BIT, TokenProbability};
use crate::words::Words;

mod figures;
mod measure;

use figures::{Figures, FiguresTable};
use measure::{Measure, letter, models, most_apart};

/// A row and its place.
type Placed = (usize, ComparisonRow);

/// What the view's parts share.
#[derive(Clone, Copy)]
struct State {
    /// Read it by [`State::read`].
    comparison: Signal<Option<Comparison>>,
    names: Signal<Vec<Words>>,
    /// How many models the parts are made for.
    models: usize,
    measure: Memo<Measure>,
    chosen: RwSignal<Option<usize>>,
    tongue: Tongue,
}

impl State {
    /// Reads the comparison; nothing if it is of another number of models, for which the parts are about to be made anew.
    fn read<T>(&self, reader: impl FnOnce(&Comparison) -> T) -> Option<T> {
        self.comparison.with(|known| {
            let fitting = known.as_ref().filter(|known| models(known) == self.models);
            fitting.map(reader)
        })
    }

    fn name(&self, model: usize) -> String {
        self.names
            .with(|names| names.get(model).map(|name| self.tongue.tell(name)))
            .unwrap_or_default()
    }

    /// The chosen row and its place; the one where the measure is largest while none is chosen.
    fn row(&self) -> Option<Placed> {
        let measure = self.measure.get();
        self.read(|comparison| {
            let rows = &comparison.rows;
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
        .flatten()
    }
}

/// The colours of P, Q and so on, for whoever names them.
#[derive(Clone, Copy)]
struct Colours(Signal<Vec<usize>>);

/// Some runs on one text: each symbol coloured by a measure, all distributions side by side, totals below.
#[component]
pub fn CompareView(
    /// How they see the text.
    #[prop(into)]
    comparison: Signal<Option<Comparison>>,
    /// The names of P, Q and so on.
    #[prop(into)]
    names: Signal<Vec<Words>>,
    /// Which of the runs' colours they have.
    #[prop(into)]
    colours: Signal<Vec<usize>>,
) -> impl IntoView {
    provide_context(Colours(colours));
    let tongue = Tongue::here();
    let count = Memo::new(move |_| {
        comparison.with(|known| {
            let known = known.as_ref().filter(|known| !known.rows.is_empty());
            known.map_or(0, models)
        })
    });
    let body = move || match count.get() {
        0 => view! {
            <Nothing words=Words::fixed(
                "Choose two or three finished runs and a text to see where they disagree.",
                "选择两三次已结束的训练和一段文字，看看模型在哪里意见不同。",
            )/>
        }
        .into_any(),
        models => parts(comparison, names, models, tongue).into_any(),
    };
    view! {
        <section class="chart chart-compare" aria-label=tongue.say("Different models on one text", "不同模型读同一段文字")>
            {body}
        </section>
    }
}

/// The view of a comparison of so many models.
fn parts(
    comparison: Signal<Option<Comparison>>,
    names: Signal<Vec<Words>>,
    models: usize,
    tongue: Tongue,
) -> impl IntoView {
    let measures = Measure::all(models);
    let options: Vec<Words> = measures.iter().map(|measure| measure.name()).collect();
    let place = RwSignal::new(0);
    let state = State {
        comparison,
        names,
        models,
        measure: Memo::new(move |_| {
            let measure = measures.get(place.get()).copied();
            measure.unwrap_or(Measure::JensenShannon)
        }),
        chosen: RwSignal::new(None),
        tongue,
    };
    let row = Memo::new(move |_| state.row());
    // A place was chosen in the text that it stands in; another comparison opens where it is largest.
    Effect::new(move |_| {
        comparison.track();
        state.chosen.set(None);
    });
    view! {
        {convention(state)}
        <div class="chart-tools">
            <Menu label=Words::fixed("Colour by", "着色依据") options=Signal::stored(options) chosen=place/>
        </div>
        {text(state)}
        {side_by_side(state, row)}
        {of_symbol(state, row)}
        {totals(state)}
    }
}

/// Who is P, who is Q, who is R, and what the divergences between them say.
fn convention(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let unit = move || match state.read(|known| known.unit) {
        Some(ComparisonUnit::Character) => tongue.now(
            "Their tokenizers differ, so their beliefs about the next character are compared.",
            "它们的分词器不同，因此比较的是对下一个字符的预期。",
        ),
        _ => tongue.now(
            "All read the same tokens, so their beliefs about the next token are compared.",
            "它们使用相同的词元，因此比较的是对下一个词元的预期。",
        ),
    };
    let who = |model| {
        view! {
            {emblem(model)} " = " {move || state.name(model)} "   "
        }
    };
    view! {
        <p class="chart-convention">{(0..state.models).map(who).collect_view()}</p>
        <p class="chart-caption">
            {tongue.say(
                "D(row‖column) = Σ p ln(p/q): the extra nats it costs to expect the column’s distribution where the row’s is right. ",
                "D(行‖列) = Σ p ln(p/q)：当行的分布为真而按列的分布预期时，多付出的奈特数。",
            )}
            {unit}
        </p>
    }
}

/// A model's letter in its colour.
fn emblem(model: usize) -> impl IntoView {
    view! { <b class=class_of(model)>{letter(model)}</b> }
}

/// What gives a model its run's colour.
fn class_of(model: usize) -> impl Fn() -> String + Send + 'static {
    let colours = use_context::<Colours>();
    move || {
        let colour = colours.and_then(|Colours(all)| all.with(|all| all.get(model).copied()));
        format!("chart-model {}", run_class(colour.unwrap_or(model)))
    }
}

fn text(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let tokens = Signal::derive(move || {
        let measure = state.measure.get();
        let heat = |row: &ComparisonRow| HeatToken {
            text: row.text.clone(),
            value: Some(measure.of(row)),
        };
        state
            .read(|known| known.rows.iter().map(heat).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let most = Memo::new(move |_| {
        let measure = state.measure.get();
        state.read(|known| measure.most(known)).unwrap_or(1.0)
    });
    let describe = Callback::new(move |index: usize| {
        let measure = state.measure.get();
        let value = state.read(|known| known.rows.get(index).map(|row| measure.of(row)));
        value.flatten().map_or_else(String::new, |value| {
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

/// All beliefs about the chosen symbol.
fn side_by_side(state: State, row: Memo<Option<Placed>>) -> impl IntoView {
    let tongue = state.tongue;
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
        view! {
            <div class=class_of(model)>
                <p>
                    <b>{letter(model)}</b> " " {move || state.name(model)}
                    <br/>
                    <span class="chart-caption">{figures}</span>
                </p>
                <Bars distribution=distribution actual=actual/>
            </div>
        }
    };
    view! {
        <p class="chart-figures">{caption}</p>
        <div class="chart-beliefs">{(0..state.models).map(belief).collect_view()}</div>
    }
}

/// The symbol that came, as the model had it; told by its text, as the models may number it differently.
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
    let text = show::quoted(&row.text);
    let jensen_shannon = apart(f64::from(row.jensen_shannon), state.models);
    let place = index + 1;
    let chosen = state.chosen.get().is_some();
    let (en, zh) = if chosen {
        ("", "")
    } else {
        ("where it is largest: ", "最大处：")
    };
    state.tongue.tell(&Words::new(
        format!("{en}“{text}” (no. {place}) · {}", jensen_shannon.en),
        format!("{zh}“{text}”（第 {place} 个）· {}", jensen_shannon.zh),
    ))
}

/// How far all beliefs are apart, and how far they could be.
fn apart(jensen_shannon: f64, models: usize) -> Words {
    let nats = show::loss(jensen_shannon);
    let most = show::loss(most_apart(models));
    Words::new(
        format!("Jensen–Shannon {nats} nats (at most ln {models} = {most})"),
        format!("JS 散度 {nats} 奈特（最大为 ln {models} = {most}）"),
    )
}

/// The figures of the chosen symbol.
fn of_symbol(state: State, row: Memo<Option<Placed>>) -> impl IntoView {
    let tongue = state.tongue;
    let caption = Signal::derive(move || {
        let text = row.with(|row| row.as_ref().map(|(_, row)| show::quoted(&row.text)));
        let text = text.unwrap_or_default();
        tongue.tell(&Words::new(
            format!("At “{text}”, in nats: the surprisal −ln p of each, and D(row‖column)"),
            format!("在“{text}”处，单位奈特：各自的意外度 −ln p，以及 D(行‖列)"),
        ))
    });
    let figures = Signal::derive(move || {
        let (_, row) = row.get()?;
        let surprisals = row.beliefs.iter().map(|belief| belief.surprisal);
        let divergences = row.divergences.iter();
        Some(Figures {
            own: surprisals.map(|nats| vec![nats.into()]).collect(),
            divergences: divergences
                .map(|row| row.iter().copied().map(f64::from).collect())
                .collect(),
        })
    });
    let headers = vec![Words::fixed("surprisal", "意外度")];
    view! { <FiguresTable caption=caption headers=headers models=state.models figures=figures/> }
}

/// The bottom line.
fn totals(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let caption = Signal::derive(move || {
        let known = state.read(|known| {
            (
                known.totals.characters,
                apart(known.totals.jensen_shannon, state.models),
            )
        });
        let (characters, apart) = known.unwrap_or((0, Words::fixed("", "")));
        let (counted, characters) = (
            format::counted(characters, "character"),
            format::count(characters),
        );
        tongue.tell(&Words::new(
            format!(
                "Over {counted}: the loss of each model, and D(row‖column) averaged over all places of the \
                 text, in nats. On average {}",
                apart.en
            ),
            format!(
                "共 {characters} 个字符：各模型的每字符损失，以及 D(行‖列) 在这段文字各处的平均值，单位奈特。平均 {}",
                apart.zh
            ),
        ))
    });
    let figures = Signal::derive(move || {
        state.read(|known| {
            let losses = known.totals.nats_per_character.iter();
            Figures {
                own: losses
                    .map(|nats| vec![*nats, nats / NATS_PER_BIT])
                    .collect(),
                divergences: known.totals.divergences.clone(),
            }
        })
    });
    let headers = vec![
        Words::fixed("nats per character", "奈特/字符"),
        Words::fixed("bits per character", "比特/字符"),
    ];
    view! { <FiguresTable caption=caption headers=headers models=state.models figures=figures/> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Belief, Distribution};

    fn row(text: &str) -> ComparisonRow {
        let belief = |id: u32| Belief {
            surprisal: 0.5,
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
            text: text.into(),
            beliefs: vec![belief(3), belief(8), belief(5)],
            divergences: vec![vec![0.0; 3]; 3],
            jensen_shannon: 0.0,
        }
    }

    #[test]
    fn the_symbol_that_came_is_found_by_its_text() {
        assert_eq!([0, 1, 2].map(|model| came(&row("a"), model).id), [3, 8, 5]);
        assert_eq!(came(&row("b"), 0).id, u32::MAX);
    }

    #[test]
    fn how_far_apart_is_said_with_its_bound() {
        let words = apart(0.25, 3);
        assert_eq!(words.en, "Jensen–Shannon 0.250 nats (at most ln 3 = 1.099)");
        assert_eq!(
            apart(0.25, 2).zh,
            "JS 散度 0.250 奈特（最大为 ln 2 = 0.693）"
        );
    }
}
