//! The words of the English stories.

/// Word lists in the notation of [`grammar`](super::super::grammar).
pub const LEXICON: &str = r#"
= girl
Mia | Anna | Lucy | Rosa | Emma | Clara | Nina | Ella | Ruby | Hazel | Ivy | Maya | Leila | Tara | Kate | Molly | Nora | Zoe | Amy | Daisy | Lena | Sofia | Mei | Yara | Freya | Priya | Grace | Alma | Wendy | Petra | Tilly | June | Amina | Olive | Poppy | Sana | Greta | Fern | Bella | Hana
= boy
Tom | Ben | Max | Leo | Sam | Jack | Oscar | Finn | Hugo | Theo | Noah | Peter | Omar | Kofi | Ravi | Luca | Milo | Henry | Felix | Jonah | Ivan | Arlo | Toby | Daniel | Emil | Pablo | Kenji | Otto | Adam | Rufus | Simon | Jamal | Will | Anton | Eric | Ned | George | Bruno | Karim | Teddy
= she_animal
Pip | Bramble | Nutmeg | Willow | Clover | Tansy | Dot | Mabel | Pepper | Honey | Minnow | Juniper | Tulip | Plum | Twig | Misty | Suki | Heather | Bluebell | Sorrel | Maple | Cricket | Marigold | Biscuit
= he_animal
Bobbin | Thistle | Acorn | Rusty | Hopper | Moss | Barley | Fidget | Button | Burr | Chester | Patch | Reed | Sooty | Pebble | Crumb | Wilbur | Rowan | Tuft | Bertie | Marlow | Dusty | Quill | Basil
= species(kind,home,snack)
mouse/a warm hole under the old oak/a crumb of cheese | rabbit/a dry burrow on the green hill/a sweet carrot | squirrel/a hollow high in the beech tree/a handful of nuts | hedgehog/a heap of leaves behind the barn/a slice of pear | fox cub/a sandy den at the edge of the wood/a honey cake | otter/a snug bank beside the river/a bowl of berries | badger/a deep sett under the roots/a bun with jam | mole/a round room under the meadow/a turnip pie | beaver/a lodge of sticks in the pond/a stalk of celery | duckling/a nest among the reeds/a piece of bread | frog/a mossy house by the well/a cup of clover soup | bear cub/a cave behind the waterfall/a spoonful of honey | lamb/a stone shed on the hillside/a bunch of clover | kitten/a basket in the baker's shop/a saucer of milk | puppy/a red box behind the farmhouse/a crust of pie | owlet/a hollow in the church tower/a ginger biscuit | fawn/a hidden dell full of ferns/a wild apple | hamster/a nest of straw in the mill/a sunflower seed | piglet/a clean sty with a blue door/a roast potato | sparrow/a nest under the roof of the school/a cherry
= child_home
a yellow house at the edge of the village | a tall house beside the bakery | a cottage with a crooked chimney | a farm on the windy hill | a small flat above the bookshop | a blue boat on the canal | a white house near the lighthouse | a red brick house by the railway | a cabin at the end of the forest path | an old mill by the stream | the last house on Lantern Street | a round house with a grass roof | a house so narrow that it had only one window on each floor | a sunny house full of cats | a stone house next to the market square
= trait
curious | cheerful | shy | clever | quiet | brave | gentle | careful | dreamy | busy | stubborn | thoughtful | lively | patient | kind | restless | merry | honest | impatient | friendly
= habit
counted the clouds | fed the birds at the window | wrote one line in a little notebook | said good morning to the river | swept the doorstep | ran to the gate to see who was passing | hummed the same small song | asked at least ten questions | collected round stones | climbed the same apple tree | drew a picture of the weather | watered the beans | listened to the wind | polished an old pair of boots | looked for new footprints in the mud
= hobby
drawing maps | singing in the rain | building towers of stones | telling riddles | watching the stars | baking small cakes | collecting feathers | making paper boats | climbing trees | listening to stories | learning the names of flowers | walking barefoot in the grass | painting shells | fixing broken things | whistling tunes | jumping over puddles | asking questions | inventing games | looking at clouds | carving little animals out of wood
= colour
red | blue | green | yellow | orange | purple | silver | golden | brown | white | grey | pink | black | striped | spotted
= sizes
small | tiny | big | round | tall | old | plain | crooked | shiny | heavy | little
= weather
bright | windy | rainy | foggy | warm | cool | cloudy | sunny | grey | breezy | misty | clear | frosty | still | fresh
= month
March | April | May | June | July | August | September | October
= part
morning | afternoon | evening
= dayname
Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
= town
Appleby | Little Marsh | Greenhill | Willowdale | Stonebridge | Fernbrook | Harbour Town | Maplewood | Saltby | Upper Dell | Rosefield | Larkham | Windle | Brookside | Honeycombe
= flower
daisies | poppies | violets | bluebells | roses | tulips | buttercups | sunflowers | lilies | snowdrops | foxgloves | marigolds
= tree
oak | willow | apple tree | beech | pine | chestnut tree | birch | pear tree | elm | maple | cherry tree
= bird
robin | blackbird | swallow | sparrow | owl | wren | lark | magpie | finch | dove | thrush | nightingale | cuckoo | starling
= food
bread and cheese | warm apple pie | mushroom soup | pancakes with jam | plum cake | potato soup | ginger biscuits | pea soup | honey cake | roast chestnuts | fresh rolls | rice pudding | tomato soup | buttered toast | cherry tart | corn bread | noodle soup | blackberry pie | baked apples | oatmeal with raisins
= drink
hot cocoa | cold milk | mint tea | warm milk with honey | apple juice | elderflower tea | lemonade | ginger tea
= errand(word,load)
wood/a bundle of wood | mussels/a basket of mussels | a lost goat/the goat | driftwood/an armful of driftwood | mushrooms/a hat full of mushrooms | eggs from the cliff/three blue eggs
= blame(word,result,end)
the cat/the poor cat was sent outside/The cat got a bowl of cream and forgave everybody | the wind/the window was shut in spite of the heat/The window was opened again, and the wind came in as if nothing had happened | the dog/the dog had to sleep in the yard/The dog got a bone as long as its tail and forgave everybody | the goat/the goat was tied up behind the barn/The goat got seven turnips and forgave everybody | a bird/the birds got no crumbs that evening/The birds got so many crumbs that they could hardly fly
= elder_child(word,he,him,his)
Grandma Rose/she/her/her | Grandpa Joe/he/him/his | Mrs. Bell the baker/she/her/her | Mr. Reed the clockmaker/he/him/his | Aunt Lily/she/her/her | Uncle Ned/he/him/his | Miss Park the teacher/she/her/her | old Mr. Finch/he/him/his | Mrs. Hill the gardener/she/her/her | the ferryman/he/him/his | the librarian/she/her/her | Captain Gray/he/him/his | Grandmother/she/her/her | Grandfather/he/him/his | the miller/he/him/his | Doctor Wells/she/her/her
= elder_animal(word,he,him,his)
Old Tortoise/he/him/his | Mother Goose/she/her/her | Grandfather Toad/he/him/his | Aunt Heron/she/her/her | Father Badger/he/him/his | Mrs. Hen/she/her/her | Uncle Raven/he/him/his | Old Owl/she/her/her | Granny Mole/she/her/her | Mr. Stag/he/him/his | Madam Swan/she/her/her | the grey donkey/he/him/his | the old mare/she/her/her | Doctor Stork/he/him/his
= treasure(word,detail)
silver whistle/that could be heard across three fields | blue marble/with a tiny star inside | woollen scarf/that smelled of apples | wooden horse/with one ear missing | brass button/in the shape of a moon | red kite/with a long yellow tail | little drum/that went everywhere | green lantern/with a thin glass door | tin boat/that really floated | paintbrush/with a purple handle | straw hat/with a hole in the brim | copper bell/no bigger than a thumb | patchwork blanket/made from old shirts | wooden flute/that knew one sad tune and two happy ones | spotted umbrella/with a duck's head for a handle | leather ball/sewn with white thread | striped sock/that brought good luck | tiny key/that opened nothing at all | clay bird/with bright painted wings | picture book/with a torn cover | pocket compass/that pointed almost north | spinning top/that hummed like a bee | pair of mittens/joined by a string | glass bead/as green as pond water | tin star/from the top of the winter tree
= spot(word,find)
under the big flat rock/two sleepy beetles | behind the woodpile/a snail on its way to lunch | in the tall grass/a cricket tuning its legs | beneath the bridge/a frog who did not like visitors | inside the hollow log/a heap of dry leaves | beside the well/a bucket with a hole in it | among the cabbages/a very surprised caterpillar | behind the water barrel/an old boot | in the hay/three warm eggs | under the hedge/a blackbird's empty nest | at the bottom of the ditch/a rusty spoon | between the roots of the oak/a family of mushrooms | along the stream/a paper boat from last summer | by the gate/one glove that belonged to nobody | behind the beehives/a bee too busy to talk | under the cart/a sleeping dog | on top of the wall/a lizard in the sun | in the nettle patch/nothing but nettles | near the scarecrow/a button from its coat | behind the mill/a pile of empty sacks | under the bench/a bent penny | in the rain barrel/one floating leaf | beside the duck pond/a white feather
= nook
in the crook of the pear tree | in the pocket of an old coat | under a heap of autumn leaves | in a magpie's nest | at the bottom of the apple basket | inside the watering can | behind the flour sacks | on the roof of the hen house | in the middle of the strawberry bed | beneath a sleeping cat | in the bell of an old trumpet | under the lowest step of the stair | in a hollow stump | wrapped in the washing | in the scarecrow's left sleeve | between two stones of the wall | on a branch above the river | inside a broken flower pot
= sound
a soft scratching | a low humming | a tiny sneeze | a long creak | a gentle tapping | a sad little cry | a rustle | a slow drip, drip, drip | three quick knocks | a squeak | a whisper like dry leaves | a faint ringing
= feeling
happy | proud | glad | warm inside | light as a feather | peaceful | brave | thankful | full of joy | calm | lucky
= sadly
sadly | in a small voice | with a sigh | with wet eyes | quietly | and looked at the ground | softly
= gladly
happily | with a laugh | with shining eyes | and clapped | with a wide smile | cheerfully | and danced on the spot | proudly
= quickly
as fast as the wind | without stopping once | down the lane | past the mill | across the meadow | through the long grass | along the stream | over the stile and down the hill
= ingredient
eggs | butter | flour | sugar | honey | cinnamon | milk | raisins | apples | salt
= skill(word,bad,good)
flute/squeaked like a rusty gate/sang like a bird at dawn | fiddle/howled like a cat in the rain/danced like sunlight on water | drum/stumbled like a horse on stairs/rolled like gentle thunder | trumpet/coughed like an old goat/rang like a golden bell | harp/twanged like a broken fence/rippled like a stream | horn/groaned like a sleepy cow/called like the wind in the hills | whistle/hissed like a kettle/chirped like a lark in spring | accordion/wheezed like a tired bear/breathed like the sea
= baby(word,place,home)
baby bird/at the foot of a tall pine/nest | small turtle/in the middle of the dusty road/pond | lost duckling/behind the garden shed/river | young hare/in a tangle of wire/meadow | tiny bat/on the cold church step/tower | baby squirrel/under a broken branch/hollow tree | little hedgehog/at the bottom of a dry well/hedge | butterfly with a wet wing/on a puddle/clover field | stray goat kid/on a narrow ledge/farm | small toad/in a watering can/damp ditch | young swallow/on the barn floor/nest under the roof | little crab/far from the sea/rock pool
= fear(word,thing,help)
the dark/The night seemed full of eyes/a small lamp | thunder/Each boom shook the windows/a song to sing between the flashes | deep water/The river looked black and cold/one hand to hold | high places/The ground looked far, far away/a slow count to ten | the big dog by the gate/Its bark was as loud as a drum/a kind word and a biscuit | the cellar stairs/The steps went down into the black/a candle | the rope bridge/It swayed like a sleepy snake/one step, and then one more | the old windmill/It groaned whenever the wind rose/a friend beside the door | the forest path at dusk/The trees leaned in and whispered/a lantern and a tune
= contest(word,prize,skill)
boat race/a blue ribbon/rowing | kite contest/a silver cup/flying | running race/a basket of plums/running | snail race/a golden button/waiting | sledge race/a red scarf/steering | pie contest/a copper pan/baking | singing contest/a little bell/singing | sack race/a jar of honey/hopping | pumpkin show/a green hat/growing things | raft race/a brass lantern/paddling | skipping contest/a box of paints/skipping | cart race/a wheel of cheese/pulling
= seed(word,plant,taste)
striped seed/a sunflower taller than the door/Its face turned all day to follow the sun | flat white seed/a pumpkin as big as a chair/They made enough soup for the whole street | tiny black seed/a carpet of red poppies/Bees came from three villages away | wrinkled brown seed/a row of sweet peas/The whole lane smelled of them | round seed/a young cherry tree/In its third summer it carried seven cherries | hard little stone/a peach tree with shy pink flowers/The first peach was as sweet as honey | seed like a half moon/a melon with a striped coat/Each slice was cold and bright | acorn/a small straight oak/One day it would be a house for a hundred birds | bean/a vine that climbed to the roof/They ate beans until the first snow | seed as thin as a hair/a patch of golden wheat/The bread they baked from it tasted of summer
= gift
a jar of plum jam | a knitted hat | a bunch of wild flowers | a basket of eggs | a carved spoon | a little clay cup | a pot of honey | a painted stone | a bag of walnuts | a loaf still warm from the oven | a candle shaped like a bee | a pressed leaf in a frame
= obstacle(word,way)
a fallen tree lay across the path/climbed over it, one branch at a time | the stream had swallowed the stepping stones/took off both shoes and waded | a flock of geese hissed in the gateway/bowed politely until they let a traveller pass | thick fog hid the road/followed the sound of the church bell | a sudden wind pulled at every coat/walked backwards until it grew tired | the bridge was missing two planks/crossed slowly on hands and knees | the lane had turned to deep mud/hopped from stone to stone | two paths looked exactly alike/chose the one with fresh hoof prints | a bull stood in the middle of the field/went the long way round by the hedge | the gate was locked/squeezed through a gap beneath it | rain began to fall in fat drops/waited under a wide chestnut tree | a swarm of bees crossed the road/stood as still as a post until they had passed
= wish(word,result,lesson)
that it would never rain again/The sun shone day after day, the pond dried up, and the flowers hung their heads/rain is only the sun's way of taking turns | to be as tall as a house/No door was high enough, no bed was long enough, and no friend could hear a whisper/being small is a good size for hugging | for cake at every meal/By the third day the very smell of sugar was sad/even sweet things need plain things beside them | that everyone would do as they were told/Nobody argued, but nobody laughed or had an idea either/friends are better than echoes | that night would never come/Everybody yawned, the owls were lost, and no star could be seen/the dark is a blanket for the whole world | for a hundred toys/They filled every corner until there was no room left to play/one toy that is loved is enough | to understand every bird/They talked all at once from dawn to dusk, mostly about worms/silence is also a kind of music | that winter would stay for ever/The snow was fun for a week, but the seeds could not wake up/every season has its own work to do | to be the fastest of all/The world went by in a blur, and there was no one to run beside/it is nicer to arrive together | never to make a mistake/Nothing went wrong, and nothing new was learned at all/mistakes are the first half of learning
= riddle(word,answer,place)
I have a face and two hands, but I never wash them/A clock/the clock tower | I run all day and never leave my bed/A river/the river bank | I have teeth, but I never bite/A saw/the carpenter's shed | I wear my leaves when it is warm and nothing when it is cold/A tree/the biggest oak | I have one eye and cannot see/A needle/the tailor's window | I am full of holes and still hold water/A sponge/the washhouse | I can fill a whole room and take up no space/Light/the lighthouse | The more I dry, the wetter I get/A towel/the bathing place | I have a neck and no head/A bottle/the glassmaker's door | I have pages and I am not a king/A book/the library steps | I follow you in the sun and leave you in the dark/A shadow/the sundial | I go up and down the hill and never move/A path/the hill path | I am tall when I am young and short when I am old/A candle/the candle shop | I have a tongue and cannot taste/A bell/the bell tower
= machine(word,part,sound)
the town clock/a small brass wheel/It had ticked for a hundred years | the old windmill/one wooden peg/Its sails had turned in every breeze | the water pump/a leather ring/It had sung each morning in the square | the merry-go-round/a silver screw/Its horses had danced for every fair | the lighthouse lamp/a round glass lens/It had winked at every ship | the music box in the library/a thin steel comb/It had played at noon each day | the ferry wheel/an iron bolt/It had pulled the boat across since spring | the bakery oven/a heavy hinge/It had warmed the whole street | the school bell/a length of rope/It had called the children since their grandparents were small | the fountain/a copper pipe/Its water had danced day and night
= noise(word,truth)
a scratching behind the wall/a mother mouse making a bed for seven babies | a moan in the chimney/the wind blowing over an empty bottle | a tapping at the window/a branch of the rose bush asking to be cut | footsteps on the roof/a family of swallows who could not sleep | a rattle in the kitchen/the lid of the soup pot dancing over the last embers | a whisper under the floor/a little stream that had found a new way home | a thump in the barn/the calf learning to stand | a squeak on the stairs/the cat bringing home her kitten | a hum in the attic/a swarm of bees looking for a house | a snuffle at the door/a lost puppy with one white ear
= broken(word,owner)
blue vase/it had come all the way from the sea | china teapot/it was used only on birthdays | tall mirror/it had hung there for fifty years | glass lamp/it burned every winter night | garden window/it kept the young tomatoes warm | painted plate/it showed a ship with three sails | clay jug/it kept the milk cool in summer | little clock/it had a bird that came out to sing | flower pot/the first tulip of the year was in it | snow globe/a tiny village stood inside
= moral_kind
A small kindness can travel a long way | What we give comes back in another coat | Many small hands make a big hand | Nobody is too little to help | The best road is the one you share | A friend makes every load lighter | A warm heart needs no map
= moral_try
What is hard today is easier tomorrow | Every master was a beginner once | Slow steps still climb the hill | The one who tries again has already won something | Mistakes are only lessons in old clothes | Courage is being afraid and going on
= goodnight
That night the stars {seemed|looked} closer than ever. | When the moon {came up|rose}, everyone was asleep. | Outside, the wind {sang|hummed} in the <tree>. | And the <bird> in the <tree> called once more and tucked its head under its wing. | The last light {went out|was blown out} in <town>, and all was well. | They ate <food> for supper, and nobody wanted the evening to end. | Later there was <drink> for everybody. | <He> fell asleep {smiling|before <he> could say good night|with one hand under <his> cheek}. | Before sleeping, <hero> told the whole story to the moon. | And if you {pass|walk} through <town>, you may still hear about it. | Soon the {whole house|whole hill|whole lane} was quiet. | <He> dreamed of {<flower>|rivers|tall ships|summer|the next day} all night long.
They talked about <topic> until the fire burned low. | <Far_sound_up>, the lamp went out, and it was night in <town>. | The wind brought the smell of <smell>, and <hero> slept. | For supper there was <food>, and afterwards a story about <topic>. | <Hero> lay awake for a while and thought of <memory>. Then <he> was asleep. | High above <town> the sky was <sky>, and tomorrow would be another day. | <Hero> put <pocket> under <his> pillow, to remember the day by. | On the way home they sang about <topic>, and <small_thing>.
= far_sound_up
Far away a dog barked | A last cart went by | The clock struck nine | Somewhere a door was closed | The mill wheel stopped | The ferry came in
= opening
If you had come to <town> {in those days|that year}, you would have met <hero>, <a trait> <kind> from <home>. <He> <habit> each day and dreamed of <hobby>.
This is {the|a} story {of|about} <intro>, who lived in <home>. {<He> liked|Most of all <he> liked} <hobby>.
{Ask anybody in <town>|Ask the <bird> in the <tree>}, and you will hear about <hero>, the <trait> <kind>. <His> home was <home>, and <he> was never tired of <hobby>.
On the road to <town> {stood|was} <home>, and in it lived <intro>. When <he> was not {busy|asleep}, <he> was {thinking of|talking about} <hobby>.
{Every child in <town> knows the name of <hero>|They still talk of <hero> in <town>}. <He> was <a trait> <kind>, lived in <home> and <habit> whenever <he> could.
{Spring or autumn|Summer or winter|Rain or shine}, <hero> <habit>. <He> was <a trait> <kind>, and <he> lived in <home>.
There are many ways to spend a day. <Hero>, <a trait> <kind> from <home> near <town>, liked to spend it <hobby>.
{Once upon a time|Long ago|Once}, <intro> lived in <home>. <Hero> loved <hobby>, and every {morning|day} <he> <habit>.
In <home> lived <intro>. {What <he> liked best was|<His> favourite thing was} <hobby>.
<Hero> was <a trait> <kind> who lived in <home> near <town>. Every morning <he> <habit>.
There was once <intro>. <He> lived in <home>, <habit> each morning and went to bed with the birds.
Near <town>, in <home>, lived <intro>. {Nobody|No one in the whole valley} was fonder of <hobby>.
Everybody in <town> knew <hero>, the <trait> <kind> from <home>. {Each day|In all weathers} <he> <habit>.
Not far from <town> there was <home>. <A trait> <kind> {named|called} <hero> lived there and <habit> every day.
"{Good morning, world|Hello, day|What a fine day|Up, up, up|Good morning, sun}!" said <hero>, as <he> did every morning. <Hero> was <a trait> <kind>, and <his> home was <home>.
Some like singing and some like sleeping, but <hero> the <kind> liked <hobby> best of all. <He> lived in <home>, not far from <town>.
= one_day
One <weather> <part> in <month> | One <weather> <part> | On <a weather> <dayname> in <month> | One <dayname> in <month> | Early one <weather> <dayname> | Late one <part> in <month> | One <part>, when the <flower> were {in bloom|just opening} | On the first <weather> <dayname> of <month> | One <part>, while the <bird> {called|sang} from the <tree>
= one_day_small
one <weather> <part> in <month> | one <weather> <dayname> | one <dayname> in <month> | on a <weather> <part> | early one <part> | on the day before the fair | one <part>, just after the rain
= one_day_rain
One {grey|dark|wet} {morning|afternoon} in <month> it began to rain, and | It had rained since <dayname>. Still | On <dayname> the clouds over <town> were as black as coal, and it poured. But | The sky turned <colour_of_rain>, the first drops fell, and | "Nobody goes out in such weather," said <elder>. But | All the <bird>s were hiding in the <tree>, so hard did it rain. Only
= colour_of_rain
grey | the colour of slate | as dark as ink | as grey as an old pot
= vessel
bucket | bowl | jug | kettle | basin | cup
= friend_comes
Just then <friend> came {along the path|over the hill|around the corner|through the gate|across the field}, {humming a tune|carrying <a colour> basket|eating <snack>|hopping on one leg}. | It was then that <friend> {looked over the fence|came by}, {on <fhis> way home|with mud up to <fhis> knees|carrying <gift>}. | Along came <friend>, {who was never in a hurry|whistling|with a twig in <fhis> hair}. | At that moment, <friend> {ran up|appeared}, out of breath from <hobby>. | <Friend> saw it all from {the wall|the bridge|the top of the stile} and came {closer|running}.
= thanks
"Thank you, <friend>," said <hero>. "I could not have done it without you." | "You are a true friend," <hero> said <gladly>. | <Hero> did not know what to say, so <he> gave <friend> <gift>. | "{How can I ever thank you|What can I give you}?" asked <hero>. "Come {again tomorrow|and eat with us}," said <friend>. "That will do." | <Hero> hugged <friend> so hard that <fhe> laughed and squeaked at once. | "Next time you need help, call me," said <hero>. "I will come, even in the {rain|snow|middle of the night}."
= ask_elder
<Hero> went to <elder> {for advice|and told <ehim> everything}. <Elder> {was mending a basket|was stirring a pot|was drinking tea|was looking out at the sky|was counting spoons} and listened {to the end|without a word|with <ehis> head on one side}. | At last <hero> knocked at the door of <elder>. <Elder> knew {everything there was to know about <town>|many old stories|how to listen}. | <Elder> lived {at the end of the lane|on the other side of the hill|beside the pond}, and <hero> {ran there|went there} with heavy steps.
= why_long
It took a long time. | It was slow work. | Nobody hurried. | It was not easy. | Twice they almost gave up. | The sun moved across the sky. | They tried and tried again.
"#;
