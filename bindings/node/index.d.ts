/** Tallymark: pharmaceutical serialization and track-and-trace. */

/** The textual form of an identifier. */
export type Kind = 'auto' | 'scan' | 'bracketed' | 'plain' | 'dl' | 'epc';

/** Departures from the strict reading; all off by default. */
export interface ParseOptions {
  /** The form of the input; `auto` tells it from the first characters. */
  kind?: Kind;
  permitUnknownAis?: boolean;
  permitZeroSuppressedGtin?: boolean;
  noRequisiteCheck?: boolean;
  unknownAiAsDlAttr?: boolean;
  hriTitles?: boolean;
  /** Completes a key that lacks its check digit, in bracketed element strings and Digital Links. */
  addCheckDigit?: boolean;
}

/** Application Identifier and value; `["|", ""]` separates composite components. */
export type Element = [ai: string, value: string];

/** What a valid identifier text says, in every form that it has. */
export interface Message {
  ok: true;
  kind: string;
  /** AIM symbology identifier of scan data, such as `]d2`. */
  symbology: string | null;
  ais: Element[];
  bracketed: string;
  /** GS separators, no leading FNC1. */
  plain: string;
  /** Canonical GS1 Digital Link. */
  dl: string | null;
  /** Human readable interpretation, one text per element. */
  hri: string[];
  /** Canonical key, the same from every textual form. */
  key: string | null;
  warnings: string[];
  /** What the symbol is and holds, of scan data. */
  carrier?: { symbology: string; meaning: string; data: string; gtin?: string; add_on?: string; text?: string };
}

/** Why a text was refused. */
export interface ErrorReport {
  code: string;
  ai: string | null;
  /** Half-open range of bytes of the UTF-8 input. */
  span: [number, number];
  message: string;
  help: string | null;
  fixes: string[];
}

export interface Refused {
  ok: false;
  kind: string;
  error: ErrorReport;
  errors?: ErrorReport[];
  /** The elements that could be read all the same. */
  partial?: Element[];
}

/** Reads an identifier text. Throws {@link TallymarkError}. */
export function parse(input: string | Uint8Array, options?: ParseOptions): Message;
/** The same without exceptions. */
export function tryParse(input: string | Uint8Array, options?: ParseOptions): Message | Refused;

/** A request: `op`, the name of the operation, and its members as the shared cases write them. */
export interface Request {
  op: string;
  [member: string]: unknown;
}

/** An answer; where `ok` is false because of the input, `error` says why. */
export interface Answer {
  ok: boolean;
  error?: ErrorReport;
  [member: string]: any;
}

/** Answers any request. Never throws because of what it says. */
export function ask(request: Request): Answer;
/** The same off the event loop. */
export function askLater(request: Request): Promise<Answer>;

/** A text, or its bytes. */
export type Text = string | Uint8Array;

/** How a text is read, where a call reads one. */
export interface Reading {
  kind?: Kind;
  opts?: Omit<ParseOptions, 'kind'>;
}

/** Where the length of the GS1 Company Prefix comes from; it is never guessed. */
export interface PrefixSource {
  gcpLength?: number;
  /** GS1's list as JSON or XML, or lines of prefix and length. */
  gcpTable?: string;
  /** Own entries, believed before the table. */
  gcpOverlay?: string;
}

/** What a valid text says, and what its values mean; years of two digits are those nearest to `year`. */
export function values(
  input: Text,
  year: number,
  options?: Reading & { dictionary?: string },
): Message & { values: { ai: string; title: string; type: string; text: string; [member: string]: any }[] };

/** Which Application Identifiers there are, by the built-in table or by the `text` of a release. */
export function dictionary(options?: { ai?: string; text?: string; with?: string[] }): Answer & {
  release: string;
  built_in: boolean;
  count: number;
  ai?: { title: string; [member: string]: any };
  addable?: { ai: string; title: string; complete: boolean }[];
};

