import { spawnSync } from 'node:child_process';

/** Runs a shell script and returns what it prints; throws what it complains about. */
export function shell(script: string, input = ''): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', script], {
    encoding: 'utf8',
    input,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${script.slice(0, 500)}\n${stderr}`);
  return stdout;
}

/** The same inside a network namespace. */
export const shellIn = (namespace: string, script: string, input = ''): string =>
  shell(`ip netns exec ${namespace} sh -e <<'END OF SCRIPT'\n${script}\nEND OF SCRIPT\n`, input);
