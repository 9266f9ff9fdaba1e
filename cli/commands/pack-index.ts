import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LabError } from '../../contract/errors.js';
import { publishIndex } from '../../engine/install/publish.js';
import { secretKey } from '../keys.js';
import type { Registration } from '../registration.js';

/** What makes packs known to those who have them already. */
export function registerIndex(pack: Command, { t, does }: Pick<Registration, 't' | 'does'>): void {
  pack
    .command('index [folder]')
    .description(
      t(
        '给目录里签过名的包写 index.json，放到任何网页服务器上，学员就能安装和更新',
        'write index.json of the signed packs in a folder: on any web server learners can install and update from it',
      ),
    )
    .requiredOption('--key <file>', t('私钥', 'the secret key'))
    .option(
      '--days <n>',
      t('有效多少天：到期前要再写一次', 'it is good for so many days: write it anew before'),
      '90',
    )
    .option(
      '--revoke <digest=reason>',
      t('撤回一个包，并说明原因；可以写多次', 'take a pack back, and say why; may be given more than once'),
      (word: string, before: readonly string[]) => [...before, word],
      [] as readonly string[],
    )
    .action(
      does(
        async (
          { output },
          folder: string = '.',
          options: { readonly key: string; readonly days: string; readonly revoke: readonly string[] },
        ) => {
          const revoke = options.revoke.map(revocation);
          if (!existsSync(folder))
            throw new LabError({ code: 'install.source-unknown', params: { source: folder } });
          const secret = await secretKey(output, options.key);
          const index = await publishIndex(resolve(folder), {
            secret,
            days: daysFrom(options.days),
            revoke,
            now: Date.now(),
          });
          if (output.json) output.result(index);
          output.message({
            code: 'pack.indexed',
            params: {
              file: resolve(folder, 'index.json'),
              counter: index.counter,
              packs: index.packs.length,
              revoked: index.revoked.length,
              expires: new Date(index.expires).toISOString().slice(0, 10),
            },
          });
          return 0;
        },
      ),
    );
}

function daysFrom(word: string): number {
  const days = /^\d{1,4}$/.test(word) ? Number(word) : 0;
  if (days < 1 || days > 3660) throw new LabError({ code: 'index.days', params: { word } });
  return days;
}

function revocation(word: string): { readonly digest: string; readonly reason: string } {
  const [, digest, reason] = /^(sha256:[0-9a-f]{64})=(.{1,300})$/u.exec(word) ?? [];
  if (digest === undefined || reason === undefined)
    throw new LabError({ code: 'index.revocation', params: { word } });
  return { digest, reason };
}
