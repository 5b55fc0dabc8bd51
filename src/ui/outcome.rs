//! What came of a run that is over, in a sentence or two, and what to try next.

use leptos::prelude::*;

use super::charts::lines::{self, Passed};
use super::conductor::Conductor;
use super::controls::start_preset;
use super::run::{kept, same_but_for_text};
use super::state::{Phase, Store, say, say_with};
use super::{dom, format, words as w};
use crate::experiment::Experiment;
use crate::experiment::presets::{Preset, opening, preset};
use crate::protocol::Ending;
use crate::view::{Baselines, Evaluation, Line, best_before_by_heart};
use crate::words::{Language, Words};

/// Nats per character by which two losses may differ and be the same: the last evaluation may read less than a line does.
const ALIKE: f64 = 0.002;

/// What is known of a run that is over.
#[derive(Clone, Debug, PartialEq)]
struct Found {
    /// What came of it.
    sentences: Vec<Words>,
    /// The step of its best evaluation, where it has learned its text by heart since.
    by_heart: Option<usize>,
    /// The name of a preset that does better, or at least otherwise.
    next: Option<&'static str>,
    /// Whether more steps would do more.
    can_go_on: bool,
}

/// Looks at a run that is over.
fn found(
    experiment: &Experiment,
    known: &Baselines,
    evaluations: &[Evaluation],
    ending: &Ending,
) -> Option<Found> {
    let last = kept(evaluations, Some(ending))?;
    let counts = experiment.model.counts();
    let loss = last.validation.nats_per_character;
    let until = evaluations.partition_point(|one| one.step <= last.step);
    let mut passed = lines::passed(&evaluations[..until], known);
    if counts {
        // It has counted once, and has what it has.
        passed.iter_mut().for_each(|passed| passed.step = 0);
    }
    let ahead: Vec<_> = known
        .lines()
        .into_iter()
        // A run that counts may itself be the best that counting can do.
        .filter(|(line, baseline)| {
            let is_better = baseline.nats_per_character < loss - ALIKE;
            is_better && passed.iter().all(|passed| passed.line != *line)
        })
        .map(|(line, baseline)| (line, baseline.nats_per_character))
        .collect();
    let went_back = ending.went_back_to();
    let by_heart = best_before_by_heart(evaluations).filter(|_| went_back.is_none() && !counts);
    let knows_its_text = knows_its_text(last) && !counts;
    let mut sentences = vec![got_below(&passed, loss)];
    sentences.extend(match by_heart {
        Some(best) => Some(learned_by_heart(best, loss)),
        None if knows_its_text => Some(knows_by_heart(last)),
        None => still_ahead(&ahead),
    });
    if let Ending::EarlyStopped { best_step } | Ending::WentBack { best_step } = ending {
        sentences.push(back_at(*best_step));
    }
    let is_behind_counting = ahead
        .iter()
        .any(|(line, _)| matches!(line, Line::Counting { .. }));
    Some(Found {
        sentences,
        by_heart: by_heart.map(|best| best.step),
        next: next(experiment, is_behind_counting),
        can_go_on: *ending == Ending::Completed && by_heart.is_none() && !knows_its_text && !counts,
    })
}

/// A preset to beat the run with.
fn next(experiment: &Experiment, is_behind_counting: bool) -> Option<&'static str> {
    let counts = experiment.model.counts();
    let wanted = match (counts, is_behind_counting) {
        (_, true) => ["counting", opening().name],
        (true, false) => [opening().name, "reads-like-the-corpus"],
        (false, false) => ["reads-like-the-corpus", "lstm"],
    };
    let is_another = |preset: &&Preset| {
        let both = [Language::English, Language::Chinese].into_iter();
        both.map(|language| preset.experiment(language))
            .all(|recipe| !same_but_for_text(&recipe, experiment))
    };
    let mut presets = wanted.into_iter().filter_map(preset);
    presets.find(is_another).map(|preset| preset.name)
}

/// Joins names as a sentence does.
fn join(parts: &[Words]) -> Words {
    let en: Vec<&str> = parts.iter().map(|part| &*part.en).collect();
    let zh: Vec<&str> = parts.iter().map(|part| &*part.zh).collect();
    let (en, zh) = match (en.split_last(), zh.split_last()) {
        (Some((en, [])), Some((zh, []))) => ((*en).to_owned(), (*zh).to_owned()),
        (Some((en, earlier)), Some((zh, before))) => (
            format!("{} and {en}", earlier.join(", ")),
            format!("{}和{zh}", before.join("、")),
        ),
        _ => (String::new(), String::new()),
    };
    Words::new(en, zh)
}

