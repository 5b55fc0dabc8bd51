//! What must hold for every network, on the CPU.

use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::*;
use crate::experiment::validate::TextFacts;
use crate::experiment::{self, Activation, Bias, Direct, Experiment, Norm, OutputLayer, Positions};

mod parity;
mod support;

use support::{bolder, cross_entropy, gradients, nudged, values};

const VOCABULARY: usize = 11;

fn plan(model: Model, seed: u64) -> Plan {
    let experiment = Experiment {
        model,
        seed,
        ..Experiment::default()
    };
    let facts = TextFacts {
        vocabulary: VOCABULARY,
        train_tokens: 1000,
        validation_tokens: 1000,
    };
    Plan::new(experiment, facts).expect("the test's experiment is sound")
}

fn build(model: &Model, device: &Device) -> Network {
    Network::new(&plan(model.clone(), 7), device).expect("the test's model is a network")
}

/// A tiny Transformer in every combination of its options.
fn every_gpt() -> Vec<Model> {
    let mut models = Vec::new();
    for positions in [Positions::Learned, Positions::Sinusoidal, Positions::Rope] {
        for norm in [Norm::LayerNorm, Norm::RmsNorm] {
            for activation in [
                Activation::Gelu,
                Activation::GeluTanh,
                Activation::Relu,
                Activation::Swiglu,
            ] {
                for output in [OutputLayer::Tied, OutputLayer::Separate] {
                    for bias in [Bias::On, Bias::Off] {
                        models.push(Model::Gpt(experiment::Gpt {
                            layers: 2,
                            heads: 2,
                            width: 8,
                            context: 6,
                            positions,
                            norm,
                            activation,
                            dropout: 0.0,
                            output,
                            bias,
                        }));
                    }
                }
            }
        }
    }
    models
}

/// Tiny recurrent networks of every cell, shallow and deep.
fn every_recurrent() -> Vec<Model> {
    let mut models = Vec::new();
    for layers in [1, 2] {
        let config = experiment::Recurrent {
            layers,
            width: 5,
            context: 6,
            ..experiment::Recurrent::default()
        };
        models.extend([
            Model::Rnn(config.clone()),
            Model::Lstm(config.clone()),
            Model::Gru(config),
        ]);
    }
    models
}

/// Tiny networks that look back a fixed way.
fn every_window() -> Vec<Model> {
    let mlp = |window, direct| {
        Model::Mlp(experiment::Mlp {
            window,
            width: 3,
            hidden: 5,
            direct,
            dropout: 0.0,
            context: 6,
        })
    };
    let cnn = |layers, kernel, dilation_cycle| {
        Model::Cnn(experiment::Cnn {
            layers,
            width: 5,
            kernel,
            dilation_cycle,
            dropout: 0.0,
            context: 6,
        })
    };
    vec![
        mlp(1, Direct::Off),
        mlp(3, Direct::Off),
        mlp(3, Direct::On),
        cnn(1, 2, 1),
        cnn(2, 3, 2),
        cnn(3, 2, 2),
    ]
}

fn every_network() -> Vec<Model> {
    [every_gpt(), every_recurrent(), every_window()].concat()
}

const TOKENS: [[i64; 6]; 2] = [[1, 5, 0, 10, 5, 3], [7, 7, 2, 9, 4, 8]];

fn tokens<const B: usize, const T: usize>(rows: [[i64; T]; B], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::from(rows), device)
}

fn assert_near(found: &[f32], expected: &[f32], tolerance: f32, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let bound = tolerance * expected.abs().max(1.0);
        assert!(
            (found - expected).abs() <= bound,
            "{what} at {at}: {found} is not {expected}"
        );
    }
}

