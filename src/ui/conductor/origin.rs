//! Where a run comes from: nowhere, an engine that it has lost, or the shelf; pure.

use crate::experiment::{Corpus, Experiment, Pasted, Source};
use crate::protocol::Artifact;
use crate::ui::run::Run;

/// A run taken from the shelf, with its weights.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) run: Run,
    pub(super) artifact: Artifact,
}

/// Where a run comes from.
#[derive(Debug)]
pub(super) enum Origin {
    /// It begins at its first step.
    New,
    /// It is the current one, which goes on from its last good state or, where there is none, from its first step.
    Current,
    /// It goes on where it ended; where its text is not at hand, it can be asked and no more.
    Stored(Box<Stored>),
}

/// The recipe with the beginning of its text in the text's place: all that is left of it. An engine that never trains
/// only needs some text that the tokenizer knows, long enough for the model's context.
pub(super) fn for_asking(run: &Run, experiment: &Experiment) -> Experiment {
    let excerpt = &run.prepared.excerpt;
    // Each half must be longer than the context; a token of the excerpt may be longer than they are on average.
    let needed = 8.0 * (experiment.model.context() + 2) as f64;
    let needed = (needed * run.prepared.characters_per_token.max(1.0)) as usize;
    let times = needed.div_ceil(excerpt.chars().count().max(1));
    Experiment {
        corpus: Corpus {
            source: Source::Pasted(Pasted {
                text: excerpt.repeat(times.max(1)),
            }),
            train_fraction: 0.5,
            ..Corpus::default()
        },
        ..experiment.clone()
    }
}

/// Drops what was measured after a step.
pub(super) fn rewind(run: &mut Run, step: usize) {
    run.steps.retain(|metrics| metrics.step <= step);
    run.evaluations.retain(|evaluation| {
        // Of a run that diverged, the last evaluation may be of a model that is no more.
        evaluation.step <= step && evaluation.validation.nats_per_character.is_finite()
    });
    run.samples.retain(|sample| sample.step <= step);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::FileName;
    use crate::ui::run::example::run;

    #[test]
    fn a_run_that_went_back_is_stored_as_its_weights_are() {
        let mut stopped = run(&[(10, 3.0), (20, 2.0), (30, 2.5), (40, 2.6)]);
        let kept = stopped.kept_evaluation().map(|evaluation| evaluation.step);
        assert_eq!(kept, Some(20), "whatever was measured after it");
        rewind(&mut stopped, 20);
        assert_eq!(stopped.last_step(), 20);
        assert_eq!(stopped.final_loss(), Some(2.0));
        assert_eq!(stopped.samples.len(), 2);
    }

    #[test]
    fn a_run_that_diverged_is_judged_by_its_last_good_evaluation() {
        let mut diverged = run(&[(10, 3.0), (20, 2.0), (30, f64::NAN)]);
        assert_eq!(
            diverged.final_loss(),
            Some(2.0),
            "also where it was stored before"
        );
        rewind(&mut diverged, 20);
        assert_eq!(diverged.final_loss(), Some(2.0));
        let mut never_good = run(&[(10, f64::NAN)]);
        rewind(&mut never_good, 0);
        assert_eq!(never_good.final_loss(), None);
    }

    #[test]
    fn enough_text_stands_in_for_one_that_is_not_at_hand() {
        let experiment = Experiment {
            corpus: Corpus {
                source: Source::File(FileName {
                    name: "gone.csv".into(),
                }),
                field: "story".into(),
                ..Corpus::default()
            },
            ..Experiment::default()
        };
        let asked = for_asking(&run(&[]), &experiment);
        let Source::Pasted(pasted) = &asked.corpus.source else {
            panic!("{:?}", asked.corpus);
        };
        assert!(pasted.text.starts_with("A cat sat. A cat sat. "));
        let tokens_of_half = pasted.text.len() as f64 / 2.0 / 3.0;
        assert!(tokens_of_half > (experiment.model.context() + 1) as f64);
        assert_eq!(asked.corpus.field, "");
        assert_eq!(asked.model, experiment.model);
    }
}
