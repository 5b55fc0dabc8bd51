//! Recipes worth starting from. A preset is a link, so it shows what it changes and can be shared as it is.
//!
//! A preset brings no text: it is applied to whatever is being read. What suits English letters does not suit Chinese
//! characters, so it has a recipe for each kind of writing.

use super::{Corpus, Experiment, Source, link};
use crate::words::{Language, Words};

/// A recipe with a name.
#[derive(Debug)]
pub struct Preset {
    /// What the command line calls it.
    pub name: &'static str,
    /// What the page calls it.
    pub title: Words,
    /// One line on what to expect.
    pub blurb: Words,
    /// Tuned for writing in letters.
    english: Variant,
    /// Tuned for writing in Chinese characters.
    chinese: Variant,
}

/// A preset's recipe for one kind of writing.
#[derive(Debug)]
pub struct Variant {
    /// The fragment of its link; nothing of a text in it.
    pub link: &'static str,
    /// About how long it takes on the bundled stories in the page, in seconds, on two cores without a GPU.
    pub seconds: f64,
}

impl Preset {
    /// The recipe for a text in this kind of writing.
    pub fn variant(&self, writing: Language) -> &Variant {
        match writing {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }

    /// The recipe, reading the stories in this language that come with Babble.
    pub fn experiment(&self, language: Language) -> Experiment {
        Experiment {
            corpus: Corpus {
                source: Source::stories(language),
                ..Corpus::default()
            },
            ..link::decode(self.variant(language).link).experiment
        }
    }
}

/// Every preset, in the order to try them.
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The one that trains when the page is opened without a recipe.
pub fn opening() -> &'static Preset {
    &PRESETS[0]
}

/// The preset of this name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// What presets of earlier versions were called, and those that took their place. One of them was there for its text.
pub const FORMER: [(&str, &str, Option<Language>); 2] = [
    ("bpe-gpt", "first-words", None),
    ("chinese-stories", "first-words", Some(Language::Chinese)),
];

/// nanoGPT's recipe is the same whatever it reads.
const NANOGPT: &str = "tokenizer.kind=character&model.kind=gpt&model.layers=4&model.heads=4&model.width=128&model.context=64&model.positions=learned&model.norm=layer_norm&model.activation=gelu&model.dropout=0&model.output=tied&model.bias=off&objective.label_smoothing=0&training.steps=2000&training.batch_size=12&training.accumulation=1&training.optimizer.kind=adam_w&training.optimizer.beta1=0.9&training.optimizer.beta2=0.99&training.optimizer.epsilon=1e-8&training.optimizer.weight_decay=0.1&training.optimizer.decay=matrices_and_embeddings&training.learning_rate=0.001&training.schedule.kind=cosine&training.schedule.final_fraction=0.1&training.warmup=100&training.clip_norm=1&training.evaluate_every=250&training.evaluate_batches=20";

