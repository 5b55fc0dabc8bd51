//! Sizes that saturate, and how many parameters a model has.
//!
//! A recipe may ask for anything, and a page counts with 32 bits: an estimate that wrapped would let through what it is
//! there to refuse. So every estimate is made of [`Size`]s, which have the same 64 bits everywhere and stop at the largest.

use std::ops::{Add, Div, Mul};

use super::Model;

/// A number of parameters, tokens or bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl From<usize> for Size {
    fn from(size: usize) -> Self {
        Size(u64::try_from(size).unwrap_or(u64::MAX))
    }
}

impl Add for Size {
    type Output = Size;

    fn add(self, other: Size) -> Size {
        Size(self.0.saturating_add(other.0))
    }
}

impl Mul for Size {
    type Output = Size;

    fn mul(self, other: Size) -> Size {
        Size(self.0.saturating_mul(other.0))
    }
}

impl Mul<Size> for u64 {
    type Output = Size;

    fn mul(self, other: Size) -> Size {
        Size(self.saturating_mul(other.0))
    }
}

/// Halves and thirds; by 0, nothing is left.
impl Div<u64> for Size {
    type Output = Size;

    fn div(self, by: u64) -> Size {
        Size(self.0.checked_div(by).unwrap_or(0))
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Size>>(sizes: I) -> Size {
        sizes.fold(Size(0), Size::add)
    }
}

/// Trainable parameters of a model over `vocabulary` tokens; 0 where it counts.
pub fn parameters(model: &Model, vocabulary: usize) -> Size {
    model.family().parameters(Size::from(vocabulary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Gpt, Recurrent};

    #[test]
    fn what_is_too_large_to_count_is_the_largest() {
        let large = Size(u64::MAX / 2);
        assert_eq!(3 * large, Size(u64::MAX));
        assert_eq!(large + large + large, Size(u64::MAX));
        assert_eq!([large; 3].into_iter().sum::<Size>(), Size(u64::MAX));
        assert_eq!((2 * Size(5) + Size(1)) / 2, Size(5));
        assert_eq!(Size(5) / 0, Size(0));
    }

    /// 2·V·2048 + 8,398,848 for the cell + V: with 32 bits this is 9 million, and passes.
    #[test]
    fn a_network_whose_count_wraps_with_32_bits_is_counted() {
        let model = Model::Rnn(Recurrent {
            width: 2048,
            ..Recurrent::default()
        });
        for highest in [1_048_575, 1_048_576] {
            let vocabulary = highest + 1;
            let by_hand = 2 * vocabulary as u64 * 2048 + 2 * 2048 * 2048 + 2 * 2048;
            assert_eq!(
                parameters(&model, vocabulary),
                Size(by_hand + vocabulary as u64)
            );
        }
        let absurd = Model::Gpt(Gpt {
            width: usize::MAX,
            layers: usize::MAX,
            ..Gpt::default()
        });
        assert_eq!(parameters(&absurd, usize::MAX), Size(u64::MAX));
    }
}
