// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { freezing } from '../../contract/testing/freezing-texts.js';
import { LanguageProvider } from '../base/i18n.js';
import { ConfirmProvider } from './confirm.js';
import { Markdown } from './markdown.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function show(text: string, onRun = vi.fn<(node: string, code: string) => void>()) {
  const shown = render(
    <LanguageProvider language="en">
      <ConfirmProvider>
        <Markdown text={text} nodes={['director']} onRun={onRun} />
      </ConfirmProvider>
    </LanguageProvider>,
  );
  return { ...shown, onRun };
}

test('a run block types its commands into its node', () => {
  const { onRun } = show('```sh {node=director run}\nipvsadm -C\nipvsadm -L -n\n```\n');
  fireEvent.click(screen.getByRole('button', { name: 'Run in director' }));
  expect(onRun).toHaveBeenCalledWith('director', 'ipvsadm -C\nipvsadm -L -n');
});

test('a block without run, or for a node that is not of the lab, can only be copied', () => {
  show('```sh {node=director}\nwatch ls\n```\n\n```sh {node=evil run}\nreboot\n```\n');
  expect(screen.queryByRole('button', { name: /Run in/ })).toBeNull();
  expect(screen.getAllByRole('button', { name: 'Copy the commands' })).toHaveLength(2);
});

test('raw HTML, images and odd links do nothing', () => {
  const { container } = show(
    '<script>alert(1)</script><img src=x onerror=alert(1)>\n\n![x](https://evil.example/x.png)\n\n[a](javascript:alert(1)) [b](file:///etc/passwd)\n',
  );
  expect(container.querySelector('script, img, iframe')).toBeNull();
  expect(container.querySelector('a')).toBeNull();
});

test('a link opens outside, and only after asking', async () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  show('[LVS](http://www.linuxvirtualserver.org/)');
  fireEvent.click(screen.getByText('LVS'));
  expect(open).not.toHaveBeenCalled();
  fireEvent.click(await screen.findByRole('button', { name: 'Open' }));
  await vi.waitFor(() =>
    expect(open).toHaveBeenCalledWith('http://www.linuxvirtualserver.org/', '_blank', 'noopener'),
  );
});

test('a word of the field is marked once, and explained when it is pressed, in the language of the window', async () => {
  const { container } = show('## The VIP\n\nThe `VIP` of the **VIP** and a VIP; [RIP](https://a.example).\n');
  const terms = [...container.querySelectorAll('.term')];
  expect(terms.map((term) => [term.textContent, term.parentElement?.tagName])).toEqual([['VIP', 'STRONG']]);
  expect(screen.queryByRole('tooltip')).toBeNull();
  fireEvent.click(terms[0]!);
  const hint = await screen.findByRole('tooltip');
  expect(hint.textContent).toMatch(/^VIP Virtual IP address: the one that clients ask/);
  // Who does not see it is told with the word.
  await vi.waitFor(() => expect(terms[0]!.getAttribute('aria-describedby')).toBe(hint.id));
  fireEvent.keyDown(terms[0]!, { key: 'Escape' });
  await vi.waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
});

test('the keyboard reaches a word and its explanation', async () => {
  const { container } = show('Ask the director.\n');
  fireEvent.keyDown(document.body, { key: 'Tab' });
  act(() => container.querySelector<HTMLElement>('.term')!.focus());
  expect((await screen.findByRole('tooltip')).textContent).toMatch(/^director The machine that has the VIP/);
});

// The limit is generous: without a bound before parsing several of these take half a minute.
test.each(Object.entries(freezing))('%s is shown as it was written', { timeout: 10_000 }, (_, { text }) => {
  const { container } = show(text);
  expect(container.querySelector('pre')?.textContent).toBe(text);
  expect(screen.getByText(/shown as it was written/)).toBeDefined();
});

test.each([
  ['quotes', `${'>'.repeat(32)} a\n`.repeat(120)],
  ['lists', Array.from({ length: 500 }, (_, index) => `${' '.repeat(2 * (index % 12))}- a\n`).join('')],
  ['stars', '*a '.repeat(990)],
  ['brackets', '['.repeat(990)],
  ['rows', `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(300)}`],
  ['links', 'www.a.b '.repeat(499)],
])('as many %s as may be are drawn soon', { timeout: 10_000 }, (_, text) => {
  const { container } = show(text);
  expect(screen.queryByText(/shown as it was written/)).toBeNull();
  expect(container.querySelector('.markdown')?.textContent).not.toBe('');
});

test('what stands below a heading with {fold} is folded up to the next heading of its level', () => {
  const { container } = show(
    '## Try\n\nDo it.\n\n## What to **observe** {fold}\n\nIt is so.\n\n### More\n\nAnd so.\n\n## Next {x}\n\nGo on.\n',
  );
  const [folded, ...others] = container.querySelectorAll('details');
  expect(others).toEqual([]);
  expect(folded?.open).toBe(false);
  expect(folded?.querySelector('summary')?.textContent).toBe('What to observe look for yourself first');
  expect(folded?.textContent).toContain('It is so.');
  expect(folded?.textContent).toContain('And so.');
  expect(folded?.textContent).not.toMatch(/Do it|Next/);
  expect(container.textContent).toContain('Next {x}');
  expect(container.textContent).not.toContain('{fold}');
});
