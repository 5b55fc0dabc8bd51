//! Settings of variants that are not chosen at the moment, so that whoever comes back finds them as they were; pure.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::experiment::Experiment;
use crate::experiment::fields::Field;
use crate::words::Problem;

/// What was changed in each variant when another was chosen: by the path of the choice and the variant.
#[derive(Debug, Default)]
pub struct Drafts(BTreeMap<(&'static str, String), Vec<(&'static Field, Value)>>);

impl Drafts {
    /// Chooses a variant. What only this variant has is as it last was; what both have is as it is now.
    ///
    /// # Errors
    ///
    /// There is no such variant.
    pub fn choose(
        &mut self,
        now: &Experiment,
        choice: &'static Field,
        variant: Value,
    ) -> Result<Experiment, Problem> {
        let mut next = now.set(choice.path, variant.clone())?;
        let inside = choice.path.trim_end_matches("kind");
        let made = now.changes().into_iter();
        let made =
            made.filter(|(field, _)| field.path.starts_with(inside) && field.path != choice.path);
        if let Some(left) = now.get(choice.path) {
            self.0
                .insert((choice.path, Field::print(&left)), made.collect());
        }
        let made_then = self.0.get(&(choice.path, Field::print(&variant)));
        for (field, value) in made_then.into_iter().flatten() {
            if now.get(field.path).is_none()
                && let Ok(restored) = next.set(field.path, value.clone())
            {
                next = restored;
            }
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::fields;

    fn choice(of: &Experiment, path: &str) -> &'static Field {
        let all = fields::fields(of).into_iter();
        all.into_iter().find(|field| field.path == path).unwrap()
    }

    /// Chooses one variant after the other.
    fn chosen(start: Experiment, path: &str, variants: &[&str]) -> Experiment {
        let mut drafts = Drafts::default();
        variants.iter().fold(start, |now, variant| {
            let field = choice(&now, path);
            drafts.choose(&now, field, (*variant).into()).unwrap()
        })
    }

    #[test]
    fn a_pasted_text_is_there_again_after_a_look_at_another() {
        let start = Experiment::default()
            .set("corpus.source.kind", "pasted".into())
            .and_then(|pasted| pasted.set_text("corpus.source.text", "mine"))
            .unwrap();
        let variants = ["english_stories", "file", "pasted"];
        assert_eq!(
            chosen(start.clone(), "corpus.source.kind", &variants),
            start
        );
    }

    #[test]
    fn what_both_variants_have_is_as_it_is_now() {
        let start = Experiment::default()
            .set_text("model.width", "96")
            .and_then(|wide| wide.set_text("model.heads", "6"))
            .and_then(|many| many.set_text("model.positions", "rope"))
            .unwrap();
        let mut drafts = Drafts::default();
        let field = choice(&start, "model.kind");
        let lstm = drafts.choose(&start, field, "lstm".into()).unwrap();
        let narrow = lstm.set_text("model.width", "48").unwrap();
        let back = drafts.choose(&narrow, field, "gpt".into()).unwrap();
        assert_eq!(back, start.set_text("model.width", "48").unwrap());
    }
}
