use burn::tensor::{Device, TensorData, activation};
use proptest::prelude::*;
use serde::Deserialize;

use super::*;

const TOLERANCE: f64 = 1e-12;

fn ln(probabilities: &[f64]) -> Vec<f64> {
    probabilities.iter().map(|p| p.ln()).collect()
}

#[test]
fn closed_forms() {
    // P = (1/2, 1/4, 1/4), Q = (1/4, 1/4, 1/2).
    let p = ln(&[0.5, 0.25, 0.25]);
    let q = ln(&[0.25, 0.25, 0.5]);
    let ln_2 = std::f64::consts::LN_2;
    assert!((entropy(&p) - 1.5 * ln_2).abs() < TOLERANCE);
    assert!((forward_kl(&p, &q) - 0.25 * ln_2).abs() < TOLERANCE);
    assert!((surprisal(&q, 2) - ln_2).abs() < TOLERANCE);
    // M = (3/8, 1/4, 3/8).
    let middle = [0.375, 0.25, 0.375];
    let half = 0.5 * (0.5_f64 / middle[0]).ln() + 0.25 * (0.25_f64 / middle[2]).ln();
    assert!((jensen_shannon(&[p, q]) - half).abs() < TOLERANCE);
}

#[test]
fn the_divergence_of_three() {
    // One is sure of the first symbol, one of the second, one of neither: M = (1/2, 1/2), so ln 2 − (0 + 0 + ln 2)/3.
    let certain = vec![0.0, f64::NEG_INFINITY];
    let other = vec![f64::NEG_INFINITY, 0.0];
    let torn = ln(&[0.5, 0.5]);
    let expected = 2.0 / 3.0 * std::f64::consts::LN_2;
    let found = jensen_shannon(&[&certain, &other, &torn]);
    assert!((found - expected).abs() < TOLERANCE);
    assert!((jensen_shannon(&[&torn, &certain, &other]) - found).abs() < TOLERANCE);

    // The definition itself: H(M) − the mean of the entropies, M = (0.4, 0.3, 0.3).
    let beliefs = [[0.6, 0.3, 0.1], [0.1, 0.4, 0.5], [0.5, 0.2, 0.3]].map(|p| ln(&p));
    let entropies: f64 = beliefs.iter().map(|belief| entropy(belief)).sum();
    let expected = entropy(&ln(&[0.4, 0.3, 0.3])) - entropies / 3.0;
    assert!((jensen_shannon(&beliefs) - expected).abs() < TOLERANCE);
}

#[test]
fn the_divergence_of_many_has_its_bounds() {
    let sure_of = |symbol: usize| -> Vec<f64> {
        (0..4)
            .map(|other| {
                if other == symbol {
                    0.0
                } else {
                    f64::NEG_INFINITY
                }
            })
            .collect()
    };
    for count in 1..=4_usize {
        let apart: Vec<Vec<f64>> = (0..count).map(sure_of).collect();
        assert!((jensen_shannon(&apart) - (count as f64).ln()).abs() < TOLERANCE);
        let equal = vec![ln(&[0.7, 0.2, 0.1]); count];
        assert_eq!(jensen_shannon(&equal), 0.0);
    }
}

#[test]
fn kl_has_a_direction() {
    let p = ln(&[0.9, 0.1]);
    let q = ln(&[0.5, 0.5]);
    let forward = 0.9 * (0.9_f64 / 0.5).ln() + 0.1 * (0.1_f64 / 0.5).ln();
    let reverse = 0.5 * (0.5_f64 / 0.9).ln() + 0.5 * (0.5_f64 / 0.1).ln();
    assert!((forward_kl(&p, &q) - forward).abs() < TOLERANCE);
    assert!((forward_kl(&q, &p) - reverse).abs() < TOLERANCE);
}

#[test]
fn what_cannot_be() {
    let certain = [0.0, f64::NEG_INFINITY];
    let other = [f64::NEG_INFINITY, 0.0];
    assert_eq!(entropy(&certain), 0.0);
    assert_eq!(forward_kl(&certain, &certain), 0.0);
    assert_eq!(forward_kl(&certain, &other), f64::INFINITY);
    assert_eq!(jensen_shannon(&[certain, other]), std::f64::consts::LN_2);
    assert!(surprisal(&certain, 0).is_sign_positive());
    assert_eq!(surprisal(&certain, 0), 0.0);
}

