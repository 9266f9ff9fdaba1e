import { extractArchive } from '../read.js';

// A process that reads an archive from its standard input into a folder, to be killed.
const [, , folder = ''] = process.argv;
const { ok } = await extractArchive(process.stdin, folder);
process.exitCode = ok ? 0 : 1;
