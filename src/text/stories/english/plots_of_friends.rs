//! Plots about losing, finding, quarrelling and helping.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot lost any
let thing = treasure
let nook = nook
{the lost <thing>|where is the <thing>|<hero> and the missing <thing>|<hero> loses the <thing>}
<opening> <scene>
{Of all <his> things|More than anything}, <hero> loved <his> <thing>, the one <thing.detail>. <One_day>, <he> reached for it, and it was {gone|not there|nowhere to be seen}.
"{My <thing>|Oh no, my <thing>}!" cried <hero>. "{Where can it be?|I had it only yesterday!|It was here a moment ago!|Who has seen it?}"
pick 4
* <aside>
* {First|At once|Without waiting for breakfast}, <he> looked <spot>, {but there was only|and found} <spot.find>.
* {Then|After that} <hero> searched <spot>. "{Have you seen my <thing>|Is my <thing> here}?" <he> asked the <bird>. The <bird> only {shook its head|blinked|flew away}.
* <He> {looked|hunted|searched} <spot>. <He> {looked|peeped} <spot>. {Nothing|There was nothing at all|No <thing> anywhere}.
* <He> {ran|hurried} <quickly>, {asking everybody|calling out}. "<A thing>?" said <elder>. "No, but I found <gift> {this morning|on the road}. {Is that yours|Perhaps you want that}?" {It was not.|<Hero> shook <his> head.|No, it was not that.}
* <He> got down on <his> knees and looked <spot>. {What <he> found was <spot.find>.|Something {shone|moved} there, but it was <spot.find>.}
<aside>
<friend_comes> "Why {do you look so sad|is your face so long}?" <fhe> asked.
"I have lost my <thing>," said <hero> <sadly>. "I have looked {everywhere|high and low|in every corner|in half of <town>}."
"Nobody {has looked everywhere|can look everywhere|ever looks everywhere}," said <friend>. "{Tell me|Think}. {Where did you have it last|When did you last hold it|What were you doing yesterday}?"
<Hero> {closed <his> eyes and thought|thought hard|rubbed <his> nose and thought}. "Yesterday I was {busy with <hobby>|eating <food>|picking <flower>|helping <elder>}," <he> said {slowly|at last}. "{I put it down for a moment|I needed both hands|I heard <sound> and turned around}, and then ..."
They {looked at each other, and together they|both jumped up and|did not say another word, but} ran <quickly>. And there, <nook>, {was|lay} the <thing>{!|, a little {wet|dusty|cold} but {whole|safe}.|, just where <he> had left it.}
<thanks>
{From that day on, <hero> {gave the <thing> a place of its own|always looked twice before going home}.|"Things are only lost until somebody helps you look," said <friend>.|And what did <hero> learn? That {four eyes see|two heads remember} more than {two|one}.|<Hero> tied <a colour> ribbon to the <thing>, so that it could never hide so well again.} <goodnight>

@plot baby any
let baby = baby
{the <baby>|<hero> finds <a baby>|<a baby> far from home|the day the <baby> came}
<opening> <scene>
<One_day>, <hero> {was on <his> way to the market|was out walking|was looking for <flower>|was on the way home} when <he> heard <sound>. There, <baby.place>, sat <a baby>.
"{Hello, little one|Oh, you poor thing|Do not be afraid}," {whispered|said} <hero>. "{Are you lost|Where is your mother|Are you hurt}?"
The <baby> {only shivered|opened one eye|made no sound|shook from head to toe}. {It looked very small.|It was cold and hungry.|Its heart was beating fast.}
<Hero> wanted to {pick it up|carry it home} at once, but <he> remembered what <elder> had told <him>: "{First look, then touch|Go slowly near small things|A frightened creature needs time}." So <he> sat down {on a stone|in the grass|a little way off} and {waited|hummed|kept very still}.
{After a while|Little by little|When the shadows grew long}, the <baby> {came closer|stopped trembling|let <him> come near}. <Hero> {offered it|gave it} <snack> and a few drops of {water|milk}, and {made a bed of <a colour> scarf|wrapped it in a soft cloth|built a roof of leaves over it}.
pick 3
* <aside>
* <Friend> came to help. "I know about such things," <fhe> said. "It must {sleep|be warm|not be moved too much}. {We can take turns.|I will watch tonight.}"
* All {night|evening} the {rain|wind} {beat|rattled} on the roof, and <hero> {stayed awake|got up three times} to see that the <baby> was still {breathing|warm|there}.
* For {three|four|five|six} days <hero> brought it {food|water} in <a sizes> {spoon|shell|cup}. Each day it was a little {stronger|braver|louder}.
* <Elder> looked at it carefully. "It is not sick," <ehe> said. "It is only homesick. {That is worse and better.|There is one medicine for that.}"
* "{May I keep it|Can it stay for ever}?" <hero> asked. "{You can keep a stone|A house is not <a baby.home>}," said <elder>. "A living thing must {choose|go home}."
<aside>
{On the morning of the next day|At last|One clear morning}, {it was ready|the time had come}. <Hero> and <friend> carried the <baby> back to its <baby.home>, {<quickly>|walking slowly so as not to shake it|talking to it all the way}.
{Something moved|There was a sound|A shadow passed} above them. {It was the mother!|The mother of the <baby> had waited all that time.|And there was the mother!} {She called once|She hurried near}, and the little one {answered|called back|ran to her}.
<Hero> {felt|was} {glad and sad at the same time|<feeling>, and yet two tears ran down <his> face}. "{Goodbye, small friend|Be well|Do not forget me}," <he> said.
{Every spring after that|Many weeks later|The next summer}, {a visitor|somebody small} {sat|waited} {at the gate|by the window|on the doorstep} of <his> home{, and <hero> always knew who it was.|. It had grown, but <hero> knew it at once.} "{See|You see}," said <elder>. "<moral_kind>."

