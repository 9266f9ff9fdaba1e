import { expect, test } from 'vitest';
import { checkKinds } from './checks.js';
import { jsonSchemaOf, schemaFiles } from './json-schema.js';
import { roles } from './lab.js';

interface Schema {
  readonly $schema?: string;
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly additionalProperties?: boolean | Schema;
}

const lab = jsonSchemaOf('lab') as Schema;

/** What a reference stands for. */
function followed(schema: Schema): Schema {
  const name = /^#\/\$defs\/(.*)$/.exec(schema.$ref ?? '')?.[1];
  if (name === undefined || name === 'use') return schema;
  const { $ref: _, ...beside } = schema;
  return { ...followed(lab.$defs![name]!), ...beside };
}

/** Follows property names and references; `*` is a list's item or a map's value. Of a mapping or a part in its place, the mapping. */
function at(schema: Schema, ...path: readonly string[]): Schema {
  return path.reduce<Schema>((found, name) => {
    const next =
      name === '*'
        ? (found.items ?? (found.additionalProperties as Schema | undefined))
        : found.properties?.[name];
    if (next === undefined) throw new Error(`nothing at ${name} of ${path.join('.')}`);
    const whole = followed(next);
    return whole.anyOf?.[1]?.$ref === '#/$defs/use' ? followed(whole.anyOf[0]!) : whole;
  }, schema);
}

test('wherever a mapping stands a part may be used in its place', () => {
  const use = [expect.objectContaining({ type: 'object' }), { $ref: '#/$defs/use' }];
  const checks = at(lab, 'steps', '*', 'checks');
  const [topology, check] = [lab.properties!['topology']!, checks.items!].map(followed);
  expect([topology?.anyOf, check?.anyOf]).toEqual([use, use]);
  expect(lab.$defs?.['use']?.required).toEqual(['use']);
  expect(lab.anyOf).toBeUndefined();
});

test('an editor is offered every kind of check, and no key that does not exist', () => {
  const check = at(lab, 'steps', '*', 'checks', '*');
  expect(Object.keys(check.properties ?? {})).toEqual(
    expect.arrayContaining([...checkKinds, 'id', 'title', 'needs', 'final', 'points', 'hint']),
  );
  expect(check.additionalProperties).toBe(false);
});

test('what a person must write is required, what has a default is not', () => {
  expect(lab.required).toEqual(['format', 'id', 'title', 'summary', 'minutes', 'topology', 'steps']);
  expect(at(lab, 'steps', '*').required).toEqual(['id', 'title', 'text']);
  expect(at(lab, 'steps', '*', 'checks', '*').required).toEqual(['id']);
  expect(at(lab, 'title').required).toEqual(['zh-CN', 'en']);
  expect(at(lab, 'steps', '*', 'checks', '*', 'http').required).toEqual(['from', 'url']);
});

test('a node has one of the roles, and other keys are networks with addresses', () => {
  const node = at(lab, 'topology', 'nodes', '*');
  expect(at(node, 'role').enum).toEqual([...roles]);
  expect(at(node, '*')).toMatchObject({ type: 'string' });
});

test('a quiz is told from others by its type, one that draws by its key, and a part may stand for any', () => {
  const flat = (schema: Schema): readonly Schema[] =>
    followed(schema).properties === undefined
      ? (followed(schema).anyOf ?? []).flatMap(flat)
      : [followed(schema)];
  const all = flat(at(lab, 'steps', '*', 'checks', '*', 'quiz'));
  const isDrawn = (schema: Schema) => schema.properties?.['drawn'] !== undefined;
  const quizzes = all.filter((schema) => schema.properties?.['use'] === undefined);
  expect(
    quizzes.filter((schema) => !isDrawn(schema)).every(({ required }) => required?.includes('type')),
  ).toBe(true);
  expect(quizzes.filter(isDrawn).map(({ required }) => required)).toEqual([['drawn']]);
  expect(quizzes.map((schema) => followed(schema.properties!['type']!).const)).toEqual(
    expect.arrayContaining(['choice', 'order', 'match', 'line', 'node', 'mac', 'predict']),
  );
  expect(JSON.stringify(lab)).not.toContain('oneOf');
});

test('keys that need a word of explanation have one', () => {
  expect(at(lab, 'vars', '*', 'pick').description).toContain('10.0.0.{20..60}');
  expect(at(lab, 'steps', '*', 'text').description).toContain('steps/10-x.en.md');
  expect(at(lab, 'steps', '*', 'checks', '*', 'ipvs-server', 'server').description).toBe('RIP:port');
});

test('the schemas name their draft and can be written as JSON, which an editor reads at once', () => {
  for (const file of schemaFiles) {
    const schema = jsonSchemaOf(file) as Schema;
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.type).toBe('object');
    expect(at(schema, 'format').const).toBe(1);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(JSON.stringify(schema, null, 2).length).toBeLessThan(150_000);
  }
});

test('a pack has a name, and its labs in modules or in one list', () => {
  expect((jsonSchemaOf('pack') as Schema).required).toEqual(['format', 'id', 'title', 'version', 'license']);
  expect(Object.keys(at(jsonSchemaOf('pack') as Schema, 'modules', '*').properties ?? {})).toEqual([
    'title',
    'labs',
  ]);
});
