import { join } from 'node:path';
import { EthernetSwitch } from '../../qemu/switch.js';

// The switch alone, for the benchmark: two ports as unix sockets in the folder of the first argument.
const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: switch-process FOLDER');
const ethernet = new EthernetSwitch();
await ethernet.open('a', join(folder, 'a'));
await ethernet.open('b', join(folder, 'b'));
setInterval(() => {}, 1000);
