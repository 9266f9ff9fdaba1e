import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/views.css';
import '../styles/lab.css';
import '../styles/topology.css';
import '../styles/print.css';
import { createRoot } from 'react-dom/client';
import { languages } from '../../contract/text.js';
import { App } from '../app.js';
import { Demo } from './demo.js';
import { drLab, vrrpLab } from './demo-data.js';

// The window without machines, for looking at it: demo.html?theme=dark&language=en&pace=300&fail
const query = new URLSearchParams(location.search);
const theme = (['light', 'dark', 'contrast'] as const).find((one) => one === query.get('theme'));
const language = languages.find((one) => one === query.get('language'));
const demo = new Demo({
  pace: Number(query.get('pace') ?? 700),
  failStart: query.has('fail'),
  settings: {
    theme: theme ?? 'light',
    ...(language === undefined ? {} : { language }),
  },
});
demo.add('dr-demo', drLab);
demo.add('vrrp-demo', vrrpLab, { state: 'suspended', created: Date.now() - 86_400_000 });
demo.add('elsewhere-demo', drLab, { created: Date.now() - 7_200_000 }, true);
demo.add('old-demo', drLab, { state: 'ended', graded: true, created: Date.now() - 864_000_000 });
Object.assign(window, { demo });
createRoot(document.getElementById('root')!).render(<App open={demo.open} />);
