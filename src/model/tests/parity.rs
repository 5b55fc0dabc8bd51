//! The same weights give the same figures as in PyTorch and in Hugging Face's transformers.
//!
//! The fixtures are written by `gpt2.py`, `llama.py`, `recurrent.py` and `windows.py` in `tests/fixtures`.

use std::path::Path;

use safetensors::{Dtype, SafeTensors};

use super::support::changed;
use super::*;
use crate::model::recurrent::Hidden;

/// Largest error allowed, relative to the largest number of its tensor.
const TOLERANCE: f32 = 1e-4;

/// A file of named tensors.
struct Fixture(Vec<u8>);

impl Fixture {
    fn open(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(name);
        Fixture(std::fs::read(path).expect("the fixture is committed"))
    }

    fn floats(&self, name: &str) -> (Vec<usize>, Vec<f32>) {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file
            .tensor(name)
            .unwrap_or_else(|_| panic!("{name} is in the fixture"));
        assert_eq!(view.dtype(), Dtype::F32);
        let numbers = view
            .data()
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()));
        (view.shape().to_vec(), numbers.collect())
    }

    fn tokens(&self, name: &str, device: &Device) -> Tensor<2, Int> {
        let file = SafeTensors::deserialize(&self.0).unwrap();
        let view = file.tensor(name).unwrap();
        assert_eq!(view.dtype(), Dtype::I64);
        let ids = view
            .data()
            .chunks_exact(8)
            .map(|bytes| i64::from_le_bytes(bytes.try_into().unwrap()));
        Tensor::from_data(
            TensorData::new(ids.collect::<Vec<_>>(), view.shape().to_vec()),
            device,
        )
    }

    /// A parameter or gradient as Babble stores it: PyTorch's linear layers are `[outputs, inputs]`.
    fn stored(&self, source: &Source, what: &str) -> Vec<f32> {
        let parts = source
            .names
            .iter()
            .map(|name| self.floats(&format!("{what}.{name}")));
        let (shapes, numbers): (Vec<_>, Vec<_>) = parts.unzip();
        let numbers = numbers.concat();
        let transposed = |numbers: &[f32], outputs: usize, inputs: usize| -> Vec<f32> {
            let at = |place: usize| numbers[place % outputs * inputs + place / outputs];
            (0..numbers.len()).map(at).collect()
        };
        match source.layout {
            Layout::Same => numbers,
            Layout::Transposed => {
                let outputs = shapes.iter().map(|shape| shape[0]).sum();
                transposed(&numbers, outputs, shapes[0][1])
            }
            Layout::Stacked => {
                let mut rest = &numbers[..];
                let parts = shapes.iter().map(|shape| {
                    let (part, after) = rest.split_at(shape[0] * shape[1]);
                    rest = after;
                    transposed(part, shape[0], shape[1])
                });
                parts.collect::<Vec<_>>().concat()
            }
        }
    }
}

/// Where a parameter comes from.
struct Source {
    /// Usually one; where Babble computes several products as one, theirs in order.
    names: Vec<String>,
    layout: Layout,
}

/// How Babble's matrix lies in theirs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Same,
    /// Theirs is `[outputs, inputs]`; of several, the outputs stand side by side in ours.
    Transposed,
    /// The same, but the inputs of several stand below each other in ours.
    Stacked,
}

fn assert_close(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected
        .iter()
        .fold(0f32, |largest, each| largest.max(each.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() <= TOLERANCE * largest,
            "{what}: {found} is not {expected}"
        );
    }
}

/// Loads the fixture's weights and compares logits, loss and every gradient.
fn check(
    fixture: &Fixture,
    network: Network,
    source: fn(&str) -> Source,
    start: Option<State>,
) -> State {
    let device = Device::flex().autodiff();
    let network = changed(network, |name, _| fixture.stored(&source(name), "weights"));
    let output = network.forward(fixture.tokens("tokens", &device), start);
    let logits = output.logits.clone();
    let [batch, time, vocabulary] = logits.dims();
    let targets = fixture
        .tokens("targets", &device)
        .reshape([batch * time, 1]);
    let beliefs =
        burn::tensor::activation::log_softmax(logits.reshape([batch * time, vocabulary]), 1);
    let loss = beliefs.gather(1, targets).mean().neg();

    assert_close(
        &values(output.logits),
        &fixture.floats("logits").1,
        "logits",
    );
    assert_close(&values(loss.clone()), &fixture.floats("loss").1, "loss");
    let found = gradients(&network, loss);
    assert_eq!(found.len(), network.parameters().len());
    for (name, gradient) in &found {
        assert_close(gradient, &fixture.stored(&source(name), "gradients"), name);
    }
    output.state
}

