//! 句子。 The sentences that any Chinese story may be made of: how it opens, what is seen on the way, how it closes.

/// Lists of sentences in the notation of [`grammar`](super::super::grammar), over the cast that
/// [`cast`](super::cast) binds: `a` and `b` are children, `e` is their elder, `v` their village.
pub const PHRASES: &str = r#"
= opening
<v>有个<ak>叫<a>。{隔着一道墙|隔着一条小河|隔着三户人家}，住着<ta>最好的朋友<b>。<a>爱<ah>，<b>爱<bh>。
“<a>！<a>！”天刚亮，<b>就在<landmark>旁边喊。<a>{拿起<snack>|穿上衣裳|光着脚}跑了出来。在<v>，<b>走到哪儿，<a>就跟到哪儿。
从<v>往{东|南|西|北}走<n>里，<job><e>带着两个孩子过日子，一个叫<a>，一个叫<b>。<a><atr>，<b><btr>。
<a>和<b>同一年生在<v>。<a>生在<when>的那天，<b>生在<when>的那天，<e>都记得。
说起<v>的孩子，大家先想到两个：<atr>的<a>，<btr>的<b>。
<job><e>有两个{小帮手|学生}，一个叫<a>，一个叫<b>。<a>爱<ah>，<b>爱<bh>，<e>{一天要叫他们一百遍|常常说，少了谁都不热闹}。
你到过<v>吗？那里有<landmark>，有<landmark>，还有两个天天在一起的孩子，<a>和<b>。
<a>是个<atr>的<ak>，家在<v>，{门前有<landmark>|屋后有<landmark>}。<b>就住在隔壁，<ta>一喊“<b>”，<b>就听得见。
很久以前，<v>有个<job><e>，{收留|养大}了两个孩子。先来的叫<a>，后来的叫<b>。先来的<atr>，后来的<btr>。
有人爱<hobby>，有人爱<hobby>。<v>的<a>呢，最爱<ah>，<b>最爱<bh>。
“<a><atr>，<b><btr>，”<e>常说，“{有你们两个，<v>就热闹了|一个像早晨，一个像晚上|一个像太阳，一个像月亮}。”
<v>不大，<a>从这头走到那头，要<n>百步。走到第<n>步，准能碰见<b>。
= one_day
有一天 | 一天早上 | 一天傍晚 | 一个有雾的早晨 | 赶集那天 | 下过雨的下午 | <flower>开的时候 | <bird>叫的时候 | <fruit>红了的季节 | 一个晴朗的日子 | 那年<flower>开得早 | 吃过<dish>
= scene
{路边|墙角|河岸上|<landmark>旁边}，<critter><deed>。
远远地，<far_sound>。<critter><deed>。
天<sky>。<critter><deed>，<far_sound>。
风里有<smell>的味道，<landmark>上停着一只<bird>。
<landmark>旁边，<flower>开了，<critter><deed>。
<far_sound>，<v>{慢慢醒来了|热闹起来了|静了下来}。
<a>闻到<smell>的味道，<b>听见<far_sound>。
一只<bird>从<landmark>飞到<landmark>，<critter><deed>。
= chat
“<b>，你说<wonder>？”<a>{走着走着|忽然|过了一会儿}问。“<guess>。”<b><softly>说。
“<a>，<wonder>？”<b>问。“<guess>。”“你怎么知道？”“<guess>。”<a>说完，两个人都笑了。
<b>哼起歌来：“<song>。”<a>跟着哼：“<song>。”
“你饿不饿，<b>？”<a>拿出<d>。<b>接过来，<d>一人一半，{吃得干干净净|一点也没剩}。
<a>指着<landmark>说：“<ca><cd>。”<b>一看，果然，<ca><cd>。
“<a>，要是你会飞，先飞到哪儿？”“先飞到<landmark>上，”<a>说，“再去看<flower>。你呢，<b>？”“我飞到你旁边。”<b>说。
走累了，<a>和<b>坐在<landmark>旁边，<b>讲了一个<bird>和<landmark>的笑话，<a>笑得直不起腰。
<a>走在前头，<b>走在后头。过了<landmark>，<b>走在前头，<a>走在后头。
= close
月亮升到<landmark>上头的时候，<a>睡着了，<b>也睡着了。
后来，<v>的人说起<a>和<b>，总要加一句：“<moral>。”
<a>还是爱<ah>，<b>还是爱<bh>，<v>的日子还是那么长。
分手的时候，<a>说：“明天见，<b>。”<b>说：“明天见，<a>。”
“<a>，<b>，{洗手吃饭|快趁热吃}！”<e>在屋里喊。桌上摆着<dish>，还有<dish>。
<far_sound>。<v>的灯一盏一盏灭了，最后灭的是<a>家的那一盏。
“你记住了什么？”<e>问<a>。“<moral>。”<a>说。<e>又问<b>，<b>说：“<moral>。”
<e>听<a>讲完，{笑了|点点头|摸摸<ta>的头}，说：“<moral>。”
那天夜里，<a>梦见了<landmark>，梦见了<bird>，还梦见<b>在唱：“<song>。”
要是你路过<v>，听见有人唱“<song>”，那准是<a>，要不就是<b>。
第二年<when>的时候，<a>和<b>又说起这件事，{笑了半天|说了一遍又一遍}。
<e>把<d>分成三份，一份给<a>，一份给<b>，一份留给自己。天<sky>。
= well
{<a><softly>说|<a>说}：“{好吧|说得对|我怎么没想到|那就这么办}。”
{<b>拉拉<a>的袖子|<b>碰碰<a>}：“{快看|你听|走吧}。”
{<e>在一旁听着|<e>放下手里的活}，什么也没说，只是笑。
{<a>看看<b>，<b>看看<a>|<b>看看<a>，<a>看看<b>}，谁也没说话。
"#;
