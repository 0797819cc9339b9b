// Renders ZPL, a JSON line each on standard input, with zpl-renderer-js: the PNG in base64, a line each.
import { createInterface } from 'node:readline';
import { ready } from 'zpl-renderer-js';

const { api } = await ready;
for await (const line of createInterface({ input: process.stdin })) {
  const { zpl } = JSON.parse(line);
  let png = '';
  try {
    png = await api.zplToBase64Async(zpl, 200, 40, 8);
  } catch (error) {
    console.error(String(error), zpl);
  }
  console.log(png);
}
