//! Scales: values to positions and back; pure.

/// How a scale spaces its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spacing {
    /// Equal differences are equally far apart.
    #[default]
    Linear,
    /// Equal ratios are equally far apart; values are positive.
    Logarithmic,
}

/// A mapping of values (the domain) to positions (the range).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    spacing: Spacing,
    domain: (f64, f64),
    range: (f64, f64),
}

impl Scale {
    /// A scale that puts `domain.0` at `range.0` and `domain.1` at `range.1`.
    ///
    /// An empty domain is widened, so that its one value lies in the middle; a logarithmic scale never starts at or
    /// below zero.
    pub fn new(spacing: Spacing, domain: (f64, f64), range: (f64, f64)) -> Self {
        let (mut low, mut high) = domain;
        if spacing == Spacing::Logarithmic {
            high = high.max(f64::MIN_POSITIVE);
            low = low.clamp(high * 1e-6, high);
        }
        if high - low <= f64::EPSILON * high.abs().max(1.0) {
            let margin = match spacing {
                Spacing::Linear => 0.5,
                Spacing::Logarithmic => high * 0.5,
            };
            low = high - margin;
            high += margin;
        }
        Scale {
            spacing,
            domain: (low, high),
            range,
        }
    }

    /// The values at both ends.
    pub fn domain(&self) -> (f64, f64) {
        self.domain
    }

    /// Between which positions the domain lies.
    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    /// Where a value lies; beyond the range if it lies beyond the domain.
    pub fn position(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let share = match self.spacing {
            Spacing::Linear => (value - low) / (high - low),
            Spacing::Logarithmic => (value.max(low * 1e-3) / low).ln() / (high / low).ln(),
        };
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Which value lies at a position.
    pub fn value(&self, position: f64) -> f64 {
        let (low, high) = self.domain;
        let share = (position - self.range.0) / (self.range.1 - self.range.0);
        match self.spacing {
            Spacing::Linear => low + share * (high - low),
            Spacing::Logarithmic => low * (high / low).powf(share),
        }
    }

    /// Round values to label, about `wanted` of them.
    pub fn ticks(&self, wanted: usize) -> Vec<f64> {
        match self.spacing {
            Spacing::Linear => linear_ticks(self.domain, wanted),
            Spacing::Logarithmic => logarithmic_ticks(self.domain, wanted),
        }
    }
}

/// The whole ones of these ticks: of what is counted there is no half.
pub fn whole_ticks(mut ticks: Vec<f64>) -> Vec<f64> {
    ticks.retain(|tick| (tick - tick.round()).abs() < 1e-9);
    ticks
}

/// Multiples of 1, 2 or 5 times a power of ten within the domain.
fn linear_ticks((low, high): (f64, f64), wanted: usize) -> Vec<f64> {
    let rough = (high - low) / wanted.max(1) as f64;
    if !rough.is_finite() || rough <= 0.0 {
        return Vec::new();
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .min_by(|first, second| {
            let distance = |step: f64| (step / rough).ln().abs();
            distance(*first).total_cmp(&distance(*second))
        })
        .unwrap_or(power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|index| index as f64 * step).collect()
}

/// 1, 2 and 5 times powers of ten within the domain, or powers alone where those are many; over less than a
/// factor of two the linear ones.
fn logarithmic_ticks((low, high): (f64, f64), wanted: usize) -> Vec<f64> {
    if high / low < 3.0 {
        return linear_ticks((low, high), wanted);
    }
    let powers = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
    let within = |factors: &[f64]| -> Vec<f64> {
        powers
            .clone()
            .flat_map(|power| factors.iter().map(move |factor| factor * 10f64.powi(power)))
            .filter(|value| (low * 0.999..=high * 1.001).contains(value))
            .collect()
    };
    let fine = within(&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0]);
    if fine.len() <= wanted + 2 {
        return fine;
    }
    let ticks = within(&[1.0, 2.0, 5.0]);
    if ticks.len() <= wanted + 3 {
        return ticks;
    }
    within(&[1.0])
}

/// Decimals that tell neighbouring ticks apart.
pub fn tick_decimals(ticks: &[f64]) -> usize {
    (0..=6)
        .find(|decimals| {
            let unit = 10f64.powi(*decimals);
            ticks
                .iter()
                .all(|tick| (tick * unit - (tick * unit).round()).abs() < 1e-6 * unit.max(1.0))
        })
        .unwrap_or(6) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_values_undo_each_other() {
        for spacing in [Spacing::Linear, Spacing::Logarithmic] {
            let scale = Scale::new(spacing, (0.5, 8.0), (200.0, 0.0));
            assert!((scale.position(0.5) - 200.0).abs() < 1e-9);
            assert!(scale.position(8.0).abs() < 1e-9);
            for value in [0.5, 0.7, 2.0, 7.9] {
                assert!((scale.value(scale.position(value)) - value).abs() < 1e-9);
            }
        }
        let scale = Scale::new(Spacing::Logarithmic, (0.5, 8.0), (0.0, 4.0));
        assert!((scale.position(2.0) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_single_value_lies_in_the_middle() {
        for spacing in [Spacing::Linear, Spacing::Logarithmic] {
            let position = Scale::new(spacing, (3.0, 3.0), (0.0, 100.0)).position(3.0);
            assert!((20.0..80.0).contains(&position), "{position}");
        }
        assert!(
            Scale::new(Spacing::Logarithmic, (0.0, 10.0), (0.0, 1.0))
                .position(0.0)
                .is_finite()
        );
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(linear_ticks((0.0, 4.2), 4), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(linear_ticks((0.0, 1900.0), 4), [0.0, 500.0, 1000.0, 1500.0]);
        assert_eq!(
            logarithmic_ticks((1.0, 100.0), 6),
            [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
        );
        assert_eq!(logarithmic_ticks((1e-4, 10.0), 4).len(), 6);
        assert_eq!(logarithmic_ticks((1.4, 4.2), 6), [1.5, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn counts_have_whole_ticks_each_once() {
        let ticks = |end: f64| {
            let scale = Scale::new(Spacing::Linear, (0.0, end), (0.0, 500.0));
            whole_ticks(scale.ticks(5))
        };
        assert_eq!(ticks(1.0), [0.0, 1.0]);
        assert_eq!(ticks(1.9), [0.0, 1.0]);
        assert_eq!(ticks(3.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(20.0), [0.0, 5.0, 10.0, 15.0, 20.0]);
    }

    #[test]
    fn decimals_tell_ticks_apart() {
        assert_eq!(tick_decimals(&[0.0, 1.0, 2.0]), 0);
        assert_eq!(tick_decimals(&[0.0, 0.5, 1.0]), 1);
        assert_eq!(tick_decimals(&[1.25, 1.5]), 2);
    }
}
