use burn::tensor::Device;
use serde::Deserialize;

use super::*;
use crate::experiment::validate::TextFacts;
use crate::experiment::{
    AdamW, Bias, Decay, Experiment, Gpt, Lion, Model, Muon, OutputLayer, Plan, Sgd,
};
use crate::model::Role;

fn network() -> Network {
    network_of(Gpt::default())
}

fn network_of(gpt: Gpt) -> Network {
    let facts = TextFacts {
        vocabulary: 11,
        train_tokens: 1000,
        validation_tokens: 1000,
    };
    let experiment = Experiment {
        model: Model::Gpt(gpt),
        ..Experiment::default()
    };
    let plan = Plan::new(experiment, facts).unwrap();
    Network::new(&plan, &Device::flex().autodiff()).unwrap()
}

fn parameter(role: Role) -> Parameter {
    let mut parameter = network().parameters().remove(0);
    parameter.role = role;
    parameter
}

fn matrix(numbers: &[f32], columns: usize) -> Tensor<2> {
    crate::weights::matrix(
        numbers.to_vec(),
        [numbers.len() / columns, columns],
        &Device::flex(),
    )
}

fn numbers(tensor: &Tensor<2>) -> Vec<f32> {
    tensor.to_data().try_into_vec().unwrap()
}

fn assert_close(found: &[f32], wanted: &[f32], tolerance: f32) {
    assert_eq!(found.len(), wanted.len());
    for (one, other) in found.iter().zip(wanted) {
        assert!(
            (one - other).abs() < tolerance,
            "{found:?} is not {wanted:?}"
        );
    }
}

#[derive(Deserialize)]
struct Fixture {
    columns: usize,
    start: Vec<f32>,
    gradients: Vec<Vec<f32>>,
    learning_rate: f64,
    adamw: Vec<Vec<f32>>,
    sgd: Vec<Vec<f32>>,
    muon_wide: Vec<Vec<f32>>,
    muon_tall: Vec<Vec<f32>>,
    clipped: Vec<f32>,
    clip_norm: f64,
    norm: f32,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../tests/fixtures/optim.json")).unwrap()
}

/// Takes the fixture's steps and compares the weight after each.
fn follow(config: &experiment::Optimizer, wanted: &[Vec<f32>]) {
    follow_in_columns(config, fixture().columns, wanted, 1e-6);
}

/// The same numbers as matrices of so many columns.
fn follow_in_columns(
    config: &experiment::Optimizer,
    columns: usize,
    wanted: &[Vec<f32>],
    tolerance: f32,
) {
    let fixture = fixture();
    assert_eq!(fixture.gradients.len(), wanted.len());
    let mut weight = matrix(&fixture.start, columns);
    let mut rule = Rule::new(config, &parameter(Role::Matrix), weight.zeros_like());
    for (time, (gradient, wanted)) in (1..).zip(fixture.gradients.iter().zip(wanted)) {
        (weight, rule) = rule.update(
            weight,
            matrix(gradient, columns),
            fixture.learning_rate,
            time,
        );
        assert_close(&numbers(&weight), wanted, tolerance);
    }
}

#[test]
fn adamw_steps_as_pytorchs() {
    let config = AdamW {
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-8,
        weight_decay: 0.1,
        decay: Decay::Matrices,
    };
    follow(&experiment::Optimizer::AdamW(config), &fixture().adamw);
}

#[test]
fn sgd_steps_as_pytorchs() {
    let config = Sgd {
        momentum: 0.9,
        weight_decay: 0.0,
        decay: Decay::Matrices,
    };
    follow(&experiment::Optimizer::Sgd(config), &fixture().sgd);
}

#[test]
fn muon_steps_as_pytorchs() {
    let config = experiment::Optimizer::Muon(Muon {
        momentum: 0.95,
        iterations: 5,
        weight_decay: 0.1,
        decay: Decay::Matrices,
    });
    // Tall matrices are turned for the iteration, wide ones are not.
    follow_in_columns(&config, 3, &fixture().muon_wide, 2e-5);
    follow_in_columns(&config, 2, &fixture().muon_tall, 2e-5);
}

#[test]
fn clipping_is_pytorchs_and_over_all_gradients() {
    let fixture = fixture();
    let gradient = &fixture.gradients[0];
    let (first, second) = gradient.split_at(fixture.columns);
    let gradients = Gradients(vec![
        matrix(first, fixture.columns),
        matrix(second, fixture.columns),
    ]);
    let norm = gradients.norm();
    assert_close(
        &norm.to_data().try_into_vec::<f32>().unwrap(),
        &[fixture.norm],
        1e-5,
    );
    let clipped = gradients.clip(&norm, fixture.clip_norm);
    let together: Vec<f32> = clipped.0.iter().flat_map(numbers).collect();
    assert_close(&together, &fixture.clipped, 1e-6);
}

#[test]
fn clipping_leaves_small_gradients_alone() {
    let gradients = Gradients(vec![matrix(&[0.3, 0.4], 2)]);
    let norm = gradients.norm();
    assert_close(
        &numbers(&gradients.clip(&norm, 1.0).0[0]),
        &[0.3, 0.4],
        0.0 + f32::EPSILON,
    );
}

