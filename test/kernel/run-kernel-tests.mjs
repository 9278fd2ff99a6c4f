// Compares our predictions with the real Linux kernel (and BIRD) in network namespaces made for the purpose.
// KERNEL_TESTS=require fails where that is impossible, auto says so and goes on, off does nothing.
// Names of test files (`trace`, `bird`) as arguments run only those.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = import.meta.dirname;
const wanted = process.argv.slice(2);
const inside = process.env.KERNEL_TESTS_INSIDE !== undefined;
process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

function report({ passed, failed, skipped }) {
  console.log(`# pass ${passed}\n# fail ${failed}\n# skipped ${skipped}`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

// --- outside: probe, bundle, and start again in namespaces that end with their first process

async function enterNamespaces() {
  const mode = process.env.KERNEL_TESTS ?? 'auto';
  const impossible = mode === 'off' ? 'KERNEL_TESTS=off' : whyImpossible();
  if (impossible !== undefined) {
    const line = '!'.repeat(78);
    console.error(`\n${line}\n!! No kernel tests: ${impossible}`);
    console.error(`!! Predictions were NOT compared with a real kernel on this machine.\n${line}\n`);
    report({ passed: 0, failed: mode === 'require' ? 1 : 0, skipped: mode === 'require' ? 0 : 1 });
    return;
  }
  const bundles = mkdtempSync(join(tmpdir(), 'kernel-tests-'));
  try {
    await bundle(bundles);
    const { status } = unshare(`exec "$0" "$@"`, [process.execPath, import.meta.filename, ...wanted], {
      stdio: 'inherit',
      env: { ...process.env, KERNEL_TESTS_INSIDE: bundles },
    });
    process.exitCode = status ?? 1;
  } finally {
    rmSync(bundles, { recursive: true, force: true });
  }
}

function whyImpossible() {
  if (process.platform !== 'linux') return 'this is not Linux';
  const missing = installMissing();
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const probe = [
    'set -e',
    'ip netns add probe',
    'ip -n probe link add veth1 type veth peer name veth2',
    'ip netns exec probe iptables-nft -t nat -A POSTROUTING -j MASQUERADE --random-fully',
    'ip netns exec probe iptables-legacy -t nat -A POSTROUTING -j MASQUERADE --random-fully',
  ].join('\n');
  const { status, stderr, error } = unshare(probe, [], { encoding: 'utf8' });
  return status === 0 ? undefined : `namespaces or rules are refused: ${String(error ?? stderr).trim()}`;
}

/** Commands, and the Debian packages that bring them. */
function installMissing() {
  const programs = {
    unshare: 'util-linux',
    ip: 'iproute2',
    'iptables-nft': 'iptables',
    'iptables-legacy-restore': 'iptables',
    nft: 'nftables',
    ipset: 'ipset',
    bird: 'bird2',
  };
  const missing = () =>
    Object.keys(programs).filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  const absent = missing();
  if (absent.length === 0 || process.getuid() !== 0) return absent;
  const packages = [...new Set(absent.map((name) => programs[name]))];
  console.log(`Installing ${packages.join(', ')}`);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (spawnSync('apt-get', install, { env }).status !== 0) {
    spawnSync('apt-get', ['update'], { env });
    spawnSync('apt-get', install, { env });
  }
  return missing();
}

/** A shell script in network, mount and process namespaces of its own, /run included; as another user, in a user namespace too. */
function unshare(script, args, options) {
  const flags = [
    process.getuid() === 0 ? '-nm' : '-Urnm',
    ...['--fork', '--pid', '--kill-child', '--mount-proc'],
  ];
  const inRun = `mount -t tmpfs tmpfs /run && mkdir /run/netns\n${script}`;
  return spawnSync('unshare', [...flags, 'sh', '-c', inRun, ...args], options);
}

async function bundle(outdir) {
  const { build } = await import('esbuild');
  const names = readdirSync(folder).filter((name) => name.endsWith('.kernel.ts'));
  await build({
    entryPoints: names.map((name) => join(folder, name)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [ownPlaces],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
    logLevel: 'warning',
  });
}

/** In a bundle, what lies beside a source file is still found there. */
const ownPlaces = {
  name: 'own places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(test|server)\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path)))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    })),
};

// --- inside: every test file exports `tests: { name, run }[]`

async function runTests(bundles) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const name of readdirSync(bundles).sort()) {
    const title = name.replace('.kernel.mjs', '');
    if (wanted.length > 0 && !wanted.includes(title)) continue;
    const { tests } = await import(pathToFileURL(join(bundles, name)));
    for (const test of tests) {
      const started = performance.now();
      const problem = await runTest(test);
      const time = `${(performance.now() - started).toFixed(0)} ms`.padStart(8);
      console.log(`${problem === undefined ? '✓' : '✗'} ${time}  ${title}: ${test.name}`);
      if (problem !== undefined) console.log(problem.replace(/^/gm, '      '));
      counts[problem === undefined ? 'passed' : 'failed'] += 1;
    }
  }
  report(counts);
  process.exit();
}

async function runTest(test) {
  try {
    await test.run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

if (inside) await runTests(process.env.KERNEL_TESTS_INSIDE);
else await enterNamespaces();
