/** Below the ports that Linux gives to connections that ask for none, 32768 to 60999 (ip_local_port_range, ip-sysctl). */
const first = 10_000;
const count = 32_768 - first;

/**
 * Source ports for the requests of experiments, none of them again for as long as possible.
 *
 * IPVS remembers a connection whose end it saw from one side only, as in direct routing, for two minutes (FIN_WAIT). A
 * new connection from the same address and port goes to the realserver of the old one, past the scheduler
 * (`is_new_conn_expected` in net/netfilter/ipvs/ip_vs_core.c, conn_reuse_mode 1), and is lost when that realserver has
 * left the table. The kernel's own choice starts somewhere else every ten seconds (net/core/secure_seq.c), often
 * enough among ports that were just used: then requests are not spread as the scheduler would.
 */
export class SourcePorts {
  // Another engine that goes on with the same machines starts elsewhere than the one before.
  #next = Math.floor(Date.now() / 100) % count;

  /** @returns the first of `length` ports in a row */
  take(length: number): number {
    if (this.#next + length > count) this.#next = 0;
    const start = first + this.#next;
    this.#next += length;
    return start;
  }
}
