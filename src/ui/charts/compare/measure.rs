//! What colours the symbols of a compared text; pure.

use crate::view::{Comparison, ComparisonRow};
use crate::words::Words;

/// A figure of every symbol, in nats. Models are named by their number: 0 is P.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How far all beliefs are apart.
    JensenShannon,
    /// D(first‖second).
    Divergence(usize, usize),
    Surprisal(usize),
    Entropy(usize),
}

impl Measure {
    /// Every measure of so many models.
    pub fn all(models: usize) -> Vec<Measure> {
        let each = 0..models;
        let mut all = vec![Measure::JensenShannon];
        for first in each.clone() {
            let others = each.clone().filter(|second| *second != first);
            all.extend(others.map(|second| Measure::Divergence(first, second)));
        }
        all.extend(each.clone().map(Measure::Surprisal));
        all.extend(each.map(Measure::Entropy));
        all
    }

    pub fn name(self) -> Words {
        match self {
            Measure::JensenShannon => {
                Words::fixed("Jensen–Shannon divergence of all", "所有模型的 JS 散度")
            }
            Measure::Divergence(first, second) => {
                let (p, q) = (letter(first), letter(second));
                Words::new(
                    format!("D({p}‖{q}), KL divergence"),
                    format!("D({p}‖{q})，KL 散度"),
                )
            }
            Measure::Surprisal(model) => {
                let p = letter(model);
                Words::new(format!("surprisal of {p}"), format!("{p} 的意外度"))
            }
            Measure::Entropy(model) => {
                let p = letter(model);
                Words::new(format!("entropy of {p}"), format!("{p} 的熵"))
            }
        }
    }

    /// In nats.
    pub fn of(self, row: &ComparisonRow) -> f32 {
        match self {
            Measure::JensenShannon => row.jensen_shannon,
            Measure::Divergence(first, second) => row.divergences[first][second],
            Measure::Surprisal(model) => row.beliefs[model].surprisal,
            Measure::Entropy(model) => row.beliefs[model].distribution.entropy,
        }
    }

    /// The value with the strongest colour: a bound that the measure has, or the next whole nat above the largest.
    pub fn most(self, comparison: &Comparison) -> f32 {
        if self == Measure::JensenShannon {
            return most_apart(models(comparison)) as f32;
        }
        let values = comparison.rows.iter().map(|row| self.of(row));
        values.fold(0.0, f32::max).ceil().clamp(1.0, 15.0)
    }
}

/// How many models were compared.
pub fn models(comparison: &Comparison) -> usize {
    comparison.totals.nats_per_character.len()
}

/// The Jensen–Shannon divergence of so many beliefs of which no two have anything in common, in nats.
pub fn most_apart(models: usize) -> f64 {
    (models as f64).ln()
}

/// P, Q, R, …
pub fn letter(model: usize) -> char {
    ('P'..='Z').nth(model).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Belief, ComparisonTotals, ComparisonUnit, Distribution};

    /// Three models; D(P‖Q) is given.
    fn row(divergence: f32) -> ComparisonRow {
        let belief = |surprisal: f32| Belief {
            surprisal,
            distribution: Distribution {
                top: Vec::new(),
                rest: 1.0,
                entropy: surprisal + 1.0,
            },
        };
        ComparisonRow {
            text: "a".into(),
            beliefs: vec![belief(0.5), belief(2.5), belief(4.5)],
            divergences: vec![
                vec![0.0, divergence, 0.3],
                vec![0.2, 0.0, 0.4],
                vec![0.5, 0.6, 0.0],
            ],
            jensen_shannon: 0.1,
        }
    }

    fn comparison() -> Comparison {
        Comparison {
            unit: ComparisonUnit::Token,
            rows: vec![row(0.3), row(2.4)],
            totals: ComparisonTotals {
                characters: 2,
                nats_per_character: vec![0.5, 2.5, 4.5],
                divergences: row(1.35)
                    .divergences
                    .iter()
                    .map(|row| row.iter().copied().map(f64::from).collect())
                    .collect(),
                jensen_shannon: 0.1,
            },
        }
    }

    #[test]
    fn every_ordered_pair_can_be_seen() {
        let names = |models: usize| -> Vec<String> {
            let all = Measure::all(models).into_iter();
            all.map(|measure| measure.name().en.to_string()).collect()
        };
        assert_eq!(names(2).len(), 1 + 2 + 2 + 2);
        let three = names(3);
        assert_eq!(three.len(), 1 + 6 + 3 + 3);
        for (place, name) in [
            (1, "D(P‖Q), KL divergence"),
            (6, "D(R‖Q), KL divergence"),
            (9, "surprisal of R"),
            (12, "entropy of R"),
        ] {
            assert_eq!(three[place], name);
        }
    }

    #[test]
    fn a_measure_reads_its_own_figure() {
        let row = row(2.4);
        assert_eq!(Measure::Divergence(0, 1).of(&row), 2.4);
        assert_eq!(Measure::Divergence(2, 1).of(&row), 0.6);
        assert_eq!(Measure::Surprisal(1).of(&row), 2.5);
        assert_eq!(Measure::Entropy(2).of(&row), 5.5);
    }

    #[test]
    fn the_strongest_colour_is_a_bound() {
        let comparison = comparison();
        assert_eq!(Measure::Divergence(0, 1).most(&comparison), 3.0);
        assert_eq!(Measure::Divergence(1, 0).most(&comparison), 1.0);
        assert_eq!(Measure::JensenShannon.most(&comparison), 3_f32.ln());
        assert_eq!(most_apart(2), std::f64::consts::LN_2);
    }
}
