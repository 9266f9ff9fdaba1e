import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/dialogs.css';
import './styles/views.css';
import './styles/packs.css';
import './styles/lab.css';
import './styles/checks.css';
import './styles/quiz.css';
import './styles/terminals.css';
import './styles/topology.css';
import './styles/machine-details.css';
import './styles/timeline.css';
import './styles/print.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { openChannel } from './connect.js';

createRoot(document.getElementById('root')!).render(<App open={openChannel} />);
