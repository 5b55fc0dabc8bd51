//! Plots in which things change hands, and somebody must remember whose they are.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot swap any
{the long swap of <n1>|from <a t1> to <a t4>|<n1> and the <t1>|what became of the <t1>}
<opening> {All <n1.he> had in the world|The best thing in <n1.his> house|The only thing on <n1.his> shelf} was <a t1>.
<One_day> <n1> took the <t1> and went out to see the world. {<scene>|}
let x = n2
let mine = t1
let theirs = t2
<swapping>
let x = n3
let mine = t2
let theirs = t3
<swapping>
let x = n4
let mine = t3
let theirs = t4
<swapping>
{In the evening|When the sun went down} <n1> came home with the <t4>. "{Where is|What have you done with|And where is} the <t1>?" asked <n1.his> <kin>. "I gave the <t1> to <n2> for the <t2>," said <n1>. "I gave the <t2> to <n3> for the <t3>. And I gave the <t3> to <n4> for the <t4>."
<swapped>
= swapping
<On_way> <n1> met <x.full>, who was <busy>. "What have you there, <n1>?" {asked|said} <x>. "<A mine>," said <n1>. "And what have you, <x>?" "<X.cry>, <a theirs>," said <x>. "{Shall we swap|Will you swap it for mine}?" So <x> took the <mine>, and <n1> took the <theirs>.
<On_way> sat <x.full> with <a theirs>. "<X.cry>! {I have always wanted|All my life I have looked for|My dream is} <a mine>," said <x>. "I will give you my <theirs> for your <mine>." "{Done|Here you are|Why not}," said <n1>, and {gave <x> the <mine>|handed over the <mine>} and {went on|walked away} with the <theirs>.
{<Scene>|A little further on} <n1> met <x.full>, <busy>, and beside <x.him> lay <a theirs>. <N1> looked at the <theirs>, and <x> looked at the <mine>. "The <theirs> for the <mine>?" asked <n1>. "<X.cry>! The <mine> for the <theirs>," said <x>, and {so it was done|they shook hands on it}.
Then came <x.full> with <a theirs>. "{What can one do with <a theirs>|What is <a theirs> good for}?" asked <n1>. "<X.cry>! {More than with <a mine>|You will see}," said <x>. "{Give me the <mine>, and the <theirs> is yours|Swap with me}." <N1> thought about it, kept the <theirs> and gave <x> the <mine>.
= swapped
"{And are you happy now|And which was the best of them}?" asked <n1.his> <kin>. "{I do not know|The walk was the best}," said <n1>. "The <t1> was good, the <t2> was better, the <t3> was {loud|heavy}, and the <t4> {is here|is nice to look at}." <Goodnight>
But in the night <n1> missed the <t1>. In the morning <n1.he> went back the same way. "<N4.cry>!" said <n4>, and gave <n1.him> the <t3> for the <t4>. "<N3.cry>!" said <n3>, and gave <n1.him> the <t2> for the <t3>. "<N2.cry>!" said <n2>, and gave <n1.him> the <t1> for the <t2>. "{There you are|I missed you}," said <n1> to the <t1>. <Goodnight>
"{Then <n2> has the <t1>, <n3> has the <t2> and <n4> has the <t3>|So now <n4> has the <t3>, <n3> has the <t2> and <n2> has the <t1>}," said <n1.his> <kin>, "and you have <a t4> {and three friends|and something to tell}. {That is not bad for one day.|I call that a good day.}" <Goodnight>

