//! What attention remembers: keys and values of the tokens read so far.

use burn::tensor::Tensor;

/// Where a piece of text stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Texts side by side.
    pub batch: usize,
    /// Tokens of this piece.
    pub time: usize,
    /// Tokens that came before.
    pub past: usize,
    /// Whether somebody wants to see the attention weights.
    pub is_watched: bool,
}

/// Keys and values of the tokens read so far.
#[derive(Clone, Debug)]
pub struct Cache {
    pub(super) layers: Vec<Memory>,
}

/// One layer's keys and values.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each layer")]
pub enum Memory {
    /// Still beside the queries, as the one product for all three has left them: training never asks for more.
    Together(Tensor<2>, Place),
    /// `[batch, head, time, head width]` each.
    Apart(Tensor<4>, Tensor<4>),
}

impl Memory {
    /// Tokens it remembers.
    pub fn len(&self) -> usize {
        match self {
            Memory::Together(_, place) => place.time,
            Memory::Apart(keys, _) => keys.dims()[2],
        }
    }

    /// Keys and values, `[batch, head, time, head width]` each.
    pub fn apart(self, heads: usize) -> (Tensor<4>, Tensor<4>) {
        match self {
            Memory::Together(qkv, place) => {
                (part(&qkv, 1, place, heads), part(&qkv, 2, place, heads))
            }
            Memory::Apart(keys, values) => (keys, values),
        }
    }

    pub fn detach(self) -> Memory {
        match self {
            Memory::Together(qkv, place) => Memory::Together(qkv.detach(), place),
            Memory::Apart(keys, values) => Memory::Apart(keys.detach(), values.detach()),
        }
    }
}

impl Cache {
    /// Tokens it remembers.
    pub fn len(&self) -> usize {
        self.layers.first().map_or(0, Memory::len)
    }

    /// Whether nothing has been read yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same memory without the history of its computation.
    pub fn detach(self) -> Cache {
        Cache {
            layers: self.layers.into_iter().map(Memory::detach).collect(),
        }
    }
}

/// The heads' queries (0), keys (1) or values (2) out of all three side by side: `[batch·time, 3·width]` →
/// `[batch, head, time, head width]`.
pub fn part(qkv: &Tensor<2>, which: usize, place: Place, heads: usize) -> Tensor<4> {
    let width = qkv.dims()[1] / 3;
    qkv.clone()
        .narrow(1, which * width, width) // [batch·time, width]
        .reshape([place.batch, place.time, heads, width / heads])
        .swap_dims(1, 2)
}
