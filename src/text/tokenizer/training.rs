//! Learning a vocabulary from the corpus: byte-level BPE, WordPiece and Unigram, by Hugging Face's trainers.
//!
//! The words of the text are counted in portions, between which the sink hears of the progress and may give up;
//! then the trainer is given the counts. Hugging Face's trainers visit hash maps in an order that changes from run to
//! run; where the result would depend on it, it is fixed here, so that one corpus and one recipe give one vocabulary.
//!
//! No token spans two words. BPE cuts words as GPT-2 does; WordPiece and Unigram take a run of letters or digits with
//! the blank before it, and every other character by itself. So decoding gives back every blank and line break, and
//! losses per character are fair.

use std::collections::{BTreeMap, BTreeSet};

use tokenizers::models::bpe::{BPE, BpeTrainer};
use tokenizers::models::unigram::{Unigram, UnigramTrainer};
use tokenizers::models::wordpiece::{WordPiece, WordPieceTrainer};
use tokenizers::normalizers::{Lowercase, NFC, NFKC, Sequence};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::fixed_length::FixedLength;
use tokenizers::pre_tokenizers::sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{
    AddedToken, DecoderWrapper, ModelWrapper, NormalizedString, Normalizer as _, NormalizerWrapper,
    OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer as _, PreTokenizerWrapper,
    SplitDelimiterBehavior, Trainer,
};

use super::opened::OpenedTokenizer;
use super::portions::{Seams, portions};
use super::suffixes;
use crate::experiment::{Normalizer, Subword};
use crate::progress::{Halt, ProgressSink, report};
use crate::protocol::Stage;
use crate::words::{Problem, Words};

/// A run of letters or of digits with the blank before it, or any other single character.
pub(super) const WORD_PATTERN: &str = r" ?[\p{L}\p{M}]+| ?\p{N}+|[^\p{L}\p{M}\p{N}]";

/// The mark of a WordPiece that continues a word. `#` is always a word by itself, so the mark is never text.
pub(super) const CONTINUATION_PATTERN: &str = "^##";
const CONTINUATION: &str = "##";

/// Stands for a character that the corpus did not have, in WordPiece and Unigram.
const WORDPIECE_UNKNOWN: &str = "[UNK]";
const UNIGRAM_UNKNOWN: &str = "<unk>";

/// The longest word that WordPiece reads, in characters: a longer one would be one unknown token.
pub(super) const LONGEST_WORD: usize = 1_000;

/// The pieces, in characters, of a word that is longer than that, such as a strand of DNA: all that learn see them as words
/// of their own, and a WordPiece whose text has such words cuts every word so. WordPiece takes time with the square of a
/// word's length.
const STRIDE: usize = 100;

/// The share of the progress that counting takes; the trainers themselves cannot say how far they are.
const COUNTING: f64 = 0.6;

/// The three ways of learning a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Byte-level byte-pair encoding.
    Bpe,
    /// WordPiece.
    WordPiece,
    /// The unigram language model.
    Unigram,
}

/// Words and how often each occurs.
type Counts = BTreeMap<String, u32>;

/// Trains a tokenizer on a text.
///
/// # Errors
///
/// If the vocabulary is too small for the text's characters, or the sink gave up.
pub(super) async fn train<C: ProgressSink>(
    algorithm: Algorithm,
    recipe: &Subword,
    text: &str,
    sink: &mut C,
) -> Result<OpenedTokenizer, Halt> {
    tokenizers::utils::parallelism::set_parallelism(false);
    let mut pipeline = Pipeline::new(algorithm, recipe.normalizer);
    let counts = pipeline.count(text, sink).await?;
    let special = special_tokens(algorithm, recipe);
    let needed = needed(algorithm, &counts, special.len());
    if recipe.vocabulary < needed {
        return Err(too_small(recipe.vocabulary, needed).into());
    }
    let model = match algorithm {
        Algorithm::Bpe => train_bpe(recipe, &counts, &special),
        Algorithm::WordPiece => train_wordpiece(recipe, &counts, &special),
        Algorithm::Unigram => train_unigram(recipe, &counts, &special),
    };
    report(sink, Stage::TrainingTokenizer, 1.0).await?;
    let tokenizer = model.and_then(|model| pipeline.finish(model, &special)).map_err(|error| {
        Problem::at(
            "tokenizer",
            Words::new(
                format!("The tokenizer could not be trained: {error}. Use more text or another kind of tokenizer."),
                format!("分词器训练失败：{error}。请增加文本，或换一种分词器。"),
            ),
        )
    })?;
    OpenedTokenizer::new(tokenizer).map_err(|message| Problem::at("tokenizer", message).into())
}