/** What a scanner would send of a symbol that holds these data; `carrier` is a symbology identifier such as `]d2`. */
export function emit(input: Text, carrier: string, options?: Reading & { stem?: string }): string;

/** Translates an identifier into another form. */
export function convert(
  input: Text,
  to: 'bracketed' | 'plain' | 'scan' | 'dl' | 'epc' | 'tag' | 'hex',
  options?: Omit<Reading, 'kind'> &
    PrefixSource & { kind?: Kind | 'tag' | 'hex'; scheme?: string; filter?: number; stem?: string; symbology?: string },
): string;
/** The human readable interpretation, an element a line. */
export function convert(input: Text, to: 'hri', options?: Reading & { hriTitles?: boolean }): string;

/** How long the GS1 Company Prefix of a key is. */
export function prefix(
  input: Text,
  options?: PrefixSource,
): Answer & { state: 'known' | 'unknown' | 'not-gcp'; length: number | null; prefix: string | null; candidates: string[] };

/** An RFID tag: encoded from a text, or decoded from `{ hex }`. */
export function tag(
  input: Text | { hex: string },
  options?: { kind?: Kind; scheme?: string; filter?: number; gcpLength?: number; hostname?: string; data?: boolean },
): Answer & {
  scheme: string;
  filter: number;
  gcp_length: number | null;
  bits: number;
  hex: string;
  elements: Element[];
  bracketed: string;
  dl: string | null;
  tag_uri: string | null;
};

/** Reads any code of a medicine: GS1, ISO/IEC 15434, PPN, PZN, NTIN, NDC, HIBC, China's drug code. */
export function identify(
  input: Text,
  options?: { kind?: string; referenceYear?: number; directory?: (string | { ndc: string; gtin?: string })[] },
): Answer & {
  kind: string;
  key: string | null;
  gtin: string | null;
  ppn: string | null;
  serial: string | null;
  lot: string | null;
  expiry: string | null;
  elements: any[];
  national: { system: string; country: string; number: string; check: string; confidence: string; source: string }[];
  candidates: any[];
};

/** A document: its text or bytes, or the file that holds it. */
export type EpcisSource = Text | URL | { path: string; name?: string } | { input: string; name?: string };

/** Something that is wrong with an EPCIS document. */
export interface CheckProblem {
  code: string;
  rule: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  help: string;
  file: string;
  line: number | null;
  column: number | null;
  offset: number | null;
  event: number | null;
  event_line: number | null;
  contradicts: number | null;
  contradicts_file: string | null;
  contradicts_line: number | null;
  contradicts_offset: number | null;
  entities: string[];
  exception: { hda: string; gs1us: string | null };
}

/** An event, with the members of EPCIS 2.0 JSON whatever the document's notation, or why there is none at its place. */
export type EpcisEvent = { number: number | null; line: number; column: number; offset: number } & (
  | { event: { type: string; [member: string]: any }; error?: undefined }
  | { event?: undefined; error: { code: string; message: string } }
);

/** The events of an EPCIS document, one after the other in constant memory, read off the event loop. */
export function events(document: EpcisSource, options?: { batch?: number }): AsyncGenerator<EpcisEvent, void, void>;

/** Something that the other notation cannot say in the same way. */
export interface EpcisLoss {
  code: string;
  message: string;
  count: number;
  event: number | null;
  example: string;
}

/** An EPCIS document in another notation. */
export function convertEpcis(
  document: EpcisSource,
  to: 'json' | 'xml',
  options?: PrefixSource & {
    version?: '1.2' | '2.0';
    identifiers?: 'keep' | 'urn' | 'dl';
    words?: 'bare' | 'urn' | 'uri';
  },
): Promise<
  Answer & {
    schema: string;
    output: string;
    events: number;
    rejected: { number: number | null; line: number; code: string; reason: string }[];
    losses: EpcisLoss[];
  }
