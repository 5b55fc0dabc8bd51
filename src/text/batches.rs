//! Portions of a text: random windows, contiguous lanes for carried state, and fixed windows for evaluation.
//!
//! A window of `time` tokens gives inputs `x[0..time]` and targets `x[1..=time]`, as in nanoGPT. Everything is a
//! function of the seed and the number of the draw, so that a resumed run reads on where it would have read.

use std::ops::Range;

use crate::random::{self, Purpose};

/// Tokens between two places whose characters before them are known.
const STRIDE: usize = 64;

/// A token worth so many characters or more stands in a list of its own.
const MANY: u8 = u8::MAX;

/// A text as tokens, with the characters that each stands for. A token takes little more than five bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncodedText {
    tokens: Vec<u32>,
    /// Characters of each token; [`MANY`] where that is more than a byte holds.
    worths: Vec<u8>,
    /// Those tokens, in order, and what they are worth.
    long: Vec<(usize, u32)>,
    /// Characters before every token whose place is a multiple of [`STRIDE`].
    before: Vec<u32>,
    total: u32,
}

impl EncodedText {
    /// `characters[i]` is the number of characters (Unicode scalar values) that token `i` begins or stands for; their
    /// sum is the length of the text, whatever the tokenizer.
    ///
    /// # Panics
    ///
    /// If there are fewer numbers than tokens.
    pub fn new(tokens: Vec<u32>, characters: impl IntoIterator<Item = u32>) -> Self {
        let mut text = EncodedText::default();
        let mut characters = characters.into_iter();
        for token in tokens {
            let worth = characters.next();
            text.push(
                token,
                worth.expect("every token has a number of characters"),
            );
        }
        text
    }

    /// Adds a token worth so many characters.
    pub fn push(&mut self, token: u32, characters: u32) {
        let at = self.tokens.len();
        if at.is_multiple_of(STRIDE) {
            self.before.push(self.total);
        }
        self.tokens.push(token);
        self.worths.push(MANY);
        self.set_worth(at, characters);
        self.total += characters;
    }

    /// Makes the last token worth so many characters more.
    pub fn add_to_last(&mut self, characters: u32) {
        if let Some(last) = self.len().checked_sub(1) {
            let worth = self.worth(last) + characters;
            self.set_worth(last, worth);
            self.total += characters;
        }
    }

    /// Makes room for so many tokens in all.
    pub fn reserve_to(&mut self, tokens: usize) {
        if tokens > self.tokens.capacity() {
            let more = tokens - self.tokens.len();
            self.tokens.reserve_exact(more);
            self.worths.reserve_exact(more);
            self.before.reserve_exact(more / STRIDE + 1);
        }
    }

    /// How many more tokens there is room for.
    pub fn room(&self) -> usize {
        self.tokens.capacity() - self.tokens.len()
    }

    /// Gives back the room that was not needed.
    pub fn shrink(&mut self) {
        self.tokens.shrink_to_fit();
        self.worths.shrink_to_fit();
        self.before.shrink_to_fit();
    }

    /// Gives the last token its worth.
    fn set_worth(&mut self, last: usize, characters: u32) {
        self.long.pop_if(|(at, _)| *at == last);
        self.worths[last] = match u8::try_from(characters) {
            Ok(few) if few < MANY => few,
            _ => {
                self.long.push((last, characters));
                MANY
            }
        };
    }

    fn worth(&self, at: usize) -> u32 {
        match self.worths[at] {
            MANY => match self.long.binary_search_by_key(&at, |(at, _)| *at) {
                Ok(found) => self.long[found].1,
                Err(_) => u32::from(MANY),
            },
            few => u32::from(few),
        }
    }

    /// Characters before the token at a place.
    fn characters_before(&self, at: usize) -> u32 {
        if at >= self.len() {
            return self.total;
        }
        let start = at / STRIDE * STRIDE;
        let since: u32 = (start..at).map(|at| self.worth(at)).sum();
        self.before[at / STRIDE] + since
    }

