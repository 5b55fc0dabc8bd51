//! Where a value stands on a slider, and which value a place on it stands for; pure.

use crate::experiment::fields::{Control, Scale};

/// Places on a slider.
pub const PLACES: f64 = 1000.0;

/// A whole-number range at least this many times wider than its start is laid out by factors.
const WIDE: f64 = 40.0;

/// How a number is laid out on a slider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rail {
    min: f64,
    max: f64,
    whole: bool,
    /// Laid out by factors; the start is moved by this so that 0 has a logarithm.
    factors_from: Option<f64>,
}

impl Rail {
    /// The track of a number's control; text, choices and numbers without a meaningful slider have none.
    pub fn of(control: &Control) -> Option<Self> {
        match *control {
            Control::Integer { min, max } if max <= 10_000_000 => {
                let (min, max) = (min as f64, max as f64);
                Some(Rail {
                    min,
                    max,
                    whole: true,
                    factors_from: (max >= WIDE * (min + 1.0)).then_some(1.0),
                })
            }
            Control::Number { min, max, scale } => Some(Rail {
                min,
                max,
                whole: false,
                factors_from: (scale == Scale::Logarithmic).then_some(0.0),
            }),
            _ => None,
        }
    }

    /// The place of a value, 0 to [`PLACES`].
    pub fn place(self, value: f64) -> f64 {
        let share = match self.factors_from {
            Some(shift) => {
                ((value + shift) / (self.min + shift)).ln()
                    / ((self.max + shift) / (self.min + shift)).ln()
            }
            None => (value - self.min) / (self.max - self.min),
        };
        (share.clamp(0.0, 1.0) * PLACES).round()
    }

    /// The value at a place, rounded to two digits (or to hundredths on an even scale), within the range.
    pub fn value(self, place: f64) -> f64 {
        let share = (place / PLACES).clamp(0.0, 1.0);
        let exact = match self.factors_from {
            Some(shift) => {
                (self.min + shift) * ((self.max + shift) / (self.min + shift)).powf(share) - shift
            }
            None => self.min + share * (self.max - self.min),
        };
        let rounded = match (self.whole, self.factors_from) {
            (true, None) => exact.round(),
            (true, Some(_)) if exact < 20.0 => exact.round(),
            (_, Some(_)) => two_digits(exact),
            (false, None) => (exact * 100.0).round() / 100.0,
        };
        rounded.clamp(self.min, self.max)
    }
}

/// A number rounded to two significant digits.
fn two_digits(number: f64) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    // Going through decimal text rounds to the very number that is written so.
    format!("{number:.1e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(min: u64, max: u64) -> Rail {
        Rail::of(&Control::Integer { min, max }).unwrap()
    }

    #[test]
    fn both_ends_are_reached() {
        let rate = Rail::of(&Control::Number {
            min: 1e-6,
            max: 1.0,
            scale: Scale::Logarithmic,
        })
        .unwrap();
        for track in [integer(1, 24), integer(1, 100_000), integer(0, 1000), rate] {
            assert_eq!(track.value(0.0), track.min);
            assert_eq!(track.value(PLACES), track.max);
            assert_eq!(track.place(track.min), 0.0);
            assert_eq!(track.place(track.max), PLACES);
        }
    }

    #[test]
    fn a_wide_range_is_laid_out_by_factors() {
        let steps = integer(1, 100_000);
        assert!((300.0..500.0).contains(&steps.place(100.0)));
        let small = integer(1, 24);
        assert!((400.0..600.0).contains(&small.place(12.0)));
    }

    #[test]
    fn values_from_the_slider_are_short() {
        let rate = Rail::of(&Control::Number {
            min: 1e-6,
            max: 1.0,
            scale: Scale::Logarithmic,
        })
        .unwrap();
        for place in 0..=1000 {
            let value = rate.value(f64::from(place));
            assert!(format!("{value:e}").len() <= "1.2e-6".len(), "{value:e}");
        }
    }

    #[test]
    fn a_seed_has_no_slider() {
        assert!(
            Rail::of(&Control::Integer {
                min: 0,
                max: 1 << 53
            })
            .is_none()
        );
    }
}
