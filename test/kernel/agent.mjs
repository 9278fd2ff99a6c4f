// Runs inside one network namespace and does what it is told, one JSON line at a time: listens, and connects.
import { createServer, connect } from 'node:net';
import { createInterface } from 'node:readline';

const [name] = process.argv.slice(2);

/** Tells each client who was reached and as whom the client is seen. */
const listen = ({ port }) =>
  new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(JSON.stringify({ name, source: socket.remoteAddress, port }));
    });
    server.on('error', (error) => resolve({ error: error.code }));
    server.listen({ port, host: '::', ipv6Only: false }, () => resolve({}));
  });

const connectOnce = ({ host, port, localAddress, timeout }) =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
    const finish = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ error: 'ETIMEDOUT' }), timeout);
    socket.on('data', (data) => (text += data));
    socket.on('end', () => {
      clearTimeout(timer);
      finish(JSON.parse(text));
    });
    socket.on('error', ({ code }) => {
      clearTimeout(timer);
      finish({ error: code });
    });
  });

async function connectTimes({ times, ...to }) {
  const answers = [];
  for (let i = 0; i < times; i += 16)
    answers.push(
      ...(await Promise.all(Array.from({ length: Math.min(16, times - i) }, () => connectOnce(to)))),
    );
  return { answers };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...order } = JSON.parse(line);
  const work = order.kind === 'listen' ? listen(order) : connectTimes(order);
  work.then((answer) => process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`));
}
