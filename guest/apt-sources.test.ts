import { expect, test } from 'vitest';
import { defaultSources, proxyOptions, sourcesFrom } from './apt-sources.js';

test("a host of the same release gives its own mirrors, without other people's repositories", () => {
  const targets = [
    'http://mirror.example/debian/ bookworm main Debian Packages',
    'http://mirror.example/debian/ bookworm main Debian Translations',
    'http://mirror.example/debian/ bookworm contrib Debian Packages',
    'http://mirror.example/security/ bookworm-security main Debian Packages',
    'https://repo.example/node/ nodistro main Other Packages',
  ].join('\n');
  expect(sourcesFrom(targets)).toEqual([
    'deb http://mirror.example/debian bookworm main',
    'deb http://mirror.example/security bookworm-security main',
  ]);
});

test("any other host takes Debian's own addresses", () => {
  expect(sourcesFrom('')).toBe(defaultSources);
  expect(sourcesFrom('http://archive.example/ubuntu/ noble main Ubuntu Packages')).toBe(defaultSources);
  expect(sourcesFrom('http://mirror.example/debian/ bookworm-updates main Debian Packages')).toBe(
    defaultSources,
  );
});

test("APT's proxy settings are handed on, and only those", () => {
  const dump =
    'APT "";\nAcquire::http::Proxy "http://proxy.example:3128";\nAcquire::https::Proxy "";\nAcquire::http::Timeout "9";\n';
  expect(proxyOptions(dump)).toEqual(['Acquire::http::Proxy "http://proxy.example:3128"']);
});
