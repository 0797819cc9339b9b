'use strict';

const { fileURLToPath } = require('node:url');

const { TallymarkError } = require('./error.js');

/** The member that carries a text; bytes that are no UTF-8 go as they are. */
function text(input) {
  return typeof input === 'string' ? { input } : { input_hex: Buffer.from(input).toString('hex') };
}

/** A document as a request carries it: a text or bytes is the document itself, a URL or `{ path }` names its file. */
function source(document) {
  if (document instanceof URL) return { path: fileURLToPath(document) };
  return typeof document === 'string' || document instanceof Uint8Array ? text(document) : document;
}

/** `gcpLength` to `gcp_length`: options are spelled as JavaScript does, members as the library does. */
const member = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const members = (options) => Object.fromEntries(Object.entries(options).map(([name, value]) => [member(name), value]));

/** The answer, unless it is an error. */
function checked(answer) {
  if (answer.error === undefined || answer.conflicts !== undefined) return answer;
  const error = new TallymarkError(answer.error);
  error.errors = answer.errors ?? [];
  throw error;
}

/** The calls over a function that answers requests. */
module.exports = (ask, askLater) => {
  const call = (op, given, { opts, ...options } = {}) =>
    checked(ask({ op, ...given, ...members(options), ...(opts && { opts: members(opts) }) }));
  return {
    async check(documents, { against, partner, ...options } = {}) {
      const request = { op: 'check', documents: [documents].flat().map(source), partner, ...members(options) };
      return checked(await askLater({ ...request, ...(against && { against: source(against) }) }));
    },
    async combine(a, b, operation, output, options = {}) {
      return checked(await askLater({ op: 'combine', a, b, operation, output, ...members(options) }));
    },
    compress: (input, options) => call('compress', text(input), options).output,
    convert: (input, to, options) => call('convert', { ...text(input), to }, options).output,
    async convertEpcis(document, to, options = {}) {
      return checked(await askLater({ op: 'convert_epcis', ...source(document), to, ...members(options) }));
    },
    decompress: (input) => call('decompress', text(input)).output,
    dictionary: ({ text: release, ...options } = {}) => call('dictionary', { dictionary: release }, options),
    emit: (input, carrier, options) => call('emit', { ...text(input), carrier }, options).output,
    async hashEvents(document, profile, options = {}) {
      return checked(await askLater({ op: 'hash_events', ...source(document), profile, ...members(options) }));
    },
    identify: (input, options) => call('identify', text(input), options),
    async keep(list, output, options = {}) {
      return checked(await askLater({ op: 'keep', ...list, output, ...members(options) }));
    },
    async kept(path, options = {}) {
      return checked(await askLater({ op: 'kept', path, ...members(options) }));
    },
    link: (input, options) => call('link', text(input), options).output,
    async members(lists, options = {}) {
      return checked(await askLater({ op: 'members', lists, ...members(options) }));
    },
    merge: (inputs) =>
      call('merge', {
        inputs: inputs.map((one) => (typeof one === 'string' || one instanceof Uint8Array ? text(one) : one)),
      }),
    async predictability(serials) {
      return checked(await askLater({ op: 'predictability', serials: [...serials] }));
    },
    prefix: (input, options) => call('prefix', text(input), options),
    profile: (input, profile, options) =>
      call('profile', { ...text(input), ...(typeof profile === 'string' ? { profile } : { definition: profile }) }, options),
    profiles(name) {
      const answer = call('profiles', { profile: name });
      return name === undefined ? answer.profiles : answer.profile;
    },
    repair: (input, options) => call('repair', text(input), options),
    async serials(key, length, count = 10, options = {}) {
      const request = { op: 'serials', key_hex: Buffer.from(key).toString('hex'), length, count, ...members(options) };
      return checked(await askLater(request));
    },
    async sync(here, there, key, options = {}) {
      return checked(await askLater({ op: 'sync', here, there, key, ...members(options) }));
    },
    tag: (input, options) => call('tag', typeof input === 'object' && 'hex' in input ? input : text(input), options),
    async validate(document, options = {}) {
      return checked(await askLater({ op: 'validate', ...source(document), ...members(options) }));
    },
    values: (input, year, options) => call('values', { ...text(input), values: { year } }, options),
  };
};

module.exports.source = source;
