//! Plots about work, weather and the wide world.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot turnip any
let ox = {ox|horse|donkey}
let crop = {turnip|pumpkin|cabbage|carrot|beetroot|radish}
let size = {as big as a barrel|as big as a cow|as wide as a door|as heavy as a horse|taller than the fence}
{the enormous <crop>|the <crop> that would not move|all together now|<hero> and the giant <crop>}
<opening>
In the garden of <elder> grew <a crop>, and it grew and grew until it was <size>. {<One_day>, it was time to pull it up.|"It must come out before the frost," said <elder> one day in <month>.}
<Elder> {took hold of the leaves|spat into <ehis> hands} and {pulled|pulled with all <ehis> might}. The <crop> {did not move|stayed where it was}. "{<Hero>, come and help|I need <hero>}!" <ehe> called. So <hero> took hold of <elder>, and they pulled, {one, two, three|heave and ho}. The <crop> {only creaked|did not move by a hair}.
pick 3
* <friend_comes> "Only two of you?" <fhe> said. <Friend> took hold of <hero>, <hero> took hold of <elder>, and all of them pulled. {One leaf came off.|They fell over backwards, all in a row.}
* "<A ox> would do it," said <friend>. But the <ox> {sniffed at the <crop> and began to eat it|looked at it and lay down}.
* Then the {baker came in his white apron|blacksmith came with arms like trees|schoolteacher came with all her books|postman put down his bag}. Now there were many, and they made a long line, right through the {roses|peas|beans}. They pulled till {their hats fell off|their faces were red}. {Nothing.|It sat there like a rock.|But the <crop> sat tight.}
* They tried {warm water|digging|singing to it|tickling it with a feather}. "{Be polite to it|Say please}," said somebody. "Please," said <hero> to the <crop>. It {did not answer|was not to be moved}.
* They sat down to rest and ate <food>. "It likes it here," said <friend>. "{I would, too|One can understand it}."
* <aside>
{<chat>|<chat>|<aside>}
{There they all stood, puffing.|"It is no use," said <elder>.} Then a {mouse|ladybird|tiny ant|wren|snail} {came along|spoke up}. "{Let me help!|May I pull, too?}" it said. {Everybody laughed.|"You?" said the others.} But <hero> did not laugh. "{Every bit counts|We need everyone}," <he> said, and made room.
So they {pulled once more|took hold again}, {the great and the small|from the biggest to the smallest}. {There was a groan|There was a crack} deep down in the earth, and {pop|plop|whoosh}! Out came the <crop>, and {everybody lay in the grass|they all rolled down the garden like apples}.
{They ate <crop> soup until <month>.|From the <crop> they made soup, cakes, a boat and a hat.|The whole of <town> ate of it, and some was left.} And the little one who had helped got {the first spoonful|the place of honour}. "{Who was it now that pulled it out|Whose strength was it}?" asked <friend>. "{The last little bit|All of ours}," said <hero>. <goodnight>

