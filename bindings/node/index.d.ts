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

export type Rule = 'descendants' | 'siblings';

export interface Containment {
  rule: Rule;
  items: string[];
  cover: string[];
  where: Record<string, string[]>;
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