>;

/** How an event is written down before it is hashed; implementations differ, so there is no default. */
export type HashProfile = 'cbv-table' | 'ref-1.9.3' | 'raw-string-safe';

/** An event and its hash, or the reason why it has none. */
export interface HashedEvent {
  number: number | null;
  line: number;
  hash: string | null;
  /** The number of the first event of the same hash. */
  same_as?: number;
  prehash?: string;
  reason?: string;
}

/** The hash of every event of an EPCIS document, in its order. */
export function hashEvents(
  document: EpcisSource,
  profile: HashProfile,
  options?: { prehash?: boolean },
): Promise<Answer & { schema: string; profile: HashProfile; events: HashedEvent[]; without: number }>;

/** How many there are, and the first of them in the order of their keys. */
export interface FirstOf<T> {
  count: number;
  first: T[];
}

/** One of two lists that were compared; rows count from 0. */
export interface ListSide {
  rows: number;
  rejected: FirstOf<{ row: number; code: string; message: string }>;
  only: FirstOf<{ key: string; row: number }>;
  duplicates: FirstOf<{ key: string; rows: number[] }>;
}

/** Two lists in CSV or Parquet files of any size, compared exactly in bounded memory. */
export function diffFiles(
  a: string,
  b: string,
  options?: {
    id?: string;
    serial?: string;
    gtin?: string;
    state?: string;
    memory?: string;
    spill?: string;
    engine?: 'partition' | 'sketch';
    /** Count differences by `gtin`, `state` or any other column. */
    group?: string[];
    /** Write all differences to this file, CSV or Parquet. */
    output?: string;
    first?: number;
    /** Told about ten times a second how far it is. */
    progress?: (step: { stage: 'reading' | 'comparing'; done: number; of: number }) => void;
    /** Stops the comparison; the promise is rejected with the signal's reason. */
    signal?: AbortSignal;
  },
): Promise<
  Answer & {
    schema: string;
    engine: string;
    agrees: boolean;
    /** False if keys that both lists repeat alike were not looked for. */
    complete: boolean;
    common: number | null;
    groups?: { by: string; groups: ({ value: string | null } & Record<'only_a' | 'only_b' | 'changed' | 'duplicates_a' | 'duplicates_b', number>)[] }[];
    a: ListSide;
    b: ListSide;
    changed: FirstOf<{ key: string; a: string | null; b: string | null; row_a: number; row_b: number }>;
  }
>;

/** A set that is kept in a `.tmset` file. */
export interface KeptSet {
  ok: true;
  schema: string;
  rows: number;
  /** Keys. */
  distinct: number;
  /** Rows of the list that name nothing and are not kept. */
  rejected?: number;
  bytes: number;
  /** SHA-256 over the content: equal for equal lists. */
  digest: string;
  about: Record<string, string>;
  trade_items: { gtin: string | null; rows: number }[];
  found?: { input: string; key: string | null; member: boolean; rows: number; state: string | null; error?: ErrorReport }[];
}

/** Sorts and packs a list into a `.tmset` file of about 12 bytes a serial, to be compared many times. */
export function keep(list: SerialList, output: string, options?: { about?: Record<string, string> }): Promise<KeptSet>;

/** What a `.tmset` file holds, and whether keys are in it; `verify` reads everything and checks it against its digest. */
export function kept(path: string, options?: { find?: string[]; verify?: boolean }): Promise<KeptSet>;

/** A new `.tmset` file out of two. */
export function combine(
  a: string,
  b: string,
  operation: 'union' | 'intersection' | 'difference' | 'symmetric_difference',
  output: string,
  options?: { about?: Record<string, string> },
): Promise<KeptSet>;

