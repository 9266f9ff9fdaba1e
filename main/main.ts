import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  net,
  protocol,
  session,
  shell,
  utilityProcess,
  type UtilityProcess,
} from 'electron';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { languageOf } from '../contract/text.js';
import { SettingsFile } from '../engine/app/settings.js';
import { windowFile } from '../engine/app/window-files.js';
import { log, logLastResort, openLog } from '../engine/log/log.js';
import { iconFile, windowRoot } from '../engine/product.js';
import { packFiles } from './pack-files.js';
import type { FromEngine, ToEngine } from './messages.js';
import { texts } from './texts.js';

/** The window's page comes from its own scheme: no file: URL, no server. */
const scheme = 'lvslab';
const home = `${scheme}://app/`;
const here = fileURLToPath(new URL('.', import.meta.url));
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A report is text and its own style. */
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
/** Characters: a report has at most some hundred checks with their evidence, of 4,000 characters each. */
const maxReport = 20_000_000;
/** Reports that are being printed. */
const reports = new Map<string, string>();

/** Packs that wait for the page at most. */
const maxPacks = 20;

let window: BrowserWindow | undefined;
let engine: UtilityProcess | undefined;
let leaving: 'no' | 'asking' | 'yes' = 'no';
/** Paths of lab packs that the desktop opened with us, until the page takes them. */
let packs = packFiles(process.argv);
const say = () => texts[languageOf(process.env['LVSLAB_LANG'] ?? app.getLocale())];

protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

if (app.requestSingleInstanceLock()) void run();
else app.quit();

/** Not at the top level: Electron is not ready before this module has been loaded. */
async function run(): Promise<void> {
  openLog('main').info('starts');
  logLastResort();
  // Root must switch the system's sandbox off by hand; the window's own preferences stay.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.on('second-instance', (_event, words, folder) => {
    window?.restore();
    window?.focus();
    addPacks(packFiles(words, folder));
  });
  // macOS names files this way only.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    addPacks(packFiles([file]));
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (leaving === 'yes' || engine === undefined) return;
    event.preventDefault();
    if (leaving === 'no') void leave();
  });
  await app.whenReady();
  servePages();
  denyEverythingElse();
  Menu.setApplicationMenu(null);
  ipcMain.on('connect', (event) => {
    if (event.senderFrame?.url.startsWith(home)) handOverPort(event.sender);
  });
  answer('pdf', (html) => {
    if (typeof html !== 'string' || html.length > maxReport) throw new Error('not a report');
    return printReport(html);
  });
  // As its keys do: the page itself may not read the clipboard.
  ipcMain.handle('paste', (event) => {
    if (event.senderFrame?.url.startsWith(home)) event.sender.paste();
  });
  answer('take-packs', () => {
    const taken = packs;
    packs = [];
    return taken;
  });
  answer('choose-pack', () => choosePack());
  answer('choose-folder', () => chooseFolder());
  openWindow();
}

/** Answers our own page, and nobody else. */
function answer(channel: string, work: (input: unknown) => unknown): void {
  ipcMain.handle(channel, (event, input: unknown) => {
    if (!event.senderFrame?.url.startsWith(home)) throw new Error('not this page');
    return work(input);
  });
}

/** A report as PDF: printed by a window that nobody sees, which runs no script and reaches nothing. */
async function printReport(html: string): Promise<Uint8Array> {
  const id = randomUUID();
  const printer = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
  });
  reports.set(id, html);
  try {
    await printer.loadURL(`${scheme}://report/${id}`);
    return await printer.webContents.printToPDF({ printBackground: true, pageSize: 'A4' });
  } finally {
    reports.delete(id);
    printer.destroy();
  }
}

function servePages(): void {
  protocol.handle(scheme, async (request) => {
    const { host, pathname } = new URL(request.url);
    const report = host === 'report' ? reports.get(pathname.slice(1)) : undefined;
    if (report !== undefined) {
      const page = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': reportPolicy };
      return new Response(report, { headers: page });
    }
    const wanted = host === 'app' ? windowFile(windowRoot, pathname) : 'missing';
    if (typeof wanted === 'string') return new Response('', { status: 404 });
    const found = await net.fetch(pathToFileURL(wanted.file).href).catch(() => undefined);
    if (found === undefined || !found.ok) return new Response('', { status: 404 });
    const headers = new Headers(found.headers);
    headers.set('Content-Security-Policy', policy);
    headers.set('X-Content-Type-Options', 'nosniff');
    return new Response(found.body, { status: 200, headers });
  });
}