fn too_small(vocabulary: usize, needed: usize) -> Problem {
    Problem::at(
        "tokenizer.vocabulary",
        Words::new(
            format!(
                "A vocabulary of {vocabulary} is too small: the characters of this text and the special tokens alone need {needed}. Set it to {needed} or more, or use BPE, which needs only 256."
            ),
            format!(
                "{vocabulary} 的词表太小：仅这段文本的字符和特殊词元就需要 {needed} 个。请设为至少 {needed}，或改用只需 256 个的 BPE。"
            ),
        ),
    )
}

/// What the recipe names, in order and once each, after the unknown token that the algorithm itself needs.
fn special_tokens(algorithm: Algorithm, recipe: &Subword) -> Vec<String> {
    let own = match algorithm {
        Algorithm::Bpe => None,
        Algorithm::WordPiece => Some(WORDPIECE_UNKNOWN),
        Algorithm::Unigram => Some(UNIGRAM_UNKNOWN),
    };
    let mut tokens: Vec<String> = Vec::new();
    for token in own
        .into_iter()
        .chain(recipe.special_tokens.split_whitespace())
    {
        if !tokens.iter().any(|known| known == token) {
            tokens.push(token.to_owned());
        }
    }
    tokens
}

/// The tokens that cannot be left out: special ones, and those for single characters.
fn needed(algorithm: Algorithm, counts: &Counts, special: usize) -> usize {
    let characters: BTreeSet<char> = counts.keys().flat_map(|word| word.chars()).collect();
    special
        + match algorithm {
            Algorithm::Bpe => ByteLevel::alphabet().len(),
            Algorithm::WordPiece => characters.len() + continuing(counts).len(),
            // One more, because the trainer stops at its bound only after it has added a piece.
            Algorithm::Unigram => characters.len() + 1,
        }
}

/// The characters that occur within a word.
fn continuing(counts: &Counts) -> BTreeSet<char> {
    counts
        .keys()
        .flat_map(|word| word.chars().skip(1))
        .collect()
}

/// Everything about a tokenizer but its model.
struct Pipeline {
    algorithm: Algorithm,
    normalizer: Option<NormalizerWrapper>,
    pre_tokenizer: PreTokenizerWrapper,
    decoder: DecoderWrapper,
    /// Whether the text had a word longer than [`LONGEST_WORD`].
    met_long_word: bool,
}

impl Pipeline {
    fn new(algorithm: Algorithm, normalizer: Normalizer) -> Self {
        let normalizer = match normalizer {
            Normalizer::None => None,
            Normalizer::Nfc => Some(NFC.into()),
            Normalizer::Nfkc => Some(NFKC.into()),
            Normalizer::NfkcLowercase => {
                Some(Sequence::new(vec![NFKC.into(), Lowercase.into()]).into())
            }
        };
        let (pre_tokenizer, decoder) = match algorithm {
            Algorithm::Bpe => (
                ByteLevel::new(false, false, true).into(),
                ByteLevel::new(false, false, true).into(),
            ),
            Algorithm::WordPiece => (words().into(), without_continuation().into()),
            Algorithm::Unigram => (
                words().into(),
                tokenizers::decoders::fuse::Fuse::new().into(),
            ),
        };
        Pipeline {
            algorithm,
            normalizer,
            pre_tokenizer,
            decoder,
            met_long_word: false,
        }
    }

    /// Counts the words of a text, portion by portion.
    async fn count<C: ProgressSink>(&mut self, text: &str, sink: &mut C) -> Result<Counts, Halt> {
        let mut counts = Counts::new();
        let mut done = 0;
        for portion in portions(text, Seams::Words) {
            self.count_portion(portion, &mut counts);
            done += portion.len();
            let fraction = COUNTING * done as f64 / text.len() as f64;
            report(sink, Stage::TrainingTokenizer, fraction).await?;
        }
        Ok(counts)
    }

