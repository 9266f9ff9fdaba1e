import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { LabError } from '../../contract/errors.js';
import { standingTexts } from '../../contract/messages/install-errors.js';
import { labName } from '../../contract/lab-name.js';
import { idPattern } from '../../contract/primitives.js';
import { type Installer, type Looked } from '../../engine/install/installer.js';
import { isAddress, shownSource } from '../../engine/install/source.js';
import { keyIdOf } from '../../engine/install/standing.js';
import { filesOf, type Held } from '../../engine/install/store.js';
import { canUpdate, lookForUpdate } from '../../engine/install/update.js';
import { openPack } from '../../engine/packs/open-pack.js';
import { readPack } from '../../engine/packs/pack-file.js';
import { keyId } from '../../engine/signing/minisign.js';
import { makeInstaller } from '../../wiring/packs.js';
import { canAsk, confirmed } from '../ask.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { publicKey } from '../keys.js';
import type { Output } from '../output.js';
import { printSheet } from '../pack-sheet.js';
import type { Registration } from '../registration.js';

/** Bytes of a download from which on it is worth a line: an index is there at once. */
const shownFrom = 1_000_000;

interface InstallOptions {
  readonly yes?: true;
  readonly allowOlder?: true;
  readonly teacher?: true;
  readonly pack?: string;
  readonly key?: string;
}

/** What has packs of others, and keeps them. */
export function registerInstalling(pack: Command, { t, does }: Pick<Registration, 't' | 'does'>): void {
  const keyText = t('必须是这个公钥签的', 'the public key that must have signed it');
  const yesText = t(
    '不问就装：你已经核对过密钥，或确实要装没有签名的',
    'without being asked: you have compared the key, or want it although it is not signed',
  );
  const olderText = t('旧版本也装', 'although a newer version was seen here');
  pack
    .command('info <pack>')
    .description(
      t(
        '一个包里有什么、会做什么：发布者、实验、虚拟机、以 root 运行的脚本。给来源（同 install），或已安装的包的 id',
        'what a pack has and will do: publisher, labs, machines, scripts that run as root. A source as for install, or the id of an installed pack',
      ),
    )
    .option('--key <file>', keyText)
    .action(
      does((context, what: string, options: { readonly key?: string }) => info(context, what, options.key)),
    );
  pack
    .command('install <source>')
    .description(
      t(
        '安装一个包：.lvspack 文件、包的目录、网址、索引或 git 仓库；先说明它会做什么',
        'install a pack: a .lvspack file, a folder, an address, an index or a git repository; first it is said what it will do',
      ),
    )
    .option('-y, --yes', yesText)
    .option('--key <file>', keyText)
    .option('--pack <id>', t('有几个包时要哪一个', 'which one, where there are several'))
    .option('--teacher', t('索引里的教师版', "of an index, the teacher's"))
    .option('--allow-older', olderText)
    .action(does((context, source: string, options: InstallOptions) => install(context, source, options)));
  pack
    .command('list')
    .description(t('列出安装的包和版本', 'the packs that are installed, with their versions'))
    .action(does((context) => list(context)));
  pack
    .command('update [id]')
    .description(
      t(
        '从来源查找并安装新版本（默认查所有包）',
        'look for newer versions where packs came from (default: all)',
      ),
    )
    .option('-y, --yes', yesText)
    .option('--allow-older', olderText)
    .action(does((context, id: string | undefined, options: InstallOptions) => update(context, id, options)));
  pack
    .command('use <id> <version>')
    .description(
      t('以后的新会话用这个已安装的版本', 'new sessions are of this version, one of those installed'),
    )
    .action(
      does(async ({ output }, id: string, version: string) => {
        const { name } = await makeInstaller().store.use(id, version);
        if (output.json) output.result({ id, name });
        output.message({ code: 'pack.used', params: { id, name } });
        return 0;
      }),
    );
  pack
    .command('remove <id> [version]')
    .description(
      t('删除一个包，或它的一个版本；会话不受影响', 'remove a pack, or one version of it; sessions stay'),
    )
    .action(
      does(async ({ output }, id: string, version: string | undefined) => {
        const names = (await makeInstaller().store.remove(id, version)).map(({ name }) => name);
        if (output.json) output.result({ id, removed: names });
        output.message({ code: 'pack.removed', params: { id, names } });
        return 0;
      }),
    );
  pack
    .command('trust <what>')
    .description(
      t(
        '以后只认这个公钥：给包的 id 或索引的地址。先通过别的途径向发布者核对',
        'this public key and no other from now on: for the id of a pack, or the address of an index. Compare it with its publisher first',
      ),
    )
    .requiredOption('--key <file>', t('公钥', 'the public key'))
    .action(
      does(async ({ output }, what: string, options: { readonly key: string }) => {
        const key = publicKey(options.key);
        if (!isAddress(what) && !idPattern.test(what))
          throw new LabError({ code: 'pack.id', params: { id: what } });
        await makeInstaller().trustKey(what, key);
        if (output.json) output.result({ of: what, key: keyId(key) });
        output.message({ code: 'pack.trusted', params: { of: what, id: keyId(key) } });
        return 0;
      }),
    );
}

