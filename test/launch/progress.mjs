// Telling the person in front of the terminal what takes so long.

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Does one piece of work under a title: a running clock on a terminal, one line each at the beginning and end elsewhere. */
export async function step(title, work) {
  const since = Date.now();
  const terminal = process.stderr.isTTY;
  const show = () => process.stderr.write(`\r\x1b[K… ${title}  ${seconds(since)}`);
  if (terminal) show();
  else process.stderr.write(`… ${title}\n`);
  const clock = terminal ? setInterval(show, 200) : undefined;
  const end = (sign) =>
    process.stderr.write(`${terminal ? '\r\x1b[K' : ''}${sign} ${title}  ${seconds(since)}\n`);
  try {
    const result = await work();
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  } finally {
    clearInterval(clock);
  }
}