#[test]
fn gpt2_is_one_setting_of_the_transformer() {
    let fixture = Fixture::open("gpt2.safetensors");
    let config = experiment::Gpt {
        layers: 2,
        heads: 2,
        width: 16,
        context: 8,
        positions: Positions::Learned,
        norm: Norm::LayerNorm,
        activation: Activation::GeluTanh,
        dropout: 0.0,
        output: OutputLayer::Tied,
        bias: Bias::On,
    };
    let network = build(&Model::Gpt(config), &Device::flex().autodiff());
    check(&fixture, network, gpt2, None);
}

/// `blocks.0.attention.qkv.weight` → `transformer.h.0.attn.c_attn.weight`. GPT-2's layers are `[inputs, outputs]`.
fn gpt2(name: &str) -> Source {
    let renamed = [
        ("embedding.", "wte."),
        ("positions.", "wpe."),
        ("blocks.", "h."),
        ("attention_norm.", "ln_1."),
        ("feed_forward_norm.", "ln_2."),
        ("attention.qkv.", "attn.c_attn."),
        ("attention.output.", "attn.c_proj."),
        ("feed_forward.up.", "mlp.c_fc."),
        ("feed_forward.down.", "mlp.c_proj."),
    ];
    let name = match name.strip_prefix("norm.") {
        Some(rest) => format!("ln_f.{rest}"),
        None => renamed
            .iter()
            .fold(name.to_owned(), |name, (ours, theirs)| {
                name.replace(ours, theirs)
            }),
    };
    Source {
        names: vec![format!("transformer.{name}")],
        layout: Layout::Same,
    }
}

#[test]
fn llama_is_one_setting_of_the_transformer() {
    let fixture = Fixture::open("llama.safetensors");
    let config = experiment::Gpt {
        layers: 2,
        heads: 2,
        width: 16,
        context: 8,
        positions: Positions::Rope,
        norm: Norm::RmsNorm,
        activation: Activation::Swiglu,
        dropout: 0.0,
        output: OutputLayer::Separate,
        bias: Bias::Off,
    };
    let network = build(&Model::Gpt(config), &Device::flex().autodiff());
    check(&fixture, network, llama, None);
}

/// `blocks.0.attention.qkv.weight` → `model.layers.0.self_attn.{q,k,v}_proj.weight`, transposed.
fn llama(name: &str) -> Source {
    let name = name.replace("blocks.", "model.layers.");
    let parts = |places: &[&str], ours: &str, theirs: &str| {
        let each = places
            .iter()
            .map(|place| name.replace(ours, &format!("{theirs}.{place}_proj.")));
        (each.collect(), Layout::Transposed)
    };
    let (names, layout) = match name.as_str() {
        "embedding.weight" => (vec!["model.embed_tokens.weight".to_owned()], Layout::Same),
        "norm.weight" => (vec!["model.norm.weight".to_owned()], Layout::Same),
        "output.weight" => (vec!["lm_head.weight".to_owned()], Layout::Transposed),
        _ if name.contains("qkv") => parts(&["q", "k", "v"], "attention.qkv.", "self_attn"),
        _ if name.contains("attention.output") => parts(&["o"], "attention.output.", "self_attn"),
        _ if name.contains("up") => parts(&["gate", "up"], "feed_forward.up.", "mlp"),
        _ if name.contains("down") => parts(&["down"], "feed_forward.down.", "mlp"),
        _ => {
            let renamed = name
                .replace("attention_norm", "input_layernorm")
                .replace("feed_forward_norm", "post_attention_layernorm");
            (vec![renamed], Layout::Same)
        }
    };
    Source { names, layout }
}

/// `layers.1.state.weight` → `layers.weight_hh_l1`, transposed.
fn torch(name: &str) -> Source {
    let theirs = match name.split('.').collect::<Vec<_>>()[..] {
        ["layers", layer, side, kind] => {
            let side = if side == "input" { "ih" } else { "hh" };
            format!("layers.{kind}_{side}_l{layer}")
        }
        _ => name.to_owned(),
    };
    Source {
        names: vec![theirs],
        ..linear(name)
    }
}

