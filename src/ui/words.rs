//! Every word of the page, in both languages. Names of settings, groups and presets stand with the recipe.

use crate::protocol::{Ending, Stage};
use crate::view::DeviceKind;
use crate::visible::quoted;
use crate::words::Words;

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub static $name: Words = Words::fixed($en, $zh);)*
    };
}

mod explanations;
mod shelf;

pub use explanations::*;
pub use shelf::*;

words! {
    // The frame.
    PAGE_TITLE: "Babble · a language model’s first words", "Babble 牙牙学语 · 看语言模型学会开口";
    SKIP: "Skip to the model", "跳到模型";
    TAGLINE: "A tiny language model is learning to speak, right here in this page.", "一个很小的语言模型，正在这个网页里学说话。";
    TOOLS: "Page tools", "页面工具";
    SWITCH_LANGUAGE: "中文", "English";
    THEME: "Appearance", "外观";
    THEME_SYSTEM: "System theme", "跟随系统";
    THEME_LIGHT: "Light theme", "浅色主题";
    THEME_DARK: "Dark theme", "深色主题";
    COPY_LINK: "Copy link", "复制链接";
    LINK_COPIED: "Link copied. Whoever opens it gets this very experiment.", "链接已复制。打开它的人会得到一模一样的实验。";
    COPY_FAILED: "The browser did not let the page copy. Copy the link from the field that has opened at the top.", "浏览器不允许复制。请从页面顶部出现的框中复制链接。";
    LINK_TO_COPY: "The link, to copy by hand", "供手动复制的链接";
    HELP: "Help", "帮助";
    CLOSE: "Close", "关闭";
    DISMISS: "Dismiss", "知道了";
    WHAT_IS_THIS: "What am I seeing?", "这是什么？";
    FOOT: "Everything runs in this page. No text and no model leaves your machine.", "一切都在这个网页里进行。文本和模型都不会离开你的电脑。";

    // The stage.
    SAYS_NOW: "What it says now", "它现在会说";
    NOTHING_YET: "Not a word yet. Its first ones come in a moment.", "还一个字也不会。稍等，第一句话马上就来。";
    LISTENING: "Getting ready to listen…", "正在准备……";
    LEARNS_FROM: "It has only ever read this:", "它只读过这些文字：";
    CURVE: "How surprised it is", "它觉得有多意外";

    // The transport.
    TRANSPORT: "Training", "训练";
    TRAIN: "Train", "训练";
    RESUME: "Resume", "继续";
    PAUSE: "Pause", "暂停";
    STEP: "Step", "走一步";
    RESET: "Reset", "重来";
    AGAIN: "Train again", "再训练一次";
    KEEP: "Keep this run", "保留这次训练";
    KEEP_HINT: "Puts this run on the ladder as it is now.", "把这次训练按目前的状态放上成绩榜。";
    KEEP_LATER: "A run can be kept after its first evaluation.", "第一次评估之后才能保留。";
    KEEP_DONE: "This run is over; it is on the ladder already.", "这次训练已结束，已经在成绩榜上了。";
    KEEP_NOTHING: "There is no run to keep.", "没有可以保留的训练。";
    CANCEL: "Cancel", "取消";
    SKIP_EVALUATION: "Skip the rest", "跳过剩余评估";
    SKIP_EVALUATION_HINT: "Ends the evaluation here. Its result is the mean over the part read so far.", "就此结束评估，以已评估部分的平均值作为结果。";
    PROGRESS: "Progress of the training", "训练进度";
    CANNOT_TRAIN: "This recipe cannot be trained yet", "这份配方还不能训练";
    RESTART_TO_APPLY: "Restart to apply", "重新开始并应用";
    CHANGED: "The settings have changed; this run still follows the old ones.", "设置已更改；当前训练仍按旧设置进行。";
    UNDO_CHANGES: "Undo", "撤销";
    GO_ON_WITH: "Go on", "接着训练";
    PUT_AWAY: "Discard", "丢弃";
    BRING_BACK: "Undo", "撤销";
    GO_ON: "Go on from the last good state", "从上一个正常状态继续";
    GO_ON_CPU: "Go on with the CPU", "改用 CPU 继续";
    START_OVER: "Start over", "重新开始";
    TRAIN_DEFAULTS: "Train the default recipe", "改用默认配方训练";
    BREAKS_AGAIN: "If it stops again at the same place, change the text, the tokenizer or the model, or take the default recipe.", "如果又停在同一处，请更换文本、分词器或模型，或改用默认配方。";
    WENT_WRONG: "The run stopped", "训练中止了";
    CANNOT_BEGIN: "The run cannot begin", "训练无法开始";

    // What a run is doing.
    WAITING: "Loading the engine…", "正在载入引擎……";
    WAITING_GPU: "Waiting for the GPU engine…", "正在等待 GPU 引擎……";
    IDLE: "Nothing is training.", "没有在训练。";
    PREPARING: "Preparing…", "正在准备……";
    RUNNING: "Training", "训练中";
    PAUSED: "Paused", "已暂停";
    TIMING: "Timing the CPU against the GPU…", "正在比较 CPU 和 GPU 的速度……";
    MOVING_TO_CPU: "Moving to the CPU…", "正在转到 CPU……";
    MOVING_TO_GPU: "Moving to the GPU…", "正在转到 GPU……";
    STOPPED: "Stopped", "已停止";

    // Devices.
    DEVICE: "Runs on", "运行于";
    DEVICE_AUTO: "Auto", "自动";
    NO_WEBGPU: "This browser has no WebGPU, which the GPU engine needs. A current Chrome, Edge, Firefox or Safari has it on most systems.", "这个浏览器没有 GPU 引擎所需的 WebGPU。新版的 Chrome、Edge、Firefox 或 Safari 在多数系统上支持它。";
    ENGINE_GONE: "The engine stopped.", "引擎已停止。";
    SCRIPT_NOT_LOADED: "its script could not be fetched", "无法获取其脚本";
    INTERCEPTED: "a web page came in its place: perhaps this network asks you to sign in first", "收到的是一个网页：当前网络可能需要先登录";
    REPUBLISHED: "a newer version has been published", "已发布新版本";
    UNREADABLE_MESSAGE: "one of its messages could not be read", "有一条消息无法读取";
    RECOVERED: "Training went on from the last good state, on the CPU.", "已从上一个正常状态在 CPU 上继续训练。";
    SOFTWARE_GPU: "The GPU here is emulated by the processor, so “Auto” does not use it.", "这里的 GPU 是由处理器模拟的，“自动”不会使用它。";
    CPU_ONLY: "The CPU, as you chose.", "按你的选择使用 CPU。";
    GPU_CHOSEN: "The GPU, as you chose.", "按你的选择使用 GPU。";
    NO_ADAPTER: "The browser found no GPU it may use. Switching on hardware acceleration in the browser’s settings or updating the graphics driver may help.", "浏览器没有找到可用的 GPU。在浏览器设置中开启硬件加速或更新显卡驱动也许会有帮助。";
    GPU_LATER: "Training starts on the CPU while the GPU engine loads.", "先在 CPU 上开始训练，同时载入 GPU 引擎。";
    GPU_READY: "The GPU engine is ready; “Auto” times both before it moves a run.", "GPU 引擎已就绪；“自动”会先给两者测速，再决定是否转移训练。";
    GPU_UNTIMED: "The GPU could not train this model when it was timed, so the CPU goes on.", "测速时 GPU 无法训练这个模型，因此继续用 CPU。";
    COUNTING_ON_CPU: "Models that count run on the CPU.", "计数模型在 CPU 上运行。";

    // The recipe.
    RECIPE: "The recipe", "配方";
    RECIPE_LEAD: "A text, a model and how it learns. Change anything; the link in the address bar follows.", "一段文本、一个模型，以及学习的方法。什么都可以改；地址栏里的链接会随之更新。";
    PRESETS: "Start from", "从这里开始";
    PRESETS_HINT: "This is a recipe of your own. Choosing one of these starts a new run on the same text.", "这是你自己的配方。点其中任何一个，都会用现在的文本重新训练。";
    BACK_TO_DEFAULT: "Back to the default", "恢复默认值";
    NEW_SEED: "New seed", "换一个种子";
    PARAMETERS: "Parameters", "参数量";
    MEMORY: "Estimated memory", "预计内存";
    VOCABULARY: "Vocabulary", "词表";
    CORPUS_SIZE: "Text", "文本";
    OPEN_FILE: "Open a file…", "打开文件……";
    THE_ONLY_TEXT: "Automatic: the only one with text", "自动：唯一含有文本的一项";
    PASTED_FILE: "pasted text.txt", "粘贴的文本.txt";
    FILE_TOO_LARGE: "The file is larger than 64 MiB. Open a part of it.", "文件超过 64 MiB。请截取一部分再打开。";
    FILE_UNREADABLE: "The browser could not read the file. Open it again.", "浏览器无法读取该文件。请重新打开。";
    FETCH: "Fetch", "获取";
    FETCHING: "Fetching…", "正在获取……";
    FETCH_HINT: "An https address of a plain text. The page asks for it only when you press Fetch.", "纯文本的 https 地址。只有按下“获取”，页面才会去读取它。";
    FETCH_NOT_HTTPS: "The address must start with https://.", "地址必须以 https:// 开头。";
    FETCH_BLOCKED: "The page could not read that address: it cannot be reached, or its server does not let other pages read it (CORS). Download the text and open it as a file instead.", "无法读取该地址：可能连不上，也可能其服务器不允许其他网页读取（CORS）。请先下载文本，再作为文件打开。";
    FETCH_STALLED: "The server stopped sending for 30 seconds, so the page gave up. Fetch again, or download the text and open it as a file.", "服务器已有 30 秒没有发送数据，页面已放弃读取。请重新获取，或先下载文本再作为文件打开。";
    OPEN_TOKENIZER: "Open tokenizer.json…", "打开 tokenizer.json……";
    NOT_A_TOKENIZER: "This is not a tokenizer.json of Hugging Face’s format.", "这不是 Hugging Face 格式的 tokenizer.json。";
    LINK_PROBLEMS: "Some of the link was not understood", "链接中有些内容无法识别";

    // Panels.
    FIRST_WORDS: "First words", "成长日记";
    FIRST_WORDS_LEAD: "The same question at every age: what do you say?", "每隔一段时间都问它同一个问题：你会说什么？";
    TALK: "Talk to it", "和它说话";
    TALK_LEAD: "Begin a sentence; it continues, one token at a time.", "你起个头，它一个词元一个词元地接下去。";
    PROMPT: "Your prompt", "你的开头";
    SHARE_PROMPT: "Start the next run’s “First words” with it, too; it then becomes part of the link", "下一次训练的成长日记也以它开头（它会写进链接）";
    CONTINUE: "Continue", "续写";
    STOP: "Stop", "停止";
    GENERATED: "Its continuation", "它的续写";
    GENERATED_HINT: "Point at or tap a token to see what else might have stood there.", "指向或轻点一个词元，看看这里本来还可能是什么。";
    SURPRISAL: "Surprisal", "意外度";
    ENTROPY: "entropy", "熵";
    AS_DRAWN: "of the distribution it was drawn from", "按抽取时的分布计算";
    NATS: "nats", "奈特";
    SAMPLING_SETTINGS: "How it chooses", "怎样选词";
    LOOK: "Look inside", "看看里面";
    LOOK_LEAD: "Give it a text and see what it expected, and what it looked at.", "给它一段文字，看看它预料什么、关注哪里。";
    PROBE_TEXT: "Text to look at", "要观察的文字";
    NEXT_TOKEN: "What comes next?", "下一个会是什么？";
    ATTENTION: "Where it looks", "它在看哪里";
    UNITS: "What its units do", "各单元在做什么";
    COUNTS: "What it has counted", "它数出了什么";
    TOKENS: "Text in pieces", "切成词元的文本";
    TOKENS_LEAD: "The model does not see the text itself. It sees a row of numbers: one for each of these pieces.", "模型看到的不是文字本身，而是一串编号：每个小块（词元）一个。";
    LADDER: "The ladder", "成绩榜";
    LADDER_LEAD: "Every finished run. Runs on the same text share one scale: the further left, the lower the loss and the better the model. Pick one to open it again.", "所有已结束的训练。读同一份文本的训练用同一把尺来量：越靠左，损失越低，模型越好。点一个即可重新打开它。";
    LADDER_EMPTY: "No run has finished yet. The first one will appear here.", "还没有结束的训练。第一次训练结束后会出现在这里。";
    OPENED_FOR_ASKING: "This run’s text is not at hand: it can be talked to and looked into, but not trained on.", "这里没有这次训练用的文本：可以和它说话、看看里面，但不能继续训练。";
    LADDER_KEPT: "Kept in this browser: the last 24 runs, 256 MiB at most.", "保存在这个浏览器里：最近 24 次，最多 256 MiB。";
    DELETED: "Deleted.", "已删除。";
    DELETED_WITHOUT_WEIGHTS: "Deleted. Its weights were no longer stored, so only its record can be brought back.", "已删除。它的权重早已不在存储中，只能恢复训练记录。";
    DELETING: "Deleting…", "正在删除……";
    UNDO_ALL: "Undo", "撤销";
    FORGET_FOR_GOOD: "Clear away", "清除";
    TEXT_IS_UNKNOWN: "An earlier version stored this run and did not note its text. The text here has the same name, length and beginning; training further makes a new run.", "这次训练由较早的版本保存，没有记下文本的标识。这里的文本与它同名、同长、开头相同；继续训练会另存为一次新的训练。";
    BY_NAME: "stored by an earlier version, which noted only what the text is called and how long it is", "由较早的版本保存，只记下了文本的名字和长度";
    CURRENT_RUN: "the current run", "当前训练";
    FOR_THIS_VISIT: "Runs stay on the ladder for this visit only", "训练只在本次访问期间留在成绩榜上";
    EXPORT: "Save as files", "导出";
    EXPORT_LEAD: "The current run as files that the command line and other programs can read.", "把当前训练存成文件，命令行和其他程序都能读取。";
    COMPARE: "Different beliefs, one text", "一段文字，不同看法";
    COMPARE_LEAD: "Where do two or three of your models disagree, and by how many nats?", "你的两三个模型在哪里意见不同？相差多少奈特？";
    COMPARE_NEEDS_TWO: "Two runs are needed, three if you like. Train another model, for example an LSTM or a trigram.", "需要两次训练，三次也可以。再训练一个模型吧，比如 LSTM 或三元模型。";
    COMPARE_P: "Model P", "模型 P";
    COMPARE_Q: "Model Q", "模型 Q";
    COMPARE_R: "Model R (optional)", "模型 R（可选）";
    COMPARE_NONE: "none", "无";
    COMPARE_TWICE: "One run is chosen twice; it would agree with itself everywhere. Choose another.", "同一次训练被选了两次，它处处与自己一致。请换一个。";
    COMPARE_TEXT: "Text they all read", "它们都读的文字";
    COMPARE_GO: "Compare", "比较";
    COMPARING: "The models are reading…", "模型正在阅读……";
    COMPARE_PROGRESS: "Progress of the comparison", "比较进度";
    COMPARE_TOO_SOON: "No engine is ready to read yet. Try again in a moment.", "还没有引擎可以阅读。请稍后再试。";
    RUN_GONE: "This run’s weights are no longer stored in this browser.", "这个浏览器里已没有这次训练的权重。";

    // Help.
    HELP_TITLE: "How to use this page", "怎样使用这个页面";
    HELP_LEAD: "The model reads short pieces of text and guesses what comes next, again and again. Each guess, right or wrong, changes its numbers a little. Watch the curve fall and the words appear. Then change one thing, and see what it does.", "模型一遍遍地读短文、猜接下来是什么。每猜一次，不论对错，它的参数就改一点点。看曲线下降，看词语出现；然后改动一处，再看会怎样。";
    SHORTCUTS: "Keyboard", "键盘";
    USE_KEYS: "Use these keys, wherever the focus is", "在页面任何位置使用这些按键";
    KEY_TOGGLE: "Train or pause", "训练或暂停";
    KEY_STEP: "One step", "走一步";
    KEY_RESET: "Back to the start", "从头再来";
    KEY_GENERATE: "Continue the prompt", "续写开头";
    KEY_HELP: "This help", "打开帮助";
    KEY_P: "P", "P";
    KEY_S: "S", "S";
    KEY_R: "Shift + R", "Shift + R";
    KEY_G: "G", "G";
    KEY_QUESTION: "?", "?";
}

