//! How a tokenizer cuts a text: its tokens, its vocabulary, its merges one at a time.

use std::time::Duration;

use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;

use super::browser::{Tongue, prefers_stillness};
use super::heat_text::{HeatText, HeatToken};
use super::merges::{Merges, Replay};
use super::parts::{Nothing, piece, unique};
use super::show;
use crate::ui::format;
use crate::view::{LONGEST_CUT, Piece, Tokenized, Vocabulary};
use crate::words::Words;

/// Vocabulary entries listed at most.
const LISTED: usize = 240;
/// Tokens of a text that merges are replayed on at most.
const REPLAYED: usize = 200;
/// Time between two merges while they play.
const BEAT: Duration = Duration::from_millis(600);

/// A text cut into tokens, the vocabulary, the merges; the page tokenizes whenever `text` changes.
#[component]
pub fn TokensView(
    /// What the person types.
    text: RwSignal<String>,
    /// How the tokenizer cuts it.
    #[prop(into)]
    tokenized: Signal<Option<Tokenized>>,
    /// What the tokenizer holds.
    #[prop(into)]
    vocabulary: Signal<Option<Vocabulary>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let id = unique("text");
    let has_merges = Memo::new(move |_| {
        vocabulary.with(|vocabulary| {
            vocabulary
                .as_ref()
                .is_some_and(|known| !known.merges.is_empty())
        })
    });
    view! {
        <section class="chart chart-tokens" aria-label=tongue.say("Tokens", "词元")>
            <label class="chart-caption" for=id.clone()>{tongue.say("Text to cut into tokens", "要切分成词元的文字")}</label>
            <textarea
                id=id
                rows="3"
                lang=""
                dir="auto"
                spellcheck="false"
                prop:value=text
                on:input:target=move |event| text.set(event.target().value())
            ></textarea>
            {left_out(tongue, text)}
            {pieces(tongue, tokenized, vocabulary)}
            <Show when=move || has_merges.get()>{player(tongue, tokenized, vocabulary)}</Show>
            {search(tongue, vocabulary)}
        </section>
    }
}

/// Says that a long text is not cut to its end.
fn left_out(tongue: Tongue, text: RwSignal<String>) -> impl IntoView {
    let is_long = Memo::new(move |_| text.with(|text| text.chars().nth(LONGEST_CUT).is_some()));
    let words = move || {
        is_long.get().then(|| {
            let count = format::count(LONGEST_CUT);
            let told = tongue.tell(&Words::new(
                format!("Only the first {count} characters are cut into tokens."),
                format!("只切分前 {count} 个字符。"),
            ));
            view! { <p class="chart-caption">{told}</p> }
        })
    };
    view! { {words} }
}

/// The text in coloured tokens, with what is known of the one that is pointed at.
fn pieces(
    tongue: Tongue,
    tokenized: Signal<Option<Tokenized>>,
    vocabulary: Signal<Option<Vocabulary>>,
) -> impl IntoView {
    let chosen = RwSignal::new(None);
    let tokens = Signal::derive(move || {
        tokenized.with(|known| {
            let pieces = known.as_ref().map_or(&[][..], |known| &known.pieces);
            pieces
                .iter()
                .map(|piece| HeatToken {
                    text: piece.text.clone(),
                    value: None,
                })
                .collect::<Vec<_>>()
        })
    });
    let piece =
        move |index: usize| tokenized.with(|known| known.as_ref()?.pieces.get(index).cloned());
    let describe = Callback::new(move |index: usize| {
        piece(index).map_or_else(String::new, |piece| {
            let id = piece.id;
            tongue.tell(&Words::new(format!("id {id}"), format!("编号 {id}")))
        })
    });
    let detail = move || match chosen.get().and_then(piece) {
        Some(piece) => told(tongue, &piece),
        None => tongue.now(
            "Point at or tap a token to see its id.",
            "指向或轻点一个词元，查看它的编号。",
        ),
    };
    let ratio = move || {
        tokenized.with(|known| {
            let known = known.as_ref()?;
            let corpus = vocabulary
                .with(|vocabulary| vocabulary.as_ref().map(|known| known.characters_per_token));
            Some(compression(tongue, known, corpus))
        })
    };
    view! {
        <div class="chart-pieces">
            <HeatText
                tokens=tokens
                most=1.0
                chosen=chosen
                describe=describe
                on_hover=Callback::new(move |index| chosen.set(Some(index)))
                label=Signal::derive(tongue.say("The text's tokens", "文字的词元"))
            />
        </div>
        <p class="chart-caption chart-detail">{detail}</p>
        <p class="chart-figures">{ratio}</p>
    }
}

fn told(tongue: Tongue, piece: &Piece) -> String {
    let (text, id) = (show::quoted(&piece.text), piece.id);
    let characters = piece.end.saturating_sub(piece.start);
    let place = piece.start + 1;
    let counted = format::counted(characters, "character");
    tongue.tell(&Words::new(
        format!("“{text}” · id {id} · {counted}, from character {place}"),
        format!("“{text}” · 编号 {id} · {characters} 个字符，从第 {place} 个字符起"),
    ))
}

