//! The lines of a run's `metrics.jsonl`: one object each, told apart by `event`, whether the page wrote them or the command
//! line. Those of evaluations and of the end are also lines of `train --json`; those of single steps the page alone writes.
//! Losses are in nats per token unless they say otherwise.

use serde_json::{Value, json};

use super::{DeviceKind, Evaluation, Prepared, StepMetrics};
use crate::protocol::Ending;

fn step(step: &StepMetrics) -> Value {
    let mut line = serde_json::to_value(step).expect("a step is plain numbers");
    line["event"] = "step".into();
    line
}

/// An evaluation, with the figures of the last step before it.
pub fn metrics(evaluation: &Evaluation, step: Option<&StepMetrics>, device: DeviceKind) -> Value {
    let mut line = json!({
        "event": "metrics",
        "step": evaluation.step,
        "device": device,
        "tokens_per_second": step.map(|step| step.tokens_per_second),
        "learning_rate": step.map(|step| step.learning_rate),
        "gradient_norm": step.and_then(|step| step.gradient_norm),
        "elapsed_ms": step.map(|step| step.elapsed_ms),
    });
    add_losses(&mut line, evaluation);
    line
}

/// Both losses on every ruler, and over how many tokens the validation loss was taken: a scheduled evaluation reads a few
/// batches, the last one of a run the whole validation text or much of it.
pub fn add_losses(line: &mut Value, evaluation: &Evaluation) {
    for (part, loss) in [
        ("train", &evaluation.train),
        ("validation", &evaluation.validation),
    ] {
        line[format!("{part}_loss")] = loss.nats_per_token.into();
        line[format!("{part}_loss_per_character")] = loss.nats_per_character.into();
        line[format!("{part}_bits_per_character")] = loss.bits_per_character().into();
        line[format!("{part}_perplexity")] = loss.perplexity().into();
        line[format!("{part}_accuracy")] = loss.accuracy.into();
    }
    line["validation_tokens"] = evaluation.validation.tokens.into();
}

/// How a run ended: where it stands, how many parameters or counts it has there, and what the last of its evaluations of
/// this very state found, if there was one.
pub fn done(
    reason: &str,
    (step, elapsed_ms): (usize, f64),
    prepared: &Prepared,
    parameters: usize,
    evaluations: &[Evaluation],
) -> Value {
    let mut line = json!({
        "event": "done",
        "reason": reason,
        "step": step,
        "elapsed_ms": elapsed_ms,
        "device": prepared.device.kind,
        "parameters": parameters,
        "vocabulary": prepared.vocabulary,
    });
    if let Some(evaluation) = evaluations.iter().rfind(|one| one.step == step) {
        add_losses(&mut line, evaluation);
    }
    line
}