@plot quarrel any
let thing = treasure
{the quarrel over the <thing>|two friends and one <thing>|<hero> and <friend> fall out}
<Hero> the {<kind>|<trait> <kind>} and <friend> the <fkind> were best friends. They {shared every apple|did everything together|met at the <tree> every day}, until the day of the <thing>.
<One_day>, they were {walking home|digging in the sand|playing by the stream|looking for <flower>} when they saw something in the {grass|mud|path}. It was <a thing>, the very one <thing.detail>.
"{I saw it first|It is mine}!" said <hero>. "{No, I did|No, mine}!" said <friend>. {Both of them held on to it|They pulled, one at each end}.
"{You always take the best things|You never share|You are not fair}!" shouted <friend>. <He> shouted something back that {was not kind|<he> did not mean|<he> was sorry for at once}. Then {there was a crack|something tore|it slipped}, and the <thing> {fell into the stream|flew over the wall|rolled down the hill}, and both went home by different roads.
pick 3
* <aside>
* The next day was {long|grey|empty}. <Hero> tried <hobby> alone, but {it was no fun|it made <him> yawn|there was nobody to laugh with}.
* At home, <friend> ate <food>, and it tasted of {nothing|paper|old socks}.
* <Hero> walked past the <tree> three times, in case <friend> was there. <Friend> walked past four times, but never at the same moment.
* "Why are you not out playing?" asked <elder>. <Hero> {said nothing|looked at <his> feet|turned red}. "{A thing can be found again|Things break and things mend}," <elder> said. "A friend is harder to find."
* It {rained|was foggy} on <dayname>. <Hero> sat at the window and {drew two figures|counted the drops|thought about the words <he> had said}.
* <Friend> wrote a letter, tore it up, and wrote another. "I am sorry" was all it said.
<aside>
{At last|On the third day|On <dayname>}, <hero> {could bear it no longer|put on <his> boots|took a deep breath} and {went to look for|set out to find} the <thing>. <He> looked <spot> and <spot>. {Down by the stream|At the bottom of the hill|Behind the wall} stood somebody {with wet feet|covered in leaves|bent over the grass}. It was <friend>.
"{I was looking for it|I wanted to find it}, to give it to you," said <friend>. "{I was looking for it|I came here} to give it to you," said <hero>. They {stared|looked at each other} and began to laugh.
{They found the <thing> <nook>.|There, <nook>, was the <thing>.} It was {scratched|bent|muddy|a little torn}, and neither of them minded.
{It lived with <hero> on the even days and with <friend> on the odd ones.|They gave it to a small child who had nothing to play with.|They hung it in the <tree>, where it belonged to both of them.|"You take it," said <friend>. "No, you," said <hero>, and that was the only quarrel they had that year.} <goodnight>

