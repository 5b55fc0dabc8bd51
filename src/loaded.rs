//! A model and the tokenizer it speaks through: all it takes to generate, probe and compare, without a corpus.

use std::sync::Arc;

use burn::tensor::Device;

use crate::experiment::validate::TextFacts;
use crate::experiment::{Experiment, Model, Plan, Sampling};
use crate::learner;
use crate::predictor::Predictor;
use crate::progress::{Halt, ProgressSink};
use crate::protocol::Artifact;
use crate::sample::Generation;
use crate::session::Saved;
use crate::text::tokenizer::{self, Tokenizer};
use crate::weights::File;
use crate::words::{Problem, Words};

/// Most characters of a text that are named in a message.
const NAMED: usize = 12;

/// A model that can be spoken to. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LoadedModel {
    /// Cuts text into tokens.
    pub tokenizer: Arc<Tokenizer>,
    /// Predicts them.
    pub predictor: Predictor,
    /// Steps it has learned.
    pub step: usize,
    /// What it reads where there is no prompt; never empty. See [`usual_beginning`].
    pub beginning: Vec<u32>,
    /// Its recipe.
    pub experiment: Experiment,
}

impl LoadedModel {
    /// Opens a saved run without its text.
    ///
    /// # Errors
    ///
    /// Every problem with the recipe, or what is wrong with the file.
    pub fn open(artifact: &Artifact, device: &Device) -> Result<Self, Vec<Problem>> {
        let tokenizer = open_tokenizer(&artifact.tokenizer).map_err(|problem| vec![problem])?;
        let facts = facts_without_text(&tokenizer, &artifact.experiment.model);
        let plan = Plan::new(artifact.experiment.clone(), facts)?;
        let file = File::open(&artifact.weights).map_err(|problem| vec![problem])?;
        let predictor = learner::open(&plan, &file, device).map_err(|problem| vec![problem])?;
        let saved = Saved::from_json(file.metadata());
        let beginning = saved.beginning_within(tokenizer.vocabulary_size());
        Ok(LoadedModel {
            beginning: beginning.map_or_else(|| usual_beginning(&tokenizer, &[]), <[u32]>::to_vec),
            tokenizer: Arc::new(tokenizer),
            predictor,
            step: artifact.step,
            experiment: artifact.experiment.clone(),
        })
    }

    /// A text's tokens; `path` is the setting it came from, if any.
    ///
    /// # Errors
    ///
    /// Where it has characters that the tokenizer does not know.
    pub fn encode(&self, text: &str, path: &str) -> Result<Vec<u32>, Problem> {
        check_characters(&self.tokenizer, text, path)?;
        Ok(self.tokenizer.encode(text))
    }

    /// Starts to continue the sampling's prompt. The recipe's seed and the sampling's name the random numbers, so that the
    /// same weights, asked for the same, say the same.
    ///
    /// # Errors
    ///
    /// Where the prompt has characters that the tokenizer does not know.
    pub fn generate(&self, sampling: &Sampling) -> Result<Generation, Problem> {
        // Scheduled samples are named by their step, which stays below this.
        const REQUESTED: u64 = 1 << 32;
        let draw = REQUESTED.wrapping_add(sampling.seed);
        Generation::new(self, sampling, draw)
    }

    /// The same for a run's scheduled sample, which is named by its step.
    ///
    /// # Errors
    ///
    /// Where the prompt has characters that the tokenizer does not know.
    pub fn rehearse(&self, sampling: &Sampling) -> Result<Generation, Problem> {
        Generation::new(self, sampling, self.step as u64)
    }
}

/// What a model reads where there is no prompt: a line's end, as before the first word of a text. Where the text it learned
/// from has none, the commonest token stands in: after what it never saw, a model can say nothing sensible.
pub fn usual_beginning(tokenizer: &Tokenizer, learned: &[u32]) -> Vec<u32> {
    let line_end = tokenizer.encode("\n");
    let is_known = !line_end.is_empty()
        && learned
            .windows(line_end.len())
            .any(|tokens| tokens == line_end);
    if is_known {
        return line_end;
    }
    let mut counts = vec![0_usize; tokenizer.vocabulary_size()];
    for &token in learned {
        counts[token as usize] += 1;
    }
    let tokens = (0..).zip(&counts).filter(|(_, count)| **count > 0);
    match tokens.max_by_key(|(token, count)| (**count, std::cmp::Reverse(*token))) {
        Some((commonest, _)) => vec![commonest],
        None if line_end.is_empty() => vec![0],
        None => line_end,
    }
}

/// A saved tokenizer.
///
/// # Errors
///
/// What is wrong with it.
pub fn open_tokenizer(json: &str) -> Result<Tokenizer, Problem> {
    tokenizer::from_json(json).map_err(|message| Problem::at("tokenizer", message))
}

/// Whether a tokenizer knows every character of a text, which came from the setting at `path`. It would leave out what
/// it does not know, and a text without its hard parts looks better predicted than it is.
///
/// # Errors
///
/// Names the characters.
pub fn check_characters(tokenizer: &Tokenizer, text: &str, path: &str) -> Result<(), Problem> {
    check_none(&tokenizer.unknown_characters(text), path)
}

/// The same of a whole corpus; the sink hears how far that is.
///
/// # Errors
///
/// Names the characters, or says that the sink gave up.
pub async fn check_corpus(
    tokenizer: &Tokenizer,
    corpus: &str,
    sink: &mut impl ProgressSink,
) -> Result<(), Halt> {
    let unknown = tokenizer.unknown_in_corpus(corpus, sink).await?;
    check_none(&unknown, "corpus").map_err(Halt::from)
}

fn check_none(unknown: &[char], path: &str) -> Result<(), Problem> {
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(Problem::at(path, unknown_characters(unknown)))
    }
}

/// A run that was saved had text enough; how much more it was is not needed to predict.
fn facts_without_text(tokenizer: &Tokenizer, model: &Model) -> TextFacts {
    let enough = model.context() + 1;
    TextFacts {
        vocabulary: tokenizer.vocabulary_size(),
        train_tokens: enough,
        validation_tokens: enough,
    }
}

fn unknown_characters(unknown: &[char]) -> Words {
    let mut named: String = unknown
        .iter()
        .take(NAMED)
        .map(|c| format!(" {c:?}"))
        .collect();
    if unknown.len() > NAMED {
        named.push_str(" …");
    }
    Words::new(
        format!(
            "This model has never seen these characters:{named}. Leave them out, or train with the byte tokenizer, which knows every text."
        ),
        format!(
            "这个模型从未见过这些字符：{named}。请去掉它们，或改用能处理任何文本的字节分词器训练。"
        ),
    )
}
