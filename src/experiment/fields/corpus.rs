//! The settings of the text and of its tokenizer.

use super::{Choice, Control, Field, Group, Lines, Scale, row};
use crate::experiment::{Format, Source};
use crate::words::Words;

/// The most pasted text that is kept in a recipe, in bytes; more belongs into a file.
pub const MAX_PASTED_BYTES: usize = 1 << 20;

pub(super) const ROWS: &[Field] = &[
    row(
        "corpus.source.kind",
        Group::Corpus,
        Words::fixed("Text to learn from", "学习的文本"),
        Words::fixed(
            "Everything the model will ever know comes from this text.",
            "模型学到的一切都来自这段文本。",
        ),
        Control::Choice(const { &[
            Choice::new("english_stories", "English stories", "英文小故事"),
            Choice::new("chinese_stories", "Chinese stories", "中文小故事"),
            Choice::new("pasted", "Your own text", "自己的文本"),
            Choice::new("file", "A file", "文件"),
            Choice::new("address", "A web address", "网址"),
        ] }),
    )
    .essential(),
    row(
        "corpus.source.text",
        Group::Corpus,
        Words::fixed("Your text", "你的文本"),
        Words::fixed(
            "Paste or type some pages; the more there is, the more can be learned.",
            "粘贴或输入几页文字；文本越多，能学到的越多。",
        ),
        Control::Text {
            lines: Lines::Many,
            max_bytes: MAX_PASTED_BYTES,
        },
    )
    .of(&["pasted"])
    .essential(),
    row(
        "corpus.source.name",
        Group::Corpus,
        Words::fixed("File name", "文件名"),
        Words::fixed(
            "A .txt, .md, .csv or .jsonl file of up to 64 MiB; it stays on this computer.",
            "不超过 64 MiB 的 .txt、.md、.csv 或 .jsonl 文件；文件不会离开这台电脑。",
        ),
        Control::Text {
            lines: Lines::One,
            max_bytes: 255,
        },
    )
    .of(&["file"])
    .essential(),
    row(
        "corpus.source.url",
        Group::Corpus,
        Words::fixed("Address", "网址"),
        Words::fixed(
            "An https address of a text file whose site allows other pages to read it.",
            "一个允许跨站读取的 https 文本文件地址。",
        ),
        Control::Text {
            lines: Lines::One,
            max_bytes: 2048,
        },
    )
    .of(&["address"])
    .essential(),
    row(
        "corpus.field",
        Group::Corpus,
        Words::fixed("Column or field", "列名或字段名"),
        Words::fixed(
            "The column of a .csv, or the field of a .jsonl, that holds the text; if only one does, it is taken automatically.",
            ".csv 中存放文本的列，或 .jsonl 中存放文本的字段；只有一个时会自动选用。",
        ),
        Control::Text {
            lines: Lines::One,
            max_bytes: 200,
        },
    )
    .when(|experiment| match &experiment.corpus.source {
        Source::File(file) => Format::of(&file.name) != Format::Plain,
        Source::Address(address) => Format::of(&address.url) != Format::Plain,
        _ => false,
    })
    .essential(),
    row(
        "corpus.train_fraction",
        Group::Corpus,
        Words::fixed("Share for training", "训练集比例"),
        Words::fixed(
            "The first part of the text is learned from; the rest tests whether the model understood more than it memorised.",
            "文本的前一部分用于学习，其余部分用来检验模型是学会了规律，还是只记住了原文。",
        ),
        Control::Number {
            min: 0.5,
            max: 0.99,
            scale: Scale::Linear,
        },
    ),
];

const SUBWORD: &[&str] = &["bpe", "word_piece", "unigram"];

pub(super) const TOKENIZER_ROWS: &[Field] = &[
    row(
        "tokenizer.kind",
        Group::Tokenizer,
        Words::fixed("Token type", "词元类型"),
        Words::fixed(
            "The pieces the text is cut into; the model predicts one piece at a time.",
            "文本被切分成的小块；模型一次预测一块。",
        ),
        Control::Choice(const { &[
            Choice::new("character", "Characters", "字符"),
            Choice::new("byte", "Bytes", "字节"),
            Choice::new("bpe", "Byte-pair encoding (BPE)", "字节对编码（BPE）"),
            Choice::new("word_piece", "WordPiece", "WordPiece"),
            Choice::new("unigram", "Unigram", "Unigram（一元语言模型）"),
            Choice::new("file", "From a tokenizer.json", "来自 tokenizer.json"),
        ] }),
    )
    .essential(),
    row(
        "tokenizer.vocabulary",
        Group::Tokenizer,
        Words::fixed("Vocabulary size", "词表大小"),
        Words::fixed(
            "How many different tokens there are; a larger vocabulary means longer tokens and a larger model. BPE starts from the 256 bytes.",
            "不同词元的个数；词表越大，词元越长，模型也越大。BPE 从 256 个字节开始。",
        ),
        Control::Integer { min: 257, max: 32_768 },
    )
    .of(&["bpe"])
    .essential(),
    row(
        "tokenizer.vocabulary",
        Group::Tokenizer,
        Words::fixed("Vocabulary size", "词表大小"),
        Words::fixed(
            "How many different tokens there are; a larger vocabulary means longer tokens and a larger model.",
            "不同词元的个数；词表越大，词元越长，模型也越大。",
        ),
        Control::Integer { min: 32, max: 32_768 },
    )
    .of(&["word_piece", "unigram"])
    .essential(),
    row(
        "tokenizer.min_frequency",
        Group::Tokenizer,
        Words::fixed("Minimum frequency", "最低频次"),
        Words::fixed(
            "Pairs that occur less often than this are not merged.",
            "出现次数低于此值的相邻对不会合并。",
        ),
        Control::Integer { min: 1, max: 1000 },
    )
    .of(&["bpe", "word_piece"]),
    row(
        "tokenizer.normalizer",
        Group::Tokenizer,
        Words::fixed("Normalisation", "文本规范化"),
        Words::fixed(
            "What is done to the text first, so that characters that look alike become the same.",
            "先对文本做的处理，使看起来相同的字符变成同一个字符。",
        ),
        Control::Choice(const { &[
            Choice::new("none", "None", "不处理"),
            Choice::new("nfc", "NFC (compose accents)", "NFC（合并重音符号）"),
            Choice::new("nfkc", "NFKC (also unify widths)", "NFKC（并统一全角与半角）"),
            Choice::new("nfkc_lowercase", "NFKC and lower case", "NFKC 并转为小写"),
        ] }),
    )
    .of(SUBWORD),
    row(
        "tokenizer.special_tokens",
        Group::Tokenizer,
        Words::fixed("Special tokens", "特殊词元"),
        Words::fixed(
            "Words that are never cut, such as <|end|>, separated by blanks.",
            "永不切分的标记，如 <|end|>，用空格分隔。",
        ),
        Control::Text {
            lines: Lines::One,
            max_bytes: 500,
        },
    )
    .of(SUBWORD),
    row(
        "tokenizer.name",
        Group::Tokenizer,
        Words::fixed("File name", "文件名"),
        Words::fixed(
            "A tokenizer.json in Hugging Face's format; it stays on this computer.",
            "Hugging Face 格式的 tokenizer.json；文件不会离开这台电脑。",
        ),
        Control::Text {
            lines: Lines::One,
            max_bytes: 255,
        },
    )
    .of(&["file"])
    .essential(),
];
