//! Plots in which something is hidden, lost, listed or kept in mind until the end.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot errand any
{<n1> goes to market|<a t1>, <a t2> and <a t3>|say it back|the list of <n1>}
<opening> "{Listen well|Now listen}, <n1>," said <n1.his> <kin>. "Go to the market and bring me <a t1>, <a t2> and <a t3>. {Say it back to me.|Can you keep that in your head?}" "<A t1>, <a t2> and <a t3>," said <n1>.
So <n1> {set off|went out}, and {at every step|all the way} <n1.he> {sang|said} it over: "<A t1>, <a t2> and <a t3>. <A t1>, <a t2> and <a t3>."
{<Scene> Suddenly it was gone.|Then <sound>, and the list was gone.} "<A t1>, <a t2> and," said <n1>, "<a t1>, <a t2> and ... <n1.cry>!" <N1.he> {stood on one leg|shut <n1.his> eyes}. "<A t3>!"
<On_way> <n1> met <n2.full>. "<N2.cry>! {Where to|Where are you going}, <n1>?" "To the market, for <a t1>, <a t2> and <a t3>." "{Then|Will you} bring <a t4> for me as well{|, please}," said <n2>, "{and I will tell you a story|and you shall have an apple}." "I will," said <n1>. Now the list was longer: "<A t1>, <a t2>, <a t3> and <a t4>."
At the market stood <n3.full>. "<N3.cry>! {What will it be|Well, what do you want}?" "<A t1>, <a t2>, <a t3> and <a t4>," said <n1> {in one breath|without stopping}. "Here is the <t1>, here is the <t2> and here is the <t3>," said <n3>. "But the <t4> {is gone|I have sold}. <N4> {has it now|bought it}."
So <n1> ran to <n4.full>. "<N4.cry>! {You may have the <t4>|I will give it to you}," said <n4>, "if you tell me what is in your basket, and {do not look|shut your eyes}." "<A t1>, <a t2> and <a t3>," said <n1>. "{Right|Good}," said <n4>, "and now <a t4>."
<N1> brought the <t4> to <n2>, {as promised|who had waited at the gate}. "<N2.cry>!" said <n2>. The rest <n1.he> brought home. "<A t1>," said <n1.his> <kin>, {unpacking|taking it out of the basket}, "<a t2>, and <a t3>." <praise> said <kin.he>. "{And you wrote nothing down|Nothing forgotten}." <Goodnight>

@plot hiding any
{three hiding places|what <n1> hid|<n2> remembers|where is the <t1>?}
<opening> {<N1> had a good many things, and did not trust the winter.|Before the snow came, <n1> put <n1.his> best things away.}
{First|On <dayname>} <n1.he> hid <a t1> <p1>. Then <n1.he> hid <a t2> <p2>. And last <n1.he> hid <a t3> <p3>. {<Scene>|Nobody saw it.}
{Only <n2.full> was told|<N1> told nobody but <n2.full>}. "The <t1> is <p1>," said <n1>, "the <t2> is <p2>, and the <t3> is <p3>. {Do not tell anyone.|Keep it to yourself.}" "The <t1> <p1>, the <t2> <p2>, the <t3> <p3>," said <n2>. "<N2.cry>! {I will not forget|I will keep it for you}."
{It was a long winter|The snow lay for <number> weeks}. {<N1> slept and slept.|<N1> was ill, and then well again.} When the <flower> came up, <n1> {had forgotten everything|remembered nothing}.
"{Where did I put|Where can it be,} my <t1>?" said <n1>. {<N1.he> looked <p4>, and there was nothing.|<N3.full> looked <p4> and found a worm.} So <n1.he> went to <n2>. "<P1>," said <n2>. And <p1>, {under the leaves|wet but whole}, was the <t1>. "<N1.cry>!" said <n1>.
"And the <t2>?" asked <n1>. "<P2>," said <n2>. <P2> they {looked|dug}, and there was the <t2>. "And was there not <a t3>?" "<P3>," said <n2>, and {there it was|so it was}.
"<N1.cry>! {How do you do it|How can you keep all that in your head}?" asked <n1>. "{I said it every evening|It is easy}," said <n2>. "The <t1> <p1>, the <t2> <p2>, the <t3> <p3>." {"Then keep the <t3>," said <n1>, "so that I need not hide it again."|"You are a friend," said <n1>, and gave <n2.him> the <t2>.} <Goodnight>