@plot newcomer any
{the new one|somebody new in <town>|<friend> comes to <town>|a place for <friend>}
<opening> <scene>
<One_day>, a {cart full of boxes|strange little wagon|family with <a colour> trunk} came to <town>. Behind it walked <a trait> <fkind>. <Fhis> name was <friend>, and <fhe> {did not say a word|looked at nobody|held on tightly to <a colour> bag}.
"{Who is that|Where does <fhe> come from}?" {everyone whispered|the others asked}. "<Fhe> {talks in a funny way|never smiles|does not know our games}."
pick 4
* <aside>
* The next day the others played {catch|hide and seek|leapfrog} near the <tree>. <Friend> stood {behind the fence|in the shade|at the edge of the field} and watched.
* At lunch <friend> sat alone with <fhis> {bread|small parcel}. It smelled of {spices|smoke|oranges|something sweet}, and nobody knew {the name of it|what it was}.
* Somebody laughed at <fhis> {hat|shoes|coat|way of talking}. <Friend> {turned away|pretended not to hear|pulled <fhis> collar up}.
* <Hero> saw <fhim> draw in the dust with a stick: {a tall mountain|a harbour full of ships|a house with many windows|a river with two bridges}. Then the wind blew it away.
* "{Leave <fhim> alone|Let <fhim> be}," said the others. But <hero> could not stop thinking about it.
{<chat>|<chat>|<aside>}
"How does one {begin|talk to somebody who does not talk}?" <hero> asked <elder>. "{With something small|Not with a question}," said <elder>. "{Give something|Share something}, and then wait."
So <hero> {took|brought} <gift> and sat down, not too near and not too far. {<He> did not say much.|<He> said only, "This is for you."|For a long while neither of them spoke.} Then <friend> {opened <fhis> bag|smiled a very small smile|held out half of <fhis> lunch}.
"In my old home," <friend> said {slowly|in a low voice}, "we {flew kites from the roofs|sang when it rained|counted the ships at night|told stories until the fire went out}. I {miss it|think of it every day}."
"{Show me|Teach me|Tell me about it}," said <hero>. {And <fhe> did.|So <friend> showed <him> how.|They talked until the sun went down.}
{The others came closer, one by one.|By <dayname> there was a whole circle of listeners.|"Can we try too?" asked the others.} {It turned out that <friend> was wonderful at <hobby>.|<Friend> knew a hundred games, and each of them was better than catch.|Soon everyone was talking in the funny way, because it was more fun.}
{"I thought I would never be at home here," said <friend>.|Before the month was over, nobody could remember <town> without <friend>.} "{I am glad you came|We were waiting for you and did not know it}," said <hero>. <goodnight>

@plot letter any
let way1 = obstacle
let way2 = obstacle
{the letter|<hero> carries a letter|a letter for <elder>|the long way to <elder>}
<opening> <scene>
<One_day>, the {postman|old postman} had {a bad cold|a broken wheel|hurt his foot}, and one letter was left in his bag. On it was written, in <colour> ink: "For <elder>, {to be brought quickly|in a hurry|as soon as can be|before <dayname>}."
"I will take it," said <hero>. "{It is not far|I know the way}." "It is {farther than you think|a long road}," said the postman, "{but you have good legs|so do not stop to play}."
<Hero> {put the letter under <his> coat|held the letter tightly} and {set off|went} <quickly>. {Before long|After the first bend|Beyond the last house}, <way1>. <Hero> {stopped and thought|looked at it for a while|was not worried}. Then <he> <way1.way>.
pick 3
* <aside>
* <friend_comes> "Where are you going?" asked <friend>. "To <elder>, with a letter." "Then I will come {a part of the way|too}," said <friend>. "Roads are shorter for two."
* By noon <he> was hungry. <He> had only <snack>, and <he> {shared it with <a bird>|ate half and kept half}.
* "{Stay and play with us|Come and swim}!" called some children by the {stream|wall|pond}. <Hero> {wanted to, very much|looked at the cool water}. But <he> felt the letter {against <his> chest|in <his> hand} and walked on.
* The wind {snatched|pulled} the letter out of <his> hand! It {danced over the field|flew up into <a tree>|landed in a puddle}. <Hero> {ran|climbed|jumped} after it and caught it by one corner.
* "What could be in it?" <he> wondered. <He> held it up to the light and {saw nothing but a shadow|quickly put it away again}. A letter is a secret on a journey.
<aside>
{A little farther on|In the afternoon|When the sun was low}, <way2>. {<Hero> was tired now.|This time <he> almost sat down and cried.|"What, again?" said <hero>.} But <he> {remembered what was written on it|thought of <elder>, who was waiting}, and <he> <way2.way>.
It was {almost dark|evening} when <he> knocked at the door. <Elder> {opened it|came out} with a lamp. "{A letter? For me?|For me, and all the way from <town>?|Who can be writing to me in <month>?|That is <colour> ink! I know only one who writes so.}" <Ehe> {read it twice|sat down to read it}, and <ehis> eyes grew wet.
"{Is it bad news|Why are you crying}?" asked <hero>. "{No, no|Not at all}," said <elder>. "It is from {my sister|my oldest friend|my son|my brother}, whom I have not seen for {ten|twelve|seven|twenty} years. {<Dayname> is the day of the visit|The ship comes in on <dayname>}. If you had {come tomorrow|waited until the morning}, it would have been too late."
{There was|Then there was} <food> for supper, and <drink>, and a bed by the stove. {"What do I owe you?" asked <elder>. "Nothing," said <hero>. "But may I hear a story?"|"You have carried more than paper today," <elder> said.|"<Moral_kind>," <elder> said, and blew out the lamp.} <goodnight>

