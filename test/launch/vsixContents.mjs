// What may lie in the .vsix. Everything else is weight that every user would download.

const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package\.json$/,
  /^extension\/(readme|changelog)\.md$/i,
  /^extension\/LICENSE(\.txt)?$/i,
  /^extension\/dist\/(extension\.cjs|(server|cli|panel)\.js|panel\.css|package\.json)$/,
  /^extension\/syntaxes\/[a-zA-Z.-]+\.json$/,
  /^extension\/media\/icon\.png$/,
  /^extension\/media\/walkthrough\/[^/]+\.(md|svg|png)$/,
  /^extension\/docs\/diagnostics\/[^/]+\.md$/,
];

/** Those of these names that have no business in the package. */
export const unwanted = (names) => names.filter((name) => !allowed.some((pattern) => pattern.test(name)));

/** The names of the files in a zip archive, from its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16). */
export function listZip(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('This is no zip archive');
  const count = zip.readUInt16LE(end + 10);
  const names = [];
  for (let entry = zip.readUInt32LE(end + 16); names.length < count;) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => zip.readUInt16LE(entry + at));
    names.push(zip.toString('utf8', entry + 46, entry + 46 + nameLength));
    entry += 46 + nameLength + extraLength + commentLength;
  }
  return names;
}
