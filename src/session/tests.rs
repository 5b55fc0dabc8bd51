//! Whole runs on the processor.

use std::ops::ControlFlow;

use super::*;
use crate::experiment::*;
use crate::progress::{NoProgress, block_on};
use crate::protocol::Progress;
use crate::view::{DeviceInfo, DeviceKind};

mod damaged;
mod resuming;

const SENTENCE: &str = "the quick brown fox jumps over the lazy dog. ";

/// A small GPT that learns one sentence over and over.
fn small() -> Experiment {
    Experiment {
        corpus: Corpus {
            source: Source::Pasted(Pasted {
                text: SENTENCE.repeat(20),
            }),
            ..Corpus::default()
        },
        model: Model::Gpt(Gpt {
            layers: 1,
            heads: 2,
            width: 32,
            context: 16,
            ..Gpt::default()
        }),
        training: Training {
            steps: 30,
            batch_size: 4,
            learning_rate: 1e-2,
            warmup: 5,
            evaluate_every: 10,
            evaluate_batches: 2,
            sample_every: 20,
            ..Training::default()
        },
        sampling: Sampling {
            tokens: 10,
            ..Sampling::default()
        },
        ..Experiment::default()
    }
}

fn recurrent(state: StateCarry) -> Experiment {
    let net = Recurrent {
        layers: 2,
        width: 16,
        context: 12,
        dropout: 0.0,
        state,
        ..Recurrent::default()
    };
    Experiment {
        model: Model::Lstm(net),
        ..small()
    }
}

/// Networks that look back a fixed way.
fn windows() -> [Model; 2] {
    [
        Model::Mlp(Mlp {
            window: 4,
            width: 8,
            hidden: 16,
            context: 12,
            ..Mlp::default()
        }),
        Model::Cnn(Cnn {
            layers: 2,
            width: 8,
            dilation_cycle: 2,
            context: 12,
            ..Cnn::default()
        }),
    ]
}

fn with(change: impl FnOnce(&mut Training)) -> Experiment {
    let mut experiment = small();
    change(&mut experiment.training);
    experiment
}

fn try_to_prepare(experiment: Experiment, artifact: Option<Artifact>) -> Result<Session, Halt> {
    let info = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "test".into(),
        software: false,
        largest_tensor: None,
    };
    block_on(Session::prepare(
        experiment,
        Materials::default(),
        artifact,
        Device::flex(),
        info,
        &mut NoProgress,
    ))
}

fn prepare(experiment: Experiment, artifact: Option<Artifact>) -> Session {
    try_to_prepare(experiment, artifact).unwrap()
}

/// Goes on until the run is over, or until `steps` have been taken and what fell due is done.
fn run(session: &mut Session, steps: usize) -> Vec<Happening> {
    let mut happenings = Vec::new();
    while session.ending().is_none() && (session.step() < steps || !session.is_between_steps()) {
        happenings.extend(block_on(session.advance()).unwrap());
    }
    happenings
}

fn losses(happenings: &[Happening]) -> Vec<f64> {
    let steps = happenings.iter().filter_map(|happening| match happening {
        Happening::Stepped(steps) => Some(steps),
        _ => None,
    });
    steps.flatten().map(|step| step.loss).collect()
}

fn evaluations(happenings: &[Happening]) -> Vec<view::Evaluation> {
    let found = happenings.iter().filter_map(|happening| match happening {
        Happening::Evaluated(evaluation) => Some(*evaluation),
        _ => None,
    });
    found.collect()
}

fn say(session: &Session, sampling: &Sampling) -> String {
    let mut generation = session.generate(sampling).unwrap();
    let mut text = String::new();
    while let Some(token) = block_on(generation.next()).unwrap() {
        text.push_str(&token.text);
    }
    text
}

#[test]
fn one_sentence_is_learned_by_heart() {
    let mut session = prepare(with(|training| training.steps = 150), None);
    let happenings = run(&mut session, usize::MAX);
    let losses = losses(&happenings);
    assert_eq!(losses.len(), 150);
    let uniform = session.prepared().baselines.uniform.nats_per_token;
    assert!(
        (losses[0] - uniform).abs() < 0.3,
        "starts at {} instead of {uniform}",
        losses[0]
    );
    // What comes after the first letters of a window can be known; the first ones cannot.
    let last = evaluations(&happenings).last().copied().unwrap();
    assert!(last.validation.nats_per_token < 0.25, "ends at {last:?}");
    let sampling = Sampling {
        prompt: "the quick br".into(),
        tokens: 30,
        decoding: Decoding::Greedy,
        ..Sampling::default()
    };
    assert_eq!(say(&session, &sampling), "own fox jumps over the lazy do");
    assert_eq!(
        happenings.last(),
        Some(&Happening::Ended(Ending::Completed))
    );
}

