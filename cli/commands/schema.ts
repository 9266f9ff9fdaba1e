import { LabError } from '../../contract/errors.js';
import { jsonSchemaOf } from '../../contract/json-schema.js';
import type { Register } from '../registration.js';

export const registerSchema: Register = ({ program, t, does }) => {
  program
    .command('schema <file>')
    .description(
      t(
        'lab.yaml 或 pack.yaml 的 JSON Schema，供编辑器使用',
        'the JSON Schema of lab.yaml or pack.yaml, for editors',
      ),
    )
    .action(
      does((_context, file: string) => {
        if (file !== 'lab' && file !== 'pack')
          throw new LabError({ code: 'schema.unknown', params: { file } });
        process.stdout.write(`${JSON.stringify(jsonSchemaOf(file), null, 2)}\n`);
        return 0;
      }),
    );
};
