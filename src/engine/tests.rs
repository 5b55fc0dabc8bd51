//! The engine on the CPU, in a host that lives in a test: its clock is wound by hand and its commands come on cue.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;
use crate::device;
use crate::experiment::{Corpus, Gpt, Model, Pasted, Source, Training};
use crate::progress::block_on;
use crate::words::Words;

/// What the host sees and does; shared with the test.
#[derive(Default)]
struct Stage {
    events: RefCell<Vec<Event>>,
    mailbox: RefCell<Mailbox>,
    /// Commands that come at the turn of this number.
    cues: RefCell<Vec<(usize, Command)>>,
    turns: Cell<usize>,
    now_ms: Cell<f64>,
    is_idle: Cell<bool>,
    /// The steps of the states that were handed over to be kept.
    kept: RefCell<Vec<Option<usize>>>,
}

struct TestHost(Rc<Stage>);

impl Host for TestHost {
    fn post(&self, event: Event) {
        self.0.events.borrow_mut().push(event);
    }

    fn next_command(&self) -> Option<Command> {
        self.0.mailbox.borrow_mut().take()
    }

    fn is_cancelled(&self) -> bool {
        self.0.mailbox.borrow().is_cancelled()
    }

    async fn wait(&self) {
        self.0.is_idle.set(true);
    }

    async fn turn(&self) {
        self.0.turns.set(self.0.turns.get() + 1);
        let turn = self.0.turns.get();
        self.0.cues.borrow_mut().retain(|(cue, command)| {
            if *cue == turn {
                self.0.mailbox.borrow_mut().push(command.clone());
            }
            *cue != turn
        });
    }

    fn now_ms(&self) -> f64 {
        self.0.now_ms.set(self.0.now_ms.get() + 1.0);
        self.0.now_ms.get()
    }

    fn heap_bytes(&self) -> usize {
        1
    }

    fn keep(&self, last_good: Option<&Artifact>) {
        let step = last_good.map(|artifact| artifact.step);
        self.0.kept.borrow_mut().push(step);
    }
}

/// An engine on the CPU and the stage it plays on.
fn engine() -> (Engine<TestHost>, Rc<Stage>) {
    let stage = Rc::new(Stage::default());
    (
        Engine::new(TestHost(Rc::clone(&stage)), device::cpu()),
        stage,
    )
}

/// Gives the commands, serves until there is nothing left to do, and returns what was said.
fn play(
    engine: &mut Engine<TestHost>,
    stage: &Stage,
    commands: impl IntoIterator<Item = Command>,
) -> Vec<Event> {
    for command in commands {
        stage.mailbox.borrow_mut().push(command);
    }
    stage.is_idle.set(false);
    while !stage.is_idle.get() && block_on(engine.round()).is_continue() {}
    stage.events.take()
}

fn prepare(steps: usize) -> Command {
    Command::Prepare {
        experiment: Box::new(Experiment {
            corpus: Corpus {
                source: Source::Pasted(Pasted {
                    text: "the cat sat on the mat. ".repeat(40),
                }),
                ..Corpus::default()
            },
            model: Model::Gpt(Gpt {
                layers: 1,
                heads: 2,
                width: 16,
                context: 8,
                ..Gpt::default()
            }),
            training: Training {
                steps,
                batch_size: 2,
                warmup: 0,
                evaluate_every: 1000,
                sample_every: 1000,
                evaluate_batches: 1,
                ..Training::default()
            },
            ..Experiment::default()
        }),
        materials: Materials::default(),
        artifact: None,
    }
}

/// The numbers of the steps whose metrics were sent, in the order of their sending.
fn steps(events: &[Event]) -> Vec<usize> {
    let sent = events.iter().filter_map(|event| match event {
        Event::Stepped { steps, .. } => Some(steps),
        _ => None,
    });
    sent.flatten().map(|metrics| metrics.step).collect()
}

fn position(events: &[Event], wanted: impl Fn(&Event) -> bool) -> usize {
    let found = events.iter().position(wanted);
    found.unwrap_or_else(|| panic!("no such event among {events:?}"))
}

#[test]
fn a_step_is_taken_told_and_followed_by_standing_still() {
    let (mut engine, stage) = engine();
    let events = play(&mut engine, &stage, [prepare(10), Command::Step]);
    let prepared = position(&events, |event| matches!(event, Event::Prepared(_)));
    let stepped = position(&events, |event| matches!(event, Event::Stepped { .. }));
    let paused = position(&events, |event| matches!(event, Event::Paused { step: 1 }));
    assert!(prepared < stepped && stepped < paused);
    assert_eq!(steps(&events), [1]);
}

