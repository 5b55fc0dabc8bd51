//! What models cost on a text and how far they are from each other, as a table.

use leptos::prelude::*;

use super::emblem;
use crate::ui::charts::browser::Tongue;
use crate::ui::charts::show;
use crate::words::Words;

/// What a table holds, a row for each model.
#[derive(Clone, PartialEq)]
pub struct Figures {
    /// Figures of the model alone, `[model, header]`.
    pub own: Vec<Vec<f64>>,
    /// D(row‖column) in nats, `[model, model]`.
    pub divergences: Vec<Vec<f64>>,
}

/// Each model's own figures, and how far it is from every other one.
#[component]
pub fn FiguresTable(
    /// What the table holds.
    #[prop(into)]
    caption: Signal<String>,
    /// The names of the models' own figures.
    headers: Vec<Words>,
    /// How many models there are.
    models: usize,
    #[prop(into)] figures: Signal<Option<Figures>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let own = headers.into_iter().map(|name| {
        let name = tongue.follow(name);
        view! { <th scope="col">{name}</th> }
    });
    let others = (0..models).map(|model| {
        view! { <th scope="col">"D(·‖" {emblem(model)} ")"</th> }
    });
    let (own, others) = (own.collect_view(), others.collect_view());
    let line = |(model, (own, divergences)): (usize, (&Vec<f64>, &Vec<f64>))| {
        let own = own.iter().map(|figure| show::loss(*figure));
        let others = divergences.iter().enumerate();
        let others = others.map(|(other, nats)| match other == model {
            true => "0".to_owned(),
            false => show::loss(*nats),
        });
        let cells = own.chain(others).map(|figure| view! { <td>{figure}</td> });
        view! {
            <tr>
                <th scope="row">{emblem(model)}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let body = move || {
        figures.get().map(|known| {
            let each = known.own.iter().zip(&known.divergences);
            each.enumerate().map(line).collect_view()
        })
    };
    view! {
        <div class="chart-table" tabindex="0" role="region" aria-label=caption>
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <td></td>
                        {own}
                        {others}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