    /// The token ids.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// How many tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Characters of the tokens in `range`: what a loss summed over them is divided by to compare it with others.
    pub fn characters(&self, range: Range<usize>) -> usize {
        (self.characters_before(range.end) - self.characters_before(range.start)) as usize
    }

    /// Characters of the whole text.
    pub fn total_characters(&self) -> usize {
        self.total as usize
    }
}

/// The size of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Sequences side by side.
    pub batch: usize,
    /// Tokens of each.
    pub time: usize,
}

/// A batch as plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Rows and columns of what follows.
    pub shape: Shape,
    /// `[batch, time]`, row after row.
    pub inputs: Vec<u32>,
    /// `[batch, time]`: the token that came after each input.
    pub targets: Vec<u32>,
    /// Characters of all targets: the sum of the losses in nats, divided by this, is in nats per character.
    pub characters: usize,
    /// For each row, whether it continues its row in the batch before; where it does not, carried state starts anew.
    pub continues: Vec<bool>,
}

impl Batch {
    /// The rows that begin at `starts`, none of them continuing.
    fn from_starts(text: &EncodedText, starts: &[usize], time: usize) -> Self {
        let mut batch = Batch {
            shape: Shape {
                batch: starts.len(),
                time,
            },
            inputs: Vec::with_capacity(starts.len() * time),
            targets: Vec::with_capacity(starts.len() * time),
            characters: 0,
            continues: vec![false; starts.len()],
        };
        for &start in starts {
            batch
                .inputs
                .extend_from_slice(&text.tokens[start..start + time]);
            batch
                .targets
                .extend_from_slice(&text.tokens[start + 1..=start + time]);
            batch.characters += text.characters(start + 1..start + time + 1);
        }
        batch
    }
}

/// Windows that begin anywhere, each place equally likely: `ix = randint(len − time)` as in nanoGPT.
///
/// `draw` numbers the batches of a run: step × accumulation + micro-batch.
///
/// # Panics
///
/// If the text has no more than `time` tokens, which a plan rules out.
pub fn random(text: &EncodedText, shape: Shape, seed: u64, draw: u64) -> Batch {
    assert!(
        text.len() > shape.time,
        "a plan has more text than one window"
    );
    let mut stream = random::stream(seed, Purpose::Batch, draw);
    let starts: Vec<usize> = (0..shape.batch)
        .map(|_| random::below(&mut stream, text.len() - shape.time))
        .collect();
    Batch::from_starts(text, &starts, shape.time)
}

/// The text cut into `batch` lanes, each read on from window to window, for truncated back-propagation through time.
///
/// After its last whole window a lane starts over. In a text too short for lanes of one window the lanes overlap
/// and every batch starts anew.
///
/// # Panics
///
/// If the text has no more than `time` tokens, which a plan rules out.
pub fn sequential(text: &EncodedText, shape: Shape, draw: u64) -> Batch {
    let Shape { batch, time } = shape;
    assert!(text.len() > time, "a plan has more text than one window");
    let lane = (text.len() - 1) / batch;
    let windows = lane / time;
    if windows == 0 {
        return Batch::from_starts(text, &spread(text.len() - time, batch), time);
    }
    let window = (draw % windows as u64) as usize;
    let starts: Vec<usize> = (0..batch).map(|row| row * lane + window * time).collect();
    let mut result = Batch::from_starts(text, &starts, time);
    result.continues.fill(window > 0);
    result
}

