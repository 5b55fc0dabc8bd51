//! What the view of gates and states knows of a text; pure.

use super::super::grid::Grid;
use crate::view::{Inside, Probe, Trace, Units};

/// In which order units stand below each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The ones that change most first.
    #[default]
    Liveliest,
    /// As the model numbers them.
    Number,
}

/// A text and what the network did while it read it.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// The tokens that were read.
    pub tokens: Vec<String>,
    /// What happened meanwhile.
    pub layer: Units,
}

impl Seen {
    /// What a probe holds of a layer's units, if anything.
    pub fn of(probe: &Probe) -> Option<Self> {
        let Inside::Units(layer) = &probe.inside else {
            return None;
        };
        // Were the text longer than what was read, its end is what was read.
        let skipped = probe.tokens.len().saturating_sub(layer.tokens);
        Some(Seen {
            tokens: probe.tokens[skipped..]
                .iter()
                .map(|token| token.text.clone())
                .collect(),
            layer: layer.clone(),
        })
    }

    /// One unit's values over the text; units are counted among those that are shown.
    pub fn unit(&self, trace: &Trace, unit: usize) -> Vec<f32> {
        let shown = self.layer.units.len();
        (0..self.layer.tokens)
            .map(|token| trace.values[token * shown + unit])
            .collect()
    }

    /// The units in the order wanted.
    pub fn ordered(&self, trace: &Trace, order: Order) -> Vec<usize> {
        let mut units: Vec<usize> = (0..self.layer.units.len()).collect();
        if order == Order::Liveliest {
            let variances: Vec<f32> = units
                .iter()
                .map(|unit| variance(&self.unit(trace, *unit)))
                .collect();
            units.sort_by(|first, second| variances[*second].total_cmp(&variances[*first]));
        }
        units
    }

    /// The largest magnitude in a trace, at least 1: what the strongest colour stands for.
    pub fn most(&self, trace: &Trace) -> f32 {
        let values = trace.values.iter();
        values.fold(1.0, |most, value| value.abs().max(most))
    }

    /// `[unit, token]` of a trace, −1 to 1, the units in the order given.
    pub fn grid(&self, trace: &Trace, units: &[usize]) -> Grid {
        let most = self.most(trace);
        Grid {
            rows: units.len(),
            columns: self.layer.tokens,
            values: units
                .iter()
                .flat_map(|unit| self.unit(trace, *unit))
                .map(|value| value / most)
                .collect(),
        }
    }

    /// Units that are not shown.
    pub fn left_out(&self) -> usize {
        self.layer.width - self.layer.units.len()
    }
}

fn variance(values: &[f32]) -> f32 {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f32>()
        / count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> Seen {
        // One layer, two tokens, three of four units: the second changes most, then the third, then the first.
        Seen {
            tokens: vec!["a".into(), "b".into()],
            layer: Units {
                layers: 1,
                layer: 0,
                width: 4,
                tokens: 2,
                units: vec![0, 1, 3],
                traces: vec![Trace {
                    name: "hidden".into(),
                    values: vec![0.1, -2.0, 0.0, 0.1, 2.0, 0.5],
                }],
            },
        }
    }

    #[test]
    fn units_are_ordered_by_how_much_they_change() {
        let seen = seen();
        let trace = &seen.layer.traces[0];
        assert_eq!(seen.ordered(trace, Order::Liveliest), [1, 2, 0]);
        assert_eq!(seen.ordered(trace, Order::Number), [0, 1, 2]);
        assert_eq!(seen.left_out(), 1);
    }

    #[test]
    fn the_grid_is_unit_by_token_and_scaled_to_one() {
        let seen = seen();
        let grid = seen.grid(&seen.layer.traces[0], &[1, 0]);
        assert_eq!((grid.rows, grid.columns), (2, 2));
        assert_eq!(grid.values, [-1.0, 1.0, 0.05, 0.05]);
    }
}