@plot lie child
let thing = broken
let blame = blame
{the <thing>|who broke the <thing>|<hero> tells the truth}
<opening> <scene>
In the house of <elder> stood <a thing>, and {everyone was careful of it, because|everybody knew that} <thing.owner>. "{Do not run near it|Please be careful}," <elder> always said.
<One_day>, <hero> was {playing ball indoors|chasing a {moth|balloon}|dancing with a broom|pretending to be a wild horse}. {There was a bump|<His> elbow touched something}, and then a crash. The <thing> lay in {seven|nine|a hundred|twenty} pieces.
{<His> heart stopped.|It was suddenly very quiet.|<Hero> could not breathe.} "{Nobody saw|Perhaps nobody heard}," <he> thought. <He> swept the pieces {under the carpet|into a box|behind the curtain} and {tiptoed away|went out as if nothing had happened}.
"Who broke the <thing>?" asked <elder> {that evening|at supper}. {<Hero> looked at <his> plate.|Nobody spoke.} "{It was|It must have been|Perhaps it was} <blame>," said <hero>. And {<blame.result>|<elder> only nodded|<elder> sighed and said no more}.
pick 3
* <aside>
* At night the lie sat on <his> chest like a heavy {stone|toad}. <Hero> turned to the left and to the right, and {the clock struck two|the moon looked in}.
* The next morning even <food> had no taste. "{Are you ill|Is something wrong}?" asked <friend>. "No," said <hero>, and that was a second lie.
* Everyone seemed to look at <him>: the <bird> on the fence, the {clock|kettle}, the moon at the window most of all.
* "If you break something, it is broken once," <friend> said. "If you lie about it, it is broken every day."
* <He> tried to glue the pieces together in secret, but {they would not fit|one was missing|<he> cut <his> thumb}.
<aside>
At last <hero> {could bear it no longer|got up|took the box of pieces} and went to <elder>. <His> {knees shook|voice was no bigger than a mouse}. "It was not <blame>. {It was me|I did it}," <he> said. "{I broke the <thing>, and I lied|I broke it, and then I told a lie}. I am {so |}sorry{|, <elder>}."
<Elder> was {quiet for a while|silent}. "I {am sad about|will miss} the <thing>," <ehe> said. "But {I would have been sadder to lose your word|I am glad that you told me}. {Sit down, <hero>|Bring the glue|Come here}."
{All afternoon|Until it was dark} they {put the pieces together|mended it with glue and thin threads}. <why_long> {When it was done, it was covered with fine lines, like a map.|It would never hold water again, so they filled it with dried <flower>.|One piece was missing for ever, and the light came in there.}
{"It is more beautiful now," said <elder>. "It has a story."|<Blame.end>.|<Hero> paid for it with {thirty|forty} mornings of sweeping, and did not miss one.} And that night <hero> {slept like a stone|slept at once}, because {the truth is a soft pillow|nothing was sitting on <his> chest}.