/// What a stage of preparing is called.
pub fn stage(stage: Stage) -> Words {
    match stage {
        Stage::Reading => Words::fixed("Reading the text", "正在读取文本"),
        Stage::TrainingTokenizer => Words::fixed("Training the tokenizer", "正在训练分词器"),
        Stage::Tokenizing => Words::fixed("Cutting the text into tokens", "正在把文本切成词元"),
        Stage::Compiling => Words::fixed("Building the model", "正在构建模型"),
        Stage::Benchmarking => Words::fixed("Timing the device", "正在测速"),
        Stage::Evaluating => Words::fixed(
            "Evaluating the run on the validation text",
            "正在用验证文本评估这次训练",
        ),
        Stage::Comparing => Words::fixed("The models are reading", "模型正在阅读"),
    }
}

/// How a run ended.
pub fn ending(ending: &Ending) -> Words {
    match ending {
        Ending::Completed => Words::fixed("Finished", "训练完成"),
        Ending::EarlyStopped { best_step } => Words::new(
            format!("Stopped early: no better since step {best_step}"),
            format!("提前停止：自第 {best_step} 步起不再进步"),
        ),
        Ending::WentBack { best_step } => Words::new(
            format!("Back at step {best_step}, its best"),
            format!("已回到最好的第 {best_step} 步"),
        ),
        Ending::Diverged { explanation, .. } => explanation.clone(),
    }
}