/// A network to train, over the seven tokens of the fixtures of PyTorch's layers.
fn over_seven(model: Model) -> Network {
    let experiment = Experiment {
        model,
        ..Experiment::default()
    };
    let facts = TextFacts {
        vocabulary: 7,
        train_tokens: 100,
        validation_tokens: 100,
    };
    let plan = Plan::new(experiment, facts).unwrap();
    Network::new(&plan, &Device::flex().autodiff()).unwrap()
}

fn check_recurrent(file: &str, model: fn(experiment::Recurrent) -> Model) {
    let fixture = Fixture::open(file);
    let config = experiment::Recurrent {
        layers: 2,
        width: 6,
        context: 5,
        ..experiment::Recurrent::default()
    };
    let device = Device::flex().autodiff();
    let model = model(config);
    let has_cell = matches!(model, Model::Lstm(_));
    let network = over_seven(model);

    let states = |name: &str| {
        let (shape, numbers) = fixture.floats(name);
        Tensor::<3>::from_data(TensorData::new(numbers, shape), &device)
    };
    let start = Hidden::from_tensors(
        states("start.hidden"),
        has_cell.then(|| states("start.cell")),
    );
    let end = check(&fixture, network, torch, Some(State::Recurrent(start)));
    let State::Recurrent(end) = end else {
        panic!("a recurrent network's state is recurrent")
    };
    let (hidden, cell) = end.into_tensors();
    assert_close(
        &values(hidden),
        &fixture.floats("end.hidden").1,
        "last hidden state",
    );
    if let Some(cell) = cell {
        assert_close(
            &values(cell),
            &fixture.floats("end.cell").1,
            "last cell state",
        );
    }
}

#[test]
fn rnn_is_pytorchs() {
    check_recurrent("rnn.safetensors", Model::Rnn);
}

#[test]
fn lstm_is_pytorchs() {
    check_recurrent("lstm.safetensors", Model::Lstm);
}

#[test]
fn gru_is_pytorchs() {
    check_recurrent("gru.safetensors", Model::Gru);
}

fn check_window(file: &str, model: Model, source: fn(&str) -> Source) {
    check(&Fixture::open(file), over_seven(model), source, None);
}

fn mlp(direct: Direct) -> Model {
    Model::Mlp(experiment::Mlp {
        window: 4,
        width: 6,
        hidden: 5,
        direct,
        dropout: 0.0,
        context: 9,
    })
}

#[test]
fn an_mlp_is_pytorchs() {
    check_window("mlp.safetensors", mlp(Direct::Off), linear);
}

/// Ours reads hidden units and embeddings in one product: U stands above W.
#[test]
fn an_mlp_with_direct_connections_is_pytorchs() {
    check_window(
        "mlp_direct.safetensors",
        mlp(Direct::On),
        |name| match name {
            "output.weight" => Source {
                names: vec!["output.weight".into(), "direct.weight".into()],
                layout: Layout::Stacked,
            },
            _ => linear(name),
        },
    );
}

/// PyTorch's names and layers, transposed.
fn linear(name: &str) -> Source {
    let layout = match name.ends_with(".weight") && name != "embedding.weight" {
        true => Layout::Transposed,
        false => Layout::Same,
    };
    Source {
        names: vec![name.to_owned()],
        layout,
    }
}

/// `layers.1.convolution.weight` → `convolutions.1.weight`, transposed.
#[test]
fn a_cnn_is_pytorchs() {
    let config = experiment::Cnn {
        layers: 3,
        width: 6,
        kernel: 3,
        dilation_cycle: 2,
        dropout: 0.0,
        context: 9,
    };
    check_window("cnn.safetensors", Model::Cnn(config), |name| {
        let theirs = match name.split('.').collect::<Vec<_>>()[..] {
            ["layers", layer, "convolution", kind] => format!("convolutions.{layer}.{kind}"),
            ["layers", layer, "mix", kind] => format!("mixes.{layer}.{kind}"),
            _ => name.to_owned(),
        };
        Source {
            names: vec![theirs],
            ..linear(name)
        }
    });
}
