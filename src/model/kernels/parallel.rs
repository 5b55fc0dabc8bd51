//! Splitting loops over the processor's cores, where there are threads. The pieces depend on the work alone, never on
//! the number of cores, so that the same numbers are added in the same order everywhere.

#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;

/// Calls `work` with each piece of `size` numbers (the last may be shorter) and its place in the order.
pub fn each_piece(
    numbers: &mut [f32],
    size: usize,
    work: impl Fn(usize, &mut [f32]) + Send + Sync,
) {
    #[cfg(not(target_arch = "wasm32"))]
    numbers
        .par_chunks_mut(size)
        .enumerate()
        .for_each(|(at, piece)| work(at, piece));
    #[cfg(target_arch = "wasm32")]
    numbers
        .chunks_mut(size)
        .enumerate()
        .for_each(|(at, piece)| work(at, piece));
}

/// The same over two slices at once, in pieces of `sizes` that belong together; gives what each call gave, in order.
pub fn each_pair<R: Send>(
    (first, second): (&mut [f32], &mut [f32]),
    sizes: (usize, usize),
    work: impl Fn(usize, &mut [f32], &mut [f32]) -> R + Send + Sync,
) -> Vec<R> {
    #[cfg(not(target_arch = "wasm32"))]
    return first
        .par_chunks_mut(sizes.0)
        .zip(second.par_chunks_mut(sizes.1))
        .enumerate()
        .map(|(at, (one, two))| work(at, one, two))
        .collect();
    #[cfg(target_arch = "wasm32")]
    return first
        .chunks_mut(sizes.0)
        .zip(second.chunks_mut(sizes.1))
        .enumerate()
        .map(|(at, (one, two))| work(at, one, two))
        .collect();
}
