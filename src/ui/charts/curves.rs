//! The loss chart's geometry: runs to domains, paths and readouts; pure.

use super::path::{self, Point};
use super::scale::Scale;
use crate::view::{Baseline, Evaluation, Loss, NATS_PER_BIT, StepMetrics};
use crate::words::Words;

/// Evaluations that a run keeps at most; more than a chart can show apart.
const KEPT: usize = 1_500;

/// Puts an evaluation among those of a run, by its step: a run that stops early is judged once more at its best step,
/// which lies before the latest ones. Keeps them few: beyond a limit every other one goes, but for the first, the last
/// and the best.
pub fn remember_evaluation(evaluations: &mut Vec<Evaluation>, evaluation: Evaluation) {
    evaluations.retain(|other| other.step != evaluation.step);
    let place = evaluations.partition_point(|other| other.step < evaluation.step);
    evaluations.insert(place, evaluation);
    if evaluations.len() <= KEPT {
        return;
    }
    let last = evaluations.len() - 1;
    let validation = |index: &usize| evaluations[*index].validation.nats_per_token;
    let best = (0..=last)
        .min_by(|first, second| validation(first).total_cmp(&validation(second)))
        .unwrap_or(0);
    let mut index = 0;
    evaluations.retain(|_| {
        let stays = index % 2 == 0 || index == best || index == last;
        index += 1;
        stays
    });
}

/// What a loss is measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Nats per character, comparable between tokenizers.
    #[default]
    NatsPerCharacter,
    /// Bits per character.
    BitsPerCharacter,
    /// Nats per token.
    NatsPerToken,
    /// Bits per token.
    BitsPerToken,
    /// Perplexity: exp of the nats per token.
    Perplexity,
}

impl Unit {
    /// All of them, the comparable ones first.
    pub const ALL: [Unit; 5] = [
        Unit::NatsPerCharacter,
        Unit::BitsPerCharacter,
        Unit::NatsPerToken,
        Unit::BitsPerToken,
        Unit::Perplexity,
    ];

    /// Its name.
    pub fn name(self) -> Words {
        match self {
            Unit::NatsPerCharacter => Words::fixed("nats per character", "奈特/字符"),
            Unit::BitsPerCharacter => Words::fixed("bits per character", "比特/字符"),
            Unit::NatsPerToken => Words::fixed("nats per token", "奈特/词元"),
            Unit::BitsPerToken => Words::fixed("bits per token", "比特/词元"),
            Unit::Perplexity => Words::fixed("perplexity (per token)", "困惑度（每词元）"),
        }
    }

    /// A loss known on both rulers, in this unit.
    pub fn measure(self, nats_per_token: f64, nats_per_character: f64) -> f64 {
        match self {
            Unit::NatsPerCharacter => nats_per_character,
            Unit::BitsPerCharacter => nats_per_character / NATS_PER_BIT,
            Unit::NatsPerToken => nats_per_token,
            Unit::BitsPerToken => nats_per_token / NATS_PER_BIT,
            Unit::Perplexity => nats_per_token.exp(),
        }
    }

    /// A loss in this unit.
    pub fn of(self, loss: &Loss) -> f64 {
        self.measure(loss.nats_per_token, loss.nats_per_character)
    }

    /// A reference line in this unit.
    pub fn of_baseline(self, baseline: &Baseline) -> f64 {
        self.measure(baseline.nats_per_token, baseline.nats_per_character)
    }
}

/// What a run's course is drawn over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Along {
    /// Optimizer steps.
    #[default]
    Steps,
    /// Seconds of training.
    Seconds,
}

/// A run to draw.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// Its steps, rising.
    pub steps: &'a [StepMetrics],
    /// Its evaluations, rising.
    pub evaluations: &'a [Evaluation],
    /// Characters that a token stands for, on average; turns a batch's loss into one per character.
    pub characters_per_token: f64,
}

