//! The transport: train, pause, step, reset; how far the run is and where it computes.

use leptos::prelude::*;

use super::charts::{MetricsStrip, height_of};
use super::conductor::Conductor;
use super::outcome::Outcome;
use super::policy::EngineStatus;
use super::remaining::Remaining;
use super::state::{Phase, Store, say, say_with};
use super::trouble::Trouble;
use super::{dom, words as w};
use crate::experiment::DeviceChoice;
use crate::protocol::Stage;
use crate::view::DeviceKind;
use crate::words::Words;

/// The id of the main button, which takes the focus from buttons that go away.
pub const PLAY: &str = "play";

/// The bar below the stage.
#[component]
pub fn Transport() -> impl IntoView {
    let store = Store::from_context();
    let over = move || {
        let phase = |phase: &Phase| matches!(phase, Phase::Finished(_) | Phase::Failed { .. });
        store.phase.with(phase)
    };
    let bar = NodeRef::<leptos::html::Section>::new();
    measure(bar);
    view! {
        <section class="transport" aria-label=say(&w::TRANSPORT) node_ref=bar>
            <Buttons/>
            <Course/>
            <Changed/>
        </section>
        <Outcome/>
        <Device/>
        <div class="figures-strip" data-testid="metrics">
            <MetricsStrip steps=store.steps memory=store.memory total_steps=Signal::derive(move || store.total_steps())
                over=Signal::derive(over)/>
        </div>
        <Trouble/>
    }
    .into_any()
}

/// Tells the style sheet how high the bar is, so that nothing that has the focus stands behind it.
fn measure(bar: NodeRef<leptos::html::Section>) {
    let height = height_of(bar);
    Effect::new(move |_| {
        let height = height.get();
        if height > 0.0 {
            // The style sheet has a guess where it cannot be set.
            let style = dom::root().style();
            style
                .set_property("--transport-height", &format!("{height}px"))
                .ok();
        }
    });
}

#[component]
fn Buttons() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let going = store.going;
    let main_label = say_with(move || match store.phase.get() {
        _ if going.get() => w::PAUSE.clone(),
        Phase::Paused if store.step() > 0 => w::RESUME.clone(),
        Phase::Finished(_) => w::AGAIN.clone(),
        _ => w::TRAIN.clone(),
    });
    let preparing = Memo::new(move |_| {
        store
            .phase
            .with(|phase| matches!(phase, Phase::Preparing(_) | Phase::Moving(_)))
    });
    let evaluating = Memo::new(move |_| {
        store
            .work
            .with(|work| work.is_some_and(|work| work.stage == Stage::Evaluating))
    });
    let main_testid = move || if going.get() { "pause" } else { "train" };
    let can_step = move || {
        store
            .phase
            .with(|phase| matches!(phase, Phase::Paused | Phase::Running))
    };
    view! {
        <div class="buttons">
            <button type="button" id=PLAY class="primary play" data-testid=main_testid class:going=move || going.get()
                on:click=move |_| conductor.toggle()>
                <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
                    <path class="when-still" d="M8 5.2v13.6a.8.8 0 0 0 1.2.7l11-6.8a.8.8 0 0 0 0-1.4l-11-6.8A.8.8 0 0 0 8 5.2z"/>
                    <path class="when-going" d="M7 5h3.6v14H7zM13.4 5H17v14h-3.6z"/>
                </svg>
                {main_label}
            </button>
            <button type="button" data-testid="step" disabled=move || !can_step() on:click=move |_| conductor.step()>
                {say(&w::STEP)}
            </button>
            <button type="button" class="quiet" data-testid="cancel" hidden=move || !preparing.get()
                on:click=move |_| { dom::focus(PLAY); conductor.cancel() }>
                {say(&w::CANCEL)}
            </button>
            <button type="button" class="quiet" data-testid="skip" hidden=move || !evaluating.get() title=say(&w::SKIP_EVALUATION_HINT)
                on:click=move |_| { dom::focus(PLAY); conductor.skip_evaluation() }>
                {say(&w::SKIP_EVALUATION)}
            </button>
            <button type="button" data-testid="reset" on:click=move |_| conductor.reset()>{say(&w::RESET)}</button>
        </div>
    }
    .into_any()
}

