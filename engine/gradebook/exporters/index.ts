import { agsExporter } from './ags.js';
import { canvasExporter } from './canvas.js';
import { csvExporter } from './csv.js';
import { ctrfExporter } from './ctrf.js';
import type { Exporter } from './exporter.js';
import { jsonExporter } from './json.js';
import { junitExporter } from './junit.js';
import { handoutsExporter, pagesExporter } from './pages.js';

/** All of them: who grades a class has its grades in each form. */
export const exporters: readonly Exporter[] = [
  jsonExporter,
  csvExporter,
  junitExporter,
  ctrfExporter,
  canvasExporter,
  agsExporter,
  pagesExporter,
  handoutsExporter,
];
