//! From the command's arguments to an experiment and the files it names.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Failure, RecipeArgs, SourceArgs};
use crate::experiment::validate::problems;
use crate::experiment::{Experiment, FileName, Source, Tokenizer, link, presets};
use crate::protocol::Materials;
use crate::text::corpus::MAX_BYTES;
use crate::words::{Language, Problem, Words};

/// The recipe that the arguments name, with their changes; nothing is checked but that it can be read.
pub(super) fn named(args: &RecipeArgs, source: &SourceArgs) -> Result<Experiment, Failure> {
    let experiment = match (&args.experiment, &args.preset) {
        (Some(place), _) => read(place)?,
        (None, Some(name)) => preset(name, args, source),
        (None, None) => Experiment::default(),
    };
    with_changes(experiment, &args.set)
}

/// A preset as it suits the text that it will read.
fn preset(name: &str, args: &RecipeArgs, source: &SourceArgs) -> Experiment {
    let former = presets::FORMER.iter().find(|(former, ..)| *former == name);
    let (name, stories) = former.map_or((name, None), |(_, name, stories)| (*name, *stories));
    let reads_chinese = |(path, value): &(String, String)| {
        path == "corpus.source.kind" && value == "chinese_stories"
    };
    let chosen = args
        .set
        .iter()
        .any(reads_chinese)
        .then_some(Language::Chinese);
    let opened = source.text.as_deref().and_then(writing_of);
    let language = opened.or(chosen).or(stories).unwrap_or_default();
    presets::preset(name)
        .map(|preset| preset.experiment(language))
        .expect("clap accepts the names of presets alone")
}

/// How the text of a file is written. That it cannot be read is said when it is to be trained on.
fn writing_of(path: &Path) -> Option<Language> {
    const BEGINNING: u64 = 8 << 10;
    // What comes through a pipe can be read only once.
    let file = File::open(path).ok().filter(|_| path.is_file())?;
    let mut bytes = Vec::new();
    file.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    Some(Language::of_writing(&String::from_utf8_lossy(&bytes)))
}

/// The experiment with every `--set`, in their order.
pub(super) fn with_changes(
    mut experiment: Experiment,
    changes: &[(String, String)],
) -> Result<Experiment, Failure> {
    let mut refused = Vec::new();
    for (path, value) in changes {
        match experiment.set_text(path, value) {
            Ok(changed) => experiment = changed,
            Err(problem) => refused.push(Problem::at(path, problem.message)),
        }
    }
    if refused.is_empty() {
        Ok(experiment)
    } else {
        Err(Failure::Usage(refused))
    }
}

/// A recipe from a JSON file or a link. What a page would pass over with a note ends a command.
pub(super) fn read(place: &str) -> Result<Experiment, Failure> {
    let path = Path::new(place);
    // Not `is_file`: a shell's <(…) is a pipe.
    if path.exists() && !path.is_dir() {
        return serde_json::from_slice(&bytes(path)?).map_err(|error| {
            Failure::usage(Words::new(
                format!("{place} is not an experiment: {error}. Use the experiment.json of a run, or a link."),
                format!("{place} 不是实验配方：{error}。请使用某次训练的 experiment.json，或一个链接。"),
            ))
        });
    }
    if !place.contains(['#', '=']) && !place.contains("://") {
        return Err(Failure::usage(Words::new(
            format!("There is no file {place}, and it is not a link either. Check the path."),
            format!("{place} 既不是现有的文件，也不是链接。请检查路径。"),
        )));
    }
    let link = link::decode(place);
    if link.problems.is_empty() {
        Ok(link.experiment)
    } else {
        Err(Failure::Usage(link.problems))
    }
}

/// Takes a file's text as the corpus: its name into the recipe, its bytes beside it.
pub(super) fn take_text(
    experiment: &mut Experiment,
    materials: &mut Materials,
    path: &Path,
) -> Result<(), Failure> {
    let name = if path == Path::new("-") {
        "standard-input.txt".to_owned()
    } else {
        file_name(path)
    };
    experiment.corpus.source = Source::File(FileName { name });
    materials.corpus = Some(bytes(path)?);
    Ok(())
}

