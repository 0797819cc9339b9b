// Whole columns say what their rows say one by one.
'use strict';
const assert = require('node:assert/strict');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const tallymark = require('..');

const WORDS = { gtin: '01', serial: '21', lot: '10', expiry: '17' };

/** Every row against `tryParse`. */
function agree(columns, rows) {
  assert.equal(columns.rows, rows.length);
  rows.forEach((row, index) => {
    const report = tallymark.tryParse(row);
    assert.equal(columns.code(index), report.ok ? null : report.error.code, String(row));
    assert.equal(tallymark.codeText(columns.codes[index]), columns.code(index));
    const span = [columns.spanStart[index], columns.spanEnd[index]];
    assert.deepEqual(span, report.ok ? [0, 0] : report.error.span, String(row));
    for (const [word, ai] of Object.entries(WORDS)) {
      const value = (report.ais ?? []).find(([name]) => name === ai)?.[1] ?? null;
      assert.equal(columns.text(word, index), value, `${word} of ${row}`);
      assert.equal(columns.text(ai, index), value);
    }
  });
}

/** The inputs of the shared cases that are lines. */
function inputs() {
  const folder = join(__dirname, '../../../core/cases');
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
  const cases = lines.map((line) => JSON.parse(line)).map(({ input }) => input);
  return cases.filter((input) => typeof input === 'string' && input.isWellFormed?.() !== false && !/[\r\n]/.test(input));
}

test('rows are what they are one by one', async () => {
  const rows = [...inputs(), '', '(01)09506000134352(21)A\\(B', ']d201095060001343521728123110A7B21\x1d21A1B2', 'ö'];
  assert.ok(rows.length > 50);
  for (const end of ['\n', '\r\n']) {
    const data = Buffer.from(rows.join(end) + end);
    agree(tallymark.parseColumns(data), rows);
    agree(await tallymark.parseColumnsLater(data), rows);
  }
  const parts = rows.map((row) => Buffer.from(row));
  const offsets = new Uint32Array(parts.length + 1);
  parts.forEach((part, index) => (offsets[index + 1] = offsets[index] + part.length));
  agree(tallymark.parseColumns(Buffer.concat(parts), { offsets }), rows);
});

test('arrays say where values stand', () => {
  const data = Buffer.from('\n]d2010950600013435221A1B2\r\n(01)09506000134353');
  const columns = tallymark.parseColumns(data.subarray(1), { ais: ['01', 'serial'] });
  assert.deepEqual(columns.names, ['gtin', 'serial']);
  assert.deepEqual([...columns.rowStart], [0, 27, data.length - 1]);
  assert.deepEqual([columns.starts.gtin[0], columns.lengths.gtin[0]], [5, 14]);
  assert.deepEqual([...columns.lengths.serial], [4, 0]);
  assert.equal(columns.text('21', 0), 'A1B2');
  assert.equal(columns.text('serial', 1), null);
  assert.equal(columns.text('serial', 99), null);
  assert.throws(() => columns.text('lot', 0), TypeError);
  assert.ok(columns.codes instanceof Uint16Array && columns.starts.gtin instanceof Uint32Array);
});

test('many rows come back in order', async () => {
  const count = 100_000;
  const row = (n) => (n % 10 === 0 ? `(01)09506000134352(21)A\\(${n}` : `]d2010950600013435221${n}`);
  const data = Buffer.from(Array.from({ length: count }, (_, n) => row(n)).join('\n'));
  const columns = await tallymark.parseColumnsLater(data, { ais: ['21'] });
  assert.equal(columns.rows, count);
  for (let n = 0; n < count; n += 1) assert.equal(columns.text('serial', n), n % 10 === 0 ? `A(${n}` : `${n}`);
});

test('no rows, texts as input, kinds and options', () => {
  assert.equal(tallymark.parseColumns('').rows, 0);
  assert.equal(tallymark.parseColumns(Buffer.alloc(0), { ais: [] }).rows, 0);
  assert.equal(tallymark.parseColumns('0109506000134352', { kind: 'scan' }).code(0), tallymark.tryParse('0109506000134352', { kind: 'scan' }).error.code);
  const relaxed = { opts: { permitUnknownAis: true } };
  assert.deepEqual([...tallymark.parseColumns('(01)09506000134352(89)X', relaxed).codes], [0]);
  assert.equal(tallymark.codeText(0), null);
});

test('wrong calls say what is wrong', async () => {
  const refused = (options, code) => assert.throws(() => tallymark.parseColumns('x', options), { code });
  refused({ ais: ['nonsense'] }, 'column-ai');
  refused({ ais: ['01', 'gtin'] }, 'column-ai');
  refused({ kind: 'barcode' }, 'kind-unknown');
  refused({ offsets: Uint32Array.of(0, 2) }, 'column-offsets');
  await assert.rejects(tallymark.parseColumnsLater('x', { ais: ['1'] }), { name: 'TallymarkError', code: 'column-ai' });
  await assert.rejects(tallymark.parseColumnsLater('x', { offsets: Uint32Array.of(1, 0) }), { code: 'column-offsets' });
  assert.throws(() => tallymark.parseColumns('x', { opts: { permit: true } }), TypeError);
  assert.throws(() => tallymark.parseColumns('x', { columns: ['01'] }), TypeError);
});

test('modules may import every name', async () => {
  const names = Object.keys(await import('../index.js'));
  assert.deepEqual(Object.keys(tallymark).filter((name) => !names.includes(name)), []);
  assert.deepEqual(names.filter((name) => !(name in tallymark) && !['default', 'module.exports'].includes(name)), []);
});