    fn count_portion(&mut self, portion: &str, counts: &mut Counts) {
        let mut normalized = NormalizedString::from(portion);
        if let Some(normalizer) = &self.normalizer {
            normalizer
                .normalize(&mut normalized)
                .expect("Unicode normalisation of text cannot fail");
        }
        let mut cut = PreTokenizedString::from(normalized);
        self.pre_tokenizer
            .pre_tokenize(&mut cut)
            .expect("the patterns are fixed and match any text");
        for (word, _, _) in cut.get_splits(OffsetReferential::Original, OffsetType::Byte) {
            if word.chars().nth(LONGEST_WORD).is_none() {
                *counts.entry(word.to_owned()).or_default() += 1;
                continue;
            }
            self.met_long_word = true;
            let characters: Vec<char> = word.chars().collect();
            for piece in characters.chunks(STRIDE) {
                *counts.entry(piece.iter().collect()).or_default() += 1;
            }
        }
    }

    fn finish(
        self,
        model: ModelWrapper,
        special: &[String],
    ) -> tokenizers::Result<tokenizers::Tokenizer> {
        let mut tokenizer = tokenizers::Tokenizer::new(model);
        tokenizer.with_normalizer(self.normalizer)?;
        let pre_tokenizer = if self.algorithm == Algorithm::WordPiece && self.met_long_word {
            let cut = FixedLength::new(STRIDE).into();
            sequence::Sequence::new(vec![self.pre_tokenizer, cut]).into()
        } else {
            self.pre_tokenizer
        };
        tokenizer.with_pre_tokenizer(Some(pre_tokenizer));
        tokenizer.with_decoder(Some(self.decoder));
        tokenizer.add_special_tokens(added(special))?;
        Ok(tokenizer)
    }
}

fn words() -> Split {
    Split::new(
        SplitPattern::Regex(WORD_PATTERN.into()),
        SplitDelimiterBehavior::Isolated,
        false,
    )
    .expect("the pattern is fixed and valid")
}

fn without_continuation() -> tokenizers::normalizers::Replace {
    let pattern =
        tokenizers::normalizers::replace::ReplacePattern::Regex(CONTINUATION_PATTERN.into());
    tokenizers::normalizers::Replace::new(pattern, "").expect("the pattern is fixed and valid")
}

fn added(tokens: &[String]) -> Vec<AddedToken> {
    tokens
        .iter()
        .map(|token| AddedToken::from(token.as_str(), true))
        .collect()
}

/// Gives a trainer every word as often as it occurs.
fn feed<T: Trainer>(trainer: &mut T, counts: &Counts) -> tokenizers::Result<()> {
    let words = counts
        .iter()
        .flat_map(|(word, &count)| std::iter::repeat_n(word.as_str(), count as usize));
    trainer.feed(words, |word| Ok(vec![word.to_owned()]))
}

fn train_bpe(
    recipe: &Subword,
    counts: &Counts,
    special: &[String],
) -> tokenizers::Result<ModelWrapper> {
    let mut trainer = BpeTrainer::builder()
        .show_progress(false)
        .vocab_size(recipe.vocabulary)
        .min_frequency(recipe.min_frequency as u64)
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
        .special_tokens(added(special))
        .build();
    feed(&mut trainer, counts)?;
    let mut model = BPE::default();
    trainer.train(&mut model)?;
    Ok(model.into())
}

/// WordPiece as Hugging Face trains it: the merges of a BPE over characters.
///
/// The trainer numbers the continuing characters in the order in which it meets them in a hash map, and breaks ties by
/// these numbers. Naming them as special tokens numbers them in sorted order; as special tokens they are not kept.
fn train_wordpiece(
    recipe: &Subword,
    counts: &Counts,
    special: &[String],
) -> tokenizers::Result<ModelWrapper> {
    let continuing = continuing(counts)
        .into_iter()
        .map(|c| format!("{CONTINUATION}{c}"));
    let numbered: Vec<String> = special.iter().cloned().chain(continuing).collect();
    let mut trainer = WordPieceTrainer::builder()
        .show_progress(false)
        .vocab_size(recipe.vocabulary)
        .min_frequency(recipe.min_frequency as u64)
        .special_tokens(added(&numbered))
        .build();
    feed(&mut trainer, counts)?;
    let mut model = WordPiece::builder()
        .unk_token(WORDPIECE_UNKNOWN.into())
        .max_input_chars_per_word(LONGEST_WORD)
        .build()?;
    trainer.train(&mut model)?;
    Ok(model.into())
}