/// What the run is doing, in words; changes seldom, so that it may be read out.
fn doing(store: Store) -> Words {
    if let Some(work) = store.work.get() {
        return w::stage(work.stage);
    }
    store.phase.with(|phase| match phase {
        Phase::Waiting if awaited(store) == DeviceKind::Gpu => w::WAITING_GPU.clone(),
        Phase::Waiting => w::WAITING.clone(),
        Phase::Idle => w::IDLE.clone(),
        Phase::Preparing(None) => w::PREPARING.clone(),
        Phase::Preparing(Some(progress)) => w::stage(progress.stage),
        Phase::Running => w::RUNNING.clone(),
        Phase::Paused => w::PAUSED.clone(),
        Phase::Timing => w::TIMING.clone(),
        Phase::Moving(DeviceKind::Cpu) => w::MOVING_TO_CPU.clone(),
        Phase::Moving(DeviceKind::Gpu) => w::MOVING_TO_GPU.clone(),
        Phase::Finished(ending) => w::ending(ending),
        Phase::Failed { .. } => w::STOPPED.clone(),
    })
}

/// How far the work under way has come, 0 to 1; absent where nobody knows.
fn fraction(store: Store) -> Option<f64> {
    if let Some(work) = store.work.get() {
        return (work.fraction > 0.0).then_some(work.fraction);
    }
    store.phase.with(|phase| match phase {
        Phase::Waiting => store.engine(awaited(store)).with(loaded),
        // Work that only says when it begins and when it is over has no fraction in between.
        Phase::Preparing(progress) => progress
            .map(|progress| progress.fraction)
            .filter(|fraction| *fraction > 0.0),
        Phase::Timing | Phase::Moving(_) => None,
        _ => Some(store.step() as f64 / store.total_steps().max(1) as f64),
    })
}

/// The engine that a run waits for.
fn awaited(store: Store) -> DeviceKind {
    let choice = store.experiment.with(|experiment| experiment.device);
    if choice != DeviceChoice::Gpu && store.cpu.with(EngineStatus::may_come) {
        DeviceKind::Cpu
    } else {
        DeviceKind::Gpu
    }
}

/// What the bar shows that is not the training, which knows its pace by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Work {
    Loading(DeviceKind),
    Stage(Stage),
}

/// The work under way whose fraction is known.
fn work(store: Store) -> Option<(Work, f64)> {
    let stage = match (store.work.get(), store.phase.get()) {
        (Some(work), _) => Work::Stage(work.stage),
        (None, Phase::Waiting) => Work::Loading(awaited(store)),
        (None, Phase::Preparing(Some(progress))) => Work::Stage(progress.stage),
        _ => return None,
    };
    Some((stage, fraction(store)?))
}

/// Milliseconds that work will still take; tracked.
fn left_of(work: impl Fn() -> Option<(Work, f64)> + Send + Sync + 'static) -> Signal<Option<f64>> {
    let remaining = Memo::new(move |before: Option<&Option<Remaining<Work>>>| {
        let (work, fraction) = work()?;
        let before = before.and_then(Option::as_ref);
        Some(Remaining::next(before, work, fraction, dom::now()))
    });
    Signal::derive(move || remaining.with(|remaining| remaining.as_ref()?.left_ms))
}

/// How much of an engine's bundle has come.
fn loaded(status: &EngineStatus) -> Option<f64> {
    match status {
        EngineStatus::Loading { received, total } if *total > 0.0 => Some(received / total),
        _ => None,
    }
}

/// Milliseconds until the last step, from the pace of the latest ones.
fn milliseconds_left(store: Store) -> Option<f64> {
    let total = store.total_steps();
    store.steps.with(|steps| {
        let last = steps.last()?;
        let earlier = &steps[steps.len().saturating_sub(50)];
        let taken = last
            .step
            .checked_sub(earlier.step)
            .filter(|taken| *taken > 0)?;
        let pace = (last.elapsed_ms - earlier.elapsed_ms) / taken as f64;
        Some(pace * total.saturating_sub(last.step) as f64)
    })
}

