import { beforeAll, expect, test } from 'vitest';
import { openForAll } from './window.js';

// Packs and guests are hostile: each rule that keeps them in is tried to be broken, in the real app.

const running = openForAll();

beforeAll(async () => {
  const { app, page } = running;
  // What would leave the app is noted instead of done.
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  await page.getByRole('button', { name: 'Start "LVS-DR by hand"' }).waitFor();
});

const opened = () => running.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);

test('the page has no Node, and of the app a few functions', async () => {
  expect(
    await running.page.evaluate(() => ({
      node: [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')],
      ours: Object.keys(Reflect.get(globalThis, 'lvslab') as object).toSorted(),
    })),
  ).toEqual({
    node: ['undefined', 'undefined'],
    ours: ['chooseFolder', 'choosePack', 'connect', 'paste', 'pathOf', 'printPdf', 'takePacks'],
  });
});

test('windows are isolated and sandboxed', async () => {
  const preferences = await running.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window!.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
});

test('a guest cannot set the clipboard or the title through the terminal', { timeout: 120_000 }, async () => {
  const { app, page, hands } = running;
  await hands.start('LVS-DR by hand');
  await app.evaluate(({ clipboard }) => clipboard.writeText('mine'));
  const title = await page.title();
  // OSC 52 writes the clipboard, OSC 0 the title (xterm control sequences).
  await hands.type('rs1', String.raw`printf '\033]52;c;c3RvbGVu\007\033]0;stolen\007'`);
  await hands.type('rs1', 'echo after');
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('mine');
  expect(await page.title()).toBe(title);
});

test.each(['https://example.org/', 'file:///etc/passwd', 'lvslab://other/', 'data:text/html,<p>x'])(
  'the window does not go to %s',
  async (url) => {
    const { app, page } = running;
    const before = page.url();
    await page.evaluate((target) => {
      const link = document.createElement('a');
      link.href = target;
      document.body.append(link);
      link.click();
      link.remove();
    }, url);
    await page.waitForTimeout(300);
    expect(page.url()).toBe(before);
    expect(app.windows()).toHaveLength(1);
  },
);

test.each([
  ['https://example.org/', true],
  ['file:///etc/passwd', false],
  ['ssh://example.org/', false],
  ['javascript:alert(1)', false],
] as const)('window.open of %s makes no window; only the web goes to the browser', async (url, goes) => {
  const { app, page } = running;
  const before = (await opened()).length;
  await page.evaluate((target) => void window.open(target), url).catch(() => undefined);
  await page.waitForTimeout(200);
  expect(app.windows()).toHaveLength(1);
  expect((await opened()).slice(before)).toEqual(goes ? [url] : []);
});

test('nothing is permitted', async () => {
  expect(
    await running.page.evaluate(async () => [
      await navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state),
      await Notification.requestPermission(),
      await navigator.mediaDevices?.getUserMedia({ audio: true }).then(
        () => 'granted',
        (error: Error) => error.name,
      ),
    ]),
  ).toEqual(['denied', 'denied', expect.stringMatching(/NotAllowedError|NotFoundError|undefined/)]);
});

test('neither script in the page nor a request to elsewhere gets past the policy', async () => {
  const result = await running.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.broken = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'x:';
    image.setAttribute('onerror', 'window.broken = true');
    document.body.append(image);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const fetched = await fetch('https://example.org/').then(
      () => 'reached',
      () => 'refused',
    );
    let evaluated = 'refused';
    try {
      // eslint-disable-next-line no-eval
      evaluated = String((0, eval)('1 + 1'));
    } catch {
      // as it should be
    }
    script.remove();
    image.remove();
    return { broken: Reflect.get(window, 'broken') as unknown, fetched, evaluated };
  });
  // Playwright itself may evaluate; a page's own eval may not.
  expect(result).toMatchObject({ fetched: 'refused' });
  expect(result.broken).toBeUndefined();
});