@plot lost any
{the lost <t1.noun>|<n1> looks for the <t1>|has anybody seen <a t1>?|not <a t2>}
<opening> {What <n1> liked best was|<N1.his> dearest thing was} <a t1>. {Before the rain|When the wind got up}, <n1.he> put it <p1>, where {it would be dry|it would be safe}, and {went to bed|forgot all about it}.
<One_day> <n1> {wanted|looked for} the <t1>, and it was not there. {It was not on the shelf, and not under the bed.|The shelf was empty.} "<N1.cry>! {Somebody has taken it|I must ask}," said <n1>, and went out. {<Scene>|}
let x = n2
let other = t2
<asking>
let x = n3
let other = t3
<asking>
let x = n4
let other = t4
<asking>
<N1> went home <sadly>. <N2> had <a t2>, <n3> had <a t3>, <n4> had <a t4>, and nobody had <a t1>. {Then the wind got up, and the first drops fell.|It began to rain.} And {all at once|suddenly} <n1> remembered. "<P1>!" {cried|said} <n1>, and ran. <P1> lay the <t1>, {dry|quite dry}, just where <n1.he> had put it.
{"I have it!" called <n1> to <n2>, to <n3> and to <n4>.|The next day <n1> told it to <n2>, to <n3> and to <n4>.} "{Where was it|And where was the <t1>}?" they asked. "<P1>," said <n1>. "{Who put it there|And who took it}?" "<N1.cry>, {I did|it was me}," said <n1>, and {everybody laughed|turned red}. <Goodnight>
= asking
<X.full> was <busy>. "<X>, have you seen my <t1.noun>?" asked <n1>. "<X.cry>! {What sort of <t1.noun>|What does it look like}?" "<A t1>." "{I have seen|I have} <a other>," said <x>, "but {no <t1>|not <a t1>}."
<On_way> <n1> asked <x.full>. "{I am looking for|I have lost} <a t1>." "<A other>?" asked <x>, who {had bad ears|was <busy>}. "No, <a t1>." "<X.cry>," said <x>. "{I could give you <a other>|<A other> I have}. But <a t1>, no."
"{Who has taken|Where is} my <t1>?" <n1> asked <x.full>. "<X.cry>! {Not I|It was not me}," said <x>. "{All I have is|In my house there is only} <a other>." It was {true|a good <other>}, but it was not <a t1>.

@plot tray any
{what is missing?|look well, <n4>|the <gone> under the cloth|five things on the table of <n1>}
<opening> {It rained all day|It was too cold to go out}, and <n2.full>, <n3.full> and <n4.full> {had come to visit|sat round the stove}. "{Let us play a game|I know a game}," said <n1>.
On the table <n1> put <a t1>, <a t2>, <a t3>, <a t4> and <a t5>. "Look well," said <n1>. "The <t1>, the <t2>, the <t3>, the <t4> and the <t5>. {Have you got it?|Now shut your eyes.}" They looked until <sound>. {<Scene>|}
Then <n1> put a cloth over it all, and under the cloth <n1.he> took one thing away. {Off came the cloth.|"Now look," said <n1>.} There was <a rest1>, there was <a rest2>, there was <a rest3>, and there was <a rest4>. "What is missing?"
"<N2.cry>, the <rest2>!" {cried|said} <n2>. "{No|Look again}," said <n1>, "here is the <rest2>." "<N3.cry>, the <rest4>!" {cried|said} <n3>. "{No|Not so fast}," said <n1>, "the <rest4> is {there|here}."
<N4> had said nothing yet. <N4.he> {shut <n4.his> eyes|counted on <n4.his> fingers}. "The <t1>, the <t2>, the <t3>, the <t4> and the <t5>," said <n4>. "{I see|There is} the <rest1>, the <rest2>, the <rest3> and the <rest4>. {So|Then} it is the <gone> that is missing."
"<N1.cry>! The <gone>," said <n1>, and took it out {from under the table|of <n1.his> sleeve}. "{And because you knew it|For that}, <n4>, the <gone> is yours." {<N2> and <n3> clapped.|"Again!" said <n2> and <n3>.} <Goodnight>

