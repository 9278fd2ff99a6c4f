// Starting other programs so that none of them outlives us, whatever ends us.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const cleanUps = [];
let ending = false;

/** Registers work to be done before this process ends; the latest goes first. Returns a function that takes it back. */
export function beforeExit(work) {
  cleanUps.push(work);
  return () => {
    const at = cleanUps.indexOf(work);
    if (at >= 0) cleanUps.splice(at, 1);
  };
}

/** Cleans up and ends this process. */
export async function exit(code) {
  if (ending) return;
  ending = true;
  while (cleanUps.length > 0) await cleanUp(cleanUps.pop());
  process.exit(code);
}

async function cleanUp(work) {
  try {
    await work();
  } catch (error) {
    console.error(`Left behind: ${error.message}`);
  }
}

// Who ends without `exit` gets what can be done at once: children are told to end, folders are deleted.
process.on('exit', () => {
  while (cleanUps.length > 0) void cleanUp(cleanUps.pop());
});

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => void exit(code));
}
process.on('uncaughtException', (error) => {
  console.error(error);
  void exit(1);
});

/** Starts a program in a process group of its own, which dies with us. */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, detached: true });
  const takeBack = beforeExit(() => stop(child));
  child.once('close', takeBack);
  return child;
}

/** Ends a started program and all that it started: politely, then after five seconds by force. */
export async function stop(child) {
  const signalGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
      return true;
    } catch {
      return false; // Nobody of the group is left.
    }
  };
  for (let tenths = 0; signalGroup(tenths === 0 ? 'SIGTERM' : 0) && tenths < 50; tenths++) {
    await new Promise((done) => setTimeout(done, 100));
  }
  signalGroup('SIGKILL');
}

/** Runs a program to its end: its exit status and all it printed, in the order it came. Never rejects. */
export function run(program, args, options = {}) {
  return new Promise((done) => {
    const child = start(program, args, options);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', (error) => done({ status: 127, output: String(error) }));
    child.once('close', (status) => done({ status: status ?? 1, output }));
  });
}

/** Like `run`, but a failure is an error that carries what the program printed. */
export async function runOrThrow(program, args, options) {
  const { status, output } = await run(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${output.trim()}`);
  return output;
}

/** The full path of the first of these programs that is installed. */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}
