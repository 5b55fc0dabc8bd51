//! Plots in which words are said again: refrains, passwords, songs, messages and tales that grow.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot pulling any
let load = {wagon|boat|barrel|turnip|pumpkin|gate|bell rope|sledge|stone|cow|door|anchor}
let heave = {Heave|Haul|Hey|Ho|Pull}-<syllable>, <syllable>-<syllable>
{the <load> that would not move|"<heave>!"|all together now|<n1> and the <load>}
<opening> <One_day> <n1> wanted to move the <load>, and the <load> {would not move|stood fast}.
"<heave>!" {called|sang} <n1>, and pulled. But the <load> did not move. So <n1> called <n2.full>{, who was <busy>|}.
<N2> pulled <n1>, and <n1> pulled the <load>. "<heave>!" But the <load> did not move. So <n2> called <n3.full>{, who was <busy>|}.
<N3> pulled <n2>, <n2> pulled <n1>, and <n1> pulled the <load>. "<heave>!" But the <load> did not move.{ <Scene>|} So <n3> called <n4.full>.
<N4> pulled <n3>, <n3> pulled <n2>, <n2> pulled <n1>, and <n1> pulled the <load>. "<heave>!" But the <load> did not move.
{"May I help?" asked|Then came} <n5>, {the smallest mouse in <town>|who was very small}. {They laughed.|"You?" said <n4>.} But <n5> took hold. <N5> pulled <n4>, <n4> pulled <n3>, <n3> pulled <n2>, <n2> pulled <n1>, and <n1> pulled the <load>. "<heave>!"
And the <load> {moved|came loose}! <N1> fell on <n2>, <n2> fell on <n3>, <n3> fell on <n4>, and {<n5> sat on top|<n5> was nowhere to be seen until somebody sneezed}. "{Who did it|Which of us was the strongest}?" asked <n4>. "<N1.cry>! {All of us|<N5>}," said <n1>. <Goodnight>

@plot chain any
let v1 = done_to
let v2 = done_to
let v3 = done_to
{the tale of the <t1>|who began it?|this is the <t1>|the <t1> of <town>}
This is the <t1> {that hung in the square of <town>|that stood <p1>}.
This is <n1.full>, who {found|polished|dropped|borrowed} the <t1> {in the square of <town>|of <town>}. {<Scene>|}
This is <n2.full>, who <v1> <n1>, who had the <t1>.
This is <n3.full>, who <v2> <n2>, who <v1> <n1>, who had the <t1>.
This is <n4.full>, who <v3> <n3>, who <v2> <n2>, who <v1> <n1>, who had the <t1>.
And this is the {day|<dayname>} when it {all came out|came to an end}. "{Why did you drop|Who broke} the <t1>?" asked {the mayor|everybody} in <town>. "<N1.cry>! {I could not help it|It was not me}," said <n1>. "It was <n2>, who <v1> me." "<N2.cry>! {Not I|I could not help it}," said <n2>. "It was <n3>, who <v2> me." "<N3.cry>! {It was not me|Not I}," said <n3>. "It was <n4>, who <v3> me."
"{And who <v3> you|And you}, <n4>?" <N4> {thought|looked at the ground}. "<N4.cry>! {Nobody|I did it myself}," said <n4>. "I am sorry, <n3>." "I am sorry, <n2>," said <n3>. "I am sorry, <n1>," said <n2>. And <n1> said sorry to the <t1>, and {put it back|mended it with <a t2>}. <Goodnight>
= done_to
chased | tickled | woke | teased | frightened | splashed | pushed | scolded | followed | bumped into | sang to | laughed at

