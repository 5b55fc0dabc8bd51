//! Work that falls due between two steps and is done in pieces, so that a person's commands are never kept waiting.

use std::collections::VecDeque;

use crate::experiment::validate::{TextPart, nothing_to_evaluate};
use crate::loaded::LoadedModel;
use crate::predictor::{Extent, Predictor};
use crate::sample::{Generation, GenerationError};
use crate::text::batches::{Batch, EncodedText, Shape};
use crate::train::Tally;
use crate::view;
use crate::words::Problem;

/// Tokens of a scheduled sample, at most.
const SAMPLE_TOKENS: usize = 120;

/// Tokens said in one piece.
const TOKENS_AT_ONCE: usize = 8;

/// Something that is under way.
#[derive(Debug)]
pub enum Task {
    /// A scheduled evaluation.
    Evaluation(Box<EvaluationTask>),
    /// A scheduled sample.
    Sample(Box<SampleTask>),
}

/// An evaluation, batch by batch.
#[derive(Debug)]
pub struct EvaluationTask {
    predictor: Predictor,
    step: usize,
    /// What is left: which of the two texts, and a piece of it.
    pieces: VecDeque<(usize, Batch)>,
    count: usize,
    tallies: [Tally; 2],
}

impl EvaluationTask {
    /// Judges a predictor on the training and the validation text, as much of each as its extent says.
    pub fn new<'t>(
        predictor: Predictor,
        step: usize,
        texts: impl Iterator<Item = (&'t EncodedText, Extent)>,
        shape: Shape,
    ) -> Self {
        let pieces = texts.enumerate().flat_map(|(which, (text, extent))| {
            scattered(predictor.pieces(text, shape, extent))
                .into_iter()
                .map(move |piece| (which, piece))
        });
        let pieces: VecDeque<_> = pieces.collect();
        EvaluationTask {
            count: pieces.len(),
            predictor,
            step,
            pieces,
            tallies: [Tally::default(); 2],
        }
    }

    /// Whether every piece has been evaluated.
    pub fn is_over(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The share that has been evaluated.
    pub fn fraction(&self) -> f64 {
        1.0 - self.pieces.len() as f64 / self.count.max(1) as f64
    }

    /// Leaves out what is not yet evaluated, but for the least without which there would be no result.
    pub fn cut_short(&mut self) {
        let mut is_judged = self.tallies.map(|tally| tally.characters > 0);
        self.pieces.retain(|(which, piece)| {
            let is_needed = !is_judged[*which];
            is_judged[*which] |= piece.characters > 0;
            is_needed
        });
    }

    /// Judges the next piece.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn evaluate_next(&mut self) -> Result<(), Problem> {
        if let Some((which, piece)) = self.pieces.pop_front() {
            let tally = self.predictor.evaluate(&piece).await?;
            self.tallies[which] = self.tallies[which].plus(tally);
        }
        Ok(())
    }

    /// The result so far.
    ///
    /// # Errors
    ///
    /// Where nothing of one of the texts has been evaluated.
    pub fn evaluation(&self) -> Result<view::Evaluation, Problem> {
        let [train, validation] = self.tallies.map(|tally| tally.loss());
        match (train, validation) {
            (Some(train), Some(validation)) => Ok(view::Evaluation {
                step: self.step,
                train,
                validation,
            }),
            (None, _) => Err(nothing_to_evaluate(TextPart::Training)),
            (_, None) => Err(nothing_to_evaluate(TextPart::Validation)),
        }
    }
}

/// Pieces of a text in an order in which the first few are spread over all of it, however many they are: an evaluation that
/// is cut short has evaluated no one part more than another. (Their numbers, with the bits from last to first: van der Corput.)
fn scattered(pieces: Vec<Batch>) -> Vec<Batch> {
    let mut numbered: Vec<(u32, Batch)> = (0_u32..).zip(pieces).collect();
    numbered.sort_by_key(|(number, _)| number.reverse_bits());
    numbered.into_iter().map(|(_, piece)| piece).collect()
}

/// A sample, a few tokens at a time.
#[derive(Debug)]
pub struct SampleTask {
    generation: Option<Generation>,
    sample: view::Sample,
}

impl SampleTask {
    /// Begins to say something with the recipe's sampling.
    pub fn new(loaded: &LoadedModel) -> Self {
        let mut sampling = loaded.experiment.sampling.clone();
        sampling.tokens = sampling.tokens.min(SAMPLE_TOKENS);
        let mut generation = loaded.rehearse(&sampling);
        if generation.is_err() {
            // The prompt has characters that this text has not. The prompt box says so; a scheduled sample goes without.
            sampling.prompt.clear();
            generation = loaded.rehearse(&sampling);
        }
        SampleTask {
            generation: generation.ok(),
            sample: view::Sample {
                step: loaded.step,
                prompt: sampling.prompt,
                text: String::new(),
            },
        }
    }

    /// Says a few tokens more; the sample, when it is whole.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn say_more(&mut self) -> Result<Option<view::Sample>, Problem> {
        if let Some(generation) = &mut self.generation {
            for _ in 0..TOKENS_AT_ONCE {
                match generation.next().await {
                    Ok(Some(token)) => self.sample.text.push_str(&token.text),
                    Ok(None) => return Ok(Some(self.sample.clone())),
                    // The next step finds the same and ends the run, with the last good state.
                    Err(GenerationError::NotFinite) => {
                        return Ok(Some(self.sample.clone()));
                    }
                    Err(GenerationError::Device(problem)) => return Err(problem),
                }
            }
            return Ok(None);
        }
        Ok(Some(self.sample.clone()))
    }
}