static PRESETS: [Preset; 7] = [
    Preset {
        name: "first-words",
        title: Words::fixed("Words within seconds", "几秒学会词语"),
        blurb: Words::fixed(
            "What the page opens with: a small GPT that soon finds words, then learns to put them together.",
            "打开页面时训练的就是它：一个小小的 GPT，很快学会词语，再学着连词成句。",
        ),
        english: Variant {
            link: "tokenizer.kind=bpe&tokenizer.vocabulary=2048&model.kind=gpt&model.layers=2&model.heads=4&model.width=64&model.context=64&model.positions=rope&training.steps=1000&training.batch_size=4&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=20&sampling.tokens=80&sampling.temperature=0.7",
            seconds: 46.0,
        },
        chinese: Variant {
            link: "tokenizer.kind=bpe&tokenizer.vocabulary=3072&model.kind=gpt&model.layers=2&model.heads=4&model.width=64&model.context=64&model.positions=rope&training.steps=1000&training.batch_size=4&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=20&sampling.tokens=80&sampling.temperature=0.7",
            seconds: 41.0,
        },
    },
    Preset {
        name: "thirty-seconds",
        title: Words::fixed("Letter by letter", "逐字学起"),
        blurb: Words::fixed(
            "A tiny GPT without a head start: first it finds letters, then words, while you watch.",
            "一个很小的 GPT，一切从单个字符学起：先学常用字，再学词语。",
        ),
        english: Variant {
            link: "model.kind=gpt&model.layers=2&model.heads=4&model.width=64&model.context=64&model.positions=rope&training.steps=600&training.batch_size=12&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=30",
            seconds: 36.0,
        },
        chinese: Variant {
            link: "model.kind=gpt&model.layers=2&model.heads=4&model.width=64&model.context=64&model.positions=rope&training.steps=1500&training.batch_size=4&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=20&sampling.tokens=120",
            seconds: 37.0,
        },
    },
    Preset {
        name: "reads-like-the-corpus",
        title: Words::fixed("Reads like the corpus", "读起来像原文"),
        blurb: Words::fixed(
            "A larger GPT that writes whole stories after some minutes; best on a graphics card.",
            "更大的 GPT，几分钟后就能写出完整的小故事；用显卡更快。",
        ),
        english: Variant {
            link: "model.kind=gpt&model.layers=4&model.heads=4&model.width=128&model.context=128&model.dropout=0.1&model.positions=rope&training.steps=2000&training.batch_size=16&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=100&training.evaluate_every=100&sampling.tokens=300&sampling.temperature=0.7",
            seconds: 1_800.0,
        },
        chinese: Variant {
            link: "model.kind=gpt&model.layers=4&model.heads=4&model.width=128&model.context=128&model.dropout=0.1&model.positions=rope&training.steps=2000&training.batch_size=16&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=100&training.evaluate_every=100&sampling.tokens=300&sampling.temperature=0.7",
            seconds: 1_950.0,
        },
    },
    Preset {
        name: "nanogpt-cpu",
        title: Words::fixed("nanoGPT on CPU", "CPU 上的 nanoGPT"),
        blurb: Words::fixed(
            "The recipe of nanoGPT's README for a processor; on Tiny Shakespeare its loss falls to about 1.9.",
            "nanoGPT 说明文件中的 CPU 配方；在莎士比亚小语料上损失约降到 1.9。",
        ),
        english: Variant {
            link: NANOGPT,
            seconds: 360.0,
        },
        chinese: Variant {
            link: NANOGPT,
            seconds: 400.0,
        },
    },
    Preset {
        name: "lstm",
        title: Words::fixed("LSTM", "长短期记忆网络（LSTM）"),
        blurb: Words::fixed(
            "Reads one token at a time; its gates decide what to remember.",
            "一次读一个词元，用门控决定记住什么。",
        ),
        english: Variant {
            link: "tokenizer.kind=bpe&tokenizer.vocabulary=2048&model.kind=lstm&model.layers=1&model.width=128&model.context=64&model.forget_bias=1&training.steps=600&training.batch_size=8&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=20&sampling.tokens=80&sampling.temperature=0.7",
            seconds: 84.0,
        },
        chinese: Variant {
            link: "tokenizer.kind=bpe&tokenizer.vocabulary=3072&model.kind=lstm&model.layers=1&model.width=128&model.context=64&model.forget_bias=1&training.steps=600&training.batch_size=8&training.optimizer.kind=muon&training.learning_rate=0.02&training.warmup=20&sampling.tokens=80&sampling.temperature=0.7",
            seconds: 84.0,
        },
    },
    Preset {
        name: "trigram",
        title: Words::fixed("Trigram", "三元模型"),
        blurb: Words::fixed(
            "No network at all: it counts what followed each pair of tokens.",
            "完全不用神经网络：只数一数每两个词元后面出现过什么。",
        ),
        english: Variant {
            link: TRIGRAM,
            seconds: 1.0,
        },
        chinese: Variant {
            link: TRIGRAM,
            seconds: 1.0,
        },
    },
    Preset {
        name: "counting",
        title: Words::fixed("Counting at its best", "计数的极限"),
        blurb: Words::fixed(
            "Counts what followed up to six tokens, with the best smoothing there is for counts (Kneser–Ney): what a network has to beat.",
            "数一数最多六个词元之后出现过什么，并用 Kneser–Ney 平滑：这是神经网络要胜过的对手。",
        ),
        english: Variant {
            link: COUNTING,
            seconds: 1.0,
        },
        chinese: Variant {
            link: COUNTING,
            seconds: 1.0,
        },
    },
];

const TRIGRAM: &str =
    "model.kind=ngram&model.order=2&model.smoothing.kind=add_k&model.smoothing.k=0.1";

const COUNTING: &str = "model.kind=ngram&model.order=6&model.smoothing.kind=kneser_ney";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::experiment::validate::problems;
    use crate::experiment::*;

    #[test]
    fn every_preset_is_understood_and_valid() {
        for (preset, language) in all() {
            let link = link::decode(preset.variant(language).link);
            assert_eq!(link.problems, [], "{}", preset.name);
            assert_eq!(problems(&link.experiment), [], "{}", preset.name);
            assert_eq!(link.experiment.corpus, Corpus::default(), "{}", preset.name);
            let own = preset.experiment(language);
            assert_eq!(own.corpus.source, Source::stories(language));
            assert!(preset.variant(language).seconds > 0.0);
        }
    }

    fn all() -> impl Iterator<Item = (&'static Preset, Language)> {
        let both = [Language::English, Language::Chinese];
        presets()
            .iter()
            .flat_map(move |preset| both.map(|language| (preset, language)))
    }

    #[test]
    fn every_name_that_a_preset_ever_had_still_means_one() {
        for (former, name, _) in FORMER {
            assert!(
                preset(name).is_some() && preset(former).is_none(),
                "{former}"
            );
        }
    }

    /// They are watched, so they speak every few seconds, however fast the machine is.
    #[test]
    fn every_preset_speaks_by_the_clock() {
        for (preset, language) in all() {
            let training = preset.experiment(language).training;
            assert_eq!(training.sample_every, BY_TIME, "{}", preset.name);
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
        let experiment = preset("nanogpt-cpu").unwrap().experiment(Language::English);
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
            sample_every: BY_TIME,
        };
        assert_eq!(experiment.training, training);
        assert_eq!(experiment.tokenizer, Tokenizer::Character);
    }
}
