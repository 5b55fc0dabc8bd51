//! The reference lines: what each is called, what it means, and when a run got below it; pure.

use super::show;
use crate::ui::format;
use crate::view::{Baselines, Evaluation, Line};
use crate::words::Words;

/// What a line is called, the same on every chart and in every unit.
pub fn name(line: Line) -> Words {
    match line {
        Line::Uniform => Words::fixed("uniform", "均匀猜测"),
        Line::Unigram => Words::fixed("unigram", "一元"),
        Line::Bigram => Words::fixed("bigram", "二元"),
        Line::Counting { order } => {
            let length = order + 1;
            match length {
                1 => Words::fixed("best unigram", "最佳一元"),
                2 => Words::fixed("best bigram", "最佳二元"),
                3 => Words::fixed("best trigram", "最佳三元"),
                _ => Words::new(format!("best {length}-gram"), format!("最佳 {length} 元")),
            }
        }
    }
}

/// Whether a token is a character, so that a loss is the same by the token and by the character.
fn tokens_are_characters(lines: &Baselines) -> bool {
    (lines.uniform.nats_per_token - lines.uniform.nats_per_character).abs() < 1e-6
}

/// What whoever knows only so much does, and what being below it means.
pub fn explanation(line: Line, lines: &Baselines, vocabulary: usize) -> Words {
    match line {
        Line::Uniform => uniform(lines, vocabulary),
        Line::Unigram => Words::fixed(
            "unigram: knowing only how often each token occurs, and nothing of what stands before it.",
            "一元（unigram）：只知道每个词元出现得多频繁，完全不看前面的词元。",
        ),
        Line::Bigram => bigram(lines),
        Line::Counting { order } => {
            let looks_back = match order {
                0 => Words::fixed("how often each token occurs", "每个词元出现多少次"),
                1 => Words::fixed("what follows each token", "每个词元后面出现什么"),
                _ => Words::new(
                    format!("what follows each sequence of {order} tokens"),
                    format!("每 {order} 个相连的词元后面出现什么"),
                ),
            };
            Words::new(
                format!(
                    "{}: the best that counting can do on this text. It counts {}, and falls back on shorter contexts where there is too little to count (Kneser–Ney). A network below this line has learned something that no table of counts holds.",
                    name(line).en,
                    looks_back.en
                ),
                format!(
                    "{}：在这份文本上，计数所能达到的最好成绩。它统计{}，数据太少时退回更短的上下文（Kneser–Ney 平滑）。低于这条线，说明网络学到了任何计数表都没有的东西。",
                    name(line).zh,
                    looks_back.zh
                ),
            )
        }
    }
}

fn uniform(lines: &Baselines, vocabulary: usize) -> Words {
    let nats = show::loss(lines.uniform.nats_per_token);
    let vocabulary = format::count(vocabulary);
    let (mut en, mut zh) = (
        format!(
            "uniform: guessing evenly among all V = {vocabulary} tokens, which costs ln V = {nats} nats a token"
        ),
        format!(
            "均匀猜测：在全部 V = {vocabulary} 个词元中随便猜一个，每个词元的损失是 ln V = {nats} 奈特"
        ),
    );
    if !tokens_are_characters(lines) {
        let each = show::loss(lines.uniform.nats_per_character);
        en.push_str(&format!(
            ". A token stands for several characters, so that is {each} a character"
        ));
        zh.push_str(&format!(
            "。一个词元代表几个字符，所以每个字符只合 {each} 奈特"
        ));
    }
    Words::new(format!("{en}."), format!("{zh}。"))
}

fn bigram(lines: &Baselines) -> Words {
    let (mut en, mut zh) = (
        "bigram: knowing what followed each single token, by counting pairs. A network below this line uses more than the token just before.".to_owned(),
        "二元（bigram）：数一数每个词元后面都跟过什么。低于这条线，说明网络用到的不只是前一个词元。".to_owned(),
    );
    if lines.bigram.nats_per_token > lines.unigram.nats_per_token {
        en.push_str(" Here it is worse than the unigram: so many different tokens can form far more pairs than so short a text can show, so most pairs in new text were never counted.");
        zh.push_str("在这里它反而不如一元：词元种类这么多，可能的词元对远远超过这么短的文本所能包含的，新文本里的词元对多半从没数到过。");
    }
    Words::new(en, zh)
}

