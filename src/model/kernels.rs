//! The CPU's own fused operations.
//!
//! Burn's CPU backend makes a pass over memory for every elementary operation and computes exponentials and error
//! functions one at a time. What a training step does most of (normalisation, the feed-forward non-linearity, causal
//! attention) is therefore written here as one loop each, with its derivative as another, in a form that compilers turn
//! into vector instructions. Each function answers `None` where it does not apply: on a GPU, where burn fuses
//! operations itself, and under gradient checkpointing, which needs operations it can take apart. The sink then
//! composes the same arithmetic from burn's operations; the tests hold both against each other.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::{FlexTensor, Layout};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::{Bytes, DType, Device, Shape, Tensor};

use crate::experiment::{self, Activation};

mod activation;
mod attention;
mod norm;
mod parallel;
mod vector;

/// Normalises each row of `[rows, width]`, times the gain, plus the shift.
pub fn normalise(
    input: &Tensor<2>,
    gain: &Tensor<1>,
    shift: Option<&Tensor<1>>,
    kind: experiment::Norm,
    epsilon: f64,
) -> Option<Tensor<2>> {
    let [_, width] = input.dims();
    let kernel = norm::Normalise {
        width,
        is_centred: kind == experiment::Norm::LayerNorm,
        epsilon: epsilon as f32,
    };
    let device = input.device();
    let output = input.dims();
    match shift {
        Some(shift) => apply(
            kernel,
            [enter(input), enter(gain), enter(shift)],
            output,
            &device,
        ),
        None => apply(kernel, [enter(input), enter(gain)], output, &device),
    }
}

/// The feed-forward layer's non-linearity: `[rows, inner]` → `[rows, inner]`, or `[rows, 2·inner]` → `[rows, inner]`
/// for SwiGLU.
pub fn activate(input: &Tensor<2>, activation: Activation) -> Option<Tensor<2>> {
    let [rows, width] = input.dims();
    let inner = match activation {
        Activation::Swiglu => width / 2,
        _ => width,
    };
    let kernel = activation::Activate { activation, inner };
    apply(kernel, [enter(input)], [rows, inner], &input.device())
}

/// Causal self-attention from queries, keys and values side by side, `[batch·time, 3·width]` → `[batch·time, width]`.
pub fn attend(qkv: &Tensor<2>, time: usize, heads: usize) -> Option<Tensor<2>> {
    let [rows, triple] = qkv.dims();
    let width = triple / 3;
    let kernel = attention::Attend { time, heads, width };
    apply(kernel, [enter(qkv)], [rows, width], &qkv.device())
}

/// A computation on plain numbers and its derivative.
trait Kernel<const N: usize>: Copy + std::fmt::Debug + Send + 'static {
    /// The result of `size` numbers, and what [`Kernel::backward`] wants to see again besides the inputs.
    fn forward(&self, inputs: [&[f32]; N], size: usize) -> (Vec<f32>, Vec<f32>);

    /// The gradient of every input, from the gradient of the result.
    fn backward(&self, inputs: [&[f32]; N], saved: &[f32], gradient: &[f32]) -> [Vec<f32>; N];
}

/// Automatic differentiation as it is without checkpointing.
type Tracking = Autodiff<Flex>;

/// An input on the CPU.
enum Input {
    /// Without a gradient.
    Plain(FlexTensor),
    /// In a graph that gradients flow back through.
    Tracked(FloatTensor<Tracking>),
}

/// The tensor as the CPU has it; `None` elsewhere.
fn enter<const D: usize>(tensor: &Tensor<D>) -> Option<Input> {
    let device = tensor.device();
    if device != Device::flex() || tensor.dtype() != DType::F32 {
        return None;
    }
    if device.is_autodiff() {
        let tracked = tensor.clone().try_into_primitive::<Tracking>();
        tracked.ok().map(Input::Tracked)
    } else {
        let plain = tensor.clone().try_into_primitive::<Flex>();
        plain.ok().map(Input::Plain)
    }
}

/// Runs a kernel on inputs that are all on the CPU and all in the same mode.
fn apply<K: Kernel<N>, const N: usize>(
    kernel: K,
    inputs: [Option<Input>; N],
    shape: [usize; 2],
    device: &Device,
) -> Option<Tensor<2>> {
    let size = shape[0] * shape[1];
    let run = |inputs: &[FlexTensor; N]| {
        let (result, saved) = kernel.forward(inputs.each_ref().map(numbers), size);
        debug_assert_eq!(result.len(), size);
        (leave(result, Shape::from(shape)), saved)
    };
    if device.is_autodiff() {
        let inputs = all(inputs.map(|input| match input {
            Some(Input::Tracked(tensor)) => Some(tensor),
            _ => None,
        }))?;
        let plain = inputs.each_ref().map(|tensor| packed(tensor.primitive()));
        let (result, saved) = run(&plain);
        let guards = inputs.each_ref().map(FloatTensor::<Tracking>::node);
        let prepared = Derivative(kernel)
            .prepare::<NoCheckpointing>(guards)
            .compute_bound();
        let output = match prepared.stateful() {
            OpsKind::Tracked(prepared) => {
                let saved = leave(saved.clone(), Shape::from([saved.len()]));
                prepared.finish(
                    Saved {
                        inputs: plain,
                        saved,
                    },
                    result,
                )
            }
            OpsKind::UnTracked(prepared) => prepared.finish(result),
        };
        Some(Tensor::from_primitive::<Tracking>(output))
    } else {
        let inputs = all(inputs.map(|input| match input {
            Some(Input::Plain(tensor)) => Some(packed(&tensor)),
            _ => None,
        }))?;
        Some(Tensor::from_primitive::<Flex>(run(&inputs).0))
    }
}

/// The backward step of a kernel.
#[derive(Debug)]
struct Derivative<K>(K);

/// What the backward step needs of the forward one.
#[derive(Clone, Debug)]
struct Saved<const N: usize> {
    inputs: [FlexTensor; N],
    saved: FlexTensor,
}

impl<K: Kernel<N>, const N: usize> Backward<Flex, N> for Derivative<K> {
    type State = Saved<N>;

    fn backward(self, ops: Ops<Saved<N>, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let upstream = packed(&gradients.consume::<Flex>(&ops.node));
        let Saved { inputs, saved } = &ops.state;
        let found = self.0.backward(
            inputs.each_ref().map(numbers),
            numbers(saved),
            numbers(&upstream),
        );
        for ((parent, input), gradient) in ops.parents.into_iter().zip(inputs).zip(found) {
            if let Some(parent) = parent {
                let gradient = leave(gradient, input.layout().shape().clone());
                gradients.register::<Flex>(parent.id, gradient);
            }
        }
    }
}

/// Every one, or none.
fn all<T, const N: usize>(options: [Option<T>; N]) -> Option<[T; N]> {
    let found: Vec<T> = options.into_iter().flatten().collect();
    found.try_into().ok()
}

/// The tensor with its numbers row after row.
fn packed(tensor: &FlexTensor) -> FlexTensor {
    match tensor.as_slice::<f32>() {
        Some(_) => tensor.clone(),
        None => tensor.to_contiguous(),
    }
}

/// A packed tensor's numbers.
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor
        .as_slice()
        .expect("a packed tensor of 32-bit numbers is a slice")
}

fn leave(numbers: Vec<f32>, shape: Shape) -> FlexTensor {
    FlexTensor::new(
        Bytes::from_elems(numbers),
        Layout::contiguous(shape),
        DType::F32,
    )
}
