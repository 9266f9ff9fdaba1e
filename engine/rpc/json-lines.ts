import type { Socket } from 'node:net';

/** Messages as JSON lines over a socket. A line that is no JSON, or longer than 16 MiB, ends the connection. */
export function onJsonLines(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > 16 * 1024 * 1024) return void socket.destroy();
    for (const line of lines) {
      if (line === '') continue;
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        return void socket.destroy();
      }
      onMessage(message);
    }
  });
}

export function sendJson(socket: Socket, message: unknown): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}
