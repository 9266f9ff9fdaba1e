import { consoleSize } from './console.js';

/** Seconds between looks at a console. */
const every = 1;

/**
 * Seconds for which the console of a machine that boots may say nothing. The longest that was seen is 13 s, from the reset to the
 * kernel's first word, with three labs emulated on two cores; one in some two hundred machines hung in its kernel, once its disk was
 * found, and said nothing more.
 */
export const bootSilence = 60;

/**
 * Calls `silent` whenever a file has not grown for so many seconds, until it is ended.
 * Looks are counted, not the clock: of a laptop that slept nothing hangs.
 * @returns ends it
 */
export function whenSilent(file: string, seconds: number, silent: () => void): () => void {
  let [size, looks] = [consoleSize(file), 0];
  const timer = setInterval(() => {
    const now = consoleSize(file);
    looks = now === size ? looks + 1 : 0;
    size = now;
    if (looks * every < seconds) return;
    looks = 0;
    silent();
  }, every * 1000);
  timer.unref();
  return () => clearInterval(timer);
}