/// So many windows, the same at every call, spread evenly over the text from its first to its last token, `shape.batch` of
/// them in each batch; where the text is shorter than they would be together, they are consecutive and cover it once. Together they predict at least one character
/// where there is one to be predicted.
pub fn evaluation(text: &EncodedText, shape: Shape, windows: usize) -> Vec<Batch> {
    if text.len() <= shape.time || windows.saturating_mul(shape.time) >= text.len() - 1 {
        return cover(text, shape);
    }
    let places = text.len() - shape.time;
    let mut starts = spread(places, windows);
    let is_judged = |start: &usize| text.characters(start + 1..start + shape.time + 1) > 0;
    if !starts.iter().any(is_judged)
        && let Some(start) = (0..places).find(is_judged)
    {
        // Where a token is only a part of a character, windows of a few tokens may stand between two characters.
        starts[0] = start;
    }
    starts
        .chunks(shape.batch)
        .map(|starts| Batch::from_starts(text, starts, shape.time))
        .collect()
}

/// Consecutive windows in which every token but the first is a target exactly once; the last window, in a batch of
/// its own, may be shorter.
pub fn cover(text: &EncodedText, shape: Shape) -> Vec<Batch> {
    let targets = text.len().saturating_sub(1);
    let whole: Vec<usize> = (0..targets / shape.time)
        .map(|window| window * shape.time)
        .collect();
    let mut batches: Vec<Batch> = whole
        .chunks(shape.batch)
        .map(|starts| Batch::from_starts(text, starts, shape.time))
        .collect();
    let rest = targets % shape.time;
    if rest > 0 {
        batches.push(Batch::from_starts(text, &[targets - rest], rest));
    }
    batches
}

