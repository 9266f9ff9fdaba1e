import { type Fault, type FaultContext, FaultFailed, faultOf } from './fault.js';

/** A service that is stopped as its administrator does it: it says goodbye. @param unit of systemd */
export function stopUnit(node: string, unit: string, context: FaultContext): Fault {
  const systemctl = (verb: 'stop' | 'start') =>
    context.shell(node).exec(`systemctl ${verb} ${unit}`, { timeout: 30_000 });
  return faultOf(
    `systemctl stop ${unit}`,
    async () => {
      const { exit, stderr } = await systemctl('stop');
      if (exit !== 0) throw new FaultFailed(`systemctl stop ${unit}: ${stderr.trim()}`);
    },
    // One that does not start again is what the learner's configuration makes of it: it is seen, and told, by what comes after.
    () => systemctl('start'),
  );
}
