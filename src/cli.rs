//! The command line: the same recipe and the same engine, without a page.
//!
//! What a program may read goes to standard output, what a person watches to standard error. With `--json` standard
//! output has one object a line and ends with `"event":"done"`. Exit status: 0 for success, 1 where the work failed,
//! 2 where the command or the recipe is wrong or names a file that cannot be read, 130 where it was interrupted and 141 where
//! nobody reads its output any more (what there was is saved first).

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::experiment::DeviceChoice;
use crate::experiment::presets::{FORMER, presets};
use crate::progress::Halt;
use crate::words::{Language, Problem, Words};

mod devices;
mod evaluate;
mod folder;
mod generate;
mod inspect;
mod interrupt;
mod output;
mod recipe;
mod train;

/// See a language model learn.
#[derive(Debug, Parser)]
#[command(name = "babble", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train a model.
    Train(Train),
    /// Let a trained model write.
    Generate(Generate),
    /// Measure a trained model's loss on the whole of a text, in the run's own shares for training and validation.
    Eval(Eval),
    /// Say what is in a run's folder, or in a recipe.
    ///
    /// With --text or --device a recipe is also prepared as for training: how much text it reads, its size, and what computes.
    Inspect(Inspect),
}

/// Where the recipe comes from, and what is changed in it.
#[derive(Debug, Args)]
struct RecipeArgs {
    /// A link made by the page, or a JSON file such as a run's experiment.json.
    #[arg(long, value_name = "LINK|FILE", conflicts_with = "preset")]
    experiment: Option<String>,
    /// A recipe that comes with Babble.
    #[arg(long, value_name = "NAME", value_parser = preset_names())]
    preset: Option<String>,
    /// Change one setting, for example --set model.layers=4; may be given more than once.
    #[arg(long, value_name = "PATH=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
}

/// Where the text comes from, and what computes.
#[derive(Debug, Args)]
struct SourceArgs {
    /// The text to read: .txt or .md, or .csv and .jsonl with --set corpus.field=NAME; - for standard input.
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CommonArgs {
    /// What computes; auto takes the faster of the two.
    #[arg(long, value_enum)]
    device: Option<Device>,
    /// One JSON object a line on standard output.
    #[arg(long)]
    json: bool,
}

/// The folder of a trained run, in any of the ways people write it.
#[derive(Debug, Args)]
struct RunArgs {
    /// The folder that `train --out` wrote. A recipe alone has learned nothing: train it first.
    #[arg(value_name = "RUN")]
    folder: Option<PathBuf>,
    /// The same, by name.
    #[arg(
        long,
        visible_alias = "out",
        value_name = "RUN",
        conflicts_with = "folder"
    )]
    run: Option<PathBuf>,
    /// Understood only to say what to do instead.
    #[arg(long, hide = true)]
    steps: Option<usize>,
}

