//! What went wrong, and the ways on: which of them work is decided here, and only those are named or offered.

use leptos::prelude::*;

use super::conductor::Conductor;
use super::dom;
use super::policy::EngineStatus;
use super::state::{Phase, Store, say};
use super::transport::PLAY;
use super::words as w;
use crate::experiment::DeviceChoice;
use crate::view::DeviceKind;
use crate::words::Words;

/// A way on after a failure: a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the last good state, where it was.
    GoOn,
    /// On the CPU: from the last good state if there is one, else from the first step.
    GoOnWithCpu,
    /// With the recipe that every visit begins with.
    Defaults,
    /// With the recipe as it stands, from its first step.
    StartOver,
}

/// What is known when an engine can do no more.
#[derive(Clone, Copy, Debug)]
pub struct Breakdown<'a> {
    /// The engine that broke.
    pub on: DeviceKind,
    /// The CPU engine, which may take over.
    pub cpu: &'a EngineStatus,
    /// Whether there is a state to go on from.
    pub has_state: bool,
    /// Whether the recipe is the default one.
    pub is_default: bool,
}

/// The ways on once an engine has broken, the best first. The same recipe may well break it again, so another is offered
/// besides, and first where the run had not come far enough to leave a state.
pub fn after_breakdown(breakdown: Breakdown<'_>) -> Vec<Way> {
    let Breakdown {
        on,
        cpu,
        has_state,
        is_default,
    } = breakdown;
    match on {
        DeviceKind::Gpu if works(cpu) => vec![Way::GoOnWithCpu, Way::StartOver],
        _ => [
            (has_state, Way::GoOn),
            (!has_state && !is_default, Way::Defaults),
            (true, Way::StartOver),
            (has_state && !is_default, Way::Defaults),
        ]
        .into_iter()
        .filter_map(|(works, way)| works.then_some(way))
        .collect(),
    }
}

/// The ways on where a run finds no engine to begin on. None, where nothing but another browser would help.
pub fn without_an_engine(choice: DeviceChoice, cpu: &EngineStatus, gpu: &EngineStatus) -> Vec<Way> {
    let broken = |status: &EngineStatus| matches!(status, EngineStatus::Failed(_));
    let insists = choice == DeviceChoice::Gpu;
    [
        (insists && works(cpu), Way::GoOnWithCpu),
        (broken(gpu) || (!insists && broken(cpu)), Way::StartOver),
    ]
    .into_iter()
    .filter_map(|(works, way)| works.then_some(way))
    .collect()
}

/// Whether an engine works, or may once it is started again.
fn works(status: &EngineStatus) -> bool {
    !matches!(status, EngineStatus::Unavailable(_))
}

/// What a way's button says.
fn label(way: Way) -> &'static Words {
    match way {
        Way::GoOn => &w::GO_ON,
        Way::GoOnWithCpu => &w::GO_ON_CPU,
        Way::Defaults => &w::TRAIN_DEFAULTS,
        Way::StartOver => &w::START_OVER,
    }
}

fn testid(way: Way) -> &'static str {
    match way {
        Way::GoOn | Way::GoOnWithCpu => "recover",
        Way::Defaults => "defaults",
        Way::StartOver => "start-over",
    }
}

fn take(way: Way, conductor: Conductor) {
    dom::focus(PLAY);
    match way {
        Way::GoOn | Way::GoOnWithCpu => conductor.recover(),
        Way::Defaults => conductor.train_defaults(),
        Way::StartOver => conductor.start_over(),
    }
}

/// What went wrong, and the ways on.
#[component]
pub fn Trouble() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    move || {
        let Phase::Failed { problems, ways } = store.phase.get() else {
            return ().into_any();
        };
        let title = match store.steps.with_untracked(Vec::is_empty) {
            true => &w::CANNOT_BEGIN,
            false => &w::WENT_WRONG,
        };
        let language = store.language.get();
        let points: Vec<_> = problems
            .into_iter()
            .map(|problem| view! { <li>{problem.message.in_language(language).to_owned()}</li> })
            .collect();
        let advice = ways
            .contains(&Way::Defaults)
            .then(|| view! { <p>{say(&w::BREAKS_AGAIN)}</p> });
        let buttons: Vec<_> = ways
            .into_iter()
            .enumerate()
            .map(|(place, way)| {
                view! {
                    <button type="button" class:primary=place == 0 data-testid=testid(way) on:click=move |_| take(way, conductor)>
                        {say(label(way))}
                    </button>
                }
            })
            .collect();
        view! {
            <div class="notice trouble" role="alert" data-testid="trouble">
                <div><strong>{say(title)}</strong><ul>{points}</ul>{advice}</div>
                <div class="buttons">{buttons}</div>
            </div>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::DeviceInfo;

    fn words() -> Words {
        Words::fixed("reason", "原因")
    }

    fn ready(kind: DeviceKind) -> EngineStatus {
        EngineStatus::Ready(DeviceInfo {
            kind,
            name: String::new(),
            software: false,
            largest_tensor: None,
        })
    }

    fn broken() -> EngineStatus {
        EngineStatus::Failed(words())
    }

    fn none_here() -> EngineStatus {
        EngineStatus::Unavailable(words())
    }

    #[test]
    fn starting_over_is_never_the_only_way_where_another_recipe_would_work() {
        let cpu = broken();
        let ways = |has_state, is_default| {
            after_breakdown(Breakdown {
                on: DeviceKind::Cpu,
                cpu: &cpu,
                has_state,
                is_default,
            })
        };
        assert_eq!(
            ways(true, false),
            [Way::GoOn, Way::StartOver, Way::Defaults]
        );
        assert_eq!(ways(false, false), [Way::Defaults, Way::StartOver]);
        assert_eq!(ways(true, true), [Way::GoOn, Way::StartOver]);
        assert_eq!(ways(false, true), [Way::StartOver]);
    }

    #[test]
    fn the_cpu_takes_over_from_the_gpu_if_it_works() {
        let ways = |cpu: &EngineStatus| {
            after_breakdown(Breakdown {
                on: DeviceKind::Gpu,
                cpu,
                has_state: false,
                is_default: true,
            })
        };
        assert_eq!(
            ways(&ready(DeviceKind::Cpu)),
            [Way::GoOnWithCpu, Way::StartOver]
        );
        assert_eq!(ways(&none_here()), [Way::StartOver]);
    }

    #[test]
    fn no_way_is_offered_that_leads_nowhere() {
        let ways =
            |choice, cpu: EngineStatus, gpu: EngineStatus| without_an_engine(choice, &cpu, &gpu);
        // A browser that is too old for both engines.
        for choice in [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Gpu] {
            assert_eq!(ways(choice, none_here(), none_here()), []);
        }
        let insists = DeviceChoice::Gpu;
        assert_eq!(
            ways(insists, ready(DeviceKind::Cpu), none_here()),
            [Way::GoOnWithCpu]
        );
        assert_eq!(
            ways(insists, ready(DeviceKind::Cpu), broken()),
            [Way::GoOnWithCpu, Way::StartOver]
        );
        // One that did not come may come yet.
        assert_eq!(
            ways(DeviceChoice::Auto, broken(), none_here()),
            [Way::StartOver]
        );
    }
}
