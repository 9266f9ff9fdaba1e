import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from './measure.js';
import { family, memoryOf } from './processes.js';
import { withApp } from './app-terminal.js';

const nodes = ['director', 'rs1', 'rs2', 'client'];
const commands = [
  'ip -br addr',
  'ip neigh',
  'cat /etc/os-release',
  'sysctl net.ipv4.conf.all.arp_ignore',
  'ss -ltn',
  'curl -s http://10.0.0.8/',
  'seq 1 200',
  'ps aux',
];

/** What an hour of a learner's is made of; the polls are those that come by themselves meanwhile. */
const hour = { commands: 240, checks: 60, views: 60, megabytes: 60 };

/** Memory of all of the app's processes with four terminals, before and after the work of an hour, done at once. */
export async function benchHour(report: Report): Promise<void> {
  await withApp({ LVSLAB_RECORDED: 'slow=1' }, async ({ app, page, hands, log }) => {
    const devtools = await page.context().newCDPSession(page);
    const memory = async () => {
      await log.clear(); // ours, not the app's
      await devtools.send('HeapProfiler.collectGarbage');
      await sleep(3000);
      const metrics = await app.evaluate(({ app: inside }) =>
        inside.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name })),
      );
      const of = (pids: readonly number[]) => Math.round(memoryOf(pids).pss);
      return {
        all: of(family(app.process().pid!)),
        page: of(metrics.filter(({ type }) => type === 'Tab').map(({ pid }) => pid)),
        engine: of(metrics.filter(({ name }) => name === 'lvslab-engine').map(({ pid }) => pid)),
      };
    };
    for (const node of nodes) await hands.terminal(node);
    const before = await memory();
    let polls = 0;
    let half = before;
    const count = { commands: 0, checks: 0, views: 0, megabytes: 0 };
    const every = (what: keyof typeof hour, index: number) => index % (hour.commands / hour[what]) === 0;
    for (let index = 0; index < hour.commands; index += 1) {
      const node = nodes[index % nodes.length]!;
      if (every('views', index)) {
        count.views += 1;
        await page.getByRole('link', { name: index % 3 === 0 ? 'Settings' : 'Labs' }).click();
        await page.goBack();
      }
      await hands.terminal(node);
      if (every('megabytes', index + 1)) {
        count.megabytes += 1;
        await page.keyboard.type('recorded flood 1\n');
        await sleep(300);
      }
      await page.keyboard.type(`${commands[index % commands.length]}\n`);
      count.commands += 1;
      if (every('checks', index + 2)) {
        count.checks += 1;
        await page.getByRole('button', { name: 'Check this step' }).click();
      }
      if (index === hour.commands / 2) {
        polls += await log.events('topology');
        half = await memory();
      }
    }
    polls += await log.events('topology');
    const after = await memory();
    report.say(
      `memory of the app with four terminals after an hour's use (${count.commands} commands, ${count.megabytes} MB printed, ${count.checks} checks, ${count.views} changes of the view, ${polls} polls)`,
      told(after),
      { beside: `before: ${told(before)}; after half of it: ${told(half)}` },
    );
  });
}

function told({ all, page, engine }: { all: number; page: number; engine: number }): string {
  return `${all} MB (PSS; page ${page}, engine ${engine})`;
}