/** Up to 64 lists at once: which of them name how many keys. */
export function members(
  lists: string[],
  options?: { id?: string; serial?: string; gtin?: string; state?: string; first?: number },
): Promise<
  Answer & {
    schema: string;
    agrees: boolean;
    lists: { path: string; rows: number; rejected: number }[];
    patterns: { lists: number[]; count: number }[];
    incomplete: FirstOf<{ key: string; lists: number[] }>;
    repeated: FirstOf<{ key: string; list: number; rows: number }>;
  }
>;

/** A list of serials: a file and its columns, or the rows themselves. */
export interface SerialList {
  /** A CSV or Parquet file; `id`, `serial`, `gtin` and `state` name its columns. */
  path?: string;
  id?: string;
  serial?: string;
  gtin?: string;
  state?: string;
  identifiers?: (string | null)[];
  serials?: (string | null)[];
  gtins?: (string | null)[];
  states?: (string | null)[];
}

/** A key in one of its states on one side, and in how many rows. */
export interface StateRows {
  state: string | null;
  rows: number;
}

/** What two sides agree on. */
export interface SyncResult {
  ok: true;
  schema: string;
  how: 'equal' | 'sketch' | 'rows' | 'untold';
  cells?: number;
  agrees: boolean;
  rows: number;
  rejected: number;
  only_here: number;
  only_there: number;
  changed: number;
  repeated: number;
  disputed: { gtin: string | null; state: string | null; here: number; there: number }[];
  differences: FirstOf<{
    key: string;
    kind: 'only_here' | 'only_there' | 'changed' | 'repeated';
    here: StateRows[];
    there: StateRows[];
    rows: number[];
  }> | null;
  sent: number;
  received: number;
}

/**
 * One side of an exchange between two parties, each with its own list: both learn in what the lists differ, with about 25 bytes
 * a difference. How the bytes get to the other side is the caller's.
 */
export class Sync {
  private constructor();
  /** The side that asks. `key` is a secret of 16 bytes, random if left out; `tell` says whether the other side learns the differences. */
  static ask(list: SerialList, options?: { key?: Uint8Array; tell?: boolean; memory?: string }): Promise<Sync>;
  /** The side that answers. */
  static answer(list: SerialList, options?: { memory?: string }): Promise<Sync>;
  /** Takes bytes from the other side, cut anyhow; worked on off the event loop. */
  push(bytes: Uint8Array): Promise<void>;
  /** Bytes for the other side; empty if this side waits. */
  pull(): Buffer;
  /** Whether the result is there and all was pulled. */
  readonly done: boolean;
  /** What differs, so many differences listed. */
  result(first?: number): SyncResult;
  /** Carries the exchange over a stream, such as a socket, until it is done. */
  over(stream: import('node:stream').Duplex): Promise<SyncResult>;
}

/**
 * A list of any length as a table of sums: where one list is added and another subtracted, equal rows cancel, and what remains
 * can be read from it, exactly. Sketches of parts of a list, made anywhere, add up. The key is a secret of 16 bytes, the same for
 * all sketches of a comparison; `3 * 2**bits` cells of 32 bytes hold about `2.3 * 2**bits` rows that differ.
 */
export class Sketch {
  constructor(key: Uint8Array, bits?: number);
  /** A sketch from its bytes; `key` is that of which it was made. */
  static fromBytes(key: Uint8Array, bytes: Uint8Array): Sketch;
  /** The bits for so many rows that differ. */
  static bitsFor(differences: number): number;
  /** Adds the rows of a list, off the event loop; says how many of them name nothing. */
  add(list: SerialList): Promise<number>;
  /** Adds the rows of another part of the same list. */
  merge(other: Sketch): void;
  /** Takes the rows of another list away. */
  subtract(other: Sketch): void;
  /** What was added more often than subtracted, or less often. All of it, or an error `sketch-overfull`. */
  surplus(): Promise<{ key: string; state: string | null; net: number }[]>;
  toBytes(): Buffer;
  /** Rows that were added. */
  readonly rows: number;
  /** Those of them that name nothing. */
  readonly rejected: number;
  readonly bits: number;
}