#[test]
fn a_run_tells_every_step_once_and_then_that_it_is_over() {
    let (mut engine, stage) = engine();
    let events = play(&mut engine, &stage, [prepare(40), Command::Run]);
    assert_eq!(steps(&events), (1..=40).collect::<Vec<_>>());
    assert!(matches!(
        events.last(),
        Some(Event::Finished { step: 40, .. })
    ));
    let messages = events
        .iter()
        .filter(|event| matches!(event, Event::Stepped { .. }))
        .count();
    assert!(
        messages < 40,
        "metrics are collected for a while before they are sent"
    );
    // Asked to go on, it says again that it is over.
    let again = play(&mut engine, &stage, [Command::Run]);
    assert!(matches!(again[..], [Event::Finished { step: 40, .. }]));
}

#[test]
fn what_counting_comes_to_is_told_once_and_after_the_first_step() {
    let (mut engine, stage) = engine();
    let before = play(&mut engine, &stage, [prepare(40), Command::Step]);
    let told = |events: &[Event]| {
        let told = events
            .iter()
            .filter(|event| matches!(event, Event::Counted(_)));
        told.count()
    };
    assert_eq!(
        told(&before),
        0,
        "who takes single steps is not kept waiting"
    );
    let events = play(&mut engine, &stage, [Command::Run]);
    assert_eq!(told(&events), 1);
    let again = play(&mut engine, &stage, [Command::Run, Command::Pause]);
    assert_eq!(told(&again), 0);
}

#[test]
fn pause_takes_effect_at_the_next_step_and_run_goes_on_from_there() {
    let (mut engine, stage) = engine();
    stage.cues.borrow_mut().push((10, Command::Pause));
    let events = play(&mut engine, &stage, [prepare(30), Command::Run]);
    let told = steps(&events);
    let Some(Event::Paused { step }) = events.last() else {
        panic!("{:?}", events.last());
    };
    assert!((1..30).contains(step));
    assert_eq!(told, (1..=*step).collect::<Vec<_>>());
    let rest = play(&mut engine, &stage, [Command::Run]);
    assert_eq!(steps(&rest), (step + 1..=30).collect::<Vec<_>>());
}

#[test]
fn a_question_without_a_run_is_answered_with_its_number() {
    let (mut engine, stage) = engine();
    let events = play(
        &mut engine,
        &stage,
        [Command::Vocabulary { request: 7 }, Command::Pause],
    );
    assert!(matches!(
        &events[..],
        [Event::Failed(Failure {
            request: Some(7),
            fatal: false,
            ..
        })]
    ));
}

#[test]
fn a_preparation_that_is_cancelled_leaves_no_run() {
    let (mut engine, stage) = engine();
    let events = play(
        &mut engine,
        &stage,
        [prepare(10), Command::Cancel, Command::Run],
    );
    assert!(matches!(events.last(), Some(Event::Cancelled)));
    assert!(
        !events
            .iter()
            .any(|event| matches!(event, Event::Prepared(_) | Event::Stepped { .. }))
    );
}

#[test]
fn tokens_come_between_the_steps_of_training() {
    let (mut engine, stage) = engine();
    let sampling = Sampling {
        prompt: "the".into(),
        tokens: 60,
        ..Sampling::default()
    };
    let generate = Command::Generate {
        request: 3,
        sampling,
    };
    let events = play(&mut engine, &stage, [prepare(200), Command::Run, generate]);
    let tokens = events
        .iter()
        .filter(|event| matches!(event, Event::Token { request: 3, .. }))
        .count();
    assert_eq!(tokens, 60);
    let over = position(&events, |event| {
        matches!(event, Event::Generated { request: 3 })
    });
    assert!(
        events[..over]
            .iter()
            .any(|event| matches!(event, Event::Stepped { .. }))
    );
    assert_eq!(steps(&events).len(), 200);
}

#[test]
fn a_generation_that_is_given_up_ends_and_training_goes_on() {
    let (mut engine, stage) = engine();
    let sampling = Sampling {
        prompt: "the".into(),
        tokens: 100_000,
        ..Sampling::default()
    };
    // The number of no generation, and then its own.
    let cues = [2, 1].map(|request| (20, Command::GiveUp { request }));
    stage.cues.borrow_mut().extend(cues);
    let commands = [
        prepare(60),
        Command::Run,
        Command::Generate {
            request: 1,
            sampling,
        },
    ];
    let events = play(&mut engine, &stage, commands);
    let over = position(&events, |event| {
        matches!(event, Event::Generated { request: 1 })
    });
    assert!(
        !events[over..]
            .iter()
            .any(|event| matches!(event, Event::Token { .. }))
    );
    assert_eq!(steps(&events).len(), 60);
}