fn compression(tongue: Tongue, known: &Tokenized, corpus: Option<f64>) -> String {
    let (characters, count) = (known.characters, known.pieces.len());
    let ratio = (count > 0).then(|| show::compact(characters as f64 / count as f64));
    let (cut, pieces) = (
        format::counted(characters, "character"),
        format::counted(count, "token"),
    );
    let (characters, count) = (format::count(characters), format::count(count));
    let (mut en, mut zh) = (
        format!("{cut} in {pieces}"),
        format!("{characters} 个字符，{count} 个词元"),
    );
    // Of no token there is no mean.
    if let Some(ratio) = ratio {
        en.push_str(&format!(": {ratio} characters per token"));
        zh.push_str(&format!("：每词元 {ratio} 个字符"));
    }
    if let Some(corpus) = corpus {
        let corpus = show::compact(corpus);
        en.push_str(&format!(" (on the corpus {corpus})"));
        zh.push_str(&format!("（语料上为 {corpus}）"));
    }
    tongue.tell(&Words::new(en, zh))
}

/// The merges that lead from single symbols to the text's tokens, under a slider.
fn player(
    tongue: Tongue,
    tokenized: Signal<Option<Tokenized>>,
    vocabulary: Signal<Option<Vocabulary>>,
) -> impl IntoView {
    let id = unique("merge");
    let merges =
        Memo::new(move |_| vocabulary.with(|vocabulary| vocabulary.as_ref().map(Merges::of)));
    let way = Memo::new(move |_| {
        merges.with(|merges| {
            tokenized.with(|known| match (merges, known) {
                (Some(merges), Some(known)) => {
                    merges.replay(&known.pieces[..known.pieces.len().min(REPLAYED)])
                }
                _ => Replay::default(),
            })
        })
    });
    let wanted = RwSignal::new(usize::MAX);
    let last = Memo::new(move |_| way.with(|way| way.applied.len()));
    let at = Memo::new(move |_| wanted.get().min(last.get()));
    let label = move || way.with(|way| stage_name(tongue, way, at.get()));
    view! {
        <div class="chart-merges">
            <div class="chart-scrubber">
                <label for=id.clone()>{tongue.say("Merges replayed", "重放合并")}</label>
                <input
                    id=id
                    type="range"
                    min="0"
                    max=last
                    prop:value=move || at.get().to_string()
                    aria-valuetext=label
                    on:input:target=move |event| {
                        if let Ok(stage) = event.target().value().parse() {
                            wanted.set(stage);
                        }
                    }
                />
                {play_button(tongue, wanted, at, last)}
            </div>
            <p class="chart-caption chart-detail">{label}</p>
            <p class="chart-symbols" translate="no" tabindex="0">{move || way.with(|way| stage(way, at.get()))}</p>
        </div>
    }
}

/// Plays the merges one after the other; at once where the person asked for less motion.
fn play_button(
    tongue: Tongue,
    wanted: RwSignal<usize>,
    at: Memo<usize>,
    last: Memo<usize>,
) -> impl IntoView {
    let playing = StoredValue::new(None::<IntervalHandle>);
    let is_playing = RwSignal::new(false);
    let stop = move || {
        if let Some(handle) = playing.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        is_playing.try_set(false);
    };
    on_cleanup(stop);
    let beat = move || {
        wanted.set(at.get_untracked() + 1);
        if at.get_untracked() >= last.get_untracked() {
            stop();
        }
    };
    let play = move |_| {
        if is_playing.get_untracked() {
            stop();
        } else if prefers_stillness() {
            wanted.set(usize::MAX);
        } else {
            if at.get_untracked() == last.get_untracked() {
                wanted.set(0);
            }
            playing.set_value(set_interval_with_handle(beat, BEAT).ok());
            is_playing.set(true);
        }
    };
    view! {
        <button type="button" class="chart-small" on:click=play>
            {move || if is_playing.get() { tongue.now("Stop", "停止") } else { tongue.now("Play", "播放") }}
        </button>
    }
}

/// The text's symbols after so many merges, the freshly joined ones marked.
fn stage(way: &Replay, at: usize) -> impl IntoView + use<> {
    let joined = at
        .checked_sub(1)
        .and_then(|index| way.applied.get(index))
        .map(|step| step.joined.as_str());
    let symbols = way.stages.get(at).map_or(&[][..], Vec::as_slice);
    symbols
        .iter()
        .map(|symbol| {
            let fresh = joined == Some(symbol.as_str());
            view! { <span class="chart-symbol" class:chart-fresh=fresh>{piece(symbol)}</span> }
        })
        .collect_view()
}

/// What the last of the first `at` merges did.
fn stage_name(tongue: Tongue, way: &Replay, at: usize) -> String {
    let count = way.applied.len();
    let Some(step) = at.checked_sub(1).and_then(|index| way.applied.get(index)) else {
        return tongue.tell(&Words::new(
            match count {
                1 => "Before the one merge: single symbols".to_owned(),
                _ => format!("Before any of the {count} merges: single symbols"),
            },
            format!("{count} 次合并之前：单个符号"),
        ));
    };
    let (left, right) = (
        show::quoted(&step.merge.left),
        show::quoted(&step.merge.right),
    );
    let (rank, times) = (format::count(step.rank + 1), step.times);
    let often = show::times(times);
    tongue.tell(&Words::new(
        format!("Merge {at} of {count}: {left} + {right}, learned as no. {rank}, {often} here"),
        format!(
            "第 {at} / {count} 次合并：{left} + {right}，训练时学到的第 {rank} 个，此处 {times} 次"
        ),
    ))
}