/// When a sample was said.
pub fn after_steps(step: usize) -> Words {
    let steps = super::format::count(step);
    match step {
        0 => Words::fixed("before its first step", "训练之前"),
        1 => Words::fixed("after one step", "训练 1 步后"),
        _ => Words::new(format!("after {steps} steps"), format!("训练 {steps} 步后")),
    }
}

/// When a model that counts said something: how much of its text it had read.
pub fn after_counting(portion: usize, portions: usize) -> Words {
    if portion >= portions {
        return Words::fixed("after reading its text once", "把文本读过一遍之后");
    }
    let share = super::format::percent(portion as f64 / portions.max(1) as f64);
    Words::new(
        format!("after reading {share} of its text"),
        format!("读了 {share} 的文本之后"),
    )
}

/// Puts the best weights back.
pub fn go_back_to(step: usize) -> Words {
    let step = super::format::count(step);
    Words::new(
        format!("Go back to step {step}"),
        format!("回到第 {step} 步"),
    )
}

/// Goes on with a run that is over.
pub fn train_longer(steps: usize) -> Words {
    let steps = super::format::count(steps);
    Words::new(
        format!("Train {steps} steps longer"),
        format!("再训练 {steps} 步"),
    )
}

/// Names a recipe that should do better.
pub fn beat_it_with(title: &Words) -> Words {
    Words::new(
        format!("Beat it with “{}”", title.en),
        format!("用“{}”超过它", title.zh),
    )
}

