// Compiled, never run: the declarations accept what people write and refuse what they should not.
import { load, parse, tryParse, simulate, TallymarkError, codes, version, type Finding } from '../index.js';

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
