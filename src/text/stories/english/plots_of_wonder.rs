//! Plots about learning, wishing, wondering and waiting.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot cooking any
let missing = ingredient
let dish = {plum cake|honey cake|mushroom pie|pumpkin soup|apple tart|ginger bread|berry pudding|nut loaf}
{<a dish> for <elder>|the <dish>|<hero> bakes <a dish>|the <dish> without <missing>}
<opening> <scene>
<Dayname> was the birthday of <elder>, and <hero> wanted to give <ehim> something {that no shop could sell|made by hand|warm}. "I will make <a dish>," <he> said, "{all by myself|the best one in <town>}."
{<He> read the recipe three times.|<He> tied on an apron that reached to the floor.|<He> washed <his> hands up to the elbows.} Into the {bowl|pot} went a little of this and a little of that, {and some of it even stayed there|and a good deal went on the floor|and a cloud of flour went up}. Then {<he> stopped|<his> face fell}. There was no <missing>.
"{<A dish> without <missing>|No <missing>}? {That is like <a bird> without wings|That will never do|Impossible}!" said <hero>. <He> ran out to {borrow|look for} some.
pick 3
* <aside>
* The neighbour had no <missing>, but gave <him> {a handful of nuts|two ripe pears|a bag of dried cherries|a bunch of mint}. "{Who knows|You never can tell}," said the neighbour.
* At the shop the shelf was empty. "<Friend> bought the last <missing> this morning," said the shopkeeper. <Hero> ran to <friend>. <Friend> had just eaten it.
* <friend_comes> "No <missing>? {My aunt uses|Try} {mashed banana|a grated carrot|a spoon of jam|apple sauce}," <fhe> said, "and nobody has ever complained."
* On the road <hero> met a {pedlar|gardener} with a cart. "I have {pepper, paper and string|lemons, leeks and laces}," said the man, "but no <missing>." He gave <him> {a lemon|an orange} for the trouble.
* <He> asked the <bird>, which is not much use when one needs <missing>, but {it pointed with its wing to a bush full of berries|it made <him> feel better}.
{<chat>|<chat>|<aside>}
So the <dish> was made without <missing>. {It went in pale and came out brown.|It rose on one side only.|It had a hole in the middle.|It leaned to the left, like an old tower.} "{It looks like a hat|It looks like a hill after rain|Oh dear}," said <hero> <sadly>.
{<He> almost gave it to the hens.|<He> wanted to hide it.} But the door opened, and there stood <elder>. "{What smells so good|Is that for me}?" {<Ehe> took a bite and closed <ehis> eyes.|<Elder> took a big bite of it.|Very slowly <elder> began to chew.} {<Hero> held <his> breath.|Nobody moved.}
"{Well|Hm}," said <elder>, "{I have eaten this dish every year of my life|I am old, and I have tasted many <a dish>}, and never one like this. {What is the secret|What did you put in it}?"
"{I left something out|There is something missing}," said <hero>. "{Then leave it out every time|I hope you will forget it again}," said <elder>, and took a second piece. {By evening only crumbs were left.|<Friend> licked the bowl.|To this day it is baked in <town> just so.} <goodnight>

@plot afraid any
let fear = fear
{<hero> and the fear|<hero> learns to be brave|a little courage|not afraid}
<opening> <scene>
But there was one thing that nobody knew: <hero> was afraid of <fear>. {It had always been so.|It had begun one night in <month>.|<He> could not say why.} <Fear.thing>. <His> {knees became soft|stomach turned to ice|heart jumped like a frog}.
"{Come along|Are you coming}?" <friend> would ask. And <hero> would answer, "{I have a cold|I must help at home|Perhaps tomorrow|My shoe hurts}." {It was easier to be ill than to be afraid.|<He> had run out of excuses by <month>.}
<One_day>, <hero> told <elder>. {It was hard to say aloud.|<He> whispered it.} "{Do you think I am a coward|Will it ever stop}?" <he> asked.
<Elder> {did not laugh|put down <ehis> work}. "{When I was young|At your age}, I was afraid of {geese|mirrors|the moon|soup with things in it}," <ehe> said. "{Fear is a big shadow thrown by a small thing|Being brave does not mean having no fear|Fear is a dog that runs after those who run}. {Take it by the hand and walk with it.|You need not be brave all day. One minute is enough.|Next time, look at it closely.}"
{It came sooner than <he> thought|The chance came on <dayname>}. 
pick 2
* <aside>
* <Friend> was late, and the others were worried. "{Somebody must go and look.|Who will go?}" they said. To find <fhim>, one had to face <fear>.
* A small {lamb|kitten|child} was lost and crying, and only <hero> was near. There was no way round: <he> would have to face <fear>.
* <Elder> lay ill, and the medicine was on the other side of the valley. <Hero> thought of <fear>, and swallowed.
* "{Help|Is anybody there}?" It was the voice of <friend>. <Hero> knew what stood between them: <fear>.
<aside>
"{I cannot|Not me}," thought <hero>. And then: "{Only one minute|One step is not much}." <He> had {brought|remembered} what <elder> had given <him>: <fear.help>. {It was not much, but it was enough to begin.|<He> held on to it.}
{One step.|A step, and then} {<his> foot|another} {went forward.|dared to move.} {<Fear.thing>.|<He> could hear <his> own heart.} {Two steps.|Then the next.} {"I am afraid," <he> said aloud, "and I am going."|<He> hummed, so that the fear would have something to listen to.} {Three, four, five.|On <he> went.|Another, and another.} {And then <he> stopped counting.|With each step it became a little smaller.}
{"You came!" said <friend>.|When it was over, <he> looked back.|Everything turned out well.} {From the other side, it did not look so terrible.|The sky was <sky>, and <he> had done it.|"Was that all?" <he> thought.|<His> legs still trembled, but now it was from joy.}
"Are you {still afraid|never afraid now}?" asked <elder> afterwards. "{A little|Yes, some}," said <hero>. "{But it is my fear now, and it goes where I go|But I know its name}." <Moral_try>. <goodnight>

