//! Which keys a query may see, and how positions are told: constants that follow from the configuration alone.

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};

use super::DEVIATION;
use crate::experiment::{self, Positions};

/// Added to the score of a key that must not be seen. Finite, because WGSL has no infinity; exp of it is zero.
pub const MASKED: f32 = -1e9;

/// Constants that follow from the configuration alone, computed once.
#[derive(Module, Debug)]
pub struct Tables {
    /// What is added to scores: 0 where the key may be seen, [`MASKED`] where it lies in the future,
    /// `[context, context]` by query and key.
    pub mask: Tensor<2>,
    /// Sinusoidal positions, `[context, width]`.
    pub sinusoids: Option<Tensor<2>>,
    /// Cosines and sines of rotary positions, `[context, head width]` each.
    pub rotation: Option<(Tensor<2>, Tensor<2>)>,
}

/// `count` rows of a table, from `start`.
pub fn rows(table: Tensor<2>, start: usize, count: usize) -> Tensor<2> {
    let [_, width] = table.dims();
    table.slice([start..start + count, 0..width])
}

/// Rotates each pair (xᵢ, xᵢ₊ₛ), s = half the head's width, by its position's angle (Su et al. 2021, equation 34, with
/// the halves paired as in GPT-NeoX).
pub fn rotate(vectors: Tensor<4>, cosines: Tensor<2>, sines: Tensor<2>) -> Tensor<4> {
    let half = vectors.dims()[3] / 2;
    let halves = vectors.clone().split(half, 3);
    let rotated = Tensor::cat(vec![halves[1].clone().neg(), halves[0].clone()], 3); // [batch, head, time, size]
    vectors * cosines.unsqueeze::<4>() + rotated * sines.unsqueeze::<4>()
}

impl Tables {
    /// For this configuration.
    pub fn new(config: &experiment::Gpt, device: &Device) -> Self {
        let context = config.context;
        let mask = (0..context * context).map(|at| {
            let (query, key) = (at / context, at % context);
            if key <= query { 0.0 } else { MASKED }
        });
        let table = |values: Vec<f32>, width: usize| {
            Tensor::from_data(TensorData::new(values, [context, width]), device)
        };
        let sinusoids = (config.positions == Positions::Sinusoidal)
            .then(|| table(sinusoids(context, config.width), config.width));
        let rotation = (config.positions == Positions::Rope).then(|| {
            let size = config.width / config.heads;
            let angles = |turn: fn(f64) -> f64| {
                let value = |at: usize| turn(angle(at / size, at % size % (size / 2), size)) as f32;
                table((0..context * size).map(value).collect(), size)
            };
            (angles(f64::cos), angles(f64::sin))
        });
        Tables {
            mask: table(mask.collect(), context),
            sinusoids,
            rotation,
        }
    }
}

/// The angle of pair `pair` at `position`: wavelengths rise from 2π to 20 000π (Vaswani et al. 2017, section 3.5).
pub(super) fn angle(position: usize, pair: usize, width: usize) -> f64 {
    position as f64 / 10_000f64.powf(2.0 * pair as f64 / width as f64)
}

/// Sines in even columns, cosines in odd ones, `[context, width]`, scaled to the deviation of learned positions at the
/// start so that they do not drown the token vectors.
pub(super) fn sinusoids(context: usize, width: usize) -> Vec<f32> {
    let value = |at: usize| {
        let (position, column) = (at / width, at % width);
        let angle = angle(position, column / 2, width);
        let wave = if column % 2 == 0 {
            angle.sin()
        } else {
            angle.cos()
        };
        (wave * DEVIATION * std::f64::consts::SQRT_2) as f32
    };
    (0..context * width).map(value).collect()
}
