// `npm start`: sets everything up, then does the main job: a whole lab on real machines, graded.
import { lvslab, say, setUp } from './setup.mjs';

const started = Date.now();
const lap = (what, since) => say(`${what}: ${((Date.now() - since) / 1000).toFixed(1)} s`);

setUp();
lap('set-up', started);
const image = Date.now();
lvslab('image', 'build');
lap('guest image', image);
const lab = Date.now();
lvslab('run', 'dr-by-hand', '--solve');
lap('lab', lab);
say('Next: npx lvslab labs    npx lvslab up dr-by-hand -d    npx lvslab --help');
