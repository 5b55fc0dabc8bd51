//! A run as the page keeps it, and what to call it beside others; pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::charts::colour::RUN_COLOURS;
use crate::experiment::Experiment;
use crate::experiment::validate::{Plan, TextFacts};
use crate::protocol::Ending;
use crate::view::{Evaluation, Prepared, Sample, StepMetrics};
use crate::visible::quoted;
use crate::words::{Problem, Words};

#[cfg(test)]
pub(crate) mod example;

/// Points of a loss curve that are worth storing.
const STORED_STEPS: usize = 1_500;

/// Runs kept in the browser at most.
pub const MOST_RUNS: usize = 24;

/// Bytes of weights kept in the browser at most.
pub const MOST_BYTES: usize = 256 << 20;

/// A run that is over, without its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Milliseconds since 1970 at which it was started; sorts, and tells it from others.
    pub id: String,
    /// Its recipe.
    pub experiment: Experiment,
    /// What was known before its first step.
    pub prepared: Prepared,
    /// Its steps, thinned where there were many.
    pub steps: Vec<StepMetrics>,
    /// Its evaluations.
    pub evaluations: Vec<Evaluation>,
    /// Its samples.
    pub samples: Vec<Sample>,
    /// How it ended; absent where the person ended it.
    pub ending: Option<Ending>,
    /// Bytes of its weights.
    pub artifact_bytes: usize,
    /// What the person calls it.
    #[serde(default)]
    pub name: Option<String>,
    /// Which of the runs' colours it has for life; earlier builds gave it none.
    #[serde(default)]
    pub colour: Option<usize>,
}

/// Characters of a name that a person gives, at most.
pub const LONGEST_NAME: usize = 80;

/// A name as it is kept; nothing where it says nothing.
pub fn tidy_name(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(LONGEST_NAME).collect();
    Some(name.trim_end().to_owned()).filter(|name| !name.is_empty())
}

impl Run {
    /// Which of the runs' colours it has. One that was given none has one by its id, so that it is always the same.
    pub fn colour(&self) -> usize {
        let by_id = || self.id.bytes().map(usize::from).sum();
        self.colour.unwrap_or_else(by_id) % RUN_COLOURS
    }

    /// The evaluation of the weights that were kept.
    pub fn kept_evaluation(&self) -> Option<&Evaluation> {
        kept(&self.evaluations, self.ending.as_ref())
    }

    /// The validation loss of its weights, in nats per character.
    pub fn final_loss(&self) -> Option<f64> {
        let kept = self.kept_evaluation()?;
        Some(kept.validation.nats_per_character)
    }

    /// Steps done.
    pub fn last_step(&self) -> usize {
        self.steps.last().map_or(0, |step| step.step)
    }

    /// Seconds trained.
    pub fn seconds(&self) -> f64 {
        self.steps
            .last()
            .map_or(0.0, |step| step.elapsed_ms / 1000.0)
    }
}

/// The evaluation of the weights that a run is left with: the last one that was a number, but of a run that went back, the
/// last one up to where it went back to.
pub fn kept<'e>(evaluations: &'e [Evaluation], ending: Option<&Ending>) -> Option<&'e Evaluation> {
    let until = ending.and_then(Ending::went_back_to);
    let is_kept = |evaluation: &&Evaluation| {
        let validation = &evaluation.validation;
        let is_known = validation.nats_per_character.is_finite() && !validation.is_of_nothing();
        is_known && until.is_none_or(|until| evaluation.step <= until)
    };
    evaluations.iter().rfind(is_kept)
}

/// Whether two recipes train the same thing, so that a run of one need not be started again for the other.
pub fn same_training(first: &Experiment, second: &Experiment) -> bool {
    first.corpus == second.corpus && same_but_for_text(first, second)
}

/// Whether two recipes would train the same thing, if they read the same text.
pub fn same_but_for_text(first: &Experiment, second: &Experiment) -> bool {
    let Experiment {
        corpus: _,
        tokenizer,
        model,
        objective,
        training,
        sampling: _,
        device: _,
        seed,
    } = first;
    *seed == second.seed
        && *model == second.model
        && *training == second.training
        && *objective == second.objective
        && *tokenizer == second.tokenizer
}

/// What a recipe comes to, where it reads the same text in the same tokens as a run whose text is known.
pub fn foreseen(
    recipe: &Experiment,
    run: &Experiment,
    prepared: &Prepared,
) -> Option<Result<Plan, Vec<Problem>>> {
    let facts = TextFacts {
        vocabulary: prepared.vocabulary,
        train_tokens: prepared.train_tokens,
        validation_tokens: prepared.validation_tokens,
    };
    let reads_the_same = recipe.corpus == run.corpus && recipe.tokenizer == run.tokenizer;
    reads_the_same.then(|| Plan::new(recipe.clone(), facts))
}