#[test]
fn lion_by_hand() {
    let config = Lion {
        beta1: 0.9,
        beta2: 0.5,
        weight_decay: 0.5,
        decay: Decay::Everything,
    };
    let rule = Rule::new(
        &experiment::Optimizer::Lion(config),
        &parameter(Role::Bias),
        matrix(&[0.0; 3], 3),
    );
    let (weight, rule) = rule.update(
        matrix(&[1.0, 1.0, 1.0], 3),
        matrix(&[2.0, -4.0, 0.0], 3),
        0.1,
        1,
    );
    // Decay leaves 0.95; then one learning rate against each gradient's sign.
    assert_close(&numbers(&weight), &[0.85, 1.05, 0.95], 1e-6);
    let (weight, rule) = rule.update(weight, matrix(&[-1.0, -1.0, -1.0], 3), 0.1, 2);
    // m = (1, −2, 0): 0.9·m + 0.1·g is 0.8, −1.9 and −0.1.
    assert_close(&numbers(&weight), &[0.7075, 1.0975, 1.0025], 1e-6);
    // m ← 0.5·m + 0.5·g.
    assert_close(&numbers(rule.state()[0].1), &[0.0, -1.5, -0.5], 1e-6);
}

#[test]
fn newton_schulz_brings_singular_values_near_one() {
    // Singular values 4 and 1/2, turned by 30 degrees on the left: tall, wide and square.
    let (sine, cosine) = (0.5_f32, 0.75_f32.sqrt());
    let wide = [
        4.0 * cosine,
        -0.5 * sine,
        0.0,
        4.0 * sine,
        0.5 * cosine,
        0.0,
    ];
    for matrix in [matrix(&wide, 3), matrix(&wide, 3).transpose()] {
        let tall = matrix.dims()[0] > matrix.dims()[1];
        let found = rules::orthogonalised(matrix, 5);
        let wide = if tall { found.transpose() } else { found };
        let gram = numbers(&wide.clone().matmul(wide.transpose()));
        assert!(
            (0.4..1.5).contains(&gram[0]) && (0.4..1.5).contains(&gram[3]),
            "{gram:?}"
        );
        assert!(gram[1].abs() < 0.4, "{gram:?}");
    }
}

#[test]
fn muon_moves_as_far_as_adamw() {
    let config = Muon {
        weight_decay: 0.0,
        ..Muon::default()
    };
    let gradient: Vec<f32> = (0..64)
        .map(|i| ((i * 37 % 11) as f32 - 5.0) / 100.0)
        .collect();
    let rule = Rule::new(
        &experiment::Optimizer::Muon(config),
        &parameter(Role::Matrix),
        matrix(&[0.0; 64], 8),
    );
    let (weight, _) = rule.update(matrix(&[0.0; 64], 8), matrix(&gradient, 8), 1.0, 1);
    // Eight singular values near 1 make a root mean square of √(8/64); the scale 0.2·√8 makes that 0.2.
    let mean_square = numbers(&weight).iter().map(|w| w * w).sum::<f32>() / 64.0;
    assert!(
        (0.1..0.3).contains(&mean_square.sqrt()),
        "{}",
        mean_square.sqrt()
    );
}

#[test]
fn decay_goes_by_role() {
    let config = |decay| {
        experiment::Optimizer::Sgd(Sgd {
            momentum: 0.0,
            weight_decay: 1.0,
            decay,
        })
    };
    let decays = |decay, role| {
        let rule = Rule::new(&config(decay), &parameter(role), matrix(&[0.0], 1));
        let (weight, _) = rule.update(matrix(&[1.0], 1), matrix(&[0.0], 1), 0.5, 1);
        numbers(&weight)[0] < 1.0
    };
    let roles = [
        Role::Matrix,
        Role::Output,
        Role::Embedding,
        Role::Bias,
        Role::Norm,
    ];
    assert_eq!(
        roles.map(|role| decays(Decay::Matrices, role)),
        [true, true, false, false, false]
    );
    assert_eq!(
        roles.map(|role| decays(Decay::MatricesAndEmbeddings, role)),
        [true, true, true, false, false]
    );
    assert_eq!(roles.map(|role| decays(Decay::Everything, role)), [true; 5]);
}

#[test]
fn muon_is_for_matrices_alone() {
    let config = experiment::Optimizer::Muon(Muon::default());
    let separate = Gpt {
        output: OutputLayer::Separate,
        bias: Bias::On,
        ..Gpt::default()
    };
    let optimizer = Optimizer::new(&config, &network_of(separate));
    for Member { parameter, rule } in &optimizer.members {
        // Attention and feed-forward; not the embeddings, the output layer, norms and biases.
        let name = &parameter.name;
        let is_hidden =
            name.starts_with("blocks.") && name.ends_with(".weight") && !name.contains("norm");
        assert_eq!(matches!(rule, Rule::Muon(_)), is_hidden, "{name}");
    }
}