@plot garden any
let seed = seed
{the <seed>|<hero> plants <a seed>|wait and see|what the <seed> became}
<opening> <scene>
<One_day>, <elder> gave <hero> <a seed>. "{What will it be|What is inside}?" asked <hero>. "{Wait and see|The seed knows, and I will not tell}," said <elder>.
<Hero> {dug a hole behind the house|made a bed in the sunniest corner|filled <a colour> pot with earth}, put the seed in, {gave it water|covered it gently} and sat down {in front of it|to watch}. {<He> watched until supper.|After an hour <he> was still watching.} {Nothing happened.|Not a thing happened, but <small_thing>.|The sky was <sky>, and the earth was just earth.}
"{Grow|Please grow|Hurry up}!" said <hero>. {The next morning <he> sang to it.|On <dayname> <he> danced around it.|<He> read it a story.} {The earth stayed brown.|On <perch> <a bird> shook its head at so much fuss.|Not even the tip of a leaf could be seen.}
pick 3
* <aside>
* "{It must be hungry|Perhaps it is thirsty}," thought <hero>, and poured {a whole bucket of water|three cans of water} over it. <Elder> {shook <ehis> head|had to dig a drain}. "{Too much love drowns|A seed is not a fish}," <ehe> said.
* <Hero> dug it up to see {if it was still alive|what was taking so long}. It had one white root as thin as a thread. Very quickly <he> put it back and {said sorry|blushed}.
* <friend_comes> "My beans are already {this high|up to my knee}," <fhe> said. <Hero> {kicked a stone|said nothing}. {Waiting is harder when others are done.|All the way home <he> was cross.}
* One night there was frost. <Hero> ran out {in the dark|with bare feet} and laid <his> own {blanket|scarf} over the bed.
* Snails came, and <hero> carried {eleven|fourteen|twenty} of them, one by one, to the far side of the {wall|ditch}. The next day they were back, and <he> carried them again.
* It did not rain for {three|four} weeks. Every {evening|morning} <hero> brought water from the {stream|well}, though the bucket {was heavy|had a hole in it}.
{<chat>|<chat>|<aside>}
{Then <he> forgot to watch|One morning <he> was thinking of something else}, and of course that was when it happened. {A green dot!|A green dot, no bigger than <pocket_small>!|There was a crack in the earth, and in the crack something green.} "{It is here|It has come up}!" {shouted <hero>|<he> called}, so loudly that {the hens flew up|the whole lane woke}.
{Week after week|All through <month>} it grew. It became <seed.plant>. <Seed.taste>.
<Friend> came to look, and <elder> came with {a chair|a cup of <drink>}. "{How did you do it|What is your secret}?" they asked. "{I did almost nothing|I brought the water}," said <hero>. "{The waiting did the rest|It did the growing by itself}."
{When autumn came|At the end of the year}, <he> put {three|seven|a handful of} new seeds in <his> pocket and {gave the first one to <friend>|gave one to each child in <town>}. "{What will it be|And what comes out of it|Is it the same as yours}?" <friend> asked. <Hero> smiled. "{Wait and see|The seed knows}," <he> said.