/// How far a model that counts has read.
pub fn portion_of(portion: usize, portions: usize) -> Words {
    let share = super::format::percent(portion as f64 / portions.max(1) as f64);
    Words::new(
        format!("{share} of the text counted"),
        format!("文本已数过 {share}"),
    )
}

/// `120 / 1,000`.
pub fn step_of(step: usize, total: usize) -> Words {
    let (step, total) = (super::format::count(step), super::format::count(total));
    Words::new(
        format!("Step {step} of {total}"),
        format!("第 {step} 步，共 {total} 步"),
    )
}

/// About how long something takes.
pub fn about_so_long(seconds: f64) -> Words {
    match seconds {
        ..2.0 => Words::fixed("about a second", "约 1 秒"),
        2.0..90.0 => {
            let rounded = ((seconds / 5.0).round() * 5.0).max(5.0);
            Words::new(format!("about {rounded} s"), format!("约 {rounded} 秒"))
        }
        _ => {
            let minutes = (seconds / 60.0).round();
            Words::new(format!("about {minutes} min"), format!("约 {minutes} 分钟"))
        }
    }
}

/// The time that is left.
pub fn time_left(milliseconds: f64) -> Words {
    let time = super::format::duration(milliseconds);
    Words::new(format!("{} left", time.en), format!("还需 {}", time.zh))
}

