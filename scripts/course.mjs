// The course as it is taught: each section of the notes with the labs and steps that teach it, each lab with its checks, and what
// the notes get wrong with the text that says so: node scripts/course.mjs. It fails where something is missing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { proofSeconds } from './test-plan.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pack = join(root, 'labs', 'lvs');

/** @param {string} id @returns {{ course: string[], minutes: number, steps: { id: string, checks?: object[] }[], mistakes?: object[], variants?: object[] } | undefined} */
function readLab(id) {
  const file = join(pack, id, 'lab.yaml');
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined;
}

/** Seconds that the last proof took on machines, as `proof.json` has it; undefined: it was not proven whole. */
function provenIn(id) {
  const file = join(pack, id, 'proof.json');
  return existsSync(file) ? proofSeconds(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/**
 * What of the course is taught where.
 * @param {{ sections: [string, string, string[]][], corrections: [string, string, string, string][] }} course
 * @returns {{ lines: string[], missing: string[] }}
 */
export function courseTable({ sections, corrections }) {
  const lines = [];
  const missing = [];
  for (const [section, title, places] of sections) {
    const taught = places.filter((place) => {
      const [id, step] = place.split('/');
      const lab = readLab(id);
      return (
        lab?.course.includes(section) === true &&
        (step === undefined || lab.steps.some((each) => each.id === step))
      );
    });
    if (taught.length === 0) missing.push(section);
    const lost = places.filter((place) => !taught.includes(place));
    lines.push(
      `${section.padEnd(10)} ${title}  ${taught.join(', ')}${lost.length > 0 ? `  (not yet: ${lost.join(', ')})` : ''}`,
    );
  }
  for (const [id, what, place, words] of corrections) {
    const [lab, text] = place.split('/');
    const folder = join(pack, lab, 'steps');
    const files = existsSync(folder)
      ? readdirSync(folder).filter(
          (file) => file.endsWith('.zh-CN.md') && (text === undefined || file.startsWith(text)),
        )
      : [];
    const said = files.some((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .some((line) => line.includes('讲义更正') && line.includes(words)),
    );
    if (!said) missing.push(id);
    lines.push(`${id.padEnd(12)} ${what}  ${said ? place : 'not yet'}`);
  }
  return { lines, missing };
}

/** A line a lab: sections, steps, checks, mistakes, variants, seconds of its proof. */
export function labTable() {
  const { modules } = parse(readFileSync(join(pack, 'pack.yaml'), 'utf8'));
  return modules.flatMap(({ labs }) =>
    labs.map((id) => {
      const { course, minutes, steps, mistakes = [], variants = [] } = readLab(id);
      const checks = steps.reduce((sum, step) => sum + (step.checks?.length ?? 0), 0);
      const seconds = provenIn(id);
      const proof = seconds === undefined ? 'not proven' : `${Math.round(seconds)} s`;
      return `${id.padEnd(20)} ${minutes} min, ${steps.length} steps, ${checks} checks, ${mistakes.length} mistakes, ${variants.length} variants, proven in ${proof}: ${course.join(', ')}`;
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const course = JSON.parse(readFileSync(join(root, 'test', 'course', 'sections.json'), 'utf8'));
  const { lines, missing } = courseTable(course);
  console.log([...lines, '', ...labTable()].join('\n'));
  if (missing.length > 0) {
    console.error(`\nnot taught yet: ${missing.join(', ')}`);
    process.exitCode = 1;
  }
}
