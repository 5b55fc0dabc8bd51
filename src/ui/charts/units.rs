//! A layer's units (hidden states, gates, filters) over the text as it is read.

use leptos::html::{Div, Span};
use leptos::prelude::*;

use super::browser::{Heatmap, Tongue, cell_at, ramp_of, width_of};
use super::heat_text::{HeatText, HeatToken};
use super::parts::{Choice, DataTable, LeftOut, Menu, Nothing, piece, unique};
use super::path;
use super::scale::{Scale, Spacing, tick_decimals};
use super::show;
use crate::experiment::unit_name;
use crate::ui::format::decimals;
use crate::view::{Focus, Probe, Trace};
use crate::words::Words;

mod seen;

use seen::{Order, Seen};

/// Height of the enlarged unit's curves in CSS pixels.
const HEIGHT: f64 = 170.0;

/// Tokens up to which the heatmap names its columns.
const NAMED: usize = 80;

/// What the view's parts share.
#[derive(Clone, Copy)]
struct State {
    seen: Memo<Option<Seen>>,
    layer: RwSignal<usize>,
    trace: RwSignal<usize>,
    order: RwSignal<Order>,
    /// Which row of the heatmap is enlarged.
    row: RwSignal<usize>,
    /// Which token is pointed at; the last one while none is.
    token: RwSignal<Option<usize>>,
    /// The units from top to bottom.
    units: Memo<Vec<usize>>,
    tongue: Tongue,
}

impl State {
    /// Calls with what was seen and the chosen trace.
    fn with<R>(&self, use_it: impl FnOnce(&Seen, &Trace) -> R) -> Option<R> {
        with_chosen(self.seen, self.trace, use_it)
    }

    /// The enlarged unit, among those that are shown.
    fn unit(&self) -> usize {
        let row = self.row.get();
        self.units
            .with(|units| units.get(row).or(units.last()).copied().unwrap_or(0))
    }

    /// Its number in the model, from 1.
    fn unit_number(&self) -> usize {
        let unit = self.unit();
        let number = self
            .seen
            .with(|seen| seen.as_ref()?.layer.units.get(unit).copied());
        number.unwrap_or(unit) + 1
    }

    fn place(&self) -> usize {
        let last = self.seen.with(|seen| {
            seen.as_ref()
                .map_or(0, |seen| seen.tokens.len().saturating_sub(1))
        });
        self.token.get().unwrap_or(last).min(last)
    }
}

fn with_chosen<R>(
    seen: Memo<Option<Seen>>,
    trace: RwSignal<usize>,
    use_it: impl FnOnce(&Seen, &Trace) -> R,
) -> Option<R> {
    let trace = trace.get();
    seen.with(|seen| {
        let seen = seen.as_ref()?;
        let traces = &seen.layer.traces;
        let trace = traces.get(trace).or(traces.first())?;
        Some(use_it(seen, trace))
    })
}

/// A layer's units over the text as it is read.
#[component]
pub fn UnitsView(
    /// What the model makes of a text.
    #[prop(into)]
    probe: Signal<Option<Probe>>,
    /// The layer that the person wants to see; a probe holds one.
    focus: RwSignal<Focus>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let seen = Memo::new(move |_| probe.with(|probe| probe.as_ref().and_then(Seen::of)));
    let (trace, order) = (RwSignal::new(0), RwSignal::default());
    let units = Memo::new(move |_| {
        with_chosen(seen, trace, |seen, trace| seen.ordered(trace, order.get())).unwrap_or_default()
    });
    let state = State {
        seen,
        layer: layer_of(focus),
        trace,
        order,
        row: RwSignal::new(0),
        token: RwSignal::new(None),
        units,
        tongue,
    };
    view! {
        <section class="chart chart-of-units" aria-label=tongue.say("Units over the text", "各单元随文本的变化")>
            <Show
                when=move || seen.with(|seen| seen.as_ref().is_some_and(|seen| !seen.tokens.is_empty()))
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "Type a text to see what goes on in the network while it reads it.",
                            "输入一段文字，看看网络在阅读时内部发生了什么。",
                        )/>
                    }
                }
            >
                {tools(state)}
                {text(state)}
                <LeftOut probe=probe/>
                {units_left_out(state)}
                {heatmap(state)}
                {enlarged(state)}
                {table(state)}
            </Show>
        </section>
    }
}

