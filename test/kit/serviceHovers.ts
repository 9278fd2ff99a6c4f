import type { WhatIf } from '../../server/src/cluster/cluster.ts';
import { hoverText, openFixture, openSample } from './editor.ts';

/** The hover of the lab with the cursor in a text of services.yaml; `also` is added below `type: NodePort`. */
export function lab(at: string, whatIf: WhatIf = {}, also = ''): string {
  const edit = (text: string, name: string): string => {
    if (name !== 'services.yaml') return text;
    const edited = text.replace('type: NodePort', `type: NodePort${also === '' ? '' : `\n  ${also}`}`);
    if (!edited.includes(at)) throw new Error(`no ${at} in the lab`);
    return edited.replace(at, `${at.slice(0, 3)}$0${at.slice(3)}`);
  };
  return hoverText(openSample('yaobank', edit, whatIf));
}

const service = (spec: string, more = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
${spec.trim().replace(/^/gm, '  ')}
${more}
---
apiVersion: v1
kind: Pod
metadata: { name: a, labels: { app: web, tier: front } }
spec: { nodeName: worker1, containers: [{ name: c, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: b, labels: { app: web } }
spec: { nodeName: worker2, containers: [{ name: c, ports: [{ name: http, containerPort: 8081 }] }] }
status: { conditions: [{ type: Ready, status: "False" }] }
`;
/** The hover at the `$0` in the spec of a Service `web` with two pods, of which one is not ready. */
export const hover = (spec: string, whatIf: WhatIf = {}, more = ''): string =>
  hoverText(openFixture(service(spec, more), whatIf));

/** The hover in several worlds, one after the other. */
export const inEach = (worlds: readonly WhatIf[], ask: (world: WhatIf) => string): string =>
  worlds.map((world) => `${Object.values(world).join(' ')}: ${ask(world)}`).join('\n\n');