@plot moon any
let vessel = vessel
{the moon in the <vessel>|<hero> wants the moon|who caught the moon}
<opening> <scene>
One {clear|still|warm|quiet|mild} {evening|night} in <month>, {when supper was over|after the lamps were lit|long after bedtime}, <hero> looked up and saw the moon. {It was as round as a cheese.|It hung in the <tree> like a lamp.|It was so near that one could almost touch it.} "{I want it!|I must have it!|Why does nobody bring it down?}" <he> said.
"{You cannot have the moon|The moon is for everyone}," said <friend>. "{Have you tried|How do you know}?" said <hero>, and <he> {fetched|went to get} a {ladder|net|long rope|fishing rod}.
pick 4
* <aside>
* <He> climbed the <tree>. The moon {climbed, too|went higher}. <He> climbed the hill. The moon {sat on the next one|was on the next hill, laughing}.
* <He> threw {the net|a net} as high as <he> could. It came down with {one star-shaped leaf|a moth|two bats, who were not pleased}, and no moon.
* <He> jumped {from the gate|from the wall|off the hay cart}, {seven|ten} times. "{A little higher|Nearly}," said <friend>, who was being kind.
* "{Come down, and I will give you <snack>!|Moon, would you like a biscuit?}" <he> called. The moon {said nothing|went behind a cloud to think about it}.
* <He> ran after it to the end of the {road|field}. When <he> ran, it ran. When <he> stood still, it {stood still|waited}. "It is playing with me," said <hero>.
{<chat>|<chat>|<aside>}
{Then|At last}, {tired and thirsty|out of breath}, <he> came to the {pond|well|rain barrel}. {And there it was!|And what was that?|Then <he> nearly dropped the <vessel>.} The moon lay in the water, {white and still|quite near}. "{I have got you|Now you are mine}!" cried <hero>. <He> scooped it up in <a vessel>.
{All the way home <he> walked on the tips of <his> toes.|<He> carried it with both arms.} The moon {trembled|shook} a little, but it {stayed|came along}. <He> {set it on the window sill|put it beside <his> bed} and {looked at it for a long time|would not let anyone touch it}.
"{But what about the others|And now}?" said <elder>, {who had come to say good night|looking in at the door}. "{The owls need it to hunt by. The sailors need it to find the harbour.|The fisherman needs it to see his nets. The <flower> need it to dream.|The {badgers|hedgehogs|moths} need it to find the way home. The sea needs it for the tides.}"
<Hero> {thought about it|had not thought of that|bit <his> lip}. {It is not easy to give back the moon.|<He> looked at the moon, and the moon looked at <him>.} Then <he> carried the <vessel> outside and {poured it out|tipped it}, {gently|very slowly}, into the {grass|pond}.
{<He> looked up.|"Look," said <friend>.} There it was again {in the sky|above the roofs}, rounder than before. "{It went back all by itself|How fast it is}!" said <hero>. "{Now it belongs to everybody again, and so to you as well|And it will come to your window every month}," said <elder>. <goodnight>

@plot wish any
let wish = wish
{the wish|<hero> and the {golden|silver|blue} fish|be careful what you wish|one wish}
<opening> <scene>
<One_day>, <he> was {fishing in the pond|walking by the lake|drinking from the stream}, when {a golden fish|a silver fish|an old, old trout|a blue frog with a crown of weed} {put its head out of the water|swam up}. "{Pull this thorn from my side|Help me out of this net|Take this hook out of my lip}," it said, "and you shall have a wish."
<Hero> {helped at once|did it as gently as <he> could}. {<He> did not think for long.|<He> knew what <he> wanted.} "I wish," <he> said, "<wish>."
"{Are you sure?|Think again.}" said the creature. "{Quite sure|I have thought about it for years}," said <hero>. {There was a splash, and the water closed.|A ring spread over the water, and then another.} {And it was so.|From that moment it was so.|So it happened.}
{At first it was wonderful.|The first day was the best of <his> life.|"Look at this!" <hero> said to <friend>.} But {soon|after some days|before the week was over} it was not so wonderful any more. <Wish.result>.
pick 3
* <aside>
* "{Can you not change it back|Make it stop}," said <friend>. <Hero> {tried|would have liked to}, but a wish has no handle.
* <Elder> {came by and shook <ehis> head|looked grave}. "Who {asked for this|did this}?" <ehe> asked. <Hero> {hid behind the door|counted the buttons of <his> coat|turned as red as a poppy}.
* Even the <bird> looked in at the window {with a question in its eye|and asked to have things as they were}.
* <Hero> told <himself> that {it was only for a while|one gets used to everything}. <He> did not get used to it.
* At night <he> lay awake and thought of {how it used to be|the days before}. {They had been ordinary days.|How good they had been, and <he> had not known it!}
<aside>
{So <he> ran back to the water|At last <he> went back <quickly>}. "{Please!|Are you there?}" called <hero>. {<He> called once, twice, three times.|For a long time there was only the wind.} Then {two round eyes appeared|the creature came up}. "{So soon|Well}?" it said.
"{I was foolish|I did not think of the others}," said <hero>. "{May I give it back?|Please take it away.}" "{One can give back a wish only by saying what one has learned|Tell me first what you know now}," said the creature.
<Hero> thought, and then <he> said, "{I have learned|Now I know} that <wish.lesson>." {The water shone|A wind went over the water}. {"Good," said the creature, and it was gone.|When <he> looked up, everything was as it had been.}
{"What would you wish for now?" asked <friend> later. <Hero> looked around. "<food>," <he> said, "and somebody to eat it with."|<He> kept a small scale from the water in a box, to remember.|Since then <hero> thinks before <he> wishes, and often <he> finds that <he> has it already.} <goodnight>