/// How long something has been going on.
pub fn time_so_far(milliseconds: f64) -> Words {
    let time = super::format::duration(milliseconds);
    Words::new(format!("{} so far", time.en), format!("已用 {}", time.zh))
}

/// A device in one or two words.
pub fn device_kind(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Cpu => "CPU",
        DeviceKind::Gpu => "GPU",
    }
}

/// How far an engine's download has come.
pub fn engine_loading(kind: DeviceKind, fraction: Option<f64>, left: Option<f64>) -> Words {
    let kind = device_kind(kind);
    match fraction {
        Some(fraction) => {
            let share = super::format::percent(fraction);
            let (mut en, mut zh) = (
                format!("{kind} engine {share}"),
                format!("{kind} 引擎 {share}"),
            );
            if let Some(left) = left.map(time_left) {
                en = format!("{en}, {}", left.en);
                zh = format!("{zh}，{}", left.zh);
            }
            Words::new(en, zh)
        }
        None => Words::new(format!("{kind} engine…"), format!("{kind} 引擎……")),
    }
}

/// An engine's bundle did not come or did not start.
pub fn engine_did_not_load(kind: DeviceKind, reason: &Words) -> Words {
    let kind = device_kind(kind);
    Words::new(
        format!(
            "The {kind} engine did not load ({}). Reload the page to try again.",
            reason.en
        ),
        format!("{kind} 引擎未能载入（{}）。请刷新页面重试。", reason.zh),
    )
}

