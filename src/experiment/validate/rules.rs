//! What can be wrong with a recipe before its text is known: values out of range, and values that contradict each other.

use std::collections::HashSet;

use crate::experiment::fields;
use crate::experiment::{Experiment, Schedule, Source, Subword, Tokenizer, Training};
use crate::words::{Problem, Words};

/// Everything wrong with an experiment that can be known without its text.
pub fn problems(experiment: &Experiment) -> Vec<Problem> {
    let mut problems = out_of_range(experiment);
    problems.extend(source(&experiment.corpus.source));
    problems.extend(tokenizer(&experiment.tokenizer));
    problems.extend(experiment.model.family().problems());
    if !experiment.model.counts() {
        problems.extend(training(&experiment.training));
    }
    problems
}

fn problem(path: &str, en: impl Into<String>, zh: impl Into<String>) -> Problem {
    Problem::at(path, Words::new(en, zh))
}

/// Values that the table of settings does not allow, and idle leaves that are set all the same.
fn out_of_range(experiment: &Experiment) -> Vec<Problem> {
    let mut problems: Vec<_> = experiment
        .leaves()
        .into_iter()
        .filter_map(|leaf| leaf.field.accept(&leaf.value).err())
        .collect();
    for (path, value, default) in fields::idle_leaves(experiment) {
        if value != default {
            problems.push(problem(
                path,
                format!("The kind chosen here does not use this setting. Leave it out, or set it back to {default}."),
                format!("当前选择的类型用不到这项设置。请去掉它，或改回 {default}。"),
            ));
        }
    }
    problems
}

fn source(source: &Source) -> Option<Problem> {
    match source {
        Source::Pasted(pasted) if pasted.text.trim().is_empty() => Some(problem(
            "corpus.source.text",
            "There is no text yet. Paste or type some, or choose another text.",
            "还没有文本。请粘贴或输入一些文字，或选择其他文本。",
        )),
        Source::File(file) if file.name.is_empty() => Some(problem(
            "corpus.source.name",
            "No file is open. Open one, or choose another text.",
            "还没有打开文件。请打开一个文件，或选择其他文本。",
        )),
        Source::Address(address) if !is_https(&address.url) => Some(problem(
            "corpus.source.url",
            "This is not an https address. Give one that begins with https://, without blanks, user name or password.",
            "这不是 https 网址。请填写以 https:// 开头的地址，不含空格、用户名或密码。",
        )),
        _ => None,
    }
}

/// `https://host…`, nothing that hides where it leads.
fn is_https(url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty()
            && !host.contains(['@', '\\'])
            && !url.contains(|character: char| character.is_whitespace() || character.is_control())
    })
}

fn tokenizer(tokenizer: &Tokenizer) -> Vec<Problem> {
    match tokenizer {
        Tokenizer::Character | Tokenizer::Byte => Vec::new(),
        Tokenizer::File(file) if file.name.is_empty() => vec![problem(
            "tokenizer.name",
            "No tokenizer.json is open. Open one, or choose another tokenizer.",
            "还没有打开 tokenizer.json。请打开一个，或选择其他分词器。",
        )],
        Tokenizer::File(_) => Vec::new(),
        // The alphabet of byte-level BPE alone has 256 tokens.
        Tokenizer::Bpe(subword) => special_tokens(subword, 256),
        Tokenizer::WordPiece(subword) | Tokenizer::Unigram(subword) => special_tokens(subword, 1),
    }
}

/// Special tokens differ from each other, stay short, and leave room in the vocabulary for `alphabet` and more.
fn special_tokens(subword: &Subword, alphabet: usize) -> Vec<Problem> {
    const LONGEST: usize = 64;
    const PATH: &str = "tokenizer.special_tokens";
    let tokens: Vec<_> = subword.special_tokens.split_whitespace().collect();
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    for token in &tokens {
        if !seen.insert(token) {
            problems.push(problem(
                PATH,
                format!("The special token {token} is listed twice. Keep one of them."),
                format!("特殊词元 {token} 重复了，请只保留一个。"),
            ));
        }
        if token.chars().count() > LONGEST {
            problems.push(problem(
                PATH,
                format!("A special token has more than {LONGEST} characters. Make it shorter."),
                format!("有特殊词元超过 {LONGEST} 个字符，请缩短。"),
            ));
        }
    }
    let least = alphabet + tokens.len() + 1;
    if subword.vocabulary < least {
        problems.push(problem(
            "tokenizer.vocabulary",
            format!("The vocabulary must have at least {least} tokens to hold the alphabet, {} special tokens and one more. Make it larger.", tokens.len()),
            format!("词表至少要有 {least} 个词元，才能容纳字母表、{} 个特殊词元和一个新词元。请增大词表。", tokens.len()),
        ));
    }
    problems
}