@plot helper_race any
let contest = contest
{the <contest>|<hero> and the <contest>|who won the <contest>}
<opening> <scene>
{Every|Each} year in <month> there was a <contest> in <town>, and the winner got <contest.prize>. "This year {I will win|it will be me}," said <hero>.
For {three|four|two|five} weeks <he> practised <contest.skill>, {before breakfast and after supper|in sun and in rain|until <his> legs ached}. {<Friend> laughed. "You even do it in your sleep," <fhe> said.|"Do not forget to eat," said <elder>.}
Then the day came. {Flags hung over the street|The whole town was there|A band played}, and the air smelled of <food>. "{Ready|On your marks}!" called <elder>. "One, two, three, go!"
{At first|In the beginning} everything went well. <Hero> was {third|fifth|fourth}, then second, then {first|in front of all the others}. {The crowd cheered|<He> could already see the end|Only a little way was left}.
pick 2
* <aside>
* But then <he> heard <sound>. Behind <him>, <friend> had {fallen|hurt <fhis> foot} and could not get up. The others {hurried past|did not look}.
* But then <he> saw <a baby> right in the middle of the way. Somebody would {step on it|run over it} for sure.
* But at the bend stood a small child, lost in the crowd and crying for {his|her} mother. Everyone was watching the winner, and nobody saw.
* Then <friend> called from the side. The wheel of <elder>'s cart was stuck, and {all the eggs|all the cakes for the feast} were about to slide into the mud.
<aside>
{<Hero> looked at the finish.|<Hero> stood still for one breath.|"If I stop now, I lose," thought <hero>.} {<He> looked back.|Then <he> thought: "And if I do not stop?"} And {<he> turned around|<he> stopped}.
It {took only a little while|did not take long}, {but it was long enough|but a race does not wait}. When all was well again, somebody else had {won|already won}, and <hero> came in {last|last of all|second from the end}.
"{You could have won|You were so near}!" said <friend>. <Hero> {shrugged|felt a small sting}. "{There is always next year|I know}," <he> said. "But {today somebody needed me|I would not have liked that prize}."
{Then something surprising happened|But that was not the end of it|Then, in the middle of the cheering, it grew quiet}. The winner {came over|stood up on a box}. "{I got <contest.prize>|I have won}," {she|he} said, "but {I ran past|I saw nothing}. This belongs to <hero>." {And everyone clapped|The whole town clapped until the <bird>s flew up}.
{<Hero> would not take it, so they shared it.|In the end they hung it in the school, where it belonged to everybody.|<Hero> gave it to <friend> to keep.} <Moral_kind>. <goodnight>

@plot bridge any
{the bridge of <town>|<hero> builds a bridge|how the bridge was built|two sides of one river}
<opening> <scene>
{After three days of rain|In the great storm of <month>|One wild night}, the river at <town> rose and took the old bridge away. On the one side lived <hero>; on the other lived <friend>.
They {stood on the two banks|could see each other} and {waved|shouted}, but the water was {too loud|too wide}. "I {miss you|cannot hear you}!" {shouted <hero>|shouted <friend>}. "{What|Pardon}?"
pick 4
* <aside>
* {First|On <dayname>}, <hero> threw a {rope|long vine} across. It was too short, and the river {swallowed|pulled away} the end of it.
* <Friend> built a raft from {old doors|barrels}. It {turned in a circle|spun like a leaf} and came back to where it had started, {only wetter|with <friend> upside down}.
* They tried to talk with {flags|lanterns}. "Send bread," signalled <friend>. But <hero> read: "Red goat," and was {puzzled|worried} all night.
* <Hero> laid {stones|big stones} in the water, one after another. {Seven|Five|Nine} of them stayed. The {eighth|tenth|next one} rolled away.
* "Wait for the summer, when the water is low," said <elder>. But {summer was far away|neither of them liked waiting}.
* A tree had fallen upstream. "If we could only turn it," thought <hero>. But alone <he> could not move it by the width of a {finger|hair}.
{<chat>|<chat>|<aside>}
"I know what is wrong," <hero> said {at last|to <elder>}. "{We are building two half bridges|I build here and <fhe> builds there}, and we never {plan together|ask the others}." So <he> {wrote a letter, tied it to an arrow|wrapped a plan around a stone} and sent it over.
{The next day|On <dayname> morning} everybody came. {The carpenter brought boards|The blacksmith brought chains}, <elder> brought {nails|a hammer} and good advice, and even the <bird>s {seemed to help|carried straw}. From both banks they {built towards the middle|pushed beam after beam}.
<why_long> {By evening|On the fourth day|When the moon rose}, {there was a gap of just one board|only one board was missing}. <Hero> stood on this side with a hammer, <friend> on that side with a nail.
"{After you|Ready}?" said <friend>. "{Together|Now}," said <hero>. {Bang!|Bang, bang!|One blow, and it was done.} And {the river ran on below|the river could grumble as much as it liked}.
{They met in the middle and ate <food> with their feet above the water.|The first to cross was <a colour> cat, who had not helped at all.|In the middle of it they set a bench, and it is still there.} "{A bridge begins on both sides|Nobody builds a bridge alone}," said <elder>. <goodnight>
"#;
