//! What there is to see inside a model that reads a text.

use serde::{Deserialize, Serialize};

/// Numbers as bytes, four little-endian ones for each: JavaScript copies those in one go, where it would take an
/// array number by number and stall the page for as long as a frame.
mod packed {
    use serde::{Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(values: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        serde_bytes::serialize(&bytes, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
        let bytes: Vec<u8> = serde_bytes::deserialize(deserializer)?;
        let (values, rest) = bytes.as_chunks::<4>();
        if rest.is_empty() {
            Ok(values
                .iter()
                .map(|value| f32::from_le_bytes(*value))
                .collect())
        } else {
            Err(D::Error::custom(
                "packed numbers come in groups of four bytes",
            ))
        }
    }
}

/// What there is to see inside a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Inside {
    /// Attention weights.
    Attention(Attention),
    /// Units of a layer: hidden states, gates, filters.
    Units(Units),
    /// Counts after the text's last tokens.
    Counts(Counts),
}

/// The part of a model that a person looks at closely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Focus {
    /// The layer, from 0.
    pub layer: usize,
    /// The head of it, from 0, where it has heads.
    pub head: usize,
}

impl Focus {
    /// Itself, or the nearest that there is.
    pub fn within(self, layers: usize, heads: usize) -> Focus {
        Focus {
            layer: self.layer.min(layers.saturating_sub(1)),
            head: self.head.min(heads.saturating_sub(1)),
        }
    }
}

/// Attention weights for one text: one head as it is, and a small map of every one. All heads of all layers as they are
/// would take many megabytes for a large model and a long text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// Layers.
    pub layers: usize,
    /// Heads of each layer.
    pub heads: usize,
    /// Tokens of the text.
    pub tokens: usize,
    /// The head that is shown as it is.
    pub focus: Focus,
    /// Its weights, `[query, key]`, row after row; each query's row sums to 1.
    #[serde(with = "packed")]
    pub weights: Vec<f32>,
    /// Rows, and columns, of a small map: as many as tokens, or fewer.
    pub cells: usize,
    /// `[layer, head, cell of queries, cell of keys]`: the largest weight in each cell.
    #[serde(with = "packed")]
    pub maps: Vec<f32>,
}

impl Attention {
    /// How much the token at `query` looks at the one at `key` in the head that is shown, 0 to 1.
    pub fn weight(&self, query: usize, key: usize) -> f32 {
        self.weights[query * self.tokens + key]
    }

    /// The small map of a head, row after row; empty where there is no such head.
    pub fn map(&self, of: Focus) -> &[f32] {
        let size = self.cells * self.cells;
        let at = (of.layer * self.heads + of.head) * size;
        self.maps.get(at..at + size).unwrap_or_default()
    }
}

/// What the units of one layer did while the network read a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Units {
    /// Layers of the network.
    pub layers: usize,
    /// The one that is shown.
    pub layer: usize,
    /// Units of each layer.
    pub width: usize,
    /// Tokens of the text.
    pub tokens: usize,
    /// The units that are shown, rising: all, or as many as an answer may hold, those whose first quantity changes most.
    pub units: Vec<usize>,
    /// What can be drawn: `hidden`, and for gated cells their gates and cell state ([`unit_name`](crate::experiment::unit_name)).
    pub traces: Vec<Trace>,
}

/// One quantity of every unit over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Which: `hidden`, `cell`, `input`, `forget`, `candidate`, `output`, `update`, `reset`.
    pub name: String,
    /// `[token, unit that is shown]`, row after row.
    #[serde(with = "packed")]
    pub values: Vec<f32>,
}

/// What an n-gram model has counted after a context, longest context first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// One level for each length of context, the longest first, the empty one last.
    pub levels: Vec<CountLevel>,
}

/// What followed one context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountLevel {
    /// The context, as shown.
    pub context: String,
    /// How often it occurred.
    pub total: u64,
    /// How many different tokens followed it.
    pub distinct: usize,
    /// The commonest followers: the token, how often, and its probability at this level.
    pub followers: Vec<Follower>,
    /// The share of its prediction that this level leaves to the next shorter one, 0 to 1; none where smoothing does
    /// not back off, so that the longest context decides alone.
    pub left: Option<f32>,
}

/// One token seen after a context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Follower {
    /// How it is shown.
    pub text: String,
    /// How often it followed.
    pub count: u64,
    /// Its smoothed probability, 0 to 1.
    pub probability: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_were_packed_come_out_unchanged() {
        let weights = vec![1.0, 0.0, 0.25, f32::MIN_POSITIVE];
        let inside = Inside::Attention(Attention {
            layers: 1,
            heads: 1,
            tokens: 2,
            focus: Focus::default(),
            maps: weights[..1].to_vec(),
            cells: 1,
            weights,
        });
        let text = serde_json::to_string(&inside).unwrap();
        assert_eq!(serde_json::from_str::<Inside>(&text).unwrap(), inside);
        let torn = text.replace("[0,0,128,63", "[0,128,63");
        assert_ne!(torn, text);
        assert!(serde_json::from_str::<Inside>(&torn).is_err());
    }
}
