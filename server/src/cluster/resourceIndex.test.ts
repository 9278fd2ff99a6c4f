import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resourcesFrom } from '../../../test/kit/cluster.ts';
import { sameItems } from '../memo/memo.ts';
import type { ResourceIndex } from './cluster.ts';
import { indexResources } from './resourceIndex.ts';

const text = (kind: string, namespace: string, name: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: '${name}', namespace: '${namespace}' }\n`;

const documents = fc
  .array(
    fc
      .tuple(
        fc.constantFrom('Service', 'Pod', 'Endpoints'),
        fc.constantFrom('a', 'b', 'a-b', 'a/b'),
        fc.constantFrom('', 'x', 'y', 'x-y', 'b/x', 'z1', 'z2', 'z3', 'z4', 'z5', 'z6', 'z7'),
      )
      .map((parts) => text(...parts)),
    { maxLength: 40 },
  )
  .map((texts) => texts.join('---\n'));

/** Lists of objects, each a few of the same pool: what a workspace holds after each edit. */
const histories = fc.tuple(documents, documents, documents).chain(([one, two, three]) => {
  const pool = resourcesFrom(one, two, three);
  return fc.array(fc.subarray([...pool]), { minLength: 1, maxLength: 5 });
});

const kinds = ['Service', 'Pod', 'Endpoints'] as const;

/** Whether two indexes hold the very same objects in the same order. */
const agree = (a: ResourceIndex, b: ResourceIndex): boolean =>
  sameItems(a.all, b.all) && kinds.every((kind) => sameItems(a.ofKind(kind), b.ofKind(kind)));

describe('an index', () => {
  test('does not depend on those before it', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let index: ResourceIndex | undefined;
        for (const resources of history) {
          index = indexResources(resources, index);
          expect(agree(index, indexResources(resources))).toBe(true);
        }
      }),
    );
  });

  test('is the same after each edit of one object among many', () => {
    const names = Array.from({ length: 60 }, (_, i) => `n${String(i)}`);
    const many = resourcesFrom(names.map((name) => text('Service', 'a', name)).join('---\n'));
    const edits = fc.array(fc.tuple(fc.nat({ max: 59 }), fc.constantFrom('n7', 'n70', 'm', 'n600', '')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(edits, (places) => {
        const resources = [...many];
        let index = indexResources(many);
        for (const [at, name] of places) {
          resources.splice(at, 1, ...resourcesFrom(text('Service', 'a', name)));
          index = indexResources([...resources], index);
          expect(agree(index, indexResources([...resources]))).toBe(true);
        }
      }),
    );
  });

  test('does not depend on the order of files', () => {
    fc.assert(
      fc.property(documents, documents, (one, two) => {
        const all = resourcesFrom(one, two);
        const second = all.filter(({ section }) => section.uri === 'file:///2.yaml');
        const first = all.filter(({ section }) => section.uri === 'file:///1.yaml');
        expect(agree(indexResources([...second, ...first]), indexResources(all))).toBe(true);
      }),
    );
  });

  test('keeps the list of a kind of which nothing changed', () => {
    const [pod, ...services] = resourcesFrom(
      [text('Pod', 'a', 'p'), text('Service', 'a', 'x'), text('Service', 'a', 'y')].join('---\n'),
    );
    const before = indexResources(pod === undefined ? [] : [pod, ...services]);
    const after = indexResources(pod === undefined ? [] : [...services.slice(1), pod], before);
    expect(after.ofKind('Pod')).toBe(before.ofKind('Pod'));
    expect(after.ofKind('Service').map(({ meta }) => meta.name?.value)).toEqual(['y']);
    expect(after.ofKind('Node')).toBe(before.ofKind('Node'));
  });

  test('holds the first of two objects with one name, whatever stands before it in its own document', () => {
    const first = `---\n# A long comment moves the object in its document, not the document in its file.\n${text('Service', 'a', 'x')}`;
    const index = indexResources(resourcesFrom(`${first}---\n${text('Service', 'a', 'x')}`));
    expect(index.ofKind('Service').map(({ section }) => section.text.includes('comment'))).toEqual([true]);
  });
});
