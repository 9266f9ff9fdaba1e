import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../contract/errors.js';
import { jsonSchemaOf } from '../../contract/json-schema.js';
import { packLimits } from '../../contract/limits.js';
import { idSchema } from '../../contract/primitives.js';
import { diskError } from '../machines/files.js';
import { productRoot } from '../product.js';
import { readWithin } from './files.js';
import { YamlSource } from './source.js';

/** The pack that teaches how packs are written: its files are its manual. */
const template = join(productRoot, 'templates', 'pack');

/**
 * Makes a small pack that works in a folder that is empty or not there.
 * @returns the folder
 * @throws LabError pack.id, pack.not-empty, and those of `diskError`
 */
export function newPack(path: string): string {
  const folder = resolve(path);
  const id = requireId(basename(folder));
  if (existsSync(folder) && readdirSync(folder).some((name) => !name.startsWith('.')))
    throw new LabError({ code: 'pack.not-empty', params: { folder } });
  try {
    mkdirSync(folder, { recursive: true });
    cpSync(template, folder, { recursive: true });
    const file = join(folder, 'pack.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^id: .*$/m, `id: ${id}`));
    for (const name of ['lab', 'pack'] as const)
      writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`);
  } catch (error) {
    throw diskError(error, folder);
  }
  return folder;
}

/**
 * Makes the beginning of a lab in a pack: sound, and proven as it is, so that each change can be tried by itself.
 * @param topology of the pack, by its file's name
 * @returns the lab's folder
 * @throws LabError pack.id, pack.none, pack.not-empty, pack.topology
 */
export function newLab(pack: string, name: string, topology: string): string {
  const root = resolve(pack);
  if (!existsSync(join(root, 'pack.yaml')))
    throw new LabError({ code: 'pack.none', params: { folder: root } });
  const id = requireId(name);
  const folder = join(root, id);
  if (existsSync(folder)) throw new LabError({ code: 'pack.not-empty', params: { folder } });
  const node = firstNodeOf(root, topology);
  try {
    mkdirSync(join(folder, 'steps'), { recursive: true });
    writeFileSync(join(folder, 'lab.yaml'), labYaml(id, topology, node));
    for (const [language, text] of Object.entries(texts(node)))
      writeFileSync(join(folder, 'steps', `10-first.${language}.md`), text);
  } catch (error) {
    throw diskError(error, folder);
  }
  return folder;
}

function requireId(id: string): string {
  if (!idSchema.safeParse(id).success) throw new LabError({ code: 'pack.id', params: { id } });
  return id;
}

const topologySchema = z.object({ part: z.object({ nodes: z.record(idSchema, z.unknown()) }) });

/** The first node of a topology of the pack. */
function firstNodeOf(root: string, name: string): string {
  const path = join('topologies', `${name}.yaml`);
  const file = readWithin(root, join(root, path), path, packLimits.partBytes);
  const read = file.ok ? new YamlSource(path, file.text).data() : undefined;
  const found = topologySchema.safeParse(read?.ok === true ? read.data : undefined);
  const [first] = Object.keys(found.data?.part.nodes ?? {});
  if (first !== undefined) return first;
  const folder = join(root, 'topologies');
  const known = existsSync(folder)
    ? readdirSync(folder).flatMap((each) => (each.endsWith('.yaml') ? [each.slice(0, -'.yaml'.length)] : []))
    : [];
  throw new LabError({ code: 'pack.topology', params: { topology: name, known } });
}

function labYaml(id: string, topology: string, node: string): string {
  return `# yaml-language-server: $schema=../lab.schema.json
format: 1
id: ${id}
title: { zh-CN: "${id}", en: "${id}" }
summary: { zh-CN: 一句话说明学员会学到什么, en: What the learner will have learnt }
minutes: 15

topology: { use: ${topology} }

steps:
  - id: first
    title: { zh-CN: 第一步, en: The first step }
    text: steps/10-first
    checks:
      - id: made
        title: { zh-CN: 文件已经建立, en: The file is there }
        file: { on: ${node}, path: /root/made }
        hint: { zh-CN: 先给一个方向, en: "A direction first, no command" }
    solve:
      ${node}: touch /root/made

mistakes:
  - id: elsewhere
    title: { zh-CN: 建在了别处, en: It was made elsewhere }
    after: first
    make: { ${node}: mv /root/made /tmp/made }
    fails: made
    hint: file-missing

variants:
  - id: by-redirection
    title: { zh-CN: 用重定向建立, en: Made by a redirection }
    instead: first
    make: { ${node}: ": >/root/made" }
`;
}

function texts(node: string): Readonly<Record<string, string>> {
  const block = `\`\`\`sh {node=${node} run}\ntouch /root/made\n\`\`\`\n`;
  return {
    en: `# The first step\n\nWhy it is done, before how. Let the reader predict what the machine will show.\n\n${block}`,
    'zh-CN': `# 第一步\n\n先讲为什么，再讲怎么做；让读者先猜机器会显示什么。\n\n${block}`,
  };
}
