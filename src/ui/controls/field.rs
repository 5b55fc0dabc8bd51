//! One setting: its name, its control, its explanation, and what is wrong with it.

use leptos::prelude::*;
use serde_json::Value;

use super::corpus::{AddressPicker, ColumnInput, FilePicker, TextBox, TokenizerPicker};
use super::{Drafts, Values};
use crate::experiment::fields::{Choice, Control, Field, Lines};
use crate::ui::slider::Rail;
use crate::ui::state::{Store, say};
use crate::ui::words as w;
use crate::words::{Problem, Words};

/// The id of a setting's control in the page.
pub fn id(field: &Field) -> String {
    field.path.replace('.', "-")
}

/// What is wrong with a setting, by the recipe or the engine; tracked.
pub(super) fn known_problem(store: Store, field: &Field) -> Option<Words> {
    let find = |problems: &Vec<Problem>| {
        let found = problems
            .iter()
            .find(|problem| concerns(problem, field.path));
        found.map(|problem| problem.message.clone())
    };
    store
        .problems
        .with(find)
        .or_else(|| store.engine_problems.with(find))
}

/// What every part of a control needs.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    store: Store,
    field: &'static Field,
    /// The value in the recipe; absent for the moment in which the setting goes away.
    value: Memo<Option<Value>>,
    /// What was wrong with the last thing the person entered, which the recipe does not hold.
    refused: RwSignal<Option<Problem>>,
    drafts: StoredValue<Drafts>,
}

impl Setting {
    fn new(field: &'static Field) -> Self {
        let store = Store::from_context();
        let values = Values::from_context();
        let value = Memo::new(move |_| values.value(field.path));
        let refused = RwSignal::new(None);
        // Whatever else changes the value (a preset, a link, undo) makes the refused entry history.
        Effect::new(move |_| {
            value.track();
            refused.set(None);
        });
        Setting {
            store,
            field,
            value,
            refused,
            drafts: expect_context(),
        }
    }

    /// Takes over an entry, or says what is wrong with it.
    fn accept(self, next: Result<crate::experiment::Experiment, Problem>) {
        match next {
            Ok(experiment) => {
                self.refused.set(None);
                if self
                    .store
                    .experiment
                    .with_untracked(|now| *now != experiment)
                {
                    self.store.experiment.set(experiment);
                }
            }
            Err(problem) => self.refused.set(Some(problem)),
        }
    }

    fn set(self, value: Value) {
        let next = self.store.experiment.with_untracked(|now| {
            if self.field.is_kind() {
                self.drafts
                    .try_update_value(|drafts| drafts.choose(now, self.field, value))
            } else {
                Some(now.set(self.field.path, value))
            }
        });
        if let Some(next) = next {
            self.accept(next);
        }
    }

    /// Whether the recipe still has this setting.
    pub(super) fn is_there(self) -> bool {
        self.value
            .try_with_untracked(Option::is_some)
            .unwrap_or(false)
    }

    pub(super) fn set_text(self, text: &str) {
        self.accept(
            self.store
                .experiment
                .with_untracked(|now| now.set_text(self.field.path, text)),
        );
    }

    /// The value as a person writes it.
    pub(super) fn text(self) -> String {
        self.value
            .with(|value| value.as_ref().map(Field::print).unwrap_or_default())
    }

    fn number(self) -> f64 {
        self.value
            .with(|value| value.as_ref().and_then(Value::as_f64).unwrap_or_default())
    }

    /// What is wrong with what was entered last.
    fn refusal(self) -> Option<Words> {
        self.refused.get().map(|problem| problem.message)
    }

    fn known_problem(self) -> Option<Words> {
        known_problem(self.store, self.field)
    }

    pub(super) fn id(self) -> String {
        id(self.field)
    }

    pub(super) fn described_by(self) -> String {
        format!("{0}-help {0}-problem", self.id())
    }

    pub(super) fn is_invalid(self) -> &'static str {
        if self.refusal().or_else(|| self.known_problem()).is_some() {
            "true"
        } else {
            "false"
        }
    }
}

/// Whether a problem is to stand at the control of a path. One of a text, or of a tokenizer, as a whole (`corpus.source`)
/// does where that is opened, fetched or written.
fn concerns(problem: &Problem, path: &str) -> bool {
    let below = path.strip_prefix(problem.path.as_str());
    below.is_some_and(|leaf| matches!(leaf, "" | ".name" | ".url" | ".text"))
}