/// The unigram model; words rarer than the minimum frequency take no part, but their characters stay in the vocabulary.
fn train_unigram(
    recipe: &Subword,
    counts: &Counts,
    special: &[String],
) -> tokenizers::Result<ModelWrapper> {
    let minimum = u32::try_from(recipe.min_frequency).unwrap_or(u32::MAX);
    let frequent: Vec<(String, u32)> = counts
        .iter()
        .filter(|&(_, &count)| count >= minimum)
        .map(|(word, &count)| (word.clone(), count))
        .collect();
    let trainer = UnigramTrainer::builder()
        .show_progress(false)
        .vocab_size(u32::try_from(recipe.vocabulary).unwrap_or(u32::MAX))
        .unk_token(Some(UNIGRAM_UNKNOWN.into()))
        .special_tokens(added(special))
        .initial_alphabet(counts.keys().flat_map(|word| word.chars()).collect())
        .build()?;
    let mut model = Unigram::default();
    let pieces = if frequent.is_empty() {
        characters_alone(counts, special)
    } else {
        trainer.do_train(in_sortable_order(frequent)?, &mut model)?;
        in_fixed_order(&model, special.len())
    };
    let unknown = special.iter().position(|token| token == UNIGRAM_UNKNOWN);
    Ok(Unigram::from(pieces, unknown, false)?.into())
}

/// The words in an order that the trainer's suffix sorting can bear: the first rotation of the sorted one that is.
fn in_sortable_order(mut words: Vec<(String, u32)>) -> tokenizers::Result<Vec<(String, u32)>> {
    for _ in 0..words.len() {
        if suffixes::can_be_sorted(&words) {
            return Ok(words);
        }
        words.rotate_right(1);
    }
    Err("its words cannot be sorted by their endings".into())
}

/// What is left where no word is frequent enough to learn from: every character, all equally likely.
fn characters_alone(counts: &Counts, special: &[String]) -> Vec<(String, f64)> {
    let characters: BTreeSet<char> = counts.keys().flat_map(|word| word.chars()).collect();
    let score = (-(characters.len() as f64).ln() * 1e6).round() / 1e6;
    let special = special.iter().map(|token| (token.clone(), 0.0));
    special
        .chain(characters.into_iter().map(|c| (c.to_string(), score)))
        .collect()
}

/// The pieces of a trained model in an order that does not depend on that of a hash map.
///
/// The trainer keeps every character; those that its pruning had dropped get scores just above the lowest, spaced
/// evenly in the order of a hash set. Here they get the same scores in the order of the characters. Then all pieces are
/// sorted by falling score, equal ones by text.
fn in_fixed_order(model: &Unigram, special: usize) -> Vec<(String, f64)> {
    let mut pieces: Vec<(String, f64)> = model.iter().cloned().collect();
    let learned = &mut pieces[special..];
    // Where the pruning has dropped every piece, "just above the lowest" is infinite.
    for (_, score) in learned.iter_mut().filter(|(_, score)| !score.is_finite()) {
        *score = 0.0;
    }
    let lowest = learned
        .iter()
        .map(|(_, score)| *score)
        .fold(f64::INFINITY, f64::min);
    let mut penalty = 0.0;
    let returned: BTreeSet<u64> = learned
        .iter()
        .map(|_| {
            let score = lowest + penalty;
            penalty += 0.0001;
            score.to_bits()
        })
        .collect();
    let is_returned = |(piece, score): &(String, f64)| {
        returned.contains(&score.to_bits()) && piece.chars().nth(1).is_none()
    };
    let mut places: Vec<usize> = (0..learned.len())
        .filter(|&i| is_returned(&learned[i]))
        .collect();
    let mut characters: Vec<String> = places.iter().map(|&i| learned[i].0.clone()).collect();
    places.sort_by(|&a, &b| learned[a].1.total_cmp(&learned[b].1));
    characters.sort();
    for (place, character) in places.into_iter().zip(characters) {
        learned[place].0 = character;
    }
    // Six decimals survive being written as JSON and read again to the last bit.
    for (_, score) in learned.iter_mut() {
        *score = (*score * 1e6).round() / 1e6;
    }
    learned.sort_by(|(a, a_score), (b, b_score)| b_score.total_cmp(a_score).then_with(|| a.cmp(b)));
    pieces
}
