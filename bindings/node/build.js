// Builds the addon with cargo and puts it beside index.js: `node build.js [cargo profile]`.
'use strict';
const { execFileSync } = require('node:child_process');
const { copyFileSync } = require('node:fs');
const { join } = require('node:path');

const profile = process.argv[2] || 'release';
const lines = execFileSync(
  'cargo',
  ['build', '--locked', '-p', 'tallymark-node', '--profile', profile, '--message-format', 'json-render-diagnostics'],
  { cwd: __dirname, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
).trim().split('\n').map((line) => JSON.parse(line));
const artifact = lines.filter((m) => m.reason === 'compiler-artifact' && m.target.name === 'tallymark_node').pop();
const library = artifact.filenames.find((name) => /\.(so|dylib|dll)$/.test(name));
copyFileSync(library, join(__dirname, 'tallymark.node'));
console.log('built tallymark.node');