/// `count` places in `0..places`, evenly spread, the first and the last among them.
fn spread(places: usize, count: usize) -> Vec<usize> {
    (0..count)
        .map(|i| i * (places - 1) / count.saturating_sub(1).max(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(length: u32) -> EncodedText {
        EncodedText::new((0..length).collect(), (0..length).map(|_| 1))
    }

    #[test]
    fn targets_are_inputs_shifted_by_one() {
        let text = counting(100);
        let shape = Shape { batch: 3, time: 8 };
        let batches = [random(&text, shape, 1, 0), sequential(&text, shape, 5)];
        for batch in batches
            .into_iter()
            .chain(evaluation(&text, shape, 6))
            .chain(cover(&text, shape))
        {
            let shifted: Vec<u32> = batch.inputs.iter().map(|token| token + 1).collect();
            assert_eq!(batch.targets, shifted);
            assert_eq!(batch.inputs.len(), batch.shape.batch * batch.shape.time);
            assert_eq!(batch.characters, batch.targets.len());
        }
    }

    #[test]
    fn a_draw_is_named_by_seed_and_number() {
        let text = counting(5_000);
        let shape = Shape { batch: 4, time: 16 };
        assert_eq!(random(&text, shape, 1, 7), random(&text, shape, 1, 7));
        assert_ne!(random(&text, shape, 1, 7), random(&text, shape, 1, 8));
        assert_ne!(random(&text, shape, 1, 7), random(&text, shape, 2, 7));
    }

    #[test]
    fn random_windows_reach_the_first_and_the_last_token() {
        // Six tokens and windows of four: windows can begin at 0 and at 1, as randint(6 − 4) does.
        let text = counting(6);
        let shape = Shape { batch: 1, time: 4 };
        let mut begins: Vec<u32> = (0..40)
            .map(|draw| random(&text, shape, 3, draw).inputs[0])
            .collect();
        begins.sort_unstable();
        begins.dedup();
        assert_eq!(begins, [0, 1]);
    }

    #[test]
    fn lanes_walk_on_and_start_over() {
        // 21 tokens in two lanes of ten: windows of four begin at 0 and 4, at 10 and 14, then again.
        let text = counting(21);
        let shape = Shape { batch: 2, time: 4 };
        let rows = |draw| {
            let batch = sequential(&text, shape, draw);
            (batch.inputs[0], batch.inputs[4], batch.continues)
        };
        assert_eq!(rows(0), (0, 10, vec![false, false]));
        assert_eq!(rows(1), (4, 14, vec![true, true]));
        assert_eq!(rows(2), (0, 10, vec![false, false]));
    }

    #[test]
    fn lanes_of_a_short_text_overlap() {
        let text = counting(7);
        let batch = sequential(&text, Shape { batch: 3, time: 5 }, 9);
        assert_eq!(
            [batch.inputs[0], batch.inputs[5], batch.inputs[10]],
            [0, 0, 1]
        );
        assert_eq!(batch.continues, [false; 3]);
    }

    #[test]
    fn covering_predicts_every_token_but_the_first_once() {
        let text = counting(24);
        let batches = cover(&text, Shape { batch: 2, time: 5 });
        let targets: Vec<u32> = batches
            .iter()
            .flat_map(|batch| batch.targets.clone())
            .collect();
        assert_eq!(targets, (1..24).collect::<Vec<u32>>());
        assert_eq!(
            batches.last().map(|batch| batch.shape),
            Some(Shape { batch: 1, time: 3 })
        );
        assert!(cover(&counting(1), Shape { batch: 2, time: 5 }).is_empty());
    }

    #[test]
    fn evaluation_spans_the_text() {
        let text = counting(1_000);
        let batches = evaluation(&text, Shape { batch: 4, time: 10 }, 12);
        assert_eq!(batches.len(), 3);
        assert_eq!(batches[0].inputs[0], 0);
        assert_eq!(batches[2].targets.last(), Some(&999));
        // How many are read at once changes nothing about which.
        let one_by_one = evaluation(&text, Shape { batch: 1, time: 10 }, 12);
        let windows = |batches: &[Batch]| -> Vec<u32> {
            batches
                .iter()
                .flat_map(|batch| batch.inputs.clone())
                .collect()
        };
        assert_eq!(windows(&one_by_one), windows(&batches));
        // A short text is covered once rather than read twice.
        let covered = evaluation(&counting(20), Shape { batch: 4, time: 10 }, 12);
        assert_eq!(
            covered
                .iter()
                .map(|batch| batch.targets.len())
                .sum::<usize>(),
            19
        );
    }

    #[test]
    fn characters_are_known_between_any_two_tokens() {
        // Some are worth nothing, some more than a byte holds, and the last one gets what is left.
        let worths: Vec<u32> = (0..300).map(|i| i * i % 7 * (i % 3) * 60).collect();
        let mut text = EncodedText::new((0..300).collect(), worths.clone());
        text.add_to_last(1_000);
        for (start, end) in [
            (0, 0),
            (0, 1),
            (63, 65),
            (64, 64),
            (1, 299),
            (130, 300),
            (0, 300),
        ] {
            let sum: u32 = worths[start..end].iter().sum();
            let left = if end == 300 && start < 300 { 1_000 } else { 0 };
            assert_eq!(text.characters(start..end), (sum + left) as usize);
        }
        let mut empty = EncodedText::default();
        empty.add_to_last(5);
        assert_eq!(empty.total_characters(), 0);
    }

    #[test]
    fn characters_are_those_of_the_targets() {
        // Tokens of 3, 0, 2 and 4 characters; the first is never a target.
        let text = EncodedText::new(vec![5, 6, 7, 8], [3, 0, 2, 4]);
        assert_eq!(text.total_characters(), 9);
        assert_eq!(text.characters(1..3), 2);
        let batches = cover(&text, Shape { batch: 1, time: 2 });
        assert_eq!(
            batches
                .iter()
                .map(|batch| batch.characters)
                .collect::<Vec<_>>(),
            [2, 4]
        );
    }

    /// Every character is three tokens: windows of one token may stand where no character begins.
    #[test]
    fn an_evaluation_predicts_at_least_one_character() {
        let characters = (0..300).map(|token| u32::from(token % 3 == 0));
        let text = EncodedText::new((0..300).collect(), characters);
        for windows in 1..6 {
            let batches = evaluation(&text, Shape { batch: 1, time: 1 }, windows);
            assert_eq!(batches.len(), windows);
            assert!(
                batches.iter().any(|batch| batch.characters > 0),
                "{windows}"
            );
        }
    }
}
