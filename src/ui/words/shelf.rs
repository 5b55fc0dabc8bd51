//! What is said of runs that are kept, of their texts, and of the browser's storage.

use crate::experiment::Source;
use crate::ui::database::Fault;
use crate::ui::format;
use crate::ui::run::MOST_BYTES;
use crate::words::Words;

/// The browser's storage refused.
pub fn storage_failed(reason: &str) -> Words {
    Words::new(
        format!("The browser’s storage did not work ({reason}). Runs may not survive a reload."),
        format!("浏览器存储出错（{reason}）。刷新后训练记录可能会丢失。"),
    )
}

/// Why the browser stores nothing.
pub fn storage_fault(fault: &Fault) -> Words {
    match fault {
        Fault::Browser(reason) => storage_failed(reason),
        Fault::Blocked => Words::fixed(
            "Babble is open in another tab in an earlier version, which holds on to the stored runs. Close that tab, and they appear here.",
            "另一个标签页里打开着较早版本的牙牙学语，占用着已保存的训练。关闭那个标签页，它们就会出现在这里。",
        ),
        Fault::Silent => Words::fixed(
            "The browser does not answer when it is asked for the stored runs. Closing other tabs with Babble, or restarting the browser, may help; as soon as it answers, the runs appear here.",
            "浏览器没有响应读取已保存训练的请求。关闭其他打开牙牙学语的标签页或重启浏览器也许有用；一旦浏览器响应，训练就会出现在这里。",
        ),
        Fault::Newer => Words::fixed(
            "A newer version of Babble has been opened in this browser and looks after the stored runs now; this older one can neither show them nor add to them. Reload the page to get the newer one.",
            "这个浏览器里已打开过更新版本的牙牙学语，已保存的训练现在由它管理；这个较旧的页面无法显示，也无法添加。请刷新页面以使用新版本。",
        ),
    }
}

/// An unfinished run: which model, on which text, how far.
pub fn unfinished_run(model: &Words, text: &Words, step: usize, total: usize) -> Words {
    let (step, total) = (format::count(step), format::count(total));
    Words::new(
        format!(
            "An unfinished run: {} · {}, step {step} of {total}.",
            model.en, text.en
        ),
        format!(
            "有一次没有完成的训练：{} · {}，第 {step} 步，共 {total} 步。",
            model.zh, text.zh
        ),
    )
}

/// An unfinished run that was offered is not there any more.
pub static UNFINISHED_GONE: Words = Words::fixed(
    "This run is no longer kept: it may be going on in another tab, or newer runs have taken its place.",
    "这次训练已不再保存：它可能正在另一个标签页中继续，或者已被更新的训练取代。",
);

/// What is missing to go on with an unfinished run.
pub fn unfinished_needs(what_to_do: &Words) -> Words {
    Words::new(
        format!(
            "To go on, the run needs the text it has read, which is not here. {} Then press “Go on” again.",
            what_to_do.en
        ),
        format!(
            "要接着训练，需要它原来读的文本，而这里没有。{}然后再点“接着训练”。",
            what_to_do.zh
        ),
    )
}

/// A run was given up for another.
pub fn given_up(step: usize, total: usize) -> Words {
    let (step, total) = (format::count(step), format::count(total));
    Words::new(
        format!("The previous run was left at step {step} of {total}."),
        format!("上一次训练停在第 {step} 步，共 {total} 步。"),
    )
}

/// The text at hand is not the one that a run of an earlier build has read.
pub fn another_text(was: usize, is: usize) -> Words {
    let (en, zh) = match was == is {
        true => ("it begins differently".to_owned(), "开头就不同".to_owned()),
        false => (
            format!("{is} characters, not {was}"),
            format!("这里有 {is} 个字符，原来是 {was} 个"),
        ),
    };
    Words::new(
        format!(
            "This is not the text that the opened run has read ({en}), so it cannot be trained further on it. Open the text it has read, or start a new run on this one."
        ),
        format!(
            "这不是所打开的训练读过的文本（{zh}），因此不能用它继续训练。请打开原来的文本，或用这份文本开始新的训练。"
        ),
    )
}

/// A text by its name.
pub fn text_name(source: &Source) -> Words {
    let own = |name: &str| {
        let name = format::shorten(name, 60);
        Words::new(format!("“{name}”"), format!("“{name}”"))
    };
    match source {
        Source::EnglishStories => Words::fixed("English stories", "英文小故事"),
        Source::ChineseStories => Words::fixed("Chinese stories", "中文小故事"),
        Source::Pasted(_) => Words::fixed("Your own text", "自己的文本"),
        Source::File(file) => own(&file.name),
        Source::Address(address) => own(&address.url),
    }
}

/// How large a text is, and which part of it evaluates.
pub fn text_size(characters: usize, validation_fraction: f64) -> Words {
    let share = format::percent(validation_fraction);
    let count = format::count(characters);
    Words::new(
        format!("{count} characters, the last {share} for validation"),
        format!("{count} 个字符，最后 {share} 用于验证"),
    )
}

/// Whose tokens the ladder's lines are of.
pub fn lines_of(run: &Words) -> Words {
    Words::new(
        format!(
            "Dotted lines: guessing and counting on this text, with the tokens of {}.",
            run.en
        ),
        format!("点线：在这份文本上用“{}”的词元猜测和计数的结果。", run.zh),
    )
}

/// So many runs were deleted.
pub fn runs_deleted(number: usize) -> Words {
    match number {
        1 => Words::fixed("One run deleted.", "已删除 1 次训练。"),
        _ => Words::new(
            format!("{number} runs deleted."),
            format!("已删除 {number} 次训练。"),
        ),
    }
}

/// A run is more than the browser is to keep.
pub fn run_too_large(bytes: usize) -> Words {
    let size = format::bytes(bytes);
    let most = format::bytes(MOST_BYTES);
    Words::new(
        format!(
            "Its weights take {size}, and at most {most} are kept in the browser. Save it as files to keep it."
        ),
        format!("它的权重有 {size}，而浏览器最多保存 {most}。请把它导出为文件来保存。"),
    )
}

/// Older runs made room for a new one.
pub fn oldest_dropped(number: usize) -> Words {
    match number {
        1 => Words::fixed(
            "To make room, the oldest run was dropped.",
            "为腾出空间，删去了最早的一次训练。",
        ),
        _ => Words::new(
            format!("To make room, the {number} oldest runs were dropped."),
            format!("为腾出空间，删去了最早的 {number} 次训练。"),
        ),
    }
}