#[test]
fn what_falls_due_comes_in_order() {
    let mut session = prepare(small(), None);
    let kinds: Vec<String> = run(&mut session, usize::MAX)
        .iter()
        .filter_map(|happening| match happening {
            Happening::Stepped(_) => None,
            Happening::Evaluated(evaluation) => Some(format!("evaluated {}", evaluation.step)),
            Happening::Sampled(sample) => Some(format!(
                "sampled {} {}",
                sample.step,
                sample.text.chars().count()
            )),
            Happening::Ended(_) => Some("ended".into()),
        })
        .collect();
    let wanted = [
        "evaluated 10",
        "evaluated 20",
        "sampled 20 10",
        "evaluated 30",
        "sampled 30 10",
        "ended",
    ];
    assert_eq!(kinds, wanted);
    assert!(block_on(session.advance()).unwrap().is_empty());
}

#[test]
fn by_the_clock_it_says_at_a_step_what_it_would_say_there_anyway() {
    let samples = |happenings: Vec<Happening>| -> Vec<view::Sample> {
        let sampled = happenings
            .into_iter()
            .filter_map(|happening| match happening {
                Happening::Sampled(sample) => Some(sample),
                _ => None,
            });
        sampled.collect()
    };
    let every_step = samples(run(
        &mut prepare(with(|training| training.sample_every = 1), None),
        usize::MAX,
    ));
    assert_eq!(every_step.len(), 30);
    let mut session = prepare(with(|training| training.sample_every = BY_TIME), None);
    let mut told = run(&mut session, 6);
    // Its time has come, as on a slow machine.
    let spent = 1e6;
    session.meter.reset(spent);
    told.extend(run(&mut session, 7));
    let said = samples(told);
    assert_eq!(said.last(), Some(&every_step[6]));
    // After that it learns for a while.
    let rest = samples(run(&mut session, usize::MAX));
    assert_eq!(
        rest.last(),
        Some(&every_step[29]),
        "the last word is always said"
    );
    assert!(
        rest.iter()
            .all(|sample| *sample == every_step[sample.step - 1])
    );
}

#[test]
fn the_same_recipe_gives_the_same_losses() {
    let [first, second] = [(); 2].map(|()| losses(&run(&mut prepare(small(), None), usize::MAX)));
    assert_eq!(first, second);
    let other = Experiment { seed: 7, ..small() };
    assert_ne!(first, losses(&run(&mut prepare(other, None), usize::MAX)));
}

#[test]
fn an_n_gram_runs_through_the_same_session() {
    let experiment = Experiment {
        model: Model::Ngram(Ngram {
            order: 3,
            ..Ngram::default()
        }),
        ..small()
    };
    let mut session = prepare(experiment.clone(), None);
    let happenings = run(&mut session, usize::MAX);
    assert_eq!(losses(&happenings).len(), session.prepared().steps);
    assert!(evaluations(&happenings)[0].validation.nats_per_token < 0.5);
    assert_eq!(
        happenings.last(),
        Some(&Happening::Ended(Ending::Completed))
    );

    let sampling = Sampling {
        prompt: "the lazy ".into(),
        tokens: 4,
        decoding: Decoding::Greedy,
        ..Sampling::default()
    };
    assert_eq!(say(&session, &sampling), "dog.");
    assert!(matches!(
        block_on(session.probe("fox", view::Focus::default()))
            .unwrap()
            .inside,
        view::Inside::Counts(_)
    ));

    let artifact = block_on(session.save()).unwrap();
    let restored = prepare(experiment, Some(artifact));
    let whole = |session: &Session| block_on(session.evaluate_whole(&mut NoProgress)).unwrap();
    assert_eq!(whole(&session), whole(&restored));
    assert_eq!(say(&restored, &sampling), "dog.");
}

#[test]
fn an_absurd_learning_rate_is_stopped_and_undone() {
    let experiment = with(|training| {
        training.learning_rate = 10.0;
        training.schedule = Schedule::Constant;
        training.warmup = 0;
        training.steps = 500;
        training.clip_norm = 0.0;
    });
    let mut session = prepare(experiment, None);
    let happenings = run(&mut session, usize::MAX);
    let Some(Happening::Ended(Ending::Diverged { explanation, step })) = happenings.last() else {
        panic!("{:?}", happenings.last());
    };
    assert!(explanation.en.contains("learning rate"));
    // It says which state it went back to.
    assert_eq!(*step, Some(session.step()));
    let (en, zh) = (
        format!("back at step {},", session.step()),
        format!("回到第 {} 步", session.step()),
    );
    assert!(
        explanation.en.contains(&en) && explanation.zh.contains(&zh),
        "{explanation:?}"
    );
    assert!(session.step() < 500);
    // The last good state knows no less than it did at the start, although what came after had finite losses, too.
    let start = losses(&happenings)[0];
    let whole = block_on(session.evaluate_whole(&mut NoProgress)).unwrap();
    assert!(
        whole.train.nats_per_token <= start + 0.5,
        "{whole:?} is not as good as {start}"
    );
    let kept = session.last_good().map(|artifact| artifact.step);
    assert!(kept.is_none_or(|step| step <= session.step()));
    // It is a model that can be used.
    assert!(
        block_on(session.probe("the", view::Focus::default()))
            .unwrap()
            .next
            .entropy
            .is_finite()
    );
}