#[test]
fn huge_logits_stay_finite() {
    assert_eq!(log_softmax(&[3e38, -3e38, 0.0])[0], 0.0);
    let device = Device::flex().autodiff();
    let logits = Tensor::<3>::from_data([[[3e38_f32, 0.0], [-3e38, 3e38]]], &device).require_grad();
    let targets = Tensor::<2, Int>::from_data([[0, 1]], &device.inner());
    let loss = next_token(logits, targets, 0.0);
    assert_eq!(loss.mean.into_scalar::<f32>(), 0.0);
}

#[derive(Deserialize)]
struct Fixture {
    batch: usize,
    time: usize,
    vocabulary: usize,
    logits: Vec<f32>,
    targets: Vec<i32>,
    losses: Vec<SmoothedLoss>,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct SmoothedLoss {
    label_smoothing: f64,
    loss: f64,
    gradient: Vec<f32>,
}

#[derive(Deserialize)]
struct Pair {
    p: Vec<f32>,
    q: Vec<f32>,
    entropy: f64,
    forward_kl: f64,
    reverse_kl: f64,
    jensen_shannon: f64,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../tests/fixtures/loss.json")).unwrap()
}

#[test]
fn values_and_gradients_equal_pytorchs() {
    let fixture = fixture();
    let device = Device::flex().autodiff();
    let shape = [fixture.batch, fixture.time, fixture.vocabulary];
    let unsmoothed = fixture
        .losses
        .iter()
        .find(|case| case.label_smoothing == 0.0)
        .unwrap();
    for case in &fixture.losses {
        let data = TensorData::new(fixture.logits.clone(), shape);
        let logits = Tensor::<3>::from_data(data, &device).require_grad();
        let data = TensorData::new(fixture.targets.clone(), [fixture.batch, fixture.time]);
        let targets = Tensor::<2, Int>::from_data(data, &device.clone().inner());
        let loss = next_token(logits.clone(), targets, case.label_smoothing);
        let mean = f64::from(loss.mean.into_scalar::<f32>());
        assert!(
            (mean - unsmoothed.loss).abs() < 1e-5,
            "{mean} is not {}",
            unsmoothed.loss
        );
        let gradients = loss.objective.backward();
        let gradient = logits
            .grad(&gradients)
            .unwrap()
            .into_data()
            .try_to_vec::<f32>()
            .unwrap();
        assert_eq!(gradient.len(), case.gradient.len());
        for (ours, theirs) in gradient.iter().zip(&case.gradient) {
            assert!((ours - theirs).abs() < 1e-6, "{ours} is not {theirs}");
        }
        let rows = fixture
            .logits
            .chunks(fixture.vocabulary)
            .zip(&fixture.targets);
        let sum: f64 = rows
            .map(|(row, &target)| {
                let q = log_softmax(row);
                let even = -q.iter().sum::<f64>() / q.len() as f64;
                let epsilon = case.label_smoothing;
                (1.0 - epsilon) * surprisal(&q, target as usize) + epsilon * even
            })
            .sum();
        assert!((sum / fixture.targets.len() as f64 - case.loss).abs() < 1e-6);
    }
}

#[test]
fn divergences_equal_pytorchs() {
    for pair in fixture().pairs {
        let (p, q) = (log_softmax(&pair.p), log_softmax(&pair.q));
        assert!((entropy(&p) - pair.entropy).abs() < 1e-9);
        assert!((forward_kl(&p, &q) - pair.forward_kl).abs() < 1e-9);
        assert!((forward_kl(&q, &p) - pair.reverse_kl).abs() < 1e-9);
        assert!((jensen_shannon(&[p, q]) - pair.jensen_shannon).abs() < 1e-9);
    }
}

#[test]
fn the_closed_gradient_is_the_graphs() {
    let device = Device::flex().autodiff();
    let data = TensorData::new(fixture().logits, [3, 4, 7]);
    let logits = Tensor::<3>::from_data(data, &device).require_grad();
    let targets = Tensor::<2, Int>::from_data([[0, 6, 3, 3], [1, 2, 5, 0], [4, 4, 4, 4]], &device);

    let reference = activation::log_softmax(logits.clone(), 2)
        .gather(2, targets.clone().unsqueeze_dim::<3>(2))
        .mean()
        .neg();
    let expected = logits.grad(&reference.backward()).unwrap().into_data();
    let objective = next_token(logits.clone(), targets.inner(), 0.0).objective;
    let gradient = logits.grad(&objective.backward()).unwrap().into_data();
    gradient.assert_approx_eq::<f32>(&expected, burn::tensor::Tolerance::absolute(1e-6));
}

#[test]
fn surprisals_are_host_cross_entropies() {
    let device = Device::flex();
    let logits = fixture().logits;
    let data = TensorData::new(logits.clone(), [3, 4, 7]);
    let targets = Tensor::<2, Int>::from_data([[0, 6, 3, 3], [1, 2, 5, 0], [4, 4, 4, 4]], &device);
    let wanted = [0, 6, 3, 3, 1, 2, 5, 0, 4, 4, 4, 4];
    let found = surprisals(Tensor::from_data(data, &device), targets)
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    for ((row, target), found) in logits.chunks(7).zip(wanted).zip(found) {
        assert!((surprisal(&log_softmax(row), target) - f64::from(found)).abs() < 1e-5);
    }
}

/// Three beliefs over the same few symbols.
fn beliefs() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<f64>)> {
    (2_usize..12).prop_flat_map(|size| {
        let belief =
            || prop::collection::vec(-20.0_f32..20.0, size).prop_map(|logits| log_softmax(&logits));
        (belief(), belief(), belief())
    })
}

