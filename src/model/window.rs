//! What a network that looks back a fixed way remembers, and how it looks back.

use burn::tensor::Tensor;

/// The last inputs of each layer, oldest first, `[batch, reach, width]`: as many as the layer looks back on, if it does.
#[derive(Clone, Debug)]
pub struct Window {
    layers: Vec<Option<Tensor<3>>>,
}

impl Window {
    /// Of every layer's last inputs.
    pub fn new(layers: Vec<Option<Tensor<3>>>) -> Self {
        Window { layers }
    }

    /// Every layer's last inputs.
    pub fn into_layers(self) -> Vec<Option<Tensor<3>>> {
        self.layers
    }

    /// The same memory without the history of its computation.
    pub fn detach(self) -> Window {
        let layers = self.layers.into_iter().map(|past| past.map(Tensor::detach));
        Window::new(layers.collect())
    }
}

/// What stands at several places before each time step, side by side.
#[derive(Clone, Debug)]
pub struct Places {
    /// Oldest first, `[batch·time, places·width]`.
    pub side_by_side: Tensor<2>,
    /// What the next piece of the text has to be given as its past, if anything.
    pub past: Option<Tensor<3>>,
}

/// Looks at `places` places, `distance` steps apart, of which the last is each time step itself. `inputs` are
/// `[batch, time, width]`; before them came `past`, `[batch, (places − 1)·distance, width]`, or nothing: zeros.
pub fn look_back(
    inputs: Tensor<3>,
    past: Option<Tensor<3>>,
    places: usize,
    distance: usize,
) -> Places {
    let [batch, time, width] = inputs.dims();
    let reach = (places - 1) * distance;
    if reach == 0 {
        return Places {
            side_by_side: inputs.reshape([batch * time, width]),
            past: None,
        };
    }
    let past = past.unwrap_or_else(|| Tensor::zeros([batch, reach, width], &inputs.device()));
    let all = Tensor::cat(vec![past, inputs], 1); // [batch, reach + time, width]
    let place = |at: usize| all.clone().narrow(1, at * distance, time); // [batch, time, width]
    let side_by_side = Tensor::cat((0..places).map(place).collect(), 2); // [batch, time, places·width]
    Places {
        side_by_side: side_by_side.reshape([batch * time, places * width]),
        past: Some(all.narrow(1, time, reach)),
    }
}