/// Every `n`th step, the last one always among them.
pub fn thin(steps: &[StepMetrics]) -> Vec<StepMetrics> {
    let stride = steps.len().div_ceil(STORED_STEPS).max(1);
    let last = steps.len().saturating_sub(1);
    steps
        .iter()
        .enumerate()
        .filter(|(index, _)| (last - index).is_multiple_of(stride))
        .map(|(_, step)| *step)
        .collect()
}

/// A run as it stands in the browser's storage.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelved {
    /// Its id.
    pub id: String,
    /// Bytes of its weights.
    pub artifact_bytes: usize,
    /// The run; absent where this build cannot read it.
    pub run: Option<Run>,
}

/// Those of the others that must go for a new run with so many bytes of weights to have room, the first of them first.
pub fn overflow(others: &[Shelved], new_bytes: usize) -> &[Shelved] {
    let mut runs = others.len() + 1;
    let mut bytes = new_bytes + others.iter().map(|run| run.artifact_bytes).sum::<usize>();
    let gone = others
        .iter()
        .take_while(|run| {
            let full = runs > MOST_RUNS || bytes > MOST_BYTES;
            runs -= 1;
            bytes -= run.artifact_bytes;
            full
        })
        .count();
    &others[..gone]
}

/// Names runs by the family of their model, by what they read where that differs, and by every setting in which they
/// differ from others of their family.
///
/// `label` gives a setting's name and a choice's; where it knows none, the last part of the setting's path and the value
/// as it is stored stand in.
pub fn names(
    experiments: &[&Experiment],
    label: impl Fn(&str, &str) -> (Option<Words>, Option<Words>),
) -> Vec<Words> {
    let leaves: Vec<BTreeMap<String, String>> = experiments
        .iter()
        .map(|experiment| leaves(experiment))
        .collect();
    // Settings of another family say nothing the family's name does not say.
    let families: Vec<Words> = experiments
        .iter()
        .map(|experiment| experiment.model.name())
        .collect();
    let mut names: Vec<Words> = Vec::with_capacity(experiments.len());
    for (index, own) in leaves.iter().enumerate() {
        let mut en = vec![families[index].en.to_string()];
        let mut zh = vec![families[index].zh.to_string()];
        for (path, value) in own {
            let about_text = path.starts_with("corpus.") || path.starts_with("tokenizer.");
            let differs = leaves.iter().enumerate().any(|(other, theirs)| {
                (about_text || families[other] == families[index])
                    && theirs.get(path).is_some_and(|their| their != value)
            });
            if !differs || path == "model.kind" {
                continue;
            }
            let short = path
                .strip_suffix(".kind")
                .unwrap_or(path)
                .rsplit('.')
                .next()
                .unwrap_or(path)
                .replace('_', " ");
            let (name, choice) = label(path, value);
            let name = name.unwrap_or_else(|| Words::new(short.clone(), short));
            let is_choice = choice.is_some();
            let value = quoted(&super::format::shorten(value, 18));
            let value = choice.unwrap_or_else(|| Words::new(value.clone(), value));
            if is_choice || path.ends_with(".kind") {
                en.push(value.en.replace('_', " "));
                zh.push(value.zh.replace('_', " "));
            } else {
                en.push(format!("{} {}", name.en.to_lowercase(), value.en));
                zh.push(format!("{} {}", name.zh, value.zh));
            }
        }
        names.push(Words::new(en.join(" · "), zh.join(" · ")));
    }
    number_twins(names)
}

/// Tells runs of the very same recipe apart by a number.
fn number_twins(names: Vec<Words>) -> Vec<Words> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    names
        .into_iter()
        .map(|name| {
            let times = seen.entry(name.en.to_string()).or_default();
            *times += 1;
            match *times {
                1 => name,
                nth => Words::new(format!("{} #{nth}", name.en), format!("{} #{nth}", name.zh)),
            }
        })
        .collect()
}

/// Every leaf that bears on training, by its path.
fn leaves(experiment: &Experiment) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Ok(Value::Object(parts)) = serde_json::to_value(experiment) else {
        return found;
    };
    for (name, part) in &parts {
        if name != "sampling" && name != "device" {
            collect(name, part, &mut found);
        }
    }
    found
}

