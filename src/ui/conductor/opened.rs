//! Files and fetched addresses: what a recipe names but does not hold; pure.

use crate::experiment::{Experiment, Source, Tokenizer};
use crate::protocol::Materials;

/// The latest of each kind that was opened, by what names it.
#[derive(Debug, Default)]
pub(super) struct Opened {
    corpus: Option<(Source, Vec<u8>)>,
    tokenizer: Option<(String, String)>,
}

impl Opened {
    pub(super) fn keep_corpus(&mut self, source: Source, bytes: Vec<u8>) {
        self.corpus = Some((source, bytes));
    }

    pub(super) fn keep_tokenizer(&mut self, name: String, json: String) {
        self.tokenizer = Some((name, json));
    }

    fn corpus_of(&self, experiment: &Experiment) -> Option<&Vec<u8>> {
        let (source, bytes) = self.corpus.as_ref()?;
        (*source == experiment.corpus.source).then_some(bytes)
    }

    fn tokenizer_of(&self, experiment: &Experiment) -> Option<&String> {
        let (name, json) = self.tokenizer.as_ref()?;
        let Tokenizer::File(file) = &experiment.tokenizer else {
            return None;
        };
        (file.name == *name).then_some(json)
    }

    /// Whether the text is here that the recipe names.
    pub(super) fn has_corpus(&self, experiment: &Experiment) -> bool {
        self.corpus_of(experiment).is_some()
    }

    /// Whether the `tokenizer.json` is here that the recipe names.
    pub(super) fn has_tokenizer(&self, experiment: &Experiment) -> bool {
        self.tokenizer_of(experiment).is_some()
    }

    /// What the recipe names, and nothing else: a file may be 64 MiB, and an engine gets a copy.
    pub(super) fn named_by(&self, experiment: &Experiment) -> Materials {
        Materials {
            corpus: self.corpus_of(experiment).cloned(),
            tokenizer: self.tokenizer_of(experiment).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Corpus, FileName};

    fn file(name: &str) -> FileName {
        FileName { name: name.into() }
    }

    #[test]
    fn only_what_the_recipe_names_is_sent() {
        let mut opened = Opened::default();
        opened.keep_corpus(Source::File(file("a.txt")), b"text".to_vec());
        opened.keep_tokenizer("tokenizer.json".into(), "{}".into());
        assert_eq!(
            opened.named_by(&Experiment::default()),
            Materials::default()
        );
        let recipe = |corpus: &str, tokenizer: &str| Experiment {
            corpus: Corpus {
                source: Source::File(file(corpus)),
                ..Corpus::default()
            },
            tokenizer: Tokenizer::File(file(tokenizer)),
            ..Experiment::default()
        };
        let both = recipe("a.txt", "tokenizer.json");
        assert!(opened.has_corpus(&both) && opened.has_tokenizer(&both));
        assert_eq!(opened.named_by(&both).corpus.as_deref(), Some(&b"text"[..]));
        let others = recipe("b.txt", "other.json");
        assert!(!opened.has_corpus(&others) && !opened.has_tokenizer(&others));
        assert_eq!(opened.named_by(&others), Materials::default());
    }
}