/** `pack info`: what a pack will do, before anything of it runs. */
async function info({ output }: CliContext, what: string, keyFile: string | undefined): Promise<ExitCode> {
  const wanted = keyFile === undefined ? undefined : publicKey(keyFile);
  const installer = makeInstaller();
  const { store } = installer;
  if (!existsSync(what) && idPattern.test(what) && store.ids().includes(what)) {
    for (const held of store.held(what)) printHeld(output, held);
    return 0;
  }
  // A pack's file is read where it lies; what is elsewhere has to come here first, and is forgotten again.
  const lies = !what.endsWith('.json') && statSync(what, { throwIfNoEntry: false })?.isFile() === true;
  const looked = lies ? undefined : await installer.look(what, { wanted });
  const { sheet } = looked ?? (await openPack(what, { wanted }));
  await looked?.discard();
  if (output.json) output.result(sheet);
  else printSheet(output, sheet);
  return 0;
}

async function install(context: CliContext, source: string, options: InstallOptions): Promise<ExitCode> {
  const installer = makeInstaller();
  const looked = await installer.look(source, lookOptions(context, options));
  const settled = await settle(context, installer, looked, options);
  if (context.output.json && settled !== undefined) context.output.result(settled);
  return settled === undefined ? 2 : 0;
}

function lookOptions({ output }: CliContext, options: InstallOptions) {
  const { pack, teacher, allowOlder, key } = options;
  return {
    pack,
    teacher,
    allowOlder,
    wanted: key === undefined ? undefined : publicKey(key),
    onBytes: (bytes: number) => {
      if (bytes > shownFrom) output.progress(output.say({ code: 'pack.fetching', params: { bytes } }));
    },
  };
}

/** What was installed, as data. */
interface Settled {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly already: boolean;
  readonly labs: readonly string[];
}

/** Shows what was looked at, has it confirmed where it must be, and installs it. @returns undefined: somebody said no */
async function settle(
  { output }: CliContext,
  installer: Installer,
  looked: Looked,
  { yes, key }: InstallOptions,
): Promise<Settled | undefined> {
  const { sheet, standing, newIndex } = looked;
  const { id, version } = sheet;
  try {
    if (!output.json) printSheet(output, sheet);
    if (standing.state === 'refused') throw new LabError(standing.why);
    if (standing.state === 'succeeded')
      output.message({ code: 'pack.succeeds', params: { from: standing.from } });
    else output.line(output.text(standingTexts[standing.state]));
    if (newIndex !== undefined)
      output.message({
        code: 'pack.index-new',
        params: { url: newIndex.url, id: keyId(newIndex.signed.key) },
      });
    // Who says whose key it must be has compared it.
    const certain = yes === true || (key !== undefined && newIndex === undefined);
    const accept = certain || (await confirmed(output, { code: 'pack.ask', params: { id, version } }));
    if (!accept && canAsk(output)) {
      output.message({ code: 'pack.declined', params: { id } });
      return undefined;
    }
    const { held, already } = await installer.install(looked, { accept });
    const labs = sheet.labs.map((lab) => labName(id, lab.id));
    output.message({ code: 'pack.installed', params: { id, version, labs, already } });
    return { id, version, name: held.name, already, labs };
  } finally {
    await looked.discard();
  }
}

/** `pack update`: each pack by itself, so that one that cannot be had keeps no other from being newer. */
async function update(
  context: CliContext,
  id: string | undefined,
  options: InstallOptions,
): Promise<ExitCode> {
  const { output } = context;
  const installer = makeInstaller();
  const { store } = installer;
  const all = id === undefined;
  const ids = all ? store.ids().filter((each) => canUpdate(store.current(each)?.record)) : [id];
  if (ids.length === 0) output.message({ code: 'pack.list-none', params: {} });
  let code: ExitCode = 0;
  const updated: Settled[] = [];
  for (const each of ids)
    try {
      const looked = await lookForUpdate(installer, each, lookOptions(context, options));
      if (looked === undefined) {
        const version = store.current(each)?.record?.pack.version ?? '';
        output.message({ code: 'pack.newest', params: { id: each, version } });
      } else {
        const settled = await settle(context, installer, looked, options);
        if (settled === undefined) code = 2;
        else updated.push(settled);
      }
    } catch (error) {
      if (!all || !(error instanceof LabError)) throw error;
      output.error(error.wording(output.language));
      code = 2;
    }
  if (output.json) output.result(updated);
  return code;
}

function list({ output }: CliContext): ExitCode {
  const { store } = makeInstaller();
  const ids = store.ids();
  if (output.json)
    output.result(
      ids.map((id) => ({
        id,
        title: titleOf(store.current(id)),
        versions: store.held(id).map(({ name, record, current, revoked }) => ({
          name,
          current,
          ...(record === undefined
            ? { damaged: true }
            : {
                version: record.pack.version,
                kind: record.kind,
                digest: record.digest,
                key: keyIdOf(record.key) || undefined,
                source: shownSource(record.source),
              }),
          revoked,
        })),
      })),
    );
  if (ids.length === 0) output.message({ code: 'pack.list-none', params: {} });
  for (const id of ids) {
    const title = titleOf(store.current(id));
    output.line(`${id}  ${output.paint('bold', title === undefined ? '' : output.text(title))}`);
    for (const held of store.held(id)) printHeld(output, held);
  }
  return 0;
}

function titleOf(held: Held | undefined) {
  return held === undefined ? undefined : readPack(filesOf(held.folder))?.title;
}

function printHeld(output: Output, { name, record, current, revoked = '' }: Held): void {
  output.message({
    code: 'pack.list-version',
    params: {
      name,
      kind: record?.kind ?? '',
      key: keyIdOf(record?.key),
      source: record === undefined ? '' : shownSource(record.source),
      current,
      revoked,
      damaged: record === undefined,
    },
  });
}
