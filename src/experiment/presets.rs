//! Recipes worth starting from. A preset is a link, so it shows what it changes and can be shared as it is.

use super::{Experiment, link};
use crate::words::Words;

/// A recipe with a name.
#[derive(Debug)]
pub struct Preset {
    /// What the command line calls it.
    pub name: &'static str,
    /// What the page calls it.
    pub title: Words,
    /// One line on what to expect.
    pub blurb: Words,
    /// The fragment of its link.
    pub link: &'static str,
}

impl Preset {
    /// Its recipe.
    pub fn experiment(&self) -> Experiment {
        link::decode(self.link).experiment
    }
}

/// Every preset, in the order to try them.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The preset of this name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

static PRESETS: [Preset; 7] = [
    Preset {
        name: "thirty-seconds",
        title: Words::fixed("30 seconds on any laptop", "任何笔记本上 30 秒"),
        blurb: Words::fixed(
            "A tiny GPT finds letters, then words, while you watch.",
            "一个很小的 GPT，在你眼前先学会字母，再学会单词。",
        ),
        link: "model.kind=gpt&model.layers=2&model.heads=4&model.width=64&model.context=64&model.positions=rope&training.steps=600&training.batch_size=12&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=30&training.evaluate_every=50&training.sample_every=50",
    },
    Preset {
        name: "reads-like-the-corpus",
        title: Words::fixed("Reads like the corpus", "读起来像原文"),
        blurb: Words::fixed(
            "A larger GPT that writes whole stories after some minutes; best on a graphics card.",
            "更大的 GPT，几分钟后就能写出完整的小故事；用显卡更快。",
        ),
        link: "model.kind=gpt&model.layers=4&model.heads=4&model.width=128&model.context=128&model.dropout=0.1&model.positions=rope&training.steps=2000&training.batch_size=16&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=100&training.evaluate_every=100&training.sample_every=100&sampling.tokens=300&sampling.temperature=0.7",
    },
    Preset {
        name: "nanogpt-cpu",
        title: Words::fixed("nanoGPT on CPU", "CPU 上的 nanoGPT"),
        blurb: Words::fixed(
            "The recipe of nanoGPT's README for a processor; on Tiny Shakespeare its loss comes to about 1.9.",
            "nanoGPT 说明文件中的 CPU 配方；在莎士比亚小语料上损失约降到 1.9。",
        ),
        link: "tokenizer.kind=character&model.kind=gpt&model.layers=4&model.heads=4&model.width=128&model.context=64&model.positions=learned&model.norm=layer_norm&model.activation=gelu&model.dropout=0&model.output=tied&model.bias=off&objective.label_smoothing=0&training.steps=2000&training.batch_size=12&training.accumulation=1&training.optimizer.kind=adam_w&training.optimizer.beta1=0.9&training.optimizer.beta2=0.99&training.optimizer.epsilon=1e-8&training.optimizer.weight_decay=0.1&training.optimizer.decay=matrices_and_embeddings&training.learning_rate=0.001&training.schedule.kind=cosine&training.schedule.final_fraction=0.1&training.warmup=100&training.clip_norm=1&training.evaluate_every=250&training.evaluate_batches=20&training.sample_every=250",
    },
    Preset {
        name: "chinese-stories",
        title: Words::fixed("Chinese stories", "中文小故事"),
        blurb: Words::fixed(
            "The same GPT learns to write Chinese, character by character.",
            "同样的 GPT，一个字一个字地学写中文。",
        ),
        link: "corpus.source.kind=chinese_stories&tokenizer.kind=character&model.kind=gpt&model.layers=3&model.heads=4&model.width=96&model.context=64&model.positions=rope&training.steps=1000&training.batch_size=12&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=50&training.evaluate_every=50&training.sample_every=50&sampling.tokens=120",
    },
    Preset {
        name: "trigram",
        title: Words::fixed("Trigram", "三元模型（trigram）"),
        blurb: Words::fixed(
            "No network at all: it counts what followed each pair of characters.",
            "完全不用神经网络：只数一数每两个字符后面出现过什么。",
        ),
        link: "model.kind=ngram&model.order=2&model.smoothing.kind=add_k&model.smoothing.k=0.1",
    },
    Preset {
        name: "lstm",
        title: Words::fixed("LSTM", "长短期记忆网络（LSTM）"),
        blurb: Words::fixed(
            "Reads one character at a time and decides by gates what to remember.",
            "一次读一个字符，用门控决定记住什么。",
        ),
        link: "model.kind=lstm&model.layers=1&model.width=128&model.context=64&model.forget_bias=1&training.steps=1000&training.batch_size=16&training.learning_rate=0.005&training.warmup=50",
    },
    Preset {
        name: "bpe-gpt",
        title: Words::fixed("GPT on BPE tokens", "用 BPE 词元的 GPT"),
        blurb: Words::fixed(
            "First learns which pieces words are made of, then to put them together.",
            "先学出单词由哪些片段组成，再学会把它们拼起来。",
        ),
        link: "tokenizer.kind=bpe&tokenizer.vocabulary=512&model.kind=gpt&model.layers=2&model.heads=4&model.width=96&model.context=64&model.positions=rope&training.steps=800&training.batch_size=12&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=50&sampling.tokens=100",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::experiment::validate::problems;
    use crate::experiment::*;

    #[test]
    fn every_preset_is_understood_and_valid() {
        for preset in presets() {
            let link = link::decode(preset.link);
            assert_eq!(link.problems, [], "{}", preset.name);
            assert_eq!(problems(&link.experiment), [], "{}", preset.name);
        }
    }

    #[test]
    fn names_tell_presets_apart() {
        let names: HashSet<_> = presets().iter().map(|preset| preset.name).collect();
        assert_eq!(names.len(), presets().len());
        assert!(preset("nanogpt-cpu").is_some() && preset("nanogpt").is_none());
    }

    /// nanoGPT's README, "I only have a macbook", and its `train.py` for what the README leaves at its default.
    #[test]
    fn nanogpt_on_cpu_is_that_readmes_recipe() {
        let experiment = preset("nanogpt-cpu").unwrap().experiment();
        let gpt = Gpt {
            layers: 4,
            heads: 4,
            width: 128,
            context: 64,
            positions: Positions::Learned,
            norm: Norm::LayerNorm,
            activation: Activation::Gelu,
            dropout: 0.0,
            output: OutputLayer::Tied,
            bias: Bias::Off,
        };
        assert_eq!(experiment.model, Model::Gpt(gpt));
        let training = Training {
            steps: 2000,
            batch_size: 12,
            accumulation: 1,
            optimizer: Optimizer::AdamW(AdamW {
                beta1: 0.9,
                beta2: 0.99,
                epsilon: 1e-8,
                weight_decay: 0.1,
                decay: Decay::MatricesAndEmbeddings,
            }),
            learning_rate: 1e-3,
            schedule: Schedule::Cosine(Floor {
                final_fraction: 0.1,
            }),
            warmup: 100,
            clip_norm: 1.0,
            memory: Memory::KeepActivations,
            evaluate_every: 250,
            evaluate_batches: 20,
            patience: 0,
            sample_every: 250,
        };
        assert_eq!(experiment.training, training);
        assert_eq!(experiment.tokenizer, Tokenizer::Character);
    }
}
