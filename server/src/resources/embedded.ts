import type { Section } from '../text/span.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { parseSection } from '../yaml/parse.ts';

/** ConfigMap keys that hold a document we know: kubeadm writes these two. */
const knownKeys = ['config.conf', 'ClusterConfiguration'];

/** The YAML documents inside a ConfigMap's known keys, with positions as in the section around them. */
export function embeddedDocuments(section: Section, configMap: YamlMap): readonly YamlNode[] {
  const data = entryOf(configMap, 'data')?.value;
  if (data?.kind !== 'map') return [];
  return data.entries.flatMap((entry) =>
    knownKeys.includes(entry.key.source) ? (readEmbedded(section, entry) ?? []) : [],
  );
}

/**
 * Reads a block scalar as a document. Everything outside it is blanked instead of cut, so that every position in the
 * result is a position in the section; the block's own indentation is plain indentation to the inner parser.
 */
function readEmbedded(section: Section, { value }: YamlEntry): YamlNode | undefined {
  if (value?.kind !== 'scalar' || !value.block) return undefined;
  const contentStart = section.text.indexOf('\n', value.start) + 1;
  if (contentStart === 0) return undefined;
  const content = section.text.slice(contentStart, value.end);
  const blank = section.text.slice(0, contentStart).replace(/[^\n]/g, ' ');
  return parseSection({ uri: section.uri, text: blank + content }).root;
}
