//! Randomness: every draw of an experiment comes from a stream that its seed, a purpose and an index name.
//!
//! No generator is ever carried along: the batch of step 700 is drawn from `stream(seed, Purpose::Batch, 700)`,
//! so a run that is resumed, or paused, or benchmarked in between, draws what it would have drawn anyway. ChaCha8
//! is the same on every platform; [`below`] and [`unit`] are our own, because the algorithms behind
//! `rand::Rng::random_range` may change with the crate's version.

pub use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// What a stream of random numbers is for; two purposes never share a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Weights before the first step; the index is the parameter's number.
    Initialisation = 1,
    /// Training windows; the index is the draw (steps × accumulation + micro-batch).
    Batch = 2,
    /// Dropout masks; the index is the step.
    Dropout = 3,
    /// Samples and generation; the index is the step or, beyond all steps, the sampling's seed.
    Sampling = 4,
}

/// The stream that `seed`, `purpose` and `index` name.
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&(purpose as u64).to_le_bytes());
    key[16..24].copy_from_slice(&index.to_le_bytes());
    key[24..].copy_from_slice(b"babble 1");
    ChaCha8Rng::from_seed(key)
}

/// A draw from `0..bound`, by multiply and shift (Lemire 2019) without rejection: the bias is below bound / 2⁶⁴.
///
/// # Panics
///
/// If `bound` is 0.
pub fn below(stream: &mut ChaCha8Rng, bound: usize) -> usize {
    assert!(bound > 0, "there is nothing to draw from");
    ((u128::from(stream.next_u64()) * bound as u128) >> 64) as usize
}

/// A draw from `[0, 1)` with 53 random bits.
pub fn unit(stream: &mut ChaCha8Rng) -> f64 {
    (stream.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// A draw from the standard normal distribution (Box & Muller 1958).
pub fn normal(stream: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - unit(stream)).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(stream)).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_named_by_all_three_parts() {
        let first = |seed, purpose, index| stream(seed, purpose, index).next_u64();
        let base = first(1, Purpose::Batch, 1);
        assert_eq!(base, first(1, Purpose::Batch, 1));
        assert_ne!(base, first(2, Purpose::Batch, 1));
        assert_ne!(base, first(1, Purpose::Sampling, 1));
        assert_ne!(base, first(1, Purpose::Batch, 2));
    }

    #[test]
    fn the_stream_never_changes() {
        let mut numbers = stream(1337, Purpose::Batch, 0);
        assert_eq!(PINNED, [(); 3].map(|()| numbers.next_u64()));
    }

    const PINNED: [u64; 3] = [
        7_917_931_279_506_477_400,
        2_944_765_581_961_288_717,
        2_975_725_202_708_224_326,
    ];

    #[test]
    fn draws_are_uniform_and_normal() {
        let mut numbers = stream(7, Purpose::Sampling, 0);
        let n = 60_000;
        let mut counts = [0; 6];
        for _ in 0..n {
            counts[below(&mut numbers, 6)] += 1;
        }
        // The standard deviation of each count is √(n · 1/6 · 5/6) ≈ 91.
        assert!(
            counts
                .iter()
                .all(|count: &i32| (count - 10_000).abs() < 500),
            "{counts:?}"
        );
        let values: Vec<f64> = (0..n).map(|_| unit(&mut numbers)).collect();
        assert!(values.iter().all(|value| (0.0..1.0).contains(value)));
        assert!((values.iter().sum::<f64>() / n as f64 - 0.5).abs() < 0.01);
        let normals: Vec<f64> = (0..n).map(|_| normal(&mut numbers)).collect();
        let mean = normals.iter().sum::<f64>() / n as f64;
        let variance = normals.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
        assert!(
            mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03,
            "mean {mean}, variance {variance}"
        );
    }
}