@plot party any
let occasion = {birthday|housewarming|name day|wedding day}
{the <occasion> of <n1>|who brought the <t2>?|three guests|<a t2>, <a t3> and <a t4>}
<opening> {<Dayname>|One day in <month>} was <n1.his> <occasion>, and <n1> had asked <n2.full>, <n3.full> and <n4.full>.
{First|At noon} came <n2>. <present>," said <n2>, "here is <a t2>." "<A t2>!" {cried|said} <n1> <gladly>. "{Just what I needed|I never had <a t2>}. Thank you, <n2>."
{Then|After that} came <n3>. "<N3.cry>! {I brought you|For you, <n1>:} <a t3>," said <n3>, {who was out of breath|who had carried it over the hill}. "<A t3>!" {cried|said} <n1> <gladly>. "{I shall put it next to the <t2>|It goes well with the <t2>}. Thank you, <n3>."
{Last of all|Late, as always,} came <n4>. "<N4.cry>! {It is only <a t4>|Guess what is in the paper}," said <n4>. "<N1.cry>, <a t4>!" {cried|said} <n1> <gladly>. "{Now I have everything: <a t2>, <a t3> and <a t4>|<A t2>, <a t3> and <a t4>, what a day}! Thank you, <n4>."
They {ate cake|sang|danced} until <sound>. {<Scene>|<N2> told a story, <n3> told a joke, and <n4> fell asleep.|<N2> danced with <n3>, and <n4> played the fiddle.}
{When they had gone|The next morning}, <n1.his> <kin> {came to look|asked}: "Who gave you the <t2>?" "<N2>," said <n1>. "And the <t3>?" "<N3>." "And the <t4>?" "<N4>, {of course|who came last}."
{Then <n1> sat down and wrote three letters.|So <n1> took paper and ink.} // "Dear <n2>, thank you for the <t2>. {I use it every day.|The <t2> stands by my bed.} Your <n1>." // "Dear <n3>, thank you for the <t3>. {My <kin> likes it, too.|The <t3> makes me laugh.} Your <n1>." // "Dear <n4>, thank you for the <t4>. {Come again soon.|Nobody in <town> has one like it.} Your <n1>."
{<N2> read the letter aloud to <n3>, and <n3> read the other to <n4>.|And <n2>, <n3> and <n4> put the letters on the wall.} <Goodnight>
= present
"Many happy returns, <n1> | "Dear <n1> | "<N2.cry> | "Good luck in everything
@plot parcels any
{three parcels|the letters washed away|rain on <dayname>|<n1> carries the post}
<opening> {That year|In those days} <n1> carried the post, and on <dayname> there were three parcels: <a t1> for <n2>, <a t2> for <n3> and <a t3> for <n4>. {Each had a name on it in ink.|The names were written on them in blue ink.}
But it rained. {It rained until the ditches were full.|The rain came through the bag.} When <n1> looked, {the names were gone|there was no name to be read}. "<N1.cry>! {Whose is the <t1>, whose is the <t2>, and whose is the <t3>|Oh dear, which is for whom}?" said <n1> <sadly>. {<Scene>|}
let x = n2
let wrong = t2
let right = t1
<parcel>
let x = n3
let wrong = t3
let right = t2
<parcel>
{Now there was only one parcel left, and only one door.|One was left.} "{This must be yours, <n4>|For <n4.full>}," said <n1>, and it was the <t3>. "<N4.cry>! {How did you know|And the name was washed off}?" asked <n4>. "{I had given the <t1> to <n2> and the <t2> to <n3>|<N2> has the <t1>, <n3> has the <t2>}," said <n1>, "so the <t3> had to be yours."
{Since then|From that day} <n1> says the names aloud {on the way|at every gate}: "The <t1> for <n2>, the <t2> for <n3>, the <t3> for <n4>." {In sun and in rain.|The rain cannot wash that away.} <Goodnight>
= parcel
<N1> knocked at the door of <x.full>. "{Is this <wrong> for you|Did you wait for <a wrong>}, <x>?" "{<X.cry>, no|No}," said <x>. "{What should I do with <a wrong>?|I have no use for <a wrong>.} I {asked for|wait for} <a right>." "{Then the <right> is yours|Here is the <right>}," said <n1>, and {wrote it down|put the <wrong> back in the bag}.
<x.Full> was <busy>. "{Post!|A parcel!}" called <n1>. "<X.cry>! {Is it my <right>|Has my <right> come}?" asked <x>. <N1> looked in the bag, past the <wrong>, and {there was the <right>|took out the <right>}. "Thank you," said <x>, "I have waited for the <right> since <month>."