/// A browser cannot run an engine; which can. The same browsers stand in `www/unable.js`, with why it is these.
pub fn browser_too_old(kind: DeviceKind, detail: &str) -> Words {
    let kind = device_kind(kind);
    Words::new(
        format!(
            "This browser is too old for the {kind} engine ({detail}). It takes Chrome 97, Edge 97, Firefox 114, Safari 16.4, or a later version."
        ),
        format!(
            "这个浏览器版本太旧，无法运行 {kind} 引擎（{detail}）。请使用 Chrome 97、Edge 97、Firefox 114、Safari 16.4 或更新的版本。"
        ),
    )
}

/// An engine died while it worked.
pub fn engine_broke(kind: DeviceKind, reason: &Words) -> Words {
    let kind = device_kind(kind);
    Words::new(
        format!(
            "The {kind} engine stopped ({}). Perhaps memory ran out: try a smaller model or batch.",
            reason.en
        ),
        format!(
            "{kind} 引擎已停止（{}）。可能是内存不足：请尝试更小的模型或批次。",
            reason.zh
        ),
    )
}

/// A file must be opened again.
pub fn open_the_file(name: &str) -> Words {
    let name = quoted(name);
    Words::new(
        format!("The recipe names the file “{name}” but cannot hold it. Open it here."),
        format!("配方只记得文件名“{name}”，不包含文件本身。请在这里打开它。"),
    )
}

