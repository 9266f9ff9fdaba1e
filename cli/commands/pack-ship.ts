import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { LabError } from '../../contract/errors.js';
import type { ArchiveProblem } from '../../engine/archive/problem.js';
import type { WriteResult } from '../../engine/archive/write.js';
import { diskError, writeFileAtomic } from '../../engine/machines/files.js';
import { artefactOf } from '../../engine/packs/artefact.js';
import type { PackReport } from '../../engine/packs/lint-pack.js';
import { packArchive, signPack, verifyPack } from '../../engine/packs/signed.js';
import { keyId, publicKeyText } from '../../engine/signing/minisign.js';
import { makeSecretKey, writeSecretKey } from '../../engine/signing/secret-key.js';
import { makeSuccession } from '../../engine/signing/succession.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { publicKey, secretKey } from '../keys.js';
import { askPassword } from '../password.js';
import type { Registration } from '../registration.js';

/** What makes one file of a pack, and says whose it is. */
export function registerShipping(
  pack: Command,
  { t, does }: Pick<Registration, 't' | 'does'>,
  lint: (context: CliContext, path: string, quiet: boolean) => PackReport | undefined,
): void {
  pack
    .command('build [folder]')
    .description(
      t(
        '把包做成一个文件：学员版不含答案、典型错误和变体，教师版全有；两者的摘要相同',
        "make one file of a pack: a learner's without solutions, mistakes and variants, or a teacher's with all; both have one digest",
      ),
    )
    .option('--teacher', t('教师版', "the teacher's"))
    .option('-o, --output <file>', t('写到哪个文件', 'the file to write'))
    .action(
      does(
        async (
          context,
          path: string = '.',
          options: { readonly teacher?: true; readonly output?: string },
        ) => {
          const sound = lint(context, path, true);
          return sound === undefined ? 2 : build(context, path, sound, options);
        },
      ),
    );
  pack
    .command('keygen <name>')
    .description(
      t('新建签名用的密钥：NAME.key 和 NAME.pub', 'make a key to sign with: NAME.key and NAME.pub'),
    )
    .option('--no-password', t('私钥不要口令', 'a secret key without a password'))
    .option(
      '--succeeds <key>',
      t(
        '接替这个私钥：另写 NAME.succession，由旧密钥签名，放进包的 successions/ 里',
        'it succeeds this secret key: NAME.succession, which that one signs, goes into successions/ of the pack',
      ),
    )
    .action(
      does((context, name: string, options: Parameters<typeof keygen>[2]) => keygen(context, name, options)),
    );
  pack
    .command('sign <file>')
    .description(t('给打好的包签名', "sign a pack's file"))
    .requiredOption('--key <file>', t('私钥', 'the secret key'))
    .action(
      does((context, file: string, options: { readonly key: string }) =>
        signFile(context, file, options.key),
      ),
    );
  pack
    .command('verify <file>')
    .description(t('检查包的内容和签名', "look through a pack's file and its signature"))
    .option('--key <file>', t('必须是这个公钥签的', 'the public key that must have signed it'))
    .action(
      does((context, file: string, options: { readonly key?: string }) => verify(context, file, options.key)),
    );
}

async function build(
  { output }: CliContext,
  path: string,
  { folder, labs }: PackReport,
  options: { readonly teacher?: true; readonly output?: string },
): Promise<ExitCode> {
  // One lab can be read and proven by itself; what is shipped is a pack.
  if (!existsSync(join(folder, 'pack.yaml'))) throw new LabError({ code: 'pack.none', params: { folder } });
  const artefact = artefactOf(folder, labs, options.teacher === true ? 'teacher' : 'learner');
  const { pack, kind, digest } = artefact.fields;
  const name = `${pack.id}-${pack.version}${kind === 'teacher' ? '.teacher' : ''}.lvspack`;
  const file = options.output ?? join(path, name);
  const archive = packed(await packArchive(artefact));
  writeFileAtomic(resolve(file), archive, 0o644);
  if (output.json) output.result({ file: resolve(file), ...artefact.fields, bytes: archive.length });
  output.message({ code: 'pack.built', params: { file, labs: labs.length, bytes: archive.length, digest } });
  output.message({ code: 'pack.unsigned-yet', params: { file } });
  return 0;
}

