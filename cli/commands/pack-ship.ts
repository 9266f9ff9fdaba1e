import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { LabError } from '../../contract/errors.js';
import { roleTexts } from '../../contract/messages/machines.js';
import type { ArchiveProblem } from '../../engine/archive/problem.js';
import type { WriteResult } from '../../engine/archive/write.js';
import { diskError, writeFileAtomic } from '../../engine/machines/files.js';
import { artefactOf } from '../../engine/packs/artefact.js';
import type { PackReport } from '../../engine/packs/lint-pack.js';
import { openPack } from '../../engine/packs/open-pack.js';
import { packArchive, signPack, verifyPack } from '../../engine/packs/signed.js';
import { signingFileCap } from '../../engine/signing/format.js';
import { keyId, type MinisignKey, parsePublicKey, publicKeyText } from '../../engine/signing/minisign.js';
import { makeSecretKey, readSecretKey, writeSecretKey } from '../../engine/signing/secret-key.js';
import type { SecretKey } from '../../engine/signing/sign.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { type Output, pad } from '../output.js';
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
    .command('info <file>')
    .description(
      t(
        '打好的包里有什么、会做什么：发布者、实验、虚拟机、以 root 运行的脚本',
        "what a pack's file has and will do: publisher, labs, machines, scripts that run as root",
      ),
    )
    .option('--key <file>', t('必须是这个公钥签的', 'the public key that must have signed it'))
    .action(
      does((context, file: string, options: { readonly key?: string }) => info(context, file, options.key)),
    );
  pack
    .command('keygen <name>')
    .description(
      t('新建签名用的密钥：NAME.key 和 NAME.pub', 'make a key to sign with: NAME.key and NAME.pub'),
    )
    .option('--no-password', t('私钥不要口令', 'a secret key without a password'))
    .action(
      does((context, name: string, options: { readonly password: boolean }) =>
        keygen(context, name, options.password),
      ),
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

/** `pack info`: what a pack's file will do, before anything of it runs. */
async function info({ output }: CliContext, file: string, keyFile: string | undefined): Promise<ExitCode> {
  const opened = await openPack(file, keyFile === undefined ? undefined : publicKey(keyFile));
  if (!opened.ok) {
    if ('problem' in opened) throw unusable(file, opened.problem);
    throw new LabError({ code: 'pack.unsound', params: { file, problems: opened.problems } });
  }
  const { pack, kind, digest, signature, labs } = opened.sheet;
  if (!signature.valid && signature.problem !== 'unsigned')
    throw new LabError({ code: 'pack.signature', params: { file, trouble: signature.problem } });
  if (output.json) {
    const publisher = signature.valid ? { key: signature.id, comment: signature.comment } : undefined;
    output.result({ pack, kind, digest, publisher, labs });
    return 0;
  }
  output.message({ code: 'pack.head', params: { pack: pack.id, version: pack.version, kind, digest } });
  output.line(output.paint('bold', output.text(pack.title)));
  if (signature.valid) output.message({ code: 'pack.by', params: { id: signature.id } });
  else output.message({ code: 'pack.by-nobody', params: {} });
  for (const lab of labs) {
    output.line();
    output.line(`${pad(lab.id, 20)} ${output.paint('bold', output.text(lab.title))}`);
    output.line(`  ${output.say({ code: 'pack.lab', params: lab })}`);
    for (const { name, role, memory, scripts } of lab.nodes) {
      const params = { node: name, role: output.text(roleTexts[role]), memory, scripts };
      output.line(`    ${output.say({ code: 'pack.node', params })}`);
    }
  }
  output.line();
  output.message({ code: 'pack.reach', params: {} });
  return 0;
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

async function keygen({ output }: CliContext, name: string, withPassword: boolean): Promise<ExitCode> {
  const [secretFile, openFile] = [`${name}.key`, `${name}.pub`];
  // Neither is written over: what a lost key has signed nobody can follow up. Before anybody is asked, and before one of two is written.
  for (const file of [secretFile, openFile])
    if (existsSync(file)) throw new LabError({ code: 'pack.key-exists', params: { file } });
  const secret = makeSecretKey();
  const password = withPassword ? await askPassword(output, true) : undefined;
  const written = await writeSecretKey(secret, password);
  if (!written.ok) throw new LabError({ code: 'pack.password-bad', params: {} });
  writeNew(secretFile, written.text, 0o600);
  writeNew(openFile, publicKeyText(secret.publicKey), 0o644);
  const id = keyId(secret.publicKey);
  if (output.json) output.result({ id, secret: resolve(secretFile), public: resolve(openFile) });
  output.message({ code: 'pack.key-made', params: { secret: secretFile, open: openFile, id } });
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

/** @throws LabError pack.key, and those of `askPassword` */
async function secretKey(output: Output, file: string): Promise<SecretKey> {
  const text = keyText(file);
  let read = await readSecretKey(text);
  if (!read.ok && read.problem === 'needs-password')
    read = await readSecretKey(text, await askPassword(output));
  if (read.ok) return read.key;
  throw new LabError({ code: 'pack.key', params: { file, trouble: read.problem } });
}

function publicKey(file: string): MinisignKey {
  const key = parsePublicKey(keyText(file));
  if (key !== undefined) return key;
  throw new LabError({ code: 'pack.key', params: { file, trouble: 'malformed' } });
}

function keyText(file: string): string {
  try {
    if (statSync(file).size <= signingFileCap) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError({ code: 'pack.key', params: { file, trouble: 'unreadable' } }, { cause: error });
  }
  throw new LabError({ code: 'pack.key', params: { file, trouble: 'malformed' } });
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
