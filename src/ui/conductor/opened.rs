//! Files and fetched addresses: what a recipe names but does not hold; pure.

use std::rc::Rc;

use crate::experiment::{Experiment, Source, Tokenizer};
use crate::protocol::Materials;

/// A text, by what names it. An engine gets a copy; here there is one.
pub(super) type Text = (Source, Rc<Vec<u8>>);

/// The latest of each kind that was opened, by what names it, and the text that the current run began with: another of
/// the same name may have been opened since, and a run goes on with its own.
#[derive(Debug, Default)]
pub(super) struct Opened {
    corpus: Option<Text>,
    tokenizer: Option<(String, String)>,
    in_use: Option<Text>,
}

impl Opened {
    pub(super) fn keep_corpus(&mut self, source: Source, bytes: Vec<u8>) {
        self.corpus = Some((source, Rc::new(bytes)));
    }

    /// Keeps a text that a run was left with, and is taken up with again.
    pub(super) fn keep(&mut self, text: Text) {
        self.corpus = Some(text);
    }

    /// The text that the current run began with, if its recipe only names it.
    pub(super) fn in_use(&self) -> Option<Text> {
        self.in_use.clone()
    }

    pub(super) fn keep_tokenizer(&mut self, name: String, json: String) {
        self.tokenizer = Some((name, json));
    }

    /// A run of this recipe begins, or is taken up, with the latest text of its name.
    pub(super) fn take_into_use(&mut self, experiment: &Experiment) {
        self.in_use = self.corpus_of(experiment).cloned();
    }

    fn corpus_of(&self, experiment: &Experiment) -> Option<&Text> {
        let named = |text: &&Text| text.0 == experiment.corpus.source;
        self.corpus.as_ref().filter(named)
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

    /// What the current run's recipe names, and nothing else: a file may be 64 MiB.
    pub(super) fn used_by(&self, experiment: &Experiment) -> Materials {
        let named = |text: &&Text| text.0 == experiment.corpus.source;
        Materials {
            corpus: self
                .in_use
                .as_ref()
                .filter(named)
                .map(|(_, bytes)| bytes.to_vec()),
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

    fn recipe(corpus: &str, tokenizer: &str) -> Experiment {
        Experiment {
            corpus: Corpus {
                source: Source::File(file(corpus)),
                ..Corpus::default()
            },
            tokenizer: Tokenizer::File(file(tokenizer)),
            ..Experiment::default()
        }
    }

    #[test]
    fn only_what_the_recipe_names_is_sent() {
        let mut opened = Opened::default();
        opened.keep_corpus(Source::File(file("a.txt")), b"text".to_vec());
        opened.keep_tokenizer("tokenizer.json".into(), "{}".into());
        let both = recipe("a.txt", "tokenizer.json");
        assert!(opened.has_corpus(&both) && opened.has_tokenizer(&both));
        opened.take_into_use(&both);
        assert_eq!(opened.used_by(&both).corpus.as_deref(), Some(&b"text"[..]));
        assert_eq!(opened.used_by(&Experiment::default()), Materials::default());
        let others = recipe("b.txt", "other.json");
        assert!(!opened.has_corpus(&others) && !opened.has_tokenizer(&others));
        opened.take_into_use(&others);
        assert_eq!(opened.used_by(&others), Materials::default());
    }

    #[test]
    fn a_run_goes_on_with_the_text_it_began_with() {
        let mut opened = Opened::default();
        let run = recipe("data.txt", "");
        opened.keep_corpus(Source::File(file("data.txt")), b"its own".to_vec());
        opened.take_into_use(&run);
        opened.keep_corpus(Source::File(file("data.txt")), b"another".to_vec());
        let used = |opened: &Opened| opened.used_by(&run).corpus;
        assert_eq!(used(&opened).as_deref(), Some(&b"its own"[..]));
        opened.take_into_use(&run);
        assert_eq!(used(&opened).as_deref(), Some(&b"another"[..]));
    }
}