@plot map any
let m1 = landmark
let m2 = landmark
let m3 = landmark
let s1 = number
let s2 = number
{the map in the <t1>|<s1> steps, <s2> steps|what lay by the <m3>|<n1> digs}
<opening> <One_day> <n1> {found|was given} <a t1>, and in it was a piece of paper. "Begin at the <m1>," it said. "Go <s1> steps to the <m2>. Go <s2> steps to the <m3>. Dig there. {And share what you find.|Do not dig alone.}"
<N1> showed it to <n2.full>. "<N2.cry>! {I know the <m1>|The <m1>, I know where that is}," said <n2>. So they went to the <m1>.{ <Scene>|} "{And now|How many steps}?" asked <n2>. "<S1> steps to the <m2>," read <n1>, and they went <s1> steps, and there was the <m2>.
By the <m2> they met <n3.full>, who was <busy>. "<N3.cry>! {What are you doing|Where to}?" asked <n3>. "We came from the <m1>, <s1> steps," said <n1>, "and now it is <s2> steps to the <m3>." "{May I come?|I will count with you.}" And they went <s2> steps, and there was the <m3>.
They dug. {<N1> dug, <n2> dug and <n3> dug.|It was hard work, and <scenery>.} "<N1.cry>!" And {there was a box|there lay a chest}, and in the box {were|there were} three things: <a t2>, <a t3> and <a t4>.
"{Share what you find, it said|We are to share what we find}," said <n2>. So <n1> took the <t2>, <n2> took the <t3> and <n3> took the <t4>. {They laughed all the way home.|Nobody got less than the others.}
And in the box they put the <t1>, and a new piece of paper: "Begin at the <m1>. Go <s1> steps to the <m2>. Go <s2> steps to the <m3>." {Who will find it?|It may be there still.} <Goodnight>

@plot rooms any
let c1 = look
let c2 = look
let c3 = look
{a night at the inn|the <c1> room|who left the <t2>?|three guests in <town>}
In <town> {stood|was} an inn with three rooms, <a c1> room, <a c2> room and <a c3> room, and <n1.full> kept it. {Every evening <n1> <habit>.|<Scene>}
{One stormy night|On <a weather> <dayname>} came three guests. <N2.full> had <a t2> and slept in the <c1> room. <N3.full> had <a t3> and slept in the <c2> room. <N4.full> had <a t4> and slept in the <c3> room.
{In the middle of the night|At midnight} <sound>. "<N2.cry>! {Who is there|What was that}?" called <n2> from the <c1> room. "<N3.cry>! {Not I|It was not me}," called <n3> from the <c2> room. "<N4.cry>! {Nor I|Nor me}," called <n4> from the <c3> room. {It was only the cat.|It was <n1>, who had dropped a pot.}
{In the morning|At sunrise} the guests were gone, and {each had left something behind|in every room something had been forgotten}. In the <c1> room lay the <t2>. In the <c2> room lay the <t3>. In the <c3> room lay the <t4>.
<N1> ran after them. "<N2>! {You slept in the <c1> room|You were in the <c1> room}. Here is your <t2>." "<N3.cry>! {And I was in the <c2> room|The <c2> room was mine}," said <n3>. "Then the <t3> is yours." "And you, <n4>, slept in the <c3> room, so {this|here} is the <t4>."
"{That is a good inn|We will come again}," said <n2>, <n3> and <n4>, "where nothing is lost." {And they did: <n2> in the <c1> room, <n3> in the <c2> room and <n4> in the <c3> room.|<N1> smiled and went to make three beds.} <Goodnight>

@plot garden any
{what came up|three seeds|by the wall in <town>|wait and see}
<opening> <One_day> <n1>, <n2.full> and <n3.full> {each planted a seed|made a garden}. <N1> planted <a crop1> <p1>. <N2> planted <a crop2> <p2>. <N3> planted <a crop3> <p3>.
{They made a bet|They agreed}: whoever had the first leaf should get <a t1> from the others. {<Scene>|Then they waited.}
{It rained on <dayname>|The sun shone for <number> days}. "{Is there anything <p1>|Has it come up}?" asked <n2>. "{Not yet|Nothing}," said <n1>. "And <p2>?" "Nothing," said <n2>. "And <p3>?" "<N3.cry>! {Not a leaf|Nothing}," said <n3>.
{<N4.full> came by|Then came <n4.full>}. "{What are you waiting for|What did you plant}?" asked <n4>. "<A crop1>," said <n1>. "<A crop2>," said <n2>. "<A crop3>," said <n3>. "<N4.cry>! {You must sing to it|Do not look, then it will come}," said <n4>.
{So they did|They tried it}. And one <weather> <part> there was {something green|a leaf} <p2>. "<N2.cry>! {My <crop2>|It is the <crop2>}!" {cried|called} <n2>. A week later came the <crop1> <p1>, and {last|at the very end} the <crop3> <p3>.
<N1> and <n3> gave <n2> <a t1>, {as they had agreed|for a bet is a bet}. And in <month> they {ate|shared} everything: the <crop1> of <n1>, the <crop2> of <n2> and the <crop3> of <n3>. {<N4> brought the salt.|<N4> brought a big pot.} <Goodnight>
= crop
bean | pumpkin | cabbage | carrot | pea | onion | radish | melon | sunflower | leek | cucumber | beetroot | turnip | strawberry | raspberry | parsnip
"#;