#[test]
fn a_run_is_carried_over_by_its_artifact() {
    let (mut engine, stage) = engine();
    play(&mut engine, &stage, [prepare(3), Command::Run]);
    let events = play(&mut engine, &stage, [Command::Save { request: 5 }]);
    let saved = events.into_iter().find_map(|event| match event {
        Event::Saved {
            request: 5,
            artifact,
            ..
        } => Some(*artifact),
        _ => None,
    });
    let artifact = saved.expect("the answer to Save");
    assert_eq!(artifact.step, 3);
    let mut longer = prepare(5);
    if let Command::Prepare { artifact: from, .. } = &mut longer {
        *from = Some(Box::new(artifact));
    }
    stage.kept.take();
    let events = play(&mut engine, &stage, [longer, Command::Run]);
    assert_eq!(steps(&events), [4, 5]);
    assert_eq!(stage.kept.take(), [Some(3)], "handed over once");
}

#[test]
fn saved_runs_are_compared_and_one_alone_is_refused() {
    let (mut engine, stage) = engine();
    let mut saved = Vec::new();
    for steps in [1, 2, 3] {
        let save = Command::Save { request: 5 };
        play(&mut engine, &stage, [prepare(steps), Command::Run]);
        for event in play(&mut engine, &stage, [save]) {
            if let Event::Saved { artifact, .. } = event {
                saved.push(*artifact);
            }
        }
    }
    let compare = |runs: &[Artifact]| Command::Compare {
        request: 9,
        runs: runs.to_vec(),
        text: "the cat".into(),
    };
    let events = play(&mut engine, &stage, [compare(&saved)]);
    let compared = events.iter().find_map(|event| match event {
        Event::Compared {
            request: 9,
            comparison,
        } => Some(comparison),
        _ => None,
    });
    let totals = &compared.expect("the answer to Compare").totals;
    assert_eq!(totals.nats_per_character.len(), 3);
    let events = play(&mut engine, &stage, [compare(&saved[..1])]);
    position(&events, |event| {
        matches!(
            event,
            Event::Failed(Failure {
                request: Some(9),
                fatal: false,
                ..
            })
        )
    });
}

#[test]
fn two_steps_asked_for_at_once_are_two() {
    let (mut engine, stage) = engine();
    let events = play(
        &mut engine,
        &stage,
        [prepare(10), Command::Step, Command::Step],
    );
    assert_eq!(steps(&events), [1, 2]);
    assert!(matches!(events.last(), Some(Event::Paused { step: 2 })));
    assert_eq!(
        steps(&play(&mut engine, &stage, [Command::Step])),
        [3],
        "and then it stands still again"
    );
}

/// A question about a run and itself.
fn comparison(engine: &mut Engine<TestHost>, stage: &Stage) -> Command {
    let events = play(engine, stage, [prepare(2), Command::Save { request: 1 }]);
    let saved = events.into_iter().find_map(|event| match event {
        Event::Saved { artifact, .. } => Some(artifact),
        _ => None,
    });
    let saved = saved.expect("the answer to Save");
    Command::Compare {
        request: 4,
        runs: vec![(*saved).clone(), *saved],
        text: "the cat sat.".into(),
    }
}

#[test]
fn a_comparison_is_read_between_the_steps_of_training() {
    let (mut engine, stage) = engine();
    let compare = comparison(&mut engine, &stage);
    let events = play(&mut engine, &stage, [prepare(20), Command::Run, compare]);
    let compared = position(&events, |event| {
        matches!(event, Event::Compared { request: 4, .. })
    });
    let stepped = position(&events, |event| matches!(event, Event::Stepped { .. }));
    assert!(stepped < compared, "training does not wait for it");
    assert_eq!(steps(&events), (1..=20).collect::<Vec<_>>());
}

#[test]
fn a_comparison_that_is_given_up_is_not_answered() {
    let (mut engine, stage) = engine();
    let compare = comparison(&mut engine, &stage);
    let events = play(
        &mut engine,
        &stage,
        [compare, Command::GiveUp { request: 4 }],
    );
    assert!(events.is_empty(), "{events:?}");
}

#[test]
fn to_give_up_one_question_leaves_the_others() {
    let (mut engine, stage) = engine();
    let compare = comparison(&mut engine, &stage);
    play(&mut engine, &stage, [prepare(10)]);
    let sampling = Sampling {
        prompt: "the".into(),
        tokens: 100_000,
        ..Sampling::default()
    };
    let commands = [
        compare,
        Command::Generate {
            request: 5,
            sampling,
        },
        Command::Cancel,
        Command::GiveUp { request: 5 },
    ];
    let events = play(&mut engine, &stage, commands);
    let compared = |event: &Event| matches!(event, Event::Compared { request: 4, .. });
    assert!(events.iter().any(compared), "{events:?}");
}