impl Course<'_> {
    /// Whether the run counts: that takes no optimizer's steps, and what it has counted is right at once.
    pub fn is_counting(&self) -> bool {
        self.steps
            .first()
            .is_some_and(|step| step.gradient_norm.is_none())
    }

    /// A level right across the field, for a run that has no course of its own: one that counts.
    fn level(&self, pick: fn(&Evaluation) -> &Loss, unit: Unit, x: &Scale, y: &Scale) -> String {
        let last = self
            .evaluations
            .last()
            .map(|last| y.position(unit.of(pick(last))));
        let (from, to) = x.range();
        last.map_or_else(String::new, |at| path::line(&[(from, at), (to, at)]))
    }

    /// Where a step lies along the run.
    pub fn at(&self, step: usize, along: Along) -> f64 {
        match along {
            Along::Steps => step as f64,
            Along::Seconds => {
                let after = self.steps.partition_point(|other| other.step < step);
                let nearest = self.steps.get(after).or(self.steps.last());
                match nearest {
                    Some(found) if step > 0 => found.elapsed_ms / 1000.0,
                    _ => 0.0,
                }
            }
        }
    }

    /// How far the run has come.
    pub fn end(&self, along: Along) -> f64 {
        let of_steps = self.steps.last().map_or(0.0, |step| match along {
            Along::Steps => step.step as f64,
            Along::Seconds => step.elapsed_ms / 1000.0,
        });
        let of_evaluations = self
            .evaluations
            .last()
            .map_or(0.0, |evaluation| self.at(evaluation.step, along));
        of_steps.max(of_evaluations)
    }

    /// Every batch's loss.
    pub fn batches(&self, unit: Unit) -> impl Iterator<Item = f64> {
        let characters = self.characters_per_token.max(f64::MIN_POSITIVE);
        self.steps
            .iter()
            .map(move |step| unit.measure(step.loss, step.loss / characters))
    }

    /// Every batch's loss, smoothed over about a fiftieth of the run.
    pub fn smoothed(&self, unit: Unit) -> Vec<f64> {
        let window = (self.steps.len() as f64 / 100.0).clamp(3.0, 150.0);
        path::smooth(self.batches(unit), window)
    }

    /// The lowest and the highest evaluation.
    fn judged(&self, unit: Unit) -> Option<(f64, f64)> {
        self.evaluations
            .iter()
            .flat_map(|evaluation| [unit.of(&evaluation.train), unit.of(&evaluation.validation)])
            .filter(|value| value.is_finite())
            .map(|value| (value, value))
            .reduce(both)
    }

    /// The lowest and the highest value worth showing: all evaluations, and the smoothed batches.
    fn extent(&self, unit: Unit) -> Option<(f64, f64)> {
        // Smoothing averages, so it stays within the batches' own extent but for their outliers: of those, the first
        // and the last hundredth do not count.
        let mut batches: Vec<f64> = self
            .batches(unit)
            .filter(|value| value.is_finite())
            .collect();
        let tail = batches.len() / 100;
        let typical = match batches.len() {
            0 => None,
            count => {
                let low = *batches.select_nth_unstable_by(tail, f64::total_cmp).1;
                let high = *batches
                    .select_nth_unstable_by(count - 1 - tail, f64::total_cmp)
                    .1;
                Some((low, high))
            }
        };
        self.judged(unit).into_iter().chain(typical).reduce(both)
    }

    /// The one curve that stands for the run beside others: validation where there is a course of it, else the
    /// smoothed batches.
    pub fn outline(&self, unit: Unit, along: Along, x: &Scale, y: &Scale) -> String {
        if self.is_counting() {
            return self.level(|evaluation| &evaluation.validation, unit, x, y);
        }
        if self.evaluations.len() > 1 {
            return path::line(&self.evaluated(
                |evaluation| &evaluation.validation,
                unit,
                along,
                x,
                y,
            ));
        }
        path::line(&self.drawn(self.smoothed(unit).into_iter(), along, x, y))
    }

    /// Values of every step as points, thinned to what can be seen.
    fn drawn(
        &self,
        values: impl Iterator<Item = f64>,
        along: Along,
        x: &Scale,
        y: &Scale,
    ) -> Vec<Point> {
        let places = self.steps.iter().map(|step| match along {
            Along::Steps => x.position(step.step as f64),
            Along::Seconds => x.position(step.elapsed_ms / 1000.0),
        });
        path::thin(places.zip(values.map(|value| y.position(value))))
    }

    /// Evaluated losses as points, thinned to what can be seen.
    fn evaluated(
        &self,
        pick: fn(&Evaluation) -> &Loss,
        unit: Unit,
        along: Along,
        x: &Scale,
        y: &Scale,
    ) -> Vec<Point> {
        path::thin(self.evaluations.iter().map(|evaluation| {
            let value = unit.of(pick(evaluation));
            (
                x.position(self.at(evaluation.step, along)),
                y.position(value),
            )
        }))
    }

    /// Its four curves in pixels.
    pub fn paths(&self, unit: Unit, along: Along, x: &Scale, y: &Scale) -> Paths {
        if self.is_counting() {
            return Paths {
                batch: path::line(&self.drawn(self.batches(unit), along, x, y)),
                smooth: String::new(),
                train: self.level(|evaluation| &evaluation.train, unit, x, y),
                validation: self.level(|evaluation| &evaluation.validation, unit, x, y),
            };
        }
        let train = self.evaluated(|evaluation| &evaluation.train, unit, along, x, y);
        let validation = self.evaluated(|evaluation| &evaluation.validation, unit, along, x, y);
        Paths {
            batch: path::line(&self.drawn(self.batches(unit), along, x, y)),
            smooth: path::line(&self.drawn(self.smoothed(unit).into_iter(), along, x, y)),
            train: path::line(&train),
            validation: path::line(&validation),
        }
    }

    /// What is known at the step nearest to a place along the run.
    pub fn read(&self, place: f64, along: Along) -> Option<Reading> {
        let nearest = self.nearest(place, along)?;
        let until = self
            .evaluations
            .partition_point(|evaluation| evaluation.step <= nearest.step);
        Some(Reading {
            step: nearest.step,
            seconds: nearest.elapsed_ms / 1000.0,
            batch: (
                nearest.loss,
                nearest.loss / self.characters_per_token.max(f64::MIN_POSITIVE),
            ),
            evaluation: until.checked_sub(1).map(|last| self.evaluations[last]),
        })
    }

    fn nearest(&self, place: f64, along: Along) -> Option<&StepMetrics> {
        let position = |step: &StepMetrics| match along {
            Along::Steps => step.step as f64,
            Along::Seconds => step.elapsed_ms / 1000.0,
        };
        let after = self.steps.partition_point(|step| position(step) < place);
        let candidates = [after.checked_sub(1), Some(after)];
        candidates
            .into_iter()
            .flatten()
            .filter_map(|index| self.steps.get(index))
            .min_by(|first, second| {
                let distance = |step: &StepMetrics| (position(step) - place).abs();
                distance(first).total_cmp(&distance(second))
            })
    }
}

