// Replays the shared cases through the public surface.
'use strict';
const assert = require('node:assert/strict');
const { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { after, test } = require('node:test');
const tallymark = require('..');

const folder = join(__dirname, '..', '..', '..', 'core', 'cases');
const work = mkdtempSync(join(tmpdir(), 'tallymark-cases-'));
after(() => rmSync(work, { recursive: true, force: true }));

const OPTIONS = {
  permit_unknown_ais: 'permitUnknownAis',
  permit_zero_suppressed_gtin: 'permitZeroSuppressedGtin',
  no_requisite_check: 'noRequisiteCheck',
  unknown_ai_as_dl_attr: 'unknownAiAsDlAttr',
  hri_titles: 'hriTitles',
};

/** Every member that is expected is there; lists have the same length. */
function includes(actual, expected, path) {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual) && actual.length === expected.length, `${path}: ${JSON.stringify(actual)}`);
    expected.forEach((value, index) => includes(actual[index], value, `${path}[${index}]`));
  } else if (expected !== null && typeof expected === 'object') {
    assert.ok(actual !== null && typeof actual === 'object', `${path}: ${JSON.stringify(actual)}`);
    for (const [name, value] of Object.entries(expected)) includes(actual[name], value, `${path}.${name}`);
  } else {
    assert.equal(actual, expected, path);
  }
}

const operations = {
  async parse(one) {
    const options = Object.fromEntries(Object.entries(one.opts ?? {}).map(([name, value]) => [OPTIONS[name], value]));
    return tallymark.tryParse(one.input, { kind: one.kind ?? 'auto', ...options });
  },
  async investigate(one, number) {
    const dir = join(work, String(number));
    mkdirSync(dir);
    for (const [name, text] of Object.entries(one.files)) writeFileSync(join(dir, name), text);
    try {
      return await (await tallymark.load(dir)).investigate();
    } catch (error) {
      if (!(error instanceof tallymark.TallymarkError)) throw error;
      return { error: { code: error.code } };
    }
  },
};

/** The case with its files in their folder, and what goes before it asked. */
function ready(one, number) {
  if (one.files === undefined) return one;
  const dir = join(work, String(number));
  mkdirSync(dir);
  for (const [name, text] of Object.entries(one.files)) writeFileSync(join(dir, name), text);
  const placed = JSON.parse(JSON.stringify(one).replaceAll('@folder', dir.replaceAll('\\', '/')));
  for (const request of placed.before ?? []) assert.ok(tallymark.ask(request).ok, JSON.stringify(request));
  return placed;
}

let number = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort()) {
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
    const one = JSON.parse(line);
    const id = number++;
    test(`${file}: ${one.name}`, async () => {
      if (one.op in operations) includes(await operations[one.op](one, id), one.expect, '$');
      if (one.op === 'investigate') return;
      const placed = ready(one, id);
      includes(tallymark.ask(placed), placed.expect, '$');
      includes(await tallymark.askLater(placed), placed.expect, '$');
    });
  }
}