/// JS(P, Q) as it is defined for two: ½ D(P‖M) + ½ D(Q‖M) with M = ½ (P + Q).
fn two_sided_jensen_shannon(p: &[f64], q: &[f64]) -> f64 {
    let middle: Vec<f64> = p
        .iter()
        .zip(q)
        .map(|(a, b)| (0.5 * a.exp() + 0.5 * b.exp()).ln())
        .collect();
    0.5 * (forward_kl(p, &middle) + forward_kl(q, &middle))
}

#[test]
fn what_is_no_number_is_not_called_agreement() {
    let (broken, sound) = ([f64::NAN, -1.0], [-1.0, -1.0]);
    assert!(forward_kl(&broken, &sound).is_nan());
    assert!(forward_kl(&sound, &broken).is_nan());
    assert!(jensen_shannon(&[broken, sound]).is_nan());
}

proptest! {
    #[test]
    fn divergences_behave((p, q, r) in beliefs()) {
        prop_assert!(forward_kl(&p, &q) >= 0.0);
        let of_two = jensen_shannon(&[&p, &q]);
        prop_assert!((of_two - jensen_shannon(&[&q, &p])).abs() < 1e-12);
        prop_assert!((of_two - two_sided_jensen_shannon(&p, &q)).abs() < 1e-9);
        prop_assert!((0.0..=std::f64::consts::LN_2).contains(&of_two));
        prop_assert!(of_two <= 0.5 * (forward_kl(&p, &q) + forward_kl(&q, &p)) + 1e-12);
        let of_three = jensen_shannon(&[&p, &q, &r]);
        prop_assert!((of_three - jensen_shannon(&[&r, &p, &q])).abs() < 1e-12);
        prop_assert!((0.0..=3_f64.ln()).contains(&of_three));
        // A symbol that tells three beliefs apart tells two of them apart wherever it is one of those two.
        prop_assert!(of_three + 1e-12 >= 2.0 / 3.0 * of_two);
        prop_assert!(entropy(&p) <= (p.len() as f64).ln() + 1e-12);
        // Zero if they are the same and, since these beliefs have no zeros, only then (Pinsker's inequality).
        prop_assert!(forward_kl(&p, &p) < 1e-12);
        let distance: f64 = p.iter().zip(&q).map(|(a, b)| (a.exp() - b.exp()).abs()).sum();
        prop_assert!(forward_kl(&p, &q) + 1e-12 >= 0.5 * distance * distance);
    }

    #[test]
    fn shifting_all_logits_changes_nothing(logits in prop::collection::vec(-8.0_f32..8.0, 2..12), shift in -64_i8..64) {
        // Whole and half numbers add without rounding.
        let logits: Vec<f32> = logits.iter().map(|logit| (logit * 2.0).round() / 2.0).collect();
        let shifted: Vec<f32> = logits.iter().map(|logit| logit + f32::from(shift)).collect();
        for (a, b) in log_softmax(&logits).into_iter().zip(log_softmax(&shifted)) {
            prop_assert!((a - b).abs() < 1e-12);
        }
        let total: f64 = log_softmax(&logits).iter().map(|x| x.exp()).sum();
        prop_assert!((total - 1.0).abs() < 1e-12);
    }
}
