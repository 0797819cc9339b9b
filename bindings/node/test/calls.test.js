// The calls over `ask`: one for every operation, errors thrown, options spelled as JavaScript does.
'use strict';
const assert = require('node:assert/strict');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { test } = require('node:test');
const tallymark = require('..');

const surface = join(__dirname, '..', '..', 'shared', 'surface.json');

test('every operation is a call', () => {
  const { operations } = JSON.parse(readFileSync(surface, 'utf8'));
  assert.ok(operations.length > 10);
  const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  for (const operation of operations) assert.equal(typeof tallymark[camel(operation)], 'function', operation);
});

test('refused inputs are thrown', () => {
  assert.throws(() => tallymark.convert('(01)09506000134353', 'dl'), {
    name: 'TallymarkError',
    code: 'ai-checksum',
    span: [17, 18],
  });
  assert.throws(() => tallymark.convert('(01)09506000134352(21)1', 'epc'), { code: 'epc-prefix-unknown' });
});

test('options are spelled as JavaScript does', () => {
  const epc = tallymark.convert('(01)09506000134352(21)1', 'epc', { gcpLength: 7 });
  assert.equal(epc, 'urn:epc:id:sgtin:9506000.013435.1');
  assert.equal(tallymark.convert('(21)1', 'plain', { opts: { noRequisiteCheck: true } }), '211');
});

test('texts may be any bytes', () => {
  const raw = Buffer.from(']d2010950600013435221A\xff', 'latin1');
  assert.throws(() => tallymark.values(raw, 2026), { code: 'ai-charset' });
});

test('a conflict is an answer', () => {
  const merged = tallymark.merge(['(01)09506000134352(21)A1', '(01)09506000134352(21)A2']);
  assert.equal(merged.ok, false);
  assert.equal(merged.conflicts[0].fact, 'serial');
});

test('long work is promised', async () => {
  await assert.rejects(tallymark.serials(new Uint8Array(3), 12), { code: 'pool-key' });
  const { serials } = await tallymark.serials(new Uint8Array(16), 12, 5);
  assert.equal(serials.length, 5);
});

test('documents are checked for what a partner would refuse', async () => {
  const found = await tallymark.check('<EventList><ObjectEvent>');
  assert.equal(found.blocks, 1);
  assert.equal(found.findings[0].rule, 'unreadable');
  await assert.rejects(tallymark.check('[]', { profile: 'mars' }), { code: 'profile-unknown' });
  await assert.rejects(tallymark.check(new URL('file:///nowhere.xml')), { code: 'input' });
});

test('events come one by one, in whatever batches they are read', async () => {
  const events = Array.from({ length: 10 }, (_, i) => `<ObjectEvent><eventID>urn:${i}</eventID><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></ObjectEvent>`);
  const document = `<EventList>\n${events.join('\n')}\n<x/></EventList>`;
  for (const batch of [1, 3, 100]) {
    const found = [];
    for await (const one of tallymark.events(document, { batch })) found.push(one);
    assert.equal(found.length, 11);
    assert.deepEqual([found[9].number, found[9].line, found[9].event.eventID, found[9].event.bizStep], [10, 11, 'urn:9', 'shipping']);
    assert.equal(found[10].error.code, 'event-type');
  }
  for await (const one of tallymark.events(document, { batch: 2 })) {
    assert.equal(one.number, 1);
    break;
  }
  await assert.rejects(tallymark.events(new URL('file:///nowhere.xml')).next(), { code: 'input' });
});

test('two files are compared', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-'));
  const [a, b] = [join(folder, 'a.csv'), join(folder, 'b.csv')];
  writeFileSync(a, 'serial\nA1\nA2\n');
  writeFileSync(b, 'serial\nA2\nA3\nA3\n');
  const found = await tallymark.diffFiles(a, b, { gtin: '09506000134352', memory: '1MB' });
  assert.equal(found.a.only.first[0].key, '(01)09506000134352(21)A1');
  assert.deepEqual([found.agrees, found.common, found.b.duplicates.first[0].rows], [false, 1, [1, 2]]);
  await assert.rejects(tallymark.diffFiles(a, join(folder, 'nowhere.csv')), { code: 'list-unreadable' });
  rmSync(folder, { recursive: true });
});

test('a schema judges a document', async () => {
  const verdict = await tallymark.validate('{"type": "ObjectEvent", "action": "add"}', { limit: 1 });
  assert.deepEqual([verdict.valid, verdict.against, verdict.faults.length], [false, 'EPCIS 2.0 JSON', 1]);
  assert.ok(verdict.count > 1);
  await assert.rejects(tallymark.validate(new URL('file:///nowhere.xml')), { code: 'input' });
});