@plot storm any
let errand = errand
let thing = treasure
{the great storm|a light in the storm|<hero> and the lighthouse|the night of the storm}
<opening> <scene>
<One_day>, the wind {turned|changed}. {The gulls came inland.|The cows lay down.|The smoke crept along the ground.} "{There will be a storm|Something is coming}," said <elder>, and {nailed the shutters closed|counted the lanterns|brought in the washing}.
By {evening|night} it was there. {The trees bent like grass.|Tiles flew over the street like birds.|The rain came from the side.} {And then somebody said the words:|"Wait," said <hero>.} "{Where is <friend>|Has anybody seen <friend>}?" <Friend> had gone out {in a boat|to the island|over the moor} that morning, to fetch <errand>, and had not come back.
pick 2
* "{Nobody can go out in this|We must wait until it is light}," said <elder>. <Hero> {pressed <his> nose to the window|walked up and down}. Waiting {is the hardest work|was worse than the storm}.
* <Hero> climbed to the {top of the tower|attic} with a lamp. The wind blew it out. <He> lit it again. The wind blew it out again. {Eleven|Seven|Nine} times <he> lit it.
* One after another the neighbours came with {their lanterns|candles in jars|torches}. {They stood along the shore like a string of stars.|"One light is small," they said. "Let us make a big one."}
* "Ring the bell," said <elder>. So <hero> hung on the rope and rang it, {loud and long|until <his> hands burned}, so that <friend> could hear where home was.
* <aside>
<aside>
Far out in the dark <friend> {was lost|turned round and round}. {Everywhere was black.|<Fhe> could see nothing at all.} <Fhe> held on to {a post|a rock|<fhis> hat} and thought of <memory>. And then {there was a spark|<fhe> heard something}. {Was it a star? It was too low for a star.|Was it the wind? The wind has no tune.} "{That is <town>|That is home}!" said <friend>, and {steered towards it|went towards it, step by step}.
{It was past midnight when|The first grey of morning was in the sky when} a voice called {from the water|at the gate}. {<Hero> ran out in <his> nightshirt.|All of them ran.} There was <friend>, {dripping like a tree|blue with cold}, and in <fhis> arm <fhe> held <errand.load>.
"{I saw your light|You called me home}," said <friend>. "{It was only a small lamp|My arms hurt}," said <hero>, and {could not say any more|laughed and cried at once}.
{They wrapped <fhim> in three blankets|They put <fhim> by the stove} and gave <fhim> <drink>. In the morning the {sea|world} was {as smooth as glass|clean and still}, and the sky was <sky>. {Since then a lamp burns in that window every night.|"A small light is big in the dark," said <elder>.|And on the step lay <a thing>, which the storm had brought from nobody knows where.} <goodnight>

@plot portrait any
let wanted = {the sea|a mountain|the king|a lion|snow|the wind|a whale|the moon}
{<hero> paints <wanted>|the picture of <wanted>|what <wanted> looks like|a picture for <elder>}
<opening>
<Hero> had {a brush|a box of paints|seven colours} and one wish: <he> wanted to paint <wanted>. But <he> had never seen <wanted>. {So <he> asked those who had.|"I will ask everybody," <he> said.}
pick 4
* "<Wanted>?" said <elder>. "{It is like a great breath|It is bigger than you think and kinder than they say|When I saw it, I forgot my name}." <Hero> painted {something wide|a large soft shape} in {blue|grey|white}.
* "It has {teeth|wings|a voice}," said the {smith|carter|tailor}, who had {read about it|met a man who had seen it}. So <hero> added {teeth|wings|an open mouth} in <colour>.
* "<Wanted>! {It shone|It was so bright} that I {had to close my eyes|took off my hat}," said the {pedlar|soldier|sailor}. <Hero> {put gold around it|rubbed in the juice of <flower>}.
* The <bird> said that it had flown over it once. "{From above it is quite small|It goes on and on}," it said. <Hero> {turned the paper round|painted <a bird> in the corner}.
* "I was {afraid|happy} when I saw it," said a very old woman, "and {I would give a year to see it again|I have told nobody until today}." For that there was no colour. <Hero> {mixed all of them|left a white place}.
* <friend_comes> <Fhe> looked over <his> shoulder. "{It needs a boat|It needs someone in it}," said <friend>. "{One cannot see how big a thing is, if nobody stands beside it|How big is it, if nobody stands next to it|Without somebody small, nothing is big}." So <hero> painted a tiny {child|mouse|boat}.
* <aside>
{<chat>|<chat>|<aside>}
{At last the picture was done.|After nine days the last spot was filled.} <He> hung it {on the town hall|on the <tree>|in the market square}, and {everybody came|a crowd gathered}. {They scratched their heads.|Nobody said a word.} "{That is not <wanted>|It does not look like it at all}," said one. "{But it feels like it|And yet}," said another.
<Hero> {looked at <his> feet|turned red}. {Then the very old woman came with her stick.|Then <elder> came through the crowd.} {For a long time there was silence.|The eyes of the old one grew wet.} "{That is how it was|Just so}," came a soft voice. "{I can smell it|I can hear it}. {Where did you see it|When were you there|Who showed you}?"
"{In your eyes, when you told me|I have only heard of it}," said <hero>. {And that was the truth.|<Friend> squeezed <his> hand.}
{Many years later <hero> saw <wanted> with <his> own eyes.|One day <he> packed <his> brush and went to see for <himself>.} "{You look just like your picture|I know you}," <he> said, and {began a new one|sat down to paint}. {<Moral_try>.|A good ear is half a painter, they say in <town>.|And under it <he> wrote the names of all who had told <him> of it.}

