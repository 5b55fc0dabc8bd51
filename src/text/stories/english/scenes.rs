//! Small scenes, asides and talk with which every English story is filled out.

/// Word lists in the notation of [`grammar`](super::super::grammar).
pub const SCENES: &str = r#"
= scene
The {air|wind|whole lane|morning|path} smelled of <smell>, and <a bird> {called|chattered|answered} from <perch>.
<Flower> {nodded|swayed|shone} {along the path|by the wall|on the bank|between the stones}, and <small_thing>.
{Far away|Somewhere|Beyond the hill|Down in the valley} <far_sound>. {Near by|Closer at hand|Right beside the door}, <small_thing>.
The sky was <sky>, and <small_thing>.
<A bird> {hopped|walked|strutted} along <perch> {as if it owned the place|in search of crumbs|with a straw in its beak|and asked for breakfast}.
{There was a smell of|It smelled of} <smell> and <smell>. {Somewhere|Not far off} <far_sound>.
<Small_thing_up>, while <far_sound>.
The {clouds|hills|fields} were <sky>, the {road|lane|stream} was {empty|quiet|bright}, and <far_sound>.
{It was the time of|It was a year of|Everyone spoke of the} <flower> and <flower>, and the {days|mornings} were {long|mild|full of light}.
Between <perch> and the <tree>, <small_thing>.
= smell
wet earth | cut hay | fresh bread | wood smoke | wild mint | ripe plums | warm dust | new paint | the sea | pine needles | old leaves | clean washing | lilac | rain | roast chestnuts | river mud | apples | thyme | mushrooms | sawdust | candle wax | honey | cold iron | elderflowers | straw | oranges
= perch
the garden wall | the old gate | the church roof | a broken cart | the chimney | the fence post | the rain barrel | the stile | a heap of stones | the ridge of the barn | the washing line | the signpost | the pump | a milestone | the beehive | the hay wagon | a rusty plough | the town sign
= small_thing
a beetle climbed up a blade of grass | two snails shared one leaf | an ant pulled a crumb twice its size | a spider mended her web | a frog tried out its voice | three sparrows quarrelled over a seed | a cat washed its left ear | a leaf sailed down the ditch like a ship | a bee went into a foxglove and came out yellow | a moth slept on the door | the dew hung on every thread | a lizard sat in the only patch of sun | the hens talked about the weather | a dandelion let go of its last seed | a goat chewed on somebody's hat | a kitten hunted its own tail | the swallows drew circles over the roofs | a fish jumped, and the rings grew wide | a caterpillar ate its way round a leaf | a white feather turned slowly in the air | a worm looked out and went in again | the shadows of the clouds ran over the grass | a pigeon counted its toes | two butterflies could not agree on a flower | the ducks stood on their heads | a ladybird opened its coat and flew off | a mouse ran across with its cheeks full | an old dog slept through it all | the bucket at the well went drip, drip | a curtain waved as if to say goodbye
= small_thing_up
A beetle climbed up a blade of grass | Two snails shared one leaf | An ant pulled a crumb twice its size | A spider mended her web | A cat washed its left ear | A bee went in and out of the <flower> | The hens talked about the weather | A goat chewed on somebody's hat | The swallows drew circles in the air | A fish jumped | An old dog slept through it all | The ducks stood on their heads | A kitten hunted its own tail | Two butterflies danced over <perch>
= small_sound
a leaf fall | the clock in the next house | the drops run from the roof | somebody swallow | the stove crackle | a fly walk across the window | the wind turn over in its sleep
= pocket_small
a grain of rice | the eye of a mouse | a pinhead | a crumb | the foot of an ant | a poppy seed
= far_sound
a dog barked twice | the clock struck four | a cart rattled over the stones | somebody was chopping wood | a train whistled | the mill wheel turned | a mother called her children | a cow answered another cow | a hammer rang on iron | a door banged | a boat knocked against the pier | the bells began to ring | someone laughed | a saw went to and fro | a rooster crowed at the wrong hour | a girl was practising the fiddle | a gate creaked | thunder rolled and rolled away | the shepherd whistled for his dog | the ferry blew its horn
= sky
as blue as a cornflower | the colour of milk | pale and high | full of small white sheep | soft and grey | bright after the rain | like a clean plate | gold at the edges | as clear as glass | the colour of peaches | washed and new | striped with thin clouds | wide and without a bird | heavy and low | pink in the east | silver, like the belly of a fish
= aside
<Hero> {stopped for a moment|stood still|looked up}. <Small_thing_up>, and {nobody but <him> saw it|<he> almost forgot what <he> was doing|it seemed a good sign|that made <him> smile}.
<Hero> thought of <memory>, and {<his> steps grew lighter|<he> felt a little better|<he> sighed|<he> went on|it gave <him> courage}.
{By now|Meanwhile|Little by little} the sky was <sky>. {Somewhere|Far away} <far_sound>, and <hero> {thought of <memory>|wondered how late it was|felt very small}.
"What would <elder> {say now|do}?" <hero> {asked <himself>|thought}. {And then <he> knew: go on.|The answer was easy: begin with the first thing.|<He> could almost hear <ehis> voice.|And <he> thought of <memory>.}
In <his> pocket <hero> found <pocket>. {It was no use at all, but it was good to hold.|<He> turned it over and over in <his> fingers.|<He> put it back. One never knows.|It made <him> think of <memory>.}
<A bird> {flew past|looked down from <perch>|sat down close by}. "{Good luck|Take care|You will see|Patience|Cheer up}{!|, <kind>!}" it seemed to say, and <small_thing>.
{The smell of <smell>|A smell of <smell> and <smell>} {lay in the air|came from the fields|drifted by}, and {for a moment|all at once} <hero> was thinking of <memory>.
{<He> counted|To calm <himself>, <hero> counted} {the fence posts|the <flower>|the clouds|the steps|the stones}: {eleven|thirteen|seventeen|nineteen|twenty-two|thirty}. Then {<far_sound>|<small_thing>}, and <he> {had to begin again|lost count}.
{<Hero> had|There was} <snack> for lunch, {eaten standing up|and it was gone in three bites}, while <small_thing>.
= pocket
a piece of string | a smooth grey stone | an acorn | a bent nail | half a biscuit | a stub of chalk | a dry <tree> leaf | a brown button | a snail shell | a cork | a ticket from the fair | a blue feather | a bit of wax | two beans | a ring made of grass | a folded paper boat | a key without a lock | a pine cone
= memory
the summer by the sea | the song that <elder> used to hum | a story about a ship of glass | last year's snow | the taste of <food> | the smell of <smell> | the day <he> learned to swim | the lights of the fair | a dream about flying over <town> | the first day with <friend> | the old <tree> and its hundred rings | the night of the falling stars | a letter that had once come from far away | the kitchen at home, with <food> on the stove | the time they all got lost in the fog | the tale of the giant who was afraid of mice | the words of <elder>: "Slowly is also fast" | the biggest puddle in the world | the <month> when it rained for a whole week | the picture above the bed | a joke about two turnips | the sound of <smell_sound>
= smell_sound
rain on a tin roof | skates on ice | a far-off band | somebody baking | the sea in a shell | the first train in the morning | wooden spoons in a pot
= chat
"{Do you know|Do you ever wonder|Have you ever asked yourself}," said <friend> {on the way|after a while|suddenly}, "<wonder>?" "<Guess>," said <hero>. {They thought about it for a long time.|<Friend> was content with that.|"I thought so," said <friend>.|That was an answer, too.}
They talked about <topic> and <topic>, {and then about nothing at all|and the time flew|until <far_sound>}.
"Tell me something," said <friend>. So <hero> told <fhim> about <topic>, and {<friend> laughed until <fhe> had the hiccups|<friend> did not believe a word|they almost forgot the time}.
<Friend> {whistled|hummed|sang} {a song about|an old tune about} <topic>, and <hero> {clapped along|knew only the last line|sang the second voice}.
= wonder
where the wind sleeps | why rivers are never tired | who taught the <bird> its song | how the snail knows where home is | what the <tree> dreams of in winter | why the moon follows us | how many drops are in a cloud | what fish think of rain | whether stones grow | why echoes never begin | where yesterday goes | what the colour <colour> tastes like | why cats look at empty corners | how bread knows when to rise | whether a shadow gets cold | who was the first to laugh | what is at the end of a rainbow | why the night is quiet | how heavy a secret is | whether trees tell each other jokes
= guess
Under the bridge, I think | Perhaps nobody knows | You would have to ask the <bird> | About as much as <a sizes> apple | Only <elder> could tell you that | I think about it every night | Because it would be dull otherwise | More than I can count | As long as it likes | Yes, but very slowly | That is a good question for a <weather> day | I asked once and got no answer | In <month> perhaps | Somewhere behind the <tree>
= topic
<memory> | the price of <food> | <a bird> that could say good morning | whether <flower> can hear | the best way to eat <food> | a horse that was afraid of its tail | what they would do with three wishes | <a colour> boat they would build one day | the new teacher's enormous hat | a cloud that looked like <elder> | the ghost in the old mill, who was only shy | how to catch <a sizes> cloud | a dog named Tuesday | the tallest <tree> in the world | a king who lost his shoes | why <elder> always laughs at the word "turnip" | the goat that ate the mayor's speech | the secret door in the <tree>
"#;
