// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSecretKey } from '../engine/signing/secret-key.js';
import { Engine } from '../recorded/testing/engine.js';
import { PackShop } from '../recorded/testing/packs.js';
import { App } from './app.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

let shop: PackShop;
let engine: Engine;
beforeEach(() => {
  shop = new PackShop();
});
afterEach(() => {
  cleanup();
  shop.dispose();
});

function show(hash: string): void {
  engine = new Engine();
  location.hash = hash;
  render(<App open={engine.open} />);
}

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

/** Looks at a pack, by the field in the settings. */
async function look(source: string): Promise<HTMLElement> {
  fireEvent.change(await screen.findByLabelText('Path, address, index or git repository'), {
    target: { value: source },
  });
  await press('Look at it');
  return looked();
}

/** The dialog, once it is known what there is. */
async function looked(): Promise<HTMLElement> {
  const heading = await screen.findByRole('heading', { name: /^Install "|cannot be installed$/ });
  return heading.closest<HTMLElement>('[role=dialog]')!;
}

/** Drops a file into the window. */
function drop(name: string, content: Uint8Array<ArrayBuffer>): void {
  const event = new Event('drop', { cancelable: true, bubbles: true });
  const file = new File([content], name);
  Object.assign(event, { dataTransfer: { types: ['Files'], files: [file] } });
  fireEvent(window, event);
}

test('a pack is looked at, installed, listed with its versions, and removed', async () => {
  show('#/settings');
  const dialog = await look(await shop.publisher.pack());
  expect(await within(dialog).findByText(/this key is new here: compare it/)).toBeTruthy();
  expect(within(dialog).getByRole('heading', { name: 'Install "My pack"?' })).toBeTruthy();
  for (const words of [
    /net 1\.0\.0 \(learner's\)/,
    /has not proven it/,
    /简体中文, English/,
    /reach no internet/,
  ])
    expect(within(dialog).getByText(words)).toBeTruthy();
  expect(within(dialog).getByRole('rowheader', { name: 'server' })).toBeTruthy();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Trust this key and install' }));
  expect(await screen.findByText('"My pack" 1.0.0 is installed')).toBeTruthy();
  expect(await screen.findByRole('rowheader', { name: /^1\.0\.0/ })).toBeTruthy();

  const second = await look(await shop.publisher.pack({ version: '1.1.0', word: 'delta' }));
  expect(await within(second).findByText(/has always been signed by this key here/)).toBeTruthy();
  expect(within(second).getByText(/^Installed: 1\.0\.0\./)).toBeTruthy();
  fireEvent.click(within(second).getByRole('button', { name: 'Install' }));
  await screen.findByRole('rowheader', { name: /^1\.1\.0/ });
  const row = (version: string) =>
    screen.getByRole('rowheader', { name: new RegExp(`^${version}`) }).closest('tr')!;
  expect(within(row('1.1.0')).getByText('in use')).toBeTruthy();
  fireEvent.click(within(row('1.0.0')).getByRole('button', { name: /^Use / }));
  await waitFor(() => expect(within(row('1.0.0')).getByText('in use')).toBeTruthy());
  fireEvent.click(within(row('1.1.0')).getByRole('button', { name: /^Remove net 1\.1\.0/ }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(screen.queryByRole('rowheader', { name: /^1\.1\.0/ })).toBeNull());
});

test('what must not be installed says why, and offers no button for it', async () => {
  show('#/settings');
  const dialog = await look(await shop.publisher.pack());
  fireEvent.click(await within(dialog).findByRole('button', { name: 'Trust this key and install' }));
  await screen.findByRole('rowheader', { name: /^1\.0\.0/ });
  const stranger = await look(await shop.publisher.pack({ version: '2.0.0', key: makeSecretKey() }));
  expect((await within(stranger).findByRole('alert')).textContent).toMatch(
    /Refused: net has always been signed by/,
  );
  expect(within(stranger).queryByRole('button', { name: /install/i })).toBeNull();
  fireEvent.click(within(stranger).getByRole('button', { name: 'Close' }));
  // An old one can be had by whoever wants it all the same.
  const old = await look(await shop.publisher.pack({ version: '0.9.0' }));
  expect((await within(old).findByRole('alert')).textContent).toMatch(/the newer 1\.0\.0 was seen here/);
  await press('Look at the old one all the same');
  fireEvent.click(await screen.findByRole('button', { name: 'Install' }));
  expect(await screen.findByRole('rowheader', { name: /^0\.9\.0/ })).toBeTruthy();
  const nothing = await look(shop.nothing());
  expect((await within(nothing).findByRole('alert')).textContent).toMatch(/is nothing that is known/);
});

test('a file is dropped where there is no path to it, and one that is no pack is refused', async () => {
  show('#/');
  await screen.findByRole('heading', { name: 'LVS-DR by hand' });
  drop('notes.txt', new Uint8Array([1]));
  expect(await screen.findByText('Only .lvspack files can be opened.')).toBeTruthy();
  drop('own.lvspack', shop.bytes(await shop.publisher.pack({ key: 'none' })));
  const dialog = await looked();
  expect(await within(dialog).findByText(/anybody can change a pack that is not signed/)).toBeTruthy();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Install it unsigned' }));
  expect(await screen.findByRole('heading', { name: 'My pack' })).toBeTruthy();
  expect(await screen.findByRole('heading', { name: 'A first lab: one web server' })).toBeTruthy();
  const region = screen.getByRole('region', { name: 'My pack net' });
  expect(within(region).getByText(/net 1\.0\.0 · not signed/)).toBeTruthy();
  // Declined ones are not kept.
  drop('other.lvspack', shop.bytes(await shop.publisher.pack({ id: 'other' })));
  fireEvent.click(within(await looked()).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(engine.asked.map(([name]) => name)).toContain('declinePack'));
});

test('a broken pack shows what is wrong where it stands, and the others are no worse for it', async () => {
  show('#/settings');
  for (const id of ['net', 'other']) {
    const dialog = await look(await shop.publisher.pack({ id }));
    fireEvent.click(await within(dialog).findByRole('button', { name: 'Trust this key and install' }));
    await screen.findByText(id, { exact: true });
  }
  shop.spoilLab(engine.library.store, 'net');
  shop.spoilRecord(engine.library.store, 'other');
  location.hash = '#/';
  const problems = await screen.findAllByRole('list', { name: 'Something is wrong with this pack' });
  expect(problems.map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/lab\.json:1:1: .*minutes/),
    expect.stringMatching(/What is installed of other 1\.0\.0-.* is damaged/),
  ]);
  expect(screen.getByRole('heading', { name: 'LVS-DR by hand' })).toBeTruthy();
  expect(screen.queryByText('Labs and sessions that cannot be used')).toBeNull();
});