/// Where an axis ends for a run that has come so far and has `whole` to go in all: at the whole, its half, its quarter,
/// down to its 64th, whichever is the least that holds the run. So a young run is no dot, however much lies ahead, and
/// the axis changes seldom.
pub fn reach(done: f64, whole: f64) -> f64 {
    let whole = whole.max(done);
    if done <= 0.0 {
        return whole;
    }
    (0..=6)
        .rev()
        .map(|halvings| whole / f64::from(1 << halvings))
        .find(|end| *end >= done)
        .unwrap_or(whole)
}

/// A run's curves as SVG paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    /// Every batch.
    pub batch: String,
    /// Batches, smoothed.
    pub smooth: String,
    /// Evaluations on training text.
    pub train: String,
    /// Evaluations on unseen text.
    pub validation: String,
}

/// What is known of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Steps done.
    pub step: usize,
    /// Seconds trained.
    pub seconds: f64,
    /// The batch's loss in nats, per token and per character.
    pub batch: (f64, f64),
    /// The latest evaluation by then.
    pub evaluation: Option<Evaluation>,
}

/// The extent that holds two extents.
fn both(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    (one.0.min(other.0), one.1.max(other.1))
}

/// The values an axis of losses must hold: all courses and the reference lines, with a little air.
///
/// A loss far above the highest line says only that training went astray, so for batches and earlier runs the axis stops
/// at twice that line. How the current run was judged is always on it.
pub fn loss_domain(current: &Course, past: &[Course], lines: &[f64], unit: Unit) -> (f64, f64) {
    let of_lines = lines.iter().copied().fold(0.0, f64::max);
    let ceiling = if of_lines > 0.0 {
        of_lines * 2.0
    } else {
        f64::INFINITY
    };
    let (low, high) = past
        .iter()
        .chain([current])
        .filter_map(|course| course.extent(unit))
        .map(|(low, high)| (low, high.min(ceiling)))
        .chain(lines.iter().map(|line| (*line, *line)))
        .chain(current.judged(unit))
        .fold((f64::INFINITY, f64::NEG_INFINITY), both);
    if low > high {
        return (0.0, 5.0);
    }
    let air = (high - low).max(high * 0.02) * 0.06;
    ((low - air).max(low * 0.5), high + air)
}

