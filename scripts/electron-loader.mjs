// The stand-in Electron ships no app of its own: this does what the official one does with a folder on its command line.
// A module whose end Electron waits for before it is ready, so that the app can still register its scheme.
import { app } from 'electron';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

const words = process.argv.slice(1);
const required = [];
let folder;
while (words.length > 0) {
  const word = words.shift();
  if (word === '-r' || word === '--require') required.push(words.shift());
  else if (!word.startsWith('-')) {
    folder = resolve(word);
    break;
  }
}
for (const path of required) require(path);
const description = require(join(folder, 'package.json'));
app.setName(description.name);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, description.main)).href);