#[test]
fn parameters_are_as_many_as_the_plan_says() {
    for model in every_network() {
        let plan = plan(model.clone(), 7);
        let network = Network::new(&plan, &Device::flex()).unwrap();
        assert_eq!(
            network.num_params() as u64,
            plan.parameters().0,
            "{model:?}"
        );
        let listed = network
            .parameters()
            .into_iter()
            .map(|parameter| parameter.shape);
        let listed: usize = listed.map(|shape| shape.iter().product::<usize>()).sum();
        assert_eq!(listed as u64, plan.parameters().0, "{model:?}");
    }
}

#[test]
fn parameters_have_names_and_roles() {
    let Some(Model::Gpt(config)) = every_gpt().into_iter().next() else {
        panic!()
    };
    let config = experiment::Gpt {
        layers: 1,
        ..config
    };
    let network = build(&Model::Gpt(config), &Device::flex());
    let found = network
        .parameters()
        .into_iter()
        .map(|parameter| (parameter.name, parameter.role));
    let expected = [
        ("embedding.weight", Role::Embedding),
        ("positions.weight", Role::Embedding),
        ("blocks.0.attention_norm.weight", Role::Norm),
        ("blocks.0.attention_norm.bias", Role::Norm),
        ("blocks.0.attention.qkv.weight", Role::Matrix),
        ("blocks.0.attention.qkv.bias", Role::Bias),
        ("blocks.0.attention.output.weight", Role::Matrix),
        ("blocks.0.attention.output.bias", Role::Bias),
        ("blocks.0.feed_forward_norm.weight", Role::Norm),
        ("blocks.0.feed_forward_norm.bias", Role::Norm),
        ("blocks.0.feed_forward.up.weight", Role::Matrix),
        ("blocks.0.feed_forward.up.bias", Role::Bias),
        ("blocks.0.feed_forward.down.weight", Role::Matrix),
        ("blocks.0.feed_forward.down.bias", Role::Bias),
        ("norm.weight", Role::Norm),
        ("norm.bias", Role::Norm),
    ];
    assert_eq!(
        found.collect::<Vec<_>>(),
        expected.map(|(name, role)| (name.to_owned(), role))
    );
}

#[test]
fn the_output_layer_has_a_role_of_its_own() {
    for model in every_network() {
        for parameter in build(&model, &Device::flex()).parameters() {
            let is_output = parameter.name == "output.weight";
            let found = parameter.role == Role::Output;
            assert_eq!(found, is_output, "{model:?}: {}", parameter.name);
        }
    }
}

#[test]
fn a_model_that_counts_is_no_network() {
    let plan = plan(Model::Ngram(experiment::Ngram::default()), 7);
    assert!(Network::new(&plan, &Device::flex()).is_none());
}

#[test]
fn the_seed_decides_the_weights() {
    let device = Device::flex();
    for model in [every_gpt(), every_recurrent(), every_window()].map(|models| models[0].clone()) {
        let logits = |seed| {
            let network = Network::new(&plan(model.clone(), seed), &device).unwrap();
            values(network.forward(tokens(TOKENS, &device), None).logits)
        };
        assert_eq!(logits(1), logits(1));
        assert_ne!(logits(1), logits(2));
    }
}

#[test]
fn an_untrained_network_knows_nothing() {
    let device = Device::flex();
    for model in every_network() {
        let loss = cross_entropy(&build(&model, &device), &tokens(TOKENS, &device), None);
        let loss = values(loss)[0];
        let uniform = (VOCABULARY as f32).ln();
        assert!(
            (loss - uniform).abs() < 0.3,
            "{model:?} starts at {loss}, not {uniform}"
        );
    }
}

#[test]
fn nothing_looks_ahead() {
    let device = Device::flex();
    for model in every_network() {
        let network = bolder(build(&model, &device));
        let [_, _, vocabulary] = [2, 6, VOCABULARY];
        let read = |text| network.forward(tokens([text], &device), None).logits;
        let before = values(read(TOKENS[0]));
        for changed in 0..6 {
            let mut text = TOKENS[0];
            text[changed] = (text[changed] + 1) % VOCABULARY as i64;
            let after = values(read(text));
            let (same, other) = (changed * vocabulary, (changed + 1) * vocabulary);
            assert_eq!(
                before[..same],
                after[..same],
                "{model:?}: {changed} changed the past"
            );
            assert_ne!(
                before[same..other],
                after[same..other],
                "{model:?}: {changed} did nothing"
            );
        }
    }
}

