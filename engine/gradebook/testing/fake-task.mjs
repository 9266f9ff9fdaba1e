// Stands for `lvslab grade task FOLDER INDEX`: does what the hand-in's name says.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , folder, index] = process.argv.slice(2);
const { tasks } = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
const { key, name } = tasks[Number(index)];
const results = join(folder, 'results');
const file = join(results, `${key}.json`);
const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).attempts : 0;
const data = process.env.LVSLAB_TASK_DATA;
appendFileSync(join(folder, 'ran.txt'), `${name} ${data === undefined ? '-' : data.split('/').at(-1)}\n`);

const write = (state) => {
  mkdirSync(results, { recursive: true });
  const result = { format: 1, key, state, notes: [], attempts: before + 1, seconds: 0, at: 0, host: 'h' };
  writeFileSync(`${file}.part`, JSON.stringify(result));
  renameSync(`${file}.part`, file);
};

if (name === 'dies.lvsub') process.kill(process.pid, 'SIGKILL');
if (name === 'flaky.lvsub' && before === 0) {
  write('unchecked');
  process.exit(3);
}
if (name === 'never.lvsub') {
  write('unchecked');
  process.exit(3);
}
if (name === 'slow.lvsub') await sleep(60_000);
await sleep(50);
write('graded');
