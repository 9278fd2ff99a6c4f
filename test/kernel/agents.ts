import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What one connection came to: who answered and as whom it saw the client, or the error's code. */
export type Reached = { readonly name: string; readonly source: string } | { readonly error: string };

export interface ConnectOrder {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly times: number;
}

/** A Node process inside a network namespace: real sockets, listening and connecting. */
export interface Agent {
  readonly listen: (port: number) => Promise<void>;
  readonly connect: (order: ConnectOrder) => Promise<readonly Reached[]>;
  readonly stop: () => void;
}

const program = join(import.meta.dirname, 'agent.mjs');

export function startAgent(namespace: string, name: string): Agent {
  const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, program, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let last = 0;
  const ask = (order: object): Promise<Answer> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      child.stdin.write(`${JSON.stringify({ id: last, ...order })}\n`);
    });
  return {
    listen: async (port) => {
      const { error } = await ask({ kind: 'listen', port });
      if (error !== undefined) throw new Error(`${name} cannot listen on ${String(port)}: ${error}`);
    },
    connect: async (order) => (await ask({ kind: 'connect', ...order })).answers ?? [],
    stop: () => {
      child.stdin.end();
      child.kill();
    },
  };
}

interface Answer {
  readonly id: number;
  readonly error?: string;
  readonly answers?: readonly Reached[];
}