@plot practice any
let skill = skill
{<hero> and the <skill>|the <skill>|how <hero> learned the <skill>|a song for <town>}
<opening> <scene>
<One_day>, {a band came through <town>|<he> heard somebody play in the square|<elder> opened an old box}, and <hero> saw <a skill> {for the first time|and could not look away}. When it was played, {the air itself seemed to dance|even the dogs were quiet|everyone stood still}. "{I want to do that|That is what I will learn}," said <hero>.
<Elder> {had an old one in the attic|lent <him> one}. <Hero> took it, {shut <his> eyes|took a deep breath} and {began|tried}. It <skill.bad>. {The cat left the room.|A window was closed, and then another.|"Is somebody hurt?" asked <friend> from the street.}
"{It is broken|It does not like me}," said <hero>. "{It is not broken, it is waiting|It does not know you yet}," said <elder>. "{Say good morning to it every day.|A little each day, and no more.|Give it a hundred days.}"
pick 4
* <aside>
* On the tenth day it still <skill.bad>. <Hero> threw it on the bed. {Then <he> picked it up again.|An hour later <he> said sorry to it.}
* <Friend> {put wool in <fhis> ears|bought a thicker hat}, but <fhe> came to listen all the same. "{That one was almost a note|There was one good bit in the middle}," <fhe> said. That is what friends are for.
* "Slower," said <elder>. "{Even slower|First the one note, then its neighbour}." So <hero> played one single note for a whole {afternoon|week}, until it was {as round as an egg|as clear as water}.
* <He> played for the {cows|ducks|sheep}, because they {did not laugh|had nothing else to do}. After some weeks they {came closer|stopped chewing to listen}.
* In <month> <his> fingers hurt; by <month> they {knew the way by themselves|had grown wise}.
* Some days <he> did not want to. Then <he> did only {three|five} minutes, and {often it became an hour|that was enough to keep the door open}.
<aside>
{Then came the feast of <town>|In <month> there was a wedding}, and the {musician|player} was {ill|stuck in the mud with his cart}. {The people stood about and did not know what to do.|Already <food> was on the tables, and it was as quiet as a Monday.|"No music?" they said.} "{<Hero> can play|Let <hero> try}," said <friend>, {loud enough for all to hear|before <hero> could stop <fhim>}.
{<His> hands were cold.|Everyone turned round.|Somebody giggled.} <Hero> thought of the {ducks|one round note|hundred days}. {<He> began.|Then <he> shut <his> eyes and began.|The first note was soft.} And it <skill.good>.
{First one foot tapped, then ten, then a hundred.|<Elder> wiped <ehis> eyes and said it was the smoke.|Nobody said a word until it was over, and then everybody spoke at once.} "{Where did you learn that|Since when can you do that}?" they asked. "{Since the first bad note|A little every day}," said <hero>.
"<Moral_try>," said <elder>. {And the cat came back into the room.|And from then on all the windows stayed open.} <goodnight>

@plot riddles any
let r1 = riddle
let r2 = riddle
let r3 = riddle
{the old map|<hero> follows the riddles|the treasure of <town>|three riddles}
<opening> <scene>
<One_day>, a piece of yellow paper fell out of {an old book|a clock|a chair that was being mended|a coat in the attic}. "{Whoever can think shall find|To the one who is not lazy}," it said. "{Begin here|First}: <r1>. What am I?"
{<Hero> read it aloud to <friend>.|<Hero> ran to <friend> with it.} They {sat on the wall|walked up and down|chewed on grass} and thought. "{A giant|A goat|My uncle}?" said <friend>. "{No|Wait}," said <hero>. "<r1.answer>! {It means|We must go to} <r1.place>!"
{At|Near} <r1.place> they {searched every crack|looked high and low}. {Under a loose stone|Behind a board|In a small tin} lay the second note: "<r2>. {Who am I|What am I}?"
{This one was harder.|The second was harder than the first.|Oh dear! That was not easy.} {They thought until noon.|It took them the whole way home and back again.|"I give up," said <friend>. "I don't," said <hero>.} 
pick 2
* <aside>
* Then {it began to rain|a bell rang|<a bird> flew over}, and all at once <friend> {jumped up|slapped <fhis> knee}. "<r2.answer>! It can only be that!" And they ran to <r2.place>.
* They asked <elder>. "{I will not tell you|That would spoil it}," said <elder>, "but {look at what is right before your nose|it is not far}." "<r2.answer>!" they both cried, and were off to <r2.place>.
* That night <hero> woke up with the word on <his> tongue. "<r2.answer>!" In the morning they {met|were} at <r2.place> before the <bird> was awake.
{<chat>|<chat>|<aside>}
There, {tied to a nail|in a crack in the wall|rolled up in a bottle}, was the third: "<r3>. {Find me, and you have found it.|Here your journey ends.}" <Hero> and <friend> {looked at each other and grinned|did not even need to sit down}. "<r3.answer>!" 
{It was evening when they came to <r3.place>.|So the last way led to <r3.place>.} They {dug|scratched away the moss|moved the stone}, and {there stood|out came} a box, {green with age|closed with a strap}. "{Gold|Rubies|A crown|A map of another treasure}," {whispered|breathed} <friend>. "{Open it|You do it|I am almost afraid to look}."
Inside were {no jewels|neither gold nor silver}, but <pocket>, {a pack of old drawings|a bundle of letters|a wooden game|a set of little figures} and a last note: "{We two hid this when we were young|My friend and I made this game one summer}. {The treasure was the looking.|We hope you were two as well.} Now {it is your turn|hide something for the next}."
{It was signed with two names, and one of them was the name of <elder>!|<Elder> laughed when they showed it. "So somebody has found it at last," <ehe> said.} {For the rest of the <part>|All the next week} <hero> and <friend> {wrote riddles of their own|thought of new riddles}. {One of them is hidden <nook>.|Perhaps it will be you who finds them.} <goodnight>