#[test]
fn reading_in_pieces_is_reading_at_once() {
    let device = Device::flex();
    for model in every_network() {
        let network = bolder(build(&model, &device));
        let whole = values(network.forward(tokens(TOKENS, &device), None).logits);
        for cuts in [vec![1; 6], vec![3, 1, 2], vec![5, 1]] {
            let (mut state, mut pieces, mut at) = (None, Vec::new(), 0);
            for length in cuts {
                let piece = tokens(TOKENS, &device).narrow(1, at, length);
                let output = network.forward(piece, state);
                pieces.push(output.logits);
                state = Some(output.state.detach());
                at += length;
            }
            let pieces = values(Tensor::cat(pieces, 1));
            assert_near(&pieces, &whole, 1e-5, &format!("{model:?}"));
        }
    }
}

#[test]
#[should_panic(expected = "do not fit into a context of 6")]
fn a_full_context_takes_no_more() {
    let device = Device::flex();
    let network = build(&every_gpt()[0], &device);
    assert_eq!(network.limit(), Some(6));
    let state = network.forward(tokens(TOKENS, &device), None).state;
    network.forward(tokens(TOKENS, &device), Some(state));
}

#[test]
fn attention_rows_sum_to_one() {
    let device = Device::flex();
    for model in every_gpt() {
        let network = bolder(build(&model, &device));
        let text = tokens([TOKENS[0]], &device);
        let mut layers = Vec::new();
        let encoded = network.inspect(text.clone(), &mut |_, inside| match inside {
            Inside::Attention(weights) => layers.push(weights),
            Inside::Units(_) => panic!("a Transformer attends"),
        });
        assert_eq!((layers.len(), network.depth()), (2, 2));
        for weights in layers {
            assert_eq!(weights.dims(), [1, 2, 6, 6]);
            for (at, row) in values(weights).chunks(6).enumerate() {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{row:?}");
                assert!(
                    row[at % 6 + 1..].iter().all(|weight| *weight == 0.0),
                    "{row:?}"
                );
            }
        }
        let plain = values(network.forward(text, None).logits);
        assert_near(
            &values(network.logits(encoded.hidden)),
            &plain,
            1e-5,
            "inspection changes nothing",
        );
    }
}

#[test]
fn traces_are_the_states_themselves() {
    let device = Device::flex();
    for model in every_recurrent() {
        let network = bolder(build(&model, &device));
        let expected: &[_] = match model {
            Model::Lstm(_) => &["hidden", "cell", "input", "forget", "candidate", "output"],
            Model::Gru(_) => &["hidden", "reset", "update", "candidate"],
            _ => &["hidden"],
        };
        let mut layers = 0;
        let encoded = network.inspect(tokens([TOKENS[0]], &device), &mut |layer, inside| {
            let Inside::Units(traces) = inside else {
                panic!("a recurrent network recurs")
            };
            assert_eq!(layer, layers);
            layers += 1;
            let names: Vec<_> = traces.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, expected);
            for (name, trace) in traces {
                assert_eq!(trace.dims(), [6, 5]);
                let gate = ["input", "forget", "output", "reset", "update"].contains(&name);
                let floor = if gate { 0.0 } else { -1.0 };
                let in_range = |value: &f32| (floor..=1.0).contains(value) || name == "cell";
                assert!(values(trace).iter().all(in_range), "{name}");
            }
        });
        assert_eq!(layers, network.depth());
        let plain = network.forward(tokens([TOKENS[0]], &device), None).logits;
        assert_eq!(values(network.logits(encoded.hidden)), values(plain));
    }
}

