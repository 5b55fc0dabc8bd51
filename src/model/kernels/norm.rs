//! Layer normalisation (Ba et al. 2016) and its uncentred relative (Zhang & Sennrich 2019), each in two passes over a
//! row that is still in the cache.

use super::Kernel;
use super::parallel::{each_pair, each_piece};
use super::vector::{sum, sum_of};

/// Rows that one piece of work takes.
const ROWS: usize = 32;

/// y = gain ⊙ (x − mean)/√(variance + ε) + shift; without the mean for RMSNorm.
#[derive(Clone, Copy, Debug)]
pub struct Normalise {
    pub width: usize,
    pub is_centred: bool,
    pub epsilon: f32,
}

impl Normalise {
    /// The row's mean (0 where it is not taken off) and the reciprocal of its spread.
    #[inline(always)]
    fn statistics(&self, row: &[f32]) -> (f32, f32) {
        let scale = 1.0 / self.width as f32;
        let mean = if self.is_centred {
            sum(row) * scale
        } else {
            0.0
        };
        let variance = sum_of(row, row, |x, _| (x - mean) * (x - mean)) * scale;
        (mean, 1.0 / (variance + self.epsilon).sqrt())
    }

    /// One row's gradient; adds to those of gain and shift.
    #[inline(always)]
    fn row_gradient(
        &self,
        (row, gain, gradient): (&[f32], &[f32], &[f32]),
        out: &mut [f32],
        (gains, shifts): (&mut [f32], &mut [f32]),
    ) {
        let (mean, inverse_deviation) = self.statistics(row);
        let scale = 1.0 / self.width as f32;
        for at in 0..self.width {
            let unit = (row[at] - mean) * inverse_deviation;
            gains[at] += gradient[at] * unit;
            shifts[at] += gradient[at];
            out[at] = gradient[at] * gain[at];
        }
        // With u the unit row and g = gradient ⊙ gain: dx = inverse_deviation·(g − mean(g) − u·mean(g ⊙ u)).
        let mean_gradient = if self.is_centred {
            sum(out) * scale
        } else {
            0.0
        };
        let projection = sum_of(out, row, |g, x| g * (x - mean)) * inverse_deviation * scale;
        for (out, x) in out.iter_mut().zip(row) {
            *out = inverse_deviation
                * (*out - mean_gradient - (x - mean) * inverse_deviation * projection);
        }
    }
}

impl<const N: usize> Kernel<N> for Normalise {
    fn forward(&self, inputs: [&[f32]; N], size: usize) -> (Vec<f32>, Vec<f32>) {
        let (input, gain, shift) = (inputs[0], inputs[1], inputs.get(2));
        let mut output = vec![0.0; size];
        each_piece(&mut output, ROWS * self.width, |at, piece| {
            let rows = input[at * ROWS * self.width..].chunks_exact(self.width);
            for (out, row) in piece.chunks_exact_mut(self.width).zip(rows) {
                let (mean, inverse_deviation) = self.statistics(row);
                for ((out, x), gain) in out.iter_mut().zip(row).zip(gain) {
                    *out = (x - mean) * inverse_deviation * gain;
                }
                if let Some(shift) = shift {
                    out.iter_mut()
                        .zip(*shift)
                        .for_each(|(out, shift)| *out += shift);
                }
            }
        });
        (output, Vec::new())
    }

    fn backward(&self, inputs: [&[f32]; N], _: &[f32], gradient: &[f32]) -> [Vec<f32>; N] {
        let (input, gain, width) = (inputs[0], inputs[1], self.width);
        let pieces = input.len().div_ceil(ROWS * width);
        let mut inputs = vec![0.0; input.len()];
        let mut sums = vec![0.0; pieces * 2 * width]; // of gain and shift, by piece
        let sizes = (ROWS * width, 2 * width);
        each_pair((&mut inputs, &mut sums), sizes, |at, piece, sums| {
            let (gains, shifts) = sums.split_at_mut(width);
            let start = at * ROWS * width;
            let rows = input[start..].chunks_exact(width);
            let gradients = gradient[start..].chunks_exact(width);
            for ((out, row), gradient) in piece.chunks_exact_mut(width).zip(rows).zip(gradients) {
                self.row_gradient((row, gain, gradient), out, (gains, shifts));
            }
        });
        let mut total = vec![0.0; 2 * width];
        for piece in sums.chunks_exact(2 * width) {
            total
                .iter_mut()
                .zip(piece)
                .for_each(|(total, piece)| *total += piece);
        }
        let shifts = total.split_off(width);
        let mut gradients = [inputs, total, shifts].into_iter();
        std::array::from_fn(|_| gradients.next().expect("a norm has at most three inputs"))
    }
}
