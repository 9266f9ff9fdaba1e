import { LabError } from '../../contract/errors.js';
import type { Machines } from '../machines/provider.js';
import { ShellError } from '../machines/shell.js';

/** Milliseconds that one script of a solution or a set-up may take. */
const scriptTimeout = 300_000;

/** bash, as in a learner's terminal; from a file, so that no command of the script can read the rest of it. */
const run =
  'f=$(mktemp) && cat >"$f" && cd /root && DEBIAN_FRONTEND=noninteractive HOME=/root bash -e -o pipefail "$f" </dev/null 2>&1; s=$?; rm -f "$f"; exit $s';

/**
 * Runs a pack's script on a node, as root.
 * @returns its exit code, and the last 4,000 characters that it printed
 * @throws LabError `cancelled`, `node.unreachable`
 */
export async function runScript(
  machines: Machines,
  node: string,
  script: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly exit: number; readonly output: string }> {
  try {
    const result = await machines.shell(node).exec(run, {
      input: script,
      timeout: scriptTimeout,
      ...(signal === undefined ? {} : { signal }),
    });
    return { exit: result.exit, output: (result.stdout + result.stderr).slice(-4000) };
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    if (error.reason === 'cancelled') throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    throw new LabError(
      { code: 'node.unreachable', params: { node, detail: error.message } },
      { cause: error },
    );
  }
}