/// Takes a file's text as the prompt, as it stands.
pub(super) fn take_prompt(experiment: &mut Experiment, path: &Path) -> Result<(), Failure> {
    experiment.sampling.prompt = text(path)?;
    Ok(())
}

/// Takes a `tokenizer.json`.
pub(super) fn take_tokenizer(
    experiment: &mut Experiment,
    materials: &mut Materials,
    path: &Path,
) -> Result<(), Failure> {
    materials.tokenizer = Some(text(path)?);
    experiment.tokenizer = Tokenizer::File(FileName {
        name: file_name(path),
    });
    Ok(())
}

/// Trains for so many steps; a warm-up that would not fit becomes a tenth of them.
pub(super) fn take_steps(experiment: &mut Experiment, steps: usize) {
    experiment.training.steps = steps;
    experiment.training.warmup = experiment.training.warmup_steps();
}

/// Every problem of the recipe, and of the files it names but was not given.
pub(super) fn check(
    experiment: &Experiment,
    materials: &Materials,
    has_tokenizer: HasTokenizer,
) -> Result<(), Failure> {
    let mut found = problems(experiment);
    if materials.corpus.is_none() {
        found.retain(|problem| !problem.path.starts_with("corpus.source.name"));
        match &experiment.corpus.source {
            Source::File(_) => found.push(Problem::at("corpus.source.name", Words::fixed(
                "The recipe reads a file. Give it with --text FILE.",
                "配方要读取一个文件，请用 --text FILE 指定。",
            ))),
            Source::Address(_) => found.push(Problem::at("corpus.source.url", Words::fixed(
                "The command line does not download. Fetch the text yourself and give it with --text FILE.",
                "命令行不会下载文本。请自行下载后用 --text FILE 指定。",
            ))),
            Source::EnglishStories | Source::ChineseStories | Source::Pasted(_) => {}
        }
    }
    let needs_tokenizer =
        matches!(experiment.tokenizer, Tokenizer::File(_)) && has_tokenizer == HasTokenizer::No;
    if needs_tokenizer && materials.tokenizer.is_none() {
        found.retain(|problem| problem.path != "tokenizer.name");
        found.push(Problem::at(
            "tokenizer.name",
            Words::fixed(
                "The recipe uses a tokenizer.json. Give it with --tokenizer FILE.",
                "配方使用一个 tokenizer.json，请用 --tokenizer FILE 指定。",
            ),
        ));
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(Failure::Usage(found))
    }
}

/// Whether the run has a trained tokenizer already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HasTokenizer {
    Yes,
    No,
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A file's bytes, or those of standard input for `-`; hardly more than can be used, so that an endless one ends.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = || {
        let source: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path)?)
        };
        let mut bytes = Vec::new();
        source.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error: io::Error| Failure::Usage(vec![unreadable(path, &error)]))
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(bytes(path)?)
        .map_err(|error| Failure::Usage(vec![unreadable(path, &error.utf8_error())]))
}

pub(super) fn unreadable(path: &Path, error: &impl Display) -> Problem {
    let path = path.display();
    Problem::general(Words::new(
        format!("{path} cannot be read: {error}."),
        format!("无法读取 {path}：{error}。"),
    ))
}

/// The changes whose setting is not among `allowed`, and why that cannot be.
pub(super) fn check_changes(
    changes: &[(String, String)],
    allowed: impl Fn(&str) -> bool,
    reason: &Words,
) -> Result<(), Failure> {
    let refused = changes.iter().filter(|(path, _)| !allowed(path));
    let refused: Vec<Problem> = refused
        .map(|(path, _)| Problem::at(path, reason.clone()))
        .collect();
    if refused.is_empty() {
        Ok(())
    } else {
        Err(Failure::Usage(refused))
    }
}
