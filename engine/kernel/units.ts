import { without } from './differences.js';

/** Prints the units that run, a line each; systemctl is not asked: listing them costs an emulated CPU nine seconds. */
export const runningUnits = `for u in /run/systemd/units/invocation:*; do echo "\${u##*:}"; done`;

/** Units of the machine itself, which nobody's lab is about. */
const ownUnits =
  /^(?:systemd-|lvslab-|ssh\.|dbus\.|getty|serial-getty|user|init\.|sys-|dev-|run-|kmod|apt-|dpkg-|e2scrub|fstrim|man-db|logrotate|-\.)/;

/** @returns services to stop, to start, and to start anew because their files may be others */
export function unitSteps(
  fresh: readonly string[],
  wanted: readonly string[],
): {
  readonly stop: readonly string[];
  readonly start: readonly string[];
  readonly restart: readonly string[];
} {
  const services = (units: readonly string[]) =>
    units.filter((unit) => /\.(?:service|timer)$/.test(unit) && !ownUnits.test(unit));
  const [before, after] = [services(fresh), services(wanted)];
  return {
    stop: without(before, after),
    start: without(after, before),
    restart: after.filter((unit) => before.includes(unit)),
  };
}
