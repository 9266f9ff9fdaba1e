import { type Fault, type FaultContext, FaultFailed, faultOf } from './fault.js';

/** keepalived dies without a word, all its processes at once: the VIP and the table stay where they are. Mended: it runs. */
export function killKeepalived(node: string, context: FaultContext): Fault {
  return faultOf(
    'keepalived killed',
    async () => {
      const { exit, stderr } = await context.shell(node).exec('systemctl kill -s KILL keepalived', {
        timeout: 30_000,
      });
      if (exit !== 0) throw new FaultFailed(`systemctl kill keepalived: ${stderr.trim()}`);
    },
    // Where systemd has started it again, that changes nothing.
    () =>
      context
        .shell(node)
        .exec('systemctl reset-failed keepalived; systemctl start keepalived', { timeout: 30_000 }),
  );
}