@plot repair any
let machine = machine
let finder = {magpie|jackdaw|crow}
{the day <machine> stopped|<hero> mends <machine>|<machine>|why <machine> stood still}
<opening> <scene>
<Machine.sound>. But <one_day_small>, <machine> {stopped|stood still|fell silent}. {People came out of their houses.|Shoppers put down their baskets.|The <bird> flew up from the <tree>.|At first nobody noticed. Then everybody did.} "{What has happened?|How strange it is without it!|Who will mend it?}" they said.
{The mayor said it was old.|"Buy a new one," said some.|The experts came, knocked on it and shook their heads.} But {there was no money for that|a new one would have to come from across the sea|nobody wanted a new one}. "{May I look inside?|Let me try.}" said <hero>. {They laughed.|"You are too small," they said.} "{I am just the right size|Small is good for small doors}," said <hero>, and climbed in.
Inside it was {dark and smelled of oil|full of dust and spiders}. <Hero> {followed each part with one finger|listened and looked}. {This moved that, and that moved the next.|Everything was joined to something else.|There were wheels and rods and <pocket>.} And then <he> saw an empty place. {One thing was missing|Something had been there and was gone}: <machine.part>.
pick 3
* <aside>
* <Hero> asked {at the smithy|in the workshop}. "{That is old work, I have nothing like it|They do not make those now}," said the smith, "but {here is a lamp|take this oil can}."
* <He> searched <spot>, and <spot>. <He> found <spot.find>, but not <machine.part>.
* <friend_comes> "{What does it look like|How big is it}?" <fhe> asked. <Hero> drew it in the {dust|sand}, with all its edges. "I have seen that," said <friend>. "{But where?|Let me think.}"
* <He> tried to make one out of {wood|clay|cheese}. It {held for a minute|went round twice} and then {broke|was squashed}. "{Nearly|A good try}," said <elder>.
* "{Who likes things that shine|Who was here last}?" asked <elder>. <Hero> looked up. On the roof sat <a finder>, and it looked the other way.
{<chat>|<chat>|<aside>}
High in the <tree> was the nest of <a finder>, and in it, {between a spoon and a ring|under three eggs|shining in the sun}, lay <machine.part>. "{That is mine|Finders keepers}," croaked the <finder>. "{I will trade with you.|Would you like something better?}" said <hero>, and held out <gift>.
The <finder> {turned its head this way and that|thought it over}. "{Done|Fair enough}," it said.
{<Hero> climbed back inside.|It was almost dark when <he> fitted it in.} <He> {turned it a little to the left|pushed until it clicked|put on one drop of oil}. {For a moment nothing happened.|Everyone held their breath.} Then {something stirred|there was a small sound, and a bigger one}, and <machine> {began again|came back to life}!
{Hats flew into the air.|Even the <bird> in the <tree> sang.|The mayor cried a little.|"Not so small after all," they said.} "{Every part matters, even the smallest|The smallest part carries the whole}," said <elder>, and {looked at <hero>|did not mean only the machine}. <goodnight>

