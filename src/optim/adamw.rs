//! AdamW's arithmetic: composed of burn's operations, which a GPU fuses into one kernel, and in one loop for the processor.
//!
//! Burn's CPU backend makes a pass over memory for every elementary operation, some fourteen of them for one update, and
//! memory is what they wait for.

use burn::backend::Flex;
use burn::backend::flex::{FlexTensor, Layout};
use burn::tensor::{Bytes, DType, Device, Tensor};

/// What an update needs besides its tensors.
#[derive(Clone, Copy, Debug)]
pub struct Coefficients {
    /// Decay of the gradient's running mean.
    pub beta1: f32,
    /// Decay of the squared gradient's running mean.
    pub beta2: f32,
    /// Keeps the division finite.
    pub epsilon: f32,
    /// `1 − ηλ`: what weight decay leaves.
    pub kept: f32,
    /// `η / (1 − β₁ᵗ)`.
    pub rate: f32,
    /// `1 / √(1 − β₂ᵗ)`.
    pub root: f32,
}

/// What one update reads and writes.
#[derive(Debug)]
pub struct Moments {
    /// The parameter.
    pub weight: Tensor<2>,
    /// The gradient's running mean.
    pub mean: Tensor<2>,
    /// The squared gradient's running mean.
    pub square: Tensor<2>,
}

/// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← (1−ηλ)w − rate · m / (√v · root + ε)`.
pub fn update(old: Moments, gradient: Tensor<2>, with: Coefficients) -> Moments {
    let tensors = [&old.weight, &old.mean, &old.square, &gradient];
    let is_here =
        |tensor: &Tensor<2>| tensor.device() == Device::flex() && tensor.dtype() == DType::F32;
    if tensors.into_iter().all(is_here) {
        in_one_pass(old, gradient, with)
    } else {
        composed(old, gradient, with)
    }
}

fn composed(old: Moments, gradient: Tensor<2>, with: Coefficients) -> Moments {
    let mean = old.mean * with.beta1 + gradient.clone() * (1.0 - with.beta1);
    let square = old.square * with.beta2 + gradient.square() * (1.0 - with.beta2);
    let scale = square.clone().sqrt() * with.root + with.epsilon;
    let step = mean.clone() / scale * with.rate;
    Moments {
        weight: old.weight * with.kept - step,
        mean,
        square,
    }
}

/// The same for 32-bit numbers on the CPU, in place where nobody else holds the tensors.
fn in_one_pass(old: Moments, gradient: Tensor<2>, with: Coefficients) -> Moments {
    let [mut weight, mut mean, mut square] = [old.weight, old.mean, old.square].map(packed);
    let gradient = packed(gradient);
    let numbers = weight
        .storage_mut::<f32>()
        .iter_mut()
        .zip(gradient.storage::<f32>());
    let moments = mean
        .storage_mut::<f32>()
        .iter_mut()
        .zip(square.storage_mut::<f32>());
    for ((weight, &gradient), (mean, square)) in numbers.zip(moments) {
        *mean = with.beta1 * *mean + (1.0 - with.beta1) * gradient;
        *square = with.beta2 * *square + (1.0 - with.beta2) * gradient * gradient;
        *weight =
            with.kept * *weight - with.rate * *mean / (square.sqrt() * with.root + with.epsilon);
    }
    let [weight, mean, square] = [weight, mean, square].map(Tensor::from_primitive::<Flex>);
    Moments {
        weight,
        mean,
        square,
    }
}

/// The tensor with its numbers row after row, and no others in its memory.
fn packed(tensor: Tensor<2>) -> FlexTensor {
    let tensor = tensor
        .try_into_primitive::<Flex>()
        .expect("the tensor is on the CPU");
    match tensor.as_slice::<f32>() {
        Some(all) if all.len() == tensor.storage::<f32>().len() => tensor,
        Some(some) => {
            let shape = tensor.layout().shape().clone();
            FlexTensor::new(
                Bytes::from_elems(some.to_vec()),
                Layout::contiguous(shape),
                DType::F32,
            )
        }
        None => tensor.to_contiguous(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_the_same_arithmetic() {
        let device = Device::flex();
        let matrix = |seed: u32| {
            let numbers = (0..12)
                .map(|i| ((i * 7 + seed * 5) % 11) as f32 / 11.0 - 0.3)
                .collect();
            crate::weights::matrix(numbers, [3, 4], &device)
        };
        let moments = || Moments {
            weight: matrix(1),
            mean: matrix(2),
            square: matrix(3).square(),
        };
        let with = Coefficients {
            beta1: 0.9,
            beta2: 0.99,
            epsilon: 1e-8,
            kept: 0.98,
            rate: 0.1,
            root: 2.0,
        };
        // A gradient that comes transposed from a matrix product, and a weight that somebody else holds.
        let gradient = matrix(4).reshape([4, 3]).transpose();
        let held = moments();
        let kept = Moments {
            weight: held.weight.clone(),
            mean: held.mean.clone(),
            square: held.square.clone(),
        };
        let one = in_one_pass(held, gradient.clone(), with);
        let other = composed(moments(), gradient, with);
        let tolerance = burn::tensor::Tolerance::absolute(1e-6);
        for (one, other) in [
            (one.weight, other.weight),
            (one.mean, other.mean),
            (one.square, other.square),
        ] {
            one.into_data()
                .assert_approx_eq::<f32>(&other.into_data(), tolerance);
        }
        kept.weight
            .into_data()
            .assert_eq(&moments().weight.into_data(), true);
    }
}