fn training(training: &Training) -> Vec<Problem> {
    let mut problems = Vec::new();
    if matches!(training.schedule, Schedule::Noam) && training.warmup == 0 {
        problems.push(problem(
            "training.warmup",
            "The Noam schedule needs a warm-up. Use at least one warm-up step.",
            "Noam 调度离不开预热，请至少设 1 步预热。",
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::experiment::{
        AddK, Address, DeviceChoice, Gpt, Model, Ngram, Pasted, Recurrent, Sampling, Smoothing,
    };

    fn paths(experiment: &Experiment) -> Vec<String> {
        problems(experiment)
            .into_iter()
            .map(|problem| problem.path)
            .collect()
    }

    fn with(changes: &[(&str, serde_json::Value)]) -> Experiment {
        changes
            .iter()
            .fold(Experiment::default(), |experiment, (path, value)| {
                experiment.set(path, value.clone()).unwrap()
            })
    }

    #[test]
    fn the_default_recipe_has_no_problem() {
        assert_eq!(problems(&Experiment::default()), []);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let mut experiment = with(&[
            ("model.heads", json!(5)),
            ("training.steps", json!(10)),
            ("corpus.source.kind", json!("address")),
        ]);
        experiment.training.learning_rate = f64::NAN;
        experiment.sampling.temperature = f64::INFINITY;
        experiment.sampling.prompt = "x".repeat(5000);
        experiment.training.batch_size = 0;
        experiment.seed = 1 << 53;
        let mut found = paths(&experiment);
        found.sort();
        assert_eq!(
            found,
            [
                "corpus.source.url",
                "model.heads",
                "model.width",
                "sampling.prompt",
                "sampling.temperature",
                "seed",
                "training.batch_size",
                "training.learning_rate",
            ]
        );
    }

    #[test]
    fn attention_shares_the_width_evenly() {
        // It is told at both, wherever the person has typed.
        let uneven = with(&[("model.heads", json!(3))]);
        assert_eq!(paths(&uneven), ["model.heads", "model.width"]);
        let rope = [
            ("model.positions", json!("rope")),
            ("model.width", json!(12)),
        ];
        assert_eq!(paths(&with(&rope)), ["model.positions"]);
        assert_eq!(paths(&with(&rope[..1])), [""; 0]);
        let [heads, width] = &problems(&uneven)[..] else {
            panic!("two controls");
        };
        let (heads, width) = (&heads.message.en, &width.message.en);
        assert!(heads.ends_with("such as 2 / 4."), "{heads}");
        assert!(width.ends_with("such as 63 / 66."), "{width}");
        let absurd = Gpt {
            heads: usize::MAX,
            width: usize::MAX - 1,
            ..Gpt::default()
        };
        assert_eq!(Model::Gpt(absurd).family().problems().len(), 2);
    }

    #[test]
    fn zero_heads_are_one_problem_and_no_panic() {
        let model = Model::Gpt(Gpt {
            heads: 0,
            ..Gpt::default()
        });
        assert_eq!(
            paths(&Experiment {
                model,
                ..Experiment::default()
            }),
            ["model.heads"]
        );
    }

    #[test]
    fn a_run_may_be_shorter_than_its_warm_up_and_noam_needs_one() {
        let short = with(&[("training.steps", json!(50))]);
        assert_eq!(paths(&short), [""; 0]);
        let noam = with(&[
            ("training.schedule.kind", json!("noam")),
            ("training.warmup", json!(0)),
        ]);
        assert_eq!(paths(&noam), ["training.warmup"]);
    }

    #[test]
    fn counts_are_smoothed() {
        // Without it, one continuation that was never seen would make the loss infinite.
        let unsmoothed = Smoothing::AddK(AddK { k: 0.0 });
        let model = Model::Ngram(Ngram {
            order: 2,
            smoothing: unsmoothed,
        });
        let experiment = Experiment {
            model,
            ..Experiment::default()
        };
        assert_eq!(paths(&experiment), ["model.smoothing.k"]);
    }

    #[test]
    fn only_plain_https_addresses_are_fetched() {
        for (url, fine) in [
            ("https://example.org/a.txt", true),
            ("https://example.org?x=@", true),
            ("http://example.org/a.txt", false),
            ("https://", false),
            ("https:///a.txt", false),
            ("https://user@example.org/", false),
            ("https://example.org/a b", false),
            ("javascript:alert(1)", false),
            ("", false),
        ] {
            let found = source(&Source::Address(Address { url: url.into() }));
            assert_eq!(found.is_none(), fine, "{url}");
        }
        let blank = Source::Pasted(Pasted { text: " \n".into() });
        assert_eq!(
            source(&blank).map(|problem| problem.path).as_deref(),
            Some("corpus.source.text")
        );
    }

    #[test]
    fn special_tokens_fit_and_differ() {
        let tokens = |special_tokens: &str, vocabulary| Subword {
            special_tokens: special_tokens.into(),
            vocabulary,
            ..Subword::default()
        };
        assert_eq!(special_tokens(&tokens("<a> <b>", 259), 256), []);
        assert_eq!(
            special_tokens(&tokens("<a> <b>", 258), 256)[0].path,
            "tokenizer.vocabulary"
        );
        assert_eq!(special_tokens(&tokens("<a> <a>", 512), 256).len(), 1);
    }

    #[test]
    fn an_idle_setting_is_not_silently_ignored() {
        let forgetful = Recurrent {
            forget_bias: 2.0,
            ..Recurrent::default()
        };
        let gru = Experiment {
            model: Model::Gru(forgetful.clone()),
            ..Experiment::default()
        };
        assert_eq!(paths(&gru), ["model.forget_bias"]);
        let lstm = Experiment {
            model: Model::Lstm(forgetful),
            ..Experiment::default()
        };
        assert_eq!(paths(&lstm), [""; 0]);
    }

    #[test]
    fn messages_speak_both_languages() {
        let mut experiment = with(&[("model.heads", json!(5)), ("tokenizer.kind", json!("file"))]);
        experiment.device = DeviceChoice::Gpu;
        experiment.sampling = Sampling {
            tokens: 0,
            ..Sampling::default()
        };
        let found = problems(&experiment);
        assert_eq!(found.len(), 4);
        for problem in found {
            assert!(problem.message.en.ends_with('.') && problem.message.zh.ends_with('。'));
        }
    }
}