function packed(result: WriteResult): Buffer {
  if (result.ok) return result.archive;
  throw new LabError({ code: 'pack.unpackable', params: { inArchive: result.problem } });
}

function unusable(file: string, problem: ArchiveProblem): LabError {
  return new LabError({ code: 'pack.archive', params: { file, inArchive: problem } });
}

async function keygen(
  { output }: CliContext,
  name: string,
  { password: withPassword, succeeds }: { readonly password: boolean; readonly succeeds?: string },
): Promise<ExitCode> {
  const [secretFile, openFile, successionFile] = [`${name}.key`, `${name}.pub`, `${name}.succession`];
  const folder = dirname(resolve(name));
  if (existsSync(join(folder, 'pack.yaml')))
    throw new LabError({ code: 'pack.key-in-pack', params: { folder } });
  // Neither is written over: what a lost key has signed nobody can follow up. Before anybody is asked, and before one of two is written.
  for (const file of [secretFile, openFile, ...(succeeds === undefined ? [] : [successionFile])])
    if (existsSync(file)) throw new LabError({ code: 'pack.key-exists', params: { file } });
  const older = succeeds === undefined ? undefined : await secretKey(output, succeeds);
  const secret = makeSecretKey();
  const password = withPassword ? await askPassword(output, true) : undefined;
  const written = await writeSecretKey(secret, password);
  if (!written.ok) throw new LabError({ code: 'pack.password-bad', params: {} });
  writeNew(secretFile, written.text, 0o600);
  writeNew(openFile, publicKeyText(secret.publicKey), 0o644);
  const succession = older === undefined ? undefined : makeSuccession(older, secret.publicKey);
  if (succession?.ok === true) writeNew(successionFile, succession.text, 0o644);
  const id = keyId(secret.publicKey);
  if (output.json) output.result({ id, secret: resolve(secretFile), public: resolve(openFile) });
  output.message({ code: 'pack.key-made', params: { secret: secretFile, open: openFile, id } });
  if (older !== undefined)
    output.message({
      code: 'pack.key-succeeds',
      params: { file: successionFile, older: keyId(older.publicKey) },
    });
  return 0;
}

function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new LabError({ code: 'pack.key-exists', params: { file } }, { cause: error });
    throw diskError(error, file);
  }
}

async function signFile({ output }: CliContext, file: string, keyFile: string): Promise<ExitCode> {
  const secret = await secretKey(output, keyFile);
  const result = await signPack(file, secret);
  if (!result.ok) throw unusable(file, result.problem);
  writeFileAtomic(resolve(file), result.archive, 0o644);
  const id = keyId(secret.publicKey);
  if (output.json) output.result({ file: resolve(file), key: id });
  output.message({ code: 'pack.signed', params: { file, id } });
  return 0;
}

async function verify({ output }: CliContext, file: string, keyFile: string | undefined): Promise<ExitCode> {
  const wanted = keyFile === undefined ? undefined : publicKey(keyFile);
  const read = await verifyPack(file, wanted);
  if (!read.ok) throw unusable(file, read.problem);
  const { signature } = read;
  if (!signature.valid)
    throw new LabError({ code: 'pack.signature', params: { file, trouble: signature.problem } });
  const { pack, kind, digest, files } = read.head.manifest;
  if (output.json) output.result({ pack, kind, digest, key: signature.id, files: files.length });
  const params = {
    pack: pack.id,
    version: pack.version,
    kind,
    digest,
    id: signature.id,
    known: keyFile ?? '',
  };
  output.message({ code: 'pack.verified', params });
  return 0;
}
