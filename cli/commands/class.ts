import { writeFileSync } from 'node:fs';
import { memberOf } from '../../contract/class-code.js';
import type { Student } from '../../contract/class.js';
import { LabError } from '../../contract/errors.js';
import { learnerName } from '../../contract/learner.js';
import { packCatalogue, showProblem } from '../../contract/messages/packs.js';
import { nearest } from '../../contract/nearest.js';
import { word } from '../../contract/text.js';
import { SettingsFile } from '../../engine/app/settings.js';
import { initClass } from '../../engine/classes/init.js';
import { type LoadedClass, requireClass } from '../../engine/classes/load.js';
import { misfits } from '../../engine/classes/pins.js';
import { ticketsCsv } from '../../engine/classes/tickets.js';
import { classCodeOf, joinedValues, normalisedId, ticketOf } from '../../engine/classes/values.js';
import { diskError } from '../../engine/machines/files.js';
import { makeLibrary } from '../../wiring/packs.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { pad } from '../output.js';
import type { Register, Registration } from '../registration.js';

/** Options of `class init`. */
interface InitOptions {
  readonly title: string;
  readonly lab: readonly string[];
  readonly pack: readonly string[];
  readonly students?: string;
}

export const registerClass: Register = ({ program, t, does }) => {
  const command = program
    .command('class')
    .description(
      t(
        '班级：学生名单、计分的实验、每个学生自己的数值',
        'classes: students, the labs that count, values of each',
      ),
    );
  registerTeaching(command, { t, does });
  registerLearning(command, { t, does });
};

type Command = Registration['program'];
type Words = Pick<Registration, 't' | 'does'>;

/** What a teacher has of a class. */
function registerTeaching(command: Command, { t, does }: Words): void {
  const several = (word: string, before: readonly string[]) => [...before, word];
  command
    .command('init <folder>')
    .description(
      t(
        '新建班级目录：class.yaml（写法都注释在里面）、密钥和学生名单；实验按现在的状态锁定',
        "make a class's folder: class.yaml, which says how it is written, the key and the list of students; labs are pinned as they are now",
      ),
    )
    .requiredOption('--title <title>', t('班级名称', "the class's title"))
    .option(
      '--lab <lab>',
      t('计分的实验；可以写多次', 'a lab that counts; may be given more than once'),
      several,
      [],
    )
    .option(
      '--pack <id>',
      t('一个包的所有实验；可以写多次', 'all labs of a pack; may be given more than once'),
      several,
      [],
    )
    .option(
      '--students <file>',
      t(
        '学生名单（CSV，第一行有学号和姓名）',
        'the list of students (CSV; its first row names the columns id and name)',
      ),
    )
    .action(does((context, path: string, options: InitOptions) => init(context, path, options)));
  command
    .command('check [folder]')
    .description(
      t(
        '检查班级目录，并说明哪些实验与这台机器上的包不再相同',
        "look through a class's folder, and say which labs are not as the packs that are here any more",
      ),
    )
    .action(does((context, path: string = '.') => check(context, path)));
  command
    .command('code [folder]')
    .description(t('全班共用的班级码', 'the one code that the whole class types'))
    .action(
      does(({ output }, path: string = '.') => {
        const loaded = requireClass(path);
        const code = classCodeOf(loaded);
        if (output.json) output.result({ class: loaded.id, code });
        else output.line(code);
        output.message({ code: 'class.code-how', params: {} });
        return 0;
      }),
    );
  command
    .command('ticket [students...]')
    .description(
      t(
        '学生自己的凭证：只能算出这一个学生的数值',
        "students' tickets, each of which gives the values of one student only",
      ),
    )
    .option('--all', t('全班', 'of the whole class'))
    .option('--out <file>', t('与 --all 一起：写成 CSV 文件', 'with --all: written to a CSV file'))
    .option('--class <folder>', t('班级目录', "the class's folder"), '.')
    .action(does((context, ids: string[], options: TicketOptions) => tickets(context, ids, options)));
}

