export type Protocol = 'tcp' | 'udp' | 'sctp';

/** Both ends belong to the range. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const isPort = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 65535;

/** `30000-32767` or a lone `30000`, as kube-apiserver's --service-node-port-range reads it (apimachinery net.ParsePortRange; `base+offset` too). */
export function parsePortRange(text: string): PortRange | undefined {
  const parts = /^(\d+)(?:([-+])(\d+))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const from = Number(parts[1]);
  const second = Number(parts[3] ?? from);
  const to = parts[2] === '+' ? from + second : second;
  return from <= to && to <= 65535 ? { from, to } : undefined;
}

export const inRange = ({ from, to }: PortRange, port: number): boolean => from <= port && port <= to;
