import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { iconFile, packsRoot, productRoot, productVersion, realRoot, recipeRoot } from './product.js';

test('in a checkout everything is where it was written', () => {
  expect(realRoot(productRoot)).toBe(productRoot);
  expect(packsRoot).toBe(join(productRoot, 'labs'));
  expect([packsRoot, iconFile, recipeRoot].filter((path) => !existsSync(path))).toEqual([]);
  expect(productVersion()).toMatch(/^\d+\.\d+\.\d+/);
});

test('in a packaged app real files are beside the archive', () => {
  expect(realRoot('/opt/LVS Lab/resources/app.asar')).toBe('/opt/LVS Lab/resources/app.asar.unpacked');
  expect(realRoot('C:\\LVS Lab\\resources\\app.asar')).toBe('C:\\LVS Lab\\resources\\app.asar.unpacked');
  // Somebody's folder that only sounds alike is no archive of ours.
  expect(realRoot('/home/me/my-app.asar')).toBe('/home/me/my-app.asar');
  expect(realRoot('/home/me/app.asar/lvslab')).toBe('/home/me/app.asar/lvslab');
});
