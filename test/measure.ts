import { rmSync } from 'node:fs';
import { makeQemu } from '../wiring/providers.js';
import { requireLab } from '../engine/packs/library.js';
import { resolveTopology } from '../engine/session/topology.js';
import { lab, Sandbox } from './support.js';

// Measures this machine for the tests: how many seconds four nodes take from nothing to SSH when they really boot.
// Prints that number alone.
const sandbox = new Sandbox();
process.env['XDG_RUNTIME_DIR'] = sandbox.data;
const { lab: compiled } = requireLab(lab('dr-by-hand')).instantiate(undefined);
const topology = resolveTopology(compiled, 'measure');
const provider = makeQemu({ cold: true });
// What is made once, the probe for an accelerator, is not part of it.
await provider.accelerator({});
const started = Date.now();
const machines = await provider.up({ id: 'measure', folder: sandbox.data }, topology, {});
const seconds = (Date.now() - started) / 1000;
await machines.destroy();
rmSync(sandbox.data, { recursive: true, force: true });
console.log(seconds.toFixed(1));