fn collect(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                collect(&format!("{path}.{name}"), field, found);
            }
        }
        Value::String(text) => {
            found.insert(path.to_owned(), text.clone());
        }
        other => {
            found.insert(path.to_owned(), other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::example::run;
    use super::*;
    use crate::experiment::{DeviceChoice, Gpt, Model, Recurrent, Training};
    fn no_label(_: &str, _: &str) -> (Option<Words>, Option<Words>) {
        (None, None)
    }

    fn gpt(width: usize) -> Experiment {
        Experiment {
            model: Model::Gpt(Gpt {
                width,
                ..Gpt::default()
            }),
            ..Experiment::default()
        }
    }

    #[test]
    fn runs_are_named_by_what_differs() {
        let lstm = Experiment {
            model: Model::Lstm(Recurrent::default()),
            training: Training {
                batch_size: 99,
                ..Training::default()
            },
            ..Experiment::default()
        };
        let (small, large) = (gpt(32), gpt(64));
        let names = names(&[&small, &large, &lstm], no_label);
        let english: Vec<_> = names.iter().map(|name| name.en.as_ref()).collect();
        assert_eq!(english, ["GPT · width 32", "GPT · width 64", "LSTM"]);
    }

    /// A run of an earlier version, of whose text nothing was evaluated, is not the best of all.
    #[test]
    fn a_run_that_was_judged_by_nothing_has_no_final_loss() {
        let loss = |nats: f64, tokens: usize| crate::view::Loss {
            nats_per_token: nats,
            nats_per_character: nats,
            accuracy: 0.0,
            tokens,
        };
        assert!(loss(0.0, 0).is_of_nothing());
        // Files of the first version do not say how many tokens there were.
        assert!(!loss(1.5, 0).is_of_nothing() && !loss(0.0, 10).is_of_nothing());
    }

    #[test]
    fn the_oldest_runs_make_room() {
        let stored = |number: usize, artifact_bytes: usize| -> Vec<Shelved> {
            (0..number)
                .map(|id| Shelved {
                    id: format!("{id:03}"),
                    artifact_bytes,
                    run: None,
                })
                .collect()
        };
        let gone = |others: &[Shelved]| overflow(others, 10).len();
        assert_eq!(gone(&stored(3, 10)), 0);
        assert_eq!(gone(&stored(MOST_RUNS - 1, 10)), 0);
        assert_eq!(gone(&stored(MOST_RUNS + 1, 10)), 2);
        assert_eq!(gone(&stored(3, MOST_BYTES / 3)), 1);
        assert_eq!(overflow(&stored(3, MOST_BYTES / 3), 10)[0].id, "000");
    }

    #[test]
    fn a_name_is_kept_tidy() {
        assert_eq!(tidy_name("  my \n best\trun "), Some("my best run".into()));
        assert_eq!(tidy_name(" \n"), None);
        let long = tidy_name(&"ab ".repeat(60)).unwrap();
        assert!(long.chars().count() <= LONGEST_NAME && !long.ends_with(' '));
    }

    #[test]
    fn a_run_of_an_earlier_build_opens_with_no_name_and_a_colour_for_life() {
        let mut stored = serde_json::to_value(run(&[(10, 2.0)])).unwrap();
        for new in ["name", "colour"] {
            stored.as_object_mut().unwrap().remove(new);
        }
        stored["prepared"].as_object_mut().unwrap().remove("text");
        let opened: Run = serde_json::from_value(stored).unwrap();
        assert_eq!((&opened.name, opened.prepared.text), (&None, None));
        assert_eq!(opened.colour(), opened.clone().colour());
    }

    #[test]
    fn twins_are_numbered() {
        let one = gpt(32);
        let names = names(&[&one, &one], no_label);
        assert_eq!(names[0].en, "GPT");
        assert_eq!(names[1].en, "GPT #2");
    }

    #[test]
    fn sampling_and_device_need_no_new_run() {
        let one = gpt(32);
        let mut other = one.clone();
        other.sampling.temperature = 0.1;
        other.device = DeviceChoice::Cpu;
        assert!(same_training(&one, &other));
        other.training.steps += 1;
        assert!(!same_training(&one, &other));
    }

    #[test]
    fn thinning_keeps_the_last_step() {
        let step = |step| StepMetrics {
            step,
            loss: 1.0,
            learning_rate: 0.1,
            gradient_norm: None,
            tokens_per_second: 1.0,
            elapsed_ms: 1.0,
        };
        let steps: Vec<_> = (1..=10_000).map(step).collect();
        let thinned = thin(&steps);
        assert!(thinned.len() <= STORED_STEPS);
        assert_eq!(thinned.last().map(|step| step.step), Some(10_000));
        assert!(thin(&[]).is_empty());
    }
}
