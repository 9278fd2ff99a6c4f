import { isPort, type PortRange } from '../../net/port.ts';

/** Ports as iptables-save writes them; `undefined` for any other spelling. */
export function readPortRange(written: string, between: ':' | '-'): PortRange | undefined {
  const [from = '', to = from] = written.split(between);
  const again = from === to ? from : `${from}${between}${to}`;
  if (again !== written || !isCanonical(from) || !isCanonical(to)) return undefined;
  return { from: Number(from), to: Number(to) };
}

const isCanonical = (written: string): boolean =>
  (written === '0' || isPort(Number(written))) && String(Number(written)) === written;
