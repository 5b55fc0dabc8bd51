//! 名字。 The names of the Chinese stories: pairs of characters dealt like one great pack of cards, so that nearly
//! every story has names never met before. Counting has nothing to go by there; reading back a few sentences has.

use super::super::grammar::Random;

const CHILD_FIRST: &str =
    "云雨秋冬春夏晓明安乐平文知元南北阿晴暖思念远和宁亮清江兰月星新长如采听望向书";
const CHILD_SECOND: &str =
    "禾苗穗麦豆米果桃杏梅荷桐枫枝叶朵舟帆灯铃笛鼓泉溪燕雁鹿鱼雀川山林田谷露霞桥石竹松";
const ANIMAL_FIRST: &str = "毛胖短灰黄黑白糯酸软脆尖响慢呆懒皮歪卷亮花圆";
const ANIMAL_SECOND: &str = "豆栗枣糕饼团球瓜梨笋芽藕薯糖丸桃核角尾耳爪";
const ELDER_FIRST: &str = "林陈王周孙赵刘何江白田石金万方丁马牛文云";
const ELDER_SECOND: [&str; 9] = [
    "奶奶", "爷爷", "婆婆", "伯伯", "公公", "大婶", "姑姑", "师傅", "先生",
];
const PLACE_FIRST: &str =
    "青白清长石竹柳桃杏槐枫桐芦荷梅松雁鹤鹿鱼燕月云雾雨雪星金银铜花麦米豆茶灯铃鼓钟乌";
const PLACE_SECOND: &str = "溪河湖石桥山坡谷湾塘井泉沙田林";
const PLACE_LAST: [&str; 3] = ["村", "镇", "渡"];

/// Pairs that are words already, or mean what a child should not be called.
const WORDS: &str = "云雀 雨果 云霞 云山 云豆 雨露 雨林 雨燕 秋叶 秋田 冬麦 冬笋 春笋 春苗 春雨 夏荷 明灯 明星 明月 安山 安石 \
    乐山 乐果 乐川 平川 平山 平谷 平田 文竹 元鱼 南山 北山 晴川 远山 和田 和谷 亮鱼 清泉 清溪 清露 江鱼 江山 江石 江桥 \
    江米 江豆 兰溪 月桥 月石 星鱼 新米 新麦 新苗 新豆 新灯 新桥 新叶 新枝 新竹 新田 长笛 长桥 长枝 长叶 长山 长林 长豆 \
    长川 长鼓 长鱼 听鼓 书桥 黑豆 黄豆 花豆 毛豆 圆豆 黄瓜 白瓜 花瓜 黑瓜 酸枣 黑枣 酸梨 白梨 脆梨 毛桃 脆桃 白糖 软糖 \
    酸糖 黑糖 黄糖 皮球 毛球 卷饼 花卷 花糕 白薯 毛笋 毛栗 花团 圆球 圆饼 圆桃 圆瓜 米豆 青石 石石 花石 金银 鱼石 \
    鼓山 灯山 石桥 石山 长石 月月";

/// A pack of names.
struct Pack {
    names: Vec<String>,
    left: Vec<usize>,
}

impl Pack {
    fn new(firsts: impl Iterator<Item = String>, seconds: &[String]) -> Self {
        let known: Vec<&str> = WORDS.split_whitespace().collect();
        let names = firsts
            .flat_map(|first| seconds.iter().map(move |second| format!("{first}{second}")))
            .filter(|name| !known.contains(&name.as_str()))
            .collect();
        Self {
            names,
            left: Vec::new(),
        }
    }

    /// A name no character of which is in `taken`, so that nobody in a story is taken for another.
    fn deal(&mut self, random: &mut Random, taken: &str) -> String {
        if self.left.is_empty() {
            self.left = (0..self.names.len()).collect();
            random.shuffle(&mut self.left);
        }
        let apart = |&card: &usize| !self.names[card].contains(|c| taken.contains(c));
        let at = self.left.iter().rposition(apart).unwrap_or(0);
        self.names[self.left.remove(at)].clone()
    }
}

/// The packs of all kinds of names.
pub struct Names {
    children: Pack,
    animals: Pack,
    elders: Pack,
    places: Pack,
}

impl Names {
    pub fn new() -> Self {
        let place_ends: Vec<String> = characters(PLACE_SECOND)
            .flat_map(|second| PLACE_LAST.map(|last| format!("{second}{last}")))
            .collect();
        Self {
            children: Pack::new(
                characters(CHILD_FIRST),
                &characters(CHILD_SECOND).collect::<Vec<_>>(),
            ),
            animals: Pack::new(
                characters(ANIMAL_FIRST),
                &characters(ANIMAL_SECOND).collect::<Vec<_>>(),
            ),
            elders: Pack::new(characters(ELDER_FIRST), &ELDER_SECOND.map(str::to_owned)),
            places: Pack::new(characters(PLACE_FIRST), &place_ends),
        }
    }

    pub fn child(&mut self, random: &mut Random, taken: &str) -> String {
        self.children.deal(random, taken)
    }

    pub fn animal(&mut self, random: &mut Random, taken: &str) -> String {
        self.animals.deal(random, taken)
    }

    pub fn elder(&mut self, random: &mut Random, taken: &str) -> String {
        self.elders.deal(random, taken)
    }

    pub fn place(&mut self, random: &mut Random, taken: &str) -> String {
        self.places.deal(random, taken)
    }
}

fn characters(text: &'static str) -> impl Iterator<Item = String> {
    text.chars().map(String::from)
}