#[test]
fn units_of_a_window_are_in_range() {
    let device = Device::flex();
    for model in every_window() {
        let network = bolder(build(&model, &device));
        let expected: &[_] = match model {
            Model::Cnn(_) => &["filter", "gate", "gated"],
            _ => &["hidden_unit"],
        };
        let mut layers = 0;
        let encoded = network.inspect(tokens([TOKENS[0]], &device), &mut |layer, inside| {
            let Inside::Units(units) = inside else {
                panic!("a window has units")
            };
            assert_eq!(layer, layers);
            layers += 1;
            let names: Vec<_> = units.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, expected);
            for (name, unit) in units {
                assert_eq!(unit.dims(), [6, 5]);
                let floor = if name == "gate" { 0.0 } else { -1.0 };
                assert!(
                    values(unit)
                        .iter()
                        .all(|value| (floor..=1.0).contains(value))
                );
            }
        });
        assert_eq!(layers, network.depth());
        let plain = network.forward(tokens([TOKENS[0]], &device), None).logits;
        assert_eq!(values(network.logits(encoded.hidden)), values(plain));
    }
}

/// What lies further back than a network looks changes nothing.
#[test]
fn a_window_ends() {
    let device = Device::flex();
    for model in every_window() {
        let network = bolder(build(&model, &device));
        let sees = match &model {
            Model::Mlp(mlp) => mlp.window,
            Model::Cnn(cnn) => cnn.receptive_field(),
            _ => panic!("a window"),
        };
        let last = |changed: usize| {
            let mut text = TOKENS[0];
            text[changed] = (text[changed] + 1) % VOCABULARY as i64;
            let logits = network.forward(tokens([text], &device), None).logits;
            values(logits.narrow(1, 5, 1))
        };
        let plain = network.forward(tokens([TOKENS[0]], &device), None).logits;
        let plain = values(plain.narrow(1, 5, 1));
        for changed in 0..6 {
            assert_eq!(
                last(changed) != plain,
                changed + sees > 5,
                "{model:?}: {changed}"
            );
        }
    }
}

/// Along a parameter's own gradient g the loss must rise by |g| for each unit of way.
#[test]
fn gradients_are_those_of_finite_differences() {
    let device = Device::flex().autodiff();
    // Seven and ninety-six have no common divisor, so that every option's every value has its turn.
    let models = every_gpt().into_iter().step_by(7);
    let models = models.chain(every_recurrent()).chain(every_window());
    for model in models {
        let network = bolder(build(&model, &device));
        let text = tokens(TOKENS, &device);
        let gradients = gradients(&network, cross_entropy(&network, &text, None));
        for (name, gradient) in &gradients {
            let norm = gradient.iter().map(|each| each * each).sum::<f32>().sqrt();
            if norm < 1e-3 {
                continue; // too flat for 32-bit arithmetic to tell
            }
            let loss = |way: f32| {
                let nudged = nudged(network.clone(), name, gradient, way / norm);
                values(cross_entropy(&nudged, &text, None))[0]
            };
            let slope = |way: f32| (loss(way) - loss(-way)) / (2.0 * way);
            // A long step bends, a short one drowns in rounding, and any may cross a kink of ReLU: one must do.
            let slopes = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4].map(slope);
            let bound = 0.015 * norm + 2e-4;
            let is_met = slopes.iter().any(|slope| (slope - norm).abs() < bound);
            assert!(is_met, "{model:?} {name}: {norm}, but {slopes:?}");
        }
    }
}

