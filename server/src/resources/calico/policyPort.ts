import { isPort, type PortRange } from '../../net/port.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';

/** A port of a Calico rule: a number, a range `"30000:32767"`, or the name of a port. */
export type PolicyPort =
  | (PortRange & { readonly kind: 'range'; readonly at: Span })
  | { readonly kind: 'name'; readonly name: string; readonly at: Span };

/** The ports of one list; those that Calico refuses are reported and left out. */
export const readPolicyPorts = (entity: Fields, key: string): readonly PolicyPort[] =>
  entity.strings(key).flatMap((item) => readPolicyPort(entity, item));

/** numorstring.PortFromString, then validator.validatePort: a dash does not make a range, a colon does. */
function readPolicyPort(entity: Fields, { value, span: at }: Located<string>): readonly PolicyPort[] {
  const numbers = /^(\d+)(?::(\d+))?$/.exec(value);
  if (numbers !== null) {
    const from = Number(numbers[1]);
    const to = Number(numbers[2] ?? from);
    if (isPort(from) && isPort(to) && from <= to) return [{ kind: 'range', from, to, at }];
    entity.report(notAPort(at, value, numbers[2] === undefined));
    return [];
  }
  if (isPortName(value)) return [{ kind: 'name', name: value, at }];
  entity.report(notAPort(at, value, !/^\d+\s*[-,–]\s*\d+$/.test(value)));
  return [];
}

/** apimachinery validation.IsValidPortName: the IANA rules for service names. */
const isPortName = (text: string): boolean =>
  /^[a-z0-9-]{1,15}$/.test(text) && /[a-z]/.test(text) && !/^-|-$|--/.test(text);

const notAPort = (at: Span, value: string, isSingle: boolean): Parameters<Fields['report']>[0] =>
  isSingle
    ? {
        kind: 'port',
        span: at,
        message: `Not a port: ${value}`,
        cure: 'Write a number from 1 to 65535, a range such as "30000:32767", or the name of a port.',
      }
    : {
        kind: 'portRange',
        span: at,
        message: `Not a port range: ${value}`,
        cure: 'Calico writes a range with a colon, in quotes: "30000:32767".',
      };
