//! What the attention view knows of a text; pure.

use super::super::grid::Grid;
use super::super::parts::moved;
use crate::view::{Attention, Focus, Inside, Probe};

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

    /// The weights to draw of the head that is shown. Roots of them, as most weights are small and an eye sees ratios.
    pub fn grid(&self) -> Grid {
        roots(&self.attention.weights, self.attention.tokens)
    }

    /// The same of any head in small.
    pub fn map(&self, of: Focus) -> Grid {
        roots(self.attention.map(of), self.attention.cells)
    }

    /// What one token looks at in the head that is shown: a weight for each token.
    pub fn row(&self, query: usize) -> Vec<f32> {
        (0..self.attention.tokens)
            .map(|key| self.attention.weight(query, key))
            .collect()
    }
}

/// The roots of a square of weights; nothing where there are none.
fn roots(weights: &[f32], size: usize) -> Grid {
    let size = if weights.is_empty() { 0 } else { size };
    Grid {
        rows: size,
        columns: size,
        values: weights.iter().map(|weight| weight.sqrt()).collect(),
    }
}

/// The head that a key leads to: up and down between layers, left and right within one.
pub fn neighbour(key: &str, now: Focus, layers: usize, heads: usize) -> Option<Focus> {
    let (layer, head) = match key {
        "ArrowUp" => (now.layer.saturating_sub(1), now.head),
        "ArrowDown" => ((now.layer + 1).min(layers.checked_sub(1)?), now.head),
        other => (now.layer, moved(other, now.head, heads)?),
    };
    Some(Focus { layer, head })
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
        let at = |layer, head| Focus { layer, head };
        let now = at(1, 0);
        assert_eq!(neighbour("ArrowUp", now, 2, 4), Some(at(0, 0)));
        assert_eq!(neighbour("ArrowDown", now, 2, 4), Some(now));
        assert_eq!(neighbour("ArrowRight", now, 2, 4), Some(at(1, 1)));
        assert_eq!(neighbour("x", now, 2, 4), None);
    }

    #[test]
    fn a_head_beyond_the_model_is_its_last_and_has_a_map() {
        let seen = Seen {
            tokens: vec!["a".into(), "b".into()],
            attention: Attention {
                layers: 2,
                heads: 1,
                tokens: 2,
                focus: Focus::default(),
                weights: vec![1.0, 0.0, 0.25, 0.75],
                cells: 1,
                maps: vec![1.0, 0.25],
            },
        };
        let beyond = Focus { layer: 5, head: 3 };
        let last = beyond.within(2, 1);
        assert_eq!(last, Focus { layer: 1, head: 0 });
        assert_eq!(seen.map(last).values, [0.5]);
        assert_eq!(seen.map(beyond).rows, 0);
        assert_eq!(seen.row(1), [0.25, 0.75]);
    }
}