/** The serials that a line may use: is this one in the pool, was it used? A text is an identifier in any form, or a bare serial. */
export class Known {
  private constructor();
  /** The pool of a list, read off the event loop. */
  static open(list: SerialList): Promise<Known>;
  /** Whether it is in the pool. Throws if the text names nothing. */
  contains(text: string): boolean;
  /** Uses it up. */
  useUp(text: string): 'first' | 'again' | 'unknown';
  isUsed(text: string): boolean;
  /** How many were used. */
  readonly used: number;
  /** How many there are, each counted once. */
  readonly size: number;
}

/** Both sides of an exchange in this process, and every byte that would go between them; `key` is 32 hexadecimal digits. */
export function sync(
  here: SerialList,
  there: SerialList,
  key: string,
  options?: { tell?: boolean; first?: number },
): Promise<Answer & { here: SyncResult; there: SyncResult; messages: { from: 'here' | 'there'; hex: string }[] }>;

/** Where an EPCIS document departs from its schema. */
export interface SchemaFault {
  code: string;
  /** In bytes, from 0; line and column from 1. */
  offset: number;
  line: number;
  column: number;
  /** An XPath, or a JSON Pointer. */
  path: string;
  event: number | null;
  message: string;
  expected: string;
  help: string;
}

/** The verdict of the official schema on an EPCIS document, and how to mend what it does not accept. */
export function validate(
  document: EpcisSource,
  options?: { limit?: number },
): Promise<
  Answer & { schema: string; against: string | null; valid: boolean; events: number; count: number; faults: SchemaFault[] }
>;

/** Would a trading partner refuse these EPCIS documents? Earlier ones are the history of later ones. */
export function check(
  documents: EpcisSource | EpcisSource[],
  options?: {
    profile?: 'generic' | 'us-dscsa';
    partner?: object;
    against?: EpcisSource;
    order?: 'time' | 'document';
    now?: string;
    /** Correct the last document as far as that loses nothing; the findings are those that remain in the copy. */
    fix?: boolean;
  },
): Promise<
  Answer & {
    schema: string;
    findings: CheckProblem[];
    blocks: number;
    events: number;
    fixed?: { file: string; output: string; edits: EpcisEdit[] };
  }
>;

/** What a corrected copy has written anew; places are those of the document as it was. */
export interface EpcisEdit {
  offset: number;
  line: number;
  column: number;
  event: number;
  name: string;
  rule: string;
  before: string;
  after: string;
  reason: string;
}

/** Several carriers of one package, judged over their union. */
export function merge(inputs: (Text | { input: string; kind?: string })[]): Answer & {
  key: string | null;
  elements: any[];
  conflicts: { code: string; fact: string; message: string; help: string; places: any[] }[];
};

/** Whether a label is what a market asks for, by a built-in profile or one of your own. */
export function profile(
  input: Text,
  profile: string | object,
  options?: Reading & { date?: string; level?: string; country?: string; carrier?: string },
): Answer & {
  profile: { name: string; version: string; status: string };
  failed: number;
  warnings: number;
  unknown: number;
  rules: {
    rule: string;
    verdict: 'fail' | 'unknown' | 'pass' | 'not-applicable';
    severity: string;
    message: string;
    source: string;
    confidence: string;
    span: [number, number] | null;
    [member: string]: any;
  }[];
};

/** The built-in market profiles. */
export function profiles(): { name: string; title: string; version: string; status: string; rules: number; [member: string]: any }[];
/** One of them in full. */
export function profiles(name: string): { [member: string]: any };

