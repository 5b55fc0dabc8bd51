//! Where a value stands on a slider, and which value a place on it stands for; pure.

use std::sync::Arc;

use crate::experiment::fields::{Control, Scale};

/// Places that are tried when a range is laid out; values that fall together make one stop.
const PLACES: usize = 1000;

/// A whole-number range at least this many times wider than its start is laid out by factors.
const WIDE: f64 = 40.0;

/// How a number is laid out on a slider: every stop is another value, so that one press of an arrow key always changes
/// it; by one, where a range of whole numbers has room for that.
#[derive(Clone, Debug, PartialEq)]
pub struct Rail {
    /// Rising; the two ends of the range are the first and the last.
    stops: Arc<[f64]>,
}

impl Rail {
    /// The track of a number's control; text, choices and numbers without a meaningful slider have none.
    pub fn of(control: &Control) -> Option<Self> {
        let range = match *control {
            Control::Integer { min, max } if max <= 10_000_000 => {
                let (min, max) = (min as f64, max as f64);
                Range {
                    min,
                    max,
                    whole: true,
                    // Moved by one, so that 0 has a logarithm.
                    factors_from: (max >= WIDE * (min + 1.0)).then_some(1.0),
                }
            }
            Control::Number { min, max, scale } => Range {
                min,
                max,
                whole: false,
                factors_from: (scale == Scale::Logarithmic).then_some(0.0),
            },
            _ => return None,
        };
        let inner = (1..PLACES).map(|place| range.at(place as f64 / PLACES as f64));
        let mut stops: Vec<f64> = std::iter::once(range.min)
            .chain(inner)
            .chain([range.max])
            .collect();
        stops.dedup();
        Some(Rail {
            stops: stops.into(),
        })
    }

    /// The place of the last stop; the first one's is 0.
    pub fn last(&self) -> usize {
        self.stops.len() - 1
    }

    /// The place of the stop nearest to a value.
    pub fn place(&self, value: f64) -> usize {
        let above = self.stops.partition_point(|stop| *stop < value);
        let below = above.saturating_sub(1);
        match self.stops.get(above) {
            Some(stop) if stop - value <= value - self.stops[below] || above == 0 => above,
            _ => below,
        }
    }

    /// The value at a place.
    pub fn value(&self, place: usize) -> f64 {
        self.stops[place.min(self.last())]
    }
}

/// A range and how it is laid out.
struct Range {
    min: f64,
    max: f64,
    whole: bool,
    /// Laid out by factors, after every number was moved by this.
    factors_from: Option<f64>,
}

impl Range {
    /// The value a share of the way, rounded to two digits (or to hundredths on an even scale), within the range.
    fn at(&self, share: f64) -> f64 {
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

    fn rate() -> Rail {
        Rail::of(&Control::Number {
            min: 1e-6,
            max: 1.0,
            scale: Scale::Logarithmic,
        })
        .unwrap()
    }

    #[test]
    fn both_ends_are_reached() {
        let ends = [
            (integer(1, 24), 1.0, 24.0),
            (integer(257, 32_768), 257.0, 32_768.0),
            (integer(0, 1000), 0.0, 1000.0),
            (rate(), 1e-6, 1.0),
        ];
        for (track, min, max) in ends {
            assert_eq!((track.value(0), track.value(track.last())), (min, max));
            assert_eq!((track.place(min), track.place(max)), (0, track.last()));
            assert_eq!(track.place(min - 1.0), 0);
            assert_eq!(track.place(max + 1.0), track.last());
        }
    }

    #[test]
    fn whole_numbers_go_one_by_one() {
        let layers = integer(1, 24);
        assert_eq!(layers.last(), 23);
        assert!(
            (1..=24)
                .all(|number| layers.value(layers.place(f64::from(number))) == f64::from(number))
        );
        let order = integer(0, 6);
        assert_eq!((order.last(), order.value(order.place(2.0) + 1)), (6, 3.0));
    }

    #[test]
    fn every_press_of_an_arrow_key_changes_the_value() {
        let clip = Rail::of(&Control::Number {
            min: 0.0,
            max: 100.0,
            scale: Scale::Linear,
        })
        .unwrap();
        // A value between two stops, as a person types it, moves as well.
        for (track, typed) in [
            (integer(1, 100_000), 1337.0),
            (rate(), 0.003_25),
            (clip, 1.0),
        ] {
            assert!((0..track.last()).all(|place| track.value(place) < track.value(place + 1)));
            let place = track.place(typed);
            assert!(track.value(place - 1) < typed && typed < track.value(place + 1));
        }
        assert_eq!(integer(1, 100_000).value(1), 2.0);
    }

    #[test]
    fn a_wide_range_is_laid_out_by_factors() {
        let steps = integer(1, 100_000);
        let share = steps.place(300.0) as f64 / steps.last() as f64;
        assert!((0.2..0.6).contains(&share), "{share}");
        let small = integer(1, 24);
        assert_eq!((small.place(12.0), small.last()), (11, 23));
    }

    #[test]
    fn values_from_the_slider_are_short() {
        let rate = rate();
        for place in 1..rate.last() {
            let value = rate.value(place);
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
