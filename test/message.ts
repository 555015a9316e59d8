/** What a call says when it is refused; `no error` if it is not. */
export function message(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}