/// The layer of a focus as a choice in a menu.
fn layer_of(focus: RwSignal<Focus>) -> RwSignal<usize> {
    let layer = RwSignal::new(focus.get_untracked().layer);
    Effect::new(move |_| {
        let layer = layer.get();
        if focus.get_untracked().layer != layer {
            focus.set(Focus { layer, head: 0 });
        }
    });
    layer
}

fn tools(state: State) -> impl IntoView {
    let id = unique("unit");
    let tongue = state.tongue;
    let layers = Signal::derive(move || {
        let count = state
            .seen
            .with(|seen| seen.as_ref().map_or(0, |seen| seen.layer.layers));
        (1..=count)
            .map(|layer| Words::new(layer.to_string(), layer.to_string()))
            .collect()
    });
    let traces = Signal::derive(move || {
        state.seen.with(|seen| {
            let traces = seen.as_ref().map_or(&[][..], |seen| &seen.layer.traces);
            traces.iter().map(|trace| unit_name(&trace.name)).collect()
        })
    });
    view! {
        <div class="chart-tools">
            <Menu label=Words::fixed("Layer", "层") options=layers chosen=state.layer/>
            <Menu label=Words::fixed("Show", "显示") options=traces chosen=state.trace/>
            <Choice
                label=Words::fixed("Units", "单元排序")
                options=vec![
                    (Order::Liveliest, Words::fixed("most changing first", "变化大的在前")),
                    (Order::Number, Words::fixed("by number", "按编号")),
                ]
                chosen=state.order
            />
        </div>
        <div class="chart-scrubber">
            <label for=id.clone()>{tongue.say("Unit", "单元")} " " <b>{move || state.unit_number()}</b></label>
            <input
                id=id
                type="range"
                min="0"
                max=move || state.units.with(|units| units.len().saturating_sub(1))
                prop:value=move || state.row.get().to_string()
                aria-valuetext=move || state.unit_number().to_string()
                on:input:target=move |event| {
                    if let Ok(row) = event.target().value().parse() {
                        state.row.set(row);
                    }
                }
            />
        </div>
    }
}

/// Says how many units there was no room for.
fn units_left_out(state: State) -> impl IntoView {
    let words = move || {
        let count = |seen: &Option<Seen>| {
            let seen = seen.as_ref()?;
            Some((seen.left_out(), seen.layer.units.len())).filter(|(left, _)| *left > 0)
        };
        state.seen.with(count).map(|(left, shown)| {
            let told = state.tongue.tell(&Words::new(
                format!(
                    "The {shown} units that change most are shown; {left} others are left out."
                ),
                format!("只显示变化最大的 {shown} 个单元，其余 {left} 个未显示。"),
            ));
            view! { <p class="chart-caption">{told}</p> }
        })
    };
    view! { {words} }
}

/// The text, coloured by the enlarged unit.
fn text(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let values = Memo::new(move |_| {
        let unit = state.unit();
        state
            .with(|seen, trace| seen.unit(trace, unit))
            .unwrap_or_default()
    });
    let tokens = Signal::derive(move || {
        let names = state.seen.with(|seen| {
            seen.as_ref()
                .map_or_else(Vec::new, |seen| seen.tokens.clone())
        });
        names
            .into_iter()
            .zip(values.get())
            .map(|(text, value)| HeatToken {
                text,
                value: Some(value),
            })
            .collect::<Vec<_>>()
    });
    let most = Memo::new(move |_| state.with(|seen, trace| seen.most(trace)).unwrap_or(1.0));
    let describe = Callback::new(move |index: usize| {
        let value = values.with(|values| values.get(index).copied().unwrap_or_default());
        decimals(f64::from(value), 3)
    });
    view! {
        <HeatText
            tokens=tokens
            most=most
            chosen=state.token
            describe=describe
            on_hover=Callback::new(move |index| state.token.set(Some(index)))
            label=Signal::derive(tongue.say("Text, coloured by the chosen unit", "文字，按所选单元的值着色"))
        />
    }
}

