import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import type { Conf } from './conf.js';

/** One finding about a node's keepalived.conf. */
export interface Problem {
  readonly node: string;
  /** 0: no line is known. */
  readonly line: number;
  readonly diagnosis: DiagnosisMessage;
  /** What `keepalived -t` said, or the file's own text: for people. */
  readonly text: string;
  /** What is fatal ends keepalived; an error makes it do something else than the file says; a warning is worth saying, but works. */
  readonly severity: 'fatal' | 'error' | 'warning';
}

const weight: Readonly<Record<Problem['severity'], number>> = { fatal: 2, error: 1, warning: 0 };

/** Lines with which keepalived 2.2.7 gives up, or loses the rest of the file (exit 4). */
/** keepalived's last word before it ends; which one it is stands in an earlier line. */
const unnamedInterface = /Non-existent interface specified/;
const fatal = /missing a parameter|Non-existent interface|missing '\}'|\bcannot continue\b|is fatal/i;

/** Lines of `keepalived -t` after which it does what the file says, or does without what had no effect. */
const harmless =
  /script_security not enabled|deprecated|persistence_timeout invalid|number '0' outside range \[(1, 2678400|0\.000001, [\d.]+)\]|Strict mode does not support authentication|does not support authentication\. Ignoring|must be an integer\. rounding|must match being address owner|no scheduler set|vrrp_g(arp|na)_interval|(garp|gna)_interval '0'|this probably isn't what you want|keepalived_script/i;

/** The instance that a line is about: `(VI_1) …`. */
function instanceIn(text: string): string {
  return /^\((\w[\w.-]*)\)/.exec(text)?.[1] ?? '';
}

function warningOf(node: string, { text, number }: Line): DiagnosisMessage | undefined {
  if (/\s\/\/(\s|$)/.test(text)) return { code: 'slash-comment', params: { node, line: number } };
  if (/Truncating auth_pass/i.test(text)) return { code: 'password-truncated', params: { node } };
  if (/nopreempt will not work/.test(text))
    return { code: 'nopreempt-with-master', params: { node, instance: instanceIn(text) } };
  return harmless.test(text)
    ? { code: 'config-warning', params: { node, detail: number === 0 ? text : `${number}: ${text}` } }
    : undefined;
}

/** Keywords that are right somewhere: reported as unknown they stand in the wrong block, so a brace is wrong. */
const knownKeywords = new Set(
  `global_defs router_id vrrp_instance state interface virtual_router_id priority advert_int authentication auth_type
  auth_pass virtual_ipaddress virtual_server delay_loop lb_algo lb_kind persistence_timeout protocol real_server weight
  TCP_CHECK HTTP_GET SSL_GET MISC_CHECK connect_timeout connect_port retry delay_before_retry nopreempt preempt_delay
  track_script track_interface notify_master notify_backup notify_fault unicast_peer unicast_src_ip url path status_code
  digest } {`.split(/\s+/),
);

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Lines of `keepalived -t` (2.2.7): `(FILE: Line N) text`, `(Line N) text`, `(VI_1) text`; parser passes repeat them. */
function readLines(output: string): readonly Line[] {
  const seen = new Map<string, Line>();
  for (const raw of output.split('\n')) {
    const match = /^\s*\((?:[^()]*: )?Line (\d+)\)\s*(.*)$/.exec(raw);
    const text = (match?.[2] ?? raw).trim();
    if (
      text === '' ||
      /^(Starting|Stopping|Command line|Running on|WARNING - keepalived was built)/.test(text)
    )
      continue;
    const line = { number: Number(match?.[1] ?? 0), text };
    if (!seen.has(`${line.number} ${text}`)) seen.set(`${line.number} ${text}`, line);
  }
  return [...seen.values()];
}

/**
 * What `keepalived -t` complains about, as diagnoses: the root first. A brace closed too early makes every later
 * keyword unknown, so only the first unknown one counts.
 */