/// Gradient checkpointing takes the way of elementary operations, training without it that of fused kernels.
#[test]
fn fused_kernels_do_what_elementary_operations_do() {
    let fused = Device::flex().autodiff();
    let composed = Device::flex().autodiff().gradient_checkpointing();
    for model in every_gpt() {
        let Model::Gpt(config) = model else { panic!() };
        let model = Model::Gpt(experiment::Gpt {
            heads: 3,
            width: 42,
            context: 37,
            layers: 1,
            ..config
        });
        let text: Vec<i64> = (0..4 * 37)
            .map(|at| at * at % 97 % VOCABULARY as i64)
            .collect();
        let learn = |device: &Device| {
            let network = bolder(build(&model, device));
            let text = Tensor::from_data(TensorData::new(text.clone(), [4, 37]), device);
            let loss = cross_entropy(&network, &text, None);
            (values(loss.clone()), gradients(&network, loss))
        };
        let (loss, gradients) = learn(&fused);
        let (expected, expected_gradients) = learn(&composed);
        assert_near(&loss, &expected, 1e-5, &format!("{model:?}"));
        for (name, gradient) in &gradients {
            let expected = &expected_gradients[name];
            let largest = expected
                .iter()
                .fold(0f32, |largest, each| largest.max(each.abs()));
            let scaled = |numbers: &[f32]| {
                numbers
                    .iter()
                    .map(|each| each / largest)
                    .collect::<Vec<_>>()
            };
            assert_near(
                &scaled(gradient),
                &scaled(expected),
                1e-4,
                &format!("{model:?} {name}"),
            );
        }
    }
}

#[test]
fn every_parameter_has_a_gradient() {
    let device = Device::flex().autodiff();
    for model in every_network() {
        let network = bolder(build(&model, &device));
        let loss = cross_entropy(&network, &tokens(TOKENS, &device), None);
        let gradients = gradients(&network, loss);
        let named: Vec<_> = network
            .parameters()
            .into_iter()
            .map(|parameter| parameter.name)
            .collect();
        assert_eq!(gradients.keys().len(), named.len(), "{model:?}");
        for name in named {
            assert!(
                gradients[&name].iter().any(|each| *each != 0.0),
                "{model:?}: {name} learns nothing"
            );
        }
    }
}

#[test]
fn truncation_stops_gradients() {
    let device = Device::flex().autodiff();
    for model in every_recurrent() {
        let network = bolder(build(&model, &device));
        let read = |state: State| {
            let later = tokens([[3], [4]], &device);
            let last = network.forward(later, Some(state)).logits;
            let gradients = gradients(&network, last.powi_scalar(2).sum());
            gradients["embedding.weight"]
                .chunks(5)
                .map(|row| row.iter().any(|each| *each != 0.0))
                .collect::<Vec<_>>()
        };
        let first = network.forward(tokens([[1], [2]], &device), None).state;
        let learns = |rows: Vec<bool>, token: usize| rows[token];
        assert!(
            learns(read(first.clone()), 1),
            "the first token matters to the second's prediction"
        );
        assert!(
            !learns(read(first.clone().detach()), 1),
            "but not through a detached state"
        );
        assert!(learns(read(first.detach()), 3));
    }
}

#[test]
fn dropout_acts_in_training_alone_and_follows_the_seed() {
    let device = Device::flex().autodiff();
    let gpt = Model::Gpt(experiment::Gpt {
        layers: 1,
        heads: 2,
        width: 8,
        context: 6,
        dropout: 0.5,
        ..experiment::Gpt::default()
    });
    let lstm = Model::Lstm(experiment::Recurrent {
        layers: 2,
        width: 8,
        context: 6,
        dropout: 0.5,
        ..experiment::Recurrent::default()
    });
    let mlp = Model::Mlp(experiment::Mlp {
        window: 3,
        context: 6,
        dropout: 0.5,
        ..experiment::Mlp::default()
    });
    let cnn = Model::Cnn(experiment::Cnn {
        context: 6,
        dropout: 0.5,
        ..experiment::Cnn::default()
    });
    for model in [gpt, lstm, mlp, cnn] {
        let network = build(&model, &device);
        let training = || values(network.forward(tokens(TOKENS, &device), None).logits);
        device.seed(3);
        let (first, second) = (training(), training());
        assert_ne!(first, second);
        device.seed(3);
        assert_eq!(training(), first);

        let valid = network.valid();
        let plain = Device::flex();
        let evaluating = || values(valid.forward(tokens(TOKENS, &plain), None).logits);
        assert_eq!(evaluating(), evaluating());
    }
}
