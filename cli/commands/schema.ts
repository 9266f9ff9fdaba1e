import { LabError } from '../../contract/errors.js';
import { jsonSchemaOf, schemaFiles } from '../../contract/json-schema.js';
import type { Register } from '../registration.js';

export const registerSchema: Register = ({ program, t, does }) => {
  program
    .command('schema <file>')
    .description(
      t(
        'lab.yaml、pack.yaml 或 class.yaml 的 JSON Schema，供编辑器使用',
        'the JSON Schema of lab.yaml, pack.yaml or class.yaml, for editors',
      ),
    )
    .action(
      does((_context, file: string) => {
        const known = schemaFiles.find((each) => each === file);
        if (known === undefined) throw new LabError({ code: 'schema.unknown', params: { file } });
        process.stdout.write(`${JSON.stringify(jsonSchemaOf(known), null, 2)}\n`);
        return 0;
      }),
    );
};