@plot noise any
let noise = noise
{the noise in the night|something is there|<hero> hears a noise|who goes there}
<opening> <scene>
One night in <month>, when the {wind was still|moon was thin|rain had stopped}, <hero> woke up. {There it was again:|What was that? It was} <noise>.
<Hero> pulled the {blanket|quilt} up to <his> nose. "{It is a thief|It is a ghost|It is a dragon, a small one}," <he> thought. {It stopped. It began again.|The longer <he> listened, the bigger it became.|Outside <far_sound>, and then it came again.}
{The next morning|At breakfast} <he> told {everybody|the others}. {They had heard nothing.|Each of them knew exactly what it was.}
pick 3
* <aside>
* "{A ghost|That is a ghost}," said <friend>. "{My cousin saw one|They come when it is foggy}. It was {green|as thin as smoke} and {ate buttons|sneezed}." That did not help.
* "{It is your own stomach|You were dreaming}," said the neighbour. <Hero> {looked down at it|was not so sure}.
* "{When you do not know, you can be afraid, or you can go and look|Most noises are quite small when you meet them}," said <elder>.
* So they {made a trap|stretched a string} with {a bell|three tins} and a plate of <food>. In the morning the <food> was gone, and {the bell had not rung|so was the string}.
* "{I will stay with you tonight|Tonight we watch together}," said <friend>, who {brought|had brought} a {saucepan to wear as a helmet|wooden spoon|lantern}.
{<chat>|<chat>|<aside>}
That night they {sat side by side|did not go to bed}. {The clock struck eleven.|Outside <far_sound>.|The candle burned low.|They told each other that they were not afraid.} And then: <noise>! <Friend> {grabbed <his> arm|stopped breathing}. "{You first|Go on}," <fhe> whispered.
{Step by step|On tiptoe}, with {the lantern|a candle} held high, they {went towards it|crept nearer}. {The floor creaked.|Their shadows were as big as trees.} <Hero> counted: one, two ... and on three <he> {pulled the door open|lifted the lamp}.
{There was no ghost|It was no thief and no dragon}. It was only <noise.truth>.
{First they stared, and then they laughed until their sides hurt.|"Oh," said <hero>. "Oh!" said <friend>.|<Friend> took off the saucepan.} "{So that is what you are|And I was afraid of you}!" said <hero>.
{From then on it was <his> favourite sound, and without it <he> could not sleep.|The next night <he> heard it again, turned over and smiled.|"Good night," <he> said to it every evening, and it seemed to answer.} {Half of what we fear has no teeth|What we know, we need not fear}, <elder> says.