#[cfg(test)]
mod tests {
    use super::super::scale::Spacing;
    use super::*;

    fn step(step: usize, loss: f64) -> StepMetrics {
        StepMetrics {
            step,
            loss,
            learning_rate: 1e-3,
            gradient_norm: Some(1.0),
            tokens_per_second: 1000.0,
            elapsed_ms: step as f64 * 250.0,
        }
    }

    fn evaluation(step: usize, nats: f64) -> Evaluation {
        let loss = Loss {
            nats_per_token: nats,
            nats_per_character: nats / 2.0,
            accuracy: 0.5,
            tokens: 1,
        };
        Evaluation {
            step,
            train: loss,
            validation: loss,
        }
    }

    #[test]
    fn units_agree() {
        let loss = evaluation(1, 2.0).validation;
        assert_eq!(Unit::NatsPerCharacter.of(&loss), 1.0);
        assert!((Unit::BitsPerToken.of(&loss) - 2.885_390).abs() < 1e-6);
        assert!((Unit::Perplexity.of(&loss) - 7.389_056).abs() < 1e-6);
    }

    #[test]
    fn readings_are_of_the_nearest_step_and_the_evaluation_before_it() {
        let steps: Vec<StepMetrics> = (1..=10)
            .map(|index| step(index, 4.0 - index as f64 * 0.1))
            .collect();
        let evaluations = [evaluation(0, 4.0), evaluation(5, 3.0)];
        let course = Course {
            steps: &steps,
            evaluations: &evaluations,
            characters_per_token: 2.0,
        };
        let reading = course.read(4.3, Along::Steps).unwrap();
        assert_eq!((reading.step, reading.evaluation.unwrap().step), (4, 0));
        assert!((reading.batch.1 - 1.8).abs() < 1e-9);
        let reading = course.read(1.6, Along::Seconds).unwrap();
        assert_eq!((reading.step, reading.evaluation.unwrap().step), (6, 5));
        assert_eq!(course.at(5, Along::Seconds), 1.25);
        assert_eq!(course.end(Along::Seconds), 2.5);
    }

    #[test]
    fn the_domain_holds_lines_and_losses_but_not_an_explosion() {
        let steps = [step(1, 4.2), step(2, 3.9)];
        let course = Course {
            steps: &steps,
            evaluations: &[evaluation(2, 3.0)],
            characters_per_token: 1.0,
        };
        let unit = Unit::NatsPerToken;
        let (low, high) = loss_domain(&course, &[], &[4.17, 2.48], unit);
        assert!(
            (2.0..2.48).contains(&low) && (4.2..4.6).contains(&high),
            "{low} {high}"
        );
        let exploded = [step(1, 4.2), step(2, 4000.0)];
        let course = Course {
            steps: &exploded,
            ..course
        };
        assert!(loss_domain(&course, &[], &[4.17], unit).1 < 10.0);
        let nothing = Course {
            steps: &[],
            evaluations: &[],
            characters_per_token: 1.0,
        };
        assert_eq!(loss_domain(&nothing, &[], &[], unit), (0.0, 5.0));
    }

