//! What the rest of Babble asks of a model's settings, whatever its family.

use super::size::Size;
use crate::words::{Problem, Words};

/// A family of models, as far as its settings tell. [`Model::family`](super::Model::family) is the one place where
/// families are told apart; what a network computes is in `model/`.
pub trait Family {
    /// Its usual name.
    fn name(&self) -> Words;

    /// How it learns.
    fn learns(&self) -> Learns {
        Learns::Gradient
    }

    /// Tokens that it reads in one piece while training: the block length of its batches.
    fn context(&self) -> usize;

    /// Numbers that stand for a token.
    fn width(&self) -> usize;

    /// Layers on top of each other.
    fn layers(&self) -> usize;

    /// Trainable parameters over `vocabulary` tokens; equals what the built network has (tested there).
    fn parameters(&self, vocabulary: Size) -> Size;

    /// Activations that a token of a batch leaves in each layer until its gradients are known, about.
    fn activations(&self) -> Size;

    /// The largest tensors of a training step beside logits and embeddings: what each is, and its numbers for each token.
    fn widest(&self) -> Vec<(Words, Size)>;

    /// The width of the state that a batch hands to the one that follows it in the text, if there is one (truncated
    /// back-propagation through time).
    fn carried(&self) -> Option<usize> {
        None
    }

    /// What its units do, in a sentence or two, where it has any to be looked at.
    fn explain_units(&self) -> Option<Words> {
        None
    }

    /// Settings that contradict each other.
    fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }
}

/// How a model learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learns {
    /// By gradients, step by step.
    Gradient,
    /// By counting what follows up to `order` tokens, once through the text.
    Counting {
        /// Tokens before it that a prediction looks at.
        order: usize,
    },
}