@plot password any
let word = new <syllable><syllable> <syllable><syllable>
let bad = <syllable><syllable> <syllable><syllable>
{the word at the gate|"<word>"|<n1> and the password|do not forget "<word>"}
<opening> <One_day> <n1> had to {carry|bring} <a t1> to <n2.full> {on the other side of the wood|in the castle on the hill}.
"There are three gates," said <n1.his> <kin>, "and at each you must say the word. The word is <word>." "<Word>," said <n1>. "{Once more|Again}," said the <kin>. "<Word>." {<Scene>|}
At the first gate sat <n3.full>, <busy>. "{Halt|Stop}! What is the word?" "<Word>," said <n1>. "<N3.cry>! {Right|Go on}," said <n3>. "{And what do you carry|What is in the bag}?" "<A t1> for <n2>." "Then go on."
{<On_way>|At the second gate} <n1> met <n4.full>, who could not get in. "{I have said <bad>, and nothing happens,|Is it not <bad>?}" said <n4>. "No," said <n1>, "<n3> let me in with <word>." "<Word>!" said <n4>, and the gate opened, and they went on together.
At the last gate stood a giant with <a t2>. "The word!" {he roared|said the giant}. "<Word>," said <n1>. "<Word>," said <n4>. "{Nobody|Not one in a hundred} remembers <word>," said the giant. "{Here, have my <t2>|For that you shall have the <t2>}."
So <n1> came to <n2>, and gave <n2.him> the <t1>. "{Was it hard to find the way|How did you get in}?" asked <n2>. "<N1.cry>," said <n1>, "one must only {remember|know} one word." "{Which|And that is}?" "<Word>," said <n1>, and {<n4> nodded|<n2> laughed}. <Goodnight>

@plot starling any
let words = {Mind your <t1>, <n2>|Who has eaten <snack>|<n2>, your <t1> is on fire|Not <a t1> again, <n2>|Good morning, <n2>, and shut the door|Where is my <t1>, <n2>|I saw <a t1> under the bed|<Syllable>-<syllable> for <a t1>}
{the starling that could talk|"<words>!"|a bird called <n5>|what <n5> said}
<opening> <N1> had a starling called <n5>, and <n5> could say one thing{ only|, and no more}: "<words>!"
{Every morning|When the sun came up} <n5> said it to the cat. "<words>!" {The cat went out.|The cat did not care.} <N5> said it to the soup and to the moon. "<words>!" {<Scene>|}
<One_day> <n2.full> came to visit. "{What a pretty bird!|Can it talk?}" said <n2>. "<words>!" said <n5>. "<N2.cry>! {I beg your pardon|What did it say}?" asked <n2>. "<words>!" <N2> {turned red|went home at once}.
<N3.full> wanted to teach <n5> {something better|manners}. "<N3.cry>! Say: good day, <n3>," said <n3>, <number> times. <N5> {listened with its head on one side|looked at <n3>}. Then it said, "<words>!"
{But one night|Then, one night} a thief came in by the window and took <a t2>. He was {nearly out again|on the stairs} when a voice in the dark said, "<words>!" The thief {was so frightened that he|jumped,} dropped the <t2> and ran, {and has not been seen since|all the way to the next town}.
"{Good bird, <n5>.|What would you like for that, <n5>?}" said <n1>, and gave it <snack>. {You know what <n5> said.|<N5> thought for a long time.} "<words>!" <Goodnight>
= snack
the cherry cake | the cheese | the plum jam | the last pancake | the honey | the soup | the pie