/// A run on a text that cannot be learned: validation gets worse while training gets better, until patience is at an end.
fn hopeless() -> Experiment {
    let noise: String = (0_u64..900)
        .map(|i| {
            char::from(
                b'a' + (i.wrapping_mul(6364136223846793005).wrapping_add(i * i * 97) >> 33) as u8
                    % 16,
            )
        })
        .collect();
    let mut experiment = with(|training| {
        training.steps = 2000;
        training.patience = 3;
        training.sample_every = 1000;
    });
    experiment.corpus.source = Source::Pasted(Pasted { text: noise });
    experiment
}

#[test]
fn patience_ends_a_run_at_its_best() {
    let mut session = prepare(hopeless(), None);
    let happenings = run(&mut session, usize::MAX);
    let Some(Happening::Ended(Ending::EarlyStopped { best_step })) = happenings.last() else {
        panic!("{:?}", happenings.last());
    };
    assert_eq!(session.step(), *best_step);
    let evaluations = evaluations(&happenings);
    let (last, scheduled) = evaluations.split_last().unwrap();
    assert_eq!(last.step, *best_step);
    let best = scheduled.iter().min_by(|a, b| {
        a.validation
            .nats_per_token
            .total_cmp(&b.validation.nats_per_token)
    });
    assert_eq!(best.unwrap().step, *best_step);
    assert_eq!(scheduled.last().unwrap().step, best_step + 30);
}

#[test]
fn looking_and_timing_leave_the_run_alone() {
    let untouched = losses(&run(&mut prepare(small(), None), usize::MAX));
    let mut session = prepare(small(), None);
    let mut seen = losses(&run(&mut session, 13));
    block_on(session.probe("quick", view::Focus::default())).unwrap();
    say(
        &session,
        &Sampling {
            tokens: 5,
            ..Sampling::default()
        },
    );
    assert!(block_on(session.benchmark(20.0, &mut NoProgress)).unwrap() > 0.0);
    block_on(session.evaluate_whole(&mut NoProgress)).unwrap();
    assert_eq!(session.step(), 13);
    seen.extend(losses(&run(&mut session, usize::MAX)));
    assert_eq!(untouched, seen);
}

#[test]
fn a_caller_can_give_up() {
    struct Impatient;
    impl ProgressSink for Impatient {
        async fn progress(&mut self, _progress: Progress) -> ControlFlow<()> {
            ControlFlow::Break(())
        }
    }
    let info = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "test".into(),
        software: false,
        largest_tensor: None,
    };
    let halted = block_on(Session::prepare(
        small(),
        Materials::default(),
        None,
        Device::flex(),
        info,
        &mut Impatient,
    ));
    assert_eq!(halted.err(), Some(Halt::Cancelled));
    let mut session = prepare(small(), None);
    assert_eq!(
        block_on(session.benchmark(1000.0, &mut Impatient)).err(),
        Some(Halt::Cancelled)
    );
}

#[test]
fn of_a_saved_run_the_text_is_read_with_progress_that_never_falls() {
    #[derive(Default)]
    struct Listener(Vec<f64>);
    impl ProgressSink for Listener {
        async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
            if progress.stage == Stage::Tokenizing {
                self.0.push(progress.fraction);
            }
            ControlFlow::Continue(())
        }
    }
    let artifact = block_on(prepare(small(), None).save()).unwrap();
    let info = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "test".into(),
        software: false,
        largest_tensor: None,
    };
    let mut listener = Listener::default();
    block_on(Session::prepare(
        small(),
        Materials::default(),
        Some(artifact),
        Device::flex(),
        info,
        &mut listener,
    ))
    .unwrap();
    // Looking for unknown characters is the first half of the cutting, and the counting comes after it.
    assert!(listener.0.contains(&0.4), "{:?}", listener.0);
    assert!(listener.0.is_sorted(), "{:?}", listener.0);
}