@plot winter any
let bird = bird
{the winter guest|the <bird> in the snow|<hero> and the hungry <bird>|a hard winter}
{That year the winter came early to <town>|It was the coldest winter in many years|Snow had fallen for {three|five|seven} days}. The {river was frozen|roofs wore thick white hats|windows were covered with ferns of ice}. {In <home> sat|At the window of <home> stood} <intro>, {warming <his> hands|breathing a hole in the ice}.
{There in the snow|On the fence} sat <a bird>, as round as a ball and {very still|too cold to sing}. "{Why have you not flown away|Should you not be in the south}?" asked <hero>. "My wing {was hurt|is weak}," said the <bird>. "{The others could not wait|They had to go}."
<Hero> did not have much. {There was <snack> for supper, and that was all.|The cupboard was almost empty.} <He> {broke it in two|looked at it, and looked at the <bird>}. "{Half for you, half for me|Half is better than nothing}," <he> said. 
pick 4
* <aside>
* The next day there were {two|three} of them: the <bird> had brought a {mouse|sparrow|wren} who {was hungry, too|had lost its nest}. <Hero> {sighed, and cut the bread smaller|moved closer to make room}.
* <Friend> shook <fhis> head. "You will have nothing left yourself," <fhe> said. The day after, <fhe> brought a bag of {oats|crumbs|seeds}. "{It was only lying around|It is not much}," <fhe> said.
* In the night the storm {howled like a wolf|shook the door}. <Hero> opened the window a crack and {let the <bird> in|took the <bird> inside}. It slept {on the back of the chair|in <his> cap}.
* <He> hung {apples and nuts|a wreath of seeds} in the <tree>. Soon it was full of {wings|small voices}, like a tree that had {flowers|leaves} in winter.
* "Sing something," said <hero>. "I have forgotten how," said the <bird>. So <hero> hummed <his> own song, {badly|out of tune}, and the <bird> {laughed|hid its head under its wing, and its shoulders shook}.
<aside>
Then, in the {longest|darkest} night, <hero> {became ill|got lost in the snow on the way home}. {<He> was hot and cold at once.|Everything was white, above and below.} "{Is nobody there|Who will find me}?" <he> {thought|whispered}.
The <bird> {heard it|knew}. With its weak wing it flew to {<elder>|the house of <elder>}. It {beat against the window|called and called}, until <elder> {put on <ehis> coat|took the lamp} and {followed it|came}.
{When <hero> woke up|In the morning}, there was a fire, and <drink>, and <elder> was {nodding in the chair|stirring soup}. {On the bedpost|On the window sill} sat the <bird>. "{You gave me half|Half for you, half for me}," it said, "and {now we are even|half of my song is yours}."
In spring {the others came back|the ice broke|the <flower> came out}, and the sky was <sky>. {The <bird> flew up, high, higher|The <bird>'s wing was strong again}. {But it did not leave.|But it came back to <perch> and called.|It flew once around the chimney and came down again.} {It built its nest above <his> door.|Every winter since, there has been a table for birds in <town>.} <Moral_kind>.

@plot trade any
let first = treasure
let second = gift
let third = {a wheelbarrow with one leg|a ladder with three rungs|a goose that could count|a rolled-up carpet|an old saddle|a kettle without a lid|a rooster that crowed at noon}
let fourth = {a boat with a patched sail|a goat with one horn|a blue door|a cart without a donkey|a beehive|a bag of seeds|a grandfather clock}
{the great trade|<hero> goes to market|how <hero> traded <a first>|one thing for another}
<opening> <scene>
<One_day>, <he> set out for the market with <a first>, the one <first.detail>. <He> wanted to trade it for {a pair of shoes|a warm coat|a dog}. "{Trade wisely|Come back with something good}," said <elder>.
{On the road|At the first corner} <he> met a {weaver|hatter|potter} who {looked sad|was sighing}. "{My child is ill and has nothing to play with|Tomorrow is my daughter's birthday}," said the man. "{<A first> would make her smile|If only I had <a first>}." <Hero> {thought for a moment|scratched <his> ear}. "Take {mine|my <first>}," <he> said. "Then {take this|you must have this|here is something for you}," said the man, and gave <him> <second>.
{A little farther on|By the mill} {sat an old woman|stood a young farmer} with {a long face|nothing in the cupboard}. "{Guests are coming, and I have nothing for them|I have not had a present for ten years}," {came the answer, when <hero> asked|was the answer}. So <hero> gave away <second>, and got <third>.
"{What shall I do with this?|Well, well.|Now I have <third>!}" <he> said to <himself>. {It was awkward to carry.|{A dog ran after <third>, barking.|People turned round to look.|On <perch> sat <a bird> and laughed.}} But before long <he> met {two brothers|a family on the move|a travelling actor} who had been looking for exactly that. {"We have searched in seven villages!" they said.|"In all of <town> nobody had one!"|"It is just what we need!"} They had {only|nothing to give but} <fourth>. {"Agreed," said <hero>.|And they shook hands on it.}
<friend_comes> "{You left with <a first>, and now you have <fourth>?|And what about your shoes?}" <fhe> said. {<Fhe> laughed so hard that <fhe> had to sit down.|"You are the worst trader in <town>."}
pick 2
* <aside>
* Just then a {rich merchant|captain} stopped. "{Is that for sale|That is the very thing I lost as a boy}!" he called. He {gave <him> a purse|filled <his> hands with coins}, enough for {shoes for the whole street|two warm coats and one for <friend>}.
* <Hero> {sat down, too|sighed}. "{You may be right|It is true}," <he> said, "but {today I have seen four people smile|four people went home happy}. What does a smile cost at the market?"
* That evening there was a knock at the door. The {sick child was better|guests had been delighted}, and all of them had come, the first, the second and the third, {with <food>|with a present each}. Among the presents was {a pair of shoes|a small dog}.
* "I will help you to carry it," <fhe> said at last. They took it home, and {<elder> was overjoyed: "At last, somebody brings me <fourth>!"|out of it they made a house for <friend>'s hens}.
<aside>
"{So you traded wisely|What did you get for it}?" asked <elder>. {<Hero> had to think.|<Hero> smiled.} "{I gave away one thing|I left with one thing}," <he> said, "and {I came back with more than I can carry|I have four new friends}." <goodnight>

@plot mystery any
let pie = {cherry pie|plum pie|blackberry tart|cheese cake|apple pie|pumpkin pie|walnut cake}
let thief = {hedgehog|goat|puppy|raccoon|jackdaw|pony|gosling}
let clue = {crumbs|a trail of crumbs|small sticky footprints|three red drops}
{who ate the <pie>|the mystery of the <pie>|detective <hero>|the empty plate}
<opening> <scene>
<One_day>, <elder> put <a pie> on the window sill to cool. {Its smell went up and down the lane.|It was for the feast of <town>.|Even <a bird> came down from <perch> to smell it.} When <ehe> came back, there was only the plate{.|, and the plate was clean.}
"{Who has eaten my <pie>|A thief in <town>}!" cried <elder>. {Everyone came running.|Everyone looked at everyone else.|In a moment half of <town> stood in the garden.|The <bird> fell silent in the <tree>.} "{This is a case for me|Nobody touch anything}," said <hero>, and put on {a big hat|<his> thinking cap|a pair of glasses without glass}. "<Friend>, write everything down."
pick 4
* <aside>
* "Where were you at {noon|three o'clock}?" <hero> asked the cat. The cat {washed its face|yawned}. "{Asleep|On the roof|Where I always am}," it said. <Friend> wrote: "Cat. Asleep. {No jam on whiskers.|Believable.}"
* The neighbour had a red {stain|spot} on {his sleeve|his shirt}. "Aha!" said <hero>. But it was {paint|beetroot}, and there was a red {fence|door} to prove it. <Friend> crossed him out.
* "It was not me," said the <bird>. "I only eat {worms|seeds}. {But I saw something brown go round the corner.|Look at the ground, not at the sky.}"
* On the ground they found <clue>. <Hero> {knelt down|took out a magnifying glass}. "{Whoever it was, went this way|Four feet}," <he> said. "{And in a hurry|And not alone}."
* "What if it was {you|me}?" said <friend>. They both {thought about it|counted the hours}. {At that time they had been in the <tree>, and there were leaves to prove it.|"No," they agreed, and went on.}
* "Somebody is {hiding something|too quiet}," whispered <hero>. They looked <spot> and found <spot.find>. {That was no help at all.|"Write that down, too," said <hero>.}
{<chat>|<chat>|<aside>}
The trail led {through the gate|around the barn|behind the shed}, {under the washing|over the ditch} and stopped {in front of a heap of straw|at a small dark hole}. {Somebody was snoring.|From inside came <sound>.} "{Come out|We know everything}!" said <hero>.
Out came <a thief>, with {a round belly|crumbs on its chin}. {It began to cry.|It hung its head.} "{I was so hungry|I only wanted a taste|It smelled so good}," {it said|it sobbed|said the <thief>}. "{I have walked for three days and did not know whom to ask|First I ate a corner. Then the corner was crooked, so I ate the next}."
{<Hero> took off the hat.|Nobody knew what to say.} "{You should have asked|Taking is not the same as asking}," said <hero>. "{Asking is hard when you are a stranger|I did not dare}," said the <thief>. {<Elder> cleared <ehis> throat.|They all looked at <elder>.}
"{Then you will have to pay for it|There must be a punishment}," said <elder>. "{Tomorrow you help me to pick fruit for the next one|You will stir the dough, and stir it well}." {The <thief> had never been so happy about a punishment.|So the <thief> stayed, and it turned out to be a fine baker.}
{<Friend> closed the notebook. "Solved," <fhe> wrote.|The next <pie> was so big that there was a piece for everybody, even for the thief.|"A good detective finds out who," said <elder>. "A better one finds out why."} <goodnight>

@plot umbrella any
let umbrella = {red|yellow|green|blue|striped|spotted|patched} umbrella
{the big umbrella|room for one more|under the <umbrella>|a rainy day in <town>}
<opening> <scene>
<One_day_rain> <hero> took <his> <umbrella> and went out. {Drops danced on it like peas on a drum.|It rained so hard that the street became a stream.} "{What a lovely noise|Rain, rain, stay a while}," said <hero>.
{Under a cart|In a doorway} stood <friend>, {wet to the skin|with a dripping nose}. "{Is there room|May I come under}?" "{There is always room for one more|Of course}," said <hero>, and {moved over|held it higher}. {Now both of them were dry, except for one shoulder each.|They walked in step.}
pick 4
* <aside>
* Next they met a {dog|cat} that {hated|did not like} water. "{Is there room|Room for me}?" it asked. "If you do not shake yourself," said <friend>. It {sat down between their feet|walked in the middle}.
* Then came {the postman|a small girl with a big bag|the milkman}, {afraid for the letters|with steamed-up glasses|sneezing}. "{Squeeze in|Room for one more}," said <hero>. {It was getting tight.|Now four elbows stuck out.}
* A {hen with five chicks|duck, who rather liked rain but did not like to be alone,} joined them. {"One more, or six more, what is the difference?" said <hero>.|They had to walk very slowly.}
* <Elder> stood at the corner with a loaf of bread under <ehis> coat. "{My bread is getting soft|I will be in the way}," <ehe> said. "{Nobody is in the way here|Take my arm}," said <hero>.
* {A snail was crossing the road.|On <perch> sat a snail.|By the wall a snail was on its way home.} "I have my own roof, thank you," it said, "but {I would like the company|I would be glad of a lift}." So {<friend> carried it|it rode on the handle}.
* The wind {tugged|pulled} at the <umbrella>. Everyone took hold of the {handle|stick}, and {together they were heavier than the wind|nobody flew away}.
{<chat>|<chat>|<aside>}
"{It cannot hold so many!|How can that be?}" {people said at their windows|wondered the baker}. "{Such a small umbrella|So many legs}!" But {the closer they stood, the bigger it seemed|somehow nobody got wet}.
Then {there was a loud rip|a gust came}. The <umbrella> {turned inside out|tore from edge to edge}. {They all looked up into the rain.|Water ran down every neck.} {For a moment nobody spoke.|It was so quiet that one could hear <small_sound>.} {Then <friend> began to giggle.|"Well," said <elder>, "now we are all equally wet."}
{They took off their shoes and danced in the puddles.|"Come to my house!" said <hero>, and they all ran.} {Soon seven coats hung by the stove|There was <drink> for everybody}, and <food>, and {somebody told a story|the windows steamed over}.
{When the rain stopped, there was a rainbow over <town>.|Later they mended the <umbrella> together, each with a different patch.} {It is bigger now than it was.|And there is still always room for one more.|Nobody went home before night.} <Moral_kind>.
"#;
