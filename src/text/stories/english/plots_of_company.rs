//! Plots in which several do something together, each with a part that is theirs.

/// Plots in the notation of [`grammar`](super::super::grammar).
pub const PLOTS: &str = r#"
@plot soup any
{a soup for four|<a crop1>, <a crop2> and <a crop3>|<n1> had only a pot|the soup of <town>}
<opening> {That winter|In <month>} there was nothing in the house but a pot. "{A pot is something|Then I will cook the pot}," said <n1>, {filled it with water|hung it over the fire} and sat down. {<Scene>|}
First came <n2.full>. "<N2.cry>! {What are you cooking|What is in the pot}?" asked <n2>. "{Nothing yet|Water}," said <n1>. "{I have|At home I have} <a crop1>," said <n2>, and into the pot went the <crop1>.
Then came <n3.full>, who was <busy>. "<N3.cry>! What is in the pot?" "The <crop1> of <n2>," said <n1>. "{It wants <a crop2>|Then it needs my <crop2>}," said <n3>, and into the pot went the <crop2>.
Last came <n4.full>. "<N4.cry>! What is in the pot?" "The <crop1> of <n2> and the <crop2> of <n3>," said <n1>. "{Without <a crop3> it is no soup,|And where is the <crop3>?}" said <n4>, and into the pot went the <crop3>.
{They waited until <sound>.|<N2> stirred, <n3> tasted, and <n4> found the salt.} "{What shall we call it|What sort of soup is it}?" asked <n2>. "<Crop1> of <n2>, <crop2> of <n3>, <crop3> of <n4>," said <n1>, "and the water is mine." They ate it to the last spoon.
{Ever since|Since that day}, when it is cold in <town>, <n2> brings <a crop1>, <n3> brings <a crop2>, <n4> brings <a crop3>, and <n1> {brings the pot|puts the pot on the fire}. <Goodnight>

@plot hats any
let c1 = look
let c2 = look
let c3 = look
let wear = {hat|coat|scarf|cap|cloak|shawl}
{the wrong <wear>|whose is the <c1> <wear>?|a mix-up in <town>|three who went home in the dark}
<opening> On <dayname> <n1> gave a party. <N2.full> came in <a c1> <wear>, <n3.full> in <a c2> <wear> and <n4.full> in <a c3> <wear>. {They hung them on three nails.|<Scene>}
{It grew late|When <sound>, it was late}. {The lamp went out.|It was so dark that nobody saw a thing.} <N2> took the <c2> <wear>, <n3> took the <c3> <wear>, and <n4> took the <c1> <wear>, and {so they all went home|nobody noticed}.
{In the morning|The next day} <n2> looked in the mirror. "<N2.cry>! {This is not my <wear>,|Who has changed my <wear>?}" said <n2>. "{Mine was|I came in} <a c1> <wear>, and this is <a c2> <wear>." So <n2> went to <n3>. "<N3.cry>!" said <n3>. "{That is mine|You have my <wear>}, the <c2> <wear>. And I have <a c3> <wear>. {Whose is that|Who came in that}?"
"<N4>," said <n2>, "came in <a c3> <wear>." So <n2> and <n3> went to <n4>. "<N4.cry>!" said <n4>, "the <c3> <wear> is mine. And I have <a c1> <wear>." "{That is mine|Mine}," said <n2>.
So <n2> got the <c1> <wear>, <n3> got the <c2> <wear> and <n4> got the <c3> <wear>, as it was {before|in the beginning}. "{And who put out the lamp|How could that happen}?" they asked <n1>. "<N1.cry>," said <n1>, "{the cat|it was late}." <Goodnight>

@plot play any
let r1 = role
let r2 = role
let r3 = role
let day = dayname
{the play on <day>|who will be the <r2>?|the <r1>, the <r2> and the <r3>|<n1> and the <r2>}
<opening> <N1> wrote a play, with <a r1>, <a r2> and <a r3>. {"On <day> everybody will come," said <n1>.|It was to be on <day>.} <N2.full> was to be the <r1>, <n3.full> the <r2> and <n4.full> the <r3>.
They practised {every evening|in the barn}. "<N2.cry>!" said the <r1>, who was <n2>. "{That is not in the play|You must not say that}," said <n1>. "<N3.cry>!" said the <r2>, who was <n3>. "{Nor is that|And not that}." The <r3>, who was <n4>, {said nothing, but had <a t1>|came in with <a t1> and fell over it}. {<Scene>|}
On <day> <n3> was ill. "{Who will be the <r2>?|Now we have no <r2>,}" said <n2>, who was the <r1>. "<N4.cry>! I have to be the <r3>," said <n4>. {They looked at <n1>.|Nobody knew what to do.} "{Then I will be|I must be} the <r2> myself," said <n1>, "{I wrote it|I know every word}."
So <n2> was the <r1>, <n1> was the <r2> and <n4> was the <r3>, and all <town> {clapped|came}. Only at one place <n1> forgot the words. {It was very quiet.|Nobody breathed.} "{What does the <r2> say?|Psst,}" said the <r1>. And the <r2> said: "<N3.cry>!" {For that was what <n3> had always said there.|And that was the best of all.}
{Afterwards they|In the evening they} took <n3> a piece of cake and <a t2>. "{Who was|And who was} the <r2>?" asked <n3>. "<N1> was," said <n2>. "And what did the <r2> say?" "<N3.cry>," said <n4>, and <n3> {laughed and was well again|ate the cake}. <Goodnight>
= role
king | queen | dragon | moon | sun | giant | witch | lion | wolf | ghost | princess | captain | pirate | tree | dwarf | troll | wizard | mermaid | cloud | robber

