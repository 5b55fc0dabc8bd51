//! Which runs may be measured against each other: those that are evaluated on the same text; pure.

use super::run::Run;
use crate::experiment::{Experiment, Source};
use crate::view::{Prepared, TextId};

/// What runs must share for their losses to stand on one ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruler {
    text: Text,
    /// The share that is trained on: the rest evaluates.
    train_fraction: f64,
}

/// A text, as well as it is known.
#[derive(Clone, Debug, PartialEq)]
enum Text {
    /// By what it says.
    Known(TextId),
    /// By what it is called and how long it is: all that earlier builds have noted.
    Named {
        source: Source,
        field: String,
        characters: usize,
    },
}

impl Ruler {
    /// The ruler of a run of this recipe.
    pub fn of(experiment: &Experiment, prepared: &Prepared) -> Self {
        let corpus = &experiment.corpus;
        Ruler {
            text: match prepared.text {
                Some(text) => Text::Known(text),
                None => Text::Named {
                    source: corpus.source.clone(),
                    field: corpus.field.clone(),
                    characters: prepared.characters,
                },
            },
            train_fraction: corpus.train_fraction,
        }
    }

    /// Whether nobody knows what the text says, only what it is called.
    pub fn is_by_name(&self) -> bool {
        matches!(self.text, Text::Named { .. })
    }

    /// The share of the text that evaluates.
    pub fn validation_fraction(&self) -> f64 {
        1.0 - self.train_fraction
    }
}

/// Runs on one ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'r> {
    /// What they share.
    pub ruler: Ruler,
    /// The runs, in the order they came in.
    pub runs: Vec<&'r Run>,
}

/// The runs by their rulers: the current one first, then that of the latest run, and so on back.
pub fn groups<'r>(runs: &[&'r Run], current: Option<&Ruler>) -> Vec<Group<'r>> {
    let mut groups: Vec<Group> = Vec::new();
    for &run in runs.iter().rev() {
        let ruler = Ruler::of(&run.experiment, &run.prepared);
        match groups.iter_mut().find(|group| group.ruler == ruler) {
            Some(group) => group.runs.insert(0, run),
            None => groups.push(Group {
                ruler,
                runs: vec![run],
            }),
        }
    }
    // A stable sort leaves the others as they are.
    groups.sort_by_key(|group| Some(&group.ruler) != current);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Corpus, FileName};
    use crate::ui::run::example::run;

    fn on(id: &str, name: &str, characters: usize, text: Option<&str>) -> Run {
        let mut run = run(&[]);
        run.id = id.into();
        run.experiment.corpus = Corpus {
            source: Source::File(FileName { name: name.into() }),
            ..Corpus::default()
        };
        run.prepared.characters = characters;
        run.prepared.text = text.map(TextId::of);
        run
    }

    /// The ids of each group.
    fn grouped(runs: &[Run], current: Option<&Run>) -> Vec<String> {
        let current = current.map(|run| Ruler::of(&run.experiment, &run.prepared));
        let runs: Vec<&Run> = runs.iter().collect();
        let groups = groups(&runs, current.as_ref());
        let ids = |group: &Group| group.runs.iter().map(|run| run.id.clone()).collect();
        groups.iter().map(ids).collect()
    }

    #[test]
    fn a_text_is_known_by_what_it_says() {
        let runs = [
            on("a", "data.txt", 9, Some("The cat.")),
            on("b", "data.txt", 9, Some("The dog.")),
            on("c", "other.txt", 9, Some("The cat.")),
        ];
        assert_eq!(grouped(&runs, None), ["ac", "b"]);
        assert_eq!(grouped(&runs, Some(&runs[1])), ["b", "ac"]);
    }

    #[test]
    fn runs_of_earlier_builds_are_known_by_name_and_length() {
        let runs = [
            on("a", "data.txt", 9, None),
            on("b", "data.txt", 9, Some("The dog.")),
            on("c", "data.txt", 9, None),
            on("d", "data.txt", 8, None),
        ];
        assert_eq!(grouped(&runs, None), ["d", "ac", "b"]);
        let ruler = Ruler::of(&runs[0].experiment, &runs[0].prepared);
        assert!(ruler.is_by_name());
    }

    #[test]
    fn another_part_of_a_text_is_another_ruler() {
        let mut runs = [
            on("a", "data.txt", 9, Some("The cat.")),
            on("b", "data.txt", 9, Some("The cat.")),
        ];
        runs[1].experiment.corpus.train_fraction = 0.5;
        assert_eq!(grouped(&runs, None), ["b", "a"]);
    }
}
