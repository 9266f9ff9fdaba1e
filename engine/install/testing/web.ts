import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Any web server: the files of a folder, on loopback, and what a hostile one does instead. */
export class Web {
  /** By path: what is sent in place of the file. */
  readonly instead = new Map<string, Buffer | { readonly location: string } | 'cut' | 'endless'>();
  readonly #server: Server;

  constructor(folder: string) {
    this.#server = createServer((request, response) => {
      this.#answer(folder, new URL(request.url ?? '/', 'http://x').pathname, response).catch(() =>
        response.destroy(),
      );
    });
  }

  async #answer(folder: string, path: string, response: ServerResponse): Promise<void> {
    const other = this.instead.get(path);
    if (other === 'cut') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half');
      setImmediate(() => response.destroy());
    } else if (other === 'endless') {
      response.writeHead(200);
      const send = () => {
        while (response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', send);
      send();
    } else if (other !== undefined && 'location' in other)
      response.writeHead(302, { location: other.location }).end();
    else {
      const content = other ?? (await readFile(join(folder, path)).catch(() => undefined));
      if (content === undefined) response.writeHead(404).end();
      else response.end(content);
    }
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
