import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The panel's .tsx files are built for preact (media/tsconfig.json); tests of them are too.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['{server,client,media,syntaxes,test}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'test/e2e/**', 'dist/**', '.cache/**'],
  },
});
