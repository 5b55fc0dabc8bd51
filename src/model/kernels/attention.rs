//! Causal self-attention, head by head, without ever making the half of the weights that is zero.
//!
//! Queries, keys and values are read where the one product for all three has left them: row by row
//! `[all heads' queries | all heads' keys | all heads' values]`.

use super::Kernel;
use super::parallel::each_pair;
use super::vector::{add_scaled, exp, largest, sum, sum_of};

/// softmax(Q·Kᵀ/√d, causal)·V.
#[derive(Clone, Copy, Debug)]
pub struct Attend {
    /// Tokens of one text.
    pub time: usize,
    pub heads: usize,
    /// All heads together.
    pub width: usize,
}

/// One text's queries, keys and values.
#[derive(Clone, Copy)]
struct Text<'a> {
    rows: &'a [f32],
    width: usize,
}

impl<'a> Text<'a> {
    /// Columns `start..start + size` of a row's queries (0), keys (1) or values (2).
    #[inline(always)]
    fn part(&self, row: usize, which: usize, start: usize, size: usize) -> &'a [f32] {
        let start = (3 * row + which) * self.width + start;
        &self.rows[start..start + size]
    }
}

impl Attend {
    fn size(&self) -> usize {
        self.width / self.heads
    }

    fn scale(&self) -> f32 {
        1.0 / (self.size() as f32).sqrt()
    }

    /// Keys (1) or values (2) of one head, turned so that one column over time is a row, `[size, time]`: then products
    /// with all of them are sums of whole rows.
    fn turned(&self, text: Text, which: usize, head: usize, out: &mut [f32]) {
        let size = self.size();
        for row in 0..self.time {
            let part = text.part(row, which, head * size, size);
            for (column, number) in part.iter().enumerate() {
                out[column * self.time + row] = *number;
            }
        }
    }

    /// One head over one text: fills its weights, `[time, time]`, and its columns of the result.
    fn head(
        &self,
        text: Text,
        head: usize,
        turned: &mut [f32],
        weights: &mut [f32],
        out: &mut [f32],
    ) {
        let (size, time) = (self.size(), self.time);
        self.turned(text, 1, head, turned);
        for query in 0..time {
            let seen = query + 1;
            let weights = &mut weights[query * time..query * time + seen];
            let scaled = text
                .part(query, 0, head * size, size)
                .iter()
                .map(|number| number * self.scale());
            for (number, keys) in scaled.zip(turned.chunks_exact(time)) {
                add_scaled(weights, number, &keys[..seen]);
            }
            let top = largest(weights);
            for weight in weights.iter_mut() {
                *weight = exp(*weight - top);
            }
            let share = 1.0 / sum(weights);
            let start = query * self.width + head * size;
            let out = &mut out[start..start + size];
            for (key, weight) in weights.iter_mut().enumerate() {
                *weight *= share;
                add_scaled(out, *weight, text.part(key, 2, head * size, size));
            }
        }
    }

    /// One head's gradients over one text: adds to `out`, which is laid out as the text is.
    fn head_gradient(
        &self,
        text: Text,
        head: usize,
        (turned, slopes): (&mut [f32], &mut [f32]),
        (weights, gradient): (&[f32], &[f32]),
        out: &mut [f32],
    ) {
        let (size, time, width) = (self.size(), self.time, self.width);
        let place = |row: usize, which: usize| (3 * row + which) * width + head * size;
        self.turned(text, 2, head, turned);
        for query in 0..time {
            let seen = query + 1;
            let weights = &weights[query * time..query * time + seen];
            let start = query * width + head * size;
            let gradient = &gradient[start..start + size];
            // Of the weights: gradient·Vᵀ.
            let slopes = &mut slopes[..seen];
            slopes.fill(0.0);
            for (number, values) in gradient.iter().zip(turned.chunks_exact(time)) {
                add_scaled(slopes, *number, &values[..seen]);
            }
            // Of the scores: weight ⊙ (slope − Σ weight·slope), then of what they are made of.
            let mean = sum_of(weights, slopes, |weight, slope| weight * slope);
            let scale = self.scale();
            let asked = text.part(query, 0, head * size, size);
            for (key, (weight, slope)) in weights.iter().zip(slopes.iter()).enumerate() {
                let slope = weight * (slope - mean) * scale;
                let to_query = place(query, 0);
                add_scaled(
                    &mut out[to_query..to_query + size],
                    slope,
                    text.part(key, 1, head * size, size),
                );
                let to_key = place(key, 1);
                add_scaled(&mut out[to_key..to_key + size], slope, asked);
                let to_value = place(key, 2);
                add_scaled(&mut out[to_value..to_value + size], *weight, gradient);
            }
        }
    }
}

impl Kernel<1> for Attend {
    /// Keeps the weights, `[batch, head, query, key]`.
    fn forward(&self, [qkv]: [&[f32]; 1], size: usize) -> (Vec<f32>, Vec<f32>) {
        let (time, width) = (self.time, self.width);
        let batch = size / (time * width);
        let mut out = vec![0.0; size];
        let mut weights = vec![0.0; batch * self.heads * time * time];
        let sizes = (time * width, self.heads * time * time);
        each_pair((&mut out, &mut weights), sizes, |at, out, weights| {
            let rows = &qkv[at * 3 * time * width..][..3 * time * width];
            let mut turned = vec![0.0; self.size() * time];
            for (head, weights) in weights.chunks_exact_mut(time * time).enumerate() {
                self.head(Text { rows, width }, head, &mut turned, weights, out);
            }
        });
        (out, weights)
    }

    fn backward(&self, [qkv]: [&[f32]; 1], weights: &[f32], gradient: &[f32]) -> [Vec<f32>; 1] {
        let (time, width) = (self.time, self.width);
        let batch = gradient.len() / (time * width);
        let mut out = vec![0.0; qkv.len()];
        let mut slopes = vec![0.0; batch * time];
        each_pair(
            (&mut out, &mut slopes),
            (3 * time * width, time),
            |at, out, slopes| {
                let rows = &qkv[at * 3 * time * width..][..3 * time * width];
                let gradient = &gradient[at * time * width..][..time * width];
                let weights = &weights[at * self.heads * time * time..];
                let mut turned = vec![0.0; self.size() * time];
                for (head, weights) in weights
                    .chunks_exact(time * time)
                    .take(self.heads)
                    .enumerate()
                {
                    let text = Text { rows, width };
                    self.head_gradient(text, head, (&mut turned, slopes), (weights, gradient), out);
                }
            },
        );
        [out]
    }
}