#[test]
fn a_saved_tokenizer_does_not_read_over_what_it_does_not_know() {
    let mut session = prepare(small(), None);
    run(&mut session, 1);
    let mut artifact = block_on(session.save()).unwrap();
    // A file of an earlier version does not say which text the run has learned from.
    artifact.text = None;
    let mut other = small();
    other.corpus.source = Source::Pasted(Pasted {
        text: "the quick brown Fox jumps over 7 lazy dogs. ".repeat(20),
    });
    let refused = try_to_prepare(other, Some(artifact)).unwrap_err();
    let Halt::Problems(problems) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(problems[0].path, "corpus");
    for message in [&problems[0].message.en, &problems[0].message.zh] {
        assert!(message.contains("'F' '7'"), "{message}");
    }
}

#[test]
fn recomputing_activations_changes_no_loss() {
    let kept = losses(&run(&mut prepare(small(), None), usize::MAX));
    let recomputed = losses(&run(
        &mut prepare(with(|training| training.memory = Memory::Recompute), None),
        usize::MAX,
    ));
    assert_eq!(kept.len(), small().training.steps);
    assert_eq!(kept.len(), recomputed.len());
    // Without the fused kernels the same sums are taken in another order.
    for (one, other) in kept.iter().zip(&recomputed) {
        assert!((one - other).abs() < 1e-4, "{one} is not {other}");
    }
}

#[test]
fn a_continuation_can_be_repeated() {
    let session = prepare(small(), None);
    let sampling = Sampling {
        tokens: 20,
        ..Sampling::default()
    };
    let first = say(&session, &sampling);
    assert_eq!(first, say(&session, &sampling));
    assert_eq!(first, say(&prepare(small(), None), &sampling));
    let again = sampling.asked_again();
    assert_ne!(first, say(&session, &again));
    assert_eq!(again.seed, 1);
}

/// Two steps learn from 128 tokens, so 2,048 are evaluated of a text of many more; the evaluation tells how far it has got, and
/// may be cut short with a result all the same.
#[test]
fn the_last_evaluation_is_no_longer_than_the_run_and_can_be_cut_short() {
    let mut experiment = with(|training| {
        training.steps = 2;
        training.warmup = 0;
    });
    experiment.corpus.source = Source::Pasted(Pasted {
        text: SENTENCE.repeat(2_000),
    });
    let mut session = prepare(experiment.clone(), None);
    assert!(session.prepared().validation_tokens > 8_000);
    let happenings = run(&mut session, usize::MAX);
    let closing = evaluations(&happenings).pop().unwrap();
    assert_eq!(closing.validation.tokens, evaluating::LEAST_FINAL_TOKENS);
    assert!(closing.train.tokens <= evaluating::LEAST_FINAL_TOKENS);

    let mut session = prepare(experiment, None);
    let mut fractions = Vec::new();
    let mut happenings = Vec::new();
    while session.ending().is_none() {
        happenings.extend(block_on(session.advance()).unwrap());
        fractions.extend(session.closing_fraction());
        if fractions.len() == 3 {
            session.cut_short();
        }
    }
    assert!(
        fractions.is_sorted() && fractions[0] == 0.0,
        "{fractions:?}"
    );
    let cut = evaluations(&happenings).pop().unwrap();
    assert!(cut.validation.tokens > 0 && cut.train.tokens > 0);
    assert!(cut.validation.tokens < closing.validation.tokens);
    assert!((cut.validation.nats_per_token - closing.validation.nats_per_token).abs() < 0.2);
    assert_eq!(
        happenings.last(),
        Some(&Happening::Ended(Ending::Completed))
    );
}

/// Half of ten letters are too few for six before a seventh; and a lone character of two bytes is none that could be
/// predicted whole.
#[test]
fn nothing_judged_is_not_perfect() {
    let of =
        |text: &str, model: Model, tokenizer: crate::experiment::Tokenizer, train_fraction: f64| {
            let source = Source::Pasted(Pasted { text: text.into() });
            let corpus = Corpus {
                source,
                train_fraction,
                ..Corpus::default()
            };
            let refused = try_to_prepare(
                Experiment {
                    corpus,
                    model,
                    tokenizer,
                    ..small()
                },
                None,
            );
            match refused {
                Err(Halt::Problems(problems)) => problems,
                other => panic!("{other:?}"),
            }
        };
    let order = |order| {
        Model::Ngram(Ngram {
            order,
            ..Ngram::default()
        })
    };
    let problems = of(
        "abcdefghij",
        order(6),
        crate::experiment::Tokenizer::Character,
        0.5,
    );
    assert_eq!(problems.len(), 2);
    assert!(problems[1].message.en.contains("validation") && problems[1].message.en.contains('7'));
    let problems = of(
        "abcdefghié",
        order(1),
        crate::experiment::Tokenizer::Byte,
        0.9,
    );
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.en.contains("no whole character"));
}