/// A line that a run has got below, and the step of the evaluation that said so first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The line.
    pub line: Line,
    /// The step.
    pub step: usize,
}

/// The lines that a run has got below, in the order in which it did.
pub fn passed(evaluations: &[Evaluation], lines: &Baselines) -> Vec<Passed> {
    let each = lines.lines().into_iter().filter_map(|(line, baseline)| {
        let limit = baseline.nats_per_character;
        let first = evaluations
            .iter()
            .find(|one| one.validation.nats_per_character < limit)?;
        Some((first.step, -limit, line))
    });
    let mut found: Vec<_> = each.collect();
    found.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let passed = found
        .into_iter()
        .map(|(step, _, line)| Passed { line, step });
    passed.collect()
}

/// The moment in words: `Step 240: better than counting pairs of characters.`
pub fn news(passed: Passed, lines: &Baselines) -> Words {
    let unit = if tokens_are_characters(lines) {
        Words::fixed("characters", "字符")
    } else {
        Words::fixed("tokens", "词元")
    };
    let than = match passed.line {
        Line::Uniform => Words::fixed("guessing blindly", "均匀瞎猜"),
        Line::Unigram => Words::new(
            format!("knowing how often {} occur", unit.en),
            format!("只看{}频率的猜法", unit.zh),
        ),
        Line::Bigram => Words::new(
            format!("counting pairs of {}", unit.en),
            format!("只数{}对的猜法", unit.zh),
        ),
        Line::Counting { order } => Words::new(
            format!("the best that counting can do, a {}-gram", order + 1),
            format!("计数的最好成绩（最佳 {} 元）", order + 1),
        ),
    };
    let step = format::count(passed.step);
    Words::new(
        format!("Step {step}: better than {}.", than.en),
        format!("第 {step} 步：胜过了{}。", than.zh),
    )
}

/// Since when a run has been learning its text by heart.
pub fn by_heart(best: &Evaluation) -> Words {
    let step = format::count(best.step);
    Words::new(
        format!("Since step {step} it has been learning by heart: on new text it gets worse."),
        format!("第 {step} 步之后它开始死记硬背：在没见过的文字上越来越差。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Baseline, CountingBest, Loss};

    fn baseline(nats: f64) -> Baseline {
        Baseline {
            nats_per_token: nats,
            nats_per_character: nats,
        }
    }

    fn lines(bigram: f64) -> Baselines {
        Baselines {
            uniform: baseline(4.0),
            unigram: baseline(3.0),
            bigram: baseline(bigram),
            counting: Some(CountingBest {
                order: 4,
                baseline: baseline(1.0),
            }),
        }
    }

    fn evaluation(step: usize, nats: f64) -> Evaluation {
        let loss = Loss {
            nats_per_token: nats,
            nats_per_character: nats,
            accuracy: 0.5,
            tokens: 1,
        };
        Evaluation {
            step,
            train: loss,
            validation: loss,
        }
    }

    #[test]
    fn a_line_is_passed_at_the_first_evaluation_below_it() {
        let course = [(10, 3.5), (20, 1.9), (30, 3.2), (40, 1.0)].map(|(s, n)| evaluation(s, n));
        let found = passed(&course, &lines(2.0));
        let wanted = [(Line::Uniform, 10), (Line::Unigram, 20), (Line::Bigram, 20)];
        assert_eq!(
            found,
            wanted.map(|(line, step)| Passed { line, step }),
            "equal to a line is not below it"
        );
        let told = news(found[2], &lines(2.0));
        assert_eq!(
            told.en,
            "Step 20: better than counting pairs of characters."
        );
        assert_eq!(told.zh, "第 20 步：胜过了只数字符对的猜法。");
    }

    #[test]
    fn why_pairs_know_less_is_said_where_they_do() {
        let said = |lines: Baselines| explanation(Line::Bigram, &lines, 512).en.contains("worse");
        assert!(said(lines(3.1)) && !said(lines(2.0)));
    }

    #[test]
    fn every_line_is_explained_by_its_name() {
        let known = lines(2.0);
        for (line, _) in known.lines() {
            let (name, told) = (name(line), explanation(line, &known, 65));
            assert!(told.en.starts_with(&*name.en), "{told:?}");
            assert!(told.zh.starts_with(&*name.zh), "{told:?}");
        }
        assert!(explanation(Line::Uniform, &known, 65).en.contains("V = 65"));
    }
}
