//! What the attention view knows of a text; pure.

use super::super::grid::Grid;
use super::super::parts::moved;
use crate::view::{Attention, Inside, Probe};

/// A text and the attention within it.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// The tokens that attention was computed for.
    pub tokens: Vec<String>,
    /// The weights.
    pub attention: Attention,
}

impl Seen {
    /// What a probe holds of attention, if anything.
    pub fn of(probe: &Probe) -> Option<Self> {
        let Inside::Attention(attention) = &probe.inside else {
            return None;
        };
        // A text longer than the context is attended to in its last part only.
        let skipped = probe.tokens.len().saturating_sub(attention.tokens);
        Some(Seen {
            tokens: probe.tokens[skipped..]
                .iter()
                .map(|token| token.text.clone())
                .collect(),
            attention: attention.clone(),
        })
    }

    /// One head's weights to draw. Roots of them, as most weights are small and an eye sees ratios.
    pub fn grid(&self, head: Head) -> Grid {
        let size = self.attention.tokens;
        let values = (0..size * size)
            .map(|cell| {
                self.attention
                    .weight(head.layer, head.head, cell / size, cell % size)
                    .sqrt()
            })
            .collect();
        Grid {
            rows: size,
            columns: size,
            values,
        }
    }

    /// What one token looks at: a weight for each token.
    pub fn row(&self, head: Head, query: usize) -> Vec<f32> {
        (0..self.attention.tokens)
            .map(|key| self.attention.weight(head.layer, head.head, query, key))
            .collect()
    }
}

/// A layer and one of its heads, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The layer.
    pub layer: usize,
    /// The head.
    pub head: usize,
}

impl Head {
    /// Itself, or the nearest that there is.
    pub fn within(self, attention: &Attention) -> Head {
        Head {
            layer: self.layer.min(attention.layers.saturating_sub(1)),
            head: self.head.min(attention.heads.saturating_sub(1)),
        }
    }
}

/// The head that a key leads to: up and down between layers, left and right within one.
pub fn neighbour(key: &str, now: Head, layers: usize, heads: usize) -> Option<Head> {
    let (layer, head) = match key {
        "ArrowUp" => (now.layer.saturating_sub(1), now.head),
        "ArrowDown" => ((now.layer + 1).min(layers.checked_sub(1)?), now.head),
        other => (now.layer, moved(other, now.head, heads)?),
    };
    Some(Head { layer, head })
}

/// What the chosen token looks at most, the most first: key and weight.
pub fn strongest(row: &[f32], count: usize) -> Vec<(usize, f32)> {
    let mut weights: Vec<(usize, f32)> = row
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    weights.sort_by(|first, second| second.1.total_cmp(&first.1));
    weights.truncate(count);
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_come_first_and_unseen_ones_not_at_all() {
        assert_eq!(
            strongest(&[0.2, 0.7, 0.1, 0.0], 8),
            [(1, 0.7), (0, 0.2), (2, 0.1)]
        );
        assert_eq!(strongest(&[0.2, 0.7, 0.1], 1), [(1, 0.7)]);
    }

    #[test]
    fn keys_move_between_layers_and_heads() {
        let now = Head { layer: 1, head: 0 };
        assert_eq!(
            neighbour("ArrowUp", now, 2, 4),
            Some(Head { layer: 0, head: 0 })
        );
        assert_eq!(neighbour("ArrowDown", now, 2, 4), Some(now));
        assert_eq!(
            neighbour("ArrowRight", now, 2, 4),
            Some(Head { layer: 1, head: 1 })
        );
        assert_eq!(neighbour("x", now, 2, 4), None);
    }

    #[test]
    fn a_head_beyond_the_model_is_its_last() {
        let attention = Attention {
            layers: 2,
            heads: 1,
            tokens: 1,
            weights: vec![1.0, 1.0],
        };
        let beyond = Head { layer: 5, head: 3 };
        assert_eq!(beyond.within(&attention), Head { layer: 1, head: 0 });
    }
}
