//! "What am I seeing?": one or two sentences for each view.

use crate::words::Words;

words! {
    EXPLAIN_UTTERANCE: "From time to time the model is asked to write, starting from nothing or from your prompt. At first every character is as likely as any other; then it finds letters, then spelling, then words.", "每隔一段时间，就让模型从空白或你的开头写下去。起初每个字都同样可能；后来它学会了常用字，再学会拼写，再学会词语。";
    EXPLAIN_LOSS: "The loss is the model’s average surprise at the true next token, in nats: −ln p. ln V is pure guessing; every drop of 0.69 nats (one bit) means it is twice as sure of the truth. The second line is text it has never trained on.", "损失是模型对真正的下一个词元的平均惊讶程度，单位是奈特：−ln p。ln V 等于瞎猜；每下降 0.69 奈特（1 比特），它对正确答案的把握就翻一倍。另一条线是它没有训练过的文本。";
    EXPLAIN_SAMPLES: "One sample from every stage of the training. Move through them like a diary.", "训练的每个阶段各留一段样本，像翻日记一样往回看。";
    EXPLAIN_GENERATION: "The model gives every token a probability; one is drawn, appended, and the model is asked again. Low temperature makes it cautious, high temperature adventurous; top-k, top-p and min-p cut off the unlikely tail.", "模型给每个词元一个概率，抽出一个接在后面，再问下一个。温度低则谨慎，温度高则大胆；top-k、top-p、min-p 会砍掉不太可能的尾巴。";
    EXPLAIN_DISTRIBUTION: "The bars are the model’s belief about the next token. Entropy is how undecided it is, in nats: 0 is certain, ln V clueless. Perplexity is e to that power: the number of equally likely choices it feels like.", "条形是模型对下一个词元的看法。熵表示它有多犹豫，单位是奈特：0 为确定，ln V 为毫无头绪。困惑度是 e 的熵次方，相当于在多少个同样可能的选项间犹豫。";
    EXPLAIN_ATTENTION: "Each small square is one attention head. Row by row it shows which earlier tokens that head reads from when it is at this token; every row adds up to 1.", "每个小方块是一个注意力头。每一行表示读到该词元时，这个头从前面哪些词元取信息；每行之和为 1。";
    EXPLAIN_RECURRENCE: "A recurrent network carries one state from token to token. Gates between 0 and 1 decide what it forgets, what it takes in and what it shows.", "循环网络带着一个状态从一个词元走到下一个。介于 0 和 1 之间的门决定忘掉什么、吸收什么、显示什么。";
    EXPLAIN_COUNTS: "An n-gram model only counts: after these last tokens, what came next, and how often? The longer the context, the surer the counts and the rarer the context; smoothing decides what to do where there was too little to count.", "n 元模型只会计数：在这几个词元之后，出现过什么、多少次？上文越长，计数越有把握，但这样的上文也越少见；数据太少时怎么办，由平滑方法决定。";
    EXPLAIN_TOKENS: "A tokenizer cuts text into pieces and numbers them. Characters are simple; trained tokenizers merge what often stands together, so that a token carries more text.", "分词器把文本切成小块并编号。按字符切最简单；训练出来的分词器会合并经常相邻的部分，让每个词元承载更多文字。";
    EXPLAIN_LADDER: "Nats per character is fair between models with different tokenizers. ln V is guessing, then come the counts of single tokens and of pairs; a model worth its parameters stands below them.", "“每字符奈特数”可以公平比较使用不同分词器的模型。ln V 是瞎猜，接着是单个词元和词元对的计数；对得起参数量的模型应低于这些线。";
    EXPLAIN_COMPARE: "P is the first run, Q the second, R the third if there is one. D(P‖Q) = Σ p ln(p/q) is what it costs, in nats, to believe Q when P is right; D(Q‖P) the other way round. Jensen–Shannon says how far all of them are apart: the entropy of their mean less the mean of their entropies, at most ln 2 for two and ln 3 for three.", "P 是第一个模型，Q 是第二个，R 是第三个（如果有）。D(P‖Q) = Σ p ln(p/q) 表示当 P 为真时相信 Q 要付出的代价，单位奈特；D(Q‖P) 反之。Jensen–Shannon 表示它们整体相差多远：平均分布的熵减去各自熵的平均，两个模型时最大为 ln 2，三个时为 ln 3。";
    EXPLAIN_DEVICE: "Training starts on the CPU at once. When the GPU engine has loaded, both are timed for a second on this experiment and the faster one goes on; tiny models are often faster on the CPU.", "训练会立刻在 CPU 上开始。GPU 引擎载入后，两者各计时一秒，快的那个接着训练；很小的模型往往在 CPU 上更快。";
}