    #[test]
    fn the_domain_holds_every_evaluation_of_the_current_run_and_no_other_explosion() {
        let unit = Unit::NatsPerToken;
        let steps = [step(1, 4.2), step(2, 40.0)];
        let astray = Course {
            steps: &steps,
            evaluations: &[evaluation(0, 2.9), evaluation(2, 8.9)],
            characters_per_token: 1.0,
        };
        let calm = Course {
            evaluations: &[evaluation(0, 2.9)],
            ..astray
        };
        let high = loss_domain(&astray, &[], &[2.89], unit).1;
        assert!((8.9..10.0).contains(&high), "{high}");
        let high = loss_domain(&calm, &[astray], &[2.89], unit).1;
        assert!(high < 6.5, "{high}");
    }

    #[test]
    fn a_run_that_counts_is_a_level_on_every_chart() {
        let counted = StepMetrics {
            gradient_norm: None,
            ..step(1, 2.0)
        };
        let course = Course {
            steps: &[counted],
            evaluations: &[evaluation(1, 1.0)],
            characters_per_token: 1.0,
        };
        let x = Scale::new(Spacing::Linear, (0.0, 600.0), (10.0, 100.0));
        let y = Scale::new(Spacing::Linear, (0.0, 5.0), (50.0, 0.0));
        let unit = Unit::NatsPerToken;
        let level = "M10.0 40.0L100.0 40.0";
        assert_eq!(course.outline(unit, Along::Steps, &x, &y), level);
        let paths = course.paths(unit, Along::Seconds, &x, &y);
        assert_eq!((&*paths.validation, &*paths.train), (level, level));
    }

    #[test]
    fn evaluations_stay_few_and_the_first_the_best_and_the_last_stay() {
        let mut evaluations = Vec::new();
        for step in 0..=5_000 {
            let nats = 3.0 + (step as f64 - 1_001.0).abs() / 1_000.0;
            remember_evaluation(&mut evaluations, evaluation(step, nats));
            assert_eq!(evaluations.last().unwrap().step, step);
            assert!(evaluations.len() <= KEPT);
        }
        assert_eq!(evaluations[0].step, 0);
        assert!(
            evaluations
                .iter()
                .any(|evaluation| evaluation.step == 1_001)
        );
        assert!(
            evaluations
                .windows(2)
                .all(|pair| pair[0].step < pair[1].step)
        );
        assert!(evaluations.len() > KEPT / 3, "{}", evaluations.len());
    }

    #[test]
    fn an_evaluation_takes_the_place_of_an_earlier_one_at_its_step() {
        let mut evaluations = Vec::new();
        for (step, nats) in [(0, 4.0), (20, 3.0), (30, 3.5), (20, 2.5), (10, 3.8)] {
            remember_evaluation(&mut evaluations, evaluation(step, nats));
        }
        let found: Vec<_> = evaluations
            .iter()
            .map(|known| (known.step, known.validation.nats_per_token))
            .collect();
        assert_eq!(found, [(0, 4.0), (10, 3.8), (20, 2.5), (30, 3.5)]);
    }

    #[test]
    fn an_axis_holds_the_run_and_leaves_it_at_least_half() {
        assert_eq!(reach(0.0, 2_000.0), 2_000.0);
        assert_eq!(reach(1.0, 2_000.0), 2_000.0 / 64.0);
        assert_eq!(reach(500.0, 2_000.0), 500.0);
        assert_eq!(reach(501.0, 2_000.0), 1_000.0);
        assert_eq!(reach(2_000.0, 2_000.0), 2_000.0);
        assert_eq!(reach(30.0, 0.0), 30.0);
    }

    #[test]
    fn paths_go_from_the_first_step_to_the_last() {
        let steps = [step(1, 4.0), step(2, 3.0)];
        let course = Course {
            steps: &steps,
            evaluations: &[],
            characters_per_token: 1.0,
        };
        let x = Scale::new(Spacing::Linear, (0.0, 2.0), (0.0, 100.0));
        let y = Scale::new(Spacing::Linear, (0.0, 5.0), (50.0, 0.0));
        let paths = course.paths(Unit::NatsPerToken, Along::Steps, &x, &y);
        assert_eq!(paths.batch, "M50.0 10.0L100.0 20.0");
        assert_eq!(paths.validation, "");
        assert_eq!(
            course.outline(Unit::NatsPerToken, Along::Steps, &x, &y),
            paths.smooth
        );
    }
}