@plot watch any
{who keeps watch?|three watches|the night of the <t4>|<n2>, <n3> and <n4> keep watch}
<opening> <N1> had <a t4>, and {somebody came every night to look at it|it was so fine that it had to be guarded}. So <n2.full>, <n3.full> and <n4.full> promised to keep watch. {<Scene>|}
"I take the first watch," said <n2>, "and if anybody comes, I beat my <t1>." "I take the second," said <n3>, "with my <t2>." "{And I the last|Then the third is mine}," said <n4>, "with my <t3>."
In the first watch <n2> sat by the <t4> with the <t1>. {Nothing came but a moth.|Far away <sound>.} "<N2.cry>," said <n2> to stay awake, "<n2.cry>." Then it was the turn of <n3>.
In the second watch <n3> sat by the <t4> with the <t2>. {Nothing came but the wind.|The stars were out.} "<N3.cry>," said <n3> to stay awake, "<n3.cry>." Then it was the turn of <n4>.
In the third watch <n4> sat by the <t4> with the <t3>. "<N4.cry>," said <n4>, "<n4.cry>," and {fell asleep|nodded}. And {there it was|then it came}: <a look> {ghost|shadow|bear}! <N4> {woke|jumped up}, but where was the <t3>? It had rolled away.
But <n2> {heard it|was not asleep} and beat the <t1>, and <n3> {heard it, too,|woke} and beat the <t2>, and then <n4> found the <t3>. {What a noise!|They heard it in the next village.} "<N1.cry>!" called the {ghost|shadow}. It was <n1>, who {had only come to see whether they were awake|could not sleep for love of the <t4>}.
"{Who was asleep?|Somebody slept,}" said <n1>. "{Not I|I was awake}," said <n2>, "I had the <t1>." "{Nor I|Not me}," said <n3>, "I had the <t2>." <N4> looked at the <t3>. "<N4.cry>," said <n4>, "{it was me|a little}." <Goodnight>

@plot prices any
let k1 = number
let k2 = number
let k3 = number
let pay = {sing|dance|tell a story|stand on my head|whistle}
let coin = {eggs|apples|buttons|acorns|walnuts|pennies|feathers|shells}
{market day in <town>|<k1> <coin> for <a t1>|what does the <t2> cost?|<n1> sells everything}
<opening> On market day <n1> sold <a t1>, <a t2> and <a t3>. {It was written on a slate:|<N1> called it out:} "The <t1>, <k1> <coin>. The <t2>, <k2> <coin>. The <t3>, <k3> <coin>."
{First came|The first was} <n2.full>. "<N2.cry>! {What does the <t1> cost|How much is the <t1>}?" asked <n2>. "<K1> <coin>," said <n1>. <N2> {counted|looked in both pockets}, gave <n1.him> <k1> <coin> and took the <t1>. {<Scene>|}
Then came <n3.full>. "<N3.cry>! {What does the <t3> cost|How much is the <t3>}?" "<K3> <coin>." "So much? And the <t2>?" "<K2> <coin>." "{I have <k2> <coin>|That I can pay}," said <n3>, gave <n1.him> <k2> <coin> and took the <t2>.
Last came <n4.full>, {who was <busy> all morning|out of breath}. "<N4.cry>! {Is the <t1> still there?|I want the <t1>!}" "<N2> took it for <k1> <coin>." "And the <t2>?" "<N3> took it for <k2> <coin>." "{Then what is left|What is there, then}?" "The <t3>," said <n1>, "for <k3> <coin>."
"{I have no <coin>|All my <coin> are gone}," said <n4> <sadly>, "but I can <pay>." <N1> thought of the <k3> <coin>. {Then it began to rain.|It was late.} "{Then <pay>|Good, <pay>}," said <n1>, "and the <t3> is yours."
At home <n1.his> <kin> counted. "<K1> <coin> for the <t1>, <k2> <coin> for the <t2>. {And for the <t3>|But where are the <k3> <coin> for the <t3>}?" "<N4> can <pay>," said <n1>. "<N1.cry>! {It was worth it|You should have been there}." <Goodnight>
"#;