/// One setting of the recipe.
#[component]
pub fn FieldControl(field: &'static Field) -> impl IntoView {
    let setting = Setting::new(field);
    let store = setting.store;
    let id = setting.id();
    let control = match field.path {
        "corpus.source.name" => view! { <FilePicker setting=setting/> }.into_any(),
        "corpus.source.url" => view! { <AddressPicker setting=setting/> }.into_any(),
        "corpus.field" => view! { <ColumnInput setting=setting/> }.into_any(),
        "tokenizer.name" => view! { <TokenizerPicker setting=setting/> }.into_any(),
        _ => match &field.control {
            Control::Choice(choices) => choice(setting, choices),
            Control::Text {
                lines: Lines::Many,
                max_bytes,
            } if field.path == "corpus.source.text" => {
                view! { <TextBox setting=setting most=*max_bytes/> }.into_any()
            }
            Control::Text {
                lines: Lines::Many, ..
            } => area(setting),
            Control::Text {
                lines: Lines::One, ..
            } => line(setting, |_| {}),
            Control::Integer { .. } | Control::Number { .. } => number(setting),
        },
    };
    let values = Values::from_context();
    let changed = Memo::new(move |_| values.is_changed(field.path));
    let back = move |_| {
        let default = store
            .experiment
            .with_untracked(|experiment| experiment.default_value(field.path));
        if let Some(value) = default {
            setting.set(value);
        }
    };
    let told = move |words: Words| words.in_language(store.language.get()).to_owned();
    let remark = move || {
        let remark = store.experiment.with(|experiment| field.remark(experiment));
        remark.map(|words| view! { " " <strong>{told(words)}</strong> })
    };
    let refusal = move || setting.refusal().map(told);
    let known = move || match setting.refusal() {
        Some(_) => None,
        None => setting.known_problem().map(told),
    };
    view! {
        <div class="setting" class:changed=move || changed.get() data-path=field.path>
            <div class="name">
                <label for=id.clone()>{say(&field.label)}</label>
                <button type="button" class="back" hidden=move || !changed.get() on:click=back
                    title=say(&w::BACK_TO_DEFAULT) aria-label=move || w::back_to_default(&field.label).in_language(store.language.get()).to_owned()>
                    "↺"
                </button>
            </div>
            {control}
            <p class="help" id=format!("{id}-help")>{say(&field.help)}{remark}</p>
            // What the recipe or the engine finds wrong is read out by the list of all problems, once.
            <p class="problem" id=format!("{id}-problem")><span role="alert">{refusal}</span><span>{known}</span></p>
        </div>
    }
    .into_any()
}

fn choice(setting: Setting, choices: &'static [Choice]) -> AnyView {
    let options: Vec<_> = choices
        .iter()
        .map(|choice| {
            let chosen = move || setting.text() == choice.value;
            view! { <option value=choice.value prop:selected=chosen>{say(&choice.label)}</option> }
        })
        .collect();
    view! {
        <select id=setting.id() aria-describedby=setting.described_by() aria-invalid=move || setting.is_invalid()
            on:change=move |event| setting.set(event_target_value(&event).into())>
            {options}
        </select>
    }
    .into_any()
}

fn area(setting: Setting) -> AnyView {
    view! {
        <textarea id=setting.id() lang="" rows="8" spellcheck="false" aria-describedby=setting.described_by()
            aria-invalid=move || setting.is_invalid() prop:value=move || setting.text()
            on:input=move |event| setting.set_text(&event_target_value(&event))></textarea>
    }
    .into_any()
}

/// A line of text; `given` hears when the person has written it.
pub(super) fn line(setting: Setting, given: impl FnMut(web_sys::Event) + 'static) -> AnyView {
    view! {
        <input id=setting.id() type="text" lang="" autocomplete="off" spellcheck="false" aria-describedby=setting.described_by()
            aria-invalid=move || setting.is_invalid() prop:value=move || setting.text()
            on:input=move |event| setting.set_text(&event_target_value(&event)) on:change=given/>
    }
    .into_any()
}

/// A number: a slider where one makes sense, and always a place to type it.
fn number(setting: Setting) -> AnyView {
    let input = NodeRef::<leptos::html::Input>::new();
    // What the person is typing stays as typed while it means the same value.
    Effect::new(move |_| {
        let text = setting.text();
        if let Some(input) = input.get() {
            let means = setting.field.parse(&input.value()).ok();
            if means != setting.field.parse(&text).ok() {
                input.set_value(&text);
            }
        }
    });
    let slider = Rail::of(&setting.field.control).map(|track| {
        let label = &setting.field.label;
        let last = track.last();
        let place = {
            let track = track.clone();
            move || track.place(setting.number()).to_string()
        };
        view! {
            <input type="range" min="0" max=last step="1" aria-label=say(label) aria-describedby=format!("{}-help", setting.id())
                aria-valuetext=move || setting.text() prop:value=place
                on:input=move |event| {
                    if let Ok(place) = event_target_value(&event).parse() {
                        setting.set_text(&track.value(place).to_string());
                    }
                }/>
        }
    });
    let dice = slider.is_none().then(|| {
        let roll = move |_| {
            // A seed is wanted that is short enough to be read out.
            let seed = (js_sys::Math::random() * 1e6).floor();
            setting.set_text(&seed.to_string());
        };
        view! { <button type="button" on:click=roll>{say(&w::NEW_SEED)}</button> }
    });
    view! {
        <div class="number">
            {slider}
            <input id=setting.id() node_ref=input type="text" inputmode="decimal" autocomplete="off" aria-describedby=setting.described_by()
                aria-invalid=move || setting.is_invalid()
                on:input=move |event| setting.set_text(&event_target_value(&event))/>
            {dice}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_text_or_a_tokenizer_stands_where_it_is_opened() {
        for (at, path, expected) in [
            ("model.width", "model.width", true),
            ("corpus.source", "corpus.source.name", true),
            ("corpus.source", "corpus.source.url", true),
            ("corpus.source", "corpus.source.kind", false),
            ("tokenizer", "tokenizer.name", true),
            ("tokenizer", "tokenizer.vocabulary", false),
            ("model", "model.width", false),
            ("", "model.width", false),
        ] {
            let problem = Problem::at(at, Words::fixed("", ""));
            assert_eq!(concerns(&problem, path), expected, "{at} at {path}");
        }
    }
}