@plot kitten any
let w1 = new <Syllable><syllable>
let w2 = new <Syllable><syllable>
let w3 = new <Syllable><syllable><syllable>
{a name for the kitten|<w1>, <w2> or <w3>?|the kitten without a name|the <look> kitten}
<opening> <One_day> a kitten sat <p1>, and it had no name. {<Scene>|It was no bigger than <a t1.noun>.}
"<N2.cry>! {I would call it|It must be called} <w1>," said <n2.full>. "<W1>! Come here, <w1>!" The kitten {did not look up|washed its left ear}.
"{<W1> is no name for a kitten|Not <w1>}," said <n3.full>. "{I would call it|It looks like a} <w2>. <W2>! Come here, <w2>!" The kitten {yawned|looked the other way}.
"{Neither <w1> nor <w2>|<W1> is too short and <w2> too silly}," said <n4.full>. "<N4.cry>! {My own cat was called|I would say} <w3>. <W3>! Come here, <w3>!" And the kitten {put up its tail|got up} and came.
"<N1.cry>! {So it is <w3>|Then it is <w3>}," said <n1>. {<N2> went on calling it <w1>, and <n3> went on calling it <w2>.|<N2> was a little sad about <w1>, and <n3> about <w2>.} But it came only {when <n4> or <n1> called|to the call of} "<w3>".
{That winter|In <month>} the kitten was lost. "<W1>!" called <n2>, {<p2>|in the lane}. "<W2>!" called <n3>, {<p3>|in the wood}. {Nothing moved.|There was no answer.} Then <n1> remembered where it had sat on the first day, and went there, and called, "<W3>!" And there it sat, <p1>. <Goodnight>

@plot song any
let line1 = {Hey|Ho|Oh} <syllable>-<syllable>, <syllable>-<syllable>, <a t1> on the {hill|wall|shelf|tree}
let line2 = {<syllable>-<syllable>, and who will {dance|come|sing} with me|and every <look> <object> sings along to me|I carry home <a t2> for all to see|and nobody in <town> shall sleep till three}
{the song of <n1>|"<line1>"|a song for <n2>|<n1> sings}
<opening> <One_day> <n1> made a song. {It had two lines|It was not long}: // "<line1>, // <line2>!"
<On_way> sat <n2.full> and cried. "<N2.cry>! {I have lost my <t2>|My <t2> is broken}," said <n2>. <N1> did not have <a t2>. So <n1.he> sang: // "<line1>, // <line2>!" // And <n2> {dried <n2.his> eyes|smiled a little} and came along.
{Then they met|By the river stood} <n3.full>, who could not {sleep|go on} for fear of the dark.{ <Scene>|} "{We have no lamp|We cannot make it light}," said <n1>, "but we have a song." And <n1> and <n2> sang: // "<line1>, // <line2>!" // "<N3.cry>! {That helps|It is not so dark now}," said <n3>, and came along.
In <town> {stood|sat} <n4.full>, who had not laughed for <number> years. "<N4.cry>! {Nothing helps|Go away}," said <n4>. <N1> looked at <n2>, <n2> looked at <n3>, and all three sang: // "<line1>, // <line2>!" // First <n4> {frowned|coughed}. Then the corners of <n4.his> mouth went up. Then <n4.he> laughed until <sound>.
{They still sing it in <town>|It is sung in <town> to this day}, <n2> for the lost <t2>, <n3> for the dark, and <n4> for no reason at all. <Goodnight>

@plot message any
let what = {your <t1> is ready|<a t1> must not get wet|the bridge is down|the fair begins on <dayname>|there is <a t1> <p1>|your <t1> is found}
let heard = {your goat is ready|the king must not get fat|the fridge is round|the bear is in the garden|there is a ghost <p1>|the toast is brown}
{tell it to <n4>|a message for <n4>|what <n3> heard|"<what>"}
<opening> "{Run to|Go and tell} <n4.full>," said <n1.his> <kin>, "{and say|and do not forget}: <what>." "<What>," said <n1>, and {ran|set off}.
{But <n1> had a thorn in <n1.his> foot|It was too far to run all the way}. <On_way> <n1.he> met <n2.full>. "{Tell <n4>|Say to <n4>}: <what>," said <n1>. "<What>," said <n2>, and {ran|flew} on. {<Scene>|}
<N2> {came only to the river|grew tired}. There was <n3.full>, <busy>. "{Quick, tell <n4>|For <n4>}: <what>," said <n2>. {But the wind blew.|But the mill was loud.} "<Heard>?" said <n3>, and {shook <n3.his> head|was surprised}, and ran to <n4>.
"<N4>!" called <n3>. "<Heard>!" "<N4.cry>! {What|Who says so}?" {cried|asked} <n4>. "<N2> says so." So <n4> went to <n2>. "{Is it true|Did you say} that <heard>?" "<N2.cry>! {No|Never}," said <n2>, "I said that <what>, and I have it from <n1>." And <n1> came up, {limping|out of breath}. "<What>," said <n1>, "{that is what my <kin> said|and nothing else}."
{Everybody laughed, and <n3> most of all.|Then <n4> laughed until <n4.he> had to sit down.} {To this day|Since then}, when somebody in <town> has not listened, they say, "<Heard>." <Goodnight>