impl RunArgs {
    /// The folder, or what to do to have one.
    fn path(&self) -> Result<&Path, Failure> {
        if self.steps.is_some() {
            return Err(Failure::usage(Words::fixed(
                "This command takes no --steps: it uses the run as it was trained. To train it further, use babble train --resume RUN --steps N.",
                "这个命令不接受步数：它直接使用训练好的模型。要继续训练，请用 babble train --resume RUN --steps N。",
            )));
        }
        let path = self.folder.as_deref().or(self.run.as_deref());
        path.ok_or_else(|| {
            Failure::usage(Words::fixed(
                "Which run? Name the folder of a trained one. A recipe alone has learned nothing yet: train it with babble train --experiment … --out RUN.",
                "用哪次训练？请给出训练结果的文件夹。只有配方，模型还什么都没学会：请先用 babble train --experiment … --out RUN 训练。",
            ))
        })
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Device {
    Auto,
    Gpu,
    Cpu,
}

impl From<Device> for DeviceChoice {
    fn from(device: Device) -> Self {
        match device {
            Device::Auto => DeviceChoice::Auto,
            Device::Gpu => DeviceChoice::Gpu,
            Device::Cpu => DeviceChoice::Cpu,
        }
    }
}

#[derive(Debug, Args)]
struct Train {
    #[command(flatten)]
    recipe: RecipeArgs,
    #[command(flatten)]
    source: SourceArgs,
    /// A tokenizer.json in Hugging Face's format to use instead of the recipe's tokenizer.
    #[arg(long, value_name = "FILE")]
    tokenizer: Option<PathBuf>,
    /// Steps to train; a warm-up that would not fit becomes a tenth of them. An n-gram model counts its text once.
    #[arg(long, value_name = "N")]
    steps: Option<usize>,
    /// Go on with the run in this folder; its recipe may be changed by --steps and --set.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["experiment", "preset", "tokenizer"])]
    resume: Option<PathBuf>,
    /// Take no more steps: put the weights of the resumed run's best evaluation in place of the last ones, which learned
    /// their text by heart.
    #[arg(long, requires = "resume", conflicts_with = "steps")]
    back_to_best: bool,
    /// Where to write experiment.json, tokenizer.json, model.safetensors and metrics.jsonl (one line for each
    /// evaluation; validation_tokens says how much text it read, the last one all or most of it); no folder that holds
    /// another run.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Args)]
struct Generate {
    #[command(flatten)]
    run: RunArgs,
    /// What to continue; the recipe's own prompt without it.
    #[arg(long)]
    prompt: Option<String>,
    /// Continue the text of this file, as it stands; - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "prompt")]
    text: Option<PathBuf>,
    /// How many tokens to write.
    #[arg(long, value_name = "N")]
    tokens: Option<usize>,
    /// Take the writing settings and the seed from this link or JSON file instead of the run's own.
    #[arg(long, value_name = "LINK|FILE")]
    experiment: Option<String>,
    /// Change a writing setting or the seed, for example --set sampling.temperature=0.5.
    #[arg(long, value_name = "PATH=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Args)]
struct Eval {
    #[command(flatten)]
    run: RunArgs,
    /// Take the text's settings from this link or JSON file instead of the run's own.
    #[arg(long, value_name = "LINK|FILE")]
    experiment: Option<String>,
    #[command(flatten)]
    source: SourceArgs,
    /// Change a setting of the text, for example --set corpus.field=story.
    #[arg(long, value_name = "PATH=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Args)]
struct Inspect {
    /// The folder that `train --out` wrote.
    #[arg(value_name = "RUN", conflicts_with_all = ["run", "experiment", "preset", "set", "text", "steps", "device"])]
    folder: Option<PathBuf>,
    /// The same, by name.
    #[arg(long, visible_alias = "out", value_name = "RUN", conflicts_with_all = ["experiment", "preset", "set", "text", "steps", "device"])]
    run: Option<PathBuf>,
    #[command(flatten)]
    recipe: RecipeArgs,
    #[command(flatten)]
    source: SourceArgs,
    /// The recipe with so many steps; a warm-up that would not fit becomes a tenth of them.
    #[arg(long, value_name = "N")]
    steps: Option<usize>,
    #[command(flatten)]
    common: CommonArgs,
}

/// The presets, and what some were called in earlier versions.
fn preset_names() -> clap::builder::PossibleValuesParser {
    let named = presets().iter().map(|preset| {
        clap::builder::PossibleValue::new(preset.name).help(preset.title.en.to_string())
    });
    let former = FORMER.map(|(name, ..)| clap::builder::PossibleValue::new(name).hide(true));
    named.chain(former).collect::<Vec<_>>().into()
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, value)) => Ok((path.to_owned(), value.to_owned())),
        None => Err("write it as PATH=VALUE, for example model.layers=4".to_owned()),
    }
}

/// Why a command did not succeed.
#[derive(Debug)]
enum Failure {
    /// The command or the recipe is wrong; at least one problem.
    Usage(Vec<Problem>),
    /// The work failed; at least one problem.
    Work(Vec<Problem>),
    /// The person called it off.
    Interrupted,
    /// Nobody reads what it prints any more.
    NobodyReads,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Work(vec![problem])
    }
}

impl From<Halt> for Failure {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Cancelled => Failure::Interrupted,
            Halt::Problems(problems) => Failure::Work(problems),
        }
    }
}

impl From<Words> for Failure {
    fn from(words: Words) -> Self {
        Problem::general(words).into()
    }
}

impl Failure {
    fn usage(words: Words) -> Self {
        Failure::Usage(vec![Problem::general(words)])
    }

    fn into_problems(self) -> Vec<Problem> {
        match self {
            Failure::Usage(problems) | Failure::Work(problems) => problems,
            Failure::Interrupted | Failure::NobodyReads => Vec::new(),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Work(_) => ExitCode::from(1),
            Failure::Usage(_) => ExitCode::from(2),
            Failure::Interrupted => ExitCode::from(130),
            // As of a program that SIGPIPE has ended: 128 + 13.
            Failure::NobodyReads => ExitCode::from(141),
        }
    }
}

/// Runs the command that the arguments ask for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Nothing can be done where even this cannot be printed.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let outcome = match cli.command {
        Command::Train(train) => train::run(&train),
        Command::Generate(generate) => generate::run(&generate),
        Command::Eval(eval) => evaluate::run(&eval),
        Command::Inspect(inspect) => inspect::run(&inspect),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            failure.exit_code()
        }
    }
}

/// Says on standard error what went wrong, in the language of the terminal.
fn complain(failure: &Failure) {
    if let Failure::Usage(problems) | Failure::Work(problems) = failure {
        let language = language();
        for problem in problems {
            let message = problem.message.in_language(language);
            match problem.path.as_str() {
                "" => output::complain(&message),
                path => output::complain(&format_args!("{path}: {message}")),
            }
        }
    }
}

/// The terminal's language, as POSIX ranks the variables; English where it is none of ours.
fn language() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Language::from_tag(&value))
        .unwrap_or_default()
}