/** What a learner does about a class. */
function registerLearning(command: Command, { t, does }: Words): void {
  command
    .command('join <code...>')
    .description(
      t(
        '用老师给的班级码或凭证加入：以后开始的实验用你自己的数值',
        'join by the code or ticket that your teacher gave you: labs that you begin have values of your own',
      ),
    )
    .option('--student <id>', t('你的学号（凭证里已有）', 'your student id (a ticket has it)'))
    .option('--name <name>', t('你的姓名，写进报告', 'your name, for reports'))
    .action(
      does(({ output }, words: string[], options: { readonly student?: string; readonly name?: string }) => {
        const read = memberOf(words.join(' '), options.student ?? '');
        if (!read.ok) throw new LabError({ code: 'class.code', params: { inCode: read.why } });
        const { member } = read;
        const name = learnerName(options.name ?? '');
        new SettingsFile().change({ class: member, ...(name === '' ? {} : { learner: name }) });
        if (output.json) output.result({ class: joinedValues(member)?.class });
        output.message({ code: 'class.joined', params: { student: member.student } });
        return 0;
      }),
    );
  command
    .command('leave')
    .description(
      t('退出班级：以后开始的实验用自带的数值', 'leave the class: labs that you begin have their own values'),
    )
    .action(
      does(({ output }) => {
        const settings = new SettingsFile();
        const joined = settings.read().class !== null;
        if (joined) settings.change({ class: null });
        if (output.json) output.result({ left: joined });
        output.message({ code: joined ? 'class.left' : 'class.not-joined', params: {} });
        return 0;
      }),
    );
}

async function init({ output }: CliContext, path: string, options: InitOptions): Promise<ExitCode> {
  const { title, lab, pack, students } = options;
  const { language } = output;
  const made = await initClass(
    { folder: path, title, labs: lab, packs: pack, students, language },
    makeLibrary(),
  );
  if (output.json) output.result(made);
  const { labs, students: known } = made;
  if (known === undefined) output.message({ code: 'class.made-example', params: { folder: path, labs } });
  else output.message({ code: 'class.made', params: { folder: path, labs, students: known } });
  return 0;
}

/** `class check`: exit 2 where the class has mistakes, or the packs that are here are others than it names. */
async function check({ output }: CliContext, path: string): Promise<ExitCode> {
  const loaded = requireClass(path);
  const problems = await misfits(loaded, makeLibrary());
  const { id, labs, students, see, published } = loaded;
  const title = typeof loaded.title === 'string' ? loaded.title : output.text(loaded.title);
  if (output.json) {
    const told = problems.map(({ frame: _, message, ...place }) => ({
      ...place,
      ...message,
      text: word(packCatalogue, message, output.language),
    }));
    output.result({
      id,
      title: loaded.title,
      students: students.length,
      labs,
      see,
      published,
      problems: told,
    });
  }
  for (const { lab, weight, due = '', reboot } of labs)
    output.line(`${pad(lab, 32)} ${output.say({ code: 'class.lab', params: { weight, due, reboot } })}`);
  for (const problem of problems) output.line(showProblem(problem, output.language));
  const params = { title, students: students.length, labs: labs.length };
  if (problems.length === 0) output.message({ code: 'class.sound', params });
  else output.message({ code: 'class.misfits', params: { ...params, count: problems.length } });
  return problems.length === 0 ? 0 : 2;
}

interface TicketOptions {
  readonly all?: true;
  readonly out?: string;
  readonly class: string;
}

function tickets(
  { output }: CliContext,
  ids: readonly string[],
  { all, out, class: path }: TicketOptions,
): ExitCode {
  if (out !== undefined && all !== true) throw new LabError({ code: 'class.out-alone', params: {} });
  if (ids.length === 0 && all !== true) throw new LabError({ code: 'class.students-none', params: {} });
  const loaded = requireClass(path);
  const students = all === true ? loaded.students : ids.map((id) => studentOf(loaded, ids, id));
  const given = students.map(({ id, name }) => ({ id, name, ticket: ticketOf(loaded, { id }) }));
  if (out !== undefined) {
    writeNew(out, ticketsCsv(given));
    output.message({ code: 'class.tickets', params: { file: out, students: given.length } });
  }
  if (output.json) output.result(given);
  else if (out === undefined)
    for (const { id, name, ticket } of given) output.line(`${pad(id, 14)} ${pad(name, 16)} ${ticket}`);
  return 0;
}

/** @throws LabError class.students-unknown: all of them that are */
function studentOf({ students }: LoadedClass, ids: readonly string[], id: string): Student {
  const found = (wanted: string) => students.find((each) => normalisedId(each.id) === normalisedId(wanted));
  const student = found(id);
  if (student !== undefined) return student;
  const unknown = ids.filter((each) => found(each) === undefined);
  const suggestion = nearest(
    id,
    students.map((each) => each.id),
  );
  throw new LabError({ code: 'class.students-unknown', params: { ids: unknown, suggestion } });
}

/** Tickets are for one person each: the file is its owner's only. @throws LabError report.exists, and those of `diskError` */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new LabError({ code: 'report.exists', params: { file } }, { cause: error });
    throw diskError(error, file);
  }
}
