//! Causal self-attention, head by head, without ever making the half of the weights that is zero.
//!
//! Queries, keys and values are read where the one product for all three has left them: row by row
//! `[all heads' queries | all heads' keys | all heads' values]`.

use super::Kernel;
use super::parallel::{each_pair, each_piece};
use super::vector::{add_rows, exp, largest, sum, sum_of};

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

    /// Keys (1) or values (2) of one head, transposed so that one column over time is a row, `[size, time]`: then products
    /// with all of them are sums of whole rows.
    fn transpose(&self, text: Text, which: usize, head: usize, out: &mut [f32]) {
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
        transposed: &mut [f32],
        weights: &mut [f32],
        out: &mut [f32],
    ) {
        let (size, time, start) = (self.size(), self.time, head * self.size());
        self.transpose(text, 1, head, transposed);
        for query in 0..time {
            let seen = query + 1;
            let weights = &mut weights[query * time..query * time + seen];
            let asked = text.part(query, 0, start, size);
            add_rows(weights, asked, |column| {
                &transposed[column * time..][..time]
            });
            let scale = self.scale();
            let top = largest(weights);
            for weight in weights.iter_mut() {
                *weight = exp((*weight - top) * scale);
            }
            let normaliser = 1.0 / sum(weights);
            weights.iter_mut().for_each(|weight| *weight *= normaliser);
            let out = &mut out[query * self.width + start..][..size];
            add_rows(out, weights, |key| text.part(key, 2, start, size));
        }
    }

    /// One head's gradients over one text: adds to `out`, which is laid out as the text is.
    fn head_gradient(
        &self,
        text: Text,
        head: usize,
        (transposed, d_scores): (&mut [f32], &mut [f32]),
        (weights, gradient): (&[f32], &[f32]),
        out: &mut [f32],
    ) {
        let (size, time, width, start) = (self.size(), self.time, self.width, head * self.size());
        let place = |row: usize, which: usize| (3 * row + which) * width + start;
        let upstream = |query: usize| &gradient[query * width + start..][..size];
        self.transpose(text, 2, head, transposed);
        d_scores.fill(0.0);
        for query in 0..time {
            let seen = query + 1;
            let weights = &weights[query * time..][..seen];
            let d_scores = &mut d_scores[query * time..][..seen];
            // Of the weights: gradient·Vᵀ; of the scores: weight ⊙ (d_score − Σ weight·d_score), times 1/√d.
            add_rows(d_scores, upstream(query), |column| {
                &transposed[column * time..][..time]
            });
            let mean = sum_of(weights, d_scores, |weight, d_score| weight * d_score);
            let scale = self.scale();
            for (d_score, weight) in d_scores.iter_mut().zip(weights) {
                *d_score = weight * (*d_score - mean) * scale;
            }
            let to_query = &mut out[place(query, 0)..][..size];
            add_rows(to_query, d_scores, |key| text.part(key, 1, start, size));
        }
        // Each key and value gets from every query that saw it.
        let mut column = vec![0.0; time];
        for key in 0..time {
            let column = &mut column[key..];
            let gather = |column: &mut [f32], from: &[f32]| {
                for (number, row) in column.iter_mut().zip(from[key * time..].chunks_exact(time)) {
                    *number = row[key];
                }
            };
            gather(column, d_scores);
            let to_key = &mut out[place(key, 1)..][..size];
            add_rows(to_key, column, |later| {
                text.part(key + later, 0, start, size)
            });
            gather(column, weights);
            let to_value = &mut out[place(key, 2)..][..size];
            add_rows(to_value, column, |later| upstream(key + later));
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
            let mut transposed = vec![0.0; self.size() * time];
            for (head, weights) in weights.chunks_exact_mut(time * time).enumerate() {
                self.head(Text { rows, width }, head, &mut transposed, weights, out);
            }
        });
        (out, weights)
    }

    fn backward(&self, [qkv]: [&[f32]; 1], weights: &[f32], gradient: &[f32]) -> [Vec<f32>; 1] {
        let (time, width) = (self.time, self.width);
        let mut out = vec![0.0; qkv.len()];
        each_piece(&mut out, 3 * time * width, |at, out| {
            let rows = &qkv[at * 3 * time * width..][..3 * time * width];
            let gradient = &gradient[at * time * width..][..time * width];
            let weights = weights[at * self.heads * time * time..].chunks_exact(time * time);
            let mut transposed = vec![0.0; self.size() * time];
            let mut d_scores = vec![0.0; time * time];
            for (head, weights) in weights.take(self.heads).enumerate() {
                let (text, scratch) = (
                    Text { rows, width },
                    (&mut transposed[..], &mut d_scores[..]),
                );
                self.head_gradient(text, head, scratch, (weights, gradient), out);
            }
        });
        [out]
    }
}