fn got_below(passed: &[Passed], loss: f64) -> Words {
    let loss = format::nats(loss);
    if passed.is_empty() {
        return Words::new(
            format!(
                "It ended at {loss} nats per character on text it has never seen, above all dotted lines."
            ),
            format!("在没见过的文字上，它最后是每字符 {loss} 奈特，还在所有点线之上。"),
        );
    }
    let each: Vec<Words> = passed
        .iter()
        .map(|Passed { line, step }| {
            let name = lines::name(*line);
            let step = format::count(*step);
            match &*step {
                "0" => name,
                _ => Words::new(
                    format!("{} (step {step})", name.en),
                    format!("{}（第 {step} 步）", name.zh),
                ),
            }
        })
        .collect();
    let all = join(&each);
    Words::new(
        format!(
            "It got below {}, and ended at {loss} nats per character on text it has never seen.",
            all.en
        ),
        format!(
            "它越过了{}；在没见过的文字上，最后是每字符 {loss} 奈特。",
            all.zh
        ),
    )
}

fn still_ahead(ahead: &[(Line, f64)]) -> Option<Words> {
    let each: Vec<Words> = ahead
        .iter()
        .map(|(line, loss)| {
            let (name, loss) = (lines::name(*line), format::nats(*loss));
            Words::new(
                format!("{} ({loss})", name.en),
                format!("{}（{loss}）", name.zh),
            )
        })
        .collect();
    let all = join(&each);
    (!each.is_empty()).then(|| {
        Words::new(
            format!("Still ahead of it: {}.", all.en),
            format!("还领先于它的：{}。", all.zh),
        )
    })
}

/// Whether a run knows what it trains on so much better than new text that more steps would only make it worse: also where
/// that was so from its first evaluation on.
fn knows_its_text(last: &Evaluation) -> bool {
    last.train.nats_per_character < 0.25 * last.validation.nats_per_character
}

fn knows_by_heart(last: &Evaluation) -> Words {
    let (own, new) = (
        format::nats(last.train.nats_per_character),
        format::nats(last.validation.nats_per_character),
    );
    Words::new(
        format!(
            "It has learned by heart what it trains on ({own}), and that does not carry over to new text ({new}): use more text, a smaller model or fewer steps."
        ),
        format!(
            "它把训练用的文字背了下来（{own}），但换成没见过的文字就不行了（{new}）：请增加文本、缩小模型或减少步数。"
        ),
    )
}

fn learned_by_heart(best: &Evaluation, loss: f64) -> Words {
    let step = format::count(best.step);
    let (best, loss) = (
        format::nats(best.validation.nats_per_character),
        format::nats(loss),
    );
    Words::new(
        format!(
            "It was best at step {step}, with {best}; from then on it learned its text by heart, and on new text it got worse, ending at {loss}."
        ),
        format!(
            "它在第 {step} 步最好（{best}）；之后开始死记硬背，在没见过的文字上越来越差，最后是 {loss}。"
        ),
    )
}

fn back_at(step: usize) -> Words {
    let step = format::count(step);
    Words::new(
        format!("Its weights are those of step {step}, its best."),
        format!("它的权重已退回到最好的第 {step} 步。"),
    )
}

/// The verdict on a run that is over, and the ways on.
#[component]
pub fn Outcome() -> impl IntoView {
    let store = Store::from_context();
    let known = Memo::new(move |_| {
        let Phase::Finished(ending) = store.phase.get() else {
            return None;
        };
        store.run.with(|run| {
            let experiment = &run.as_ref()?.experiment;
            store.prepared.with(|prepared| {
                let lines = &prepared.as_ref()?.baselines;
                store
                    .evaluations
                    .with(|all| found(experiment, lines, all, &ending))
            })
        })
    });
    let sentences = say_with(move || {
        known.with(|known| {
            let all = known.iter().flat_map(|known| &known.sentences);
            all.fold(Words::fixed("", ""), |before, next| {
                let blank = if before.en.is_empty() { "" } else { " " };
                Words::new(
                    format!("{}{blank}{}", before.en, next.en),
                    format!("{}{}", before.zh, next.zh),
                )
            })
        })
    });
    view! {
        <section class="outcome" role="status" data-testid="outcome" hidden=move || known.with(Option::is_none)>
            <p>{sentences}</p>
            {move || known.get().map(ways_on)}
        </section>
    }
    .into_any()
}