test('a document is converted and its events are hashed', async () => {
  const { output } = await tallymark.convertEpcis('[{"type": "ObjectEvent", "bizStep": "packing"}]', 'xml', { version: '1.2' });
  assert.match(output, /<bizStep>urn:epcglobal:cbv:bizstep:packing<\/bizStep>/);
  const { events } = await tallymark.hashEvents(output, 'cbv-table');
  assert.match(events[0].hash, /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
  await assert.rejects(tallymark.hashEvents(output), { code: 'profile-unknown' });
});

test('two sides compare their lists over a socket', async () => {
  const { createServer, connect } = require('node:net');
  const serials = Array.from({ length: 20_000 }, (_, n) => `K${n}`);
  const gtin = '09506000134352';
  const answered = new Promise((resolve, reject) => {
    const server = createServer(async (socket) => {
      try {
        const side = await tallymark.Sync.answer({ serials: serials.slice(25), gtin });
        resolve(await side.over(socket));
      } catch (error) {
        reject(error);
      }
      socket.end();
      server.close();
    });
    server.listen(0, '127.0.0.1', async () => {
      const socket = connect(server.address().port, '127.0.0.1');
      const side = await tallymark.Sync.ask({ serials, gtin }, { key: new Uint8Array(16) });
      const result = await side.over(socket);
      assert.equal(result.only_here, 25);
      assert.equal(result.differences.count, 25);
      assert.ok(result.sent + result.received < 5000);
      socket.end();
    });
  });
  assert.equal((await answered).only_there, 25);
  const side = await tallymark.Sync.answer({ serials, gtin });
  assert.throws(() => side.result(), { code: 'sync-undone' });
  await assert.rejects(side.push(Buffer.from('GET / HTTP/1.1\r\n')), { code: 'sync-damaged' });
  await assert.rejects(tallymark.Sync.ask({}), { code: 'request-json' });
});

test('sums tell what differs; a pool tells what was used', async () => {
  const key = new Uint8Array(16).fill(7);
  const gtin = '09506000134352';
  const sketch = new tallymark.Sketch(key, tallymark.Sketch.bitsFor(20));
  assert.equal(await sketch.add({ serials: ['A1', 'A2', null], gtin }), 1);
  const other = new tallymark.Sketch(key, 6);
  await other.add({ serials: ['A2', 'A3'], gtin });
  sketch.subtract(tallymark.Sketch.fromBytes(key, other.toBytes()));
  const net = (await sketch.surplus()).map((one) => [one.key.slice(-2), one.net]);
  assert.deepEqual(net, [['A1', 1], ['A3', -1]]);
  assert.deepEqual([sketch.rows, sketch.rejected, other.bits], [3, 1, 6]);
  sketch.merge(sketch);
  assert.equal((await sketch.surplus())[0].net, 2);
  assert.throws(() => new tallymark.Sketch(new Uint8Array(3)), { code: 'sketch-key' });
  assert.throws(() => sketch.merge(new tallymark.Sketch(new Uint8Array(16), 6)), { code: 'sketch-key' });

  const pool = await tallymark.Known.open({ serials: ['A1', 'A2'], gtin });
  assert.ok(pool.contains(`01${gtin}21A1`));
  assert.deepEqual(['A1', 'A1', 'A9'].map((serial) => pool.useUp(`(01)${gtin}(21)${serial}`)), ['first', 'again', 'unknown']);
  assert.deepEqual([pool.isUsed(`(01)${gtin}(21)A1`), pool.used, pool.size], [true, 1, 2]);
  assert.throws(() => pool.contains('(01)1'), tallymark.TallymarkError);
  await assert.rejects(tallymark.Known.open({}), { code: 'request-json' });
});

test('sets are kept, asked, compared and combined', async () => {
  const { mkdtempSync } = require('node:fs');
  const folder = mkdtempSync(join(require('node:os').tmpdir(), 'tallymark-kept-'));
  const [a, b, u] = ['a', 'b', 'u'].map((name) => join(folder, `${name}.tmset`));
  const gtin = '09506000134352';
  await tallymark.keep({ serials: ['A1', 'A2'], gtin }, a, { about: { lot: 'L1' } });
  await tallymark.keep({ serials: ['A2', 'A3'], gtin }, b);
  const said = await tallymark.kept(a, { find: [`(01)${gtin}(21)A2`], verify: true });
  assert.deepEqual([said.about.lot, said.found[0].member, said.distinct], ['L1', true, 2]);
  const found = await tallymark.diffFiles(a, b);
  assert.deepEqual([found.engine, found.common, found.a.only.count], ['merge of kept sets', 1, 1]);
  let last;
  await tallymark.diffFiles(a, b, { engine: 'sketch', progress: (step) => (last = step) });
  assert.equal(last.done, last.of);
  const stopped = tallymark.diffFiles(a, b, { engine: 'sketch', signal: AbortSignal.abort(new Error('enough')) });
  await assert.rejects(stopped, { message: 'enough' });
  const controller = new AbortController();
  const running = tallymark.diffFiles(a, b, { engine: 'sketch', signal: controller.signal });
  controller.abort(new Error('enough'));
  await running.catch((error) => assert.equal(error.message, 'enough'));
  assert.equal((await tallymark.combine(a, b, 'union', u)).distinct, 3);
  const who = await tallymark.members([a, b, u]);
  assert.equal(who.patterns.length, 3);
});