/** Every reading of a damaged scan that is valid, best first. */
export function repair(
  input: Text,
  options?: Omit<Reading, 'kind'> & {
    kind?: 'scan';
    require?: string[];
    allow?: string[];
    gtins?: string[];
    lots?: string[];
    expiries?: string[];
    serials?: string[];
    serialLength?: number | [number, number];
    serialAlphabet?: string;
    profile?: string | object;
    limit?: number;
  },
): Answer & {
  unique: boolean;
  truncated: boolean;
  valid: boolean;
  readings: {
    text: string;
    plain: string;
    bracketed: string;
    key: string | null;
    ais: Element[];
    steps: { kind: string; span: [number, number]; found: string; meaning: string }[];
    reason: string;
    setting: string;
    score: number;
    fits: boolean;
    known?: boolean;
  }[];
};

/** The GS1 Digital Link of a text, canonical or below a stem of your own. */
export function link(input: Text, options?: Reading & { stem?: string }): string;
/** The compressed form of a Digital Link. */
export function compress(input: Text, options?: { optimise?: boolean; keepKey?: boolean; parameters?: boolean }): string;
/** The Digital Link that a compressed one stands for. */
export function decompress(input: Text): string;

/** Randomised serials of a pool, off the event loop: never one twice, no list to keep. `key` has 16 or 32 bytes. */
export function serials(
  key: Uint8Array,
  length: number,
  count?: number,
  options?: {
    alphabet?: string;
    prefix?: string;
    suffix?: string;
    forbidden?: string | string[];
    label?: string;
    start?: number | string;
    issued?: number | string;
    site?: number;
    sites?: number;
    permitGuessable?: boolean;
  },
): Promise<Answer & { serials: string[]; next: string; guess_probability: string; may_issue: string; warnings: string[] }>;

/** Whether a pool, in the order of issue, can be guessed; off the event loop. */
export function predictability(serials: Iterable<string>): Promise<
  Answer & {
    predictable: boolean;
    judged: boolean;
    guess_probability: number;
    failures: { test: string; measured: number; limit: number; message: string }[];
  }
>;

/** What is read of many texts. */
export interface ColumnOptions extends Reading {
  /** Application Identifiers to return, as `gtin`, `serial`, `lot`, `expiry`, `sscc` or as digits; by default the first four. */
  ais?: Iterable<string>;
  /** The start of every row in bytes, and at last the end of the last one; without them a row is a line. */
  offsets?: Uint32Array;
}

/** What many texts say: typed arrays with one number per row. */
export class Columns {
  private constructor();
  readonly rows: number;
  /** 0 where the row is valid, else the number of a code: see {@link codeText}. */
  readonly codes: Uint16Array;
  /** The bytes at fault, counted from the start of the row. */
  readonly spanStart: Uint32Array;
  readonly spanEnd: Uint32Array;
  /** Where each row begins in the input, and at last where the input ends. */
  readonly rowStart: Uint32Array;
  /** The columns: `gtin`, `serial`, `lot`, `expiry`, `sscc`, or the digits of the Application Identifier. */
  readonly names: string[];
  /** Where each value begins in the input; from the length of the input on, in `made`. */
  readonly starts: Record<string, Uint32Array>;
  /** How many bytes each value has; 0 where there is none. */
  readonly lengths: Record<string, Uint32Array>;
  /** The values that stand nowhere in the input as they are, such as those with escapes. */
  readonly made: Uint8Array;
  /** The code of a row, null where it is valid. */
  code(row: number): string | null;
  /** A value, by word or digits, null where there is none; cut from the input, which must still be what it was. */
  text(name: string, row: number): string | null;
}

/**
 * Reads many texts at once, on all processors; nothing is thrown for a row. A row is a line, ended by LF or CR LF; only the
 * line end is removed, and an empty line is a row. At most 2 GiB at a time.
 */
export function parseColumns(input: Text, options?: ColumnOptions): Columns;
/** The same off the event loop; leave the input as it is until then. */
export function parseColumnsLater(input: Text, options?: ColumnOptions): Promise<Columns>;
/** The text of a code's number, such as `ai-checksum`; null for 0 and for numbers that no code has. */
export function codeText(number: number): string | null;

