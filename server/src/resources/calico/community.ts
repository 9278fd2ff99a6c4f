/** Why Calico refuses a community value, undefined where it takes it (libcalico-go/lib/validator/v3/validator.go: isValidCommunity). */
export function communityProblem(
  text: string,
): { readonly message: string; readonly why: string } | undefined {
  if (!/^\d+:\d+(?::\d+)?$/.test(text))
    return {
      message: 'invalid community value or format used.',
      why: `Calico refuses ${text}: a community is aa:nn, a large one aa:nn:mm.`,
    };
  const parts = text.split(':').map(Number);
  const [bits, most] = parts.length === 2 ? [16, 0xffff] : [32, 0xffffffff];
  return parts.every((part) => part <= most)
    ? undefined
    : {
        message: `invalid community value, expected ${String(bits)} bit value`,
        why: `Calico refuses ${text}: each of its numbers is at most ${String(most)}.`,
      };
}
