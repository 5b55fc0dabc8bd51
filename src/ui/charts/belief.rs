//! Distributions re-shaped and measured, from the little of them that a view carries; pure.

use crate::view::{Distribution, TokenProbability};

/// What temperature makes of a distribution.
///
/// Of the tokens beyond the likeliest a view only carries their joint share and, through the entropy, how evenly it is
/// spread: they are treated as exp(their entropy) equally likely tokens, which is exact at temperature 1.
pub fn at_temperature(distribution: &Distribution, temperature: f64) -> Distribution {
    let rest = f64::from(distribution.rest);
    let others = equivalent_tokens(distribution);
    let exponent = 1.0 / temperature.max(0.01);
    // In log space and relative to the likeliest, so that small temperatures stay finite.
    let peak = distribution
        .top
        .iter()
        .map(|token| f64::from(token.probability))
        .fold(rest / others.max(1.0), f64::max)
        .max(f64::MIN_POSITIVE)
        .ln();
    let raised = |probability: f64| {
        if probability > 0.0 {
            ((probability.ln() - peak) * exponent).exp()
        } else {
            0.0
        }
    };
    let tops: Vec<f64> = distribution
        .top
        .iter()
        .map(|token| raised(f64::from(token.probability)))
        .collect();
    let other = if others > 0.0 {
        raised(rest / others)
    } else {
        0.0
    };
    let sum = tops.iter().sum::<f64>() + other * others;
    let surprise = |probability: f64| {
        if probability > 0.0 {
            -probability * probability.ln()
        } else {
            0.0
        }
    };
    let mut shaped = distribution.clone();
    for (token, share) in shaped.top.iter_mut().zip(&tops) {
        token.probability = (share / sum) as f32;
    }
    shaped.rest = (other * others / sum) as f32;
    shaped.entropy = (tops.iter().map(|share| surprise(share / sum)).sum::<f64>()
        + others * surprise(other / sum)) as f32;
    shaped
}

/// The distribution with a token among the listed ones: one that was counted to the rest leaves it.
pub fn with_listed(distribution: &Distribution, token: &TokenProbability) -> Distribution {
    let mut listed = distribution.clone();
    if listed.top.iter().all(|known| known.id != token.id) {
        listed.rest = (listed.rest - token.probability).max(0.0);
        listed.top.push(token.clone());
    }
    listed
}

/// How many equally likely tokens would share the rest with the same entropy; 0 where there is no rest.
fn equivalent_tokens(distribution: &Distribution) -> f64 {
    let rest = f64::from(distribution.rest);
    if rest <= 1e-7 {
        return 0.0;
    }
    let of_top: f64 = distribution
        .top
        .iter()
        .map(|token| f64::from(token.probability))
        .filter(|probability| *probability > 0.0)
        .map(|probability| -probability * probability.ln())
        .sum();
    // The rest's part of the entropy is −Σ pᵢ ln pᵢ = rest·(h − ln rest), h the entropy within the rest.
    let within = (f64::from(distribution.entropy) - of_top) / rest + rest.ln();
    within.clamp(0.0, 20.0).exp()
}

/// Perplexity: exp of the entropy in nats.
pub fn perplexity(distribution: &Distribution) -> f64 {
    f64::from(distribution.entropy).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The distribution of `probabilities`, of which a view shows the first `shown`.
    fn seen(probabilities: &[f64], shown: usize) -> Distribution {
        Distribution {
            top: probabilities[..shown]
                .iter()
                .enumerate()
                .map(|(id, probability)| TokenProbability {
                    id: id as u32,
                    text: id.to_string(),
                    probability: *probability as f32,
                })
                .collect(),
            rest: probabilities[shown..].iter().sum::<f64>() as f32,
            entropy: probabilities.iter().map(|p| -p * p.ln()).sum::<f64>() as f32,
        }
    }

    #[test]
    fn temperature_one_changes_nothing() {
        let distribution = seen(&[0.5, 0.2, 0.1, 0.08, 0.07, 0.03, 0.02], 3);
        let shaped = at_temperature(&distribution, 1.0);
        assert!((shaped.rest - distribution.rest).abs() < 1e-6);
        assert!((shaped.entropy - distribution.entropy).abs() < 1e-5);
        assert!((shaped.top[0].probability - 0.5).abs() < 1e-6);
    }

    #[test]
    fn an_even_rest_is_re_shaped_exactly() {
        let probabilities = [0.4, 0.3, 0.1, 0.1, 0.1];
        let squared: f64 = probabilities.iter().map(|p| p * p).sum();
        let shaped = at_temperature(&seen(&probabilities, 2), 0.5);
        assert!((f64::from(shaped.top[0].probability) - 0.16 / squared).abs() < 1e-6);
        assert!((f64::from(shaped.rest) - 0.03 / squared).abs() < 1e-6);
        let truth: f64 = probabilities
            .iter()
            .map(|p| p * p / squared)
            .map(|p| -p * p.ln())
            .sum();
        assert!((f64::from(shaped.entropy) - truth).abs() < 1e-5);
    }

    #[test]
    fn a_token_of_the_rest_can_be_listed() {
        let distribution = seen(&[0.5, 0.3, 0.15, 0.05], 2);
        let token = |id: u32, probability: f32| TokenProbability {
            id,
            text: id.to_string(),
            probability,
        };
        let listed = with_listed(&distribution, &token(3, 0.05));
        assert_eq!(listed.top.len(), 3);
        assert!((listed.rest - 0.15).abs() < 1e-6);
        assert_eq!(with_listed(&distribution, &token(1, 0.3)), distribution);
        // Everything is known now, so another temperature is exact.
        let cold = at_temperature(&listed, 0.5);
        let squared = 0.25 + 0.09 + 0.0225 + 0.0025;
        assert!((f64::from(cold.top[2].probability) - 0.0025 / squared).abs() < 1e-5);
    }

    #[test]
    fn cold_is_certain_and_hot_is_even() {
        let distribution = seen(&[0.4, 0.3, 0.2, 0.1], 4);
        let cold = at_temperature(&distribution, 0.01);
        assert!(cold.top[0].probability > 0.999 && cold.entropy < 1e-3);
        let hot = at_temperature(&distribution, 1000.0);
        assert!((perplexity(&hot) - 4.0).abs() < 1e-3);
    }
}