/// An address must be fetched first.
pub fn fetch_the_address(url: &str) -> Words {
    Words::new(
        format!("The recipe reads the text at {url}. Press Fetch to get it."),
        format!("配方要读取 {url} 的文本。请按“获取”。"),
    )
}

/// A text that is too long for the box is taken as a file.
pub fn taken_as_file(name: &str, bytes: usize) -> Words {
    let size = super::format::bytes(bytes);
    Words::new(
        format!("The text ({size}) is too long for the box, so it was opened as a file, {name}."),
        format!("文本有 {size}，输入框放不下，已作为文件 {name} 打开。"),
    )
}

/// An opened file is there.
pub fn file_opened(name: &str, bytes: usize) -> Words {
    let name = quoted(name);
    let size = super::format::bytes(bytes);
    Words::new(
        format!("Opened {name}, {size}."),
        format!("已打开 {name}，{size}。"),
    )
}

/// How much of a text has come.
pub fn fetched_so_far(bytes: usize) -> Words {
    let size = super::format::bytes(bytes);
    Words::new(format!("{size} so far"), format!("已收到 {size}"))
}

/// An address answered with an error.
pub fn fetch_refused(status: u16) -> Words {
    Words::new(
        format!("The server answered {status} instead of the text. Check the address."),
        format!("服务器返回了 {status}，而不是文本。请检查地址。"),
    )
}

/// What whoever gets a link needs besides.
pub fn link_without(file: &str) -> Words {
    let file = quoted(file);
    Words::new(
        format!(
            "Link copied. It names the file “{file}” but cannot hold it: whoever opens the link must have that file, too."
        ),
        format!("链接已复制。它只记得文件名“{file}”，不包含文件本身：打开链接的人也要有这个文件。"),
    )
}

/// A file could not be handed over.
pub fn export_failed(reason: &str) -> Words {
    Words::new(
        format!("The file could not be saved ({reason})."),
        format!("无法保存文件（{reason}）。"),
    )
}

/// How much is behind a disclosure, and how much of it is not as it was.
pub fn more_settings(number: usize, changed: usize) -> Words {
    let more = super::format::plural(number, "setting");
    match changed {
        0 => Words::new(
            format!("{number} more {more}"),
            format!("另外 {number} 项设置"),
        ),
        _ => Words::new(
            format!("{number} more {more}, {changed} changed"),
            format!("另外 {number} 项设置，改了 {changed} 项"),
        ),
    }
}

/// Names the button that undoes one change.
pub fn back_to_default(label: &Words) -> Words {
    Words::new(
        format!("{}: back to the default", label.en),
        format!("{}：恢复默认值", label.zh),
    )
}

/// A longer text is looked at up to a word's end.
pub fn only_the_first(characters: usize) -> Words {
    Words::new(
        format!(
            "Only the beginning is looked at: the whole words of the first {characters} characters."
        ),
        format!("只观察开头：前 {characters} 个字符以内的完整词语。"),
    )
}

/// `162,000 characters`.
pub fn characters(number: usize) -> Words {
    let (en, zh) = (
        super::format::counted(number, "character"),
        super::format::count(number),
    );
    Words::new(en, format!("{zh} 个字符"))
}
