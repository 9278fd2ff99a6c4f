import { expect, test } from 'vitest';
import { goldenScenarios } from './load.ts';

test('the packed golden data is whole', () => {
  const scenarios = goldenScenarios();
  expect(scenarios).toHaveLength(64);
  const yaobank = scenarios.find(({ name }) => name === 'yaobank');
  expect(yaobank?.node).toBe('worker1');
  expect(yaobank?.versions('iptables')).toEqual(
    ['1.18', '1.20', '1.21', '1.22', '1.23', '1.25', '1.26', '1.27', '1.28', '1.29', '1.30'],
  );
  expect(yaobank?.versions('nftables')).toEqual(['1.29', '1.30']);
  expect(yaobank?.expected('iptables', '1.30', 4)).toContain('KUBE-SVC-PX5FENG4GZJTCELT');
  expect(yaobank?.expected('iptables', '1.30', 6)).toBeUndefined();
  const texts = scenarios.flatMap((scenario) =>
    (['iptables', 'ipvs', 'nftables'] as const).flatMap((mode) =>
      scenario.versions(mode).flatMap((version) =>
        ([4, 6] as const).flatMap((family) => scenario.expected(mode, version, family) ?? []),
      ),
    ),
  );
  expect(texts).toHaveLength(1776 - 4 * 64);
});
