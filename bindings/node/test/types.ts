// Compiled, never run: the declarations accept what people write and refuse what they should not.
import { Columns, codeText, load, parse, parseColumns, parseColumnsLater, tryParse, simulate, TallymarkError, codes, version, type Finding } from '../index.js';

const message = parse('(01)09506000134352(21)A1', { kind: 'bracketed', hriTitles: true });
const key: string | null = message.key;
const first: [string, string] | undefined = message.ais[0];

const report = tryParse(new Uint8Array([1, 2, 3]));
if (report.ok) {
  const dl: string | null = report.dl;
  void dl;
} else {
  const [start, end] = report.error.span;
  void (start + end);
}

async function use(): Promise<Finding[]> {
  const batch = await load('examples/batch');
  const { cover } = await batch.contain(['(00)395060001340000018'], { rule: 'descendants' });
  await simulate('/tmp/out', { seed: 7, units: 1000 });
  // @ts-expect-error rules are named
  await batch.contain(cover, { rule: 'everything' });
  return batch.findings('AG-107');
}

try {
  void use();
} catch (error) {
  if (error instanceof TallymarkError) void (error.code + error.slice('x'));
}
// @ts-expect-error options are named
parse('x', { permit: true });
void [key, first, codes().length, version];
const columns = parseColumns(Buffer.from('x\n'), { kind: 'scan', ais: ['gtin'], opts: { addCheckDigit: true } });
const code: string | null = codeText(columns.codes[0] ?? 0);
const start: number | undefined = columns.starts.gtin?.[0];
void [code, start, columns.text('gtin', 0), parseColumnsLater('x', { offsets: Uint32Array.of(0, 1) }).then((later) => later.rows)];
// @ts-expect-error columns come from reading
void (() => new Columns());
