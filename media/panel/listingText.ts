/** Weighs the text of a listing for the eye; nothing of it is changed or left out. */
export interface ListingPart {
  readonly text: string;
  readonly weight: 'strong' | 'plain' | 'quiet';
}

type Weights = readonly ListingPart['weight'][];

/** What each tool prints, as groups of one line, and how they weigh. The groups cover the whole line. */
const shapes: readonly (readonly [RegExp, Weights])[] = [
  // ipvsadm -ln: its headings, a virtual server, a destination.
  [/^(Prot LocalAddress.*|\s*-> RemoteAddress.*|IP Virtual Server.*)$/, ['quiet']],
  [/^((?:TCP|UDP|SCTP|FWM)\s+)(\S+)(.*)$/, ['quiet', 'strong', 'quiet']],
  [/^(\s*-> )(\S+)(.*)$/, ['quiet', 'plain', 'quiet']],
  // ipset save.
  [/^(create )(\S+)(.*)$/, ['quiet', 'strong', 'quiet']],
  [/^(add \S+ )(.*)$/, ['quiet', 'plain']],
  // sysctl, and comments of any tool.
  [/^([\w./-]+\s*=\s*)(\S+)$/, ['quiet', 'plain']],
  [/^(\s*#.*)$/, ['quiet']],
];

export function partsOfListing(text: string): readonly ListingPart[] {
  for (const [shape, weights] of shapes) {
    const groups = shape.exec(text)?.slice(1);
    if (groups !== undefined) {
      return groups
        .map((group, index): ListingPart => ({ text: group, weight: weights[index] ?? 'plain' }))
        .filter((part) => part.text !== '');
    }
  }
  return [{ text, weight: 'plain' }];
}
