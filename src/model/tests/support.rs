//! Reading, changing and differentiating networks in tests.

use std::collections::{BTreeMap, HashMap};

use burn::module::{ModuleMapper, ParamId};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Gradients, TensorData};

use super::*;

/// A tensor's numbers, row after row.
pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor
        .into_data()
        .try_to_vec()
        .expect("networks compute in f32")
}

/// Mean cross-entropy of `targets`, or of each token of the text but the first after those before it.
pub fn cross_entropy(
    network: &Network,
    text: &Tensor<2, Int>,
    targets: Option<&Tensor<2, Int>>,
) -> Tensor<1> {
    let [batch, time] = text.dims();
    let (read, targets) = match targets {
        Some(targets) => (text.clone(), targets.clone()),
        None => (
            text.clone().narrow(1, 0, time - 1),
            text.clone().narrow(1, 1, time - 1),
        ),
    };
    let logits = network.forward(read, None).logits;
    let [_, time, vocabulary] = logits.dims();
    let beliefs = log_softmax(logits.reshape([batch * time, vocabulary]), 1);
    beliefs
        .gather(1, targets.reshape([batch * time, 1]))
        .mean()
        .neg()
}

/// Every parameter's gradient, by name.
pub fn gradients(network: &Network, loss: Tensor<1>) -> BTreeMap<String, Vec<f32>> {
    struct Reader<'a> {
        names: HashMap<ParamId, String>,
        gradients: &'a Gradients,
        found: BTreeMap<String, Vec<f32>>,
    }
    impl ModuleVisitor for Reader<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = param.val().grad(self.gradients) {
                self.found
                    .insert(self.names[&param.id].clone(), values(gradient));
            }
        }
    }
    let mut reader = Reader {
        names: names(network),
        gradients: &loss.backward(),
        found: BTreeMap::new(),
    };
    network.visit(&mut reader);
    reader.found
}

/// The network with each parameter's numbers replaced by what `change` makes of its name and numbers.
pub fn changed(network: Network, change: impl FnMut(&str, Vec<f32>) -> Vec<f32>) -> Network {
    struct Changer<F> {
        names: HashMap<ParamId, String>,
        change: F,
    }
    impl<F: FnMut(&str, Vec<f32>) -> Vec<f32>> ModuleMapper for Changer<F> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            let name = &self.names[&param.id];
            param.map(|tensor| {
                let (shape, device) = (tensor.shape(), tensor.device());
                let numbers = (self.change)(name, values(tensor));
                let tensor = Tensor::from_data(TensorData::new(numbers, shape), &device);
                if device.is_autodiff() {
                    tensor.require_grad()
                } else {
                    tensor
                }
            })
        }
    }
    let names = names(&network);
    network.map(&mut Changer { names, change })
}

/// The network with one parameter moved by `way` times `direction`.
pub fn nudged(network: Network, name: &str, direction: &[f32], way: f32) -> Network {
    changed(network, |each, numbers| {
        if each != name {
            return numbers;
        }
        let moved = numbers.iter().zip(direction);
        moved
            .map(|(number, direction)| number + way * direction)
            .collect()
    })
}

/// The network with larger and more varied parameters: fresh ones are so small that mistakes would hide.
pub fn bolder(network: Network) -> Network {
    let mut step = 0.0f32;
    changed(network, |_, numbers| {
        let waves = numbers.into_iter().map(|number| {
            step += 1.0;
            number + 0.3 * (step * 1.7).sin()
        });
        waves.collect()
    })
}

fn names(network: &Network) -> HashMap<ParamId, String> {
    let parameters = network.parameters().into_iter();
    parameters
        .map(|parameter| (parameter.id, parameter.name))
        .collect()
}
