import { join } from 'node:path';
import { cacheRoot } from '../engine/machines/roots.js';

export const imagesRoot = () => join(cacheRoot(), 'images');
