//! Reading and writing an experiment by path.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Field, existing, field, rows};
use crate::experiment::{Corpus, Experiment, Pasted, Source};
use crate::words::{Problem, Words};

/// `model.smoothing.k` → (`model.smoothing`, `k`).
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

/// The node at `path`; the root for an empty one.
pub(super) fn find<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .filter(|segment| !segment.is_empty())
        .try_fold(root, |node, segment| node.get(segment))
}

fn find_mut<'a>(root: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    path.split('.')
        .filter(|segment| !segment.is_empty())
        .try_fold(root, |node, segment| node.get_mut(segment))
}

/// The experiment as JSON, but for pasted text, which is only asked for by its own path.
pub(super) fn plain(experiment: &Experiment) -> Value {
    let Experiment {
        corpus,
        tokenizer,
        model,
        objective,
        training,
        sampling,
        device,
        seed,
    } = experiment;
    let source = match &corpus.source {
        Source::Pasted(_) => Source::Pasted(Pasted::default()),
        other => other.clone(),
    };
    let corpus = Corpus {
        source,
        field: corpus.field.clone(),
        ..*corpus
    };
    Value::Object(Map::from_iter([
        ("corpus".to_owned(), json(&corpus)),
        ("tokenizer".to_owned(), json(tokenizer)),
        ("model".to_owned(), json(model)),
        ("objective".to_owned(), json(objective)),
        ("training".to_owned(), json(training)),
        ("sampling".to_owned(), json(sampling)),
        ("device".to_owned(), json(device)),
        ("seed".to_owned(), json(seed)),
    ]))
}

fn json(part: &impl serde::Serialize) -> Value {
    serde_json::to_value(part).expect("an experiment has string keys alone")
}

/// One of the experiment's top-level members as JSON.
fn section(experiment: &Experiment, name: &str) -> Option<Value> {
    Some(match name {
        "corpus" => json(&experiment.corpus),
        "tokenizer" => json(&experiment.tokenizer),
        "model" => json(&experiment.model),
        "objective" => json(&experiment.objective),
        "training" => json(&experiment.training),
        "sampling" => json(&experiment.sampling),
        "device" => json(&experiment.device),
        "seed" => json(&experiment.seed),
        _ => return None,
    })
}

fn with_section(
    experiment: &Experiment,
    name: &str,
    value: Value,
) -> serde_json::Result<Experiment> {
    fn put<T: DeserializeOwned>(place: &mut T, value: Value) -> serde_json::Result<()> {
        *place = serde_json::from_value(value)?;
        Ok(())
    }
    let mut next = experiment.clone();
    match name {
        "corpus" => put(&mut next.corpus, value)?,
        "tokenizer" => put(&mut next.tokenizer, value)?,
        "model" => put(&mut next.model, value)?,
        "objective" => put(&mut next.objective, value)?,
        "training" => put(&mut next.training, value)?,
        "sampling" => put(&mut next.sampling, value)?,
        "device" => put(&mut next.device, value)?,
        "seed" => put(&mut next.seed, value)?,
        _ => unreachable!("every row of the table lies in one of these (tested)"),
    }
    Ok(next)
}

/// The one leaf that [`plain`] leaves out.
const PASTED_TEXT: &str = "corpus.source.text";

/// The value at a path that exists, `plain` being the experiment's [`plain`] form.
fn leaf(experiment: &Experiment, plain: &Value, path: &str) -> Option<Value> {
    match &experiment.corpus.source {
        Source::Pasted(pasted) if path == PASTED_TEXT => Some(pasted.text.as_str().into()),
        _ => find(plain, path).cloned(),
    }
}

/// One setting as an experiment has it.
#[derive(Debug)]
pub struct Leaf {
    /// Its row of the table.
    pub field: &'static Field,
    /// Its value.
    pub value: Value,
    /// Whether it differs from the default of the variants chosen.
    pub changed: bool,
}

impl Experiment {
    /// The value at `path`, such as `model.layers`, if this experiment has that setting.
    pub fn get(&self, path: &str) -> Option<Value> {
        field(self, path)?;
        leaf(self, &plain(self), path)
    }

    /// This experiment with another value at `path`. Setting a `.kind` takes that variant's defaults and keeps the
    /// values of its settings that were changed before and mean the same in both.
    ///
    /// # Errors
    ///
    /// The path is no setting of this experiment, or the value is out of its range.
    pub fn set(&self, path: &str, value: Value) -> Result<Experiment, Problem> {
        let field = field(self, path).ok_or_else(|| absent(path))?;
        let value = field.accept(&value)?;
        if field.is_kind() {
            return self.with_kind(field, value);
        }
        self.with_node(path, value)
    }

    /// This experiment with the value at `path` that a person wrote.
    ///
    /// # Errors
    ///
    /// The path is no setting of this experiment, or the text is no value of it.
    pub fn set_text(&self, path: &str, text: &str) -> Result<Experiment, Problem> {
        let field = field(self, path).ok_or_else(|| absent(path))?;
        self.set(path, field.parse(text)?)
    }

