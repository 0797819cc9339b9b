'use strict';

/** The columns that go by a word instead of digits. */
const WORDS = { '00': 'sscc', '01': 'gtin', '10': 'lot', '17': 'expiry', '21': 'serial' };

/** What many texts say, as typed arrays with one number per row, and the texts cut out when asked for. */
class Columns {
  #data;
  #made;
  #codeText;

  constructor(data, found, codeText) {
    this.#data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#made = Buffer.from(found.made.buffer, found.made.byteOffset, found.made.byteLength);
    this.#codeText = codeText;
    this.rows = found.codes.length;
    this.codes = found.codes;
    this.spanStart = found.spanStart;
    this.spanEnd = found.spanEnd;
    this.rowStart = found.rowStart;
    this.names = found.names;
    const byName = (arrays) => Object.fromEntries(found.names.map((name, index) => [name, arrays[index]]));
    this.starts = byName(found.starts);
    this.lengths = byName(found.lengths);
    this.made = found.made;
  }

  code(row) {
    return this.#codeText(this.codes[row]);
  }

  text(name, row) {
    const column = WORDS[name] ?? name;
    if (!Object.hasOwn(this.lengths, column)) throw new TypeError(`${name} was not asked for; there are: ${this.names.join(', ')}`);
    const length = this.lengths[column][row];
    if (!length) return null;
    const start = this.starts[column][row];
    const far = start - this.#data.length;
    return far < 0 ? this.#data.toString('utf8', start, start + length) : this.#made.toString('utf8', far, far + length);
  }
}

/** The calls over the addon; `options` gives the names of the options that are set. */
module.exports = (native, { bytes, options, sync, translated }) => {
  const texts = new Map(JSON.parse(native.codeTexts()));
  const codeText = (number) => texts.get(number) ?? null;
  const given = (data, { kind = 'auto', ais = ['gtin', 'serial', 'lot', 'expiry'], opts = {}, offsets, ...rest } = {}) => {
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) throw new TypeError(`unknown option ${unknown}; there are: kind, ais, opts, offsets`);
    return [data, offsets ?? null, kind, [...ais], options(opts)];
  };
  return {
    Columns,
    codeText,
    parseColumns(input, asked) {
      const data = bytes(input);
      return new Columns(data, sync(() => native.parseColumns(...given(data, asked))), codeText);
    },
    async parseColumnsLater(input, asked) {
      const data = bytes(input);
      const call = given(data, asked);
      try {
        return new Columns(data, await native.parseColumnsLater(...call), codeText);
      } catch (error) {
        throw translated(error);
      }
    },
  };
};