@plot race any
{who was first?|the great race of <town>|<n2> and <n3> and <n4>|<a t1> for the winner}
<opening> {In <month>|On <dayname>} there was a race in <town>, {once round the pond|from the mill to the bridge}, and <n1> held <a t1> for the first, <a t2> for the second and <a t3> for the third.
{At the start stood|There ran} <n2.full>, <n3.full> and <n4.full>. "{One, two, three|Ready, steady}!" called <n1>. {<N4> was ahead at once, then <n2>, then <n3>.|<Scene>}
{At the mill <n4> stopped to eat <snack>.|By the hedge <n4> {sat down|fell asleep}.} So <n3> {ran past|went ahead}, and after <n3> came <n2>. {Then <sound>, and <n2> looked round.|<N2> ran and ran.} It was <n3> who was first. Then came <n2>. {And last|Third}, {yawning|still chewing}, came <n4>.
"<N3> was first," said <n1>, "so <n3> gets the <t1>. <N2> was second and gets the <t2>. And <n4> was third and gets the <t3>."
{"But I do not need <a t1>," said <n3>.|<N3> looked at the <t1>.} "<N3.cry>! {I would rather have the <t3>|The <t3> is prettier}." "<N4.cry>! {And I like the <t1>|The <t1> would be better for me}," said <n4>. So <n3> gave <n4> the <t1>, and <n4> gave <n3> the <t3>, and {<n2> kept the <t2>|nobody wanted the <t2> but <n2>}.
{That is why in <town>|So it came that} the last has the <t1>, the first has the <t3>, and <n2>, who was second, has the <t2>. <Goodnight>

@plot letter any
let when = dayname
{a letter from <n2>|dear <n1>|<n2> writes|on <when>, <p1>}
<opening> <One_day> there was a letter {under the door|in the box}: // "Dear <n1>, {I am coming|I shall come} on <when>. Meet me <p1>, and bring <a t1>. {I will bring <a t2>.|I have <a t2> for you.} Your <n2>."
{<N1> read it twice.|<N1> could not read, and so <n3.full> read it aloud.} "{On <when>, <p1>|<P1>, on <when>}, with <a t1>," said <n1>. But there was no <t1> in the house. {<Scene>|}
So <n1> went to <n4.full>, who was <busy>. "{I need <a t1>,|Have you <a t1>?}" said <n1>. "<N4.cry>! {Who is it for|What for}?" "For <n2>, who is coming on <when>." "{And what does <n2> bring|What do you get for it}?" "<A t2>." "{Good|Then take it}," said <n4>, "{you may have the <t1>, if I may see the <t2>|here is the <t1>. But show me the <t2>}."
{It became <when>|Then it was <when>}. <N1> stood <p1> with the <t1> {and waited|and looked down the road}. {It was noon, and nobody came. It was three, and nobody came.|An hour went by.} And then: <n2.full>, with <a t2> under one arm! "<N2.cry>! {You are here|You came}!" said <n2>. "On <when>, <p1>," said <n1>, "{with <a t1>|and here is the <t1>}." "And here is the <t2>," said <n2>.
They {went|walked} to <n4>, for <n1> had promised. "<N4.cry>! {So that is the <t2>|What <a t2>}," said <n4>. <Goodnight> // "Dear <n2>," wrote <n1> that night, "{thank you for the <t2>|the <t2> is by my bed}. {Come again on <when>|Come soon}. <P1>. Your <n1>."
"#;
