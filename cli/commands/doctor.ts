import { hostCatalogue } from '../../contract/messages/host.js';
import { word } from '../../contract/text.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';

export const registerDoctor: Register = ({ program, t, does }) => {
  program
    .command('doctor')
    .description(t('检查这台机器能否运行，缺什么、怎么补', 'can this machine run it, and what mends it'))
    .action(does(async (context) => doctor(context)));
};

/** `doctor`: can this host run it, and the command that mends what is missing. */
async function doctor(context: CliContext): Promise<ExitCode> {
  const { output, provider } = context;
  const findings = await provider.doctor();
  const good = findings.every((finding) => finding.status !== 'problem');
  if (output.json) {
    output.result(
      findings.map((finding) => ({
        ...finding,
        text: word(hostCatalogue, finding.message, output.language),
      })),
    );
    return good ? 0 : 3;
  }
  for (const finding of findings) {
    const mark = { ok: '✔', warning: '!', problem: '✘' }[finding.status];
    const colour = { ok: 'pass', warning: 'unknown', problem: 'fail' } as const;
    output.line(
      `${output.paint(colour[finding.status], mark)} ${word(hostCatalogue, finding.message, output.language)}`,
    );
    if (finding.fix !== undefined)
      output.line(`    ${output.say({ code: 'doctor.fix', params: {} })}: ${finding.fix}`);
  }
  output.message({ code: good ? 'doctor.good' : 'doctor.bad', params: {} });
  return good ? 0 : 3;
}