/// A whole run: every step and evaluation in the order of the steps, and how it ended, if it has.
pub fn run(
    steps: &[StepMetrics],
    evaluations: &[Evaluation],
    prepared: &Prepared,
    ending: Option<&Ending>,
) -> Vec<Value> {
    let before = |at: usize| steps.iter().rev().find(|step| step.step <= at);
    let mut lines: Vec<(usize, Value)> = steps.iter().map(|one| (one.step, step(one))).collect();
    lines.extend(evaluations.iter().map(|evaluation| {
        let at = evaluation.step;
        let line = metrics(evaluation, before(at), prepared.device.kind);
        (at, line)
    }));
    lines.sort_by_key(|(step, _)| *step);
    let mut lines: Vec<Value> = lines.into_iter().map(|(_, line)| line).collect();
    if let Some(ending) = ending {
        let at = match ending {
            Ending::Completed => steps.last().map(|step| step.step),
            Ending::EarlyStopped { best_step } | Ending::WentBack { best_step } => Some(*best_step),
            // Where it is not said, nothing is kept of what came after the step it went back to.
            Ending::Diverged { step, .. } => step.or_else(|| {
                let is_sound = |one: &&Evaluation| one.validation.nats_per_token.is_finite();
                evaluations.iter().rfind(is_sound).map(|one| one.step)
            }),
        };
        let at = at.unwrap_or_default();
        let elapsed_ms = before(at).map_or(0.0, |step| step.elapsed_ms);
        lines.push(done(
            ending.name(),
            (at, elapsed_ms),
            prepared,
            prepared.parameters,
            evaluations,
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Baseline, Baselines, DeviceInfo, Loss};
    use crate::words::Words;

    fn prepared() -> Prepared {
        let baseline = Baseline {
            nats_per_token: 1.0,
            nats_per_character: 1.0,
        };
        Prepared {
            vocabulary: 3,
            characters: 9,
            train_tokens: 8,
            validation_tokens: 1,
            characters_per_token: 1.0,
            parameters: 7,
            memory_bytes: 0,
            steps: 2,
            baselines: Baselines {
                uniform: baseline,
                unigram: baseline,
                bigram: baseline,
                counting: None,
            },
            text: None,
            excerpt: String::new(),
            device: DeviceInfo {
                kind: DeviceKind::Cpu,
                name: "test".into(),
                software: false,
                largest_tensor: None,
            },
            remarks: Vec::new(),
        }
    }

    #[test]
    fn every_line_says_what_it_is_and_the_last_how_the_run_ended() {
        let steps = [1, 2].map(|step| StepMetrics {
            step,
            loss: 2.0,
            learning_rate: 0.1,
            gradient_norm: Some(1.0),
            tokens_per_second: 10.0,
            elapsed_ms: 5.0 * step as f64,
        });
        let loss: Loss = serde_json::from_value(json!({
            "nats_per_token": 2.0,
            "nats_per_character": 1.0,
            "accuracy": 0.5,
        }))
        .unwrap();
        let evaluations = [1.0, 2.0].map(|nats_per_character| Evaluation {
            step: nats_per_character as usize,
            train: loss,
            validation: Loss {
                nats_per_character,
                ..loss
            },
        });
        let kinds = |lines: &[Value]| {
            let kind = |line: &Value| line["event"].as_str().unwrap().to_owned();
            lines.iter().map(kind).collect::<Vec<_>>()
        };
        let unfinished = run(&steps, &evaluations[..1], &prepared(), None);
        assert_eq!(kinds(&unfinished), ["step", "metrics", "step"]);
        assert_eq!(unfinished[1]["elapsed_ms"], 5.0);

        let finished = run(&steps, &evaluations, &prepared(), Some(&Ending::Completed));
        let last = finished.last().unwrap();
        assert_eq!(
            (&last["event"], &last["reason"], &last["step"]),
            (&"done".into(), &"completed".into(), &2.into())
        );
        assert_eq!(last["elapsed_ms"], 10.0);
        assert_eq!(last["device"], "cpu");
        assert_eq!(last["validation_loss_per_character"], 2.0);

        // What went back has the losses of where it went, and none where it was never evaluated there.
        let diverged = |step| Ending::Diverged {
            explanation: Words::fixed("", ""),
            step,
        };
        for (ending, step, loss) in [
            (Ending::EarlyStopped { best_step: 1 }, 1, json!(1.0)),
            (Ending::WentBack { best_step: 1 }, 1, json!(1.0)),
            (diverged(Some(1)), 1, json!(1.0)),
            (diverged(Some(0)), 0, Value::Null),
            (diverged(None), 2, json!(2.0)),
        ] {
            let last = run(&steps, &evaluations, &prepared(), Some(&ending)).pop();
            let last = last.unwrap();
            assert_eq!(last["step"], step, "{ending:?}");
            assert_eq!(last["validation_loss_per_character"], loss, "{ending:?}");
        }
    }

    #[test]
    fn an_ending_that_was_stored_before_it_said_where_it_went_back_to_still_opens() {
        let stored = r#"{"kind": "diverged", "explanation": {"en": "a", "zh": "b"}}"#;
        let ending: Ending = serde_json::from_str(stored).unwrap();
        assert!(matches!(ending, Ending::Diverged { step: None, .. }));
    }
}
