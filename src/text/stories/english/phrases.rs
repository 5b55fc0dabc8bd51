//! The phrases that the English stories are put together from.

/// Word lists in the notation of [`grammar`](super::super::grammar).
pub const PHRASES: &str = r#"
= home
in a house with <a look> door | above the bakery | at the end of the lane | in the last house before the wood | in a boat on the river | under <a look> roof | by the old bridge | in a tower without stairs | beside the pond | in a cellar full of apples | behind the church | at the top of the hill | in a house that leaned to one side | near the ferry | next door to the school | in a wagon with <number> wheels
= habit
counted the clouds | fed the birds | wrote one line in a notebook | said good morning to the river | swept the step | hummed a small song | asked <number> questions | climbed the apple tree | watered the beans | listened to the wind | polished <number> spoons | looked for footprints in the mud | wound up the clock | made soup | told a joke to the cat | mended something
= weather
bright | windy | rainy | foggy | warm | cool | cloudy | sunny | grey | misty | clear | frosty | still | fresh
= part
morning | afternoon | evening
= dayname
Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
= month
March | April | May | June | July | August | September | October
= one_day
One <weather> <part>{,| in <month>,} | One <dayname> in <month>, | On <a weather> <dayname>, | Early one <part>, | One <part>, when the <flower> were out,
= flower
primroses | daisies | poppies | foxgloves | bluebells | marigolds | snowdrops | tulips | violets | dandelions
= on_way
On the road | At the bridge | By the mill | At the crossroads | Near the well | Past the last house | On the hill | At the ferry | By the gate | In the lane | At the edge of the wood | By the pond | At the market | Outside the school
= busy
mending a fence | counting sheep | hanging out the washing | eating soup | looking for a spoon | painting a door | picking <flower> | learning a poem | fishing | sweeping leaves | airing the beds | whistling | shelling peas | stirring jam | reading the newspaper | making a list | tuning a fiddle | digging a ditch
= gladly
gladly | at once | with a smile | happily | with shining eyes | softly | as loud as could be
= sadly
sadly | in a small voice | with a sigh | very quietly | and looked at the ground
= opening
In <town>, <home>, lived <n1.full>. Every <part> <n1.he> <habit>. <saying>
<N1.full> lived in <town>, <home>, and every <part> <n1.he> <habit>. <saying>
Once there was <a n1.kind> named <n1>, who lived <home> in <town>. <saying>
{Everybody in <town> knew|They still talk in <town> of|This is a story about} <n1.full>{, who lived <home>, and who <habit> every <part>}. <saying>
There was once in <town> <a n1.kind> called <n1>. <N1> <habit> every <part> and lived <home>. <saying>
<N1.full>, who lived <home>, <habit> every <part>. <Town> would have been dull without <n1.him>. <saying>
This {happened|was} in <town>, where <n1.full> lived <home>. <saying>
{Long ago|Once upon a time|When the mill was new}, <n1.full> came to live in <town>, <home>. <saying>
= saying
"<N1.cry>!" <n1.he> used to say.
When anything surprised <n1.him>, <n1.he> said, "<N1.cry>!"
"<N1.cry>!" was what <n1.he> said to everything.
"<N1.cry>!" <n1.he> said when <n1.he> was glad, and "<N1.cry>!" when <n1.he> was not.
Nobody but <n1> ever said, "<N1.cry>!"
= scene
<Scenery>, and <scenery>.
The {air|lane|path} smelled of <smell>, and <scenery>.
<Scenery>.
It smelled of <smell> and <smell>.
{Somewhere|Far away} <sound>, and <scenery>.
= scenery
a beetle climbed up a blade of grass | two snails shared one leaf | an ant pulled a crumb | a spider mended her web | a frog tried out its voice | a cat washed its left ear | a leaf sailed down the ditch | a bee went into a foxglove and came out yellow | a goat chewed on somebody's hat | a kitten hunted its own tail | the swallows drew circles | a fish jumped | an old dog slept through it all | the hens talked about the weather | a white feather turned in the air | the ducks stood on their heads
= smell
wet earth | cut hay | fresh bread | wood smoke | wild mint | ripe plums | warm dust | new paint | the sea | clean washing | lilac | apples | thyme | candle wax | honey
= sound
a dog barked twice | the clock struck four | a cart rattled by | somebody was chopping wood | the mill wheel turned | a door banged | the bells began to ring | someone laughed | a rooster crowed at the wrong hour | a gate creaked | the ferry blew its horn
= goodnight
And with that, good night. | That was the whole of it. | And so they all slept well in <town>. | If you come to <town>, ask for <n1>, and you will hear it again. | And if <n1> has not forgotten it, <n1.he> is telling it still. | The lamps of <town> went out, one by one. | And <n1> the <n1.kind>? <N1.he> <habit>, as <n1.he> did every <part>. "<N1.cry>!" | They laughed about it in <town> for <number> years. | And what did <n1> say? "<N1.cry>!" | "<N1.cry>!" said <n1>. | And <n1> said, "<N1.cry>!" And there was nothing to add.
= long_way
It was a long way | The way was long | It was <number> miles
= praise
"You have a good head, <n1>," | "Well done, <n1>," | "I knew I could ask you, <n1>," | "There is nobody like you, <n1>,"
"#;
