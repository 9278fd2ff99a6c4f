import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIptablesSave } from '../../../server/src/dataplane/read/iptablesSave.ts';
import { renderIptablesSave } from '../../../server/src/dataplane/render/iptablesSave.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import type { DocUri } from '../../../server/src/text/span.ts';
import { firstDifference } from './compare.ts';
import { goldenScenarios } from './load.ts';

const read = (text: string): ReturnType<typeof readIptablesSave> =>
  readIptablesSave({ uri: 'file:///dump' as DocUri, text });

const unknownWords = (text: string): readonly string[] =>
  read(text).ruleset.tables.flatMap(({ chains }) =>
    [...chains.values()].flatMap(({ rules }) =>
      rules.flatMap(({ matches, target }) =>
        [...matches, target].flatMap((part) => (part.kind === 'unknown' ? [part.text] : [])),
      ),
    ),
  );

const tool = (name: string): string => readFileSync(join(import.meta.dirname, 'tool', name), 'utf8');

describe.each(goldenScenarios())('$name', (scenario) => {
  test('every iptables-save text of it, read and printed, is the text, and nothing in it is unknown', () => {
    const texts = scenario
      .versions('iptables')
      .flatMap((version) =>
        ([4, 6] as const).flatMap((family) => scenario.expected('iptables', version, family) ?? []),
      );
    for (const text of texts) {
      const { ruleset, problems } = read(text);
      expect(firstDifference(toText(renderIptablesSave(ruleset)), text)).toBeUndefined();
      expect(problems).toEqual([]);
      expect(unknownWords(text)).toEqual([]);
    }
    expect(scenario.versions('ipvs').length + texts.length).toBeGreaterThan(0);
  });
});

test('the words of iptables that kube-proxy does not use are understood too', () => {
  const text = tool('tool.save');
  expect(firstDifference(toText(renderIptablesSave(read(text).ruleset)), text)).toBeUndefined();
  expect(unknownWords(text)).toEqual([]);
});

test('foreign words are kept as they are', () => {
  const text = tool('foreign.save');
  expect(firstDifference(toText(renderIptablesSave(read(text).ruleset)), text)).toBeUndefined();
  expect(unknownWords(text)).toMatchInlineSnapshot(`
    [
      "-m addrtype ! --src-type LOCAL --dst-type LOCAL",
      "-m multiport --dports 80,443",
      "-m limit --limit 10/sec",
      "-m icmp --icmp-type 8",
      "-m tcp --tcp-flags FIN,SYN,RST,ACK SYN",
      "-j TCPMSS --clamp-mss-to-pmtu",
      "-m conntrack --ctorigdst 10.96.0.1",
      "-m recent --update --seconds 60 --hitcount 4 --name SSH --mask 255.255.255.255 --rsource",
      "-f",
      "-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff",
      "-j REDIRECT --to-ports 8080",
      "-j MASQUERADE --to-ports 1024-65535 --random-fully",
    ]
  `);
});
