import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { productRoot } from '../engine/product.js';
// @ts-expect-error a script in plain JavaScript
import { courseTable, labTable } from './course.mjs';

const course = JSON.parse(readFileSync(join(productRoot, 'test', 'course', 'sections.json'), 'utf8'));

test('every section of the course but those that are open is taught by a step of a lab, and what the notes get wrong is said', () => {
  expect(course.sections).toHaveLength(59);
  expect(courseTable(course).missing).toEqual(course.open);
});

test('a section that no lab names, a step that there is not and a correction that no text has are missing', () => {
  const [first] = course.sections;
  const { missing, lines } = courseTable({
    sections: [['9.9.9', 'none', ['arp-cache/cache']], first, [first[0], first[1], ['arp-cache/nowhere']]],
    corrections: [['G-00', 'nothing', 'arp-cache/30-layer', 'no such words']],
  });
  expect(missing).toEqual(['9.9.9', first[0], 'G-00']);
  expect(lines[1]).toContain('arp-cache/cache');
});

test('each lab of the course has a line with what it comes to', () => {
  const lines: string[] = labTable();
  expect(lines.find((line) => line.startsWith('arp-cache '))).toMatch(
    /\d+ steps, \d+ checks, \d+ mistakes, \d+ variants, /,
  );
});