/// The ids of the entries that hold the text, or whose number it is; the shortest first.
fn found(vocabulary: &Vocabulary, wanted: &str) -> Vec<usize> {
    let mut ids: Vec<usize> = vocabulary
        .tokens
        .iter()
        .enumerate()
        .filter(|(id, token)| {
            token.contains(wanted)
                || show::visible(token).contains(wanted)
                || id.to_string() == wanted
        })
        .map(|(id, _)| id)
        .collect();
    if !wanted.is_empty() {
        ids.sort_by_key(|id| vocabulary.tokens[*id].chars().count());
    }
    ids
}

/// How many of the vocabulary's tokens match what is searched for, and how many of them there is room for.
fn matching(hits: usize, all: usize) -> Words {
    let (found, of) = (format::count(hits), format::count(all));
    let (mut en, mut zh) = if hits == all {
        (format::counted(all, "token"), format!("共 {of} 个词元"))
    } else {
        (
            format!("{found} of {of} tokens match"),
            format!("{of} 个词元中有 {found} 个匹配"),
        )
    };
    if hits > LISTED {
        en.push_str(&format!("; the first {LISTED} are listed"));
        zh.push_str(&format!("，列出前 {LISTED} 个"));
    }
    Words::new(en, zh)
}

/// The vocabulary with a search field.
fn search(tongue: Tongue, vocabulary: Signal<Option<Vocabulary>>) -> impl IntoView {
    let id = unique("search");
    let wanted = RwSignal::new(String::new());
    let hits = Memo::new(move |_| {
        let wanted = wanted.get();
        vocabulary.with(|known| {
            known
                .as_ref()
                .map_or_else(Vec::new, |known| found(known, &wanted))
        })
    });
    let count = move || {
        let (hits, all) = (
            hits.with(Vec::len),
            vocabulary.with(|known| known.as_ref().map_or(0, |known| known.tokens.len())),
        );
        let size = vocabulary.with(|known| known.as_ref().map_or(0, |known| known.size));
        let Words { en, zh } = matching(hits, all);
        let (mut en, mut zh) = (en.into_owned(), zh.into_owned());
        if size > all {
            let (all, size) = (format::count(all), format::count(size));
            en.push_str(&format!(
                " (of the {size} tokens the first {all} are searched)"
            ));
            zh.push_str(&format!("（词表共 {size} 个词元，只搜索前 {all} 个）"));
        }
        tongue.tell(&Words::new(en, zh))
    };
    let entries = move || {
        vocabulary.with(|known| {
            let known = known.as_ref()?;
            let listed = hits.with(|hits| {
                hits.iter()
                    .take(LISTED)
                    .map(|id| view! { <li><small>{*id}</small> {piece(&known.tokens[*id])}</li> })
                    .collect_view()
            });
            Some(listed)
        })
    };
    view! {
        <Show
            when=move || vocabulary.with(Option::is_some)
            fallback=|| {
                view! {
                    <Nothing words=Words::fixed(
                        "The vocabulary appears once the tokenizer is ready.",
                        "分词器就绪后，词表会显示在这里。",
                    )/>
                }
            }
        >
            <div class="chart-scrubber">
                <label for=id.clone()>{tongue.say("Search the vocabulary", "搜索词表")}</label>
                <input
                    id=id.clone()
                    type="search"
                    autocomplete="off"
                    prop:value=wanted
                    on:input:target=move |event| wanted.set(event.target().value())
                />
                <span role="status">{count}</span>
            </div>
            <ul class="chart-vocabulary" translate="no" tabindex="0" aria-label=tongue.say("Vocabulary: id and token", "词表：编号与词元")>
                {entries}
            </ul>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_searched_by_text_and_by_id() {
        let vocabulary = Vocabulary {
            tokens: ["a", "␣the", "the", "t"].map(str::to_owned).to_vec(),
            size: 4,
            merges: Vec::new(),
            characters_per_token: 1.0,
        };
        assert_eq!(found(&vocabulary, "the"), [2, 1]);
        assert_eq!(found(&vocabulary, "·t"), [1]);
        assert_eq!(found(&vocabulary, "3"), [3]);
        assert_eq!(found(&vocabulary, ""), [0, 1, 2, 3]);
    }
    #[test]
    fn the_vocabulary_count_says_no_number_twice() {
        assert_eq!(matching(62, 62).en, "62 tokens");
        assert_eq!(matching(3, 62).zh, "62 个词元中有 3 个匹配");
        let many = matching(1_000, 2_048);
        assert_eq!(
            many.en,
            "1,000 of 2,048 tokens match; the first 240 are listed"
        );
    }
}
