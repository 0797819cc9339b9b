// A file of scans in Node: tallymark against gs1-barcode-parser-mod, in turn, on the same texts.
//
//   mkdir -p target/peers/node && (cd target/peers/node && npm init -y && npm install gs1-barcode-parser-mod)
//   cargo build --profile bench -p tallymark-benches --bin scans
//   (cd bindings/node && node build.js bench)
//   node benches/node/parse_peer.mjs [ROWS] [ROUNDS] [PROGRAM THAT PRINTS THEM]
//
// The corpus is that of benches/src/scans.rs: lots of 4 to 20 and serials of 8 to 20 characters, one scan in twenty wrong.
// Containers: a Buffer of lines goes in, typed arrays come out (code, span, GTIN, serial, lot, expiry); the peer takes one
// string at a time, gives objects and checks little. What counts is processor time of the whole process, all threads.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const tallymark = createRequire(import.meta.url)(join(root, 'bindings/node'));
const { parseBarcode } = createRequire(join(root, 'target/peers/node/'))('gs1-barcode-parser-mod');

const rows = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 5);
const program = process.argv[4] ?? join(root, 'target/release/scans');
const data = execFileSync(program, [String(rows), 'scan', 'print'], { maxBuffer: 1 << 30 });
const some = data.subarray(0, 20_000_000).toString().split('\n').slice(0, Math.min(rows, 50_000));
const asked = { kind: 'scan', ais: ['gtin', 'serial', 'lot', 'expiry'] };

function each(read) {
  let good = 0;
  for (const scan of some) {
    try {
      if (read(scan)) good += 1;
    } catch {
      // not valid
    }
  }
  return good / some.length;
}
const valid = ({ codes }) => codes.reduce((good, code) => good + (code === 0), 0) / codes.length;

const lanes = {
  'tallymark.parseColumns, Buffer': [rows, () => tallymark.parseColumns(data, asked), valid],
  'tallymark.parseColumnsLater, Buffer': [rows, () => tallymark.parseColumnsLater(data, asked), valid],
  'tallymark.tryParse, one string': [some.length, () => each((scan) => tallymark.tryParse(scan).ok), (good) => good],
  'gs1-barcode-parser-mod, one string': [some.length, () => each((scan) => parseBarcode(scan)), (good) => good],
};
const times = Object.fromEntries(Object.keys(lanes).map((name) => [name, []]));
const good = {};
for (let round = 0; round < rounds; round += 1) {
  for (const [name, [count, run, judge]] of Object.entries(lanes)) {
    const start = process.cpuUsage();
    const wall = process.hrtime.bigint();
    const result = await run();
    const { user, system } = process.cpuUsage(start);
    times[name].push([((user + system) * 1000) / count, Number(process.hrtime.bigint() - wall) / count]);
    good[name] = judge(result);
  }
}
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const peer = median(times['gs1-barcode-parser-mod, one string'].map(([cpu]) => cpu));
console.log(`${rows} scans, ${(data.length / rows - 1).toFixed(1)} bytes; medians of ${rounds} rounds`);
for (const [name, measured] of Object.entries(times)) {
  const cpus = measured.map(([cpu]) => cpu);
  const [cpu, wall] = [median(cpus), median(measured.map(([, time]) => time))];
  const spread = `${Math.min(...cpus).toFixed(1)} to ${Math.max(...cpus).toFixed(1)}`;
  const ratio = `${(peer / cpu).toFixed(1)} x gs1-barcode-parser-mod`;
  console.log(`${name.padEnd(36)} ${cpu.toFixed(1)} ns of processor (${spread}), ${wall.toFixed(1)} ns of time, ${ratio}, ${(100 * good[name]).toFixed(1)} % valid`);
}
