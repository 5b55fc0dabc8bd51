//! Who and what the English stories are about: names by the thousand, put together from their parts, so that a story
//! is told about people, towns and things that no other story has.

/// Word lists in the notation of [`grammar`](super::super::grammar).
pub const NAMES: &str = r#"
= she_start
Ma | Li | Ro | Ta | El | Jo | Ni | Wil | Bri | Fa | Su | O | Ka | Da | Pe | Ze | Ly | Ne | Ru | Ha | Ve | I | Co | Sa | Ti | Ce | Ga | Mo | Be | Amari | Mar | Tam | Per | Lin | Fen | Isa | Cor | Dor | Vi | Gre | Ilo | Ursu | Yo | Zin | Que | Hesper
= she_end
lla | na | ra | ssa | lia | mina | bel | dra | tta | lie | sy | nie | thea | rina | lotte | vy | belle | lina | mira | nda | sha | bina | rie | dwina | lena | rosa | phie | nelle | da | sina | lise | dora
= he_start
Bo | Tor | Wil | Ed | Os | Per | Gar | Mar | Ol | Fin | Hu | Ro | Al | Ber | Ty | Cas | Dun | Jas | Lo | Mil | Ned | Or | Ra | Sil | Tob | Vin | Wen | Bar | Cor | Dar | Em | Fer | Gil | Har | Iv | Jon | Kes | Lan | Mor | Quen | Ul | Yor | Zan
= he_end
ric | win | bert | do | ton | mund | ley | bin | fred | nard | rick | ver | mo | las | mar | dan | gard | wick | by | stan | len | kin | dor | lo | man | rin | per | wald | bo | mer | gus
= trade
baker | miller | weaver | potter | gardener | shepherd | carpenter | clockmaker | cobbler | beekeeper | sailor | painter | farmer | teacher | lamplighter | cheesemaker | ferry keeper | ropemaker | thatcher | piper | cook | doctor | bookbinder | tinker | woodcutter | pedlar | locksmith | hatter | fiddler | tailor | innkeeper | fisher
= animal
mouse | rabbit | squirrel | hedgehog | otter | badger | mole | beaver | duck | frog | bear | goose | stork | toad | hare | fox | weasel | robin | crow | owl | goat | sheep | donkey | heron | magpie | newt | vole | snail | cricket | swan | pig | turtle
= town_start
Wick | Thorn | Lark | Elder | Fern | Holly | Mill | Stone | Crow | Hazel | Amber | Otter | Pen | Brack | Tarn | Win | Clover | Dun | Marsh | Heron | Apple | Salt | Black | White | Cold | Honey | Moss | Raven | Bell | Fox | Swan | Lang | Thistle | Mid | Nettle
= town_end
mere | ford | ham | combe | ley | stead | wick | bury | bridge | ton | hollow | gate | bourne | dale | field | haven | pool | cross
= look
red | blue | green | yellow | orange | purple | silver | golden | brown | white | grey | pink | black | striped | spotted | little | old | painted | dented | tiny | crooked | dusty | patched | lucky | shiny | scarlet | amber | ivory | crimson | olive | lilac | russet | emerald | copper | heavy | lopsided | checked | speckled | violet | plain
= object
kettle | lantern | whistle | button | basket | teapot | umbrella | bell | spoon | hat | ladder | drum | boat | jug | kite | fiddle | blanket | candle | key | mirror | broom | pillow | wheel | box | scarf | trumpet | bucket | clock | chair | hammer | feather | marble | thimble | ribbon | apple | pumpkin | cheese | coat | boot | glove | compass | puppet | bottle | saddle | wagon | cushion | flute | needle | purse | shell | stone | pear | book | map | brush | comb | egg | rope | crown | bowl | whisk | anchor | tambourine | walnut | slipper | telescope | barrel | mitten | sack | turnip | envelope | pencil | toadstool | medal | net | oar | plate | plum | quilt | rattle
= side
under | behind | beside | inside | on top of | below | close to | in front of
= landmark
plum tree | rain barrel | stone bridge | henhouse | woodpile | pear tree | dovecote | well | haystack | boathouse | chimney | garden wall | hollow oak | beehive | mill wheel | gooseberry bush | signpost | cellar door | bread oven | willow | pump | milestone | church bell | wheelbarrow | apple loft | bakehouse | rose bush | flour bin | goat shed | old cart | tallest fir | scarecrow | ferry | stile | hen ladder | kitchen clock
= syllable
tum | dil | ro | lay | pin | kee | fa | lo | bim | zu | wick | do | mar | tee | ran | hoo | pol | ly | dee | sim | bar | ka | noo | fen | li | jig | um | tirra | hey | bo | gan | wim
= oath
thunder | treacle | buttons | butter | soup | slippers | whiskers | pancakes | turnips | trousers | feathers | pepper | mustard | bells | candles | kettles | onions | ribbons | spoons | stars | snails | puddles | biscuits | marmalade | cinnamon | lanterns | gooseberries | pickles | thimbles | walnuts | whistles | moonlight | custard | radishes | hailstones | herrings | crumbs | cobwebs | teapots | mittens | icicles | noodles | bonnets | dumplings
= number
three | four | five | six | seven | eight | nine | ten | eleven | twelve | thirteen | fifteen | seventeen | twenty | thirty
= kin(word,he,him,his)
grandmother/she/her/her | grandfather/he/him/his | mother/she/her/her | father/he/him/his | aunt/she/her/her | uncle/he/him/his | big sister/she/her/her | big brother/he/him/his
"#;