/// All units over the text; pointing chooses a unit and a token.
fn heatmap(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let swatch = NodeRef::<Span>::new();
    let ramp = ramp_of(swatch);
    let field = NodeRef::<Div>::new();
    let grid = Signal::derive(move || {
        let units = state.units.get();
        state
            .with(|seen, trace| seen.grid(trace, &units))
            .unwrap_or_default()
    });
    let size = Memo::new(move |_| {
        let tokens = state
            .seen
            .with(|seen| seen.as_ref().map_or(1, |seen| seen.tokens.len().max(1)));
        (state.units.with(|units| units.len().max(1)), tokens)
    });
    let point = move |event: leptos::ev::PointerEvent| {
        if let Some((row, column)) = cell_at(field, &event, size.get_untracked()) {
            state.token.set(Some(column));
            state.row.set(row);
        }
    };
    let percent =
        |place: usize, count: usize| format!("{:.3}%", 100.0 * place as f64 / count as f64);
    let row = move || state.row.get().min(size.get().0 - 1);
    let summary = move || {
        let (rows, columns) = size.get();
        let name = state
            .with(|_, trace| unit_name(&trace.name))
            .unwrap_or(Words::fixed("", ""));
        tongue.tell(&Words::new(
            format!("{} of {rows} units over {columns} tokens", name.en),
            format!("{}：{rows} 个单元，{columns} 个词元", name.zh),
        ))
    };
    view! {
        <figure class="chart-enlarged chart-wide">
            <figcaption class="chart-caption">
                {tongue.say("A row is a unit, a column a token of the text", "每行是一个单元，每列是文字的一个词元")}
            </figcaption>
            <span class="chart-ramp" node_ref=swatch aria-hidden="true"></span>
            <div
                class="chart-field chart-units"
                role="img"
                aria-label=summary
                node_ref=field
                on:pointermove=point
                on:pointerdown=point
            >
                <Heatmap grid=grid ramp=ramp/>
                <span
                    class="chart-band"
                    style:top=move || percent(row(), size.get().0)
                    style:height=move || percent(1, size.get().0)
                ></span>
                <span
                    class="chart-column"
                    style:left=move || percent(state.place(), size.get().1)
                    style:width=move || percent(1, size.get().1)
                ></span>
            </div>
            {column_names(state)}
            {scale_legend(state)}
        </figure>
    }
}

/// The tokens below their columns, where there is room for them.
fn column_names(state: State) -> impl IntoView {
    let names = move || {
        let tokens = state.seen.with(|seen| {
            seen.as_ref()
                .map_or_else(Vec::new, |seen| seen.tokens.clone())
        });
        let each = tokens.into_iter().enumerate();
        (each.len() <= NAMED).then(|| {
            each.map(|(index, token)| {
                view! { <span class:chart-on=move || state.place() == index>{piece(&token)}</span> }
            })
            .collect_view()
        })
    };
    view! { <div class="chart-column-names" aria-hidden="true">{names}</div> }
}

/// What the heatmap's colours stand for.
fn scale_legend(state: State) -> impl IntoView {
    let most = move || state.with(|seen, trace| seen.most(trace)).unwrap_or(1.0);
    view! {
        <p class="chart-heat-legend">
            <span>{move || format!("−{}", show::compact(f64::from(most())))}</span>
            <span class="chart-heat-scale chart-heat-both" aria-hidden="true"></span>
            <span>{move || format!("+{}", show::compact(f64::from(most())))}</span>
        </p>
    }
}