/** Packs and guests are hostile: a page of ours never goes elsewhere, opens nothing and is permitted nothing. */
function denyEverythingElse(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  );
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      // The page has asked the learner already.
      if (/^https?:\/\//.test(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

function openWindow(): void {
  window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'LVS Lab',
    icon: iconFile,
    webPreferences: {
      preload: join(here, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window?.show());
  window.on('closed', () => {
    window = undefined;
  });
  void window.loadURL(home);
}

/** The page asks for them when it can show them; a page that is there is told. */
function addPacks(paths: readonly string[]): void {
  if (paths.length === 0) return;
  packs = [...packs, ...paths].slice(-maxPacks);
  window?.webContents.send('packs');
}

/** Asks for a pack's file. @returns undefined: nobody wants one */
async function choosePack(): Promise<string | undefined> {
  if (window === undefined) return undefined;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: [{ name: say().packs, extensions: ['lvspack'] }],
  });
  return canceled ? undefined : filePaths[0];
}

/** Asks for a folder. @returns undefined: nobody wants one */
async function chooseFolder(): Promise<string | undefined> {
  if (window === undefined) return undefined;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] });
  return canceled ? undefined : filePaths[0];
}

/** The engine, started when it is not there: also after it died. */
function liveEngine(): UtilityProcess {
  if (engine !== undefined) return engine;
  const child = utilityProcess.fork(join(here, 'engine.js'), [], {
    serviceName: 'lvslab-engine',
    stdio: 'pipe',
    env: { ...process.env, LVSLAB_LANG: process.env['LVSLAB_LANG'] ?? app.getLocale() },
  });
  // What it prints is for whoever started us, and kept: its last words say why it ended.
  for (const [name, from, to] of [
    ['stdout', child.stdout, process.stdout],
    ['stderr', child.stderr, process.stderr],
  ] as const)
    from?.on('data', (data: Buffer) => {
      to.write(data);
      log().warn({ stream: name, text: data.toString('utf8').slice(0, 4000) }, 'the engine printed');
    });
  child.on('exit', (code) => {
    // Told apart from one that was asked to end: that is 0.
    if (code === 0) log().info('the engine ended');
    else log().error({ code }, 'the engine crashed');
    if (engine === child) engine = undefined;
  });
  engine = child;
  return child;
}

/** The window talks to the engine without us between them. */
function handOverPort(contents: Electron.WebContents): void {
  const { port1, port2 } = new MessageChannelMain();
  liveEngine().postMessage({ type: 'port' } satisfies ToEngine, [port1]);
  contents.postMessage('port', null, [port2]);
}

/** Asks the engine and waits for its answer; undefined when it dies first. */
function ask<T extends FromEngine['type']>(
  message: ToEngine,
  wanted: T,
): Promise<Extract<FromEngine, { type: T }> | undefined> {
  const child = engine;
  if (child === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const hear = (answer: FromEngine) => {
      if (answer.type !== wanted) return;
      child.off('message', hear);
      resolve(answer as Extract<FromEngine, { type: T }>);
    };
    child.on('message', hear);
    child.once('exit', () => resolve(undefined));
    child.postMessage(message);
  });
}

/** Suspends or ends what runs, as the learner wants, then quits. */
async function leave(): Promise<void> {
  leaving = 'asking';
  const counted = await ask({ type: 'count' }, 'counted');
  const running = counted?.running ?? 0;
  let how = counted?.onQuit ?? 'suspend';
  if (running > 0 && how === 'ask') {
    const { response, checkboxChecked } = await dialog.showMessageBox({
      type: 'question',
      message: say().question(running),
      detail: say().detail,
      buttons: [say().suspend, say().end, say().stay],
      defaultId: 0,
      cancelId: 2,
      checkboxLabel: say().remember,
    });
    if (response === 2) {
      leaving = 'no';
      if (window === undefined) openWindow();
      return;
    }
    how = response === 0 ? 'suspend' : 'end';
    if (checkboxChecked) new SettingsFile().change({ onQuit: how });
  }
  // Machines of a grading would outlive us.
  const left =
    running > 0 || counted?.grading === true
      ? await ask({ type: 'leave', how: how === 'end' ? 'end' : 'suspend' }, 'left')
      : undefined;
  if (left?.error !== undefined) {
    dialog.showErrorBox(say().failed, left.error);
    leaving = 'no';
    if (window === undefined) openWindow();
    return;
  }
  leaving = 'yes';
  engine?.kill();
  app.quit();
}