export function readTest(
  node: string,
  test: { exit: number; output: string },
  conf: Conf,
): readonly Problem[] {
  if (test.exit === 0) return [];
  const lines = readLines(test.output);
  const problem = (
    line: Line,
    diagnosis: DiagnosisMessage,
    severity: Problem['severity'] = 'error',
  ): Problem => ({ node, line: line.number, diagnosis, text: line.text, severity });
  const found: Problem[] = [];
  const unknown = lines
    .flatMap((line) => {
      const keyword = /Unknown keyword '(.*?)'/.exec(line.text)?.[1];
      return keyword === undefined ? [] : [{ line, keyword }];
    })
    .sort((a, b) => a.line.number - b.line.number)[0];
  if (unknown !== undefined)
    found.push(problem(unknown.line, unknownKeyword(node, unknown.line, unknown.keyword)));
  for (const line of lines) {
    if (/Unknown keyword|Unexpected '\{'|^- /.test(line.text)) continue;
    // Said once more, of an interface that was named.
    if (
      unnamedInterface.test(line.text) &&
      found.some(({ diagnosis }) => diagnosis.code === 'interface-missing')
    )
      continue;
    const warning = warningOf(node, line);
    if (warning !== undefined) {
      found.push(problem(line, warning, 'warning'));
      continue;
    }
    const diagnosis = classify(node, line, conf);
    // Consequences of a misplaced keyword are no findings of their own.
    if (unknown !== undefined && /brace|without-servers|problem/.test(diagnosis.code)) continue;
    found.push(problem(line, diagnosis, fatal.test(line.text) ? 'fatal' : 'error'));
  }
  // What ends keepalived comes before what it goes on without, and what it does otherwise before what it leaves out.
  const changes = ({ diagnosis }: Problem) => Number(diagnosis.code === 'scheduler-unknown');
  if (found.length > 0)
    return found.toSorted((a, b) => weight[b.severity] - weight[a.severity] || changes(b) - changes(a));
  const detail = lines[0]?.text ?? `exit ${test.exit}`;
  return [problem({ number: 0, text: detail }, { code: 'config-problem', params: { node, detail } })];
}

function unknownKeyword(node: string, line: Line, keyword: string): DiagnosisMessage {
  if (keyword === 'real_server') {
    return { code: 'server-outside-virtual-server', params: { node, line: line.number } };
  }
  if (knownKeywords.has(keyword)) {
    const detail = `line ${line.number}: ${keyword}`;
    return { code: 'config-syntax-braces', params: { node, detail } };
  }
  return { code: 'config-unknown-keyword', params: { node, keyword, line: line.number } };
}

function classify(node: string, line: Line, conf: Conf): DiagnosisMessage {
  const { text } = line;
  const scheduler = /Invalid lvs_scheduler '(.*?)'/.exec(text)?.[1];
  if (scheduler !== undefined)
    return { code: 'scheduler-unknown', params: { node, word: scheduler, line: line.number } };
  const disabled = /Disabling track script (\S+) since/.exec(text)?.[1];
  if (disabled !== undefined) {
    const command = conf.scripts.find(({ name }) => name === disabled)?.command[0] ?? disabled;
    return { code: 'script-disabled', params: { node, script: disabled, command } };
  }
  const instance = instanceIn(text);
  if (/missing '\}'|extra '\{'|Extra '\}'/i.test(text)) {
    return { code: 'config-syntax-braces', params: { node, detail: text } };
  }
  const auth = /unknown authentication type '(.*?)'/.exec(text);
  if (auth !== null) {
    const found = conf.instances.find((each) => each.name === instance)?.authType ?? auth[1] ?? '';
    return { code: 'auth-type-unknown', params: { node, instance, found } };
  }
  if (/No VIP specified/.test(text)) return { code: 'no-vip-in-instance', params: { node, instance } };
  const ports =
    /virtual server \[(.*?)\]:\w+:(\d+) and real server \[(.*?)\]:\w+:(\d+) ports don't match/.exec(text);
  if (ports !== null) {
    return {
      code: 'dr-port-mismatch',
      params: { node, server: `${ports[3]}:${ports[4]}`, port: ports[2] ?? '' },
    };
  }
  const empty = /Virtual server \[(.*?)\]:\w+:(\d+) has no real servers/i.exec(text);
  if (empty !== null) {
    return { code: 'virtual-server-without-servers', params: { node, service: `${empty[1]}:${empty[2]}` } };
  }
  const twice = /^(\S+) and (\S+) both use VRID/.exec(text);
  if (twice !== null)
    return { code: 'vrid-used-twice', params: { node, instances: `${twice[1]}, ${twice[2]}` } };
  const dev =
    /interface (\S+) .*(?:doesn't|does not|not) exist/i.exec(text) ??
    /(?:Unknown|Non-existent) interface (\S+)/i.exec(text);
  if (dev !== null && dev[1] !== 'specified')
    return { code: 'interface-missing', params: { node, dev: dev[1] ?? '' } };
  if (unnamedInterface.test(text)) {
    return { code: 'interface-missing', params: { node, dev: conf.instances[0]?.interface ?? '' } };
  }
  return { code: 'config-problem', params: { node, detail: text } };
}