/// Seconds from which on a wait of unknown length says how long it has been.
const LONG_WAIT: u32 = 3;

/// Seconds since the page began to wait for what an engine is doing (a GPU may compile a model's kernels for half a minute
/// and cannot say how far it is); 0 while it does not wait.
fn seconds_waited(store: Store) -> ReadSignal<u32> {
    let (seconds, set_seconds) = signal(0);
    let waits = Memo::new(move |_| {
        matches!(
            store.phase.get(),
            Phase::Waiting | Phase::Preparing(_) | Phase::Timing | Phase::Moving(_)
        )
    });
    Effect::new(move |before: Option<Option<IntervalHandle>>| {
        if let Some(interval) = before.flatten() {
            interval.clear();
        }
        set_seconds.set(0);
        let count = move || set_seconds.update(|seconds| *seconds += 1);
        let interval = waits
            .get()
            .then(|| set_interval_with_handle(count, std::time::Duration::from_secs(1)));
        interval.and_then(Result::ok)
    });
    seconds
}

#[component]
fn Course() -> impl IntoView {
    let store = Store::from_context();
    let shown = Memo::new(move |_| fraction(store));
    let detail = say_with(move || {
        if matches!(
            store.phase.get(),
            Phase::Waiting | Phase::Preparing(_) | Phase::Idle | Phase::Timing | Phase::Moving(_)
        ) {
            return Words::fixed("", "");
        }
        let (step, total) = (store.step(), store.total_steps());
        if store.is_counting() {
            w::portion_of(step, total)
        } else {
            w::step_of(step, total)
        }
    });
    let of_work = left_of(move || work(store));
    let waited = seconds_waited(store);
    let left = say_with(move || {
        let left = match store.phase.get() {
            Phase::Running if store.work.with(Option::is_none) => milliseconds_left(store),
            _ => of_work.get(),
        };
        match (left, waited.get()) {
            (Some(left), _) => w::time_left(left),
            (None, waited) if waited >= LONG_WAIT => w::time_so_far(f64::from(waited) * 1000.0),
            (None, _) => Words::fixed("", ""),
        }
    });
    view! {
        <div class="course">
            <p class="doing">
                <strong role="status" data-testid="status" data-phase=move || store.phase.with(Phase::tag)
                    data-run=move || store.run_id()>{say_with(move || doing(store))}</strong>
                <span class="figures" data-testid="steps-done">{detail}</span>
                <span class="figures" data-testid="time-left">{left}</span>
            </p>
            <progress aria-label=say(&w::PROGRESS) max="1" data-testid="progress"
                prop:value=move || shown.get().unwrap_or(0.0)
                class:unknown=move || shown.get().is_none()>
            </progress>
        </div>
    }
    .into_any()
}

/// Where the run computes, and why there; nothing of a run that stands because no engine works.
fn device_reason(store: Store) -> Words {
    let has_failed = |phase: &Phase| matches!(phase, Phase::Failed { .. });
    if store.phase.with(has_failed) {
        return Words::fixed("", "");
    }
    if let Some(verdict) = store.verdict.get() {
        return verdict;
    }
    let choice = store.experiment.with(|experiment| experiment.device);
    let counting = store
        .experiment
        .with(|experiment| experiment.model.counts());
    match (choice, store.gpu.get(), store.cpu.get()) {
        (DeviceChoice::Cpu | DeviceChoice::Auto, _, EngineStatus::Failed(reason)) => reason,
        (DeviceChoice::Cpu, _, _) => w::CPU_ONLY.clone(),
        (_, EngineStatus::Unavailable(reason) | EngineStatus::Failed(reason), _) => reason,
        (DeviceChoice::Gpu, _, _) => w::GPU_CHOSEN.clone(),
        (_, EngineStatus::PassedOver(reason), _) => reason,
        (_, EngineStatus::Ready(device), _) if device.software => w::SOFTWARE_GPU.clone(),
        _ if counting => w::COUNTING_ON_CPU.clone(),
        (_, EngineStatus::Ready(_), _) => w::GPU_READY.clone(),
        _ => w::GPU_LATER.clone(),
    }
}

