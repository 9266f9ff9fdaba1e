import type { ExperimentRequest, HttpAttempt, HttpResult, Tried } from '../../contract/experiments.js';
import { quote } from '../machines/shell.js';
import {
  capturing,
  type ExperimentContext,
  ExperimentFailed,
  type ServerTokens,
  tried,
  withSignal,
} from './context.js';
import { ToolMissing } from '../faults/fault.js';
import { documentRoots } from '../faults/web.js';
import type { Experiment } from './experiment.js';
import { FrameCounter } from './frame-path.js';
import { httpScript, parseHttpLines } from './perl-http.js';

type HttpRequest = Extract<ExperimentRequest, { kind: 'http' }>;

/** Seconds until one request is given up: more than the 3 s after which a kernel gives an unanswered ARP up. */
const requestSeconds = 4;

/**
 * Requests to a URL from a node, each told apart by how it ended and by which realserver answered. Servers are told by
 * a secret file that is written to each of them for the time of the experiment: never by page text, which a learner
 * can copy. No file of the learner's is touched.
 */
export function runHttp(request: HttpRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async () => {
    const url = parseUrl(request.url);
    if (context.tokens !== undefined) return ask(request, url, await context.tokens(), context);
    return withServerTokens(context, (written) => ask(request, url, written, context));
  });
}

export const httpExperiment: Experiment<'http'> = {
  timed: true,
  inTurn: true,
  run: runHttp,
};

/** Has each server tell by a secret file who it is, as long as something is done. */
export async function withServerTokens<T>(
  context: ExperimentContext,
  work: (tokens: ServerTokens) => Promise<T>,
): Promise<T> {
  const written = new WrittenTokens(context);
  try {
    return await work(await written.tokens());
  } finally {
    await written.remove();
  }
}

/** Secret files by which servers tell who they are: for several experiments, written when the first one asks for them. */
export class WrittenTokens {
  readonly #context: ExperimentContext;
  #written: Promise<ServerTokens> | undefined;

  constructor(context: ExperimentContext) {
    this.#context = context;
  }

  tokens(): Promise<ServerTokens> {
    this.#written ??= this.#write();
    return this.#written;
  }

  /** Takes them out again, whatever happened before; never throws. Who asks later has new ones. */
  async remove(): Promise<void> {
    const written = await this.#written?.catch(() => undefined);
    this.#written = undefined;
    if (written === undefined) return;
    const { file, nodes } = written;
    await Promise.all([...nodes.values()].map((node) => removeToken(this.#context, node, file)));
  }

  async #write(): Promise<ServerTokens> {
    const context = this.#context;
    const file = `${context.secret()}.txt`;
    const nodes = new Map<string, string>();
    const servers = context.topology.nodes.filter(({ role }) => role !== 'client' && role !== 'router');
    try {
      await Promise.all(servers.map(({ name }) => writeToken(context, name, file, nodes)));
    } catch (error) {
      await Promise.all([...nodes.values()].map((node) => removeToken(context, node, file)));
      throw error;
    }
    return { file, nodes };
  }
}

async function ask(
  request: HttpRequest,
  url: Target,
  { file, nodes }: ServerTokens,
  context: ExperimentContext,
): Promise<HttpResult> {
  const counter = new FrameCounter(context.topology, url.address, url.port);
  const { requests } = request;
  const ports = context.sourcePorts(requests);
  const words = [url.address, url.port, url.host, url.path, `/${file}`, requests, requestSeconds, ports];
  const networks = context.topology.networks.map(({ name }) => name);
  const { at, run } = await capturing(
    context,
    networks,
    (frame) => counter.add(frame),
    async () => {
      const at = Date.now();
      const run = await context
        .shell(request.from)
        .exec(`perl - ${words.map((word) => quote(String(word))).join(' ')}`, {
          input: httpScript,
          timeout: (requestSeconds + requests * 0.35) * 1000 + 20_000,
          ...withSignal(context),
        });
      return { at, run };
    },
  );
  if (run.exit === 127) throw new ToolMissing('perl');
  const lines = parseHttpLines(run.stdout);
  if (lines.length === 0) throw new ExperimentFailed(run.stderr.trim().slice(0, 300) || `exit ${run.exit}`);
  const attempts = lines.map((line): HttpAttempt => {
    const server = nodes.get(line.token);
    const bad = line.outcome === 'ok' && line.status >= 400;
    return {
      outcome: bad ? 'http-error' : line.outcome,
      ...(line.status > 0 ? { status: line.status } : {}),
      ...(server === undefined ? {} : { server }),
      ms: line.ms,
    };
  });
  return {
    kind: 'http',
    attempts,
    ...(context.capture === undefined ? {} : { path: counter.path }),
    command: `for i in $(seq ${requests}); do curl -s -o /dev/null -w '%{http_code}\\n' ${request.url}; done`,
    output: attempts.map(describe).join('\n'),
    at,
  };
}

function describe(attempt: HttpAttempt, index: number): string {
  const server = attempt.server === undefined ? '' : ` from ${attempt.server}`;
  return `${index + 1}: ${attempt.status ?? attempt.outcome}${server} (${attempt.ms} ms)`;
}

interface Target {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
}

/** @throws ExperimentFailed for anything but an http URL */
export function parseUrl(url: string): Target {
  const match = /^http:\/\/([\w.-]+)(?::(\d+))?(\/[^\s#]*)?$/i.exec(url);
  if (match === null) throw new ExperimentFailed(`not an http URL: ${url}`);
  const [, name = '', port, path] = match;
  return {
    host: port === undefined ? name : `${name}:${port}`,
    address: name,
    port: Number(port ?? 80),
    path: path ?? '/',
  };
}

/** A node that cannot be reached gets no token: its requests show what is wrong. */
async function writeToken(
  context: ExperimentContext,
  node: string,
  file: string,
  tokens: Map<string, string>,
): Promise<void> {
  const token = `tok-${context.secret()}`;
  const write = `umask 022; x=1; for d in ${documentRoots.join(' ')}; do [ -d "$d" ] && printf '%s\\n' ${token} > "$d/${file}" && x=0; done; exit $x`;
  try {
    const result = await context.shell(node).exec(write, { timeout: 10_000, ...withSignal(context) });
    if (result.exit === 0) tokens.set(token, node);
  } catch {
    context.signal?.throwIfAborted();
  }
}

async function removeToken(context: ExperimentContext, node: string, file: string): Promise<void> {
  const paths = documentRoots.map((root) => `${root}/${file}`).join(' ');
  // Without the signal: also a cancelled experiment cleans up.
  await context
    .shell(node)
    .exec(`rm -f ${paths}`, { timeout: 10_000 })
    .catch(() => undefined);
}
