// The page beside this file, in Node: node identification.mjs
import assert from 'node:assert/strict';
import * as tallymark from 'tallymark';

// [1] Read and validate
const pack = tallymark.parse(']d201095060001343521728120010A7B21\x1d21A1B2');
assert.equal(pack.key, '(01)09506000134352(21)A1B2');
assert.equal(pack.dl, 'https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281200');
assert.equal(tallymark.values(pack.plain, 2026).values[1].text, '2028-12-31');

const refused = tallymark.tryParse('(01)09506000134353(21)A1B2');
assert.deepEqual([refused.error.code, refused.error.span], ['ai-checksum', [17, 18]]);
assert.deepEqual(refused.error.fixes, ['(01)09506000134352(21)A1B2']);
assert.deepEqual(refused.partial, [['21', 'A1B2']]);

// [2] A dictionary of your own
const text = '# Release: 2099-01-01\n01 *? N14,csum,gcppos2 dlpkey=21 # GTIN\n21 X..20 req=01 # SERIAL\n';
assert.equal(tallymark.dictionary({ text }).count, 2);
assert.equal(tallymark.dictionary({ ai: '10' }).ai.title, 'BATCH/LOT');
assert.throws(() => tallymark.values('(01)09506000134352(10)A7', 2026, { dictionary: text }), { code: 'ai-unknown' });

// [3] Digital Link
const uri = tallymark.link('(01)09506000134352(21)A1B2', { stem: 'https://example.com/med' });
assert.equal(uri, 'https://example.com/med/01/09506000134352/21/A1B2');
const short = tallymark.compress(uri);
assert.ok(short.length < uri.length && tallymark.decompress(short) === uri);

// [4] EPC and RFID
const urn = tallymark.convert('(01)09506000134352(21)123456789', 'epc', { gcpLength: 7 });
assert.equal(urn, 'urn:epc:id:sgtin:9506000.013435.123456789');
const tag = tallymark.tag(urn, { scheme: 'sgtin-96', filter: 3 });
assert.equal(tallymark.tag({ hex: tag.hex }).bracketed, '(01)09506000134352(21)123456789');

// [5] Codes of medicines beside GS1
const code = tallymark.identify('[)>\x1e06\x1d9N110375286414\x1dS123\x1e\x04');
assert.deepEqual([code.ppn, code.key], ['110375286414', '(01)04150037528643(21)123']);
const merged = tallymark.merge([']E09506000134352', '(01)09506000134352(21)A1B2']);
assert.deepEqual([merged.key, merged.conflicts], ['(01)09506000134352(21)A1B2', []]);

// [6] Market profiles
const check = tallymark.profile('(01)09506000134352(21)A1B2C3D4(10)A7B21', 'eu-fmd', { date: '2026-11-25' });
assert.ok(!check.ok && check.rules.some((rule) => rule.verdict === 'fail' && rule.message.includes('17')));
assert.ok(check.rules.every((rule) => rule.source && rule.confidence));

// [7] Repair of damaged scans
const mended = tallymark.repair(']d201095060001343521728123110A7B2121A1B2C3D4', { lots: ['A7B21'] });
assert.ok(mended.unique);
assert.equal(mended.readings[0].bracketed, '(01)09506000134352(17)281231(10)A7B21(21)A1B2C3D4');
assert.equal(mended.readings[0].steps[0].kind, 'separator-lost');

// [8] Serials
const pool = await tallymark.serials(Uint8Array.from({ length: 16 }, (_, i) => i), 12, 1000, { label: '09506000134352' });
assert.equal(new Set(pool.serials).size, 1000);
assert.ok(!(await tallymark.predictability(pool.serials)).predictable);
const counted = Array.from({ length: 1000 }, (_, number) => String(number).padStart(12, '0'));
assert.ok((await tallymark.predictability(counted)).predictable);

// [9] Whole columns
const lines = Buffer.from(`${pack.plain}\n(01)09506000134353\n`);
const columns = tallymark.parseColumns(lines, { ais: ['gtin', 'serial'] });
assert.deepEqual([...columns.codes].map((number) => tallymark.codeText(number)), [null, 'ai-checksum']);
assert.equal(columns.text('serial', 0), 'A1B2'); // typed arrays: codes, spanStart, spanEnd, and start and length by AI

// [end]
console.log('nine topics hold');
