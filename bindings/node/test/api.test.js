// What the declarations promise beyond the cases.
'use strict';
const assert = require('node:assert/strict');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { test } = require('node:test');
const tallymark = require('..');

const BAD = ']d2010950600013435317281231';

test('a refused text throws with code, span and help', () => {
  assert.throws(() => tallymark.parse(BAD), (error) => {
    assert.ok(error instanceof tallymark.TallymarkError && error instanceof Error);
    assert.equal(error.code, 'ai-checksum');
    assert.equal(error.ai, '01');
    assert.equal(error.span.length, 2);
    assert.ok(BAD.includes(error.slice(BAD)) && error.slice(BAD).length > 0);
    assert.ok(error.help.length > 0);
    return true;
  });
});

test('text and bytes are the same input', () => {
  const text = ']d201095060001343521728123110A7B21\x1d21A1B2';
  assert.deepEqual(tallymark.parse(text), tallymark.parse(Buffer.from(text)));
  assert.equal(tallymark.parse(text).key, '(01)09506000134352(21)A1B2');
});

test('an unknown option is a mistake, not silence', () => {
  assert.throws(() => tallymark.parse('x', { permit: true }), TypeError);
  assert.throws(() => tallymark.parse('x', { kind: 'barcode' }), (error) => typeof error.code === 'string');
});

test('codes are listed', () => {
  assert.ok(tallymark.codes().includes('ai-checksum'));
  assert.ok(tallymark.findingCodes().includes('AG-107'));
  assert.match(tallymark.version, /^\d+\.\d+\.\d+/);
});

test('a folder that is not there rejects with a code', async () => {
  await assert.rejects(tallymark.load('no such folder'), (error) => {
    assert.ok(error instanceof tallymark.TallymarkError);
    assert.ok(error.code.length > 0 && error.message.length > 0);
    return true;
  });
});

test('simulate, load, ask; the event loop goes on meanwhile', async () => {
  const dir = join(mkdtempSync(join(tmpdir(), 'tallymark-')), 'batch');
  try {
    let ticks = 0;
    const timer = setInterval(() => { ticks += 1; }, 1);
    await tallymark.simulate(dir, { seed: 3, units: 20000, scenario: { faults: [{ code: 'RX-203' }] } });
    const truth = JSON.parse(readFileSync(join(dir, 'truth.json'), 'utf8'));
    const batch = await tallymark.load(dir);
    const [one, other] = await Promise.all([batch.investigate(), batch.investigate()]);
    clearInterval(timer);
    assert.ok(ticks > 3, `the timer fired ${ticks} times`);
    assert.deepEqual(one, other);
    const found = one.findings.find((finding) => finding.code === 'RX-203');
    assert.deepEqual(found.entities, [...truth.faults[0].entities].sort());
    assert.deepEqual(await batch.findings('RX-203'), [found]);
    const held = await batch.contain(found.entities);
    for (const entity of found.entities) assert.ok(held.items.includes(entity));
    const costs = await batch.containCosts(found.entities);
    assert.equal(costs.find(({ rule }) => rule === 'siblings').items, held.items.length);
    await assert.rejects(batch.contain(['(00)395060001340000018']), (error) => typeof error.code === 'string');
    assert.ok(Object.keys((await batch.counts()).counts).length > 1);
    const html = await batch.html();
    assert.ok(html.startsWith('<!') && !html.includes('<script'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