@plot lending any
let work = {a bridge over the stream|a swing|a house for the birds|a raft|a windmill|a sledge|a stage for the fair|a ladder to the roof}
{<n1> borrows <a t2>|a day of borrowing|give it back by evening|<work>}
<opening> <N1> wanted to build <work>, but {had nothing to build it with|it could not be done with two bare hands}.
let x = n2
let thing = t2
<borrowing>
let x = n3
let thing = t3
<borrowing>
let x = n4
let thing = t4
<borrowing>
{So <n1> built|And <n1> began to build} <work>, with the <t2> of <n2>, the <t3> of <n3> and the <t4> of <n4>. {Nobody had ever seen it done so.|It took <number> hours.} {<Scene>|}
{When it was finished|In the evening}, <n1> looked at the heap. "{Who lent me what|Now whose is whose}?" {thought <n1>|said <n1>}. "The <t2> {is from|belongs to} <n2>, the <t3> {is from|belongs to} <n3> and the <t4> {is from|belongs to} <n4>."
So <n1> gave the <t2> back to <n2>, the <t3> back to <n3> and the <t4> back to <n4>, {and said thank you three times|before the lamps were lit, as promised}. "{And now come and see|Come along, all of you}," <n1.he> said, and there it stood: <work>. {<N2>, <n3> and <n4> were the first to try it.|"<N2.cry>!" said <n2>. "<N3.cry>!" said <n3>. "<N4.cry>!" said <n4>.} <Goodnight>
= borrowing
{<N1> went to|First to|Then to} <x.full>, who was <busy>. "<x>, will you lend me <a thing>?" asked <n1>. "<X.cry>! {Bring it back by evening|Only until evening}," said <x>. "By evening," said <n1>, "I promise." And <x> gave <n1.him> the <thing>.
<On_way> <n1> saw <x.full> with <a thing>. "{That is what I need!|May I borrow it?}" said <n1>. "<X.cry>, my <thing>? {Good|Very well}," said <x>, "but I need it back by evening." "{You shall have it|I promise}," said <n1>.

@plot promise any
let day = dayname
let hour = {noon|six|sunset|three|the first bell}
{<n1> keeps a promise|until <day>|the <t1> of <n2>|a promise is a promise}
<opening> {Next door lived|<N1.his> friend was} <n2.full>.
<One_day> <n2> had to go {away|over the sea|on a journey}. "Will you keep my <t1> {for me|until then}?" asked <n2>. "I will be back on <day> at <hour>." "On <day> at <hour> you shall have your <t1>," said <n1>. "{Promise|Do you promise}?" "I promise."
{<N1> put the <t1> <p1>.|The <t1> was put <p1>, where nobody would look.} {<Scene>|}
let x = n3
let offer = t2
<tempting>
let x = n4
let offer = t3
<tempting>
{It became <day>|At last it was <day>}. {At <hour>|The clock struck, and} there stood <n2> at the door. "{Have you still got|Where is} my <t1>?" "<P1>," said <n1>, and {went to fetch it|they went together}. There it was, {as good as new|safe and sound}.
"{Did nobody ask for it|Did nobody want it}?" asked <n2>. "<N3> {offered|would have given} me <a t2>, and <n4> {offered|would have given} me <a t3>," said <n1>. "{And you said no to the <t2> and no to the <t3>|And still you kept it}?" "{I had promised|A promise is a promise}," said <n1>.
"<N1.cry>," said <n2>, {which was what <n1> always said|as if <n2.he> were <n1>}. Then <n2.he> {opened <n2.his> bag|put a hand in <n2.his> pocket}. "I have brought you <a t4>," said <n2>. "{It is not for the <t1>. It is for the promise.|You may keep the <t4> for ever.}" <Goodnight>
= tempting
{Then|The next day|On <dayname>} came <x.full>. "<X.cry>, {what a fine <t1>|I like that <t1>}!" said <x>. "I will give you <a offer> for it." "No," said <n1>, "the <t1> belongs to <n2>, and I promised." "{Not even for <a offer>|Even if it is the best <offer> in <town>}?" "{Not even for <number> of them|No}," said <n1>. So <x> took the <offer> and went away.
{In the night|After supper} <x.full> knocked. "<X.cry>! {Sell me the <t1>, and you shall have <a offer>|My <offer> for the <t1>}," said <x>. <N1> {looked at the <offer> for a long time|liked the <offer> very much}. But the <t1> belonged to <n2>, and {a promise is a promise|<n1> had promised}. "No," said <n1>, and <x> {went home with the <offer>|put the <offer> away}.
"#;