/** Why a call could not answer. */
export class TallymarkError extends Error {
  readonly name: 'TallymarkError';
  readonly code: string;
  /** Half-open range of bytes of the UTF-8 input. */
  readonly span: [number, number] | null;
  readonly ai: string | null;
  readonly help: string | null;
  readonly place: string | null;
  readonly fixes: string[];
  /** Further errors of the same input. */
  readonly errors?: ErrorReport[];
  /** The part of the input that is meant. */
  slice(input: string | Uint8Array): string;
}

export interface Window {
  from: string;
  to: string;
}

export interface Rows {
  stream: string;
  file: string;
  in: number;
  used: number;
  rejected: number;
  reasons: { row: number; column: string; code: string; message: string }[];
}

export interface Residual {
  equation: 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'E6' | 'E7' | 'E8';
  title: string;
  lhs: number;
  terms: Record<string, number>;
  /** Null if the equation cannot be evaluated; `limit` says why. */
  residual: number | null;
  items: string[];
  evaluable: boolean;
  limit: string | null;
}

export interface Finding {
  code: string;
  severity: 'info' | 'warning' | 'error';
  title: string;
  message: string;
  count: number;
  window: Window | null;
  /** Canonical bracketed element strings. */
  entities: string[];
  evidence: { stream: string; rows: number[] }[];
  confidence: number;
  causes: { leaf: string; category: string; probability: number }[];
}

export interface Reconciliation {
  schema: string;
  order: { order: string; gtin: string; lot: string; expiry: string };
  rows: Rows[];
  residuals: Residual[];
  findings: Finding[];
  absent_streams: string[];
}

export interface Investigation extends Reconciliation {
  causes: { category: string; probability: number; for: string[]; against: string[]; ask_for: string[] }[];
  cannot_separate: [string, string][];
  containment: { rule: string; items: number; cover: string[] };
}

export type Rule = 'descendants' | 'siblings' | 'bracket' | 'material-lot' | 'lot';

export interface Containment {
  rule: Rule;
  items: string[];
  cover: string[];
  where: Record<string, string[]>;
}

/** How much a containment rule would hold; `reason` says why it says nothing about the batch. */
export interface ContainmentCost {
  rule: Rule;
  items: number;
  containers: number;
  cover: number;
  where: Record<string, number>;
  reason: string | null;
}

/** A batch that was read; every question is answered off the event loop. */
export class Batch {
  private constructor();
  /** The sets and equations. */
  reconcile(): Promise<Reconciliation>;
  /** The same with causes and containment. */
  investigate(): Promise<Investigation>;
  /** What is wrong, or what of one code. */
  findings(code?: string): Promise<Finding[]>;
  /** The containment set of the seeds and its smallest cover. */
  contain(seeds: string | string[], options?: { rule?: Rule }): Promise<Containment>;
  /** What each containment rule would hold, to be seen before one is chosen. */
  containCosts(seeds: string | string[]): Promise<ContainmentCost[]>;
  /** What is in a container. */
  contains(id: string): Promise<{ id: string; children: string[]; contains: { id: string; depth: number }[] }>;
  /** The item, then each container around it. */
  path(id: string): Promise<{ id: string; path: string[] }>;
  /** How many things there are at each level. */
  counts(): Promise<{ counts: Record<string, number>; roots: number }>;
  /** The one-page report as self-contained HTML. */
  html(): Promise<string>;
}

/** Reads a batch folder off the event loop. Rejects with {@link TallymarkError}. */
export function load(dir: string): Promise<Batch>;

/** Writes a synthetic batch folder with `truth.json`. */
export function simulate(
  outDir: string,
  options?: { seed?: number; units?: number; scenario?: object },
): Promise<object>;

/** Every error code that parsing can give. */
export function codes(): string[];
/** Every finding code. */
export function findingCodes(): string[];
/** The version of the library. */
export const version: string;
