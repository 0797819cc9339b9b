// The events of an EPCIS document in Node: tallymark's async iterator beside JSON.parse, in turn, on the same document.
//
//   cargo build --profile bench -p tallymark-benches --bin orders
//   (cd bindings/node && node build.js bench)
//   node benches/node/epcis_events.mjs [PACKS] [ROUNDS] [PROGRAM THAT PRINTS THE DOCUMENT]
//
// The document is that of benches/src/events.rs. MB/s are bytes of the document by time on the clock; the iterator reads on
// another thread while its taker looks at the events.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const tallymark = createRequire(import.meta.url)(join(root, 'bindings/node'));
const packs = process.argv[2] ?? '100000';
const rounds = Number(process.argv[3] ?? 5);
const program = process.argv[4] ?? join(root, 'target/release/orders');

const files = {};
for (const form of ['xml', 'json']) {
  files[form] = join(tmpdir(), `tallymark-${process.pid}.${form}`);
  writeFileSync(files[form], execFileSync(program, [packs, form], { maxBuffer: 1 << 30 }));
}
const bytes = (form) => readFileSync(files[form]).length;

async function named(form) {
  let epcs = 0;
  for await (const { event } of tallymark.events(pathToFileURL(files[form]))) {
    epcs += (event.epcList ?? event.childEPCs ?? []).length;
  }
  return epcs;
}
const lanes = {
  'tallymark.events, XML': [bytes('xml'), () => named('xml')],
  'tallymark.events, JSON': [bytes('json'), () => named('json')],
  'tallymark.check, XML': [bytes('xml'), () => tallymark.check(pathToFileURL(files.xml))],
  'tallymark.validate, XML': [bytes('xml'), () => tallymark.validate(pathToFileURL(files.xml))],
  'JSON.parse': [bytes('json'), async () => JSON.parse(readFileSync(files.json, 'utf8'))],
};
const speeds = Object.fromEntries(Object.keys(lanes).map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, [size, run]] of Object.entries(lanes)) {
    const start = process.hrtime.bigint();
    await run();
    speeds[name].push((size * 1000) / Number(process.hrtime.bigint() - start));
  }
}
console.log(`${bytes('xml')} bytes of XML, ${bytes('json')} of JSON; medians of ${rounds} rounds`);
for (const [name, measured] of Object.entries(speeds)) {
  measured.sort((a, b) => a - b);
  const spread = `${measured[0].toFixed(0)} to ${measured.at(-1).toFixed(0)}`;
  console.log(`${name.padEnd(30)} ${measured[measured.length >> 1].toFixed(0).padStart(6)} MB/s (${spread})`);
}
Object.values(files).forEach((file) => rmSync(file));
