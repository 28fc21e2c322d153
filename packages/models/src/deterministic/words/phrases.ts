/** Words of general English that the readers of clauses need. No names. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Forms of be, have and do, and modal verbs. */
export const AUXILIARIES = set(
  "is are was were be been being isn't aren't wasn't weren't has have had having hasn't haven't hadn't does do did doesn't don't didn't will would shall should can could may might must won't wouldn't cannot can't 'm 're 've i'm we're it's there's we've they're they've let",
);

export const BE = set("is are was were be been being isn't aren't wasn't weren't it's");
export const HAVE = set("has have had hasn't haven't hadn't we've they've");

/** Verbs that carry a value and say nothing more of it. */
export const VALUE_VERBS = set(
  "amounts amounted amount totals totalled totaled total comes came come stands stood stand reaches reached reach equals equalled makes made make gives gave give shows showed show shown measures measured records recorded record says said say becomes became become remains remained remain stays stayed stay runs ran run holds held hold puts put rises rose risen rise falls fell fallen fall drops dropped drop increases increased increase decreases decreased decrease grows grew grown grow improves improved moves moved move goes went gone go averages averaged average costs cost pays paid pay spends spent charges charged lasts lasted last takes took taken take lies lay sits sat works worked exceeds exceeded exceed gets got keeps kept keep allows allowed expects expected expect forecasts forecast estimates estimated estimate assumes assumed puts sees saw carries carried carry counts counted count houses contains contained includes included include covers covered cover requires required require needs needed need asks asked ask raises raised raise cut cuts reduces reduced reduce adds added add leaves left leave provides provided brings brought sets set fixes fixed agrees agreed agree approves approved confirms confirmed confirm reports reported report states stated employs employed employ emitted emits withdrew lost loses served serves sustained sustains generated generates generate has have had is are was were be been being slipped slips doubled closed achieved found finds find",
);

/** Verbs of saying and showing: the value belongs to what comes after, or to the label. */
export const REPORTING_VERBS = set(
  "shows showed show says said say reports reported report records recorded states stated confirms confirmed confirm puts put gives gave sees saw agree agrees agreed expects expected forecast",
);

export const PREPOSITIONS = set(
  "of in on at by for from to with without within into onto over under between among against before after since until till during through throughout about above below near per than as up down out off towards toward across behind beside besides despite via excluding including excl incl",
);

export const DETERMINERS = set(
  "the a an this that these those its our their his her my your each every all any both some no another other such same said what which whose one",
);

export const PRONOUNS = set(
  "it they we he she i you this that these those there who which what nobody somebody everyone everybody anybody none everything nothing something them us him me",
);

export const CONJUNCTIONS = set(
  "but while because although though whereas if when where unless so whether which who that since as until before after than however therefore whose and or nor",
);

/** Words in an attribute that tell nothing of what is measured. */
export const FILLER = set(
  "the a an of for in on at to this that these those its our their his her my your and by with as is are was were be been has have had it we they he she i you there also still already only just kind sort now today then therefore thus however currently again first finally about around some roughly approximately nearly almost together alone each every all both any same said such own very more most much many in-all altogether up down no not never none without yes day per-se so far yet one once today's again either too anymore else",
);

/** Words that set a figure apart from the plain one of the same name. */
export const ROLES: ReadonlyMap<string, string> = new Map([
  ["budget", "budget"],
  ["budgeted", "budget"],
  ["target", "target"],
  ["targeted", "target"],
  ["goal", "target"],
  ["aim", "target"],
  ["maximum", "maximum"],
  ["max", "maximum"],
  ["minimum", "minimum"],
  ["min", "minimum"],
  ["limit", "maximum"],
  ["ceiling", "maximum"],
  ["cap", "maximum"],
  ["threshold", "limit"],
  ["guaranteed", "guaranteed"],
  ["permitted", "permitted"],
  ["allowed", "permitted"],
  ["required", "required"],
  ["proposed", "proposed"],
  ["approved", "approved"],
  ["forecast", "forecast"],
  ["forecasts", "forecast"],
  ["expected", "forecast"],
  ["projected", "forecast"],
  ["estimated", "estimate"],
  ["estimate", "estimate"],
  ["average", "average"],
  ["mean", "average"],
  ["median", "median"],
  ["additional", "additional"],
  ["extra", "additional"],
  ["remaining", "remaining"],
  ["contractual", "contractual"],
  ["assumed", "assumed"],
  ["hypothetical", "hypothetical"],
  ["half", "half"],
  ["previous", "previous"],
  ["prior", "previous"],
]);

export const NEGATIONS = set(
  "not no never none nobody nothing neither nor without isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't cannot can't",
);

/** What makes a clause a case that is not said to be so. */
export const HYPOTHETICAL =
  /\b(?:[Ii]f|would|could|might|[Uu]nless|[Ss]uppose|[Aa]ssuming|in case)\b|(?:^\s*Were|[,;] were|\band were) (?:it|they|we|he|she|the|this|that|\p{Lu}\p{L}+)\b|\bwere (?:it|they|we|the \p{L}+) to\b|^\s*Should\b|[,;] should (?:it|they|the|we|a|an|this)\b/u;

export const PLANNED =
  /\b(?:(?<!than |as )plan(?:s|ned|ning)?|schedul(?:e[ds]?|ing)|intend(?:s|ed)?|aims?|target(?:s|ed)?|budget(?:ed|s)?|will|shall|expect(?:s|ed)?|forecast(?:s|ed)?|proposes?d?|goal|due (?:on|by|in)|(?:is|are) to be|hopes?|raising|seeking|(?:no|not) later than|by the end of|is to|are to|ceiling|guarantee[ds]?|requires?|required|protocol asks|must|asks? for|at the latest|should|want to)\b/i;

/** Passed on from someone else. */
export const REPORTED =
  /\b(?:according to|reportedly|allege[ds]?|claims? (?:to|that)|is said|are said|was told|told (?:us|me)|we hear|apparently|rumou?r)\b/i;

export const ESTIMATED =
  /\b(?:estimate[ds]?|guess|roughly|approximately|probabl[ye]|likely|perhaps|presumably|seems?|appears?|appear to|may be|in my view|we think|i think|assum(?:e|ed|es|ption)|ballpark|indicative|provisional(?:ly)?|preliminary)\b/i;

/** Rows that sum up the others. */
export const TOTAL_WORDS = set(
  "total totals all subtotal sum overall combined group both everything together whole grand net-total",
);
