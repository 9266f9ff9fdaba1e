import { roleTexts } from '../contract/messages/machines.js';
import type { PackSheet } from '../contract/packs.js';
import { type Output, pad } from './output.js';

/** Prints what a pack will do, before anything of it runs. */
export function printSheet(output: Output, sheet: PackSheet): void {
  const { id, version, kind, digest, title, publisher, labs, languages } = sheet;
  output.message({ code: 'pack.head', params: { pack: id, version, kind, digest } });
  output.line(output.paint('bold', output.text(title)));
  if (publisher === undefined) output.message({ code: 'pack.by-nobody', params: {} });
  else output.message({ code: 'pack.by', params: { id: publisher.key } });
  const proofs = labs.flatMap(({ proof }) => proof ?? []);
  const made = proofs.map((proof) => proof.made.slice(0, 10)).toSorted()[0] ?? '';
  output.message({ code: 'pack.proven', params: { proven: proofs.length, labs: labs.length, made } });
  output.message({ code: 'pack.languages', params: { languages } });
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
}
