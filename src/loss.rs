//! How far a belief is from what came, and beliefs from each other.
//!
//! Everything is in nats and computed in log space. The first half works on tensors, for training and evaluation; the
//! second on one distribution at a time, as slices of natural log-probabilities (−∞ for what cannot be), for looking
//! closely at single predictions. `P` is the data or the first model, `Q` the model or the second.

use burn::tensor::{IndexingUpdateOp, Int, Tensor};

/// What a training step needs of the next-token loss.
#[derive(Debug)]
pub struct NextTokenLoss {
    /// Mean cross-entropy with what came, in nats per token, without label smoothing; outside the autodiff graph, `[1]`.
    pub mean: Tensor<1>,
    /// Call `backward` on this: its gradient is that of the (smoothed) loss; its value means nothing, `[1]`.
    pub objective: Tensor<1>,
}

/// Cross-entropy with the next token, and its gradient in closed form.
///
/// With `label_smoothing` ε the target distribution is `y = (1 − ε)·onehot + ε/V` (Szegedy et al. 2016, section 7) and
/// `∂/∂logits = (softmax(logits) − y) / (batch·time)`. Handing the graph this gradient, instead of having it retrace a
/// logarithm, an exponential and two reductions, takes a third of the operations.
///
/// # Shapes
///
/// `logits` `[batch, time, vocabulary]` on an autodiff device; `targets` `[batch, time]` on its inner device.
pub fn next_token(
    logits: Tensor<3>,
    targets: Tensor<2, Int>,
    label_smoothing: f64,
) -> NextTokenLoss {
    let [batch, time, vocabulary] = logits.dims();
    let tokens = (batch * time) as f64;
    let targets = targets.unsqueeze_dim::<3>(2); // [batch, time, 1]
    let (shifted, exponentials, sums) = softmax_parts(logits.clone().inner());

    let mean = (sums.clone().log() - shifted.gather(2, targets.clone())).mean();

    let probabilities = exponentials / sums; // [batch, time, vocabulary]
    let evenly = label_smoothing / vocabulary as f64;
    let smoothed = if evenly > 0.0 {
        probabilities - evenly
    } else {
        probabilities
    };
    let taken = Tensor::full([batch, time, 1], label_smoothing - 1.0, &smoothed.device());
    let gradient = smoothed.scatter(2, targets, taken, IndexingUpdateOp::Add) / tokens;

    // Off the autodiff device, the gradient counts as a constant.
    let objective = (logits * gradient).sum();
    NextTokenLoss { mean, objective }
}

/// −ln p of each target, `[batch, time]`.
///
/// # Shapes
///
/// `logits` `[batch, time, vocabulary]`, `targets` `[batch, time]`.
pub fn surprisals(logits: Tensor<3>, targets: Tensor<2, Int>) -> Tensor<2> {
    let (shifted, _, sums) = softmax_parts(logits);
    (sums.log() - shifted.gather(2, targets.unsqueeze_dim::<3>(2))).squeeze_dim::<2>(2)
}

/// `x − max x`, its exponentials and their sums over the vocabulary: what a softmax and its logarithm are made of,
/// without overflow.
fn softmax_parts(logits: Tensor<3>) -> (Tensor<3>, Tensor<3>, Tensor<3>) {
    let shifted = logits.clone() - logits.max_dim(2);
    let exponentials = shifted.clone().exp();
    let sums = exponentials.clone().sum_dim(2); // [batch, time, 1]
    (shifted, exponentials, sums)
}

/// Natural log-probabilities from logits: `x − max − ln Σ exp(x − max)`.
pub fn log_softmax(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max) as f64;
    let sum: f64 = logits
        .iter()
        .map(|&logit| (f64::from(logit) - largest).exp())
        .sum();
    let normaliser = largest + sum.ln();
    logits
        .iter()
        .map(|&logit| f64::from(logit) - normaliser)
        .collect()
}

/// −ln q of the symbol that came.
pub fn surprisal(q: &[f64], came: usize) -> f64 {
    // A plain minus would make a negative zero of what was certain.
    0.0 - q[came]
}

/// H(P) = −Σ p ln p.
pub fn entropy(p: &[f64]) -> f64 {
    p.iter().map(|&ln_p| weighted(ln_p.exp(), -ln_p)).sum()
}

/// D(P‖Q) = Σ p (ln p − ln q): the nats that believing Q costs where P is true. Infinite where Q rules out what P
/// allows.
pub fn forward_kl(p: &[f64], q: &[f64]) -> f64 {
    let sum: f64 = p
        .iter()
        .zip(q)
        .map(|(&ln_p, &ln_q)| weighted(ln_p.exp(), ln_p - ln_q))
        .sum();
    // It cannot be negative (Gibbs); rounding can make it so. `max` would also make a 0 of what is no number.
    if sum < 0.0 { 0.0 } else { sum }
}

/// JS(P₁, …, Pₙ) = H(M) − mean of the H(Pᵢ), where M is the mean of the Pᵢ: the nats that a symbol tells about whose
/// belief it was drawn from. The order does not matter; 0 where all are equal, ln n where no two allow the same symbol
/// (Lin 1991). One belief at least, all over the same symbols.
///
/// It is computed as the mean of the D(Pᵢ‖M), which is the same without the difference of two large numbers.
pub fn jensen_shannon(beliefs: &[impl AsRef<[f64]>]) -> f64 {
    let count = beliefs.len() as f64;
    let symbols = beliefs.first().map_or(0, |belief| belief.as_ref().len());
    let middle: Vec<f64> = (0..symbols)
        .map(|symbol| ln_mean(beliefs.iter().map(|belief| belief.as_ref()[symbol])))
        .collect();
    let sum: f64 = beliefs
        .iter()
        .map(|belief| forward_kl(belief.as_ref(), &middle))
        .sum();
    let (mean, bound) = (sum / count, count.ln());
    // Rounding can carry it over its bound; `min` would make the bound of what is no number.
    if mean > bound { bound } else { mean }
}

/// ln of the mean of the exponentials: `max + ln mean(exp(x − max))`; exact where all are equal.
fn ln_mean(logarithms: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let largest = logarithms.clone().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let count = logarithms.len() as f64;
    let sum: f64 = logarithms.map(|x| (x - largest).exp()).sum();
    largest + (sum / count).ln()
}

/// `weight · value`, and 0 where the weight is 0, whatever the value: 0 ln 0 = 0.
fn weighted(weight: f64, value: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { weight * value }
}

#[cfg(test)]
mod tests;
