/** What the suite measured on its way, for `npm run bench`; no test depends on it. */
export const measured: { activateMs?: number } = {};