@plot clock_time any
let gift = gift
{the longest day|<hero> has no time|the box of minutes|a day for <friend>}
<opening>
"{Will you play with me|Shall we go to the river|Come out and see the <flower>}?" asked <friend> on <dayname>. "I have no time," said <hero>. {<He> had to sort <his> stones.|<He> had eleven things to do.|<He> was busy with <hobby>.} {It was the same on the next day and on the day after.|So it went on, all through <month>.|And on <dayname> <he> said it again.}
<One_day>, {a pedlar came to the door|<hero> met a stranger on the bridge}, {with a coat full of pockets|with a watch on every finger}. "{I buy time and I sell time|Minutes, hours, fresh from yesterday}!" the stranger said. "{I need some|That is what I need}!" said <hero>. "{How much is it|What does it cost|What must I give you}?"
"{An hour for an hour|You pay with what you do not need}," said the stranger. "{Give me the hours that you waste|I take the ones with friends, they bring the best price}." {<Hero> did not quite understand, but <he> shook hands.|"Agreed," said <hero>, much too quickly.}
pick 3
* Now the days were {long|very long}. <Hero> sorted <his> stones by {size|colour|weight}, and it was still {morning|noon}. <He> <habit> twice, and still the sun stood high.
* <He> went to look for <friend>. But whenever <he> came, {<friend> had just left|the swing was still moving and nobody sat on it}. The hours with friends were sold.
* <He> cooked <food> and set two plates. Nobody came. {<He> ate from both.|The food grew cold.}
* "{You have so much time now|You are lucky}," said the neighbour. "Yes," said <hero>, "{and it is as empty as a bucket without a bottom|I do not know where to put it}."
* In <his> pocket was <pocket>, which <friend> had once given <him>. <Hero> {looked at it for half the afternoon|held it, and suddenly <he> had to cry}.
* <aside>
<aside>
"{An hour alone has sixty minutes|Time is not like flour}," said <elder>, when <hero> told <ehim>. "{An hour with a friend has only one, and it is gone before you notice. But that one you keep|You cannot keep it in a jar. You can only give it away, and then it is yours}."
{So <hero> ran after the stranger.|For three days <hero> looked for the stranger.} "{I want my hours back|Undo it, please}!" "{Then you must give me all the long, empty ones|And who will buy the empty ones}?" {the stranger grumbled|said the stranger}, but {it was a kind stranger, as strangers go|smiled}, and {opened one of the pockets|turned back one of the watches}. {Something warm flew out.|A small wind blew.}
{The next morning|At once} <hero> stood at the door of <friend>, with <gift>. "{I have time|Today I have time}," <he> said. "{All of it is for you.|How much do you want?}"
They {went to the river|lay in the grass|climbed the <tree>|walked to the end of the valley}. <chat>
The day was over {in the wink of an eye|before they had properly begun}. "{Where has it gone|Is it over already}?" said <friend>. "{It is not gone|Do not worry}," said <hero>. "{I have it here|We will keep this one}." <goodnight>
"#;
