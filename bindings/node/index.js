'use strict';

const native = require('./tallymark.node');
const { TallymarkError } = require('./error.js');
const calls = require('./calls.js');
const columns = require('./columns.js');
const sets = require('./sets.js');

/** Failures cross the boundary as JSON in an error's message. */
function translated(error) {
  try {
    return new TallymarkError(JSON.parse(error.message));
  } catch {
    return error;
  }
}

function sync(work) {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

async function later(promise) {
  try {
    return JSON.parse(await promise);
  } catch (error) {
    throw translated(error);
  }
}

const bytes = (input) => (typeof input === 'string' ? Buffer.from(input, 'utf8') : input);

const OPTIONS = {
  permitUnknownAis: 'permit_unknown_ais',
  permitZeroSuppressedGtin: 'permit_zero_suppressed_gtin',
  noRequisiteCheck: 'no_requisite_check',
  unknownAiAsDlAttr: 'unknown_ai_as_dl_attr',
  hriTitles: 'hri_titles',
  addCheckDigit: 'add_check_digit',
};

/** Names of the options that are set, as the library spells them. */
function options(given) {
  const unknown = Object.keys(given).find((name) => !(name in OPTIONS));
  if (unknown !== undefined) throw new TypeError(`unknown option ${unknown}; there are: kind, ${Object.keys(OPTIONS).join(', ')}`);
  return Object.keys(given).filter((name) => given[name]).map((name) => OPTIONS[name]);
}

function tryParse(input, { kind = 'auto', ...rest } = {}) {
  const names = options(rest);
  return JSON.parse(sync(() => native.parse(kind, bytes(input), names)));
}

function parse(input, given) {
  const report = tryParse(input, given);
  if (report.ok) return report;
  const error = new TallymarkError(report.error);
  error.errors = report.errors ?? [];
  throw error;
}

/** Answers a request as the shared cases write it: `op` and the members of the operation. */
function ask(request) {
  return JSON.parse(native.ask(JSON.stringify(request)));
}

/** The same off the event loop. */
function askLater(request) {
  return later(native.askLater(JSON.stringify(request)));
}

/** A batch that was read; every question is answered off the event loop. */
class Batch {
  #native;

  constructor(opened) {
    this.#native = opened;
  }

  reconcile() {
    return later(this.#native.reconcile());
  }

  investigate() {
    return later(this.#native.investigate());
  }

  async findings(code) {
    const { findings } = await this.investigate();
    return code === undefined ? findings : findings.filter((finding) => finding.code === code);
  }

  contain(seeds, { rule = 'siblings' } = {}) {
    return later(this.#native.contain([seeds].flat(), rule));
  }

  async containCosts(seeds) {
    return (await later(this.#native.containCosts([seeds].flat()))).costs;
  }

  contains(id) {
    return later(this.#native.contains(id));
  }

  path(id) {
    return later(this.#native.path(id));
  }

  counts() {
    return later(this.#native.counts());
  }

  html() {
    return later(this.#native.html());
  }
}

async function load(dir) {
  try {
    return new Batch(await native.load(dir));
  } catch (error) {
    throw translated(error);
  }
}

/** The events of an EPCIS document, read on a thread of libuv's pool a batch ahead of whoever takes them. */
async function* events(document, { batch = 64 } = {}) {
  const opened = sync(() => native.EventStream.open(JSON.stringify(calls.source(document))));
  let ahead = later(opened.next(batch));
  for (;;) {
    const found = await ahead;
    if (found.length === 0) return;
    ahead = later(opened.next(batch));
    // Whoever stops early leaves a batch behind that nobody waits for.
    ahead.catch(() => {});
    yield* found;
  }
}

/** One side of an exchange of serials with another party; its bytes go over whatever transport there is. */
class Sync {
  #native;

  constructor(exchange) {
    this.#native = exchange;
  }

  static async #open(list, asks, { key, ...options } = {}) {
    const given = key === undefined ? {} : { key: Buffer.from(key).toString('hex') };
    try {
      return new Sync(await native.openExchange(JSON.stringify({ ...list, ...given, ...options }), asks));
    } catch (error) {
      throw translated(error);
    }
  }

  static ask(list, options) {
    return Sync.#open(list, true, options);
  }

  static answer(list, options) {
    return Sync.#open(list, false, options);
  }

  async push(bytes) {
    await later(this.#native.push(Buffer.from(bytes)));
  }

  pull() {
    return this.#native.pull();
  }

  get done() {
    return this.#native.done;
  }

  result(first) {
    return sync(() => JSON.parse(this.#native.result(first)));
  }

  /** Carries the exchange over a stream of Node, such as a socket, until it is done. */
  async over(stream) {
    const send = () => {
      const bytes = this.pull();
      if (bytes.length > 0) stream.write(bytes);
      return bytes.length > 0;
    };
    while (send());
    if (this.done) return this.result();
    for await (const bytes of stream.iterator({ destroyOnReturn: false })) {
      try {
        await this.push(bytes);
      } finally {
        while (send());
      }
      if (this.done) return this.result();
    }
    throw new TallymarkError({ code: 'sync-hung-up', message: 'the other side hung up before the end' });
  }
}

/** Two lists compared on libuv's pool; `progress` is told of it about ten times a second, `signal` stops it. */
async function diffFiles(a, b, { signal, progress, ...options } = {}) {
  signal?.throwIfAborted();
  const job = new native.Watched();
  const stop = () => job.stop();
  signal?.addEventListener('abort', stop, { once: true });
  const tell = () => {
    const [comparing, done, of] = job.progress();
    if (of > 0) progress({ stage: comparing ? 'comparing' : 'reading', done, of });
  };
  const timer = progress && setInterval(tell, 100);
  try {
    const answer = await later(job.diffFiles(JSON.stringify({ a, b, ...options })));
    progress && tell();
    return answer;
  } catch (error) {
    if (error.code === 'cancelled') signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function simulate(outDir, { seed, units, scenario = {} } = {}) {
  const given = Object.entries({ seed, units }).filter(([, value]) => value !== undefined);
  return later(native.simulate(outDir, JSON.stringify({ ...scenario, ...Object.fromEntries(given) })));
}

module.exports = {
  Batch,
  Sync,
  TallymarkError,
  ask,
  askLater,
  diffFiles,
  codes: () => JSON.parse(native.codes()),
  events,
  findingCodes: () => JSON.parse(native.findingCodes()),
  load,
  parse,
  simulate,
  tryParse,
  ...calls(ask, askLater),
  ...sets(native, { later, sync, translated }),
  ...columns(native, { bytes, options, sync, translated }),
  version: native.version(),
};

// Node reads off this text, which it does not run, what `import { parse } from 'tallymark'` may name.
0 && (module.exports = {
  Batch, Columns, Known, Sketch, Sync, TallymarkError, ask, askLater, check, codeText, codes, combine, compress, convert, convertEpcis, decompress, dictionary, diffFiles, emit,
  events, findingCodes, hashEvents, identify, keep, kept, link, load, members, merge, parse, parseColumns, parseColumnsLater, predictability, prefix, profile,
  profiles, repair, serials, simulate, sync, tag, tryParse, validate, values, version,
});