    /// Every setting of this experiment's variants, drawn or not, in the order of the table.
    pub fn leaves(&self) -> Vec<Leaf> {
        let own = plain(self);
        let defaults = Defaults::of(&own);
        let chosen = plain(&defaults.experiment);
        existing(self)
            .into_iter()
            .filter_map(|field| {
                let value = leaf(self, &own, field.path)?;
                let default = match defaults.kind(field.path) {
                    Some(kind) => Some(kind),
                    None => find(&chosen, field.path),
                };
                Some(Leaf {
                    field,
                    changed: default != Some(&value),
                    value,
                })
            })
            .collect()
    }

    /// Settings that differ from the defaults of the variants chosen, with their values; a `kind` that is not the
    /// default one is itself such a setting. These, in this order, rebuild the experiment from the default one.
    pub fn changes(&self) -> Vec<(&'static Field, Value)> {
        self.leaves()
            .into_iter()
            .filter(|leaf| leaf.changed)
            .map(|leaf| (leaf.field, leaf.value))
            .collect()
    }

    /// What `path` would be had it never been set.
    pub fn default_value(&self, path: &str) -> Option<Value> {
        let defaults = Defaults::of(&plain(self));
        match defaults.kind(path) {
            Some(kind) => Some(kind.clone()),
            None => defaults.experiment.get(path),
        }
    }

    /// Puts a node in place of the one at `path`.
    fn with_node(&self, path: &str, value: Value) -> Result<Experiment, Problem> {
        let (head, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut section = section(self, head).ok_or_else(|| absent(path))?;
        *find_mut(&mut section, rest).ok_or_else(|| absent(path))? = value;
        with_section(self, head, section).map_err(|error| unreadable(path, &error))
    }

    /// Takes the defaults of another variant.
    fn with_kind_anew(&self, field: &Field, kind: Value) -> Result<Experiment, Problem> {
        let (node, _) = split(field.path);
        self.with_node(
            node,
            Value::Object(Map::from_iter([("kind".to_owned(), kind)])),
        )
    }

    /// Takes the defaults of another variant but for changed settings that both have under the same name.
    fn with_kind(&self, field: &Field, kind: Value) -> Result<Experiment, Problem> {
        if self.get(field.path).as_ref() == Some(&kind) {
            return Ok(self.clone());
        }
        let (node, _) = split(field.path);
        let inside = format!("{node}.");
        let mut next = self.with_kind_anew(field, kind)?;
        for (old, value) in self.changes() {
            if old.is_kind() || !old.path.starts_with(&inside) {
                continue;
            }
            let kept = super::field(&next, old.path)
                .filter(|new| new.label == old.label)
                .and_then(|new| next.set(new.path, value).ok());
            next = kept.unwrap_or(next);
        }
        Ok(next)
    }
}

/// What an experiment of the same variants is when nothing else is set.
struct Defaults {
    experiment: Experiment,
    /// For each kind that exists, the one its parent has by default.
    kinds: Vec<(&'static str, Value)>,
}

impl Defaults {
    /// `plain` is the experiment's [`plain`] form. The table lists an outer kind before the kinds within it.
    fn of(plain: &Value) -> Self {
        let mut defaults = Defaults {
            experiment: Experiment::default(),
            kinds: Vec::new(),
        };
        for field in rows().filter(|field| field.is_kind()) {
            let Some(kind) = find(plain, field.path) else {
                continue;
            };
            let usual = defaults.experiment.get(field.path).unwrap_or_default();
            if *kind != usual {
                defaults.experiment = defaults
                    .experiment
                    .with_kind_anew(field, kind.clone())
                    .expect("a kind that an experiment has can be chosen");
            }
            defaults.kinds.push((field.path, usual));
        }
        defaults
    }

    fn kind(&self, path: &str) -> Option<&Value> {
        let (_, kind) = self.kinds.iter().find(|(place, _)| *place == path)?;
        Some(kind)
    }
}

/// The default experiment with this variant at `node`.
pub(super) fn of_kind(node: &str, kind: &str) -> Option<Experiment> {
    Experiment::default()
        .set(&format!("{node}.kind"), kind.into())
        .ok()
}

fn absent(path: &str) -> Problem {
    let message = if super::is_known_path(path) {
        Words::fixed(
            "This setting does not exist with the other choices made here. Change those, or leave it out.",
            "在当前的其他选择下没有这项设置。请更改那些选择，或去掉这一项。",
        )
    } else {
        Words::fixed(
            "There is no such setting. Check how it is written.",
            "没有这项设置，请检查写法。",
        )
    };
    Problem::at(path, message)
}

fn unreadable(path: &str, error: &serde_json::Error) -> Problem {
    Problem::at(
        path,
        Words::new(
            format!("This value cannot be used here: {error}."),
            format!("此处不能使用这个值：{error}。"),
        ),
    )
}