/// What to do next, as buttons that do it.
fn ways_on(known: Found) -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let back = known.by_heart.map(|step| {
        let label = say_with(move || w::go_back_to(step));
        view! {
            <button type="button" class="primary" data-testid="go-back" on:click=move |_| conductor.go_back()>{label}</button>
        }
    });
    let longer = known.can_go_on.then(|| {
        let label = say_with(move || w::train_longer(store.total_steps()));
        view! {
            <button type="button" data-testid="train-longer" on:click=move |_| conductor.train_longer()>{label}</button>
        }
    });
    let beat = known.next.and_then(preset).map(|preset| {
        let label = say_with(move || w::beat_it_with(&preset.title));
        view! {
            <button type="button" data-testid="beat-it" on:click=move |_| start_preset(store, conductor, preset)>{label}</button>
        }
    });
    view! {
        <div class="buttons">
            {back}
            <button type="button" data-testid="go-talk" on:click=move |_| dom::focus("prompt")>{say(&w::TALK)}</button>
            <button type="button" data-testid="go-inside" on:click=move |_| dom::focus("inside-title")>{say(&w::LOOK)}</button>
            {longer}
            {beat}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Baseline, CountingBest, Loss};

    fn evaluation(step: usize, train: f64, validation: f64) -> Evaluation {
        let loss = |nats: f64| Loss {
            nats_per_token: nats,
            nats_per_character: nats,
            accuracy: 0.5,
            tokens: 8,
        };
        Evaluation {
            step,
            train: loss(train),
            validation: loss(validation),
        }
    }

    fn known() -> Baselines {
        let line = |nats: f64| Baseline {
            nats_per_token: nats,
            nats_per_character: nats,
        };
        Baselines {
            uniform: line(4.0),
            unigram: line(3.0),
            bigram: line(2.4),
            counting: Some(CountingBest {
                order: 4,
                baseline: line(1.0),
            }),
        }
    }

    fn outcome(name: &str, evaluations: &[Evaluation], ending: &Ending) -> (String, Found) {
        let experiment = preset(name).unwrap().experiment(Language::English);
        let found = found(&experiment, &known(), evaluations, ending).unwrap();
        let said: Vec<&str> = found.sentences.iter().map(|said| &*said.en).collect();
        (said.join(" "), found)
    }

    #[test]
    fn a_run_is_told_what_it_passed_and_what_is_still_ahead() {
        let course = [(50, 3.5), (100, 2.3), (200, 1.9)].map(|(s, n)| evaluation(s, n, n));
        let (said, found) = outcome("thirty-seconds", &course, &Ending::Completed);
        assert_eq!(
            said,
            "It got below uniform (step 50), unigram (step 100) and bigram (step 100), and ended at 1.900 nats per character on text it has never seen. Still ahead of it: best 5-gram (1.000)."
        );
        assert_eq!(
            (found.by_heart, found.next, found.can_go_on),
            (None, Some("counting"), true)
        );
        let beats_all = [evaluation(200, 0.8, 0.9)];
        let (said, found) = outcome("thirty-seconds", &beats_all, &Ending::Completed);
        assert!(said.contains("and best 5-gram (step 200)"), "{said}");
        assert_eq!(found.next, Some("reads-like-the-corpus"));
    }

    #[test]
    fn a_run_that_learned_by_heart_is_told_when_and_can_go_back() {
        let course = [(50, 1.9, 2.0), (100, 1.0, 1.4), (150, 0.1, 2.2)];
        let course = course.map(|(s, train, n)| evaluation(s, train, n));
        let (said, found) = outcome("first-words", &course, &Ending::Completed);
        assert!(said.contains("best at step 100, with 1.400"), "{said}");
        assert_eq!((found.by_heart, found.can_go_on), (Some(100), false));
        let (said, found) = outcome("first-words", &course, &Ending::WentBack { best_step: 100 });
        assert!(
            said.contains("ended at 1.400") && said.contains("those of step 100"),
            "{said}"
        );
        assert_eq!(found.by_heart, None);
    }

    /// A short text may be known by heart before the first evaluation: then nothing gets worse afterwards.
    #[test]
    fn a_run_that_knew_its_text_from_the_start_is_told_so() {
        let course =
            [(50, 0.2, 2.6), (100, 0.01, 2.61)].map(|(s, train, n)| evaluation(s, train, n));
        let (said, found) = outcome("lstm", &course, &Ending::Completed);
        assert!(
            said.contains("by heart what it trains on (0.010)"),
            "{said}"
        );
        assert_eq!((found.by_heart, found.can_go_on), (None, false));
    }

    #[test]
    fn counting_has_no_steps_and_is_beaten_by_what_it_is_not() {
        let course = [evaluation(64, 1.5, 1.8)];
        let (said, found) = outcome("trigram", &course, &Ending::Completed);
        assert!(
            said.starts_with("It got below uniform, unigram and bigram, and"),
            "{said}"
        );
        assert_eq!((found.next, found.can_go_on), (Some("counting"), false));
        let best = [evaluation(64, 0.5, 1.001)];
        let (said, found) = outcome("counting", &best, &Ending::Completed);
        assert!(!said.contains("ahead"), "{said}");
        assert_eq!(
            found.next,
            Some(opening().name),
            "it is no better than itself"
        );
    }
}