#[component]
fn Device() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let choose = move |event| {
        let choice = match event_target_value(&event).as_str() {
            "gpu" => DeviceChoice::Gpu,
            "cpu" => DeviceChoice::Cpu,
            _ => DeviceChoice::Auto,
        };
        store
            .experiment
            .update(|experiment| experiment.device = choice);
        conductor.device_chosen();
    };
    let chosen = move || match store.experiment.with(|experiment| experiment.device) {
        DeviceChoice::Auto => "auto",
        DeviceChoice::Gpu => "gpu",
        DeviceChoice::Cpu => "cpu",
    };
    let badge = move || {
        let kind = store.active.get();
        let running = store.engine(kind).with(|status| status.device().is_some());
        if running { w::device_kind(kind) } else { "…" }
    };
    // What the browser calls it; of a processor it knows no name.
    let device_name = move || {
        store.gpu.with(|gpu| match gpu.device() {
            Some(device) if store.active.get() == DeviceKind::Gpu => device.name.clone(),
            _ => String::new(),
        })
    };
    let kind_tag = move || match store.active.get() {
        DeviceKind::Cpu => "cpu",
        DeviceKind::Gpu => "gpu",
    };
    let left = left_of(move || Some((Work::Loading(DeviceKind::Gpu), store.gpu.with(loaded)?)));
    let loading = say_with(move || {
        store.gpu.with(|gpu| match gpu {
            EngineStatus::Loading { .. } => {
                w::engine_loading(DeviceKind::Gpu, loaded(gpu), left.get())
            }
            _ => Words::fixed("", ""),
        })
    });
    view! {
        <div class="device">
            <label>
                <span>{say(&w::DEVICE)}</span>
                <select data-testid="device" prop:value=chosen on:change=choose>
                    <option value="auto">{say(&w::DEVICE_AUTO)}</option>
                    <option value="gpu">"GPU"</option>
                    <option value="cpu">"CPU"</option>
                </select>
            </label>
            <span class="badge" data-testid="device-badge" data-device=kind_tag>{badge}</span>
            <span data-testid="device-name">{device_name}</span>
            <span class="reason" data-testid="device-reason">{say_with(move || device_reason(store))}</span>
            <span class="loading" data-testid="gpu-loading" hidden=move || !store.gpu.with(|gpu| matches!(gpu, EngineStatus::Loading { .. }))>
                {loading}
                <progress max="1" prop:value=move || store.gpu.with(loaded).unwrap_or(0.0) aria-hidden="true"></progress>
            </span>
        </div>
    }
    .into_any()
}

/// Says that the recipe has moved on from the run.
#[component]
fn Changed() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let changed = Memo::new(move |_| store.needs_restart());
    let undo = move |_| {
        dom::focus(PLAY);
        if let Some(run) = store.run.get_untracked() {
            store.experiment.update(|experiment| {
                let (sampling, device) = (experiment.sampling.clone(), experiment.device);
                *experiment = run.experiment;
                experiment.sampling = sampling;
                experiment.device = device;
            });
        }
    };
    view! {
        <div class="changed" role="status" data-testid="changed" class:shown=move || changed.get()>
            {move || changed.get().then(|| view! {
                <p>{say(&w::CHANGED)}</p>
                <button type="button" class="primary" data-testid="restart"
                    on:click=move |_| { dom::focus(PLAY); conductor.restart() }>
                    {say(&w::RESTART_TO_APPLY)}
                </button>
                <button type="button" class="quiet" data-testid="undo" on:click=undo>{say(&w::UNDO_CHANGES)}</button>
            })}
        </div>
    }
    .into_any()
}