/// A question that is refused: the run's text has no such character.
fn unanswerable() -> Command {
    Command::Tokenize {
        request: 6,
        text: "Ω".into(),
    }
}

/// What a read comes to that the device does not answer.
fn unread() -> Vec<Problem> {
    vec![Problem::at(DEVICE, Words::fixed("Not read.", "未读取。"))]
}

#[test]
fn a_refused_question_is_told_at_once_also_on_a_gpu() {
    let (mut engine, stage) = engine();
    play(&mut engine, &stage, [prepare(10)]);
    engine.compute.info.kind = DeviceKind::Gpu;
    let events = play(&mut engine, &stage, [unanswerable(), Command::Run]);
    let refused = &events[0];
    assert!(
        matches!(
            refused,
            Event::Failed(Failure {
                request: Some(6),
                ..
            })
        ),
        "{events:?}"
    );
}

#[test]
fn while_a_gpus_driver_has_its_moment_training_goes_on() {
    let (mut engine, stage) = engine();
    play(&mut engine, &stage, [prepare(200)]);
    engine.compute.info.kind = DeviceKind::Gpu;
    engine.failed(Some(6), unread());
    let events = play(&mut engine, &stage, [Command::Run]);
    let stepped = position(&events, |event| matches!(event, Event::Stepped { .. }));
    let refused = position(&events, |event| {
        matches!(
            event,
            Event::Failed(Failure {
                request: Some(6),
                fatal: false,
                ..
            })
        )
    });
    assert!(stepped < refused, "{events:?}");
    assert_eq!(steps(&events).len(), 200);
}

#[test]
fn a_failed_read_that_a_lost_gpu_explains_is_not_told() {
    let (mut engine, stage) = engine();
    play(&mut engine, &stage, [prepare(10)]);
    engine.compute.info.kind = DeviceKind::Gpu;
    engine.failed(None, unread());
    assert!(block_on(engine.round()).is_continue());
    let lost = Words::fixed("The GPU is gone.", "GPU 已断开。");
    engine.compute.health.fail(lost);
    let events = play(&mut engine, &stage, []);
    assert!(
        matches!(&events[..], [Event::Failed(Failure { fatal: true, .. })]),
        "{events:?}"
    );
}

#[test]
fn the_failure_of_a_run_is_told_before_the_next_one_begins() {
    let (mut engine, stage) = engine();
    engine.compute.info.kind = DeviceKind::Gpu;
    engine.failed(None, unread());
    let events = play(&mut engine, &stage, [Command::Cancel]);
    let failed = position(&events, |event| matches!(event, Event::Failed(_)));
    let next = position(&events, |event| matches!(event, Event::Cancelled));
    assert!(failed < next, "{events:?}");
}

#[test]
fn a_failed_device_is_reported_once_and_ends_the_engine() {
    let (mut engine, stage) = engine();
    play(&mut engine, &stage, [prepare(10), Command::Step]);
    engine
        .compute
        .health
        .fail(Words::fixed("The GPU is gone.", "GPU 已断开。"));
    let events = play(
        &mut engine,
        &stage,
        [Command::Step, Command::Save { request: 1 }],
    );
    let [Event::Failed(failure)] = &events[..] else {
        panic!("{events:?}");
    };
    assert!(failure.fatal);
    assert_eq!(failure.problems[0].message.en, "The GPU is gone.");
}

#[test]
fn the_closing_evaluation_is_told_of_and_can_be_cut_short() {
    let (mut engine, stage) = engine();
    let evaluated = |events: &[Event]| {
        let mut tokens = events.iter().filter_map(|event| match event {
            Event::Evaluated(evaluation) => Some(evaluation.validation.tokens),
            _ => None,
        });
        tokens.next_back().unwrap()
    };
    let fractions = |events: &[Event]| -> Vec<f64> {
        let told = events.iter().filter_map(|event| match event {
            Event::Progress(progress) if progress.stage == crate::protocol::Stage::Evaluating => {
                Some(progress.fraction)
            }
            _ => None,
        });
        told.collect()
    };
    let whole = play(&mut engine, &stage, [prepare(40), Command::Run]);
    assert!(fractions(&whole).is_sorted());
    play(&mut engine, &stage, [prepare(40)]);
    // It takes one step a round, and then a piece of the evaluation.
    let turn = stage.turns.get() + 41;
    stage.cues.borrow_mut().push((turn, Command::CutShort));
    let cut = play(&mut engine, &stage, [Command::Run]);
    assert!(!fractions(&cut).is_empty());
    assert!(evaluated(&cut) < evaluated(&whole));
    assert!(matches!(cut.last(), Some(Event::Finished { .. })));
}