/// One unit over the text: every trace that it has, the chosen one strong.
fn enlarged(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let holder = NodeRef::<Div>::new();
    let width = width_of(holder, 640.0);
    let drawing = move || {
        let (width, unit, chosen) = (width.get(), state.unit(), state.trace.get());
        state.with(|seen, _| curves(seen, unit, chosen, width))
    };
    let mark = move || {
        let count = state
            .seen
            .with(|seen| seen.as_ref().map_or(1, |seen| seen.tokens.len()));
        let x = along(count, width.get()).position(state.place() as f64);
        view! { <line class="chart-crosshair" x1=x x2=x y1="6" y2=HEIGHT - 6.0></line> }
    };
    let legend = move || {
        let (unit, place) = (state.unit(), state.place());
        state.with(|seen, _| {
            seen.layer
                .traces
                .iter()
                .enumerate()
                .map(|(index, trace)| {
                    let value = seen.unit(trace, unit).get(place).copied().unwrap_or_default();
                    view! {
                        <li class=trace_class(index)>
                            {tongue.tell(&unit_name(&trace.name))} " " <b>{decimals(f64::from(value), 3)}</b>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let title = move || {
        let token = state.place();
        let text = state.seen.with(|seen| {
            seen.as_ref()
                .and_then(|seen| seen.tokens.get(token).map(|token| show::quoted(token)))
                .unwrap_or_default()
        });
        let (unit, token) = (state.unit_number(), token + 1);
        tongue.tell(&Words::new(
            format!("Unit {unit} after “{text}” (token {token})"),
            format!("第 {unit} 个单元，读完“{text}”（第 {token} 个词元）"),
        ))
    };
    view! {
        <p class="chart-figures">{title}</p>
        <ul class="chart-runs">{legend}</ul>
        <div class="chart-plot" node_ref=holder>
            <svg role="img" aria-label=title width=move || width.get() height=HEIGHT>
                {drawing}
                {mark}
            </svg>
        </div>
    }
}

fn trace_class(index: usize) -> String {
    format!("chart-past run-{}", index % 8)
}

/// The axis of tokens.
fn along(tokens: usize, width: f64) -> Scale {
    let last = tokens.saturating_sub(1).max(1) as f64;
    Scale::new(
        Spacing::Linear,
        (0.0, last),
        (36.0, (width - 8.0).max(37.0)),
    )
}

fn curves(seen: &Seen, unit: usize, chosen: usize, width: f64) -> impl IntoView + use<> {
    let x = along(seen.tokens.len(), width);
    let each: Vec<Vec<f32>> = seen
        .layer
        .traces
        .iter()
        .map(|trace| seen.unit(trace, unit))
        .collect();
    let (low, high) = each
        .iter()
        .flatten()
        .fold((0.0_f64, 1.0_f64), |(low, high), value| {
            (low.min(f64::from(*value)), high.max(f64::from(*value)))
        });
    let y = Scale::new(Spacing::Linear, (low, high), (HEIGHT - 8.0, 8.0));
    let ticks = y.ticks(4);
    let decimals = tick_decimals(&ticks);
    let grid = ticks
        .into_iter()
        .map(|tick| {
            let at = y.position(tick);
            view! {
                <line class="chart-grid" x1="36" x2=width - 8.0 y1=at y2=at></line>
                <text class="chart-tick" x="30" y=at + 4.0 text-anchor="end">{format!("{tick:.decimals$}")}</text>
            }
        })
        .collect_view();
    let lines = each
        .into_iter()
        .enumerate()
        .map(|(index, values)| {
            let points: Vec<path::Point> = values
                .iter()
                .enumerate()
                .map(|(token, value)| (x.position(token as f64), y.position(f64::from(*value))))
                .collect();
            view! { <path class=trace_class(index) class:chart-strong=index == chosen d=path::line(&points)></path> }
        })
        .collect_view();
    view! {
        {grid}
        {lines}
    }
}

/// The enlarged unit's chosen trace, token by token.
fn table(state: State) -> impl IntoView {
    let rows = Signal::derive(move || {
        let unit = state.unit();
        let chinese = state.tongue.is_chinese();
        state
            .with(|seen, trace| {
                let values = seen.unit(trace, unit);
                seen.tokens
                    .iter()
                    .zip(values)
                    .enumerate()
                    .map(|(index, (token, value))| {
                        vec![
                            (index + 1).to_string(),
                            show::spoken(token, chinese),
                            decimals(f64::from(value), 3),
                        ]
                    })
                    .collect()
            })
            .unwrap_or_default()
    });
    view! {
        <DataTable
            caption=Words::fixed("The chosen unit over the text", "所选单元随文字的变化")
            headers=vec![
                Words::fixed("no.", "序号"),
                Words::fixed("token", "词元"),
                Words::fixed("value", "值"),
            ]
            rows=rows
        />
    }
}
